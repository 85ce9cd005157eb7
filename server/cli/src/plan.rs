//! `forelock plan`: the zero-downtime plan of a change.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use ide::planning::Planned;
use plan::picture::{self, Pictured};
use plan::{Outcome, Plan, Step};
use serde_json::{Value, json};

use crate::Done;
use crate::input::Input;

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PlanFormat {
    Text,
    Yaml,
    Json,
    Svg,
    Mermaid,
}

/// The colors of `--format svg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Theme {
    Light,
    Dark,
    /// Light, or dark where the reader prefers it
    Auto,
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

pub(crate) struct Options {
    pub(crate) format: PlanFormat,
    /// From 1; every change when absent.
    pub(crate) nth: Option<usize>,
    pub(crate) write: Option<String>,
    pub(crate) theme: Theme,
}

/// The way back from each migration, as the `downgrade` section of a specification.
pub(crate) fn downgrade(input: &Input, out: &mut dyn Write) -> Result<Done> {
    let all = input.files.iter();
    let all = all.flat_map(|it| input.analysis.downgrades(*it));
    for (at, made) in all.flatten().enumerate() {
        if at > 0 {
            writeln!(out, "---")?;
        }
        writeln!(out, "downgrade:")?;
        for line in made.yaml.lines() {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(Done::Clean)
}

pub(crate) fn run(input: &Input, options: &Options, out: &mut dyn Write) -> Result<Done> {
    let analysis = &input.analysis;
    let mut plans: Vec<Planned> = match options.nth {
        Some(_) => input
            .files
            .iter()
            .flat_map(|it| analysis.plans(*it))
            .collect(),
        None => {
            let all = input
                .files
                .iter()
                .flat_map(|it| analysis.migration_plans(*it));
            all.collect()
        }
    };
    if let Some(nth) = options.nth {
        let count = plans.len();
        let Some(one) = nth.checked_sub(1).filter(|it| *it < count) else {
            bail!("there is no change #{nth}: the file has {count}, counted from 1");
        };
        plans = vec![plans.swap_remove(one)];
    }
    if let Some(folder) = &options.write {
        return write_files(&plans, Path::new(folder), out);
    }
    match options.format {
        PlanFormat::Json => {
            let report = match options.nth {
                Some(_) => json!({ "schema": 1, "plans": views(&plans) }),
                None => {
                    let each: Vec<Planned> = input
                        .files
                        .iter()
                        .flat_map(|it| analysis.plans(*it))
                        .collect();
                    json!({ "schema": 1, "plans": views(&each), "migrations": wholes(&plans) })
                }
            };
            writeln!(out, "{report}")?;
        }
        PlanFormat::Yaml => {
            let documents: Vec<&str> = plans
                .iter()
                .flat_map(|it| &it.specifications)
                .map(String::as_str)
                .collect();
            write!(out, "{}", documents.join("---\n"))?;
        }
        PlanFormat::Svg => {
            let svg = picture::svg(&pictured(&plans), options.theme.into());
            write!(out, "{svg}")?;
        }
        PlanFormat::Mermaid => {
            write!(out, "{}", picture::mermaid(&pictured(&plans)))?;
        }
        PlanFormat::Text => {
            for planned in &plans {
                text(planned, out)?;
            }
        }
    }
    Ok(Done::Clean)
}

fn views(plans: &[Planned]) -> Vec<Value> {
    plans.iter().map(|it| lsp::json::plan(&it.view)).collect()
}

/// The plans of migrations, with the numbers of the changes that they are for.
fn wholes(plans: &[Planned]) -> Vec<Value> {
    let one = |it: &Planned| {
        let mut plan = lsp::json::plan(&it.view);
        if let Some(plan) = plan.as_object_mut() {
            plan.insert("changes".to_owned(), json!(it.changes));
        }
        plan
    };
    plans.iter().map(one).collect()
}

fn pictured(plans: &[Planned]) -> Vec<Pictured<'_>> {
    plans
        .iter()
        .map(|it| Pictured {
            title: &it.plan.replaces,
            plan: &it.plan,
        })
        .collect()
}

fn write_files(plans: &[Planned], folder: &Path, out: &mut dyn Write) -> Result<Done> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{}: the folder cannot be made", folder.display()))?;
    for planned in plans {
        for (deploy, text) in planned.plan.deploys.iter().zip(&planned.specifications) {
            let path = folder.join(format!("{}_{}.yaml", deploy.version, deploy.name));
            // What stands there belongs to somebody.
            if path.exists() {
                bail!(
                    "{}: the file exists; move it or choose another folder",
                    path.display()
                );
            }
            std::fs::write(&path, text)
                .with_context(|| format!("{}: the file cannot be written", path.display()))?;
            writeln!(out, "{}", path.display())?;
        }
    }
    Ok(Done::Clean)
}

