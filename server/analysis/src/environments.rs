//! Which version each environment runs, as the execution records and `environment_sync` say, and
//! what follows from it for the migrations of the chain.
//!
//! Never takes silence for "not applied": a migration that nothing speaks of may be anywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::specification::{EnvironmentSync, ExecutionRecord, Spanned};
use model::{Document, Environment, MigrationSource, Specification};

use crate::chain::Chain;
use crate::requests::from;

/// What an environment is, held against the version that it is meant to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It runs its target.
    Synced,
    /// Its target is the next migration.
    Pending,
    /// More than its target is missing.
    Behind,
    /// It runs something that comes after its target.
    Ahead,
}

/// What an environment runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Current {
    #[default]
    Unknown,
    /// No migration yet.
    Nothing,
    Version(String),
}

/// What is known of one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct EnvironmentState {
    pub environment: Environment,
    /// The furthest version that a record or the newest entry speaks of.
    pub current: Current,
    /// What the newest entry aims at, else the chain's only head.
    pub target: Option<String>,
    /// `None` where either version is unknown, or they are on different branches.
    pub status: Option<Status>,
    /// Versions, in order.
    pub migrations_to_apply: Vec<String>,
    /// The newest `environment_sync` entry about it.
    pub entry: Option<EntryPlace>,
    /// The record of the furthest migration that has run there.
    pub record: Option<RecordPlace>,
}

/// `documents[path].migrations[migration]`, the specification's `environment_sync[entry]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPlace {
    pub path: String,
    pub migration: usize,
    pub entry: usize,
}

/// `documents[path].records[record]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPlace {
    pub path: String,
    pub record: usize,
}

/// In the order of a rollout.
pub const ALL: [Environment; 3] = [
    Environment::Development,
    Environment::Staging,
    Environment::Production,
];

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Synced => "synced",
            Status::Pending => "pending",
            Status::Behind => "behind",
            Status::Ahead => "ahead",
        }
    }

    /// Whether a declared word says the same. Both `pending` and `behind` say that something is
    /// still to be applied.
    pub fn agrees_with(self, word: &str) -> bool {
        match self {
            Status::Pending | Status::Behind => matches!(word, "pending" | "behind"),
            Status::Synced | Status::Ahead => self.as_str() == word,
        }
    }
}

impl Current {
    pub fn version(&self) -> Option<&str> {
        match self {
            Current::Version(it) => Some(it),
            Current::Unknown | Current::Nothing => None,
        }
    }

    /// What an entry declares: `null`, `""` and `base` are nothing, absence is unknown.
    pub fn of_entry(entry: &Spanned<EnvironmentSync>, specification: &Specification) -> Current {
        match &entry.value.current_version {
            Some(it) => {
                from(&it.value).map_or(Current::Nothing, |it| Current::Version(it.to_owned()))
            }
            None => {
                let node = node(entry, specification);
                let written = node.and_then(|it| it.get("current_version"));
                written.map_or(Current::Unknown, |_| Current::Nothing)
            }
        }
    }
}

/// The mapping that an entry was read from.
pub(crate) fn node<'a>(
    entry: &Spanned<EnvironmentSync>,
    specification: &'a Specification,
) -> Option<&'a syntax::value::Node> {
    let list = specification.node.get("environment_sync")?;
    let items = list.items().iter();
    // One entry may stand there without a dash.
    items.chain([list]).find(|it| it.range == entry.range)
}

/// What lies between two versions of the chain; `None` where either is unknown, or neither
/// comes before the other.
pub fn compare(chain: &Chain, current: &Current, target: &str) -> Option<(Status, Vec<String>)> {
    let from = match current {
        Current::Unknown => return None,
        Current::Nothing => None,
        Current::Version(it) => {
            chain.first_of(it)?;
            Some(it.as_str())
        }
    };
    if let Some(way) = chain.between(from, target) {
        let versions = way.iter().filter_map(|it| chain.nodes.get(*it));
        let versions: Vec<String> = versions.filter_map(|it| it.version.clone()).collect();
        let status = match versions.len() {
            0 => Status::Synced,
            1 => Status::Pending,
            _ => Status::Behind,
        };
        return Some((status, versions));
    }
    chain.first_of(target)?;
    chain.between(Some(target), from?)?;
    Some((Status::Ahead, Vec::new()))
}

