//! "Treat as rename", "Treat as drop and add": how two names of a spec's versions are read.

use analysis::compared;
use model::MigrationSource;
use model::diff::{Choice, Rename, Renamed};
use syntax::{TextEdit, TextSize};

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};

pub(super) const ACTION: Action = Action {
    name: "read-as",
    docs: include_str!("read_as.md"),
    offer,
    edit,
};

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    let mut seen: Vec<&Rename> = Vec::new();
    for (at, rename) in renames(ctx) {
        if seen.contains(&rename) {
            continue;
        }
        seen.push(rename);
        let (from, to) = (rename.from.as_str(), rename.to.as_str());
        let what = match rename.kind {
            Renamed::Table => "table",
            Renamed::Column => "column",
        };
        let title = match rename.choice {
            Choice::Rename => format!("Treat as drop and add: {what} `{from}` goes, `{to}` is new"),
            Choice::DropAndAdd => format!("Treat as rename: {what} `{from}` is now `{to}`"),
        };
        acc.add(title, ActionKind::QuickFix, &at, Vec::new());
    }
    Some(())
}

/// The likenesses at the range, by the place of a change that is read so.
fn renames<'a>(ctx: &'a ActionContext<'_>) -> impl Iterator<Item = (String, &'a Rename)> {
    let migrations = ctx.document.migrations.iter();
    migrations
        .filter_map(|it| match &it.source {
            MigrationSource::Compared(comparison) => Some((it, comparison)),
            _ => None,
        })
        .flat_map(|(it, comparison)| it.upgrade.iter().zip(&comparison.found).enumerate())
        .filter(|(_, (change, _))| change.range.intersect(ctx.range).is_some())
        .filter_map(|(at, (_, found))| Some((at.to_string(), found.rename.as_ref()?)))
}

/// The choice is kept in the spec itself, as a comment at its end.
fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let (_, rename) = renames(ctx).find(|(at, _)| at == argument)?;
    let choice = match rename.choice {
        Choice::Rename => Choice::DropAndAdd,
        Choice::DropAndAdd => Choice::Rename,
    };
    let directive = format!("<!-- {} -->", compared::written_directive(rename, choice));
    // A directive that says the opposite is replaced.
    let opposite = compared::written_directive(rename, rename.choice);
    let known = compared::directives(&ctx.text, &ctx.document);
    let known = known
        .iter()
        .find(|it| ctx.text[it.range].contains(&opposite));
    if let Some(known) = known {
        let written = ctx.text[known.range].replacen(
            &opposite,
            &compared::written_directive(rename, choice),
            1,
        );
        return Some(ctx.edit(vec![TextEdit::replace(known.range, written)]));
    }
    let end = TextSize::of(&*ctx.text);
    let line = syntax::text::line_end(&ctx.text);
    let lead = if ctx.text.ends_with('\n') {
        line.to_owned()
    } else {
        format!("{line}{line}")
    };
    Some(ctx.edit(vec![TextEdit::insert(
        end,
        format!("{lead}{directive}{line}"),
    )]))
}
