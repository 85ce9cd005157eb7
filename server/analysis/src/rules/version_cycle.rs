//! Specifications that follow each other in a circle.

use crate::{Check, DocumentContext, Finding, Findings, Related, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "version-cycle",
    severity: RuleSeverity::Fixed(Severity::Error),
    since: "0.1.0",
    preview: false,
    docs: include_str!("version_cycle.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let chain = &ctx.workspace.chain;
    for (at, node) in chain.of_path(ctx.path) {
        let (Some(parent), true) = (&node.parent, chain.cyclic.contains(&at)) else {
            continue;
        };
        let related = chain.of_version(parent).map(|(_, other)| Related {
            path: (other.path != node.path).then(|| other.path.clone()),
            range: other.parent_range.unwrap_or(other.version_range),
            message: format!("`{parent}` follows another one in turn"),
        });
        acc.report(Finding {
            related: related.collect(),
            help: Some(
                "Let the first of them follow a version outside the circle, or none".to_owned(),
            ),
            ..Finding::new(
                node.parent_range.unwrap_or(node.version_range),
                format!("`{parent}` comes after this specification itself: there is no first one"),
            )
        });
    }
}
