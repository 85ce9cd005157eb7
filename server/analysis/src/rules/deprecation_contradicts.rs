//! Something that goes before the migration that should remove it.

use super::application_versions::numbers;
use crate::format::{because, contradiction, inside, parts, said, set, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use model::{Catalog, Operation};

pub(crate) const RULE: Rule = Rule {
    code: "deprecation-contradicts",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("deprecation_contradicts.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(specification) = specification(ctx) else {
        return;
    };
    let features = inside(&specification.compatibility);
    let Some(own) = specification.version() else {
        return;
    };
    for feature in features.iter().flat_map(|it| &it.deprecated_features) {
        let (Some(name), Some(removal)) = (
            said(&feature.value.feature),
            &feature.value.migration_removal,
        ) else {
            continue;
        };
        let object = name.split('`').nth(1).unwrap_or(name).trim().to_lowercase();
        if removal.value.trim().is_empty() {
            continue;
        }
        let gone = parts(ctx).find(|(_, _, part, _)| {
            let operation = &part.operation;
            let table = operation.table().map(|it| it.to_string().to_lowercase());
            let column = operation.column().map(|it| it.text.to_lowercase());
            if matches!(operation, Operation::DropTable(_)) {
                return table.as_ref() == Some(&object);
            }
            let full = table
                .zip(column)
                .map(|(table, column)| format!("{table}.{column}"));
            matches!(operation, Operation::DropColumn(_)) && full.as_ref() == Some(&object)
        });
        let here = removal.value == own.value;
        let Some((_, change, ..)) = gone else {
            if here && stays(ctx, &object) {
                acc.at(
                    removal.range,
                    format!("`{object}` is to go with this migration, and is still there after it"),
                    "Drop it, or name the migration that does",
                );
            }
            continue;
        };
        let (min, since) = (
            features.and_then(|it| it.min.as_ref()),
            feature.value.version_removed.as_ref(),
        );
        if let (Some(min), Some(since)) = (min, since)
            && let (Some(oldest), Some(free)) = (numbers(&min.value), numbers(&since.value))
            && oldest < free
        {
            contradiction(
                acc,
                since.range,
                format!(
                    "Releases from {} on are said to work, but until {} they use `{object}`",
                    min.value, since.value
                ),
                "Raise `application_versions.min`, or drop it later",
                vec![
                    there(min.range, "the oldest release"),
                    because(change, "it is dropped here"),
                ],
                None,
            );
        }
        if here {
            continue;
        }
        let value = syntax::edit::quote_if_needed(&own.value);
        contradiction(
            acc,
            removal.range,
            format!(
                "`{object}` is to go with migration {}, but this one drops it",
                removal.value
            ),
            "Name this migration, or leave the object for the one that is named",
            vec![because(change, "it is dropped here")],
            Some(set(
                removal.range,
                &value,
                format!("Write {}", own.value),
                false,
            )),
        );
    }
}

/// A table or column that was there before and still is, and that nothing of the upgrade is about:
/// what goes may also be its default, or a rule on it.
fn stays(ctx: &MigrationContext<'_>, object: &str) -> bool {
    let named = |table: &str, column: Option<&str>| {
        let rest = object.strip_prefix(&table.to_lowercase());
        match column {
            None => rest == Some(""),
            Some(column) => {
                let own = rest.and_then(|it| it.strip_prefix('.'));
                own.is_some_and(|it| it == column.to_lowercase())
            }
        }
    };
    let has = |catalog: &Catalog| {
        catalog.tables.values().any(|it| {
            let table = it.name.to_string();
            let mut columns = it.columns.iter();
            named(&table, None) || columns.any(|it| named(&table, Some(&it.name.text)))
        })
    };
    let touched = parts(ctx).any(|(_, _, part, _)| {
        let table = part.operation.table().map(ToString::to_string);
        let table = table.unwrap_or_default();
        let column = part.operation.column().map(|it| it.text.as_str());
        named(&table, None) || named(&table, column)
    });
    !touched && has(ctx.before) && has(ctx.after)
}
