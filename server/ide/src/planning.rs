//! Plans of a file's changes, for code actions, the command line and the preview.

use crate::{Analysis, FileId};

/// A plan as plain values.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanText {
    /// For people.
    pub text: String,
    /// The following specifications, one YAML document each.
    pub specifications: Vec<String>,
}

impl Analysis {
    /// The plan of the file's `nth` change (from 1). `None` when there is no such change.
    pub fn plan_text(&self, file: FileId, nth: usize) -> Option<PlanText> {
        let _ = (file, nth);
        None
    }
}
