//! Places inside of `{ }` and `[ ]`.
//!
//! Reads from the bracket on; an open quote or bracket ends where the value does.

use super::{Entry, Level, Place, Slot, Step, range};
use crate::text::size;

/// Where the bracket at `start` is closed, one byte behind; `None` when it is not before `end`.
pub(super) fn end(text: &str, start: usize, end: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for token in tokens(text, start, end) {
        match token.kind {
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(token.end);
                }
            }
            _ => {}
        }
    }
    None
}

/// A bracket, `,`, `:`, a scalar (`a`) or a comment (`#`).
struct Token {
    kind: char,
    start: usize,
    end: usize,
}

fn tokens(text: &str, start: usize, end: usize) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut at = start;
    while at < end {
        let rest = &text[at..end];
        let Some(first) = rest.chars().next() else {
            break;
        };
        let len = match first {
            ' ' | '\t' | '\n' | '\r' => {
                at += 1;
                continue;
            }
            '{' | '}' | '[' | ']' | ',' => 1,
            ':' if is_colon(rest, out.last(), at) => 1,
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '"' | '\'' => match rest[1..].find(first) {
                Some(it) => it + 2,
                None => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            },
            _ => plain(rest),
        };
        let kind = match first {
            '{' | '}' | '[' | ']' | ',' | '#' => first,
            ':' if len == 1 => ':',
            _ => 'a',
        };
        out.push(Token {
            kind,
            start: at,
            end: at + len,
        });
        at += len;
    }
    out
}

fn is_colon(rest: &str, last: Option<&Token>, at: usize) -> bool {
    let next = rest[1..].chars().next();
    let ends =
        next.is_none_or(|it| it.is_whitespace() || matches!(it, ',' | '}' | ']' | '{' | '['));
    ends || last.is_some_and(|it| it.kind == 'a' && it.end == at)
}

/// The length of a plain scalar.
fn plain(text: &str) -> usize {
    let mut end = text.len();
    for (at, it) in text.char_indices() {
        let next = text[at + it.len_utf8()..].chars().next();
        let colon = it == ':'
            && next
                .is_none_or(|it| it.is_whitespace() || matches!(it, ',' | '}' | ']' | '{' | '['));
        let comment = it == '#' && text[..at].ends_with([' ', '\t']);
        if at > 0 && (colon || comment) || matches!(it, '{' | '}' | '[' | ']' | ',' | '\n' | '\r') {
            end = at;
            break;
        }
    }
    text[..end].trim_end().len().max(1)
}

/// An open bracket on the way to the cursor.
struct Frame {
    map: bool,
    /// How many steps lead to it.
    depth: usize,
    /// The key whose value comes next.
    key: Option<(String, usize, usize)>,
    colon: Option<usize>,
    value: Option<String>,
    entries: Vec<Entry>,
    /// The bracket was open when the cursor was passed.
    wanted: bool,
}

impl Frame {
    fn settle(&mut self) {
        if let Some((text, start, end)) = self.key.take()
            && self.map
        {
            self.entries.push(Entry {
                key: text,
                key_range: range(start, end),
                value: self.value.take().unwrap_or_default(),
            });
        }
        self.value = None;
        self.colon = None;
    }

    fn step(&self) -> Option<Step> {
        match (self.map, &self.key) {
            (false, _) => Some(Step::Item),
            (true, Some((key, _, _))) => Some(Step::Key(key.clone())),
            (true, None) => None,
        }
    }
}

