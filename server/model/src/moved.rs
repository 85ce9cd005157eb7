//! Everything that has places in a document, brought to other places: after an edit above it, or
//! from a statement read by itself to where it stands.
//!
//! No field is left out silently: each type is taken apart whole, so that a new one does not
//! compile until it is moved or named as one without a place. The place of nothing, `0..0`, is
//! nowhere and stays (a generated name).

use syntax::TextRange;

use crate::catalog::{Index, Table, TableConstraint, Trigger};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddColumn, AddConstraint, AddIndex, AlterColumn, AlterEnum, BulkDelete, BulkInsert, BulkUpdate,
    Change, Column, ColumnAction, Constraint, ConstraintKind, CreateEnum, CreateTable,
    DomainAction, DropColumn, DropConstraint, DropEnum, DropIndex, DropTable, EnumAction,
    Expression, Generated, IndexKey, NoChange, Operation, Other, Part, References, ReindexTarget,
    RenameColumn, RenameTable, SequenceAction, Unknown, ValidateConstraint,
};
use crate::types::ColumnType;

/// From a place to the place that it is moved to.
pub(crate) type Way<'a> = &'a dyn Fn(TextRange) -> TextRange;

/// What has places in a document.
pub(crate) trait Moved {
    fn go(&mut self, way: Way<'_>);
}

impl Moved for TextRange {
    fn go(&mut self, way: Way<'_>) {
        if *self != TextRange::default() {
            *self = way(*self);
        }
    }
}

impl<T: Moved> Moved for Option<T> {
    fn go(&mut self, way: Way<'_>) {
        if let Some(it) = self {
            it.go(way);
        }
    }
}

impl<T: Moved> Moved for Vec<T> {
    fn go(&mut self, way: Way<'_>) {
        for it in self {
            it.go(way);
        }
    }
}

impl<T: Moved> Moved for Box<T> {
    fn go(&mut self, way: Way<'_>) {
        (**self).go(way);
    }
}

impl<A: Moved, B: Moved> Moved for (A, B) {
    fn go(&mut self, way: Way<'_>) {
        self.0.go(way);
        self.1.go(way);
    }
}

/// A struct by its fields: those with places, then those without.
macro_rules! fields {
    ($($ty:ident { $($moved:ident),* ; $($plain:ident),* })*) => {
        $(impl Moved for $ty {
            fn go(&mut self, way: Way<'_>) {
                let $ty { $($moved,)* $($plain: _,)* } = self;
                $($moved.go(way);)*
            }
        })*
    };
}

/// An enum by its variants: tuples of one thing with places, those without any, and those with
/// fields as in [`fields`].
macro_rules! variants {
    ($ty:ident ($($tuple:ident)*) [$($plainly:pat),*] {
        $($variant:ident { $($moved:ident),* ; $($plain:ident),* })*
    }) => {
        impl Moved for $ty {
            fn go(&mut self, way: Way<'_>) {
                match self {
                    $($ty::$tuple(it) => it.go(way),)*
                    $($plainly => {})*
                    $($ty::$variant { $($moved,)* $($plain: _,)* } => { $($moved.go(way);)* })*
                }
            }
        }
    };
}

fields! {
    Name { range; text }
    QualifiedName { schema, name; }
    Expression { range; text, functions, columns, shape, subquery }
    ColumnType { range; text, base, modifiers, array }
    Change { range, focus, parts; from_sql, data_migration, sql }
    Part { range, operation; statement }
    CreateTable {
        table, columns, constraints, indexes, like, inherits, partition_of, partition_by, as_select;
        if_not_exists, temporary, unlogged, like_indexes, default_partition, bound
    }
    Column {
        name, ty, default, key_name, check, references, generated, range;
        collation, nullable, primary_key, unique, index, identity, comment
    }
    Generated { expression; stored }
    References { table, columns; on_delete, on_update }
    Constraint { name, kind, range; not_valid, not_enforced, deferrable, no_inherit }
    DropTable { table; if_exists, cascade }
    RenameTable { table, to; if_exists }
    AddColumn { table, column, constraints; if_table_exists, only, if_not_exists }
    DropColumn { table, column; if_exists, cascade }
    RenameColumn { table, column, to; }
    AlterColumn { table, column, action, existing_type; only, existing_nullable }
    AddIndex {
        name, table, keys, include, predicate, range;
        only, if_not_exists, unique, concurrently, method, attributes
    }
    IndexKey { column; text, columns }
    DropIndex { index, table; if_exists, concurrently, cascade }
    AddConstraint { table, constraint; only }
    DropConstraint { table, name; kind, if_exists, cascade }
    ValidateConstraint { table, name; }
    CreateEnum { name, values; }
    AlterEnum { name, action; }
    DropEnum { name; if_exists, cascade }
    BulkInsert { table, columns, reads; rows, on_conflict }
    BulkUpdate { table, set, filter, key, reads; batch_size }
    BulkDelete { table, filter, key, reads; batch_size }
    Unknown { table; word, reason }
    Table {
        name, columns, constraints, indexes, triggers, partition_by, defined_at;
        knowledge, policies, rules, row_security, unlogged, temporary, parents, is_partition,
        default_partition, bound, options, said, access_method, new, has_rows, rows
    }
    Trigger { update_of, when; name, function, enabled }
    TableConstraint { constraint; name, validated }
    Index {
        keys, include, predicate;
        name, unique, method, attributes, constraint, invalid, parent
    }
}

variants! {
    Operation (
        CreateTable DropTable RenameTable AddColumn DropColumn RenameColumn AlterColumn AddIndex
        DropIndex AddConstraint DropConstraint ValidateConstraint CreateEnum AlterEnum DropEnum
        BulkInsert BulkUpdate BulkDelete Other NoChange Unknown
    ) [] {}
}

variants! {
    ConstraintKind () [ConstraintKind::Unknown(_)] {
        PrimaryKey { columns, using_index; }
        Unique { columns, using_index; nulls_not_distinct }
        ForeignKey { columns, references; }
        Check { expression; }
        Exclusion { elements; method }
        NotNull { column; }
    }
}

variants! {
    ColumnAction (SetDefault SetExpression) [
        ColumnAction::DropDefault,
        ColumnAction::SetNotNull,
        ColumnAction::DropNotNull,
        ColumnAction::AlterIdentity,
        ColumnAction::SetStatistics,
        ColumnAction::SetStorage,
        ColumnAction::SetCompression,
        ColumnAction::SetOptions
    ] {
        Type { ty, using; collation }
        AddIdentity { ; always }
        DropIdentity { ; if_exists }
        DropExpression { ; if_exists }
    }
}

variants! {
    EnumAction () [] {
        AddValue { value; if_not_exists }
        RenameValue { from, to; }
        RemoveValue { value; }
        Rename { to; }
    }
}

variants! {
    NoChange () [
        NoChange::Begin,
        NoChange::Commit,
        NoChange::Rollback,
        NoChange::Savepoint
    ] {
        Set { ; name, value, local }
        Select { reads; for_update, functions, literals }
        Session { ; what }
    }
}

variants! {
    DomainAction (SetDefault) [
        DomainAction::SetNotNull,
        DomainAction::DropNotNull,
        DomainAction::DropDefault,
        DomainAction::Other
    ] {
        AddConstraint { name, expression; not_null, not_valid }
        ValidateConstraint { name; }
        DropConstraint { name; if_exists }
        Rename { to; }
    }
}

variants! {
    SequenceAction (Type) [
        SequenceAction::Options,
        SequenceAction::OwnedBy,
        SequenceAction::SetLogged(_)
    ] {
        Rename { to; }
    }
}

variants! {
    ReindexTarget (Index Table Schema) [ReindexTarget::Database, ReindexTarget::System] {}
}

variants! {
    Other () [Other::DefaultPrivileges, Other::ClusterWide(_)] {
        Truncate { tables; cascade }
        Reindex { target; concurrently }
        Cluster { table, using;  }
        Vacuum { table; full }
        Analyze { table;  }
        RenameIndex { index, to;  }
        RenameConstraint { table, from, to;  }
        AlterConstraint { table, name; enforced }
        TableOptions { table; options }
        IndexOptions { index;  }
        IndexStatistics { index;  }
        AttachIndexPartition { index, partition;  }
        SetLogged { table; logged }
        SetTablespace { relation, tablespace; index }
        SetAccessMethod { table, method;  }
        SetWithout { table; what }
        SetOwner { name; kind }
        SetSchema { name, schema; kind }
        ReplicaIdentity { table;  }
        RowSecurity { table; enable }
        AttachPartition { table, partition; default, bound }
        DetachPartition { table, partition; concurrently, finalize }
        Inherit { table, parent; inherit }
        ClusterOn { table;  }
        ToggleTrigger { table, trigger; enable }
        ToggleRule { table; enable }
        CreateView { view, reads; or_replace, columns, output }
        AlterView { view; materialized }
        RenameView { view, to; materialized }
        DropView { view; materialized, if_exists, cascade }
        CreateMaterializedView { view, reads; columns, with_data }
        RefreshMaterializedView { view; concurrently, with_data }
        CreateTrigger { name, table, function, update_of, when; or_replace }
        DropTrigger { name, table; if_exists, cascade }
        RenameTrigger { name, table, to;  }
        CreateRule { name, table;  }
        DropRule { name, table; if_exists }
        CreatePolicy { name, table; columns }
        AlterPolicy { name, table;  }
        DropPolicy { name, table; if_exists }
        CreateFunction { name; or_replace, returns, volatility, body, language }
        AlterFunction { name;  }
        DropFunction { name; if_exists, cascade }
        CreateDomain { name, base, default, checks; not_null }
        AlterDomain { name, action;  }
        DropDomain { name; if_exists, cascade }
        CreateType { name;  }
        AlterType { name; adds_or_alters_attribute }
        CreateSequence { name; if_not_exists }
        AlterSequence { name, action;  }
        DropSequence { name; if_exists, cascade }
        CreateSchema { name; if_not_exists }
        DropSchema { name; if_exists, cascade }
        RenameSchema { name, to;  }
        CreateExtension { name; if_not_exists }
        DropExtension { name; if_exists, cascade }
        CreateStatistics { tables, name; columns }
        DropStatistics { name; if_exists }
        Comment { relation; kind }
        Grant { tables, all_in_schema; revoke, columns }
        CreatePublication { name, tables;  }
        AlterPublication { name, tables;  }
        DropPublication { name;  }
        Subscription { ; creates }
        LockTable { tables; mode }
        Do { changes; conditional }
        Catalog { ; what }
    }
}
