//! A document in sections, so that reading it again after an edit costs what the edit touches.
//!
//! A section begins at a heading (`# …`) at the left margin that pulldown-cmark took for one: such
//! a line ends every block before it, so that what stands behind it is read the same whatever
//! stands before. Where an edit ends is not foretold but tried: the text from the section of the
//! edit to the next heading that stood behind it is read, and when that heading is one again, all
//! that follows is as it was. Links defined by name reach over the whole document; one that has
//! them is read as a whole.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::build::{self, Part};
use super::moved::Way;
use super::{Block, bombs};
use crate::text::{Replaced, size};
use crate::{SyntaxError, TextRange, TextSize};

/// A document by sections, the one before the first heading included. Never empty, but for a text
/// over a limit.
#[derive(Debug, Clone, Default)]
pub struct Sections {
    pub sections: Vec<Section>,
    /// The limit that the document passes; there are no sections then.
    pub over: Option<SyntaxError>,
    definitions: bool,
    /// Where the text behind the front matter begins.
    front: usize,
}

/// What stands from one heading to the next.
#[derive(Debug, Clone)]
pub struct Section {
    /// In the document, to the beginning of the next section.
    pub range: TextRange,
    /// Where it began when it was read.
    read_at: TextSize,
    read: Arc<Read>,
}

#[derive(Debug)]
struct Read {
    blocks: Vec<Block>,
    errors: Vec<SyntaxError>,
}

/// How many sections of the document before an edit were kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// At the beginning, unmoved.
    pub head: usize,
    /// At the end, moved by what the edit added.
    pub tail: usize,
}

impl Section {
    /// In order, in offsets of the document.
    pub fn blocks(&self) -> Cow<'_, [Block]> {
        if self.read_at == self.range.start() {
            return Cow::Borrowed(&self.read.blocks);
        }
        let mut blocks = self.read.blocks.clone();
        for block in &mut blocks {
            self.way().block(block);
        }
        Cow::Owned(blocks)
    }

    /// The blocks that `wanted` picks, in offsets of the document.
    pub fn blocks_that<'a>(
        &'a self,
        wanted: impl Fn(&Block) -> bool + 'a,
    ) -> impl Iterator<Item = Cow<'a, Block>> {
        let moved = self.read_at != self.range.start();
        let picked = self.read.blocks.iter().filter(move |it| wanted(it));
        picked.map(move |it| {
            if !moved {
                return Cow::Borrowed(it);
            }
            let mut block = it.clone();
            self.way().block(&mut block);
            Cow::Owned(block)
        })
    }

    /// In offsets of the document.
    pub fn errors(&self) -> impl Iterator<Item = SyntaxError> + '_ {
        self.read.errors.iter().map(|it| {
            let mut error = it.clone();
            self.way().error(&mut error);
            error
        })
    }

    fn way(&self) -> Way {
        Way {
            from: self.read_at,
            to: self.range.start(),
        }
    }
}

impl Sections {
    /// Reads a document. Never fails.
    pub fn read(text: &str) -> Sections {
        if let Some(error) = bombs::check(text) {
            return Sections {
                over: Some(error),
                ..Sections::default()
            };
        }
        let part = build::part(text, 0..text.len());
        Sections {
            definitions: part.definitions,
            front: build::front_matter(text).end,
            sections: cut(part, 0..text.len()),
            over: None,
        }
    }

    /// Reads a document again of which `self` is an earlier version, of the text `before`. The
    /// same as [`Sections::read`], but for the time that it takes.
    pub fn again(&self, before: &str, text: &str, edit: &Replaced) -> (Sections, Kept) {
        match self.try_again(before, text, edit) {
            Some(read) => read,
            None => (Sections::read(text), Kept::default()),
        }
    }

    fn try_again(&self, before: &str, text: &str, edit: &Replaced) -> Option<(Sections, Kept)> {
        if self.definitions || self.over.is_some() || bombs::check(text).is_some() {
            return None;
        }
        let front = build::front_matter(text).end;
        // The last section whose heading the edit leaves alone.
        let untouched = |it: &Section| line_end(before, it.range.start().into()) <= edit.start;
        let head = self.sections.iter().rposition(untouched).unwrap_or(0);
        let start: usize = self.sections.get(head)?.range.start().into();
        if start > 0 && front != self.front {
            return None;
        }
        let behind = |it: &Section| usize::from(it.range.start()) >= edit.old_end;
        let first = self.sections.iter().position(behind);
        let first = first.unwrap_or(self.sections.len()).max(head + 1);
        let mut tail = first;
        let mut step = 1;
        loop {
            let next = self.sections.get(tail).map(|it| it.range.start().into());
            let next = next.map(|it: usize| edit.moved(it));
            let end = next.map_or(text.len(), |it| line_end(text, it));
            if end < front {
                return None;
            }
            let mut part = build::part(text, start..end);
            if part.definitions {
                return None;
            }
            let ends = match next {
                Some(next) => part.ends_before(next),
                None => true,
            };
            if ends {
                let mut sections = self.sections[..head].to_vec();
                sections.extend(cut(part, start..next.unwrap_or(text.len())));
                let kept = Kept {
                    head,
                    tail: self.sections.len() - tail,
                };
                let moved = |it: &Section| Section {
                    range: TextRange::new(
                        size(edit.moved(it.range.start().into())),
                        size(edit.moved(it.range.end().into())),
                    ),
                    ..it.clone()
                };
                sections.extend(self.sections[tail..].iter().map(moved));
                let again = Sections {
                    sections,
                    over: None,
                    definitions: false,
                    front,
                };
                return Some((again, kept));
            }
            tail = (tail + step).min(self.sections.len());
            step *= 2;
        }
    }
}

impl Part {
    /// Takes away the heading at `next`, with which the part ends; false when there is none.
    fn ends_before(&mut self, next: usize) -> bool {
        let next = size(next);
        if self.cuts.pop_if(|it| *it == next).is_none() {
            return false;
        }
        self.blocks.retain(|it| it.range.start() < next);
        self.errors.retain(|it| it.range.start() < next);
        true
    }
}

/// Cuts what was read of a part at its headings.
fn cut(part: Part, range: Range<usize>) -> Vec<Section> {
    let end = size(range.end);
    let mut blocks = part.blocks.into_iter().peekable();
    let mut errors = part.errors.into_iter().peekable();
    let mut sections = Vec::with_capacity(part.cuts.len() + 1);
    let mut start = size(range.start);
    let first = start;
    let inner = part.cuts.into_iter().filter(|it| *it > first);
    for next in inner.chain([end]) {
        let last = next == end;
        let mut read = Read {
            blocks: Vec::new(),
            errors: Vec::new(),
        };
        while let Some(it) = blocks.next_if(|it| last || it.range.start() < next) {
            read.blocks.push(it);
        }
        while let Some(it) = errors.next_if(|it| last || it.range.start() < next) {
            read.errors.push(it);
        }
        sections.push(Section {
            range: TextRange::new(start, next),
            read_at: start,
            read: Arc::new(read),
        });
        start = next;
    }
    sections
}

/// Where the line that begins at `start` ends, its line end included.
fn line_end(text: &str, start: usize) -> usize {
    let line = text.get(start..).unwrap_or_default();
    match line.find(['\n', '\r']) {
        Some(at) if line[at..].starts_with("\r\n") => start + at + 2,
        Some(at) => start + at + 1,
        None => text.len(),
    }
}
