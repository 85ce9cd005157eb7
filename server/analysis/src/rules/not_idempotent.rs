//! A data change that does something else when it runs twice.

use crate::format::{because, parts, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Operation;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "not-idempotent",
    severity: RuleSeverity::Fixed(Severity::Hint),
    since: "0.1.0",
    preview: true,
    docs: include_str!("not_idempotent.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    if specification(ctx).is_none() {
        return;
    }
    for (_, change, part, _) in parts(ctx) {
        let what = if let Operation::BulkInsert(it) = &part.operation
            && !it.on_conflict
        {
            format!(
                "Rows are inserted into `{}` once more when it runs twice",
                it.table
            )
        } else if let Operation::BulkUpdate(it) = &part.operation {
            let again = it.set.iter().find(|(column, value)| {
                let own = value.columns.contains(&column.text.to_lowercase());
                own && it.filter.is_none()
            });
            let Some((column, _)) = again else { continue };
            format!("`{}` changes once more when it runs twice", column.text)
        } else {
            continue;
        };
        let range = because(change, "").range;
        acc.at(
            range,
            what,
            "Add ON CONFLICT DO NOTHING, or a condition that no longer holds afterwards",
        );
    }
}
