//! pulldown-cmark's events into blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::inline::{Builder, trimmed};
use super::{Block, BlockKind, Fence, Inline, ListItem, Row, Table, table};
use crate::text::size;
use crate::{Embedded, OffsetMap, SyntaxError, TextRange, TextSize};

/// Front matter is ours: pulldown-cmark sees it in the middle of a document as well.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// What was read of a part of a document.
pub(super) struct Part {
    /// In order, in offsets of the document.
    pub(super) blocks: Vec<Block>,
    pub(super) errors: Vec<SyntaxError>,
    /// Where headings stand at the left margin, which end everything before them.
    pub(super) cuts: Vec<TextSize>,
    /// It defines links (`[name]: address`), which may be used anywhere in the document.
    pub(super) definitions: bool,
}

/// Reads a part of a document as if it were all of it. Its beginning must be the document's or one
/// of the [`Part::cuts`]; front matter is read at the document's beginning only.
pub(super) fn part(text: &str, part: Range<usize>) -> Part {
    let mut state = State::new(text);
    let mut base = part.start;
    if let Some(front) = (base == 0).then(|| front_matter(text)) {
        base = front.end;
        state.blocks.extend(front.block);
    }
    let part = text.get(base..part.end).unwrap_or_default();
    let events = Parser::new_ext(part, OPTIONS).into_offset_iter();
    let definitions = events.reference_definitions().iter().next().is_some();
    for (event, range) in events {
        let range = TextRange::new(size(base + range.start), size(base + range.end));
        state.take(&event, range);
    }
    state.blocks.sort_by_key(|it| it.range.start());
    Part {
        blocks: state.blocks,
        errors: state.errors,
        cuts: state.cuts,
        definitions,
    }
}

/// What stands between `---` lines at the very beginning.
pub(super) struct FrontMatter {
    /// `None` when there is none.
    pub(super) block: Option<Block>,
    /// Where the rest begins.
    pub(super) end: usize,
}

pub(super) fn front_matter(text: &str) -> FrontMatter {
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let none = FrontMatter {
        block: None,
        end: bom,
    };
    let mut content = None;
    let mut at = bom;
    for line in text[bom..].split_inclusive('\n') {
        let bare = line.trim_end();
        match content {
            None if bare == "---" => content = Some(at + line.len()),
            None => return none,
            Some(start) if bare == "---" || bare == "..." => {
                let range = TextRange::new(size(start), size(at));
                let block = Block {
                    range: TextRange::new(size(bom), size(at + bare.len())),
                    kind: BlockKind::FrontMatter(Embedded {
                        text: text[range].to_owned(),
                        map: OffsetMap::shifted(range),
                    }),
                };
                return FrontMatter {
                    block: Some(block),
                    end: at + line.len(),
                };
            }
            Some(_) => {}
        }
        at += line.len();
    }
    none
}

struct State<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    errors: Vec<SyntaxError>,
    cuts: Vec<TextSize>,
    inline: Builder<'a>,
    /// The open lists, outermost first: ordered or not.
    lists: Vec<bool>,
    list_range: TextRange,
    items: Vec<ListItem>,
    /// Open items, outermost first, with whether they still take text.
    open_items: Vec<(usize, bool)>,
    fence: Option<(Fence, TextRange)>,
    table: Option<Table>,
    cells: Vec<(TextRange, Inline)>,
}

