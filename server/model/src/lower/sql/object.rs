//! Types, domains, functions, triggers, rules, policies, sequences, schemas, extensions and
//! statistics.
//!
//! Never looks inside a function's body: that is text here.

use syntax::TextRange;
use syntax::sql::ast::{self, AstNode as _};
use syntax::sql::{SyntaxKind, SyntaxNode};

use super::alter::set_schema;
use super::column::{clause, constraint, if_exists, if_not_exists};
use super::node::{Source, cascades, child, children, find, has, raw_text};
use super::statement::{catalog, each, one, other};
use super::{Lowered, statement};
use crate::lower::expression::literal_text;
use crate::name::QualifiedName;
use crate::operation::{
    AlterEnum, ConstraintKind, CreateEnum, DomainAction, DropEnum, EnumAction, ObjectKind,
    Operation, Other, Volatility,
};

pub(super) fn create_type(it: &ast::CreateType, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let name = source.child_qualified::<ast::TypeName>(node)?;
    let Some(ast::CreateTypeKind::EnumType(kind)) = it.kind() else {
        return other(node, Other::CreateType { name }, source);
    };
    let values = kind
        .syntax()
        .descendants()
        .filter_map(ast::Literal::cast)
        .filter_map(|it| source.literal(&it))
        .collect();
    one(
        node,
        Operation::CreateEnum(CreateEnum { name, values }),
        source,
    )
}

pub(super) fn alter_type(it: &ast::AlterType, source: &Source<'_>) -> Lowered {
    use ast::AlterTypeAction as Act;
    let node = it.syntax();
    let name = source.child_qualified::<ast::TypeNameRef>(node)?;
    let action = child::<Act>(node)?;
    let inner = action.syntax();
    let enumeration = |action| {
        let name = name.clone();
        one(
            node,
            Operation::AlterEnum(AlterEnum { name, action }),
            source,
        )
    };
    match &action {
        Act::AddValue(_) => enumeration(EnumAction::AddValue {
            value: source.literal(&child::<ast::Literal>(inner)?)?,
            if_not_exists: if_not_exists(inner),
        }),
        Act::RenameValue(_) => {
            let mut values = children::<ast::Literal>(inner);
            enumeration(EnumAction::RenameValue {
                from: source.literal(&values.next()?)?,
                to: source.literal(&values.next()?)?,
            })
        }
        Act::TypeRenameTo(_) => enumeration(EnumAction::Rename {
            to: source.last_segment(&child::<ast::TypeName>(inner)?)?,
        }),
        Act::OwnerTo(_) => {
            let kind = ObjectKind::Type;
            other(node, Other::SetOwner { kind, name }, source)
        }
        Act::SetSchema(_) => other(
            node,
            set_schema(ObjectKind::Type, name, inner, source)?,
            source,
        ),
        Act::RenameAttribute(_) | Act::SetOptions(_) => {
            let adds_or_alters_attribute = false;
            let operation = Other::AlterType {
                name,
                adds_or_alters_attribute,
            };
            other(node, operation, source)
        }
        Act::AlterTypeAttributeActionList(_) => {
            let mut operations: Vec<(TextRange, Operation)> = Vec::new();
            for it in children::<ast::AlterTypeAttributeAction>(inner) {
                let operation = Other::AlterType {
                    name: name.clone(),
                    adds_or_alters_attribute: !matches!(
                        it,
                        ast::AlterTypeAttributeAction::DropAttribute(_)
                    ),
                };
                operations.push((source.range(it.syntax()), Operation::Other(operation)));
            }
            (!operations.is_empty()).then_some(operations)
        }
    }
}

pub(super) fn drop_type(it: &ast::DropType, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    each(node, children::<ast::TypeNameRef>(node), source, |it| {
        Some(Operation::DropEnum(DropEnum {
            name: source.qualified(it)?,
            if_exists: if_exists(node),
            cascade: cascades(node),
        }))
    })
}

pub(super) fn create_domain(it: &ast::CreateDomain, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let constraints = || children::<ast::Constraint>(node);
    let domain = Other::CreateDomain {
        name: source.child_qualified::<ast::Domain>(node)?,
        base: child::<ast::Type>(node).map(|it| source.ty(&it)),
        not_null: has::<ast::NotNullConstraint>(node),
        default: clause::<ast::DefaultConstraint>(node, source),
        checks: constraints()
            .filter(|it| matches!(it, ast::Constraint::CheckConstraint(_)))
            .filter_map(|it| source.child_expression(it.syntax()))
            .collect(),
    };
    other(node, domain, source)
}

