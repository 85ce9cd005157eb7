//! Lists that describe columns, in the spellings people use.
//!
//! `- id: int, primary key`, `` - `user_id` (UUID, FK → users.id) - owner ``, `**email** —
//! varchar(255), unique`, tables as items with their columns below. A list counts only when
//! enough of it has types; lists of wishes and steps do not.

use std::ops::Range;

use syntax::markdown::{Inline, ListItem};

use crate::operation::Column;

use super::Form;
use super::cell::{self, Facts, Mode};
use super::column_table::{Role, names, role};
use super::diagram;
use super::gather::Found;
use super::heading::{self, Title};
use super::lines;
use super::located::Located;
use super::merge::Draft;
use super::section::{self, Named, Walk};
use super::type_text;
use super::words::Words;

/// Whose columns a group of items may be.
#[derive(Clone)]
struct Place {
    owner: Option<Named>,
    /// Under `Indexes`.
    indexes: bool,
    /// Directly under `Fields`: names alone are columns.
    columns: bool,
    /// No table could be meant here at all.
    blocked: bool,
}

/// Reads a list with everything nested in it.
pub(super) fn read(items: &[ListItem], walk: &Walk, text: &str, found: &mut Found) {
    let place = Place {
        owner: walk.owner(),
        indexes: walk.about(&Title::Indexes),
        columns: walk.columns(),
        blocked: walk.blocked()
            || walk.about(&Title::Constraints)
            || walk.about(&Title::Relationships),
    };
    group(items, 0..items.len(), &place, text, found);
}

/// The items of one level in a range, each with the range of what is nested in it.
fn siblings(items: &[ListItem], part: Range<usize>) -> Vec<(usize, Range<usize>)> {
    let mut out: Vec<(usize, Range<usize>)> = Vec::new();
    let Some(depth) = items
        .get(part.clone())
        .and_then(|it| it.iter().map(|it| it.depth).min())
    else {
        return out;
    };
    for at in part {
        if items[at].depth <= depth {
            out.push((at, at + 1..at + 1));
        } else if let Some(last) = out.last_mut() {
            last.1.end = at + 1;
        }
    }
    out
}

fn group(items: &[ListItem], part: Range<usize>, place: &Place, text: &str, found: &mut Found) {
    let level = siblings(items, part);
    let parsed: Vec<Option<Bullet>> = level
        .iter()
        .map(|(at, below)| bullet(items, *at, below.clone(), text))
        .collect();
    let strong = parsed.iter().flatten().filter(|it| it.strong).count();
    let statements = level
        .iter()
        .zip(&parsed)
        .filter(|((at, _), bullet)| {
            bullet.is_none() && lines::is_statement(&items[*at].inline, place.indexes, text)
        })
        .count();
    let enough = strong * 2 >= level.len().saturating_sub(statements)
        && (strong > 1 || (strong == 1 && place.owner.as_ref().is_some_and(|it| it.explicit)));
    // `**IDs**: UUID`, `**Dates**: DATE` is advice on types.
    let proper = parsed
        .iter()
        .flatten()
        .flat_map(|it| &it.columns)
        .filter(|it| it.name.text.starts_with(char::is_lowercase) || is_key(it))
        .count();
    let explicit = place.owner.as_ref().is_some_and(|it| it.explicit);
    // `**Purpose**: …`, `**Type**: UUID` tell of one column.
    let attributes = parsed
        .iter()
        .flatten()
        .flat_map(|it| &it.columns)
        .any(|it| it.name.text.eq_ignore_ascii_case("type") && it.ty.is_some());
    let enough = enough && (proper > 0 || explicit) && !(attributes && proper == 0);
    let listed = place.columns
        && place.owner.is_some()
        && parsed.len() > 1
        && parsed.iter().all(Option::is_some);
    let columns = (enough || listed) && !place.indexes && !place.blocked;
    let mut draft = columns.then(|| match &place.owner {
        Some(named) => Draft::new(named.name.clone(), named.range, Form::Bullets),
        None => Draft::unnamed(items[level[0].0].range, Form::Bullets),
    });
    for ((at, below), bullet) in level.into_iter().zip(parsed) {
        let item = &items[at];
        if let (Some(draft), Some(bullet)) = (&mut draft, bullet) {
            draft.question |= bullet.question;
            for column in bullet.columns {
                draft.column(column);
            }
            continue;
        }
        let line = Located::inline(&item.inline, text);
        let whole = diagram::one_line(&line, 0..line.text.len());
        if let Some(draft) = whole.or_else(|| lines::sentence(&line)) {
            found.add(draft);
            continue;
        }
        let owner = place.owner.as_ref().map(|it| it.name.clone());
        let stated = lines::item(&item.inline, owner, place.indexes, text, found);
        if let Some(rows) = lines::rows(&item.inline.text) {
            let named = lines::table_mentioned(&item.inline, text);
            let owner = place.owner.as_ref().map(|it| it.name.clone());
            found.say(named.or(owner), lines::Statement::Rows(rows));
        }
        if stated || below.is_empty() {
            continue;
        }
        let inner = below_place(&item.inline, place, text);
        if let Some(inner) = inner {
            group(items, below, &inner, text, found);
        }
    }
    if let Some(draft) = draft {
        found.add(draft);
    }
}

