//! Which part of the table answers for which operation.
//!
//! Exhaustive, so that a new operation must be answered; holds no facts itself.

use super::judge::Judge;
use super::{
    columns, constraints, dml, indexes, maintenance, objects, partitions, properties, tables,
    types, views,
};
use crate::operation::{ColumnAction, ConstraintKind, Operation, Other};

/// The pass of ALTER TABLE in which PostgreSQL runs an action (`AlterTablePass`); other
/// statements have one action each.
pub(super) fn pass(operation: &Operation) -> u8 {
    match operation {
        Operation::DropColumn(_) | Operation::DropConstraint(_) => 0,
        Operation::AlterColumn(it) => match &it.action {
            ColumnAction::Type { .. } => 1,
            ColumnAction::DropNotNull
            | ColumnAction::DropDefault
            | ColumnAction::DropExpression { .. }
            | ColumnAction::DropIdentity { .. } => 0,
            ColumnAction::SetExpression(_) => 3,
            ColumnAction::SetNotNull => 5,
            ColumnAction::SetDefault(_) | ColumnAction::AddIdentity { .. } => 8,
            ColumnAction::AlterIdentity
            | ColumnAction::SetStatistics
            | ColumnAction::SetStorage
            | ColumnAction::SetCompression
            | ColumnAction::SetOptions => 9,
        },
        Operation::AddColumn(_) => 2,
        Operation::AddConstraint(it) => match &it.constraint.kind {
            ConstraintKind::NotNull { .. } => 4,
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Exclusion { .. } => 7,
            ConstraintKind::Check { .. }
            | ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Unknown(_) => 8,
        },
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::RenameColumn(_)
        | Operation::AddIndex(_)
        | Operation::DropIndex(_)
        | Operation::ValidateConstraint(_)
        | Operation::CreateEnum(_)
        | Operation::AlterEnum(_)
        | Operation::DropEnum(_)
        | Operation::BulkInsert(_)
        | Operation::BulkUpdate(_)
        | Operation::BulkDelete(_)
        | Operation::Other(_)
        | Operation::NoChange(_)
        | Operation::Unknown(_) => 9,
    }
}

/// Judges one operation.
pub(super) fn judge<'a>(judge: &mut Judge<'a>, operation: &'a Operation) {
    match operation {
        Operation::CreateTable(it) => tables::create(judge, it),
        Operation::DropTable(it) => tables::drop(judge, it),
        Operation::RenameTable(it) => tables::rename(judge, it),
        Operation::AddColumn(it) => columns::add(judge, it),
        Operation::DropColumn(it) => columns::drop(judge, it),
        Operation::RenameColumn(it) => columns::rename(judge, it),
        Operation::AlterColumn(it) => columns::alter(judge, it),
        Operation::AddIndex(it) => indexes::add(judge, it),
        Operation::DropIndex(it) => indexes::drop(judge, it),
        Operation::AddConstraint(it) => constraints::add(judge, it),
        Operation::DropConstraint(it) => constraints::drop(judge, it),
        Operation::ValidateConstraint(it) => constraints::validate(judge, it),
        Operation::CreateEnum(it) => types::create_enum(judge, it),
        Operation::AlterEnum(it) => types::alter_enum(judge, it),
        Operation::DropEnum(it) => types::drop_type(judge, &it.name, it.if_exists, it.cascade),
        Operation::BulkInsert(it) => dml::insert(judge, it),
        Operation::BulkUpdate(it) => dml::update(judge, it),
        Operation::BulkDelete(it) => dml::delete(judge, it),
        Operation::Other(it) => other(judge, it),
        Operation::NoChange(it) => dml::no_change(judge, it),
        Operation::Unknown(_) => judge.forget(),
    }
}

