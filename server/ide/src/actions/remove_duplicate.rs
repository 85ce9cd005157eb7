//! A key that stands twice in a mapping: the second goes, since the first is what is read.

use syntax::value::Node;
use syntax::{Language, SyntaxErrorKind, TextRange, TextSize};

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::{TextEdit, nodes};

pub(super) const ACTION: Action = Action {
    name: "remove-duplicate",
    docs: include_str!("remove_duplicate.md"),
    offer,
    edit,
};

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for error in &ctx.document.syntax_errors {
        let SyntaxErrorKind::DuplicateKey { key, .. } = &error.kind else {
            continue;
        };
        if error.range.intersect(ctx.range).is_none() || removal(ctx, error.range).is_none() {
            continue;
        }
        let argument = u32::from(error.range.start()).to_string();
        acc.add(
            format!("Take out the second `{key}`"),
            ActionKind::QuickFix,
            &argument,
            vec![error.code().to_owned()],
        );
    }
    Some(())
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let at = TextSize::new(argument.parse().ok()?);
    let mut errors = ctx.document.syntax_errors.iter();
    let error = errors.find(|it| {
        it.range.start() == at && matches!(it.kind, SyntaxErrorKind::DuplicateKey { .. })
    })?;
    Some(ctx.edit(vec![removal(ctx, error.range)?]))
}

fn removal(ctx: &ActionContext<'_>, key: TextRange) -> Option<TextEdit> {
    if ctx.document.language != Language::Yaml {
        return None;
    }
    nodes::with_key(&ctx.text, key, |map, index| {
        Some(TextEdit::replace(around(&ctx.text, map, index)?, ""))
    })
}

/// The entry with what parts it from the one before, which a duplicate always has.
fn around(text: &str, map: &Node, index: usize) -> Option<TextRange> {
    let entries = map.entries();
    let before = entries.get(index.checked_sub(1)?)?.range();
    let own = entries.get(index)?.range();
    if nodes::written(text, map).starts_with('{') {
        return Some(TextRange::new(before.end(), own.end()));
    }
    // Its own lines, with the comments behind it.
    let start = usize::from(own.start());
    let line = text[..start].rfind('\n')? + 1;
    let end = usize::from(own.end());
    let end = text[end..].find('\n').map_or(text.len(), |it| end + it + 1);
    let size = syntax::text::size;
    Some(TextRange::new(size(line), size(end)))
}
