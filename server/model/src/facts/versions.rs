//! What the grammar of an older server does not have.
//!
//! Only spellings that one of the supported versions refuses as such; never semantics.

use super::judge::Judge;
use crate::operation::{Column, ColumnAction, Constraint, ConstraintKind};

/// A constraint's clauses.
pub(super) fn constraint(judge: &mut Judge<'_>, constraint: &Constraint) {
    if constraint.not_enforced {
        judge.needs(18, "NOT ENFORCED");
    }
    if let ConstraintKind::Unique {
        nulls_not_distinct: true,
        ..
    } = &constraint.kind
    {
        judge.needs(15, "NULLS NOT DISTINCT");
    }
    if let ConstraintKind::NotNull { .. } = &constraint.kind {
        judge.needs(18, "NOT NULL as a constraint of its own");
    }
}

/// A column definition's clauses.
pub(super) fn column(judge: &mut Judge<'_>, column: &Column) {
    if let Some(generated) = &column.generated {
        if generated.stored == Some(false) {
            judge.needs(18, "VIRTUAL generated columns");
        } else if generated.stored.is_none() {
            judge.needs(18, "generated columns without STORED");
        }
    }
}

/// An ALTER COLUMN action.
pub(super) fn action(judge: &mut Judge<'_>, action: &ColumnAction) {
    match action {
        ColumnAction::SetExpression(_) => {
            judge.needs(17, "SET EXPRESSION");
        }
        ColumnAction::SetCompression => {
            judge.needs(14, "SET COMPRESSION");
        }
        ColumnAction::Type { .. }
        | ColumnAction::SetDefault(_)
        | ColumnAction::DropDefault
        | ColumnAction::SetNotNull
        | ColumnAction::DropNotNull
        | ColumnAction::AddIdentity { .. }
        | ColumnAction::AlterIdentity
        | ColumnAction::DropIdentity { .. }
        | ColumnAction::DropExpression { .. }
        | ColumnAction::SetStatistics
        | ColumnAction::SetStorage
        | ColumnAction::SetOptions => {}
    }
}

/// Whether the text says a word or phrase, in any case; text in quotes counts as well.
pub(super) fn says(sql: &str, phrase: &str) -> bool {
    let bytes = sql.as_bytes();
    bytes
        .windows(phrase.len())
        .any(|it| it.eq_ignore_ascii_case(phrase.as_bytes()))
}
