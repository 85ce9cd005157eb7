//! A column that must have a value before the rows without one are filled.

use model::QualifiedName;
use model::operation::{BulkUpdate, Change, Operation};
use model::risk::Severity;

use crate::sequence::requires;
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
        let required = requires(change, upgrade, ctx.before);
        let new = |risk: &model::Risk| risk.adjustments.iter().any(|it| it.name == "new-table");
        let Some((table, name)) = required.filter(|_| !ctx.risks.get(at).is_some_and(new)) else {
            continue;
        };
        let fills = |it: &Operation| matches!(it, Operation::BulkUpdate(it) if it.table == *table && fills(it, &name));
        let later = upgrade.iter().enumerate().skip(at + 1);
        let filled = later
            .into_iter()
            .find(|(_, it)| it.parts.iter().any(|it| fills(&it.operation)));
        let Some((second, fill)) = filled else {
            let later = ctx.document.workspace.after(ctx.document.path, ctx.index);
            let fill = later.into_iter().find_map(|(node, migration)| {
                let mut changes = migration.upgrade.iter();
                let fill = changes.find(|it| it.parts.iter().any(|it| fills(&it.operation)))?;
                let path = (node.path != ctx.document.path).then(|| node.path.clone());
                Some(related(path, fill))
            });
            if let Some(fill) = fill {
                report(acc, ctx, at, (table, &name), fill, None);
            }
            continue;
        };
        let text = |range: syntax::TextRange| {
            let text = ctx.document.text.get(std::ops::Range::from(range));
            text.map(str::to_owned)
        };
        let swapped = (second == at + 1)
            .then(|| Some((text(change.range)?, text(fill.range)?)))
            .flatten();
        let fix = swapped.map(|(this, that)| Fix {
            title: "Fill the rows first".to_owned(),
            edits: vec![
                TextEdit::replace(change.range, that),
                TextEdit::replace(fill.range, this),
            ],
            safe: false,
        });
        report(acc, ctx, at, (table, &name), related(None, fill), fix);
    }
}

fn related(path: Option<String>, fill: &Change) -> Related {
    Related {
        path,
        range: fill.focus,
        message: "the rows are filled here".to_owned(),
    }
}

fn report(
    acc: &mut Findings<'_>,
    ctx: &MigrationContext<'_>,
    at: usize,
    (table, name): (&QualifiedName, &str),
    fill: Related,
    fix: Option<Fix>,
) {
    acc.report(Finding {
        level: ctx.risks.get(at).and_then(|it| it.level),
        change: Some(ChangeId {
            migration: ctx.index,
            change: at,
        }),
        related: vec![fill],
        help: Some("Fill the rows first".to_owned()),
        fix,
        ..Finding::new(
            ctx.migration.upgrade[at].focus,
            format!("`{table}.{name}` becomes NOT NULL before its rows are filled: every row without a value makes it fail"),
        )
    });
}

/// Whether an update gives a value to the rows that have none in the column.
fn fills(update: &BulkUpdate, column: &str) -> bool {
    let sets = update.set.iter().any(|(name, _)| name.as_str() == column);
    let pending = update.filter.as_ref().is_some_and(|it| {
        it.columns.iter().any(|it| it == column) && it.text.to_lowercase().contains("is null")
    });
    sets && pending
}
