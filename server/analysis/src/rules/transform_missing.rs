//! A data migration that does not say how rows change.

use crate::format::{inside, moves_rows, said, says, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "transform-missing",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("transform_missing.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let section = specification(ctx).and_then(|it| inside(&it.migration));
    let Some(upgrade) = section.and_then(|it| inside(&it.upgrade)) else {
        return;
    };
    for (entry, change) in upgrade.entries.iter().zip(&ctx.migration.upgrade) {
        let entry = &entry.value;
        let Some(flag) = says(&entry.data_migration, true) else {
            continue;
        };
        // Statements and `details` of inserts and updates say it themselves.
        let told = said(&entry.transform).is_some() || said(&entry.sql).is_some();
        if !told && !moves_rows(change) {
            acc.at(
                flag.key,
                "Rows are changed, and nothing says how".to_owned(),
                "Describe it in `transform`, or write the statement in `sql`",
            );
        }
    }
}