fn is_key(column: &Column) -> bool {
    column.primary_key
        || column.references.is_some()
        || column.name.text.eq_ignore_ascii_case("id")
        || column.name.text.ends_with("Id")
}

/// What an item says about the items below it. `None`: nothing is read there.
fn below_place(inline: &Inline, place: &Place, text: &str) -> Option<Place> {
    let title = heading::classify(inline);
    match &title {
        Title::Excluded | Title::Down => None,
        Title::Indexes => Some(Place {
            indexes: true,
            columns: false,
            ..place.clone()
        }),
        Title::Relationships | Title::Constraints => Some(Place {
            indexes: false,
            columns: false,
            blocked: true,
            ..place.clone()
        }),
        Title::Generic | Title::Migration => Some(Place {
            indexes: false,
            columns: heading::is_column_label(&inline.text),
            ..place.clone()
        }),
        Title::Table { .. } => Some(Place {
            owner: section::named(inline, &title, text),
            indexes: false,
            columns: false,
            blocked: false,
        }),
        Title::Prose => Some(Place {
            owner: None,
            indexes: false,
            columns: false,
            blocked: true,
        }),
    }
}

/// An item read as one or several columns.
struct Bullet {
    columns: Vec<Column>,
    /// A known type, or a key or reference: it can hardly be anything but a column.
    strong: bool,
    question: bool,
}

fn bullet(items: &[ListItem], at: usize, below: Range<usize>, text: &str) -> Option<Bullet> {
    let item = &items[at];
    let inline = &item.inline;
    let first = inline.spans.iter().find(|it| !it.text.trim().is_empty())?;
    if first.strikethrough {
        return None;
    }
    let located = Located::inline(inline, text);
    let marked = first.code || first.strong;
    let mut read = parse(&located, marked)?;
    // `- Type: UUID`, `- Primary key` below the name.
    for (child, _) in siblings(items, below) {
        detail(&items[child].inline, text, &mut read);
    }
    if read.columns.iter().all(|it| it.ty.is_none()) && !read.strong && !marked {
        // A bare word is a column only among columns; the caller counts.
        let snake = read.columns.iter().all(|it| {
            it.name.text.contains('_') || it.name.text.chars().all(|c| c.is_ascii_lowercase())
        });
        if !snake || !read.bare {
            return None;
        }
    }
    for column in &mut read.columns {
        column.range = item.range;
    }
    Some(Bullet {
        columns: read.columns,
        strong: read.strong,
        question: read.question,
    })
}

struct Parsed {
    columns: Vec<Column>,
    strong: bool,
    question: bool,
    /// Nothing but the name.
    bare: bool,
}

