//! A plan to look at: a timeline of deploys, with what each step locks and who waits.
//!
//! Self-contained: no script, no external reference, and users' text is only ever text. Says what
//! the plan says and nothing else; what is not known is called so.

mod measure;
mod mermaid;
mod paint;
mod svg;

use model::facts::Lock;
use model::operation::Operation;

use crate::{Deploy, Plan, Step};

pub use mermaid::mermaid;
pub use svg::svg;

/// The colors of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    Light,
    Dark,
    /// Light, or dark where the reader prefers it (`prefers-color-scheme`).
    #[default]
    Auto,
}

/// One plan of a picture.
#[derive(Debug, Clone, Copy)]
pub struct Pictured<'a> {
    /// What is planned, as its author wrote it.
    pub title: &'a str,
    pub plan: &'a Plan,
}

/// Who waits for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wait {
    Nobody,
    Writes,
    NotKnown,
    ReadsAndWrites,
}

impl Wait {
    fn of(step: &Step) -> Wait {
        let concurrently =
            |it: &Operation| matches!(it, Operation::DropIndex(it) if it.concurrently);
        let mut changes = step
            .operations
            .iter()
            .filter(|it| !matches!(it, Operation::NoChange(_)))
            .peekable();
        // Nobody uses the index any more when it is locked.
        let unused = changes.peek().is_some() && changes.all(concurrently);
        let locks = step.facts.locks.iter().filter(|_| !unused);
        let worst = locks.map(Wait::for_lock).max().unwrap_or(Wait::Nobody);
        // A step that takes no lock and may rewrite was not understood.
        let blind = step.facts.locks.is_empty() && step.facts.rewrite.is_none();
        match step.level {
            Some(_) if !blind => worst,
            _ => worst.max(Wait::NotKnown),
        }
    }

    fn for_lock(lock: &Lock) -> Wait {
        if lock.blocks.select {
            Wait::ReadsAndWrites
        } else if lock.blocks.insert || lock.blocks.update {
            Wait::Writes
        } else {
            Wait::Nobody
        }
    }

    /// In words, with how long.
    fn words(self, step: &Step) -> String {
        let facts = &step.facts;
        let quick = [facts.rewrite, facts.scan, facts.index_build] == [Some(false); 3];
        let how_long = if quick { "briefly" } else { "while it runs" };
        match self {
            Wait::Nobody if step.batch.is_some() => {
                "only writers of the same rows wait, a batch at a time".to_owned()
            }
            Wait::Nobody => "nobody waits".to_owned(),
            Wait::Writes => format!("writes wait {how_long}"),
            Wait::ReadsAndWrites => format!("reads and writes wait {how_long}"),
            Wait::NotKnown => "not known who waits".to_owned(),
        }
    }
}

/// `about 58 s`, or that it is not known.
fn duration(seconds: Option<u64>) -> String {
    match seconds {
        None => "time not known".to_owned(),
        Some(seconds @ 0..=119) => format!("about {seconds} s"),
        Some(seconds @ 120..=7_199) => format!("about {} min", seconds.div_ceil(60)),
        Some(seconds) => format!("about {} h", seconds.div_ceil(3_600)),
    }
}

/// How a step runs.
fn mode(step: &Step) -> &'static str {
    match (&step.batch, &step.transaction) {
        (Some(_), _) => "in batches, each committed",
        (None, Some(_)) => "in one transaction",
        (None, None) if step.sql.is_empty() => "checks",
        (None, None) => "outside any transaction",
    }
}

/// What must be released right before a deploy: what an earlier deploy asked for already is not
/// asked for again.
fn release<'a>(plan: &'a Plan, deploy: &'a Deploy, at: usize) -> Option<&'a str> {
    let application = deploy.application.as_deref()?;
    let mut earlier = plan.deploys[..at.min(plan.deploys.len())]
        .iter()
        .filter_map(|it| it.application.as_deref());
    (!earlier.any(|it| it.contains(application))).then_some(application)
}

/// `5 steps in 3 deploys, 1 application release`.
fn summary(plan: &Plan) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let steps: usize = plan.deploys.iter().map(|it| it.steps.len()).sum();
    let deploys = plan.deploys.iter().enumerate();
    let releases = deploys.filter(|(at, it)| release(plan, it, *at).is_some());
    let mut res = format!(
        "{} in {}",
        count(steps, "step"),
        count(plan.deploys.len(), "deploy")
    );
    let releases = releases.count();
    if releases > 0 {
        res.push_str(&format!(", {}", count(releases, "application release")));
    }
    let mut steps = plan.deploys.iter().flat_map(|it| &it.steps);
    res.push_str(match steps.any(|it| it.requires_downtime) {
        true => ", needs downtime",
        false => ", no downtime",
    });
    res
}

#[cfg(test)]
mod tests;
