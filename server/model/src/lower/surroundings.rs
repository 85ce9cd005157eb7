//! What a specification says around its operations, as far as the risk sum asks.
//!
//! Never judges, and never takes silence for an answer.
//!
//! Which objects released code no longer uses is said in `compatibility.deprecated_features`: an
//! entry whose `feature` names the object (`users.phone`, or `users` for a whole table, alone or
//! in backquotes inside a sentence) and that has a `version_removed`, the application version from
//! which on nothing uses it.

use super::specification::LoweredSpecification;
use crate::operation::{Change, NoChange, Operation};
use crate::risk::{Released, Surroundings};
use crate::specification::{DeprecatedFeature, Specification};

/// Everything that a specification says.
pub(super) fn of_specification(lowered: &LoweredSpecification) -> Surroundings {
    let specification = &lowered.specification;
    let migration = specification.migration.as_ref().map(|it| &it.value);
    let statements = || lowered.upgrade.iter().flat_map(|it| &it.statements);
    let checked = specification
        .validation
        .as_ref()
        .and_then(|it| it.value.pre_execution.as_ref())
        .and_then(|it| it.value.data_check.as_ref())
        .is_some_and(|it| it.value);
    let compatibility = specification.compatibility.as_ref().map(|it| &it.value);
    let downgrade = migration
        .and_then(|it| it.downgrade.as_ref())
        .map(|it| it.value.entries.as_slice())
        .unwrap_or_default();
    Surroundings {
        released: released(specification),
        mitigated: mitigated(specification),
        downgrade: !lowered.downgrade.is_empty(),
        data_rollback: downgrade.iter().any(|it| {
            let said = it.value.data_rollback.as_ref();
            said.is_some_and(|it| !it.value.trim().is_empty())
        }),
        data_check: checked || statements().any(is_query),
        lock_timeout: statements().any(sets_lock_timeout),
        backup: backup(specification),
        endpoints: compatibility
            .map(|it| {
                let endpoints = it.endpoints_affected.iter();
                endpoints.map(|it| it.value.clone()).collect()
            })
            .unwrap_or_default(),
    }
}

/// What a script's own statements say.
pub(super) fn of_script(upgrade: &[Change], downgrade: &[Change]) -> Surroundings {
    let operations = || {
        upgrade
            .iter()
            .flat_map(|it| &it.parts)
            .map(|it| &it.operation)
    };
    Surroundings {
        downgrade: !downgrade.is_empty(),
        lock_timeout: operations().any(sets_lock_timeout),
        ..Surroundings::default()
    }
}

fn mitigated(specification: &Specification) -> Vec<String> {
    let changes = specification
        .migration
        .as_ref()
        .and_then(|it| it.value.breaking_changes.as_ref());
    changes
        .into_iter()
        .flat_map(|it| &it.value)
        .filter(|it| {
            let strategy = it.value.mitigation_strategy.as_ref();
            strategy.is_some_and(|it| !it.value.trim().is_empty())
        })
        .filter_map(|it| {
            let table = &it.value.table.as_ref()?.value;
            Some(match &it.value.column {
                Some(column) => format!("{table}.{}", column.value),
                None => table.clone(),
            })
        })
        .collect()
}

/// A step that makes one outweighs a section that says there is none yet.
fn backup(specification: &Specification) -> Option<bool> {
    let created = specification
        .data_migration
        .as_ref()
        .and_then(|it| it.value.backup.as_ref())
        .and_then(|it| it.value.created.as_ref())
        .map(|it| it.value);
    let step = specification.execution_plan.as_ref().is_some_and(|it| {
        it.value.steps.iter().any(|it| {
            let operation = it.value.operation.as_ref();
            operation.is_some_and(|it| it.value == "backup")
        })
    });
    let fallback = specification
        .rollback_plan
        .as_ref()
        .and_then(|it| it.value.fallback_to_backup.as_ref())
        .is_some_and(|it| it.value);
    if created == Some(true) || step {
        return Some(true);
    }
    created.or(fallback.then_some(true))
}

fn released(specification: &Specification) -> Vec<Released> {
    let features = specification
        .compatibility
        .as_ref()
        .map(|it| it.value.deprecated_features.as_slice())
        .unwrap_or_default();
    features
        .iter()
        .filter_map(|it| released_by(&it.value))
        .collect()
}

fn released_by(feature: &DeprecatedFeature) -> Option<Released> {
    let version = feature.version_removed.as_ref()?.value.trim();
    if version.is_empty() {
        return None;
    }
    let text = feature.feature.as_ref()?.value.trim();
    let (object, marked) = match text.split('`').nth(1) {
        Some(marked) => (marked.trim(), true),
        None => (text, false),
    };
    let plain = |it: &str| {
        // Between backticks blanks belong to the name.
        !it.is_empty()
            && (marked
                || it
                    .chars()
                    .all(|it| it.is_alphanumeric() || it == '_' || it == '$'))
    };
    let parts: Vec<&str> = object.split('.').collect();
    if !parts.iter().all(|it| plain(it)) {
        return None;
    }
    let (table, column) = match parts.as_slice() {
        [table] => ((*table).to_owned(), None),
        [table, column] => ((*table).to_owned(), Some((*column).to_owned())),
        [schema, table, column] => (format!("{schema}.{table}"), Some((*column).to_owned())),
        _ => return None,
    };
    Some(Released {
        table,
        column,
        source: format!("`compatibility.deprecated_features`: unused since {version}"),
    })
}

fn is_query(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::NoChange(NoChange::Select { reads, .. }) if !reads.is_empty()
    )
}

/// `SET lock_timeout = …` with a value that limits anything, or the same by `set_config`.
fn sets_lock_timeout(operation: &Operation) -> bool {
    if let Operation::NoChange(NoChange::Set { name, value, .. }) = operation {
        let value = value.as_deref().unwrap_or("default").trim_matches('\'');
        return name == "lock_timeout" && value != "0" && !value.eq_ignore_ascii_case("default");
    }
    if let Operation::NoChange(NoChange::Select {
        functions,
        literals,
        ..
    }) = operation
    {
        return functions.iter().any(|it| it == "set_config")
            && literals.iter().any(|it| it == "lock_timeout");
    }
    false
}
