//! A type that nobody knows, one letter away from one of PostgreSQL's.

use crate::format::{contradiction, parts, set};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::operation::ColumnAction;
use model::risk::Severity;
use model::types::{BaseType, ColumnType};
use model::{Catalog, Operation};

pub(crate) const RULE: Rule = Rule {
    code: "misspelled-type",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("misspelled_type.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    for (_, _, part, _) in parts(ctx) {
        let mut types: Vec<&ColumnType> = Vec::new();
        if let Operation::CreateTable(it) = &part.operation {
            types.extend(it.columns.iter().filter_map(|it| it.ty.as_ref()));
        } else if let Operation::AddColumn(it) = &part.operation {
            types.extend(it.column.ty.as_ref());
        } else if let Operation::AlterColumn(it) = &part.operation
            && let ColumnAction::Type { ty, .. } = &it.action
        {
            types.push(ty);
        }
        for ty in types {
            let BaseType::Named(name) = &ty.base else {
                continue;
            };
            if defines(ctx.after, name) || defines(ctx.before, name) || name.contains('.') {
                continue;
            }
            let bare = name.split('(').next().unwrap_or(name);
            if bare.len() < 4 || KNOWN.contains(&bare) || BUILT_IN.contains(&bare) {
                continue;
            }
            // Two letters exchanged, one too many, one missing: more is a name of its own.
            let Some(near) =
                model::lower::nearest(bare, KNOWN.iter().copied()).filter(|it| close(bare, it))
            else {
                continue;
            };
            let fix = (ctx
                .document
                .text
                .get(std::ops::Range::<usize>::from(ty.range))
                == Some(bare))
            .then(|| set(ty.range, near, format!("Write `{near}`"), false));
            contradiction(
                acc,
                ty.range,
                format!("Nothing defines a type `{bare}`; is `{near}` meant?"),
                "Correct the name, or create the type before",
                Vec::new(),
                fix,
            );
        }
    }
}

fn defines(catalog: &Catalog, name: &str) -> bool {
    let objects = &catalog.objects;
    objects.enums.contains_key(name)
        || objects.domains.contains_key(name)
        || objects.types.contains_key(name)
        || catalog.tables.contains_key(name)
}

fn close(a: &str, b: &str) -> bool {
    let mut sorted = [a.chars().collect::<Vec<_>>(), b.chars().collect()];
    for it in &mut sorted {
        it.sort_unstable();
    }
    let swapped = sorted[0] == sorted[1];
    swapped || a.len().abs_diff(b.len()) == 1
}

const KNOWN: [&str; 14] = [
    "integer",
    "bigint",
    "smallint",
    "varchar",
    "boolean",
    "timestamp",
    "timestamptz",
    "numeric",
    "interval",
    "decimal",
    "jsonb",
    "bytea",
    "double",
    "bigserial",
];

/// Built in, though a letter away from another.
const BUILT_IN: [&str; 8] = [
    "int4range",
    "int8range",
    "numrange",
    "name",
    "line",
    "path",
    "point",
    "macaddr8",
];
