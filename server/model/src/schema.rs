//! A database spec to a catalog: what a Markdown document describes as state.
//!
//! One file per form that authors use; [`merge`] makes one table of all that is said about it.
//! Never reads examples, seed data, request models or ideas for later as tables, and never fills
//! in what the spec does not say.

mod bullets;
mod cell;
mod column_table;
mod contradiction;
mod diagram;
pub(crate) mod gather;
mod heading;
mod home;
mod lines;
pub(crate) mod located;
mod merge;
mod prisma;
pub(crate) mod section;
mod sql_ddl;
mod sqlmodel;
#[cfg(test)]
mod tests;
mod type_text;
mod typeorm;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use syntax::TextRange;
use syntax::markdown::{BlockKind, Markdown};

use crate::catalog::{Catalog, EnumType, Index, Knowledge, Table, key};
use crate::document::Inference;
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddIndex, Change, Column, Constraint, ConstraintKind, CreateTable, Operation, References,
};

pub(crate) use gather::{Gathered, Gatherer};

/// What a spec describes.
#[derive(Debug, Clone, Default)]
pub struct SchemaReading {
    pub tables: Vec<Arc<ReadTable>>,
    /// `CREATE TYPE … AS ENUM` in fences, by key as in [`key`].
    pub enums: BTreeMap<String, EnumType>,
    /// Where forms disagree about a column.
    pub contradictions: Vec<Contradiction>,
    /// Tables and columns whose belonging was concluded.
    pub inferred: Vec<Inference>,
}

/// Two forms of one document say different things of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// `users.email`.
    pub column: String,
    /// What the form that decides says, and where.
    pub here: String,
    pub at: TextRange,
    /// What the other form says, and where.
    pub there: String,
    pub other: TextRange,
    /// The other form.
    pub form: Form,
}

/// A table, and where each thing was read from.
///
/// What the author said stands in [`Table`] as he spelled it: `ty.text` and `default.text` are
/// verbatim, `nullable` is `None` where the spec is silent (SQL is not: no NOT NULL means
/// nullable). Single-column facts stand on the column; constraints over several columns and
/// explicit CHECKs stand in [`Table::constraints`] with an empty name unless one is given.
/// [`crate::catalog::Index::name`] is empty where none is given, its keys are empty where only
/// the name is. A foreign key whose target is not said has [`crate::operation::References`] with
/// an empty table name.
#[derive(Debug, Clone)]
pub struct ReadTable {
    /// With [`crate::catalog::Knowledge::Described`].
    pub table: Table,
    /// Other names that the file uses for it.
    pub aliases: Vec<String>,
    /// The heading, list item or statement that names it.
    pub named_at: TextRange,
    /// The form it was read from; of several, the one that decides.
    pub form: Form,
    /// Every form that tells of it, and where.
    pub sources: Vec<(Form, TextRange)>,
}

impl ReadTable {
    /// The form that a place of the document belongs to.
    pub fn form_at(&self, place: TextRange) -> Form {
        self.sources
            .iter()
            .filter(|it| it.1.contains_range(place))
            .min_by_key(|it| it.1.len())
            .map_or(self.form, |it| it.0)
    }
}

/// The forms that authors use, the one that decides first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    Sql,
    ColumnTable,
    Bullets,
    /// `users (id UUID, …)` in a fence, a mermaid diagram.
    Diagram,
    SqlModel,
    TypeOrm,
    Prisma,
    /// Alembic's `op.create_table(…)`.
    Alembic,
    /// Boxes drawn with characters; they break names and leave out types.
    Ascii,
}

/// Reads what a document describes as state. `text` is the document that `markdown` was read
/// from. Never fails.
pub fn read(markdown: &Markdown, text: &str) -> SchemaReading {
    let mut gatherer = Gatherer::default();
    let gathered = gatherer.section(&markdown.blocks, text);
    finish(vec![Arc::new(gathered)], &|fence| {
        changes_of(markdown, fence)
    })
}

/// What the sections of a document, in order, describe together. `changes` answers those of an
/// SQL fence, by its block.
pub(crate) fn finish(
    sections: Vec<Arc<Gathered>>,
    changes: &dyn Fn(TextRange) -> Vec<Change>,
) -> SchemaReading {
    let mut drafts = merge::Drafts::default();
    for section in sections {
        // Only what nobody keeps is taken without a copy.
        match Arc::try_unwrap(section) {
            Ok(own) => own
                .into_told()
                .into_iter()
                .for_each(|it| drafts.take(it, changes)),
            Err(kept) => kept
                .told()
                .iter()
                .for_each(|it| drafts.take(it.clone(), changes)),
        }
    }
    let enums = std::mem::take(&mut drafts.enums);
    let finished = drafts.finish();
    SchemaReading {
        tables: finished.tables.into_iter().map(Arc::new).collect(),
        enums,
        contradictions: finished.contradictions,
        inferred: finished.inferred,
    }
}

/// What one form says of a table before all of them become one, SQL aside: where its names stand.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// The table that it became.
    pub(crate) owner: QualifiedName,
    /// The heading, list item or line that names it; empty for statements about a table.
    pub(crate) named_at: TextRange,
    /// The table's name, as this form has it.
    pub(crate) tables: Vec<Name>,
    pub(crate) columns: Vec<Column>,
    /// Columns that are named besides: by an index.
    pub(crate) uses: Vec<Name>,
    pub(crate) indexes: Vec<Name>,
    pub(crate) constraints: Vec<Constraint>,
}

