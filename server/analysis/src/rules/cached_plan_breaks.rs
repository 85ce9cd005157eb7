//! Prepared statements that fail once after a change of columns.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::facts::Break;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "cached-plan-breaks",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: true,
    docs: include_str!("cached_plan_breaks.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    let breaks = |it: &model::Facts| it.breaks.contains(&Break::CachedPlan);
    for part in ctx.parts() {
        if part.new_table || !part.facts.is_some_and(breaks) {
            continue;
        }
        acc.about(
            &part,
            "A prepared `SELECT *` of an open connection fails once: its columns are no longer the same".to_owned(),
            "Name the columns in prepared statements, or let the connections be renewed after the migration",
        );
        return;
    }
}
