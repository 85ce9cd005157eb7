//! An entry of `breaking_changes` that no operation is about.

use crate::format::{because, contradiction, inside, parts, said, set, specification, understood};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use crate::{Finding, Tag};
use model::Operation;
use model::operation::{Change, ColumnAction};
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
        let touching: Vec<(&Change, &Operation)> = parts(ctx)
            .filter(|(_, _, part, _)| touches(&part.operation))
            .map(|(_, change, part, _)| (change, &part.operation))
            .collect();
        if let Some((change, _)) = touching.first() {
            if let (Some(ty), Some(word)) = (&entry.value.ty, meant(&touching, column))
                && ty.value != word
            {
                contradiction(
                    acc,
                    ty.range,
                    format!(
                        "What the upgrade does to it is `{word}`, not `{}`",
                        ty.value
                    ),
                    "Name the change by what it does",
                    vec![because(change, "what happens to it")],
                    Some(set(ty.range, word, format!("Write `{word}`"), true)),
                );
            }
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

/// The word for what is done to an object, where all that is done to it is of one kind.
fn meant(touching: &[(&Change, &Operation)], column: Option<&str>) -> Option<&'static str> {
    let Some(column) = column else {
        let drops = |it: &Operation| matches!(it, Operation::DropTable(_));
        return touching
            .iter()
            .all(|it| drops(it.1))
            .then_some("dropping_table");
    };
    let is = |it: &&Operation| {
        let own = it.column();
        own.is_some_and(|it| it.text.eq_ignore_ascii_case(column))
    };
    let own: Vec<&Operation> = touching.iter().map(|it| it.1).filter(is).collect();
    let all = |fits: fn(&Operation) -> bool| !own.is_empty() && own.iter().all(|it| fits(it));
    if all(|it| matches!(it, Operation::DropColumn(_))) {
        return Some("dropping_column");
    }
    let ty = |it: &Operation| matches!(it, Operation::AlterColumn(it) if matches!(it.action, ColumnAction::Type { .. }));
    all(ty).then_some("incompatible_type")
}
