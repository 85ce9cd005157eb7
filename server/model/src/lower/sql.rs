//! SQL statements to changes.
//!
//! The only reader of squawk's tree. Every statement gives a [`Change`]: one that is not
//! understood gives [`Operation::Unknown`], never nothing. Never judges.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "of the grammar's hundreds of kinds, most places want a few; `statement` names all"
)]

mod alter;
mod body;
mod column;
mod ddl;
mod dml;
pub(crate) mod mentions;
pub(crate) mod node;
mod object;
mod privilege;
mod query;
mod session;
mod statement;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use syntax::memo::Memo;
use syntax::sql::ast::{self, AstNode as _};
use syntax::sql::{self, Statement};
use syntax::{OffsetMap, SyntaxError, SyntaxErrorKind, TextRange, TextSize};

use crate::document::{Comment, ModelError, ModelErrorKind};
use crate::moved::Moved as _;
use crate::name::QualifiedName;
use crate::operation::{Change, Operation, Part, Unknown};

use node::{Source, find, leading_words, shifted};

/// A script, read; all ranges in the host.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    /// One for each statement, in order.
    pub(crate) changes: Vec<Change>,
    /// Statements without a mistake in their syntax that are not understood all the same.
    pub(crate) errors: Vec<ModelError>,
    pub(crate) syntax_errors: Vec<SyntaxError>,
    #[allow(dead_code, reason = "for those who read whole documents")]
    pub(crate) comments: Vec<Comment>,
}

/// Operations and where they stand; `None` when the statement is incomplete.
pub(crate) type Lowered = Option<Vec<(TextRange, Operation)>>;

/// Reads a script. `map` leads from `text` to the host document.
pub(crate) fn changes(text: &str, map: &OffsetMap) -> Script {
    let parse = sql::parse(text);
    let mut script = Script {
        comments: parse
            .comments
            .into_iter()
            .map(|it| Comment {
                range: map.range_to_host(it.range),
                text: it.text,
            })
            .collect(),
        ..Script::default()
    };
    for statement in &parse.statements {
        script
            .syntax_errors
            .extend(sql::errors_to_host(&statement.errors, map));
        let Some(change) = located(statement, &text[statement.range], map) else {
            continue;
        };
        if statement.errors.is_empty() {
            script.errors.extend(not_analysed(&change));
        }
        script.changes.push(change);
    }
    script
}

/// One statement as a change in the host; what is well-formed is remembered by its text.
fn located(statement: &Statement, text: &str, map: &OffsetMap) -> Option<Change> {
    let base = statement.range.start();
    let read = |locate: &dyn Fn(TextRange) -> TextRange| {
        let source = Source {
            locate,
            procedural: false,
        };
        change(statement, text, &source)
    };
    if !statement.errors.is_empty() {
        return read(&|it| map.range_to_host(shifted(it, base)));
    }
    // Remembered one behind its place, since the place 0..0 is nowhere.
    let one = TextSize::new(1);
    let alone = |_: &str| read(&|it| shifted(it, one)).map(Arc::new);
    let mut change = Arc::unwrap_or_clone(SEEN.get(text, alone)?);
    change.go(&|it| {
        let it = it.checked_sub(one).unwrap_or(it);
        map.range_to_host(shifted(it, base))
    });
    Some(change)
}

/// What is read of a statement takes about ten times its text.
static SEEN: Memo<Option<Arc<Change>>> = Memo::new(512 * 1024, 16 * 1024);

/// One statement as a change; `None` for an empty one.
fn change(statement: &Statement, text: &str, source: &Source<'_>) -> Option<Change> {
    let tree = statement.tree();
    if text.trim().is_empty() || matches!(tree, Some(ast::Stmt::EmptyStmt(_))) {
        return None;
    }
    let lowered = tree.as_ref().and_then(|it| statement::lower(it, source));
    let error = statement
        .errors
        .iter()
        .find(|it| !is_parameter(it, statement, tree.as_ref()));
    let operations = match (lowered, error) {
        (Some(operations), None) => operations,
        (Some(operations), Some(_)) if is_new_table(&operations) => operations,
        (_, error) => {
            let reason = error.map_or_else(|| "the statement is not complete".to_owned(), reason);
            let range = (source.locate)(TextRange::up_to(TextSize::of(text)));
            vec![(range, unknown(text, reason, tree.as_ref(), source))]
        }
    };
    Some(build(text, operations, source))
}

