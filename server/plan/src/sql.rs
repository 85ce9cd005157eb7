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
        let len = match c {
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
        };
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
    fn a_literal_survives_any_text() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\b"), "E'a\\\\b'");
    }
}
