//! Small pieces of SQL text that every strategy needs.
//!
//! Writes and renames; never judges.

use model::name::quote_identifier;
use model::{Name, QualifiedName};

/// A string literal.
pub(crate) fn literal(text: &str) -> String {
    if text.contains('\\') {
        format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// `to_regclass('…')` of a relation: NULL instead of an error when it is not there.
pub(crate) fn regclass(name: &QualifiedName) -> String {
    format!("to_regclass({})", literal(&name.to_sql()))
}

/// A relation in the schema of `beside`.
pub(crate) fn sibling(beside: &QualifiedName, name: &str) -> QualifiedName {
    QualifiedName::new(beside.schema.clone(), Name::generated(name))
}

/// Column names, quoted where needed, separated by commas.
pub(crate) fn list<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .map(|it| quote_identifier(it.as_ref()))
        .collect();
    quoted.join(", ")
}

/// Replaces a column's name in an expression. Strings, comments and function names stay.
pub(crate) fn rename(text: &str, from: &str, to: &str) -> String {
    substitute(text, from, &quote_identifier(to))
}

/// As [`rename`], with any SQL in the name's place.
pub(crate) fn substitute(text: &str, from: &str, to: &str) -> String {
    let mut res = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = token(rest, c);
        let (token, after) = rest.split_at(len);
        let name = match c {
            '"' => Some(token.trim_matches('"').replace("\"\"", "\"")),
            _ if word_start(c) => Some(token.to_lowercase()),
            _ => None,
        };
        let called = after.trim_start().starts_with('(');
        let cast = res.ends_with("::");
        if name.as_deref() == Some(from) && !called && !cast {
            res.push_str(to);
        } else {
            res.push_str(token);
        }
        rest = after;
    }
    res
}

/// Where a keyword stands outside of parentheses, strings and comments, in bytes.
pub(crate) fn keyword(text: &str, word: &str) -> Option<usize> {
    tokens(text)
        .filter(|it| it.depth == 0)
        .find(|it| it.text.eq_ignore_ascii_case(word))
        .map(|it| it.at)
}

fn words(text: &str) -> impl Iterator<Item = Token<'_>> {
    tokens(text).filter(|it| !it.text.trim().is_empty())
}

/// Whether one of these functions is called, at whatever depth.
pub(crate) fn calls(text: &str, functions: &[&str]) -> bool {
    let mut before = "";
    words(text).any(|it| {
        let called = it.text == "("
            && functions
                .iter()
                .any(|name| before.eq_ignore_ascii_case(name));
        before = it.text;
        called
    })
}

/// Whether a text mentions a column, by itself or behind one of its table's names.
pub(crate) fn mentions(text: &str, table: &str, column: &str) -> bool {
    let column = model::name::quote_identifier(column);
    let (mut before, mut last) = ("", "");
    words(text).any(|it| {
        let own = last != "." || before.eq_ignore_ascii_case(table);
        (before, last) = (last, it.text);
        own && it.text.eq_ignore_ascii_case(&column)
    })
}

/// The parts of a list, split at the commas outside of parentheses.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let mut res = Vec::new();
    let mut from = 0;
    for token in tokens(text).filter(|it| it.depth == 0 && it.text == ",") {
        res.push(text[from..token.at].trim());
        from = token.at + 1;
    }
    res.push(text[from..].trim());
    res
}

/// A word, a quoted piece, or a single character.
struct Token<'a> {
    at: usize,
    text: &'a str,
    /// How many parentheses are open; an opening one counts itself, a closing one no longer.
    depth: usize,
}

fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    let mut depth = 0usize;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let c = rest.chars().next()?;
        let len = token(rest, c);
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let res = Token {
            at,
            text: &rest[..len],
            depth,
        };
        at += len;
        Some(res)
    })
}

/// The length of the token that begins with `c`.
fn token(rest: &str, c: char) -> usize {
    match c {
        '\'' => quoted(rest, '\''),
        '"' => quoted(rest, '"'),
        '$' => dollar(rest),
        '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
        '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |it| it + 2),
        _ if word_start(c) => rest
            .find(|it: char| !word_start(it) && !it.is_ascii_digit() && it != '$')
            .unwrap_or(rest.len()),
        _ if c.is_ascii_digit() => rest
            .find(|it: char| !it.is_ascii_alphanumeric() && it != '.')
            .unwrap_or(rest.len()),
        _ => c.len_utf8(),
    }
}

fn word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// The length of a quoted token; a doubled quote begins a second one, which does no harm here.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |it| it + 2)
}

/// The length of a dollar-quoted string, or of the dollar alone.
fn dollar(text: &str) -> usize {
    let Some(end) = text[1..].find('$') else {
        return 1;
    };
    let tag = &text[..end + 2];
    if !tag[1..end + 1]
        .chars()
        .all(|it| word_start(it) || it.is_ascii_digit())
    {
        return 1;
    }
    text[tag.len()..]
        .find(tag)
        .map_or(1, |it| it + 2 * tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(rename(text, "a", "a_new"), expected);
    }

    #[test]
    fn names_are_replaced_and_nothing_else() {
        check("a > 0 AND b.A < \"a\"", "a_new > 0 AND b.a_new < a_new");
        check(
            "'a' || a || $$ a $$ || $x$ a $x$",
            "'a' || a_new || $$ a $$ || $x$ a $x$",
        );
        check("a(a) + aa -- a\n+ a", "a(a_new) + aa -- a\n+ a_new");
        check("/* a */ 'it''s a' || x::a", "/* a */ 'it''s a' || x::a");
        check("a DESC NULLS LAST", "a_new DESC NULLS LAST");
        check("é + 1a + $", "é + 1a + $");
        check("'open a", "'open a");
    }

    #[test]
    fn keywords_and_commas_count_outside_of_parentheses_only() {
        assert_eq!(keyword("a (SELECT 1) 'select' select", "select"), Some(22));
        assert_eq!(keyword("selected", "select"), None);
        assert_eq!(split("a, f(b, c), 'x,y'"), ["a", "f(b, c)", "'x,y'"]);
    }

    #[test]
    fn a_literal_survives_any_text() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\b"), "E'a\\\\b'");
    }
}
