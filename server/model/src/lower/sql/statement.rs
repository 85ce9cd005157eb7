//! Which statement goes where: every kind that the grammar has.
//!
//! No statement is passed over: a new kind in the grammar must be answered here.
#![warn(
    clippy::wildcard_enum_match_arm,
    reason = "a new statement must be answered"
)]

use syntax::sql::SyntaxNode;
use syntax::sql::ast::{self, AstNode as _, Stmt};

use super::node::{Source, leading_words, raw_text};
use super::{Lowered, alter, body, ddl, dml, object, privilege, session, view};
use crate::operation::{ClusterWide, NoChange, Operation, Other, Unknown};

/// What a statement does. `None` when something of it is missing.
pub(super) fn lower(statement: &Stmt, source: &Source<'_>) -> Lowered {
    let node = statement.syntax();
    match statement {
        Stmt::CreateTable(it) => ddl::create_table(it, source),
        Stmt::CreateTableAs(it) => ddl::create_table_as(it, source),
        Stmt::CreateForeignTable(it) => ddl::create_foreign_table(it, source),
        Stmt::CreateIndex(it) => ddl::create_index(it, source),
        Stmt::DropTable(_) | Stmt::DropForeignTable(_) => ddl::drop_table(node, source),
        Stmt::DropIndex(it) => ddl::drop_index(it, source),
        Stmt::AlterTable(it) => alter::table(it, source),
        Stmt::AlterForeignTable(it) => alter::foreign_table(it, source),
        Stmt::AlterIndex(it) => alter::index(it, source),
        Stmt::AlterView(it) => alter::view(it, source),
        Stmt::AlterMaterializedView(it) => alter::materialized_view(it, source),
        Stmt::AlterSequence(it) => alter::sequence(it, source),

        Stmt::CreateType(it) => object::create_type(it, source),
        Stmt::AlterType(it) => object::alter_type(it, source),
        Stmt::DropType(it) => object::drop_type(it, source),
        Stmt::CreateDomain(it) => object::create_domain(it, source),
        Stmt::AlterDomain(it) => object::alter_domain(it, source),
        Stmt::DropDomain(it) => object::drop_domain(it, source),
        Stmt::CreateFunction(_) | Stmt::CreateProcedure(_) => object::create_function(node, source),
        Stmt::AlterFunction(_) | Stmt::AlterProcedure(_) | Stmt::AlterRoutine(_) => {
            object::alter_function(node, source)
        }
        Stmt::DropFunction(_) | Stmt::DropProcedure(_) | Stmt::DropRoutine(_) => {
            object::drop_function(node, source)
        }
        Stmt::CreateTrigger(it) => object::create_trigger(it, source),
        Stmt::AlterTrigger(it) => object::alter_trigger(it, source),
        Stmt::DropTrigger(it) => object::drop_trigger(it, source),
        Stmt::CreateRule(it) => object::create_rule(it, source),
        Stmt::DropRule(it) => object::drop_rule(it, source),
        Stmt::AlterRule(_) => not_analysed(node, "renames a rule", source),
        Stmt::CreatePolicy(it) => object::create_policy(it, source),
        Stmt::AlterPolicy(it) => object::alter_policy(it, source),
        Stmt::DropPolicy(it) => object::drop_policy(it, source),
        Stmt::CreateSequence(it) => object::create_sequence(it, source),
        Stmt::DropSequence(it) => object::drop_sequence(it, source),
        Stmt::CreateSchema(it) => object::create_schema(it, source),
        Stmt::AlterSchema(it) => object::alter_schema(it, source),
        Stmt::DropSchema(it) => object::drop_schema(it, source),
        Stmt::CreateExtension(it) => object::create_extension(it, source),
        Stmt::DropExtension(it) => object::drop_extension(it, source),
        Stmt::CreateStatistics(it) => object::create_statistics(it, source),
        Stmt::DropStatistics(it) => object::drop_statistics(it, source),

        Stmt::CreateView(it) => view::create(it, source),
        Stmt::CreateMaterializedView(it) => view::create_materialized(it, source),
        Stmt::DropView(_) => view::drop(node, false, source),
        Stmt::DropMaterializedView(_) => view::drop(node, true, source),
        Stmt::Refresh(it) => view::refresh(it, source),

        Stmt::CommentOn(_) | Stmt::SecurityLabel(_) => privilege::comment(node, source),
        Stmt::Grant(_) => privilege::grant(node, false, source),
        Stmt::Revoke(_) => privilege::grant(node, true, source),
        Stmt::AlterDefaultPrivileges(_) => other(node, Other::DefaultPrivileges, source),
        Stmt::CreatePublication(it) => privilege::create_publication(it, source),
        Stmt::AlterPublication(it) => privilege::alter_publication(it, source),
        Stmt::DropPublication(it) => privilege::drop_publication(it, source),
        Stmt::CreateSubscription(_) | Stmt::DropSubscription(_) => {
            other(node, Other::Subscription { creates: true }, source)
        }
        Stmt::AlterSubscription(_) => other(node, Other::Subscription { creates: false }, source),

        Stmt::Insert(_)
        | Stmt::Update(_)
        | Stmt::Delete(_)
        | Stmt::Merge(_)
        | Stmt::Select(_)
        | Stmt::SelectInto(_)
        | Stmt::CompoundSelect(_)
        | Stmt::ParenSelect(_)
        | Stmt::Table(_)
        | Stmt::Values(_) => dml::lower(node, source),
        Stmt::Copy(it) => dml::copy(it, source),
        Stmt::Explain(it) => dml::explain(it, source),
        Stmt::Truncate(it) => dml::truncate(it, source),
        Stmt::Declare(it) => dml::declare(it, source),
        Stmt::Do(it) => body::anonymous(it, source),
        Stmt::Call(_) => body::call(node, source),

        Stmt::Vacuum(it) => session::vacuum(it, source),
        Stmt::Analyze(it) => session::analyze(it, source),
        Stmt::Cluster(it) => session::cluster(it, source),
        Stmt::Repack(it) => session::repack(it, source),
        Stmt::Reindex(it) => session::reindex(it, source),
        Stmt::Lock(it) => session::lock(it, source),
        Stmt::Begin(_) => none(node, NoChange::Begin, source),
        Stmt::Commit(it) => session::commit(it, source),
        Stmt::Rollback(it) => session::rollback(it, source),
        Stmt::SavepointCreate(_) | Stmt::ReleaseSavepoint(_) => {
            none(node, NoChange::Savepoint, source)
        }
        Stmt::Set(it) => session::set(it, source),
        Stmt::Reset(it) => session::reset(it, source),
        Stmt::SetRole(_) | Stmt::ResetRole(_) => session::special(node, "role", source),
        Stmt::SetSessionAuth(_) | Stmt::ResetSessionAuth(_) => {
            session::special(node, "session_authorization", source)
        }
        Stmt::Show(_) => none(node, session::nothing_read(), source),
        Stmt::Execute(_) => not_analysed(
            node,
            "runs a prepared statement, whose text is not here",
            source,
        ),
        Stmt::DropOwned(_) => not_analysed(node, "drops whatever the role owns", source),
        Stmt::Reassign(_) => not_analysed(node, "changes whatever the role owns", source),
        Stmt::Checkpoint(_)
        | Stmt::Close(_)
        | Stmt::Deallocate(_)
        | Stmt::Discard(_)
        | Stmt::Fetch(_)
        | Stmt::Listen(_)
        | Stmt::Load(_)
        | Stmt::Move(_)
        | Stmt::Notify(_)
        | Stmt::Prepare(_)
        | Stmt::PrepareTransaction(_)
        | Stmt::SetConstraints(_)
        | Stmt::SetTransaction(_)
        | Stmt::Unlisten(_) => session::session(node, source),
        Stmt::EmptyStmt(_) => Some(Vec::new()),

        Stmt::CreateDatabase(_) => cluster_wide(node, ClusterWide::CreateDatabase, source),
        Stmt::DropDatabase(_) => cluster_wide(node, ClusterWide::DropDatabase, source),
        Stmt::AlterDatabase(_) => cluster_wide(node, ClusterWide::AlterDatabase, source),
        Stmt::CreateTablespace(_) | Stmt::AlterTablespace(_) | Stmt::DropTablespace(_) => {
            cluster_wide(node, ClusterWide::Tablespace, source)
        }
        Stmt::AlterSystem(_) => cluster_wide(node, ClusterWide::AlterSystem, source),

        Stmt::CreateAccessMethod(_) | Stmt::DropAccessMethod(_) => {
            catalog(node, "access method", source)
        }
        Stmt::CreateAggregate(_) | Stmt::AlterAggregate(_) | Stmt::DropAggregate(_) => {
            catalog(node, "aggregate", source)
        }
        Stmt::CreateCast(_) | Stmt::DropCast(_) => catalog(node, "cast", source),
        Stmt::CreateCollation(_) | Stmt::AlterCollation(_) | Stmt::DropCollation(_) => {
            catalog(node, "collation", source)
        }
        Stmt::CreateConversion(_) | Stmt::AlterConversion(_) | Stmt::DropConversion(_) => {
            catalog(node, "conversion", source)
        }
        Stmt::CreateEventTrigger(_) | Stmt::AlterEventTrigger(_) | Stmt::DropEventTrigger(_) => {
            catalog(node, "event trigger", source)
        }
        Stmt::AlterExtension(_) => catalog(node, "extension", source),
        Stmt::CreateForeignDataWrapper(_)
        | Stmt::AlterForeignDataWrapper(_)
        | Stmt::DropForeignDataWrapper(_) => catalog(node, "foreign data wrapper", source),
        Stmt::ImportForeignSchema(_) => catalog(node, "foreign schema", source),
        Stmt::CreateServer(_) | Stmt::AlterServer(_) | Stmt::DropServer(_) => {
            catalog(node, "foreign server", source)
        }
        Stmt::CreateUserMapping(_) | Stmt::AlterUserMapping(_) | Stmt::DropUserMapping(_) => {
            catalog(node, "user mapping", source)
        }
        Stmt::CreateLanguage(_) | Stmt::AlterLanguage(_) | Stmt::DropLanguage(_) => {
            catalog(node, "language", source)
        }
        Stmt::AlterLargeObject(_) => catalog(node, "large object", source),
        Stmt::CreateOperator(_) | Stmt::AlterOperator(_) | Stmt::DropOperator(_) => {
            catalog(node, "operator", source)
        }
        Stmt::CreateOperatorClass(_) | Stmt::AlterOperatorClass(_) | Stmt::DropOperatorClass(_) => {
            catalog(node, "operator class", source)
        }
        Stmt::CreateOperatorFamily(_)
        | Stmt::AlterOperatorFamily(_)
        | Stmt::DropOperatorFamily(_) => catalog(node, "operator family", source),
        Stmt::CreatePropertyGraph(_) | Stmt::AlterPropertyGraph(_) | Stmt::DropPropertyGraph(_) => {
            catalog(node, "property graph", source)
        }
        Stmt::CreateRole(_)
        | Stmt::CreateUser(_)
        | Stmt::CreateGroup(_)
        | Stmt::AlterRole(_)
        | Stmt::AlterUser(_)
        | Stmt::AlterGroup(_)
        | Stmt::DropRole(_)
        | Stmt::DropUser(_)
        | Stmt::DropGroup(_) => catalog(node, "role", source),
        Stmt::AlterStatistics(_) => catalog(node, "extended statistics", source),
        Stmt::CreateTextSearchConfiguration(_)
        | Stmt::AlterTextSearchConfiguration(_)
        | Stmt::DropTextSearchConfig(_)
        | Stmt::CreateTextSearchDictionary(_)
        | Stmt::AlterTextSearchDictionary(_)
        | Stmt::DropTextSearchDict(_)
        | Stmt::CreateTextSearchParser(_)
        | Stmt::AlterTextSearchParser(_)
        | Stmt::DropTextSearchParser(_)
        | Stmt::CreateTextSearchTemplate(_)
        | Stmt::AlterTextSearchTemplate(_)
        | Stmt::DropTextSearchTemplate(_) => catalog(node, "text search", source),
        Stmt::CreateTransform(_) | Stmt::DropTransform(_) => catalog(node, "transform", source),
    }
}