fn text(planned: &Planned, out: &mut dyn Write) -> Result<()> {
    let plan: &Plan = &planned.plan;
    match planned.changes.as_slice() {
        [_] | [] => writeln!(out, "{}", plan.replaces.lines().next().unwrap_or_default())?,
        _ => writeln!(out, "{}", plan.replaces)?,
    }
    match plan.outcome {
        Outcome::AlreadySafe => writeln!(out, "  already safe: {}\n", plan.why)?,
        Outcome::NoOnlineWay => writeln!(out, "  no online way: {}\n", plan.why)?,
        Outcome::Planned => {
            let strategy = plan.strategy.map(|it| format!("{it}: "));
            writeln!(out, "  {}{}", strategy.unwrap_or_default(), plan.why)?;
        }
    }
    let mut released: Vec<&String> = Vec::new();
    for deploy in &plan.deploys {
        if let Some(application) = &deploy.application
            && !released.iter().any(|it| it.contains(application))
        {
            writeln!(out, "\n  release the application: {application}")?;
            released.push(application);
        }
        writeln!(
            out,
            "\n  {} {} ({})",
            deploy.version,
            deploy.name,
            deploy.phase.as_str()
        )?;
        for step in &deploy.steps {
            // Of several changes, some may stand as they were written.
            let answered = plan.outcome == Outcome::Planned && planned.changes.len() <= 1;
            step_text(step, answered, out)?;
        }
    }
    for it in &planned.view.alternatives {
        writeln!(
            out,
            "\n  another way, --prefer {} ({} in {}): {}",
            it.strategy,
            counted(it.steps, "step"),
            counted(it.deploys, "deploy"),
            it.why
        )?;
    }
    if !plan.deploys.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn step_text(step: &Step, answered: bool, out: &mut dyn Write) -> Result<()> {
    let level = step.level.map_or("unknown", model::Level::as_str);
    // What is planned keeps its level, and every danger of it is answered.
    let answered = answered && !step.requires_downtime && step.level >= Some(model::Level::High);
    let answered = if answered { ", prepared" } else { "" };
    writeln!(out, "    {} {} [{level}{answered}]", step.id, step.title)?;
    for query in &step.precheck {
        writeln!(out, "       -- no rows expected before: {query}")?;
    }
    for statement in &step.sql {
        writeln!(out, "       {};", statement.replace('\n', "\n       "))?;
    }
    if let Some(batch) = &step.batch {
        writeln!(
            out,
            "       {};",
            batch.statement.replace('\n', "\n       ")
        )?;
        writeln!(
            out,
            "       -- repeat, one transaction each, until it changes no row"
        )?;
    }
    for query in &step.verify {
        writeln!(out, "       -- no rows expected after: {query}")?;
    }
    for statement in &step.rollback.sql {
        writeln!(
            out,
            "       -- undo: {};",
            statement.replace('\n', "\n       -- ")
        )?;
    }
    Ok(())
}
