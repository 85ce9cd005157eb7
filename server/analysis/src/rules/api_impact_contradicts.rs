//! An API that breaks without an endpoint that does.

use crate::format::{inside, says, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "api-impact-contradicts",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("api_impact_contradicts.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(section) = specification(ctx).and_then(|it| inside(&it.compatibility)) else {
        return;
    };
    if let Some(breaking) = says(&section.breaking, true)
        && section.endpoints_affected.is_empty()
    {
        acc.at(
            breaking.range,
            "The API breaks, and no endpoint is named".to_owned(),
            "Name in `endpoints_affected` what callers have to change",
        );
    }
}
