//! Rows are copied before the trigger is there that keeps the copy in step.

use model::operation::{Change, Operation, Other};
use model::risk::Severity;

use crate::sequence::says;
use crate::{ChangeId, Check, Finding, Findings, Fix, MigrationContext, Related, Rule};
use crate::{RuleSeverity, TextEdit};

pub(crate) const RULE: Rule = Rule {
    code: "backfill-before-trigger",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("backfill_before_trigger.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let upgrade = &ctx.migration.upgrade;
    for (at, change) in upgrade.iter().enumerate() {
        for part in &change.parts {
            let Operation::Other(Other::CreateTrigger {
                table, function, ..
            }) = &part.operation
            else {
                continue;
            };
            let name = function.as_ref().map(model::catalog::key);
            let body = name.and_then(|it| ctx.after.objects.functions.get(&it)?.body.clone());
            let Some(body) = body else { continue };
            let assigned = |column: &str| assigns(&body, &column.to_lowercase());
            let copies = |it: &Change| copied(it, table, &assigned);
            if upgrade[at + 1..].iter().any(|it| copies(it).is_some()) {
                continue;
            }
            let before = upgrade[..at].iter().enumerate().rev();
            let found = before
                .into_iter()
                .find_map(|(at, it)| Some((at, it, copies(it)?)));
            if let Some((fill, update, column)) = found {
                report(acc, ctx, (fill, update), (at, change), table, &column);
            }
        }
    }
}

fn report(
    acc: &mut Findings<'_>,
    ctx: &MigrationContext<'_>,
    (fill, update): (usize, &Change),
    (at, trigger): (usize, &Change),
    table: &model::QualifiedName,
    column: &str,
) {
    let text = |range: syntax::TextRange| {
        let text = ctx.document.text.get(std::ops::Range::from(range));
        text.map(str::to_owned)
    };
    let swapped = (at == fill + 1)
        .then(|| Some((text(update.range)?, text(trigger.range)?)))
        .flatten();
    acc.report(Finding {
        level: ctx.risks.get(fill).and_then(|it| it.level),
        change: Some(ChangeId {
            migration: ctx.index,
            change: fill,
        }),
        related: vec![Related {
            path: None,
            range: trigger.focus,
            message: "the trigger is created here".to_owned(),
        }],
        help: Some("Create the trigger first, then fill the rows".to_owned()),
        fix: swapped.map(|(this, that)| Fix {
            title: "Create the trigger first".to_owned(),
            edits: vec![
                TextEdit::replace(update.range, that),
                TextEdit::replace(trigger.range, this),
            ],
            safe: false,
        }),
        ..Finding::new(
            update.focus,
            format!(
                "What is written to `{table}` between this and the trigger keeps an old `{column}`"
            ),
        )
    });
}

/// The column of the table that a change copies from others and that the trigger's function
/// assigns.
fn copied(
    change: &Change,
    table: &model::QualifiedName,
    assigned: &dyn Fn(&str) -> bool,
) -> Option<String> {
    change.parts.iter().find_map(|part| {
        let Operation::BulkUpdate(it) = &part.operation else {
            return None;
        };
        let own = |(name, value): &&(model::Name, model::operation::Expression)| {
            !value.columns.is_empty() && assigned(&name.text)
        };
        let set = it.set.iter().find(own).filter(|_| it.table == *table)?;
        Some(set.0.text.clone())
    })
}

/// `NEW.<column> :=` or `=`, as PL/pgSQL assigns.
fn assigns(body: &str, column: &str) -> bool {
    says(body, "new", column)
        && body.split(';').any(|it| {
            let head = it
                .split_once('=')
                .map(|it| it.0.trim_end_matches(':').trim());
            head.is_some_and(|head| {
                let head = head.split_whitespace().next_back().unwrap_or_default();
                let head = head.to_lowercase().replace('"', "");
                head == format!("new.{column}")
            })
        })
}