/// Every record of an environment, by the time it ran, else by place.
fn records(
    documents: &[(String, Arc<Document>)],
    environment: Environment,
) -> Vec<(RecordPlace, &ExecutionRecord)> {
    let mut all: Vec<(RecordPlace, &ExecutionRecord)> = Vec::new();
    for (path, document) in documents {
        for (at, record) in document.records.iter().enumerate() {
            let named = record.environment.as_ref().map(|it| it.value);
            if named == Some(environment) {
                let path = path.clone();
                all.push((RecordPlace { path, record: at }, record));
            }
        }
    }
    all.sort_by(|(_, a), (_, b)| time(a).cmp(&time(b)));
    all
}

fn time(record: &ExecutionRecord) -> Option<&str> {
    record.executed_at.as_ref().map(|it| it.value.as_str())
}

fn succeeded(record: &ExecutionRecord) -> Option<bool> {
    record.success.as_ref().map(|it| it.value)
}

fn version(record: &ExecutionRecord) -> Option<&str> {
    record
        .migration_version
        .as_ref()
        .map(|it| it.value.as_str())
}

/// Whether a later run of the same migration in the same environment went well.
pub fn is_repaired(documents: &[(String, Arc<Document>)], failed: &ExecutionRecord) -> bool {
    let Some(environment) = failed.environment.as_ref().map(|it| it.value) else {
        return false;
    };
    let all = records(documents, environment);
    all.iter().any(|(_, it)| {
        let later = match (time(failed), time(it)) {
            (Some(failed), Some(it)) => failed < it,
            // Nothing says which came first.
            _ => true,
        };
        succeeded(it) == Some(true) && version(it) == version(failed) && later
    })
}

/// The last run of a version in an environment, when it failed: its path and the record.
pub(crate) fn failed_run<'a>(
    documents: &'a [(String, Arc<Document>)],
    environment: Environment,
    of: &str,
) -> Option<(&'a str, &'a ExecutionRecord)> {
    let all = records(documents, environment);
    let (place, record) = all.iter().rev().find(|(_, it)| {
        version(it) == Some(of) && succeeded(it) == Some(false) && !is_repaired(documents, it)
    })?;
    let (path, _) = documents.iter().find(|(path, _)| *path == place.path)?;
    Some((path, record))
}

/// Versions whose last run in an environment failed.
fn failed<'a>(
    documents: &[(String, Arc<Document>)],
    records: &[(RecordPlace, &'a ExecutionRecord)],
) -> BTreeSet<&'a str> {
    records
        .iter()
        .filter(|(_, it)| succeeded(it) == Some(false) && !is_repaired(documents, it))
        .filter_map(|(_, it)| version(it))
        .collect()
}

/// The state of every environment that anything speaks of, in the order of a rollout.
pub(crate) fn states(
    documents: &[(String, Arc<Document>)],
    chain: &Chain,
) -> Vec<EnvironmentState> {
    ALL.into_iter()
        .filter_map(|it| state(documents, chain, it))
        .collect()
}

fn state(
    documents: &[(String, Arc<Document>)],
    chain: &Chain,
    environment: Environment,
) -> Option<EnvironmentState> {
    let records = records(documents, environment);
    let ran = records
        .iter()
        .filter(|(_, it)| succeeded(it) == Some(true))
        .filter_map(|(place, it)| {
            let (at, node) = chain.first_of(version(it)?)?;
            Some((at, node.version.clone()?, place.clone()))
        })
        .max_by_key(|(at, _, _)| *at);
    let newest = newest_entry(documents, chain, environment);
    if records.is_empty() && newest.is_none() {
        return None;
    }
    let declared = newest
        .as_ref()
        .map(|it| it.current.clone())
        .unwrap_or_default();
    let furthest = |version: &str| chain.first_of(version).map(|it| it.0);
    let current = match (&ran, declared) {
        (Some((at, version, _)), declared) => match declared.version().and_then(furthest) {
            Some(other) if other > *at => declared,
            _ => Current::Version(version.clone()),
        },
        (None, declared) => declared,
    };
    let head = chain.head().and_then(|it| it.version.clone());
    let target = newest.as_ref().and_then(|it| it.target.clone()).or(head);
    let compared = target.as_ref().and_then(|it| compare(chain, &current, it));
    let (status, migrations_to_apply) = match compared {
        Some((status, missing)) => (Some(status), missing),
        None => (None, Vec::new()),
    };
    Some(EnvironmentState {
        environment,
        current,
        target,
        status,
        migrations_to_apply,
        entry: newest.map(|it| it.place),
        record: ran.map(|(_, _, place)| place),
    })
}

