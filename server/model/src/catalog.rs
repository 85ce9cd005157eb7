//! The state of a schema: tables, columns, indexes, constraints, types; and `apply`.
//!
//! Persistent: a clone shares its tables, so that the state before every migration can be kept.
//! Knows what it does not know: a table that only a spec describes, or that a statement merely
//! mentions, is marked so, and nothing is concluded from its silence.

mod alter;
mod apply;
mod constraints;
mod names;
pub(crate) use names::rename_word;
mod objects;
mod query;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use syntax::TextRange;

use crate::name::{Name, QualifiedName};
use crate::operation::{
    Change, Column, Constraint, Expression, IndexKey, PartitionBound, ViewColumn, Volatility,
};
use crate::types::ColumnType;

pub use query::{ForeignKey, type_before};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalog {
    /// By name as in [`key`].
    pub tables: Arc<BTreeMap<String, Arc<Table>>>,
    pub objects: Arc<Objects>,
    /// `SET search_path`, or empty.
    pub search_path: Vec<String>,
    /// Somebody vouches that this is the whole state: what is not here does not exist. A script
    /// on its own says nothing about the tables it does not create.
    pub whole: bool,
}

/// Everything but tables; small, cloned when it changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Objects {
    pub enums: BTreeMap<String, EnumType>,
    pub domains: BTreeMap<String, Domain>,
    pub sequences: BTreeMap<String, Sequence>,
    pub views: BTreeMap<String, View>,
    pub functions: BTreeMap<String, Function>,
    /// Name → whether something is known to be in it.
    pub schemas: BTreeMap<String, bool>,
    pub extensions: BTreeMap<String, bool>,
    pub statistics: BTreeMap<String, Statistics>,
    pub publications: BTreeMap<String, Vec<String>>,
    /// Composite and other types.
    pub types: BTreeMap<String, bool>,
}

