//! SQL text to statements with spans, on squawk's PostgreSQL grammar.
//!
//! The only place that calls squawk's parser. `ast` is its tree, re-exported for `model::lower::sql`,
//! which alone reads it. A broken statement does not hide its neighbours: the text is cut into
//! statements by our own scan of squawk's tokens, and each is parsed by itself. squawk must never
//! see a text that `depth` has not measured: it recurses, and an overflow ends the process.

mod depth;
mod errors;
mod fragment;
mod scan;
mod split;
mod starter;
#[cfg(test)]
mod tests;

use crate::memo::Memo;
use crate::{OffsetMap, SyntaxError, SyntaxErrorKind, TextRange, TextSize, limits};

pub use fragment::{TYPE_OFFSET, parse_expression, parse_type};
pub use split::{comments, split};
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
///
/// The same as [`split`], [`parse_statement`] on every piece, and [`comments`]; callers that keep
/// statements under their text use those.
pub fn parse(text: &str) -> SqlParse {
    let (pieces, comments) = split::split_with_comments(text);
    let statements = pieces
        .into_iter()
        .map(|(range, errors)| {
            if errors.iter().any(not_sql) {
                return Statement {
                    range,
                    errors,
                    parse: None,
                };
            }
            let mut statement = parse_statement(&text[range]);
            statement.range = range;
            for error in &mut statement.errors {
                error.range += range.start();
            }
            statement.errors.extend(errors);
            statement
        })
        .collect();
    SqlParse {
        statements,
        comments,
    }
}

/// Whether a piece that [`split`] returned with this problem is no SQL at all, and so must not be
/// given to [`parse_statement`]: a psql meta-command.
pub fn not_sql(error: &SyntaxError) -> bool {
    matches!(&error.kind, SyntaxErrorKind::Sql(it) if it == split::META_COMMAND)
}

/// Parses one piece that [`split`] returned, by itself: ranges begin at 0. Text beyond the limits
/// gets no tree and one error.
pub fn parse_statement(text: &str) -> Statement {
    SEEN.get(text, parse_anew)
}

/// A tree takes about twenty times its text.
static SEEN: Memo<Statement> = Memo::new(512 * 1024, 16 * 1024);

fn parse_anew(text: &str) -> Statement {
    let range = TextRange::up_to(TextSize::of(text));
    if let Err((what, limit)) = depth::measure(text) {
        let first = text.find(['\n', '\r']).unwrap_or(text.len()).min(80);
        let end = crate::text::floor_char_boundary(text, crate::text::size(first));
        return Statement {
            range,
            errors: vec![SyntaxError {
                range: TextRange::up_to(end),
                kind: SyntaxErrorKind::Limit { what, limit },
            }],
            parse: None,
        };
    }
    let parse = squawk_syntax::SourceFile::parse(text);
    Statement {
        range,
        errors: errors::of_parse(text, &parse),
        parse: Some(parse),
    }
}

/// How broken a text is as one statement, for choosing where to cut.
fn error_count(text: &str) -> usize {
    if depth::measure(text).is_err() {
        return limits::SQL_STATEMENT_BYTES;
    }
    squawk_syntax::SourceFile::parse(text).errors().len()
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
