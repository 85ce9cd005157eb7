//! What is said about going back, against itself.

use crate::format::{contradiction, inside, says, set, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use model::specification::Spanned;

pub(crate) const RULE: Rule = Rule {
    code: "rollback-contradicts",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("rollback_contradicts.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(specification) = specification(ctx) else {
        return;
    };
    let validation = inside(&specification.validation).and_then(|it| inside(&it.rollback));
    let plan = inside(&specification.rollback_plan);
    let automated = validation.and_then(|it| says(&it.automated, true));
    let by_hand = validation.and_then(|it| says(&it.requires_manual, true));
    let automatic = plan.and_then(|it| says(&it.automatic, true));
    let mut say = |at: &Spanned<bool>, what: &str, other: &Spanned<bool>, but: &str| {
        contradiction(
            acc,
            at.range,
            format!("{what}, but {but}"),
            "Say the same in both places",
            vec![there(other.range, but)],
            None,
        );
    };
    if let (Some(automated), Some(by_hand)) = (automated, by_hand) {
        say(
            automated,
            "The rollback is automated",
            by_hand,
            "`requires_manual` is true",
        );
    }
    if let (Some(automatic), Some(by_hand)) = (automatic, by_hand) {
        say(
            automatic,
            "The rollback is automatic",
            by_hand,
            "`validation.rollback.requires_manual` is true",
        );
    } else if let Some(automatic) = automatic
        && let Some(not) = validation.and_then(|it| says(&it.automated, false))
    {
        say(
            automatic,
            "The rollback is automatic",
            not,
            "`validation.rollback.automated` is false",
        );
    }
    let Some(plan) = plan else { return };
    if let Some(disabled) = says(&plan.enabled, false) {
        if let Some(automatic) = automatic {
            say(
                automatic,
                "The rollback is automatic",
                disabled,
                "the plan is not enabled",
            );
        }
        if let Some(step) = plan.steps.first() {
            contradiction(
                acc,
                disabled.range,
                "The rollback plan is not enabled, but has steps".to_owned(),
                "Enable it, or take the steps out",
                vec![there(step.range, "the first step")],
                Some(set(
                    disabled.range,
                    "true",
                    "Enable the rollback plan".to_owned(),
                    false,
                )),
            );
        }
        if ctx.document.context.rollback_required.said
            && ctx.document.context.rollback_required.value
        {
            acc.at(
                disabled.range,
                "A rollback is required, but the rollback plan is not enabled".to_owned(),
                "Enable it and say what is done",
            );
        }
    }
    let back =
        inside(&specification.execution_plan).is_some_and(|it| !it.rollback_steps.is_empty());
    let fallback = says(&plan.fallback_to_backup, true);
    if let Some(enabled) = says(&plan.enabled, true)
        && plan.steps.is_empty()
        && !back
        && fallback.is_none()
        && ctx.migration.downgrade.is_empty()
    {
        acc.at(
            enabled.range,
            "The rollback plan is enabled, but there is no step, no downgrade and no backup"
                .to_owned(),
            "Say in `steps` what is done, or that there is no way back",
        );
    }
    let backup = inside(&specification.data_migration).and_then(|it| inside(&it.backup));
    let none = backup.and_then(|it| says(&it.created, false));
    let made = backup.and_then(|it| says(&it.created, true));
    if let (Some(not), Some(made)) = (says(&plan.fallback_to_backup, false), made)
        && ctx.risks.iter().any(|it| it.data_loss)
    {
        contradiction(
            acc,
            not.range,
            "Values are lost, and the rollback does not fall back to the backup that has them"
                .to_owned(),
            "Fall back to it, or say in `data_rollback` that they are not wanted",
            vec![there(made.range, "the backup")],
            Some(set(
                not.range,
                "true",
                "Fall back to the backup".to_owned(),
                false,
            )),
        );
    }
    if let (Some(fallback), Some(none)) = (fallback, none)
        && ctx.migration.surroundings.backup != Some(true)
    {
        contradiction(
            acc,
            fallback.range,
            "The rollback falls back to a backup, but none is made".to_owned(),
            "Make one before the first step that changes rows",
            vec![there(
                none.range,
                "`data_migration.backup.created` is false",
            )],
            None,
        );
    }
}
