//! `alter_column`: one entry, several actions.
//!
//! Never reads an old type or an old nullability as something to do.

use syntax::TextRange;
use syntax::value::NodeKind;

use super::super::fragment;
use super::super::reader::Field;
use super::{Built, Ctx, column, name};
use crate::name::{Name, QualifiedName};
use crate::operation::{AlterColumn, ColumnAction, Operation, RenameColumn};
use crate::types::{BaseType, ColumnType};

pub(super) const KEYS: &[&str] = &[
    "column",
    "type",
    "using",
    "nullable",
    "default",
    "rename_to",
    "existing_type",
    "existing_nullable",
    "name",
    "column_name",
    "new_type",
    "type_",
    "data_type",
    "new_name",
    "new_column_name",
    "from",
    "to",
    "old_type",
    "set_not_null",
    "drop_not_null",
    "set_default",
    "drop_default",
    "server_default",
    "not_null",
];

/// What an `alter_column` asks for, each with its key.
#[derive(Default)]
struct Asked {
    actions: Vec<(ColumnAction, TextRange)>,
    rename: Option<(Name, TextRange)>,
    existing_type: Option<ColumnType>,
    existing_nullable: Option<bool>,
}

pub(super) fn alter(ctx: &mut Ctx<'_, '_>, table: &QualifiedName) -> Option<Vec<Built>> {
    let field = ctx.spelled("column", &["name", "column_name"]);
    let mut asked = Asked::default();
    let column = match field {
        Some(field) if matches!(field.value.kind, NodeKind::Map(_)) => {
            ctx.reader
                .spelling(field.key.range, "column: {name: …}", "column: NAME");
            ctx.inside("column", field.value, |ctx| {
                let name = ctx.name("name", &["column_name", "field"]);
                read(ctx, &mut asked, name.as_ref());
                name
            })?
        }
        Some(field) => name(ctx.reader, "column", field.value),
        None => None,
    };
    let column = match column {
        Some(column) => Some(column),
        // `from: old, to: new` without a column is a renaming.
        None => old_name(ctx, &mut asked),
    };
    read(ctx, &mut asked, column.as_ref());
    let Some(column) = column else {
        ctx.missing("column");
        return None;
    };
    if asked.actions.is_empty() && asked.rename.is_none() {
        ctx.missing("type");
        return None;
    }
    Some(built(table, &column, asked))
}

fn built(table: &QualifiedName, column: &Name, asked: Asked) -> Vec<Built> {
    let mut res: Vec<Built> = Vec::new();
    for (action, range) in asked.actions {
        res.push(Built {
            operation: Operation::AlterColumn(AlterColumn {
                table: table.clone(),
                only: false,
                column: column.clone(),
                action,
                existing_type: asked.existing_type.clone(),
                existing_nullable: asked.existing_nullable,
            }),
            range: Some(range),
            statement: 0,
        });
    }
    if let Some((to, range)) = asked.rename {
        // PostgreSQL takes no other action beside a RENAME.
        let statement = u16::from(!res.is_empty());
        res.push(Built {
            operation: Operation::RenameColumn(RenameColumn {
                table: table.clone(),
                column: column.clone(),
                to,
            }),
            range: Some(range),
            statement,
        });
    }
    res
}

fn old_name(ctx: &mut Ctx<'_, '_>, asked: &mut Asked) -> Option<Name> {
    let from = ctx.fields.peek("from")?;
    let to = ctx.fields.peek("to")?;
    ctx.fields.allow(&["from", "to"]);
    ctx.reader.spelling(from.key.range, "from", "column");
    let old = name(ctx.reader, "from", from.value)?;
    let new = name(ctx.reader, "to", to.value)?;
    asked.rename = Some((new, ctx.reader.host(to.range())));
    Some(old)
}

fn read(ctx: &mut Ctx<'_, '_>, asked: &mut Asked, column: Option<&Name>) {
    let using = ctx.expression("using", &["postgresql_using"]);
    let collation = ctx.text("collation", &["collate"]);
    if let Some(field) = ctx.spelled("type", &["new_type", "type_", "data_type"]) {
        let ty = fragment::ty(ctx.reader, "type", field.value);
        asked.set_type(ctx, field, ty, using, collation);
    } else {
        from_to(ctx, asked, column, using);
    }
    nullability(ctx, asked);
    defaults(ctx, asked);
    if let Some(field) = ctx.spelled("rename_to", &["new_name", "new_column_name"])
        && let Some(to) = name(ctx.reader, "rename_to", field.value)
    {
        asked.rename = Some((to, ctx.reader.host(field.range())));
    }
    if let Some(field) = ctx.spelled("existing_type", &["old_type", "current_type"]) {
        asked.existing_type = fragment::ty(ctx.reader, "existing_type", field.value);
    }
    let existing = ctx.optional_flag("existing_nullable", &["old_nullable"]);
    asked.existing_nullable = existing.or(asked.existing_nullable);
    ctx.fields.allow(&["existing_server_default", "comment"]);
}

