//! NOT NULL on a column that is there: every row is read behind a lock.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::{ColumnAction, ConstraintKind};

pub(crate) const RULE: Rule = Rule {
    code: "set-not-null-full-scan",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("set_not_null_full_scan.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let column = if let Operation::AlterColumn(it) = part.operation
            && it.action == ColumnAction::SetNotNull
        {
            &it.column
        } else if let Operation::AddConstraint(it) = part.operation
            && let ConstraintKind::NotNull { column } = &it.constraint.kind
            && !it.constraint.not_valid
        {
            column
        } else {
            continue;
        };
        let free = part
            .risk
            .adjustments
            .iter()
            .any(|it| it.name == "metadata-only");
        if part.new_table || free {
            continue;
        }
        acc.risk(
            &part,
            format!(
                "Reads every row of {} to prove that `{column}` holds no NULL{}",
                words::table(&part),
                words::under_lock(&part)
            ),
            "Backfill, add CHECK (… IS NOT NULL) NOT VALID, validate it in its own transaction, then SET NOT NULL",
        );
    }
}
