//! A database spec to a catalog: what a Markdown document describes as state.

use std::sync::Arc;

use syntax::TextRange;

use crate::catalog::Table;

/// What a spec describes.
#[derive(Debug, Clone, Default)]
pub struct SchemaReading {
    pub tables: Vec<Arc<ReadTable>>,
}

/// A table, and where each thing was read from.
#[derive(Debug, Clone)]
pub struct ReadTable {
    /// With [`crate::catalog::Knowledge::Described`].
    pub table: Table,
    /// Other names that the file uses for it.
    pub aliases: Vec<String>,
    /// The heading, list item or statement that names it.
    pub named_at: TextRange,
    /// The form it was read from.
    pub form: Form,
}

/// The forms that authors use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    ColumnTable,
    Bullets,
    Sql,
}
