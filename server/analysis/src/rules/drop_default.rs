//! A default that goes.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::facts::Break;
use model::operation::ColumnAction;

pub(crate) const RULE: Rule = Rule {
    code: "drop-default",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("drop_default.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::AlterColumn(it) = part.operation else {
            continue;
        };
        if part.new_table || it.action != ColumnAction::DropDefault {
            continue;
        }
        let required = |it: &model::Facts| it.breaks.contains(&Break::InsertWithoutColumn);
        let then = if part.facts.is_some_and(required) {
            "INSERTs of released code that do not name it fail"
        } else {
            "rows of code that does not name it hold NULL from now on"
        };
        acc.risk(
            &part,
            format!(
                "Drops the default of `{}.{}`: {then}{}",
                it.table,
                it.column,
                words::under_lock(&part)
            ),
            "Release code that names the column in every INSERT first",
        );
    }
}
