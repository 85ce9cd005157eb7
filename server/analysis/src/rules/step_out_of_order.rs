//! Steps of the execution plan in an order that cannot work.

use crate::format::{contradiction, inside, said, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use model::specification::{ExecutionStep, Spanned};

pub(crate) const RULE: Rule = Rule {
    code: "step-out-of-order",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("step_out_of_order.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(plan) = specification(ctx).and_then(|it| inside(&it.execution_plan)) else {
        return;
    };
    for steps in [&plan.steps, &plan.rollback_steps] {
        for (at, step) in steps.iter().enumerate() {
            for dependency in &step.value.dependencies {
                let text = dependency.value.trim();
                let named = |it: &Spanned<ExecutionStep>| said(&it.value.step) == Some(text);
                let Some(other) = steps.iter().position(named).filter(|it| *it >= at) else {
                    continue;
                };
                let message = if other == at {
                    "The step waits for itself".to_owned()
                } else {
                    format!("The step waits for `{text}`, which comes after it")
                };
                let related = vec![there(steps[other].range, "the step that it waits for")];
                let help =
                    "Put steps behind those that they wait for; a circle of steps never begins";
                contradiction(acc, dependency.range, message, help, related, None);
            }
        }
    }
    let is = |it: &Spanned<ExecutionStep>, words: &[&str]| {
        let operation = it.value.operation.as_ref();
        operation.is_some_and(|it| words.contains(&it.value.as_str()))
    };
    let works = |it: &Spanned<ExecutionStep>| is(it, &["upgrade", "migrate_data"]);
    let Some(first) = plan.steps.iter().position(works) else {
        return;
    };
    let backup = plan.steps.iter().position(|it| is(it, &["backup"]));
    if let Some(late) = backup.filter(|it| *it > first && ctx.risks.iter().any(|it| it.data_loss)) {
        let step = &plan.steps[late];
        let range = step
            .value
            .operation
            .as_ref()
            .map_or(step.range, |it| it.range);
        contradiction(
            acc,
            range,
            "The backup comes after the first step that changes something".to_owned(),
            "Take it before: afterwards the values are gone",
            vec![there(
                plan.steps[first].range,
                "the first step that changes something",
            )],
            None,
        );
    }
}