pub(super) fn alter_domain(it: &ast::AlterDomain, source: &Source<'_>) -> Lowered {
    use ast::AlterDomainAction as Act;
    let node = it.syntax();
    let name = source.child_qualified::<ast::DomainRef>(node)?;
    let action = child::<Act>(node)?;
    let inner = action.syntax();
    let constraint_name = || source.last_segment(&child::<ast::ConstraintNameRef>(inner)?);
    let action = match &action {
        Act::SetDefault(_) => DomainAction::SetDefault(source.child_expression(inner)?),
        Act::DropDefault(_) => DomainAction::DropDefault,
        Act::SetNotNull(_) => DomainAction::SetNotNull,
        Act::DropNotNull(_) => DomainAction::DropNotNull,
        Act::AddConstraint(_) => {
            let node = child::<ast::Constraint>(inner)?;
            let read = constraint(node.syntax(), source);
            let expression = match read.as_ref().map(|it| &it.kind) {
                Some(ConstraintKind::Check { expression }) => Some(expression.clone()),
                _ => None,
            };
            DomainAction::AddConstraint {
                name: node.constraint_name().and_then(|it| source.name(&it)),
                expression,
                not_null: matches!(node, ast::Constraint::NotNullConstraint(_)),
                not_valid: node.is_not_valid(),
            }
        }
        Act::DropConstraint(_) => DomainAction::DropConstraint {
            name: constraint_name()?,
            if_exists: if_exists(inner),
        },
        Act::ValidateConstraint(_) => DomainAction::ValidateConstraint {
            name: constraint_name()?,
        },
        Act::RenameConstraint(_) => DomainAction::Other,
        Act::DomainRenameTo(_) => DomainAction::Rename {
            to: source.last_segment(&child::<ast::Domain>(inner)?)?,
        },
        Act::OwnerTo(_) => {
            let kind = ObjectKind::Type;
            return other(node, Other::SetOwner { kind, name }, source);
        }
        Act::SetSchema(_) => {
            let operation = set_schema(ObjectKind::Type, name, inner, source)?;
            return other(node, operation, source);
        }
    };
    other(node, Other::AlterDomain { name, action }, source)
}

pub(super) fn drop_domain(it: &ast::DropDomain, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    each(node, children::<ast::DomainRef>(node), source, |it| {
        Some(Operation::Other(Other::DropDomain {
            name: source.qualified(it)?,
            if_exists: if_exists(node),
            cascade: cascades(node),
        }))
    })
}

pub(super) fn create_function(node: &SyntaxNode, source: &Source<'_>) -> Lowered {
    let name = match child::<ast::FunctionName>(node) {
        Some(it) => source.qualified(&it)?,
        None => source.child_qualified::<ast::ProcedureName>(node)?,
    };
    let mut volatility = Volatility::default();
    let mut language = None;
    let mut body = None;
    let options = child::<ast::FuncOptionList>(node);
    for option in options.iter().flat_map(ast::FuncOptionList::options) {
        let inner = option.syntax();
        match &option {
            ast::FuncOption::VolatilityFuncOption(ast::VolatilityFuncOption::Immutable(_)) => {
                volatility = Volatility::Immutable;
            }
            ast::FuncOption::VolatilityFuncOption(ast::VolatilityFuncOption::Stable(_)) => {
                volatility = Volatility::Stable;
            }
            ast::FuncOption::LanguageFuncOption(_) => {
                language = source
                    .child_name::<ast::LanguageRef>(inner)
                    .map(|it| it.text)
                    .or_else(|| child::<ast::Literal>(inner).map(|it| literal_text(&it)));
            }
            ast::FuncOption::AsFuncOption(_) => {
                body = find::<ast::Literal>(inner).map(|it| literal_text(&it));
            }
            _ => {}
        }
    }
    if let Some(inline) = child::<ast::RoutineBody>(node) {
        body = Some(raw_text(inline.syntax()));
        // A body in the grammar is SQL, whatever is not said.
        language.get_or_insert_with(|| "sql".to_owned());
    }
    let function = Other::CreateFunction {
        name,
        or_replace: has::<ast::OrReplace>(node),
        returns: child::<ast::RetType>(node).map(|it| returned(it.syntax())),
        volatility,
        body,
        language,
    };
    other(node, function, source)
}

/// What stands behind RETURNS.
fn returned(node: &SyntaxNode) -> String {
    let text = raw_text(node);
    let rest = text.get("returns".len()..).unwrap_or_default();
    rest.trim().to_owned()
}

