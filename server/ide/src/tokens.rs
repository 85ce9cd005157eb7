//! Semantic tokens: names of tables, columns, types, versions and levels in all three languages.

use model::mention::Role;
use model::{Level, MigrationSource};

use crate::occurrences::Symbol;
use crate::{Analysis, FileId, TextRange};

/// A word with a meaning. Never spans lines; no two overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub range: TextRange,
    pub kind: TokenKind,
    /// It is described or made here.
    pub defines: bool,
    /// It is taken away here.
    pub removes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    Table,
    Column,
    Type,
    /// An index or constraint.
    Index,
    Version,
    Level,
}

/// The tokens that touch a range, in order.
pub(crate) fn tokens(analysis: &Analysis, file: FileId, range: TextRange) -> Vec<Token> {
    let Some(text) = analysis.file_text(file) else {
        return Vec::new();
    };
    let occurrences = analysis.occurrences().of_file(file).iter();
    let named = occurrences.filter(|it| it.exact || it.role == Role::Alias);
    let mut tokens: Vec<Token> = named
        .map(|it| Token {
            range: it.range,
            kind: match it.symbol {
                Symbol::Table(_) => TokenKind::Table,
                Symbol::Column { .. } => TokenKind::Column,
                Symbol::Type(_) => TokenKind::Type,
                Symbol::Index(_) | Symbol::Constraint(_) => TokenKind::Index,
                Symbol::Version(_) => TokenKind::Version,
            },
            defines: matches!(it.role, Role::Described | Role::Created),
            removes: it.role == Role::Removed,
        })
        .collect();
    tokens.extend(levels(analysis, file).into_iter().map(|range| Token {
        range,
        kind: TokenKind::Level,
        defines: false,
        removes: false,
    }));
    tokens
        .retain(|it| it.range.intersect(range).is_some() && !text[it.range].contains(['\n', '\r']));
    tokens.sort_by_key(|it| (it.range.start(), it.range.end()));
    tokens.dedup_by(|later, earlier| later.range.start() < earlier.range.end());
    tokens
}

/// `level: high`, and the `risk` of an execution plan's steps.
fn levels(analysis: &Analysis, file: FileId) -> Vec<TextRange> {
    let Some(document) = analysis.document(file) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for migration in &document.migrations {
        let MigrationSource::Specification(specification) = &migration.source else {
            continue;
        };
        let section = specification.migration.as_ref();
        let risk = section.and_then(|it| it.value.risk.as_ref());
        found.extend(risk.and_then(|it| Some(it.value.level.as_ref()?.range)));
        let plan = specification.execution_plan.iter();
        let steps = plan.flat_map(|it| it.value.steps.iter().chain(&it.value.rollback_steps));
        let said = steps.filter_map(|it| it.value.risk.as_ref());
        let levels = said.filter(|it| Level::from_word(&it.value).is_some());
        found.extend(levels.map(|it| it.range));
    }
    found.retain(|it| !it.is_empty());
    found
}
