//! squawk's problems of one statement, as ours: few, in ranges that can be seen.

use crate::text::{floor_char_boundary, size};
use crate::{SyntaxError, SyntaxErrorKind, TextRange};

use super::scan::Tokens;

/// After the first few, a broken statement's problems are echoes.
const AT_MOST: usize = 3;

/// Ranges are in `text`, which must be the parsed text.
pub(super) fn of_parse(
    text: &str,
    parse: &squawk_syntax::Parse<squawk_syntax::SourceFile>,
) -> Vec<SyntaxError> {
    let mut found: Vec<SyntaxError> = Vec::new();
    for error in parse.errors() {
        // `:name` is psql's variable or a driver's parameter, in queries that people show.
        if error.message().starts_with("invalid parameter type") {
            continue;
        }
        let range = visible(text, error.range());
        // One place has one problem: squawk reports the consequences behind it.
        // What is left of a broken statement is then read as another one.
        let echo = error.message().starts_with("expected command") && !found.is_empty();
        if echo || found.iter().any(|it| it.range.start() == range.start()) {
            continue;
        }
        found.push(SyntaxError {
            range,
            kind: SyntaxErrorKind::Sql(wording(error.message())),
        });
        if found.len() == AT_MOST {
            break;
        }
    }
    found
}

/// Clamps a range, and widens an empty one to the token that stands there, or at the end to the
/// last token.
fn visible(text: &str, range: TextRange) -> TextRange {
    let start = floor_char_boundary(text, range.start());
    let end = floor_char_boundary(text, range.end()).max(start);
    if start < end {
        return TextRange::new(start, end);
    }
    let rest = &text[usize::from(start)..];
    let blank = rest.len() - rest.trim_start().len();
    let next = Tokens::new(&rest[blank..]).find(|it| !it.is_trivia());
    if let Some(token) = next {
        let at = start + size(blank);
        return first_line(text, token.range + at);
    }
    let last = Tokens::new(text)
        .filter(|it| !it.is_trivia())
        .last()
        .map_or(TextRange::empty(start), |it| it.range);
    last_line(text, last)
}

fn first_line(text: &str, range: TextRange) -> TextRange {
    match text[range].find(['\n', '\r']) {
        Some(at) if at > 0 => TextRange::at(range.start(), size(at)),
        _ => range,
    }
}

fn last_line(text: &str, range: TextRange) -> TextRange {
    let line = text[range].rfind('\n').map_or(0, |at| at + 1);
    let start = range.start() + size(line);
    if start < range.end() {
        TextRange::new(start, range.end())
    } else {
        TextRange::empty(range.end())
    }
}

/// squawk's words in our manner: no capital, no full stop, tokens as they are typed.
fn wording(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let message = match message {
        "missing trailing `'` symbol to terminate the string literal" => {
            "expected `'` at the end of this string"
        }
        "missing trailing \" to terminate the quoted identifier" => {
            "expected `\"` at the end of this name"
        }
        "missing trailing `*/` symbols to terminate the block comment" => {
            "expected `*/` at the end of this comment"
        }
        "unterminated dollar quoted string literal" => {
            "expected the same dollar quote at the end of this string"
        }
        it => it,
    };
    let message = match message.strip_prefix("expected command, found") {
        Some(found) => format!("expected a statement, found{found}"),
        None => message.replace(", got ", ", found "),
    };
    let mut words: Vec<String> = Vec::new();
    for word in message.split(' ') {
        let (bare, tail) = match word.strip_suffix(',') {
            Some(it) => (it, ","),
            None => (word, ""),
        };
        let token = match bare {
            "L_PAREN" => Some("(".to_owned()),
            "R_PAREN" => Some(")".to_owned()),
            "L_BRACK" => Some("[".to_owned()),
            "R_BRACK" => Some("]".to_owned()),
            "COMMA" => Some(",".to_owned()),
            "SEMICOLON" => Some(";".to_owned()),
            "EQ" => Some("=".to_owned()),
            "DOT" => Some(".".to_owned()),
            "COLON" => Some(":".to_owned()),
            "STAR" => Some("*".to_owned()),
            "L_CURLY" => Some("{".to_owned()),
            "R_CURLY" => Some("}".to_owned()),
            _ => bare.strip_suffix("_KW").map(str::to_owned),
        };
        words.push(match (token, bare) {
            (Some(token), _) => format!("`{token}`{tail}"),
            (None, "IDENT" | "NAME") => format!("a name{tail}"),
            (None, "EOF") => format!("the end{tail}"),
            (None, _) => word.to_owned(),
        });
    }
    let text = words.join(" ");
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        // `SELECT` and the like stay.
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            format!("{}{}", first.to_lowercase(), &text[first.len_utf8()..])
        }
        _ => text,
    }
}
