//! "Split into zero-downtime steps": the plan of a change, written into the document.

use analysis::ChangeId;
use model::MigrationSource;
use model::judge::Judged;
use plan::Outcome;

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::{hover, planning, written};

pub(super) const ACTION: Action = Action {
    name: "split-into-steps",
    docs: include_str!("split_into_steps.md"),
    offer,
    edit,
};

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for (index, migration) in ctx.document.migrations.iter().enumerate() {
        for (at, change) in migration.upgrade.iter().enumerate() {
            if change.range.intersect(ctx.range).is_none() {
                continue;
            }
            let id = ChangeId {
                migration: index,
                change: at,
            };
            let title = with_judged(ctx, id, &mut planning::split_title);
            let Some(Some(title)) = title else { continue };
            let mut answers: Vec<String> = ctx
                .findings
                .iter()
                .filter(|it| it.change == Some(id))
                .map(|it| it.code.to_owned())
                .collect();
            answers.dedup();
            let kind = if answers.is_empty() {
                ActionKind::Refactor
            } else {
                ActionKind::QuickFix
            };
            acc.add(title, kind, &format!("{index}.{at}"), answers);
        }
    }
    Some(())
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let (migration, change) = argument.split_once('.')?;
    let id = ChangeId {
        migration: migration.parse().ok()?,
        change: change.parse().ok()?,
    };
    let plan = with_judged(ctx, id, &mut planning::plan_of)?;
    if plan.outcome != Outcome::Planned {
        return None;
    }
    let migration = ctx.document.migrations.get(id.migration)?;
    let target = written::Target {
        analysis: ctx.analysis,
        file: ctx.file,
        text: &ctx.text,
        migration,
        index: id.migration,
        change: migration.upgrade.get(id.change)?,
    };
    let edits = match &migration.source {
        MigrationSource::Specification(specification) => {
            written::into_specification(&target, specification, &plan)
        }
        // There is no change to be split: its operations are not read.
        MigrationSource::Revision(_) => None,
        MigrationSource::Script => written::into_script(&target, &plan),
        MigrationSource::Fence { .. } => written::into_markdown(&target, &plan),
    }?;
    Some(ctx.edit(edits))
}

fn with_judged<T>(
    ctx: &ActionContext<'_>,
    id: ChangeId,
    read: &mut dyn FnMut(&Judged<'_>) -> T,
) -> Option<T> {
    hover::judged_at(ctx.analysis, ctx.file, id.migration, id.change, read)
}
