//! A lock that everybody queues behind, for as long as it takes to get.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::risk::DangerKind;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "missing-lock-timeout",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: true,
    docs: include_str!("missing_lock_timeout.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let unanswered = part
            .risk
            .dangers
            .iter()
            .any(|it| it.kind == DangerKind::Lock && it.answer.is_none());
        let Some(lock) = words::blocking(&part).filter(|_| unanswered) else {
            continue;
        };
        acc.about(
            &part,
            format!(
                "Waits for {} on `{}` without a `lock_timeout`: everybody else queues behind it",
                lock.mode.as_str(),
                lock.relation
            ),
            "SET LOCAL lock_timeout = '2s' before it, and retry",
        );
    }
}
