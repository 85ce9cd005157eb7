//! "Write it as the format does": what is read in another spelling, a whole operation at once.

use model::document::ModelErrorKind;
use model::operation::Change;
use syntax::{Language, TextRange, TextSize};

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::canonical;

pub(super) const ACTION: Action = Action {
    name: "write-canonical",
    docs: include_str!("write_canonical.md"),
    offer,
    edit,
};

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    if ctx.document.language != Language::Yaml {
        return None;
    }
    for error in &ctx.document.errors {
        let ModelErrorKind::Spelling { found, canonical } = &error.kind else {
            continue;
        };
        let around = operation(ctx, error.range)?;
        if around.intersect(ctx.range).is_none()
            || canonical::correct(&ctx.text, error.range, found, canonical).is_none()
        {
            continue;
        }
        let argument = u32::from(around.start()).to_string();
        acc.add(
            "Write the operation as the format does".to_owned(),
            ActionKind::QuickFix,
            &argument,
            vec!["spelling".to_owned()],
        );
    }
    Some(())
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let place = operation(ctx, TextRange::empty(TextSize::new(argument.parse().ok()?)))?;
    let path = ctx.analysis.path(ctx.file)?;
    let edit = canonical::whole(&path, &ctx.text, place)?;
    Some(ctx.edit(vec![edit]))
}

/// The operation around a place.
fn operation(ctx: &ActionContext<'_>, place: TextRange) -> Option<TextRange> {
    let mut changes = ctx
        .document
        .migrations
        .iter()
        .flat_map(|it| it.upgrade.iter().chain(&it.downgrade));
    let around = |it: &&Change| it.range.contains_range(place);
    changes.find(around).map(|it| it.range)
}
