//! CREATE and DROP of tables and indexes.
//!
//! Never looks at what is done to them later: that is `alter`.

use syntax::sql::ast::{self, AstNode as _};
use syntax::sql::{SyntaxKind, SyntaxNode};

use super::column::{self, Defined, bound, if_exists, if_not_exists, only};
use super::node::{Source, cascades, child, children, find, has, has_token, raw_text};
use super::statement::{each, one};
use super::{Lowered, query};
use crate::lower::expression::column_of;
use crate::name::{Name, QualifiedName};
use crate::operation::{AddIndex, CreateTable, DropIndex, DropTable, IndexKey, Operation};

fn empty(table: QualifiedName) -> CreateTable {
    CreateTable {
        table,
        if_not_exists: false,
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        temporary: false,
        unlogged: false,
        like: Vec::new(),
        like_indexes: false,
        inherits: Vec::new(),
        partition_of: None,
        default_partition: false,
        bound: None,
        partition_by: None,
        as_select: None,
    }
}

pub(super) fn create_table(it: &ast::CreateTable, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let table = table(node, source)?;
    // Without a column list only a partition, a typed table or an inheriting one is complete.
    let complete =
        has::<ast::TableArgList>(node) || has::<ast::PartitionOf>(node) || has::<ast::OfType>(node);
    complete.then_some(())?;
    one(node, Operation::CreateTable(table), source)
}

pub(super) fn create_foreign_table(it: &ast::CreateForeignTable, source: &Source<'_>) -> Lowered {
    let table = table(it.syntax(), source)?;
    one(it.syntax(), Operation::CreateTable(table), source)
}

pub(super) fn create_table_as(it: &ast::CreateTableAs, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let mut table = table(node, source)?;
    table.as_select = Some(query::reads(node, source));
    one(node, Operation::CreateTable(table), source)
}

/// `SELECT … INTO t`
pub(super) fn select_into(it: &ast::SelectInto, source: &Source<'_>) -> Option<CreateTable> {
    let into = child::<ast::IntoClause>(it.syntax())?;
    let mut table = table(into.syntax(), source)?;
    table.as_select = Some(query::reads(it.syntax(), source));
    Some(table)
}

fn table(node: &SyntaxNode, source: &Source<'_>) -> Option<CreateTable> {
    let mut table = empty(source.child_qualified::<ast::TableName>(node)?);
    table.if_not_exists = if_not_exists(node);
    table.temporary = has::<ast::Temp>(node);
    table.unlogged = has::<ast::Unlogged>(node);
    if let Some(arguments) = child::<ast::TableArgList>(node) {
        for argument in children::<ast::TableArg>(arguments.syntax()) {
            table_argument(&argument, &mut table, source);
        }
    }
    table.inherits = child::<ast::Inherits>(node)
        .map(|it| source.qualified_names::<ast::TableNameRef>(it.syntax()))
        .unwrap_or_default();
    table.partition_of = child::<ast::PartitionOf>(node)
        .and_then(|it| source.child_qualified::<ast::TableNameRef>(it.syntax()));
    (table.default_partition, table.bound) = bound(node);
    table.partition_by = child::<ast::PartitionBy>(node).map(|it| partition_key(&it, source));
    Some(table)
}

fn table_argument(argument: &ast::TableArg, table: &mut CreateTable, source: &Source<'_>) {
    match argument {
        ast::TableArg::Column(it) => {
            if let Some(Defined {
                column,
                constraints,
            }) = column::define(it.syntax(), source)
            {
                table.columns.push(column);
                table.constraints.extend(constraints);
            }
        }
        ast::TableArg::LikeClause(it) => {
            table
                .like
                .extend(source.child_qualified::<ast::RelationNameRef>(it.syntax()));
            for option in children::<ast::LikeOption>(it.syntax()) {
                let indexes = find::<ast::PropertyAll>(option.syntax()).is_some()
                    || find::<ast::PropertyIndexes>(option.syntax()).is_some();
                if indexes {
                    table.like_indexes = matches!(option, ast::LikeOption::IncludingProperty(_));
                }
            }
        }
        ast::TableArg::TableConstraint(it) => {
            table
                .constraints
                .extend(column::constraint(it.syntax(), source));
        }
    }
}

