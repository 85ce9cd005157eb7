//! A parent that no specification has.

use crate::chain::Source;
use crate::sync;
use crate::{
    Check, DocumentContext, Finding, Findings, Fix, Related, Rule, RuleSeverity, TextEdit,
};
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
    for (at, node) in chain.of_path(ctx.path) {
        for (parent, range) in node.parents_with_ranges() {
            if chain.first_of(parent).is_some() {
                continue;
            }
            // The one that stands before it in the order, unless nothing else is there.
            let before = chain.nodes[..at].iter().rev();
            let before = before.filter(|it| it.version.is_some() && it.version != node.version);
            let last = before.clone().find(|it| it.source == node.source);
            let alike =
                sync::alike(chain, parent).filter(|it| Some(*it) != node.version.as_deref());
            let wanted = alike
                .or(last.and_then(|it| it.version.as_deref()))
                // Alembic's files are not ours to write.
                .filter(|_| node.source == Source::Specification);
            acc.report(Finding {
                help: Some(
                    "Name the version that this one follows, or add its specification".to_owned(),
                ),
                related: last
                    .map(|it| Related {
                        path: (it.path != ctx.path).then(|| it.path.clone()),
                        range: it.version_range,
                        message: format!(
                            "`{}` is the one before",
                            it.version.as_deref().unwrap_or_default()
                        ),
                    })
                    .into_iter()
                    .collect(),
                fix: wanted.map(|it| Fix {
                    title: format!("Follow `{it}`"),
                    edits: vec![TextEdit::replace(range, syntax::edit::quote_if_needed(it))],
                    safe: false,
                }),
                ..Finding::new(range, format!("No specification has version `{parent}`"))
            });
        }
    }
}
