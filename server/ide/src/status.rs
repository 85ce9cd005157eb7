//! Where a project stands: its chain, its heads, its environments, what is wrong between them.
//!
//! Says what the rules found and never judges itself; what is configured or suppressed there is
//! not told here either.

use analysis::EnvironmentState;
use analysis::chain::Source;
use analysis::environments::Current;

use crate::{Analysis, FileId, TextRange};

/// What a project's documents say of its state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// In the order they run.
    pub chain: Vec<ChainEntry>,
    /// Versions that none follows.
    pub heads: Vec<String>,
    /// One sentence each, with path and line in front.
    pub problems: Vec<StatusProblem>,
    /// Those that anything speaks of, in the order of a rollout.
    pub environments: Vec<EnvironmentEntry>,
    /// Where a database spec differs from what the chain builds.
    pub drift: Vec<DriftEntry>,
}

/// A migration of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainEntry {
    pub version: Option<String>,
    pub name: Option<String>,
    pub path: String,
    pub file: Option<FileId>,
    /// Where its version stands.
    pub range: TextRange,
    /// `None` for a first one.
    pub parent: Option<String>,
    /// Environments of which it is known.
    pub applied: Vec<(&'static str, bool)>,
    /// False for an Alembic revision: it counts for its place only.
    pub analysed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusProblem {
    pub path: String,
    pub file: FileId,
    pub range: TextRange,
    pub message: String,
    /// The rule that found it.
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentEntry {
    pub environment: &'static str,
    /// `None`: unknown, or none has run yet ([`EnvironmentEntry::nothing`]).
    pub current_version: Option<String>,
    /// It is known that nothing has run there.
    pub nothing: bool,
    pub target_version: Option<String>,
    /// `synced`, `pending`, `ahead` or `behind`; `None` where the versions do not tell.
    pub status: Option<&'static str>,
    pub migrations_to_apply: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriftEntry {
    pub path: String,
    pub file: FileId,
    pub range: TextRange,
    /// What would make both the same: the operation's word.
    pub operation: &'static str,
    pub table: Option<String>,
    pub column: Option<String>,
    /// The same as a statement, where there is one.
    pub sql: Option<String>,
}

/// The rules whose findings are about the project's state.
const CODES: [&str; 12] = [
    "duplicate-version",
    "environment-ahead",
    "environment-contradicts-records",
    "environment-migrations-wrong",
    "environment-status-wrong",
    "incompatible-version",
    "migration-failed",
    "revision-mismatch",
    "rollback-failed",
    "several-heads",
    "unknown-parent",
    "version-cycle",
];
const MISMATCH: &str = "version-mismatch";

impl Analysis {
    /// Where the project stands. Empty where nothing speaks of a chain.
    pub fn status(&self) -> Status {
        let workspace = self.workspace();
        let chain = &workspace.chain;
        let mut res = Status::default();
        for node in &chain.nodes {
            let applied = node.applied_in.iter();
            res.chain.push(ChainEntry {
                version: node.version.clone(),
                name: node.name.clone(),
                file: self.file_id(&node.path),
                path: node.path.clone(),
                range: node.version_range,
                parent: node.parent.clone(),
                applied: applied.map(|(it, known)| (word(*it), *known)).collect(),
                analysed: node.source == Source::Specification,
            });
        }
        let heads = chain.heads.iter().filter_map(|it| chain.nodes.get(*it));
        res.heads = heads.filter_map(|it| it.version.clone()).collect();
        res.heads.dedup();
        for file in self.files() {
            let path = self.path(file).unwrap_or_default();
            let findings = self.findings(file);
            let about = findings
                .iter()
                .filter(|it| CODES.contains(&it.code) || it.code == MISMATCH);
            res.problems.extend(about.map(|it| StatusProblem {
                path: path.to_string(),
                file,
                range: it.range,
                message: it.message.clone(),
                code: it.code.to_owned(),
            }));
        }
        for (path, document) in &workspace.documents {
            let file = self.file_id(path);
            let text = file.and_then(|it| self.text(it)).unwrap_or_default();
            for found in analysis::drift::of_document(workspace, path, &text, document) {
                res.drift.extend(file.map(|file| drift(path, file, &found)));
            }
        }
        res.environments = workspace.environments.iter().map(environment).collect();
        res
    }

    /// Whether a version of the chain is applied in any environment. `None`: nothing says so, or
    /// there is no such version; it must be taken for applied, and never be rewritten.
    pub fn is_applied(&self, version: &str) -> Option<bool> {
        self.workspace().chain.is_applied(version)
    }
}

fn drift(path: &str, file: FileId, found: &model::diff::Found) -> DriftEntry {
    DriftEntry {
        path: path.to_owned(),
        file,
        range: found.at,
        operation: found.operation.word(),
        table: found.table().map(ToString::to_string),
        column: found.column().map(ToString::to_string),
        sql: model::render::sql(&found.operation),
    }
}

fn environment(state: &EnvironmentState) -> EnvironmentEntry {
    EnvironmentEntry {
        environment: word(state.environment),
        current_version: state.current.version().map(str::to_owned),
        nothing: state.current == Current::Nothing,
        target_version: state.target.clone(),
        status: state.status.map(analysis::environments::Status::as_str),
        migrations_to_apply: state.migrations_to_apply.clone(),
    }
}

pub(crate) fn word(environment: model::Environment) -> &'static str {
    match environment {
        model::Environment::Development => "development",
        model::Environment::Staging => "staging",
        model::Environment::Production => "production",
    }
}
