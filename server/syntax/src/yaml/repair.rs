//! Gets past YAML errors: blanks the piece of the text that spoils it and reads again.
//!
//! Pieces are overwritten by as many blanks, so every offset stays. Which piece is tried out on
//! a window around the error: the one that lets the reading get furthest wins, the least
//! destructive of equals. Never reads more than [`budget`] bytes in all, and never more than
//! [`ATTEMPTS`] times.

use std::ops::Range;

use granit_parser::{ErrorKind, Parser};

use super::YamlParse;
use super::build::{self, Failure, Pass};
use crate::limits::YAML_DEPTH;
use crate::text::size;
use crate::{SyntaxError, SyntaxErrorKind, TextRange};

/// Broken places that are repaired in one text.
const ATTEMPTS: usize = 32;
/// How far behind an error a repair is watched, in bytes.
const HORIZON: usize = 2 * 1024;
/// How much text a try-out may see behind the error, in bytes.
const WINDOW: usize = 8 * 1024;

/// Bytes that may be read again because of errors. A release build reads about 30 MB/s.
fn budget(len: usize) -> usize {
    len / 2 + 2 * 1024 * 1024
}

pub(super) fn parse(text: &str) -> YamlParse {
    let mut errors = Vec::new();
    let mut repaired: Option<String> = None;
    if let Some(at) = text.find('\0') {
        errors.push(error(at..at + 1, "expected text without NUL characters"));
        repaired = Some(text.replace('\0', " "));
    }
    let mut left = budget(text.len());
    let mut last_line = None;
    let mut too_deep = false;
    let mut half_keys = Vec::new();
    for attempt in 0.. {
        let current = repaired.as_deref().unwrap_or(text);
        let mut pass = build::pass(current, text, &half_keys);
        let Some(failure) = pass.failure.take() else {
            return finish(pass, errors);
        };
        let window = Window::new(current, &failure);
        let (repair, cost) = choose(current, &failure, &window, left);
        let shown = shown(text, &repair.range);
        if failure.kind == ErrorKind::RecursionLimitExceeded {
            if !std::mem::replace(&mut too_deep, true) {
                errors.push(SyntaxError {
                    range: range(shown),
                    kind: SyntaxErrorKind::Limit {
                        what: "the nesting of values",
                        limit: YAML_DEPTH,
                    },
                });
            }
        } else {
            let line = line_start(text, shown.start);
            if last_line != Some(line) {
                errors.push(error(shown.clone(), &expected(&failure.kind, &text[shown])));
            }
            last_line = Some(line);
        }
        left = left.saturating_sub(cost).saturating_sub(failure.at);
        if attempt == ATTEMPTS || left == 0 {
            errors.push(SyntaxError {
                range: range(failure.at..line_end(text, failure.at)),
                kind: SyntaxErrorKind::Limit {
                    what: "the number of broken lines in a file of this size",
                    limit: attempt,
                },
            });
            return finish(pass, errors);
        }
        let mut next = repaired.unwrap_or_else(|| text.to_owned());
        if repair.colon {
            half_keys.push(repair.range.end);
        }
        repair.apply(&mut next, 0);
        repaired = Some(next);
    }
    YamlParse::default()
}

fn finish(pass: Pass, mut errors: Vec<SyntaxError>) -> YamlParse {
    errors.extend(pass.errors);
    YamlParse {
        documents: pass.documents,
        errors,
        comments: pass.comments,
    }
}

/// A piece of the text, and what is done to it; both keep its length.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Repair {
    range: Range<usize>,
    /// The piece is a key without its colon, whose last letter becomes one. Otherwise it is
    /// blanked.
    colon: bool,
}

impl Repair {
    fn apply(&self, text: &mut String, base: usize) {
        let range = self.range.start - base..self.range.end - base;
        if self.colon {
            text.replace_range(range.end - 1..range.end, ":");
            return;
        }
        // Spaces would be content where a block scalar ends; empty lines are not.
        let ends_line = text[range.end..]
            .trim_start_matches([' ', '\t'])
            .chars()
            .next()
            .is_none_or(|it| matches!(it, '\n' | '\r'));
        let filler = if range.len() > 1 && ends_line {
            '\n'
        } else {
            ' '
        };
        let blanks: String = text[range.clone()]
            .bytes()
            .map(|it| match it {
                b'\n' | b'\r' => char::from(it),
                _ => filler,
            })
            .collect();
        text.replace_range(range, &blanks);
    }
}

