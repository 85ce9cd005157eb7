//! Offsets, ranges, lines and edits. Offsets are bytes in UTF-8 everywhere below `lsp`.

pub use text_size::{TextRange, TextSize};

/// Two texts that differ in one place: what stood there, and what stands there now.
///
/// The beginning up to `start` and the end from `old_end` are the same in both. Bytes, on
/// character boundaries of both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    pub start: usize,
    pub old_end: usize,
    pub new_end: usize,
}

impl Replaced {
    /// The smallest place that holds every difference.
    pub fn between(old: &str, new: &str) -> Replaced {
        let (a, b) = (old.as_bytes(), new.as_bytes());
        let blocks = a.chunks(BLOCK).zip(b.chunks(BLOCK));
        let mut start = blocks.take_while(|(a, b)| a == b).count() * BLOCK;
        start = start.min(a.len()).min(b.len());
        start += same(a[start..].iter(), b[start..].iter());
        while !(old.is_char_boundary(start) && new.is_char_boundary(start)) {
            start -= 1;
        }
        let (a, b) = (&a[start..], &b[start..]);
        let blocks = a.rchunks(BLOCK).zip(b.rchunks(BLOCK));
        let mut end = blocks.take_while(|(a, b)| a == b).count() * BLOCK;
        end = end.min(a.len()).min(b.len());
        let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
        end += same(a.iter().rev(), b.iter().rev());
        while !(old.is_char_boundary(old.len() - end) && new.is_char_boundary(new.len() - end)) {
            end -= 1;
        }
        Replaced {
            start,
            old_end: old.len() - end,
            new_end: new.len() - end,
        }
    }

    /// Where a place of the old text stands in the new one; inside of what was replaced, its end.
    pub fn moved(&self, at: usize) -> usize {
        if at >= self.old_end {
            at - self.old_end + self.new_end
        } else if at <= self.start {
            at
        } else {
            self.new_end
        }
    }
}

/// Bytes that are compared at once.
const BLOCK: usize = 512;

/// How many bytes are the same at the beginning.
fn same<'a>(a: impl Iterator<Item = &'a u8>, b: impl Iterator<Item = &'a u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// A zero-based line, and a column in the units of some [`Encoding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineCol {
    pub line: u32,
    pub col: u32,
}

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, LSP's default.
    Utf16,
    /// Characters.
    Utf32,
}

/// Where each line of a text begins. Lines end at LF, CRLF or a lone CR, as in LSP, and nowhere
/// else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    // Invariant: sorted, begins with 0.
    starts: Vec<TextSize>,
    len: TextSize,
}

impl LineIndex {
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![TextSize::new(0)];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(size(at + 1));
            }
        }
        LineIndex {
            starts,
            len: TextSize::of(text),
        }
    }

    /// Number of lines; a text that ends with a line end has an empty last one.
    pub fn lines(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// The range of a line with its line end; empty at the end of the text when there is no such
    /// line.
    pub fn line_range(&self, line: u32) -> TextRange {
        let start = self.starts.get(line as usize).copied().unwrap_or(self.len);
        let end = self
            .starts
            .get(line as usize + 1)
            .copied()
            .unwrap_or(self.len);
        TextRange::new(start, end)
    }

    /// The line that holds an offset; the last line for offsets past the end.
    pub fn line_of(&self, offset: TextSize) -> u32 {
        let line = self
            .starts
            .partition_point(|it| *it <= offset)
            .saturating_sub(1);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// Line and column of an offset in `text`, which must be the text of this index. Offsets past
    /// the end or inside a character are clamped back.
    pub fn line_col(&self, text: &str, offset: TextSize, encoding: Encoding) -> LineCol {
        let offset = floor_char_boundary(text, offset);
        let line = self.line_of(offset);
        let start = self.line_range(line).start();
        let before = &text[usize::from(start)..usize::from(offset)];
        let col = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => before.chars().count(),
        };
        LineCol {
            line,
            col: u32::try_from(col).unwrap_or(u32::MAX),
        }
    }

    /// The offset of a line and column. A column past the line's content is its end (before the
    /// line end), one inside a character its beginning, a line past the end the end of the text.
    pub fn offset(&self, text: &str, position: LineCol, encoding: Encoding) -> TextSize {
        if position.line >= self.lines() {
            return self.len;
        }
        let range = self.line_range(position.line);
        let line = text[range].trim_end_matches(['\r', '\n']);
        let mut left = position.col;
        let mut at = range.start();
        for c in line.chars() {
            let width = match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            };
            let width = u32::try_from(width).unwrap_or(u32::MAX);
            if left < width {
                break;
            }
            left -= width;
            at += TextSize::of(c);
        }
        at
    }
}

