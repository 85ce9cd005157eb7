//! `forelock schema`: the schema that specs describe, or that a migration builds.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use model::catalog::Table;
use model::operation::{ConstraintKind, Operation};
use model::schema::ReadTable;
use model::{Catalog, Document};
use serde_json::{Value, json};

use crate::Done;
use crate::arguments::SchemaFormat;
use crate::input::Input;

/// A table, and other names that the file uses for it.
struct Described {
    table: Table,
    aliases: Vec<String>,
}

pub(crate) fn run(input: &Input, format: SchemaFormat, out: &mut dyn Write) -> Result<Done> {
    let mut files = Vec::new();
    for file in &input.files {
        let Some(document) = input.analysis.reading(*file) else {
            continue;
        };
        let path = input.analysis.path(*file).unwrap_or_default();
        let tables = described(&document);
        match format {
            SchemaFormat::Json => files.push(json!({
                "file": &*path,
                "tables": tables.iter().map(table_json).collect::<Vec<Value>>(),
                "changes": changes(&document),
            })),
            SchemaFormat::Sql => sql(&tables, out)?,
            SchemaFormat::Mermaid => mermaid(&tables, out)?,
        }
    }
    if format == SchemaFormat::Json {
        let report = match files.as_mut_slice() {
            [one] => one.take(),
            _ => Value::Array(files),
        };
        writeln!(out, "{report}")?;
    }
    Ok(Done::Clean)
}

/// The tables a document describes as state, or those that its migrations leave.
fn described(document: &Document) -> Vec<Described> {
    if !document.schema.tables.is_empty() {
        let one = |it: &Arc<ReadTable>| Described {
            table: it.table.clone(),
            aliases: it.aliases.clone(),
        };
        return document.schema.tables.iter().map(one).collect();
    }
    let mut catalog = Catalog::default();
    for change in document.migrations.iter().flat_map(|it| &it.upgrade) {
        catalog.apply(change);
    }
    let built = catalog
        .tables
        .values()
        .filter(|it| it.knowledge == model::catalog::Knowledge::Complete);
    // Prose may create a table and not say its columns.
    built
        .filter(|it| !it.columns.is_empty())
        .map(|it| Described {
            table: it.as_ref().clone(),
            aliases: Vec::new(),
        })
        .collect()
}

fn table_json(described: &Described) -> Value {
    let table = &described.table;
    let mut primary_key: Vec<&str> = Vec::new();
    let mut unique: Vec<Vec<&str>> = Vec::new();
    let mut checks: Vec<&str> = Vec::new();
    for constraint in &table.constraints {
        match &constraint.constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => {
                primary_key = columns.iter().map(|it| it.as_str()).collect();
            }
            ConstraintKind::Unique { columns, .. } if columns.len() > 1 => {
                unique.push(columns.iter().map(|it| it.as_str()).collect());
            }
            ConstraintKind::Check { expression } => checks.push(&expression.text),
            ConstraintKind::Unique { .. }
            | ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => {}
        }
    }
    if primary_key.is_empty() {
        primary_key = table
            .columns
            .iter()
            .filter(|it| it.primary_key)
            .map(|it| it.name.as_str())
            .collect();
    }
    checks.extend(
        table
            .columns
            .iter()
            .filter_map(|it| it.check.as_ref())
            .map(|it| it.text.as_str()),
    );
    let indexes: Vec<Value> = table
        .indexes
        .iter()
        .filter(|it| it.constraint.is_none())
        .map(|it| {
            let keys: Vec<&str> = it.keys.iter().map(|key| key.text.as_str()).collect();
            json!({
                "name": (!it.name.is_empty()).then_some(&it.name),
                "columns": (!keys.is_empty()).then_some(keys),
                "unique": it.unique,
            })
        })
        .collect();
    json!({
        "name": table.name.to_string(),
        "aliases": described.aliases,
        "columns": columns(table, &primary_key),
        "primary_key": (!primary_key.is_empty()).then_some(primary_key),
        "unique": unique,
        "indexes": indexes,
        "checks": checks,
    })
}

