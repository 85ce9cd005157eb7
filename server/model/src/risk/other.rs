//! Baselines of the statements that have no word of their own in the format.
//!
//! They stand in no table of levels: each takes the nearest of its reasons, and whatever scans,
//! builds or rewrites behind a blocking lock is at least medium.

use super::baseline::{Baseline, Gone, Work};
use super::{Level, Question, Reversible, dependents, follow};
use crate::catalog::key;
use crate::facts::{Facts, LockMode};
use crate::name::QualifiedName;
use crate::operation::{ClusterWide, DomainAction, Other, SequenceAction};

/// The baseline of an understood statement without a word.
pub(super) fn of(question: &Question<'_>, it: &Other, facts: &Facts, work: Work) -> Baseline {
    let baseline = by_kind(question, it, work);
    let blocks = facts.locks.iter().any(|it| it.mode >= LockMode::Share);
    if baseline.level == Some(Level::Low) && work.any() && blocks && !is_online(it) {
        return Baseline {
            level: Some(Level::Medium),
            why: format!("{}, while others wait", baseline.why),
            ..baseline
        };
    }
    baseline
}

/// Statements whose whole point is that nobody waits for long, and those that read a relation
/// which nobody uses yet.
fn is_online(it: &Other) -> bool {
    matches!(
        it,
        Other::Reindex {
            concurrently: true,
            ..
        } | Other::DetachPartition {
            concurrently: true,
            ..
        } | Other::RefreshMaterializedView {
            concurrently: true,
            ..
        } | Other::CreateMaterializedView { .. }
    )
}

