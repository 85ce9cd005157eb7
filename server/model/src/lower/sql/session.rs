//! Maintenance, transactions and settings: statements that change no schema.
//!
//! Never keeps state: what a SET means for the next statement is for `facts`.

use syntax::sql::ast::{self, AstNode};
use syntax::sql::{SyntaxKind, SyntaxNode};

use super::Lowered;
use super::node::{Source, child, children, find, has, has_token, leading_words, raw_text, tokens};
use super::statement::{each, none, other};
use crate::facts::LockMode;
use crate::lower::expression::literal_text;
use crate::operation::{NoChange, Operation, Other, ReindexTarget};

/// A statement that reads nothing of ours.
pub(super) fn nothing_read() -> NoChange {
    NoChange::Select {
        reads: Vec::new(),
        for_update: false,
        functions: Vec::new(),
        literals: Vec::new(),
    }
}

/// By its first words: PREPARE, LISTEN, SET CONSTRAINTS.
pub(super) fn session(node: &SyntaxNode, source: &Source<'_>) -> Lowered {
    let words = match node.kind() {
        SyntaxKind::SET_CONSTRAINTS | SyntaxKind::SET_TRANSACTION | SyntaxKind::DISCARD => 2,
        SyntaxKind::PREPARE_TRANSACTION => 2,
        _ => 1,
    };
    let what = leading_words(&raw_text(node), words).to_ascii_lowercase();
    none(node, NoChange::Session { what }, source)
}

pub(super) fn commit(it: &ast::Commit, source: &Source<'_>) -> Lowered {
    let what = match it {
        ast::Commit::CommitTransaction(_) => NoChange::Commit,
        ast::Commit::CommitPrepared(_) => NoChange::Session {
            what: "commit prepared".to_owned(),
        },
    };
    none(it.syntax(), what, source)
}

pub(super) fn rollback(it: &ast::Rollback, source: &Source<'_>) -> Lowered {
    let what = match it {
        ast::Rollback::RollbackTransaction(_) => NoChange::Rollback,
        ast::Rollback::RollbackToSavepoint(_) => NoChange::Savepoint,
        ast::Rollback::RollbackPrepared(_) => NoChange::Session {
            what: "rollback prepared".to_owned(),
        },
    };
    none(it.syntax(), what, source)
}

pub(super) fn set(it: &ast::Set, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let target = child::<ast::SetTarget>(node)?;
    let inner = target.syntax();
    let (name, value) = match &target {
        ast::SetTarget::SetConfig(_) => (
            parameter(inner, source)?,
            value(child::<ast::ConfigAssignment>(inner)?.syntax()),
        ),
        ast::SetTarget::SetTimeZone(_) => ("timezone".to_owned(), value(inner)),
        ast::SetTarget::SetSchemaValue(_) => ("search_path".to_owned(), value(inner)),
        ast::SetTarget::SetXmlOption(_) => ("xmloption".to_owned(), last_word(inner)),
        ast::SetTarget::SetCatalog(_) => ("catalog".to_owned(), value(inner)),
    };
    let set = NoChange::Set {
        name,
        value,
        local: has::<ast::LocalScope>(node),
    };
    none(node, set, source)
}

fn parameter(node: &SyntaxNode, source: &Source<'_>) -> Option<String> {
    let parameter = child::<ast::ConfigParameterRef>(node)?;
    let path = source.path(parameter.syntax());
    let words: Vec<String> = path
        .into_iter()
        .map(|it| it.text.to_ascii_lowercase())
        .collect();
    (!words.is_empty()).then(|| words.join("."))
}

