//! ALTER of tables, indexes, views and sequences, one operation for each action.
//!
//! Never merges actions: what they do together is for `facts`.

use syntax::TextRange;
use syntax::sql::ast::{self, AlterTableAction as Action, AstNode as _};
use syntax::sql::{SyntaxKind, SyntaxNode};

use super::Lowered;
use super::column::{self, bound, if_exists, if_not_exists, only};
use super::node::{Source, cascades, child, children, has, has_token};
use super::statement::{catalog, not_analysed, one, other};
use crate::name::QualifiedName;
use crate::operation::{
    AddColumn, AddConstraint, AlterColumn, ColumnAction, DropColumn, DropConstraint, ObjectKind,
    Operation, Other, RenameColumn, RenameTable, SequenceAction, Unknown, ValidateConstraint,
};

/// What the actions of one statement share.
struct Target {
    table: QualifiedName,
    only: bool,
    if_exists: bool,
    /// What OWNER TO and SET SCHEMA change.
    kind: ObjectKind,
}

pub(super) fn table(it: &ast::AlterTable, source: &Source<'_>) -> Lowered {
    if has::<ast::AllInTablespace>(it.syntax()) {
        return not_analysed(it.syntax(), "moves every table of a tablespace", source);
    }
    table_actions(it.syntax(), source)
}

pub(super) fn foreign_table(it: &ast::AlterForeignTable, source: &Source<'_>) -> Lowered {
    table_actions(it.syntax(), source)
}

fn table_actions(node: &SyntaxNode, source: &Source<'_>) -> Lowered {
    let relation = child::<ast::TableRelationName>(node)?;
    let target = Target {
        table: source.qualified(&relation)?,
        only: only(relation.syntax()),
        if_exists: if_exists(node),
        kind: ObjectKind::Table,
    };
    actions(node, &target, source)
}

fn actions(node: &SyntaxNode, target: &Target, source: &Source<'_>) -> Lowered {
    let mut operations = Vec::new();
    for it in children::<Action>(node) {
        let range = source.range(it.syntax());
        operations.push((range, action(&it, target, source)?));
    }
    (!operations.is_empty()).then_some(operations)
}