fn by_kind(question: &Question<'_>, it: &Other, work: Work) -> Baseline {
    use Level::{Critical, High, Low, Medium};
    let new = |level, why: &str| Baseline::new(level, why);
    match it {
        Other::Truncate { tables, .. } => {
            let names: Vec<String> = tables.iter().map(|it| format!("`{it}`")).collect();
            new(Critical, "truncates")
                .losing(format!("every row of {}", names.join(", ")), Reversible::No)
        }
        Other::Reindex { concurrently, .. } => {
            let level = if *concurrently { Low } else { Medium };
            new(level, "rebuilds indexes")
        }
        Other::Cluster { .. } => new(Medium, "rewrites a table in the order of an index"),
        Other::Vacuum { full: true, .. } => new(Medium, "rewrites a table to shrink it"),
        Other::Vacuum { full: false, .. } => new(Low, "vacuums"),
        Other::Analyze { .. } => new(Low, "collects statistics"),
        Other::RenameIndex { .. } => new(Low, "renames an index"),
        Other::RenameConstraint { .. } => new(Low, "renames a constraint"),
        Other::AlterConstraint { enforced, .. } => match enforced {
            Some(false) => new(Critical, "stops enforcing a foreign key"),
            Some(true) => new(High, "enforces a constraint on existing rows").refusing(),
            None => new(Low, "changes a constraint's attributes"),
        },
        Other::TableOptions { .. } => new(Low, "sets storage options"),
        Other::IndexOptions { .. } | Other::IndexStatistics { .. } => {
            new(Low, "changes an index's options")
        }
        Other::AttachIndexPartition { .. } => new(Low, "attaches an index"),
        Other::SetLogged { logged, .. } => {
            let why = if *logged {
                "makes a table logged, which rewrites it"
            } else {
                "makes a table unlogged, which rewrites it"
            };
            new(Medium, why)
        }
        Other::SetTablespace { .. } => new(Medium, "copies a relation to another tablespace"),
        Other::SetAccessMethod { .. } => new(Medium, "rewrites a table with another access method"),
        Other::SetWithout { .. } | Other::ClusterOn { .. } => new(Low, "changes table attributes"),
        Other::SetOwner { .. } => new(Low, "changes an owner"),
        Other::SetSchema { name, .. } => {
            new(High, "moves an object to another schema")
                .breaking()
                .of_gone(Gone {
                    table: name.clone(),
                    column: None,
                    dependents: Vec::new(),
                })
        }
        Other::ReplicaIdentity { .. } => new(Low, "changes the replica identity"),
        Other::RowSecurity { table, enable } => match enable {
            Some(true) if !follow::has_policy(question, table) => new(
                High,
                "turns row level security on without a policy: every row vanishes for all but the owner",
            )
            .breaking(),
            Some(true) => new(
                Medium,
                "turns row level security on: rows without a policy vanish",
            ),
            Some(false) => new(Medium, "turns row level security off: every row is seen"),
            None => new(Medium, "changes whom row level security binds"),
        },
        Other::AttachPartition { .. } => {
            let level = if work.scan { Medium } else { Low };
            let baseline = new(level, "attaches a partition");
            if work.scan {
                baseline.refusing()
            } else {
                baseline
            }
        }
        Other::DetachPartition { concurrently, .. } => {
            let level = if *concurrently { Low } else { Medium };
            new(level, "detaches a partition")
        }
        Other::Inherit { inherit, .. } => {
            let level = if *inherit { Low } else { Medium };
            new(level, "changes inheritance")
        }
        Other::ToggleTrigger {
            trigger, enable, ..
        } => match (enable, trigger) {
            (true, _) => new(Low, "enables triggers"),
            (false, Some(_)) => new(Medium, "disables a trigger"),
            (false, None) => new(
                Critical,
                "disables triggers, those that enforce foreign keys perhaps among them",
            ),
        },
        Other::ToggleRule { .. } => new(Medium, "enables or disables a rule"),
        Other::CreateView { or_replace, .. } => {
            let why = if *or_replace {
                "creates or replaces a view"
            } else {
                "creates a view"
            };
            new(Low, why)
        }
        Other::AlterView { .. } => new(Low, "changes a view's options"),
        Other::RenameView { .. } => new(High, "renames a view").breaking(),
        Other::DropView { view, cascade, .. } => {
            let reads = dependents::of_table(question.catalog, view);
            let why = match (cascade, reads.first()) {
                (true, Some(first)) => format!("drops a view and with it {first}"),
                _ => "drops a view".to_owned(),
            };
            new(Medium, &why).breaking().of_gone(Gone {
                table: view.clone(),
                column: None,
                dependents: if *cascade { reads } else { Vec::new() },
            })
        }
        Other::CreateMaterializedView { .. } => new(Low, "creates a materialized view"),
        Other::RefreshMaterializedView { concurrently, .. } => {
            let level = if *concurrently { Low } else { Medium };
            new(level, "refreshes a materialized view")
        }
        Other::CreateTrigger { .. } => new(Low, "creates a trigger"),
        Other::DropTrigger { .. } => new(Medium, "drops a trigger"),
        Other::RenameTrigger { .. } => new(Low, "renames a trigger"),
        Other::CreateRule { .. } => new(Medium, "creates a rule, which rewrites statements"),
        Other::DropRule { .. } => new(Medium, "drops a rule"),
        Other::CreatePolicy { .. } => new(Low, "creates a policy"),
        Other::AlterPolicy { .. } => new(Medium, "changes who sees which rows"),
        Other::DropPolicy { .. } => new(Medium, "drops a policy: who sees which rows changes"),
        Other::CreateFunction { .. } => new(Low, "creates or replaces a function"),
        Other::AlterFunction { .. } => new(Low, "changes a function"),
        Other::DropFunction { name, cascade, .. } => drop_function(question, name, *cascade),
        Other::CreateDomain { .. } => new(Low, "creates a domain"),
        Other::AlterDomain { action, .. } => domain(action),
        Other::DropDomain { cascade: true, .. } => {
            new(Critical, "drops a domain and every column of it")
                .losing("every column of the domain", Reversible::SchemaOnly)
                .breaking()
        }
        Other::DropDomain { cascade: false, .. } => new(Medium, "drops a domain"),
        Other::CreateType { .. } => new(Low, "creates a type"),
        Other::AlterType { .. } => new(Medium, "changes a type"),
        Other::CreateSequence { .. } => new(Low, "creates a sequence"),
        Other::AlterSequence { name, action, .. } => match action {
            SequenceAction::Options
            | SequenceAction::Type(_)
            | SequenceAction::OwnedBy
            | SequenceAction::SetLogged(_) => new(Low, "changes a sequence"),
            SequenceAction::Rename { .. } => {
                new(High, "renames a sequence").breaking().of_gone(alone(name))
            }
        },
        Other::DropSequence { name, cascade, .. } => {
            let level = if *cascade { High } else { Medium };
            new(level, "drops a sequence").breaking().of_gone(alone(name))
        }
        Other::CreateSchema { .. } => new(Low, "creates a schema"),
        Other::DropSchema { name, cascade, .. } => {
            let baseline = new(Critical, "drops a schema");
            if *cascade {
                baseline
                    .losing(format!("everything in schema `{name}`"), Reversible::No)
                    .breaking()
            } else {
                baseline
            }
        }
        Other::RenameSchema { .. } => new(High, "renames a schema").breaking(),
        Other::CreateExtension { .. } => new(Low, "creates an extension"),
        Other::DropExtension { cascade: true, .. } => {
            new(Critical, "drops an extension and everything that uses it")
                .losing("columns of the extension's types", Reversible::SchemaOnly)
                .breaking()
        }
        Other::DropExtension { cascade: false, .. } => new(Medium, "drops an extension"),
        Other::CreateStatistics { .. } => new(Low, "creates statistics"),
        Other::DropStatistics { .. } => new(Low, "drops statistics"),
        Other::Comment { .. } => new(Low, "comments"),
        Other::Grant { revoke: true, .. } => new(Medium, "revokes privileges"),
        Other::Grant { revoke: false, .. } => new(Low, "grants privileges"),
        Other::DefaultPrivileges => new(Low, "changes default privileges"),
        Other::CreatePublication { .. } => new(Low, "creates a publication"),
        Other::AlterPublication { .. } => new(Medium, "changes a publication"),
        Other::DropPublication { .. } => new(Medium, "drops a publication"),
        Other::Subscription { .. } => new(Medium, "changes a subscription"),
        Other::LockTable { mode, .. } => {
            let level = if *mode >= LockMode::Share {
                Medium
            } else {
                Low
            };
            new(level, &format!("locks tables in {} mode", mode.as_str()))
        }
        // Judged by the statements in its body, see `parts`.
        Other::Do { .. } => Baseline::unknown("what the block does could not be read"),
        Other::ClusterWide(it) => match it {
            ClusterWide::CreateDatabase => new(Low, "creates a database"),
            ClusterWide::DropDatabase => new(Critical, "drops a database")
                .losing("the whole database", Reversible::No)
                .breaking(),
            ClusterWide::AlterDatabase => new(Medium, "changes a database"),
            ClusterWide::Tablespace => new(Medium, "changes tablespaces"),
            ClusterWide::AlterSystem => new(Medium, "changes the server's configuration"),
        },
        Other::Catalog { what } => new(Low, &format!("changes the catalog only: {what}")),
    }
}

