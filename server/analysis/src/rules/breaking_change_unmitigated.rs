//! An entry of `breaking_changes` without a strategy.

use crate::format::{inside, said, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "breaking-change-unmitigated",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("breaking_change_unmitigated.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let section = specification(ctx).and_then(|it| inside(&it.migration));
    let list = section.and_then(|it| it.breaking_changes.as_ref());
    for entry in list.iter().flat_map(|it| &it.value) {
        let Some(table) = &entry.value.table else {
            continue;
        };
        if said(&entry.value.mitigation_strategy).is_none() {
            acc.at(
                entry.range,
                format!("Nothing says how applications get over the change of `{}`", table.value),
                "Say in `mitigation_strategy` which release comes before, or what else keeps them running",
            );
        }
    }
}
