//! SQL inside of YAML scalars: whole scripts, and the pieces that `details` are made of.
//!
//! The only place of the YAML side that calls the SQL side. Every range that comes out is in the
//! host, by way of the scalar's offset map.

use syntax::value::Node;
use syntax::{TextRange, TextSize};

use super::reader::Reader;
use crate::document::Comment;
use crate::operation::{Expression, Operation, Part, Shape};
use crate::types::{self, ColumnType};

/// The statements of an `sql:` scalar; their problems and comments go to the reader.
pub(super) fn script<'a>(reader: &mut Reader<'a>, node: &'a Node) -> Vec<Part> {
    let Some(embedded) = reader.embedded(node) else {
        return Vec::new();
    };
    let parse = syntax::sql::parse(&embedded.text);
    let outer = reader.source.map;
    let locate = |range| outer.range_to_host(embedded.map.range_to_host(range));
    for statement in &parse.statements {
        for error in &statement.errors {
            reader.syntax_errors.push(syntax::SyntaxError {
                range: locate(error.range),
                kind: error.kind.clone(),
            });
        }
    }
    reader
        .comments
        .extend(parse.comments.iter().map(|it| Comment {
            range: locate(it.range),
            text: it.text.clone(),
        }));
    let mut statement: u16 = 0;
    let mut res = Vec::new();
    for change in super::sql::changes(&parse, &embedded.text, &locate) {
        for mut part in change.parts {
            part.statement = statement;
            res.push(part);
        }
        statement = statement.saturating_add(1);
    }
    res
}

/// A scalar as an expression; empty text is none.
pub(super) fn expression<'a>(
    reader: &mut Reader<'a>,
    field: &str,
    node: &'a Node,
) -> Option<Expression> {
    let text = reader.text_of(field, node)?;
    let text = text.trim();
    (!text.is_empty()).then(|| super::expression(text, reader.content(node)))
}

/// A scalar as a default. YAML takes the quotes away, so a bare word or words that are no
/// expression (`active`) can only mean the string: a default mentions no columns.
pub(super) fn default<'a>(
    reader: &mut Reader<'a>,
    field: &str,
    node: &'a Node,
) -> Option<Expression> {
    let text = reader.text_of(field, node)?;
    let range = reader.content(node);
    let expression = super::expression(text.trim(), range);
    let bare = match &expression.shape {
        Shape::Broken => true,
        Shape::Column { cast, .. } => cast.is_none(),
        Shape::Null | Shape::Literal(_) | Shape::IsNotNull(_) | Shape::Other => false,
    };
    if !bare {
        return Some(expression);
    }
    let literal = format!("'{}'", text.replace('\'', "''"));
    Some(Expression {
        text: literal,
        range,
        shape: Shape::Literal(text),
        ..Expression::default()
    })
}

/// A scalar as a type.
pub(super) fn ty<'a>(
    reader: &mut Reader<'a>,
    field: &str,
    node: &'a Node,
) -> Option<ColumnType> {
    let text = reader.text_of(field, node)?;
    let text = text.trim();
    (!text.is_empty()).then(|| types::parse(text, reader.content(node)))
}

/// The first operation of a statement made of a scalar's text between `before` and `after`; its
/// ranges are those of the scalar. `None` when that is no statement.
pub(super) fn within<'a>(
    reader: &Reader<'a>,
    before: &str,
    node: &'a Node,
    after: &str,
) -> Option<Operation> {
    let embedded = reader.embedded(node)?;
    let script = format!("{before}{}{after}", embedded.text);
    let parse = syntax::sql::parse(&script);
    if parse.statements.len() != 1 || parse.statements.iter().any(|it| !it.errors.is_empty()) {
        return None;
    }
    let shift = TextSize::of(before);
    let end = TextSize::of(embedded.text.as_str());
    let inner = |at: TextSize| at.checked_sub(shift).unwrap_or_default().min(end);
    let outer = reader.source.map;
    let locate = |range: TextRange| {
        let range = TextRange::new(inner(range.start()), inner(range.end()));
        outer.range_to_host(embedded.map.range_to_host(range))
    };
    let change = super::sql::changes(&parse, &script, &locate).into_iter().next()?;
    Some(change.parts.into_iter().next()?.operation)
}
