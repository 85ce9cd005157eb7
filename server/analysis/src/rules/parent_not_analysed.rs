//! A specification that follows an Alembic revision whose operations are not read.

use model::risk::Severity;

use crate::chain::Source;
use crate::{Check, DocumentContext, Finding, Findings, Related, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "parent-not-analysed",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("parent_not_analysed.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let chain = &ctx.workspace.chain;
    for (_, node) in chain.of_path(ctx.path) {
        let (Source::Specification, Some(parent), Some(range)) =
            (node.source, &node.parent, node.parent_range)
        else {
            continue;
        };
        let Some((_, before)) = chain.first_of(parent) else {
            continue;
        };
        if before.source != Source::Revision {
            continue;
        }
        acc.report(Finding {
            help: Some(
                "Describe the revision in a migration specification of the same version".to_owned(),
            ),
            related: vec![Related {
                path: Some(before.path.clone()),
                range: before.version_range,
                message: format!("revision `{parent}`"),
            }],
            ..Finding::new(
                range,
                format!("What revision `{parent}` does is not analysed: the state before this migration may be another"),
            )
        });
    }
}
