//! Views and materialized views.
//!
//! Never expands `*`: which columns a relation has is for the catalog.

use syntax::sql::ast::{self, AstNode as _};
use syntax::sql::{SyntaxKind, SyntaxNode};

use super::column::if_exists;
use super::node::{Source, cascades, child, children, has, has_token};
use super::statement::{each, other};
use super::{Lowered, query};
use crate::operation::{Operation, Other};

pub(super) fn create(it: &ast::CreateView, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let body = it.query()?;
    let named = child::<ast::ColumnList>(node).map(|list| {
        source
            .names::<ast::ColumnName>(list.syntax())
            .into_iter()
            .map(|it| it.text)
            .collect()
    });
    let view = Other::CreateView {
        view: source.child_qualified::<ast::View>(node)?,
        or_replace: has::<ast::OrReplace>(node),
        reads: query::reads(body.syntax(), source),
        columns: query::columns(body.syntax(), source),
        output: named.or_else(|| query::output(body.syntax())),
    };
    other(node, view, source)
}

pub(super) fn create_materialized(
    it: &ast::CreateMaterializedView,
    source: &Source<'_>,
) -> Lowered {
    let node = it.syntax();
    let body = it.query()?;
    let view = Other::CreateMaterializedView {
        view: source.child_qualified::<ast::View>(node)?,
        reads: query::reads(body.syntax(), source),
        columns: query::columns(body.syntax(), source),
        with_data: !has::<ast::WithNoData>(node),
    };
    other(node, view, source)
}

pub(super) fn drop(node: &SyntaxNode, materialized: bool, source: &Source<'_>) -> Lowered {
    each(node, children::<ast::ViewRef>(node), source, |it| {
        Some(Operation::Other(Other::DropView {
            view: source.qualified(it)?,
            materialized,
            if_exists: if_exists(node),
            cascade: cascades(node),
        }))
    })
}

pub(super) fn refresh(it: &ast::Refresh, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let refresh = Other::RefreshMaterializedView {
        view: source.child_qualified::<ast::ViewRef>(node)?,
        concurrently: has_token(node, SyntaxKind::CONCURRENTLY_KW),
        with_data: !has::<ast::WithNoData>(node),
    };
    other(node, refresh, source)
}
