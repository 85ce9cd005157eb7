//! DO blocks and CALL: the statements in a PL/pgSQL body.
//!
//! Finds what may run; never decides whether it does.

use syntax::TextRange;
use syntax::sql::ast::{self, AstNode as _, PlpgsqlStmt};
use syntax::sql::{self, SyntaxKind, SyntaxNode};

use super::node::{Source, child, children, find, has, leading_words, raw_text, significant};
use super::statement::{not_analysed, other};
use super::{Lowered, build, change, dml, statement};
use crate::lower::expression::literal_text;
use crate::operation::{Change, NoChange, Operation, Other, Unknown};

/// What was found in a body so far.
#[derive(Default)]
struct Found {
    changes: Vec<Change>,
    /// A change stands in an IF, a loop or a handler, or behind a RETURN in one.
    conditional: bool,
    /// A RETURN or an exception may have ended the block before.
    may_have_ended: bool,
    /// Statements that squawk gave up and [`anew`] read, in the body's tree.
    read_anew: Vec<TextRange>,
}

/// `DO $$ … $$`
pub(super) fn anonymous(it: &ast::Do, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    it.body()?;
    let mut found = Found::default();
    match it.plpgsql() {
        Some(body) => {
            let locate = |range: TextRange| (source.locate)(body.source_range(range));
            let inner = Source {
                locate: &locate,
                procedural: true,
            };
            let errors = body.errors();
            let tree = body.tree();
            if let Some(block) = child::<ast::PlpgsqlBlock>(tree.syntax()) {
                block_of(block.syntax(), false, &mut found, &inner);
            }
            let read_anew: Vec<TextRange> = found
                .read_anew
                .iter()
                .map(|it| body.source_range(*it))
                .collect();
            let other = errors.iter().find(|error| {
                !read_anew
                    .iter()
                    .any(|it| it.contains(error.range().start()))
            });
            if let Some(error) = other {
                found.unknown(node, error.message().to_owned(), source);
            }
        }
        None => found.unknown(node, "its language is not PL/pgSQL".to_owned(), source),
    }
    let block = Other::Do {
        changes: found.changes,
        conditional: found.conditional,
    };
    other(node, block, source)
}

/// `CALL p()`, whose body is elsewhere.
pub(super) fn call(node: &SyntaxNode, source: &Source<'_>) -> Lowered {
    let mut found = Found::default();
    let reason = "runs a procedure, whose body is not here".to_owned();
    found.unknown(node, reason, source);
    let block = Other::Do {
        changes: found.changes,
        conditional: false,
    };
    other(node, block, source)
}

impl Found {
    fn push(&mut self, node: &SyntaxNode, operations: Lowered, nested: bool, source: &Source<'_>) {
        let Some(operations) = operations else {
            return self.unknown(node, "the statement is not complete".to_owned(), source);
        };
        self.conditional |= nested || self.may_have_ended;
        self.changes.push(nested_change(node, operations, source));
    }

    fn unknown(&mut self, node: &SyntaxNode, reason: String, source: &Source<'_>) {
        let operation = Operation::Unknown(Unknown {
            word: leading_words(&raw_text(node), 1),
            reason,
            table: None,
        });
        let operations = vec![(source.range(node), operation)];
        self.changes.push(nested_change(node, operations, source));
    }
}

fn nested_change(
    node: &SyntaxNode,
    operations: Vec<(TextRange, Operation)>,
    source: &Source<'_>,
) -> Change {
    let base = significant(node).start();
    let locate = |range: TextRange| (source.locate)(super::shifted(range, base));
    let inner = Source {
        locate: &locate,
        procedural: true,
    };
    build(&raw_text(node), operations, &inner)
}

fn block_of(block: &SyntaxNode, nested: bool, found: &mut Found, source: &Source<'_>) {
    // A handler undoes what the block did before the exception.
    let handlers = child::<ast::PlpgsqlExceptionSection>(block);
    bodies(block, nested || handlers.is_some(), found, source);
    for handler in handlers
        .iter()
        .flat_map(|it| children::<ast::PlpgsqlExceptionHandler>(it.syntax()))
    {
        bodies(handler.syntax(), true, found, source);
    }
}

/// The statements of every body that is a child of `node`.
fn bodies(node: &SyntaxNode, nested: bool, found: &mut Found, source: &Source<'_>) {
    for body in children::<ast::PlpgsqlBody>(node) {
        for node in body.syntax().children() {
            if let Some(it) = PlpgsqlStmt::cast(node.clone()) {
                one_statement(&it, nested, found, source);
            } else if node.kind() == SyntaxKind::ERROR {
                anew(&node, nested, found, source);
            }
        }
    }
}

