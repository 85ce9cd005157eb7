//! A specification and the Alembic revision of its version that follow different ones.

use model::risk::Severity;

use crate::{Check, DocumentContext, Finding, Findings, Related, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "revision-mismatch",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("revision_mismatch.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let workspace = ctx.workspace;
    for implementation in &workspace.chain.implementations {
        let revision = &implementation.revision;
        let Some((_, node)) = workspace.chain.first_of(&revision.version.value) else {
            continue;
        };
        let parent = revision.parents.first();
        let follows = parent.map(|it| it.value.as_str());
        if follows == node.parent.as_deref() || revision.parents.len() > 1 {
            continue;
        }
        let shown = |it: Option<&str>| it.map_or("no other".to_owned(), |it| format!("`{it}`"));
        let here = parent.map_or(revision.version.range, |it| it.range);
        let there = node.parent_range.unwrap_or(node.version_range);
        let version = &revision.version.value;
        if implementation.path == ctx.path {
            acc.report(Finding {
                help: Some("Let both follow the same version".to_owned()),
                related: vec![Related {
                    path: Some(node.path.clone()),
                    range: there,
                    message: format!(
                        "the specification follows {}",
                        shown(node.parent.as_deref())
                    ),
                }],
                ..Finding::new(
                    here,
                    format!(
                        "Revision `{version}` follows {}, its specification {}",
                        shown(follows),
                        shown(node.parent.as_deref())
                    ),
                )
            });
        }
        if node.path == ctx.path {
            acc.report(Finding {
                help: Some("Let both follow the same version".to_owned()),
                related: vec![Related {
                    path: Some(implementation.path.clone()),
                    range: here,
                    message: format!("the revision follows {}", shown(follows)),
                }],
                ..Finding::new(
                    there,
                    format!(
                        "`{version}` follows {}, its Alembic revision {}",
                        shown(node.parent.as_deref()),
                        shown(follows)
                    ),
                )
            });
        }
    }
}
