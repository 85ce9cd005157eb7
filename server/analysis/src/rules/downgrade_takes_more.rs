//! A downgrade that removes what the upgrade never made.

use model::operation::{Change, Operation};
use model::risk::Severity;
use model::{MigrationSource, QualifiedName};

use crate::{Check, Finding, Findings, MigrationContext, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "downgrade-takes-more",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("downgrade_takes_more.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let specification = matches!(ctx.migration.source, MigrationSource::Specification(_));
    let downgrade = ctx.migration.downgrade.iter();
    for change in downgrade.filter(|_| specification) {
        for part in &change.parts {
            let what = if let Operation::DropColumn(it) = &part.operation {
                let was = ctx.before.table(&it.table);
                let was = was.and_then(|table| table.column(it.column.as_str()));
                let own = || touches(&ctx.migration.upgrade, &it.table, Some(it.column.as_str()));
                (was.is_some() && !own()).then(|| format!("column `{}.{}`", it.table, it.column))
            } else if let Operation::DropTable(it) = &part.operation {
                let was = ctx.before.table(&it.table);
                let own = || touches(&ctx.migration.upgrade, &it.table, None);
                (was.is_some() && !own()).then(|| format!("table `{}`", it.table))
            } else {
                None
            };
            let Some(what) = what else { continue };
            let range = match change.focus.is_empty() {
                true => change.range,
                false => change.focus,
            };
            acc.report(Finding {
                help: Some("Take back what the upgrade does, and nothing else".to_owned()),
                ..Finding::new(
                    range,
                    format!("The downgrade drops {what}, which was there before the upgrade and has nothing to do with it"),
                )
            });
        }
    }
}

/// Whether the upgrade makes, moves or renames the column, or the table.
fn touches(upgrade: &[Change], table: &QualifiedName, column: Option<&str>) -> bool {
    let parts = upgrade.iter().flat_map(|it| &it.parts);
    let mut operations = parts.map(|it| &it.operation);
    operations.any(|it| {
        if matches!(it, Operation::Unknown(_) | Operation::Other(_)) {
            return true;
        }
        if let Operation::RenameTable(it) = it {
            return it.to.as_str() == table.name.as_str() || it.table == *table;
        }
        let same_table = |it: &QualifiedName| it.name.as_str() == table.name.as_str();
        if it.table().is_none_or(|it| !same_table(it)) {
            return false;
        }
        let whole = matches!(it, Operation::CreateTable(_) | Operation::DropTable(_));
        let renamed = matches!(it, Operation::RenameColumn(it) if Some(it.to.as_str()) == column);
        let same = column.is_some() && it.column().map(model::Name::as_str) == column;
        whole || renamed || same
    })
}
