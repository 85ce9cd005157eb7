//! A statement that PostgreSQL refuses inside a transaction.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "concurrent-in-transaction",
    severity: RuleSeverity::Fixed(Severity::Error),
    since: "0.1.0",
    preview: false,
    docs: include_str!("concurrent_in_transaction.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    if !ctx.judged.session.in_transaction {
        return;
    }
    for part in ctx.parts() {
        if part.facts.is_none_or(|it| it.transactional != Some(false)) {
            continue;
        }
        acc.about(
            &part,
            format!(
                "Fails: PostgreSQL refuses this on {} inside a transaction",
                words::table(&part)
            ),
            "Make it a migration of its own, run outside any transaction",
        );
    }
}
