//! A foreign key that makes writes to two tables wait.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::{ConstraintKind, References};
use model::risk::Severity as RiskSeverity;

pub(crate) const RULE: Rule = Rule {
    code: "foreign-key-locks-both",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("foreign_key_locks_both.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        // On a new table only the lock on the other one is left to say, and only where it is one.
        if part.new_table && part.risk.severity == RiskSeverity::Hint {
            continue;
        }
        let Some((references, scans)) = references(part.operation) else {
            continue;
        };
        let creates = matches!(part.operation, Operation::CreateTable(_));
        if creates && part.risk.severity == RiskSeverity::Hint {
            continue;
        }
        let free = part
            .risk
            .adjustments
            .iter()
            .any(|it| it.name == "metadata-only");
        let (message, help) = if creates || part.new_table || !scans || free {
            (
                format!(
                    "Writes to `{}` wait while the foreign key is added",
                    references.table
                ),
                "Set a `lock_timeout` and retry, so that nobody queues behind it",
            )
        } else {
            (
                format!(
                    "Checks every row of {} against `{}`: writes to both tables wait",
                    words::table(&part),
                    references.table
                ),
                "Add it NOT VALID, and validate it in its own transaction",
            )
        };
        acc.risk(&part, message, help);
    }
}

/// The first table pointed at, and whether existing rows are checked.
fn references(operation: &Operation) -> Option<(&References, bool)> {
    if let Operation::AddConstraint(it) = operation
        && let ConstraintKind::ForeignKey { references, .. } = &it.constraint.kind
        && !it.constraint.not_valid
        && !it.constraint.not_enforced
    {
        return Some((references, true));
    }
    if let Operation::AddColumn(it) = operation {
        let references = it.column.references.as_ref()?;
        return Some((references, it.column.default.is_some()));
    }
    if let Operation::CreateTable(it) = operation {
        let inline = it.columns.iter().find_map(|it| it.references.as_ref());
        let table = || {
            it.constraints.iter().find_map(|it| {
                if let ConstraintKind::ForeignKey { references, .. } = &it.kind {
                    Some(references)
                } else {
                    None
                }
            })
        };
        return inline.or_else(table).map(|it| (it, false));
    }
    None
}
