//! The lines of a YAML text, each taken apart into dashes, key, value and comment.
//!
//! Never fails: what is no key is a value.

use super::{Entry, range, unquoted};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    Comment,
    /// `---`, `...` or a directive.
    Separator,
    Content,
    /// Belongs to the value that begins on an earlier row.
    Inside(usize),
}

/// A line. Offsets are bytes of the text, columns bytes of the line.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) start: usize,
    /// Without the line's end.
    pub(super) end: usize,
    pub(super) kind: Kind,
    pub(super) indent: usize,
    pub(super) dashes: Vec<usize>,
    /// Where what follows the dashes begins.
    pub(super) column: usize,
    pub(super) key: Option<RowKey>,
    pub(super) value: Option<Span>,
    /// Where a `#` stands.
    pub(super) comment: Option<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct RowKey {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) colon: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Row {
    pub(super) fn entry(&self, text: &str) -> Option<Entry> {
        let key = self.key.as_ref()?;
        let value = self.value.filter(|it| it.end <= self.end);
        let value = value.map(|it| {
            let value = &text[it.start..it.end];
            if value.starts_with(['{', '[', '|', '>', '*', '!', '&']) {
                return String::new();
            }
            text[unquoted(text, it.start, it.end)].to_owned()
        });
        Some(Entry {
            key: key.text.clone(),
            key_range: range(key.start, key.end),
            value: value.unwrap_or_default(),
        })
    }
}

/// Every line of a text.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = 0;
    loop {
        let rest = &text[start..];
        let len = rest.find(['\n', '\r']).unwrap_or(rest.len());
        rows.push(row(text, start, start + len));
        let mut next = start + len;
        if text[next..].starts_with("\r\n") {
            next += 2;
        } else if next < text.len() {
            next += 1;
        } else {
            break;
        }
        start = next;
    }
    claim(text, &mut rows);
    rows
}

fn row(text: &str, start: usize, end: usize) -> Row {
    // A byte order mark is no column.
    let bom = if text[start..end].starts_with('\u{feff}') {
        3
    } else {
        0
    };
    let start = start + bom;
    let line = &text[start..end];
    let mut at = blanks(line);
    let mut row = Row {
        start,
        end,
        kind: Kind::Content,
        indent: at,
        dashes: Vec::new(),
        column: at,
        key: None,
        value: None,
        comment: None,
    };
    if at == line.len() {
        row.kind = Kind::Blank;
        return row;
    }
    if at == 0 && (line.starts_with("---") || line.starts_with("...") || line.starts_with('%')) {
        row.kind = Kind::Separator;
        return row;
    }
    while line[at..].starts_with('-') && line[at + 1..].chars().next().is_none_or(|it| it == ' ') {
        row.dashes.push(at);
        at += 1;
        at += blanks(&line[at..]);
    }
    row.column = at;
    if line[at..].starts_with('#') {
        row.comment = Some(start + at);
        if row.dashes.is_empty() {
            row.kind = Kind::Comment;
        }
        return row;
    }
    if let Some((text, len, colon)) = key(&line[at..]) {
        row.key = Some(RowKey {
            text,
            start: start + at,
            end: start + at + len,
            colon: start + at + colon,
        });
        at += colon + 1;
        at += blanks(&line[at..]);
    }
    // A tag or an anchor before the value is none of it.
    while line[at..].starts_with(['&', '!']) {
        at += line[at..].find(' ').unwrap_or(line.len() - at);
        at += blanks(&line[at..]);
    }
    let (len, comment) = value(&line[at..]);
    row.comment = comment.map(|it| start + at + it);
    if len > 0 {
        row.value = Some(Span {
            start: start + at,
            end: start + at + len,
        });
    }
    row
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// A key at the beginning of a text: what it says, its length, where its colon stands.
fn key(text: &str) -> Option<(String, usize, usize)> {
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''));
    let end = match quote {
        Some(quote) => 1 + text[1..].find(quote)? + 1,
        None if text.starts_with(['{', '[', '|', '>', '&', '*', '!', '@', '`', '%']) => {
            return None;
        }
        None => {
            let ends = |(at, it): &(usize, char)| {
                *it == ':'
                    && text[at + 1..]
                        .chars()
                        .next()
                        .is_none_or(|it| it == ' ' || it == '\t')
            };
            let colon = text.char_indices().find(ends)?.0;
            if text[..colon].contains(" #") {
                return None;
            }
            colon
        }
    };
    let colon = end + blanks(&text[end..]);
    let follows = |it: &str| it.is_empty() || it.starts_with([' ', '\t']) || quote.is_some();
    if !text[colon..].starts_with(':') || !follows(&text[colon + 1..]) {
        return None;
    }
    let word = text[..end].trim_end();
    let bare = match quote {
        Some(_) => &word[1..word.len() - 1],
        None => word,
    };
    Some((bare.to_owned(), word.len(), colon))
}

/// The length of the value at the beginning of a text, and where a comment behind it begins.
fn value(text: &str) -> (usize, Option<usize>) {
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''));
    let from = match quote {
        Some(quote) => match text[1..].find(quote) {
            Some(at) => at + 2,
            None => return (text.trim_end().len(), None),
        },
        None => 0,
    };
    let comment = if text[from..].starts_with('#') && from == 0 {
        Some(0)
    } else {
        let found = text[from..].find(" #").or_else(|| text[from..].find("\t#"));
        found.map(|it| from + it + 1)
    };
    let value = &text[..comment.unwrap_or(text.len())];
    (value.trim_end().len(), comment)
}

/// Gives the lines of block scalars and of open brackets to the rows they begin on.
fn claim(text: &str, rows: &mut [Row]) {
    let mut at = 0;
    while at < rows.len() {
        let row = &rows[at];
        let Some(span) = row.value.filter(|_| row.kind == Kind::Content) else {
            at += 1;
            continue;
        };
        let own = match (&row.key, row.dashes.last()) {
            (Some(_), _) => row.column,
            (None, Some(dash)) => *dash,
            (None, None) => row.column,
        };
        let value = &text[span.start..span.end];
        let deeper = |it: &Row| it.kind == Kind::Blank || it.indent > own;
        let mut last = at;
        if is_block_header(value) {
            while last + 1 < rows.len() && deeper(&rows[last + 1]) {
                last += 1;
            }
            // Blank lines at its end belong to nobody.
            while last > at && rows[last].kind == Kind::Blank {
                last -= 1;
            }
        } else if value.starts_with(['{', '[']) {
            let mut end = super::flow::end(text, span.start, row.end);
            while end.is_none() && last + 1 < rows.len() && deeper(&rows[last + 1]) {
                last += 1;
                end = super::flow::end(text, span.start, rows[last].end);
            }
            let end = end.unwrap_or(rows[last].end);
            rows[at].value = Some(Span {
                start: span.start,
                end,
            });
            if end > rows[at].end || rows[at].comment.is_some_and(|it| it < end) {
                rows[at].comment = None;
            }
        }
        for row in &mut rows[at + 1..=last] {
            row.kind = Kind::Inside(at);
            row.comment = None;
        }
        at = last + 1;
    }
}

fn is_block_header(value: &str) -> bool {
    value
        .strip_prefix(['|', '>'])
        .is_some_and(|it| it.chars().all(|it| matches!(it, '+' | '-' | '0'..='9')))
}
