//! Columns, constraints and partition bounds, wherever they are declared.
//!
//! Never looks at the table around them.

use syntax::sql::SyntaxKind;
use syntax::sql::SyntaxNode;
use syntax::sql::ast::{self, AstNode};

use super::node::{Source, child, children, find, has, has_token, raw_text, tokens};
use crate::lower::expression::literal_text;
use crate::name::Name;
use crate::operation::{
    Column, Constraint, ConstraintKind, Expression, Generated, PartitionBound, References,
};

/// A column's definition, with the constraints that a column has no field for.
pub(super) struct Defined {
    pub(super) column: Column,
    pub(super) constraints: Vec<Constraint>,
}

/// Reads name, type, collation and constraints, all children of `node`.
pub(super) fn define(node: &SyntaxNode, source: &Source<'_>) -> Option<Defined> {
    let name = source.child_name::<ast::ColumnName>(node)?;
    let ty = child::<ast::Type>(node).map(|it| source.ty(&it));
    let mut defined = Defined {
        column: Column::new(name, ty),
        constraints: Vec::new(),
    };
    defined.column.range = source.range(node);
    if let Some(collate) = child::<ast::Collate>(node) {
        defined.column.collation = collation(&collate);
    }
    for constraint in children::<ast::Constraint>(node) {
        inline(&constraint, &mut defined, source);
    }
    Some(defined)
}

/// `COLLATE "x"`, as written, without the keyword.
pub(super) fn collation(collate: &ast::Collate) -> Option<String> {
    Some(raw_text(
        child::<ast::CollationRef>(collate.syntax())?.syntax(),
    ))
}

fn inline(constraint: &ast::Constraint, defined: &mut Defined, source: &Source<'_>) {
    let node = constraint.syntax();
    let column = &mut defined.column;
    let name = constraint.constraint_name().and_then(|it| source.name(&it));
    let options = options(node);
    // A column's own fields hold what is said plainly; a constraint with a name or an option
    // that matters is kept as a constraint of the table, which it is.
    let plain = name.is_none() && !options.not_enforced && !options.no_inherit;
    match constraint {
        ast::Constraint::DefaultConstraint(_) => column.default = source.child_expression(node),
        ast::Constraint::NullConstraint(_) => column.nullable = Some(true),
        ast::Constraint::NotNullConstraint(_) => column.nullable = Some(false),
        ast::Constraint::PrimaryKeyConstraint(_) => {
            if options.deferrable {
                let kind = ConstraintKind::PrimaryKey {
                    columns: vec![column.name.clone()],
                    using_index: None,
                };
                let constraint = build(name, kind, options, node, source);
                defined.constraints.push(constraint);
            } else {
                column.primary_key = true;
                column.key_name = name;
            }
        }
        ast::Constraint::UniqueConstraint(_) => {
            if plain && !options.deferrable && find::<ast::NullsNotDistinct>(node).is_none() {
                column.unique = true;
            } else {
                let kind = ConstraintKind::Unique {
                    columns: vec![column.name.clone()],
                    using_index: None,
                    nulls_not_distinct: find::<ast::NullsNotDistinct>(node).is_some(),
                };
                let constraint = build(name, kind, options, node, source);
                defined.constraints.push(constraint);
            }
        }
        ast::Constraint::CheckConstraint(_) => {
            let Some(expression) = source.child_expression(node) else {
                return;
            };
            if plain && column.check.is_none() {
                column.check = Some(expression);
            } else {
                let kind = ConstraintKind::Check { expression };
                let constraint = build(name, kind, options, node, source);
                defined.constraints.push(constraint);
            }
        }
        ast::Constraint::ReferencesConstraint(_) => {
            let Some(references) = references(node, source) else {
                return;
            };
            if plain && !options.deferrable && column.references.is_none() {
                column.references = Some(references);
            } else {
                let kind = ConstraintKind::ForeignKey {
                    columns: vec![column.name.clone()],
                    references,
                };
                let constraint = build(name, kind, options, node, source);
                defined.constraints.push(constraint);
            }
        }
        ast::Constraint::GeneratedConstraint(_) => generated(node, column, source),
        // Not in PostgreSQL's grammar for columns; the syntax error says so.
        ast::Constraint::ExcludeConstraint(_) | ast::Constraint::ForeignKeyConstraint(_) => {}
    }
}

