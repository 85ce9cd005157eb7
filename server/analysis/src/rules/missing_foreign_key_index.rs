//! A foreign key without an index under it.

use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Operation;
use model::catalog::{Knowledge, Table};
use model::operation::ConstraintKind;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "missing-foreign-key-index",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: true,
    docs: include_str!("missing_foreign_key_index.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    for change in &ctx.migration.upgrade {
        for part in &change.parts {
            let keys = foreign_keys(&part.operation);
            let table = part.operation.table().and_then(|it| ctx.after.table(it));
            let Some(table) = table.filter(|it| it.knowledge != Knowledge::Mentioned) else {
                continue;
            };
            let Some(columns) = keys.into_iter().find(|it| !is_indexed(table, it)) else {
                continue;
            };
            let range = [part.range, change.focus]
                .into_iter()
                .find(|it| !it.is_empty())
                .unwrap_or(change.range);
            acc.at(
                range,
                format!(
                    "No index of `{}` begins with `{}`: every DELETE of a parent reads the whole table",
                    table.name,
                    columns.join(", ")
                ),
                "Build one with CREATE INDEX CONCURRENTLY",
            );
        }
    }
}

/// The columns of each foreign key that an operation adds.
fn foreign_keys(operation: &Operation) -> Vec<Vec<&str>> {
    if let Operation::AddConstraint(it) = operation {
        of_kind(&it.constraint.kind).into_iter().collect()
    } else if let Operation::AddColumn(it) = operation {
        let inline = it.column.references.iter();
        inline.map(|_| vec![it.column.name.as_str()]).collect()
    } else if let Operation::CreateTable(it) = operation {
        let inline = it.columns.iter().filter(|it| it.references.is_some());
        let inline = inline.map(|it| vec![it.name.as_str()]);
        let of_table = it.constraints.iter().filter_map(|it| of_kind(&it.kind));
        inline.chain(of_table).collect()
    } else {
        Vec::new()
    }
}

/// The first keys of some whole index are these columns, in any order.
fn is_indexed(table: &Table, columns: &[&str]) -> bool {
    table.indexes.iter().any(|index| {
        let keys = index.keys.iter().take(columns.len());
        let first: Vec<&str> = keys
            .filter_map(|it| it.column.as_ref().map(|it| it.as_str()))
            .collect();
        index.predicate.is_none() && columns.iter().all(|it| first.contains(it))
    })
}

fn of_kind(kind: &ConstraintKind) -> Option<Vec<&str>> {
    if let ConstraintKind::ForeignKey { columns, .. } = kind {
        Some(columns.iter().map(model::Name::as_str).collect())
    } else {
        None
    }
}
