//! An operation of the downgrade that finds nothing to work on.

use crate::format::{specification, understood};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Operation;
use model::catalog::CatalogProblemKind;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "downgrade-fails",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("downgrade_fails.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    if specification(ctx).is_none() || !understood(ctx) {
        return;
    }
    let mut state = ctx.after.clone();
    // Tables that the downgrade itself has dropped: those are gone for certain.
    let mut gone: Vec<String> = Vec::new();
    for change in &ctx.migration.downgrade {
        for part in &change.parts {
            let Some(table) = part.operation.table() else {
                continue;
            };
            let name = table.to_string();
            if matches!(part.operation, Operation::CreateTable(_)) {
                gone.retain(|it| *it != name);
            } else if gone.contains(&name) {
                acc.at(
                    change.focus,
                    format!("The downgrade fails here: it has dropped `{name}` already"),
                    HELP,
                );
            } else if matches!(part.operation, Operation::DropTable(_)) {
                gone.push(name);
            }
        }
        for problem in state.apply(change) {
            let object = &problem.object;
            let what = match problem.kind {
                CatalogProblemKind::UnknownTable => format!("there is no table `{object}`"),
                CatalogProblemKind::UnknownColumn => format!("there is no column `{object}`"),
                CatalogProblemKind::UnknownConstraint => {
                    format!("there is no constraint `{object}`")
                }
                CatalogProblemKind::UnknownIndex => format!("there is no index `{object}`"),
                CatalogProblemKind::Duplicate => format!("`{object}` is there already"),
            };
            let range = if problem.range.is_empty() {
                change.focus
            } else {
                problem.range
            };
            acc.at(
                range,
                format!("The downgrade fails here: {what} at this point"),
                HELP,
            );
        }
    }
}

const HELP: &str = "Undo the operations of the upgrade in reverse, the last one first";
