//! The least bad window for a change that has no online way.
//!
//! Gives up quickly while it waits for its lock, and then runs for as long as it takes. Its step
//! is marked as one that stops others.

use model::operation::{ColumnAction, ConstraintKind, Operation, Other};

use super::Request;
use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::{Outcome, Phase, Plan, Restores};

/// The change itself as one step, for changes whose work cannot be taken apart.
pub(super) fn window(request: &Request<'_>, why: String) -> Plan {
    match step(request) {
        Some(plan) => Plan { why, ..plan },
        None => request.outcome(Outcome::NoOnlineWay, why),
    }
}

fn step(request: &Request<'_>) -> Option<Plan> {
    let operation = request.operation()?;
    let alone = request.facts().transactional == Some(false);
    let cost = match operation {
        Operation::AddConstraint(it) => match it.constraint.kind {
            ConstraintKind::Exclusion { .. } => Cost::TextIndex,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } => Cost::Index,
            ConstraintKind::ForeignKey { .. } => Cost::ForeignKey,
            ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. } => Cost::Check,
            ConstraintKind::Unknown(_) => return None,
        },
        Operation::AddIndex(_) => Cost::Index,
        Operation::AlterColumn(it) => match &it.action {
            ColumnAction::Type { .. } | ColumnAction::SetExpression(_) => Cost::Rewrite,
            ColumnAction::SetNotNull => Cost::Check,
            ColumnAction::SetDefault(_)
            | ColumnAction::DropDefault
            | ColumnAction::DropNotNull
            | ColumnAction::AddIdentity { .. }
            | ColumnAction::AlterIdentity
            | ColumnAction::DropIdentity { .. }
            | ColumnAction::DropExpression { .. }
            | ColumnAction::SetStatistics
            | ColumnAction::SetStorage
            | ColumnAction::SetCompression
            | ColumnAction::SetOptions => return None,
        },
        Operation::Other(
            Other::Vacuum { full: true, .. }
            | Other::Cluster { .. }
            | Other::SetTablespace { .. }
            | Other::SetLogged { .. }
            | Other::SetAccessMethod { .. },
        ) => Cost::Rewrite,
        Operation::Other(Other::AttachPartition { .. }) => Cost::Check,
        Operation::Other(Other::Reindex { .. }) => Cost::TextIndex,
        Operation::AddColumn(it) if it.column.generated.is_some() => Cost::Rewrite,
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::DropIndex(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::CreateEnum(_)
        | Operation::AlterEnum(_)
        | Operation::DropEnum(_)
        | Operation::BulkInsert(_)
        | Operation::BulkUpdate(_)
        | Operation::BulkDelete(_)
        | Operation::Other(_)
        | Operation::NoChange(_)
        | Operation::Unknown(_) => return None,
    };
    let sql = request
        .text(0)
        .or_else(|| model::render::sql(operation))?
        .trim_end_matches(';')
        .to_owned();
    let mut draft = Draft::new(request);
    let table = operation.table();
    let rows = table.and_then(|it| draft.target(it).rows);
    let what = table.map_or_else(|| "The database".to_owned(), ToString::to_string);
    let blocks = request.facts().blocks.unwrap_or_default();
    let who = if blocks.select {
        "readers and writers"
    } else {
        "writers"
    };
    let undo = model::inverse::inverse(operation, &draft.catalog).unwrap_or_default();
    let undo: Vec<String> = undo.iter().filter_map(model::render::sql).collect();
    let nothing = matches!(
        operation,
        Operation::Other(Other::Vacuum { .. } | Other::Cluster { .. } | Other::Reindex { .. })
    );
    let restores = if undo.is_empty() && !nothing {
        Restores::Nothing
    } else {
        Restores::SchemaAndData
    };
    draft.deploy(
        Phase::Migrate,
        &["window", &what],
        format!("A window: {who} of {what} wait until it is done."),
    );
    draft.after_release(format!(
        "The application is stopped, or bears that {who} of {what} wait."
    ));
    let title = format!("Run it while {who} wait");
    let work = Work::new(title, vec![sql], undo).restores(restores);
    let work = if alone {
        work.alone_impatient(cost, rows)
    } else {
        work.long(cost, rows)
    };
    draft.run(work.downtime());
    let plan = draft.finish("", "");
    Some(Plan {
        outcome: Outcome::NoOnlineWay,
        strategy: None,
        ..plan
    })
}
