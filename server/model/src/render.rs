//! Operations to SQL, for plans and downgrades.
//!
//! Writes what an operation says and nothing more; where an operation does not keep enough of its
//! statement to write it again, there is no SQL rather than a different statement.

mod constraint;
mod other;
mod table;
#[cfg(test)]
mod tests;

use crate::name::Name;
use crate::operation::{
    BulkDelete, BulkUpdate, Column, Constraint, EnumAction, Expression, NoChange, Operation,
};

/// The SQL statement that does the operation, without a `;`. `None` for what has no statement
/// (an unknown operation, the YAML form's removal of an enum value) and for what does not keep
/// all of it (inserted rows, a view's query).
pub fn sql(operation: &Operation) -> Option<String> {
    match operation {
        Operation::CreateTable(it) => table::create(it),
        Operation::DropTable(it) => {
            let exists = if_exists(it.if_exists);
            let cascade = cascade(it.cascade);
            Some(format!("DROP TABLE {exists}{}{cascade}", it.table.to_sql()))
        }
        Operation::RenameTable(it) => Some(format!(
            "ALTER TABLE {}{} RENAME TO {}",
            if_exists(it.if_exists),
            it.table.to_sql(),
            it.to.to_sql()
        )),
        Operation::AddColumn(it) => table::add_column(it),
        Operation::DropColumn(it) => Some(format!(
            "ALTER TABLE {} DROP COLUMN {}{}{}",
            it.table.to_sql(),
            if_exists(it.if_exists),
            it.column.to_sql(),
            cascade(it.cascade)
        )),
        Operation::RenameColumn(it) => Some(format!(
            "ALTER TABLE {} RENAME COLUMN {} TO {}",
            it.table.to_sql(),
            it.column.to_sql(),
            it.to.to_sql()
        )),
        Operation::AlterColumn(it) => table::alter_column(it),
        Operation::AddIndex(it) => Some(table::add_index(it)),
        Operation::DropIndex(it) => Some(format!(
            "DROP INDEX {}{}{}{}",
            if it.concurrently { "CONCURRENTLY " } else { "" },
            if_exists(it.if_exists),
            it.index.to_sql(),
            cascade(it.cascade)
        )),
        Operation::AddConstraint(it) => Some(format!(
            "ALTER TABLE {}{} ADD {}",
            only(it.only),
            it.table.to_sql(),
            constraint::constraint(&it.constraint)?
        )),
        Operation::DropConstraint(it) => Some(format!(
            "ALTER TABLE {} DROP CONSTRAINT {}{}{}",
            it.table.to_sql(),
            if_exists(it.if_exists),
            it.name.to_sql(),
            cascade(it.cascade)
        )),
        Operation::ValidateConstraint(it) => Some(format!(
            "ALTER TABLE {} VALIDATE CONSTRAINT {}",
            it.table.to_sql(),
            it.name.to_sql()
        )),
        Operation::CreateEnum(it) => {
            let values: Vec<String> = it.values.iter().map(|it| literal(&it.text)).collect();
            let name = it.name.to_sql();
            Some(format!(
                "CREATE TYPE {name} AS ENUM ({})",
                values.join(", ")
            ))
        }
        Operation::AlterEnum(it) => {
            let action = enum_action(&it.action)?;
            Some(format!("ALTER TYPE {} {action}", it.name.to_sql()))
        }
        Operation::DropEnum(it) => {
            let exists = if_exists(it.if_exists);
            let cascade = cascade(it.cascade);
            Some(format!("DROP TYPE {exists}{}{cascade}", it.name.to_sql()))
        }
        Operation::BulkInsert(_) => None,
        Operation::BulkUpdate(it) => bulk_update(it),
        Operation::BulkDelete(it) => bulk_delete(it),
        Operation::Other(it) => other::sql(it),
        Operation::NoChange(it) => no_change(it),
        Operation::Unknown(_) => None,
    }
}

/// The same with everything that takes a statement of its own: the indexes of a new table, the
/// index and the comment of a new column. Empty where [`sql`] gives none.
pub fn statements(operation: &Operation) -> Vec<String> {
    let Some(first) = sql(operation) else {
        return Vec::new();
    };
    let mut res = vec![first];
    if let Operation::CreateTable(it) = operation {
        for column in &it.columns {
            table::beside_column(&mut res, &it.table, column);
        }
        res.extend(it.indexes.iter().map(table::add_index));
    }
    if let Operation::AddColumn(it) = operation {
        table::beside_column(&mut res, &it.table, &it.column);
    }
    res
}

