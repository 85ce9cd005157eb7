//! Editor features in plain offsets: what a server or a command line may ask of the documents.
//!
//! The API boundary. Arguments and answers are plain public structs of offsets, strings and small
//! enums; no type of `model`, `analysis` or `plan` leaves here. No IO, no async, no serde, no
//! protocol types. Every method answers on any input.
#![warn(clippy::disallowed_methods, reason = "the core does no IO")]

pub mod actions;
pub mod assess;
pub mod canonical;
mod completion;
mod computed;
pub mod config;
mod describe;
pub mod diagnostics;
pub mod docs;
pub mod draft;
mod field;
mod hidden;
mod hierarchy;
mod hints;
pub mod hover;
mod links;
mod navigation;
mod nodes;
mod occurrences;
pub mod planning;
pub mod preview;
mod problems;
mod rename;
pub mod schema;
mod sections;
mod shape;
pub mod status;
mod symbols;
mod tokens;
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
pub use hierarchy::{ChainItem, ChainLink};
pub use hints::{InlayHint, Lens};
pub use hover::Hover;
pub use links::{Link, LinkTarget};
pub use navigation::Highlight;
pub use rename::RenameTarget;
pub use shape::Fold;
pub use status::{ChainEntry, DriftEntry, EnvironmentEntry, Status, StatusProblem};
pub use symbols::{DocumentSymbol, SymbolKind, WorkspaceSymbol};
pub use syntax::{Encoding, Language, LineCol, LineIndex, TextEdit, TextRange, TextSize};
pub use tokens::{Token, TokenKind};
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

    /// Where the table, column, index, version, … at a position is defined: in a spec, else in a
    /// migration. At its definition in a spec, the migrations that make it.
    pub fn definition(&self, position: FilePosition) -> Vec<FileRange> {
        navigation::definition(self, position)
    }

    /// Every place that names what stands at a position, in order of path and place.
    pub fn references(&self, position: FilePosition, definitions: bool) -> Vec<FileRange> {
        navigation::references(self, position, definitions)
    }

    /// The places of the same file that name what stands at a position.
    pub fn highlights(&self, position: FilePosition) -> Vec<Highlight> {
        navigation::highlights(self, position)
    }

    /// What would be renamed at a position, or why nothing can be.
    pub fn prepare_rename(&self, position: FilePosition) -> Result<RenameTarget, String> {
        rename::prepare(self, position)
    }

    /// The edits that give the table or column at a position another name, everywhere; or why not.
    pub fn rename(&self, position: FilePosition, name: &str) -> Result<WorkspaceEdit, String> {
        rename::rename(self, position, name)
    }

    /// The tables, migrations and operations of a file, in its order.
    pub fn document_symbols(&self, file: FileId) -> Vec<DocumentSymbol> {
        symbols::of_document(self, file)
    }

    /// Tables, columns, indexes and migrations whose name holds the letters of a query in order.
    pub fn workspace_symbols(&self, query: &str) -> Vec<WorkspaceSymbol> {
        symbols::of_workspace(self, query)
    }

    /// What folds in a file, by place.
    pub fn folds(&self, file: FileId) -> Vec<Fold> {
        shape::folds(self, file)
    }

    /// What holds a position, the smallest first; each range holds the one before it. Never empty
    /// for a file that is there.
    pub fn selection(&self, position: FilePosition) -> Vec<TextRange> {
        shape::selection(self, position.file, position.offset)
    }

    /// Paths and rule names that lead somewhere.
    pub fn links(&self, file: FileId) -> Vec<Link> {
        links::links(self, file)
    }

    /// The words of a range that mean something, in order; none spans lines, no two overlap.
    pub fn semantic_tokens(&self, range: FileRange) -> Vec<Token> {
        tokens::tokens(self, range.file, range.range)
    }

    /// The risk card of the change at a position, whatever else stands there.
    pub fn change_card(&self, position: FilePosition) -> Option<Hover> {
        hover::change_card(self, position)
    }

    /// Level and lock behind each change that touches a range.
    pub fn inlay_hints(&self, range: FileRange) -> Vec<InlayHint> {
        hints::inlay_hints(self, range)
    }

    /// The migrations of a file that have a summary above them.
    pub fn lenses(&self, file: FileId) -> Vec<Lens> {
        hints::lenses(self, file)
    }

    /// The summary of a migration. `None` when it is not there any more.
    pub fn lens_title(&self, file: FileId, migration: usize) -> Option<String> {
        hints::lens_title(self, file, migration)
    }

    /// The migrations that a position is about: those of the version that stands there, else the
    /// one around it.
    pub fn chain_items(&self, position: FilePosition) -> Vec<ChainItem> {
        hierarchy::items_at(self, position)
    }

    /// The migration that one builds upon; several when its version is given twice.
    pub fn chain_parents(&self, file: FileId, migration: usize) -> Vec<ChainLink> {
        hierarchy::parents(self, file, migration)
    }

    /// The migrations that build upon one.
    pub fn chain_children(&self, file: FileId, migration: usize) -> Vec<ChainLink> {
        hierarchy::children(self, file, migration)
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

/// The card of a field of the format by its path (`migration.risk.level`; of an operation's details
/// behind its `type`: `add_column.column`). `None` for what is no field.
pub fn explain_field(path: &str) -> Option<String> {
    field::page(path)
}

/// Where the page of a code stands in the repository, for links. `None` for a code without one.
pub fn page_path(code: &str) -> Option<&'static str> {
    docs::page_path(code)
}

/// Every page, by kind and code.
pub fn pages() -> Vec<Page> {
    docs::pages()
}