struct Newest {
    place: EntryPlace,
    current: Current,
    target: Option<String>,
}

/// What the last specification of the chain that speaks of an environment says of it.
fn newest_entry(
    documents: &[(String, Arc<Document>)],
    chain: &Chain,
    environment: Environment,
) -> Option<Newest> {
    for node in chain.nodes.iter().rev() {
        let Some(specification) = specification(documents, &node.path, node.migration) else {
            continue;
        };
        let entries = specification.environment_sync.iter().enumerate();
        for (at, entry) in entries.rev() {
            if entry.value.environment.as_ref().map(|it| it.value) == Some(environment) {
                return Some(Newest {
                    place: EntryPlace {
                        path: node.path.clone(),
                        migration: node.migration,
                        entry: at,
                    },
                    current: Current::of_entry(entry, specification),
                    target: entry
                        .value
                        .target_version
                        .as_ref()
                        .map(|it| it.value.clone()),
                });
            }
        }
    }
    None
}

pub(crate) fn specification<'a>(
    documents: &'a [(String, Arc<Document>)],
    path: &str,
    migration: usize,
) -> Option<&'a Specification> {
    let document = crate::chain::document(documents, path)?;
    match &document.migrations.get(migration)?.source {
        MigrationSource::Specification(it) => Some(it),
        MigrationSource::Script
        | MigrationSource::Fence { .. }
        | MigrationSource::Written { .. }
        | MigrationSource::Revision(_)
        | MigrationSource::Compared(_) => None,
    }
}

/// Says of every node where it is applied. What runs before something applied is applied; what
/// runs after all that an environment has is not applied there.
pub(crate) fn mark_applied(
    chain: &mut Chain,
    documents: &[(String, Arc<Document>)],
    states: &[EnvironmentState],
) {
    for state in states {
        let marks = marks(chain, documents, state);
        for (node, mark) in chain.nodes.iter_mut().zip(marks) {
            if let Some(mark) = mark {
                node.applied_in.push((state.environment, mark));
            }
        }
    }
    for node in &mut chain.nodes {
        let anywhere = node.applied_in.iter().any(|it| it.1);
        // An environment that is known and says nothing of this migration may have it.
        let everywhere = !states.is_empty() && node.applied_in.len() == states.len();
        node.applied = if anywhere {
            Some(true)
        } else {
            everywhere.then_some(false)
        };
    }
}

fn marks(
    chain: &Chain,
    documents: &[(String, Arc<Document>)],
    state: &EnvironmentState,
) -> Vec<Option<bool>> {
    let records = records(documents, state.environment);
    let failed = failed(documents, &records);
    let ran = records.iter().filter(|(_, it)| succeeded(it) == Some(true));
    let mut applied: BTreeSet<&str> = ran.filter_map(|(_, it)| version(it)).collect();
    applied.extend(state.current.version());
    let mut marks: Vec<Option<bool>> = vec![None; chain.nodes.len()];
    for (at, node) in chain.nodes.iter().enumerate().rev() {
        if node
            .version
            .as_deref()
            .is_some_and(|it| applied.contains(it))
        {
            marks[at] = Some(true);
            applied.extend(node.parents());
        }
    }
    // A plan that later specifications have left behind says nothing of today.
    let entry = state.entry.as_ref();
    let fresh = entry.is_some_and(|entry| {
        let mut heads = chain.heads.iter().filter_map(|it| chain.nodes.get(*it));
        heads.any(|it| it.path == entry.path && it.migration == entry.migration)
    });
    let recorded = records.iter().any(|(_, it)| succeeded(it).is_some());
    if !fresh && !recorded {
        return marks;
    }
    let from_nothing = fresh && state.current == Current::Nothing && state.record.is_none();
    // Parents come first, so that one pass carries "not there" on to what follows.
    let mut absent: BTreeSet<&str> = failed;
    for (at, node) in chain.nodes.iter().enumerate() {
        let Some(version) = node.version.as_deref() else {
            continue;
        };
        let mut parents = node.parents().peekable();
        let follows = match parents.peek() {
            None => from_nothing,
            Some(_) => parents.any(|it| applied.contains(it) || absent.contains(it)),
        };
        if marks[at].is_none() && (absent.contains(version) || follows) {
            marks[at] = Some(false);
            absent.insert(version);
        }
    }
    marks
}
