//! An execution plan without a step that the migration calls for.

use crate::format::specification;
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use model::specification::{ExecutionStep, Spanned};

pub(crate) const RULE: Rule = Rule {
    code: "step-missing",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("step_missing.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(plan) = specification(ctx).and_then(|it| it.execution_plan.as_ref()) else {
        return;
    };
    let has = |steps: &[Spanned<ExecutionStep>], word: &str| {
        let is = |it: &Spanned<ExecutionStep>| {
            it.value
                .operation
                .as_ref()
                .is_some_and(|it| it.value == word)
        };
        steps.iter().any(is)
    };
    let (steps, back) = (&plan.value.steps, &plan.value.rollback_steps);
    let loses = ctx.risks.iter().position(|it| it.data_loss);
    let mut say = |range, message: &str, help: &str| {
        acc.at(range, message.to_owned(), help);
    };
    if let Some(first) = steps.first().filter(|_| has(steps, "upgrade")) {
        if loses.is_some() && !has(steps, "backup") {
            say(
                first.key,
                "Values are lost, and no step takes a backup",
                "Add a step with `operation: backup` before the upgrade",
            );
        }
        if !has(steps, "verify") {
            say(
                first.key,
                "No step looks whether everything went well",
                "Add a step with `operation: verify` at the end",
            );
        }
    }
    if let Some(first) = back.first() {
        if !ctx.migration.downgrade.is_empty() && !has(back, "downgrade") {
            say(
                first.key,
                "No step of the way back runs the downgrade",
                "Add a step with `operation: downgrade`",
            );
        }
        if loses.is_some() && has(steps, "backup") && !has(back, "restore_backup") {
            say(
                first.key,
                "A backup is taken, and no step of the way back restores it",
                "Add a step with `operation: restore_backup`",
            );
        }
    }
}
