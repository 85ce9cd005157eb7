//! Plans are true: every strategy's examples and variants on real servers.
//!
//! `README.md` beside this file says what is held against what. `FORELOCK_PLANS` proves only the
//! scenarios whose name holds it.

pub(crate) mod database;
mod downgrade;
mod facts;
mod in_flight;
pub(crate) mod prove;
mod quoted;
mod scenario;
mod snapshot;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use scenario::{Scenario, scenarios};

use crate::run::{majors, say};
use crate::server::{Server, installed};

/// Scenarios wait little, so as many as there are cores in our CI, and one.
const WORKERS: usize = 3;

pub(crate) fn plans_are_proven() {
    let Some(majors) = majors() else {
        return;
    };
    let only = std::env::var("FORELOCK_PLANS").unwrap_or_default();
    let scenarios: Vec<Scenario> = scenarios()
        .into_iter()
        .filter(|it| it.id.contains(&only))
        .collect();
    // A name that fits none would pass whatever is true.
    assert!(
        !scenarios.is_empty(),
        "FORELOCK_PLANS: no name holds {only:?}"
    );
    let installed = installed();
    let mut failures = Vec::new();
    let mut unmet: BTreeMap<(String, String), bool> = BTreeMap::new();
    let open = not_proven();
    let mut still = BTreeSet::new();
    let ends = [
        crate::record::MAJORS[0],
        crate::record::MAJORS[crate::record::MAJORS.len() - 1],
    ];
    let measured = majors.clone();
    for major in majors {
        let installation = installed
            .get(&major)
            .unwrap_or_else(|| panic!("no server: run tests/postgres/install {major}"));
        let begin = Instant::now();
        let server = Server::start(major, installation);
        let mut here: Vec<&Scenario> = scenarios.iter().collect();
        here.retain(|it| it.since <= major);
        let results = prove_all(&server, &here, major);
        drop(server);
        say(&format!(
            "PostgreSQL {major}: {} plans in {:.1} s",
            here.len(),
            begin.elapsed().as_secs_f32()
        ));
        for (scenario, (failed, met)) in here.iter().zip(results) {
            for pattern in &scenario.differs {
                let known = (scenario.id.clone(), pattern.clone());
                *unmet.entry(known).or_default() |=
                    met.contains(pattern) || pattern.starts_with("values ");
            }
            let id = &scenario.id;
            for it in failed {
                let line = format!("{id}: {it}");
                match open.iter().find(|it| snapshot::matches(it, &line)) {
                    Some(known) => {
                        still.insert(known.clone());
                    }
                    None => failures.push(format!("{major} {line}")),
                }
            }
        }
    }
    // What one major does otherwise shows in a run over all ages only.
    let ages = ends.iter().all(|it| measured.contains(it));
    for ((id, pattern), met) in unmet {
        if ages && !met {
            failures.push(format!("{id}: no such difference any more: {pattern}"));
        }
    }
    for pattern in open
        .iter()
        .filter(|it| ages && only.is_empty() && !still.contains(*it))
    {
        failures.push(format!(
            "proofs/not-proven.txt: it is proven now: {pattern}"
        ));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is known to fail: `<scenario>: <failure>` per line, `*` for any text; the reason stands
/// above it.
fn not_proven() -> Vec<String> {
    let path = crate::cases::folder().join("proofs/not-proven.txt");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines = text
        .lines()
        .filter(|it| !it.is_empty() && !it.starts_with('#'));
    lines.map(str::to_owned).collect()
}

#[test]
fn every_strategy_has_two_variants() {
    let scenarios = scenarios();
    for strategy in plan::strategies::ALL {
        let own = scenarios.iter().filter(|it| it.strategy == strategy.name);
        let variants = own.filter(|it| !it.id.ends_with("/example")).count();
        assert!(
            variants >= 2,
            "{0}: {variants} variants; tests/postgres/proofs/{1}.sql has them",
            strategy.name,
            strategy.name.replace('-', "_")
        );
    }
}

/// The format's source plans these three with one example of its own.
#[test]
fn the_sources_own_example_is_proven() {
    let scenarios = scenarios();
    for strategy in ["add-required-column", "change-column-type", "drop-column"] {
        let id = format!("{strategy}/todos_completed_at");
        assert!(scenarios.iter().any(|it| it.id == id), "{id}");
    }
}

type Answer = (Vec<String>, BTreeSet<String>);

/// In the order of the scenarios.
fn prove_all(server: &Server, scenarios: &[&Scenario], major: u8) -> Vec<Answer> {
    let mut admin = server.connect("postgres");
    for role in ["reporting", "app"] {
        let made = admin.query(&format!("CREATE ROLE {role}"));
        assert!(made.is_ok(), "{made:?}");
    }
    for worker in 0..WORKERS {
        let made = admin.query(&format!("CREATE DATABASE worker_{worker}"));
        assert!(made.is_ok(), "{made:?}");
    }
    drop(admin);
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (next, answers) = (&next, &answers);
            scope.spawn(move || {
                let database = format!("worker_{worker}");
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(scenario) = scenarios.get(at) else {
                        break;
                    };
                    // One that cannot even begin hides no other.
                    let proof = || prove::prove(server, &database, scenario, major);
                    let answer = catch_unwind(AssertUnwindSafe(proof)).unwrap_or_else(|panic| {
                        let message = panic.downcast_ref::<String>();
                        let message = message.map_or("panicked", String::as_str);
                        (vec![message.to_owned()], BTreeSet::new())
                    });
                    let mut all = answers.lock().expect("no worker panics here");
                    all.push((at, answer));
                }
            });
        }
    });
    let mut answers = answers.into_inner().expect("all workers are done");
    answers.sort_by_key(|it| it.0);
    answers.into_iter().map(|it| it.1).collect()
}