/// The values of a setting, without quotes, with commas between them; `None` for DEFAULT and the
/// like, which set back.
fn value(node: &SyntaxNode) -> Option<String> {
    let values: Vec<String> = node
        .descendants()
        .filter_map(|it| {
            if let Some(literal) = ast::Literal::cast(it.clone()) {
                let signed = it
                    .parent()
                    .is_some_and(|it| it.kind() == SyntaxKind::PREFIX_EXPR);
                return (!signed).then(|| literal_text(&literal));
            }
            let other = matches!(
                it.kind(),
                SyntaxKind::CONFIG_VALUE_NAME | SyntaxKind::PREFIX_EXPR
            );
            other.then(|| raw_text(&it))
        })
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn last_word(node: &SyntaxNode) -> Option<String> {
    raw_text(node)
        .split_whitespace()
        .last()
        .map(str::to_ascii_lowercase)
}

pub(super) fn reset(it: &ast::Reset, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let name = match child::<ast::ResetTarget>(node)? {
        ast::ResetTarget::All(_) => "all".to_owned(),
        ast::ResetTarget::ConfigParameterRef(_) => parameter(node, source)?,
        ast::ResetTarget::ResetTimeZone(_) => "timezone".to_owned(),
        ast::ResetTarget::ResetTransactionIsolation(_) => "transaction_isolation".to_owned(),
    };
    let set = NoChange::Set {
        name,
        value: None,
        local: false,
    };
    none(node, set, source)
}

/// `SET ROLE x`, `SET SESSION AUTHORIZATION x`, and their RESET.
pub(super) fn special(node: &SyntaxNode, name: &str, source: &Source<'_>) -> Lowered {
    let resets = has_token(node, SyntaxKind::RESET_KW)
        || find::<ast::SetRoleNone>(node).is_some()
        || find::<ast::SetSessionAuthDefault>(node).is_some();
    let value = if resets {
        None
    } else {
        Some(
            find::<ast::Literal>(node)
                .map(|it| literal_text(&it))
                .or_else(|| last_word(node))?,
        )
    };
    let set = NoChange::Set {
        name: name.to_owned(),
        value,
        local: has::<ast::LocalScope>(node),
    };
    none(node, set, source)
}

/// An option of a parenthesised list is there and not switched off.
fn option_is_on<N: AstNode>(node: &SyntaxNode, name: &str) -> bool {
    node.descendants().filter_map(N::cast).any(|it| {
        let words = raw_text(it.syntax()).to_ascii_lowercase();
        let mut words = words.split(|c: char| c.is_whitespace() || c == '\'');
        words.next() == Some(name)
            && !matches!(
                words.find(|it| !it.is_empty()),
                Some("false" | "off" | "no" | "0")
            )
    })
}

/// One operation for each table of `VACUUM a, b`; one without a table for none.
fn each_table(
    node: &SyntaxNode,
    source: &Source<'_>,
    operation: impl Fn(Option<crate::name::QualifiedName>) -> Other,
) -> Lowered {
    let Some(list) = child::<ast::TableAndColumnsList>(node) else {
        return other(node, operation(None), source);
    };
    let tables = children::<ast::TableAndColumns>(list.syntax());
    each(node, tables, source, |it| {
        let table = source.child_qualified::<ast::TableRelationName>(it.syntax())?;
        Some(Operation::Other(operation(Some(table))))
    })
}

pub(super) fn vacuum(it: &ast::Vacuum, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let full =
        has_token(node, SyntaxKind::FULL_KW) || option_is_on::<ast::VacuumOption>(node, "full");
    each_table(node, source, |table| Other::Vacuum { table, full })
}

pub(super) fn analyze(it: &ast::Analyze, source: &Source<'_>) -> Lowered {
    each_table(it.syntax(), source, |table| Other::Analyze { table })
}

pub(super) fn cluster(it: &ast::Cluster, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let index = |node: &SyntaxNode| source.last_segment(&child::<ast::IndexRef>(node)?);
    let (table, using) = if let Some(legacy) = child::<ast::ClusterLegacy>(node) {
        let on = child::<ast::OnPath>(legacy.syntax())?;
        (source.qualified(&on), index(legacy.syntax()))
    } else {
        let using = child::<ast::ClusterUsingIndex>(node);
        (
            source.child_qualified::<ast::TableNameRef>(node),
            using.and_then(|it| index(it.syntax())),
        )
    };
    other(node, Other::Cluster { table, using }, source)
}

/// PostgreSQL 19's REPACK does what CLUSTER does.
pub(super) fn repack(it: &ast::Repack, source: &Source<'_>) -> Lowered {
    each_table(it.syntax(), source, |table| Other::Cluster {
        table,
        using: None,
    })
}

pub(super) fn reindex(it: &ast::Reindex, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let target = child::<ast::ReindexTarget>(node)?;
    let inner = target.syntax();
    let concurrently = has_token(inner, SyntaxKind::CONCURRENTLY_KW)
        || option_is_on::<ast::ReindexOption>(node, "concurrently");
    let target = match &target {
        ast::ReindexTarget::ReindexTargetIndex(_) => {
            ReindexTarget::Index(source.child_qualified::<ast::IndexRef>(inner)?)
        }
        ast::ReindexTarget::ReindexTargetTable(_) => {
            ReindexTarget::Table(source.child_qualified::<ast::TableNameRef>(inner)?)
        }
        ast::ReindexTarget::ReindexTargetSchema(_) => {
            ReindexTarget::Schema(source.child_name::<ast::SchemaRef>(inner)?)
        }
        ast::ReindexTarget::ReindexTargetDatabase(_) => ReindexTarget::Database,
        ast::ReindexTarget::ReindexTargetSystem(_) => ReindexTarget::System,
    };
    let reindex = Other::Reindex {
        target,
        concurrently,
    };
    other(node, reindex, source)
}

pub(super) fn lock(it: &ast::Lock, source: &Source<'_>) -> Lowered {
    let node = it.syntax();
    let tables = source.qualified_names::<ast::RelationNameRef>(node);
    if tables.is_empty() {
        return None;
    }
    let mode = match child::<ast::LockModeClause>(node) {
        None => LockMode::AccessExclusive,
        Some(clause) => lock_mode(&child::<ast::LockMode>(clause.syntax())?),
    };
    other(node, Other::LockTable { tables, mode }, source)
}

fn lock_mode(mode: &ast::LockMode) -> LockMode {
    let words: Vec<String> = tokens(mode.syntax())
        .map(|it| it.text().to_ascii_uppercase())
        .collect();
    match words.join(" ").as_str() {
        "ACCESS SHARE" => LockMode::AccessShare,
        "ROW SHARE" => LockMode::RowShare,
        "ROW EXCLUSIVE" => LockMode::RowExclusive,
        "SHARE UPDATE EXCLUSIVE" => LockMode::ShareUpdateExclusive,
        "SHARE" => LockMode::Share,
        "SHARE ROW EXCLUSIVE" => LockMode::ShareRowExclusive,
        "EXCLUSIVE" => LockMode::Exclusive,
        _ => LockMode::AccessExclusive,
    }
}
