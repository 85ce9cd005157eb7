//! A column that goes.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;

pub(crate) const RULE: Rule = Rule {
    code: "drop-column",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("drop_column.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::DropColumn(it) = part.operation else {
            continue;
        };
        if part.new_table {
            continue;
        }
        let more = words::dependents(&part);
        acc.risk(
            &part,
            format!(
                "Drops `{}.{}`: its values are gone, and code that names it fails{more}",
                it.table, it.column
            ),
            "Release code that no longer uses the column, back its values up, and drop it in a later migration",
        );
    }
}
