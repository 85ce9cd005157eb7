//! SQL expressions: kept as text, with the functions, columns and shape that judgement asks about.
//!
//! Never evaluates anything: a shape is what is written, not what it comes to.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "of the grammar's hundreds of kinds, a few have a shape"
)]

use syntax::memo::Memo;
use syntax::sql::ast::{self, AstNode as _, BinOp, PostfixOp, PrefixOp};
use syntax::sql::{SyntaxKind, SyntaxNode};
use syntax::{TextRange, sql};

use crate::lower::sql::node::{child, raw_text, tokens};
use crate::operation::{Expression, Shape};

/// An expression that stands by itself, as in YAML's `default:`. Text that is no expression keeps
/// its words and gets [`Shape::Broken`].
pub fn expression(text: &str, range: TextRange) -> Expression {
    // A spec has the same few defaults over and over.
    static SEEN: Memo<Expression> = Memo::new(64 * 1024, 1024);
    Expression {
        range,
        ..SEEN.get(text.trim(), read)
    }
}

fn read(text: &str) -> Expression {
    match sql::parse_expression(text) {
        Some((node, _)) => Expression {
            text: text.to_owned(),
            ..of_node(&node, TextRange::default())
        },
        None => Expression {
            text: text.to_owned(),
            shape: Shape::Broken,
            ..Expression::default()
        },
    }
}

/// An expression out of a tree; `range` is where it stands in the host.
pub(crate) fn of_node(node: &SyntaxNode, range: TextRange) -> Expression {
    let mut functions = Vec::new();
    let mut columns = Vec::new();
    let mut subquery = false;
    for it in node.descendants() {
        if let Some(function) = function_of(&it) {
            push(&mut functions, function);
        } else if let Some(column) = column_of(&it) {
            push(&mut columns, column);
        }
        subquery |= is_query(&it);
    }
    Expression {
        text: raw_text(node),
        range,
        functions,
        columns,
        shape: ast::Expr::cast(node.clone()).map_or(Shape::Other, |it| shape(&it)),
        subquery,
    }
}

fn push(names: &mut Vec<String>, name: String) {
    if !name.is_empty() && !names.contains(&name) {
        names.push(name);
    }
}

pub(crate) fn is_query(node: &SyntaxNode) -> bool {
    matches!(
        node.kind(),
        SyntaxKind::SELECT
            | SyntaxKind::COMPOUND_SELECT
            | SyntaxKind::PAREN_SELECT
            | SyntaxKind::VALUES
            | SyntaxKind::TABLE
    )
}

