//! SQLModel and SQLAlchemy classes in Python fences.
//!
//! A tolerant reader of lines, no Python parser: a class that is a table, its annotated
//! attributes and what their `Field(…)`, `Column(…)` or `mapped_column(…)` says. Request models,
//! `Relationship()` attributes and methods are not columns.

use std::ops::Range;

use syntax::markdown::Fence;

use crate::name::Name;
use crate::operation::{Column, ConstraintKind};

use super::Form;
use super::cell;
use super::gather::Found;
use super::located::Located;
use super::merge::{self, Draft};
use super::type_text::{balanced, word_len};

/// Reads a fence.
pub(super) fn read(fence: &Fence, found: &mut Found) {
    let located = Located::fence(fence);
    let text = located.text;
    let lines = logical_lines(text);
    let mut class: Option<Class> = None;
    let mut bases: Vec<(String, Vec<Column>)> = Vec::new();
    for line in lines {
        let code = &text[line.clone()];
        let indent = code.len() - code.trim_start().len();
        let trimmed = code.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') || trimmed.starts_with('@') {
            continue;
        }
        if let Some(rest) = trimmed.strip_prefix("class ") {
            close(class.take(), &mut bases, found);
            class = open(rest, line.start + indent, &line, &located, &bases, indent);
            continue;
        }
        if indent == 0
            && let Some(draft) = core_table(&located, &line)
        {
            close(class.take(), &mut bases, found);
            found.add(draft);
            continue;
        }
        let Some(current) = &mut class else { continue };
        if indent <= current.indent {
            close(class.take(), &mut bases, found);
            continue;
        }
        let body = *current.body.get_or_insert(indent);
        if indent == body {
            attribute(&located, line.start + indent..line.end, current);
        }
    }
    close(class, &mut bases, found);
}

struct Class {
    draft: Draft,
    indent: usize,
    body: Option<usize>,
    /// A table, or a base whose columns tables inherit.
    table: bool,
    name: String,
}

/// Lines joined while a bracket is open; comments at their ends stay.
fn logical_lines(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut depth = 0_i32;
    let mut doc = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let marks = line.matches("\"\"\"").count();
        if doc || marks > 0 {
            if marks % 2 == 1 {
                doc = !doc;
            }
            if depth == 0 {
                at = end;
                start = end;
                continue;
            }
        }
        let mut quote: Option<char> = None;
        for c in line.chars() {
            match (quote, c) {
                (Some(open), _) if open == c => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(c),
                (None, '#') => break,
                (None, '(' | '[' | '{') => depth += 1,
                (None, ')' | ']' | '}') => depth -= 1,
                (None, _) => {}
            }
        }
        // A class never begins inside a bracket; one that was left open ends there.
        if depth <= 0 || text[end..].starts_with("class ") {
            out.push(start..at + line.trim_end().len());
            start = end;
            depth = 0;
        }
        at = end;
    }
    if start < text.len() {
        out.push(start..text.len());
    }
    out
}

fn open(
    rest: &str,
    class_at: usize,
    line: &Range<usize>,
    located: &Located<'_>,
    bases: &[(String, Vec<Column>)],
    indent: usize,
) -> Option<Class> {
    let name_at = class_at + "class ".len();
    let len = word_len(rest)?;
    let name = &rest[..len];
    let arguments = rest[len..]
        .trim_start()
        .strip_prefix('(')
        .map_or("", |it| it.split(')').next().unwrap_or_default());
    let parents: Vec<&str> = arguments.split(',').map(str::trim).collect();
    let table = parents
        .iter()
        .any(|it| it.replace(' ', "").eq_ignore_ascii_case("table=true"));
    let declarative = parents.iter().any(|it| {
        matches!(
            it.rsplit('.').next().unwrap_or(it),
            "Base" | "DeclarativeBase" | "Model" | "AsyncBase"
        )
    });
    let mut named = located.name(name_at..name_at + len);
    named.text = named.text.to_lowercase();
    let mut draft = Draft::new(named, located.range(line.clone()), Form::SqlModel);
    if let Some((_, columns)) = bases.iter().find(|it| parents.contains(&it.0.as_str())) {
        for column in columns {
            draft.column(column.clone());
        }
    }
    Some(Class {
        draft,
        indent,
        body: None,
        table: table || declarative,
        name: name.to_owned(),
    })
}

