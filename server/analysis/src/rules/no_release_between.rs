//! A new column and the end of the old one in one migration: no release fits in between.

use model::operation::{AddColumn, DropColumn, Operation};
use model::risk::Severity;

use crate::{ChangeId, Check, Finding, Findings, MigrationContext, Related, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "no-release-between",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("no_release_between.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    if !ctx.context.zero_downtime.value {
        return;
    }
    let mut added: Vec<(&AddColumn, syntax::TextRange)> = Vec::new();
    // The columns that were read to fill an added one, with that one's place.
    let mut read: Vec<(&model::QualifiedName, &str, &AddColumn, syntax::TextRange)> = Vec::new();
    for (at, change) in ctx.migration.upgrade.iter().enumerate() {
        for part in &change.parts {
            if let Operation::AddColumn(it) = &part.operation {
                added.push((it, change.focus));
            } else if let Operation::BulkUpdate(it) = &part.operation {
                for (column, value) in &it.set {
                    let new = added.iter().find(|(new, _)| {
                        new.table == it.table && new.column.name.as_str() == column.as_str()
                    });
                    let columns = value.columns.iter();
                    read.extend(new.into_iter().flat_map(|(new, range)| {
                        let columns = columns.clone();
                        columns.map(move |old| (&it.table, old.as_str(), *new, *range))
                    }));
                }
            } else if let Operation::DropColumn(it) = &part.operation {
                let breaks = ctx.risks.get(at).is_some_and(|it| it.breaks_running_code);
                let from = read.iter().find(|(table, column, ..)| {
                    **table == it.table && *column == it.column.as_str()
                });
                if let Some((_, _, new, range)) = from.filter(|_| breaks) {
                    report(acc, ctx, at, it, new, *range);
                }
            }
        }
    }
}

fn report(
    acc: &mut Findings<'_>,
    ctx: &MigrationContext<'_>,
    at: usize,
    old: &DropColumn,
    new: &AddColumn,
    added: syntax::TextRange,
) {
    let change = &ctx.migration.upgrade[at];
    let (table, was, is) = (&old.table, &old.column, &new.column.name);
    acc.report(Finding {
        level: ctx.risks.get(at).and_then(|it| it.level),
        change: Some(ChangeId {
            migration: ctx.index,
            change: at,
        }),
        related: vec![Related {
            path: None,
            range: added,
            message: "the column that takes over is added here".to_owned(),
        }],
        help: Some("Drop it in a later migration, after a release that uses the new column".to_owned()),
        ..Finding::new(
            change.focus,
            format!("`{table}.{is}` takes over from `{was}` and `{was}` goes in one migration: no release that uses the new one fits in between"),
        )
    });
}
