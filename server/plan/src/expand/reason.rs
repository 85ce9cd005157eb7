//! Sentences: why a change is safe already, and why there is no online way.
//!
//! Says only what the facts say.

use model::facts::{Facts, LockMode};
use model::operation::{Change, ColumnAction, ConstraintKind, EnumAction, Operation, Other};

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
        Operation::AlterEnum(it) => match &it.action {
            EnumAction::Rename { .. } => {
                "Every statement that names the type fails in the same instant, and PostgreSQL has no second name for a type. Columns keep it under its new name; release code that does not name it (no cast, no declared parameter type) first, then rename."
            }
            EnumAction::RemoveValue { .. } => {
                "PostgreSQL takes no label from an enum, and what labels it has is not known here. Create a second type with those that stay, and move each column to it by the plan for a change of type."
            }
            EnumAction::AddValue { .. } | EnumAction::RenameValue { .. } => return None,
        },
        Operation::BulkDelete(_) => {
            "It joins other tables, so it cannot be repeated in batches as it stands. Write the join as a subquery: WHERE key IN (SELECT …)."
        }
        Operation::BulkUpdate(_) => {
            "Running it twice would not be the same as running it once, so it cannot be repeated in batches until no row is left. Write the new values into a new column instead."
        }
        Operation::Other(Other::Truncate { .. }) => {
            "TRUNCATE empties the table under ACCESS EXCLUSIVE and nothing brings the rows back. Delete in batches, or drop a partition."
        }
        Operation::Other(Other::Cluster { .. } | Other::Vacuum { .. }) => {
            "It writes the table anew under ACCESS EXCLUSIVE, and PostgreSQL has no other form of it. The extensions pg_repack and pg_squeeze do the same while everybody works; else take a window."
        }
        Operation::Other(Other::SetTablespace { index: false, .. }) => {
            "It copies the table under ACCESS EXCLUSIVE, and PostgreSQL has no other form of it; pg_repack moves a table while everybody works. Else take a window, or partition the table and move one partition at a time."
        }
        Operation::Other(Other::SetLogged { logged: false, .. }) => {
            "It writes the table anew under ACCESS EXCLUSIVE, and a crash of the server then empties it. Create a new unlogged table and copy into it, or take a window."
        }
        Operation::Other(Other::SetLogged { logged: true, .. } | Other::SetAccessMethod { .. }) => {
            "It writes the table anew under ACCESS EXCLUSIVE, and PostgreSQL has no other form of it. Copy into a new table and exchange the two, or take a window."
        }
        Operation::Other(Other::RenameSchema { .. }) => {
            "Every statement that names the schema fails in the same instant, and no view can stand for a schema. Create the new schema and move the tables one by one, each with a view in its old place."
        }
        Operation::AlterColumn(it) if matches!(it.action, ColumnAction::SetExpression(_)) => {
            "PostgreSQL computes every row again under ACCESS EXCLUSIVE. Add a second column with the new expression, by its own plan, and let the application move over; else take a window."
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
