//! "Write the downgrade": the way back from a migration's upgrade, made from the state before it.

use model::MigrationSource;
use model::specification::Specification;
use syntax::TextEdit;
use syntax::value::Node;

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};

pub(super) const ACTION: Action = Action {
    name: "write-downgrade",
    docs: include_str!("write_downgrade.md"),
    offer,
    edit,
};

/// Findings that a written downgrade answers.
const ANSWERS: [&str; 3] = [
    "missing-downgrade",
    "downgrade-incomplete",
    "downgrade-takes-more",
];

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for (index, migration) in ctx.document.migrations.iter().enumerate() {
        let MigrationSource::Specification(_) = &migration.source else {
            continue;
        };
        let within = |it: &&analysis::Finding| migration.range.contains_range(it.range);
        let found = ctx.findings.iter().filter(within);
        let mut answers: Vec<String> = found
            .filter(|it| ANSWERS.contains(&it.code))
            .map(|it| it.code.to_owned())
            .collect();
        answers.sort();
        answers.dedup();
        let missing = migration.downgrade.is_empty();
        let here = migration.range.intersect(ctx.range).is_some();
        if answers.is_empty() && !(missing && here) {
            continue;
        }
        let Some(made) = made(ctx, index) else {
            continue;
        };
        let what = if missing { "Write" } else { "Rewrite" };
        let title = match made.lost.len() {
            0 => format!("{what} the downgrade"),
            _ => format!("{what} the downgrade (not everything comes back)"),
        };
        let kind = match answers.is_empty() {
            true => ActionKind::Refactor,
            false => ActionKind::QuickFix,
        };
        acc.add(title, kind, &index.to_string(), answers);
    }
    Some(())
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let index: usize = argument.parse().ok()?;
    let migration = ctx.document.migrations.get(index)?;
    let MigrationSource::Specification(specification) = &migration.source else {
        return None;
    };
    let made = made(ctx, index)?;
    Some(ctx.edit(vec![written(&ctx.text, specification, &made.yaml)?]))
}

fn made(ctx: &ActionContext<'_>, index: usize) -> Option<plan::write::Downgrade> {
    let migration = ctx.document.migrations.get(index)?;
    let path = ctx.analysis.path(ctx.file)?;
    let before = ctx.analysis.workspace().place(&path, index).before;
    let node = match &migration.source {
        MigrationSource::Specification(it) => section(it)?,
        _ => return None,
    };
    // Nothing of several lines goes into `{ }`.
    let text = ctx.text.get(std::ops::Range::from(node.range))?;
    if text.starts_with('{') {
        return None;
    }
    plan::write::downgrade(&migration.upgrade, before)
}

/// The value under `migration:`.
fn section(specification: &Specification) -> Option<&Node> {
    specification.node.get("migration")
}

fn written(text: &str, specification: &Specification, yaml: &str) -> Option<TextEdit> {
    let node = section(specification)?;
    let Some(entry) = node.entry("downgrade") else {
        return syntax::edit::insert_entry(text, node, Some("upgrade"), "downgrade", yaml);
    };
    let start = usize::from(entry.key.range.start());
    let line = &text[text[..start].rfind('\n').map_or(0, |it| it + 1)..start];
    let pad = " ".repeat(line.len() + 2);
    let end = syntax::text::line_end(text);
    let lines: Vec<String> = yaml.lines().map(|it| format!("{pad}{it}")).collect();
    let new = format!("downgrade:{end}{}", lines.join(end));
    Some(TextEdit::replace(entry.range(), new))
}
