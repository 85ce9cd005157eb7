//! What migration requests say of the migrations they are about: environment, backup, rollback,
//! downtime.
//!
//! A request is about the specifications that lead from its `current_version` to its
//! `target_version`; where the chain has no such version, about the document it stands in. It is
//! held above the documents' own words and below everything that is configured.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::specification::MigrationRequest;
use model::{Backup, Context, Document, Environment};

use crate::chain::Chain;

/// The configured context, and what it is in an environment that a request names.
pub struct Contexts<'a> {
    pub configured: &'a Context,
    /// Asked only where the configuration names no environment itself; `None`: the configuration
    /// is the same in all.
    pub of: Option<&'a dyn Fn(Environment) -> Context>,
}

/// The context of every migration that a request is about, by path and migration.
pub(crate) type Requested = BTreeMap<String, BTreeMap<usize, Arc<Context>>>;

/// The settings of one or more requests; of several the strictest, since a migration has to pass
/// them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Said {
    environment: Option<Environment>,
    zero_downtime: Option<bool>,
    rollback_required: Option<bool>,
    create_backup: Option<bool>,
}

impl Said {
    fn of(request: &MigrationRequest) -> Said {
        Said {
            environment: request.environment.as_ref().map(|it| it.value),
            zero_downtime: request.zero_downtime.as_ref().map(|it| it.value),
            rollback_required: request.rollback_required.as_ref().map(|it| it.value),
            create_backup: request.create_backup.as_ref().map(|it| it.value),
        }
    }

    fn and(self, other: Said) -> Said {
        let either = |a: Option<bool>, b: Option<bool>, strict: bool| {
            if a == Some(strict) || b == Some(strict) {
                Some(strict)
            } else {
                a.or(b)
            }
        };
        let further = |it: &Option<Environment>| {
            it.map(|it| match it {
                Environment::Development => 0,
                Environment::Staging => 1,
                Environment::Production => 2,
            })
        };
        Said {
            environment: [self.environment, other.environment]
                .into_iter()
                .max_by_key(further)
                .flatten(),
            zero_downtime: either(self.zero_downtime, other.zero_downtime, true),
            rollback_required: either(self.rollback_required, other.rollback_required, true),
            create_backup: either(self.create_backup, other.create_backup, false),
        }
    }

    fn context(self, contexts: &Contexts<'_>) -> Context {
        let configured = contexts.configured;
        let mut context = match self.environment {
            Some(environment) if !configured.environment.said => {
                let of = contexts.of.map(|it| it(environment));
                let mut context = of.unwrap_or_else(|| configured.clone());
                context.environment.value = environment;
                context
            }
            _ => configured.clone(),
        };
        if let (Some(it), false) = (self.zero_downtime, context.zero_downtime.said) {
            context.zero_downtime.value = it;
        }
        if let (Some(it), false) = (self.rollback_required, context.rollback_required.said) {
            context.rollback_required.value = it;
        }
        if let (Some(it), false) = (self.create_backup, context.backup.said) {
            // Said, so that it is held above what the specification itself says of a backup.
            let backup = if it { Backup::Planned } else { Backup::None };
            context.backup = model::Setting::said(backup);
        }
        context
    }
}

/// What one request makes of the configured context.
pub fn context(request: &MigrationRequest, contexts: &Contexts<'_>) -> Context {
    Said::of(request).context(contexts)
}

/// The contexts of all migrations that requests are about.
pub(crate) fn contexts(
    documents: &[(String, Arc<Document>)],
    chain: &Chain,
    contexts: &Contexts<'_>,
) -> Requested {
    let mut named: BTreeMap<(&str, usize), Said> = BTreeMap::new();
    let mut beside: BTreeMap<(&str, usize), Said> = BTreeMap::new();
    for (path, document) in documents {
        for request in &document.requests {
            let said = Said::of(request);
            if said == Said::default() {
                continue;
            }
            let about = about(request, chain);
            for node in about.iter().filter_map(|it| chain.nodes.get(*it)) {
                add(&mut named, (&node.path, node.migration), said);
            }
            for at in 0..document.migrations.len() {
                // A request that names versions leaves other specifications of its document alone.
                if about.is_empty() || chain.node(path, at).is_none() {
                    add(&mut beside, (path, at), said);
                }
            }
        }
    }
    for (place, said) in named {
        beside.insert(place, said);
    }
    let mut res = Requested::new();
    for ((path, migration), said) in beside {
        let of_path = res.entry(path.to_owned()).or_default();
        of_path.insert(migration, Arc::new(said.context(contexts)));
    }
    res
}

fn add<'a>(to: &mut BTreeMap<(&'a str, usize), Said>, place: (&'a str, usize), said: Said) {
    let all = to.entry(place).or_insert(said);
    *all = all.and(said);
}

/// The nodes that a request names, in order: the way from its current version to its target, or
/// the target alone where there is no such way. Empty when the chain does not have the target.
pub(crate) fn about(request: &MigrationRequest, chain: &Chain) -> Vec<usize> {
    let Some(target) = request.target_version.as_ref().map(|it| it.value.as_str()) else {
        return Vec::new();
    };
    let current = request.current_version.as_ref().map(|it| it.value.as_str());
    let way = current.and_then(|it| chain.between(from(it), target));
    way.unwrap_or_else(|| chain.of_version(target).map(|it| it.0).collect())
}

/// `""` and `base` stand for the state before the first migration.
pub fn from(version: &str) -> Option<&str> {
    (!version.is_empty() && version != "base").then_some(version)
}