fn close(class: Option<Class>, bases: &mut Vec<(String, Vec<Column>)>, found: &mut Found) {
    let Some(class) = class else { return };
    if class.table {
        found.add(class.draft);
    } else {
        bases.push((class.name, class.draft.table.columns));
    }
}

fn attribute(located: &Located<'_>, line: Range<usize>, class: &mut Class) {
    let text = located.text;
    let code = &text[line.clone()];
    let Some(len) = word_len(code) else { return };
    let name = line.start..line.start + len;
    let after = &code[len..];
    match &code[..len] {
        "def" | "async" | "class" | "return" | "pass" | "model_config" => return,
        "__tablename__" => {
            if let Some(value) = quoted(text, name.end..line.end) {
                let name = located.name(value);
                let alias = std::mem::replace(&mut class.draft.table.name.name, name);
                class.draft.aliases.push(alias.text);
                // A class with a table's name is a table.
                class.table = true;
            }
            return;
        }
        "__table_args__" => {
            constraints(located, name.end..line.end, &mut class.draft);
            return;
        }
        it if it.starts_with("__") => return,
        _ => {}
    }
    let mut column = Column::new(located.name(name.clone()), None);
    column.range = located.range(line.clone());
    let trimmed = after.trim_start();
    let value_at;
    if let Some(annotation) = trimmed.strip_prefix(':') {
        let start = line.end - annotation.len();
        let end = annotation_end(text, start, line.end);
        let range = cell::trimmed(text, start..end);
        let written = &text[range.clone()];
        value_at = end;
        let inner = written
            .strip_prefix("Mapped[")
            .and_then(|it| it.strip_suffix(']'));
        let range = match inner {
            Some(_) => range.start + "Mapped[".len()..range.end - 1,
            None => range,
        };
        let range = annotated(text, range);
        let written = &text[range.clone()];
        if written.contains("ClassVar") || written.is_empty() {
            return;
        }
        let optional =
            written.contains("Optional[") || written.split('|').any(|it| it.trim() == "None");
        column.nullable = Some(optional);
        column.ty = Some(located.column_type(range));
    } else if trimmed.starts_with('=')
        && (trimmed.contains("Column(") || trimmed.contains("mapped_column("))
    {
        value_at = line.end - trimmed.len();
    } else {
        return;
    }
    let value = &text[value_at..line.end];
    let value = value.trim_start().strip_prefix('=').unwrap_or_default();
    let start = line.end - value.len();
    let head = value.trim_start();
    if head.starts_with("Relationship(") || head.starts_with("relationship(") {
        return;
    }
    if head.starts_with("Field(")
        || head.starts_with("Column(")
        || head.starts_with("mapped_column(")
        || head.starts_with("sa.Column(")
    {
        call(
            located,
            start + value.len() - head.len()..line.end,
            &mut column,
        );
    } else if !head.is_empty() {
        let end = start + comment_start(value);
        let default = cell::trimmed(text, start..end);
        if &text[default.clone()] != "None" && !default.is_empty() {
            column.default = Some(located.expression(default));
        }
    }
    // A list of other models without a column is a relation.
    let relation = column
        .ty
        .as_ref()
        .is_some_and(|it| it.text.contains('"') && value.trim().is_empty());
    if !relation {
        class.draft.column(column);
    }
}

/// What `Annotated[str, …]` annotates, or the whole.
fn annotated(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(inner) = text[range.clone()]
        .strip_prefix("Annotated[")
        .and_then(|it| it.strip_suffix(']'))
    else {
        return range;
    };
    let start = range.start + "Annotated[".len();
    let end = cell::fragments(inner)
        .first()
        .map_or(inner.len(), |it| it.end);
    cell::trimmed(text, start..start + end)
}

