//! An environment that lacks more than the next migration.

use model::risk::Severity;

use crate::environments::Status;
use crate::sync;
use crate::{Check, DocumentContext, Finding, Findings, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "environment-behind",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("environment_behind.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    for state in &ctx.workspace.environments {
        if state.status != Some(Status::Behind) {
            continue;
        }
        let Some(range) = sync::spoken_of(ctx, state) else {
            continue;
        };
        let missing = &state.migrations_to_apply;
        let (Some(first), Some(last)) = (missing.first(), missing.last()) else {
            continue;
        };
        let target = state.target.as_deref().unwrap_or_default();
        let chain = &ctx.workspace.chain;
        acc.report(Finding {
            help: Some("Apply them in order, each in its own deploy".to_owned()),
            related: sync::related(ctx, chain, [first, last]),
            ..Finding::new(
                range,
                format!(
                    "{} is {} migrations behind `{target}`: `{first}` to `{last}` are not applied",
                    sync::title(state.environment),
                    missing.len(),
                ),
            )
        });
    }
}
