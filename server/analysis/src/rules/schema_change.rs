//! What a change does, where no other rule says it.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;

pub(crate) const RULE: Rule = Rule {
    code: "schema-change",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("schema_change.md"),
    check: Check::Remainder(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        if acc.has_said(&part) || matches!(part.operation, Operation::NoChange(_)) {
            continue;
        }
        let object = match (part.operation.table(), part.operation.column()) {
            (Some(table), Some(column)) => format!(" (`{table}.{column}`)"),
            (Some(table), None) => format!(" (`{table}`)"),
            (None, _) => String::new(),
        };
        acc.risk(
            &part,
            format!("{}{object}", words::sentence(&part.risk.why)),
            "",
        );
    }
}
