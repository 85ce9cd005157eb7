//! TypeORM entities in TypeScript fences: decorated classes.
//!
//! A tolerant reader, no TypeScript parser: decorators, then the class or property they stand
//! above. TypeORM is never silent on nullability: what is not `nullable` is NOT NULL.

use std::ops::Range;

use syntax::markdown::Fence;

use crate::name::{Name, QualifiedName};
use crate::operation::{Column, ConstraintKind, References};

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
    if !text.contains("@Entity") {
        return;
    }
    let mut above: Vec<Decorator> = Vec::new();
    let mut entity: Option<Draft> = None;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if trimmed.is_empty() {
            break;
        }
        let line_end = at + trimmed.find('\n').unwrap_or(trimmed.len());
        if trimmed.starts_with("//") || trimmed.starts_with('*') || trimmed.starts_with("/*") {
            // `// ... existing columns`: a part of an entity describes none.
            let comment = text[at..line_end].trim_start_matches(['/', '*', ' ']);
            if comment.starts_with("...") || comment.starts_with('…') {
                entity = None;
            }
            at = line_end;
            continue;
        }
        if trimmed.starts_with('@')
            && let Some(decorator) = decorator(text, at)
        {
            at = decorator.end;
            above.push(decorator);
            continue;
        }
        let line = at..at + text[at..line_end].trim_end().len();
        at = line_end;
        let code = &text[line.clone()];
        let class = code
            .trim_start_matches("export ")
            .trim_start_matches("default ")
            .trim_start_matches("abstract ");
        if let Some(rest) = class.strip_prefix("class ") {
            if let Some(done) = entity.take() {
                found.add(done);
            }
            let start = line.end - rest.len();
            entity = open(&located, start, &line, &above);
        } else if let Some(draft) = &mut entity {
            property(&located, line, &above, draft);
        }
        above.clear();
    }
    if let Some(done) = entity {
        found.add(done);
    }
}

struct Decorator {
    name: Range<usize>,
    /// Between the brackets.
    inside: Range<usize>,
    end: usize,
}

/// `@Name(…)` at `at`.
fn decorator(text: &str, at: usize) -> Option<Decorator> {
    let len = word_len(&text[at + 1..])?;
    let name = at + 1..at + 1 + len;
    let rest = &text[name.end..];
    if !rest.starts_with('(') {
        return Some(Decorator {
            inside: name.end..name.end,
            end: name.end,
            name,
        });
    }
    // A bracket that is left open ends its line.
    let len = balanced(rest).unwrap_or_else(|| rest.find('\n').unwrap_or(rest.len()));
    Some(Decorator {
        inside: name.end + 1..(name.end + len - 1).max(name.end + 1),
        end: name.end + len,
        name,
    })
}

fn open(
    located: &Located<'_>,
    start: usize,
    line: &Range<usize>,
    above: &[Decorator],
) -> Option<Draft> {
    let text = located.text;
    let decorator = above.iter().find(|it| text[it.name.clone()] == *"Entity")?;
    let len = word_len(&text[start..])?;
    let class = located.name(start..start + len);
    let said = quoted(text, option(text, &decorator.inside, "name"))
        .or_else(|| quoted(text, first(text, &decorator.inside)));
    let named_at = located.range(line.clone());
    let mut draft = match said {
        Some(name) => {
            let mut draft = Draft::new(located.name(name), named_at, Form::TypeOrm);
            draft.aliases.push(class.text);
            draft
        }
        None => Draft::new(class, named_at, Form::TypeOrm),
    };
    for it in above {
        let names = strings(located, &it.inside);
        match &text[it.name.clone()] {
            "Index" if !names.is_empty() => {
                let bracket = text[it.inside.clone()]
                    .find('[')
                    .map_or(0, |at| it.inside.start + at);
                let (name, columns): (Vec<_>, Vec<_>) =
                    names.into_iter().partition(|it| it.0 < bracket);
                let name = name.into_iter().next().map(|it| it.1);
                let columns: Vec<Name> = columns.into_iter().map(|it| it.1).collect();
                let unique = is(text, &it.inside, "unique", "true");
                merge::add_index(
                    &mut draft,
                    merge::plain_index(name.as_ref(), &columns, unique),
                );
            }
            "Unique" if names.len() > 1 => {
                let bracket = text[it.inside.clone()]
                    .find('[')
                    .map_or(0, |at| it.inside.start + at);
                let columns: Vec<Name> = names
                    .into_iter()
                    .filter(|it| it.0 >= bracket)
                    .map(|it| it.1)
                    .collect();
                let range = located.range(it.inside.clone());
                let kind = ConstraintKind::Unique {
                    columns,
                    using_index: None,
                    nulls_not_distinct: false,
                };
                let constraint = merge::constraint(None, kind, range);
                draft.table.constraints.push(constraint);
            }
            _ => {}
        }
    }
    Some(draft)
}

