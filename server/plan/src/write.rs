//! A plan's deploys as migration specifications in the source's format, and as one script.
//!
//! Writes what the plan says and nothing else: what only a person knows is `null`.

mod details;
mod downgrade;
mod script;
mod specification;
mod yaml;

use model::Operation;
use model::lower::sql_changes;

use crate::{Deploy, Plan};

pub use downgrade::{Downgrade, downgrade};
pub use script::script;

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
    /// When the migration was written that the plan is for; `now` where it is absent.
    pub created_at: Option<String>,
    /// What the deploys together are, in the words of the migration whose place they take.
    pub part_of: Option<String>,
    /// `environment_sync`: one list for each deploy, in order.
    pub environments: Vec<Vec<EnvironmentPlace>>,
    /// Whether a backup is asked for, whatever the changes do. One of data that goes is always
    /// made.
    pub backup: Option<bool>,
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

/// An environment before a deploy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentPlace {
    /// The format's word.
    pub environment: &'static str,
    /// `None`: no migration has run there.
    pub current_version: Option<String>,
    pub target_version: String,
    /// The format's word.
    pub status: &'static str,
    pub migrations_to_apply: Vec<String>,
}

/// One YAML document for each deploy, each a complete `database_migration_specification`, line
/// ends LF, no `---`. Deploys without a place go by the plan's own versions, each following the
/// one before.
pub fn specifications(plan: &Plan, placement: &Placement) -> Vec<String> {
    let mut places: Vec<Place> = Vec::new();
    for (at, deploy) in plan.deploys.iter().enumerate() {
        let place = placement.places.get(at).cloned();
        let place = place.unwrap_or_else(|| Place {
            parent: places.last().map(|it| it.version.clone()),
            version: if deploy.version.is_empty() {
                format!("{:04}", at + 1)
            } else {
                deploy.version.clone()
            },
        });
        places.push(place);
    }
    let mut res = Vec::new();
    for (at, (deploy, place)) in plan.deploys.iter().zip(&places).enumerate() {
        let environments = placement.environments.get(at);
        let environments = environments.map(Vec::as_slice).unwrap_or_default();
        let removal = |feature: &String| {
            let mut later = plan.deploys.iter().zip(&places).skip(at);
            let found = later.find(|it| drops(it.0, feature));
            found.map_or(&place.version, |it| &it.1.version).clone()
        };
        let removals: Vec<String> = deploy.deprecates.iter().map(removal).collect();
        res.push(specification::write(
            plan,
            deploy,
            place,
            placement,
            environments,
            &removals,
        ));
    }
    res
}

/// Whether a deploy drops the table, or the column as `table.column`.
fn drops(deploy: &Deploy, feature: &str) -> bool {
    let all = deploy.steps.iter().flat_map(|it| &it.sql);
    let mut changes = all.flat_map(|it| sql_changes(it));
    changes.any(|change| {
        change.parts.iter().any(|it| {
            if let Operation::DropColumn(it) = &it.operation {
                format!("{}.{}", it.table, it.column) == feature
            } else if let Operation::DropTable(it) = &it.operation {
                it.table.to_string() == feature
            } else {
                false
            }
        })
    })
}