/// Everything that the forms other than SQL tell, in no order.
pub(crate) fn places(markdown: &Markdown, text: &str) -> Vec<Places> {
    let mut drafts = merge::Drafts::default();
    let gathered = Gatherer::default().section(&markdown.blocks, text);
    for told in gathered.into_told() {
        drafts.take(told, &|fence| changes_of(markdown, fence));
    }
    drafts.places()
}

fn changes_of(markdown: &Markdown, fence: TextRange) -> Vec<Change> {
    let block = markdown.blocks.iter().find(|it| it.range == fence);
    let Some(BlockKind::Fence(fence)) = block.map(|it| &it.kind) else {
        return Vec::new();
    };
    sql_ddl::changes(fence)
}

/// The catalog that a reading describes, with the constraints and indexes that PostgreSQL would
/// make of it. Every table has [`Knowledge::Described`]; of two with the same key the first
/// stays. Foreign keys with no target and indexes with no columns are left out.
pub fn to_catalog(reading: &SchemaReading) -> Catalog {
    let mut catalog = Catalog::default();
    for read in &reading.tables {
        let mut create = creation(&read.table);
        for references in create
            .columns
            .iter_mut()
            .filter_map(|it| it.references.as_mut())
        {
            // A class is referred to by its own name.
            let named = &mut references.table.name;
            let known = reading
                .tables
                .iter()
                .find(|it| it.aliases.contains(&named.text));
            if let Some(known) = known {
                named.text.clone_from(&known.table.name.name.text);
            }
        }
        catalog.apply_operation(&Operation::CreateTable(create));
        for index in read.table.indexes.iter().filter(|it| !it.keys.is_empty()) {
            let index = addition(&read.table, index);
            catalog.apply_operation(&Operation::AddIndex(index));
        }
    }
    let tables = Arc::make_mut(&mut catalog.tables);
    for read in reading.tables.iter().rev() {
        if let Some(table) = tables.get_mut(&key(&read.table.name)) {
            let table = Arc::make_mut(table);
            table.knowledge = Knowledge::Described;
            table.new = false;
            table.has_rows = None;
            table.rows = read.table.rows;
            table.defined_at = read.table.defined_at;
        }
    }
    Arc::make_mut(&mut catalog.objects).enums = reading.enums.clone();
    catalog
}

/// What a table says of itself, as the statement that creates it.
pub(crate) fn creation(table: &Table) -> CreateTable {
    let said = |references: &References| !references.table.name.text.is_empty();
    let composite = table
        .constraints
        .iter()
        .any(|it| matches!(it.constraint.kind, ConstraintKind::PrimaryKey { .. }));
    let mut columns = table.columns.clone();
    for column in &mut columns {
        column.references = column.references.take().filter(said);
        // Its index stands among the table's.
        column.index = false;
        column.primary_key &= !composite;
    }
    let constraints = table
        .constraints
        .iter()
        .map(|it| it.constraint.clone())
        .filter(|it| match &it.kind {
            ConstraintKind::ForeignKey { references, .. } => said(references),
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => true,
        })
        .collect();
    CreateTable {
        table: table.name.clone(),
        if_not_exists: true,
        columns,
        constraints,
        indexes: Vec::new(),
        temporary: false,
        unlogged: table.unlogged,
        like: Vec::new(),
        like_indexes: false,
        inherits: Vec::new(),
        partition_of: None,
        default_partition: false,
        bound: None,
        partition_by: table.partition_by.clone(),
        as_select: None,
    }
}

/// Do two names mean the same table: but for case, underscores, and the plural?
pub(crate) fn same_table(a: &str, b: &str) -> bool {
    home::same(a, b)
}

/// The type that a text begins with, when its word is a known one; blanks skipped.
pub(crate) fn type_prefix(text: &str) -> Option<std::ops::Range<usize>> {
    let found = type_text::prefix(text)?;
    found.known.then_some(found.range)
}

/// What the words behind a column's name say of it.
pub(crate) struct Flags<'a> {
    facts: cell::Facts,
    located: &'a located::Located<'a>,
}

pub(crate) fn flags_of<'a>(
    located: &'a located::Located<'a>,
    part: std::ops::Range<usize>,
) -> Flags<'a> {
    let facts = cell::read(located.text, part, cell::Mode::Flags);
    Flags { facts, located }
}

impl Flags<'_> {
    pub(crate) fn apply(&self, column: &mut crate::operation::Column) {
        self.located.apply(&self.facts, column);
    }
}

fn addition(table: &Table, index: &Index) -> AddIndex {
    AddIndex {
        name: (!index.name.is_empty()).then(|| Name::generated(index.name.clone())),
        table: table.name.clone(),
        only: false,
        if_not_exists: true,
        unique: index.unique,
        concurrently: false,
        keys: index.keys.clone(),
        include: index.include.clone(),
        method: index.method.clone(),
        attributes: index.attributes.clone(),
        predicate: index.predicate.clone(),
        range: table.defined_at,
    }
}
