//! One column named twice in one statement.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::risk::Severity;
use model::{Name, Operation};

pub(crate) const RULE: Rule = Rule {
    code: "column-named-twice",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("column_named_twice.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let columns: Vec<&Name> = if let Operation::CreateTable(it) = part.operation {
            it.columns.iter().map(|it| &it.name).collect()
        } else if let Operation::BulkUpdate(it) = part.operation {
            it.set.iter().map(|(column, _)| column).collect()
        } else if let Operation::BulkInsert(it) = part.operation {
            it.columns.iter().collect()
        } else {
            continue;
        };
        let twice = columns.iter().enumerate().find(|(at, column)| {
            let before = &columns[..*at];
            before.iter().any(|it| it.text == column.text)
        });
        let Some((_, column)) = twice else { continue };
        acc.about(
            &part,
            format!("`{column}` is named twice: PostgreSQL refuses the statement"),
            "Keep one of them",
        );
    }
}
