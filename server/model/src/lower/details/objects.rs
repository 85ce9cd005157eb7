//! Enums: `create_enum`, `alter_enum`, `drop_enum`.
//!
//! The type's name is `details.name`; an entry's `table:` is taken for it where that is missing,
//! since some authors have no other place for it.

use syntax::value::NodeKind;

use super::{Built, Ctx, qualified};
use crate::name::{Name, QualifiedName};
use crate::operation::{AlterEnum, CreateEnum, DropEnum, EnumAction, Operation};

pub(super) const ALTER_ENUM: &[&str] = &[
    "name",
    "add_value",
    "rename_value",
    "remove_value",
    "rename_to",
    "to",
    "if_not_exists",
    "add_values",
    "new_value",
];

fn type_name(ctx: &mut Ctx<'_, '_>, table: Option<QualifiedName>) -> Option<QualifiedName> {
    match ctx.spelled("name", &["enum_name", "type_name", "enum", "type"]) {
        Some(field) => qualified(ctx.reader, "name", field.value),
        None => {
            if table.is_none() {
                ctx.missing("name");
            }
            table
        }
    }
}

pub(super) fn create_enum(
    ctx: &mut Ctx<'_, '_>,
    table: Option<QualifiedName>,
) -> Option<Vec<Built>> {
    let name = type_name(ctx, table);
    let values = match ctx.required("values", &["labels"]) {
        Some(field) => ctx.names(field),
        None => Vec::new(),
    };
    Built::one(Operation::CreateEnum(CreateEnum {
        name: name?,
        values,
    }))
}

pub(super) fn alter_enum(
    ctx: &mut Ctx<'_, '_>,
    table: Option<QualifiedName>,
) -> Option<Vec<Built>> {
    let name = type_name(ctx, table);
    let if_not_exists = ctx.flag("if_not_exists", &[]);
    ctx.fields.allow(&["before", "after"]);
    let mut actions: Vec<EnumAction> = Vec::new();
    if let Some(field) = ctx.spelled("add_value", &["add_values", "new_value", "add"]) {
        let added = ctx.names(field).into_iter();
        actions.extend(added.map(|value| EnumAction::AddValue {
            value,
            if_not_exists,
        }));
    }
    if let Some(field) = ctx.spelled("rename_value", &["rename"])
        && let NodeKind::Map(_) = field.value.kind
    {
        let renamed = ctx.inside("rename_value", field.value, |ctx| {
            Some((ctx.name("from", &["old"])?, ctx.name("to", &["new"])?))
        });
        let renamed = renamed.flatten();
        actions.extend(renamed.map(|(from, to)| EnumAction::RenameValue { from, to }));
    }
    if let Some(field) = ctx.spelled("remove_value", &["remove_values", "drop_value", "remove"]) {
        let removed = ctx.names(field).into_iter();
        actions.extend(removed.map(|value| EnumAction::RemoveValue { value }));
    }
    if let Some(field) = ctx.spelled("rename_to", &["new_name"]) {
        let to: Option<Name> = super::name(ctx.reader, "rename_to", field.value);
        actions.extend(to.map(|to| EnumAction::Rename { to }));
    }
    if actions.is_empty() {
        ctx.missing("add_value");
        return None;
    }
    let name = name?;
    let built = actions
        .into_iter()
        .zip(0u16..)
        .map(|(action, statement)| Built {
            operation: Operation::AlterEnum(AlterEnum {
                name: name.clone(),
                action,
            }),
            range: None,
            statement,
        });
    Some(built.collect())
}

pub(super) fn drop_enum(ctx: &mut Ctx<'_, '_>, table: Option<QualifiedName>) -> Option<Vec<Built>> {
    let name = type_name(ctx, table)?;
    Built::one(Operation::DropEnum(DropEnum {
        name,
        if_exists: ctx.flag("if_exists", &[]),
        cascade: ctx.flag("cascade", &[]),
    }))
}
