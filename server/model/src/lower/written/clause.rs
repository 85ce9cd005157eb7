//! A clause's verb, objects and table as an operation.

use syntax::TextRange;

use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddColumn, AddConstraint, AddIndex, AlterColumn, Column, ColumnAction, Constraint,
    ConstraintKind, CreateTable, DropColumn, DropTable, IndexKey, Operation, RenameColumn,
    RenameTable, Unknown,
};
use crate::types::ColumnType;

/// What a clause does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lower) enum Verb {
    Add,
    Drop,
    Rename,
    Change,
}

/// What it does it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lower) enum Object {
    Table,
    Column,
    Index,
    ForeignKey,
    Unique,
}

/// The verb that a clause begins with.
pub(super) fn verb(word: &str) -> Option<Verb> {
    let word = word.to_ascii_lowercase();
    let list = [
        (
            Verb::Add,
            "add adds added adding create creates created creating introduce introduces introduced new",
        ),
        (
            Verb::Drop,
            "drop drops dropped dropping remove removes removed removing delete deleted",
        ),
        (Verb::Rename, "rename renames renamed renaming"),
        (
            Verb::Change,
            "change changes changed changing alter alters altered convert converts converted \
             modify modified make makes made set widen widens widened increase increased extend extended \
             relax relaxed tighten",
        ),
    ];
    list.iter()
        .find(|(_, words)| words.split_whitespace().any(|it| it == word))
        .map(|it| it.0)
}

/// The kind that a word names.
pub(super) fn object(word: &str) -> Option<Object> {
    match word.to_ascii_lowercase().as_str() {
        "table" | "tables" | "entity" | "entities" | "model" | "models" => Some(Object::Table),
        "column" | "columns" | "field" | "fields" | "attribute" | "attributes" => {
            Some(Object::Column)
        }
        "index" | "indexes" | "indices" => Some(Object::Index),
        _ => None,
    }
}

/// Words that say that the clause is about something outside of the schema, or only advice.
pub(super) fn is_other(word: &str) -> bool {
    const WORDS: &str = "query queries filter filters where endpoint endpoints api request requests response \
         validation test tests env header headers file files script scripts directory folder function functions \
         trigger triggers policy policies middleware import imports service services page pages route routes \
         migration migrations backup branch user users' docs documentation code class method role roles guard \
         guards extension view views procedure schema database connection relation relations relationship relationships \
         necessary appropriate required-by all every types enums";
    let word = word.to_ascii_lowercase();
    WORDS.split_whitespace().any(|it| it == word)
}

/// A name that could be a table's or column's.
pub(super) fn is_name(word: &str) -> bool {
    let plain = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        && word.matches('.').count() <= 1
        && !word.ends_with('.');
    let file = word.rsplit_once('.').is_some_and(|(_, ending)| {
        matches!(
            ending,
            "py" | "ts"
                | "js"
                | "sql"
                | "md"
                | "json"
                | "yaml"
                | "yml"
                | "toml"
                | "prisma"
                | "env"
                | "ini"
                | "tsx"
                | "txt"
                | "sh"
        )
    });
    plain && !file
}

/// A new table whose columns are not said.
pub(super) fn empty_table(name: Name) -> CreateTable {
    CreateTable {
        table: QualifiedName::new(None, name),
        if_not_exists: false,
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        temporary: false,
        unlogged: false,
        like: Vec::new(),
        like_indexes: false,
        inherits: Vec::new(),
        partition_of: None,
        default_partition: false,
        bound: None,
        partition_by: None,
        as_select: Some(Vec::new()),
    }
}

pub(super) fn drop_table(name: Name) -> Operation {
    Operation::DropTable(DropTable {
        table: QualifiedName::new(None, name),
        if_exists: false,
        cascade: false,
    })
}

pub(super) fn rename_table(name: Name, to: Name) -> Operation {
    Operation::RenameTable(RenameTable {
        table: QualifiedName::new(None, name),
        to,
        if_exists: false,
    })
}

pub(super) fn add_column(table: QualifiedName, column: Column) -> Operation {
    Operation::AddColumn(AddColumn {
        table,
        if_table_exists: false,
        only: false,
        if_not_exists: false,
        column,
        constraints: Vec::new(),
    })
}

pub(super) fn drop_column(table: QualifiedName, column: Name) -> Operation {
    Operation::DropColumn(DropColumn {
        table,
        column,
        if_exists: false,
        cascade: false,
    })
}

pub(super) fn rename_column(table: QualifiedName, column: Name, to: Name) -> Operation {
    Operation::RenameColumn(RenameColumn { table, column, to })
}

/// `existing_type`: the type that is said to stand there now.
pub(super) fn alter_column(
    table: QualifiedName,
    column: Name,
    action: ColumnAction,
    existing_type: Option<ColumnType>,
) -> Operation {
    Operation::AlterColumn(AlterColumn {
        table,
        only: false,
        column,
        action,
        existing_type,
        existing_nullable: None,
    })
}

pub(super) fn add_index(
    table: QualifiedName,
    name: Option<Name>,
    columns: Vec<Name>,
    unique: bool,
    range: TextRange,
) -> Operation {
    let keys = columns
        .into_iter()
        .map(|it| IndexKey {
            text: it.text.clone(),
            columns: vec![it.text.clone()],
            column: Some(it),
        })
        .collect();
    Operation::AddIndex(AddIndex {
        name,
        table,
        only: false,
        if_not_exists: false,
        unique,
        concurrently: false,
        keys,
        include: Vec::new(),
        method: None,
        predicate: None,
        attributes: None,
        range,
    })
}

pub(super) fn add_unique(table: QualifiedName, columns: Vec<Name>, range: TextRange) -> Operation {
    let kind = ConstraintKind::Unique {
        columns,
        using_index: None,
        nulls_not_distinct: false,
    };
    constrain(table, kind, range)
}

fn constrain(table: QualifiedName, kind: ConstraintKind, range: TextRange) -> Operation {
    Operation::AddConstraint(AddConstraint {
        table,
        only: false,
        constraint: Constraint {
            name: None,
            kind,
            not_valid: false,
            not_enforced: false,
            deferrable: false,
            no_inherit: false,
            range,
        },
    })
}

/// Puts the table that was inferred into an operation that left it open.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "sentences leave the table open in these alone"
)]
pub(super) fn with_table(mut operation: Operation, table: &str) -> Operation {
    let open = match &mut operation {
        Operation::AddColumn(it) => &mut it.table,
        Operation::DropColumn(it) => &mut it.table,
        Operation::RenameColumn(it) => &mut it.table,
        Operation::AlterColumn(it) => &mut it.table,
        Operation::AddIndex(it) => &mut it.table,
        Operation::AddConstraint(it) => &mut it.table,
        _ => return operation,
    };
    *open = QualifiedName::generated(table);
    operation
}

/// A change whose table is not said and could be any.
pub(super) fn not_analysed(operation: &Operation) -> Operation {
    Operation::Unknown(Unknown {
        word: operation.word().to_owned(),
        reason: "which table it means is not said".to_owned(),
        table: None,
    })
}
