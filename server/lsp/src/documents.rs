//! Open documents: what the client sees, edit by edit.
//!
//! Never reads the disk and never judges; the text is stored exactly as received.

use ide::Encoding;
use lsp_types::TextDocumentContentChangeEvent;
use ropey::Rope;

use crate::from_proto;

/// An open document.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Its name in the analysis.
    pub(crate) path: String,
    pub(crate) version: i32,
    rope: Rope,
}

impl Document {
    pub(crate) fn new(path: String, version: i32, text: &str) -> Document {
        Document {
            path,
            version,
            rope: Rope::from_str(text),
        }
    }

    /// Applies changes in order; each one's positions are those after the one before.
    pub(crate) fn change(
        &mut self,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) {
        self.version = version;
        for change in changes {
            match change.range {
                None => self.rope = Rope::from_str(&change.text),
                Some(range) => {
                    let range = from_proto::char_range(&self.rope, range, encoding);
                    let start = range.start;
                    self.rope.remove(range);
                    self.rope.insert(start, &change.text);
                }
            }
        }
    }

    pub(crate) fn text(&self) -> String {
        self.rope.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ide::{LineCol, LineIndex};
    use lsp_types::{Position, Range};

    const TEXT: &str = "a é ℝ 💣\r\n\tx\u{2028}y\u{85}\rÜ 😀z\n\r\n";
    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn edit(range: Range, text: &str) -> TextDocumentContentChangeEvent {
        TextDocumentContentChangeEvent {
            range: Some(range),
            range_length: None,
            text: text.to_owned(),
        }
    }

    /// The rope and the line index must agree on every position, also on those outside.
    #[test]
    fn edits_land_where_the_line_index_says() {
        let lines = LineIndex::new(TEXT);
        for encoding in ENCODINGS {
            for line in 0..7 {
                for col in 0..14 {
                    let at = lines.offset(TEXT, LineCol { line, col }, encoding);
                    let mut expected = TEXT.to_owned();
                    expected.insert(usize::from(at), '|');
                    let position = Position::new(line, col);
                    let mut document = Document::new(String::new(), 1, TEXT);
                    let change = edit(Range::new(position, position), "|");
                    document.change(2, &[change], encoding);
                    assert_eq!(document.text(), expected, "{line}:{col} {encoding:?}");
                }
            }
        }
    }

    #[test]
    fn changes_follow_each_other_and_whole_texts_replace() {
        let mut document = Document::new(String::new(), 1, "one\r\ntwo");
        let range = |a, b, c, d| Range::new(Position::new(a, b), Position::new(c, d));
        let whole = TextDocumentContentChangeEvent {
            range: None,
            range_length: None,
            text: "new\n".to_owned(),
        };
        document.change(
            2,
            &[edit(range(0, 3, 1, 0), " "), edit(range(0, 4, 0, 3), "-")],
            Encoding::Utf16,
        );
        assert_eq!(document.text(), "one-two");
        document.change(3, &[whole, edit(range(9, 9, 9, 9), "end")], Encoding::Utf16);
        assert_eq!(
            (document.text().as_str(), document.version),
            ("new\nend", 3)
        );
    }
}