/// The part of the text on which repairs are tried out.
struct Window {
    start: usize,
    end: usize,
}

impl Window {
    /// Begins at a key that is indented less than all that is looked at, so that the rest reads
    /// like a document of its own.
    fn new(text: &str, failure: &Failure) -> Window {
        let first = [Some(failure.at), Some(failure.last_end), failure.open_flow]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(0);
        let first = line_start(text, previous_line(text, line_start(text, first)));
        let indent = least_indent(text, first, line_end(text, failure.at));
        let before = failure.starts.partition_point(|it| *it < first);
        let start = failure.starts[..before]
            .iter()
            .rev()
            .map(|it| line_start(text, *it))
            .find(|it| {
                let own = self::indent(text, *it);
                own < indent || own == 0 || own == indent && first - it > WINDOW
            })
            .unwrap_or(0);
        let end = line_end(text, (failure.at + WINDOW).min(text.len()));
        Window { start, end }
    }

    /// How far the reading gets with `repair`, and the bytes it took.
    fn probe(&self, text: &str, failure: &Failure, repair: &Repair) -> (usize, usize) {
        let horizon = failure.at + HORIZON;
        let mut window = text[self.start..self.end].to_owned();
        repair.apply(&mut window, self.start);
        let base_indent = indent(text, self.start);
        let mut options = build::options();
        options.set_emit_comments(false);
        for event in Parser::new_from_str_with_options(&window, options) {
            match event {
                Ok((_, span)) => {
                    let at = self.start + span.start.byte_offset().unwrap_or(0);
                    if at > horizon {
                        return (horizon, at - self.start);
                    }
                }
                Err(error) => {
                    let at = self.start + error.marker().byte_offset().unwrap_or(0);
                    let cost = (at - self.start).max(HORIZON);
                    let line = line_start(text, at.min(text.len()));
                    // The window's own parent ends here, or the window's end cuts something.
                    let left =
                        self.start > 0 && at > failure.at && indent(text, line) < base_indent;
                    let at = if left { horizon } else { at.min(horizon) };
                    return (at, cost);
                }
            }
        }
        (horizon, self.end - self.start)
    }
}

/// The piece to blank, and the bytes read to find it. Never empty, never only spaces.
fn choose(text: &str, failure: &Failure, window: &Window, budget: usize) -> (Repair, usize) {
    let mut cost = 0;
    let mut best: Option<(usize, Repair)> = None;
    let candidates = candidates(text, failure);
    for candidate in &candidates {
        if candidate.range.start < window.start || candidate.range.end > window.end {
            continue;
        }
        let (reach, bytes) = window.probe(text, failure, candidate);
        cost += bytes;
        if best.as_ref().is_none_or(|it| it.0 < reach) {
            best = Some((reach, candidate.clone()));
        }
        if reach >= failure.at + HORIZON || cost > budget {
            break;
        }
    }
    let repair = match best {
        Some((reach, repair)) if reach > failure.at => repair,
        // Nothing helps at once: the line of the error goes, and so on from there.
        _ => candidates.last().cloned().unwrap_or_else(|| Repair {
            range: anything(text, failure.at),
            colon: false,
        }),
    };
    (repair, cost)
}

/// Some non-blank text from `at` on, or before it.
fn anything(text: &str, at: usize) -> Range<usize> {
    let rest = &text[at..];
    let skipped = rest.len() - rest.trim_start().len();
    if skipped < rest.len() {
        let start = at + skipped;
        return start..line_end(text, start);
    }
    let end = text[..at].trim_end().len();
    line_start(text, end)..end
}

