//! A specification without a way back.

use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use model::{MigrationSource, Operation};

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
