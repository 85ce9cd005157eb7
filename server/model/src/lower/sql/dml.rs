//! INSERT, UPDATE, DELETE, MERGE, COPY, TRUNCATE and queries.
//!
//! Never counts rows that are not written out.

use syntax::TextRange;
use syntax::sql::ast::{self, AstNode as _};
use syntax::sql::{SyntaxKind, SyntaxNode};

use super::node::{Source, cascades, child, children, find, has, has_token, raw_text};
use super::statement::{none, one, other};
use super::{Lowered, ddl, query, statement};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    BulkDelete, BulkInsert, BulkUpdate, Expression, NoChange, Operation, Other,
};

/// A statement that begins with WITH, SELECT, INSERT …: first the changes in its common table
/// expressions, then its own.
pub(super) fn lower(node: &SyntaxNode, source: &Source<'_>) -> Lowered {
    let mut operations: Vec<(TextRange, Operation)> = Vec::new();
    let with = child::<ast::WithClause>(node);
    for table in with
        .iter()
        .flat_map(|it| children::<ast::WithTable>(it.syntax()))
    {
        let query = child::<ast::WithQuery>(table.syntax())?;
        if query::is_change(query.syntax()) {
            operations.extend(lower(query.syntax(), source)?);
        }
    }
    let range = if operations.is_empty() {
        source.range(node)
    } else {
        main_range(node, source)
    };
    operations.push((range, main(node, source)?));
    Some(operations)
}

/// A statement without its WITH clause.
fn main_range(node: &SyntaxNode, source: &Source<'_>) -> TextRange {
    let whole = source.range(node);
    let with = child::<ast::WithClause>(node).map(|it| source.range(it.syntax()));
    let Some(with) = with.filter(|it| it.end() < whole.end()) else {
        return whole;
    };
    let next = node
        .children_with_tokens()
        .skip_while(|it| it.kind() != SyntaxKind::WITH_CLAUSE)
        .skip(1)
        .find(|it| !matches!(it.kind(), SyntaxKind::WHITESPACE | SyntaxKind::COMMENT))
        .map(|it| (source.locate)(it.text_range()).start());
    TextRange::new(next.unwrap_or(with.end()).min(whole.end()), whole.end())
}

fn main(node: &SyntaxNode, source: &Source<'_>) -> Option<Operation> {
    let reads = |target: &QualifiedName| {
        let mut reads = query::reads(node, source);
        reads.retain(|it| it != target);
        reads
    };
    Some(match node.kind() {
        SyntaxKind::INSERT => {
            let table = source.child_qualified::<ast::RelationNameRef>(node)?;
            Operation::BulkInsert(BulkInsert {
                columns: child::<ast::ColumnTargetList>(node)
                    .map(|it| source.names::<ast::ColumnNameRef>(it.syntax()))
                    .unwrap_or_default(),
                rows: rows(&child::<ast::InsertSource>(node)?),
                reads: reads(&table),
                on_conflict: has::<ast::OnConflictClause>(node),
                table,
            })
        }
        SyntaxKind::UPDATE => {
            let table = source.child_qualified::<ast::RelationName>(node)?;
            Operation::BulkUpdate(BulkUpdate {
                set: assignments(&child::<ast::SetClause>(node)?, source),
                filter: filter(node, source),
                batch_size: limit(node, &table, source),
                key: None,
                reads: reads(&table),
                table,
            })
        }
        SyntaxKind::DELETE => {
            let table = source.child_qualified::<ast::RelationName>(node)?;
            Operation::BulkDelete(BulkDelete {
                filter: filter(node, source),
                batch_size: limit(node, &table, source),
                key: None,
                reads: reads(&table),
                table,
            })
        }
        SyntaxKind::MERGE => {
            let table = source.child_qualified::<ast::TableRelationName>(node)?;
            let using = child::<ast::UsingOnClause>(node)?;
            let on = child::<ast::OnClause>(using.syntax())?;
            Operation::BulkUpdate(BulkUpdate {
                set: node
                    .descendants()
                    .filter_map(ast::MergeUpdate::cast)
                    .filter_map(|it| child::<ast::SetClause>(it.syntax()))
                    .flat_map(|it| assignments(&it, source))
                    .collect(),
                filter: source.child_expression(on.syntax()),
                batch_size: None,
                key: None,
                reads: reads(&table),
                table,
            })
        }
        SyntaxKind::SELECT_INTO if !source.procedural => {
            let select = ast::SelectInto::cast(node.clone())?;
            Operation::CreateTable(ddl::select_into(&select, source)?)
        }
        _ => Operation::NoChange(select(node, source)),
    })
}

/// What a query reads and calls.
pub(super) fn select(node: &SyntaxNode, source: &Source<'_>) -> NoChange {
    let (functions, literals) = query::calls(node);
    NoChange::Select {
        reads: query::reads(node, source),
        for_update: find::<ast::LockingClause>(node).is_some(),
        functions,
        literals,
    }
}

fn rows(insert: &ast::InsertSource) -> Option<u64> {
    match insert {
        ast::InsertSource::DefaultValues(_) => Some(1),
        ast::InsertSource::SelectVariant(ast::SelectVariant::Values(values)) => {
            let list = child::<ast::RowList>(values.syntax())?;
            u64::try_from(children::<ast::Row>(list.syntax()).count()).ok()
        }
        ast::InsertSource::SelectVariant(_) => None,
    }
}

