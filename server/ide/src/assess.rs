//! Risk and facts of each change, as plain values for the command line.

use std::ops::ControlFlow;

use analysis::ChangeId;
use model::judge::{Direction, Judged};
use model::operation::Operation;

use crate::{Analysis, FileId, TextRange, planning};

/// One statement, or one operation of a specification.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessed {
    pub range: TextRange,
    /// The source's word or an addition, `other`, `none`.
    pub operation: &'static str,
    pub table: Option<String>,
    pub column: Option<String>,
    /// `low` … `critical`, `unknown`.
    pub level: &'static str,
    pub baseline: Option<&'static str>,
    /// Why the baseline is what it is.
    pub why: String,
    pub severity: &'static str,
    pub prepared: bool,
    pub adjustments: Vec<Adjustment>,
    /// All `None` and empty when the change is unknown.
    pub facts: Facts,
    pub reversible: &'static str,
    pub data_loss: bool,
    pub breaks_running_code: bool,
    /// Codes of the rules that fired on it.
    pub rules: Vec<String>,
    /// The actions of a statement that has several.
    pub parts: Vec<AssessedPart>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AssessedPart {
    pub range: TextRange,
    pub operation: &'static str,
    pub table: Option<String>,
    pub column: Option<String>,
    pub level: &'static str,
    /// Of the statement that the part stands in.
    pub facts: Facts,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    pub name: &'static str,
    pub by: i8,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    pub locks: Vec<Lock>,
    pub rewrite: Option<bool>,
    pub scan: Option<bool>,
    pub index_build: Option<bool>,
    pub blocks: Option<Blocks>,
    pub transactional: Option<bool>,
    pub fails_with: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    pub relation: String,
    pub mode: &'static str,
    pub blocks: Blocks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks {
    pub select: bool,
    pub insert: bool,
    pub update: bool,
}

impl Analysis {
    /// Every change of a file in order, upgrades first; `downgrade` adds the downgrades' changes.
    /// Empty for a file that is not there.
    pub fn assess(&self, file: FileId, downgrade: bool) -> Vec<Assessed> {
        let Some(document) = self.document(file) else {
            return Vec::new();
        };
        let findings = crate::diagnostics::all_findings(self, file);
        let mut assessed = Vec::new();
        for index in 0..document.migrations.len() {
            let directions: &[Direction] = match downgrade {
                true => &[Direction::Upgrade, Direction::Downgrade],
                false => &[Direction::Upgrade],
            };
            for direction in directions {
                planning::walk(self, file, index, *direction, &mut |judged| {
                    let upgrade = *direction == Direction::Upgrade;
                    let here = ChangeId {
                        migration: index,
                        change: judged.index,
                    };
                    let rules = findings
                        .iter()
                        .filter(|it| upgrade && it.change == Some(here))
                        .map(|it| it.code.to_owned())
                        .collect();
                    assessed.push(one(judged, rules));
                    ControlFlow::Continue(())
                });
            }
        }
        assessed
    }
}

pub(crate) fn one(judged: &Judged<'_>, rules: Vec<String>) -> Assessed {
    let risk = judged.risk;
    let parts = &judged.change.parts;
    let main = parts
        .iter()
        .find(|it| !matches!(it.operation, Operation::NoChange(_)));
    let main = main.or(parts.first()).map(|it| &it.operation);
    let unknown = risk.level.is_none();
    let words: Vec<&str> = parts.iter().map(|it| it.operation.word()).collect();
    let same = words.windows(2).all(|it| it[0] == it[1]);
    Assessed {
        range: judged.change.range,
        operation: match main {
            Some(operation) if same || !judged.change.from_sql => operation.word(),
            // An ALTER TABLE with several kinds of action is none of them alone.
            Some(_) => strongest_word(judged),
            None => "other",
        },
        table: main.and_then(Operation::table).map(ToString::to_string),
        column: main.and_then(Operation::column).map(ToString::to_string),
        level: risk.level.map_or("unknown", model::Level::as_str),
        baseline: risk.baseline.map(model::Level::as_str),
        why: risk.why.clone(),
        severity: risk.severity.as_str(),
        prepared: risk.prepared,
        adjustments: risk
            .adjustments
            .iter()
            .map(|it| Adjustment {
                name: it.name,
                by: it.by,
                why: it.why.clone(),
            })
            .collect(),
        facts: if unknown {
            Facts::default()
        } else {
            merge(judged.facts)
        },
        reversible: risk.reversible.as_str(),
        data_loss: risk.data_loss,
        breaks_running_code: risk.breaks_running_code,
        rules,
        parts: if parts.len() > 1 {
            (0..parts.len()).map(|at| part(judged, at)).collect()
        } else {
            Vec::new()
        },
    }
}

/// The word of the part with the highest level, the first of equals.
fn strongest_word(judged: &Judged<'_>) -> &'static str {
    // Unknown outranks every level.
    let rank = |at: usize| {
        judged
            .parts
            .get(at)
            .map(|it| it.level.map_or(9, |level| level as u8))
    };
    let mut best = 0;
    for at in 1..judged.change.parts.len() {
        if rank(at) > rank(best) {
            best = at;
        }
    }
    judged
        .change
        .parts
        .get(best)
        .map_or("other", |it| it.operation.word())
}

fn part(judged: &Judged<'_>, at: usize) -> AssessedPart {
    let part = &judged.change.parts[at];
    let level = judged.parts.get(at).and_then(|it| it.level);
    let facts = judged
        .facts
        .get(usize::from(part.statement)..)
        .and_then(<[_]>::first);
    AssessedPart {
        range: part.range,
        operation: part.operation.word(),
        table: part.operation.table().map(ToString::to_string),
        column: part.operation.column().map(ToString::to_string),
        level: level.map_or("unknown", model::Level::as_str),
        facts: facts
            .filter(|_| level.is_some())
            .map(Facts::from)
            .unwrap_or_default(),
    }
}

impl From<&model::Facts> for Facts {
    fn from(facts: &model::Facts) -> Facts {
        merge(std::slice::from_ref(facts))
    }
}

/// The strongest facts of several statements on top.
pub(crate) fn merge(all: &[model::Facts]) -> Facts {
    let mut merged = Facts::default();
    let or = |a: Option<bool>, b: Option<bool>| match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (None, it) | (it, None) => it,
        (Some(false), Some(false)) => Some(false),
    };
    for facts in all {
        for lock in &facts.locks {
            let blocks = blocks(lock.blocks);
            let known = merged
                .locks
                .iter_mut()
                .find(|it| it.relation == lock.relation);
            match known {
                Some(it) if rank(it.mode) >= rank(lock.mode.as_str()) => {}
                Some(it) => (it.mode, it.blocks) = (lock.mode.as_str(), blocks),
                None => merged.locks.push(Lock {
                    relation: lock.relation.clone(),
                    mode: lock.mode.as_str(),
                    blocks,
                }),
            }
        }
        merged.rewrite = or(merged.rewrite, facts.rewrite);
        merged.scan = or(merged.scan, facts.scan);
        merged.index_build = or(merged.index_build, facts.index_build);
        merged.blocks = match (merged.blocks, facts.blocks.map(blocks)) {
            (Some(a), Some(b)) => Some(Blocks {
                select: a.select || b.select,
                insert: a.insert || b.insert,
                update: a.update || b.update,
            }),
            (a, b) => a.or(b),
        };
        merged.transactional = match (merged.transactional, facts.transactional) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (a, b) => a.or(b),
        };
        for failure in &facts.fails_with {
            let code = failure.sqlstate.to_owned();
            if !merged.fails_with.contains(&code) {
                merged.fails_with.push(code);
            }
        }
    }
    merged
}

fn blocks(it: model::facts::Blocks) -> Blocks {
    Blocks {
        select: it.select,
        insert: it.insert,
        update: it.update,
    }
}

fn rank(mode: &str) -> usize {
    use model::LockMode as M;
    let modes = [
        M::AccessShare,
        M::RowShare,
        M::RowExclusive,
        M::ShareUpdateExclusive,
        M::Share,
        M::ShareRowExclusive,
        M::Exclusive,
        M::AccessExclusive,
    ];
    modes
        .iter()
        .position(|it| it.as_str() == mode)
        .unwrap_or_default()
}
