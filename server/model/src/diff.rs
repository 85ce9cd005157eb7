//! Two described schemas to the operations that lead from the one to the other.
//!
//! Most specs describe a state and are edited in place: what an edit changes is found by comparing
//! the text with its own earlier version, or with what a chain of specifications builds
//! ([`built`]). Moving text, reordering columns, rewording and changing one form into another are
//! no change, and neither is silence: what one side does not say is not compared. Must never
//! decide silently that a column was renamed: every likeness is told as a [`Rename`], with the
//! reading that was chosen, and can be read the other way.
//!
//! Spans of an operation stand in the new text; what is gone stands where it is shown
//! ([`Found::at`]).

mod enums;
mod likeness;
mod pairing;
mod place;
mod sameness;
mod table;
#[cfg(test)]
mod tests;
mod told;
mod vocabulary;

use std::sync::Arc;

use syntax::TextRange;

pub use enums::with_enum_types;

use crate::catalog::{Catalog, Knowledge, key};
use crate::name::{Name, QualifiedName};
use crate::operation::{Change, Operation, Part};
use crate::schema::{Form, ReadTable, SchemaReading};

/// A schema as one document describes it.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub reading: &'a SchemaReading,
    /// The document that `reading` was read from; empty where there is none ([`built`]).
    pub text: &'a str,
    /// It says everything there is, as a script or a chain does: what it does not say does not
    /// exist. A spec is never whole.
    pub whole: bool,
}

impl<'a> Side<'a> {
    /// A database spec.
    pub fn spec(reading: &'a SchemaReading, text: &'a str) -> Side<'a> {
        Side {
            reading,
            text,
            whole: false,
        }
    }

    /// What statements build, as [`built`] tells it.
    pub fn built(reading: &'a SchemaReading) -> Side<'a> {
        Side {
            reading,
            text: "",
            whole: true,
        }
    }
}

/// What leads from the old to the new.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diff {
    /// In an order in which they can run: tables that come, the changes of each table, tables
    /// that go.
    pub changes: Vec<Found>,
    /// Everything that may have been renamed, read as chosen.
    pub renames: Vec<Rename>,
    /// New documents that describe no table any more although the old ones did: nothing is
    /// concluded from that, and it must be said.
    pub emptied: Vec<usize>,
}

/// One change that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub operation: Operation,
    /// The new document that it was found in, by its place in the argument.
    pub document: usize,
    /// The edited cell, bullet or line in that document; for what is gone, the place that still
    /// names it, or the heading of its table. Empty only when the document is.
    pub at: TextRange,
    /// What stood there before: the old document, and where in it. `None` for what is new.
    pub was: Option<(usize, TextRange)>,
    /// What it is about where the operation has no place for it: the column whose type lists the
    /// words of an `alter_enum`.
    pub column: Option<(QualifiedName, Name)>,
    /// It is read so because of a likeness: the place in [`Diff::renames`].
    pub rename: Option<usize>,
}

/// Something gone and something new that may be one and the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Rename {
    /// The table as it is called now; for a table that may have been renamed, its new name.
    pub table: QualifiedName,
    pub kind: Renamed,
    pub from: Name,
    /// With its range in the new document.
    pub to: Name,
    /// Name, type and place speak for a renaming; otherwise it is only possible.
    pub likely: bool,
    /// How it is read.
    pub choice: Choice,
    pub document: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renamed {
    Table,
    Column,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Rename,
    DropAndAdd,
}

impl Rename {
    /// What is chosen unless somebody says otherwise: a likely one is a renaming, a merely
    /// possible one is not.
    pub fn by_likeness(&self) -> Choice {
        if self.likely {
            Choice::Rename
        } else {
            Choice::DropAndAdd
        }
    }
}

impl Found {
    /// The table that the change is about.
    pub fn table(&self) -> Option<&QualifiedName> {
        let own = self.column.as_ref().map(|(table, _)| table);
        own.or_else(|| self.operation.table())
    }

    /// The column that the change is about.
    pub fn column(&self) -> Option<&Name> {
        let own = self.column.as_ref().map(|(_, column)| column);
        own.or_else(|| self.operation.column())
    }

    /// As a change of a migration, standing where it is shown.
    pub fn to_change(&self) -> Change {
        Change {
            range: self.at,
            focus: self.at,
            parts: vec![Part {
                range: self.at,
                statement: 0,
                operation: self.operation.clone(),
            }],
            from_sql: false,
            data_migration: None,
            sql: None,
        }
    }
}

/// What leads from one document to another. `choose` decides how each likeness is read
/// ([`Rename::by_likeness`] where nobody has decided).
pub fn diff(old: Side<'_>, new: Side<'_>, choose: &dyn Fn(&Rename) -> Choice) -> Diff {
    diff_documents(&[old], &[new], choose)
}

/// As [`diff`], between several documents: those at the same place of both lists are versions of
/// one document (an empty reading where there is none). A table that went from one document into
/// another has moved, and one that another document still describes is not gone.
pub fn diff_documents(
    old: &[Side<'_>],
    new: &[Side<'_>],
    choose: &dyn Fn(&Rename) -> Choice,
) -> Diff {
    let before = told::all(old);
    let after = told::all(new);
    let mut out = Diff::default();
    let pairing = pairing::tables(&before, &after, choose, &mut out.renames);
    let finder = table::Finder::new(old, new, &before, &after, &pairing);
    finder.enums(&mut out);
    finder.created(&mut out);
    for pair in &pairing.pairs {
        finder.pair(pair, choose, &mut out);
    }
    finder.gone(&mut out);
    out
}

/// The tables that statements have built, as a reading that can be compared; those known from
/// hearsay are left out.
pub fn built(catalog: &Catalog) -> SchemaReading {
    let tables = catalog.tables.values();
    let complete = tables.filter(|it| it.knowledge == Knowledge::Complete && !it.is_partition);
    SchemaReading {
        tables: complete
            .map(|table| {
                Arc::new(ReadTable {
                    table: table.as_ref().clone(),
                    aliases: Vec::new(),
                    named_at: table.defined_at,
                    form: Form::Sql,
                    sources: Vec::new(),
                })
            })
            .collect(),
        enums: catalog.objects.enums.clone(),
        ..SchemaReading::default()
    }
}

/// The state that an old side describes, in which what was found is judged.
pub fn catalog_of(sides: &[Side<'_>]) -> Catalog {
    let mut catalog = Catalog::default();
    for side in sides {
        let described = crate::schema::to_catalog(side.reading);
        let tables = Arc::make_mut(&mut catalog.tables);
        for table in described.tables.values() {
            tables
                .entry(key(&table.name))
                .or_insert_with(|| table.clone());
        }
        let enums = side.reading.enums.iter();
        Arc::make_mut(&mut catalog.objects)
            .enums
            .extend(enums.map(|(name, it)| (name.clone(), it.clone())));
    }
    catalog
}