/// How much is known of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Knowledge {
    /// A statement mentions it, nothing describes it: any column may exist.
    #[default]
    Mentioned,
    /// A database spec describes it, perhaps not whole, perhaps already with the change.
    Described,
    /// Built by statements from CREATE TABLE on: what is not here does not exist.
    Complete,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub name: QualifiedName,
    pub knowledge: Knowledge,
    pub columns: Vec<Column>,
    /// Table-level and column-level constraints alike, with the names that PostgreSQL gives
    /// (`t_pkey`, `t_a_check`, `t_a_fkey`, `t_a_key`).
    pub constraints: Vec<TableConstraint>,
    pub indexes: Vec<Index>,
    pub triggers: Vec<Trigger>,
    pub policies: Vec<Policy>,
    pub rules: Vec<String>,
    pub row_security: bool,
    pub unlogged: bool,
    pub temporary: bool,
    /// `PARTITION BY` key columns.
    pub partition_by: Option<Vec<Name>>,
    /// Parent of a partition or of an inheritance child.
    pub parents: Vec<String>,
    pub is_partition: bool,
    pub default_partition: bool,
    pub bound: Option<PartitionBound>,
    /// Storage options that were set.
    pub options: Vec<String>,
    /// Statements on privileges and comments and on what columns have besides their type, as
    /// written and in order: what makes the table again beyond its shape. Forgotten when the
    /// table or a column that they name is renamed.
    pub said: Vec<String>,
    pub access_method: Option<String>,
    /// Created in the migration that is being judged, or in one that is applied nowhere: no rows,
    /// no readers. Cleared by [`Catalog::seal`].
    pub new: bool,
    /// Rows are known to be absent or present by the script itself: `Some(false)` after CREATE
    /// TABLE, `Some(true)` after an INSERT. `None`: not known.
    pub has_rows: Option<bool>,
    /// As the spec's own words say (`~2M rows`).
    pub rows: Option<u64>,
    /// Where it is defined, in the document it was read from.
    pub defined_at: TextRange,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TableConstraint {
    pub name: String,
    pub constraint: Constraint,
    /// NOT VALID until validated.
    pub validated: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    pub name: String,
    pub unique: bool,
    pub keys: Vec<IndexKey>,
    pub include: Vec<Name>,
    pub predicate: Option<Expression>,
    pub method: Option<String>,
    /// `NULLS NOT DISTINCT`, `WITH (…)` and `TABLESPACE`, as written.
    pub attributes: Option<String>,
    /// It belongs to a PRIMARY KEY, UNIQUE or EXCLUDE constraint of this name.
    pub constraint: Option<String>,
    /// `ON ONLY` a partitioned table, or left by a failed CONCURRENTLY.
    pub invalid: bool,
    /// The partitioned index it is attached to.
    pub parent: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    pub name: String,
    pub function: Option<String>,
    pub update_of: Vec<Name>,
    pub when: Option<Expression>,
    pub enabled: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub name: String,
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct EnumType {
    pub values: Vec<String>,
    pub new: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Domain {
    pub base: Option<ColumnType>,
    pub not_null: bool,
    pub default: Option<Expression>,
    /// name, expression, validated
    pub checks: Vec<(String, Expression, bool)>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sequence {
    /// `table.column` that owns it.
    pub owned_by: Option<(String, String)>,
    pub ty: Option<ColumnType>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    pub materialized: bool,
    pub reads: Vec<QualifiedName>,
    pub columns: Vec<ViewColumn>,
    /// The names of its output columns, where they can be told.
    pub output: Option<Vec<String>>,
    /// Unique indexes on a materialised view (REFRESH CONCURRENTLY needs one).
    pub unique_index: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Function {
    pub volatility: Volatility,
    pub returns: Option<String>,
    pub body: Option<String>,
    pub language: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statistics {
    pub tables: Vec<String>,
    pub columns: Vec<String>,
}

/// What did not fit when an operation was applied: the range is the name's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogProblem {
    pub kind: CatalogProblemKind,
    pub range: TextRange,
    /// The object, for the message: `users`, `users.phone`.
    pub object: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatalogProblemKind {
    /// Nothing known so far creates it. Only reported where the catalog would know.
    UnknownTable,
    UnknownColumn,
    UnknownConstraint,
    UnknownIndex,
    /// It is there already.
    Duplicate,
}

/// The key of a name: schema-qualified only where the name is and the schema is not `public`.
pub fn key(name: &QualifiedName) -> String {
    match &name.schema {
        Some(schema) if schema.text != "public" => format!("{}.{}", schema.text, name.name.text),
        _ => name.name.text.clone(),
    }
}

impl Catalog {
    /// The table a statement means: by key, then without or with any schema when that is
    /// unambiguous, then without regard to case (specs and YAML are written loosely).
    pub fn table(&self, name: &QualifiedName) -> Option<&Arc<Table>> {
        self.find_table(name).map(|(_, table)| table)
    }

    /// Applies every part of a change, in order. Returns what did not fit; everything else is
    /// applied all the same. An unknown table that is altered is added as [`Knowledge::Mentioned`].
    pub fn apply(&mut self, change: &Change) -> Vec<CatalogProblem> {
        let problems = change
            .parts
            .iter()
            .flat_map(|it| self.apply_operation(&it.operation))
            .collect();
        self.keep_said(change);
        problems
    }

    /// Marks every table and type as old: the migration that created them is applied somewhere,
    /// and an application may have written to them since.
    pub fn seal(&mut self) {
        let stale = |it: &Arc<Table>| it.new || it.has_rows == Some(false);
        if self.tables.values().any(stale) {
            for table in Arc::make_mut(&mut self.tables).values_mut() {
                if stale(table) {
                    let table = Arc::make_mut(table);
                    table.new = false;
                    table.has_rows = table.has_rows.filter(|&it| it);
                }
            }
        }
        if self.objects.enums.values().any(|it| it.new) {
            for it in Arc::make_mut(&mut self.objects).enums.values_mut() {
                it.new = false;
            }
        }
    }
}

impl Table {
    /// The column of a name, exactly or else without regard to case.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let exact = self.columns.iter().find(|it| it.name.text == name);
        exact.or_else(|| {
            self.columns
                .iter()
                .find(|it| it.name.text.eq_ignore_ascii_case(name))
        })
    }
}
