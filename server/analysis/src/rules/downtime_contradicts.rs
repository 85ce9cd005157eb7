//! A step with downtime in a migration that says it has none.

use crate::format::{contradiction, inside, says, set, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "downtime-contradicts",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("downtime_contradicts.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(specification) = specification(ctx) else {
        return;
    };
    let plan = inside(&specification.execution_plan);
    for step in plan
        .iter()
        .flat_map(|it| it.steps.iter().chain(&it.rollback_steps))
    {
        if let Some(seconds) = &step.value.estimated_duration_seconds
            && seconds.value < 0
        {
            acc.at(
                seconds.range,
                format!("A step cannot take {} seconds", seconds.value),
                "Say how long it takes, or nothing where that is not known",
            );
        }
    }
    let section = inside(&specification.migration);
    let risk = section.and_then(|it| inside(&it.risk));
    let Some(none) = risk.and_then(|it| says(&it.potential_downtime, false)) else {
        return;
    };
    for step in plan.iter().flat_map(|it| &it.steps) {
        if let Some(stops) = says(&step.value.requires_downtime, true) {
            contradiction(
                acc,
                stops.range,
                "The step requires downtime, but `risk.potential_downtime` is false".to_owned(),
                "Say the same in both places",
                vec![there(none.range, "`potential_downtime` is false")],
                Some(set(
                    none.range,
                    "true",
                    "Set potential_downtime to true".to_owned(),
                    false,
                )),
            );
        }
    }
}
