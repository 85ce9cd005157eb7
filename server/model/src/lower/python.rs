//! Calls and strings in Python text, as far as schemas are written in them.
//!
//! Knows brackets, quotes and comments; everything else is text. Never fails: what is left open
//! ends with the text.

use std::ops::Range;

/// `a.b.name(argument, key=argument)`, all as ranges in the text.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// With the closing bracket.
    pub(crate) range: Range<usize>,
    pub(crate) name: Range<usize>,
    pub(crate) arguments: Vec<Argument>,
}

#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Range<usize>,
}

impl Call {
    pub(crate) fn positional(&self) -> impl Iterator<Item = &Range<usize>> {
        let plain = self.arguments.iter().filter(|it| it.key.is_none());
        plain.map(|it| &it.value)
    }

    /// The content of the positional argument that is a string.
    pub(crate) fn string(&self, text: &str, index: usize) -> Option<Range<usize>> {
        let value = self.positional().nth(index)?;
        string(text, value.clone())
    }

    pub(crate) fn keyword(&self, text: &str, key: &str) -> Option<Range<usize>> {
        self.arguments
            .iter()
            .find(|it| it.key.clone().is_some_and(|it| text[it] == *key))
            .map(|it| it.value.clone())
    }
}

/// The line at or after `at`; `None` at the end.
pub(crate) fn next_line(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..).filter(|it| !it.is_empty())?;
    let len = rest.find('\n').unwrap_or(rest.len());
    Some(at..at + rest[..len].trim_end().len())
}

/// Where the line after the one with `at` begins.
pub(crate) fn after_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |it| at + it + 1)
}

/// `Column` of `sa.Column`.
pub(crate) fn last_word(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The call that begins at `at`.
pub(crate) fn call(text: &str, at: usize) -> Option<Call> {
    let rest = text.get(at..)?;
    let len = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
        .unwrap_or(rest.len());
    if len == 0 || !rest[len..].starts_with('(') {
        return None;
    }
    let open = at + len;
    let mut arguments = Vec::new();
    let mut start = open + 1;
    let mut scan = Scan::new(text, open);
    let mut end = text.len();
    while let Some((place, c)) = scan.next() {
        match c {
            ',' if scan.depth == 1 => {
                push(text, start..place, &mut arguments);
                start = place + 1;
            }
            ')' if scan.depth == 0 => {
                push(text, start..place, &mut arguments);
                end = place + 1;
                break;
            }
            _ => {}
        }
    }
    if end == text.len() && !text[..end].ends_with(')') {
        // Left open: what stands there is still read.
        push(text, start.min(end)..end, &mut arguments);
    }
    Some(Call {
        range: at..end,
        name: at..open,
        arguments,
    })
}

fn push(text: &str, part: Range<usize>, out: &mut Vec<Argument>) {
    let mut part = trimmed(text, part);
    // A comment before an argument belongs to the one above.
    while text[part.clone()].starts_with('#') {
        let after = after_line(text, part.start).min(part.end);
        part = trimmed(text, after..part.end);
    }
    if part.is_empty() {
        return;
    }
    let written = &text[part.clone()];
    let len = written
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(written.len());
    let after = written[len..].trim_start();
    if len > 0 && after.starts_with('=') && !after.starts_with("==") {
        let value = part.end - after.len() + 1;
        out.push(Argument {
            key: Some(part.start..part.start + len),
            value: trimmed(text, value..part.end),
        });
        return;
    }
    out.push(Argument {
        key: None,
        value: part,
    });
}

fn trimmed(text: &str, part: Range<usize>) -> Range<usize> {
    let slice = text.get(part.clone()).unwrap_or_default();
    let left = slice.trim_start();
    let start = part.start + slice.len() - left.len();
    start..start + left.trim_end().len()
}

/// The content of the string that a part is, or that the call in it takes first:
/// `"a"`, `'''a'''`, `op.f("a")`, `sa.text("a")`. `None` for f-strings and joined ones.
pub(crate) fn string(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let part = trimmed(text, part);
    let slice = text.get(part.clone())?;
    let bare = slice.trim_start_matches(['r', 'u']);
    if bare.starts_with(['"', '\'']) {
        let start = part.end - bare.len();
        let (content, end) = literal(text, start)?;
        return (end == part.end).then_some(content);
    }
    let call = call(text, part.start).filter(|it| it.range.end == part.end)?;
    let inner = call.arguments.first().filter(|it| it.key.is_none())?;
    if !matches!(
        last_word(&text[call.name.clone()]),
        "f" | "text" | "quoted_name"
    ) {
        return None;
    }
    string(text, inner.value.clone())
}

/// The contents of every string in a part, in order.
pub(crate) fn strings(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = part.start;
    while at < part.end {
        let Some(found) = text.get(at..part.end).and_then(|it| it.find(['"', '\''])) else {
            break;
        };
        let Some((content, end)) = literal(text, at + found) else {
            break;
        };
        if end > part.end {
            break;
        }
        out.push(content);
        at = end;
    }
    out
}

/// The string literal at `at`: its content and where it ends.
fn literal(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let rest = text.get(at..)?;
    let mark = rest.chars().next()?;
    let triple = if mark == '"' { "\"\"\"" } else { "'''" };
    if rest.starts_with(triple) {
        let len = rest[3..].find(triple)?;
        return Some((at + 3..at + 3 + len, at + 6 + len));
    }
    let mut escaped = false;
    for (place, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return None,
            _ if c == mark => return Some((at + 1..at + place, at + place + 1)),
            _ => {}
        }
    }
    None
}

/// The characters that are neither in strings nor in comments, with the depth of brackets after
/// each.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, at: usize) -> Scan<'a> {
        Scan { text, at, depth: 0 }
    }

    fn next(&mut self) -> Option<(usize, char)> {
        loop {
            let rest = self.text.get(self.at..)?;
            let c = rest.chars().next()?;
            let place = self.at;
            match c {
                '"' | '\'' => match literal(self.text, place) {
                    Some((_, end)) => self.at = end,
                    None => self.at += 1,
                },
                '#' => self.at = after_line(self.text, place),
                _ => {
                    self.at += c.len_utf8();
                    match c {
                        '(' | '[' | '{' => self.depth += 1,
                        ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
                        _ => {}
                    }
                    return Some((place, c));
                }
            }
        }
    }
}
