//! Where the objects of a database are named: every place of a document, with what is meant there.
//!
//! Read from the same trees as the operations and the schema, but only when somebody asks: an
//! edit does not pay for it. Says what a place names, never whether that exists; names of columns
//! that stand in a query come with every table that they may belong to.

mod document;
mod operation;
mod prose;
#[cfg(test)]
mod tests;

use syntax::TextRange;

use crate::catalog::key;
use crate::name::QualifiedName;

pub use document::mentions;

/// One place that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// In the host document; with the quotes that the notation puts around the name.
    pub range: TextRange,
    pub named: Named,
    pub role: Role,
    pub notation: Notation,
    /// The text there is the name, quotes and case aside. False where it is escaped, joined out of
    /// pieces, or another name (an alias): such a place can be shown, not edited.
    pub exact: bool,
}

/// What is named. Names are in lower case: specs and YAML are written loosely.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A table or view, as [`key`] makes it.
    Table(String),
    /// `tables` are those that it may belong to, the likelier first. An empty name among them
    /// stands for a subquery or the like: it may be no table's column at all.
    Column {
        tables: Vec<String>,
        column: String,
    },
    Index(String),
    Constraint(String),
    Type(String),
    /// A version of the chain, as written.
    Version(String),
}

/// What a place does with what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A spec describes it here as state.
    Described,
    /// A migration or statement makes it, also by renaming something else.
    Created,
    /// A migration or statement takes it away.
    Removed,
    /// Anything else that names it with certainty.
    Used,
    /// A word of prose: it means the object if there is one of this name.
    Said,
    /// Another name of the table: `User` for `users`.
    Alias,
}

/// How names are written at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notation {
    Sql,
    Yaml,
    Text,
}

impl Named {
    /// The name itself: of a column that of the column, of a table without its schema.
    pub fn name(&self) -> &str {
        match self {
            Named::Table(it) => it.rsplit('.').next().unwrap_or(it),
            Named::Column { column, .. } => column,
            Named::Index(it) | Named::Constraint(it) | Named::Type(it) | Named::Version(it) => it,
        }
    }
}

/// The key of a table, in lower case.
pub fn table_key(name: &QualifiedName) -> String {
    key(name).to_lowercase()
}

/// The name inside of its quotes, backquotes or emphasis; `None` where the text at a range does
/// not spell the name.
fn spelled(text: &str, mention: &Mention) -> Option<TextRange> {
    let range = mention.range;
    let slice = text.get(std::ops::Range::<usize>::from(range))?;
    let name = mention.named.name();
    let same = |it: &str| it.to_lowercase() == name.to_lowercase();
    if same(slice) {
        return Some(range);
    }
    let quoted = |it: &str| {
        let inner = it.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
        same(inner).then_some(())
    };
    if quoted(slice).is_some() {
        // In SQL the quotes are part of how a name is written; elsewhere they are not touched.
        return Some(match mention.notation {
            Notation::Sql => range,
            Notation::Yaml | Notation::Text => {
                let one = syntax::TextSize::new(1);
                TextRange::new(range.start() + one, range.end() - one)
            }
        });
    }
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut found = None;
    let mut at = 0;
    while let Some(start) = slice.get(at..)?.find(name) {
        let start = at + start;
        let end = start + name.len();
        at = end;
        let free = !slice[..start].ends_with(word) && !slice[end..].starts_with(word);
        if free && found.replace((start, end)).is_some() {
            return None;
        }
    }
    let (start, end) = found?;
    let base = usize::from(range.start());
    let size = syntax::text::size;
    Some(TextRange::new(size(base + start), size(base + end)))
}
