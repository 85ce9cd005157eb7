//! A constraint that is added for new rows only, and nothing ever validates it.

use model::Operation;
use model::operation::ConstraintKind;
use model::risk::Severity;

use crate::{ChangeId, Check, Finding, Findings, MigrationContext, Rule, RuleSeverity, format};

pub(crate) const RULE: Rule = Rule {
    code: "constraint-never-validated",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("constraint_never_validated.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let workspace = ctx.document.workspace;
    for (at, change, part, risk) in format::parts(ctx) {
        let Operation::AddConstraint(it) = &part.operation else {
            continue;
        };
        let validates = matches!(
            it.constraint.kind,
            ConstraintKind::Check { .. }
                | ConstraintKind::ForeignKey { .. }
                | ConstraintKind::NotNull { .. }
        );
        let (true, true, Some(name)) = (
            validates,
            it.constraint.not_valid,
            it.constraint.name.as_ref(),
        ) else {
            continue;
        };
        // The next migration may not be written yet.
        let later = workspace.after(ctx.document.path, ctx.index);
        let moved_on = later
            .iter()
            .any(|(_, migration)| !migration.upgrade.is_empty());
        let end = workspace.latest.table(&it.table);
        let end = end.and_then(|table| table.constraint(name.as_str()));
        let open = end.is_some_and(|it| !it.validated && !it.constraint.not_enforced);
        if !moved_on || !open {
            continue;
        }
        acc.report(Finding {
            level: risk.and_then(|it| it.level),
            change: Some(ChangeId {
                migration: ctx.index,
                change: at,
            }),
            help: Some(format!(
                "Add a migration with ALTER TABLE {} VALIDATE CONSTRAINT {}",
                it.table.to_sql(),
                name.to_sql()
            )),
            ..Finding::new(
                change.focus,
                format!("`{name}` is NOT VALID, and no later migration validates it"),
            )
        });
    }
}
