//! Many rows changed in one statement.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::lower::is_version_table;

pub(crate) const RULE: Rule = Rule {
    code: "bulk-change-unbatched",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("bulk_change_unbatched.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let (verb, table, filter, batch) = if let Operation::BulkUpdate(it) = part.operation {
            ("Updates", &it.table, &it.filter, it.batch_size)
        } else if let Operation::BulkDelete(it) = part.operation {
            ("Deletes", &it.table, &it.filter, it.batch_size)
        } else {
            continue;
        };
        if part.new_table || batch.is_some() || is_version_table(table.name.as_str()) {
            continue;
        }
        let which = if filter.is_some() {
            "rows"
        } else {
            "every row"
        };
        acc.risk(
            &part,
            format!("{verb} {which} of `{table}` in one transaction: the rows stay locked until it commits"),
            "Work in batches by key, each committed, so that it can stop and resume",
        );
    }
}
