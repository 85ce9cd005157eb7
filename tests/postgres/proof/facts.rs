//! What a step says that it locks, reads and rewrites, against what the server does.

use std::collections::BTreeSet;

use model::{Catalog, LockMode};
use plan::Step;

use crate::compare::{bare, is_table};
use crate::measure::measure_here;
use crate::server::Server;

/// Runs the step (of a backfill, one batch) and says what is not as it says.
pub(super) fn differences(
    server: &Server,
    database: &str,
    step: &Step,
    before: &Catalog,
) -> Result<Vec<String>, String> {
    let script = match &step.batch {
        Some(batch) => vec![batch.statement.clone()],
        None => step.sql.clone(),
    };
    let said = &step.facts;
    let target = said.locks.first().map_or("", |it| bare(&it.relation));
    let record = measure_here(server, database, &step.id, target, &script);
    if let Some(error) = record.error {
        return Err(error);
    }
    let mut res = Vec::new();
    let mut differ = |what: &str, measured: String, said: String| {
        if measured != said {
            res.push(format!("{what}: measured {measured}, said {said}"));
        }
    };
    let claimed = |relation: &str| {
        let mut all = said.locks.iter();
        let found = all.find(|it| bare(&it.relation) == relation);
        found.map(|it| it.mode)
    };
    // Over before it could be looked at.
    let unseen = !record.transactional && record.locks.is_empty();
    let mut relations: BTreeSet<&str> = record.locks.keys().map(String::as_str).collect();
    relations.extend(said.locks.iter().map(|it| bare(&it.relation)));
    for relation in relations {
        if unseen || !is_table(before, relation) {
            continue;
        }
        // Of other tables only what somebody notices.
        let noticed = |it: Option<LockMode>| {
            it.filter(|it| relation == target || *it >= LockMode::ShareUpdateExclusive)
        };
        let words = |it: Option<LockMode>| noticed(it).map_or("none", LockMode::as_str).to_owned();
        let measured = record.locks.get(relation).copied();
        differ(
            &format!("lock on {relation}"),
            words(measured),
            words(claimed(relation)),
        );
    }
    let word = |it: Option<bool>| it.map_or("unknown".to_owned(), |it| it.to_string());
    differ(
        "rewrite",
        (!record.rewrites.is_empty()).to_string(),
        word(said.rewrite),
    );
    differ(
        "index build",
        (!record.index_builds.is_empty()).to_string(),
        word(said.index_build),
    );
    differ(
        "in a transaction",
        record.transactional.to_string(),
        word(said.transactional),
    );
    // VACUUM says that it reads up to 14 only.
    if !record.empty && (record.scan || !unseen) {
        differ("scan", record.scan.to_string(), word(said.scan));
    }
    Ok(res)
}
