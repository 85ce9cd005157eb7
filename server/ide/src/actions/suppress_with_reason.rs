//! A comment on the line above that silences one finding, with a place for the reason.

use syntax::{Language, TextSize};

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::TextEdit;

pub(super) const ACTION: Action = Action {
    name: "suppress-with-reason",
    docs: include_str!("suppress_with_reason.md"),
    offer,
    edit,
};

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for finding in ctx.findings.iter().filter(|it| it.change.is_some()) {
        let argument = format!("{}@{}", finding.code, u32::from(finding.range.start()));
        let title = format!("Ignore {} here, with a reason", finding.code);
        acc.add(
            title,
            ActionKind::Refactor,
            &argument,
            vec![finding.code.to_owned()],
        );
    }
    Some(())
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let (code, at) = argument.split_once('@')?;
    let at = TextSize::new(at.parse().ok()?);
    ctx.findings
        .iter()
        .find(|it| it.code == code && it.range.start() == at)?;
    let line_start = ctx.text[..usize::from(at)]
        .rfind('\n')
        .map_or(0, |it| it + 1);
    let line = &ctx.text[line_start..];
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    // In a fence the fence's language counts; SQL inside a YAML scalar is YAML's line.
    let (open, close) = match ctx.document.language {
        Language::Yaml | Language::Python => ("# ", ""),
        Language::Sql => ("-- ", ""),
        Language::Markdown if in_yaml_fence(ctx, line_start) => ("# ", ""),
        Language::Markdown => ("-- ", ""),
    };
    let end = syntax::text::line_end(&ctx.text);
    let comment = format!("{indent}{open}forelock: ignore[{code}] because …{close}{end}");
    Some(ctx.edit(vec![TextEdit::insert(
        syntax::text::size(line_start),
        comment,
    )]))
}

/// Whether the innermost fence that is open before `offset` is one of YAML.
fn in_yaml_fence(ctx: &ActionContext<'_>, offset: usize) -> bool {
    let mut fences = ctx.text[..offset]
        .lines()
        .filter_map(|it| it.trim_start().strip_prefix("```"));
    fences.next_back().is_some_and(|it| it.starts_with('y'))
}
