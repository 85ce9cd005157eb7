//! A chain that ends in more than one place.

use crate::{Check, DocumentContext, Finding, Findings, Related, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "several-heads",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("several_heads.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let chain = &ctx.workspace.chain;
    if chain.heads.len() < 2 {
        return;
    }
    for (at, node) in chain.of_path(ctx.path) {
        let (Some(version), true) = (&node.version, chain.heads.contains(&at)) else {
            continue;
        };
        let others = chain.heads.iter().filter(|other| **other != at);
        let related: Vec<Related> = others
            .filter_map(|other| chain.nodes.get(*other))
            .filter(|other| other.version != node.version)
            .map(|other| Related {
                path: (other.path != node.path).then(|| other.path.clone()),
                range: other.version_range,
                message: "another head".to_owned(),
            })
            .collect();
        if related.is_empty() {
            continue;
        }
        acc.report(Finding {
            help: Some("Let one of them follow the other".to_owned()),
            ..Finding {
                related,
                ..Finding::new(
                    node.version_range,
                    format!("The chain has several heads, `{version}` is one: nothing says what runs last"),
                )
            }
        });
    }
}
