//! Something that goes before the migration that should remove it.

use crate::format::{because, contradiction, inside, parts, said, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Operation;
use model::risk::Severity;

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
        if removal.value == own.value || removal.value.trim().is_empty() {
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
        let Some((_, change, ..)) = gone else {
            continue;
        };
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
