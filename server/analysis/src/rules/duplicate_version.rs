//! A version that two specifications claim.

use crate::{Check, DocumentContext, Finding, Findings, Related, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "duplicate-version",
    severity: RuleSeverity::Fixed(Severity::Error),
    since: "0.1.0",
    preview: false,
    docs: include_str!("duplicate_version.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let chain = &ctx.workspace.chain;
    for (at, node) in chain.of_path(ctx.path) {
        let Some(version) = &node.version else {
            continue;
        };
        let related: Vec<Related> = chain
            .of_version(version)
            .filter(|(other, _)| *other != at)
            .map(|(_, other)| Related {
                path: (other.path != node.path).then(|| other.path.clone()),
                range: other.version_range,
                message: format!("`{version}` is claimed here, too"),
            })
            .collect();
        if related.is_empty() {
            continue;
        }
        acc.report(Finding {
            related,
            help: Some("Give one of them a version of its own".to_owned()),
            ..Finding::new(
                node.version_range,
                format!("Version `{version}` is claimed by another specification"),
            )
        });
    }
}
