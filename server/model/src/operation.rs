//! The verbs: one variant for each thing that can be done to a schema.
//!
//! YAML and SQL are lowered into the same operations, so that facts, risk, rules and plans are
//! written once. Every match on [`Operation`] names every variant.

mod other;

use syntax::TextRange;

use crate::name::{Name, QualifiedName};
use crate::types::ColumnType;

pub use other::{
    ClusterWide, DomainAction, ObjectKind, Other, PartitionBound, ReindexTarget, SequenceAction,
    ViewColumn, Volatility,
};

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
#[allow(
    clippy::large_enum_variant,
    reason = "changes are few; a box in every pattern is not"
)]
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
    /// `FOR VALUES …` of a partition.
    pub bound: Option<PartitionBound>,
    /// `PARTITION BY …`: the key columns (expressions by the columns they mention).
    pub partition_by: Option<Vec<Name>>,
    /// `AS SELECT …` or `SELECT … INTO`: the relations read. Empty for a table in prose whose
    /// columns are not said.
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
    /// `CONSTRAINT name` before PRIMARY KEY.
    pub key_name: Option<Name>,
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
            key_name: None,
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
            || self.nullable.is_none() && self.ty.as_ref().is_some_and(ColumnType::is_serial)
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

impl Constraint {
    /// What a foreign key refers to; `None` for other kinds.
    pub fn references(&self) -> Option<&References> {
        if let ConstraintKind::ForeignKey { references, .. } = &self.kind {
            return Some(references);
        }
        None
    }
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

impl ConstraintKind {
    /// Two keys on the same columns, or two references from the same columns to the same ones.
    pub fn is_same_key(&self, other: &ConstraintKind) -> bool {
        let texts = |it: &[Name]| -> Vec<String> { it.iter().map(|it| it.text.clone()).collect() };
        if let (
            ConstraintKind::PrimaryKey { columns: a, .. },
            ConstraintKind::PrimaryKey { columns: b, .. },
        )
        | (
            ConstraintKind::Unique { columns: a, .. },
            ConstraintKind::Unique { columns: b, .. },
        ) = (self, other)
        {
            return texts(a) == texts(b);
        }
        if let (
            ConstraintKind::ForeignKey {
                columns: a,
                references: to,
            },
            ConstraintKind::ForeignKey {
                columns: b,
                references: too,
            },
        ) = (self, other)
        {
            return texts(a) == texts(b) && to.table == too.table;
        }
        false
    }
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
    /// `NULLS NOT DISTINCT`, `WITH (…)` and `TABLESPACE`, as written.
    pub attributes: Option<String>,
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