/// A statement's change around its operations.
fn build(text: &str, operations: Vec<(TextRange, Operation)>, source: &Source<'_>) -> Change {
    let whole = TextRange::up_to(TextSize::of(text));
    Change {
        range: (source.locate)(whole),
        focus: (source.locate)(focus(text)),
        parts: operations
            .into_iter()
            .map(|(range, operation)| Part {
                range,
                statement: 0,
                operation,
            })
            .collect(),
        from_sql: true,
        data_migration: None,
        sql: Some(text.to_owned()),
    }
}

/// `:name`, which a driver fills in: the server would not take it, but what the statement does is
/// plain.
fn is_parameter(error: &SyntaxError, statement: &Statement, tree: Option<&ast::Stmt>) -> bool {
    let nodes = tree.into_iter().flat_map(|it| it.syntax().descendants());
    nodes
        .filter(|it| ast::NonStandardParam::can_cast(it.kind()))
        .any(|it| shifted(it.text_range(), statement.range.start()).contains_range(error.range))
}

/// A mistake inside of a CREATE TABLE leaves no doubt what it does to the tables that exist; the
/// documents that describe a schema are full of sketches with `...` in them.
fn is_new_table(operations: &[(TextRange, Operation)]) -> bool {
    matches!(operations, [(_, Operation::CreateTable(it))] if !it.columns.is_empty())
}

fn reason(error: &SyntaxError) -> String {
    match &error.kind {
        SyntaxErrorKind::Sql(message) => message.clone(),
        SyntaxErrorKind::Yaml(_)
        | SyntaxErrorKind::DuplicateKey { .. }
        | SyntaxErrorKind::UnknownAlias(_)
        | SyntaxErrorKind::TableWidth { .. }
        | SyntaxErrorKind::Limit { .. } => error.message(),
    }
}

fn unknown(text: &str, reason: String, tree: Option<&ast::Stmt>, source: &Source<'_>) -> Operation {
    Operation::Unknown(Unknown {
        word: leading_words(text, 2),
        reason,
        table: tree.and_then(|it| table_in(it, source)),
    })
}

/// The first table that a statement names, however broken.
fn table_in(tree: &ast::Stmt, source: &Source<'_>) -> Option<QualifiedName> {
    let node = tree.syntax();
    // What recovery made of a later word is no statement of the author's.
    if node::significant(node).start() > TextSize::new(0) && !source.procedural {
        return None;
    }
    if let Some(it) = find::<ast::TableNameRef>(node) {
        return source.qualified(&it);
    }
    if let Some(it) = find::<ast::RelationNameRef>(node) {
        return source.qualified(&it);
    }
    source.qualified(&find::<ast::TableName>(node)?)
}

fn not_analysed(change: &Change) -> Option<ModelError> {
    change.parts.iter().find_map(|it| match &it.operation {
        Operation::Unknown(unknown) => Some(ModelError {
            range: change.focus,
            kind: ModelErrorKind::NotAnalysed(unknown.reason.clone()),
        }),
        _ => None,
    })
}

/// The first line's significant part: without a comment and an opening parenthesis at its end.
fn focus(text: &str) -> TextRange {
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let mut end = line.len();
    let mut string = false;
    for (at, c) in line.char_indices() {
        match c {
            '\'' | '"' => string = !string,
            '-' if !string && line[at..].starts_with("--") => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let trimmed = line[..end].trim_end();
    let trimmed = trimmed.strip_suffix('(').unwrap_or(trimmed).trim_end();
    let trimmed = if trimmed.is_empty() { line } else { trimmed };
    TextRange::up_to(TextSize::of(trimmed))
}
