//! One plan out of the plans of a change's parts.
//!
//! Keeps the order of the parts, except that parts which are safe and touch nothing of the others
//! go first, together. Never drops a part.

use model::Catalog;
use model::operation::{Change, Operation};

use super::{Request, about, one};
use crate::draft::{Draft, Work, slice};
use crate::whole::{Entry, Several};
use crate::{Outcome, Phase, Plan, Restores};

/// What a part of the change comes to.
struct Piece {
    change: Change,
    plan: Plan,
}

const APART: &str = "Its parts cannot share one transaction without one lock waiting for the other's work, so each goes its own way.";

/// Operations that are one intent stand close together.
const LONGEST_INTENT: usize = 12;

pub(super) fn several(request: &Request<'_>) -> Plan {
    let mut before = request.before.clone();
    let mut pieces: Vec<Piece> = Vec::new();
    let count = request.change.parts.len();
    let mut at = 0;
    while at < count {
        let longest = (at + LONGEST_INTENT).min(count);
        let intent = (at + 2..=longest).rev().find_map(|end| {
            let change = slice(request.change, at, end);
            let plan = intent(&about(request, &change, &before))?;
            Some((Piece { change, plan }, end))
        });
        let (piece, end) = intent.unwrap_or_else(|| {
            let change = slice(request.change, at, at + 1);
            let plan = one(&about(request, &change, &before));
            (Piece { change, plan }, at + 1)
        });
        before.apply(&piece.change);
        pieces.push(piece);
        at = end;
    }
    if pieces.len() == 1
        && let Some(only) = pieces.pop()
    {
        return Plan {
            replaces: crate::draft::replaced(request.change),
            ..only.plan
        };
    }
    if let Some(stuck) = pieces
        .iter()
        .find(|it| it.plan.outcome == Outcome::NoOnlineWay)
    {
        let why = format!(
            "One part has no online way: {}. {}",
            stuck.plan.replaces, stuck.plan.why
        );
        return request.outcome(Outcome::NoOnlineWay, why);
    }
    if pieces
        .iter()
        .all(|it| it.plan.outcome == Outcome::AlreadySafe)
    {
        let mut reasons: Vec<String> = Vec::new();
        for piece in &pieces {
            if !reasons.contains(&piece.plan.why) {
                reasons.push(piece.plan.why.clone());
            }
        }
        return request.outcome(Outcome::AlreadySafe, reasons.join(" "));
    }
    joined(request, &pieces)
}

/// The parts as changes of their own, which share deploys where they can.
fn joined(request: &Request<'_>, pieces: &[Piece]) -> Plan {
    let whole = crate::whole::whole(&Several {
        changes: pieces
            .iter()
            .map(|it| Entry {
                change: &it.change,
                settled: false,
            })
            .collect(),
        before: request.before,
        session: request.session,
        surroundings: request.surroundings,
        context: request.context,
    });
    let named = |it: &Piece| it.plan.strategy.filter(|it| !it.is_empty());
    Plan {
        strategy: pieces.iter().find_map(named),
        why: format!("{APART} {}", whole.why),
        replaces: crate::draft::replaced(request.change),
        ..whole
    }
}

/// The plan of several operations that are one intent; `None` when no strategy takes them so.
pub(super) fn intent(request: &Request<'_>) -> Option<Plan> {
    if request.change.parts.len() < 2 {
        return None;
    }
    let mut strategies = crate::strategies::ALL.iter();
    strategies.find_map(|it| (it.expand)(request))
}

/// Safe parts in one short transaction.
fn together(request: &Request<'_>, changes: &[Change], before: &model::Catalog) -> Option<Plan> {
    let request = Request {
        before,
        ..about(request, request.change, before)
    };
    let mut draft = Draft::new(&request);
    draft.deploy(
        Phase::Expand,
        &["prepare"],
        "The parts that are fast and break nobody.",
    );
    for operation in changes
        .iter()
        .flat_map(|it| &it.parts)
        .map(|it| &it.operation)
    {
        if matches!(operation, Operation::NoChange(_)) {
            continue;
        }
        let sql = model::render::sql(operation)?;
        let undo = model::inverse::inverse(operation, &draft.catalog);
        let undo: Option<Vec<String>> =
            undo.and_then(|it| it.iter().map(model::render::sql).collect());
        let restores = match undo {
            Some(_) => Restores::SchemaAndData,
            None => Restores::Nothing,
        };
        draft.run(Work::new(sql.clone(), vec![sql], undo.unwrap_or_default()).restores(restores));
    }
    Some(draft.finish("", ""))
}

pub(super) fn followed(
    request: &Request<'_>,
    plan: Plan,
    mut state: Catalog,
    first: usize,
) -> Plan {
    let (strategy, why) = (plan.strategy, plan.why.clone());
    let mut plans = vec![plan];
    for part in first..request.change.parts.len() {
        let change = slice(request.change, part, part + 1);
        let next = one(&about(request, &change, &state));
        match next.outcome {
            Outcome::Planned => plans.push(next),
            Outcome::AlreadySafe => {
                plans.extend(together(request, std::slice::from_ref(&change), &state));
            }
            Outcome::NoOnlineWay => return request.outcome(Outcome::NoOnlineWay, next.why),
        }
        state.apply(&change);
    }
    let mut res = Plan {
        strategy,
        why,
        ..merge(request, plans)
    };
    let mut phase = Phase::Expand;
    for deploy in &mut res.deploys {
        phase = phase.max(deploy.phase);
        deploy.phase = phase;
    }
    res
}

fn merge(request: &Request<'_>, plans: Vec<Plan>) -> Plan {
    let strategy = plans
        .iter()
        .find_map(|it| it.strategy.filter(|it| !it.is_empty()));
    let mut why: Vec<String> = vec![APART.to_owned()];
    let mut deploys = Vec::new();
    let mut steps = 0;
    let mut transactions = 0;
    for plan in plans {
        if !plan.why.is_empty() && !why.contains(&plan.why) {
            why.push(plan.why);
        }
        for mut deploy in plan.deploys {
            transactions += 1;
            for step in &mut deploy.steps {
                steps += 1;
                step.id = format!("s{steps}");
                step.depends_on = match steps {
                    1 => Vec::new(),
                    _ => vec![format!("s{}", steps - 1)],
                };
                if step.transaction.is_some() {
                    step.transaction = Some(format!("t{transactions}"));
                }
            }
            deploys.push(deploy);
        }
    }
    Plan {
        deploys,
        strategy,
        ..request.outcome(Outcome::Planned, why.join(" "))
    }
}
