//! SQL inside of YAML scalars: whole scripts, and the pieces that `details` are made of.
//!
//! The only place of the YAML side that calls the SQL side. Every range that comes out is in the
//! host, by way of the scalar's offset map.

use syntax::value::{Node, NodeKind};
use syntax::{Embedded, OffsetMap, TextRange, TextSize};

use super::expression;
use super::reader::Reader;
use super::sql;
use crate::operation::{Change, Expression, Operation, Part, Shape};
use crate::types::{self, ColumnType};

/// The statements of an `sql:`, each part with its statement's number; their problems and
/// comments go to the reader. A list of scalars is read as well, one after the other.
pub(super) fn script<'a>(reader: &mut Reader<'a>, node: &'a Node) -> Vec<Part> {
    let scalars = match &node.kind {
        NodeKind::List(items) => items.iter().map(|it| reader.resolve(it)).collect(),
        NodeKind::Scalar(_) => vec![node],
        NodeKind::Missing | NodeKind::Map(_) | NodeKind::Alias(_) => Vec::new(),
    };
    let mut changes = Vec::new();
    for scalar in scalars {
        changes.append(&mut statements(reader, scalar));
    }
    let numbered = changes.into_iter().zip(0u16..);
    numbered
        .flat_map(|(change, statement)| {
            let parts = change.parts.into_iter();
            parts.map(move |it| Part { statement, ..it })
        })
        .collect()
}

fn statements<'a>(reader: &mut Reader<'a>, node: &'a Node) -> Vec<Change> {
    let Some(embedded) = reader.embedded(node) else {
        return Vec::new();
    };
    let mut script = if reader.source.whole {
        sql::changes(&embedded.text, &embedded.map)
    } else {
        sql::changes(&embedded.text, &host_map(reader, &embedded, 0.into()))
    };
    reader.errors.append(&mut script.errors);
    reader.syntax_errors.append(&mut script.syntax_errors);
    reader.comments.append(&mut script.comments);
    script.changes
}

/// A scalar as an expression; empty text is none.
pub(super) fn expression<'a>(
    reader: &mut Reader<'a>,
    field: &str,
    node: &'a Node,
) -> Option<Expression> {
    let text = reader.text_of(field, node)?;
    let text = text.trim();
    (!text.is_empty()).then(|| expression::expression(text, reader.content(node)))
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
    let expression = expression::expression(text.trim(), range);
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
pub(super) fn ty<'a>(reader: &mut Reader<'a>, field: &str, node: &'a Node) -> Option<ColumnType> {
    let text = reader.text_of(field, node)?;
    let text = text.trim();
    (!text.is_empty()).then(|| types::parse(text, reader.content(node)))
}

/// The only operation of a statement made of a scalar's text between `before` and `after`; its
/// ranges are those of the scalar. `None` when that is no statement.
pub(super) fn within<'a>(
    reader: &Reader<'a>,
    before: &str,
    node: &'a Node,
    after: &str,
) -> Option<Operation> {
    let embedded = reader.embedded(node)?;
    let text = format!("{before}{}{after}", embedded.text);
    let map = host_map(reader, &embedded, TextSize::of(before));
    let script = sql::changes(&text, &map);
    let [change] = <[_; 1]>::try_from(script.changes).ok()?;
    let [part] = <[_; 1]>::try_from(change.parts).ok()?;
    script.syntax_errors.is_empty().then_some(part.operation)
}

/// The map from a scalar's text, `shift` bytes later, to the host: its own map, then the fence's.
fn host_map(reader: &Reader<'_>, embedded: &Embedded, shift: TextSize) -> OffsetMap {
    let mut res = OffsetMap::default();
    let mut reached = TextSize::new(0);
    for at in (0..u32::from(TextSize::of(embedded.text.as_str()))).map(TextSize::new) {
        let byte = TextRange::at(at, 1.into());
        let host = reader.host(embedded.map.range_to_host(byte));
        // A byte that stands nowhere (a line end that YAML adds) is not mapped; of the bytes of
        // an escape, which stand at one place, the first is.
        if !host.is_empty() && host.start() >= reached {
            res.push(shift + at, host.start(), 1.into());
            reached = host.start() + TextSize::new(1);
        }
    }
    res
}
