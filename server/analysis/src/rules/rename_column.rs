//! A column that running code no longer finds.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;

pub(crate) const RULE: Rule = Rule {
    code: "rename-column",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("rename_column.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::RenameColumn(it) = part.operation else {
            continue;
        };
        if part.new_table {
            continue;
        }
        acc.risk(
            &part,
            format!(
                "Renames `{}.{}` to `{}`: code released before fails on the old name at once",
                it.table, it.column, it.to
            ),
            "Add the new column beside the old one, write both, backfill, switch reads, then drop the old one",
        );
    }
}