/// The function that a node calls, folded, without schema. Keyword forms go by their keyword.
pub(crate) fn function_of(node: &SyntaxNode) -> Option<String> {
    if let Some(call) = ast::CallExpr::cast(node.clone()) {
        return match child::<ast::Expr>(call.syntax()) {
            Some(ast::Expr::NameRef(name)) => Some(ast::normalize_name_node(name.syntax())),
            Some(ast::Expr::FieldExpr(field)) => field_name(&field),
            _ => {
                let form = call.syntax().first_child()?;
                let word = tokens(&form).next()?.text().to_ascii_lowercase();
                // Operators over sets, not functions.
                let operator = matches!(word.as_str(), "exists" | "any" | "some" | "all");
                (!operator && word.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(word)
            }
        };
    }
    let name = ast::NameRef::cast(node.clone())?;
    keyword_form(&name)
}

/// `CURRENT_TIMESTAMP` and its kind, which look like columns.
fn keyword_form(name: &ast::NameRef) -> Option<String> {
    let token = tokens(name.syntax()).next()?;
    let word = token.text().to_ascii_lowercase();
    let form = matches!(
        word.as_str(),
        "current_catalog"
            | "current_date"
            | "current_role"
            | "current_schema"
            | "current_time"
            | "current_timestamp"
            | "current_user"
            | "localtime"
            | "localtimestamp"
            | "session_user"
            | "system_user"
            | "user"
    );
    form.then_some(word)
}

/// The column that a node names: `c`, and the `c` of `t.c`. Qualifiers and callees are none.
pub(crate) fn column_of(node: &SyntaxNode) -> Option<String> {
    let name = ast::NameRef::cast(node.clone())?;
    if keyword_form(&name).is_some() {
        return None;
    }
    let whole = outermost_field(node);
    if let Some(parent) = whole.parent()
        && let Some(call) = ast::CallExpr::cast(parent)
        && child::<ast::Expr>(call.syntax()).is_some_and(|it| *it.syntax() == whole)
    {
        return None;
    }
    let last = match ast::FieldExpr::cast(whole) {
        Some(field) => field.syntax().last_child()?,
        None => node.clone(),
    };
    // `t.*` ends in no name: the qualifier is not a column.
    let stars = node
        .parent()
        .and_then(ast::FieldExpr::cast)
        .is_some_and(|it| it.star_token().is_some());
    (last == *node && !stars).then(|| ast::normalize_name_node(node))
}

/// `a.b.c` around the `a`, `b` or `c`; the node itself where there is none.
fn outermost_field(node: &SyntaxNode) -> SyntaxNode {
    let mut whole = node.clone();
    while let Some(parent) = whole.parent() {
        if parent.kind() != SyntaxKind::FIELD_EXPR {
            break;
        }
        whole = parent;
    }
    whole
}

/// The last name of `a.b`.
pub(crate) fn field_name(field: &ast::FieldExpr) -> Option<String> {
    let name = ast::NameRef::cast(field.syntax().last_child()?)?;
    Some(ast::normalize_name_node(name.syntax()))
}

fn shape(expr: &ast::Expr) -> Shape {
    let mut not_null = Vec::new();
    collect_not_null(expr, &mut not_null);
    if !not_null.is_empty() {
        return Shape::IsNotNull(not_null);
    }
    let mut cast = None;
    let mut casts = 0;
    let mut expr = expr.clone();
    while let Some((inner, ty)) = unwrapped(&expr) {
        if let Some(ty) = ty {
            casts += 1;
            cast.get_or_insert(ty);
        }
        expr = inner;
    }
    let column = |name: String| {
        if casts > 1 || name.is_empty() {
            Shape::Other
        } else {
            Shape::Column { name, cast }
        }
    };
    match expr {
        ast::Expr::Literal(literal) => literal_shape(&literal),
        ast::Expr::NameRef(name) if keyword_form(&name).is_none() => {
            column(ast::normalize_name_node(name.syntax()))
        }
        ast::Expr::FieldExpr(field) => field_name(&field).map_or(Shape::Other, column),
        ast::Expr::PrefixExpr(prefix) => match (prefix.op(), prefix.expr()) {
            (Some(PrefixOp::Minus(_) | PrefixOp::Plus(_)), Some(ast::Expr::Literal(_))) => {
                Shape::Literal(raw_text(prefix.syntax()).replace(char::is_whitespace, ""))
            }
            _ => Shape::Other,
        },
        ast::Expr::CallExpr(_)
        | ast::Expr::CastExpr(_)
        | ast::Expr::Collate(_)
        | ast::Expr::ArrayExpr(_)
        | ast::Expr::NameRef(_)
        | ast::Expr::BinExpr(_)
        | ast::Expr::CaseExpr(_)
        | ast::Expr::IndexExpr(_)
        | ast::Expr::SliceExpr(_)
        | ast::Expr::BetweenExpr(_)
        | ast::Expr::ParenExpr(_)
        | ast::Expr::TupleExpr(_)
        | ast::Expr::PostfixExpr(_) => Shape::Other,
    }
}

/// What stands inside of parentheses, a cast or a COLLATE, and the cast's type text.
fn unwrapped(expr: &ast::Expr) -> Option<(ast::Expr, Option<String>)> {
    if let ast::Expr::ParenExpr(paren) = expr {
        return Some((paren.expr()?, None));
    }
    if let ast::Expr::Collate(collate) = expr {
        return Some((child(collate.syntax())?, None));
    }
    let ast::Expr::CastExpr(cast) = expr else {
        return None;
    };
    let ty = cast.ty().map(|it| raw_text(it.syntax()));
    Some((child(cast.syntax())?, ty))
}

fn literal_shape(literal: &ast::Literal) -> Shape {
    match tokens(literal.syntax()).next().map(|it| it.kind()) {
        Some(SyntaxKind::NULL_KW) => Shape::Null,
        Some(SyntaxKind::POSITIONAL_PARAM | SyntaxKind::DEFAULT_KW) | None => Shape::Other,
        Some(SyntaxKind::TRUE_KW) => Shape::Literal("true".to_owned()),
        Some(SyntaxKind::FALSE_KW) => Shape::Literal("false".to_owned()),
        Some(_) => Shape::Literal(literal_text(literal)),
    }
}

/// A literal's value: a string without its quotes, anything else as written.
pub(crate) fn literal_text(literal: &ast::Literal) -> String {
    let first = tokens(literal.syntax()).next().map(|it| it.kind());
    let quoted = matches!(
        first,
        Some(
            SyntaxKind::STRING
                | SyntaxKind::ESC_STRING
                | SyntaxKind::UNICODE_ESC_STRING
                | SyntaxKind::NATIONAL_STRING
                | SyntaxKind::DOLLAR_QUOTED_STRING
                | SyntaxKind::BIT_STRING
                | SyntaxKind::BYTE_STRING
        )
    );
    let value = if quoted { literal.string_value() } else { None };
    value.unwrap_or_else(|| raw_text(literal.syntax()))
}

/// The columns of `c IS NOT NULL AND …`, as far as they hold whatever the rest says.
fn collect_not_null(expr: &ast::Expr, columns: &mut Vec<String>) {
    match expr {
        ast::Expr::ParenExpr(paren) => {
            if let Some(inner) = paren.expr() {
                collect_not_null(&inner, columns);
            }
        }
        ast::Expr::BinExpr(binary) => match (binary.op(), binary.lhs(), binary.rhs()) {
            (Some(BinOp::And(_)), lhs, rhs) => {
                for side in [lhs, rhs].into_iter().flatten() {
                    collect_not_null(&side, columns);
                }
            }
            (Some(BinOp::IsNot(_)), Some(column), Some(ast::Expr::Literal(null)))
                if literal_shape(&null) == Shape::Null =>
            {
                columns.extend(bare_column(&column));
            }
            _ => {}
        },
        ast::Expr::PostfixExpr(postfix) => {
            if let Some(PostfixOp::NotNull(_)) = postfix.op() {
                columns.extend(postfix.expr().and_then(|it| bare_column(&it)));
            }
        }
        ast::Expr::CallExpr(_)
        | ast::Expr::CastExpr(_)
        | ast::Expr::Collate(_)
        | ast::Expr::ArrayExpr(_)
        | ast::Expr::Literal(_)
        | ast::Expr::NameRef(_)
        | ast::Expr::CaseExpr(_)
        | ast::Expr::FieldExpr(_)
        | ast::Expr::IndexExpr(_)
        | ast::Expr::SliceExpr(_)
        | ast::Expr::BetweenExpr(_)
        | ast::Expr::TupleExpr(_)
        | ast::Expr::PrefixExpr(_) => {}
    }
}

fn bare_column(expr: &ast::Expr) -> Option<String> {
    if let ast::Expr::ParenExpr(paren) = expr {
        return bare_column(&paren.expr()?);
    }
    match shape_of_name(expr)? {
        name if name.is_empty() => None,
        name => Some(name),
    }
}

fn shape_of_name(expr: &ast::Expr) -> Option<String> {
    if let ast::Expr::FieldExpr(field) = expr {
        return field_name(field);
    }
    let ast::Expr::NameRef(name) = expr else {
        return None;
    };
    keyword_form(name)
        .is_none()
        .then(|| ast::normalize_name_node(name.syntax()))
}