fn action(it: &Action, target: &Target, source: &Source<'_>) -> Option<Operation> {
    let node = it.syntax();
    let table = target.table.clone();
    let trigger = |enable| {
        let trigger = child::<ast::TriggerRef>(node).and_then(|it| source.name(&it));
        Other::ToggleTrigger {
            table: target.table.clone(),
            trigger,
            enable,
        }
    };
    let rule = |enable| Other::ToggleRule {
        table: target.table.clone(),
        enable,
    };
    let row_security = |enable| Other::RowSecurity {
        table: target.table.clone(),
        enable,
    };
    Some(Operation::Other(match it {
        Action::AddColumn(_) => return add_column(node, target, source),
        Action::DropColumn(_) => {
            return Some(Operation::DropColumn(DropColumn {
                table,
                column: source.child_name::<ast::ColumnNameRef>(node)?,
                if_exists: if_exists(node),
                cascade: cascades(node),
            }));
        }
        Action::RenameColumn(_) => return rename_column(node, table, source),
        Action::AlterColumn(_) => return alter_column(node, target, source),
        Action::AddConstraint(_) => {
            let constraint = child::<ast::Constraint>(node)?;
            return Some(Operation::AddConstraint(AddConstraint {
                table,
                only: target.only,
                constraint: column::constraint(constraint.syntax(), source)?,
            }));
        }
        Action::DropConstraint(_) => {
            return Some(Operation::DropConstraint(DropConstraint {
                table,
                name: source.last_segment(&child::<ast::ConstraintNameRef>(node)?)?,
                kind: None,
                if_exists: if_exists(node),
                cascade: cascades(node),
            }));
        }
        Action::ValidateConstraint(_) => {
            return Some(Operation::ValidateConstraint(ValidateConstraint {
                table,
                name: source.last_segment(&child::<ast::ConstraintNameRef>(node)?)?,
            }));
        }
        Action::TableRenameTo(_) => {
            return Some(Operation::RenameTable(RenameTable {
                table,
                to: source.last_segment(&child::<ast::TableName>(node)?)?,
                if_exists: target.if_exists,
            }));
        }
        Action::RenameConstraint(_) => Other::RenameConstraint {
            table,
            from: source.last_segment(&child::<ast::ConstraintNameRef>(node)?)?,
            to: source.child_name::<ast::ConstraintName>(node)?,
        },
        Action::AlterConstraint(_) => Other::AlterConstraint {
            table,
            name: source.last_segment(&child::<ast::ConstraintNameRef>(node)?)?,
            enforced: if has::<ast::NotEnforced>(node) {
                Some(false)
            } else {
                has::<ast::Enforced>(node).then_some(true)
            },
        },
        Action::ReplicaIdentity(_) => Other::ReplicaIdentity { table },
        Action::EnableRls(_) => row_security(Some(true)),
        Action::DisableRls(_) => row_security(Some(false)),
        Action::ForceRls(_) | Action::NoForceRls(_) => row_security(None),
        Action::InheritTable(_) | Action::NoInheritTable(_) => Other::Inherit {
            table,
            parent: source.child_qualified::<ast::TableNameRef>(node)?,
            inherit: matches!(it, Action::InheritTable(_)),
        },
        Action::EnableTrigger(_)
        | Action::EnableReplicaTrigger(_)
        | Action::EnableAlwaysTrigger(_) => trigger(true),
        Action::DisableTrigger(_) => trigger(false),
        Action::EnableRule(_) | Action::EnableReplicaRule(_) | Action::EnableAlwaysRule(_) => {
            rule(true)
        }
        Action::DisableRule(_) => rule(false),
        Action::ClusterOn(_) => Other::ClusterOn { table },
        Action::OwnerTo(_) => owner(target.kind, table),
        Action::SetSchema(_) => set_schema(target.kind, table, node, source)?,
        Action::AttachPartition(_) => {
            let (default, bound) = bound(node);
            (default || bound.is_some()).then_some(())?;
            Other::AttachPartition {
                table,
                partition: source.child_qualified::<ast::TableNameRef>(node)?,
                default,
                bound,
            }
        }
        Action::DetachPartition(_) => Other::DetachPartition {
            table,
            partition: source.child_qualified::<ast::TableNameRef>(node)?,
            concurrently: has::<ast::DetachConcurrently>(node),
            finalize: has::<ast::DetachFinalize>(node),
        },
        Action::SetTablespace(_) => Other::SetTablespace {
            relation: table,
            index: false,
            tablespace: source.child_name::<ast::TablespaceRef>(node)?,
        },
        Action::SetAccessMethod(_) => Other::SetAccessMethod {
            table,
            method: source
                .child_name::<ast::AccessMethodRef>(node)
                .unwrap_or_else(|| crate::name::Name::generated("default")),
        },
        Action::SetWithoutCluster(_) => Other::SetWithout {
            table,
            what: "cluster".to_owned(),
        },
        Action::SetWithoutOids(_) => Other::SetWithout {
            table,
            what: "oids".to_owned(),
        },
        Action::SetLogged(_) | Action::SetUnlogged(_) => Other::SetLogged {
            table,
            logged: matches!(it, Action::SetLogged(_)),
        },
        Action::SetOptions(_) | Action::ResetOptions(_) => Other::TableOptions {
            table,
            options: source
                .names::<ast::AttributeName>(node)
                .into_iter()
                .map(|it| it.text)
                .collect(),
        },
        Action::OfType(_) | Action::NotOf(_) => {
            return Some(not_told("makes a typed table of it, or none", target));
        }
        Action::AlterOptionList(_) => {
            return Some(not_told("changes the options of a foreign table", target));
        }
        Action::MergePartitions(_) | Action::SplitPartition(_) => {
            return Some(not_told("merges or splits partitions", target));
        }
        Action::OptionItemList(_) => return None,
    }))
}

fn not_told(reason: &str, target: &Target) -> Operation {
    Operation::Unknown(Unknown {
        word: "ALTER TABLE".to_owned(),
        reason: reason.to_owned(),
        table: Some(target.table.clone()),
    })
}

fn owner(kind: ObjectKind, name: QualifiedName) -> Other {
    Other::SetOwner { kind, name }
}

/// `SET SCHEMA s` below a node.
pub(super) fn set_schema(
    kind: ObjectKind,
    name: QualifiedName,
    node: &SyntaxNode,
    source: &Source<'_>,
) -> Option<Other> {
    Some(Other::SetSchema {
        kind,
        name,
        schema: source.child_name::<ast::SchemaRef>(node)?,
    })
}

fn rename_column(
    node: &SyntaxNode,
    table: QualifiedName,
    source: &Source<'_>,
) -> Option<Operation> {
    Some(Operation::RenameColumn(RenameColumn {
        table,
        column: source.child_name::<ast::ColumnNameRef>(node)?,
        to: source.child_name::<ast::ColumnName>(node)?,
    }))
}

