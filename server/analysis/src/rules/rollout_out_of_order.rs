//! An environment that runs what the environment before it in the rollout does not.

use model::risk::Severity;

use crate::{Check, DocumentContext, Finding, Findings, Rule, RuleSeverity};
use crate::{environments, sync};

pub(crate) const RULE: Rule = Rule {
    code: "rollout-out-of-order",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("rollout_out_of_order.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let chain = &ctx.workspace.chain;
    // Development comes first, production last.
    let states = environments::ALL.map(|environment| {
        let mut all = ctx.workspace.environments.iter();
        all.find(|it| it.environment == environment)
    });
    let known: Vec<_> = states.into_iter().flatten().collect();
    for pair in known.windows(2) {
        let [rehearsal, state] = pair else { continue };
        let (Some(before), Some(version)) = (rehearsal.current.version(), state.current.version())
        else {
            continue;
        };
        let way = chain.between(Some(before), version);
        let Some(first) = way.as_ref().and_then(|it| it.first()) else {
            continue;
        };
        let Some(range) = sync::spoken_of(ctx, state) else {
            continue;
        };
        let first = chain.nodes[*first].version.as_deref().unwrap_or_default();
        acc.report(Finding {
            help: Some(format!(
                "Roll out to {} first, or say what it runs",
                sync::word(rehearsal.environment)
            )),
            related: sync::related(ctx, chain, [before, version]),
            ..Finding::new(
                range,
                format!(
                    "{} runs `{version}`, but {} has only `{before}`: nobody has tried `{first}` there",
                    sync::title(state.environment),
                    sync::word(rehearsal.environment),
                ),
            )
        });
    }
}
