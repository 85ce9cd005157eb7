//! What PostgreSQL does when it runs a change: locks, rewrites, scans, errors.
//!
//! The one table of such claims; every one is covered by a measured case. Rules, risk and plans
//! ask here and never know by themselves. What cannot be known from the catalog is `None`, and
//! the risk assumes the worse.

mod columns;
mod constraints;
mod dispatch;
mod dml;
mod indexes;
mod judge;
mod keys;
mod literal;
mod maintenance;
mod objects;
mod partitions;
mod properties;
mod retype;
mod session;
mod tables;
#[cfg(test)]
mod tests;
mod types;
mod versions;
mod views;
mod volatility;

use std::borrow::Cow;

use crate::catalog::Catalog;
use crate::context::Postgres;
use crate::operation::{Change, Operation};
use judge::Judge;

/// PostgreSQL's table-level lock modes (manual, section 13.3.1), weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockMode {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

/// Which statements of an application wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Blocks {
    pub select: bool,
    pub insert: bool,
    pub update: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// As the statement names it; as the catalog names it for relations that it does not name.
    pub relation: String,
    pub mode: LockMode,
    pub blocks: Blocks,
}

/// What running a statement does. Describes one SQL statement (all its parts), the strongest
/// facts on top.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Strongest lock per relation, the target first. A new table is not counted.
    pub locks: Vec<Lock>,
    pub rewrite: Option<bool>,
    /// The rows are read: by a check, a validation, a rewrite or an index build.
    pub scan: Option<bool>,
    pub index_build: Option<bool>,
    /// Of the change's target.
    pub blocks: Option<Blocks>,
    /// May run in a transaction block.
    pub transactional: Option<bool>,
    /// What the statement, or data that exists, can raise.
    pub fails_with: Vec<Failure>,
    /// Other objects that silently go or change with it: indexes, constraints, sequences,
    /// generated columns; each in words (`index t_a`).
    pub cascades: Vec<String>,
    /// What still waits or breaks after commit for code that does not know of the change.
    pub breaks: Vec<Break>,
    /// One sentence per thing worth knowing that the fields above cannot say, with the versions
    /// that it holds for (`PostgreSQL 14 and older: …`).
    pub notes: Vec<String>,
}

/// An SQLSTATE and when it is raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub sqlstate: &'static str,
    /// `existing rows hold NULL`, without a full stop.
    pub when: String,
    /// It is raised whatever the data: the catalog says so.
    pub certain: bool,
}

/// How running application code fails after the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// Statements that name the column or table fail (42703, 42P01).
    MissingObject,
    /// INSERTs that do not name the column fail (23502).
    InsertWithoutColumn,
    /// A prepared `SELECT *` fails once (0A000).
    CachedPlan,
    /// Values that were accepted are refused (23505, 23514, 23503, 22001).
    NewRestriction,
    /// Code that relies on the old type, value or default gets something else.
    ChangedMeaning,
}

/// What the script did before the statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Session {
    /// Between BEGIN and COMMIT, or a runner's transaction around the whole.
    pub in_transaction: bool,
    /// `SET TimeZone`, upper-cased; `None` when unknown.
    pub time_zone: Option<String>,
    /// A `lock_timeout` other than 0 was set.
    pub lock_timeout: bool,
    pub statement_timeout: bool,
    /// Locks taken earlier in the transaction and still held.
    pub held: Vec<Lock>,
    /// Enum values added in this transaction, as `type.value`.
    pub new_enum_values: Vec<String>,
}

impl LockMode {
    /// PostgreSQL's own words.
    pub fn as_str(self) -> &'static str {
        match self {
            LockMode::AccessShare => "ACCESS SHARE",
            LockMode::RowShare => "ROW SHARE",
            LockMode::RowExclusive => "ROW EXCLUSIVE",
            LockMode::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            LockMode::Share => "SHARE",
            LockMode::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            LockMode::Exclusive => "EXCLUSIVE",
            LockMode::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// What waits behind the lock (manual, table 13.2).
    pub fn blocks(self) -> Blocks {
        Blocks {
            select: self >= LockMode::AccessExclusive,
            insert: self >= LockMode::Share,
            update: self >= LockMode::Share,
        }
    }
}

/// The facts of a change: one per SQL statement in it, in order (`parts` with the same
/// `statement` number run in one). `catalog` is the state before the change; for later statements
/// of the same change it is advanced here.
pub fn of_change(
    change: &Change,
    catalog: &Catalog,
    session: &Session,
    postgres: Postgres,
) -> Vec<Facts> {
    let mut state = Cow::Borrowed(catalog);
    let mut result = Vec::new();
    let mut at = 0;
    while let Some(first) = change.parts.get(at) {
        let count = change
            .parts
            .iter()
            .skip(at)
            .take_while(|it| it.statement == first.statement)
            .count();
        let operations: Vec<&Operation> = change
            .parts
            .iter()
            .skip(at)
            .take(count)
            .map(|it| &it.operation)
            .collect();
        at += count;
        let last = at == change.parts.len();
        let statement = Statement {
            operations: &operations,
            sql: change.sql.as_deref().unwrap_or_default(),
            alone: at == count && last,
        };
        result.push(of_statement(&statement, &state, session, postgres));
        if !last {
            for operation in operations {
                state.to_mut().apply_operation(operation);
            }
        }
    }
    result
}

/// The operations that run in one SQL statement.
struct Statement<'a> {
    operations: &'a [&'a Operation],
    /// The whole change's text, or nothing.
    sql: &'a str,
    /// The text is this statement's.
    alone: bool,
}

fn of_statement(
    statement: &Statement<'_>,
    catalog: &Catalog,
    session: &Session,
    postgres: Postgres,
) -> Facts {
    let mut order: Vec<&Operation> = statement.operations.to_vec();
    // ALTER TABLE runs its actions in passes, whatever order they are written in.
    order.sort_by_key(|it| dispatch::pass(it));
    let mut state = Cow::Borrowed(catalog);
    let mut facts: Option<Facts> = None;
    for (at, &operation) in order.iter().enumerate() {
        let mut judge = Judge::new(&state, session, postgres, statement.operations);
        judge.sql = if statement.alone { statement.sql } else { "" };
        dispatch::judge(&mut judge, operation);
        let mut own = judge.finish();
        session::new_enum_values(
            operation,
            statement.sql,
            &state,
            session,
            postgres,
            &mut own,
        );
        facts = Some(match facts {
            Some(so_far) => judge::together(so_far, own),
            None => own,
        });
        if at + 1 < order.len() {
            state.to_mut().apply_operation(operation);
        }
    }
    facts.unwrap_or_default()
}
