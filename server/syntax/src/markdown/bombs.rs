//! Texts on which pulldown-cmark takes too long, found before it is asked.
//!
//! One pass over the lines; must stay linear itself.

use crate::limits;
use crate::text::{floor_char_boundary, size};
use crate::{SyntaxError, SyntaxErrorKind, TextRange};

/// The first limit that a document passes.
pub(super) fn check(text: &str) -> Option<SyntaxError> {
    let error = |at: usize, line: &str, what, limit| {
        let end = at + line.trim_end().len().min(80);
        let end = floor_char_boundary(text, size(end)).max(size(at));
        Some(SyntaxError {
            range: TextRange::new(size(at), end),
            kind: SyntaxErrorKind::Limit { what, limit },
        })
    };
    if text.len() > limits::MARKDOWN_BYTES {
        let line = text.lines().next().unwrap_or_default();
        let what = "number of bytes of the document";
        return error(0, line, what, limits::MARKDOWN_BYTES);
    }
    let mut at = 0;
    let mut cells = 0;
    let mut columns = 0;
    for line in lines(text) {
        if containers(line) > limits::MARKDOWN_DEPTH {
            let limit = limits::MARKDOWN_DEPTH;
            return error(at, line, "nesting of quotes and lists", limit);
        }
        // A quoted or listed table has its marker before the row: counted as if it were none.
        let content = line.trim();
        if content.is_empty() {
            columns = 0;
        } else if let Some(found) = delimiter_row(content) {
            if found > limits::MARKDOWN_COLUMNS {
                let limit = limits::MARKDOWN_COLUMNS;
                return error(at, line, "number of a table's columns", limit);
            }
            columns = columns.max(found);
        } else {
            cells += columns;
            if cells > limits::MARKDOWN_CELLS {
                let limit = limits::MARKDOWN_CELLS;
                return error(at, line, "number of table cells", limit);
            }
        }
        at += line.len();
    }
    None
}

/// The lines with their ends; CR and LF of one line end are two.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let ends = |it: &u8| matches!(it, b'\n' | b'\r');
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.bytes().position(|it| ends(&it));
        let (line, after) = rest.split_at(end.map_or(rest.len(), |it| it + 1));
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// How many quotes and list items a line opens.
fn containers(line: &str) -> usize {
    let mut count = 0;
    let mut rest = line.trim_start();
    loop {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let after = &rest[digits..];
        let marker = match after.as_bytes() {
            [b'>', ..] if digits == 0 => 1,
            [b'-' | b'*' | b'+', b' ' | b'\t', ..] if digits == 0 => 1,
            [b'.' | b')', b' ' | b'\t', ..] if (1..10).contains(&digits) => digits + 1,
            _ => return count,
        };
        count += 1;
        rest = rest[marker..].trim_start();
    }
}

/// The number of columns when a line may be a table's second one.
fn delimiter_row(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let fits = bytes
        .iter()
        .all(|it| matches!(it, b'|' | b'-' | b':' | b' ' | b'\t' | b'>'));
    let pipes = bytes.iter().filter(|it| **it == b'|').count();
    (fits && pipes > 0 && bytes.contains(&b'-')).then_some(pipes + 1)
}
