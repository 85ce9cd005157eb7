//! An enum value that rows and code may still use.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::EnumAction;

pub(crate) const RULE: Rule = Rule {
    code: "drop-enum-value",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("drop_enum_value.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::AlterEnum(it) = part.operation else {
            continue;
        };
        let (verb, value) = match &it.action {
            EnumAction::RemoveValue { value } => ("Removes", value),
            EnumAction::RenameValue { from, .. } => ("Renames", from),
            EnumAction::AddValue { .. } | EnumAction::Rename { .. } => continue,
        };
        if part.new_table {
            continue;
        }
        acc.risk(
            &part,
            format!(
                "{verb} `{value}` of `{}`, which rows and released code may hold",
                it.name
            ),
            "Add the new value, move rows and code over, and leave the old value unused",
        );
    }
}
