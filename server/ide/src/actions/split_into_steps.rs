//! "Split into zero-downtime steps": the plan of a change, or of a whole migration, written out.

use analysis::ChangeId;
use model::judge::Judged;
use model::{Migration, MigrationSource};
use plan::{Outcome, Plan};
use syntax::Language;

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::hover;
use crate::planning::{self, counted};
use crate::written::{self, Into, Standing};

pub(super) const ACTION: Action = Action {
    name: "split-into-steps",
    docs: include_str!("split_into_steps.md"),
    offer,
    edit,
};

/// In place of a change: all; behind it: as files of their own.
const ALL: &str = "all";
const FILES: &str = ".files";
/// Before the strategy of another way.
const WAY: &str = ".by.";
/// A migration of more changes is not offered as a whole; the command line plans it.
const MOST_CHANGES: usize = 40;

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for (index, migration) in ctx.document.migrations.iter().enumerate() {
        let mut here = false;
        for (at, change) in migration.upgrade.iter().enumerate() {
            if change.range.intersect(ctx.range).is_none() {
                continue;
            }
            here = true;
            let id = ChangeId {
                migration: index,
                change: at,
            };
            let ways = with_judged(ctx, id, &mut planning::ways);
            for (way, plan) in ways.unwrap_or_default() {
                let title = planning::split_title(&plan, way);
                let (argument, answers) = match way {
                    Some(way) => (format!("{index}.{at}{WAY}{way}"), Vec::new()),
                    None => (format!("{index}.{at}"), answers(ctx, id)),
                };
                add(acc, ctx, (index, &argument), title, &plan, answers);
            }
        }
        let several = here && (2..=MOST_CHANGES).contains(&migration.upgrade.len());
        if several && matches!(migration.source, MigrationSource::Specification(_)) {
            let whole = planning::whole(ctx.analysis, ctx.file, index);
            if let Some(whole) = whole.filter(|it| it.gains > 1 && it.may_replace) {
                let (count, steps) = (whole.changes.len(), counted(&whole.plan));
                let title = format!("Split all {count} changes into zero-downtime steps ({steps})");
                let argument = format!("{index}.{ALL}");
                add(acc, ctx, (index, &argument), title, &whole.plan, Vec::new());
            }
        }
    }
    Some(())
}

fn answers(ctx: &ActionContext<'_>, id: ChangeId) -> Vec<String> {
    let about = ctx.findings.iter().filter(|it| it.change == Some(id));
    let mut codes: Vec<String> = about.map(|it| it.code.to_owned()).collect();
    codes.dedup();
    codes
}

fn add(
    acc: &mut Actions,
    ctx: &ActionContext<'_>,
    (index, argument): (usize, &str),
    title: String,
    plan: &Plan,
    answers: Vec<String>,
) {
    let migration = ctx.document.migrations.get(index);
    let specification =
        migration.is_some_and(|it| matches!(it.source, MigrationSource::Specification(_)));
    let stays = || {
        matches!(
            written::standing(ctx.analysis, ctx.file, index),
            Standing::Fixed
        )
    };
    let title = match specification && stays() {
        true if written::is_written_out(ctx.analysis, plan) => return,
        true => format!("{title}, in following migrations"),
        false => title,
    };
    let kind = match answers.is_empty() {
        true => ActionKind::Refactor,
        false => ActionKind::QuickFix,
    };
    acc.add(title.clone(), kind, argument, answers);
    if specification && ctx.document.language == Language::Yaml && plan.deploys.len() > 1 {
        let title = format!("{title}, each in a file");
        let argument = format!("{argument}{FILES}");
        acc.add(title, ActionKind::Refactor, &argument, Vec::new());
    }
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let (argument, into) = match argument.strip_suffix(FILES) {
        Some(argument) => (argument, Into::Files),
        None => (argument, Into::Document),
    };
    let (argument, way) = match argument.split_once(WAY) {
        Some((argument, way)) => (argument, Some(way)),
        None => (argument, None),
    };
    let (index, change) = argument.split_once('.')?;
    let index: usize = index.parse().ok()?;
    let migration: &Migration = ctx.document.migrations.get(index)?;
    let (plan, change) = if change == ALL {
        (planning::whole(ctx.analysis, ctx.file, index)?.plan, None)
    } else {
        let change: usize = change.parse().ok()?;
        let id = ChangeId {
            migration: index,
            change,
        };
        let plan = with_judged(ctx, id, &mut |it| planning::by(it, way))??;
        (plan, Some(migration.upgrade.get(change)?))
    };
    if plan.outcome != Outcome::Planned {
        return None;
    }
    let target = written::Target {
        analysis: ctx.analysis,
        file: ctx.file,
        text: &ctx.text,
        migration,
        index,
        change,
    };
    written::write(&target, &plan, into)
}

fn with_judged<T>(
    ctx: &ActionContext<'_>,
    id: ChangeId,
    read: &mut dyn FnMut(&Judged<'_>) -> T,
) -> Option<T> {
    hover::judged_at(ctx.analysis, ctx.file, id.migration, id.change, read)
}