fn function_name(node: &SyntaxNode, source: &Source<'_>) -> Option<QualifiedName> {
    let signature = node.children().find(is_signature)?;
    super::node::qualify(source.path(&signature))
}

fn is_signature(node: &SyntaxNode) -> bool {
    matches!(
        node.kind(),
        SyntaxKind::FUNCTION_SIG | SyntaxKind::PROCEDURE_SIG | SyntaxKind::ROUTINE_SIG
    )
}

pub(super) fn alter_function(node: &SyntaxNode, source: &Source<'_>) -> Lowered {
    let name = function_name(node, source)?;
    let kind = ObjectKind::Function;
    let operation = if has::<ast::OwnerTo>(node) {
        Other::SetOwner { kind, name }
    } else if let Some(set) = child::<ast::SetSchema>(node) {
        set_schema(kind, name, set.syntax(), source)?
    } else {
        Other::AlterFunction { name }
    };
    other(node, operation, source)
}

pub(super) fn drop_function(node: &SyntaxNode, source: &Source<'_>) -> Lowered {
    let signatures: Vec<SyntaxNode> = node.descendants().filter(is_signature).collect();
    let mut operations = Vec::new();
    for signature in &signatures {
        let whole = if signatures.len() == 1 {
            node
        } else {
            signature
        };
        let operation = Other::DropFunction {
            name: super::node::qualify(source.path(signature))?,
            if_exists: if_exists(node),
            cascade: cascades(node),
        };
        operations.push((source.range(whole), Operation::Other(operation)));
    }
    (!operations.is_empty()).then_some(operations)
}

fn on_relation(node: &SyntaxNode, source: &Source<'_>) -> Option<QualifiedName> {
    match child::<ast::OnRelation>(node) {
        Some(it) => source.qualified(&it),
        None => source.child_qualified::<ast::OnTable>(node),
    }
}

pub(super) fn create_trigger(it: &ast::CreateTrigger, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let call = child::<ast::CallExpr>(node)?;
    let callee: Vec<_> = child::<ast::Expr>(call.syntax())
        .map(|it| source.names::<ast::NameRef>(it.syntax()))
        .unwrap_or_default();
    let trigger = Other::CreateTrigger {
        name: source.child_name::<ast::Trigger>(node)?,
        table: on_relation(node, source)?,
        or_replace: has::<ast::OrReplace>(node),
        function: super::node::qualify(callee),
        update_of: child::<ast::TriggerEventList>(node)
            .map(|it| source.names::<ast::ColumnNameRef>(it.syntax()))
            .unwrap_or_default(),
        when: clause::<ast::WhenCondition>(node, source),
    };
    other(node, trigger, source)
}

pub(super) fn alter_trigger(it: &ast::AlterTrigger, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let name = source.child_name::<ast::TriggerRef>(node)?;
    let table = on_relation(node, source)?;
    match child::<ast::TriggerRenameTo>(node) {
        Some(rename) => {
            let to = source.child_name::<ast::Trigger>(rename.syntax())?;
            other(node, Other::RenameTrigger { name, table, to }, source)
        }
        None => catalog(node, "dependency on an extension", source),
    }
}

pub(super) fn drop_trigger(it: &ast::DropTrigger, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let trigger = Other::DropTrigger {
        name: source.child_name::<ast::TriggerRef>(node)?,
        table: on_relation(node, source)?,
        if_exists: if_exists(node),
        cascade: cascades(node),
    };
    other(node, trigger, source)
}

pub(super) fn create_rule(it: &ast::CreateRule, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let on = child::<ast::RuleOn>(node)?;
    let rule = Other::CreateRule {
        name: source.child_name::<ast::Rule>(node)?,
        table: source.child_qualified::<ast::RelationNameRef>(on.syntax())?,
    };
    other(node, rule, source)
}

pub(super) fn drop_rule(it: &ast::DropRule, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let rule = Other::DropRule {
        name: source.child_name::<ast::RuleRef>(node)?,
        table: on_relation(node, source)?,
        if_exists: if_exists(node),
    };
    other(node, rule, source)
}

pub(super) fn create_policy(it: &ast::CreatePolicy, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let mut columns: Vec<String> = Vec::new();
    let expressions = [
        clause::<ast::UsingExprClause>(node, source),
        clause::<ast::WithCheckExprClause>(node, source),
    ];
    for column in expressions.into_iter().flatten().flat_map(|it| it.columns) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    let policy = Other::CreatePolicy {
        name: source.child_name::<ast::Policy>(node)?,
        table: on_relation(node, source)?,
        columns,
    };
    other(node, policy, source)
}

