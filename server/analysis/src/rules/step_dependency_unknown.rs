//! A step that waits for a step that is not there.

use crate::format::{contradiction, inside, said, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "step-dependency-unknown",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("step_dependency_unknown.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(plan) = specification(ctx).and_then(|it| inside(&it.execution_plan)) else {
        return;
    };
    for steps in [&plan.steps, &plan.rollback_steps] {
        let names: Vec<&str> = steps.iter().filter_map(|it| said(&it.value.step)).collect();
        // Steps may be counted as well: `1`, `step 1`, `step_1`.
        let counted = |text: &str| {
            let digits = text.trim_start_matches(|it: char| !it.is_ascii_digit());
            let number = digits.parse::<usize>().ok();
            number.is_some_and(|it| it >= 1 && it <= steps.len())
        };
        for dependency in steps.iter().flat_map(|it| &it.value.dependencies) {
            let text = dependency.value.trim();
            if text.is_empty() || names.contains(&text) || counted(text) {
                continue;
            }
            let near = model::lower::nearest(text, names.iter().copied());
            let fix = near.map(|it| {
                let value = syntax::edit::quote_if_needed(it);
                set(dependency.range, &value, format!("Write `{it}`"), false)
            });
            contradiction(
                acc,
                dependency.range,
                format!("There is no step `{text}` to wait for"),
                "Name a step of the same list by its `step`",
                Vec::new(),
                fix,
            );
        }
    }
}