/// One operation that is the whole node.
pub(super) fn one(node: &SyntaxNode, operation: Operation, source: &Source<'_>) -> Lowered {
    Some(vec![(source.range(node), operation)])
}

pub(super) fn other(node: &SyntaxNode, other: Other, source: &Source<'_>) -> Lowered {
    one(node, Operation::Other(other), source)
}

pub(super) fn none(node: &SyntaxNode, what: NoChange, source: &Source<'_>) -> Lowered {
    one(node, Operation::NoChange(what), source)
}

pub(super) fn catalog(node: &SyntaxNode, what: &str, source: &Source<'_>) -> Lowered {
    let what = what.to_owned();
    other(node, Other::Catalog { what }, source)
}

fn cluster_wide(node: &SyntaxNode, what: ClusterWide, source: &Source<'_>) -> Lowered {
    other(node, Other::ClusterWide(what), source)
}

/// Well-formed, but what it does cannot be told.
pub(super) fn not_analysed(node: &SyntaxNode, reason: &str, source: &Source<'_>) -> Lowered {
    let table = Stmt::cast(node.clone()).and_then(|it| super::table_in(&it, source));
    one(
        node,
        Operation::Unknown(Unknown {
            word: leading_words(&raw_text(node), 2),
            reason: reason.to_owned(),
            table,
        }),
        source,
    )
}

/// One operation for each object of a list. The range is the object's, or the statement's where
/// it is the only one.
pub(super) fn each<N: ast::AstNode>(
    statement: &SyntaxNode,
    objects: impl Iterator<Item = N>,
    source: &Source<'_>,
    operation: impl Fn(&N) -> Option<Operation>,
) -> Lowered {
    let objects: Vec<N> = objects.collect();
    let single = objects.len() == 1;
    let mut operations = Vec::new();
    for object in &objects {
        let range = source.range(if single { statement } else { object.syntax() });
        operations.push((range, operation(object)?));
    }
    (!operations.is_empty()).then_some(operations)
}
