//! From a change to its plan: asks the strategies in turn.
//!
//! Decides only what no strategy can: whether there is anything to gain, and what to say when
//! there is no way. Never answers without a reason.

mod as_it_stands;
mod join;
mod reason;

use model::facts::{Break, Facts, Session, of_change};
use model::operation::{Change, Operation};
use model::risk::{Level, Risk, Surroundings, assess};
use model::{Catalog, Context};

use crate::draft::{alone, is_silent, replaced, together};
use crate::{Outcome, Plan};

pub use as_it_stands::{as_it_stands, change_of, to_write};

/// What a strategy gets.
pub struct Request<'a> {
    pub change: &'a Change,
    /// The state before the change.
    pub before: &'a Catalog,
    pub session: &'a Session,
    pub surroundings: &'a Surroundings,
    pub context: &'a Context,
}

impl<'a> Request<'a> {
    /// The only operation of the change. Strategies are asked for one at a time.
    pub(crate) fn operation(&self) -> Option<&'a Operation> {
        match self.change.parts.as_slice() {
            [only] => Some(&only.operation),
            _ => None,
        }
    }

    /// The facts of the change as it was written.
    pub(crate) fn facts(&self) -> Facts {
        together(of_change(
            self.change,
            self.before,
            self.session,
            self.context.postgres,
        ))
    }

    fn risk(&self) -> Risk {
        let facts = of_change(
            self.change,
            self.before,
            self.session,
            self.context.postgres,
        );
        assess(
            self.change,
            &facts,
            self.before,
            self.surroundings,
            self.context,
        )
    }

    pub(crate) fn outcome(&self, outcome: Outcome, why: impl Into<String>) -> Plan {
        Plan {
            outcome,
            why: why.into(),
            strategy: None,
            replaces: replaced(self.change),
            deploys: Vec::new(),
        }
    }
}

/// The plan of a change. Always answers: with steps, with "already safe", or with the reason why
/// there is no online way.
pub fn plan(request: &Request<'_>) -> Plan {
    if let Some(why) = reason::not_analysed(request.change) {
        return request.outcome(Outcome::NoOnlineWay, why);
    }
    if is_silent(request.change) {
        return request.outcome(Outcome::AlreadySafe, "It changes no schema and no data.");
    }
    match request.change.parts.as_slice() {
        [_] => one(request),
        _ => join::several(request),
    }
}

/// The plan of a change with one part.
fn one(request: &Request<'_>) -> Plan {
    let safe = already_safe(request);
    if let Some(why) = &safe
        && !request.operation().is_some_and(gains_all_the_same)
    {
        return request.outcome(Outcome::AlreadySafe, why.clone());
    }
    let mut strategies = crate::strategies::ALL.iter();
    if let Some(plan) = strategies.find_map(|it| (it.expand)(request)) {
        return plan;
    }
    match safe {
        Some(why) => request.outcome(Outcome::AlreadySafe, why),
        None => request.outcome(Outcome::NoOnlineWay, reason::no_online_way(request)),
    }
}

/// Quick changes that still have a better form: a plain DROP INDEX waits for readers, a large
/// UPDATE holds its row locks to the end, a new enum value must not be met unprepared.
fn gains_all_the_same(operation: &Operation) -> bool {
    match operation {
        Operation::DropIndex(it) => !it.concurrently,
        Operation::BulkUpdate(it) => it.batch_size.is_none(),
        Operation::AlterEnum(_) => true,
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AlterColumn(_)
        | Operation::AddIndex(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::BulkInsert(_)
        | Operation::BulkDelete(_)
        | Operation::Other(_)
        | Operation::NoChange(_)
        | Operation::Unknown(_) => false,
    }
}

/// Why the change can run as it stands, or `None`.
fn already_safe(request: &Request<'_>) -> Option<String> {
    let operation = request.operation()?;
    if let Some(table) = operation.table()
        && let Some(known) = request.before.table(table)
        && (known.new || known.has_rows == Some(false))
    {
        return Some(format!(
            "{table} is new: it has no rows and no readers yet."
        ));
    }
    let facts = request.facts();
    let risk = request.risk();
    let blocks = facts.locks.iter().any(|it| it.blocks.insert);
    let quick = !blocks
        || (facts.rewrite == Some(false)
            && facts.scan == Some(false)
            && facts.index_build == Some(false));
    let breaks = facts
        .breaks
        .iter()
        .any(|it| matches!(it, Break::MissingObject | Break::InsertWithoutColumn));
    let mild = risk.level? <= Level::Medium || matches!(operation, Operation::DropConstraint(_));
    if !quick || breaks || risk.data_loss || !mild {
        return None;
    }
    Some(reason::already_safe(request, &facts))
}

/// A request about one part of a change.
fn about<'a>(request: &Request<'a>, change: &'a Change, before: &'a Catalog) -> Request<'a> {
    Request {
        change,
        before,
        session: request.session,
        surroundings: request.surroundings,
        context: request.context,
    }
}

/// One change for each part.
fn split(change: &Change) -> Vec<Change> {
    change.parts.iter().map(|it| alone(change, it)).collect()
}
