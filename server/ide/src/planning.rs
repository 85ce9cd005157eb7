//! Plans of a file's changes, for hovers, code actions and the command line.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use analysis::{ChangeId, Finding};
use model::facts::Session;
use model::judge::{self, Direction, Judged};
use model::operation::Operation;
use model::risk::Severity;
use model::{Catalog, Level, Migration};
use plan::whole::{Entry, Several};
use plan::write::Placement;
use plan::{Outcome, Plan, Request};

use crate::preview::{self, PlanView};
use crate::{Analysis, Diagnostic, FileId, TextRange, written};

/// The plan of one change of a file, in the plan's own terms: for the command line, which prints
/// it. Editors get edits instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub range: TextRange,
    /// Which of the file's changes it is for, counted from 1.
    pub changes: Vec<usize>,
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
                    changes: vec![all.len() + 1],
                    view: preview::view(judged, &plan),
                    plan,
                    specifications,
                });
                ControlFlow::Continue(())
            });
        }
        all
    }

    /// The downgrades of a file's migrations, in order; `None` for one that changes nothing.
    pub fn downgrades(&self, file: FileId) -> Vec<Option<plan::write::Downgrade>> {
        let (Some(document), Some(path)) = (self.document(file), self.path(file)) else {
            return Vec::new();
        };
        let migrations = document.migrations.iter().enumerate();
        migrations
            .map(|(index, it)| {
                let before = self.workspace().place(&path, index).before;
                plan::write::downgrade(&it.upgrade, before)
            })
            .collect()
    }

    /// The plans of a file's migrations, in order: each of all changes of one migration.
    pub fn migration_plans(&self, file: FileId) -> Vec<Planned> {
        let Some(document) = self.document(file) else {
            return Vec::new();
        };
        let mut all: Vec<Planned> = Vec::new();
        let mut following = Following::default();
        let mut count = 0;
        for (index, migration) in document.migrations.iter().enumerate() {
            let first = count + 1;
            count += migration.upgrade.len();
            let Some(mut whole) = whole(self, file, index) else {
                continue;
            };
            let placement = following.number(self, migration, &mut whole.plan);
            let mut view = preview::view_of_migration(migration.range, whole.level, &whole.plan);
            view.alternatives = preview::alternatives(&whole.other_ways);
            all.push(Planned {
                range: migration.range,
                changes: whole.changes.iter().map(|it| first + it).collect(),
                specifications: plan::write::specifications(&whole.plan, &placement),
                view,
                plan: whole.plan,
            });
        }
        all
    }
}

/// A migration, planned as a whole.
pub(crate) struct Whole {
    pub(crate) plan: Plan,
    /// The changes that change something, zero-based in the migration.
    pub(crate) changes: Vec<usize>,
    /// The highest level of the changes as they were written; `None` when one is unknown.
    pub(crate) level: Option<Level>,
    /// How many changes gain by a plan of their own.
    pub(crate) gains: usize,
    /// The plan says everything that the migration said: no change is among them that has no
    /// SQL, or whose dangers the migration answers in its own words.
    pub(crate) may_replace: bool,
    /// Other ways to the same, where there is one change.
    pub(crate) other_ways: Vec<Plan>,
}

