//! A new enum value used before it is committed.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::{ColumnAction, Expression, Shape};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "enum-value-used-in-transaction",
    severity: RuleSeverity::Fixed(Severity::Error),
    since: "0.1.0",
    preview: false,
    docs: include_str!("enum_value_used_in_transaction.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    let session = ctx.judged.session;
    if !session.in_transaction || session.new_enum_values.is_empty() {
        return;
    }
    for part in ctx.parts() {
        if !uses_values(part.operation) {
            continue;
        }
        let used = session.new_enum_values.iter().find_map(|it| {
            let (_, value) = it.rsplit_once('.')?;
            let quoted = format!("'{}'", value.replace('\'', "''"));
            let sql = ctx.judged.change.sql.as_deref();
            let written = sql.is_some_and(|sql| sql.contains(&quoted));
            (written || literals(part.operation).any(|it| it == value)).then_some(value)
        });
        let Some(value) = used else {
            continue;
        };
        acc.about(
            &part,
            format!("Fails: `{value}` was added in the same transaction and cannot be used before it commits"),
            "Add the enum value in a migration of its own, before the one that uses it",
        );
    }
}

/// Statements whose literals PostgreSQL reads as values of columns.
fn uses_values(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::BulkInsert(_)
            | Operation::BulkUpdate(_)
            | Operation::BulkDelete(_)
            | Operation::AddColumn(_)
            | Operation::AlterColumn(_)
            | Operation::AddConstraint(_)
            | Operation::AddIndex(_)
    )
}

/// The literals that an operation without SQL speaks of.
fn literals(operation: &Operation) -> impl Iterator<Item = &str> {
    let mut found: Vec<&Expression> = Vec::new();
    if let Operation::BulkUpdate(it) = operation {
        found.extend(it.set.iter().map(|(_, value)| value));
    } else if let Operation::AddColumn(it) = operation {
        found.extend(&it.column.default);
    } else if let Operation::AlterColumn(it) = operation
        && let ColumnAction::SetDefault(value) = &it.action
    {
        found.push(value);
    }
    found.into_iter().filter_map(|it| {
        if let Shape::Literal(text) = &it.shape {
            Some(text.as_str())
        } else {
            None
        }
    })
}
