//! A plan's deploys as migration specifications in the source's format.

use crate::Plan;

/// Where the written specifications go in the chain, and what they take over from the one that
/// is split.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placement {
    /// One for each deploy, in order.
    pub places: Vec<Place>,
    /// `meta.feature_spec` and `meta.database_spec`.
    pub feature_spec: Option<String>,
    pub database_spec: Option<String>,
    pub author: Option<String>,
    /// ISO 8601, given by the caller: the core has no clock. `null` is written when absent.
    pub now: Option<String>,
}

/// A free place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `None` begins a chain.
    pub parent: Option<String>,
    /// In the project's habit.
    pub version: String,
}

/// One YAML document for each deploy, each a complete `database_migration_specification`, line
/// ends LF, no `---`.
pub fn specifications(plan: &Plan, placement: &Placement) -> Vec<String> {
    let _ = (plan, placement);
    Vec::new()
}

/// The plan as one SQL script: the statements of every step in order, each ended by `;`, with
/// comments where a deploy begins and what must be released before it, prechecks and verify
/// queries as comments, and a backfill as its batch statement with "repeat until it changes no
/// row". Transactions are written out (`BEGIN;` … `COMMIT;`). Ends with a line end.
pub fn script(plan: &Plan) -> String {
    let _ = plan;
    String::new()
}
