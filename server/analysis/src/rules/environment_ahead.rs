//! An environment that runs something after its target.

use model::risk::Severity;

use crate::environments::Status;
use crate::sync;
use crate::{Check, DocumentContext, Finding, Findings, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "environment-ahead",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("environment_ahead.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    for state in &ctx.workspace.environments {
        if state.status != Some(Status::Ahead) {
            continue;
        }
        let (Some(range), Some(current), Some(target)) = (
            sync::spoken_of(ctx, state),
            state.current.version(),
            state.target.as_deref(),
        ) else {
            continue;
        };
        acc.report(Finding {
            help: Some("Raise its target, or run the downgrades that lead back".to_owned()),
            related: sync::related(ctx, &ctx.workspace.chain, [current, target]),
            ..Finding::new(
                range,
                format!(
                    "{} runs `{current}`, which comes after its target `{target}`",
                    sync::title(state.environment)
                ),
            )
        });
    }
}
