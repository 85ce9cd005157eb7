//! An entry of `breaking_changes` that no operation is about.

use crate::format::{inside, parts, said, specification, understood};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use crate::{Finding, Tag};
use model::Operation;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "breaking-change-stale",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("breaking_change_stale.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let section = specification(ctx).and_then(|it| inside(&it.migration));
    let Some(list) = section.and_then(|it| it.breaking_changes.as_ref()) else {
        return;
    };
    if ctx.migration.upgrade.is_empty() || !understood(ctx) {
        return;
    }
    for entry in &list.value {
        let Some(table) = said(&entry.value.table) else {
            continue;
        };
        let column = said(&entry.value.column);
        let bare = |it: &str| it.rsplit('.').next().unwrap_or(it).to_lowercase();
        let touches = |operation: &Operation| {
            let Some(of) = operation.table() else {
                // An index or a type names no table.
                return true;
            };
            let same = bare(&of.to_string()) == bare(table);
            let own = operation.column();
            let fits = match (column, own) {
                (Some(column), Some(own)) => own.text.eq_ignore_ascii_case(column),
                _ => true,
            };
            same && fits
        };
        if parts(ctx).any(|(_, _, part, _)| touches(&part.operation)) {
            continue;
        }
        let object = match column {
            Some(column) => format!("{table}.{column}"),
            None => table.to_owned(),
        };
        acc.report(Finding {
            tag: Some(Tag::Unnecessary),
            help: Some("Take the entry out, or correct its table and column".to_owned()),
            ..Finding::new(
                entry.range,
                format!("No operation of the upgrade is about `{object}`"),
            )
        });
    }
}
