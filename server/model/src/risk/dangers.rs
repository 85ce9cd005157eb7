//! What a change endangers, and which of it the documents answer; the severity that is left.

use super::adjust::Circumstances;
use super::baseline::Baseline;
use super::{Danger, DangerKind, Level, Question, Severity};
use crate::context::Backup;
use crate::facts::{Facts, LockMode};

/// The dangers of a part. `lock_timeout`: one was set before it in the same change.
pub(super) fn of(
    question: &Question<'_>,
    baseline: &Baseline,
    facts: &Facts,
    here: &Circumstances,
    lock_timeout: bool,
) -> Vec<Danger> {
    if here.new_table {
        return Vec::new();
    }
    let surroundings = question.surroundings;
    let mut dangers = Vec::new();
    let mut add = |kind, answer: Option<&str>| {
        dangers.push(Danger {
            kind,
            answer: answer.map(str::to_owned),
        });
    };
    if baseline.loses.is_some() {
        let said = surroundings.downgrade && surroundings.data_rollback;
        let answered = said && here.backup == Backup::Planned;
        add(
            DangerKind::DataLoss,
            answered.then_some("a backup is planned, and the downgrade says what cannot come back"),
        );
    }
    if baseline.breaks {
        let answer = here
            .released
            .as_ref()
            .filter(|_| mitigated(question, baseline))
            .map(|source| format!("`breaking_changes` has a mitigation, and {source} the release"));
        add(DangerKind::BreaksCode, answer.as_deref());
    }
    let blocks = facts.locks.iter().any(|it| it.mode >= LockMode::Share);
    if blocks {
        let runner = question.context.lock_timeout || question.session.lock_timeout;
        let set = lock_timeout || surroundings.lock_timeout || runner;
        add(DangerKind::Lock, set.then_some("a `lock_timeout` is set"));
    }
    let unbatched = baseline.bulk.is_some_and(|it| !it.batched) && !here.small;
    if here.long_lock().is_some() || unbatched {
        let accepted = !here.zero_downtime;
        add(
            DangerKind::LongLock,
            accepted.then_some("downtime is accepted"),
        );
    }
    if baseline.refuses {
        let checked = surroundings.data_check;
        add(
            DangerKind::DataCanRefuse,
            checked.then_some("the data is checked before"),
        );
    }
    dangers
}

/// A `breaking_changes` entry with a mitigation speaks of what goes.
fn mitigated(question: &Question<'_>, baseline: &Baseline) -> bool {
    let Some(gone) = &baseline.goes else {
        return false;
    };
    let table = gone.table.to_string();
    let column = gone.column.as_ref().map(|it| format!("{table}.{it}"));
    question.surroundings.mitigated.iter().any(|it| {
        it.eq_ignore_ascii_case(&table)
            || column
                .as_ref()
                .is_some_and(|column| it.eq_ignore_ascii_case(column))
    })
}

/// Every danger that is named is answered.
pub(super) fn prepared(dangers: &[Danger]) -> bool {
    !dangers.is_empty() && dangers.iter().all(|it| it.answer.is_some())
}

/// What an editor shows: the level's, unless prepared; lost data is never below a warning.
pub(super) fn severity(
    level: Option<Level>,
    loses: bool,
    prepared: bool,
    notice: bool,
) -> Severity {
    let Some(level) = level else {
        return Severity::Information;
    };
    let severity = level.severity();
    let severity = if prepared {
        severity.min(Severity::Information)
    } else if loses {
        severity.max(Severity::Warning)
    } else {
        severity
    };
    if notice {
        severity.max(Severity::Information)
    } else {
        severity
    }
}
