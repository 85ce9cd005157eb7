//! Definitions: what a spec says of a table or column, and the migrations that touched it.

use std::fmt::Write as _;

use model::Document;
use model::operation::Column;
use model::schema::{Form, ReadTable};
use syntax::TextRange;

use crate::{Analysis, FilePosition, Hover};

/// The card of the table or column whose name stands at a position of a database spec.
pub(crate) fn definition(analysis: &Analysis, position: FilePosition) -> Option<Hover> {
    let document = analysis.document(position.file)?;
    let mut hover = described(analysis, &document, position)?;
    for it in &document.inferred {
        if it.range.contains_inclusive(position.offset) {
            let _ = writeln!(hover.markdown, "- Inferred: {}", it.what);
        }
    }
    Some(hover)
}

fn described(analysis: &Analysis, document: &Document, position: FilePosition) -> Option<Hover> {
    let at = |it: TextRange| !it.is_empty() && it.contains_inclusive(position.offset);
    for read in &document.schema.tables {
        let column = read
            .table
            .columns
            .iter()
            .find(|it| at(it.name.range) || at(it.range));
        if let Some(column) = column {
            let range = if at(column.name.range) {
                column.name.range
            } else {
                column.range
            };
            return Some(Hover {
                range,
                markdown: column_card(analysis, read, column),
            });
        }
        if at(read.named_at) {
            return Some(Hover {
                range: read.named_at,
                markdown: table_card(analysis, read),
            });
        }
    }
    None
}

fn column_card(analysis: &Analysis, read: &ReadTable, column: &Column) -> String {
    let table = read.table.name.to_string();
    let mut out = format!("**column** `{table}.{}`\n\n", column.name);
    let ty = column
        .ty
        .as_ref()
        .map_or("type not said", |it| it.text.as_str());
    let _ = write!(out, "- {ty}");
    match column.nullable {
        Some(true) => out.push_str(" · may be NULL"),
        Some(false) => out.push_str(" · NOT NULL"),
        None => {}
    }
    if column.primary_key {
        out.push_str(" · primary key");
    }
    if column.unique {
        out.push_str(" · unique");
    }
    if let Some(default) = &column.default {
        let _ = write!(out, " · default `{}`", default.text);
    }
    if let Some(references) = &column.references {
        let _ = write!(out, " · references `{}`", references.table);
    }
    let _ = writeln!(
        out,
        "\n- Read from {}",
        form(read.form_at(column.name.range))
    );
    out.push_str(&touched(analysis, &table, Some(&column.name.text)));
    out
}

fn table_card(analysis: &Analysis, read: &ReadTable) -> String {
    let table = &read.table;
    let mut out = format!("**table** `{}`\n\n", table.name);
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|it| format!("`{}`", it.name))
        .collect();
    let _ = writeln!(out, "- {} columns: {}", names.len(), names.join(", "));
    if let Some(rows) = table.rows {
        let _ = writeln!(out, "- About {rows} rows, as this spec says");
    }
    if !table.indexes.is_empty() {
        let names: Vec<String> = table
            .indexes
            .iter()
            .map(|it| format!("`{}`", it.name))
            .collect();
        let _ = writeln!(out, "- Indexes: {}", names.join(", "));
    }
    let mut forms: Vec<&str> = read.sources.iter().map(|it| form(it.0)).collect();
    forms.dedup();
    let _ = writeln!(out, "- Read from {}", forms.join(", "));
    out.push_str(&touched(analysis, &table.name.to_string(), None));
    out
}

/// The migrations of the chain that touch an object.
fn touched(analysis: &Analysis, table: &str, column: Option<&str>) -> String {
    let mut out = String::new();
    for node in &analysis.workspace().chain.nodes {
        let Some(document) = analysis
            .file_id(&node.path)
            .and_then(|it| analysis.document(it))
        else {
            continue;
        };
        let Some(migration) = document.migrations.get(node.migration) else {
            continue;
        };
        let creates = |operation: &model::Operation| match (operation, column) {
            (model::Operation::CreateTable(it), Some(column)) => {
                it.columns.iter().any(|it| it.name.text == column)
            }
            _ => false,
        };
        let about = |operation: &model::Operation| {
            operation.table().is_some_and(|it| it.to_string() == table)
                && column.is_none_or(|it| {
                    creates(operation) || operation.column().is_some_and(|name| name.text == it)
                })
        };
        let words: Vec<&str> = migration
            .upgrade
            .iter()
            .flat_map(|it| &it.parts)
            .filter(|it| about(&it.operation))
            .map(|it| it.operation.word())
            .collect();
        if !words.is_empty() {
            let version = node.version.as_deref().unwrap_or("(no version)");
            let name = node.name.as_deref().unwrap_or("");
            let _ = writeln!(out, "- Migration {version} {name}: {}", words.join(", "));
        }
    }
    out
}

fn form(form: Form) -> &'static str {
    match form {
        Form::ColumnTable => "a column table",
        Form::Bullets => "a bullet list",
        Form::Sql => "SQL",
        Form::Diagram => "a diagram",
        Form::SqlModel => "a SQLModel class",
        Form::TypeOrm => "a TypeORM entity",
        Form::Prisma => "a Prisma model",
        Form::Alembic => "an Alembic migration",
        Form::Ascii => "a drawn box",
    }
}