impl<'a> State<'a> {
    fn new(text: &'a str) -> State<'a> {
        State {
            text,
            blocks: Vec::new(),
            errors: Vec::new(),
            cuts: Vec::new(),
            inline: Builder::new(text),
            lists: Vec::new(),
            list_range: TextRange::empty(0.into()),
            items: Vec::new(),
            open_items: Vec::new(),
            fence: None,
            table: None,
            cells: Vec::new(),
        }
    }

    fn push(&mut self, range: TextRange, kind: BlockKind) {
        let range = trimmed(self.text, range);
        self.blocks.push(Block { range, kind });
    }

    fn finish_inline(&mut self, range: Option<TextRange>, at: TextSize) -> Inline {
        std::mem::replace(&mut self.inline, Builder::new(self.text)).finish(range, at)
    }

    fn take(&mut self, event: &Event<'_>, range: TextRange) {
        match event {
            Event::Start(tag) => self.start(tag, event, range),
            Event::End(tag) => self.end(*tag, event, range),
            Event::Text(text) => match &mut self.fence {
                Some((fence, _)) => add_code(self.text, &mut fence.code, text, range),
                None => self.inline.take(event, range),
            },
            Event::InlineHtml(html) if html.starts_with("<!--") => {
                self.push(range, BlockKind::Comment(comment_text(html)));
            }
            _ => self.inline.take(event, range),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, event: &Event<'_>, range: TextRange) {
        match tag {
            Tag::List(first) => {
                self.close_item_text();
                if self.lists.is_empty() {
                    self.list_range = range;
                }
                self.lists.push(first.is_some());
            }
            Tag::Item => {
                let depth = self.lists.len().saturating_sub(1);
                self.open_items.push((self.items.len(), true));
                self.items.push(ListItem {
                    range,
                    depth: u8::try_from(depth).unwrap_or(u8::MAX),
                    ordered: self.lists.last().copied().unwrap_or(false),
                    inline: Inline::default(),
                });
            }
            Tag::Paragraph => {
                if !self.item_takes_text() {
                    self.close_item_text();
                } else if !self.inline.is_empty() {
                    self.inline.separate(range.start());
                }
            }
            Tag::CodeBlock(kind) => {
                self.close_item_text();
                self.fence = Some((fence(self.text, kind, range), range));
            }
            Tag::Table(_) => {
                self.close_item_text();
                self.table = Some(Table {
                    header: Vec::new(),
                    rows: Vec::new(),
                });
            }
            Tag::Heading { .. } => {
                self.close_item_text();
                let before = &self.text[..usize::from(range.start())];
                let margin = before.is_empty() || before.ends_with(['\n', '\r']);
                if margin && self.text[range].starts_with('#') {
                    self.cuts.push(range.start());
                }
            }
            Tag::HtmlBlock | Tag::BlockQuote(_) => self.close_item_text(),
            Tag::TableHead | Tag::TableRow => self.cells.clear(),
            _ => self.inline.take(event, range),
        }
    }

    fn end(&mut self, tag: TagEnd, event: &Event<'_>, range: TextRange) {
        match tag {
            TagEnd::Paragraph => {
                if !self.item_takes_text() {
                    let inline = self.finish_inline(Some(range), range.start());
                    self.push(range, BlockKind::Paragraph(inline));
                }
            }
            TagEnd::Heading(level) => {
                let at = trimmed(self.text, range).end();
                let inline = self.finish_inline(None, at);
                let level = level as u8;
                self.push(range, BlockKind::Heading { level, inline });
            }
            TagEnd::Item => {
                self.close_item_text();
                self.open_items.pop();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    let items = std::mem::take(&mut self.items);
                    self.push(self.list_range, BlockKind::List(items));
                }
            }
            TagEnd::CodeBlock => {
                if let Some((fence, range)) = self.fence.take() {
                    self.push(range, BlockKind::Fence(fence));
                }
            }
            TagEnd::TableCell => {
                let content = trimmed(self.text, range);
                let inline = self.finish_inline(Some(content), content.start());
                self.cells.push((range, inline));
            }
            TagEnd::TableHead => {
                let cells = std::mem::take(&mut self.cells);
                if let Some(table) = &mut self.table {
                    table.header = cells.into_iter().map(|it| it.1).collect();
                }
            }
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                if let Some(table) = &mut self.table {
                    let width = table.header.len();
                    let row: Row = table::row(self.text, range, cells, width, &mut self.errors);
                    table.rows.push(row);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push(range, BlockKind::Table(table));
                }
            }
            TagEnd::HtmlBlock => self.comments_of_html(range),
            _ => self.inline.take(event, range),
        }
    }

    fn item_takes_text(&self) -> bool {
        self.open_items.last().is_some_and(|it| it.1)
    }

