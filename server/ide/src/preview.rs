//! Plans as plain values and as a picture, for editors that show them and programs that read them.

use std::ops::ControlFlow;

use model::Level;
use model::judge::{Direction, Judged};
use plan::picture::{self, Pictured};
use plan::{Plan, Step};

use crate::assess::{self, Facts};
use crate::planning::{self, Planned};
use crate::{Analysis, FileId, TextRange, TextSize};

/// The colors of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    Light,
    Dark,
    /// Light, or dark where the reader prefers it.
    #[default]
    Auto,
}

/// The plans of a file, or of the changes at a place in it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanPreview {
    /// In document order; empty where there is no change.
    pub plans: Vec<PlanView>,
    /// Without an offset the plans of whole migrations, which are what the picture shows.
    pub migrations: Vec<Planned>,
    /// Self-contained: no script, no external reference. Safe to show as an image.
    pub svg: String,
}

/// The plan of one change; the fields are those of `plan --format json`.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanView {
    /// The change in its document, in bytes.
    pub range: TextRange,
    /// The change in one line, as its author wrote it.
    pub title: String,
    /// The source's word or an addition, `other`, `none`.
    pub operation: &'static str,
    /// Of the change as it was written: `low` … `critical`, `unknown`.
    pub level: &'static str,
    /// `planned`, `already_safe`, `no_online_way`.
    pub outcome: &'static str,
    pub why: String,
    pub strategy: Option<&'static str>,
    pub replaces: String,
    /// All of it as an SQL script, with comments where a deploy begins.
    pub script: String,
    pub deploys: Vec<DeployView>,
    /// Other ways to the same; empty where there is none.
    pub alternatives: Vec<AlternativeView>,
}

/// Another way to a change, in short: `prefer` names its strategy to get it whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlternativeView {
    pub strategy: &'static str,
    /// How it works, and when it fits.
    pub why: String,
    pub steps: usize,
    pub deploys: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DeployView {
    /// `expand`, `migrate`, `contract`.
    pub phase: &'static str,
    /// Free in the chain; empty where none was given.
    pub version: String,
    pub name: String,
    /// What must be released before it.
    pub application: Option<String>,
    pub steps: Vec<StepView>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct StepView {
    pub id: String,
    pub title: String,
    pub operation: Option<&'static str>,
    pub sql: Vec<String>,
    /// A statement that is repeated, each time committed, until it changes no row.
    pub batch: Option<String>,
    pub transaction: Option<String>,
    pub requires_downtime: bool,
    pub estimated_duration_seconds: Option<u64>,
    pub level: &'static str,
    pub facts: Facts,
    pub depends_on: Vec<String>,
    pub precheck: Vec<String>,
    pub verify: Vec<String>,
    pub rollback_sql: Vec<String>,
    /// `schema_and_data`, `schema`, `nothing`.
    pub rollback_restores: &'static str,
}

impl Analysis {
    /// The plans of a file with their picture; with an offset only those of the changes that
    /// contain it. `None` for a file that is not there.
    pub fn plan_preview(
        &self,
        file: FileId,
        offset: Option<TextSize>,
        theme: Theme,
    ) -> Option<PlanPreview> {
        let document = self.document(file)?;
        let mut plans: Vec<(PlanView, Plan)> = Vec::new();
        let here = |it: TextRange| offset.is_none_or(|offset| it.contains_inclusive(offset));
        let mut following = planning::Following::default();
        for (index, migration) in document.migrations.iter().enumerate() {
            planning::walk(self, file, index, Direction::Upgrade, &mut |judged| {
                let mut plan = planning::plan_of(judged);
                following.number(self, migration, &mut plan);
                if here(judged.change.range) {
                    plans.push((view(judged, &plan), plan));
                }
                ControlFlow::Continue(())
            });
        }
        // Without a place the picture is of what is run: each migration as a whole.
        let whole = match offset {
            None => self.migration_plans(file),
            Some(_) => Vec::new(),
        };
        let pictured: Vec<Pictured<'_>> = match offset {
            None => whole.iter().map(|it| &it.plan).map(pictured).collect(),
            Some(_) => plans.iter().map(|(_, it)| it).map(pictured).collect(),
        };
        let svg = picture::svg(&pictured, theme.into());
        Some(PlanPreview {
            plans: plans.into_iter().map(|(view, _)| view).collect(),
            migrations: whole,
            svg,
        })
    }
}

