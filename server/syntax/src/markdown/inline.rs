//! Collects inline events into an [`Inline`].

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Inline, Span};
use crate::text::size;
use crate::{TextRange, TextSize};

/// An inline in the making.
pub(super) struct Builder<'a> {
    host: &'a str,
    text: String,
    spans: Vec<Span>,
    /// Of everything seen, markers included.
    range: Option<TextRange>,
    strong: u32,
    emphasis: u32,
    strikethrough: u32,
}

impl<'a> Builder<'a> {
    pub(super) fn new(host: &'a str) -> Builder<'a> {
        Builder {
            host,
            text: String::new(),
            spans: Vec::new(),
            range: None,
            strong: 0,
            emphasis: 0,
            strikethrough: 0,
        }
    }

    /// Takes an event that stands in running text; others are ignored.
    pub(super) fn take(&mut self, event: &Event<'_>, range: TextRange) {
        match event {
            Event::Text(text) => self.push(range, text, false),
            Event::Code(code) => {
                let content = code_content(self.host, range, code);
                self.push(content, code, true);
            }
            Event::SoftBreak | Event::HardBreak => self.push(range, " ", false),
            Event::InlineHtml(html) if is_break(html) => self.push(range, " ", false),
            Event::Start(Tag::Strong) => self.strong += 1,
            Event::End(TagEnd::Strong) => self.strong = self.strong.saturating_sub(1),
            Event::Start(Tag::Emphasis) => self.emphasis += 1,
            Event::End(TagEnd::Emphasis) => self.emphasis = self.emphasis.saturating_sub(1),
            Event::Start(Tag::Strikethrough) => self.strikethrough += 1,
            Event::End(TagEnd::Strikethrough) => {
                self.strikethrough = self.strikethrough.saturating_sub(1);
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. })
            | Event::InlineHtml(_)
            | Event::TaskListMarker(_) => {}
            _ => return,
        }
        self.range = Some(self.range.map_or(range, |it| it.cover(range)));
    }

    fn push(&mut self, range: TextRange, text: &str, code: bool) {
        if text.is_empty() {
            return;
        }
        let span = Span {
            range,
            text: text.to_owned(),
            code,
            strong: self.strong > 0,
            emphasis: self.emphasis > 0,
            strikethrough: self.strikethrough > 0,
        };
        self.text.push_str(text);
        match self.spans.last_mut() {
            // Escapes, entities and line ends cut a text into several events.
            Some(last) if !code && same_marks(last, &span) => {
                last.text.push_str(text);
                last.range = last.range.cover(range);
            }
            _ => self.spans.push(span),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.range.is_none()
    }

    /// A blank between two paragraphs that become one inline.
    pub(super) fn separate(&mut self, at: TextSize) {
        if !self.text.is_empty() {
            self.push(TextRange::empty(at), " ", false);
        }
    }

    /// The inline; `range` is that of its block when there is one, `at` where an empty one stands.
    pub(super) fn finish(mut self, range: Option<TextRange>, at: TextSize) -> Inline {
        while self.text.ends_with([' ', '\t'])
            && let Some(last) = self.spans.last_mut()
            && !last.code
        {
            let kept = last.text.trim_end_matches([' ', '\t']).len();
            let cut = last.text.len() - kept;
            last.text.truncate(kept);
            self.text.truncate(self.text.len() - cut);
            let source = &self.host[last.range];
            let blank = source.len() - source.trim_end().len();
            last.range = TextRange::at(last.range.start(), size(source.len() - blank));
            if kept == 0 {
                self.spans.pop();
            }
        }
        let range = range.or(self.range).unwrap_or(TextRange::empty(at));
        Inline {
            range: trimmed(self.host, range),
            text: self.text,
            spans: self.spans,
        }
    }
}

fn same_marks(a: &Span, b: &Span) -> bool {
    !a.code && (a.strong, a.emphasis, a.strikethrough) == (b.strong, b.emphasis, b.strikethrough)
}

/// `<br>` in its spellings.
fn is_break(html: &str) -> bool {
    let name = html
        .trim_start_matches('<')
        .trim_end_matches(['>', '/', ' ']);
    name.eq_ignore_ascii_case("br")
}

/// Without blanks around it. A range of blanks only becomes empty behind the first of them.
pub(super) fn trimmed(host: &str, range: TextRange) -> TextRange {
    let source = &host[range];
    let content = source.trim();
    if content.is_empty() {
        let first = source.chars().next().map_or(0, char::len_utf8);
        return TextRange::empty(range.start() + size(first));
    }
    let before = source.len() - source.trim_start().len();
    TextRange::at(range.start() + size(before), size(content.len()))
}

/// A code span's content without backticks and the blank that pads it.
fn code_content(host: &str, range: TextRange, code: &str) -> TextRange {
    let source = &host[range];
    let open = source.len() - source.trim_start_matches('`').len();
    let inner = source
        .get(open..source.len().saturating_sub(open))
        .unwrap_or_default();
    let start = range.start() + size(open);
    match inner.find(code) {
        Some(at) if !code.is_empty() => TextRange::at(start + size(at), size(code.len())),
        _ => TextRange::at(start, size(inner.len())),
    }
}
