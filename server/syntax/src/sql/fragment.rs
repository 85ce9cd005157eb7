//! Single expressions and types, by way of a `SELECT` around them.
//!
//! The wrapper must not leak: text that closes it, or holds more than one thing, is `None`.

use squawk_syntax::ast::{self, AstNode as _};

use super::{SyntaxKind, SyntaxNode, depth};
use crate::TextSize;
use crate::text::size;

/// Parses one expression (a default, a check), by way of `SELECT (…)`. `None` when it is not one.
/// The returned node's offsets are those of `text` plus the returned size.
pub fn parse_expression(text: &str) -> Option<(SyntaxNode, TextSize)> {
    let before = "SELECT (";
    let ast::Expr::ParenExpr(paren) = target(before, text, "\n)")? else {
        return None;
    };
    // Behind the text, not inside of it: `a) + (b`.
    let range = paren.syntax().text_range();
    let whole = before.len() + text.len() + 2;
    if range.start() != size(before.len() - 1) || range.end() != size(whole) {
        return None;
    }
    let expression = paren.expr()?;
    Some((expression.syntax().clone(), size(before.len())))
}

/// Parses a type name by way of `SELECT NULL::…`. `None` when it is not one. The node's offsets
/// are those of `text` plus [`TYPE_OFFSET`].
pub fn parse_type(text: &str) -> Option<ast::Type> {
    let ast::Expr::CastExpr(cast) = target(TYPE_BEFORE, text, "\n")? else {
        return None;
    };
    match cast.expr()? {
        ast::Expr::Literal(it) if it.syntax().text_range().start() == size(7) => {}
        _ => return None,
    }
    cast.ty()
}

const TYPE_BEFORE: &str = "SELECT NULL::";

/// Where the text begins in the tree of [`parse_type`].
pub const TYPE_OFFSET: u32 = 13;

/// The only target of `SELECT` when nothing else is there.
fn target(before: &str, text: &str, after: &str) -> Option<ast::Expr> {
    if text.trim().is_empty() {
        return None;
    }
    let sql = format!("{before}{text}{after}");
    depth::measure(&sql).ok()?;
    let parse = squawk_syntax::SourceFile::parse(&sql);
    if !parse.errors().is_empty() {
        return None;
    }
    let mut statements = parse.tree().stmts();
    let ast::Stmt::Select(select) = statements.next()? else {
        return None;
    };
    let alone = |node: &SyntaxNode| {
        node.children().count() == 1
            && node
                .children_with_tokens()
                .all(|it| it.kind() != SyntaxKind::SEMICOLON)
    };
    if statements.next().is_some() || !alone(select.syntax()) || !alone(&parse.syntax_node()) {
        return None;
    }
    let clause = select.select_clause()?;
    let list = clause.target_list()?;
    if !alone(clause.syntax()) || !alone(list.syntax()) {
        return None;
    }
    let target = list.targets().next()?;
    if !alone(target.syntax()) {
        return None;
    }
    target.expr()
}
