//! The decoded text of a scalar, with the way back to the bytes it was written in.
//!
//! Never disagrees with [`crate::value::Scalar::text`]: where the source does not decode to it
//! (a repaired neighbourhood), the text stands and everything maps to the scalar's beginning.

use crate::text::size;
use crate::value::{Node, NodeKind, ScalarStyle};
use crate::{Embedded, OffsetMap, TextSize};

/// The decoded text of a scalar node with the way back to the host, for SQL inside `sql:`.
/// `source` is the text the node was parsed from. `None` for anything but a scalar.
pub fn embedded(source: &str, node: &Node) -> Option<Embedded> {
    let NodeKind::Scalar(scalar) = &node.kind else {
        return None;
    };
    let (start, end) = (
        usize::from(node.range.start()),
        usize::from(node.range.end()),
    );
    let mut decoder = Decoder {
        source,
        text: String::with_capacity(scalar.text.len()),
        map: OffsetMap::default(),
    };
    let read = match scalar.style {
        ScalarStyle::Plain => decoder.flow(start, end, b' '),
        ScalarStyle::SingleQuoted => decoder.flow(start + 1, end.saturating_sub(1), b'\''),
        ScalarStyle::DoubleQuoted => decoder.flow(start + 1, end.saturating_sub(1), b'"'),
        ScalarStyle::Literal | ScalarStyle::Folded => {
            decoder.block(start, &scalar.text, scalar.style == ScalarStyle::Folded)
        }
    };
    if read.is_some() && decoder.text == scalar.text {
        return Some(Embedded {
            text: decoder.text,
            map: decoder.map,
        });
    }
    let mut map = OffsetMap::default();
    map.push(TextSize::new(0), node.range.start(), TextSize::new(0));
    Some(Embedded {
        text: scalar.text.clone(),
        map,
    })
}

struct Decoder<'s> {
    source: &'s str,
    text: String,
    map: OffsetMap,
}