pub(super) fn alter_policy(it: &ast::AlterPolicy, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let policy = Other::AlterPolicy {
        name: source.child_name::<ast::PolicyRef>(node)?,
        table: on_relation(node, source)?,
    };
    other(node, policy, source)
}

pub(super) fn drop_policy(it: &ast::DropPolicy, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let policy = Other::DropPolicy {
        name: source.child_name::<ast::PolicyRef>(node)?,
        table: on_relation(node, source)?,
        if_exists: if_exists(node),
    };
    other(node, policy, source)
}

pub(super) fn create_sequence(it: &ast::CreateSequence, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let sequence = Other::CreateSequence {
        name: source.child_qualified::<ast::Sequence>(node)?,
        if_not_exists: if_not_exists(node),
    };
    other(node, sequence, source)
}

pub(super) fn drop_sequence(it: &ast::DropSequence, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    each(node, children::<ast::SequenceRef>(node), source, |it| {
        Some(Operation::Other(Other::DropSequence {
            name: source.qualified(it)?,
            if_exists: if_exists(node),
            cascade: cascades(node),
        }))
    })
}

/// The schema, and whatever is created in it by the same statement.
pub(super) fn create_schema(it: &ast::CreateSchema, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let target = child::<ast::CreateSchemaTarget>(node)?;
    let name = match &target {
        ast::CreateSchemaTarget::NamedSchema(it) => {
            source.child_name::<ast::Schema>(it.syntax())?
        }
        ast::CreateSchemaTarget::AuthorizationSchema(it) => {
            source.child_name::<ast::Role>(it.syntax())?
        }
    };
    let elements: Vec<_> = children::<ast::SchemaElement>(node).collect();
    let range = source.range(if elements.is_empty() {
        node
    } else {
        target.syntax()
    });
    let schema = Operation::Other(Other::CreateSchema {
        name,
        if_not_exists: if_not_exists(node),
    });
    let mut operations = vec![(range, schema)];
    for element in &elements {
        let statement = ast::Stmt::cast(element.syntax().clone())?;
        operations.extend(statement::lower(&statement, source)?);
    }
    Some(operations)
}

pub(super) fn alter_schema(it: &ast::AlterSchema, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let name = source.child_name::<ast::SchemaRef>(node)?;
    let operation = match child::<ast::AlterSchemaAction>(node)? {
        ast::AlterSchemaAction::SchemaRenameTo(it) => Other::RenameSchema {
            name,
            to: source.child_name::<ast::Schema>(it.syntax())?,
        },
        ast::AlterSchemaAction::OwnerTo(_) => Other::SetOwner {
            kind: ObjectKind::Schema,
            name: QualifiedName::new(None, name),
        },
    };
    other(node, operation, source)
}

pub(super) fn drop_schema(it: &ast::DropSchema, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    each(node, children::<ast::SchemaRef>(node), source, |it| {
        Some(Operation::Other(Other::DropSchema {
            name: source.name(it)?,
            if_exists: if_exists(node),
            cascade: cascades(node),
        }))
    })
}

pub(super) fn create_extension(it: &ast::CreateExtension, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let extension = Other::CreateExtension {
        name: source.child_name::<ast::Extension>(node)?,
        if_not_exists: if_not_exists(node),
    };
    other(node, extension, source)
}

pub(super) fn drop_extension(it: &ast::DropExtension, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    each(node, children::<ast::ExtensionRef>(node), source, |it| {
        Some(Operation::Other(Other::DropExtension {
            name: source.name(it)?,
            if_exists: if_exists(node),
            cascade: cascades(node),
        }))
    })
}

pub(super) fn create_statistics(it: &ast::CreateStatistics, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let from = child::<ast::FromTable>(node)?;
    let mut columns: Vec<String> = Vec::new();
    if let Some(on) = child::<ast::StatisticsOnClause>(node) {
        for column in
            children::<ast::Expr>(on.syntax()).flat_map(|it| source.expression(&it).columns)
        {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    let statistics = Other::CreateStatistics {
        tables: source.qualified_names::<ast::TableNameRef>(from.syntax()),
        columns,
        name: source.child_qualified::<ast::Statistics>(node),
    };
    other(node, statistics, source)
}

pub(super) fn drop_statistics(it: &ast::DropStatistics, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    each(node, children::<ast::StatisticsRef>(node), source, |it| {
        Some(Operation::Other(Other::DropStatistics {
            name: source.qualified(it)?,
            if_exists: if_exists(node),
        }))
    })
}
