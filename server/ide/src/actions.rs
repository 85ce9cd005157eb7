//! Code actions, and the list of them.

use crate::{Analysis, FileId, FileRange, TextEdit};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeAction {
    /// Names the result: `Split into 4 zero-downtime steps`.
    pub title: String,
    pub kind: ActionKind,
    /// For [`crate::Analysis::resolve_action`]; stable while the document does not change.
    pub id: String,
    pub preferred: bool,
    /// Codes of the diagnostics it answers.
    pub answers: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    QuickFix,
    Refactor,
    /// `source.fixAll.forelock`
    FixAll,
}

/// Edits to open files and files to create.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkspaceEdit {
    pub edits: Vec<FileEdit>,
    /// Path and content.
    pub creates: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdit {
    pub file: FileId,
    /// Sorted, disjoint.
    pub edits: Vec<TextEdit>,
}

pub(crate) fn code_actions(analysis: &Analysis, range: FileRange) -> Vec<CodeAction> {
    let _ = (analysis, range);
    Vec::new()
}

pub(crate) fn resolve(analysis: &Analysis, file: FileId, id: &str) -> Option<WorkspaceEdit> {
    let _ = (analysis, file, id);
    None
}
