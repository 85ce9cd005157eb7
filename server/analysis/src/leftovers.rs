//! What a downgrade leaves of the indexes and constraints around the tables of its upgrade.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::catalog::{Knowledge, Table};
use model::operation::ConstraintKind;
use model::{Catalog, Operation};

use crate::MigrationContext;

/// Indexes and constraints of a table that was there before and is there in the end; each table
/// once.
pub(crate) fn around(
    ctx: &MigrationContext<'_>,
    operation: &Operation,
    end: &Catalog,
    tables: &mut BTreeSet<String>,
) -> Vec<String> {
    let table = match operation {
        Operation::AddIndex(it) => Some(it.table.to_string()),
        Operation::AddConstraint(_) | Operation::DropConstraint(_) => {
            operation.table().map(ToString::to_string)
        }
        Operation::DropIndex(it) => {
            let named = |table: &&Arc<Table>| {
                let mut names = table.indexes.iter().map(|it| it.name.as_str());
                names.any(|name| name == it.index.name.as_str())
            };
            ctx.before
                .tables
                .values()
                .find(named)
                .map(|it| it.name.to_string())
        }
        _ => None,
    };
    let Some(name) = table.filter(|it| tables.insert(it.clone())) else {
        return Vec::new();
    };
    let of = |catalog: &Catalog| {
        let mut tables = catalog.tables.values();
        tables.find(|it| it.name.to_string() == name).cloned()
    };
    let (Some(was), Some(changed), Some(is)) = (of(ctx.before), of(ctx.after), of(end)) else {
        return Vec::new();
    };
    // A table that is only known by name may have had anything.
    if was.knowledge == Knowledge::Mentioned {
        return Vec::new();
    }
    // An index that became a constraint's goes with it; the downgrade before builds on neither.
    let taken_over = |name: &str| {
        let mut parts = ctx.migration.upgrade.iter().flat_map(|it| &it.parts);
        parts.any(|it| {
            let Operation::AddConstraint(it) = &it.operation else {
                return false;
            };
            let index = match &it.constraint.kind {
                ConstraintKind::PrimaryKey { using_index, .. }
                | ConstraintKind::Unique { using_index, .. } => using_index.as_ref(),
                _ => None,
            };
            index.is_some_and(|it| it.as_str() == name)
        })
    };
    let mut found = Vec::new();
    for (kind, names) in [
        ("index", indexes as fn(&Table) -> BTreeSet<&str>),
        ("constraint", constraints),
    ] {
        let (was, changed, is) = (names(&was), names(&changed), names(&is));
        let stay = changed.difference(&was).filter(|it| is.contains(*it));
        found.extend(stay.map(|it| format!("{kind} `{it}` of `{name}` stays")));
        let gone = was.difference(&changed);
        let gone = gone.filter(|it| !is.contains(*it) && !taken_over(it));
        found.extend(gone.map(|it| format!("{kind} `{it}` of `{name}` is not back")));
    }
    found
}

/// Those of constraints apart.
fn indexes(table: &Table) -> BTreeSet<&str> {
    let own = table.indexes.iter().filter(|it| it.constraint.is_none());
    own.map(|it| it.name.as_str()).collect()
}

fn constraints(table: &Table) -> BTreeSet<&str> {
    table
        .constraints
        .iter()
        .map(|it| it.name.as_str())
        .collect()
}
