//! A suppression that does not say why.

use crate::suppress::Suppression;
use crate::{Check, Findings, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "suppression-without-reason",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("suppression_without_reason.md"),
    check: Check::Suppressions(check),
};

fn check(acc: &mut Findings<'_>, ctx: &[Suppression]) {
    for suppression in ctx {
        if suppression.reason.is_empty() {
            acc.at(
                suppression.range,
                "The suppression gives no reason".to_owned(),
                "Say after the brackets why this is safe here",
            );
        }
    }
}
