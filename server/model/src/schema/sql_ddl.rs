//! CREATE TABLE, CREATE INDEX and ALTER TABLE in fences, as the state they describe.
//!
//! Statements are read by [`crate::lower`]; here they are added up. Elided and commented-out
//! statements describe nothing, and what a migration section alters is not applied to a table
//! that the document defines elsewhere.

use syntax::markdown::Fence;

use crate::catalog::{EnumType, Index, key};
use crate::name::QualifiedName;
use crate::operation::{
    AddIndex, Change, Column, ColumnAction, Constraint, ConstraintKind, CreateTable, EnumAction,
    Operation,
};

use super::Form;
use super::lines::Statement;
use super::merge::{self, Draft, Drafts};

/// Does a fence hold SQL? By its language, or by its first words where it has none.
pub(super) fn is_sql(fence: &Fence) -> bool {
    match fence.language.as_str() {
        "sql" | "postgresql" | "postgres" | "pgsql" | "psql" | "plpgsql" | "ddl" | "mysql"
        | "sqlite" => true,
        "" | "text" | "txt" => fence.code.text.lines().any(|it| {
            let it = it.trim_start();
            it.get(..12)
                .is_some_and(|it| it.eq_ignore_ascii_case("create table"))
        }),
        _ => false,
    }
}

/// Reads a fence's changes, of a section that does not lead back.
pub(super) fn read(changes: Vec<Change>, migration: bool, found: &mut Drafts) {
    let source = Source {
        form: Form::Sql,
        migration,
    };
    state(changes, source, found);
}

/// Reads the upgrade of an Alembic revision: a migration, whatever the headings say.
pub(super) fn revision(changes: Vec<Change>, found: &mut Drafts) {
    let source = Source {
        form: Form::Alembic,
        migration: true,
    };
    state(changes, source, found);
}

/// Where statements were read.
#[derive(Clone, Copy)]
struct Source {
    form: Form,
    /// In a migration.
    migration: bool,
}

fn state(changes: Vec<Change>, source: Source, found: &mut Drafts) {
    for mut change in changes {
        for part in std::mem::take(&mut change.parts) {
            apply(part.operation, &change, source, found);
        }
    }
}

/// The changes of a fence.
pub(super) fn changes(fence: &Fence) -> Vec<Change> {
    crate::lower::sql::changes(&fence.code.text, &fence.code.map).changes
}

fn apply(operation: Operation, change: &Change, source: Source, found: &mut Drafts) {
    match operation {
        Operation::CreateTable(create) => create_table(create, change, source, found),
        Operation::AddColumn(add) => {
            if let Some(draft) = altered(&add.table, source, found)
                && draft.table.column(&add.column.name.text).is_none()
            {
                draft.column(column(add.column));
                for constraint in add.constraints {
                    merge::constrain(draft, constraint.name, constraint.kind);
                }
            }
        }
        Operation::DropColumn(drop) => {
            if let Some(draft) = altered(&drop.table, source, found)
                && draft.migration
            {
                let name = drop.column.text;
                draft.table.columns.retain(|it| it.name.text != name);
            }
        }
        Operation::RenameColumn(rename) => {
            if let Some(draft) = altered(&rename.table, source, found)
                && let Some(known) = draft.column_mut(&rename.column.text)
            {
                known.name = rename.to;
            }
        }
        Operation::RenameTable(rename) => {
            if let Some(draft) = altered(&rename.table, source, found) {
                draft.table.name.name = rename.to;
            }
        }
        Operation::AlterColumn(alter) => {
            if let Some(draft) = altered(&alter.table, source, found)
                && let Some(known) = draft.column_mut(&alter.column.text)
            {
                alter_column(known, alter.action);
            }
        }
        Operation::AddIndex(add) => add_index(add, found),
        Operation::AddConstraint(add) => {
            if let Some(draft) = found.draft_mut(&add.table.name.text) {
                constrain(draft, add.constraint);
            }
        }
        Operation::CreateEnum(create) => {
            let values = create.values.into_iter().map(|it| it.text).collect();
            found
                .enums
                .entry(key(&create.name))
                .or_insert(EnumType { values, new: false });
        }
        Operation::AlterEnum(alter) => {
            if let EnumAction::AddValue { value, .. } = alter.action
                && let Some(known) = found.enums.get_mut(&key(&alter.name))
                && !known.values.contains(&value.text)
            {
                known.values.push(value.text);
            }
        }
        // What is dropped below its own definition is the way back, or makes room for it.
        Operation::DropTable(_)
        | Operation::DropIndex(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::DropEnum(_)
        | Operation::BulkInsert(_)
        | Operation::BulkUpdate(_)
        | Operation::BulkDelete(_)
        | Operation::Other(_)
        | Operation::NoChange(_)
        | Operation::Unknown(_) => {}
    }
}

/// The table that an ALTER means. In a migration section only tables that migrations build: the
/// others are described with the change, or without it on purpose.
fn altered<'a>(
    table: &QualifiedName,
    source: Source,
    found: &'a mut Drafts,
) -> Option<&'a mut Draft> {
    let draft = found.draft_mut(&table.name.text)?;
    (draft.migration || !source.migration).then_some(draft)
}