/// Replaces `range` by `insert`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    pub range: TextRange,
    pub insert: String,
}

impl TextEdit {
    pub fn replace(range: TextRange, insert: impl Into<String>) -> TextEdit {
        TextEdit {
            range,
            insert: insert.into(),
        }
    }

    pub fn insert(at: TextSize, insert: impl Into<String>) -> TextEdit {
        TextEdit::replace(TextRange::empty(at), insert)
    }
}

/// Applies edits to a text. Returns `None` when they overlap or leave the text.
pub fn apply_edits(text: &str, edits: &[TextEdit]) -> Option<String> {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|it| (it.range.start(), it.range.end()));
    let mut out = String::with_capacity(text.len());
    let mut at = TextSize::new(0);
    for edit in sorted {
        if edit.range.start() < at {
            return None;
        }
        out.push_str(text.get(usize::from(at)..usize::from(edit.range.start()))?);
        out.push_str(&edit.insert);
        at = edit.range.end();
    }
    out.push_str(text.get(usize::from(at)..)?);
    Some(out)
}

/// The text's own line end: of its first line, LF when it has only one line.
pub fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if at > 0 && text.as_bytes()[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

/// The nearest character boundary at or before `offset`.
pub fn floor_char_boundary(text: &str, offset: TextSize) -> TextSize {
    let mut at = usize::from(offset).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    size(at)
}

/// A `usize` as an offset. Documents are below 4 GB ([`crate::limits::DOCUMENT_BYTES`]).
pub fn size(at: usize) -> TextSize {
    TextSize::new(u32::try_from(at).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 7] = [
        "",
        "a é ℝ 💣",
        "\ta é\r\nℝ 💣\r\n",
        "a\rb\nc",
        "💣\n\n💣",
        "é",
        "x\u{2028}y\u{85}z\n",
    ];

    #[test]
    fn offsets_survive_the_round_trip_in_every_encoding() {
        for text in TEXTS {
            let index = LineIndex::new(text);
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                    let position = index.line_col(text, size(at), encoding);
                    let back = index.offset(text, position, encoding);
                    // Between CR and LF is no position; it goes to the end of the line.
                    if at > 0 && text.as_bytes().get(at - 1..=at) == Some(b"\r\n") {
                        assert_eq!(back, size(at - 1), "{text:?} {at} {encoding:?}");
                    } else {
                        assert_eq!(back, size(at), "{text:?} {at} {encoding:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn columns_count_the_units_of_the_encoding() {
        let text = "a é ℝ 💣";
        let index = LineIndex::new(text);
        let end = TextSize::of(text);
        let col = |encoding| index.line_col(text, end, encoding).col;
        assert_eq!(
            (
                col(Encoding::Utf8),
                col(Encoding::Utf16),
                col(Encoding::Utf32)
            ),
            (13, 8, 7)
        );
    }

    #[test]
    fn positions_outside_are_clamped() {
        let text = "ab\r\nc";
        let index = LineIndex::new(text);
        let at = |line, col| u32::from(index.offset(text, LineCol { line, col }, Encoding::Utf16));
        assert_eq!((at(0, 99), at(1, 99), at(7, 0)), (2, 5, 5));
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let range = |a, b| TextRange::new(size(a), size(b));
        let edits = [
            TextEdit::replace(range(0, 2), "x"),
            TextEdit::replace(range(1, 3), "y"),
        ];
        assert_eq!(apply_edits("abcd", &edits), None);
    }
}
