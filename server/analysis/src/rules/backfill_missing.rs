//! A column that must have a value, and nothing gives one to the rows that are there.

use model::operation::{AddColumn, Operation};
use model::risk::Severity;
use syntax::TextRange;

use crate::sequence::{may_fill, moves_data, requires};
use crate::{ChangeId, Check, Finding, Findings, MigrationContext, Related, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "backfill-missing",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("backfill_missing.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let upgrade = &ctx.migration.upgrade;
    for (at, change) in upgrade.iter().enumerate() {
        let Some((table, column)) = requires(change, upgrade, ctx.before) else {
            continue;
        };
        let new = |risk: &model::Risk| risk.adjustments.iter().any(|it| it.name == "new-table");
        if ctx.risks.get(at).is_some_and(new) {
            continue;
        }
        let Some(added) = added_empty(ctx, at, table, &column) else {
            continue;
        };
        acc.report(Finding {
            level: ctx.risks.get(at).and_then(|it| it.level),
            change: Some(ChangeId {
                migration: ctx.index,
                change: at,
            }),
            related: vec![added],
            help: Some(
                "Fill the rows in between, in batches; what is filled outside of migrations stands under `data_migration`".to_owned(),
            ),
            ..Finding::new(
                change.focus,
                format!("`{table}.{column}` must have a value, and nothing gives one to the rows from before it was added"),
            )
        });
    }
}

/// Where the column is added without a value, when nothing between there and the change may fill
/// it. `None` when it is not added here or in a migration before that is not known to be applied.
fn added_empty(
    ctx: &MigrationContext<'_>,
    at: usize,
    table: &model::QualifiedName,
    column: &str,
) -> Option<Related> {
    if moves_data(ctx.migration) {
        return None;
    }
    let here = ctx.migration.upgrade[..at].iter().rev();
    for change in here {
        if let Some(range) = adds(change, table, column) {
            return range.map(|range| related(None, range));
        }
        if may_fill(change, table, column) {
            return None;
        }
    }
    let earlier = ctx.document.workspace.before(ctx.document.path, ctx.index);
    for (node, migration) in earlier {
        if node.applied == Some(true) || moves_data(migration) {
            return None;
        }
        for change in migration.upgrade.iter().rev() {
            if let Some(range) = adds(change, table, column) {
                let path = (node.path != ctx.document.path).then(|| node.path.clone());
                // Rows of a table that nobody uses yet are not there.
                let there = node.before.table(table).is_some();
                return range.filter(|_| there).map(|it| related(path, it));
            }
            if may_fill(change, table, column) {
                return None;
            }
        }
    }
    None
}

fn related(path: Option<String>, range: TextRange) -> Related {
    Related {
        path,
        range,
        message: "it is added here, without a value".to_owned(),
    }
}

/// Where a change adds the column: outer `None` when it does not, inner when it gives it a value.
fn adds(
    change: &model::operation::Change,
    table: &model::QualifiedName,
    column: &str,
) -> Option<Option<TextRange>> {
    let added: &AddColumn = change.parts.iter().find_map(|part| {
        let Operation::AddColumn(it) = &part.operation else {
            return None;
        };
        (it.table.name == table.name && it.column.name.text == column).then_some(it)
    })?;
    let it = &added.column;
    let numbered = it.identity.is_some() || it.ty.as_ref().is_some_and(|it| it.is_serial());
    let empty = it.default.is_none() && it.generated.is_none() && !numbered;
    Some(empty.then_some(change.focus))
}
