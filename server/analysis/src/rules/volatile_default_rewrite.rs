//! A new column whose values PostgreSQL must write into every row.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;

pub(crate) const RULE: Rule = Rule {
    code: "volatile-default-rewrite",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("volatile_default_rewrite.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::AddColumn(it) = part.operation else {
            continue;
        };
        let rewrites = part.risk.why.ends_with("rewrites the table");
        if part.new_table || !rewrites {
            continue;
        }
        let known = part.facts.and_then(|it| it.rewrite).is_some();
        acc.risk(
            &part,
            format!(
                "{} `{}` to fill `{}`{}",
                if known { "Rewrites" } else { "May rewrite" },
                it.table,
                it.column.name,
                words::under_lock(&part)
            ),
            "Add the column without a default, set the default for new rows, and fill the old ones in batches",
        );
    }
}
