//! A statement that Forelock does not understand.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "not-analysed",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("not_analysed.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        if part.risk.level.is_none() {
            acc.risk(
                &part,
                format!(
                    "Not analysed, so neither safe nor unsafe: {}",
                    part.risk.why
                ),
                "Read it by hand: locks, rewrites and lost data are not judged",
            );
        }
    }
}