/// `x = Table("x", metadata, Column("id", Integer), …)`, `SQLAlchemy`'s form without a class.
fn core_table(located: &Located<'_>, line: &Range<usize>) -> Option<Draft> {
    let text = located.text;
    let code = &text[line.clone()];
    let value = code.split_once('=')?.1.trim_start();
    let open = ["Table(", "sa.Table(", "db.Table("]
        .iter()
        .find(|it| value.starts_with(**it))
        .map(|it| line.end - value.len() + it.len() - 1)?;
    let inside = open + 1..open + balanced(&text[open..line.end])? - 1;
    let arguments = cell::fragments(&text[inside.clone()]);
    let mut arguments = arguments
        .into_iter()
        .map(|it| cell::trimmed(text, inside.start + it.start..inside.start + it.end));
    let first = arguments.next()?;
    let name = quoted(text, first)?;
    let mut draft = Draft::new(
        located.name(name),
        located.range(line.clone()),
        Form::SqlModel,
    );
    for argument in arguments {
        let written = &text[argument.clone()];
        if !["Column(", "sa.Column(", "db.Column("]
            .iter()
            .any(|it| written.starts_with(it))
        {
            continue;
        }
        let mut column = Column::new(located.name(quoted(text, argument.clone())?), None);
        column.range = located.range(argument.clone());
        call(located, argument, &mut column);
        draft.column(column);
    }
    constraints(located, inside, &mut draft);
    (!draft.table.columns.is_empty()).then_some(draft)
}

/// Where an annotation ends: at the `=` or `#` outside brackets.
fn annotation_end(text: &str, start: usize, end: usize) -> usize {
    let mut depth = 0_i32;
    for (at, c) in text[start..end].char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            '=' | '#' if depth <= 0 => return start + at,
            _ => {}
        }
    }
    end
}

fn comment_start(value: &str) -> usize {
    let mut quote: Option<char> = None;
    for (at, c) in value.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => return at,
            (None, _) => {}
        }
    }
    value.len()
}

/// `Field(default=None, primary_key=True)`, also around `sa_column=Column(…)`.
fn call(located: &Located<'_>, part: Range<usize>, column: &mut Column) {
    let text = located.text;
    let Some(open) = text[part.clone()].find('(') else {
        return;
    };
    let open = part.start + open;
    let len = balanced(&text[open..part.end]).unwrap_or(part.end - open);
    let is_field = text[part.start..open].ends_with("Field");
    let inside = open + 1..(open + len).saturating_sub(1).max(open + 1);
    for (index, argument) in cell::fragments(&text[inside.clone()])
        .into_iter()
        .enumerate()
    {
        let argument = cell::trimmed(
            text,
            inside.start + argument.start..inside.start + argument.end,
        );
        let written = &text[argument.clone()];
        let keyword = written
            .split_once('=')
            .filter(|it| word_len(it.0.trim()) == Some(it.0.trim().len()));
        let Some((key, value)) = keyword else {
            positional(located, argument, index, is_field, column);
            continue;
        };
        let value_at = cell::trimmed(text, argument.end - value.len()..argument.end);
        let yes = text[value_at.clone()] == *"True";
        match key.trim() {
            "primary_key" => column.primary_key |= yes,
            "unique" => column.unique |= yes,
            "index" => column.index |= yes,
            "nullable" => column.nullable = Some(yes),
            "default" | "server_default" => set_default(located, value_at, column),
            "foreign_key" => {
                if let Some(target) = quoted(text, value_at) {
                    refer(located, target, column);
                }
            }
            "ondelete" => {
                if let (Some(action), Some(references)) =
                    (quoted(text, value_at), &mut column.references)
                {
                    references.on_delete = Some(text[action].to_uppercase());
                }
            }
            "sa_column" => call(located, value_at, column),
            "sa_column_kwargs" => {
                // `{"index": True, "unique": True}`
                let written: String = text[value_at].split_whitespace().collect();
                let says = |key: &str| {
                    written.contains(&format!("\"{key}\":True"))
                        || written.contains(&format!("'{key}':True"))
                };
                column.index |= says("index");
                column.unique |= says("unique");
            }
            _ => {}
        }
    }
}

