//! A parent that no specification has.

use crate::{Check, DocumentContext, Findings, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "unknown-parent",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("unknown_parent.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let chain = &ctx.workspace.chain;
    for (_, node) in chain.of_path(ctx.path) {
        let (Some(parent), Some(range)) = (&node.parent, node.parent_range) else {
            continue;
        };
        if chain.of_version(parent).next().is_none() {
            acc.at(
                range,
                format!("No specification has version `{parent}`"),
                "Name the version that this one follows, or add its specification",
            );
        }
    }
}