/// Pieces whose removal may help, least destructive first.
fn candidates(text: &str, failure: &Failure) -> Vec<Repair> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut add = |range: Range<usize>| {
        let range = trimmed(text, range);
        if !range.is_empty() && !out.contains(&range) {
            out.push(range);
        }
    };
    let error_line = line(text, failure.at);
    let begin = first_content(text, failure.last_end).min(failure.at.max(failure.last_end));
    let begin_line = line(text, begin);

    let mut first = Vec::new();
    for line in [&begin_line, &error_line] {
        first.extend(half_key(text, line));
    }
    if let Some((start, _)) = failure.folded {
        first.extend(half_key(text, &line(text, start)));
    }
    for line in [&begin_line, &error_line] {
        let width = blanks(&text[line.clone()]);
        let tabbed = line.start..line.start + width;
        if text[tabbed.clone()].contains('\t') {
            first.push(Repair {
                range: tabbed,
                colon: false,
            });
        }
    }
    for line in [&begin_line, &error_line] {
        if let Some(value) = value(text, line)
            && text[value.clone()].starts_with(['"', '\''])
        {
            // Without its opening quote, the text is a plain scalar.
            add(value.start..value.start + 1);
        }
    }
    if failure.kind == ErrorKind::TabInPlainScalar {
        // The scalar is fine; the tab begins the line below it.
        let next = (error_line.end + 1).min(text.len());
        let next = if text.is_char_boundary(next) {
            next
        } else {
            text.len()
        };
        add(line(text, first_content(text, next)));
    }
    if let Some(open) = failure.open_flow {
        add(open..line_end(text, open));
    }
    if let Some((start, end)) = failure.folded {
        let first = line(text, start);
        let stop = first.end.min(end.max(start));
        if text[first.start..start]
            .trim_matches([' ', '\t', '-'])
            .is_empty()
        {
            // A half-typed key: the next line was taken for more of it.
            add(start..stop);
        }
    }
    for line in [&begin_line, &error_line] {
        if let Some(value) = value(text, line) {
            add(value);
        }
        add(line.clone());
    }
    if let Some((start, _)) = failure.folded {
        add(start..line_end(text, start));
    }
    add(line(text, previous_line(text, error_line.start)));
    let through = |start: usize| start..error_line.end.max(start);
    if begin_line.start < error_line.start {
        if let Some(value) = value(text, &begin_line) {
            add(through(value.start));
        }
        add(through(begin_line.start));
    }
    if let Some(open) = failure.open_flow {
        add(through(open));
    }
    first.extend(out.into_iter().map(|range| Repair {
        range,
        colon: false,
    }));
    first
}

/// A word alone on its line, with deeper lines below: the key of those, without its colon.
fn half_key(text: &str, line: &Range<usize>) -> Option<Repair> {
    let width = blanks(&text[line.clone()]);
    let range = trimmed(text, line.clone());
    let word = &text[range.clone()];
    let is_word = word.len() > 1
        && word
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'));
    let below = text[line.end..]
        .lines()
        .skip(1)
        .find(|it| !it.trim().is_empty())?;
    (is_word && indent(below, 0) > width).then_some(Repair { range, colon: true })
}

/// Past blanks, line ends, comments and the indicators between a token and the next content.
fn first_content(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b':' | b'-' | b',' | b'?' => at += 1,
            b'#' => at = line_end(text, at),
            _ => return at,
        }
    }
    text.trim_end().len()
}

