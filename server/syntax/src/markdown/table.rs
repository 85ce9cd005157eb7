//! Rows of a table, with the cells that pulldown-cmark drops.

use pulldown_cmark::Parser;

use super::inline::{Builder, trimmed};
use super::{Inline, Row, build};
use crate::text::size;
use crate::{SyntaxError, SyntaxErrorKind, TextRange};

/// A row out of the cells that pulldown-cmark gave, as many as the header has.
///
/// It invents the cells that are missing and drops those too many; both show in the row's source.
pub(super) fn row(
    host: &str,
    range: TextRange,
    cells: Vec<(TextRange, Inline)>,
    width: usize,
    errors: &mut Vec<SyntaxError>,
) -> Row {
    let range = trimmed(host, range);
    let mut found: Vec<Inline> = Vec::with_capacity(cells.len());
    let mut end = range.start();
    for (cell, inline) in cells {
        if cell.is_empty() && cell.start() >= range.end() {
            break;
        }
        end = cell.end();
        found.push(inline);
    }
    if found.len() == width && end < range.end() {
        let rest = TextRange::new(end, range.end());
        found.extend(extra_cells(host, rest));
    }
    if found.len() != width {
        errors.push(SyntaxError {
            range,
            kind: SyntaxErrorKind::TableWidth {
                expected: width,
                found: found.len(),
            },
        });
    }
    Row {
        range,
        cells: found,
    }
}

/// The cells behind the last one: `rest` begins with the pipe that ended it.
fn extra_cells(host: &str, rest: TextRange) -> Vec<Inline> {
    let source = &host[rest];
    let mut pipes: Vec<usize> = Vec::new();
    let mut escaped = false;
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'\\' => escaped = !escaped,
            b'|' if !escaped => pipes.push(at),
            _ => escaped = false,
        }
    }
    let Some(first) = pipes.first().copied() else {
        return Vec::new();
    };
    let mut starts = pipes;
    let closed = starts.last() == Some(&(source.len() - 1));
    if !closed {
        starts.push(source.len());
    }
    let mut cells = Vec::new();
    let mut start = first + 1;
    for end in starts.into_iter().skip(1) {
        if start <= end && end <= source.len() {
            let cell = TextRange::new(rest.start() + size(start), rest.start() + size(end));
            cells.push(alone(host, cell));
        }
        start = end + 1;
    }
    cells
}

/// A cell's text read by itself.
fn alone(host: &str, cell: TextRange) -> Inline {
    let cell = trimmed(host, cell);
    let mut builder = Builder::new(host);
    for (event, range) in Parser::new_ext(&host[cell], build::OPTIONS).into_offset_iter() {
        let start = cell.start() + size(range.start);
        builder.take(&event, TextRange::at(start, size(range.len())));
    }
    builder.finish(Some(cell), cell.start())
}