/// `SET a = …, (b, c) = (…)`, one pair for each column.
fn assignments(set: &ast::SetClause, source: &Source<'_>) -> Vec<(Name, Expression)> {
    let mut pairs = Vec::new();
    for column in set.syntax().descendants().filter_map(ast::SetColumn::cast) {
        let node = column.syntax();
        let names: Vec<Name> = match &column {
            ast::SetColumn::SetSingleColumn(_) => child::<ast::ColumnTarget>(node)
                .and_then(|it| source.child_name::<ast::ColumnNameRef>(it.syntax()))
                .into_iter()
                .collect(),
            ast::SetColumn::SetMultipleColumns(_) => child::<ast::ColumnTargetList>(node)
                .map(|it| source.names::<ast::ColumnNameRef>(it.syntax()))
                .unwrap_or_default(),
        };
        let values: Vec<Expression> = match child::<ast::SetExprList>(node) {
            Some(list) => children::<ast::SetExpr>(list.syntax())
                .map(|it| assigned(it.syntax(), source))
                .collect(),
            None => node
                .children()
                .filter(|it| {
                    ast::SetExpr::can_cast(it.kind()) || ast::ParenSelect::can_cast(it.kind())
                })
                .map(|it| assigned(&it, source))
                .collect(),
        };
        let Some(last) = values.last().cloned() else {
            continue;
        };
        let values = values.into_iter().chain(std::iter::repeat(last));
        pairs.extend(names.into_iter().zip(values));
    }
    pairs
}

/// An assigned value: an expression, DEFAULT, or a query for several columns.
fn assigned(node: &SyntaxNode, source: &Source<'_>) -> Expression {
    source
        .child_expression(node)
        .unwrap_or_else(|| crate::lower::expression::of_node(node, source.range(node)))
}

fn filter(node: &SyntaxNode, source: &Source<'_>) -> Option<Expression> {
    match child::<ast::WhereClauseOrCurrentOf>(node)? {
        ast::WhereClauseOrCurrentOf::WhereClause(it) => source.child_expression(it.syntax()),
        ast::WhereClauseOrCurrentOf::WhereCurrentOf(it) => Some(source.expression(&it)),
    }
}

/// More rows at a time are no batch.
const LARGEST_BATCH: u64 = 100_000;

/// How many rows a statement changes at most, because its rows are among those of a query of the same
/// table that ends in LIMIT: one batch, written to be repeated.
fn limit(node: &SyntaxNode, table: &QualifiedName, source: &Source<'_>) -> Option<u64> {
    let filter = child::<ast::WhereClause>(node)?;
    if either(&raw_text(filter.syntax())) {
        return None;
    }
    let limits = filter
        .syntax()
        .descendants()
        .filter_map(ast::LimitClause::cast);
    let own = limits.filter_map(|it| {
        let query = it.syntax().parent()?;
        let alone = query::reads(&query, source).iter().all(|it| it == table);
        let text = raw_text(it.syntax());
        let number = text.split_whitespace().nth(1)?.parse().ok()?;
        (alone && number <= LARGEST_BATCH).then_some(number)
    });
    own.min()
}

/// Whether a condition is met by one of several, so that none of them bounds it.
fn either(condition: &str) -> bool {
    let mut depth = 0usize;
    condition.split_whitespace().any(|word| {
        let or = depth == 0 && word.eq_ignore_ascii_case("or");
        depth += word.matches('(').count();
        depth = depth.saturating_sub(word.matches(')').count());
        or
    })
}

pub(super) fn copy(it: &ast::Copy, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    if let Some(query) = child::<ast::CopyQuery>(node) {
        let query = child::<ast::PreparableStmt>(query.syntax())?;
        return lower(query.syntax(), source);
    }
    let table = child::<ast::CopyTable>(node)?;
    let name = source.child_qualified::<ast::TableNameRef>(table.syntax())?;
    match child::<ast::CopyDirection>(node)? {
        ast::CopyDirection::CopyFrom(_) => one(
            node,
            Operation::BulkInsert(BulkInsert {
                table: name,
                columns: source.names::<ast::ColumnNameRef>(table.syntax()),
                rows: None,
                reads: Vec::new(),
                on_conflict: false,
            }),
            source,
        ),
        ast::CopyDirection::CopyTo(_) => {
            let what = "copy to".to_owned();
            none(node, NoChange::Session { what }, source)
        }
    }
}

/// EXPLAIN only reads; EXPLAIN ANALYZE runs the statement.
pub(super) fn explain(it: &ast::Explain, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let inner = child::<ast::ExplainStmt>(node)?;
    let listed = node
        .descendants()
        .filter_map(ast::ExplainOption::cast)
        .any(|it| {
            let words = raw_text(it.syntax()).to_ascii_lowercase();
            let mut words = words.split_whitespace();
            words
                .next()
                .is_some_and(|it| it == "analyze" || it == "analyse")
                && !matches!(words.next(), Some("false" | "off" | "0"))
        });
    if listed || find::<ast::ExplainAnalyze>(node).is_some() {
        let statement = ast::Stmt::cast(inner.syntax().clone())?;
        return statement::lower(&statement, source);
    }
    none(node, select(inner.syntax(), source), source)
}

pub(super) fn declare(it: &ast::Declare, source: &Source<'_>) -> Lowered {
    none(it.syntax(), select(it.syntax(), source), source)
}

pub(super) fn truncate(it: &ast::Truncate, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let tables = source.qualified_names::<ast::TableNameRef>(node);
    if tables.is_empty() {
        return None;
    }
    let cascade = cascades(node) || has_token(node, SyntaxKind::CASCADE_KW);
    other(node, Other::Truncate { tables, cascade }, source)
}
