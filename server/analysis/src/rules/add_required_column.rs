//! A column that every INSERT must now name.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::Shape;

pub(crate) const RULE: Rule = Rule {
    code: "add-required-column",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("add_required_column.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::AddColumn(it) = part.operation else {
            continue;
        };
        let column = &it.column;
        let serial = column.ty.as_ref().is_some_and(|it| it.is_serial());
        let fills_itself = serial || column.identity.is_some() || column.generated.is_some();
        let default = column.default.as_ref();
        let has_default = default.is_some_and(|it| it.shape != Shape::Null);
        if part.new_table || !column.is_not_null() || fills_itself || has_default {
            continue;
        }
        acc.risk(
            &part,
            format!(
                "Adds `{}.{}` NOT NULL without a default: fails when the table has rows, and INSERTs of released code fail",
                it.table, column.name
            ),
            "Add it with a default, or nullable: fill it in batches and set NOT NULL later",
        );
    }
}
