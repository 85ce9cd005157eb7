//! Measures every case on the servers that are installed and holds the results against the
//! recorded ones.
//!
//! `FORELOCK_POSTGRES` chooses: `13,18`, `all`, or `none`. Without it: the oldest and the newest
//! that are installed. `FORELOCK_CASES` measures only the cases whose name holds it.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::cases::{Case, Fixture, cases, fixtures};
use crate::measure::measure;
use crate::record::{Record, keep, recorded};
use crate::server::{Server, installed};

/// Cases mostly wait for lock timeouts, so a few more than there are cores.
const WORKERS: usize = 4;

pub(crate) fn servers_agree_with_recorded() {
    let Some(majors) = majors() else {
        return;
    };
    let installed = installed();
    measure_majors(&installed, majors);
}

/// The majors that are asked for, of those that are installed. `None`: none, and it was said.
pub(crate) fn majors() -> Option<Vec<u8>> {
    let installed = installed();
    let asked = std::env::var("FORELOCK_POSTGRES").unwrap_or_default();
    let majors: Vec<u8> = match asked.as_str() {
        "none" => {
            say("skipped: FORELOCK_POSTGRES=none");
            return None;
        }
        "all" => crate::record::MAJORS.to_vec(),
        "" => {
            let ends = [installed.first_key_value(), installed.last_key_value()];
            let mut majors: Vec<u8> = ends.into_iter().flatten().map(|it| *it.0).collect();
            majors.dedup();
            majors
        }
        list => list
            .split(',')
            .map(|it| it.trim().parse().expect("FORELOCK_POSTGRES lists majors"))
            .collect(),
    };
    if majors.is_empty() {
        assert!(
            std::env::var_os("CI").is_none(),
            "no servers: run tests/postgres/install first, or say FORELOCK_POSTGRES=none"
        );
        say("skipped: no servers; tests/postgres/install gets them");
        return None;
    }
    Some(majors)
}

fn measure_majors(installed: &BTreeMap<u8, PathBuf>, majors: Vec<u8>) {
    let only = std::env::var("FORELOCK_CASES").unwrap_or_default();
    let (all, fixtures) = (cases(), fixtures());
    let cases: Vec<Case> = all
        .iter()
        .filter(|it| it.id.contains(&only))
        .cloned()
        .collect();
    // A name that fits none would pass whatever is true.
    assert!(!cases.is_empty(), "FORELOCK_CASES: no name holds {only:?}");
    let mut differences = Vec::new();
    for major in majors {
        let installation = installed
            .get(&major)
            .unwrap_or_else(|| panic!("no server: run tests/postgres/install {major}"));
        let begin = Instant::now();
        let server = Server::start(major, installation);
        let records = measure_all(&server, &cases, &fixtures);
        drop(server);
        say(&format!(
            "PostgreSQL {major}: {} cases in {:.1} s",
            records.len(),
            begin.elapsed().as_secs_f32()
        ));
        let mut kept: BTreeMap<String, Record> = recorded(major)
            .into_iter()
            .map(|it| (it.case.clone(), it))
            .collect();
        if std::env::var_os("UPDATE_RECORDED").is_some() {
            kept.extend(records.iter().map(|it| (it.case.clone(), it.clone())));
            let lines: Vec<Record> = all.iter().filter_map(|it| kept.remove(&it.id)).collect();
            keep(major, &lines);
            continue;
        }
        for record in &records {
            match kept.get(&record.case) {
                Some(it) if it == record => {}
                Some(it) => differences.push(format!(
                    "{major}: recorded {}\n    measured {}",
                    it.line(),
                    record.line()
                )),
                None => differences.push(format!("{major}: not recorded {}", record.line())),
            }
        }
        kept.retain(|name, _| !all.iter().any(|it| it.id == *name));
        for name in kept.keys() {
            differences.push(format!("{major}: recorded, but no case: {name}"));
        }
    }
    assert!(
        differences.is_empty(),
        "UPDATE_RECORDED=1 keeps what was measured\n{}",
        differences.join("\n")
    );
}

/// The cases, measured on the majors that are asked for.
pub(crate) fn measured_on(cases: &[Case], fixtures: &[Fixture]) -> Vec<(u8, Vec<Record>)> {
    let installed = installed();
    let one = |major: u8| {
        let installation = installed
            .get(&major)
            .unwrap_or_else(|| panic!("no server: run tests/postgres/install {major}"));
        let server = Server::start(major, installation);
        (major, measure_all(&server, cases, fixtures))
    };
    majors().unwrap_or_default().into_iter().map(one).collect()
}

/// Past the test runner, which hides what passing tests print: who skips must say so.
pub(crate) fn say(message: &str) {
    let _ = writeln!(std::io::stderr(), "{message}");
}

/// In the order of the cases.
fn measure_all(server: &Server, cases: &[Case], fixtures: &[Fixture]) -> Vec<Record> {
    let mut admin = server.connect("postgres");
    let made = admin.query("CREATE ROLE reporting");
    assert!(made.is_ok(), "{made:?}");
    for worker in 0..WORKERS {
        let made = admin.query(&format!("CREATE DATABASE worker_{worker}"));
        assert!(made.is_ok(), "{made:?}");
    }
    drop(admin);
    let next = AtomicUsize::new(0);
    let records = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (next, records) = (&next, &records);
            scope.spawn(move || {
                let database = format!("worker_{worker}");
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(at) else {
                        break;
                    };
                    let fixture = fixtures.iter().find(|it| it.name == case.fixture);
                    let fixture = fixture.unwrap_or_else(|| panic!("{}: no fixture", case.id));
                    let record = measure(server, &database, case, fixture);
                    records
                        .lock()
                        .expect("no worker panics here")
                        .push((at, record));
                }
            });
        }
    });
    let mut records = records.into_inner().expect("all workers are done");
    records.sort_by_key(|it| it.0);
    records.into_iter().map(|it| it.1).collect()
}
