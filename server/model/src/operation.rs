//! The verbs: one variant for each thing that can be done to a schema.
//!
//! YAML and SQL are lowered into the same operations, so that facts, risk, rules and plans are
//! written once. Every match on [`Operation`] names every variant.

use syntax::TextRange;

use crate::name::{Name, QualifiedName};
use crate::types::ColumnType;

/// One statement, or one entry of an `operations:` list.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The whole statement or list entry, in the host document.
    pub range: TextRange,
    /// Where a diagnostic about the whole change is shown: the first line's significant part
    /// (`ALTER TABLE users DROP COLUMN phone`, or `type: drop_column`).
    pub focus: TextRange,
    /// What it does, in order. One for most; several for an `ALTER TABLE` with several actions,
    /// an `alter_column` with several keys, an operation whose `sql:` holds several statements
    /// (then [`Part::statement`] counts up). Empty only for a change that was not understood at
    /// all, which carries an [`Operation::Unknown`] instead.
    pub parts: Vec<Part>,
    /// True when the parts come from an entry's `sql:` (or a SQL document).
    pub from_sql: bool,
    /// `data_migration: true` of the entry.
    pub data_migration: Option<bool>,
    /// The SQL text as written, where there is any, trimmed.
    pub sql: Option<String>,
}

/// One action of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The action's own text: `DROP COLUMN phone`, or the key that asks for it.
    pub range: TextRange,
    /// Zero-based: parts with the same number run in one SQL statement.
    pub statement: u16,
    pub operation: Operation,
}

/// A piece of SQL that is kept as text, with what the judgement asks about it.
#[derive(Debug, Clone, Default)]
pub struct Expression {
    /// As written, trimmed.
    pub text: String,
    pub range: TextRange,
    /// Names of the functions it calls, folded, without schema; `nextval`, `now`. The keyword
    /// forms (`CURRENT_TIMESTAMP`) under their keyword, folded.
    pub functions: Vec<String>,
    /// Names of the columns it mentions, folded.
    pub columns: Vec<String>,
    /// What it is, as far as judgement cares.
    pub shape: Shape,
    /// It holds `(SELECT …)`.
    pub subquery: bool,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.text == other.text
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Shape {
    /// `NULL`, also with a cast.
    Null,
    /// A literal, also with a sign or a cast; the text without quotes.
    Literal(String),
    /// `<column> IS NOT NULL`, also in parentheses, also as one side of an AND (every such
    /// column is listed).
    IsNotNull(Vec<String>),
    /// A bare column, also with a cast to `0`-th type text: the column and the cast's type.
    Column { name: String, cast: Option<String> },
    #[default]
    Other,
    /// It could not be parsed.
    Broken,
}

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "changes are few; a box in every pattern is not")]
pub enum Operation {
    // The source's words, and spec-format's additions.
    CreateTable(CreateTable),
    DropTable(DropTable),
    RenameTable(RenameTable),
    AddColumn(AddColumn),
    DropColumn(DropColumn),
    RenameColumn(RenameColumn),
    AlterColumn(AlterColumn),
    AddIndex(AddIndex),
    DropIndex(DropIndex),
    AddConstraint(AddConstraint),
    DropConstraint(DropConstraint),
    ValidateConstraint(ValidateConstraint),
    CreateEnum(CreateEnum),
    AlterEnum(AlterEnum),
    DropEnum(DropEnum),
    BulkInsert(BulkInsert),
    BulkUpdate(BulkUpdate),
    BulkDelete(BulkDelete),
    /// Understood, but with no word of its own in the format.
    Other(Other),
    /// Changes nothing: SET, BEGIN, SELECT. Keeps what the rest of the script must know.
    NoChange(NoChange),
    /// Not understood; never treated as safe.
    Unknown(Unknown),
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateTable {
    pub table: QualifiedName,
    pub if_not_exists: bool,
    pub columns: Vec<Column>,
    pub constraints: Vec<Constraint>,
    /// Inline `indexes:` of the YAML form.
    pub indexes: Vec<AddIndex>,
    pub temporary: bool,
    pub unlogged: bool,
    /// `LIKE t` sources.
    pub like: Vec<QualifiedName>,
    /// `LIKE … INCLUDING …` copies indexes (ALL or INDEXES).
    pub like_indexes: bool,
    pub inherits: Vec<QualifiedName>,
    /// `PARTITION OF parent`
    pub partition_of: Option<QualifiedName>,
    /// `DEFAULT` partition.
    pub default_partition: bool,
    /// `PARTITION BY …`: the key columns (expressions by the columns they mention).
    pub partition_by: Option<Vec<Name>>,
    /// `AS SELECT …` or `SELECT … INTO`: the relations read.
    pub as_select: Option<Vec<QualifiedName>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: Name,
    /// `None` where the author did not say.
    pub ty: Option<ColumnType>,
    /// `COLLATE …`, as written.
    pub collation: Option<String>,
    /// What was said; `None` is PostgreSQL's default, nullable.
    pub nullable: Option<bool>,
    pub default: Option<Expression>,
    pub primary_key: bool,
    pub unique: bool,
    /// YAML's `index: true`.
    pub index: bool,
    pub check: Option<Expression>,
    pub references: Option<References>,
    pub generated: Option<Generated>,
    /// `GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY`; true for ALWAYS.
    pub identity: Option<bool>,
    pub comment: Option<String>,
    /// The whole definition.
    pub range: TextRange,
}

impl Column {
    /// A bare column; everything else unsaid.
    pub fn new(name: Name, ty: Option<ColumnType>) -> Column {
        Column {
            range: name.range,
            name,
            ty,
            collation: None,
            nullable: None,
            default: None,
            primary_key: false,
            unique: false,
            index: false,
            check: None,
            references: None,
            generated: None,
            identity: None,
            comment: None,
        }
    }

