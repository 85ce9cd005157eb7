//! Syntax errors, model errors and findings, as one list for an editor.

use crate::{Analysis, FileId, TextRange};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub range: TextRange,
    pub severity: Severity,
    pub code: String,
    /// `low` … `critical`, `unknown`; `None` for problems of the document.
    pub level: Option<&'static str>,
    /// What happens, without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    pub related: Vec<RelatedInformation>,
    /// Titles of the quick fixes on offer.
    pub fixes: Vec<String>,
    pub tag: Option<Tag>,
    /// It has a page ([`crate::explain`]).
    pub has_page: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Hint,
    Information,
    Warning,
    Error,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedInformation {
    /// The path of the file it is in.
    pub path: String,
    pub range: TextRange,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Deprecated,
    Unnecessary,
}

pub(crate) fn diagnostics(analysis: &Analysis, file: FileId) -> Vec<Diagnostic> {
    let _ = (analysis, file);
    Vec::new()
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Information => "information",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// `error`, `warning`, `information`, `hint`; `None` for anything else.
    pub fn from_word(word: &str) -> Option<Severity> {
        [
            Severity::Hint,
            Severity::Information,
            Severity::Warning,
            Severity::Error,
        ]
        .into_iter()
        .find(|it| it.as_str() == word)
    }
}