/// Labels that begin an item and are no columns.
static LABELS: Words = Words::new(
    "index|indexes|unique|primary|foreign|constraint|constraints|check|pk|fk|table|columns|fields|\
     relationships",
);

/// Labels that are columns only when a type follows.
static SOFT_LABELS: Words =
    Words::new("note|notes|purpose|type|default|nullable|required|example|description");

fn parse(located: &Located<'_>, marked: bool) -> Option<Parsed> {
    let text = located.text;
    let ranges = list_names(text)?;
    let last = ranges.last()?.end;
    let label = if ranges.len() == 1 && !marked {
        text[ranges[0].clone()].to_lowercase()
    } else {
        String::new()
    };
    if LABELS.has(&label) {
        return None;
    }
    let after = text[last..].trim_start_matches(['`', '*', '"', ']']);
    let mut start = text.len() - after.len();
    let mut facts = Facts::default();
    let mut question = false;
    if after.starts_with('?') {
        // `name?: string`
        start += 1;
        facts.nullable = Some(true);
        question = true;
    }
    let rest = &text[start..];
    let trimmed = rest.trim_start_matches([' ', '`', '*']);
    let mut body = start + rest.len() - trimmed.len();
    let mut columns: Vec<Column> = ranges
        .iter()
        .map(|it| Column::new(located.name(it.clone()), None))
        .collect();
    let mut parsed = Parsed {
        columns: Vec::new(),
        strong: false,
        question,
        bare: trimmed.is_empty(),
    };
    let mut ty: Option<Range<usize>> = None;
    let dash = ["—", "–", "-", "→", "|", "="]
        .iter()
        .find(|it| trimmed.starts_with(**it));
    if trimmed.is_empty() {
        parsed.columns = columns;
        return Some(parsed);
    }
    if trimmed.starts_with(':') {
        body += 1;
        let lead = text[body..].len() - text[body..].trim_start_matches([' ', '`', '*']).len();
        body += lead;
        if let Some(found) = type_text::prefix(&text[body..]) {
            let word_end = body + found.range.end;
            let custom = !found.known
                && text[body..].starts_with(|c: char| c.is_ascii_uppercase())
                && boundary(&text[body + found.end..])
                && !cell::only_flags(&text[body..word_end])
                && cell::first_flag(&text[body..]) != Some(0);
            if found.known || custom {
                ty = Some(body..word_end);
                parsed.strong = found.known;
                facts.nullable = facts
                    .nullable
                    .or((found.question || found.optional).then_some(true));
                parsed.question |= found.question;
                body += found.end;
            }
        }
        if ty.is_none()
            && let Some((range, after)) = described_type(text, body)
        {
            // `title: what it is (string), required`
            merge_facts(
                &mut facts,
                cell::read(text, body..range.start - 1, Mode::Prose),
            );
            ty = Some(range);
            parsed.strong = true;
            body = after;
        }
        tail(text, body, &mut facts);
    } else if trimmed.starts_with('(') {
        let len = type_text::balanced(trimmed)?;
        let inside = body + 1..body + len - 1;
        let first = cell::fragments(&text[inside.clone()]).first().cloned()?;
        let fragment = inside.start + first.start..inside.start + first.end;
        let mut flags_from = inside.start;
        if cell::first_flag(text[fragment.clone()].trim_start()) != Some(0)
            && let Some(found) = type_text::prefix(&text[fragment.clone()])
        {
            let end = fragment.start + found.end;
            let colon = text[end..].starts_with(':');
            if found.known || (marked && boundary(&text[end..inside.end])) {
                ty = Some(fragment.start + found.range.start..fragment.start + found.range.end);
                parsed.strong |= found.known;
                facts.nullable = facts
                    .nullable
                    .or((found.question || found.optional).then_some(true));
                parsed.question |= found.question;
                flags_from = end;
                if colon {
                    // `(enum: 'a', 'b')`: what follows are values.
                    flags_from = inside.end;
                }
            }
        }
        merge_facts(
            &mut facts,
            cell::read(text, flags_from..inside.end, Mode::Prose),
        );
        tail(text, body + len, &mut facts);
    } else if let Some(dash) = dash {
        body += dash.len();
        let rest = &text[body..];
        let lead = rest.len() - rest.trim_start_matches([' ', '`', '*']).len();
        body += lead;
        match type_text::prefix(&text[body..]).filter(|it| it.known) {
            Some(found) if boundary(&text[body + found.end..]) => {
                ty = Some(body..body + found.range.end);
                parsed.strong = true;
                facts.nullable = facts
                    .nullable
                    .or((found.question || found.optional).then_some(true));
                parsed.question |= found.question;
                tail(text, body + found.end, &mut facts);
            }
            _ => tail(text, body, &mut facts),
        }
    } else {
        // `id UUID PRIMARY KEY`
        let found = type_text::prefix(&text[body..]).filter(|it| it.known)?;
        if !boundary(&text[body + found.end..]) {
            return None;
        }
        ty = Some(body..body + found.range.end);
        parsed.strong = true;
        facts.nullable = facts
            .nullable
            .or((found.question || found.optional).then_some(true));
        parsed.question |= found.question;
        tail(text, body + found.end, &mut facts);
    }
    if ty.is_none() && SOFT_LABELS.has(&label) {
        return None;
    }
    if !parsed.strong {
        parsed.strong = facts.primary_key || facts.references.is_some();
    }
    for column in &mut columns {
        column.ty = ty.clone().map(|it| located.column_type(it));
        located.apply(&facts, column);
    }
    parsed.columns = columns;
    Some(parsed)
}