/// `name?: type;` below its decorators.
fn property(located: &Located<'_>, line: Range<usize>, above: &[Decorator], draft: &mut Draft) {
    let text = located.text;
    let mut start = line.start;
    for modifier in ["public ", "private ", "protected ", "readonly "] {
        if text[start..line.end].starts_with(modifier) {
            start += modifier.len();
        }
    }
    let Some(len) = word_len(&text[start..line.end]) else {
        return;
    };
    let own = start..start + len;
    let find = |names: &[&str]| {
        above
            .iter()
            .find(|it| names.contains(&&text[it.name.clone()]))
    };
    if let Some(relation) = find(&["ManyToOne", "OneToOne"]) {
        if let Some(join) = find(&["JoinColumn"]) {
            refer(located, relation, join, &line, draft);
        }
        return;
    }
    let Some(decorator) = find(&[
        "Column",
        "PrimaryColumn",
        "PrimaryGeneratedColumn",
        "CreateDateColumn",
        "UpdateDateColumn",
        "DeleteDateColumn",
        "VersionColumn",
    ]) else {
        return;
    };
    let word = &text[decorator.name.clone()];
    let inside = &decorator.inside;
    let name = quoted(text, option(text, inside, "name")).unwrap_or(own.clone());
    let mut column = Column::new(located.name(name), None);
    column.range = located.range(decorator.name.start - 1..line.end);
    column.primary_key = word.starts_with("Primary") || is(text, inside, "primary", "true");
    column.unique = is(text, inside, "unique", "true");
    column.index = find(&["Index"]).is_some();
    let ty = quoted(text, option(text, inside, "type"))
        .or_else(|| quoted(text, first(text, inside)))
        .filter(|it| text[it.clone()] != *"increment")
        .or_else(|| annotation(text, own.end..line.end));
    column.ty = ty.map(|it| located.column_type(it));
    let nullable = is(text, inside, "nullable", "true") || word == "DeleteDateColumn";
    column.nullable = Some(nullable && !column.primary_key);
    if let Some(value) = option(text, inside, "default") {
        let function = text[value.clone()].starts_with("()");
        let value = if function {
            quoted(text, Some(value.clone())).unwrap_or(value)
        } else {
            value
        };
        if cell::has_value(&text[value.clone()]) {
            column.default = Some(located.expression(value));
        }
    }
    draft.column(column);
}

/// `@ManyToOne(() => User, { onDelete: 'CASCADE' })` with `@JoinColumn({ name: 'user_id' })`.
fn refer(
    located: &Located<'_>,
    relation: &Decorator,
    join: &Decorator,
    line: &Range<usize>,
    draft: &mut Draft,
) {
    let text = located.text;
    let Some(name) = quoted(text, option(text, &join.inside, "name")) else {
        return;
    };
    let written = &text[relation.inside.clone()];
    let Some(arrow) = written.find("=>") else {
        return;
    };
    let rest = &written[arrow + 2..];
    let from = relation.inside.start + arrow + 2 + rest.len() - rest.trim_start().len();
    let Some(len) = word_len(&text[from..]) else {
        return;
    };
    let action = quoted(text, option(text, &relation.inside, "onDelete"));
    let mut column = Column::new(located.name(name), None);
    column.range = located.range(join.name.start - 1..line.end);
    column.references = Some(References {
        table: QualifiedName::new(None, located.name(from..from + len)),
        columns: Vec::new(),
        on_delete: action.map(|it| text[it].to_uppercase()),
        on_update: None,
    });
    draft.column(column);
}

/// The first argument.
fn first(text: &str, inside: &Range<usize>) -> Option<Range<usize>> {
    let part = cell::fragments(&text[inside.clone()]).into_iter().next()?;
    let part = cell::trimmed(text, inside.start + part.start..inside.start + part.end);
    text[part.clone()].starts_with(['\'', '"']).then_some(part)
}

/// The value of a key in the options.
fn option(text: &str, inside: &Range<usize>, key: &str) -> Option<Range<usize>> {
    let written = &text[inside.clone()];
    let open = written.find('{')?;
    let len = balanced(&written[open..]).unwrap_or(written.len() - open);
    let from = inside.start + open + 1;
    let options = from..(inside.start + open + len).saturating_sub(1).max(from);
    cell::fragments(&text[options.clone()])
        .into_iter()
        .map(|it| cell::trimmed(text, options.start + it.start..options.start + it.end))
        .find_map(|it| {
            let (name, value) = text[it.clone()].split_once(':')?;
            let value = it.end - value.len()..it.end;
            (name.trim() == key).then(|| cell::trimmed(text, value))
        })
}

fn is(text: &str, inside: &Range<usize>, key: &str, value: &str) -> bool {
    option(text, inside, key).is_some_and(|it| &text[it] == value)
}

/// The content of the first string in a part.
fn quoted(text: &str, part: Option<Range<usize>>) -> Option<Range<usize>> {
    let part = part?;
    let slice = text.get(part.clone())?;
    let open = slice.find(['"', '\''])?;
    let mark = slice[open..].chars().next()?;
    let len = slice[open + 1..].find(mark)?;
    Some(part.start + open + 1..part.start + open + 1 + len)
}

/// Every string of a part, with its place.
fn strings(located: &Located<'_>, part: &Range<usize>) -> Vec<(usize, Name)> {
    let mut out = Vec::new();
    let mut at = part.start;
    while let Some(found) = quoted(located.text, Some(at..part.end)) {
        at = found.end + 1;
        out.push((found.start, located.name(found)));
    }
    out
}

/// The type behind `?:`, `!:` or `:`.
fn annotation(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let slice = &text[part.clone()];
    let colon = slice.find(':')?;
    let end = slice.find([';', '=']).unwrap_or(slice.len());
    let range = cell::trimmed(
        text,
        part.start + colon + 1..part.start + end.max(colon + 1),
    );
    (!range.is_empty()).then_some(range)
}