fn add_column(node: &SyntaxNode, target: &Target, source: &Source<'_>) -> Option<Operation> {
    let defined = column::define(node, source)?;
    defined.column.ty.as_ref()?;
    Some(Operation::AddColumn(AddColumn {
        table: target.table.clone(),
        if_table_exists: target.if_exists,
        only: target.only,
        if_not_exists: if_not_exists(node),
        column: defined.column,
        constraints: defined.constraints,
    }))
}

fn alter_column(node: &SyntaxNode, target: &Target, source: &Source<'_>) -> Option<Operation> {
    let column = source.child_name::<ast::ColumnNameRef>(node)?;
    let option = child::<ast::AlterColumnOption>(node)?;
    let Some(action) = column_action(&option, source)? else {
        return Some(not_told(
            "changes the column in a way that is not known",
            target,
        ));
    };
    Some(Operation::AlterColumn(AlterColumn {
        table: target.table.clone(),
        only: target.only,
        column,
        action,
        existing_type: None,
        existing_nullable: None,
    }))
}

/// The outer `None`: incomplete; the inner one: not in PostgreSQL's grammar.
fn column_action(
    option: &ast::AlterColumnOption,
    source: &Source<'_>,
) -> Option<Option<ColumnAction>> {
    use ast::AlterColumnOption as Opt;
    let node = option.syntax();
    Some(Some(match option {
        Opt::SetType(_) => ColumnAction::Type {
            ty: source.ty(&child::<ast::Type>(node)?),
            using: column::clause::<ast::UsingExpr>(node, source),
            collation: child::<ast::Collate>(node).and_then(|it| column::collation(&it)),
        },
        Opt::SetDefault(_) => ColumnAction::SetDefault(source.child_expression(node)?),
        Opt::DropDefault(_) => ColumnAction::DropDefault,
        Opt::SetNotNull(_) => ColumnAction::SetNotNull,
        Opt::DropNotNull(_) => ColumnAction::DropNotNull,
        Opt::AddGenerated(_) => ColumnAction::AddIdentity {
            always: has::<ast::GeneratedAlways>(node),
        },
        Opt::Restart(_)
        | Opt::SetGenerated(_)
        | Opt::SetGeneratedOptions(_)
        | Opt::SetSequenceOption(_) => ColumnAction::AlterIdentity,
        Opt::DropIdentity(_) => ColumnAction::DropIdentity {
            if_exists: if_exists(node),
        },
        Opt::SetExpression(_) => ColumnAction::SetExpression(source.child_expression(node)?),
        Opt::DropExpression(_) => ColumnAction::DropExpression {
            if_exists: if_exists(node),
        },
        Opt::SetStatistics(_) => ColumnAction::SetStatistics,
        Opt::SetStorage(_) => ColumnAction::SetStorage,
        Opt::SetCompression(_) => ColumnAction::SetCompression,
        Opt::SetOptions(_) | Opt::ResetOptions(_) | Opt::SetOptionsList(_) => {
            ColumnAction::SetOptions
        }
        Opt::Inherit(_) | Opt::NoInherit(_) => return Some(None),
    }))
}

pub(super) fn index(it: &ast::AlterIndex, source: &Source<'_>) -> Lowered {
    use ast::AlterIndexAction as Act;
    let node = it.syntax();
    if has::<ast::AllInTablespace>(node) {
        return not_analysed(node, "moves every index of a tablespace", source);
    }
    let index = source.child_qualified::<ast::IndexRef>(node)?;
    let action = child::<Act>(node)?;
    let inner = action.syntax();
    let operation = match &action {
        Act::IndexRenameTo(_) => Other::RenameIndex {
            index,
            to: source.last_segment(&child::<ast::Index>(inner)?)?,
        },
        Act::SetTablespace(_) => Other::SetTablespace {
            relation: index,
            index: true,
            tablespace: source.child_name::<ast::TablespaceRef>(inner)?,
        },
        Act::AttachIndexPartition(_) => Other::AttachIndexPartition {
            index,
            partition: source.child_qualified::<ast::IndexRef>(inner)?,
        },
        Act::SetOptions(_) | Act::ResetOptions(_) => Other::IndexOptions { index },
        Act::AlterSetStatistics(_) => Other::IndexStatistics { index },
        Act::DependsOnExtension(_) | Act::NoDependsOnExtension(_) => {
            return catalog(node, "dependency on an extension", source);
        }
    };
    other(node, operation, source)
}

