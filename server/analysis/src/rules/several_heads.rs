//! A chain that ends in more than one place.

use crate::chain::{Chain, Node, Source};
use crate::{
    Check, DocumentContext, Finding, Findings, Fix, Related, Rule, RuleSeverity, TextEdit,
};
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
    for (at, node) in chain.of_path(ctx.path) {
        let (Some(version), true) = (&node.version, chain.heads.contains(&at)) else {
            continue;
        };
        let others: Vec<&Node> = chain
            .heads_beside(node)
            .filter(|other| other.version != node.version)
            .collect();
        let mut related: Vec<Related> = others
            .iter()
            .map(|other| pointing(ctx, other, "another head".to_owned()))
            .collect();
        if related.is_empty() {
            continue;
        }
        let fork = others.first().and_then(|other| fork(chain, node, other));
        if let Some((own, theirs)) = fork {
            let parent = theirs.parent.as_deref().unwrap_or_default();
            let branch = theirs.version.as_deref().unwrap_or_default();
            let message = format!("`{branch}` follows `{parent}`, and so does this branch");
            // The head itself is pointed at already.
            if others.iter().all(|it| it.version != theirs.version) || own.version != node.version {
                related.push(pointing(ctx, theirs, message));
            }
        }
        acc.report(Finding {
            help: Some("Let one of them follow the other".to_owned()),
            related,
            fix: match (others.as_slice(), fork) {
                ([only], Some((own, theirs))) => fix(ctx, own, theirs, only),
                _ => None,
            },
            ..Finding::new(
                node.version_range,
                format!(
                    "The chain has several heads, `{version}` is one: nothing says what runs last"
                ),
            )
        });
    }
}

fn pointing(ctx: &DocumentContext<'_>, node: &Node, message: String) -> Related {
    Related {
        path: (node.path != ctx.path).then(|| node.path.clone()),
        range: node.version_range,
        message,
    }
}

/// Where the ways to two heads part: the first node of each behind the last that they share.
fn fork<'a>(chain: &'a Chain, one: &Node, other: &Node) -> Option<(&'a Node, &'a Node)> {
    let way = |to: &Node| chain.between(None, to.version.as_deref()?);
    let (one, other) = (way(one)?, way(other)?);
    let shared = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    // Two beginnings share nothing, and neither has a parent to be changed.
    (shared > 0).then_some(())?;
    let node = |way: &[usize]| chain.nodes.get(*way.get(shared)?);
    Some((node(&one)?, node(&other)?))
}

/// Of two branches the later one may follow the other.
fn fix(ctx: &DocumentContext<'_>, own: &Node, theirs: &Node, head: &Node) -> Option<Fix> {
    let later = (&own.version, &own.path) > (&theirs.version, &theirs.path);
    // Alembic's files are not ours to write.
    let ours = own.source == Source::Specification && own.path == ctx.path;
    let range = own.parent_range.filter(|_| later && ours)?;
    let (version, head) = (own.version.as_deref()?, head.version.as_deref()?);
    Some(Fix {
        title: format!("Let `{version}` follow `{head}`"),
        edits: vec![TextEdit::replace(
            range,
            syntax::edit::quote_if_needed(head),
        )],
        safe: false,
    })
}
