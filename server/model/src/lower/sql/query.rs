//! Queries: which relations they read, which columns of them, what they put out.
//!
//! Names are resolved inside the query only; a column that may belong to several relations is
//! given to none. Never looks at a catalog.

use syntax::sql::SyntaxKind;
use syntax::sql::SyntaxNode;
use syntax::sql::ast::{self, AstNode as _};

use super::node::{Source, child, children, has_token, raw_text, significant};
use crate::lower::expression::{column_of, field_name, function_of};
use crate::name::QualifiedName;
use crate::operation::ViewColumn;
use crate::types;

/// The relations that a statement reads, in order, each once. Common table expressions are not
/// relations; the targets of INSERT, UPDATE, DELETE and MERGE are not read.
pub(super) fn reads(node: &SyntaxNode, source: &Source<'_>) -> Vec<QualifiedName> {
    let mut reads: Vec<QualifiedName> = Vec::new();
    for it in node.descendants() {
        let Some(relation) = read_by(&it) else {
            continue;
        };
        if in_other_change(&it, node) {
            continue;
        }
        if let Some(name) = source.qualified(&relation)
            && !is_common_table(&relation, &name)
            && !reads.contains(&name)
        {
            reads.push(name);
        }
    }
    reads
}

/// The relation that a FROM item or `TABLE t` reads.
fn read_by(node: &SyntaxNode) -> Option<ast::RelationNameRef> {
    if ast::RelationFromItem::can_cast(node.kind()) {
        return child(node);
    }
    if node.kind() == SyntaxKind::TABLE {
        return child(child::<ast::RelationName>(node)?.syntax());
    }
    None
}

/// A data-changing CTE between a node and the statement has its own operation.
fn in_other_change(node: &SyntaxNode, statement: &SyntaxNode) -> bool {
    node.ancestors()
        .take_while(|it| it != statement)
        .any(|it| is_change(&it))
}

pub(super) fn is_change(node: &SyntaxNode) -> bool {
    matches!(
        node.kind(),
        SyntaxKind::INSERT | SyntaxKind::UPDATE | SyntaxKind::DELETE | SyntaxKind::MERGE
    )
}

/// The name means a `WITH` query that is in sight there.
pub(super) fn is_common_table(relation: &ast::RelationNameRef, name: &QualifiedName) -> bool {
    if name.schema.is_some() {
        return false;
    }
    let at = relation.syntax().text_range().start();
    relation
        .syntax()
        .ancestors()
        .filter_map(|it| child::<ast::WithClause>(&it))
        .any(|with| {
            let recursive = has_token(with.syntax(), SyntaxKind::RECURSIVE_KW);
            children::<ast::WithTable>(with.syntax()).any(|table| {
                let seen = recursive || table.syntax().text_range().end() <= at;
                seen && child::<ast::CteName>(table.syntax())
                    .is_some_and(|it| ast::normalize_name_node(it.syntax()) == name.name.text)
            })
        })
}

/// Functions that a statement calls, and the literals that it gives them.
pub(super) fn calls(node: &SyntaxNode) -> (Vec<String>, Vec<String>) {
    let mut functions: Vec<String> = Vec::new();
    let mut literals = Vec::new();
    for it in node.descendants() {
        if let Some(function) = function_of(&it) {
            if !functions.contains(&function) {
                functions.push(function);
            }
        } else if let Some(literal) = ast::Literal::cast(it.clone())
            && it.ancestors().any(|it| it.kind() == SyntaxKind::ARG_LIST)
        {
            literals.push(crate::lower::expression::literal_text(&literal));
        }
    }
    (functions, literals)
}

/// One item of a FROM clause.
struct Item {
    /// What columns are qualified with.
    name: Option<String>,
    /// `None`: a subquery, a function, a common table expression.
    relation: Option<QualifiedName>,
}

impl Item {
    fn is_called(&self, qualifier: &str) -> bool {
        match (&self.name, &self.relation) {
            (Some(name), _) => name == qualifier,
            (None, Some(relation)) => relation.name.text == qualifier,
            (None, None) => false,
        }
    }
}

