//! Markdown to a flat list of blocks in document order, with exact spans of cells and fences.
//!
//! Everything below is told apart by pulldown-cmark; here is only its events' way into blocks. Must
//! never guess what a document means, that is `model`'s.

mod bombs;
mod build;
mod inline;
mod moved;
mod sections;
mod table;
#[cfg(test)]
mod tests;

use crate::text::size;
use crate::{Embedded, SyntaxError, TextRange};

pub use sections::{Kept, Section, Sections};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markdown {
    pub blocks: Vec<Block>,
    pub errors: Vec<SyntaxError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The whole block, without trailing line ends.
    pub range: TextRange,
    pub kind: BlockKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// Between `---` lines at the very beginning.
    FrontMatter(Embedded),
    Heading {
        level: u8,
        inline: Inline,
    },
    Paragraph(Inline),
    Table(Table),
    /// Every item of a list, nested ones after their parents.
    List(Vec<ListItem>),
    Fence(Fence),
    /// `<!-- … -->`; the text between, trimmed, may have several lines.
    Comment(String),
}

/// A run of text with its emphasis, code spans and links known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inline {
    /// From the first byte to the last, markers included.
    pub range: TextRange,
    /// What a reader sees: markers removed, entities decoded, soft breaks as spaces.
    pub text: String,
    pub spans: Vec<Span>,
}

impl Inline {
    /// The text line by line, as the author broke it. The whole where it was decoded across a line
    /// break (entities). `host` is the document.
    pub fn lines(&self, host: &str) -> Vec<Inline> {
        self.split(host).unwrap_or_else(|| vec![self.clone()])
    }

    fn split(&self, host: &str) -> Option<Vec<Inline>> {
        let mut out: Vec<Inline> = Vec::new();
        let mut current = Inline::default();
        for span in &self.spans {
            let written = host.get(std::ops::Range::<usize>::from(span.range))?;
            if !written.contains('\n') {
                current.push(span.clone());
                continue;
            }
            let mut text = span.text.as_str();
            let mut at = span.range.start();
            for (number, line) in written.split('\n').enumerate() {
                if number > 0 {
                    out.push(std::mem::take(&mut current));
                }
                let piece = line.trim();
                if !piece.is_empty() {
                    let lead = line.len() - line.trim_start().len();
                    let found = text.find(piece)?;
                    text = &text[found + piece.len()..];
                    current.push(Span {
                        range: TextRange::at(at + size(lead), size(piece.len())),
                        text: piece.to_owned(),
                        ..span.clone()
                    });
                }
                at += size(line.len() + 1);
            }
        }
        out.push(current);
        out.retain(|it| !it.spans.is_empty());
        Some(out)
    }

    fn push(&mut self, span: Span) {
        self.range = if self.spans.is_empty() {
            span.range
        } else {
            self.range.cover(span.range)
        };
        self.text.push_str(&span.text);
        self.spans.push(span);
    }
}

/// A marked part of an [`Inline`]. Unmarked text between them is a span too, so that `spans`
/// tile the inline's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Of the content in the host, without its markers.
    pub range: TextRange,
    pub text: String,
    pub code: bool,
    pub strong: bool,
    pub emphasis: bool,
    pub strikethrough: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub header: Vec<Inline>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub range: TextRange,
    /// As many as the row has, which may differ from the header's.
    pub cells: Vec<Inline>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListItem {
    /// The item's own lines, without those of nested items.
    pub range: TextRange,
    /// 0 for the outermost list.
    pub depth: u8,
    pub ordered: bool,
    pub inline: Inline,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// The info string's first word, lower-cased; empty when there is none.
    pub language: String,
    pub info: String,
    /// The code with the way back to the host; exact inside lists and quotes.
    pub code: Embedded,
    /// False when the end of the file closes it.
    pub closed: bool,
}

/// Reads a document. Never fails.
pub fn parse(text: &str) -> Markdown {
    if let Some(error) = bombs::check(text) {
        return Markdown {
            blocks: Vec::new(),
            errors: vec![error],
        };
    }
    let part = build::part(text, 0..text.len());
    Markdown {
        blocks: part.blocks,
        errors: part.errors,
    }
}