/// A relation that is no table, and nothing that hangs on it.
fn alone(name: &QualifiedName) -> Gone {
    Gone {
        table: name.clone(),
        column: None,
        dependents: Vec::new(),
    }
}

/// Only triggers call a function that returns one, so that without a trigger nobody misses it.
fn drop_function(question: &Question<'_>, name: &QualifiedName, cascade: bool) -> Baseline {
    let wanted = key(name);
    let catalog = question.catalog;
    let known = catalog.objects.functions.get(&wanted);
    let returns = known.and_then(|it| it.returns.as_deref());
    let of_triggers = returns.is_some_and(|it| it.trim().eq_ignore_ascii_case("trigger"));
    let mut triggers = catalog.tables.values().flat_map(|it| &it.triggers);
    let used = triggers.any(|it| it.function.as_deref() == Some(wanted.as_str()));
    if of_triggers && !used && !cascade {
        return Baseline {
            metadata_only: Some("no trigger uses it, and nothing else can".to_owned()),
            ..Baseline::new(Level::Medium, "drops a trigger function")
        };
    }
    let level = if cascade { Level::High } else { Level::Medium };
    Baseline::new(level, "drops a function")
        .breaking()
        .of_gone(Gone {
            table: name.clone(),
            column: None,
            dependents: Vec::new(),
        })
}

fn domain(action: &DomainAction) -> Baseline {
    use Level::{High, Low, Medium};
    match action {
        DomainAction::AddConstraint {
            not_valid: true, ..
        } => Baseline::new(Low, "adds a domain constraint NOT VALID"),
        DomainAction::AddConstraint { .. } => Baseline::new(
            High,
            "adds a domain constraint, checked in every table that uses the domain",
        )
        .refusing(),
        DomainAction::SetNotNull => {
            Baseline::new(High, "sets NOT NULL on every column of a domain").refusing()
        }
        DomainAction::ValidateConstraint { .. } => {
            Baseline::new(Low, "validates a domain constraint").refusing()
        }
        DomainAction::DropConstraint { .. } => Baseline::new(Medium, "drops a domain constraint"),
        DomainAction::DropNotNull => Baseline::new(Low, "drops NOT NULL of a domain"),
        DomainAction::SetDefault(_) => Baseline::new(Low, "sets a domain's default"),
        DomainAction::DropDefault => Baseline::new(Medium, "drops a domain's default"),
        DomainAction::Rename { .. } => Baseline::new(High, "renames a domain").breaking(),
        DomainAction::Other => Baseline::new(Medium, "changes a domain"),
    }
}
