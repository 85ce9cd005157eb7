//! From a change to its plan: asks the strategies in turn.
//!
//! Decides only what no strategy can: whether there is anything to gain, and what to say when
//! there is no way. Never answers without a reason.

mod as_it_stands;
mod join;
mod reason;
mod window;

use model::facts::{Break, Facts, Session, of_change};
use model::operation::{Change, Operation, Other, Part};
use model::risk::{Level, Risk, Surroundings, assess};
use model::{Catalog, Context};

use crate::draft::{is_silent, replaced, together};
use crate::{Outcome, Plan, strategies};

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

    /// Every operation of the change, for strategies that take several for one intent.
    pub(crate) fn operations(&self) -> Vec<&'a Operation> {
        self.change.parts.iter().map(|it| &it.operation).collect()
    }

    /// The text of the statement that a part stands in, where there is any.
    pub(crate) fn text(&self, part: usize) -> Option<String> {
        crate::draft::slice(self.change, part, part + 1).sql
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

/// Plans that reach the same by another way than `plan`, which is the change's; empty where there
/// is none.
pub fn other_ways(request: &Request<'_>, plan: &Plan) -> Vec<Plan> {
    let (Outcome::Planned, Some(taken), Some(_)) =
        (plan.outcome, plan.strategy, request.operation())
    else {
        return Vec::new();
    };
    let row = strategies::WAYS.iter().find(|it| it.contains(&taken));
    let names = row.copied().unwrap_or_default();
    let other = |it: &&crate::Strategy| it.name != taken && names.contains(&it.name);
    let others = strategies::ALL.iter().filter(other);
    let plans = others.filter_map(|it| (it.expand)(request));
    plans.filter(|it| it.outcome == Outcome::Planned).collect()
}

/// Several changes as one, so that those which are one intent are planned as one: a column that
/// is added, filled from another table and dropped there. Ranges are the first one's.
pub fn gather(changes: &[Change]) -> Option<Change> {
    let first = changes.first()?;
    let mut res = Change {
        parts: Vec::new(),
        from_sql: true,
        ..first.clone()
    };
    let mut texts: Option<Vec<String>> = Some(Vec::new());
    let mut statements = 0;
    for change in changes {
        let mut last = 0;
        for part in &change.parts {
            let statement = statements + part.statement;
            last = part.statement;
            res.parts.push(Part {
                statement,
                ..part.clone()
            });
        }
        statements += last + 1;
        // A part of a statement has no text of its own.
        let own = match change.sql.clone().filter(|_| change.from_sql) {
            Some(sql) => Some(vec![sql]),
            None => {
                let each = change.parts.iter();
                each.map(|it| model::render::sql(&it.operation)).collect()
            }
        };
        texts = texts.zip(own).map(|(mut all, own)| {
            all.extend(own);
            all
        });
    }
    res.sql = texts.map(|it| it.join(";\n"));
    Some(res)
}

/// The plan of several operations that are one intent; `None` when they are several, each with
/// a plan of its own.
pub fn intent(request: &Request<'_>) -> Option<Plan> {
    join::intent(request)
}

/// A plan, and after it those of the change's parts from `first` on, each in the state that is
/// left to it.
pub(crate) fn followed(request: &Request<'_>, plan: Plan, state: Catalog, first: usize) -> Plan {
    join::followed(request, plan, state, first)
}

/// The plan of a change with one part.
fn one(request: &Request<'_>) -> Plan {
    if let Some(why) = batched_already(request) {
        return request.outcome(Outcome::AlreadySafe, why);
    }
    let safe = already_safe(request);
    if let Some(why) = &safe
        && !request.operation().is_some_and(gains_all_the_same)
    {
        return request.outcome(Outcome::AlreadySafe, why.clone());
    }
    let preferred = |it: &&crate::Strategy| {
        let prefer = &request.context.prefer;
        prefer.iter().any(|name| name == it.name)
            && strategies::preferable().any(|name| name == it.name)
    };
    let first = strategies::ALL.iter().filter(preferred);
    let first = first.filter_map(|it| (it.expand)(request));
    if let Some(plan) = first.into_iter().find(|it| it.outcome == Outcome::Planned) {
        return plan;
    }
    if let Some(plan) = strategies::ALL.iter().find_map(|it| (it.expand)(request)) {
        return plan;
    }
    match safe {
        Some(why) => request.outcome(Outcome::AlreadySafe, why),
        None => window::window(request, reason::no_online_way(request)),
    }
}

/// Why rows that are changed in batches need no plan, or `None`.
fn batched_already(request: &Request<'_>) -> Option<String> {
    let operation = request.operation()?;
    let (size, table, gone) = if let Operation::BulkUpdate(it) = operation {
        (it.batch_size?, &it.table, "it overwrites")
    } else if let Operation::BulkDelete(it) = operation {
        (it.batch_size?, &it.table, "it deletes")
    } else {
        return None;
    };
    Some(format!(
        "It goes through {table} in batches of {size} already, each committed on its own; what {gone} is in the backup only."
    ))
}

/// Quick changes that still have a better form: a plain DROP INDEX waits for readers, a large
/// UPDATE holds its row locks to the end, a new enum value must not be met unprepared.
fn gains_all_the_same(operation: &Operation) -> bool {
    match operation {
        Operation::DropIndex(it) => !it.concurrently,
        Operation::BulkUpdate(it) => it.batch_size.is_none(),
        Operation::BulkInsert(it) => it.rows.is_none(),
        Operation::AlterEnum(_) => true,
        Operation::DropConstraint(_) => true,
        Operation::Other(it) => matches!(
            it,
            Other::RowSecurity {
                enable: Some(true),
                ..
            } | Other::DetachPartition { .. }
                | Other::Reindex { .. }
        ),
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AlterColumn(_)
        | Operation::AddIndex(_)
        | Operation::AddConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::BulkDelete(_)
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
