//! A plan's deploys as migration specifications in the source's format.

use crate::Plan;

/// Where the written specifications go in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placement {
    /// The version that the first deploy follows; `None` begins a chain.
    pub parent: Option<String>,
    /// One free version for each deploy, in the project's habit.
    pub versions: Vec<String>,
    /// `meta.feature_spec` and `meta.database_spec`, taken from the specification that is split.
    pub feature_spec: Option<String>,
    pub database_spec: Option<String>,
    pub author: Option<String>,
    /// ISO 8601, given by the caller: the core has no clock. `null` is written when absent.
    pub now: Option<String>,
}

/// One YAML document for each deploy, each a complete `database_migration_specification`, line
/// ends LF, no `---`.
pub fn specifications(plan: &Plan, placement: &Placement) -> Vec<String> {
    let _ = (plan, placement);
    Vec::new()
}
