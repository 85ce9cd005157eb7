//! A type change that refuses values or loses some.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::operation::ColumnAction;
use model::{Level, Operation};

pub(crate) const RULE: Rule = Rule {
    code: "change-column-type-incompatible",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("change_column_type_incompatible.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::AlterColumn(it) = part.operation else {
            continue;
        };
        let ColumnAction::Type { ty, .. } = &it.action else {
            continue;
        };
        if part.new_table || part.risk.baseline != Some(Level::Critical) {
            continue;
        }
        let reason = part.risk.why.rsplit(": ").next().unwrap_or_default();
        acc.risk(
            &part,
            format!("Makes `{}.{}` {}: {reason}", it.table, it.column, ty.text),
            "Count the values that do not fit first, and convert into a new column that keeps the old one until all is well",
        );
    }
}
