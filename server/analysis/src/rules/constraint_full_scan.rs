//! A constraint whose check of existing rows makes others wait.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::operation::{ConstraintKind, DomainAction, Other};
use model::{Level, Operation};

pub(crate) const RULE: Rule = Rule {
    code: "constraint-full-scan",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("constraint_full_scan.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let free = part
            .risk
            .adjustments
            .iter()
            .any(|it| it.name == "metadata-only");
        if part.new_table || free || part.risk.baseline < Some(Level::High) {
            continue;
        }
        let Some(what) = constraint(part.operation) else {
            continue;
        };
        acc.risk(
            &part,
            format!(
                "Checks every row of {} for {what}{}",
                words::table(&part),
                words::under_lock(&part)
            ),
            "Add a check NOT VALID and validate it in its own transaction; build a unique index CONCURRENTLY and add the constraint USING INDEX",
        );
    }
}

/// What existing rows are held against, in words; `None` for anything else.
fn constraint(operation: &Operation) -> Option<&'static str> {
    if let Operation::AddConstraint(it) = operation {
        return match &it.constraint.kind {
            ConstraintKind::PrimaryKey { .. } => Some("a primary key"),
            ConstraintKind::Unique { .. } => Some("a unique constraint"),
            ConstraintKind::Check { .. } => Some("a check"),
            ConstraintKind::Exclusion { .. } => Some("an exclusion constraint"),
            ConstraintKind::ForeignKey { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => None,
        };
    }
    if let Operation::AddColumn(it) = operation {
        let column = &it.column;
        return if column.primary_key {
            Some("a primary key")
        } else if column.unique {
            Some("a unique constraint")
        } else if column.check.is_some() || !it.constraints.is_empty() {
            Some("a check")
        } else {
            None
        };
    }
    if let Operation::Other(Other::AlterDomain { action, .. }) = operation {
        let checks = matches!(
            action,
            DomainAction::AddConstraint { .. } | DomainAction::SetNotNull
        );
        return checks.then_some("a domain's constraint");
    }
    None
}