/// A type alone in parentheses after a description: its range and where the text goes on.
fn described_type(text: &str, from: usize) -> Option<(Range<usize>, usize)> {
    let open = from + text[from..].find('(')?;
    let len = type_text::balanced(&text[open..])?;
    let inside = cell::trimmed(text, open + 1..open + len - 1);
    let first = text[inside.clone()].split('/').next().unwrap_or_default();
    type_text::prefix(first).filter(|it| it.known && it.end == first.trim_end().len())?;
    Some((inside, open + len))
}

/// The names that an item begins with; `None` when it begins with prose.
fn list_names(text: &str) -> Option<Vec<Range<usize>>> {
    let head = text
        .find([':', '(', '—', '–'])
        .or_else(|| text.find(" - "))
        .unwrap_or(text.len());
    let several = names(&text[..head]);
    let last = several.last()?.end;
    let clean = text[last..head]
        .trim()
        .trim_matches(['`', '*', '"', '?', ']', '-']);
    // `created_at, updated_at`; words after a single name are its type or prose.
    if several.len() == 1 || clean.trim().is_empty() {
        return Some(several);
    }
    let first = several.into_iter().next()?;
    Some(vec![first])
}

/// Does a type end here, or is it a word of a sentence?
fn boundary(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['`', '*']);
    let trimmed = rest.trim_start();
    trimmed.is_empty()
        || trimmed.starts_with([
            ',', '(', ')', ';', ':', '-', '—', '–', '→', '.', '[', '|', '=', '/', '✓', '!', '{',
            '?', '`', '*',
        ])
        || cell::first_flag(trimmed) == Some(0)
}

