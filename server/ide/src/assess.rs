//! Risk and facts of each change, as plain values for the command line.

use std::ops::ControlFlow;

use model::judge::{self, Direction, Judged};
use model::operation::{Operation, Part};

use crate::{Analysis, FileId, TextRange};

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
        let (Some(path), Some(document)) = (self.path(file), self.document(file)) else {
            return Vec::new();
        };
        let findings = crate::diagnostics::findings(self, file);
        let mut assessed = Vec::new();
        for (index, migration) in document.migrations.iter().enumerate() {
            let base = self.workspace().before(&path, index);
            let context = migration.context(self.context());
            let mut collect = |direction: Direction, base: &model::Catalog| {
                judge::walk(migration, direction, base, &context, &mut |judged| {
                    let rules = findings
                        .iter()
                        .filter(|it| direction == Direction::Upgrade && it.change.is_some_and(|id| id.migration == index && id.change == judged.index))
                        .map(|it| it.code.to_owned())
                        .collect();
                    assessed.push(one(judged, rules));
                    ControlFlow::Continue(())
                })
            };
            let after = collect(Direction::Upgrade, &base);
            if downgrade {
                collect(Direction::Downgrade, &after);
            }
        }
        assessed
    }
}

fn one(judged: &Judged<'_>, rules: Vec<String>) -> Assessed {
    let risk = judged.risk;
    let parts = &judged.change.parts;
    let main = parts.iter().find(|it| !matches!(it.operation, Operation::NoChange(_)));
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
        severity: risk.severity.as_str(),
        prepared: risk.prepared,
        adjustments: risk
            .adjustments
            .iter()
            .map(|it| Adjustment { name: it.name, by: it.by, why: it.why.clone() })
            .collect(),
        facts: if unknown { Facts::default() } else { merge(judged.facts) },
        reversible: risk.reversible.as_str(),
        data_loss: risk.data_loss,
        breaks_running_code: risk.breaks_running_code,
        rules,
        parts: if parts.len() > 1 { parts.iter().map(|it| part(it, judged)).collect() } else { Vec::new() },
    }
}

/// The word of the part with the highest level, the first of equals.
fn strongest_word(judged: &Judged<'_>) -> &'static str {
    let levels = judged.change.parts.iter().map(|it| (part(it, judged).level, it.operation.word()));
    let rank = |level: &str| ["low", "medium", "high", "critical", "unknown"].iter().position(|it| *it == level);
    let mut best: Option<(&str, &'static str)> = None;
    for (level, word) in levels {
        if best.is_none_or(|(it, _)| rank(level) > rank(it)) {
            best = Some((level, word));
        }
    }
    best.map_or("other", |(_, word)| word)
}

fn part(part: &Part, judged: &Judged<'_>) -> AssessedPart {
    let level = model::risk::part_level(part, judged);
    AssessedPart {
        range: part.range,
        operation: part.operation.word(),
        table: part.operation.table().map(ToString::to_string),
        column: part.operation.column().map(ToString::to_string),
        level: level.map_or("unknown", model::Level::as_str),
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
            let known = merged.locks.iter_mut().find(|it| it.relation == lock.relation);
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
        merged.blocks = match (merged.blocks, facts.blocks.map(blocks_of)) {
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

fn blocks_of(it: model::facts::Blocks) -> Blocks {
    blocks(it)
}

fn blocks(it: model::facts::Blocks) -> Blocks {
    Blocks { select: it.select, insert: it.insert, update: it.update }
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
    modes.iter().position(|it| it.as_str() == mode).unwrap_or_default()
}
