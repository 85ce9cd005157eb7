//! Two deploys as one, where nobody waits longer for it.

use std::collections::BTreeSet;

use model::QualifiedName;
use model::operation::{Column, Constraint, ConstraintKind, Operation};

use crate::batch::{BATCH, Fill, Rounds};
use crate::{Batch, Deploy, Step};

/// A name of a migration gets no longer than this many bytes.
const LONGEST_NAME: usize = 60;

pub(super) struct Merged {
    pub(super) deploy: Deploy,
    /// Both fill the same table, in one pass now.
    pub(super) one_batch: bool,
}

/// How the work of a deploy runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Short locks in one transaction.
    Short,
    /// Reads rows under a lock that stops nobody.
    Long,
    /// Outside any transaction.
    Alone,
    /// Fills rows in batches.
    Batches,
}

impl Kind {
    fn of(deploy: &Deploy) -> Kind {
        let steps = || deploy.steps.iter();
        let long = |it: &String| it.contains("statement_timeout");
        if steps().any(|it| it.batch.is_some()) {
            Kind::Batches
        } else if steps().any(|it| it.transaction.is_none()) {
            Kind::Alone
        } else if steps().flat_map(|it| &it.sql).any(long) {
            Kind::Long
        } else {
            Kind::Short
        }
    }
}

/// Whether it is more than short locks.
pub(super) fn is_long(deploy: &Deploy) -> bool {
    Kind::of(deploy) != Kind::Short
}

/// Both deploys as one, `second` behind `first`. `None` where they must stay apart.
pub(super) fn merged(first: &Deploy, second: &Deploy) -> Option<Merged> {
    let kind = Kind::of(first);
    let known = |it: &Deploy| it.steps.iter().all(|it| it.level.is_some());
    if kind != Kind::of(second) || !known(first) || !known(second) {
        return None;
    }
    match kind {
        Kind::Short => {
            // A second table that is waited for keeps the first one locked.
            let (these, those) = (blocked(first), blocked(second));
            let together = these.is_empty() || those.is_empty() || these == those;
            together.then(|| one_after_the_other(first, second))
        }
        Kind::Long | Kind::Alone => Some(one_after_the_other(first, second)),
        Kind::Batches => one_pass(first, second),
    }
}

/// The origins of the steps of a merged deploy.
pub(super) fn join(
    from: &mut Vec<Vec<(usize, String)>>,
    more: Vec<Vec<(usize, String)>>,
    one_batch: bool,
) {
    let mut more = more.into_iter();
    if one_batch && let (Some(first), Some(own)) = (from.first_mut(), more.next()) {
        first.extend(own);
    }
    from.extend(more);
}

/// Relations of which somebody waits for a lock.
fn blocked(deploy: &Deploy) -> BTreeSet<String> {
    let steps = deploy.steps.iter();
    // By their tables: an index is locked with its table.
    let tables = steps.flat_map(|it| {
        let blocks = |it: &&model::facts::Lock| it.blocks.select || it.blocks.insert;
        let locked: Vec<&String> = it
            .facts
            .locks
            .iter()
            .filter(blocks)
            .map(|it| &it.relation)
            .collect();
        let own = it.operations.iter().filter_map(Operation::table);
        let referenced = it.operations.iter().flat_map(referenced);
        let own = own.chain(referenced);
        let own = own.map(ToString::to_string).filter(|_| !locked.is_empty());
        let mut all: Vec<String> = own.collect();
        if all.is_empty() {
            all.extend(locked.into_iter().cloned());
        }
        all
    });
    tables.collect()
}

/// The tables that the foreign keys of an operation lead to, which are locked with its own.
fn referenced(operation: &Operation) -> Vec<&QualifiedName> {
    if let Operation::AddConstraint(it) = operation {
        of_constraint(&it.constraint).into_iter().collect()
    } else if let Operation::AddColumn(it) = operation {
        of_column(&it.column).into_iter().collect()
    } else if let Operation::CreateTable(it) = operation {
        let columns = it.columns.iter().filter_map(of_column);
        columns
            .chain(it.constraints.iter().filter_map(of_constraint))
            .collect()
    } else {
        Vec::new()
    }
}

