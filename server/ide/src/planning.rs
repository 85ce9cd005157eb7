//! Plans of a file's changes, for hovers, code actions and the command line.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use analysis::{ChangeId, Finding};
use model::judge::{self, Direction, Judged};
use model::risk::Severity;
use model::{Catalog, Migration};
use plan::write::Placement;
use plan::{Outcome, Plan, Request};

use crate::preview::{self, PlanView};
use crate::{Analysis, Diagnostic, FileId, TextRange, written};

/// The plan of one change of a file, in the plan's own terms: for the command line, which prints
/// it. Editors get edits instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub range: TextRange,
    /// With the versions it would take.
    pub plan: Plan,
    /// The same in plain terms.
    pub view: PlanView,
    /// One YAML document for each deploy.
    pub specifications: Vec<String>,
}

impl Analysis {
    /// The plans of every change of a file, in order.
    pub fn plans(&self, file: FileId) -> Vec<Planned> {
        let Some(document) = self.document(file) else {
            return Vec::new();
        };
        let mut all: Vec<Planned> = Vec::new();
        let mut following = Following::default();
        for (index, migration) in document.migrations.iter().enumerate() {
            walk(self, file, index, Direction::Upgrade, &mut |judged| {
                let mut plan = plan_of(judged);
                let placement = following.number(self, migration, &mut plan);
                let specifications = plan::write::specifications(&plan, &placement);
                all.push(Planned {
                    range: judged.change.range,
                    view: preview::view(judged, &plan),
                    plan,
                    specifications,
                });
                ControlFlow::Continue(())
            });
        }
        all
    }
}

/// Numbers the plans of a file, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Following {
    /// The version that the last plan took.
    last: Option<String>,
}

impl Following {
    /// Gives a plan's deploys the next free places of the chain.
    pub(crate) fn number(
        &mut self,
        analysis: &Analysis,
        migration: &Migration,
        plan: &mut Plan,
    ) -> Placement {
        let count = plan.deploys.len();
        let placement = written::following(analysis, migration, self.last.as_deref(), count);
        if let Some(last) = placement.places.last() {
            self.last = Some(last.version.clone());
        }
        for (deploy, place) in plan.deploys.iter_mut().zip(&placement.places) {
            deploy.version.clone_from(&place.version);
        }
        placement
    }
}

impl Analysis {
    /// Titles of the quick fixes that answer each of a file's diagnostics, in their order: one
    /// walk over the document, where asking for code actions at each would be one walk each.
    pub fn fixes(&self, file: FileId, diagnostics: &[Diagnostic]) -> Vec<Vec<String>> {
        let mut titles: HashMap<(TextRange, &str), Vec<String>> = HashMap::new();
        let findings = self.findings(file);
        let mut wanted: BTreeMap<ChangeId, Vec<&Finding>> = BTreeMap::new();
        for finding in findings.iter() {
            if let Some(change) = finding.change {
                wanted.entry(change).or_default().push(finding);
            }
        }
        let migrations: BTreeSet<usize> = wanted.keys().map(|it| it.migration).collect();
        for migration in migrations {
            walk(self, file, migration, Direction::Upgrade, &mut |judged| {
                let here = ChangeId {
                    migration,
                    change: judged.index,
                };
                if let Some(findings) = wanted.get(&here)
                    && let Some(title) = split_title(judged)
                {
                    for finding in findings {
                        let of = titles.entry((finding.range, finding.code)).or_default();
                        if !of.contains(&title) {
                            of.push(title.clone());
                        }
                    }
                }
                ControlFlow::Continue(())
            });
        }
        for finding in findings.iter() {
            if let Some(fix) = &finding.fix {
                titles
                    .entry((finding.range, finding.code))
                    .or_default()
                    .push(fix.title.clone());
            }
        }
        let of = |it: &Diagnostic| titles.get(&(it.range, it.code.as_str())).cloned();
        diagnostics
            .iter()
            .map(|it| of(it).unwrap_or_default())
            .collect()
    }
}

/// What splitting a change is called; `None` when there is nothing to gain, because it is
/// answered already or has no plan.
pub(crate) fn split_title(judged: &Judged<'_>) -> Option<String> {
    if judged.risk.prepared || judged.risk.severity == Severity::Hint {
        return None;
    }
    let plan = plan_of(judged);
    let steps: usize = plan.deploys.iter().map(|it| it.steps.len()).sum();
    (plan.outcome == Outcome::Planned).then(|| match (steps, plan.deploys.len()) {
        (1, _) => "Split into zero-downtime steps (1 step)".to_owned(),
        (steps, 1) => format!("Split into zero-downtime steps ({steps} steps in 1 deploy)"),
        (steps, deploys) => {
            format!("Split into zero-downtime steps ({steps} steps in {deploys} deploys)")
        }
    })
}

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
    let place = analysis.workspace().place(&path, migration);
    let surroundings = place.surroundings.unwrap_or(&subject.surroundings);
    let context = place.context.unwrap_or(analysis.context());
    let go = |direction, base: &Catalog, visit: &mut dyn FnMut(&Judged<'_>) -> ControlFlow<()>| {
        judge::walk_within(subject, direction, base, surroundings, context, visit)
    };
    match direction {
        Direction::Upgrade => {
            go(direction, place.before, visit);
        }
        Direction::Downgrade => {
            let after = go(Direction::Upgrade, place.before, &mut |_| {
                ControlFlow::Continue(())
            });
            go(direction, &after, visit);
        }
    }
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
            let count =
                |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
            let mut out = format!(
                "\n**Safe way** ({}, {}): {}\n",
                count(steps, "step"),
                count(plan.deploys.len(), "deploy"),
                plan.why
            );
            for deploy in &plan.deploys {
                let titles: Vec<&str> = deploy.steps.iter().map(|it| it.title.as_str()).collect();
                if let Some(application) = &deploy.application {
                    out.push_str(&format!("- *application*: {application}\n"));
                }
                out.push_str(&format!(
                    "- *{}*: {}\n",
                    deploy.phase.as_str(),
                    titles.join("; ")
                ));
            }
            out
        }
    }
}
