//! COLUMN: a column's definition in `columns:` and `column:`.
//!
//! Never adds what is not said: an unsaid `nullable` stays unsaid.

use syntax::value::{Node, NodeKind};

use super::super::fragment;
use super::super::reader::Field;
use super::{Built, Ctx, name, qualified_text};
use crate::name::{Name, QualifiedName};
use crate::operation::{AddColumn, Column, Generated, Operation, References};

/// The keys of `add_column`, with those of a COLUMN.
pub(super) const KEYS: &[&str] = &[
    "column",
    "name",
    "columns",
    "column_name",
    "type",
    "nullable",
    "default",
    "primary_key",
    "unique",
    "index",
    "check",
    "references",
    "generated",
    "identity",
    "comment",
    "collation",
    "data_type",
    "column_type",
    "not_null",
    "null",
    "required",
    "server_default",
    "default_value",
    "foreign_key",
    "fk",
    "on_delete",
    "on_update",
];

/// `columns:` of a new table: a list of COLUMNs, or a map of them.
pub(super) fn list(ctx: &mut Ctx<'_, '_>) -> Vec<Column> {
    let Some(field) = ctx.spelled("columns", &["fields"]) else {
        return Vec::new();
    };
    columns(ctx, field)
}

fn columns<'a>(ctx: &mut Ctx<'_, 'a>, field: Field<'a>) -> Vec<Column> {
    match &field.value.kind {
        NodeKind::List(items) => {
            let mut res = Vec::new();
            for item in items {
                let item = ctx.reader.resolve(item);
                res.extend(of_item(ctx, item));
            }
            res
        }
        NodeKind::Map(_) => {
            ctx.reader.spelling(
                field.key.range,
                "`columns` as a mapping",
                "`columns` as a list",
            );
            let Some(fields) = ctx.reader.fields("columns", field.value) else {
                return Vec::new();
            };
            let mut res = Vec::new();
            for entry in &fields.entries {
                res.extend(of_entry(ctx, *entry));
            }
            res
        }
        NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Alias(_) => {
            ctx.reader
                .wrong(field.value, "columns", "a list of columns");
            Vec::new()
        }
    }
}

/// A list's item: a COLUMN, a bare name, or a definition in SQL.
fn of_item<'a>(ctx: &mut Ctx<'_, 'a>, item: &'a Node) -> Option<Column> {
    let NodeKind::Scalar(scalar) = &item.kind else {
        return ctx.inside("column", item, map)?;
    };
    let text = scalar.text.trim();
    if text.contains(char::is_whitespace) {
        let definition = fragment::within(ctx.reader, "ALTER TABLE t ADD COLUMN ", item, "");
        if let Some(Operation::AddColumn(it)) = definition {
            ctx.reader
                .spelling(item.range, text, "a mapping with `name` and `type`");
            return Some(it.column);
        }
        ctx.reader.wrong(item, "columns", "a column");
        return None;
    }
    let name = name(ctx.reader, "columns", item)?;
    Some(Column::new(name, None))
}

/// `name: type` or `name: COLUMN` of a map.
fn of_entry<'a>(ctx: &mut Ctx<'_, 'a>, entry: Field<'a>) -> Option<Column> {
    let range = ctx.reader.host(entry.key.range);
    let name = Name::new(entry.key.text.clone(), range);
    if entry.key.text.is_empty() {
        return None;
    }
    if let NodeKind::Map(_) = entry.value.kind {
        let column = ctx.inside("column", entry.value, |ctx| {
            let mut column = Column::new(name, None);
            attributes(ctx, &mut column);
            column
        })?;
        return Some(column);
    }
    let mut column = Column::new(name, None);
    column.range = ctx.reader.host(entry.range());
    let text = entry.value.text().unwrap_or_default().trim();
    // `integer not null` is more than a type.
    if text.contains(char::is_whitespace)
        && let Some(Operation::AddColumn(it)) =
            fragment::within(ctx.reader, "ALTER TABLE t ADD COLUMN c ", entry.value, "")
    {
        return Some(Column {
            name: column.name,
            range: column.range,
            ..it.column
        });
    }
    column.ty = fragment::ty(ctx.reader, "columns", entry.value);
    Some(column)
}

/// A COLUMN's mapping. Without a name nothing is built.
fn map(ctx: &mut Ctx<'_, '_>) -> Option<Column> {
    let name = ctx.name("name", &["column_name", "field", "column"]);
    // Everything is read all the same, for its problems.
    let named = name.is_some();
    let mut column = Column::new(name.unwrap_or_default(), None);
    column.range = ctx.reader.host(ctx.fields.range);
    attributes(ctx, &mut column);
    named.then_some(column)
}

