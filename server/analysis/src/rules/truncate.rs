//! A table that is emptied.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::Other;

pub(crate) const RULE: Rule = Rule {
    code: "truncate",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("truncate.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::Other(Other::Truncate { tables, cascade }) = part.operation else {
            continue;
        };
        if part.new_table {
            continue;
        }
        let names: Vec<String> = tables.iter().map(|it| format!("`{it}`")).collect();
        let more = if *cascade {
            ", and every table that references them"
        } else {
            ""
        };
        acc.risk(
            &part,
            format!("Empties {}{more}: no row comes back", names.join(", ")),
            "Back the rows up, and delete in batches what is not needed",
        );
    }
}
