//! What a change does, where no other rule says it.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::{Operation, QualifiedName};

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
            (None, _) => named(part.operation).map_or_else(String::new, |it| format!(" (`{it}`)")),
        };
        acc.risk(
            &part,
            format!("{}{object}", words::sentence(&part.risk.why)),
            "",
        );
    }
}

/// The name of what is no table.
fn named(operation: &Operation) -> Option<&QualifiedName> {
    if let Operation::CreateEnum(it) = operation {
        Some(&it.name)
    } else if let Operation::AlterEnum(it) = operation {
        Some(&it.name)
    } else if let Operation::DropEnum(it) = operation {
        Some(&it.name)
    } else if let Operation::DropIndex(it) = operation {
        Some(&it.index)
    } else {
        None
    }
}