pub(super) fn view(it: &ast::AlterView, source: &Source<'_>) -> Lowered {
    use ast::AlterViewAction as Act;
    let node = it.syntax();
    let view = source.child_qualified::<ast::ViewRef>(node)?;
    let action = child::<Act>(node)?;
    let inner = action.syntax();
    let operation = match &action {
        Act::ViewRenameTo(_) => rename_view(view, false, inner, source)?,
        Act::RenameColumn(_) => return one(node, rename_column(inner, view, source)?, source),
        Act::OwnerTo(_) => owner(ObjectKind::View, view),
        Act::SetSchema(_) => set_schema(ObjectKind::View, view, inner, source)?,
        Act::AlterViewColumn(_) | Act::SetOptions(_) | Act::ResetOptions(_) => Other::AlterView {
            view,
            materialized: false,
        },
    };
    other(node, operation, source)
}

fn rename_view(
    view: QualifiedName,
    materialized: bool,
    node: &SyntaxNode,
    source: &Source<'_>,
) -> Option<Other> {
    Some(Other::RenameView {
        view,
        materialized,
        to: source.last_segment(&child::<ast::View>(node)?)?,
    })
}

pub(super) fn materialized_view(it: &ast::AlterMaterializedView, source: &Source<'_>) -> Lowered {
    use ast::AlterMaterializedViewAction as Act;
    let node = it.syntax();
    if has::<ast::AllInTablespace>(node) {
        return not_analysed(node, "moves every view of a tablespace", source);
    }
    let view = source.child_qualified::<ast::ViewRef>(node)?;
    let kind = ObjectKind::MaterializedView;
    let target = Target {
        table: view.clone(),
        only: false,
        if_exists: if_exists(node),
        kind,
    };
    let mut operations: Vec<(TextRange, Operation)> = Vec::new();
    for it in children::<Act>(node) {
        let inner = it.syntax();
        let view = view.clone();
        let operation = match &it {
            Act::ViewRenameTo(_) => Operation::Other(rename_view(view, true, inner, source)?),
            Act::RenameColumn(_) => rename_column(inner, view, source)?,
            Act::SetSchema(_) => Operation::Other(set_schema(kind, view, inner, source)?),
            Act::DependsOnExtension(_) | Act::NoDependsOnExtension(_) => {
                Operation::Other(Other::Catalog {
                    what: "dependency on an extension".to_owned(),
                })
            }
            Act::AlterTableAction(Action::SetOptions(_) | Action::ResetOptions(_)) => {
                Operation::Other(Other::AlterView {
                    view,
                    materialized: true,
                })
            }
            Act::AlterTableAction(it) => action(it, &target, source)?,
        };
        operations.push((source.range(inner), operation));
    }
    (!operations.is_empty()).then_some(operations)
}

pub(super) fn sequence(it: &ast::AlterSequence, source: &Source<'_>) -> Lowered {
    use ast::AlterSequenceAction as Act;
    let node = it.syntax();
    let name = source.child_qualified::<ast::SequenceRef>(node)?;
    let mut operations: Vec<(TextRange, Operation)> = Vec::new();
    for it in children::<Act>(node) {
        let inner = it.syntax();
        let name = name.clone();
        let action = match &it {
            Act::OwnerTo(_) => {
                let operation = Operation::Other(owner(ObjectKind::Sequence, name));
                operations.push((source.range(inner), operation));
                continue;
            }
            Act::SetSchema(_) => {
                let operation = set_schema(ObjectKind::Sequence, name, inner, source)?;
                operations.push((source.range(inner), Operation::Other(operation)));
                continue;
            }
            Act::SequenceRenameTo(_) => SequenceAction::Rename {
                to: source.last_segment(&child::<ast::Sequence>(inner)?)?,
            },
            Act::SetLogged(_) => SequenceAction::SetLogged(true),
            Act::SetUnlogged(_) => SequenceAction::SetLogged(false),
            Act::SequenceOption(option) => sequence_option(option, source)?,
        };
        let operation = Operation::Other(Other::AlterSequence { name, action });
        // RESTART, INCREMENT, CACHE are one thing.
        if operations.iter().all(|(_, it)| *it != operation) {
            operations.push((source.range(inner), operation));
        }
    }
    (!operations.is_empty()).then_some(operations)
}

fn sequence_option(option: &ast::SequenceOption, source: &Source<'_>) -> Option<SequenceAction> {
    let node = option.syntax();
    if has_token(node, SyntaxKind::OWNED_KW) {
        return Some(SequenceAction::OwnedBy);
    }
    Some(match option {
        ast::SequenceOption::OptionAsType(_) => {
            SequenceAction::Type(source.ty(&child::<ast::Type>(node)?))
        }
        ast::SequenceOption::OptionLogged(_) => SequenceAction::SetLogged(true),
        ast::SequenceOption::OptionUnlogged(_) => SequenceAction::SetLogged(false),
        _ => SequenceAction::Options,
    })
}