/// What follows the type: flags, then a description.
fn tail(text: &str, from: usize, facts: &mut Facts) {
    let Some(rest) = text.get(from..) else { return };
    // The description begins at the first dash or colon outside brackets.
    let mut depth = 0_usize;
    let mut cut = rest.len();
    for (at, c) in rest.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '—' | '–' if depth == 0 => {
                cut = at;
                break;
            }
            '-' if depth == 0
                && rest[..at].ends_with([' ', '`'])
                && rest[at + 1..].starts_with([' ']) =>
            {
                cut = at;
                break;
            }
            '-' if depth == 0 && at == 0 && rest[1..].starts_with(' ') => {
                cut = at;
                break;
            }
            ':' if depth == 0 && (at == 0 || rest[..at].ends_with(')')) => {
                cut = at;
                break;
            }
            _ => {}
        }
    }
    // Remarks in brackets among the flags are read like prose.
    let mut at = 0;
    while at < cut {
        let part = &rest[at..cut];
        let Some(open) = part.find('(') else {
            merge_facts(facts, cell::read(text, from + at..from + cut, Mode::Flags));
            break;
        };
        let call = part[..open].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let len = type_text::balanced(&part[open..]).unwrap_or(part.len() - open);
        if call || !part[..open].trim().is_empty() {
            // `DEFAULT now()`, `CHECK (…)`, `REFERENCES users (id)`
            merge_facts(facts, cell::read(text, from + at..from + cut, Mode::Flags));
            break;
        }
        let inside = at + open + 1..at + open + len.saturating_sub(1).max(1);
        merge_facts(
            facts,
            cell::read(text, from + inside.start..from + inside.end, Mode::Prose),
        );
        at += open + len;
    }
    if cut < rest.len() {
        let mark = rest[cut..].chars().next().map_or(1, char::len_utf8);
        merge_facts(
            facts,
            cell::read(text, from + cut + mark..text.len(), Mode::Prose),
        );
    }
}

fn merge_facts(into: &mut Facts, other: Facts) {
    into.nullable = into.nullable.or(other.nullable);
    into.default = into.default.take().or(other.default);
    into.primary_key |= other.primary_key;
    into.unique |= other.unique;
    into.index |= other.index;
    into.check = into.check.take().or(other.check);
    match (&mut into.references, other.references) {
        (Some(known), Some(said)) => {
            if known.table.is_none() {
                let action = known.on_delete.take();
                *known = said;
                known.on_delete = known.on_delete.take().or(action);
            } else {
                known.on_delete = known.on_delete.take().or(said.on_delete);
            }
        }
        (into, said) => {
            if into.is_none() {
                *into = said;
            }
        }
    }
}

/// An item below a column: `Type: UUID`, `Constraints: NOT NULL`, `Primary key`.
fn detail(inline: &Inline, text: &str, read: &mut Parsed) {
    let located = Located::inline(inline, text);
    let line = located.text;
    let Some(colon) = line.find(':') else {
        let facts = cell::read(line, 0..line.len(), Mode::Prose);
        for column in &mut read.columns {
            located.apply(&facts, column);
        }
        return;
    };
    let value = colon + 1..line.len();
    match role(&line[..colon]) {
        Some(Role::Type) => {
            let start = value.start + line[value.clone()].len()
                - line[value.clone()]
                    .trim_start_matches([' ', '`', '*'])
                    .len();
            if let Some(found) = type_text::prefix(&line[start..]) {
                read.strong |= found.known;
                for column in &mut read.columns {
                    if column.ty.is_none() {
                        column.ty = Some(located.column_type(start..start + found.range.end));
                    }
                    located.apply(&lines::flags(line, start + found.end..line.len()), column);
                }
            }
        }
        Some(Role::Nullable | Role::Required) => {
            let required = role(&line[..colon]) == Some(Role::Required);
            if let Some(yes) = cell::yes_no(&line[value]) {
                for column in &mut read.columns {
                    column.nullable = column.nullable.or(Some(yes != required));
                }
            }
        }
        Some(Role::Default) => {
            let value = cell::trimmed(line, value);
            if cell::has_value(&line[value.clone()]) {
                for column in &mut read.columns {
                    if column.default.is_none() {
                        column.default = Some(located.expression(value.clone()));
                    }
                }
            }
        }
        Some(Role::Constraints | Role::Key) => {
            let facts = lines::flags(line, value);
            for column in &mut read.columns {
                located.apply(&facts, column);
            }
        }
        Some(Role::References) => {
            let facts = cell::reference(line, value);
            for column in &mut read.columns {
                located.apply(&facts, column);
            }
        }
        _ => {
            let facts = cell::read(line, 0..line.len(), Mode::Prose);
            for column in &mut read.columns {
                located.apply(&facts, column);
            }
        }
    }
}
