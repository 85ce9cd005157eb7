//! A check that the operations call for, switched off.

use crate::format::{because, contradiction, inside, parts, says, set, specification, there};
use crate::{Check, Findings, MigrationContext, Related, Rule, RuleSeverity};
use model::Operation;
use model::operation::{Change, ConstraintKind};
use model::risk::{Danger, DangerKind, Severity};
use model::specification::{Spanned, Validation};

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
    before(acc, ctx, validation);
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
    let schema: fn(&Operation) -> bool = |it| {
        matches!(
            it,
            Operation::CreateTable(_)
                | Operation::DropTable(_)
                | Operation::RenameTable(_)
                | Operation::AddColumn(_)
                | Operation::DropColumn(_)
                | Operation::RenameColumn(_)
                | Operation::AlterColumn(_)
        )
    };
    let checks = [
        (
            "schema_check",
            &post.schema_check,
            schema,
            "the schema changes",
        ),
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

/// What has to be known before the first change runs.
fn before(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>, validation: &Validation) {
    let Some(pre) = inside(&validation.pre_execution) else {
        return;
    };
    let refuses = |it: &Danger| it.kind == DangerKind::DataCanRefuse;
    // Validating is itself the look at the rows.
    let validates = |it: &Change| {
        let mut parts = it.parts.iter();
        parts.any(|it| matches!(it.operation, Operation::ValidateConstraint(_)))
    };
    let mut changes = ctx.migration.upgrade.iter().zip(ctx.risks);
    let refused = changes.find(|it| !validates(it.0) && it.1.dangers.iter().any(refuses));
    let parent = specification(ctx).and_then(|it| inside(&it.meta)?.current_version.as_ref());
    let parent = parent.filter(|it| ctx.document.workspace.chain.first_of(&it.value).is_some());
    let mut say =
        |name: &str, flag: &Option<Spanned<bool>>, why: &str, related: Option<Related>| {
            if let (Some(flag), Some(related)) = (says(flag, false), related) {
                contradiction(
                    acc,
                    flag.range,
                    format!("`{name}` is off, but {why}"),
                    "Switch the check on",
                    vec![related],
                    Some(set(flag.range, "true", format!("Switch {name} on"), true)),
                );
            }
        };
    let why = "rows can refuse the change";
    say(
        "data_check",
        &pre.data_check,
        why,
        refused.map(|it| because(it.0, why)),
    );
    let why = "the migration builds on another";
    let there_is = parent.map(|it| there(it.range, why));
    say("dependency_check", &pre.dependency_check, why, there_is);
    let existing = parts(ctx).find(|(_, _, part, _)| {
        let table = part.operation.table();
        table.is_some_and(|it| ctx.before.table(it).is_some())
    });
    let why = "what is there already is changed";
    let existing = existing.map(|it| because(it.1, why));
    say("schema_check", &pre.schema_check, why, existing);
}