fn generated(node: &SyntaxNode, column: &mut Column, source: &Source<'_>) {
    if let Some(identity) = child::<ast::GeneratedIdentity>(node) {
        column.identity = Some(has::<ast::GeneratedAlways>(identity.syntax()));
    }
    if let Some(stored) = child::<ast::GeneratedStored>(node)
        && let Some(expression) = source.child_expression(stored.syntax())
    {
        let kind = child::<ast::GeneratedKind>(stored.syntax());
        column.generated = Some(Generated {
            expression,
            stored: kind.map(|it| matches!(it, ast::GeneratedKind::Stored(_))),
        });
    }
}

/// What stands behind a constraint.
#[derive(Debug, Clone, Copy, Default)]
struct Options {
    not_valid: bool,
    not_enforced: bool,
    deferrable: bool,
    no_inherit: bool,
}

fn options(node: &SyntaxNode) -> Options {
    Options {
        not_valid: has::<ast::NotValid>(node),
        not_enforced: has::<ast::NotEnforced>(node),
        deferrable: has::<ast::DeferrableConstraintOption>(node)
            // INITIALLY DEFERRED makes it deferrable by itself.
            || has::<ast::InitiallyDeferredConstraintOption>(node),
        no_inherit: has::<ast::NoInherit>(node),
    }
}

fn build(
    name: Option<Name>,
    kind: ConstraintKind,
    options: Options,
    node: &SyntaxNode,
    source: &Source<'_>,
) -> Constraint {
    Constraint {
        name,
        kind,
        not_valid: options.not_valid,
        not_enforced: options.not_enforced,
        deferrable: options.deferrable,
        no_inherit: options.no_inherit,
        range: source.range(node),
    }
}

/// A constraint of a table.
pub(super) fn constraint(node: &SyntaxNode, source: &Source<'_>) -> Option<Constraint> {
    let constraint = ast::Constraint::cast(node.clone())?;
    let name = constraint.constraint_name().and_then(|it| source.name(&it));
    let columns = || {
        child::<ast::ConstraintColumnRefList>(node)
            .map(|it| source.names::<ast::ColumnNameRef>(it.syntax()))
            .unwrap_or_default()
    };
    let using_index = || {
        let using = child::<ast::UsingIndexName>(node)?;
        source.last_segment(&child::<ast::IndexRef>(using.syntax())?)
    };
    // The list stands in the parameters of the index that is built.
    let indexed = || {
        let Some(parameters) = child::<ast::IndexParameters>(node) else {
            return columns();
        };
        child::<ast::ConstraintColumnRefList>(parameters.syntax())
            .map(|it| source.names::<ast::ColumnNameRef>(it.syntax()))
            .unwrap_or_default()
    };
    let kind = match &constraint {
        ast::Constraint::PrimaryKeyConstraint(_) => ConstraintKind::PrimaryKey {
            columns: indexed(),
            using_index: using_index(),
        },
        ast::Constraint::UniqueConstraint(_) => ConstraintKind::Unique {
            columns: indexed(),
            using_index: using_index(),
            nulls_not_distinct: find::<ast::NullsNotDistinct>(node).is_some(),
        },
        ast::Constraint::ForeignKeyConstraint(_) => ConstraintKind::ForeignKey {
            columns: child::<ast::ForeignKeyColumnList>(node)
                .map(|it| source.names::<ast::ColumnNameRef>(it.syntax()))?,
            references: references(node, source)?,
        },
        ast::Constraint::CheckConstraint(_) => ConstraintKind::Check {
            expression: source.child_expression(node)?,
        },
        ast::Constraint::ExcludeConstraint(_) => exclusion(node, source),
        ast::Constraint::NotNullConstraint(_) => ConstraintKind::NotNull {
            column: source.child_name::<ast::ColumnNameRef>(node)?,
        },
        ast::Constraint::DefaultConstraint(_)
        | ast::Constraint::GeneratedConstraint(_)
        | ast::Constraint::NullConstraint(_)
        | ast::Constraint::ReferencesConstraint(_) => return None,
    };
    Some(build(name, kind, options(node), node, source))
}

