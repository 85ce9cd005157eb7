//! A table that nothing before creates.

use crate::{ChangeContext, Check, Finding, Findings, Rule, RuleSeverity};
use model::catalog::CatalogProblemKind;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "unknown-table",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("unknown_table.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for problem in ctx.judged.problems {
        if !matches!(problem.kind, CatalogProblemKind::UnknownTable) {
            continue;
        }
        let change = ctx.judged.change;
        let range = [problem.range, change.focus]
            .into_iter()
            .find(|it| !it.is_empty())
            .unwrap_or(change.range);
        acc.report(Finding {
            help: Some("Create it first, or correct the name".to_owned()),
            change: Some(ctx.id),
            ..Finding::new(
                range,
                format!("Nothing before creates table `{}`", problem.object),
            )
        });
    }
}
