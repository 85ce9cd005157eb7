//! A check that the operations call for, switched off.

use crate::format::{because, contradiction, inside, parts, says, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Operation;
use model::operation::ConstraintKind;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "needed-check-is-off",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("needed_check_is_off.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(validation) = specification(ctx).and_then(|it| inside(&it.validation)) else {
        return;
    };
    let Some(post) = inside(&validation.post_execution) else {
        return;
    };
    let first = |wants: fn(&Operation) -> bool| {
        let found = parts(ctx).find(|(_, _, part, _)| wants(&part.operation));
        found.map(|it| it.1)
    };
    let foreign: fn(&Operation) -> bool = |it| {
        matches!(it, Operation::AddConstraint(it)
            if matches!(it.constraint.kind, ConstraintKind::ForeignKey { .. }))
    };
    let constraint: fn(&Operation) -> bool = |it| {
        matches!(
            it,
            Operation::AddConstraint(_) | Operation::ValidateConstraint(_)
        )
    };
    let index: fn(&Operation) -> bool = |it| matches!(it, Operation::AddIndex(_));
    let rows: fn(&Operation) -> bool =
        |it| matches!(it, Operation::BulkUpdate(_) | Operation::BulkInsert(_));
    let checks = [
        (
            "referential_integrity_check",
            &post.referential_integrity_check,
            foreign,
            "a foreign key is added",
        ),
        (
            "constraint_check",
            &post.constraint_check,
            constraint,
            "a constraint is added or validated",
        ),
        ("index_check", &post.index_check, index, "an index is built"),
        ("data_check", &post.data_check, rows, "rows are changed"),
    ];
    for (name, flag, wants, why) in checks {
        let (Some(flag), Some(change)) = (says(flag, false), first(wants)) else {
            continue;
        };
        contradiction(
            acc,
            flag.range,
            format!("`{name}` is off, but {why}"),
            "Switch the check on",
            vec![because(change, why)],
            Some(set(flag.range, "true", format!("Switch {name} on"), true)),
        );
    }
}
