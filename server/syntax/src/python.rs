//! Python, as far as Alembic's version files need it: what is assigned to names at the left
//! margin, where functions are defined, and comments.
//!
//! Not a parser of Python: what it does not recognise it passes over, with an eye on strings and
//! brackets so that nothing inside them counts. Linear in the text, never recursive.

use crate::text::size;
use crate::{TextRange, limits};

/// What stands at the left margin of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Python {
    /// The file's own string, when it begins with one.
    pub docstring: Option<Text>,
    pub assignments: Vec<Assignment>,
    pub functions: Vec<Text>,
    /// With the `#`.
    pub comments: Vec<TextRange>,
}

/// `name = value`, or `name: annotation = value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub name: Text,
    pub value: Value,
    /// Of the value, as far as it was understood.
    pub range: TextRange,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    None,
    Text(Text),
    /// Strings in brackets of any kind; anything else in them is left out.
    List(Vec<Text>),
    Other,
}

/// A word or the content of a string, and where it stands (without quotes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub range: TextRange,
}

/// Reads a file; a larger one than [`limits::DOCUMENT_BYTES`] is empty.
pub fn parse(text: &str) -> Python {
    let mut res = Python::default();
    if text.len() > limits::DOCUMENT_BYTES {
        return res;
    }
    let mut scanner = Scanner { text, at: 0 };
    let mut first = true;
    while !scanner.ended() {
        let start = scanner.at;
        scanner.statement(&mut res, first);
        // The file's own string may follow blank lines and comments only.
        let said = text[start..scanner.at].trim_start();
        first &= said.is_empty() || said.starts_with('#');
    }
    res
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn ended(&self) -> bool {
        self.at >= self.text.len()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn range(&self, start: usize) -> TextRange {
        TextRange::new(size(start), size(self.at))
    }

    /// One logical line from its beginning to behind its line end.
    fn statement(&mut self, res: &mut Python, first: bool) {
        let start = self.at;
        if first && let Some(docstring) = self.string() {
            res.docstring = Some(docstring);
        } else if let Some(name) = self.word() {
            if name.text == "def" {
                self.blanks();
                res.functions.extend(self.word());
            } else if self.assigns() {
                self.blanks();
                let from = self.at;
                let value = self.value();
                let range = self.range(from);
                res.assignments.push(Assignment { name, value, range });
            }
        }
        if self.at == start || !self.rest().starts_with('\n') {
            self.skip_line(res);
        } else {
            self.at += 1;
        }
    }

    /// To behind the end of the logical line: line ends inside brackets and strings are none.
    fn skip_line(&mut self, res: &mut Python) {
        let mut depth = 0usize;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '#' => {
                    let start = self.at;
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                    res.comments.push(self.range(start));
                }
                '"' | '\'' => {
                    self.string();
                }
                '\\' => {
                    self.at += 1;
                    self.at += self.rest().chars().next().map_or(0, char::len_utf8);
                }
                '\n' if depth == 0 => {
                    self.at += 1;
                    return;
                }
                _ => {
                    match c {
                        '(' | '[' | '{' => depth += 1,
                        ')' | ']' | '}' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    fn word(&mut self) -> Option<Text> {
        let rest = self.rest();
        let end = rest
            .find(|it: char| !(it.is_alphanumeric() || it == '_'))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        if word.is_empty() || word.starts_with(|it: char| it.is_ascii_digit()) {
            return None;
        }
        let start = self.at;
        self.at += end;
        Some(Text {
            text: word.to_owned(),
            range: self.range(start),
        })
    }

    /// Behind the `=` of an assignment on this line; stays where it is when there is none.
    fn assigns(&mut self) -> bool {
        let line = self.rest().lines().next().unwrap_or_default();
        let after = line.trim_start();
        let equals = match after.chars().next() {
            Some('=') => line.find('='),
            // An annotation may hold anything but an assignment.
            Some(':') => line.find('='),
            _ => None,
        };
        let Some(equals) = equals.filter(|it| !line[it + 1..].starts_with('=')) else {
            return false;
        };
        if line[..equals].contains('#') {
            return false;
        }
        self.at += equals + 1;
        true
    }

    fn value(&mut self) -> Value {
        if let Some(text) = self.string() {
            return Value::Text(text);
        }
        if self.rest().starts_with(['(', '[', '{']) {
            return self.list();
        }
        let start = self.at;
        match self.word() {
            Some(word) if word.text == "None" => Value::None,
            _ => {
                self.at = start;
                Value::Other
            }
        }
    }

    fn list(&mut self) -> Value {
        let mut items = Vec::new();
        let mut depth = 0usize;
        while let Some(c) = self.rest().chars().next() {
            if let Some(item) = self.string() {
                items.push(item);
                continue;
            }
            match c {
                '#' => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += c.len_utf8();
            if depth == 0 {
                break;
            }
        }
        Value::List(items)
    }

    /// A string with its quotes, single or triple, with or without a prefix. One that is not
    /// closed ends with its line, a triple one with the file.
    fn string(&mut self) -> Option<Text> {
        let rest = self.rest();
        let quote = rest.find(['"', '\''])?;
        let prefix = &rest[..quote];
        if quote > 2 || !prefix.chars().all(|it| "rRuUbBfF".contains(it)) {
            return None;
        }
        let raw = prefix.contains(['r', 'R']);
        let mark = &rest[quote..=quote];
        let triple = mark.repeat(3);
        let mark = if rest[quote..].starts_with(&triple) {
            triple.as_str()
        } else {
            mark
        };
        self.at += quote + mark.len();
        let start = self.at;
        let mut content = String::new();
        loop {
            let rest = self.rest();
            if rest.starts_with(mark) {
                let range = self.range(start);
                self.at += mark.len();
                return Some(Text {
                    text: content,
                    range,
                });
            }
            let mut chars = rest.chars();
            match chars.next() {
                None => break,
                Some('\n') if mark.len() == 1 => break,
                Some('\\') => {
                    let next = chars.next();
                    self.at += 1 + next.map_or(0, char::len_utf8);
                    if raw {
                        content.push('\\');
                    }
                    content.extend(next);
                }
                Some(c) => {
                    self.at += c.len_utf8();
                    content.push(c);
                }
            }
        }
        Some(Text {
            text: content,
            range: self.range(start),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let read = parse(text);
        let mut out = String::new();
        let own = |it: &Text| format!("{}={}", &text[it.range], it.text);
        if let Some(it) = &read.docstring {
            out.push_str(&format!("docstring {:?}\n", it.text));
        }
        for it in &read.assignments {
            let value = match &it.value {
                Value::None => "None".to_owned(),
                Value::Text(it) => own(it),
                Value::List(all) => all.iter().map(own).collect::<Vec<_>>().join(","),
                Value::Other => "?".to_owned(),
            };
            out.push_str(&format!("{} {value}\n", it.name.text));
        }
        for it in &read.functions {
            out.push_str(&format!("def {}\n", it.text));
        }
        for it in &read.comments {
            out.push_str(&format!("{}\n", &text[*it]));
        }
        out
    }

    const FILE: &str = r#"# generated
"""Add é 💣 to users

Revision ID: ae1027a6acf
"""
from alembic import op
import sqlalchemy as sa

revision: str = "ae1027a6acf"
down_revision: Union[str, None] = '1975ea83b712'  # before
branch_labels = None
depends_on = (
    "one",  # 'not this'
    'two',
)
text = """
revision = "no"
"""
if revision == "x":
    revision = "inside"


def upgrade() -> None:
    op.execute('''
def nothing(): pass
''')
    down_revision = "local"


def downgrade():
    pass
"#;

    #[test]
    fn what_stands_at_the_left_margin_is_read() {
        expect_test::expect![[r##"
            docstring "Add é 💣 to users\n\nRevision ID: ae1027a6acf\n"
            revision ae1027a6acf=ae1027a6acf
            down_revision 1975ea83b712=1975ea83b712
            branch_labels None
            depends_on one=one,two=two
            text 
            revision = "no"
            =
            revision = "no"

            def upgrade
            def downgrade
            # generated
            # before
        "##]]
        .assert_eq(&show(FILE));
    }

    #[test]
    fn nothing_panics_on_any_prefix() {
        for (at, _) in FILE.char_indices() {
            let _ = show(&FILE[..at]);
            let _ = show(&FILE[at..]);
        }
        for broken in ["a = ('", "a = \"\\", "'", "a: b =", "def", "a = (((", "\\"] {
            let _ = show(broken);
        }
    }
}
