//! The changes of one migration, planned as a whole.
//!
//! Each change gets its own plan; then the deploys are laid beside each other: what depends on
//! each other keeps its order, what does not shares deploys and releases of the application, and
//! a table is filled in one pass. Never drops a change, and never lets a short lock wait for long
//! work in one transaction.

mod lay;
mod merge;
#[cfg(test)]
mod tests;
mod touch;
mod written;

use model::facts::Session;
use model::operation::{Change, ConstraintKind, Operation};
use model::risk::Surroundings;
use model::{Catalog, Context};

use crate::draft::{is_silent, replaced, slice};
use crate::{Outcome, Plan, Request};
use touch::Touch;

/// Changes that are one intent stand close together.
const LONGEST_INTENT: usize = 12;

/// The changes of a migration, with where they stand.
pub struct Several<'a> {
    /// In order.
    pub changes: Vec<Entry<'a>>,
    /// The state before the first.
    pub before: &'a Catalog,
    /// What was said before the first.
    pub session: &'a Session,
    pub surroundings: &'a Surroundings,
    pub context: &'a Context,
}

/// One change of a migration.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub change: &'a Change,
    /// The documents have an answer to every danger of it: it runs as it is written.
    pub settled: bool,
}

/// A change and its own plan.
struct Piece {
    plan: Plan,
    touch: Touch,
    /// Pieces that must be done first.
    after: Vec<usize>,
    /// How many of its deploys are laid out.
    done: usize,
}

impl Piece {
    fn finished(&self) -> bool {
        self.done >= self.plan.deploys.len()
    }
}

