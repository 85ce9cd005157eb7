//! The words, code spans and signs of a sentence.

use std::ops::Range;

use syntax::markdown::Inline;

use crate::schema::type_prefix;

use super::clause::{self, Verb};

/// A word, a code span, or a sign.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) text: String,
    pub(super) code: bool,
    /// A word or a code span.
    pub(super) word: bool,
}

impl Token {
    pub(super) fn is(&self, word: &str) -> bool {
        !self.code && self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn among(&self, list: &str) -> bool {
        !self.code && list.split(' ').any(|it| self.text.eq_ignore_ascii_case(it))
    }
}

pub(super) fn tokens(inline: &Inline) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    for span in &inline.spans {
        let start = at;
        at += span.text.len();
        if span.strikethrough {
            continue;
        }
        if span.code {
            let text = span.text.trim();
            let lead = span.text.len() - span.text.trim_start().len();
            out.push(Token {
                range: start + lead..start + lead + text.len(),
                text: text.to_owned(),
                code: true,
                word: true,
            });
            continue;
        }
        words(&span.text, start, &mut out);
    }
    out
}

fn words(text: &str, start: usize, out: &mut Vec<Token>) {
    let mut open: Option<usize> = None;
    let mut push = |range: Range<usize>, word: bool| {
        let slice = &text[range.clone()];
        let slice = if word {
            slice.trim_end_matches('.')
        } else {
            slice
        };
        if !slice.is_empty() {
            out.push(Token {
                range: start + range.start..start + range.start + slice.len(),
                text: slice.to_owned(),
                code: false,
                word,
            });
        }
        if word && slice.len() < range.len() {
            out.push(Token {
                range: start + range.start + slice.len()..start + range.end,
                text: ".".to_owned(),
                code: false,
                word: false,
            });
        }
    };
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || matches!(c, '_' | '.' | '\'') {
            open.get_or_insert(at);
            continue;
        }
        if let Some(from) = open.take() {
            push(from..at, true);
        }
        let arrow = text[at..].starts_with("->") || text[at..].starts_with("=>");
        if arrow {
            push(at..at + 2, false);
        } else if !c.is_whitespace() && (c != '>' || !text[..at].ends_with(['-', '='])) {
            push(at..at + c.len_utf8(), false);
        }
    }
    if let Some(from) = open {
        push(from..text.len(), true);
    }
}

pub(super) fn is_arrow(token: &Token) -> bool {
    !token.code && matches!(token.text.as_str(), "→" | "->" | "=>" | "➜" | "⟶")
}

/// A name with a known type behind it, perhaps in brackets.
pub(super) fn is_typed(tokens: &[Token], at: usize) -> bool {
    let name = |it: &Token| it.word && clause::is_name(&it.text) && type_prefix(&it.text).is_none();
    let next = tokens
        .iter()
        .skip(at + 1)
        .find(|it| !matches!(it.text.as_str(), "(" | ":"));
    tokens.get(at).is_some_and(name) && next.is_some_and(|it| type_prefix(&it.text).is_some())
}

pub(super) fn outside_brackets(tokens: &[Token]) -> Vec<&Token> {
    let mut depth = 0_usize;
    let mut out = Vec::new();
    for token in tokens {
        match token.text.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(token),
            _ => {}
        }
    }
    out
}

/// A column's name and what is said of it: up to the next name or the table.
pub(super) fn own_words(tokens: &[Token]) -> &[Token] {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(1) {
        match token.text.as_str() {
            "(" if !token.code => depth += 1,
            ")" if !token.code => depth = depth.saturating_sub(1),
            "," | "/" if depth == 0 && !token.code => return &tokens[..at],
            _ if depth == 0 && token.among("to on from in of into and") => return &tokens[..at],
            _ => {}
        }
    }
    tokens
}

pub(super) fn phrase(tokens: &[Token], first: &str, second: &str) -> bool {
    tokens
        .windows(2)
        .any(|it| matches!(it, [a, b] if a.is(first) && b.is(second)))
}

/// `` `x` column added to `t` ``, `` `a` was renamed to `b` `` as the verb and the words around it.
pub(super) fn passive(tokens: &[Token]) -> Option<(Verb, Vec<Token>)> {
    let at = tokens
        .iter()
        .position(|it| !it.code && it.word && it.among("added removed dropped renamed"))?;
    let before = &tokens[..at];
    let names = before.iter().filter(|it| it.code).count();
    let plain = before.iter().all(|it| {
        it.code
            || !it.word
            || it.among("the a column columns field fields table was were is are has have been and")
    });
    if names == 0 || !plain {
        return None;
    }
    let kept = before
        .iter()
        .filter(|it| it.code || !it.among("was were is are has have been"));
    let rest = kept.chain(&tokens[at + 1..]).cloned().collect();
    Some((clause::verb(&tokens[at].text)?, rest))
}