/// `add_column`: `column: COLUMN`; or the COLUMN's keys directly under `details`; or
/// `column: NAME` beside them.
pub(super) fn add(ctx: &mut Ctx<'_, '_>, table: &QualifiedName) -> Option<Vec<Built>> {
    let if_not_exists = ctx.flag("if_not_exists", &[]);
    let several = ctx.spelled("columns", &[]);
    let columns = match several {
        Some(field) => {
            ctx.reader.spelling(field.key.range, "columns", "column");
            columns(ctx, field)
        }
        None => match ctx.fields.take("column") {
            Some(field) if matches!(field.value.kind, NodeKind::Map(_)) => ctx
                .inside("column", field.value, map)?
                .into_iter()
                .collect(),
            Some(field) => beside(ctx, Some(field)).into_iter().collect(),
            None => beside(ctx, None).into_iter().collect::<Vec<_>>(),
        },
    };
    if columns.is_empty() {
        return None;
    }
    let built = columns.into_iter().map(|column| Built {
        range: Some(column.range),
        operation: Operation::AddColumn(AddColumn {
            table: table.clone(),
            if_table_exists: false,
            only: false,
            if_not_exists,
            column,
            constraints: Vec::new(),
        }),
        statement: 0,
    });
    Some(built.collect())
}

/// A COLUMN whose keys stand directly under `details`.
fn beside<'a>(ctx: &mut Ctx<'_, 'a>, column: Option<Field<'a>>) -> Option<Column> {
    let (name, key) = match column {
        Some(field) => {
            ctx.reader
                .spelling(field.key.range, "column: NAME", "column: {name: NAME, …}");
            (name(ctx.reader, "column", field.value)?, field.key)
        }
        None => {
            ctx.fields.allow(&["name", "column_name", "field"]);
            let others = ["name", "column_name", "field"];
            let found = others.iter().find_map(|it| ctx.fields.peek(it));
            let Some(field) = found.filter(|it| !it.value.is_null()) else {
                ctx.missing("column");
                return None;
            };
            let canonical = "column: {name: NAME, …}";
            ctx.reader
                .spelling(field.key.range, &field.key.text, canonical);
            (name(ctx.reader, "name", field.value)?, field.key)
        }
    };
    let mut column = Column::new(name, None);
    column.range = ctx.reader.host(key.range).cover(column.name.range);
    attributes(ctx, &mut column);
    Some(column)
}

/// Everything but the name.
fn attributes(ctx: &mut Ctx<'_, '_>, column: &mut Column) {
    if let Some(field) = ctx.spelled("type", &["data_type", "column_type"]) {
        column.ty = fragment::ty(ctx.reader, "type", field.value);
    }
    column.nullable = nullable(ctx);
    if let Some(field) = ctx.spelled("default", &["server_default", "default_value"]) {
        column.default = fragment::default(ctx.reader, "default", field.value);
    }
    column.primary_key = ctx.flag("primary_key", &["primary", "pk"]);
    column.unique = ctx.flag("unique", &[]);
    column.index = ctx.flag("index", &["indexed"]);
    column.check = ctx.expression("check", &[]);
    column.collation = ctx.text("collation", &["collate"]);
    column.comment = ctx.text("comment", &["description"]);
    column.references = references(ctx);
    column.generated = generated(ctx);
    column.identity = identity(ctx);
}

/// `nullable`, or one of the spellings that say the opposite.
pub(super) fn nullable(ctx: &mut Ctx<'_, '_>) -> Option<bool> {
    if let Some(value) = ctx.optional_flag("nullable", &["null"]) {
        return Some(value);
    }
    ctx.fields.allow(&["not_null", "required"]);
    let others = ["not_null", "required"];
    let field = others.iter().find_map(|it| ctx.fields.peek(it))?;
    ctx.reader
        .spelling(field.key.range, &field.key.text, "nullable");
    ctx.reader
        .flag_of(&field.key.text, field.value)
        .map(|it| !it)
}

