//! A name that is taken.

use crate::{ChangeContext, Check, Finding, Findings, Rule, RuleSeverity};
use model::catalog::CatalogProblemKind;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "already-exists",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("already_exists.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for problem in ctx.judged.problems {
        if !matches!(problem.kind, CatalogProblemKind::Duplicate) {
            continue;
        }
        let change = ctx.judged.change;
        let range = [problem.range, change.focus]
            .into_iter()
            .find(|it| !it.is_empty())
            .unwrap_or(change.range);
        acc.report(Finding {
            help: Some("Take another name, or guard the statement with IF NOT EXISTS".to_owned()),
            change: Some(ctx.id),
            ..Finding::new(
                range,
                format!("`{}` exists already at this point", problem.object),
            )
        });
    }
}
