//! A version that the chain does not have, or two between which it has no way.

use model::risk::Severity;
use model::specification::Spanned;

use crate::environments::{Current, compare};
use crate::requests::from;
use crate::sync::{self, entries};
use crate::{
    Check, DocumentContext, Finding, Findings, Fix, Related, Rule, RuleSeverity, TextEdit,
};

pub(crate) const RULE: Rule = Rule {
    code: "incompatible-version",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("incompatible_version.md"),
    check: Check::Document(check),
};

type Text = Option<Spanned<String>>;

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    // No chain, no versions to be held against.
    if ctx
        .workspace
        .chain
        .nodes
        .iter()
        .all(|it| it.version.is_none())
    {
        return;
    }
    for record in &ctx.document.records {
        unknown(acc, ctx, &record.migration_version);
    }
    for request in &ctx.document.requests {
        // A target that is not there yet is what is asked for.
        unknown(acc, ctx, &request.current_version);
        let current = request.current_version.as_ref();
        let current = current.map_or(Current::Unknown, |it| match from(&it.value) {
            Some(version) => Current::Version(version.to_owned()),
            None => Current::Nothing,
        });
        apart(acc, ctx, &current, &request.target_version, true);
    }
    for (specification, entry) in entries(ctx.document) {
        let sync = &entry.value;
        unknown(acc, ctx, &sync.current_version);
        unknown(acc, ctx, &sync.target_version);
        for version in &sync.migrations_to_apply {
            unknown(acc, ctx, &Some(version.clone()));
        }
        let current = Current::of_entry(entry, specification);
        apart(acc, ctx, &current, &sync.target_version, false);
    }
}

fn unknown(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>, version: &Text) {
    let chain = &ctx.workspace.chain;
    let Some(version) = version.as_ref().filter(|it| from(&it.value).is_some()) else {
        return;
    };
    if sync::named(chain, &version.value).is_some() {
        return;
    }
    let heads = chain.heads.iter().filter_map(|it| chain.nodes.get(*it));
    let alike = sync::alike(chain, &version.value);
    acc.report(Finding {
        help: Some("Name a version of the chain, or add its specification".to_owned()),
        related: heads
            .map(|it| Related {
                path: (it.path != ctx.path).then(|| it.path.clone()),
                range: it.version_range,
                message: "the chain ends here".to_owned(),
            })
            .collect(),
        fix: alike.map(|it| Fix {
            title: format!("Write `{it}`"),
            edits: vec![TextEdit::replace(
                version.range,
                syntax::edit::quote_if_needed(it),
            )],
            safe: false,
        }),
        ..Finding::new(
            version.range,
            format!("No specification has version `{}`", version.value),
        )
    });
}

/// Both versions are there, but nothing leads from one to the other.
fn apart(
    acc: &mut Findings<'_>,
    ctx: &DocumentContext<'_>,
    current: &Current,
    target: &Text,
    forward: bool,
) {
    let chain = &ctx.workspace.chain;
    let (Some(version), Some(target)) = (current.version(), target) else {
        return;
    };
    let (Some((_, here)), Some((_, there))) =
        (chain.first_of(version), chain.first_of(&target.value))
    else {
        return;
    };
    let message = match compare(chain, current, &target.value) {
        None => format!(
            "`{}` does not come after `{version}`: they are on different branches",
            target.value
        ),
        Some((crate::environments::Status::Ahead, _)) if forward => format!(
            "`{}` comes before `{version}`: going there is a downgrade",
            target.value
        ),
        Some(_) => return,
    };
    let related = [here, there].map(|it| Related {
        path: (it.path != ctx.path).then(|| it.path.clone()),
        range: it.version_range,
        message: format!("`{}`", it.version.as_deref().unwrap_or_default()),
    });
    acc.report(Finding {
        help: Some("Name two versions of which one leads to the other".to_owned()),
        related: related.into(),
        ..Finding::new(target.range, message)
    });
}