fn partition_key(it: &ast::PartitionBy, source: &Source<'_>) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for item in it
        .syntax()
        .descendants()
        .filter_map(ast::PartitionItem::cast)
    {
        for node in item.syntax().descendants() {
            let Some(column) = column_of(&node) else {
                continue;
            };
            if names.iter().all(|it| it.text != column) {
                names.push(Name::new(column, source.range(&node)));
            }
        }
    }
    names
}

pub(super) fn drop_table(node: &SyntaxNode, source: &Source<'_>) -> Lowered {
    let tables = children::<ast::TableNameRef>(node);
    each(node, tables, source, |it| {
        Some(Operation::DropTable(DropTable {
            table: source.qualified(it)?,
            if_exists: if_exists(node),
            cascade: cascades(node),
        }))
    })
}

pub(super) fn create_index(it: &ast::CreateIndex, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let relation = child::<ast::TableRelationName>(node)?;
    let keys = child::<ast::PartitionItemList>(node)?;
    let index = AddIndex {
        name: child::<ast::Index>(node).and_then(|it| source.last_segment(&it)),
        table: source.qualified(&relation)?,
        only: only(relation.syntax()),
        if_not_exists: if_not_exists(node),
        unique: has_token(node, SyntaxKind::UNIQUE_KW),
        concurrently: has_token(node, SyntaxKind::CONCURRENTLY_KW),
        keys: children::<ast::PartitionItem>(keys.syntax())
            .filter_map(|it| index_key(&it, source))
            .collect(),
        include: child::<ast::IndexIncludeClause>(node)
            .map(|it| source.names::<ast::NameRef>(it.syntax()))
            .unwrap_or_default(),
        method: child::<ast::UsingMethod>(node)
            .and_then(|it| source.child_name::<ast::AccessMethodRef>(it.syntax()))
            .map(|it| it.text),
        attributes: index_attributes(it),
        predicate: column::clause::<ast::WhereClause>(node, source),
        range: source.range(node),
    };
    (!index.keys.is_empty()).then_some(())?;
    one(node, Operation::AddIndex(index), source)
}

/// What stands between the keys and WHERE, as written.
fn index_attributes(it: &ast::CreateIndex) -> Option<String> {
    let attributes = [
        it.nulls_distinct_option().map(|it| it.syntax().clone()),
        it.with_params().map(|it| it.syntax().clone()),
        it.tablespace_clause().map(|it| it.syntax().clone()),
    ];
    let attributes = attributes.iter().flatten();
    let texts: Vec<String> = attributes.map(raw_text).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

fn index_key(item: &ast::PartitionItem, source: &Source<'_>) -> Option<IndexKey> {
    let mut expr = child::<ast::Expr>(item.syntax())?;
    // `name COLLATE "C"` is still the column.
    if let ast::Expr::Collate(collate) = &expr {
        expr = child(collate.syntax()).unwrap_or(expr);
    }
    let columns = source.expression(&expr).columns;
    let column = match &expr {
        ast::Expr::NameRef(name) if !columns.is_empty() => source.name(name),
        _ => None,
    };
    Some(IndexKey {
        column,
        text: raw_text(item.syntax()),
        columns,
    })
}

pub(super) fn drop_index(it: &ast::DropIndex, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    each(node, children::<ast::IndexRef>(node), source, |it| {
        Some(Operation::DropIndex(DropIndex {
            index: source.qualified(it)?,
            table: None,
            if_exists: if_exists(node),
            concurrently: has_token(node, SyntaxKind::CONCURRENTLY_KW),
            cascade: cascades(node),
        }))
    })
}
