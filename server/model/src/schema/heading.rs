//! What a heading, a bold line or a list item names: a table, a part of one, or something else.
//!
//! Looks at the words alone. Must never take a sentence for a name.

use std::ops::Range;

use syntax::markdown::Inline;
use syntax::text::size;

use super::type_text::word_len;
use super::words;

/// What a title is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Title {
    /// It names a table, at this range of the inline's text.
    Table {
        name: Range<usize>,
        /// It says so (`Table`, `Model`, a code span) instead of only being a noun.
        explicit: bool,
    },
    /// `Fields`, `Columns`, `Database Schema`: the name stands one level up.
    Generic,
    Indexes,
    Relationships,
    Constraints,
    /// Ideas for later, examples, seed data, request models.
    Excluded,
    /// The way back of a migration.
    Down,
    Migration,
    Prose,
}

/// Reads a title, which may begin with a number or signs.
pub(super) fn classify(inline: &Inline) -> Title {
    let text = inline.text.as_str();
    // `idx` and `future_plans` in code are names.
    let mut prose = String::new();
    for span in &inline.spans {
        prose += if span.code { " " } else { &span.text };
    }
    if let Some(title) = section(&prose, &prose.to_lowercase()) {
        return title;
    }
    let body = strip_number(text);
    let head = head_end(text, body);
    // A code span that is an identifier is the name, when it stands in the head.
    if let Some(name) = code_name(inline) {
        let around = text.split_whitespace().count();
        let near = text[body..head].split_whitespace().count() <= 4 && name.start < head;
        return if near || around <= 6 {
            Title::Table {
                name,
                explicit: true,
            }
        } else {
            Title::Prose
        };
    }
    if inline
        .spans
        .iter()
        .any(|it| it.code && it.range.start() < inline.range.start() + size(head))
    {
        return Title::Prose;
    }
    let mut words = words(text, body..head);
    if words.is_empty() {
        return Title::Prose;
    }
    let is_kind = |it: &Range<usize>| {
        let word = text[it.clone()].to_lowercase();
        words::KIND.has(&word)
    };
    let is_generic = |it: &Range<usize>| {
        let word = text[it.clone()].to_lowercase();
        words::GENERIC.has(&word) || word.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    if words.iter().all(is_generic) {
        return Title::Generic;
    }
    let mut explicit = false;
    while words.len() > 1 && words.last().is_some_and(is_generic) {
        let last = words.pop();
        explicit |= last.as_ref().is_some_and(is_kind);
    }
    while words.len() > 1 && words.first().is_some_and(is_generic) {
        let first = words.remove(0);
        // `Database Schema Guidelines` is about no table.
        explicit |= is_kind(&first) && !text[first.clone()].eq_ignore_ascii_case("schema");
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return Title::Prose;
    };
    let name = first.start..last.end;
    let written = &text[name.clone()];
    if words.len() == 1 && is_request_model(written) {
        return Title::Excluded;
    }
    let one = words.len() == 1;
    if !written
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ' ' | '-' | '\''))
    {
        return Title::Prose;
    }
    explicit |= one && written.contains(['_', '.']);
    if words.len() > 3 || (words.len() > 2 && !explicit) {
        return Title::Prose;
    }
    Title::Table { name, explicit }
}

fn section(original: &str, lower: &str) -> Option<Title> {
    let words: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|it| !it.is_empty())
        .collect();
    let has = |word: &str| words.contains(&word);
    // `Columns and Constraints` are columns first.
    if words::COLUMNS.in_any(&words) {
        return None;
    }
    // `Examples Table` is a table.
    let table = words.last().is_some_and(|it| *it == "table");
    // A model's example is its definition.
    let model = has("sqlmodel") || has("sqlalchemy") || has("orm");
    // `### endpoints` is a name, `### Endpoints` a chapter.
    let chapter = words.len() > 1 || lower != original;
    if !table && !model && chapter && words::EXCLUDED.in_any(&words) {
        return Some(Title::Excluded);
    }
    if !table && words::DOWN.in_any(&words) && words.len() <= 5 {
        return Some(Title::Down);
    }
    if table {
        return None;
    }
    if words::INDEXES.in_any(&words) {
        return Some(Title::Indexes);
    }
    if words::RELATIONSHIPS.in_any(&words) {
        return Some(Title::Relationships);
    }
    if words::CONSTRAINTS.in_any(&words) {
        return Some(Title::Constraints);
    }
    if chapter && words::MIGRATION.in_any(&words) {
        return Some(Title::Migration);
    }
    None
}

