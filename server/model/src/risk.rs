//! Levels, baselines, adjustments: how risky a change is, as a sum that can be shown.

mod adjust;
mod baseline;
mod cast;
mod dangers;
mod dependents;
mod follow;
mod other;
mod parts;
#[cfg(test)]
mod tests;

use crate::catalog::Catalog;
use crate::context::Context;
use crate::facts::{Facts, Session};
use crate::operation::Change;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Low,
    Medium,
    High,
    Critical,
}

/// What an editor shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Hint,
    Information,
    Warning,
    Error,
}

/// The judgement of one change.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    /// `None`: unknown, could not be analysed; never treated as low.
    pub level: Option<Level>,
    pub baseline: Option<Level>,
    /// Why the baseline is what it is: `drops a column`.
    pub why: String,
    /// In the order applied; also those that changed nothing in the end (`by` 0: already there).
    pub adjustments: Vec<Adjustment>,
    /// After preparation and the floor for lost data.
    pub severity: Severity,
    /// Every danger that is named for it is answered in the documents.
    pub prepared: bool,
    /// The dangers, each with whether the documents answer it.
    pub dangers: Vec<Danger>,
    pub reversible: Reversible,
    pub data_loss: bool,
    pub breaks_running_code: bool,
}

impl Risk {
    /// Not everything comes back.
    pub fn is_irreversible(&self) -> bool {
        self.data_loss || self.reversible == Reversible::No
    }

    /// A lock is held for as long as the table is big, and nothing shortens it.
    pub fn stops_for_long(&self) -> bool {
        let open = |it: &Danger| it.kind == DangerKind::LongLock && it.answer.is_none();
        self.dangers.iter().any(open)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// `backward-incompatible`, `new-table`, … of the risk model.
    pub name: &'static str,
    /// What it changed in the end; 0 when the level was already there.
    pub by: i8,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Danger {
    pub kind: DangerKind,
    /// What in the documents answers it, in words; `None` while nothing does.
    pub answer: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DangerKind {
    /// Data goes: wants a backup and a downgrade that says what cannot come back.
    DataLoss,
    /// Old code breaks: wants a `breaking_changes` entry with a mitigation, and the release.
    BreaksCode,
    /// A lock that blocks: wants a `lock_timeout`.
    Lock,
    /// A long scan, build or rewrite under a blocking lock: wants the online form.
    LongLock,
    /// Data can refuse it: wants a pre-check.
    DataCanRefuse,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reversible {
    /// The downgrade restores schema and the data that existed before.
    Yes,
    /// It restores the shape, not the data.
    SchemaOnly,
    /// Nothing can undo it in place.
    No,
}

/// What the documents around a change say, as far as the sum asks. Filled by `lower` from a
/// specification; everything unsaid for a bare SQL script.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Surroundings {
    /// A release that no longer uses the object is named: an earlier specification in the chain
    /// deprecates it, or `compatibility` says from which version on it is unused.
    pub released: Vec<Released>,
    /// `breaking_changes` entries with a mitigation strategy, as `table` or `table.column`.
    pub mitigated: Vec<String>,
    /// A downgrade is written (for data that goes: one that says so in `data_rollback`).
    pub downgrade: bool,
    pub data_rollback: bool,
    /// `validation.pre_execution.data_check: true`, or a pre-check query before the operation.
    pub data_check: bool,
    /// `SET lock_timeout` in the operations, or the runner sets it.
    pub lock_timeout: bool,
    /// The backup that the specification speaks of.
    pub backup: Option<bool>,
    /// Endpoints named in `api_impact.endpoints_affected`.
    pub endpoints: Vec<String>,
}

/// An object that released application code no longer uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    pub table: String,
    /// `None`: the whole table.
    pub column: Option<String>,
    /// Where it is said, for people: `specification 0012`, `compatibility of this one`.
    pub source: String,
}

/// Everything that the judgement of one change may ask.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub change: &'a Change,
    /// One per statement, of [`crate::facts::of_change`].
    pub facts: &'a [Facts],
    /// The state before the change.
    pub catalog: &'a Catalog,
    /// What the script did before it.
    pub session: &'a Session,
    /// The changes that come after it in the migration.
    pub following: &'a [Change],
    /// `(table, column)` as [`crate::catalog::key`] and name: added earlier in the migration.
    pub added_columns: &'a [(String, String)],
    pub surroundings: &'a Surroundings,
    pub context: &'a Context,
}

/// Judges one change. `catalog` is the state before it, `facts` those of [`crate::facts::of_change`].
pub fn assess(
    change: &Change,
    facts: &[Facts],
    catalog: &Catalog,
    surroundings: &Surroundings,
    context: &Context,
) -> Risk {
    strongest(&assess_parts(change, facts, catalog, surroundings, context))
}

/// The risk of each part of a change, in the order of [`Change::parts`].
pub fn assess_parts(
    change: &Change,
    facts: &[Facts],
    catalog: &Catalog,
    surroundings: &Surroundings,
    context: &Context,
) -> Vec<Risk> {
    parts::assess(&Question {
        change,
        facts,
        catalog,
        session: &Session::default(),
        following: &[],
        added_columns: &[],
        surroundings,
        context,
    })
}

/// As [`assess_parts`], in a session: with the locks that it holds and the columns that it added.
pub fn assess_in_session(question: &Question<'_>) -> Vec<Risk> {
    parts::assess(question)
}

/// One risk out of those of a change's parts: the sum of the strongest, and what any of them
/// loses, breaks or leaves unanswered. Unknown for no parts at all.
pub fn strongest(parts: &[Risk]) -> Risk {
    parts::strongest(parts)
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
            Level::Critical => "critical",
        }
    }

    /// The level a document declares; `None` for anything else.
    pub fn from_word(word: &str) -> Option<Level> {
        [Level::Low, Level::Medium, Level::High, Level::Critical]
            .into_iter()
            .find(|it| it.as_str() == word)
    }

    /// What an editor shows for it, nothing prepared.
    pub fn severity(self) -> Severity {
        match self {
            Level::Low => Severity::Hint,
            Level::Medium => Severity::Information,
            Level::High => Severity::Warning,
            Level::Critical => Severity::Error,
        }
    }
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Information => "information",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl Reversible {
    pub fn as_str(self) -> &'static str {
        match self {
            Reversible::Yes => "yes",
            Reversible::SchemaOnly => "schema_only",
            Reversible::No => "no",
        }
    }
}
