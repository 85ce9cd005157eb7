//! Markdown to a flat list of blocks in document order, with exact spans of cells and fences.
//!
//! Everything below is told apart by pulldown-cmark; here is only its events' way into blocks. Must
//! never guess what a document means, that is `model`'s.

mod bombs;
mod build;
mod inline;
mod table;
#[cfg(test)]
mod tests;

use crate::{Embedded, SyntaxError, TextRange};

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
    build::parse(text)
}
