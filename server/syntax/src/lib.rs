//! Text to trees with byte spans.
//!
//! Knows text and nothing of databases. Never fails: every function returns a tree, however
//! broken the input, and a list of problems. Does no IO.
#![warn(clippy::disallowed_methods, reason = "the core does no IO")]

pub mod edit;
pub mod embed;
pub mod error;
pub mod markdown;
pub mod memo;
pub mod python;
pub mod sql;
pub mod text;
pub mod value;
pub mod yaml;

pub use embed::{Embedded, OffsetMap};
pub use error::{SyntaxError, SyntaxErrorKind};
pub use text::{Encoding, LineCol, LineIndex, TextEdit, TextRange, TextSize};

/// The kinds of file that Forelock reads, told apart by extension only; what a file *means* is
/// decided by its content, in `model`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    Markdown,
    Yaml,
    Sql,
    /// Alembic's version files only, and of them only their place in the order; editors do not
    /// send them here.
    Python,
}

impl Language {
    /// Every extension of this language, without the dot; the editors' globs repeat them and a
    /// test compares.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Language::Markdown => &["md", "markdown"],
            Language::Yaml => &["yaml", "yml"],
            Language::Sql => &["sql"],
            Language::Python => &["py"],
        }
    }

    /// The language of a file name or path, by its extension, in any case. `None` for others.
    pub fn of_path(path: &str) -> Option<Language> {
        let (stem, extension) = path.rsplit_once('.')?;
        if stem.is_empty() || extension.contains(['/', '\\']) {
            return None;
        }
        [
            Language::Markdown,
            Language::Yaml,
            Language::Sql,
            Language::Python,
        ]
        .into_iter()
        .find(|it| {
            it.extensions()
                .iter()
                .any(|e| e.eq_ignore_ascii_case(extension))
        })
    }
}

/// Limits on hostile or accidental input. Beyond each, the reader stops and says so in a
/// [`SyntaxError`]; it neither hangs nor overflows the stack.
pub mod limits {
    /// Bytes of one document; more is not analysed. Real specs are below 100 KB.
    pub const DOCUMENT_BYTES: usize = 16 * 1024 * 1024;
    /// Nesting of YAML collections.
    pub const YAML_DEPTH: usize = 64;
    /// Nodes that one YAML document may reach through aliases, each expansion counted.
    pub const YAML_ALIAS_NODES: usize = 10_000;
    /// Nesting of parentheses, brackets and CASE in one SQL statement. squawk-syntax recurses
    /// and overflows a 2 MB stack at about 4 100.
    pub const SQL_DEPTH: usize = 256;
    /// Operators in one operand of a SQL expression (`a || b || …`); `AND`, `OR` and `UNION` count
    /// an eighth. The tree leans as far as the chain is long.
    pub const SQL_CHAIN: usize = 600;
    /// Markers of quotes and list items at the beginning of one Markdown line.
    pub const MARKDOWN_DEPTH: usize = 64;
    /// Columns of one Markdown table.
    pub const MARKDOWN_COLUMNS: usize = 512;
    /// Cells of one Markdown document, those included that short rows lack.
    pub const MARKDOWN_CELLS: usize = 1_000_000;
    /// Bytes of one Markdown document: what the reader takes in about a second at worst, be it
    /// one line.
    pub const MARKDOWN_BYTES: usize = 4 * 1024 * 1024;
    /// Bytes of one SQL statement.
    pub const SQL_STATEMENT_BYTES: usize = 1024 * 1024;
}
