//! A specification without a way back.

use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::operation::{Change, Other};
use model::risk::Severity;
use model::{MigrationSource, Operation, Risk};

pub(crate) const RULE: Rule = Rule {
    code: "missing-downgrade",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("missing_downgrade.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let MigrationSource::Specification(specification) = &ctx.migration.source else {
        return;
    };
    let changes = ctx.migration.upgrade.iter().any(|change| {
        let does = |it: &model::operation::Part| !matches!(it.operation, Operation::NoChange(_));
        change.parts.iter().any(does)
    });
    if !changes || !ctx.migration.downgrade.is_empty() {
        return;
    }
    let section = specification.migration.as_ref();
    let downgrade = section.and_then(|it| it.value.downgrade.as_ref());
    let all = || ctx.migration.upgrade.iter().zip(ctx.risks);
    if downgrade.is_some() && all().all(|(change, risk)| leaves_nothing(change, risk)) {
        return;
    }
    let range = downgrade
        .map(|it| it.key)
        .or(specification.version().map(|it| it.range))
        .unwrap_or(specification.key);
    acc.at(
        range,
        "The migration has no downgrade: what it does cannot be taken back as written".to_owned(),
        "Write the operations that restore the schema, and say in `data_rollback` what cannot come back",
    );
}

/// Nothing of it is left to take back: a constraint that is validated holds for the rows either
/// way, and a NULL that was filled is no value that was lost.
fn leaves_nothing(change: &Change, risk: &Risk) -> bool {
    !risk.data_loss
        && change.parts.iter().all(|part| {
            matches!(
                part.operation,
                Operation::ValidateConstraint(_)
                    | Operation::NoChange(_)
                    | Operation::BulkUpdate(_)
                    | Operation::Other(
                        Other::Analyze { .. } | Other::Vacuum { .. } | Other::Reindex { .. },
                    )
            )
        })
}
