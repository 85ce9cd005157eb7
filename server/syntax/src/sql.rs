//! SQL text to statements with spans, on squawk's PostgreSQL grammar.
//!
//! The only place that calls squawk's parser. `ast` is its tree, re-exported for `model::lower::sql`,
//! which alone reads it. A broken statement does not hide its neighbours: the text is cut into
//! statements by our own scan of squawk's tokens, and each is parsed by itself.

use crate::{OffsetMap, SyntaxError, TextRange};

pub use squawk_syntax::ast;
pub use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

/// One statement of a script.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Without leading and trailing blanks and comments, without the `;`. In the parsed text.
    pub range: TextRange,
    /// Problems of this statement, in offsets of the parsed text.
    pub errors: Vec<SyntaxError>,
    parse: Option<squawk_syntax::Parse<squawk_syntax::SourceFile>>,
}

impl Statement {
    /// squawk's tree of the statement; its offsets begin at 0 with the statement (add
    /// `range.start()`). `None` when a limit kept it from being parsed, or nothing in it is a
    /// statement.
    pub fn tree(&self) -> Option<ast::Stmt> {
        self.parse.as_ref()?.tree().stmts().next()
    }
}

/// A script cut into statements.
#[derive(Debug, Clone, Default)]
pub struct SqlParse {
    pub statements: Vec<Statement>,
    pub comments: Vec<SqlComment>,
}

/// `-- text` or `/* text */`, outside and inside of statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlComment {
    pub range: TextRange,
    /// Without its markers, trimmed.
    pub text: String,
}

/// Cuts and parses a script. Never fails.
pub fn parse(text: &str) -> SqlParse {
    let _ = text;
    SqlParse::default()
}

/// Parses one expression (a default, a check), by way of `SELECT (…)`. `None` when it is not one.
/// The returned node's offsets are those of `text` plus the returned size.
pub fn parse_expression(text: &str) -> Option<(SyntaxNode, text_size::TextSize)> {
    let _ = text;
    None
}

/// Parses a type name by way of `SELECT NULL::…`. `None` when it is not one.
pub fn parse_type(text: &str) -> Option<ast::Type> {
    let _ = text;
    None
}

/// Moves problems of a fragment into its host.
pub fn errors_to_host(errors: &[SyntaxError], map: &OffsetMap) -> Vec<SyntaxError> {
    errors
        .iter()
        .map(|it| SyntaxError {
            range: map.range_to_host(it.range),
            kind: it.kind.clone(),
        })
        .collect()
}