fn pictured(plan: &Plan) -> Pictured<'_> {
    Pictured {
        title: &plan.replaces,
        plan,
    }
}

impl From<Theme> for picture::Theme {
    fn from(it: Theme) -> picture::Theme {
        match it {
            Theme::Light => picture::Theme::Light,
            Theme::Dark => picture::Theme::Dark,
            Theme::Auto => picture::Theme::Auto,
        }
    }
}

/// A judged change and its plan in plain terms.
pub(crate) fn view(judged: &Judged<'_>, plan: &Plan) -> PlanView {
    let assessed = assess::one(judged, Vec::new());
    PlanView {
        range: judged.change.range,
        operation: assessed.operation,
        level: assessed.level,
        alternatives: alternatives(&planning::other_ways(judged, plan)),
        ..view_of_migration(judged.change.range, None, plan)
    }
}

/// The plan of several changes together in plain terms.
pub(crate) fn view_of_migration(range: TextRange, level: Option<Level>, plan: &Plan) -> PlanView {
    let mut lines = plan.replaces.lines().map(str::trim);
    PlanView {
        range,
        title: lines
            .find(|it| !it.is_empty())
            .unwrap_or_default()
            .to_owned(),
        operation: "migration",
        level: level.map_or("unknown", Level::as_str),
        outcome: plan.outcome.as_str(),
        why: plan.why.clone(),
        strategy: plan.strategy,
        replaces: plan.replaces.clone(),
        script: plan::write::script(plan),
        deploys: plan.deploys.iter().map(deploy).collect(),
        alternatives: Vec::new(),
    }
}

/// Other ways to a change in plain terms.
pub(crate) fn alternatives(plans: &[Plan]) -> Vec<AlternativeView> {
    let one = |plan: &Plan| {
        Some(AlternativeView {
            strategy: plan.strategy?,
            why: plan.why.clone(),
            steps: plan.deploys.iter().map(|it| it.steps.len()).sum(),
            deploys: plan.deploys.len(),
        })
    };
    plans.iter().filter_map(one).collect()
}

fn deploy(it: &plan::Deploy) -> DeployView {
    DeployView {
        phase: it.phase.as_str(),
        version: it.version.clone(),
        name: it.name.clone(),
        application: it.application.clone(),
        steps: it.steps.iter().map(step).collect(),
    }
}

fn step(it: &Step) -> StepView {
    StepView {
        id: it.id.clone(),
        title: it.title.clone(),
        operation: it.operations.first().map(model::Operation::word),
        sql: it.sql.clone(),
        batch: it.batch.as_ref().map(|it| it.statement.clone()),
        transaction: it.transaction.clone(),
        requires_downtime: it.requires_downtime,
        estimated_duration_seconds: it.estimated_duration_seconds,
        level: it.level.map_or("unknown", model::Level::as_str),
        facts: Facts::from(&it.facts),
        depends_on: it.depends_on.clone(),
        precheck: it.precheck.clone(),
        verify: it.verify.clone(),
        rollback_sql: it.rollback.sql.clone(),
        rollback_restores: it.rollback.restores.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AnalysisHost, Config};

    const TWO: &str =
        "ALTER TABLE users DROP COLUMN phone;\nCREATE INDEX \"<é>\" ON orders (user_id);\n";

    #[test]
    fn a_position_asks_for_the_plans_of_the_change_there() {
        let mut host = AnalysisHost::new(Config::default());
        let file = host.set_file("a.sql", TWO.into());
        let analysis = host.analysis();
        let all = analysis.plan_preview(file, None, Theme::Light);
        let all = all.expect("the file is there");
        let titles: Vec<&str> = all.plans.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "ALTER TABLE users DROP COLUMN phone",
                "CREATE INDEX \"<é>\" ON orders (user_id)"
            ]
        );
        let at = TextSize::new(u32::try_from(TWO.find("INDEX").unwrap()).unwrap());
        let one = analysis.plan_preview(file, Some(at), Theme::Dark).unwrap();
        assert_eq!(one.plans, all.plans[1..]);
        assert_eq!(one.plans[0].operation, "add_index");
        assert!(
            one.svg
                .contains("CREATE INDEX &quot;&lt;é&gt;&quot; ON orders")
        );
        assert!(!one.svg.contains("DROP COLUMN") && all.svg.contains("DROP COLUMN"));
        let nowhere = analysis.plan_preview(FileId(9), None, Theme::Auto);
        assert_eq!(nowhere, None);
    }
}