fn of_column(column: &Column) -> Option<&QualifiedName> {
    column.references.as_ref().map(|it| &it.table)
}

fn of_constraint(constraint: &Constraint) -> Option<&QualifiedName> {
    let ConstraintKind::ForeignKey { references, .. } = &constraint.kind else {
        return None;
    };
    Some(&references.table)
}

fn one_after_the_other(first: &Deploy, second: &Deploy) -> Merged {
    let mut deploy = around(first, second);
    let said: BTreeSet<&String> = first
        .steps
        .iter()
        .flat_map(|it| &it.sql)
        .filter(|it| it.starts_with("SET LOCAL "))
        .collect();
    for step in &second.steps {
        let mut step = step.clone();
        // The transaction has it already.
        if step.transaction.is_some() {
            step.sql.retain(|it| !said.contains(it));
        }
        deploy.steps.push(step);
    }
    Merged {
        deploy,
        one_batch: false,
    }
}

/// Two fills of one table as one pass over it.
fn one_pass(first: &Deploy, second: &Deploy) -> Option<Merged> {
    let ([a, rest_a @ ..], [b, rest_b @ ..]) = (first.steps.as_slice(), second.steps.as_slice())
    else {
        return None;
    };
    let further = rest_a.iter().chain(rest_b).any(|it| it.batch.is_some());
    if further {
        return None;
    }
    let fill = fill(a)?.with(fill(b)?)?;
    let mut step = a.clone();
    step.title = format!("{}; {}", a.title, lower_first(&b.title));
    step.batch = Some(Batch::new(Rounds::Fill(fill), BATCH));
    step.operations.extend(b.operations.iter().cloned());
    step.level = a.level.max(b.level);
    step.estimated_duration_seconds = a
        .estimated_duration_seconds
        .max(b.estimated_duration_seconds);
    for (own, other) in [
        (&mut step.precheck, &b.precheck),
        (&mut step.verify, &b.verify),
    ] {
        for query in other {
            if !own.contains(query) {
                own.push(query.clone());
            }
        }
    }
    step.rollback.sql.extend(b.rollback.sql.iter().cloned());
    step.rollback.restores = worse(a, b);
    let mut deploy = around(first, second);
    deploy.steps = vec![step];
    deploy.steps.extend(rest_a.iter().chain(rest_b).cloned());
    Some(Merged {
        deploy,
        one_batch: true,
    })
}

fn fill(step: &Step) -> Option<&Fill> {
    match &step.batch.as_ref()?.rounds {
        Rounds::Fill(fill) => Some(fill),
        Rounds::Statement(_) => None,
    }
}

fn worse(a: &Step, b: &Step) -> crate::Restores {
    use crate::Restores::{Nothing, Schema, SchemaAndData};
    match (a.rollback.restores, b.rollback.restores) {
        (Nothing, _) | (_, Nothing) => Nothing,
        (Schema, _) | (_, Schema) => Schema,
        (SchemaAndData, SchemaAndData) => SchemaAndData,
    }
}

/// Everything but the steps of `second`.
fn around(first: &Deploy, second: &Deploy) -> Deploy {
    let mut res = first.clone();
    res.phase = first.phase.max(second.phase);
    res.name = crate::names::snake(&[&first.name, "and", &second.name]);
    if res.name.len() > LONGEST_NAME {
        let base = first.name.split("_and_more").next().unwrap_or_default();
        let mut end = base.len().min(LONGEST_NAME - "_and_more".len());
        while !base.is_char_boundary(end) {
            end -= 1;
        }
        res.name = format!("{}_and_more", base[..end].trim_end_matches('_'));
    }
    if !res.description.contains(&second.description) {
        res.description = format!("{} {}", first.description, second.description);
    }
    res.application = match (&first.application, &second.application) {
        (Some(a), Some(b)) if !a.contains(b.as_str()) => Some(format!("{a} {b}")),
        (Some(a), _) => Some(a.clone()),
        (None, it) => it.clone(),
    };
    for it in &second.breaking {
        if !res.breaking.contains(it) {
            res.breaking.push(it.clone());
        }
    }
    for it in &second.deprecates {
        if !res.deprecates.contains(it) {
            res.deprecates.push(it.clone());
        }
    }
    res
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
