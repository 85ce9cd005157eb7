//! What a statement leaves behind for the rest of its script.
//!
//! Follows transactions, settings, held locks and enum values that no statement of the same
//! transaction may use. Never changes the catalog.

use super::{Facts, Failure, Session};
use crate::catalog::{Catalog, key};
use crate::context::Postgres;
use crate::operation::{Change, EnumAction, Expression, NoChange, Operation, Other, Shape};

impl Session {
    /// The session after a change: what `facts` (those of the change) say is held on to until the
    /// transaction ends. `catalog` is the state before the change.
    pub fn advance(&mut self, change: &Change, facts: &[Facts], catalog: &Catalog) {
        for part in &change.parts {
            if let Operation::NoChange(it) = &part.operation {
                self.follow(it);
            } else if let Operation::AlterEnum(it) = &part.operation
                && let EnumAction::AddValue { value, .. } = &it.action
            {
                let name = key(&it.name);
                let known = catalog.objects.enums.get(&name);
                if !known.is_some_and(|known| known.values.contains(&value.text)) {
                    self.new_enum_values.push(format!("{name}.{value}"));
                }
            }
        }
        if self.in_transaction {
            for lock in facts.iter().flat_map(|it| &it.locks) {
                match self.held.iter_mut().find(|it| it.relation == lock.relation) {
                    Some(held) if held.mode >= lock.mode => {}
                    Some(held) => *held = lock.clone(),
                    None => self.held.push(lock.clone()),
                }
            }
        }
    }

    /// The transaction ends: nothing is held any longer, and new enum values may be used.
    pub fn end_transaction(&mut self) {
        self.in_transaction = false;
        self.held.clear();
        self.new_enum_values.clear();
    }

    fn follow(&mut self, operation: &NoChange) {
        match operation {
            NoChange::Begin => {
                self.end_transaction();
                self.in_transaction = true;
            }
            NoChange::Commit | NoChange::Rollback => self.end_transaction(),
            NoChange::Set { name, value, .. } => {
                let value = value
                    .as_deref()
                    .map(|it| it.trim().trim_matches(['\'', '"']));
                let on = value.is_some_and(|it| {
                    let number: String = it.chars().take_while(char::is_ascii_digit).collect();
                    !number.is_empty() && number.chars().any(|it| it != '0')
                });
                match name.as_str() {
                    "timezone" | "time zone" => {
                        self.time_zone = value
                            .filter(|it| !it.eq_ignore_ascii_case("default"))
                            .map(str::to_uppercase);
                    }
                    "lock_timeout" => self.lock_timeout = on,
                    "statement_timeout" => self.statement_timeout = on,
                    _ => {}
                }
            }
            NoChange::Savepoint | NoChange::Select { .. } | NoChange::Session { .. } => {}
        }
    }

    /// The session's time zone is known to have no offset from UTC, ever.
    pub fn is_utc(&self) -> bool {
        self.time_zone.as_deref().is_some_and(|it| {
            matches!(
                it,
                "UTC"
                    | "ETC/UTC"
                    | "UCT"
                    | "ETC/UCT"
                    | "ZULU"
                    | "ETC/ZULU"
                    | "UNIVERSAL"
                    | "ETC/UNIVERSAL"
                    | "GMT"
                    | "ETC/GMT"
                    | "GREENWICH"
                    | "0"
                    | "+00"
                    | "+00:00"
            )
        })
    }
}

/// A value that ALTER TYPE … ADD VALUE added in the same transaction cannot be used yet.
pub(super) fn new_enum_values(
    operation: &Operation,
    sql: &str,
    catalog: &Catalog,
    session: &Session,
    postgres: Postgres,
    facts: &mut Facts,
) {
    if session.new_enum_values.is_empty()
        || matches!(operation, Operation::AlterEnum(_) | Operation::NoChange(_))
    {
        return;
    }
    for added in &session.new_enum_values {
        let Some((name, value)) = added.split_once('.').and_then(|_| {
            // A type's name may hold a schema, a value may hold a dot: the type is looked up.
            added
                .match_indices('.')
                .filter_map(|(at, _)| Some((added.get(..at)?, added.get(at + 1..)?)))
                .max_by_key(|(name, _)| {
                    (
                        catalog.objects.enums.contains_key(*name),
                        std::cmp::Reverse(name.len()),
                    )
                })
        }) else {
            continue;
        };
        let new = catalog.objects.enums.get(name).is_some_and(|it| it.new);
        if new && postgres.0 >= 17 {
            continue;
        }
        let Some(certain) = uses(operation, sql, value, name, catalog) else {
            continue;
        };
        facts.fails_with.push(Failure {
            sqlstate: "55P04",
            when: if session.in_transaction {
                format!("the value '{value}' of {name} was added in this transaction")
            } else {
                // A driver sends a script of several statements as one transaction, psql does not.
                format!("the value '{value}' of {name} was added in this script, if it is sent as one transaction")
            },
            certain: certain && session.in_transaction,
        });
        return;
    }
}

/// Whether an operation uses a value: `Some(true)` when it is surely the enum's.
fn uses(
    operation: &Operation,
    sql: &str,
    value: &str,
    name: &str,
    catalog: &Catalog,
) -> Option<bool> {
    let quoted = format!("'{}'", value.replace('\'', "''"));
    let is_value = |it: &Expression| {
        matches!(&it.shape, Shape::Literal(text) if text == value) || it.text.contains(&quoted)
    };
    let of_enum = |table: &crate::name::QualifiedName, column: &crate::name::Name| {
        let column = catalog.table(table)?.column(column.as_str())?;
        let wanted = crate::name::QualifiedName::generated(name.rsplit('.').next()?);
        Some(catalog.is_type(column.ty.as_ref()?, &wanted))
    };
    match operation {
        Operation::AlterColumn(it) => {
            if let crate::operation::ColumnAction::SetDefault(expression) = &it.action
                && is_value(expression)
            {
                return match of_enum(&it.table, &it.column) {
                    Some(false) => None,
                    other => Some(other == Some(true)),
                };
            }
            sql.contains(&quoted).then_some(false)
        }
        Operation::BulkUpdate(it) => {
            let set = it.set.iter().find(|(_, to)| is_value(to));
            if let Some((column, _)) = set {
                match of_enum(&it.table, column) {
                    Some(false) => {}
                    other => return Some(other == Some(true)),
                }
            }
            it.filter.as_ref().filter(|it| is_value(it)).map(|_| false)
        }
        Operation::Other(Other::CreateFunction { .. } | Other::Comment { .. }) => None,
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AddIndex(_)
        | Operation::DropIndex(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::CreateEnum(_)
        | Operation::AlterEnum(_)
        | Operation::DropEnum(_)
        | Operation::BulkInsert(_)
        | Operation::BulkDelete(_)
        | Operation::Other(_)
        | Operation::NoChange(_)
        | Operation::Unknown(_) => sql.contains(&quoted).then_some(false),
    }
}