impl Asked {
    fn set_type<'a>(
        &mut self,
        ctx: &Ctx<'_, 'a>,
        field: Field<'a>,
        ty: Option<ColumnType>,
        using: Option<crate::operation::Expression>,
        collation: Option<String>,
    ) {
        if let Some(ty) = ty {
            let action = ColumnAction::Type {
                ty,
                using,
                collation,
            };
            self.actions.push((action, ctx.reader.host(field.range())));
        }
    }
}

/// `from: varchar(20)`, `to: text`: types; `from: NAME`, `to: NAME`: a renaming of the column.
fn from_to(
    ctx: &mut Ctx<'_, '_>,
    asked: &mut Asked,
    column: Option<&Name>,
    using: Option<crate::operation::Expression>,
) {
    let Some(to) = ctx.fields.peek("to").filter(|_| asked.rename.is_none()) else {
        return;
    };
    ctx.fields.allow(&["from", "to"]);
    let from = ctx.fields.peek("from");
    let is_name = |it: Option<&str>| it.map(str::trim) == column.map(|it| it.text.as_str());
    if from.is_some_and(|it| is_name(it.value.text())) {
        ctx.reader.spelling(to.key.range, "to", "rename_to");
        if let Some(new) = name(ctx.reader, "to", to.value) {
            asked.rename = Some((new, ctx.reader.host(to.range())));
        }
        return;
    }
    ctx.reader.spelling(to.key.range, "to", "type");
    let ty = fragment::ty(ctx.reader, "to", to.value);
    let ty = ty.filter(|it| it.base != BaseType::Unknown);
    asked.set_type(ctx, to, ty, using, None);
    if let Some(from) = from {
        asked.existing_type = fragment::ty(ctx.reader, "from", from.value);
    }
}

fn nullability(ctx: &mut Ctx<'_, '_>, asked: &mut Asked) {
    ctx.fields.allow(&["set_not_null", "drop_not_null"]);
    for (key, nullable) in [("set_not_null", false), ("drop_not_null", true)] {
        let Some(field) = ctx.fields.peek(key) else {
            continue;
        };
        ctx.reader.spelling(field.key.range, key, "nullable");
        if let Some(value) = ctx.reader.flag_of(key, field.value) {
            let range = ctx.reader.host(field.range());
            asked.actions.push((not_null(value == nullable), range));
            return;
        }
    }
    let at = ["nullable", "null", "not_null", "required"]
        .iter()
        .find_map(|it| ctx.fields.peek(it));
    if let Some(nullable) = column::nullable(ctx) {
        let range = at.map(|it| it.range()).unwrap_or(ctx.fields.range);
        let range = ctx.reader.host(range);
        asked.actions.push((not_null(nullable), range));
    }
}

fn not_null(nullable: bool) -> ColumnAction {
    if nullable {
        ColumnAction::DropNotNull
    } else {
        ColumnAction::SetNotNull
    }
}

/// `default: null` drops the default, as does `drop_default: true`.
fn defaults(ctx: &mut Ctx<'_, '_>, asked: &mut Asked) {
    ctx.fields.allow(&["drop_default"]);
    if let Some(field) = ctx.fields.peek("drop_default") {
        ctx.reader
            .spelling(field.key.range, "drop_default", "default: null");
        if ctx.reader.flag_of("drop_default", field.value) == Some(true) {
            let range = ctx.reader.host(field.range());
            asked.actions.push((ColumnAction::DropDefault, range));
            return;
        }
    }
    let others = ["server_default", "set_default", "new_default"];
    let Some(field) = ctx.written("default", &others) else {
        return;
    };
    let range = ctx.reader.host(field.range());
    if field.value.is_null() {
        // `default:` with nothing behind it is half-typed, not a wish to drop it.
        if !matches!(field.value.kind, NodeKind::Missing) {
            asked.actions.push((ColumnAction::DropDefault, range));
        }
    } else if let Some(it) = fragment::default(ctx.reader, "default", field.value) {
        asked.actions.push((ColumnAction::SetDefault(it), range));
    }
}
