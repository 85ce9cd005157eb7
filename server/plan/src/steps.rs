//! What a plan consists of.

use model::{Facts, Level, Operation};

use crate::batch::Rounds;

/// A strategy: one way to reach a change without downtime. A plain constant in its own file,
/// listed in [`crate::strategies::ALL`].
pub struct Strategy {
    /// Kebab-case; the file's stem and the page's title: `set-not-null`.
    pub name: &'static str,
    pub since: &'static str,
    /// The page, `strategies/<name>.md`.
    pub docs: &'static str,
    /// A plan for the change, or `None` when the strategy is not for it.
    pub expand: fn(&crate::Request<'_>) -> Option<Plan>,
}

/// The zero-downtime plan of one change.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub outcome: Outcome,
    /// Why it is safe already, why there is no online way, or in one sentence how the plan works.
    pub why: String,
    pub strategy: Option<&'static str>,
    /// The change as SQL, or as its author wrote it.
    pub replaces: String,
    pub deploys: Vec<Deploy>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Planned,
    /// Nothing to gain: the change is fast, online and breaks nobody.
    AlreadySafe,
    /// PostgreSQL has no online way; `deploys` holds the least bad one, or is empty.
    NoOnlineWay,
}

/// What is released together: one migration specification.
#[derive(Debug, Clone, PartialEq)]
pub struct Deploy {
    pub phase: Phase,
    /// Free in the chain, after the project's habit; empty when the caller numbers them.
    pub version: String,
    /// `snake_case`, from verbs and names: `add_users_phone_not_null_check`.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// What must be released before this deploy runs, or `None`.
    pub application: Option<String>,
    pub steps: Vec<Step>,
    /// What this deploy breaks for code that was not released: `(table, column, mitigation)`.
    pub breaking: Vec<Breaking>,
    /// Objects that the application no longer uses from this deploy on (`table.column`).
    pub deprecates: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaking {
    /// The format's word: `dropping_column`, `dropping_table`, `incompatible_type`,
    /// `constraint_removal`.
    pub kind: &'static str,
    pub table: String,
    pub column: Option<String>,
    pub mitigation: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Additive only; old code keeps working.
    Expand,
    /// Backfill, validate.
    Migrate,
    /// Removes what nothing uses any more.
    Contract,
}

/// One step of a deploy.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// `s1`, unique in the plan.
    pub id: String,
    pub title: String,
    /// What it does in the format's terms; empty for a step that only asks.
    pub operations: Vec<Operation>,
    /// Can be run as it stands, in order, without `;`. Empty for a backfill, which has a batch.
    pub sql: Vec<String>,
    pub batch: Option<Batch>,
    /// Steps with the same one run together; `None` runs outside any transaction.
    pub transaction: Option<String>,
    pub requires_downtime: bool,
    /// Seconds; `None` where the table's size is unknown.
    pub estimated_duration_seconds: Option<u64>,
    pub level: Option<Level>,
    /// Of its statements together.
    pub facts: Facts,
    pub depends_on: Vec<String>,
    /// Queries that return no rows when the step may run.
    pub precheck: Vec<String>,
    /// Queries that return no rows when the step has worked.
    pub verify: Vec<String>,
    pub rollback: Rollback,
}

/// One committed transaction each, until it changes no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub statement: String,
    /// Rows a round.
    pub size: u64,
    pub(crate) rounds: Rounds,
}

impl Batch {
    pub(crate) fn new(rounds: Rounds, size: u64) -> Batch {
        Batch {
            statement: rounds.statement(),
            size,
            rounds,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollback {
    pub sql: Vec<String>,
    /// The same in the format's terms where it has words; the downgrade is written from these.
    pub restores: Restores,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restores {
    SchemaAndData,
    Schema,
    Nothing,
}

impl Phase {
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Expand => "expand",
            Phase::Migrate => "migrate",
            Phase::Contract => "contract",
        }
    }
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Planned => "planned",
            Outcome::AlreadySafe => "already_safe",
            Outcome::NoOnlineWay => "no_online_way",
        }
    }
}

impl Restores {
    pub fn as_str(self) -> &'static str {
        match self {
            Restores::SchemaAndData => "schema_and_data",
            Restores::Schema => "schema",
            Restores::Nothing => "nothing",
        }
    }
}