    /// The innermost item's own text ends: at its end, or where another block begins in it.
    fn close_item_text(&mut self) {
        let own = match self.open_items.last_mut() {
            Some((index, takes)) => match std::mem::take(takes) {
                true => self.items.get_mut(*index),
                false => None,
            },
            None => None,
        };
        let Some(item) = own else {
            // Text behind an item's nested blocks, in a list without blank lines.
            if !self.inline.is_empty() {
                let inline = self.finish_inline(None, 0.into());
                self.push(inline.range, BlockKind::Paragraph(inline));
            }
            return;
        };
        let range = item.range;
        let line = self.text[range].find(['\n', '\r']);
        let first = TextRange::at(range.start(), line.map_or(range.len(), size));
        let first = trimmed(self.text, first);
        let builder = std::mem::replace(&mut self.inline, Builder::new(self.text));
        let inline = builder.finish(None, first.end());
        let end = first.start().max(inline.range.end());
        item.range = TextRange::new(range.start().min(end), end);
        item.inline = inline;
    }

    /// `<!-- … -->` in a block of HTML; an open one ends with the block.
    fn comments_of_html(&mut self, range: TextRange) {
        let source = &self.text[range];
        let mut at = 0;
        while let Some(found) = source[at..].find("<!--") {
            let start = at + found;
            let end = source[start + 4..]
                .find("-->")
                .map_or(source.len(), |it| start + 4 + it + 3);
            let comment = TextRange::at(range.start() + size(start), size(end - start));
            self.push(
                comment,
                BlockKind::Comment(comment_text(&source[start..end])),
            );
            at = end;
        }
    }
}

fn comment_text(html: &str) -> String {
    let inner = html.strip_prefix("<!--").unwrap_or(html);
    let inner = inner.trim_end();
    inner.strip_suffix("-->").unwrap_or(inner).trim().to_owned()
}

/// A fence without its code.
fn fence(text: &str, kind: &CodeBlockKind<'_>, range: TextRange) -> Fence {
    let source = text[range].trim_end();
    let (info, closed) = match kind {
        CodeBlockKind::Indented => (String::new(), true),
        CodeBlockKind::Fenced(info) => (info.trim().to_owned(), is_closed(source)),
    };
    let language = info
        .split(|c: char| c.is_whitespace())
        .next()
        .unwrap_or_default()
        .to_lowercase();
    // An empty fence still has a place, behind its first line.
    let line: Range<usize> = range.into();
    let content = match (kind, text[range].find('\n')) {
        (CodeBlockKind::Indented, _) => line.start,
        (CodeBlockKind::Fenced(_), Some(at)) => line.start + at + 1,
        (CodeBlockKind::Fenced(_), None) => line.end,
    };
    let mut map = OffsetMap::default();
    map.push(0.into(), size(content), 0.into());
    Fence {
        language,
        info,
        code: Embedded {
            text: String::new(),
            map,
        },
        closed,
    }
}

/// Whether the last line is a fence at least as long as the first one.
fn is_closed(source: &str) -> bool {
    let Some(mark) = source.chars().next() else {
        return false;
    };
    let open = source.len() - source.trim_start_matches(mark).len();
    let Some((_, last)) = source.rsplit_once(['\n', '\r']) else {
        return false;
    };
    let last = last.trim_start_matches([' ', '\t', '>']);
    last.len() >= open && last.chars().all(|it| it == mark)
}

/// Appends a piece of code. What pulldown-cmark wrote differently (a tab that is half
/// indentation, a line end) has no place of its own; the rest is mapped exactly.
fn add_code(host: &str, code: &mut Embedded, text: &str, range: TextRange) {
    let source = &host[range];
    let inner = size(code.text.len());
    if source == text {
        add_piece(code, inner, range.start(), text.len());
    } else {
        let common = text
            .char_indices()
            .zip(source.chars())
            .find(|((_, a), b)| a != b)
            .map_or(text.len().min(source.len()), |((at, _), _)| at);
        let suffix = text[common..]
            .bytes()
            .rev()
            .zip(source[common..].bytes().rev())
            .take_while(|(a, b)| a == b && a.is_ascii())
            .count();
        add_piece(code, inner, range.start(), common);
        let at = text.len() - suffix;
        add_piece(code, inner + size(at), range.end() - size(suffix), suffix);
    }
    code.text.push_str(text);
}

fn add_piece(code: &mut Embedded, inner: TextSize, outer: TextSize, len: usize) {
    if len > 0 {
        code.map.push(inner, outer, size(len));
    }
}