#[allow(
    clippy::too_many_lines,
    reason = "one arm for each statement, so that a new one is answered"
)]
fn other<'a>(judge: &mut Judge<'a>, operation: &'a Other) {
    match operation {
        Other::Truncate { tables, cascade } => tables::truncate(judge, tables, *cascade),
        Other::Reindex {
            target,
            concurrently,
        } => indexes::reindex(judge, target, *concurrently),
        Other::Cluster { table, using } => {
            maintenance::cluster(judge, table.as_ref(), using.as_ref());
        }
        Other::Vacuum { table, full } => maintenance::vacuum(judge, table.as_ref(), *full),
        Other::Analyze { table } => maintenance::analyze(judge, table.as_ref()),
        Other::RenameIndex { index, to } => indexes::rename(judge, index, to),
        Other::RenameConstraint { table, from, to } => {
            constraints::rename(judge, table, from, to);
        }
        Other::AlterConstraint {
            table,
            name,
            enforced,
        } => constraints::alter(judge, table, name, *enforced),
        Other::TableOptions { table, options } => properties::options(judge, table, options),
        Other::IndexOptions { index } => indexes::options(judge, index),
        Other::IndexStatistics { index } => indexes::statistics(judge, index),
        Other::AttachIndexPartition { index, partition } => {
            indexes::attach(judge, index, partition);
        }
        Other::SetLogged { table, logged } => properties::set_logged(judge, table, *logged),
        Other::SetTablespace {
            relation, index, ..
        } => properties::set_tablespace(judge, relation, *index),
        Other::SetAccessMethod { table, method } => {
            properties::set_access_method(judge, table, method);
        }
        Other::SetWithout { table, what } => properties::set_without(judge, table, what),
        Other::SetOwner { kind, name } => properties::set_owner(judge, *kind, name),
        Other::SetSchema { kind, name, schema } => {
            judge.has_schema(Some(schema));
            properties::set_schema(judge, *kind, name);
        }
        Other::ReplicaIdentity { table } => properties::replica_identity(judge, table),
        Other::RowSecurity { table, .. } => properties::row_security(judge, table),
        Other::AttachPartition {
            table,
            partition,
            default,
            bound,
        } => partitions::attach(judge, table, partition, *default, bound.as_ref()),
        Other::DetachPartition {
            table,
            partition,
            concurrently,
            finalize,
        } => partitions::detach(judge, table, partition, *concurrently, *finalize),
        Other::Inherit {
            table,
            parent,
            inherit,
        } => partitions::inherit(judge, table, parent, *inherit),
        Other::ClusterOn { table } => properties::cluster_on(judge, table),
        Other::ToggleTrigger { table, trigger, .. } => {
            objects::toggle_trigger(judge, table, trigger.as_ref());
        }
        Other::ToggleRule { table, .. } => properties::plain(judge, table),
        Other::CreateView {
            view,
            or_replace,
            reads,
            output,
            columns,
        } => {
            views::create(judge, view, *or_replace, reads, output.as_ref());
            views::known_columns(judge, reads, columns);
        }
        Other::AlterView { view, .. } => views::alter(judge, view),
        Other::RenameView { view, to, .. } => views::rename(judge, view, to),
        Other::DropView {
            view,
            if_exists,
            cascade,
            materialized,
        } => views::drop(judge, view, *materialized, *if_exists, *cascade),
        Other::CreateMaterializedView {
            view,
            reads,
            with_data,
            ..
        } => views::create_materialized(judge, view, reads, *with_data),
        Other::RefreshMaterializedView {
            view,
            concurrently,
            with_data,
        } => views::refresh(judge, view, *concurrently, *with_data),
        Other::CreateTrigger {
            name,
            table,
            or_replace,
            function,
            update_of,
            ..
        } => {
            objects::create_trigger(
                judge,
                name,
                table,
                *or_replace,
                function.as_ref(),
                update_of,
            );
        }
        Other::DropTrigger {
            name,
            table,
            if_exists,
            ..
        } => objects::drop_trigger(judge, name, table, *if_exists),
        Other::RenameTrigger { name, table, to } => {
            objects::rename_trigger(judge, name, table, to);
        }
        Other::CreateRule { table, .. } => properties::plain(judge, table),
        Other::DropRule {
            name,
            table,
            if_exists,
        } => objects::drop_rule(judge, name, table, *if_exists),
        Other::CreatePolicy {
            name,
            table,
            columns,
        } => objects::create_policy(judge, name, table, columns),
        Other::AlterPolicy { name, table } => objects::existing_policy(judge, name, table, false),
        Other::DropPolicy {
            name,
            table,
            if_exists,
        } => objects::existing_policy(judge, name, table, *if_exists),
        Other::CreateFunction {
            name,
            or_replace,
            returns,
            body,
            language,
            ..
        } => {
            let sql = language
                .as_deref()
                .is_some_and(|it| it.eq_ignore_ascii_case("sql"));
            if let Some(body) = body.as_deref().filter(|_| sql) {
                maintenance::look_through(judge, body);
            }
            objects::create_function(judge, name, *or_replace, returns.as_deref());
        }
        Other::DropFunction {
            name,
            if_exists,
            cascade,
        } => objects::drop_function(judge, name, *if_exists, *cascade),
        Other::CreateDomain { checks, .. } => types::create_domain(judge, checks),
        Other::AlterDomain { name, action } => types::alter_domain(judge, name, action),
        Other::DropDomain {
            name,
            if_exists,
            cascade,
        } => types::drop_type(judge, name, *if_exists, *cascade),
        Other::AlterType {
            name,
            adds_or_alters_attribute,
        } => types::alter_type(judge, name, *adds_or_alters_attribute),
        Other::CreateSequence {
            name,
            if_not_exists,
        } => objects::create_sequence(judge, name, *if_not_exists),
        Other::AlterSequence { name, action } => objects::alter_sequence(judge, name, action),
        Other::DropSequence {
            name,
            if_exists,
            cascade,
        } => objects::drop_sequence(judge, name, *if_exists, *cascade),
        Other::DropSchema {
            name,
            if_exists,
            cascade,
        } => objects::drop_schema(judge, name, *if_exists, *cascade),
        Other::CreateSchema {
            name,
            if_not_exists,
        } => objects::create_schema(judge, name, *if_not_exists),
        Other::DropExtension {
            name,
            if_exists,
            cascade,
        } => objects::drop_extension(judge, name, *if_exists, *cascade),
        Other::CreateExtension {
            name,
            if_not_exists,
        } => objects::create_extension(judge, name, *if_not_exists),
        Other::CreateStatistics {
            tables, columns, ..
        } => properties::statistics(judge, tables, columns),
        Other::Comment { kind, relation } => properties::comment(judge, *kind, relation.as_ref()),
        Other::Grant { tables, .. } => properties::grant(judge, tables),
        Other::CreatePublication { tables, .. } | Other::AlterPublication { tables, .. } => {
            properties::publication(judge, tables);
        }
        Other::LockTable { tables, mode } => maintenance::lock(judge, tables, *mode),
        Other::Do {
            changes,
            conditional,
        } => maintenance::run_block(judge, changes, *conditional),
        Other::Subscription { creates } => {
            if *creates {
                judge.outside_transactions();
            }
        }
        Other::ClusterWide(what) => maintenance::cluster_wide(judge, what),
        Other::DropStatistics { name, .. } => properties::drop_statistics(judge, name),
        Other::RenameSchema { name, .. } => properties::rename_schema(judge, name),
        Other::AlterFunction { .. }
        | Other::CreateType { .. }
        | Other::DefaultPrivileges
        | Other::DropPublication { .. }
        | Other::Catalog { .. } => {}
    }
}
