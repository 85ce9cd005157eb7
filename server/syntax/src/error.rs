//! Problems of a text, as values: a range and what was expected there.

use crate::TextRange;

/// One problem at the smallest range that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Bytes in the host document, on character boundaries; may be empty at the end of file.
    pub range: TextRange,
    pub kind: SyntaxErrorKind,
}

/// What is wrong, and in which language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// YAML that does not parse; the words say what was expected.
    Yaml(String),
    /// A key that stands twice in one mapping; the first range is where it stood before.
    DuplicateKey { key: String, first: TextRange },
    /// `*name` without `&name` before it.
    UnknownAlias(String),
    /// SQL that does not parse; the words say what was expected.
    Sql(String),
    /// A Markdown table row whose number of cells is not the header's.
    TableWidth { expected: usize, found: usize },
    /// A limit of [`crate::limits`] was passed; what is beyond was not read.
    Limit { what: &'static str, limit: usize },
}

impl SyntaxError {
    /// The problem in one sentence without a full stop.
    pub fn message(&self) -> String {
        match &self.kind {
            SyntaxErrorKind::Yaml(message) => format!("YAML: {message}"),
            SyntaxErrorKind::DuplicateKey { key, .. } => {
                format!("Key `{key}` stands twice in this mapping; loaders keep only one of them")
            }
            SyntaxErrorKind::UnknownAlias(name) => {
                format!("Alias `*{name}` names no anchor; expected `&{name}` before it")
            }
            SyntaxErrorKind::Sql(message) => format!("SQL: {message}"),
            SyntaxErrorKind::TableWidth { expected, found } => {
                format!("This row has {found} cells, the table's header {expected}")
            }
            SyntaxErrorKind::Limit { what, limit } => {
                format!("Not analysed: {what} is over the limit of {limit}")
            }
        }
    }

    /// A short machine-readable name, used as the diagnostic's code.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            SyntaxErrorKind::Yaml(_) => "yaml-syntax",
            SyntaxErrorKind::DuplicateKey { .. } => "duplicate-key",
            SyntaxErrorKind::UnknownAlias(_) => "unknown-alias",
            SyntaxErrorKind::Sql(_) => "sql-syntax",
            SyntaxErrorKind::TableWidth { .. } => "table-width",
            SyntaxErrorKind::Limit { .. } => "not-analysed",
        }
    }
}
