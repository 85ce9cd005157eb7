//! A table that goes.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Level;
use model::Operation;

pub(crate) const RULE: Rule = Rule {
    code: "drop-table",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("drop_table.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::DropTable(it) = part.operation else {
            continue;
        };
        // A temporary table is low by itself, and nobody misses it.
        if part.new_table || part.risk.baseline == Some(Level::Low) {
            continue;
        }
        let more = words::dependents(&part);
        acc.risk(
            &part,
            format!("Drops `{}`: every row is gone, and code that names it fails{more}", it.table),
            "Release code that no longer uses the table, rename it away first, back it up, and drop it in a later migration",
        );
    }
}
