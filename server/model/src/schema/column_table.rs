//! Markdown tables that list columns, and those that list indexes.
//!
//! Headers are recognised by words in several languages and by what stands under them. Tables of
//! rules, rows or anything else without types are left alone.

use std::ops::Range;

use syntax::TextRange;
use syntax::markdown::{Inline, Table};

use crate::operation::Column;

use super::Form;
use super::cell::{self, Mode};
use super::gather::Found;
use super::lines::Statement;
use super::located::Located;
use super::merge::Draft;
use super::section::Walk;
use super::type_text;
use super::words;

/// What a column of the Markdown table tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Table,
    Name,
    Type,
    Constraints,
    Nullable,
    Required,
    Default,
    PrimaryKey,
    Unique,
    /// `Key`: PK, FK, UK.
    Key,
    References,
    OnDelete,
    Indexed,
    Index,
    Check,
    Notes,
}

/// The role that a header's word has; `None` for one that says nothing about columns.
pub(super) fn role(text: &str) -> Option<Role> {
    let text = text
        .trim()
        .trim_matches(['*', '`', ':', '?'])
        .trim()
        .to_lowercase();
    words::header(&text)
}

/// Reads a Markdown table.
pub(super) fn read(table: &Table, walk: &Walk, text: &str, found: &mut Found) {
    let mut roles: Vec<Option<Role>> = table.header.iter().map(|it| role(&it.text)).collect();
    if roles.len() < 2 || table.rows.is_empty() {
        return;
    }
    let has = |roles: &[Option<Role>], role: Role| roles.contains(&Some(role));
    if has(&roles, Role::Index) || is_index_list(&roles, walk) {
        indexes(table, &roles, walk, text, found);
        return;
    }
    // Two columns with the same role: only the first is meant.
    for at in 1..roles.len() {
        if roles[at].is_some() && roles[..at].contains(&roles[at]) {
            roles[at] = None;
        }
    }
    by_content(table, &mut roles);
    // A column of flags that nobody headed.
    if !has(&roles, Role::Constraints)
        && let Some(at) = table.header.iter().position(|it| it.text.trim().is_empty())
        && roles[at].is_none()
        && at > 0
    {
        roles[at] = Some(Role::Constraints);
    }
    let (Some(name_at), Some(type_at)) =
        (position(&roles, Role::Name), position(&roles, Role::Type))
    else {
        return;
    };
    // The names of people and products have no types.
    let typed = table
        .rows
        .iter()
        .filter(|it| {
            it.cells
                .get(type_at)
                .is_some_and(|it| type_text::is_type(&it.text))
        })
        .count();
    let named = table
        .rows
        .iter()
        .filter(|it| {
            it.cells
                .get(name_at)
                .is_some_and(|it| !names(&it.text).is_empty())
        })
        .count();
    // `int64 → string`: what types are called elsewhere.
    let mapped = table
        .rows
        .iter()
        .filter(|it| {
            let cell = it.cells.get(name_at);
            cell.is_some_and(|it| type_text::is_type(it.text.trim_matches(['`', ' '])))
        })
        .count();
    if mapped * 2 > table.rows.len() && position(&roles, Role::Table).is_none() && mapped > 1 {
        return;
    }
    if typed * 3 < table.rows.len() || named * 2 < table.rows.len() || typed == 0 {
        return;
    }
    let sectioned = position(&roles, Role::Table);
    let whole = table_range(table);
    let mut drafts: Vec<Draft> = Vec::new();
    if sectioned.is_none() {
        drafts.push(match walk.owner() {
            Some(named) => Draft::new(named.name, named.range, Form::ColumnTable),
            None => Draft::unnamed(whole, Form::ColumnTable),
        });
    }
    for row in &table.rows {
        if let Some(at) = sectioned {
            let cell = row.cells.get(at).filter(|it| !it.text.trim().is_empty());
            if let Some(cell) = cell {
                let located = Located::inline(cell, text);
                let Some(name) = super::heading::name_in(&cell.text, 0..cell.text.len()) else {
                    continue;
                };
                let name = located.name(name);
                if drafts.last().is_none_or(|it| it.table.name.name != name) {
                    drafts.push(Draft::new(name, cell.range, Form::ColumnTable));
                }
            }
        }
        let Some(draft) = drafts.last_mut() else {
            continue;
        };
        read_row(&row.cells, row.range, &roles, name_at, type_at, text, draft);
    }
    for draft in drafts {
        found.add(draft);
    }
}