/// The columns that a view's query uses.
pub(super) fn columns(query: &SyntaxNode, source: &Source<'_>) -> Vec<ViewColumn> {
    let mut columns: Vec<ViewColumn> = Vec::new();
    for node in query.descendants() {
        for column in used_by(&node, source) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    columns
}

fn used_by(node: &SyntaxNode, source: &Source<'_>) -> Vec<ViewColumn> {
    if node.kind() == SyntaxKind::TABLE {
        return read_by(node)
            .and_then(|it| source.qualified(&it))
            .map(|it| all_of(&it))
            .into_iter()
            .collect();
    }
    let Some(select) = scope(node) else {
        return Vec::new();
    };
    if ast::Target::can_cast(node.kind()) && has_token(node, SyntaxKind::STAR) {
        return every(&items(&select, source));
    }
    if ast::Join::can_cast(node.kind()) && has_token(node, SyntaxKind::NATURAL_KW) {
        return every(&items(&select, source));
    }
    let named_by_join = ast::ColumnNameRef::can_cast(node.kind())
        && node
            .ancestors()
            .any(|it| ast::JoinUsingClause::can_cast(it.kind()));
    if named_by_join {
        return vec![ViewColumn {
            relation: None,
            column: ast::normalize_name_node(node),
        }];
    }
    if let Some(field) = ast::FieldExpr::cast(node.clone())
        && field.star_token().is_some()
    {
        let qualifier = source.names::<ast::NameRef>(node).pop();
        return qualifier
            .and_then(|it| qualified(&it.text, "*", &select, source))
            .into_iter()
            .collect();
    }
    let Some(column) = column_of(node) else {
        return Vec::new();
    };
    let qualifier = node
        .parent()
        .and_then(ast::FieldExpr::cast)
        .and_then(|it| it.syntax().first_child())
        .filter(|it| it != node)
        .and_then(|it| qualifier(&it));
    match qualifier {
        Some(qualifier) => qualified(&qualifier, &column, &select, source)
            .into_iter()
            .collect(),
        None => bare(node, column, &select, source).into_iter().collect(),
    }
}

/// The last name of what stands before the dot.
fn qualifier(node: &SyntaxNode) -> Option<String> {
    if let Some(field) = ast::FieldExpr::cast(node.clone()) {
        return field_name(&field);
    }
    ast::NameRef::can_cast(node.kind()).then(|| ast::normalize_name_node(node))
}

fn all_of(relation: &QualifiedName) -> ViewColumn {
    ViewColumn {
        relation: Some(relation.to_string()),
        column: "*".to_owned(),
    }
}

fn every(items: &[Item]) -> Vec<ViewColumn> {
    items
        .iter()
        .filter_map(|it| it.relation.as_ref())
        .map(all_of)
        .collect()
}

/// The SELECT whose FROM clause a node's names are looked up in.
fn scope(node: &SyntaxNode) -> Option<SyntaxNode> {
    node.ancestors().find(is_select)
}

pub(super) fn is_select(node: &SyntaxNode) -> bool {
    matches!(node.kind(), SyntaxKind::SELECT | SyntaxKind::SELECT_INTO)
}

/// The SELECT around a subquery in an expression, whose names the subquery sees too.
fn outer(select: &SyntaxNode) -> Option<SyntaxNode> {
    for it in select.ancestors().skip(1) {
        if ast::FromClause::can_cast(it.kind()) || ast::WithTable::can_cast(it.kind()) {
            return None;
        }
        if is_select(&it) {
            return Some(it);
        }
    }
    None
}

fn items(select: &SyntaxNode, source: &Source<'_>) -> Vec<Item> {
    let Some(from) = child::<ast::FromClause>(select) else {
        return Vec::new();
    };
    from.syntax()
        .descendants()
        .filter_map(ast::FromItem::cast)
        .filter(|it| scope(it.syntax()).as_ref() == Some(select))
        .map(|it| {
            let node = it.syntax();
            let relation = read_by(node).and_then(|relation| {
                let name = source.qualified(&relation)?;
                (!is_common_table(&relation, &name)).then_some(name)
            });
            let alias = child::<ast::FromAlias>(node)
                .and_then(|it| child::<ast::TableAlias>(it.syntax()))
                .map(|it| ast::normalize_name_node(it.syntax()));
            // A common table expression goes by its own name.
            let own = || source.qualified(&read_by(node)?).map(|it| it.name.text);
            Item {
                name: alias.or_else(own),
                relation,
            }
        })
        .collect()
}

/// `qualifier.column`; nothing where the qualifier is a subquery, whose own columns are counted.
fn qualified(
    qualifier: &str,
    column: &str,
    select: &SyntaxNode,
    source: &Source<'_>,
) -> Option<ViewColumn> {
    let mut scope = Some(select.clone());
    while let Some(select) = scope {
        let items = items(&select, source);
        if let Some(item) = items.iter().find(|it| it.is_called(qualifier)) {
            return item.relation.as_ref().map(|it| ViewColumn {
                relation: Some(it.to_string()),
                column: column.to_owned(),
            });
        }
        scope = outer(&select);
    }
    Some(ViewColumn {
        relation: None,
        column: column.to_owned(),
    })
}

fn bare(
    node: &SyntaxNode,
    column: String,
    select: &SyntaxNode,
    source: &Source<'_>,
) -> Option<ViewColumn> {
    let sorts = node.ancestors().take_while(|it| it != select).any(|it| {
        ast::OrderByClause::can_cast(it.kind()) || ast::GroupByClause::can_cast(it.kind())
    });
    if sorts && aliases(select).contains(&column) {
        return None;
    }
    let items = items(select, source);
    // A whole row: `row_to_json(t)`.
    if let Some(item) = items.iter().find(|it| it.is_called(&column)) {
        return item.relation.as_ref().map(all_of);
    }
    let outer = outer(select);
    let relation = match items.as_slice() {
        [] if outer.is_none() => return None,
        [one] if outer.is_none() => Some(one.relation.as_ref()?.to_string()),
        _ if outer.is_none() && items.iter().all(|it| it.relation.is_none()) => return None,
        _ => None,
    };
    Some(ViewColumn { relation, column })
}

/// The output names that a SELECT gives with AS.
pub(super) fn aliases(select: &SyntaxNode) -> Vec<String> {
    targets(select).filter_map(|it| alias(&it)).collect()
}

fn alias(target: &ast::Target) -> Option<String> {
    let name = child::<ast::AsName>(target.syntax())?;
    let name = child::<ast::ColumnName>(name.syntax())?;
    Some(ast::normalize_name_node(name.syntax()))
}

fn targets(select: &SyntaxNode) -> impl Iterator<Item = ast::Target> {
    child::<ast::SelectClause>(select)
        .and_then(|it| child::<ast::TargetList>(it.syntax()))
        .into_iter()
        .flat_map(|it| children::<ast::Target>(it.syntax()).collect::<Vec<_>>())
}

/// The names of a query's output columns; `None` when `*` leaves them open.
pub(super) fn output(query: &SyntaxNode) -> Option<Vec<String>> {
    let first = query.descendants().find(|it| {
        let body = is_select(it) || matches!(it.kind(), SyntaxKind::VALUES | SyntaxKind::TABLE);
        let common = it.ancestors().any(|it| ast::WithTable::can_cast(it.kind()));
        body && !common
    })?;
    if first.kind() == SyntaxKind::VALUES {
        let row = first
            .descendants()
            .find(|it| ast::Row::can_cast(it.kind()))?;
        let count = children::<ast::Expr>(&row).count();
        return Some((1..=count).map(|it| format!("column{it}")).collect());
    }
    let mut names = Vec::new();
    for target in targets(&first) {
        let name = match alias(&target) {
            Some(name) => name,
            None => output_name(&child::<ast::Expr>(target.syntax())?)?,
        };
        names.push(name);
    }
    (first.kind() != SyntaxKind::TABLE).then_some(names)
}

/// What PostgreSQL calls an output column without AS; `None` for `t.*`.
fn output_name(expr: &ast::Expr) -> Option<String> {
    let nameless = || "?column?".to_owned();
    let node = expr.syntax();
    if let ast::Expr::FieldExpr(field) = expr {
        // `t.*` ends in no name.
        if field.star_token().is_some() {
            return None;
        }
        return field_name(field);
    }
    if let ast::Expr::NameRef(_) = expr {
        return Some(function_of(node).unwrap_or_else(|| ast::normalize_name_node(node)));
    }
    if let ast::Expr::CallExpr(_) = expr {
        return Some(function_of(node).unwrap_or_else(|| {
            let exists = raw_text(node).to_ascii_lowercase().starts_with("exists");
            if exists {
                "exists".to_owned()
            } else {
                nameless()
            }
        }));
    }
    if let ast::Expr::CastExpr(cast) = expr {
        let inner = child::<ast::Expr>(node).and_then(|it| output_name(&it));
        let ty = cast
            .ty()
            .map(|it| types::parse(&raw_text(it.syntax()), significant(node)));
        return Some(match inner {
            Some(inner) if inner != "?column?" => inner,
            _ => ty.map_or_else(nameless, |it| it.canonical()),
        });
    }
    if let ast::Expr::ParenExpr(_) | ast::Expr::Collate(_) | ast::Expr::IndexExpr(_) = expr {
        return child::<ast::Expr>(node).map_or_else(|| Some(nameless()), |it| output_name(&it));
    }
    if let ast::Expr::CaseExpr(_) = expr {
        return Some("case".to_owned());
    }
    if let ast::Expr::ArrayExpr(_) = expr {
        return Some("array".to_owned());
    }
    Some(nameless())
}
