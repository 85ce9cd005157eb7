//! Plans of a file's changes, for hovers, code actions and the command line.

use std::ops::ControlFlow;

use model::judge::{self, Direction, Judged};
use plan::{Outcome, Plan, Request};

use crate::{Analysis, FileId};

/// Walks one migration of a file in its place in the chain. `None` when there is no such one.
pub(crate) fn walk(
    analysis: &Analysis,
    file: FileId,
    migration: usize,
    direction: Direction,
    visit: &mut dyn FnMut(&Judged<'_>) -> ControlFlow<()>,
) -> Option<()> {
    let document = analysis.document(file)?;
    let path = analysis.path(file)?;
    let subject = document.migrations.get(migration)?;
    let context = subject.context(analysis.context());
    let mut base = analysis.workspace().before(&path, migration);
    if direction == Direction::Downgrade {
        base = judge::walk(subject, Direction::Upgrade, &base, &context, &mut |_| {
            ControlFlow::Continue(())
        });
    }
    judge::walk(subject, direction, &base, &context, visit);
    Some(())
}

/// The plan of a judged change.
pub(crate) fn plan_of(judged: &Judged<'_>) -> Plan {
    plan::plan(&Request {
        change: judged.change,
        before: judged.before,
        session: judged.session,
        surroundings: judged.surroundings,
        context: judged.context,
    })
}

/// The safe way in short, as the risk card's last lines.
pub(crate) fn safe_way(judged: &Judged<'_>) -> String {
    if judged.risk.level.is_none() {
        return String::new();
    }
    let plan = plan_of(judged);
    match plan.outcome {
        Outcome::AlreadySafe => String::new(),
        Outcome::NoOnlineWay if plan.why.is_empty() => String::new(),
        Outcome::NoOnlineWay => format!("\nNo online way: {}\n", plan.why),
        Outcome::Planned => {
            let steps: usize = plan.deploys.iter().map(|it| it.steps.len()).sum();
            let mut out =
                format!("\n**Safe way** ({steps} steps, {} deploys): {}\n", plan.deploys.len(), plan.why);
            for deploy in &plan.deploys {
                let titles: Vec<&str> = deploy.steps.iter().map(|it| it.title.as_str()).collect();
                if let Some(application) = &deploy.application {
                    out.push_str(&format!("- *application*: {application}\n"));
                }
                out.push_str(&format!("- *{}*: {}\n", deploy.phase.as_str(), titles.join("; ")));
            }
            out
        }
    }
}