fn position(roles: &[Option<Role>], role: Role) -> Option<usize> {
    roles.iter().position(|it| *it == Some(role))
}

fn table_range(table: &Table) -> TextRange {
    let first = table
        .header
        .first()
        .map_or_else(TextRange::default, |it| it.range);
    table.rows.iter().fold(first, |all, it| all.cover(it.range))
}

/// Tables with headers in a language that nobody listed: a column of identifiers first, a column
/// of types after it.
fn by_content(table: &Table, roles: &mut [Option<Role>]) {
    let share = |at: usize, fits: &dyn Fn(&str) -> bool| {
        let count = table
            .rows
            .iter()
            .filter(|it| it.cells.get(at).is_some_and(|it| fits(it.text.trim())))
            .count();
        count * 10 >= table.rows.len() * 7
    };
    if position(roles, Role::Type).is_none()
        && let Some(at) =
            (1..roles.len()).find(|at| roles[*at].is_none() && share(*at, &type_text::is_type))
    {
        roles[at] = Some(Role::Type);
    }
    let identifiers = |it: &str| {
        names(it)
            .first()
            .is_some_and(|name| name.end == it.trim_matches(['`', '*']).len())
    };
    if position(roles, Role::Name).is_none()
        && roles.first() == Some(&None)
        && position(roles, Role::Type).is_some()
        && table
            .header
            .first()
            .is_some_and(|it| !is_other_name(&it.text))
        && share(0, &identifiers)
    {
        roles[0] = Some(Role::Name);
    }
}

/// Headers over names that are not those of columns.
fn is_other_name(header: &str) -> bool {
    let header = header.trim().to_lowercase();
    [
        "variable",
        "logical",
        "parameter",
        "param",
        "option",
        "setting",
        "key",
        "argument",
        "flag",
        "header",
        "env",
        "endpoint",
        "method",
        "function",
        "rule",
        "status",
        "code",
        "query parameter",
        "enum",
        "value",
        "relationship",
    ]
    .iter()
    .any(|it| header.contains(it))
}

/// The column names in a cell: one, or several with commas or slashes between.
pub(super) fn names(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive([',', '/']) {
        let clean = part.trim_end_matches([',', '/']);
        if let Some(name) = cell::identifier(clean) {
            out.push(at + name.start..at + name.end);
            if !clean[name.end..]
                .trim()
                .trim_matches(['`', '*', '"', ']'])
                .is_empty()
            {
                // `id (PK)`: what follows is a remark, perhaps with commas of its own.
                break;
            }
        } else {
            let signs = clean.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_');
            let skipped = clean.len() - signs.len();
            match cell::identifier(signs) {
                Some(name)
                    if skipped > 0
                        && !clean.trim_start().starts_with(['(', '-', '.', '<', '{']) =>
                {
                    out.push(at + skipped + name.start..at + skipped + name.end);
                }
                _ => break,
            }
        }
        at += part.len();
    }
    out
}

