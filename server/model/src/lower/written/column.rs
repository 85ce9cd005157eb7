//! The tables and columns that a clause names, with what is said of them.

use crate::name::Name;
use crate::operation::{Column, Operation};
use crate::schema::located::Located;
use crate::schema::{flags_of, type_prefix};

use super::token::Token;
use super::{Context, Draft, clause};

/// The creation of a table, with the columns that the document describes.
pub(super) fn create(name: Name, ctx: &Context<'_>) -> Operation {
    match ctx.table(&name.text) {
        Some(read) => Operation::CreateTable(crate::schema::creation(&read.table)),
        None => Operation::CreateTable(clause::empty_table(name)),
    }
}

/// The column that the token at `at` names, with the type and flags that follow it.
pub(super) fn described_column(
    located: &Located<'_>,
    tokens: &[Token],
    at: usize,
    ctx: &Context<'_>,
    table: Option<&str>,
) -> Option<Column> {
    let token = tokens.get(at)?;
    let text = located.text;
    let (name, inside) = match token.text.split_once(' ') {
        // `` `payload JSONB` ``
        Some((name, _)) if token.code => {
            let end = token.range.start + name.len();
            (token.range.start..end, Some(end..token.range.end))
        }
        _ => (token.range.clone(), None),
    };
    if !clause::is_name(&text[name.clone()]) || text[name.clone()].contains('.') {
        return None;
    }
    let mut column = Column::new(located.name(name.clone()), None);
    column.range = located.range(token.range.clone());
    let mut part = inside.unwrap_or_else(|| {
        let end = tokens.last().map_or(token.range.end, |it| it.range.end);
        token.range.end..end
    });
    // The type follows at once, in brackets, after `column` or a colon.
    let slice = &text[part.clone()];
    let lead = slice.len() - slice.trim_start_matches([' ', '`', '(', ':', '*']).len();
    let rest = &slice[lead..];
    let skipped = ["columns ", "column ", "field ", "as ", "of type "]
        .iter()
        .filter(|it| {
            rest.get(..it.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(it))
        })
        .map(|it| it.len())
        .max()
        .unwrap_or(0);
    let from = part.start + lead + skipped;
    let rest = &text[from..part.end];
    let lead = rest.len() - rest.trim_start_matches([' ', '`', '(']).len();
    if let Some(found) = type_prefix(&text[from + lead..part.end]) {
        let start = from + lead;
        column.ty = Some(located.column_type(start + found.start..start + found.end));
        part.start = start + found.end;
    }
    flags_of(located, part).apply(&mut column);
    column.references = column
        .references
        .filter(|it| !it.table.name.text.is_empty());
    if let Some(known) = table.and_then(|it| ctx.table(it))
        && let Some(known) = known.table.column(&column.name.text)
    {
        // The document shows the table as it is afterwards.
        column.ty = column.ty.or_else(|| known.ty.clone());
        column.nullable = column.nullable.or(known.nullable);
        column.default = column.default.or_else(|| known.default.clone());
        column.references = column.references.or_else(|| known.references.clone());
    }
    Some(column)
}

/// The table to which an earlier sentence added a column.
pub(super) fn added(drafts: &[Draft], column: &str) -> Option<Name> {
    drafts.iter().rev().find_map(|it| {
        let Operation::AddColumn(add) = &it.operation else {
            return None;
        };
        (add.column.name.text == column && !it.open).then(|| add.table.name.clone())
    })
}
