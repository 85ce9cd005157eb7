//! A change that breaks running code and is missing in `breaking_changes`.

use crate::Fix;
use crate::format::{because, contradiction, inside, parts, said, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Operation;
use model::operation::ColumnAction;
use model::risk::Severity;
use model::specification::{BreakingChange, Spanned};
use syntax::{TextEdit, TextRange};

pub(crate) const RULE: Rule = Rule {
    code: "breaking-change-undeclared",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("breaking_change_undeclared.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(section) = specification(ctx).and_then(|it| inside(&it.migration)) else {
        return;
    };
    // Without the list nobody claims that it is whole.
    let Some(list) = &section.breaking_changes else {
        return;
    };
    for (_, change, part, risk) in parts(ctx) {
        let Some(risk) = risk.filter(|it| it.breaks_running_code) else {
            continue;
        };
        let new = risk.adjustments.iter().any(|it| it.name == "new-table");
        let Some((kind, table, column)) = breaks(&part.operation).filter(|_| !new) else {
            continue;
        };
        let declared = list.value.iter().any(|it| {
            let entry = &it.value;
            let same = |text: Option<&str>, name: &str| {
                text.is_some_and(|it| it.eq_ignore_ascii_case(name))
            };
            let column_fits = match (&column, said(&entry.column)) {
                (Some(column), Some(it)) => it.eq_ignore_ascii_case(column),
                _ => true,
            };
            same(said(&entry.table), &table) && column_fits
        });
        if declared {
            continue;
        }
        let object = match &column {
            Some(column) => format!("{table}.{column}"),
            None => table.clone(),
        };
        contradiction(
            acc,
            list.key,
            format!(
                "`breaking_changes` does not mention `{object}`: {}",
                risk.why
            ),
            "Add an entry, and say how applications get over it",
            vec![because(change, risk.why.clone())],
            fix(
                list.range,
                &list.value,
                ctx.document.text,
                (kind, &table, column.as_deref()),
            ),
        );
    }
}

/// The format's word for a change that running code does not survive, and its object.
fn breaks(operation: &Operation) -> Option<(&'static str, String, Option<String>)> {
    let table = operation.table()?.to_string();
    let column = operation.column().map(|it| it.text.clone());
    let retypes = |it: &ColumnAction| matches!(it, ColumnAction::Type { .. });
    let kind = if matches!(
        operation,
        Operation::DropColumn(_) | Operation::RenameColumn(_)
    ) {
        "dropping_column"
    } else if matches!(
        operation,
        Operation::DropTable(_) | Operation::RenameTable(_)
    ) {
        "dropping_table"
    } else if matches!(operation, Operation::DropConstraint(_)) {
        "constraint_removal"
    } else if matches!(operation, Operation::AlterColumn(it) if retypes(&it.action)) {
        "incompatible_type"
    } else {
        return None;
    };
    Some((kind, table, column))
}

/// One more entry, behind the last one or in an empty `[]`.
fn fix(
    range: TextRange,
    entries: &[Spanned<BreakingChange>],
    text: &str,
    (kind, table, column): (&str, &str, Option<&str>),
) -> Option<Fix> {
    let quote = syntax::edit::quote_if_needed;
    let mut entry = format!("{{type: {kind}, table: {}", quote(table));
    if let Some(column) = column {
        entry.push_str(&format!(", column: {}", quote(column)));
    }
    entry.push_str(", mitigation_strategy: null}");
    let list = &text[range];
    let edit = match entries.last() {
        None => TextEdit::replace(range, format!("[{entry}]")),
        Some(last) if list.starts_with('[') => {
            TextEdit::insert(last.range.end(), format!(", {entry}"))
        }
        Some(last) => {
            let start = usize::from(range.start());
            let line = text[..start].rfind(['\n', '\r']).map_or(0, |it| it + 1);
            let end = syntax::text::line_end(text);
            let before = &text[line..start];
            if !before.trim().is_empty() {
                return None;
            }
            TextEdit::insert(last.range.end(), format!("{end}{before}- {entry}"))
        }
    };
    Some(Fix {
        title: format!("Add `{table}` to breaking_changes"),
        edits: vec![edit],
        safe: false,
    })
}