/// A statement with an INTO of variables, which squawk does not read: without the INTO.
fn anew(node: &SyntaxNode, nested: bool, found: &mut Found, source: &Source<'_>) {
    found.read_anew.push(node.text_range());
    let text = without_into(node);
    let base = node.text_range().start();
    let parse = sql::parse(&text);
    for it in &parse.statements {
        let start = base + it.range.start();
        let locate = |range: TextRange| (source.locate)(super::shifted(range, start));
        let inner = Source {
            locate: &locate,
            procedural: true,
        };
        found.conditional |= nested || found.may_have_ended;
        found.changes.extend(change(it, &text[it.range], &inner));
    }
}

/// The text of a node, with blanks of the same length where `INTO [STRICT] a, b` stands.
fn without_into(node: &SyntaxNode) -> String {
    let mut text = String::new();
    let mut before = SyntaxKind::EOF;
    let mut into = Into::No;
    for token in node
        .descendants_with_tokens()
        .filter_map(|it| it.into_token())
    {
        let kind = token.kind();
        if matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT) {
            text.push_str(token.text());
            continue;
        }
        into = match (into, kind) {
            (_, SyntaxKind::INTO_KW)
                if !matches!(before, SyntaxKind::INSERT_KW | SyntaxKind::MERGE_KW) =>
            {
                Into::Name
            }
            (Into::Name, SyntaxKind::STRICT_KW) => Into::Name,
            (Into::Name, SyntaxKind::SEMICOLON) => Into::No,
            (Into::Name, _) => Into::Sign,
            (Into::Sign, SyntaxKind::COMMA | SyntaxKind::DOT) => Into::Name,
            (Into::Sign | Into::No, _) => Into::No,
        };
        before = kind;
        if matches!(into, Into::No) {
            text.push_str(token.text());
        } else {
            text.extend(std::iter::repeat_n(' ', token.text().len()));
        }
    }
    text
}

/// Where in an INTO clause the reader is.
#[derive(Clone, Copy)]
enum Into {
    No,
    /// A variable's name comes next.
    Name,
    /// A comma or a dot may come next.
    Sign,
}

fn one_statement(it: &PlpgsqlStmt, nested: bool, found: &mut Found, source: &Source<'_>) {
    let node = it.syntax();
    match it {
        PlpgsqlStmt::PlpgsqlExecSqlStmt(_)
        | PlpgsqlStmt::PlpgsqlCallStmt(_)
        | PlpgsqlStmt::PlpgsqlDoStmt(_)
        | PlpgsqlStmt::PlpgsqlPerformStmt(_) => inner_statements(node, nested, found, source),
        PlpgsqlStmt::PlpgsqlBlock(_) => block_of(node, nested, found, source),
        PlpgsqlStmt::PlpgsqlIfStmt(_) => {
            bodies(node, true, found, source);
            for it in children::<ast::PlpgsqlElsifClause>(node) {
                bodies(it.syntax(), true, found, source);
            }
            for it in children::<ast::PlpgsqlElseClause>(node) {
                bodies(it.syntax(), true, found, source);
            }
        }
        PlpgsqlStmt::PlpgsqlCaseStmt(_) => {
            for it in children::<ast::PlpgsqlCaseWhen>(node) {
                bodies(it.syntax(), true, found, source);
            }
            for it in children::<ast::PlpgsqlElseClause>(node) {
                bodies(it.syntax(), true, found, source);
            }
        }
        PlpgsqlStmt::PlpgsqlForDynStmt(_) => {
            dynamic(node, nested, found, source);
            bodies(node, true, found, source);
        }
        PlpgsqlStmt::PlpgsqlForQueryStmt(_) => {
            inner_statements(node, nested, found, source);
            bodies(node, true, found, source);
        }
        PlpgsqlStmt::PlpgsqlForCursorStmt(_)
        | PlpgsqlStmt::PlpgsqlForEachStmt(_)
        | PlpgsqlStmt::PlpgsqlForIStmt(_)
        | PlpgsqlStmt::PlpgsqlLoopStmt(_)
        | PlpgsqlStmt::PlpgsqlWhileStmt(_) => bodies(node, true, found, source),
        PlpgsqlStmt::PlpgsqlDynExecuteStmt(_) | PlpgsqlStmt::PlpgsqlReturnQueryExecuteStmt(_) => {
            dynamic(node, nested, found, source);
        }
        PlpgsqlStmt::PlpgsqlOpenStmt(_) => {
            if let Some(it) = find::<ast::PlpgsqlOpenExecute>(node) {
                dynamic(it.syntax(), nested, found, source);
            } else if let Some(it) = find::<ast::PlpgsqlOpenQuery>(node) {
                inner_statements(it.syntax(), nested, found, source);
            }
        }
        PlpgsqlStmt::PlpgsqlReturnQueryStmt(_) => inner_statements(node, nested, found, source),
        PlpgsqlStmt::PlpgsqlCommitStmt(_) => ends(node, NoChange::Commit, nested, found, source),
        PlpgsqlStmt::PlpgsqlRollbackStmt(_) => {
            ends(node, NoChange::Rollback, nested, found, source);
        }
        PlpgsqlStmt::PlpgsqlReturnStmt(_)
        | PlpgsqlStmt::PlpgsqlExitStmt(_)
        | PlpgsqlStmt::PlpgsqlContinueStmt(_)
        | PlpgsqlStmt::PlpgsqlRaiseStmt(_)
        | PlpgsqlStmt::PlpgsqlAssertStmt(_) => found.may_have_ended |= stops(it),
        PlpgsqlStmt::PlpgsqlAssignStmt(_)
        | PlpgsqlStmt::PlpgsqlCloseStmt(_)
        | PlpgsqlStmt::PlpgsqlFetchStmt(_)
        | PlpgsqlStmt::PlpgsqlGetDiagStmt(_)
        | PlpgsqlStmt::PlpgsqlMoveStmt(_)
        | PlpgsqlStmt::PlpgsqlNullStmt(_)
        | PlpgsqlStmt::PlpgsqlReturnNextStmt(_) => {}
    }
}

