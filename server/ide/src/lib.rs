//! Editor features in plain offsets: what a server or a command line may ask of the documents.
//!
//! The API boundary. Arguments and answers are plain public structs of offsets, strings and small
//! enums; no type of `model`, `analysis` or `plan` leaves here. No IO, no async, no serde, no
//! protocol types. Every method answers on any input.
#![warn(clippy::disallowed_methods, reason = "the core does no IO")]

pub mod actions;
pub mod assess;
pub mod completion;
pub mod config;
mod describe;
pub mod diagnostics;
pub mod docs;
pub mod draft;
mod field;
mod hidden;
pub mod hover;
pub mod planning;
pub mod preview;
mod problems;
pub mod schema;
mod sections;
pub mod status;
pub mod workspace;
mod written;
mod yaml_at;

use std::sync::Arc;

pub use actions::{ActionKind, CodeAction, FileEdit, WorkspaceEdit};
pub use completion::{Completion, CompletionKind};
pub use config::Config;
pub use diagnostics::{Diagnostic, RelatedInformation, Severity, Tag};
pub use docs::{Page, PageKind};
pub use draft::{DraftProblem, Drafted, DraftedSpecification};
pub use hover::Hover;
pub use status::{ChainEntry, DriftEntry, EnvironmentEntry, Status, StatusProblem};
pub use syntax::{Encoding, Language, LineCol, LineIndex, TextEdit, TextRange, TextSize};
pub use workspace::{Analysis, AnalysisHost, FileId};

/// A place in a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilePosition {
    pub file: FileId,
    pub offset: TextSize,
}

/// A range in a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileRange {
    pub file: FileId,
    pub range: TextRange,
}

impl Analysis {
    /// Everything wrong or worth knowing in a file, sorted by place. Empty for a file that is not
    /// there.
    pub fn diagnostics(&self, file: FileId) -> Vec<Diagnostic> {
        diagnostics::diagnostics(self, file)
    }

    /// The card for what stands at a position: the risk card on a change, the definition on a
    /// table or column, the page on a rule's name, the meaning on a field of the format.
    pub fn hover(&self, position: FilePosition) -> Option<Hover> {
        hover::hover(self, position)
    }

    /// What may be written at a position. `snippets`: the editor fills in placeholders; without
    /// it whole operations are not offered.
    pub fn completions(&self, position: FilePosition, snippets: bool) -> Vec<Completion> {
        completion::completions(self, position, snippets)
    }

    /// What can be done at a range, edits not yet computed ([`Analysis::resolve_action`]).
    pub fn code_actions(&self, range: FileRange) -> Vec<CodeAction> {
        actions::code_actions(self, range)
    }

    /// The edit of an action offered before. `None` when the document has changed so that it no
    /// longer applies.
    pub fn resolve_action(&self, file: FileId, id: &str) -> Option<WorkspaceEdit> {
        actions::resolve(self, file, id)
    }

    /// The text of a file, exactly as received.
    pub fn text(&self, file: FileId) -> Option<Arc<str>> {
        self.file_text(file)
    }
}

/// What a completion means, as Markdown, by its [`Completion::id`]. `None` for an id that is none.
pub fn completion_documentation(id: &str) -> Option<String> {
    completion::documentation(id)
}

/// The page of a rule, a strategy or an action. `None` for a code that nobody has.
pub fn explain(code: &str) -> Option<Page> {
    docs::explain(code)
}

/// Where the page of a code stands in the repository, for links. `None` for a code without one.
pub fn page_path(code: &str) -> Option<&'static str> {
    docs::page_path(code)
}

/// Every page, by kind and code.
pub fn pages() -> Vec<Page> {
    docs::pages()
}
