//! A step that is called like another of its list.

use std::collections::BTreeMap;

use crate::format::{contradiction, inside, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use syntax::TextRange;

pub(crate) const RULE: Rule = Rule {
    code: "step-name-repeated",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("step_name_repeated.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(plan) = specification(ctx).and_then(|it| inside(&it.execution_plan)) else {
        return;
    };
    for steps in [&plan.steps, &plan.rollback_steps] {
        let mut seen: BTreeMap<&str, TextRange> = BTreeMap::new();
        for step in steps.iter().filter_map(|it| it.value.step.as_ref()) {
            let text = step.value.trim();
            if let Some(first) = seen.get(text) {
                contradiction(
                    acc,
                    step.range,
                    format!("Another step is called `{text}` already"),
                    "Give every step a name of its own, so that others can wait for it",
                    vec![there(*first, "the other step")],
                    None,
                );
            } else if !text.is_empty() {
                seen.insert(text, step.range);
            }
        }
    }
}
