//! Data that no downgrade brings back, and no plan for that.

use crate::{ChangeId, Check, Finding, Findings, MigrationContext, Rule, RuleSeverity};
use model::MigrationSource;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "irreversible-without-rollback",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("irreversible_without_rollback.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let MigrationSource::Specification(specification) = &ctx.migration.source else {
        return;
    };
    if ctx.migration.surroundings.data_rollback {
        return;
    }
    let planned = specification.rollback_plan.as_ref().is_some_and(|plan| {
        let plan = &plan.value;
        let on = plan.enabled.as_ref().is_none_or(|it| it.value);
        let backup = plan.fallback_to_backup.as_ref().is_some_and(|it| it.value);
        on && (backup || !plan.steps.is_empty())
    });
    if planned {
        return;
    }
    for (at, (risk, change)) in ctx.risks.iter().zip(&ctx.migration.upgrade).enumerate() {
        if !risk.data_loss {
            continue;
        }
        let range = if change.focus.is_empty() {
            change.range
        } else {
            change.focus
        };
        acc.report(Finding {
            level: risk.level,
            change: Some(ChangeId { migration: ctx.index, change: at }),
            help: Some(
                "Say in the downgrade's `data_rollback` what cannot come back, and in `rollback_plan` what to do then".to_owned(),
            ),
            ..Finding::new(
                range,
                format!("Data that was there before cannot come back ({}), and nothing says what a rollback does", risk.why),
            )
        });
    }
}
