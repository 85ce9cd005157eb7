//! Somebody else's measurements, measured again by this harness.
//!
//! `FORELOCK_GIVEN` names a file of cases as JSON lines (`id`, `sql`, `setup`, `session`,
//! `fixture`, `target`, `measured: [{versions, facts}]`), with its fixtures in `fixtures/` beside
//! it. Two harnesses that agree on a case were not wrong in the same way by chance.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cases::{Case, Fixture, files};
use crate::record::{MODES, Record, mode_of};
use crate::run::{measured_on, say};

/// The given tables lie in a schema of their own, which sessions look into first.
const SCHEMA: &str = "CREATE SCHEMA m; SET search_path = m, public; \
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = m, public', current_database()); END $$; \
    DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'app') THEN CREATE ROLE app; END IF; \
    EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL; END $$; ";

/// One case and what was measured of it elsewhere.
struct Given {
    case: Case,
    measured: Vec<Value>,
}

pub(crate) fn given_cases_agree() {
    let Ok(path) = std::env::var("FORELOCK_GIVEN") else {
        say("skipped: FORELOCK_GIVEN names no file of given cases");
        return;
    };
    let path = Path::new(&path);
    let beside = path.parent().unwrap_or(Path::new(".")).join("fixtures");
    let fixtures: Vec<Fixture> = files(&beside, "sql")
        .into_iter()
        .map(|(name, sql)| Fixture {
            name,
            probes: probes(&sql),
            sql: format!("{SCHEMA}{sql}"),
        })
        .collect();
    let text = fs::read_to_string(path).unwrap_or_else(|it| panic!("{}: {it}", path.display()));
    let given: Vec<Given> = text.lines().map(read).collect();
    let cases: Vec<Case> = given.iter().map(|it| it.case.clone()).collect();
    let mut differ: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (major, records) in measured_on(&cases, &fixtures) {
        for (given, record) in given.iter().zip(&records) {
            let theirs = given.measured.iter().find(|it| {
                let versions = it["versions"].as_array().into_iter().flatten();
                versions
                    .filter_map(Value::as_u64)
                    .any(|it| it == u64::from(major))
            });
            let Some(theirs) = theirs else {
                continue;
            };
            let found = compare(&theirs["facts"], record, &given.case.target);
            let of_case = differ.entry(given.case.id.clone()).or_default();
            of_case.extend(found.into_iter().map(|it| format!("{major}: {it}")));
        }
    }
    let agree = differ.values().filter(|it| it.is_empty()).count();
    for (id, differences) in differ.iter().filter(|it| !it.1.is_empty()) {
        say(&format!("{id}: {}", differences.join("; ")));
    }
    say(&format!("{agree} of {} given cases agree", differ.len()));
    assert!(agree >= 150, "{agree} given cases agree, 150 are asked for");
}

/// A new row and the first row, as the other harness tried them: a row that is there already
/// would wait for itself.
fn probes(fixture: &str) -> Vec<(String, String)> {
    let new = if fixture.contains("PARTITION BY") {
        15_000
    } else {
        900_001
    };
    [
        ("t", format!("INSERT INTO t (id) VALUES ({new})")),
        ("t", "UPDATE t SET id = id WHERE id = 1".to_owned()),
        (
            "parent",
            "INSERT INTO parent (id) VALUES (900001)".to_owned(),
        ),
        (
            "parent",
            "UPDATE parent SET name = name WHERE id = 1".to_owned(),
        ),
    ]
    .map(|(table, sql)| (table.to_owned(), sql))
    .to_vec()
}

fn read(line: &str) -> Given {
    let line: Value = serde_json::from_str(line).expect("a line of JSON");
    let list = |name: &str| -> Vec<String> {
        let values = line[name].as_array().into_iter().flatten();
        let ended = |it: &str| format!("{};", it.trim_end_matches([';', ' ', '\n']));
        values.filter_map(|it| Some(ended(it.as_str()?))).collect()
    };
    let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    Given {
        case: Case {
            id: text("id"),
            fixture: text("fixture"),
            target: text("target"),
            setup: list("setup"),
            session: list("session"),
            run: vec![text("sql")],
        },
        measured: line["measured"].as_array().cloned().unwrap_or_default(),
    }
}

/// What the two say differently, in words; empty where they agree.
fn compare(theirs: &Value, ours: &Record, target: &str) -> Vec<String> {
    let setup = |it: &str| it.starts_with("setup");
    if theirs["notes"].as_str().is_some_and(setup) || ours.error.as_deref().is_some_and(setup) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut hold = |what: &str, theirs: String, ours: String| {
        if theirs != ours {
            found.push(format!("{what}: given {theirs}, measured {ours}"));
        }
    };
    let error = theirs["error"].as_str().unwrap_or("none").to_owned();
    let own_error = ours.error.clone().unwrap_or_else(|| "none".to_owned());
    let failed = error != "none" || own_error != "none";
    hold("error", error, own_error);
    if failed {
        return found;
    }
    let flag = |it: &Value| it.as_bool().unwrap_or(false).to_string();
    hold(
        "in a transaction",
        flag(&theirs["transactional"]),
        ours.transactional.to_string(),
    );
    hold(
        "rewrite",
        flag(&theirs["rewrite"]),
        (!ours.rewrites.is_empty()).to_string(),
    );
    hold("scan", flag(&theirs["scan"]), ours.scan.to_string());
    // Sampled from outside, a lock can be over before anybody looked.
    let sampled = !ours.transactional && ours.locks.is_empty();
    if !sampled {
        let mode = theirs["strongest_lock_on_target"]
            .as_str()
            .and_then(mode_of);
        let own = ours.locks.get(target);
        let own = own
            .or_else(|| ours.locks.get(&format!("m.{target}")))
            .copied();
        let shown = |it: Option<model::LockMode>| {
            let it = it.filter(|it| MODES.contains(it));
            it.map_or("none", model::LockMode::as_str).to_owned()
        };
        hold("lock", shown(mode), shown(own));
    }
    for (verb, own) in [
        ("select", ours.select_waits),
        ("insert", ours.insert_waits),
        ("update", ours.update_waits),
    ] {
        if let (Some(theirs), Some(own)) = (theirs[format!("blocks_{verb}")].as_bool(), own) {
            hold(
                &format!("{verb} waits"),
                theirs.to_string(),
                own.to_string(),
            );
        }
    }
    found
}
