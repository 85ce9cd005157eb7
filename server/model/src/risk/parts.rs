//! A change with several parts: each judged in the state that the statements before it leave,
//! and one risk made of theirs.

use std::borrow::Cow;

use super::adjust::{self, Circumstances};
use super::baseline::{self, Baseline};
use super::{Danger, Question, Reversible, Risk, dangers};
use crate::catalog::Catalog;
use crate::context::Backup;
use crate::facts::Facts;
use crate::operation::{Change, NoChange, Operation, Other, Part};

/// One risk per part.
pub(super) fn assess(question: &Question<'_>) -> Vec<Risk> {
    let parts = &question.change.parts;
    let mut state = Cow::Borrowed(question.catalog);
    let mut lock_timeout = false;
    let mut risks = Vec::with_capacity(parts.len());
    for statement in parts.chunk_by(|a, b| a.statement == b.statement) {
        let catalog = state.clone();
        let here = Question {
            catalog: &catalog,
            ..*question
        };
        let at = statement.first().map_or(0, |it| usize::from(it.statement));
        let facts = question.facts.get(at).cloned().unwrap_or_default();
        let own = own_facts(&here, statement, &facts);
        for (part, facts) in statement.iter().zip(&own) {
            risks.push(one(&here, &part.operation, facts, lock_timeout));
            lock_timeout |= sets_lock_timeout(&part.operation);
        }
        let last = parts
            .last()
            .is_some_and(|it| usize::from(it.statement) == at);
        if !last {
            let state = state.to_mut();
            for part in statement {
                let _ = state.apply_operation(&part.operation);
            }
        }
    }
    risks
}

/// The facts of each part of a statement. Facts describe whole statements, so those of the parts
/// are asked for one by one; what none of them explains (a dropped check that brings a scan
/// back) is charged to all.
fn own_facts(question: &Question<'_>, statement: &[Part], facts: &Facts) -> Vec<Facts> {
    let [first, _, ..] = statement else {
        return vec![facts.clone()];
    };
    let mut own: Vec<Facts> = statement
        .iter()
        .map(|part| {
            let alone = Change {
                parts: vec![Part {
                    statement: 0,
                    ..part.clone()
                }],
                range: first.range,
                focus: first.range,
                from_sql: true,
                data_migration: None,
                sql: None,
            };
            let mut found = crate::facts::of_change(
                &alone,
                question.catalog,
                question.session,
                question.context.postgres,
            );
            if found.is_empty() {
                facts.clone()
            } else {
                found.swap_remove(0)
            }
        })
        .collect();
    let mut settle = |whole: Option<bool>, field: fn(&mut Facts) -> &mut Option<bool>| {
        let explained = own.iter_mut().any(|it| *field(it) == Some(true));
        for facts in &mut own {
            if whole == Some(false) || (whole == Some(true) && !explained) {
                *field(facts) = whole;
            }
        }
    };
    settle(facts.rewrite, |it| &mut it.rewrite);
    settle(facts.scan, |it| &mut it.scan);
    settle(facts.index_build, |it| &mut it.index_build);
    own
}

fn sets_lock_timeout(operation: &Operation) -> bool {
    if let Operation::NoChange(NoChange::Set { name, value, .. }) = operation {
        name == "lock_timeout"
            && value
                .as_deref()
                .is_some_and(|it| it.trim_matches('\'') != "0")
    } else {
        false
    }
}

fn one(question: &Question<'_>, operation: &Operation, facts: &Facts, lock_timeout: bool) -> Risk {
    if let Operation::Other(Other::Do { changes, .. }) = operation
        && !changes.is_empty()
    {
        return block(question, changes);
    }
    let mut baseline = baseline::of(question, operation, facts);
    let here = Circumstances::of(question, operation, facts, &baseline);
    if here.new_table {
        baseline = harmless(baseline);
    }
    if baseline.reversible == Reversible::No
        && matches!(operation, Operation::DropTable(_))
        && here.backup == Backup::Planned
    {
        baseline.reversible = Reversible::SchemaOnly;
    }
    let (level, adjustments) = adjust::sum(question, &baseline, &here);
    let dangers = dangers::of(question, &baseline, facts, &here, lock_timeout);
    let prepared = dangers::prepared(&dangers);
    let data_loss = baseline.loses.is_some();
    Risk {
        level,
        baseline: baseline.level,
        why: baseline.why,
        adjustments,
        severity: dangers::severity(level, data_loss, prepared, baseline.notice),
        prepared,
        dangers,
        reversible: baseline.reversible,
        data_loss,
        breaks_running_code: baseline.breaks,
    }
}

/// No rows, no readers, no data to lose.
fn harmless(baseline: Baseline) -> Baseline {
    Baseline {
        loses: None,
        breaks: false,
        refuses: false,
        goes: None,
        reversible: Reversible::Yes,
        ..baseline
    }
}

/// `DO $$ … $$`: any of the statements in its body may run.
fn block(question: &Question<'_>, changes: &[Change]) -> Risk {
    let mut state: Catalog = question.catalog.clone();
    let mut risks = Vec::new();
    for change in changes {
        let facts =
            crate::facts::of_change(change, &state, question.session, question.context.postgres);
        risks.extend(assess(&Question {
            change,
            facts: &facts,
            catalog: &state,
            ..*question
        }));
        let _ = state.apply(change);
    }
    strongest(&risks)
}

/// See [`super::strongest`].
pub(super) fn strongest(parts: &[Risk]) -> Risk {
    // Unknown is worse than what nobody needs to act on, and no excuse to hide what is known.
    let weight = |it: &Risk| {
        let level = it.level.map_or(25, |level| match level {
            super::Level::Low => 10,
            super::Level::Medium => 20,
            super::Level::High => 30,
            super::Level::Critical => 40,
        });
        (level, it.severity)
    };
    let mut top: Option<&Risk> = None;
    for part in parts {
        if top.is_none_or(|it| weight(part) > weight(it)) {
            top = Some(part);
        }
    }
    let Some(top) = top else {
        return Risk {
            level: None,
            baseline: None,
            why: "nothing was understood".to_owned(),
            adjustments: Vec::new(),
            severity: super::Severity::Information,
            prepared: false,
            dangers: Vec::new(),
            reversible: Reversible::No,
            data_loss: false,
            breaks_running_code: false,
        };
    };
    let mut all: Vec<Danger> = Vec::new();
    for danger in parts.iter().flat_map(|it| &it.dangers) {
        match all.iter_mut().find(|it| it.kind == danger.kind) {
            Some(known) if danger.answer.is_none() => known.answer = None,
            Some(_) => {}
            None => all.push(danger.clone()),
        }
    }
    let weakest = |a: Reversible, b: Reversible| {
        if (a as u8) >= (b as u8) { a } else { b }
    };
    Risk {
        severity: parts
            .iter()
            .map(|it| it.severity)
            .max()
            .unwrap_or(top.severity),
        prepared: dangers::prepared(&all),
        dangers: all,
        reversible: parts
            .iter()
            .map(|it| it.reversible)
            .fold(Reversible::Yes, weakest),
        data_loss: parts.iter().any(|it| it.data_loss),
        breaks_running_code: parts.iter().any(|it| it.breaks_running_code),
        ..top.clone()
    }
}
