//! What depends on an object that goes, as far as the catalog knows.
//!
//! Names only what is known: an empty list does not say that nothing depends on it.

use crate::catalog::{Catalog, Table, TableConstraint, key};
use crate::name::{Name, QualifiedName};
use crate::operation::{ConstraintKind, References};

/// A foreign key that points at a table, in words, and the columns it points at (empty: the
/// primary key).
struct Inbound<'a> {
    words: String,
    columns: &'a [Name],
}

/// Two names for one table.
pub(super) fn same_table(catalog: &Catalog, a: &QualifiedName, b: &QualifiedName) -> bool {
    // However loosely names are matched, the last part is the same but for case.
    if !a.name.text.eq_ignore_ascii_case(&b.name.text) {
        return false;
    }
    let known = |it: &QualifiedName| {
        catalog
            .table(it)
            .map_or_else(|| key(it), |table| key(&table.name))
    };
    known(a).eq_ignore_ascii_case(&known(b))
}

/// What depends on a table besides its own parts.
pub(super) fn of_table(catalog: &Catalog, table: &QualifiedName) -> Vec<String> {
    let mut found: Vec<String> = inbound(catalog, table)
        .into_iter()
        .map(|it| it.words)
        .collect();
    for (name, view) in &catalog.objects.views {
        if view.reads.iter().any(|it| same_table(catalog, it, table)) {
            found.push(format!("view `{name}`"));
        }
    }
    found
}

/// What depends on a column: foreign keys on both sides, indexes, views, generated columns.
pub(super) fn of_column(catalog: &Catalog, table: &QualifiedName, column: &str) -> Vec<String> {
    let mut found = Vec::new();
    let known = catalog.table(table);
    if let Some(known) = known {
        for constraint in &known.constraints {
            if foreign_key(constraint).is_some_and(|(columns, _)| has(columns, column)) {
                found.push(format!("foreign key `{}`", constraint.name));
            }
        }
        for index in &known.indexes {
            let keys = index
                .keys
                .iter()
                .flat_map(|it| it.columns.iter().map(String::as_str));
            let include = index.include.iter().map(Name::as_str);
            let predicate = index.predicate.iter().flat_map(|it| &it.columns);
            if keys
                .chain(include)
                .chain(predicate.map(String::as_str))
                .any(|it| it.eq_ignore_ascii_case(column))
            {
                found.push(format!("index `{}`", index.name));
            }
        }
        for other in &known.columns {
            let generated = other.generated.iter().flat_map(|it| &it.expression.columns);
            if generated.into_iter().any(|it| it == column) {
                found.push(format!("generated column `{}`", other.name));
            }
        }
    }
    found.extend(pointing_at(catalog, table, column));
    for (name, view) in &catalog.objects.views {
        let uses = view.columns.iter().any(|it| {
            let here = match &it.relation {
                Some(relation) => {
                    same_table(catalog, &QualifiedName::generated(relation.as_str()), table)
                }
                None => view.reads.iter().any(|it| same_table(catalog, it, table)),
            };
            here && (it.column == "*" || it.column.eq_ignore_ascii_case(column))
        });
        if uses {
            found.push(format!("view `{name}`"));
        }
    }
    found
}

/// Foreign keys of any table that point at a column.
pub(super) fn pointing_at(catalog: &Catalog, table: &QualifiedName, column: &str) -> Vec<String> {
    let primary = catalog.table(table).map_or(&[][..], |it| primary_key(it));
    inbound(catalog, table)
        .into_iter()
        .filter(|it| {
            let columns = if it.columns.is_empty() {
                primary
            } else {
                it.columns
            };
            has(columns, column)
        })
        .map(|it| it.words)
        .collect()
}

/// Foreign keys that need a unique constraint or index over these columns.
pub(super) fn needing_key(
    catalog: &Catalog,
    table: &QualifiedName,
    columns: &[Name],
    primary: bool,
) -> Vec<String> {
    inbound(catalog, table)
        .into_iter()
        .filter(|it| {
            let same = it.columns.len() == columns.len()
                && it.columns.iter().all(|column| has(columns, &column.text));
            same || (primary && it.columns.is_empty())
        })
        .map(|it| it.words)
        .collect()
}

fn inbound<'a>(catalog: &'a Catalog, table: &QualifiedName) -> Vec<Inbound<'a>> {
    let mut found = Vec::new();
    for other in catalog
        .tables
        .values()
        .filter(|it| !it.constraints.is_empty())
    {
        let itself = same_table(catalog, &other.name, table);
        for constraint in &other.constraints {
            let Some((_, references)) = foreign_key(constraint) else {
                continue;
            };
            if !itself && same_table(catalog, &references.table, table) {
                found.push(Inbound {
                    words: format!("foreign key `{}` of `{}`", constraint.name, other.name),
                    columns: &references.columns,
                });
            }
        }
    }
    found
}

fn foreign_key(constraint: &TableConstraint) -> Option<(&[Name], &References)> {
    if let ConstraintKind::ForeignKey {
        columns,
        references,
    } = &constraint.constraint.kind
    {
        Some((columns, references))
    } else {
        None
    }
}

fn primary_key(table: &Table) -> &[Name] {
    table
        .constraints
        .iter()
        .find_map(|it| {
            if let ConstraintKind::PrimaryKey { columns, .. } = &it.constraint.kind {
                Some(columns.as_slice())
            } else {
                None
            }
        })
        .unwrap_or_default()
}

fn has(columns: &[Name], column: &str) -> bool {
    columns
        .iter()
        .any(|it| it.text.eq_ignore_ascii_case(column))
}
