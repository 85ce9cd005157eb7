//! "Write a migration specification for this change": of a change that an edited spec makes.

use analysis::ChangeId;
use model::judge::Judged;
use model::operation::Change;
use model::{Migration, MigrationSource, Operation};
use plan::Plan;

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::{hover, planning, written};

pub(super) const ACTION: Action = Action {
    name: "write-specification",
    docs: include_str!("write_specification.md"),
    offer,
    edit,
};

const ALL: &str = "all";
const AS_IT_STANDS: &str = "direct";

fn found<'a>(ctx: &'a ActionContext<'_>) -> Option<(usize, &'a Migration)> {
    let mut migrations = ctx.document.migrations.iter().enumerate();
    migrations.find(|(_, it)| matches!(it.source, MigrationSource::Compared(_)))
}

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    let (index, migration) = found(ctx)?;
    for (at, change) in migration.upgrade.iter().enumerate() {
        if change.range.intersect(ctx.range).is_none() {
            continue;
        }
        let id = ChangeId {
            migration: index,
            change: at,
        };
        let one = operations(std::slice::from_ref(change));
        let Some((planned, direct)) = judged(ctx, id, &mut |it| {
            (
                planning::to_write(it, &one),
                planning::as_it_stands(it, &one),
            )
        }) else {
            continue;
        };
        let mut answers: Vec<String> = ctx
            .findings
            .iter()
            .filter(|it| it.change == Some(id))
            .map(|it| it.code.to_owned())
            .collect();
        answers.dedup();
        let title = title("this change", &planned);
        if planned.deploys.is_empty() {
            continue;
        }
        acc.add(
            title,
            ActionKind::QuickFix,
            &at.to_string(),
            answers.clone(),
        );
        if planned.strategy.is_some() && !direct.deploys.is_empty() {
            let title = "Write this change as it stands, with its risk".to_owned();
            let argument = format!("{at}.{AS_IT_STANDS}");
            acc.add(title, ActionKind::QuickFix, &argument, answers);
        }
    }
    let touched = migration
        .upgrade
        .iter()
        .any(|it| it.range.intersect(ctx.range).is_some());
    if touched && migration.upgrade.len() > 1 {
        let plan = all(ctx, index, migration)?;
        if !plan.deploys.is_empty() {
            let what = format!("all {} changes of this spec", migration.upgrade.len());
            acc.add(title(&what, &plan), ActionKind::QuickFix, ALL, Vec::new());
        }
    }
    Some(())
}

/// With the number of files where there are several.
fn title(what: &str, plan: &Plan) -> String {
    match plan.deploys.len() {
        0 | 1 => format!("Write a migration specification for {what}"),
        many => {
            format!("Write a migration specification for {what} ({many} files, without downtime)")
        }
    }
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let (index, migration) = found(ctx)?;
    let plan = if argument == ALL {
        all(ctx, index, migration)?
    } else {
        let (change, how) = argument.split_once('.').unwrap_or((argument, ""));
        let id = ChangeId {
            migration: index,
            change: change.parse().ok()?,
        };
        let one = operations(std::slice::from_ref(migration.upgrade.get(id.change)?));
        judged(ctx, id, &mut |it| match how {
            AS_IT_STANDS => planning::as_it_stands(it, &one),
            _ => planning::to_write(it, &one),
        })?
    };
    written::into_files(ctx.analysis, ctx.file, &plan)
}

/// Every change of the spec as one.
fn all(ctx: &ActionContext<'_>, index: usize, migration: &Migration) -> Option<Plan> {
    let all = operations(&migration.upgrade);
    let first = ChangeId {
        migration: index,
        change: 0,
    };
    judged(ctx, first, &mut |it| planning::to_write(it, &all))
}

fn operations(changes: &[Change]) -> Vec<Operation> {
    let parts = changes.iter().flat_map(|it| &it.parts);
    parts.map(|it| it.operation.clone()).collect()
}

fn judged<T>(
    ctx: &ActionContext<'_>,
    id: ChangeId,
    read: &mut dyn FnMut(&Judged<'_>) -> T,
) -> Option<T> {
    hover::judged_at(ctx.analysis, ctx.file, id.migration, id.change, read)
}
