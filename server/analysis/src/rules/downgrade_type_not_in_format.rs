//! A downgrade with an operation that the format keeps for upgrades.

use crate::format::{inside, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "downgrade-type-not-in-format",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("downgrade_type_not_in_format.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let section = specification(ctx).and_then(|it| inside(&it.migration));
    let downgrade = section.and_then(|it| inside(&it.downgrade));
    for entry in downgrade.iter().flat_map(|it| &it.entries) {
        let Some(ty) = &entry.value.ty else { continue };
        if matches!(
            ty.value.as_str(),
            "bulk_insert" | "bulk_update" | "bulk_delete"
        ) {
            acc.at(
                ty.range,
                format!("The format has no `{}` in a downgrade", ty.value),
                "Say what becomes of the rows in `data_rollback` of the operation that it belongs to",
            );
        }
    }
}