pub(super) fn place(
    text: &str,
    start: usize,
    end: usize,
    at: usize,
    steps: Vec<Step>,
    levels: Vec<Level>,
) -> Option<Place> {
    let mut steps = steps;
    let mut levels = levels;
    // The bracket itself is the innermost mapping.
    levels.retain(|it| it.depth < steps.len());
    let mut frames: Vec<Frame> = Vec::new();
    let mut found: Option<(Slot, crate::TextRange, usize)> = None;
    let mut path = steps.clone();
    let mut last_end = start;
    let tokens = tokens(text, start, end);
    let count = tokens.len();
    for index in 0..=count {
        let token = tokens.get(index);
        let next = token.map_or(end.max(at), |it| it.start);
        if found.is_none() && at <= next && at >= last_end && !frames.is_empty() {
            // In the gap before the token, or at its start.
            let starts_word = token.is_some_and(|it| it.kind == 'a' && it.start == at);
            if !starts_word {
                found = gap(&frames, at);
                steps = here(&path, &frames, found.as_ref());
                mark(&mut frames);
            }
        }
        let Some(token) = token else { break };
        match token.kind {
            '{' | '[' => {
                if let Some(frame) = frames.last() {
                    path.extend(frame.step());
                }
                frames.push(Frame {
                    map: token.kind == '{',
                    depth: path.len(),
                    key: None,
                    colon: None,
                    value: None,
                    entries: Vec::new(),
                    wanted: false,
                });
            }
            '}' | ']' => {
                if let Some(mut frame) = frames.pop() {
                    frame.settle();
                    path.truncate(frame.depth);
                    if let Some(parent) = frames.last()
                        && parent.step().is_some()
                    {
                        path.pop();
                    }
                    keep(&mut levels, frame, at);
                }
            }
            ',' => {
                if let Some(frame) = frames.last_mut() {
                    frame.settle();
                }
            }
            ':' => {
                if let Some(frame) = frames.last_mut() {
                    frame.colon = Some(token.end);
                }
            }
            '#' => {
                if found.is_none() && at > token.start && at <= token.end {
                    return None;
                }
            }
            _ => {
                let inside = found.is_none() && at >= token.start && at <= token.end;
                let range = super::unquoted(text, token.start, token.end);
                if let Some(frame) = frames.last_mut() {
                    let word = text[range].to_owned();
                    let is_key = frame.map && frame.colon.is_none();
                    let colon = tokens.get(index + 1).is_some_and(|it| it.kind == ':');
                    if is_key {
                        frame.key = Some((word, token.start, token.end));
                    } else {
                        frame.value = Some(word);
                    }
                    if inside && range.contains_inclusive(size(at)) {
                        let tight = frame.colon == Some(token.start);
                        let slot = if is_key {
                            Slot::Key { colon }
                        } else {
                            Slot::Value { tight }
                        };
                        found = Some((slot, range, frame.depth));
                        steps = here(&path, &frames, found.as_ref());
                        mark(&mut frames);
                    }
                }
            }
        }
        last_end = token.end;
    }
    for mut frame in frames {
        frame.settle();
        keep(&mut levels, frame, at);
    }
    let (slot, token, _) = found?;
    levels.sort_by_key(|it| it.depth);
    Some(Place {
        steps,
        slot,
        token,
        levels,
        column: 0,
        indent: 0,
        flow: true,
    })
}

/// The slot between two tokens.
fn gap(frames: &[Frame], at: usize) -> Option<(Slot, crate::TextRange, usize)> {
    let frame = frames.last()?;
    let empty = range(at, at);
    let slot = match (frame.map, &frame.key, frame.colon, &frame.value) {
        (true, None, ..) => Slot::Key { colon: false },
        (true, Some(_), Some(colon), None) => Slot::Value { tight: colon == at },
        (false, _, _, None) => Slot::Value { tight: false },
        _ => return None,
    };
    Some((slot, empty, frame.depth))
}

/// The path of the slot that was found.
fn here(
    path: &[Step],
    frames: &[Frame],
    found: Option<&(Slot, crate::TextRange, usize)>,
) -> Vec<Step> {
    let mut steps = path.to_vec();
    if let (Some((Slot::Value { .. }, ..)), Some(frame)) = (found, frames.last()) {
        steps.extend(frame.step());
    }
    steps
}

fn mark(frames: &mut [Frame]) {
    for frame in frames {
        frame.wanted = true;
    }
}

/// The entries of a bracket that the cursor is in, its own aside.
fn keep(levels: &mut Vec<Level>, frame: Frame, at: usize) {
    if !frame.wanted || !frame.map {
        return;
    }
    let mut entries = frame.entries;
    entries.retain(|it| !it.key_range.contains_inclusive(size(at)));
    levels.push(Level {
        depth: frame.depth,
        entries,
    });
}
