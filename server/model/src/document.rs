//! One file as a whole: what it is, the migrations in it, the schema it describes.

use std::sync::Arc;

use syntax::{Language, SyntaxError, TextRange};

use crate::diff::Rename;
use crate::operation::Change;
use crate::risk::Surroundings;
use crate::schema::SchemaReading;
use crate::specification::{ExecutionRecord, MigrationRequest, Revision, Specification};

/// What a file says.
#[derive(Debug, Clone)]
pub struct Document {
    pub language: Language,
    pub kind: DocumentKind,
    /// In document order: specifications (files and fences), SQL scripts, SQL fences and other
    /// written-down changes.
    pub migrations: Vec<Migration>,
    /// What a Markdown spec describes as state. Empty for other documents.
    pub schema: SchemaReading,
    pub requests: Vec<MigrationRequest>,
    pub records: Vec<ExecutionRecord>,
    /// `forelock: ignore[…]` and every other comment, for suppressions.
    pub comments: Vec<Comment>,
    /// What was read and not said in so many words.
    pub inferred: Vec<Inference>,
    pub syntax_errors: Vec<SyntaxError>,
    pub errors: Vec<ModelError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    DatabaseSpec,
    MigrationSpecification,
    MigrationRequest,
    ExecutionRecord,
    /// An Alembic version file.
    Revision,
    Sql,
    /// YAML or Markdown that is none of ours: nothing is said about it, unless its path claims
    /// otherwise.
    Foreign,
}

/// Something that was concluded, and where from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inference {
    pub range: TextRange,
    /// What was concluded, and why: a sentence without its full stop.
    pub what: String,
}

/// A comment of any of the three languages, in host offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub range: TextRange,
    pub text: String,
}

/// An upgrade, its downgrade, and what surrounds them.
#[derive(Debug, Clone)]
pub struct Migration {
    pub source: MigrationSource,
    /// The whole specification, fence or script, in the document.
    pub range: TextRange,
    pub upgrade: Vec<Change>,
    pub downgrade: Vec<Change>,
    /// Indexes into `upgrade` with which another migration begins, where a script holds several;
    /// what was created before is not new to it. Rising, mostly empty.
    pub begins: Vec<usize>,
    /// For scripts and fences everything unsaid.
    pub surroundings: Surroundings,
}

#[derive(Debug, Clone)]
pub enum MigrationSource {
    Specification(Arc<Specification>),
    /// An Alembic version file: its place in the order, its operations not read.
    Revision(Arc<Revision>),
    /// An SQL file, or standard input.
    Script,
    /// Changes written down in a Markdown spec: the heading above them.
    Fence {
        heading: Option<String>,
    },
    /// Changes written down otherwise: sentences, lists and tables of a section, Alembic's calls
    /// in a fence.
    Written {
        heading: Option<String>,
    },
    /// Written nowhere: found by comparing a spec with an earlier version of itself.
    Compared(Arc<Comparison>),
}

/// What a spec was compared with, and what is known of each change beside its operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The revision, as it is called: `HEAD`.
    pub revision: String,
    /// One for each change of the upgrade, in order.
    pub found: Vec<Compared>,
}

/// Where a change was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// What stood there before.
    pub was: Option<Was>,
    /// It is read so because of a likeness.
    pub rename: Option<Rename>,
}

/// A place in an earlier version of a document, which is in no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Was {
    /// From 1.
    pub line: u32,
    /// What stood there, trimmed.
    pub text: String,
}

/// A problem of meaning that lowering found, at the smallest range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelError {
    pub range: TextRange,
    pub kind: ModelErrorKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelErrorKind {
    /// A value of the wrong shape: what was expected.
    WrongType {
        field: String,
        expected: &'static str,
    },
    /// A word that is none of the field's: the field's words.
    UnknownWord {
        field: String,
        word: String,
        expected: Vec<&'static str>,
    },
    /// An operation's `type:` that nobody knows; the nearest that is known.
    UnknownOperation {
        word: String,
        nearest: Option<&'static str>,
    },
    /// A field that must be there: `table` of an `add_column`.
    MissingField { field: String, of: String },
    /// A field that the format does not have; the nearest that it has.
    UnknownField {
        field: String,
        nearest: Option<String>,
    },
    /// A spelling that is read but not canonical: what `normalise` would write.
    Spelling { found: String, canonical: String },
    /// `details` and `sql` of one operation say different things.
    DetailsAndSqlDiffer { details: String, sql: String },
    /// Two forms of a spec say different things of a column; what the other place says.
    Contradiction {
        column: String,
        here: String,
        there: String,
        other: TextRange,
    },
    /// SQL of another database: read for its shape only.
    ForeignDialect { dialect: &'static str, word: String },
    /// Understood by nobody here; counts as unknown. The reason.
    NotAnalysed(String),
    /// YAML or text where a specification was expected.
    NotASpecification(String),
}
