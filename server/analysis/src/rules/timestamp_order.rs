//! A migration older than the one before it.

use crate::format::{inside, moment, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use crate::{Finding, Related};
use model::risk::Severity;
use model::{MigrationSource, Specification};

pub(crate) const RULE: Rule = Rule {
    code: "timestamp-order",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("timestamp_order.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(own) = specification(ctx) else {
        return;
    };
    let created = |it: &Specification| {
        let at = inside(&it.migration)?.created_at.clone()?;
        Some((moment(at.value.trim())?, at.range))
    };
    let (Some((own_at, range)), Some(parent)) = (created(own), own.parent()) else {
        return;
    };
    let workspace = ctx.document.workspace;
    let mut nodes = workspace.chain.of_version(&parent.value);
    let Some((_, node)) = nodes.next() else {
        return;
    };
    let document = workspace.documents.iter().find(|it| it.0 == node.path);
    let migration = document.and_then(|it| it.1.migrations.get(node.migration));
    let Some(MigrationSource::Specification(before)) = migration.map(|it| &it.source) else {
        return;
    };
    let Some((before_at, before_range)) = created(before) else {
        return;
    };
    if own_at.is_before(before_at) {
        acc.report(Finding {
            help: Some("Correct the date, or the order of the two".to_owned()),
            related: vec![Related {
                path: (node.path != ctx.document.path).then(|| node.path.clone()),
                range: before_range,
                message: format!("migration {} was created later", parent.value),
            }],
            ..Finding::new(
                range,
                format!(
                    "Created before migration {}, which it follows",
                    parent.value
                ),
            )
        });
    }
}
