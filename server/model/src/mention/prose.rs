//! Names in running text: `users.phone`, and code spans that hold nothing but a name.
//!
//! Whether such a word means anything is decided by who knows all documents.

use std::ops::Range;

use syntax::TextRange;

use super::operation::Collector;
use super::{Named, Role};

/// Identifiers joined by dots.
fn dotted(text: &str) -> Vec<Vec<Range<usize>>> {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut all: Vec<Vec<Range<usize>>> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(letter) {
        let start = at + start;
        let end = text[start..].find(|c| !letter(c));
        let end = end.map_or(text.len(), |it| start + it);
        at = end;
        let joined = start > 0
            && text.as_bytes()[start - 1] == b'.'
            && all
                .last()
                .and_then(|it| it.last())
                .is_some_and(|it| it.end == start - 1);
        let word = start..end;
        match all.last_mut() {
            Some(last) if joined => last.push(word),
            _ => all.push(vec![word]),
        }
    }
    all
}

impl Collector<'_> {
    /// Reads a run of text. `section` is the table that the surroundings are about; `code` says
    /// that the text is a whole code span.
    pub(super) fn prose(
        &mut self,
        text: &str,
        section: Option<&str>,
        code: bool,
        locate: &dyn Fn(Range<usize>) -> TextRange,
    ) {
        let words = dotted(text);
        let alone = |it: &Range<usize>| code && text.trim() == &text[it.clone()];
        for word in &words {
            let part = |it: &Range<usize>| text[it.clone()].to_lowercase();
            match word.as_slice() {
                [one] if alone(one) => {
                    if let Some(section) = section {
                        let named = Named::Column {
                            tables: vec![section.to_owned()],
                            column: part(one),
                        };
                        self.push(locate(one.clone()), named, Role::Said);
                    }
                    self.push(locate(one.clone()), Named::Table(part(one)), Role::Said);
                    self.push(locate(one.clone()), Named::Index(part(one)), Role::Said);
                }
                [table, column] | [_, table, column] => {
                    let key = match word.as_slice() {
                        [schema, ..] if word.len() == 3 && part(schema) != "public" => {
                            format!("{}.{}", part(schema), part(table))
                        }
                        _ => part(table),
                    };
                    let named = Named::Column {
                        tables: vec![key.clone()],
                        column: part(column),
                    };
                    self.push(locate(column.clone()), named, Role::Said);
                    self.push(locate(table.clone()), Named::Table(key), Role::Said);
                }
                _ => {}
            }
        }
    }
}