fn columns(table: &Table, primary_key: &[&str]) -> Vec<Value> {
    let unique_alone = |column: &str| {
        table
            .constraints
            .iter()
            .any(|it| match &it.constraint.kind {
                ConstraintKind::Unique { columns, .. } => {
                    matches!(columns.as_slice(), [one] if one.as_str() == column)
                }
                _ => false,
            })
    };
    let references = |column: &str| {
        table
            .constraints
            .iter()
            .find_map(|it| match &it.constraint.kind {
                ConstraintKind::ForeignKey {
                    columns,
                    references,
                } => matches!(columns.as_slice(), [one] if one.as_str() == column)
                    .then_some(references),
                _ => None,
            })
    };
    table
        .columns
        .iter()
        .map(|column| {
            let name = column.name.as_str();
            let target = column
                .references
                .as_ref()
                .or_else(|| references(name))
                .map(|it| {
                    let table = it.table.to_string();
                    json!({
                        "table": (!table.is_empty()).then_some(table),
                        "column": it.columns.first().map(|it| it.as_str()),
                        "on_delete": it.on_delete,
                    })
                });
            let key = column.primary_key || primary_key.contains(&name);
            json!({
                "name": name,
                "type": column.ty.as_ref().map(|it| &it.text).filter(|it| !it.is_empty()),
                "nullable": if key { Some(false) } else { column.nullable },
                "default": column.default.as_ref().map(|it| &it.text),
                "primary_key": key,
                "unique": column.unique || unique_alone(name),
                "references": target,
            })
        })
        .collect()
}

/// The alterations that a document writes down.
fn changes(document: &Document) -> Vec<Value> {
    let mut all = Vec::new();
    for migration in &document.migrations {
        for (direction, changes) in [("up", &migration.upgrade), ("down", &migration.downgrade)] {
            for part in changes.iter().flat_map(|it| &it.parts) {
                // What has no word of the format (functions, triggers, extensions) is judged by
                // `check`, and is no change of the tables shown here.
                if matches!(
                    part.operation,
                    Operation::NoChange(_) | Operation::Unknown(_) | Operation::Other(_)
                ) {
                    continue;
                }
                all.push(json!({
                    "op": part.operation.word(),
                    "table": part.operation.table().map(ToString::to_string),
                    "column": part.operation.column().map(|it| it.as_str()),
                    "direction": direction,
                }));
            }
        }
    }
    all
}

fn sql(tables: &[Described], out: &mut dyn Write) -> Result<()> {
    for Described { table, .. } in tables {
        writeln!(out, "CREATE TABLE {} (", table.name.to_sql())?;
        let mut lines: Vec<String> = table
            .columns
            .iter()
            .map(|it| format!("    {}", model::render::column(it)))
            .collect();
        lines.extend(
            table
                .constraints
                .iter()
                .map(|it| format!("    {}", model::render::constraint(&it.constraint))),
        );
        writeln!(out, "{}\n);", lines.join(",\n"))?;
        for index in table
            .indexes
            .iter()
            .filter(|it| it.constraint.is_none() && !it.keys.is_empty())
        {
            let unique = if index.unique { "UNIQUE " } else { "" };
            let keys: Vec<&str> = index.keys.iter().map(|it| it.text.as_str()).collect();
            let name = model::name::quote_identifier(&index.name);
            let space = if index.name.is_empty() { "" } else { " " };
            let name = if index.name.is_empty() { "" } else { &name };
            let table = table.name.to_sql();
            let keys = keys.join(", ");
            writeln!(
                out,
                "CREATE {unique}INDEX{space}{name} ON {table} ({keys});"
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn mermaid(tables: &[Described], out: &mut dyn Write) -> Result<()> {
    // mermaid takes words of letters, digits, `_` and `-` only.
    let word = |it: &str| {
        it.replace(
            |c: char| !(c.is_alphanumeric() || c == '_' || c == '-'),
            "_",
        )
    };
    writeln!(out, "erDiagram")?;
    for Described { table, .. } in tables {
        let name = word(&table.name.to_string());
        writeln!(out, "    {name} {{")?;
        for column in &table.columns {
            let ty = column.ty.as_ref().map_or("unknown", |it| it.text.as_str());
            let key = if column.primary_key { " PK" } else { "" };
            writeln!(
                out,
                "        {} {}{key}",
                word(ty),
                word(column.name.as_str())
            )?;
        }
        writeln!(out, "    }}")?;
        for column in &table.columns {
            if let Some(references) = &column.references {
                let target = word(&references.table.to_string());
                writeln!(
                    out,
                    "    {target} ||--o{{ {name} : {}",
                    word(column.name.as_str())
                )?;
            }
        }
    }
    Ok(())
}
