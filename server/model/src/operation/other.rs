//! Statements that are understood but have no word of their own in the format.

use super::{Change, Expression};
use crate::name::{Name, QualifiedName};
use crate::types::ColumnType;

/// Understood statements without a word in the format.
#[derive(Debug, Clone, PartialEq)]
pub enum Other {
    Truncate {
        tables: Vec<QualifiedName>,
        cascade: bool,
    },
    Reindex {
        target: ReindexTarget,
        concurrently: bool,
    },
    /// `table` `None`: every table clustered before.
    Cluster {
        table: Option<QualifiedName>,
        using: Option<Name>,
    },
    Vacuum {
        table: Option<QualifiedName>,
        full: bool,
    },
    Analyze {
        table: Option<QualifiedName>,
    },
    RenameIndex {
        index: QualifiedName,
        to: Name,
    },
    RenameConstraint {
        table: QualifiedName,
        from: Name,
        to: Name,
    },
    AlterConstraint {
        table: QualifiedName,
        name: Name,
        enforced: Option<bool>,
    },
    /// `ALTER TABLE … SET/RESET (…)`: the option names.
    TableOptions {
        table: QualifiedName,
        options: Vec<String>,
    },
    IndexOptions {
        index: QualifiedName,
    },
    /// `ALTER INDEX … ALTER COLUMN n SET STATISTICS`
    IndexStatistics {
        index: QualifiedName,
    },
    AttachIndexPartition {
        index: QualifiedName,
        partition: QualifiedName,
    },
    SetLogged {
        table: QualifiedName,
        logged: bool,
    },
    SetTablespace {
        relation: QualifiedName,
        index: bool,
        tablespace: Name,
    },
    SetAccessMethod {
        table: QualifiedName,
        method: Name,
    },
    /// `SET WITHOUT OIDS`, `SET WITHOUT CLUSTER`
    SetWithout {
        table: QualifiedName,
        what: String,
    },
    SetOwner {
        kind: ObjectKind,
        name: QualifiedName,
    },
    SetSchema {
        kind: ObjectKind,
        name: QualifiedName,
        schema: Name,
    },
    ReplicaIdentity {
        table: QualifiedName,
    },
    /// `ENABLE/DISABLE/FORCE/NO FORCE ROW LEVEL SECURITY`
    RowSecurity {
        table: QualifiedName,
        enable: Option<bool>,
    },
    AttachPartition {
        table: QualifiedName,
        partition: QualifiedName,
        default: bool,
        bound: Option<PartitionBound>,
    },
    DetachPartition {
        table: QualifiedName,
        partition: QualifiedName,
        concurrently: bool,
        finalize: bool,
    },
    Inherit {
        table: QualifiedName,
        parent: QualifiedName,
        inherit: bool,
    },
    ClusterOn {
        table: QualifiedName,
    },
    ToggleTrigger {
        table: QualifiedName,
        trigger: Option<Name>,
        enable: bool,
    },
    ToggleRule {
        table: QualifiedName,
        enable: bool,
    },
    CreateView {
        view: QualifiedName,
        or_replace: bool,
        reads: Vec<QualifiedName>,
        columns: Vec<ViewColumn>,
        output: Option<Vec<String>>,
    },
    AlterView {
        view: QualifiedName,
        materialized: bool,
    },
    RenameView {
        view: QualifiedName,
        materialized: bool,
        to: Name,
    },
    DropView {
        view: QualifiedName,
        materialized: bool,
        if_exists: bool,
        cascade: bool,
    },
    CreateMaterializedView {
        view: QualifiedName,
        reads: Vec<QualifiedName>,
        columns: Vec<ViewColumn>,
        with_data: bool,
    },
    RefreshMaterializedView {
        view: QualifiedName,
        concurrently: bool,
        with_data: bool,
    },
    CreateTrigger {
        name: Name,
        table: QualifiedName,
        or_replace: bool,
        function: Option<QualifiedName>,
        update_of: Vec<Name>,
        when: Option<Expression>,
    },
    DropTrigger {
        name: Name,
        table: QualifiedName,
        if_exists: bool,
        cascade: bool,
    },
    RenameTrigger {
        name: Name,
        table: QualifiedName,
        to: Name,
    },
    CreateRule {
        name: Name,
        table: QualifiedName,
    },
    DropRule {
        name: Name,
        table: QualifiedName,
        if_exists: bool,
    },
    CreatePolicy {
        name: Name,
        table: QualifiedName,
        columns: Vec<String>,
    },
    AlterPolicy {
        name: Name,
        table: QualifiedName,
    },
    DropPolicy {
        name: Name,
        table: QualifiedName,
        if_exists: bool,
    },
    CreateFunction {
        name: QualifiedName,
        or_replace: bool,
        returns: Option<String>,
        volatility: Volatility,
        body: Option<String>,
        language: Option<String>,
    },
    AlterFunction {
        name: QualifiedName,
    },
    DropFunction {
        name: QualifiedName,
        if_exists: bool,
        cascade: bool,
    },
    CreateDomain {
        name: QualifiedName,
        base: Option<ColumnType>,
        not_null: bool,
        default: Option<Expression>,
        checks: Vec<Expression>,
    },
    AlterDomain {
        name: QualifiedName,
        action: DomainAction,
    },
    DropDomain {
        name: QualifiedName,
        if_exists: bool,
        cascade: bool,
    },
    /// Composite, range and base types.
    CreateType {
        name: QualifiedName,
    },
    AlterType {
        name: QualifiedName,
        adds_or_alters_attribute: bool,
    },
    CreateSequence {
        name: QualifiedName,
        if_not_exists: bool,
    },
    AlterSequence {
        name: QualifiedName,
        action: SequenceAction,
    },
    DropSequence {
        name: QualifiedName,
        if_exists: bool,
        cascade: bool,
    },
    CreateSchema {
        name: Name,
        if_not_exists: bool,
    },
    DropSchema {
        name: Name,
        if_exists: bool,
        cascade: bool,
    },
    RenameSchema {
        name: Name,
        to: Name,
    },
    CreateExtension {
        name: Name,
        if_not_exists: bool,
    },
    DropExtension {
        name: Name,
        if_exists: bool,
        cascade: bool,
    },
    CreateStatistics {
        tables: Vec<QualifiedName>,
        columns: Vec<String>,
        name: Option<QualifiedName>,
    },
    DropStatistics {
        name: QualifiedName,
        if_exists: bool,
    },
    Comment {
        kind: ObjectKind,
        relation: Option<QualifiedName>,
    },
    /// GRANT and REVOKE. `tables` empty: all in a schema, or not on tables.
    Grant {
        revoke: bool,
        tables: Vec<QualifiedName>,
        columns: bool,
        all_in_schema: Option<Name>,
    },
    DefaultPrivileges,
    CreatePublication {
        name: Name,
        tables: Vec<QualifiedName>,
    },
    AlterPublication {
        name: Name,
        tables: Vec<QualifiedName>,
    },
    DropPublication {
        name: Name,
    },
    /// CREATE/ALTER/DROP SUBSCRIPTION; `creates` true for CREATE and DROP, which refuse a
    /// transaction when they touch a slot.
    Subscription {
        creates: bool,
    },
    LockTable {
        tables: Vec<QualifiedName>,
        mode: crate::facts::LockMode,
    },
    /// `DO $$ … $$` and CALL: `changes` are the statements found in the body in order, of which
    /// any may or may not run.
    Do {
        changes: Vec<Change>,
        conditional: bool,
    },
    /// CREATE/DROP DATABASE, TABLESPACE, ALTER SYSTEM: outside any transaction.
    ClusterWide(ClusterWide),
    /// Roles, languages, operators, casts, foreign servers, text search …: no table is touched.
    Catalog {
        what: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClusterWide {
    CreateDatabase,
    DropDatabase,
    AlterDatabase,
    Tablespace,
    AlterSystem,
}

/// `FOR VALUES …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartitionBound {
    Range { from: Vec<String>, to: Vec<String> },
    List(Vec<String>),
    Hash,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ReindexTarget {
    Index(QualifiedName),
    Table(QualifiedName),
    Schema(Name),
    Database,
    System,
}

/// A view's use of a column: `columns` of a `SELECT id, a FROM t` are `t.id`, `t.a`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewColumn {
    /// `None` where the relation cannot be told (then every relation read is meant).
    pub relation: Option<String>,
    /// `*` for all.
    pub column: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Volatility {
    Immutable,
    Stable,
    /// PostgreSQL's default for functions.
    #[default]
    Volatile,
}

#[derive(Debug, Clone, PartialEq)]
pub enum DomainAction {
    AddConstraint {
        name: Option<Name>,
        expression: Option<Expression>,
        not_null: bool,
        not_valid: bool,
    },
    ValidateConstraint {
        name: Name,
    },
    DropConstraint {
        name: Name,
        if_exists: bool,
    },
    SetNotNull,
    DropNotNull,
    SetDefault(Expression),
    DropDefault,
    Rename {
        to: Name,
    },
    Other,
}

#[derive(Debug, Clone, PartialEq)]
pub enum SequenceAction {
    /// RESTART, INCREMENT, CACHE, …
    Options,
    /// `AS bigint`
    Type(ColumnType),
    OwnedBy,
    SetLogged(bool),
    Rename {
        to: Name,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectKind {
    Table,
    Column,
    Index,
    Constraint,
    View,
    MaterializedView,
    Sequence,
    Schema,
    Type,
    Function,
    Other,
}

impl Other {
    /// See [`Operation::table`].
    pub fn table(&self) -> Option<&QualifiedName> {
        match self {
            Other::Truncate { tables, .. }
            | Other::LockTable { tables, .. }
            | Other::CreateStatistics { tables, .. } => match tables.as_slice() {
                [one] => Some(one),
                _ => None,
            },
            Other::Reindex {
                target: ReindexTarget::Table(table),
                ..
            } => Some(table),
            Other::Cluster { table, .. }
            | Other::Vacuum { table, .. }
            | Other::Analyze { table } => table.as_ref(),
            Other::RenameConstraint { table, .. }
            | Other::AlterConstraint { table, .. }
            | Other::TableOptions { table, .. }
            | Other::SetLogged { table, .. }
            | Other::SetAccessMethod { table, .. }
            | Other::SetWithout { table, .. }
            | Other::ReplicaIdentity { table }
            | Other::RowSecurity { table, .. }
            | Other::AttachPartition { table, .. }
            | Other::DetachPartition { table, .. }
            | Other::Inherit { table, .. }
            | Other::ClusterOn { table }
            | Other::ToggleTrigger { table, .. }
            | Other::ToggleRule { table, .. }
            | Other::CreateTrigger { table, .. }
            | Other::DropTrigger { table, .. }
            | Other::RenameTrigger { table, .. }
            | Other::CreateRule { table, .. }
            | Other::DropRule { table, .. }
            | Other::CreatePolicy { table, .. }
            | Other::AlterPolicy { table, .. }
            | Other::DropPolicy { table, .. } => Some(table),
            Other::SetTablespace {
                relation,
                index: false,
                ..
            } => Some(relation),
            Other::CreateView { view, .. }
            | Other::AlterView { view, .. }
            | Other::RenameView { view, .. }
            | Other::DropView { view, .. }
            | Other::CreateMaterializedView { view, .. }
            | Other::RefreshMaterializedView { view, .. } => Some(view),
            Other::CreateSequence { name, .. }
            | Other::AlterSequence { name, .. }
            | Other::DropSequence { name, .. } => Some(name),
            Other::SetOwner {
                kind: ObjectKind::Table,
                name,
            }
            | Other::SetSchema {
                kind: ObjectKind::Table,
                name,
                ..
            } => Some(name),
            Other::Comment { relation, .. } => relation.as_ref(),
            Other::Grant { tables, .. }
            | Other::CreatePublication { tables, .. }
            | Other::AlterPublication { tables, .. } => match tables.as_slice() {
                [one] => Some(one),
                _ => None,
            },
            Other::Reindex { .. }
            | Other::RenameIndex { .. }
            | Other::IndexOptions { .. }
            | Other::IndexStatistics { .. }
            | Other::AttachIndexPartition { .. }
            | Other::SetTablespace { .. }
            | Other::SetOwner { .. }
            | Other::SetSchema { .. }
            | Other::CreateFunction { .. }
            | Other::AlterFunction { .. }
            | Other::DropFunction { .. }
            | Other::CreateDomain { .. }
            | Other::AlterDomain { .. }
            | Other::DropDomain { .. }
            | Other::CreateType { .. }
            | Other::AlterType { .. }
            | Other::CreateSchema { .. }
            | Other::DropSchema { .. }
            | Other::RenameSchema { .. }
            | Other::CreateExtension { .. }
            | Other::DropExtension { .. }
            | Other::DropStatistics { .. }
            | Other::DefaultPrivileges
            | Other::DropPublication { .. }
            | Other::Subscription { .. }
            | Other::Do { .. }
            | Other::ClusterWide(_)
            | Other::Catalog { .. } => None,
        }
    }
}