fn read_row(
    cells: &[Inline],
    range: TextRange,
    roles: &[Option<Role>],
    name_at: usize,
    type_at: usize,
    text: &str,
    draft: &mut Draft,
) {
    let Some(name_cell) = cells.get(name_at) else {
        return;
    };
    // `~~name~~` is not there any more.
    if name_cell.spans.iter().any(|it| it.strikethrough) {
        return;
    }
    let names = names(&name_cell.text);
    let Some(last) = names.last().map(|it| it.end) else {
        return;
    };
    let after = &name_cell.text[last..];
    // `user name of the owner` is no column.
    let remark = after.trim().trim_matches(['`', '*', '"', ']']).trim();
    if !remark.is_empty()
        && !remark.starts_with(['(', '[', '*', '?', '🔑'])
        && !cell::only_flags(remark)
    {
        return;
    }
    let located = Located::inline(name_cell, text);
    let rows: Vec<Column> = names
        .into_iter()
        .map(|name| {
            let mut column = Column::new(located.name(name), None);
            column.range = range;
            column
        })
        .collect();
    let has = |wanted: &[Role]| roles.iter().flatten().any(|it| wanted.contains(it));
    let stated = Stated {
        flags: has(&[Role::Constraints, Role::Key]),
        nullable: has(&[Role::Nullable, Role::Required]),
    };
    for mut column in rows {
        let own = cell::read(&name_cell.text, last..name_cell.text.len(), Mode::Flags);
        located.apply(&own, &mut column);
        if let Some(cell) = cells.get(type_at) {
            let located = Located::inline(cell, text);
            read_type(&located, &mut column, draft);
        }
        for (at, role) in roles.iter().enumerate() {
            let (Some(role), Some(cell)) = (role, cells.get(at)) else {
                continue;
            };
            if !cell.text.trim().is_empty() && at != name_at && at != type_at {
                read_cell(*role, &Located::inline(cell, text), stated, &mut column);
            }
        }
        draft.column(column);
    }
}

/// A type cell: the type, then flags that live in the same cell.
fn read_type(located: &Located<'_>, column: &mut Column, draft: &mut Draft) {
    let text = located.text;
    let whole = cell::trimmed(text, 0..text.len());
    if whole.is_empty() || !cell::has_value(&text[whole.clone()]) {
        return;
    }
    let Some(ty) = type_text::prefix(&text[whole.clone()]) else {
        // `→ users.id`, `🔑 UUID`: the flags alone count.
        located.apply(&cell::read(text, whole, Mode::Flags), column);
        return;
    };
    let start = whole.start;
    let mut end = start + ty.range.end;
    let rest = start + ty.end..whole.end;
    let after = text[rest.clone()].trim();
    let flags = cell::read(text, rest.clone(), Mode::Flags);
    // `Geometry(Point) array`, `Status enum`: more words of the type, up to the first flag.
    if !after.is_empty() && !ty.question && !after.starts_with(['(', ',', '-', '—', '/', ';']) {
        let stop = cell::first_flag(&text[rest.clone()]).map_or(whole.end, |it| rest.start + it);
        let more = cell::trimmed(text, rest.start..stop);
        let more_text = &text[more.clone()];
        let cut = more_text
            .find([',', '(', ';'])
            .map_or(more.end, |it| more.start + it);
        end = end.max(cell::trimmed(text, more.start..cut).end);
    }
    column.ty = Some(located.column_type(start + ty.range.start..end));
    draft.question |= ty.question;
    if ty.question || ty.optional {
        column.nullable = Some(true);
    }
    located.apply(&flags, column);
}

/// What has a place of its own in the rows.
#[derive(Clone, Copy)]
struct Stated {
    flags: bool,
    nullable: bool,
}

