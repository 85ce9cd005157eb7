//! What rules about the order of changes ask: who makes a column required, who fills it.
//!
//! Never decides what is wrong; that is for each rule.

use model::catalog::Table;
use model::operation::{Change, ColumnAction, Constraint, ConstraintKind, NoChange, Other, Shape};
use model::{Catalog, Migration, MigrationSource, Operation, QualifiedName};

/// The column that a change lets refuse NULL in every row: by SET NOT NULL, or by validating a
/// check that says so, which was there before or is added by one of `upgrade`.
pub(crate) fn requires<'a>(
    change: &'a Change,
    upgrade: &[Change],
    before: &Catalog,
) -> Option<(&'a QualifiedName, String)> {
    change.parts.iter().find_map(|part| {
        if let Operation::AlterColumn(it) = &part.operation {
            let required = it.action == ColumnAction::SetNotNull;
            return required.then(|| (&it.table, it.column.text.clone()));
        }
        let Operation::ValidateConstraint(it) = &part.operation else {
            return None;
        };
        let known = before.table(&it.table);
        let known = known.and_then(|table| table.constraint(it.name.as_str()));
        let added = || {
            let mut parts = upgrade.iter().flat_map(|it| &it.parts);
            parts.find_map(|part| {
                let Operation::AddConstraint(add) = &part.operation else {
                    return None;
                };
                let named = add.constraint.name.as_ref() == Some(&it.name);
                (named && add.table == it.table).then_some(&add.constraint)
            })
        };
        let constraint = known.map(|it| &it.constraint).or_else(added)?;
        Some((&it.table, never_null(constraint)?))
    })
}

/// The only column that a constraint keeps from being NULL, if that is all it does.
fn never_null(constraint: &Constraint) -> Option<String> {
    if let ConstraintKind::NotNull { column } = &constraint.kind {
        return Some(column.text.clone());
    }
    let ConstraintKind::Check { expression } = &constraint.kind else {
        return None;
    };
    if let Shape::IsNotNull(columns) = &expression.shape
        && let [only] = columns.as_slice()
    {
        return Some(only.clone());
    }
    None
}

/// Whether a change may give a value to the rows of a table that have none in a column, as far as
/// anybody can tell from here: what is not understood may.
pub(crate) fn may_fill(change: &Change, table: &QualifiedName, column: &str) -> bool {
    let same = |it: &QualifiedName| it.name.text.eq_ignore_ascii_case(&table.name.text);
    change.data_migration == Some(true)
        || change.parts.iter().any(|part| {
            let operation = &part.operation;
            if let Operation::BulkUpdate(it) = operation {
                let sets = |set: &model::Name| set.text.eq_ignore_ascii_case(column);
                return same(&it.table)
                    && (it.set.is_empty() || it.set.iter().any(|it| sets(&it.0)));
            }
            if let Operation::NoChange(NoChange::Select { functions, .. }) = operation {
                return !functions.is_empty();
            }
            // Rows that go need no value, and an upsert may give one.
            let rows = matches!(
                operation,
                Operation::BulkDelete(_)
                    | Operation::BulkInsert(_)
                    | Operation::RenameTable(_)
                    | Operation::RenameColumn(_)
                    | Operation::Other(Other::Truncate { .. })
            );
            matches!(
                operation,
                Operation::Unknown(_) | Operation::Other(Other::Do { .. })
            ) || rows && operation.table().is_none_or(same)
        })
}

/// Whether a migration says in its own words that it moves data.
pub(crate) fn moves_data(migration: &Migration) -> bool {
    let MigrationSource::Specification(it) = &migration.source else {
        return false;
    };
    let section = it.data_migration.as_ref();
    let enabled = section.and_then(|it| it.value.enabled.as_ref());
    enabled.is_some_and(|it| it.value)
}

/// The enabled triggers of a table whose functions say `NEW.<column>` or `OLD.<column>`, with
/// their functions' bodies. Functions that nobody has read say nothing.
pub(crate) fn triggers_naming<'a>(
    table: &'a Table,
    catalog: &'a Catalog,
    column: &str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let column = column.to_lowercase();
    table.triggers.iter().filter_map(move |trigger| {
        let name = trigger.function.as_deref()?;
        let body = catalog.objects.functions.get(name)?.body.as_deref()?;
        // A function for several tables may know that this one has no such column.
        let lower = body.to_lowercase();
        let asks = ["tg_table_name", "tg_relname", "tg_relid"]
            .iter()
            .any(|it| lower.contains(it));
        let named =
            trigger.enabled && !asks && (says(body, "new", &column) || says(body, "old", &column));
        named.then_some((trigger.name.as_str(), body))
    })
}

/// Whether a body says `<row>.<column>` as a whole word; `column` in lower case.
pub(crate) fn says(body: &str, row: &str, column: &str) -> bool {
    let body = body.to_lowercase();
    let word = |it: char| it.is_alphanumeric() || it == '_';
    [format!("{row}.{column}"), format!("{row}.\"{column}\"")]
        .iter()
        .any(|wanted| {
            body.match_indices(wanted.as_str()).any(|(at, _)| {
                let before = body[..at].chars().next_back();
                let after = body[at + wanted.len()..].chars().next();
                !before.is_some_and(word) && !after.is_some_and(word)
            })
        })
}
