//! A database spec to a catalog: what a Markdown document describes as state.
//!
//! One file per form that authors use; [`merge`] makes one table of all that is said about it.
//! Never reads examples, seed data, request models or ideas for later as tables, and never fills
//! in what the spec does not say.

mod bullets;
mod cell;
mod column_table;
mod diagram;
mod heading;
mod lines;
mod located;
mod merge;
mod section;
mod sql_ddl;
mod sqlmodel;
mod type_text;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use syntax::TextRange;
use syntax::markdown::{BlockKind, Markdown};

use crate::catalog::{Catalog, Knowledge, Table, key};
use crate::operation::ConstraintKind;

/// What a spec describes.
#[derive(Debug, Clone, Default)]
pub struct SchemaReading {
    pub tables: Vec<Arc<ReadTable>>,
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
    /// Boxes drawn with characters; they break names and leave out types.
    Ascii,
}

/// Reads what a document describes as state. `text` is the document that `markdown` was read
/// from. Never fails.
pub fn read(markdown: &Markdown, text: &str) -> SchemaReading {
    let mut found = merge::Found::default();
    let mut walk = section::Walk::default();
    for block in &markdown.blocks {
        match &block.kind {
            BlockKind::Heading { level, inline } => {
                walk.heading(*level, inline, text);
                found.rows(&walk, inline, text);
            }
            BlockKind::Paragraph(inline) => {
                walk.paragraph(inline, text);
                if !walk.excluded() {
                    found.rows(&walk, inline, text);
                    lines::paragraph(inline, &walk, text, &mut found);
                }
            }
            BlockKind::Table(table) if !walk.excluded() => {
                column_table::read(table, &walk, text, &mut found);
            }
            BlockKind::List(items) if !walk.excluded() => {
                bullets::read(items, &walk, text, &mut found);
            }
            BlockKind::Fence(fence) if !walk.excluded() => match fence.language.as_str() {
                "mermaid" => diagram::mermaid(fence, &mut found),
                "python" | "py" | "python3" => sqlmodel::read(fence, &mut found),
                _ if sql_ddl::is_sql(fence) => sql_ddl::read(fence, &walk, &mut found),
                "" | "text" | "txt" | "plaintext" | "schema" | "ascii" => {
                    diagram::plain(fence, &walk, &mut found);
                }
                _ => {}
            },
            BlockKind::Table(_)
            | BlockKind::List(_)
            | BlockKind::Fence(_)
            | BlockKind::FrontMatter(_)
            | BlockKind::Comment(_) => {}
        }
    }
    SchemaReading {
        tables: found.finish().into_iter().map(Arc::new).collect(),
    }
}

/// The catalog that a reading describes, every table with [`Knowledge::Described`]. Of two tables
/// with the same key the first stays. Foreign keys with no target are left out.
pub fn to_catalog(reading: &SchemaReading) -> Catalog {
    let mut tables: BTreeMap<String, Arc<Table>> = BTreeMap::new();
    for read in &reading.tables {
        let mut table = read.table.clone();
        table.knowledge = Knowledge::Described;
        for column in &mut table.columns {
            if column
                .references
                .as_ref()
                .is_some_and(|it| it.table.name.text.is_empty())
            {
                column.references = None;
            }
        }
        table.constraints.retain(|it| {
            !matches!(&it.constraint.kind, ConstraintKind::ForeignKey { references, .. }
                if references.table.name.text.is_empty())
        });
        tables
            .entry(key(&table.name))
            .or_insert_with(|| Arc::new(table));
    }
    Catalog {
        tables: Arc::new(tables),
        ..Catalog::default()
    }
}