/// A column's definition as in `ADD COLUMN …`.
pub fn column(column: &Column) -> String {
    table::column(column)
}

/// A constraint as in `ADD …`. Empty for a kind that nobody knows.
pub fn constraint(constraint: &Constraint) -> String {
    constraint::constraint(constraint).unwrap_or_default()
}

/// A string literal. A backslash stays one: strings are standard since PostgreSQL 9.1.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A partition bound's value as SQL: it is kept without its quotes.
pub fn bound_value(text: &str) -> String {
    other::bound_value(text)
}

fn enum_action(action: &EnumAction) -> Option<String> {
    Some(match action {
        EnumAction::AddValue {
            value,
            if_not_exists,
        } => {
            let exists = if *if_not_exists { "IF NOT EXISTS " } else { "" };
            format!("ADD VALUE {exists}{}", literal(&value.text))
        }
        EnumAction::RenameValue { from, to } => {
            format!(
                "RENAME VALUE {} TO {}",
                literal(&from.text),
                literal(&to.text)
            )
        }
        EnumAction::RemoveValue { .. } => return None,
        EnumAction::Rename { to } => format!("RENAME TO {}", to.to_sql()),
    })
}

/// `FROM` is not kept; a relation that is read outside of a subquery must have stood there.
fn bulk_update(it: &BulkUpdate) -> Option<String> {
    let expressions = it.set.iter().map(|(_, it)| it).chain(&it.filter);
    if it.set.is_empty() || (!it.reads.is_empty() && !expressions.clone().any(|it| it.subquery)) {
        return None;
    }
    let set: Vec<String> = it
        .set
        .iter()
        .map(|(column, value)| format!("{} = {}", column.to_sql(), value.text))
        .collect();
    let (table, filter) = (it.table.to_sql(), filter(it.filter.as_ref()));
    Some(format!("UPDATE {table} SET {}{filter}", set.join(", ")))
}

fn bulk_delete(it: &BulkDelete) -> Option<String> {
    if !it.reads.is_empty() && !it.filter.as_ref().is_some_and(|it| it.subquery) {
        return None;
    }
    let filter = filter(it.filter.as_ref());
    Some(format!("DELETE FROM {}{filter}", it.table.to_sql()))
}

fn no_change(it: &NoChange) -> Option<String> {
    Some(match it {
        NoChange::Begin => "BEGIN".to_owned(),
        NoChange::Commit => "COMMIT".to_owned(),
        NoChange::Rollback => "ROLLBACK".to_owned(),
        NoChange::Set { name, value, local } => {
            let local = if *local { "LOCAL " } else { "" };
            match value {
                Some(value) => format!("SET {local}{name} = {}", setting(value)),
                None => format!("RESET {name}"),
            }
        }
        NoChange::Savepoint | NoChange::Select { .. } | NoChange::Session { .. } => return None,
    })
}

/// A value as SET takes it: words and numbers bare, everything else quoted.
fn setting(value: &str) -> String {
    let quoted = value.len() > 1 && value.starts_with('\'') && value.ends_with('\'');
    let bare = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | ',' | ' ' | '"');
    let word = value.starts_with(|it: char| it.is_ascii_alphabetic() || matches!(it, '_' | '"'));
    let number = value.chars().all(|it| it.is_ascii_digit() || it == '.');
    if quoted || number || (word && value.chars().all(bare)) {
        value.to_owned()
    } else {
        literal(value)
    }
}

fn filter(filter: Option<&Expression>) -> String {
    filter.map_or_else(String::new, |it| format!(" WHERE {}", it.text))
}

fn names(names: &[Name]) -> String {
    let names: Vec<String> = names.iter().map(Name::to_sql).collect();
    names.join(", ")
}

fn if_exists(yes: bool) -> &'static str {
    if yes { "IF EXISTS " } else { "" }
}

fn only(yes: bool) -> &'static str {
    if yes { "ONLY " } else { "" }
}

fn cascade(yes: bool) -> &'static str {
    if yes { " CASCADE" } else { "" }
}
