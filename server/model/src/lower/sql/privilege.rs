//! Comments, labels, privileges and publications: what is said about tables.
//!
//! Never expands "all tables": the catalog may not know them all.

use syntax::sql::SyntaxNode;
use syntax::sql::ast::{self, AstNode as _};

use super::Lowered;
use super::node::{Source, child, children, find, qualify};
use super::statement::{each, other};
use crate::name::{Name, QualifiedName};
use crate::operation::{ObjectKind, Operation, Other};

/// COMMENT ON and SECURITY LABEL ON, which lock alike.
pub(super) fn comment(node: &SyntaxNode, source: &Source<'_>) -> Lowered {
    let object = match child::<ast::CommentObject>(node) {
        Some(it) => it.syntax().clone(),
        None => child::<ast::SecurityLabelObject>(node)?.syntax().clone(),
    };
    let (kind, relation) = commented(&object, source);
    other(node, Other::Comment { kind, relation }, source)
}

fn commented(node: &SyntaxNode, source: &Source<'_>) -> (ObjectKind, Option<QualifiedName>) {
    let Some(object) = ast::CommentObject::cast(node.clone()) else {
        return (ObjectKind::Other, None);
    };
    let path = || source.path(node);
    match &object {
        ast::CommentObject::ObjectTable(_) | ast::CommentObject::ObjectForeignTable(_) => {
            (ObjectKind::Table, qualify(path()))
        }
        ast::CommentObject::ObjectColumn(_) => {
            let mut path = path();
            path.pop();
            (ObjectKind::Column, qualify(path))
        }
        ast::CommentObject::ObjectIndex(_) => (ObjectKind::Index, None),
        ast::CommentObject::ObjectConstraint(_) => (
            ObjectKind::Constraint,
            source.child_qualified::<ast::TableNameRef>(node),
        ),
        ast::CommentObject::ObjectView(_) => (ObjectKind::View, qualify(path())),
        ast::CommentObject::ObjectMaterializedView(_) => {
            (ObjectKind::MaterializedView, qualify(path()))
        }
        ast::CommentObject::ObjectSequence(_) => (ObjectKind::Sequence, qualify(path())),
        ast::CommentObject::ObjectSchema(_) => (ObjectKind::Schema, None),
        ast::CommentObject::ObjectType(_) | ast::CommentObject::ObjectDomain(_) => {
            (ObjectKind::Type, None)
        }
        ast::CommentObject::ObjectFunction(_)
        | ast::CommentObject::ObjectProcedure(_)
        | ast::CommentObject::ObjectRoutine(_)
        | ast::CommentObject::ObjectAggregate(_) => (ObjectKind::Function, None),
        ast::CommentObject::ObjectPolicy(_) => (
            ObjectKind::Other,
            source.child_qualified::<ast::TableNameRef>(node),
        ),
        ast::CommentObject::ObjectTrigger(_) | ast::CommentObject::ObjectRule(_) => (
            ObjectKind::Other,
            source.child_qualified::<ast::RelationNameRef>(node),
        ),
        _ => (ObjectKind::Other, None),
    }
}

pub(super) fn grant(node: &SyntaxNode, revoke: bool, source: &Source<'_>) -> Lowered {
    let objects = find::<ast::PrivilegeObjects>(node);
    let tables = match &objects {
        Some(
            it @ (ast::PrivilegeObjects::PrivilegeTable(_)
            | ast::PrivilegeObjects::PrivilegeDefault(_)),
        ) => children::<ast::RelationNameRef>(it.syntax())
            .filter_map(|it| source.qualified(&it))
            .collect(),
        _ => Vec::new(),
    };
    let all_in_schema = match &objects {
        Some(ast::PrivilegeObjects::PrivilegeAllTablesInSchema(it)) => {
            source.child_name::<ast::SchemaRef>(it.syntax())
        }
        _ => None,
    };
    let columns = child::<ast::Privileges>(node)
        .is_some_and(|it| find::<ast::ColumnRefList>(it.syntax()).is_some());
    let grant = Other::Grant {
        revoke,
        tables,
        columns,
        all_in_schema,
    };
    other(node, grant, source)
}

fn published(node: &SyntaxNode, source: &Source<'_>) -> Vec<QualifiedName> {
    node.descendants()
        .filter_map(ast::PublicationObjectTable::cast)
        .filter_map(|it| source.child_qualified::<ast::TableNameRef>(it.syntax()))
        .collect()
}

pub(super) fn create_publication(it: &ast::CreatePublication, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let publication = Other::CreatePublication {
        name: source.child_name::<ast::Publication>(node)?,
        tables: published(node, source),
    };
    other(node, publication, source)
}

pub(super) fn alter_publication(it: &ast::AlterPublication, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let publication = Other::AlterPublication {
        name: source.child_name::<ast::PublicationRef>(node)?,
        tables: published(node, source),
    };
    other(node, publication, source)
}

pub(super) fn drop_publication(it: &ast::DropPublication, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    each(node, children::<ast::PublicationRef>(node), source, |it| {
        let name: Name = source.name(it)?;
        Some(Operation::Other(Other::DropPublication { name }))
    })
}
