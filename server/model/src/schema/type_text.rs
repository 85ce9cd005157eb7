//! What looks like a column type, in the spellings of SQL, Python, ORMs and prose.
//!
//! Decides by words and shape only; must never take an ordinary word for a type on its own.

use std::ops::Range;

use syntax::TextRange;

use crate::types::{self, ColumnType};

use super::words;

/// A type at the beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypeText {
    /// The type itself, without a `?`.
    pub(super) range: Range<usize>,
    /// Where the text goes on.
    pub(super) end: usize,
    /// Its word is one of [`words::TYPES`].
    pub(super) known: bool,
    /// `String?`
    pub(super) question: bool,
    /// `Optional[str]`, `str | None`, `text | null`.
    pub(super) optional: bool,
}

pub(super) fn is_known(word: &str) -> bool {
    let word = word.rsplit('.').next().unwrap_or(word);
    // No known one is longer.
    let mut lower = [0; 16];
    let Some(lower) = lower.get_mut(..word.len()) else {
        return false;
    };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).is_ok_and(|it| words::TYPES.has(it))
}

/// The type that a text begins with, blanks skipped. Any identifier is one; see
/// [`TypeText::known`].
pub(super) fn prefix(text: &str) -> Option<TypeText> {
    let start = text.len() - text.trim_start().len();
    let mut at = start + word_len(text.get(start..)?)?;
    let first = &text[start..at];
    let known = is_known(first);
    let lower = first.to_ascii_lowercase();
    let mut optional = lower == "optional";
    at = second_words(text, at, &lower);
    at = arguments(text, at, &lower);
    if matches!(
        lower.as_str(),
        "timestamp" | "timestamps" | "time" | "timestamptz"
    ) {
        at = zone(text, at);
    }
    loop {
        let rest = &text[at..];
        if rest.starts_with("[]") {
            at += 2;
        } else if rest.starts_with('[') || (rest.starts_with('<') && known) {
            let Some(len) = balanced(rest) else { break };
            at += len;
        } else {
            break;
        }
    }
    let mut end = at;
    let question = text[at..].starts_with('?');
    if question {
        end += 1;
        at += 1;
        // `UUID? FK`, but also `String?[]`.
        return Some(TypeText {
            range: start..at - 1,
            end,
            known,
            question,
            optional,
        });
    }
    // `UUID or BigInt`, `str | None`.
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start();
        let skipped = rest.len() - trimmed.len();
        let joiner = if trimmed.starts_with('|') {
            1
        } else if skipped > 0
            && trimmed
                .get(..3)
                .is_some_and(|it| it.eq_ignore_ascii_case("or "))
        {
            3
        } else {
            break;
        };
        let after = at + skipped + joiner;
        let more = &text[after..];
        let begin = after + (more.len() - more.trim_start().len());
        let Some(len) = word_len(&text[begin..]) else {
            break;
        };
        let word = &text[begin..begin + len];
        let nothing = word.eq_ignore_ascii_case("none") || word.eq_ignore_ascii_case("null");
        if !nothing && !is_known(word) {
            break;
        }
        optional |= nothing;
        at = arguments(text, begin + len, &word.to_ascii_lowercase());
        end = at;
    }
    Some(TypeText {
        range: start..at,
        end,
        known,
        question,
        optional,
    })
}

/// A type and nothing else, as in the cells of a type column.
pub(super) fn is_type(text: &str) -> bool {
    prefix(text.trim()).is_some_and(|it| it.known)
}

/// A type as written, with what PostgreSQL would make of it.
pub(super) fn column_type(text: &str, range: TextRange) -> ColumnType {
    types::parse(text.trim().trim_matches('`').trim(), range)
}

/// The length of the identifier that a text begins with. PostgreSQL takes letters of any script;
/// here only Latin ones count, since the others write prose where a name could stand.
pub(super) fn word_len(text: &str) -> Option<usize> {
    let letter = |c: char| {
        c.is_ascii_alphabetic()
            || c == '_'
            || (c.is_alphabetic() && ('\u{c0}'..'\u{250}').contains(&c))
    };
    if !text.starts_with(letter) {
        return None;
    }
    let len = text
        .find(|c: char| !(letter(c) || c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    Some(text[..len].trim_end_matches('.').len())
}

/// The length of a bracketed text, brackets included, that `text` begins with. `<` and `>` are
/// brackets only in `<…>`; elsewhere they are arrows and comparisons.
pub(super) fn balanced(text: &str) -> Option<usize> {
    let angle = text.starts_with('<');
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '<' | '>') if !angle => {}
            (None, '(' | '[' | '<' | '{') => depth += 1,
            (None, ')' | ']' | '>' | '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) => {}
        }
        if depth == 0 {
            return None;
        }
    }
    None
}

fn next_word(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start();
    let begin = at + rest.len() - trimmed.len();
    if begin == at {
        return None;
    }
    let len = word_len(trimmed)?;
    words
        .iter()
        .any(|it| trimmed[..len].eq_ignore_ascii_case(it))
        .then_some(begin + len)
}

fn second_words(text: &str, at: usize, first: &str) -> usize {
    let seconds: &[&str] = match first {
        "double" => &["precision"],
        "character" | "char" | "bit" => &["varying"],
        "int" | "integer" | "bigint" | "smallint" | "tinyint" | "mediumint" => {
            &["unsigned", "signed", "array"]
        }
        "text" | "uuid" | "string" | "varchar" => &["array"],
        _ => &[],
    };
    next_word(text, at, seconds).unwrap_or(at)
}

fn zone(text: &str, at: usize) -> usize {
    let Some(with) = next_word(text, at, &["with", "without", "w"]) else {
        return at;
    };
    if let Some(time) = next_word(text, with, &["time", "local"]) {
        return next_word(text, time, &["zone"]).unwrap_or(time);
    }
    next_word(text, with, &["tz", "timezone"]).unwrap_or(at)
}

/// `(255)`, `(10, 2)`, `('a', 'b')`, `[str]`; after a blank only what cannot be a remark.
fn arguments(text: &str, at: usize, word: &str) -> usize {
    let rest = &text[at..];
    let trimmed = rest.trim_start_matches(' ');
    let begin = at + rest.len() - trimmed.len();
    let bracket = begin == at && trimmed.starts_with('[');
    if !bracket && !trimmed.starts_with('(') {
        return at;
    }
    let Some(len) = balanced(trimmed) else {
        return at;
    };
    let inside = &trimmed[1..len - 1];
    let numbers = !inside.is_empty()
        && inside
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | ' '))
        || inside.eq_ignore_ascii_case("max");
    let fits = if trimmed.starts_with('[') {
        true
    } else if begin == at {
        // `string(primary key)` is a remark even without a blank.
        numbers
            || word == "enum"
            || inside.contains(['\'', '"'])
            || !inside.contains(' ') && !is_flag(inside)
    } else {
        numbers || (word == "enum" && inside.contains(','))
    };
    if fits { begin + len } else { at }
}

fn is_flag(text: &str) -> bool {
    [
        "pk", "fk", "unique", "required", "optional", "nullable", "null", "indexed", "index",
    ]
    .iter()
    .any(|it| text.eq_ignore_ascii_case(it))
}