/// `references:` with `table`, or `"users.id"`, `"users(id)"`, `"users"`.
pub(super) fn references(ctx: &mut Ctx<'_, '_>) -> Option<References> {
    let field = ctx.spelled("references", &["foreign_key", "fk"]);
    // Beside the target rather than in it.
    let on_delete = ctx.text("on_delete", &["ondelete"]);
    let on_update = ctx.text("on_update", &["onupdate"]);
    let field = field?;
    let mut res = match &field.value.kind {
        NodeKind::Map(_) => ctx.inside("references", field.value, target)??,
        NodeKind::Scalar(_) => {
            if field.value.scalar().and_then(|it| it.bool()).is_some() {
                ctx.reader
                    .wrong(field.value, "references", "a mapping with `table`");
                return None;
            }
            ctx.reader.spelling(
                field.key.range,
                &field.key.text,
                "references: {table: …, column: …}",
            );
            let text = ctx.reader.text_of("references", field.value)?;
            pointed_at(&text, ctx.reader.content(field.value))?
        }
        NodeKind::Missing | NodeKind::List(_) | NodeKind::Alias(_) => {
            ctx.reader
                .wrong(field.value, "references", "a mapping with `table`");
            return None;
        }
    };
    res.on_delete = res.on_delete.or(on_delete.map(action));
    res.on_update = res.on_update.or(on_update.map(action));
    Some(res)
}

fn target(ctx: &mut Ctx<'_, '_>) -> Option<References> {
    let field = ctx.required("table", &["referred_table", "target_table"]);
    let table = field.and_then(|it| super::qualified(ctx.reader, "table", it.value));
    let columns = match ctx.spelled("column", &["columns", "referred_columns", "field"]) {
        Some(field) => ctx.names(field),
        None => Vec::new(),
    };
    let on_delete = ctx.text("on_delete", &["ondelete"]).map(action);
    let on_update = ctx.text("on_update", &["onupdate"]).map(action);
    Some(References {
        table: table?,
        columns,
        on_delete,
        on_update,
    })
}

/// `set_null` and `set null` are `SET NULL`.
fn action(text: String) -> String {
    text.to_ascii_uppercase().replace('_', " ")
}

/// `users.id`, `app.users.id`, `users(id)`, `app.users (a, b)`, `users`.
fn pointed_at(text: &str, range: syntax::TextRange) -> Option<References> {
    let (table, columns) = match text.split_once('(') {
        Some((table, columns)) => {
            let columns = columns.split(')').next().unwrap_or_default();
            let names = columns.split(',').map(|it| it.trim().trim_matches('"'));
            let names = names.filter(|it| !it.is_empty());
            let columns = names.map(|it| Name::new(it, range)).collect();
            (qualified_text(table, range)?, columns)
        }
        None => match text.rsplit_once('.') {
            Some((table, column)) if !column.trim().is_empty() => {
                let column = Name::new(column.trim().trim_matches('"'), range);
                (qualified_text(table, range)?, vec![column])
            }
            _ => (
                qualified_text(text.trim_end_matches('.'), range)?,
                Vec::new(),
            ),
        },
    };
    Some(References {
        table,
        columns,
        on_delete: None,
        on_update: None,
    })
}

/// `generated: EXPRESSION`, or a mapping with `expression` and `stored`.
fn generated(ctx: &mut Ctx<'_, '_>) -> Option<Generated> {
    let field = ctx.spelled("generated", &["computed"])?;
    if let NodeKind::Map(_) = field.value.kind {
        return ctx.inside("generated", field.value, |ctx| {
            let stored = ctx.optional_flag("stored", &["persisted"]);
            let expression = ctx.expression("expression", &["sqltext", "as"]);
            if expression.is_none() {
                ctx.missing("expression");
            }
            Some(Generated {
                expression: expression?,
                stored,
            })
        })?;
    }
    let expression = fragment::expression(ctx.reader, "generated", field.value)?;
    Some(Generated {
        expression,
        stored: None,
    })
}

/// `identity: true | always | by_default`, or a mapping with `always`. `true` is BY DEFAULT,
/// which takes explicit values as a serial does.
fn identity(ctx: &mut Ctx<'_, '_>) -> Option<bool> {
    let field = ctx.spelled("identity", &[])?;
    if let NodeKind::Map(_) = field.value.kind {
        return ctx.inside("identity", field.value, |ctx| ctx.flag("always", &[]));
    }
    let text = ctx.reader.text_of("identity", field.value)?;
    match text.to_ascii_lowercase().replace([' ', '-'], "_").as_str() {
        "always" => Some(true),
        "true" | "yes" | "by_default" => Some(false),
        "false" | "no" => None,
        _ => {
            ctx.reader
                .wrong(field.value, "identity", "`always`, `by_default` or false");
            None
        }
    }
}
