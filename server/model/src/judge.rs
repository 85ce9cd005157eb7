//! One walk over a migration: the state before each change, its facts, its risk.
//!
//! Rules, hovers, plans and `assess` all take their judgement from here.

use std::ops::ControlFlow;

use crate::catalog::{Catalog, CatalogProblem, key};
use crate::context::Context;
use crate::document::{Migration, MigrationSource};
use crate::facts::{Facts, Session};
use crate::operation::{Change, Operation, Other};
use crate::risk::{Question, Risk, Surroundings};

/// A change in its place.
#[derive(Debug)]
pub struct Judged<'a> {
    /// Zero-based among the migration's upgrade (or downgrade) changes.
    pub index: usize,
    pub change: &'a Change,
    /// The state before the change.
    pub before: &'a Catalog,
    /// What the script did before it.
    pub session: &'a Session,
    /// One per SQL statement of the change; empty when it is not understood.
    pub facts: &'a [Facts],
    pub risk: &'a Risk,
    /// One per part of the change, of which `risk` is made.
    pub parts: &'a [Risk],
    /// Names that the state before does not have, or has already.
    pub problems: &'a [CatalogProblem],
    pub surroundings: &'a Surroundings,
    pub context: &'a Context,
}

/// Which list of a migration is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Upgrade,
    Downgrade,
}

/// Walks a migration's changes in order from `base`, the state before it, and returns the state
/// after (as far as the walk went). `visit` may stop the walk.
pub fn walk(
    migration: &Migration,
    direction: Direction,
    base: &Catalog,
    context: &Context,
    visit: &mut dyn FnMut(&Judged<'_>) -> ControlFlow<()>,
) -> Catalog {
    let surroundings = &migration.surroundings;
    walk_within(migration, direction, base, surroundings, context, visit)
}

/// As [`walk`], with other surroundings than the migration's own: those that the documents
/// before it add to.
pub fn walk_within(
    migration: &Migration,
    direction: Direction,
    base: &Catalog,
    surroundings: &Surroundings,
    context: &Context,
    visit: &mut dyn FnMut(&Judged<'_>) -> ControlFlow<()>,
) -> Catalog {
    let changes = match direction {
        Direction::Upgrade => &migration.upgrade,
        Direction::Downgrade => &migration.downgrade,
    };
    // Two states, each change applied to both: the visitor sees the one before while the one
    // after says what did not fit, and neither copies its map of tables for each change.
    let mut before = base.clone();
    let mut after = base.clone();
    let mut session = start(migration, changes, context);
    let mut added_columns: Vec<(String, String)> = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        if direction == Direction::Upgrade && migration.begins.contains(&index) {
            before.seal();
            after.seal();
            added_columns.clear();
        }
        let facts = crate::facts::of_change(change, &before, &session, context.postgres);
        let parts = crate::risk::assess_in_session(&Question {
            change,
            facts: &facts,
            catalog: &before,
            session: &session,
            following: &changes[index + 1..],
            added_columns: &added_columns,
            surroundings,
            context,
        });
        let risk = match parts.as_slice() {
            [only] => only.clone(),
            many => crate::risk::strongest(many),
        };
        let problems = after.apply(change);
        let flow = visit(&Judged {
            index,
            change,
            before: &before,
            session: &session,
            facts: &facts,
            risk: &risk,
            parts: &parts,
            problems: &problems,
            surroundings,
            context,
        });
        if flow.is_break() {
            break;
        }
        for part in &change.parts {
            if let Operation::AddColumn(it) = &part.operation {
                let table = before
                    .table(&it.table)
                    .map_or_else(|| key(&it.table), |known| key(&known.name));
                added_columns.push((table, it.column.name.text.clone()));
            }
        }
        session.advance(change, &facts, &before);
        let _ = before.apply(change);
    }
    after
}

/// The session that the runner hands to a migration. A specification runs in one transaction
/// when the runner says so, unless nothing in it may: a statement that refuses a transaction is a
/// migration of its own. Scripts and fences say BEGIN themselves.
fn start(migration: &Migration, changes: &[Change], context: &Context) -> Session {
    let specification = matches!(migration.source, MigrationSource::Specification(_));
    let does_something = |it: &&Change| {
        it.parts
            .iter()
            .any(|part| !matches!(part.operation, Operation::NoChange(_)))
    };
    let mut working = changes.iter().filter(does_something).peekable();
    let alone = working.peek().is_some() && working.all(refuses_transaction);
    Session {
        in_transaction: specification && context.transactional && !alone,
        lock_timeout: context.lock_timeout,
        ..Session::default()
    }
}

/// Everything that the change does asks to run outside any transaction.
fn refuses_transaction(change: &Change) -> bool {
    change.parts.iter().all(|part| match &part.operation {
        Operation::AddIndex(it) => it.concurrently,
        Operation::DropIndex(it) => it.concurrently,
        Operation::NoChange(_) => true,
        Operation::Other(
            Other::Reindex { concurrently, .. } | Other::DetachPartition { concurrently, .. },
        ) => *concurrently,
        Operation::Other(Other::Vacuum { .. } | Other::ClusterWide(_)) => true,
        Operation::Other(_)
        | Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AlterColumn(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::CreateEnum(_)
        | Operation::AlterEnum(_)
        | Operation::DropEnum(_)
        | Operation::BulkInsert(_)
        | Operation::BulkUpdate(_)
        | Operation::BulkDelete(_)
        | Operation::Unknown(_) => false,
    })
}
