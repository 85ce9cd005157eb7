//! Tables of changes: `Operation | Table | Change`, `Table | Changes`, `Entity | New Columns`,
//! `Column | Before | After`.

use syntax::markdown::{Inline, Table};

use crate::name::{Name, QualifiedName};
use crate::operation::{Column, ColumnAction, Operation};
use crate::schema::located::Located;
use crate::schema::{flags_of, type_prefix};
use crate::types::ColumnType;

use super::clause::{self, Verb};
use super::{Context, Draft, sentence};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Table,
    Column,
    Operation,
    /// Clauses; the verb where the header says it.
    Changes(Option<Verb>),
    Before,
    After,
    Type,
    Other,
}

fn role(header: &str) -> Role {
    let words: Vec<String> = header
        .split(|c: char| !c.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect();
    let has = |word: &str| words.iter().any(|it| it == word);
    let columns = has("columns") || has("fields") || has("column") || has("field");
    if columns && (has("new") || has("added")) {
        return Role::Changes(Some(Verb::Add));
    }
    if columns && (has("removed") || has("dropped")) {
        return Role::Changes(Some(Verb::Drop));
    }
    if has("before") || has("old") || has("from") || has("current") {
        return Role::Before;
    }
    if has("after") || has("new") || has("to") {
        return Role::After;
    }
    if has("table") || has("entity") || has("model") {
        return Role::Table;
    }
    if columns {
        return Role::Column;
    }
    if has("operation") || has("action") || has("op") || (has("change") && has("type")) {
        return Role::Operation;
    }
    if has("type") {
        return Role::Type;
    }
    if has("change") || has("changes") || has("details") {
        return Role::Changes(None);
    }
    Role::Other
}

/// Reads a table of changes; any other is left alone.
pub(super) fn read(table: &Table, owner: Option<Name>, ctx: &Context<'_>, out: &mut Vec<Draft>) {
    let roles: Vec<Role> = table.header.iter().map(|it| role(&it.text)).collect();
    let has = |wanted: Role| roles.contains(&wanted);
    let moves = has(Role::Before) && has(Role::After);
    let clauses = roles.iter().any(|it| matches!(it, Role::Changes(_)));
    if !(moves || clauses || has(Role::Operation)) {
        return;
    }
    for row in &table.rows {
        let cell = |wanted: Role| {
            let at = roles.iter().position(|it| *it == wanted)?;
            row.cells.get(at).filter(|it| !it.text.trim().is_empty())
        };
        let named = match cell(Role::Table) {
            Some(cell) => match name_in(cell, ctx) {
                Some(name) => Some(name),
                // `Multiple` is no table.
                None => continue,
            },
            None => owner.clone(),
        };
        let changes = roles
            .iter()
            .position(|it| *it == Role::Changes(None))
            .and_then(|at| row.cells.get(at));
        let verb = cell(Role::Operation).or(changes).and_then(row_verb);
        if let (Some(verb @ (Verb::Add | Verb::Drop)), Some(column)) = (verb, cell(Role::Column))
            && (moves || cell(Role::Operation).is_none())
        {
            // `Column | Change | From | To`
            let ty = cell(Role::After).or(cell(Role::Type));
            one_column(verb, column, ty, named.as_ref(), row.range, ctx, out);
            continue;
        }
        if moves {
            if let (Some(column), Some(before), Some(after)) =
                (cell(Role::Column), cell(Role::Before), cell(Role::After))
            {
                retype(column, before, after, named.as_ref(), row.range, ctx, out);
            }
            continue;
        }
        if let Some(operation) = cell(Role::Operation) {
            whole_table(operation, named.as_ref(), row.range, ctx, out);
            let word = operation.text.trim().to_ascii_lowercase();
            if word.contains("table") && !word.contains("alter") {
                continue;
            }
        }
        let verb = cell(Role::Operation)
            .and_then(|it| it.text.split_whitespace().next().map(str::to_owned))
            .and_then(|it| clause::verb(&it))
            .filter(|it| matches!(it, Verb::Add | Verb::Drop));
        if let (Some(verb), Some(column)) = (verb, cell(Role::Column)) {
            sentence::read_cell(column, named.clone(), Some(verb), ctx, out);
        }
        for (role, cell) in roles.iter().zip(&row.cells) {
            if let Role::Changes(said) = role {
                sentence::read_cell(cell, named.clone(), *said, ctx, out);
            }
        }
    }
}

/// The verb of a cell that says one and what it is done to, nothing else: `added`, `Add column`.
fn row_verb(cell: &Inline) -> Option<Verb> {
    let mut words = cell.text.split_whitespace();
    let verb = clause::verb(words.next()?)?;
    let rest = words.all(|it| matches!(it.to_ascii_lowercase().as_str(), "column" | "field"));
    rest.then_some(verb)
}

/// A column that a row adds or drops.
fn one_column(
    verb: Verb,
    column: &Inline,
    ty: Option<&Inline>,
    table: Option<&Name>,
    range: syntax::TextRange,
    ctx: &Context<'_>,
    out: &mut Vec<Draft>,
) {
    let Some(name) = column_name(column, ctx) else {
        return;
    };
    let open = table.is_none();
    let qualified = QualifiedName::new(None, table.cloned().unwrap_or_default());
    let operation = if verb == Verb::Drop {
        clause::drop_column(qualified, name)
    } else {
        let mut added = Column::new(name, None);
        added.range = column.range;
        if let Some(cell) = ty
            && let Some(found) = type_prefix(&cell.text)
        {
            let located = Located::inline(cell, ctx.text);
            added.ty = Some(located.column_type(found.clone()));
            flags_of(&located, found.end..cell.text.len()).apply(&mut added);
        }
        clause::add_column(qualified, added)
    };
    out.push(Draft {
        range,
        operation,
        open,
        certain: true,
    });
}

fn column_name(cell: &Inline, ctx: &Context<'_>) -> Option<Name> {
    let text = cell.text.trim();
    let start = cell.text.find(text)?;
    let fits = clause::is_name(text) && !text.contains('.');
    fits.then(|| Located::inline(cell, ctx.text).name(start..start + text.len()))
}

fn name_in(cell: &Inline, ctx: &Context<'_>) -> Option<Name> {
    let text = cell.text.trim();
    let start = cell.text.find(text)?;
    let code = cell.spans.iter().any(|it| it.code);
    let fits = clause::is_name(text) && (code || ctx.table(text).is_some() || text.contains('_'));
    fits.then(|| Located::inline(cell, ctx.text).name(start..start + text.len()))
}

/// `CREATE TABLE`, `DROP TABLE` as the operation of a row.
fn whole_table(
    cell: &Inline,
    table: Option<&Name>,
    range: syntax::TextRange,
    ctx: &Context<'_>,
    out: &mut Vec<Draft>,
) {
    let Some(table) = table else { return };
    let words: Vec<String> = cell
        .text
        .split_whitespace()
        .map(str::to_ascii_lowercase)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let operation = match words.as_slice() {
        ["create" | "add" | "new", "table"] | ["create_table"] => match ctx.table(&table.text) {
            Some(read) => Operation::CreateTable(crate::schema::creation(&read.table)),
            None => Operation::CreateTable(clause::empty_table(table.clone())),
        },
        ["drop" | "remove" | "delete", "table"] | ["drop_table"] => {
            clause::drop_table(table.clone())
        }
        _ => return,
    };
    out.push(Draft {
        range,
        operation,
        open: false,
        certain: true,
    });
}

/// The type that a cell begins with.
fn type_of(cell: &Inline, ctx: &Context<'_>) -> Option<ColumnType> {
    let text = cell.text.trim();
    let lead = cell.text.find(text)?;
    let found = type_prefix(text)?;
    let located = Located::inline(cell, ctx.text);
    Some(located.column_type(lead + found.start..lead + found.end))
}

/// A column whose type or nullability was one and becomes another.
fn retype(
    column: &Inline,
    before: &Inline,
    after: &Inline,
    table: Option<&Name>,
    range: syntax::TextRange,
    ctx: &Context<'_>,
    out: &mut Vec<Draft>,
) {
    let located = Located::inline(column, ctx.text);
    let text = column.text.trim();
    let Some(start) = column.text.find(text) else {
        return;
    };
    if !clause::is_name(text) {
        return;
    }
    let (said, name) = match text.split_once('.') {
        Some((table, name)) => (
            Some(located.name(start..start + table.len())),
            located.name(start + text.len() - name.len()..start + text.len()),
        ),
        None => (None, located.name(start..start + text.len())),
    };
    let table = said.or_else(|| table.cloned()).or_else(|| {
        let only = ctx.only_with(text)?;
        Some(Name::generated(only.table.name.name.text.clone()))
    });
    let word = |it: &Inline| it.text.trim().to_ascii_lowercase();
    let lead = after.text.len() - after.text.trim_start().len();
    let action = match (word(before).as_str(), word(after).as_str()) {
        (a, b) if a == b => return,
        (_, "not null" | "required") => ColumnAction::SetNotNull,
        (_, "null" | "nullable" | "optional") => ColumnAction::DropNotNull,
        _ => {
            let (Some(_), Some(found)) = (
                type_prefix(before.text.trim()),
                type_prefix(after.text.trim()),
            ) else {
                return;
            };
            let ty =
                Located::inline(after, ctx.text).column_type(lead + found.start..lead + found.end);
            ColumnAction::Type {
                ty,
                using: None,
                collation: None,
            }
        }
    };
    let open = table.is_none();
    let qualified = QualifiedName::new(None, table.unwrap_or_default());
    out.push(Draft {
        range,
        operation: clause::alter_column(qualified, name, action, type_of(before, ctx)),
        open,
        certain: true,
    });
}
