//! A run of text with the way back to the document.
//!
//! Readers work on plain strings and byte offsets in them; only this module knows how those
//! became host offsets. Must never answer a range outside the document or inside a character.

use std::ops::Range;

use syntax::embed::OffsetMap;
use syntax::markdown::{Fence, Inline};
use syntax::text::{floor_char_boundary, size};
use syntax::{TextRange, TextSize};

use crate::name::Name;
use crate::operation::{Column, Expression, References};
use crate::types::ColumnType;

use super::cell::{Facts, Target};
use super::type_text;

/// A text and where its bytes stand in the host.
#[derive(Clone, Copy)]
pub(crate) struct Located<'a> {
    pub(crate) text: &'a str,
    way: Way<'a>,
    /// Where `text` begins in what the way was made for.
    from: usize,
}

#[derive(Clone, Copy)]
enum Way<'a> {
    Inline { inline: &'a Inline, host: &'a str },
    Map(&'a OffsetMap),
}

impl<'a> Located<'a> {
    /// `host` is the whole document.
    pub(crate) fn inline(inline: &'a Inline, host: &'a str) -> Located<'a> {
        Located {
            text: &inline.text,
            way: Way::Inline { inline, host },
            from: 0,
        }
    }

    pub(crate) fn fence(fence: &'a Fence) -> Located<'a> {
        Located {
            text: &fence.code.text,
            way: Way::Map(&fence.code.map),
            from: 0,
        }
    }

    /// A part of the text for itself.
    pub(super) fn part(&self, part: Range<usize>) -> Located<'a> {
        Located {
            text: self.text.get(part.clone()).unwrap_or_default(),
            way: self.way,
            from: self.from + part.start,
        }
    }

    /// Where a part of the text stands. Parts that were decoded or joined are answered by the
    /// smallest range known to hold them.
    pub(crate) fn range(&self, part: Range<usize>) -> TextRange {
        let part = self.from + part.start..self.from + part.end;
        match self.way {
            Way::Map(map) => map.range_to_host(TextRange::new(
                size(part.start),
                size(part.end.max(part.start)),
            )),
            Way::Inline { inline, host } => inline_range(inline, host, &inline.text, part),
        }
    }

    pub(crate) fn name(&self, part: Range<usize>) -> Name {
        let text = self.text.get(part.clone()).unwrap_or_default();
        let range = self.range(part);
        Name::new(text.trim_matches(['`', '"', '\'', '[', ']']), range)
    }

    /// A piece of SQL or prose kept as text.
    pub(super) fn expression(&self, part: Range<usize>) -> Expression {
        let text = self.text.get(part.clone()).unwrap_or_default().trim();
        crate::lower::expression::expression(text, self.range(part))
    }

    pub(crate) fn column_type(&self, part: Range<usize>) -> ColumnType {
        let part = super::cell::trimmed(self.text, part);
        let text = self.text.get(part.clone()).unwrap_or_default();
        type_text::column_type(text, self.range(part))
    }

    pub(super) fn references(&self, target: &Target) -> References {
        References {
            table: crate::name::QualifiedName {
                schema: target.schema.clone().map(|it| self.name(it)),
                name: target
                    .table
                    .clone()
                    .map_or_else(Name::default, |it| self.name(it)),
            },
            columns: target
                .column
                .clone()
                .map(|it| self.name(it))
                .into_iter()
                .collect(),
            on_delete: target.on_delete.clone(),
            on_update: None,
        }
    }

    /// Adds what a cell or bullet said to its column; what the column has already stays.
    pub(super) fn apply(&self, facts: &Facts, column: &mut Column) {
        column.primary_key |= facts.primary_key;
        column.unique |= facts.unique;
        column.index |= facts.index;
        column.nullable = column.nullable.or(facts.nullable);
        if column.default.is_none() {
            column.default = facts.default.clone().map(|it| self.expression(it));
        }
        if column.check.is_none() {
            column.check = facts.check.clone().map(|it| self.expression(it));
        }
        if let Some(target) = &facts.references {
            let said = self.references(target);
            match &mut column.references {
                Some(known) if !known.table.name.text.is_empty() => {
                    known.on_delete = known.on_delete.take().or(said.on_delete);
                }
                Some(known) => {
                    let on_delete = known.on_delete.take();
                    *known = said;
                    known.on_delete = known.on_delete.take().or(on_delete);
                }
                None => column.references = Some(said),
            }
        }
    }
}

fn inline_range(inline: &Inline, host: &str, text: &str, part: Range<usize>) -> TextRange {
    let mut at = 0;
    let mut start: Option<TextSize> = None;
    let mut end = inline.range.start();
    for span in &inline.spans {
        let inner = at..at + span.text.len();
        at = inner.end;
        let overlaps = if part.is_empty() {
            inner.start <= part.start && part.start <= inner.end
        } else {
            inner.start < part.end && part.start < inner.end
        };
        if !overlaps {
            continue;
        }
        let from = part.start.max(inner.start);
        let to = part.end.min(inner.end);
        let verbatim = usize::from(span.range.len()) == span.text.len();
        let piece = if verbatim {
            let base = span.range.start();
            TextRange::new(
                base + size(from - inner.start),
                base + size(to.max(from) - inner.start),
            )
        } else {
            // Joined lines and decoded entities: the words themselves still stand there.
            let wanted = text.get(from..to).unwrap_or_default();
            let found = host
                .get(std::ops::Range::<usize>::from(span.range))
                .and_then(|it| it.find(wanted));
            match found {
                Some(found) if !wanted.is_empty() => {
                    TextRange::at(span.range.start() + size(found), size(wanted.len()))
                }
                _ => span.range,
            }
        };
        start.get_or_insert(piece.start());
        end = end.max(piece.end());
    }
    let start = start.unwrap_or_else(|| inline.range.start());
    let start = floor_char_boundary(host, start);
    let end = floor_char_boundary(host, end);
    TextRange::new(start, end.max(start))
}
