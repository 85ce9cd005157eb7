//! A new enum value used before it is committed.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "enum-value-used-in-transaction",
    severity: RuleSeverity::Fixed(Severity::Error),
    since: "0.1.0",
    preview: false,
    docs: include_str!("enum_value_used_in_transaction.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    // Outside a transaction each statement commits by itself, unless a driver sends them as one.
    if !ctx.judged.session.in_transaction {
        return;
    }
    for part in ctx.parts() {
        let failures = part.facts.map_or(&[][..], |it| &it.fails_with);
        let Some(failure) = failures.iter().find(|it| it.sqlstate == "55P04") else {
            continue;
        };
        acc.about(
            &part,
            format!("Fails before the transaction commits: {}", failure.when),
            "Add the enum value in a migration of its own, before the one that uses it",
        );
    }
}
