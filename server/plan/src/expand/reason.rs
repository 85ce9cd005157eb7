//! Sentences: why a change is safe already, and why there is no online way.
//!
//! Says only what the facts say.

use model::facts::{Facts, LockMode};
use model::operation::{Change, ConstraintKind, Operation, Other};

use super::Request;

/// Why nothing can be planned for a change that was not understood, or `None` when it was.
pub(super) fn not_analysed(change: &Change) -> Option<String> {
    if change.parts.is_empty() {
        return Some(
            "It was not analysed: there is nothing in it that Forelock understands.".to_owned(),
        );
    }
    change.parts.iter().find_map(|it| {
        if let Operation::Unknown(unknown) = &it.operation {
            Some(format!(
                "It was not analysed: {}.",
                unknown.reason.trim_end_matches('.')
            ))
        } else {
            None
        }
    })
}

pub(super) fn already_safe(request: &Request<'_>, facts: &Facts) -> String {
    if facts.transactional == Some(false) {
        return "It already is the online form: nobody waits while it runs, outside any transaction."
            .to_owned();
    }
    if facts.scan == Some(true) || facts.index_build == Some(true) {
        return "It reads the rows under a lock that lets everybody read and write.".to_owned();
    }
    let strongest = facts
        .locks
        .iter()
        .filter(|it| it.mode >= LockMode::Share)
        .max_by_key(|it| it.mode);
    let timeout = if request.session.lock_timeout || request.context.lock_timeout {
        ""
    } else {
        "; set a lock_timeout, so that nobody queues behind a lock that it waits for"
    };
    match strongest {
        Some(lock) => format!(
            "It takes {} on {} for a moment, reads and rewrites no row, and breaks no running code{timeout}.",
            lock.mode.as_str(),
            lock.relation
        ),
        None => {
            "Nobody waits for it: it reads and rewrites no row under a lock that blocks.".to_owned()
        }
    }
}

pub(super) fn no_online_way(request: &Request<'_>) -> String {
    let said = request.operation().and_then(known);
    if let Some(said) = said {
        return said.to_owned();
    }
    let facts = request.facts();
    let strongest = facts.locks.iter().max_by_key(|it| it.mode);
    let work = if facts.rewrite == Some(true) {
        "rewrites its rows"
    } else if facts.index_build == Some(true) {
        "builds an index"
    } else if facts.scan == Some(true) {
        "reads its rows"
    } else {
        "changes what running code relies on"
    };
    match strongest {
        Some(lock) => format!(
            "PostgreSQL has no online form of it: it takes {} on {} and {work}.",
            lock.mode.as_str(),
            lock.relation
        ),
        None => format!("Forelock knows no online form of it: it {work}."),
    }
}

fn known(operation: &Operation) -> Option<&'static str> {
    Some(match operation {
        Operation::AddConstraint(it) => match &it.constraint.kind {
            ConstraintKind::Exclusion { .. } => {
                "PostgreSQL cannot add an exclusion constraint online: there is neither NOT VALID nor USING INDEX for it. Copy into a new table that has it, or take a maintenance window."
            }
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } => {
                "The constraint cannot take over an index that was built online: PostgreSQL refuses USING INDEX here."
            }
            ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => return None,
        },
        Operation::AddColumn(it) if it.column.generated.is_some() => {
            "PostgreSQL cannot add a stored generated column online. Add a plain column, keep it filled by a trigger, and backfill it; from PostgreSQL 18 on, a VIRTUAL generated column is added in a moment."
        }
        Operation::AddColumn(it) if it.column.identity.is_some() => {
            "PostgreSQL numbers every row of an identity column at once. Add a plain bigint column with a sequence as its default, backfill it, and make it an identity afterwards."
        }
        Operation::AlterEnum(_) => {
            "PostgreSQL cannot take a label from an enum: add a new type and move the column to it."
        }
        Operation::BulkDelete(_) => {
            "What is deleted is gone. Archive the rows, then delete in batches by key, each committed on its own."
        }
        Operation::BulkUpdate(_) => {
            "Running it twice would not be the same as running it once, so it cannot be repeated in batches until no row is left. Write the new values into a new column instead."
        }
        Operation::Other(Other::Truncate { .. }) => {
            "TRUNCATE empties the table under ACCESS EXCLUSIVE and nothing brings the rows back. Delete in batches, or drop a partition."
        }
        Operation::Other(Other::Cluster { .. } | Other::Vacuum { .. }) => {
            "It rewrites the table under ACCESS EXCLUSIVE, and PostgreSQL has no other form of it."
        }
        Operation::Other(Other::DropSchema { .. }) => {
            "It takes everything in the schema with it. Drop the tables one by one, each with its own plan."
        }
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AlterColumn(_)
        | Operation::AddIndex(_)
        | Operation::DropIndex(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::BulkInsert(_)
        | Operation::Other(_)
        | Operation::NoChange(_)
        | Operation::Unknown(_) => return None,
    })
}