/// The plan of all changes of a migration. `None` for one that changes nothing.
pub(crate) fn whole(analysis: &Analysis, file: FileId, index: usize) -> Option<Whole> {
    let document = analysis.document(file)?;
    let path = analysis.path(file)?;
    let subject = document.migrations.get(index)?;
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut changes = Vec::new();
    let mut level = Some(Level::Low);
    let mut gains = 0;
    let mut may_replace = true;
    walk(analysis, file, index, Direction::Upgrade, &mut |judged| {
        let silent = |it: &model::operation::Part| matches!(it.operation, Operation::NoChange(_));
        if let Some(change) = subject.upgrade.get(judged.index)
            && !change.parts.iter().all(silent)
        {
            let risk = judged.risk;
            entries.push(Entry {
                change,
                settled: risk.prepared,
            });
            changes.push(judged.index);
            level = level.zip(risk.level).map(|(a, b)| a.max(b));
            gains += usize::from(gain(judged).is_some());
            let answered = risk.prepared && (risk.breaks_running_code || risk.data_loss);
            let has_sql = |it: &model::operation::Part| model::render::sql(&it.operation).is_some();
            let written = change.sql.is_some() || change.parts.iter().all(has_sql);
            may_replace &= written && !answered;
        }
        ControlFlow::Continue(())
    })?;
    if entries.is_empty() {
        return None;
    }
    let place = analysis.workspace().place(&path, index);
    let surroundings = place.surroundings.unwrap_or(&subject.surroundings);
    let context = place.context.unwrap_or(analysis.context());
    let only = match entries.as_slice() {
        [only] => Some(only.change),
        _ => None,
    };
    let plan = plan::whole::whole(&Several {
        changes: entries,
        before: place.before,
        session: &Session::default(),
        surroundings,
        context,
    });
    let others = only.map(|change| {
        let request = Request {
            change,
            before: place.before,
            session: &Session::default(),
            surroundings,
            context,
        };
        plan::other_ways(&request, &plan)
    });
    may_replace &= plan.outcome == Outcome::Planned;
    Some(Whole {
        plan,
        changes,
        level,
        gains,
        may_replace,
        other_ways: others.unwrap_or_default(),
    })
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
        let placement = written::following(analysis, migration, self.last.as_deref(), plan);
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
                    && let Some(plan) = gain(judged)
                {
                    let title = split_title(&plan, None);
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

/// The plan of a change that gains by one; `None` when it is answered already or has no plan.
pub(crate) fn gain(judged: &Judged<'_>) -> Option<Plan> {
    if judged.risk.prepared || judged.risk.severity == Severity::Hint {
        return None;
    }
    let plan = plan_of(judged);
    (plan.outcome == Outcome::Planned).then_some(plan)
}

/// The plans of a change that gains by one: its own, and with their strategies those that go
/// other ways. Empty when it is answered already or has no plan.
pub(crate) fn ways(judged: &Judged<'_>) -> Vec<(Option<&'static str>, Plan)> {
    let Some(plan) = gain(judged) else {
        return Vec::new();
    };
    let others = other_ways(judged, &plan).into_iter();
    let others = others.map(|it| (it.strategy, it));
    std::iter::once((None, plan)).chain(others).collect()
}

/// The plan of a judged change by one of its [`ways`]; `None` when there is no such way.
pub(crate) fn by(judged: &Judged<'_>, way: Option<&str>) -> Option<Plan> {
    let plan = plan_of(judged);
    let Some(way) = way else {
        return Some(plan);
    };
    let mut others = other_ways(judged, &plan).into_iter();
    others.find(|it| it.strategy == Some(way))
}

/// What splitting a change by one of its [`ways`] is called.
pub(crate) fn split_title(plan: &Plan, way: Option<&str>) -> String {
    let by = way.map(|it| format!(" by {it}")).unwrap_or_default();
    format!("Split into zero-downtime steps{by} ({})", counted(plan))
}

/// `5 steps in 3 deploys`, `1 step`.
pub(crate) fn counted(plan: &Plan) -> String {
    let steps: usize = plan.deploys.iter().map(|it| it.steps.len()).sum();
    match (steps, plan.deploys.len()) {
        (1, _) => "1 step".to_owned(),
        (steps, 1) => format!("{steps} steps in 1 deploy"),
        (steps, deploys) => format!("{steps} steps in {deploys} deploys"),
    }
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

/// The plan of a judged change. A change whose every danger the documents answer is as it should
/// be: it may be a step of a plan itself.
pub(crate) fn plan_of(judged: &Judged<'_>) -> Plan {
    let plan = plan::plan(&request(judged));
    if judged.risk.prepared && plan.outcome == Outcome::Planned {
        return Plan {
            outcome: Outcome::AlreadySafe,
            why: "It is prepared: the documents answer every danger of it.".to_owned(),
            strategy: None,
            replaces: plan.replaces,
            deploys: Vec::new(),
        };
    }
    plan
}

/// Other ways to what the plan of a judged change reaches.
pub(crate) fn other_ways(judged: &Judged<'_>, plan: &Plan) -> Vec<Plan> {
    plan::other_ways(&request(judged), plan)
}

fn request<'a>(judged: &Judged<'a>) -> Request<'a> {
    Request {
        change: judged.change,
        before: judged.before,
        session: judged.session,
        surroundings: judged.surroundings,
        context: judged.context,
    }
}

/// What is written down for operations in the place of a judged change: their plan where they
/// have one, else the operations themselves.
pub(crate) fn to_write(judged: &Judged<'_>, operations: &[Operation]) -> Plan {
    plan::to_write(&Request {
        change: &written(operations),
        ..request(judged)
    })
}

/// Operations as they stand, to be written down.
pub(crate) fn as_it_stands(judged: &Judged<'_>, operations: &[Operation]) -> Plan {
    plan::as_it_stands(&Request {
        change: &written(operations),
        ..request(judged)
    })
}

fn written(operations: &[Operation]) -> model::operation::Change {
    let operations = operations.iter();
    plan::change_of(operations.flat_map(model::diff::with_enum_types))
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
