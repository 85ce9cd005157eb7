//! A table or view that running code no longer finds.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::Other;

pub(crate) const RULE: Rule = Rule {
    code: "rename-table",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("rename_table.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let view_stays = part
            .risk
            .adjustments
            .iter()
            .any(|it| it.name == "metadata-only");
        if part.new_table || view_stays {
            continue;
        }
        let message = if let Operation::RenameTable(it) = part.operation {
            format!(
                "Renames `{}` to `{}`: code released before fails on the old name at once",
                it.table, it.to
            )
        } else if let Operation::Other(Other::RenameView { view, to, .. }) = part.operation {
            format!(
                "Renames `{view}` to `{to}`: code released before fails on the old name at once"
            )
        } else if let Operation::Other(Other::SetSchema { name, schema, .. }) = part.operation {
            format!(
                "Moves `{name}` to schema `{schema}`: code that names it where it was fails at once"
            )
        } else {
            continue;
        };
        acc.risk(
            &part,
            message,
            "Leave a view under the old name until no released code uses it",
        );
    }
}
