//! Trees to operations and specification.
//!
//! YAML and SQL are lowered into the same [`crate::operation::Operation`]s. Never fails: what
//! cannot be understood becomes [`crate::operation::Operation::Unknown`] and a problem with a
//! range.

pub(crate) mod alembic;
mod compare;
mod concatenated;
pub(crate) mod details;
pub(crate) mod dialect;
mod document;
pub mod expression;
mod fragment;
mod near;
mod operation;
pub(crate) mod python;
mod reader;
mod request;
mod revision;
pub(crate) mod section;
mod specification;
pub(crate) mod sql;
mod surroundings;
#[cfg(test)]
mod tests;
mod written;
pub(crate) mod yaml;

use syntax::{Language, OffsetMap, TextRange, TextSize};

use crate::document::{Document, DocumentKind, Migration, MigrationSource};
use crate::operation::Change;
use crate::schema::SchemaReading;

pub use concatenated::is_version_table;
pub use details::keys as detail_keys;
pub use near::nearest;
pub use operation::{ADDED_WORDS, SOURCE_WORDS, words};
pub use yaml::{RECORD, SKILL, SPECIFICATION};

/// Reads a whole file.
pub fn lower(text: &str, language: Language) -> Document {
    match language {
        Language::Markdown => document::markdown(text),
        Language::Yaml => yaml_file(text),
        Language::Sql => sql_file(text),
        Language::Python => revision::python(text),
    }
}

/// What was read of a document, for [`lower_again`].
#[derive(Debug)]
pub struct Kept(Option<document::Kept>);

/// Reads a whole file of which an earlier text is known, together with what was kept when that was
/// read: the same as [`lower`], but what the edit leaves alone is not read again.
pub fn lower_again(
    text: &str,
    language: Language,
    before: Option<(&str, &Kept)>,
) -> (Document, Kept) {
    if language != Language::Markdown {
        return (lower(text, language), Kept(None));
    }
    let before = before.and_then(|(text, kept)| Some((text, kept.0.as_ref()?)));
    let (document, kept) = document::again(text, before);
    (document, Kept(Some(kept)))
}

/// A script's statements as changes, ranges in `text`. Statements that are not understood come
/// as [`crate::operation::Operation::Unknown`].
pub fn sql_changes(text: &str) -> Vec<Change> {
    sql::changes(text, &OffsetMap::identity(TextSize::of(text))).changes
}

fn empty(language: Language) -> Document {
    Document {
        language,
        kind: DocumentKind::Foreign,
        migrations: Vec::new(),
        schema: SchemaReading::default(),
        requests: Vec::new(),
        records: Vec::new(),
        comments: Vec::new(),
        inferred: Vec::new(),
        syntax_errors: Vec::new(),
        errors: Vec::new(),
    }
}

fn yaml_file(text: &str) -> Document {
    let stream = yaml::stream(text, &OffsetMap::identity(TextSize::of(text)), true);
    let mut res = empty(Language::Yaml);
    res.comments = stream.comments;
    // Other tools' files are theirs: not even their mistakes are told.
    if !stream.ours {
        return res;
    }
    res.syntax_errors = stream.syntax_errors;
    res.kind = if !stream.migrations.is_empty() {
        DocumentKind::MigrationSpecification
    } else if !stream.requests.is_empty() {
        DocumentKind::MigrationRequest
    } else if !stream.records.is_empty() {
        DocumentKind::ExecutionRecord
    } else {
        DocumentKind::MigrationSpecification
    };
    res.migrations = stream.migrations;
    res.requests = stream.requests;
    res.records = stream.records;
    res.errors = stream.errors;
    res
}

/// A script is one migration; a file without a statement is none.
fn sql_file(text: &str) -> Document {
    let script = sql::changes(text, &OffsetMap::identity(TextSize::of(text)));
    let mut res = empty(Language::Sql);
    res.kind = DocumentKind::Sql;
    res.syntax_errors = script.syntax_errors;
    res.errors = script.errors;
    if !script.changes.is_empty() {
        let (upgrade, downgrade) = document::directions(
            script.changes,
            script
                .comments
                .iter()
                .filter(|it| section::is_tool_mark(&it.text)),
        );
        res.migrations.push(Migration {
            source: MigrationSource::Script,
            range: TextRange::up_to(TextSize::of(text)),
            surroundings: surroundings::of_script(&upgrade, &downgrade),
            begins: concatenated::begins(&upgrade, &script.comments),
            upgrade,
            downgrade,
        });
    }
    res.comments = script.comments;
    res
}