/// What stands behind the statement may not run. A notice stops nothing.
fn stops(it: &PlpgsqlStmt) -> bool {
    let PlpgsqlStmt::PlpgsqlRaiseStmt(raise) = it else {
        return true;
    };
    match child::<ast::PlpgsqlRaiseLevel>(raise.syntax()) {
        Some(level) => raw_text(level.syntax()).eq_ignore_ascii_case("exception"),
        None => true,
    }
}

fn ends(node: &SyntaxNode, what: NoChange, nested: bool, found: &mut Found, source: &Source<'_>) {
    let operations = Some(vec![(source.range(node), Operation::NoChange(what))]);
    found.push(node, operations, nested, source);
}

/// The SQL statements that are children of a PL/pgSQL statement.
fn inner_statements(node: &SyntaxNode, nested: bool, found: &mut Found, source: &Source<'_>) {
    let mut any = false;
    for it in children::<ast::Stmt>(node) {
        any = true;
        let lowered = match &it {
            // PERFORM is a SELECT by another name.
            ast::Stmt::Select(_) if !has::<ast::WithClause>(it.syntax()) => {
                let select = Operation::NoChange(dml::select(it.syntax(), source));
                Some(vec![(source.range(it.syntax()), select)])
            }
            _ => statement::lower(&it, source),
        };
        found.push(it.syntax(), lowered, nested, source);
    }
    if !any {
        found.push(
            node,
            not_analysed(node, "the statement is not known", source),
            nested,
            source,
        );
    }
}

/// EXECUTE: of a plain string it is known what runs, of anything else not.
fn dynamic(node: &SyntaxNode, nested: bool, found: &mut Found, source: &Source<'_>) {
    found.conditional |= nested || found.may_have_ended;
    let expression = child::<ast::PlpgsqlExpr>(node);
    let literal = expression.as_ref().and_then(|it| {
        let literal = find::<ast::Literal>(it.syntax())?;
        (raw_text(literal.syntax()) == raw_text(it.syntax())).then_some(literal)
    });
    let Some(literal) = literal else {
        let reason = "runs SQL that is put together at run time".to_owned();
        return found.unknown(node, reason, source);
    };
    let text = literal_text(&literal);
    let whole = source.range(literal.syntax());
    // Escapes move offsets; the string as a whole is exact enough.
    let locate = |_: TextRange| whole;
    let inner = Source {
        locate: &locate,
        procedural: false,
    };
    for it in &sql::parse(&text).statements {
        found.changes.extend(change(it, &text[it.range], &inner));
    }
}