/// The first changes as one, and how many they are, where they are one intent: a column that is
/// added, filled from another table and dropped there.
fn intent(
    entries: &[Entry<'_>],
    state: &Catalog,
    several: &Several<'_>,
) -> Option<(Change, usize)> {
    let longest = entries.len().min(LONGEST_INTENT);
    (2..=longest).rev().find_map(|count| {
        let changes: Vec<Change> = entries[..count]
            .iter()
            .map(|it| it.change.clone())
            .collect();
        let change = crate::gather(&changes)?;
        crate::intent(&Request {
            change: &change,
            before: state,
            session: several.session,
            surroundings: several.surroundings,
            context: several.context,
        })?;
        Some((change, count))
    })
}

/// One plan of all changes. With one change (others that change nothing aside) it is that
/// change's own.
pub fn whole(several: &Several<'_>) -> Plan {
    let written = indexes_first(several);
    let parts = apart(&written, several);
    let entries: Vec<Entry<'_>> = parts
        .iter()
        .map(|(change, settled)| Entry {
            change,
            settled: *settled,
        })
        .filter(|it| !is_silent(it.change))
        .collect();
    let mut state = several.before.clone();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut safe: Vec<String> = Vec::new();
    let mut stuck: Vec<String> = Vec::new();
    let mut planned: Vec<String> = Vec::new();
    let mut strategies: Vec<&'static str> = Vec::new();
    let mut rest = entries.as_slice();
    while let [first, others @ ..] = rest {
        let intent = intent(rest, &state, several);
        let whole = intent.as_ref().is_some_and(|it| it.1 == entries.len());
        let (change, settled) = match &intent {
            Some((change, count)) => (change, rest[..*count].iter().all(|it| it.settled)),
            None => (first.change, first.settled),
        };
        rest = intent.as_ref().map_or(others, |it| &rest[it.1..]);
        let request = Request {
            change,
            before: &state,
            session: several.session,
            surroundings: several.surroundings,
            context: several.context,
        };
        let mut plan = crate::plan(&request);
        if settled && plan.outcome == Outcome::Planned {
            plan = Plan {
                why: "What it could break is answered in the documents.".to_owned(),
                ..request.outcome(Outcome::AlreadySafe, String::new())
            };
        }
        if whole || entries.len() == 1 {
            return plan;
        }
        let said = match plan.outcome {
            Outcome::Planned => &mut planned,
            Outcome::AlreadySafe => &mut safe,
            Outcome::NoOnlineWay => &mut stuck,
        };
        let why = match plan.outcome {
            Outcome::NoOnlineWay if understood(change) => {
                let what = first_line(&plan.replaces);
                format!("No online way for {what}: {}", plan.why)
            }
            Outcome::NoOnlineWay => format!("{}: {}", first_line(&plan.replaces), plan.why),
            Outcome::Planned | Outcome::AlreadySafe => plan.why.clone(),
        };
        if !why.is_empty() && !said.contains(&why) {
            said.push(why);
        }
        strategies.extend(plan.strategy.filter(|it| !it.is_empty()));
        let touch = Touch::of(change, &plan, &state);
        if plan.deploys.is_empty() {
            let deploy = written::as_written(&request, plan.outcome);
            plan.deploys
                .push(deploy.unwrap_or_else(|| written::without_sql(change)));
        }
        let after = (0..pieces.len())
            .filter(|it| pieces[*it].touch.meets(&touch))
            .collect();
        pieces.push(Piece {
            plan,
            touch,
            after,
            done: 0,
        });
        state.apply(change);
    }
    if planned.is_empty() && stuck.is_empty() {
        let why = if safe.is_empty() {
            "It changes no schema and no data.".to_owned()
        } else {
            safe.join(" ")
        };
        return outcome(&written, Outcome::AlreadySafe, why);
    }
    let apart: usize = pieces.iter().map(|it| it.plan.deploys.len()).sum();
    let changes = pieces.len();
    let deploys = lay::out(&mut pieces);
    let mut why = format!(
        "{changes} changes in {} {}{}.",
        deploys.len(),
        if deploys.len() == 1 {
            "deploy"
        } else {
            "deploys"
        },
        if deploys.len() < apart {
            format!(", where one after the other they would take {apart}")
        } else {
            String::new()
        }
    );
    for it in &planned {
        why.push(' ');
        why.push_str(it);
    }
    for it in &stuck {
        why.push(' ');
        why.push_str(it);
    }
    strategies.dedup();
    Plan {
        strategy: match strategies.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        deploys,
        ..outcome(
            &written,
            if planned.is_empty() {
                Outcome::NoOnlineWay
            } else {
                Outcome::Planned
            },
            why,
        )
    }
}

/// The changes, and of those that do several things for which there is no one plan the parts:
/// each finds its own company.
fn apart(entries: &[Entry<'_>], several: &Several<'_>) -> Vec<(Change, bool)> {
    let mut state = several.before.clone();
    let mut res = Vec::new();
    for entry in entries {
        let change = entry.change;
        let request = Request {
            change,
            before: &state,
            session: several.session,
            surroundings: several.surroundings,
            context: several.context,
        };
        let parts = change.parts.len();
        let one = parts < 2 || entry.settled || crate::intent(&request).is_some();
        let gains = |at| {
            let part = slice(change, at, at + 1);
            let request = Request {
                change: &part,
                ..request
            };
            crate::plan(&request).outcome == Outcome::Planned
        };
        if one || !(0..parts).any(gains) {
            res.push((change.clone(), entry.settled));
        } else {
            res.extend((0..parts).map(|at| (slice(change, at, at + 1), entry.settled)));
        }
        state.apply(change);
    }
    res
}

fn outcome(entries: &[Entry<'_>], outcome: Outcome, why: String) -> Plan {
    let entries = entries.iter().filter(|it| !is_silent(it.change));
    let replaces: Vec<String> = entries.map(|it| replaced(it.change)).collect();
    Plan {
        outcome,
        why,
        strategy: None,
        replaces: replaces.join(";\n"),
        deploys: Vec::new(),
    }
}

fn understood(change: &Change) -> bool {
    let unknown = |it: &model::operation::Part| matches!(it.operation, Operation::Unknown(_));
    !change.parts.is_empty() && !change.parts.iter().any(unknown)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The changes with an index before the foreign key that it serves: a plan for the key would
/// build one of its own otherwise.
fn indexes_first<'a>(several: &Several<'a>) -> Vec<Entry<'a>> {
    let mut res: Vec<Entry<'a>> = Vec::new();
    for entry in &several.changes {
        let at = res
            .iter()
            .position(|it| serves(entry.change, it.change, several.before));
        match at {
            Some(at) => res.insert(at, *entry),
            None => res.push(*entry),
        }
    }
    res
}

/// Whether `index` is a plain index on the referencing columns of `key`, which are there already.
fn serves(index: &Change, key: &Change, before: &Catalog) -> bool {
    let ([index], [key]) = (index.parts.as_slice(), key.parts.as_slice()) else {
        return false;
    };
    let (Operation::AddIndex(index), Operation::AddConstraint(key)) =
        (&index.operation, &key.operation)
    else {
        return false;
    };
    let ConstraintKind::ForeignKey { columns, .. } = &key.constraint.kind else {
        return false;
    };
    let Some(table) = before
        .table(&index.table)
        .filter(|_| index.table == key.table)
    else {
        return false;
    };
    let there =
        |it: &model::operation::IndexKey| it.columns.iter().all(|it| table.column(it).is_some());
    index.predicate.is_none()
        && index.keys.iter().all(there)
        && columns
            .iter()
            .zip(&index.keys)
            .all(|(column, key)| key.column.as_ref().is_some_and(|it| it.text == column.text))
        && columns.len() <= index.keys.len()
}
