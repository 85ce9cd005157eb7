//! A column that its table does not have.

use crate::{ChangeContext, Check, Finding, Findings, Rule, RuleSeverity};
use model::catalog::CatalogProblemKind;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "unknown-column",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("unknown_column.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for problem in ctx.judged.problems {
        if !matches!(problem.kind, CatalogProblemKind::UnknownColumn) {
            continue;
        }
        let change = ctx.judged.change;
        let range = [problem.range, change.focus]
            .into_iter()
            .find(|it| !it.is_empty())
            .unwrap_or(change.range);
        acc.report(Finding {
            help: Some("Correct the name, or add the column first".to_owned()),
            change: Some(ctx.id),
            ..Finding::new(
                range,
                format!("There is no column `{}` at this point", problem.object),
            )
        });
    }
}
