//! A path of a spec that leads nowhere.

use crate::format::{contradiction, inside, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use model::specification::Spanned;

pub(crate) const RULE: Rule = Rule {
    code: "spec-path-unknown",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("spec_path_unknown.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(meta) = specification(ctx).and_then(|it| inside(&it.meta)) else {
        return;
    };
    for path in [&meta.feature_spec, &meta.database_spec]
        .into_iter()
        .flatten()
    {
        look(acc, ctx, path);
    }
}

fn look(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>, path: &Spanned<String>) {
    let wanted = path
        .value
        .trim()
        .trim_start_matches("./")
        .trim_start_matches('/');
    let (folder, name) = wanted.rsplit_once('/').unwrap_or(("", wanted));
    let Some((_, extension)) = name.rsplit_once('.') else {
        return;
    };
    let known = || {
        ctx.document
            .workspace
            .documents
            .iter()
            .map(|it| it.0.as_str())
    };
    let ends = |path: &str, end: &str| {
        // The root itself is only itself.
        if end.is_empty() {
            return path.is_empty();
        }
        path.strip_suffix(end)
            .is_some_and(|it| it.is_empty() || it.ends_with(['/', '\\']))
    };
    // Files of the folder are read; one that is not among them is not there.
    let read = known().any(|it| {
        it.ends_with(&format!(".{extension}"))
            && ends(it.rsplit_once('/').map_or("", |it| it.0), folder)
    });
    if !read || known().any(|it| ends(it, wanted)) {
        return;
    }
    let names: Vec<&str> = known()
        .map(|it| it.rsplit_once('/').unwrap_or(("", it)))
        .filter(|(own, _)| ends(own, folder))
        .map(|it| it.1)
        .collect();
    let near = model::lower::nearest(name, names).map(|it| wanted.replace(name, it));
    let fix = near.map(|it| set(path.range, &it, format!("Write `{it}`"), false));
    contradiction(
        acc,
        path.range,
        format!("There is no `{wanted}` in the workspace"),
        "Correct the path; it is read from the workspace's root",
        Vec::new(),
        fix,
    );
}
