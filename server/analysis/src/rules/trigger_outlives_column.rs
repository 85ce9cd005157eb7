//! A trigger's function still names a column that goes.

use model::Operation;
use model::risk::Severity;

use crate::sequence::triggers_naming;
use crate::{ChangeId, format};
use crate::{Check, Finding, Findings, MigrationContext, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "trigger-outlives-column",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("trigger_outlives_column.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    for (at, change, part, risk) in format::parts(ctx) {
        let (table, column) = match &part.operation {
            Operation::DropColumn(it) => (&it.table, it.column.as_str()),
            Operation::RenameColumn(it) => (&it.table, it.column.as_str()),
            _ => continue,
        };
        // What a later change of the migration takes away or writes anew does no harm.
        let Some(left) = ctx.after.table(table) else {
            continue;
        };
        if left.column(column).is_some() {
            continue;
        }
        let Some((trigger, _)) = triggers_naming(left, ctx.after, column).next() else {
            continue;
        };
        acc.report(Finding {
            level: risk.and_then(|it| it.level),
            change: Some(ChangeId {
                migration: ctx.index,
                change: at,
            }),
            help: Some("Drop the trigger first, or give its function a body without the column".to_owned()),
            ..Finding::new(
                change.focus,
                format!("The function of the trigger `{trigger}` still names `{column}`: every row that fires it fails"),
            )
        });
    }
}
