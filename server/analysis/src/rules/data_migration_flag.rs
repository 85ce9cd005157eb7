//! `data_migration` of an operation, against what the operation does.

use crate::format::{contradiction, inside, moves_rows, said, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Operation;
use model::operation::{ColumnAction, Part};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "data-migration-flag",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("data_migration_flag.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let section = specification(ctx).and_then(|it| inside(&it.migration));
    let Some(upgrade) = section.and_then(|it| inside(&it.upgrade)) else {
        return;
    };
    for (entry, change) in upgrade.entries.iter().zip(&ctx.migration.upgrade) {
        let entry = &entry.value;
        let Some(flag) = &entry.data_migration else {
            continue;
        };
        let known =
            |it: &Part| !matches!(it.operation, Operation::Unknown(_) | Operation::Other(_));
        let moves = moves_rows(change);
        // `transform` beside any operation says that rows move with it.
        let transforms = said(&entry.transform).is_some();
        let using = change.parts.iter().any(rewrites);
        let (message, value) = if flag.value {
            if moves || transforms || using || !change.parts.iter().all(known) {
                continue;
            }
            (
                "`data_migration` is true, but the operation changes no rows",
                "false",
            )
        } else if moves || transforms {
            ("`data_migration` is false, but rows are changed", "true")
        } else {
            continue;
        };
        contradiction(
            acc,
            flag.range,
            message.to_owned(),
            "Say true exactly where rows are changed, and how in `transform`",
            Vec::new(),
            Some(set(
                flag.range,
                value,
                format!("Set data_migration to {value}"),
                true,
            )),
        );
    }
}

/// `ALTER … TYPE … USING` computes every value anew.
fn rewrites(part: &Part) -> bool {
    matches!(&part.operation, Operation::AlterColumn(it) if matches!(it.action, ColumnAction::Type { .. }))
}