    /// NOT NULL by declaration, primary key, identity or serial.
    pub fn is_not_null(&self) -> bool {
        self.nullable == Some(false)
            || self.primary_key
            || self.identity.is_some()
            || self.ty.as_ref().is_some_and(ColumnType::is_serial)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    pub expression: Expression,
    /// STORED, VIRTUAL, or neither (VIRTUAL from PostgreSQL 18 on, an error before).
    pub stored: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct References {
    pub table: QualifiedName,
    /// Empty: the table's primary key.
    pub columns: Vec<Name>,
    /// `CASCADE`, `SET NULL`, `RESTRICT`, …, upper-cased.
    pub on_delete: Option<String>,
    pub on_update: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    pub name: Option<Name>,
    pub kind: ConstraintKind,
    pub not_valid: bool,
    /// `NOT ENFORCED` (PostgreSQL 18).
    pub not_enforced: bool,
    pub deferrable: bool,
    pub no_inherit: bool,
    pub range: TextRange,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ConstraintKind {
    /// `using_index`: `PRIMARY KEY USING INDEX name`, then columns are empty.
    PrimaryKey {
        columns: Vec<Name>,
        using_index: Option<Name>,
    },
    Unique {
        columns: Vec<Name>,
        using_index: Option<Name>,
        nulls_not_distinct: bool,
    },
    ForeignKey {
        columns: Vec<Name>,
        references: References,
    },
    Check {
        expression: Expression,
    },
    Exclusion {
        elements: Vec<Expression>,
        method: Option<String>,
    },
    /// `CONSTRAINT n NOT NULL c` (PostgreSQL 18).
    NotNull {
        column: Name,
    },
    /// A kind that YAML names and we do not know, as written.
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct DropTable {
    /// One part for each table of `DROP TABLE a, b`.
    pub table: QualifiedName,
    pub if_exists: bool,
    pub cascade: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RenameTable {
    pub table: QualifiedName,
    pub to: Name,
    pub if_exists: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AddColumn {
    pub table: QualifiedName,
    pub if_table_exists: bool,
    pub only: bool,
    pub if_not_exists: bool,
    pub column: Column,
    /// Further table-level constraints written on the column (several CHECKs).
    pub constraints: Vec<Constraint>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DropColumn {
    pub table: QualifiedName,
    pub column: Name,
    pub if_exists: bool,
    pub cascade: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RenameColumn {
    pub table: QualifiedName,
    pub column: Name,
    pub to: Name,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AlterColumn {
    pub table: QualifiedName,
    pub only: bool,
    pub column: Name,
    pub action: ColumnAction,
    /// `existing_type` and the like of the YAML form: what the author says stands there now.
    pub existing_type: Option<ColumnType>,
    pub existing_nullable: Option<bool>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ColumnAction {
    Type {
        ty: ColumnType,
        using: Option<Expression>,
        collation: Option<String>,
    },
    SetDefault(Expression),
    DropDefault,
    SetNotNull,
    DropNotNull,
    /// `ADD GENERATED … AS IDENTITY`; true for ALWAYS.
    AddIdentity {
        always: bool,
    },
    /// `SET GENERATED …`, `RESTART`, `SET INCREMENT …`
    AlterIdentity,
    DropIdentity {
        if_exists: bool,
    },
    SetExpression(Expression),
    DropExpression {
        if_exists: bool,
    },
    SetStatistics,
    /// `SET STORAGE`
    SetStorage,
    SetCompression,
    /// `SET (n_distinct = …)` and RESET
    SetOptions,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AddIndex {
    /// `None`: PostgreSQL chooses one.
    pub name: Option<Name>,
    pub table: QualifiedName,
    pub only: bool,
    pub if_not_exists: bool,
    pub unique: bool,
    pub concurrently: bool,
    pub keys: Vec<IndexKey>,
    pub include: Vec<Name>,
    pub method: Option<String>,
    pub predicate: Option<Expression>,
    pub range: TextRange,
}

#[derive(Debug, Clone, PartialEq)]
pub struct IndexKey {
    /// A plain column, or `None` for an expression.
    pub column: Option<Name>,
    /// As written, with order and operator class.
    pub text: String,
    /// Columns that the key mentions.
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DropIndex {
    /// One part for each index of `DROP INDEX a, b`.
    pub index: QualifiedName,
    /// The `table:` of the YAML form.
    pub table: Option<QualifiedName>,
    pub if_exists: bool,
    pub concurrently: bool,
    pub cascade: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AddConstraint {
    pub table: QualifiedName,
    pub only: bool,
    pub constraint: Constraint,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DropConstraint {
    pub table: QualifiedName,
    pub name: Name,
    /// The YAML form's `kind`, in its words.
    pub kind: Option<String>,
    pub if_exists: bool,
    pub cascade: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ValidateConstraint {
    pub table: QualifiedName,
    pub name: Name,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateEnum {
    pub name: QualifiedName,
    pub values: Vec<Name>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AlterEnum {
    pub name: QualifiedName,
    pub action: EnumAction,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EnumAction {
    AddValue {
        value: Name,
        if_not_exists: bool,
    },
    RenameValue {
        from: Name,
        to: Name,
    },
    /// The YAML form only; PostgreSQL has no such statement.
    RemoveValue {
        value: Name,
    },
    /// `RENAME TO`
    Rename {
        to: Name,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct DropEnum {
    /// DROP TYPE: an enum, or a type of another kind when the catalog knows it so.
    pub name: QualifiedName,
    pub if_exists: bool,
    pub cascade: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BulkInsert {
    pub table: QualifiedName,
    pub columns: Vec<Name>,
    /// Rows written out; `None` for INSERT … SELECT and a YAML `source`.
    pub rows: Option<u64>,
    /// Other relations it reads.
    pub reads: Vec<QualifiedName>,
    /// `ON CONFLICT …`
    pub on_conflict: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BulkUpdate {
    pub table: QualifiedName,
    pub set: Vec<(Name, Expression)>,
    pub filter: Option<Expression>,
    /// YAML's `batch_size`, with `key`.
    pub batch_size: Option<u64>,
    pub key: Option<Name>,
    pub reads: Vec<QualifiedName>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BulkDelete {
    pub table: QualifiedName,
    pub filter: Option<Expression>,
    pub batch_size: Option<u64>,
    pub key: Option<Name>,
    pub reads: Vec<QualifiedName>,
}

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

/// Statements that change no schema, and what the rest of the script must know of them.
#[derive(Debug, Clone, PartialEq)]
pub enum NoChange {
    Begin,
    Commit,
    Rollback,
    /// SAVEPOINT, RELEASE, ROLLBACK TO
    Savepoint,
    /// `SET [SESSION | LOCAL] name = value`, name folded; RESET has no value.
    Set {
        name: String,
        value: Option<String>,
        local: bool,
    },
    /// SELECT, TABLE, VALUES, EXPLAIN, SHOW …: the relations read, and whether rows are locked
    /// (`FOR UPDATE`). `set_config` and `setval` calls are named.
    Select {
        reads: Vec<QualifiedName>,
        for_update: bool,
        functions: Vec<String>,
        literals: Vec<String>,
    },
    /// COPY … TO, PREPARE, LISTEN, …
    Session {
        what: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// The word that was written: an unknown `type:`, or a statement's first words.
    pub word: String,
    pub reason: String,
    pub table: Option<QualifiedName>,
}

impl Operation {
    /// The format's word: the source's, one of its additions, `other`, `none`, or `unknown`.
    pub fn word(&self) -> &'static str {
        match self {
            Operation::CreateTable(_) => "create_table",
            Operation::DropTable(_) => "drop_table",
            Operation::RenameTable(_) => "rename_table",
            Operation::AddColumn(_) => "add_column",
            Operation::DropColumn(_) => "drop_column",
            Operation::RenameColumn(_) => "rename_column",
            Operation::AlterColumn(_) => "alter_column",
            Operation::AddIndex(_) => "add_index",
            Operation::DropIndex(_) => "drop_index",
            Operation::AddConstraint(_) => "add_constraint",
            Operation::DropConstraint(_) => "drop_constraint",
            Operation::ValidateConstraint(_) => "validate_constraint",
            Operation::CreateEnum(_) => "create_enum",
            Operation::AlterEnum(_) => "alter_enum",
            Operation::DropEnum(_) => "drop_enum",
            Operation::BulkInsert(_) => "bulk_insert",
            Operation::BulkUpdate(_) => "bulk_update",
            Operation::BulkDelete(_) => "bulk_delete",
            Operation::Other(_) => "other",
            Operation::NoChange(_) => "none",
            Operation::Unknown(_) => "other",
        }
    }

    /// The table (or view, or sequence) that the operation is about. `None` where there is none,
    /// or several.
    pub fn table(&self) -> Option<&QualifiedName> {
        match self {
            Operation::CreateTable(it) => Some(&it.table),
            Operation::DropTable(it) => Some(&it.table),
            Operation::RenameTable(it) => Some(&it.table),
            Operation::AddColumn(it) => Some(&it.table),
            Operation::DropColumn(it) => Some(&it.table),
            Operation::RenameColumn(it) => Some(&it.table),
            Operation::AlterColumn(it) => Some(&it.table),
            Operation::AddIndex(it) => Some(&it.table),
            Operation::DropIndex(it) => it.table.as_ref(),
            Operation::AddConstraint(it) => Some(&it.table),
            Operation::DropConstraint(it) => Some(&it.table),
            Operation::ValidateConstraint(it) => Some(&it.table),
            Operation::BulkInsert(it) => Some(&it.table),
            Operation::BulkUpdate(it) => Some(&it.table),
            Operation::BulkDelete(it) => Some(&it.table),
            Operation::Unknown(it) => it.table.as_ref(),
            Operation::CreateEnum(_)
            | Operation::AlterEnum(_)
            | Operation::DropEnum(_)
            | Operation::NoChange(_) => None,
            Operation::Other(it) => it.table(),
        }
    }

    /// The column that the operation is about.
    pub fn column(&self) -> Option<&Name> {
        match self {
            Operation::AddColumn(it) => Some(&it.column.name),
            Operation::DropColumn(it) => Some(&it.column),
            Operation::RenameColumn(it) => Some(&it.column),
            Operation::AlterColumn(it) => Some(&it.column),
            Operation::CreateTable(_)
            | Operation::DropTable(_)
            | Operation::RenameTable(_)
            | Operation::AddIndex(_)
            | Operation::DropIndex(_)
            | Operation::AddConstraint(_)
            | Operation::DropConstraint(_)
            | Operation::ValidateConstraint(_)
            | Operation::CreateEnum(_)
            | Operation::AlterEnum(_)
            | Operation::DropEnum(_)
            | Operation::BulkInsert(_)
            | Operation::BulkUpdate(_)
            | Operation::BulkDelete(_)
            | Operation::Other(_)
            | Operation::NoChange(_)
            | Operation::Unknown(_) => None,
        }
    }
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