fn read_cell(role: Role, located: &Located<'_>, stated: Stated, column: &mut Column) {
    let text = located.text;
    let all = 0..text.len();
    match role {
        Role::Constraints | Role::Key => {
            located.apply(&cell::read(text, all, Mode::Flags), column);
        }
        Role::Nullable => match cell::yes_no(text) {
            Some(yes) => column.nullable = column.nullable.or(Some(yes)),
            None => located.apply(&cell::read(text, all, Mode::Flags), column),
        },
        Role::Required => match cell::yes_no(text) {
            Some(yes) => column.nullable = column.nullable.or(Some(!yes)),
            None => located.apply(&cell::read(text, all, Mode::Flags), column),
        },
        Role::Default => {
            let value = cell::trimmed(text, all);
            if cell::has_value(&text[value.clone()]) && column.default.is_none() {
                column.default = Some(located.expression(value));
            }
        }
        Role::PrimaryKey => {
            column.primary_key |=
                cell::yes_no(text) == Some(true) || cell::read(text, all, Mode::Flags).primary_key;
        }
        Role::Unique => {
            column.unique |=
                cell::yes_no(text) == Some(true) || cell::read(text, all, Mode::Flags).unique;
        }
        Role::Indexed => {
            column.index |=
                cell::yes_no(text) == Some(true) || cell::read(text, all, Mode::Flags).index;
        }
        Role::References => {
            if cell::has_value(text) && cell::yes_no(text) != Some(false) {
                let mut facts = cell::read(text, all.clone(), Mode::Flags);
                if facts.references.is_none() {
                    facts = cell::reference(text, all);
                }
                located.apply(&facts, column);
            }
        }
        Role::OnDelete => {
            if let Some(references) = &mut column.references {
                references.on_delete = references
                    .on_delete
                    .take()
                    .or_else(|| cell::action_of(text));
            }
        }
        Role::Check => {
            let value = cell::trimmed(text, all);
            if cell::has_value(&text[value.clone()]) && column.check.is_none() {
                column.check = Some(located.expression(value));
            }
        }
        Role::Notes => {
            let facts = cell::read(text, all, Mode::Prose);
            // Where flags have a place of their own, a description only completes them.
            let facts = if stated.flags {
                cell::Facts {
                    references: facts.references,
                    ..cell::Facts::default()
                }
            } else if stated.nullable {
                cell::Facts {
                    nullable: None,
                    default: None,
                    ..facts
                }
            } else {
                facts
            };
            located.apply(&facts, column);
        }
        Role::Table | Role::Name | Role::Type | Role::Index => {}
    }
}

fn is_index_list(roles: &[Option<Role>], walk: &Walk) -> bool {
    walk.about(&super::heading::Title::Indexes) && position(roles, Role::Name).is_some()
}

/// `Index | Columns | Type | Purpose`, `Table | Field | Purpose` under an index heading.
fn indexes(table: &Table, roles: &[Option<Role>], walk: &Walk, text: &str, found: &mut Found) {
    let name_at = position(roles, Role::Name);
    let index_at = position(roles, Role::Index).or_else(|| {
        // `Name | Columns`: the first is the index, the second its columns.
        let mut names = roles
            .iter()
            .enumerate()
            .filter(|it| *it.1 == Some(Role::Name));
        let first = names.next()?.0;
        names.next().map(|_| first)
    });
    let columns_at = roles
        .iter()
        .enumerate()
        .filter(|it| *it.1 == Some(Role::Name) && Some(it.0) != index_at)
        .map(|it| it.0)
        .next_back()
        .or(name_at.filter(|it| Some(*it) != index_at));
    let table_at = position(roles, Role::Table);
    for row in &table.rows {
        let cell = |at: Option<usize>| at.and_then(|it| row.cells.get(it));
        let owner = match cell(table_at) {
            Some(cell) => super::heading::name_in(&cell.text, 0..cell.text.len())
                .map(|it| Located::inline(cell, text).name(it)),
            None => walk.owner().map(|it| it.name),
        };
        let columns = cell(columns_at).map_or_else(Vec::new, |cell| {
            let located = Located::inline(cell, text);
            let inner = cell.text.trim_matches(['(', ')', ' ', '`']);
            let skipped = cell.text.find(inner).unwrap_or(0);
            names(inner)
                .into_iter()
                .map(|it| located.name(it.start + skipped..it.end + skipped))
                .collect()
        });
        let name = cell(index_at).and_then(|cell| {
            super::heading::name_in(&cell.text, 0..cell.text.len())
                .map(|it| Located::inline(cell, text).name(it))
        });
        let others: Vec<&str> = row.cells.iter().map(|it| it.text.as_str()).collect();
        let said = others.join(" ").to_lowercase();
        if said.contains("primary") || (columns.is_empty() && name.is_none()) {
            continue;
        }
        let unique = said
            .split(|c: char| !c.is_alphanumeric())
            .any(|it| it == "unique");
        found.say(
            owner,
            Statement::Index {
                name,
                columns,
                unique,
            },
        );
    }
}
