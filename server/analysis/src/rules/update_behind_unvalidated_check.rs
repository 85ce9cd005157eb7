//! Rows that a NOT VALID check refuses as soon as they are touched.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::ConstraintKind;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "update-behind-unvalidated-check",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("update_behind_unvalidated_check.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::BulkUpdate(it) = part.operation else {
            continue;
        };
        let Some(table) = part.before.table(&it.table).filter(|_| !part.new_table) else {
            continue;
        };
        let in_the_way = table.constraints.iter().find(|known| {
            let ConstraintKind::Check { expression } = &known.constraint.kind else {
                return false;
            };
            let sets = |column: &String| it.set.iter().any(|(set, _)| set.text == *column);
            // An update of a column that the check reads is there to make the rows fit.
            !known.validated
                && !known.constraint.not_enforced
                && !expression.columns.is_empty()
                && !expression.columns.iter().any(sets)
        });
        let Some(known) = in_the_way else { continue };
        acc.about(
            &part,
            format!(
                "Rows of `{}` that violate `{}` cannot be updated: it is NOT VALID, but holds for every row that is written",
                it.table, known.name
            ),
            "Mend the rows that violate the check and validate it first",
        );
    }
}
