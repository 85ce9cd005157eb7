//! Blocks at another place: their ranges, moved by what the text before them grew.

use super::{Block, BlockKind, Inline};
use crate::{SyntaxError, SyntaxErrorKind, TextRange, TextSize};

/// Where everything stood when it was read, and where it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) from: TextSize,
    pub(super) to: TextSize,
}

impl Way {
    /// A range before `from` stands nowhere in the section and stays: that of nothing.
    fn range(self, range: &mut TextRange) {
        if let Some(inner) = range.checked_sub(self.from) {
            *range = inner + self.to;
        }
    }

    pub(super) fn block(self, block: &mut Block) {
        self.range(&mut block.range);
        match &mut block.kind {
            BlockKind::FrontMatter(code) => code.map.move_host(self.from, self.to),
            BlockKind::Heading { inline, .. } | BlockKind::Paragraph(inline) => self.inline(inline),
            BlockKind::Table(table) => {
                for cell in &mut table.header {
                    self.inline(cell);
                }
                for row in &mut table.rows {
                    self.range(&mut row.range);
                    for cell in &mut row.cells {
                        self.inline(cell);
                    }
                }
            }
            BlockKind::List(items) => {
                for item in items {
                    self.range(&mut item.range);
                    self.inline(&mut item.inline);
                }
            }
            BlockKind::Fence(fence) => fence.code.map.move_host(self.from, self.to),
            BlockKind::Comment(_) => {}
        }
    }

    fn inline(self, inline: &mut Inline) {
        self.range(&mut inline.range);
        for span in &mut inline.spans {
            self.range(&mut span.range);
        }
    }

    pub(super) fn error(self, error: &mut SyntaxError) {
        self.range(&mut error.range);
        match &mut error.kind {
            SyntaxErrorKind::DuplicateKey { first, .. } => self.range(first),
            SyntaxErrorKind::Yaml(_)
            | SyntaxErrorKind::UnknownAlias(_)
            | SyntaxErrorKind::Sql(_)
            | SyntaxErrorKind::TableWidth { .. }
            | SyntaxErrorKind::Limit { .. } => {}
        }
    }
}
