//! A data migration that does not say what happens to rows.

use crate::format::{inside, said, says, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "data-migration-undescribed",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("data_migration_undescribed.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(section) = specification(ctx).and_then(|it| inside(&it.data_migration)) else {
        return;
    };
    let Some(enabled) = says(&section.enabled, true) else {
        return;
    };
    let missing: Vec<&str> = [
        ("source_table", &section.source_table),
        ("transform_logic", &section.transform_logic),
        ("validation_logic", &section.validation_logic),
    ]
    .into_iter()
    .filter(|(_, it)| said(it).is_none())
    .map(|(name, _)| name)
    .collect();
    if !missing.is_empty() {
        acc.at(
            enabled.range,
            format!(
                "Rows are migrated, and nothing is said in `{}`",
                missing.join("` and `")
            ),
            "Say where rows are read, how they become new ones, and how it is known that all arrived",
        );
    }
}