/// The value on a line: behind its dashes and its key. `None` when there is nothing in front of
/// it.
fn value(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let mut at = line.start + blanks(&text[line.clone()]);
    let bytes = &text.as_bytes()[..line.end];
    let mut prefixed = false;
    while bytes.get(at) == Some(&b'-') && matches!(bytes.get(at + 1), None | Some(b' ' | b'\t')) {
        prefixed = true;
        at += 1;
        at += blanks(&text[at..line.end]);
    }
    let quote = bytes
        .get(at)
        .copied()
        .filter(|it| matches!(it, b'"' | b'\''));
    let mut key_from = at;
    if let Some(quote) = quote {
        key_from = bytes[at + 1..]
            .iter()
            .position(|it| *it == quote)
            .map_or(line.end, |it| at + 1 + it);
    }
    let colon = (key_from..line.end)
        .find(|it| bytes[*it] == b':' && matches!(bytes.get(it + 1), None | Some(b' ' | b'\t')));
    if let Some(colon) = colon {
        at = colon + 1;
        at += blanks(&text[at..line.end]);
        prefixed = true;
    }
    (prefixed && at < line.end).then_some(at..line.end)
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// The line around an offset, without its line end.
fn line(text: &str, at: usize) -> Range<usize> {
    line_start(text, at)..line_end(text, at)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |it| it + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find(['\n', '\r'])
        .map_or(text.len(), |it| at + it)
}

/// The beginning of the last line with text before the line that begins at `line_start`; that
/// line itself when there is none.
fn previous_line(text: &str, start: usize) -> usize {
    let end = text[..start].trim_end().len();
    if end == 0 {
        return start;
    }
    line_start(text, end)
}

fn indent(text: &str, line_start: usize) -> usize {
    text[line_start..]
        .bytes()
        .take_while(|it| *it == b' ')
        .count()
}

/// The smallest indentation of a line with text in it.
fn least_indent(text: &str, start: usize, end: usize) -> usize {
    text[start..end]
        .lines()
        .filter(|it| !it.trim().is_empty())
        .map(|it| indent(it, 0))
        .min()
        .unwrap_or(0)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

/// The part of a repair that the reader of the error is shown: within one line.
fn shown(text: &str, repair: &Range<usize>) -> Range<usize> {
    // A lone quote stands for all that it opens.
    let end = if repair.len() == 1 {
        line_end(text, repair.start)
    } else {
        repair.end.min(line_end(text, repair.start))
    };
    let range = trimmed(text, repair.start..end);
    if range.is_empty() {
        repair.start..end
    } else {
        range
    }
}

fn error(range: Range<usize>, message: &str) -> SyntaxError {
    SyntaxError {
        range: self::range(range),
        kind: SyntaxErrorKind::Yaml(message.to_owned()),
    }
}

fn range(range: Range<usize>) -> TextRange {
    TextRange::new(size(range.start), size(range.end))
}

/// What would have been right, for the author of `piece`.
fn expected(kind: &ErrorKind, piece: &str) -> String {
    let word = piece.split_whitespace().next().unwrap_or_default();
    match kind {
        _ if piece.starts_with('[') => "expected `,` or a closing `]`".to_owned(),
        _ if piece.starts_with('{') => "expected `,` or a closing `}`".to_owned(),
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
            if piece.starts_with(['"', '\'']) =>
        {
            format!("expected a closing `{}`", &piece[..1])
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "expected the end of the line after the closing quote".to_owned()
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => {
            "expected a known escape after `\\` in double quotes; use single quotes or `\\\\`"
                .to_owned()
        }
        ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabAtBlockScalarStart => {
            "expected spaces as indentation, found a tab".to_owned()
        }
        ErrorKind::UnexpectedCharacter { character } => format!(
            "expected a value; one that begins with `{}` needs quotes",
            character.escape_default()
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey
            if !word.is_empty() && !word.starts_with('-') && !piece.contains(':') =>
        {
            format!("expected `:` after the key `{piece}`")
        }
        ErrorKind::MappingValueNotAllowed if piece.contains(": ") || piece.ends_with(':') => {
            "expected one `key: value` per line; a value with `: ` in it needs quotes".to_owned()
        }
        ErrorKind::MappingValueNotAllowed if !word.is_empty() => {
            format!("expected `:` after the key `{piece}`")
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            format!("expected a closing bracket for `{open}`")
        }
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            "expected an opening bracket before the closing one".to_owned()
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::SimpleKeyExpected => {
            "expected `key: value`, indented like the keys around it".to_owned()
        }
        ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidIndentation => {
            "expected an item (`- value`), indented like the items around it".to_owned()
        }
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
            "expected the end of the line after `|` or `>`".to_owned()
        }
        ErrorKind::ExpectedDocumentStart => {
            "expected nothing more after the document's value, or `---` before the next one"
                .to_owned()
        }
        ErrorKind::MissingAnchorOrAliasName => "expected a name after `&` or `*`".to_owned(),
        other => format!("expected something else here ({other})"),
    }
}
