//! Risk and facts of each change, as plain values for the command line.

use crate::{Analysis, FileId, TextRange};

/// One statement, or one operation of a specification.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessed {
    pub range: TextRange,
    /// The source's word or an addition, `other`, `none`.
    pub operation: &'static str,
    pub table: Option<String>,
    pub column: Option<String>,
    /// `low` … `critical`, `unknown`.
    pub level: &'static str,
    pub baseline: Option<&'static str>,
    pub severity: &'static str,
    pub prepared: bool,
    pub adjustments: Vec<Adjustment>,
    /// All `None` and empty when the change is unknown.
    pub facts: Facts,
    pub reversible: &'static str,
    pub data_loss: bool,
    pub breaks_running_code: bool,
    /// Codes of the rules that fired on it.
    pub rules: Vec<String>,
    /// The actions of a statement that has several.
    pub parts: Vec<AssessedPart>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AssessedPart {
    pub range: TextRange,
    pub operation: &'static str,
    pub table: Option<String>,
    pub column: Option<String>,
    pub level: &'static str,
    pub facts: Facts,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    pub name: &'static str,
    pub by: i8,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    pub locks: Vec<Lock>,
    pub rewrite: Option<bool>,
    pub scan: Option<bool>,
    pub index_build: Option<bool>,
    pub blocks: Option<Blocks>,
    pub transactional: Option<bool>,
    pub fails_with: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    pub relation: String,
    pub mode: &'static str,
    pub blocks: Blocks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks {
    pub select: bool,
    pub insert: bool,
    pub update: bool,
}

impl Analysis {
    /// Every change of a file in order. `schema` are SQL scripts or specs that describe the state
    /// before, applied in order; `downgrade` adds the downgrades' changes.
    pub fn assess(&self, file: FileId, downgrade: bool) -> Vec<Assessed> {
        let _ = (file, downgrade);
        Vec::new()
    }
}
