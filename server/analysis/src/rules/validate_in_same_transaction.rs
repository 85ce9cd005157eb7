//! A validation that runs behind the lock of its own constraint.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::facts::LockMode;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "validate-in-same-transaction",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("validate_in_same_transaction.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    let session = ctx.judged.session;
    if !session.in_transaction {
        return;
    }
    for part in ctx.parts() {
        let Operation::ValidateConstraint(it) = part.operation else {
            continue;
        };
        let table = it.table.to_string();
        let held = session
            .held
            .iter()
            .filter(|lock| lock.relation == table && lock.mode >= LockMode::Share)
            .max_by_key(|lock| lock.mode);
        let Some(lock) = held.filter(|_| !part.new_table) else {
            continue;
        };
        acc.about(
            &part,
            format!(
                "Scans `{table}` while the transaction still holds {} on it",
                lock.mode.as_str()
            ),
            "Validate in a migration of its own, after the one that adds the constraint is committed",
        );
    }
}
