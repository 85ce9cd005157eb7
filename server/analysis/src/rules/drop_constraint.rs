//! A guarantee that goes.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;

pub(crate) const RULE: Rule = Rule {
    code: "drop-constraint",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("drop_constraint.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::DropConstraint(it) = part.operation else {
            continue;
        };
        if part.new_table {
            continue;
        }
        acc.risk(
            &part,
            format!(
                "Drops constraint `{}` of `{}`: {}{}",
                it.name,
                it.table,
                part.risk.why,
                words::under_lock(&part)
            ),
            "Make sure that nothing relies on it, and add what replaces it before",
        );
    }
}
