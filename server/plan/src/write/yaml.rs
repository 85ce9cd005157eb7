//! YAML that every loader reads as the same values, in the order given.
//!
//! Strings that a YAML 1.1 loader would take for something else (`0001`, `no`, `12:30`) are
//! quoted; texts of several lines are block scalars. Never writes an anchor, a tag or a flow
//! collection with something in it.

use syntax::edit::quote_if_needed;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Yaml {
    Null,
    /// Something that only a person knows: `null`, with a comment that says what belongs there.
    Unknown(&'static str),
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

/// A mapping; keys in order.
pub(super) fn map<const N: usize>(entries: [(&str, Yaml); N]) -> Yaml {
    Yaml::Map(
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

pub(super) fn text(value: impl Into<String>) -> Yaml {
    Yaml::Text(value.into())
}

pub(super) fn texts<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Yaml {
    Yaml::List(values.into_iter().map(text).collect())
}

impl From<bool> for Yaml {
    fn from(value: bool) -> Yaml {
        Yaml::Bool(value)
    }
}

impl From<Option<String>> for Yaml {
    fn from(value: Option<String>) -> Yaml {
        value.map_or(Yaml::Null, Yaml::Text)
    }
}

impl From<Option<u64>> for Yaml {
    fn from(value: Option<u64>) -> Yaml {
        value.map_or(Yaml::Null, Yaml::Number)
    }
}

impl Yaml {
    /// The document, ending with a line end.
    pub(super) fn document(&self) -> String {
        let mut res = String::new();
        match self {
            Yaml::Map(entries) if !entries.is_empty() => write_map(&mut res, entries, 0, false),
            Yaml::Null
            | Yaml::Unknown(_)
            | Yaml::Bool(_)
            | Yaml::Number(_)
            | Yaml::Text(_)
            | Yaml::List(_)
            | Yaml::Map(_) => {
                write_value(&mut res, self, 0);
            }
        }
        res
    }
}

/// `first_inline`: the first key follows a `- ` that is written already.
fn write_map(res: &mut String, entries: &[(String, Yaml)], indent: usize, first_inline: bool) {
    for (at, (key, value)) in entries.iter().enumerate() {
        if at > 0 || !first_inline {
            spaces(res, indent);
        }
        res.push_str(&quote_if_needed(key));
        res.push(':');
        match value {
            Yaml::Map(inner) if !inner.is_empty() => {
                res.push('\n');
                write_map(res, inner, indent + 2, false);
            }
            Yaml::List(items) if !items.is_empty() => {
                res.push('\n');
                write_list(res, items, indent + 2);
            }
            Yaml::Null
            | Yaml::Unknown(_)
            | Yaml::Bool(_)
            | Yaml::Number(_)
            | Yaml::Text(_)
            | Yaml::List(_)
            | Yaml::Map(_) => {
                res.push(' ');
                write_value(res, value, indent + 2);
            }
        }
    }
}

fn write_list(res: &mut String, items: &[Yaml], indent: usize) {
    for item in items {
        spaces(res, indent);
        res.push_str("- ");
        match item {
            Yaml::Map(entries) if !entries.is_empty() => write_map(res, entries, indent + 2, true),
            Yaml::List(_)
            | Yaml::Map(_)
            | Yaml::Null
            | Yaml::Unknown(_)
            | Yaml::Bool(_)
            | Yaml::Number(_)
            | Yaml::Text(_) => {
                write_value(res, item, indent + 2);
            }
        }
    }
}

/// A value that fits behind its key, with the line end. `indent` is that of a block's lines.
fn write_value(res: &mut String, value: &Yaml, indent: usize) {
    match value {
        Yaml::Null => res.push_str("null\n"),
        Yaml::Unknown(what) => {
            res.push_str("null # ");
            res.push_str(what);
            res.push('\n');
        }
        Yaml::Bool(value) => res.push_str(if *value { "true\n" } else { "false\n" }),
        Yaml::Number(value) => {
            res.push_str(&value.to_string());
            res.push('\n');
        }
        Yaml::Text(text) if is_block(text) => {
            res.push_str("|-\n");
            for line in text.split('\n') {
                if !line.is_empty() {
                    spaces(res, indent);
                    res.push_str(line);
                }
                res.push('\n');
            }
        }
        Yaml::Text(text) => {
            res.push_str(&quote_if_needed(text));
            res.push('\n');
        }
        Yaml::List(items) if items.is_empty() => res.push_str("[]\n"),
        Yaml::Map(entries) if entries.is_empty() => res.push_str("{}\n"),
        // A list in a list; none of ours, but what is there is written.
        Yaml::List(items) => {
            res.push('\n');
            write_list(res, items, indent);
        }
        Yaml::Map(entries) => {
            res.push('\n');
            write_map(res, entries, indent, false);
        }
    }
}

/// Fit for `|-`: several lines, nothing that only an escape can spell, and no blanks where they
/// would be taken for indentation or lost.
fn is_block(text: &str) -> bool {
    let plain = |c: char| {
        c == '\n'
            || (!c.is_control()
                && !matches!(
                    c,
                    '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
                ))
    };
    text.contains('\n')
        && text.chars().all(plain)
        && !text.starts_with([' ', '\n'])
        && !text.ends_with('\n')
        && text.split('\n').all(|it| it.trim_end() == it)
}

fn spaces(res: &mut String, count: usize) {
    res.extend(std::iter::repeat_n(' ', count));
}

#[cfg(test)]
mod tests {
    use syntax::value::{Node, NodeKind};

    use super::*;

    /// Reads what was written back with the project's own reader.
    #[track_caller]
    fn check(value: &str) {
        let document = map([("key", Yaml::List(vec![map([("value", text(value))])]))]).document();
        let found = find(&document).unwrap_or_default();
        assert_eq!(found, value, "{document}");
    }

    fn find(document: &str) -> Option<String> {
        fn texts(node: &Node, res: &mut Vec<String>) {
            match &node.kind {
                NodeKind::Map(entries) => entries.iter().for_each(|it| texts(&it.value, res)),
                NodeKind::List(items) => items.iter().for_each(|it| texts(it, res)),
                NodeKind::Scalar(scalar) => res.push(scalar.text.clone()),
                NodeKind::Missing | NodeKind::Alias(_) => {}
            }
        }
        let stream = syntax::yaml::parse(document);
        assert!(stream.errors.is_empty(), "{document}");
        let mut res = Vec::new();
        for document in &stream.documents {
            texts(&document.root, &mut res);
        }
        res.pop()
    }

    #[test]
    fn every_text_comes_back() {
        for value in [
            "",
            "0001",
            "no",
            "1e3",
            "12:30",
            "2026-01-02",
            "~",
            "a: b",
            "a # b",
            "- a",
            "'",
            "\"",
            "\\",
            "a\nb",
            "a\n\n  b",
            "a\n",
            "\na",
            " a",
            "a \nb",
            "\t",
            "é 💣",
            "a\u{85}b\nc",
            "|-",
            "{a}",
            "%",
            "0x1F",
            "SELECT 1 WHERE x = 'it''s: fine'",
            "a\r\nb",
            "=",
            "<<",
            "!",
            "NULL",
        ] {
            check(value);
        }
    }
}