fn positional(
    located: &Located<'_>,
    argument: Range<usize>,
    index: usize,
    is_field: bool,
    column: &mut Column,
) {
    let text = located.text;
    let written = &text[argument.clone()];
    if written.starts_with("ForeignKey(") || written.starts_with("sa.ForeignKey(") {
        if let Some(target) = quoted(text, argument.clone()) {
            refer(located, target, column);
        }
        if let Some(at) = written.find("ondelete")
            && let Some(action) = quoted(text, argument.start + at..argument.end)
            && let Some(references) = &mut column.references
        {
            references.on_delete = Some(text[action].to_uppercase());
        }
        return;
    }
    if is_field {
        if index == 0 && written != "..." {
            set_default(located, argument, column);
        }
        return;
    }
    // `Column(String(50))`, `Column("name", String)`
    let type_like = written.starts_with(|c: char| c.is_ascii_uppercase());
    if column.ty.is_none() && type_like {
        column.ty = Some(located.column_type(argument));
    }
}

fn set_default(located: &Located<'_>, value: Range<usize>, column: &mut Column) {
    let text = &located.text[value.clone()];
    if text != "None" && text != "..." && !text.is_empty() && column.default.is_none() {
        column.default = Some(located.expression(value));
    }
}

/// `"users.id"`
fn refer(located: &Located<'_>, target: Range<usize>, column: &mut Column) {
    let facts = cell::reference(located.text, target);
    located.apply(&facts, column);
}

/// The content of the first string in a part.
fn quoted(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let slice = text.get(part.clone())?;
    let open = slice.find(['"', '\''])?;
    let mark = slice[open..].chars().next()?;
    let len = slice[open + 1..].find(mark)?;
    Some(part.start + open + 1..part.start + open + 1 + len)
}

/// `UniqueConstraint("a", "b")`, `Index("name", "a")` and `CheckConstraint("a > 0")` in
/// `__table_args__`.
fn constraints(located: &Located<'_>, part: Range<usize>, draft: &mut Draft) {
    let text = located.text;
    let mut from = part.start;
    while let Some(found) = text[from..part.end].find("CheckConstraint(") {
        let open = from + found + "CheckConstraint".len();
        let Some(len) = balanced(&text[open..part.end]) else {
            break;
        };
        from = open + len;
        if let Some(condition) = quoted(text, open..from) {
            let range = located.range(open..from);
            let kind = merge::check(located.expression(condition));
            draft
                .table
                .constraints
                .push(merge::constraint(None, kind, range));
        }
    }
    for (word, is_index) in [("UniqueConstraint(", false), ("Index(", true)] {
        let mut from = part.start;
        while let Some(found) = text[from..part.end].find(word) {
            let open = from + found + word.len() - 1;
            let Some(len) = balanced(&text[open..part.end]) else {
                break;
            };
            let inside = open + 1..open + len - 1;
            from = open + len;
            let mut names: Vec<Name> = Vec::new();
            let mut named: Option<Name> = None;
            for argument in cell::fragments(&text[inside.clone()]) {
                let argument = inside.start + argument.start..inside.start + argument.end;
                let written = text[argument.clone()].trim_start();
                let Some(value) = quoted(text, argument.clone()) else {
                    continue;
                };
                if written.starts_with("name") && written.contains('=') {
                    named = Some(located.name(value));
                } else if written.starts_with(['"', '\'']) {
                    names.push(located.name(value));
                }
            }
            if is_index {
                if !names.is_empty() {
                    named = Some(names.remove(0));
                }
                if !names.is_empty() {
                    let written: String = text[inside].split_whitespace().collect();
                    let unique = written.contains("unique=True");
                    merge::add_index(draft, merge::plain_index(named.as_ref(), &names, unique));
                }
            } else if names.len() > 1 {
                let kind = ConstraintKind::Unique {
                    columns: names,
                    using_index: None,
                    nulls_not_distinct: false,
                };
                let range = located.range(inside);
                draft
                    .table
                    .constraints
                    .push(merge::constraint(named, kind, range));
            }
        }
    }
}
