//! A foreign key that sets a NOT NULL column to NULL.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::{Column, ConstraintKind, References};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "set-null-on-required",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("set_null_on_required.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let table = part.operation.table().and_then(|it| part.before.table(it));
        let found = if let Operation::AddConstraint(it) = part.operation {
            let required = |column: &str| table.is_some_and(|it| it.not_null(column));
            of_constraint(&it.constraint.kind, &required)
        } else if let Operation::AddColumn(it) = part.operation {
            of_column(&it.column)
        } else if let Operation::CreateTable(it) = part.operation {
            let required = |column: &str| {
                let own = |it: &Column| it.name.text == column && it.is_not_null();
                it.columns.iter().any(own)
            };
            let inline = it.columns.iter().find_map(of_column);
            let mut kinds = it.constraints.iter().map(|it| &it.kind);
            inline.or_else(|| kinds.find_map(|it| of_constraint(it, &required)))
        } else {
            None
        };
        let Some((column, event)) = found else {
            continue;
        };
        acc.about(
            &part,
            format!("ON {event} SET NULL, but `{column}` is NOT NULL: the {event} fails instead"),
            "Let the column be NULL, or take RESTRICT or CASCADE",
        );
    }
}

fn of_column(column: &Column) -> Option<(String, &'static str)> {
    let event = sets_null(column.references.as_ref()?)?;
    column
        .is_not_null()
        .then(|| (column.name.text.clone(), event))
}

fn of_constraint(
    kind: &ConstraintKind,
    required: &dyn Fn(&str) -> bool,
) -> Option<(String, &'static str)> {
    let ConstraintKind::ForeignKey {
        columns,
        references,
    } = kind
    else {
        return None;
    };
    let event = sets_null(references)?;
    let column = columns.iter().find(|it| required(it.as_str()))?;
    Some((column.text.clone(), event))
}

/// The event on which every column of the key becomes NULL; `SET NULL (a)` names its own.
fn sets_null(references: &References) -> Option<&'static str> {
    let sets = |it: &Option<String>| it.as_deref() == Some("SET NULL");
    if sets(&references.on_delete) {
        Some("DELETE")
    } else {
        sets(&references.on_update).then_some("UPDATE")
    }
}
