//! `data_migration.enabled`, against what the operations do.

use crate::format::{
    because, contradiction, inside, moves_rows, says, set, specification, understood,
};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Operation;
use model::operation::{Change, ColumnAction};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "data-migration-contradicts",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("data_migration_contradicts.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(section) = specification(ctx).and_then(|it| inside(&it.data_migration)) else {
        return;
    };
    let moved = ctx.migration.upgrade.iter().find(|it| moves_rows(it));
    if let (Some(disabled), Some(change)) = (says(&section.enabled, false), moved) {
        contradiction(
            acc,
            disabled.range,
            "`data_migration` is not enabled, but the upgrade changes rows".to_owned(),
            "Enable it, and say how rows change and how that is checked",
            vec![because(change, "rows are changed here")],
            Some(set(
                disabled.range,
                "true",
                "Enable data_migration".to_owned(),
                true,
            )),
        );
    }
    let marked = ctx
        .migration
        .upgrade
        .iter()
        .any(|it| it.data_migration == Some(true));
    // The contract step of a move: the section says where the rows went, and that they are kept.
    let kept = inside(&section.backup).is_some_and(|it| says(&it.created, true).is_some());
    let contracts = kept && ctx.risks.iter().any(|it| it.data_loss);
    if let Some(enabled) = says(&section.enabled, true)
        && moved.is_none()
        && !contracts
        && !marked
        && !ctx.migration.upgrade.is_empty()
        && understood(ctx)
        && !ctx.migration.upgrade.iter().any(computes)
    {
        contradiction(
            acc,
            enabled.range,
            "`data_migration` is enabled, but no operation changes rows".to_owned(),
            "Add the operation, or switch it off",
            Vec::new(),
            None,
        );
    }
}

/// A change of type computes every value anew.
fn computes(change: &Change) -> bool {
    change.parts.iter().any(|it| {
        matches!(&it.operation, Operation::AlterColumn(it)
            if matches!(it.action, ColumnAction::Type { .. }))
    })
}