/// The only code span of a title, when it is an identifier.
pub(super) fn code_name(inline: &Inline) -> Option<Range<usize>> {
    let mut at = 0;
    let mut only = None;
    for span in &inline.spans {
        let range = at..at + span.text.len();
        at = range.end;
        if span.code {
            if only.is_some() {
                return None;
            }
            only = Some(range);
        }
    }
    let only = only?;
    name_in(&inline.text, only.clone()).filter(|it| it.end == only.end)
}

/// `TaskCreate`, `UserResponse`: what an API takes and gives.
fn is_request_model(name: &str) -> bool {
    [
        "Create", "Update", "Read", "Response", "Request", "Public", "Input", "Output", "Schema",
        "DTO", "Dto",
    ]
    .iter()
    .any(|it| {
        name.strip_suffix(it)
            .is_some_and(|stem| stem.ends_with(|c: char| c.is_ascii_lowercase()))
    })
}

/// `Fields`, `Columns`: what follows are columns even when they have no types.
pub(super) fn is_column_label(text: &str) -> bool {
    let text = text.trim().trim_matches(['*', ':', ' ']).to_lowercase();
    matches!(
        text.as_str(),
        "fields"
            | "columns"
            | "attributes"
            | "properties"
            | "campos"
            | "columnas"
            | "colunas"
            | "kolom"
            | "lajur"
            | "medan"
            | "컬럼"
            | "필드"
            | "spalten"
            | "felder"
            | "champs"
            | "colonnes"
            | "key fields"
            | "table columns"
            | "table fields"
            | "schema"
    )
}

/// Past `3.`, `4.2`, `1)`, `Table 3:`, and signs such as emoji.
fn strip_number(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let signs = rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    !(c.is_alphanumeric() || matches!(c, '_' | '"' | '['))
                })
                .len();
        let rest = &rest[signs..];
        let digits = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
                .len();
        let after = &rest[digits..];
        let numbered = digits > 0 && after.starts_with([' ', ')', ':', '-']);
        if numbered {
            at += signs + digits + 1;
            continue;
        }
        at += signs;
        return at;
    }
}

/// Where a title's head ends: before ` (`, ` - `, ` — `, `: ` that is not after a kind word.
fn head_end(text: &str, body: usize) -> usize {
    let mut from = body;
    if let Some(colon) = text[body..].find([':', '：']) {
        let before = text[body..body + colon].trim().to_lowercase();
        let mut words = before.split_whitespace();
        let kind = match (words.next(), words.next(), words.next()) {
            (Some(one), None, None) => words::KIND.has(one),
            // `Table Name: users`, `Database Table: users`
            (Some(one), Some(two), None) => {
                (words::KIND.has(one) && two == "name") || words::KIND.has(two)
            }
            _ => false,
        };
        if kind {
            from = body + colon + 1;
        }
    }
    let mut end = text.len();
    for mark in [
        " (", "(", " - ", " — ", " – ", ": ", ":", " [", " → ", " / ",
    ] {
        if let Some(at) = text[from..].find(mark)
            && !text[from..from + at].trim().is_empty()
        {
            end = end.min(from + at);
        }
    }
    // `Table: users`: the kind before the colon belongs to the head.
    end
}

fn words(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    let slice = &text[part.clone()];
    for (at, c) in slice.char_indices() {
        let inside = c.is_alphanumeric() || matches!(c, '_' | '.' | '\'' | '-');
        match (inside, open) {
            (true, None) => open = Some(part.start + at),
            (false, Some(start)) => {
                out.push(start..part.start + at);
                open = None;
            }
            _ => {}
        }
        if !inside
            && !c.is_whitespace()
            && !matches!(
                c,
                ':' | '"' | '`' | '[' | ']' | '：' | '*' | '\u{fe0f}' | '_'
            )
            && c.is_ascii()
        {
            // `&`, `/`, `?`: a sentence or an address.
            return Vec::new();
        }
    }
    if let Some(start) = open {
        out.push(start..part.end);
    }
    out.retain(|it| text[it.clone()].chars().any(char::is_alphanumeric));
    out
}

/// The identifier that a range consists of, perhaps with a schema.
pub(super) fn name_in(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let slice = text.get(range.clone())?;
    let start = range.start + slice.len() - slice.trim_start().len();
    let len = word_len(&text[start..range.end])?;
    Some(start..start + len)
}
