//! A point in time that is not ISO 8601.

use crate::format::{inside, moment, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "timestamp-malformed",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("timestamp_malformed.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(specification) = specification(ctx) else {
        return;
    };
    let meta = inside(&specification.meta).and_then(|it| it.generated_at.as_ref());
    let created = inside(&specification.migration).and_then(|it| it.created_at.as_ref());
    for (name, at) in [("generated_at", meta), ("created_at", created)] {
        let Some(at) = at.filter(|it| !it.value.trim().is_empty()) else {
            continue;
        };
        if moment(at.value.trim()).is_none() {
            acc.at(
                at.range,
                format!("`{name}` is no point in time: `{}`", at.value),
                "Write it as ISO 8601 says: 2026-01-02T10:00:00Z",
            );
        }
    }
}
