//! "Draft the migration specification": of a request, or of what a spec describes and the chain
//! does not build.

use syntax::TextSize;

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::draft::{self, DraftedSpecification};

pub(super) const ACTION: Action = Action {
    name: "draft-specification",
    docs: include_str!("draft_specification.md"),
    offer,
    edit,
};

const DRIFT: &str = "schema-drift";

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for (at, request) in ctx.document.requests.iter().enumerate() {
        if request.range.intersect(ctx.range).is_some()
            && let Ok(drafted) = draft::draft(ctx.analysis, ctx.file, request, None)
        {
            let title = title("this request", &drafted.specifications);
            acc.add(
                title,
                ActionKind::Refactor,
                &format!("request {at}"),
                Vec::new(),
            );
        }
    }
    let drift: Vec<&analysis::Finding> =
        ctx.findings.iter().filter(|it| it.code == DRIFT).collect();
    for finding in &drift {
        if let Some(drafted) = draft::missing(ctx.analysis, ctx.file, Some(finding.range)) {
            let (start, end) = (finding.range.start(), finding.range.end());
            let argument = format!("drift {} {}", u32::from(start), u32::from(end));
            let answers = vec![DRIFT.to_owned()];
            let title = title("this difference", &drafted);
            acc.add(title, ActionKind::QuickFix, &argument, answers);
        }
    }
    let all = ctx.analysis.findings(ctx.file);
    let count = all.iter().filter(|it| it.code == DRIFT).count();
    if count > 1 && !drift.is_empty() {
        let drafted = draft::missing(ctx.analysis, ctx.file, None)?;
        let title = title(&format!("all {count} differences of this spec"), &drafted);
        acc.add(title, ActionKind::QuickFix, "drift", Vec::new());
    }
    Some(())
}

fn title(what: &str, drafted: &[DraftedSpecification]) -> String {
    match drafted.len() {
        0 | 1 => format!("Draft the migration specification for {what}"),
        many => format!("Draft the {many} migration specifications for {what}"),
    }
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let mut words = argument.split(' ');
    let drafted = match (words.next()?, words.next(), words.next()) {
        ("request", Some(at), None) => {
            let request = ctx.document.requests.get(at.parse::<usize>().ok()?)?;
            let drafted = draft::draft(ctx.analysis, ctx.file, request, None).ok()?;
            drafted.specifications
        }
        ("drift", Some(start), Some(end)) => {
            let offset = |it: &str| it.parse().ok().map(TextSize::new);
            let range = crate::TextRange::new(offset(start)?, offset(end)?);
            draft::missing(ctx.analysis, ctx.file, Some(range))?
        }
        ("drift", None, None) => draft::missing(ctx.analysis, ctx.file, None)?,
        _ => return None,
    };
    let folder = folder(ctx)?;
    let plain = |it: &str| it.replace(|c: char| !(c.is_alphanumeric() || "._-".contains(c)), "_");
    let creates = drafted.into_iter().map(|it| {
        let name = format!("{}_{}.yaml", plain(&it.version), plain(&it.name));
        (format!("{folder}{name}"), it.text)
    });
    Some(WorkspaceEdit {
        edits: Vec::new(),
        creates: creates.collect(),
    })
}

/// Beside the last specification of the chain; where there is none, in `migrations` beside the
/// document. With its `/`.
fn folder(ctx: &ActionContext<'_>) -> Option<String> {
    let own = ctx.analysis.path(ctx.file)?;
    let of = |path: &str| path.rfind('/').map_or("", |it| &path[..=it]).to_owned();
    let mut nodes = ctx.analysis.workspace().chain.nodes.iter().rev();
    let last = nodes.find(|it| it.source == analysis::chain::Source::Specification);
    Some(match last {
        Some(last) => of(&last.path),
        None => format!("{}migrations/", of(&own)),
    })
}
