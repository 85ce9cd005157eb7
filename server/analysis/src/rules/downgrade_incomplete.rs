//! A downgrade after which the schema is not what it was before the upgrade.

use std::collections::BTreeSet;

use model::catalog::Knowledge;
use model::operation::{Column, ColumnAction};
use model::risk::Severity;
use model::types::ColumnType;
use model::{Catalog, MigrationSource, Operation};
use syntax::TextRange;

use crate::leftovers;
use crate::{Check, Finding, Findings, MigrationContext, Related, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "downgrade-incomplete",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("downgrade_incomplete.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let MigrationSource::Specification(specification) = &ctx.migration.source else {
        return;
    };
    let section = specification.migration.as_ref();
    let Some(downgrade) = section.and_then(|it| it.value.downgrade.as_ref()) else {
        return;
    };
    let downgrades = &ctx.migration.downgrade;
    let mut parts = downgrades.iter().flat_map(|it| &it.parts).peekable();
    let understood =
        |operation: &Operation| !matches!(operation, Operation::Unknown(_) | Operation::Other(_));
    if parts.peek().is_none() || !parts.all(|it| understood(&it.operation)) {
        return;
    }
    let mut end = ctx.after.clone();
    for change in downgrades {
        let _ = end.apply(change);
    }
    let mut tables: BTreeSet<String> = BTreeSet::new();
    for part in ctx.migration.upgrade.iter().flat_map(|it| &it.parts) {
        for what in leftovers::around(ctx, &part.operation, &end, &mut tables) {
            report(acc, downgrade.key, part.range, &what);
        }
        let Some(what) = left_over(ctx, &part.operation, &end) else {
            continue;
        };
        report(acc, downgrade.key, part.range, &what);
    }
}

fn report(acc: &mut Findings<'_>, at: TextRange, change: TextRange, what: &str) {
    acc.report(Finding {
        related: vec![Related {
            path: None,
            range: change,
            message: "the upgrade's change".to_owned(),
        }],
        help: Some("Add the operation that takes the change back".to_owned()),
        ..Finding::new(at, format!("After the downgrade {what}"))
    });
}

/// What an operation of the upgrade leaves behind, as far as both states tell.
fn left_over(ctx: &MigrationContext<'_>, operation: &Operation, end: &Catalog) -> Option<String> {
    let table = operation.table()?;
    let was = ctx.before.table(table);
    let is = end.table(table);
    if let Operation::CreateTable(_) = operation {
        return (was.is_none() && is.is_some()).then(|| format!("table `{table}` stays"));
    }
    if let Operation::DropTable(_) = operation {
        let known = was.is_some_and(|it| it.knowledge != Knowledge::Mentioned);
        // What nobody here can make again is told in `data_rollback`.
        let answered = !known && ctx.migration.surroundings.data_rollback;
        return (is.is_none() && !answered).then(|| format!("table `{table}` is not back"));
    }
    if let Operation::RenameTable(_) = operation {
        return is
            .is_none()
            .then(|| format!("table `{table}` has not its name back"));
    }
    let name = operation.column()?;
    let full = format!("`{table}.{name}`");
    let old = was.and_then(|it| it.column(name.as_str()));
    let new = is.and_then(|it| it.column(name.as_str()));
    if let Operation::AddColumn(_) = operation {
        return (old.is_none() && new.is_some()).then(|| format!("column {full} stays"));
    }
    if let Operation::DropColumn(_) = operation {
        if is.is_some() && new.is_none() {
            return Some(format!("column {full} is not back"));
        }
        let (old, new) = (old?.ty.as_ref()?, new?.ty.as_ref()?);
        return (old != new).then(|| format!("{full} has not its type back"));
    }
    if let Operation::RenameColumn(_) = operation {
        let lost = old.is_some() && is.is_some() && new.is_none();
        return lost.then(|| format!("column {full} has not its name back"));
    }
    let Operation::AlterColumn(it) = operation else {
        return None;
    };
    let (old, new) = (old?, new?);
    let values = |it: &Column| it.ty.as_ref().map(ColumnType::of_values);
    if matches!(it.action, ColumnAction::Type { .. }) && values(old) != values(new) {
        return Some(format!("{full} has not its type back"));
    }
    let nullability = matches!(
        it.action,
        ColumnAction::SetNotNull | ColumnAction::DropNotNull
    );
    if nullability && old.is_not_null() != new.is_not_null() {
        return Some(format!("{full} is not nullable or NOT NULL as it was"));
    }
    let default = matches!(
        it.action,
        ColumnAction::SetDefault(_) | ColumnAction::DropDefault
    );
    (default && old.default != new.default).then(|| format!("{full} has not its default back"))
}
