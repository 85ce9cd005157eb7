//! A column that must have a value before the rows without one are filled.

use model::operation::{BulkUpdate, ColumnAction, Operation};
use model::risk::Severity;

use crate::{ChangeId, Check, Finding, Findings, Fix, MigrationContext, Related, Rule};
use crate::{RuleSeverity, TextEdit};

pub(crate) const RULE: Rule = Rule {
    code: "not-null-before-backfill",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("not_null_before_backfill.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let upgrade = &ctx.migration.upgrade;
    for (at, change) in upgrade.iter().enumerate() {
        let required = change.parts.iter().find_map(|it| match &it.operation {
            Operation::AlterColumn(it) if it.action == ColumnAction::SetNotNull => Some(it),
            _ => None,
        });
        let new = |risk: &model::Risk| risk.adjustments.iter().any(|it| it.name == "new-table");
        let Some(column) = required.filter(|_| !ctx.risks.get(at).is_some_and(new)) else {
            continue;
        };
        let fills = |it: &Operation| matches!(it, Operation::BulkUpdate(it) if it.table == column.table && fills(it, column.column.as_str()));
        let later = upgrade.iter().enumerate().skip(at + 1);
        let filled = later
            .into_iter()
            .find(|(_, it)| it.parts.iter().any(|it| fills(&it.operation)));
        let Some((second, fill)) = filled else {
            continue;
        };
        let text = |range: syntax::TextRange| {
            let text = ctx.document.text.get(std::ops::Range::from(range));
            text.map(str::to_owned)
        };
        let swapped = (second == at + 1)
            .then(|| Some((text(change.range)?, text(fill.range)?)))
            .flatten();
        let (table, name) = (&column.table, &column.column);
        acc.report(Finding {
            level: ctx.risks.get(at).and_then(|it| it.level),
            change: Some(ChangeId {
                migration: ctx.index,
                change: at,
            }),
            related: vec![Related {
                path: None,
                range: fill.focus,
                message: "the rows are filled here".to_owned(),
            }],
            help: Some("Fill the rows first".to_owned()),
            fix: swapped.map(|(this, that)| Fix {
                title: "Fill the rows first".to_owned(),
                edits: vec![
                    TextEdit::replace(change.range, that),
                    TextEdit::replace(fill.range, this),
                ],
                safe: false,
            }),
            ..Finding::new(
                change.focus,
                format!("`{table}.{name}` becomes NOT NULL before its rows are filled: every row without a value makes it fail"),
            )
        });
    }
}

/// Whether an update gives a value to the rows that have none in the column.
fn fills(update: &BulkUpdate, column: &str) -> bool {
    let sets = update.set.iter().any(|(name, _)| name.as_str() == column);
    let pending = update.filter.as_ref().is_some_and(|it| {
        it.columns.iter().any(|it| it == column) && it.text.to_lowercase().contains("is null")
    });
    sets && pending
}
