//! A type change that rewrites the table, or may.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::operation::ColumnAction;
use model::{Level, Operation};

pub(crate) const RULE: Rule = Rule {
    code: "change-column-type-rewrite",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("change_column_type_rewrite.md"),
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
        let free = part
            .risk
            .adjustments
            .iter()
            .any(|it| it.name == "metadata-only");
        if part.new_table || free || part.risk.baseline != Some(Level::High) {
            continue;
        }
        let rewrite = part.facts.and_then(|it| it.rewrite);
        let verb = match rewrite {
            Some(true) => "Rewrites",
            Some(false) => "Checks or reindexes",
            None => "May rewrite",
        };
        acc.risk(
            &part,
            format!(
                "{verb} `{}` to make `{}` {}{}",
                it.table,
                it.column,
                ty.text,
                words::under_lock(&part)
            ),
            "Add a column of the new type, write both, backfill in batches, switch reads, then drop the old one",
        );
    }
}