impl Decoder<'_> {
    /// Adds `piece`, written in the source as the bytes `at..at + len`.
    fn push(&mut self, piece: &str, at: usize, len: usize) {
        if piece.is_empty() {
            return;
        }
        let inner = size(self.text.len());
        self.text.push_str(piece);
        self.map.push(inner, size(at), size(piece.len().min(len)));
    }

    /// Plain and quoted scalars, without their quotes. `None` when the source is not one.
    fn flow(&mut self, start: usize, end: usize, quote: u8) -> Option<()> {
        let source = self.source.get(..end)?;
        let bytes = source.as_bytes();
        let mut at = start;
        while at < end {
            match bytes[at] {
                b' ' | b'\t' | b'\n' | b'\r' => at = self.white(source, at),
                b'\'' if quote == b'\'' => {
                    self.push("'", at, 1);
                    at += 2;
                }
                b'\\' if quote == b'"' => at = self.escape(source, at)?,
                _ => {
                    let len = bytes[at..]
                        .iter()
                        .position(|it| match it {
                            b' ' | b'\t' | b'\n' | b'\r' => true,
                            b'\'' => quote == b'\'',
                            b'\\' => quote == b'"',
                            _ => false,
                        })
                        .unwrap_or(end - at);
                    self.push(source.get(at..at + len)?, at, len);
                    at += len;
                }
            }
        }
        Some(())
    }

    /// Blanks stand for themselves; line ends and the blanks around them are folded.
    fn white(&mut self, source: &str, start: usize) -> usize {
        let bytes = source.as_bytes();
        let mut at = start;
        let mut breaks = Vec::new();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' => at += 1,
                b'\n' | b'\r' => {
                    breaks.push(at);
                    at += break_len(bytes, at);
                }
                _ => break,
            }
        }
        match breaks.as_slice() {
            [] => self.push(&source[start..at], start, at - start),
            [only] => self.push(" ", *only, 1),
            [_, rest @ ..] => {
                for it in rest {
                    self.push("\n", *it, 1);
                }
            }
        }
        at
    }

    fn escape(&mut self, source: &str, at: usize) -> Option<usize> {
        let bytes = source.as_bytes();
        let code = *bytes.get(at + 1)?;
        let digits = match code {
            b'\n' | b'\r' => return Some(self.escaped_break(source, at + 1)),
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => {
                let piece = match code {
                    b'0' => "\0",
                    b'a' => "\u{7}",
                    b'b' => "\u{8}",
                    b't' | b'\t' => "\t",
                    b'n' => "\n",
                    b'v' => "\u{b}",
                    b'f' => "\u{c}",
                    b'r' => "\r",
                    b'e' => "\u{1b}",
                    b' ' => " ",
                    b'"' => "\"",
                    b'/' => "/",
                    b'\\' => "\\",
                    b'N' => "\u{85}",
                    b'_' => "\u{a0}",
                    b'L' => "\u{2028}",
                    b'P' => "\u{2029}",
                    _ => return None,
                };
                self.push(piece, at, 2);
                return Some(at + 2);
            }
        };
        let hex = |from: usize, len: usize| {
            source
                .get(from..from + len)
                .and_then(|it| u32::from_str_radix(it, 16).ok())
        };
        let mut end = at + 2 + digits;
        let mut code = hex(at + 2, digits)?;
        if (0xd800..0xdc00).contains(&code) && source.get(end..end + 2) == Some("\\u") {
            let low = hex(end + 2, 4)?.checked_sub(0xdc00)?;
            code = 0x1_0000 + ((code - 0xd800) << 10) + low;
            end += 6;
        }
        let mut buffer = [0; 4];
        self.push(char::from_u32(code)?.encode_utf8(&mut buffer), at, end - at);
        Some(end)
    }

    /// An escaped line end joins two lines; blank lines after it stay.
    fn escaped_break(&mut self, source: &str, start: usize) -> usize {
        let bytes = source.as_bytes();
        let mut at = start + break_len(bytes, start);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' => at += 1,
                b'\n' | b'\r' => {
                    self.push("\n", at, 1);
                    at += break_len(bytes, at);
                }
                _ => break,
            }
        }
        at
    }

    /// Block scalars: finds `text`, which the parser decoded, line by line behind the header.
    /// Only line ends and indentation differ between the two.
    fn block(&mut self, header: usize, text: &str, folded: bool) -> Option<()> {
        let source = self.source;
        let bytes = source.as_bytes();
        let mut at = line_end(source, header)?;
        at += break_len(bytes, at);
        let indent = block_indent(source.get(at..)?, text);
        let mut breaks: Vec<usize> = Vec::new();
        while self.text.len() < text.len() && at < source.len() {
            let end = line_end(source, at)?;
            let line = &source[at..end];
            let spaces = line.bytes().take_while(|it| *it == b' ').count();
            let content = if spaces >= indent {
                &line[indent..]
            } else if spaces == line.len() {
                ""
            } else {
                break;
            };
            if !content.is_empty() {
                self.line_ends(text, &mut breaks, folded);
                if !text[self.text.len()..].starts_with(content) {
                    return None;
                }
                self.push(content, at + indent, content.len());
            }
            if end < source.len() {
                breaks.push(end);
            }
            at = end + break_len(bytes, end);
        }
        self.line_ends(text, &mut breaks, folded);
        // A last line without a line end counts as if it had one.
        if text.len() == self.text.len() + 1 && text.ends_with('\n') {
            self.text.push('\n');
        }
        Some(())
    }

    /// The line ends that `text` has next, paired with those of the source.
    fn line_ends(&mut self, text: &str, breaks: &mut Vec<usize>, folded: bool) {
        let rest = &text[self.text.len()..];
        let count = rest.bytes().take_while(|it| *it == b'\n').count();
        let at_end = count == rest.len();
        let count = count.min(breaks.len());
        if count > 0 {
            // Folding eats the first line end of a run; chomping the last ones.
            let skipped = if at_end { 0 } else { breaks.len() - count };
            for at in &breaks[skipped..skipped + count] {
                self.push("\n", *at, 1);
            }
        } else if folded
            && rest.starts_with(' ')
            && let [only] = breaks.as_slice()
        {
            let only = *only;
            self.push(" ", only, 1);
        }
        breaks.clear();
    }
}

/// The spaces that were removed from each line behind `source`'s beginning.
fn block_indent(source: &str, text: &str) -> usize {
    let lead = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first = |text: &str| {
        text.split(['\n', '\r'])
            .find(|it| lead(it) < it.len())
            .map(lead)
    };
    match (first(source), first(text)) {
        (Some(outer), Some(inner)) => outer.saturating_sub(inner),
        // Only line ends: any indentation reads the same.
        _ => usize::MAX,
    }
}

fn line_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    Some(at + rest.find(['\n', '\r']).unwrap_or(rest.len()))
}

fn break_len(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(b'\n' | b'\r'), _) => 1,
        _ => 0,
    }
}