fn create_table(create: CreateTable, change: &Change, source: Source, found: &mut Drafts) {
    // `CREATE TABLE users (...)` shows no columns; what is temporary is no state.
    if create.columns.is_empty() || create.temporary || create.partition_of.is_some() {
        return;
    }
    let mut draft = Draft::new(create.table.name.clone(), change.focus, source.form);
    draft.table.name = create.table;
    draft.table.defined_at = change.range;
    draft.table.unlogged = create.unlogged;
    draft.table.partition_by = create.partition_by;
    draft.migration = source.migration;
    for it in create.columns {
        // A word that PostgreSQL does not know (`DATE NULLABLE`) is no column of its own.
        if it.ty.is_some() {
            draft.column(column(it));
        }
    }
    for it in create.constraints {
        constrain(&mut draft, it);
    }
    draft.table.defined_at = change.range;
    found.add(draft);
    for index in create.indexes {
        add_index(index, found);
    }
}

/// SQL is never silent on nullability: what is not NOT NULL is nullable.
fn column(mut column: Column) -> Column {
    column.nullable = Some(!column.is_not_null());
    column
}

fn constrain(draft: &mut Draft, constraint: Constraint) {
    if let ConstraintKind::PrimaryKey { columns, .. } = &constraint.kind
        && columns.is_empty()
    {
        return;
    }
    merge::constrain(draft, constraint.name, constraint.kind);
}

fn alter_column(column: &mut Column, action: ColumnAction) {
    match action {
        ColumnAction::Type { ty, .. } => column.ty = Some(ty),
        ColumnAction::SetDefault(default) => column.default = Some(default),
        ColumnAction::DropDefault => column.default = None,
        ColumnAction::SetNotNull => column.nullable = Some(false),
        ColumnAction::DropNotNull => column.nullable = Some(true),
        ColumnAction::AddIdentity { always } => {
            column.identity = Some(always);
            column.nullable = Some(false);
        }
        ColumnAction::DropIdentity { .. } => column.identity = None,
        ColumnAction::AlterIdentity
        | ColumnAction::SetExpression(_)
        | ColumnAction::DropExpression { .. }
        | ColumnAction::SetStatistics
        | ColumnAction::SetStorage
        | ColumnAction::SetCompression
        | ColumnAction::SetOptions => {}
    }
}

fn add_index(add: AddIndex, found: &mut Drafts) {
    let index = Index {
        name: add.name.map(|it| it.text).unwrap_or_default(),
        unique: add.unique,
        keys: add.keys,
        include: add.include,
        predicate: add.predicate,
        method: add.method,
        attributes: add.attributes,
        constraint: None,
        invalid: false,
        parent: None,
    };
    match found.draft_mut(&add.table.name.text) {
        Some(draft) => merge::add_index(draft, index),
        // The table is described further below, or in another form.
        None => found.say(Some(add.table.name), Statement::FullIndex(Box::new(index))),
    }
}