fn exclusion(node: &SyntaxNode, source: &Source<'_>) -> ConstraintKind {
    let elements = child::<ast::ConstraintExclusionList>(node)
        .map(|list| {
            children::<ast::ConstraintExclusion>(list.syntax())
                .filter_map(|it| source.child_expression(it.syntax()))
                .collect()
        })
        .unwrap_or_default();
    let method = child::<ast::ConstraintIndexMethod>(node)
        .and_then(|it| source.child_name::<ast::AccessMethodRef>(it.syntax()));
    ConstraintKind::Exclusion {
        elements,
        method: method.map(|it| it.text),
    }
}

/// `REFERENCES …` of a column or of FOREIGN KEY.
fn references(node: &SyntaxNode, source: &Source<'_>) -> Option<References> {
    let lists: Vec<_> = children::<ast::ForeignKeyColumnList>(node).collect();
    let columns = if ast::ForeignKeyConstraint::can_cast(node.kind()) {
        lists
            .get(1)
            .map(|it| source.names::<ast::ColumnNameRef>(it.syntax()))
            .unwrap_or_default()
    } else {
        children::<ast::ColumnNameRef>(node)
            .filter_map(|it| source.name(&it))
            .collect()
    };
    let action = |node: &SyntaxNode| {
        let action = child::<ast::RefAction>(node)?;
        let words: Vec<String> = tokens(action.syntax())
            .map(|it| it.text().to_ascii_uppercase())
            .collect();
        Some(words.join(" "))
    };
    Some(References {
        table: source.child_qualified::<ast::TableNameRef>(node)?,
        columns,
        on_delete: child::<ast::OnDeleteAction>(node).and_then(|it| action(it.syntax())),
        on_update: child::<ast::OnUpdateAction>(node).and_then(|it| action(it.syntax())),
    })
}

/// `FOR VALUES …` or `DEFAULT` below a node: whether it is the default, and the bound.
pub(super) fn bound(node: &SyntaxNode) -> (bool, Option<PartitionBound>) {
    match child::<ast::PartitionType>(node) {
        Some(ast::PartitionType::PartitionDefault(_)) => (true, None),
        Some(ast::PartitionType::PartitionForValuesFrom(it)) => {
            let values = |node: Option<SyntaxNode>| node.map(|it| texts(&it)).unwrap_or_default();
            let from = child::<ast::PartitionFromValues>(it.syntax());
            let to = child::<ast::PartitionToValues>(it.syntax());
            let bound = PartitionBound::Range {
                from: values(from.map(|it| it.syntax().clone())),
                to: values(to.map(|it| it.syntax().clone())),
            };
            (false, Some(bound))
        }
        Some(ast::PartitionType::PartitionForValuesIn(it)) => {
            (false, Some(PartitionBound::List(texts(it.syntax()))))
        }
        Some(ast::PartitionType::PartitionForValuesWith(_)) => (false, Some(PartitionBound::Hash)),
        None => (false, None),
    }
}

/// Bound values: literals without their quotes, all else (MINVALUE, casts) as written.
fn texts(node: &SyntaxNode) -> Vec<String> {
    children::<ast::Expr>(node)
        .map(|it| match &it {
            ast::Expr::Literal(literal) => literal_text(literal),
            _ => raw_text(it.syntax()),
        })
        .collect()
}

/// `USING (…)` and `WITH CHECK (…)`: expressions anywhere among a node's clauses.
pub(super) fn clause<N: AstNode>(node: &SyntaxNode, source: &Source<'_>) -> Option<Expression> {
    source.child_expression(child::<N>(node)?.syntax())
}

/// `IF NOT EXISTS` among a node's children.
pub(super) fn if_not_exists(node: &SyntaxNode) -> bool {
    has::<ast::IfNotExists>(node)
}

pub(super) fn if_exists(node: &SyntaxNode) -> bool {
    has::<ast::IfExists>(node)
}

/// `ONLY t` below a node.
pub(super) fn only(node: &SyntaxNode) -> bool {
    has_token(node, SyntaxKind::ONLY_KW)
}
