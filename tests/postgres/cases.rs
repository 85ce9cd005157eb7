//! The cases: SQL files whose comments say what is the past and what is measured.
//!
//! Reads files only; what a statement means is neither known nor asked here, so that a mistake of
//! our SQL reader cannot hide in what is measured.

use std::fs;
use std::path::{Path, PathBuf};

/// A state of the database and, in it, a script that is measured.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// `<file>/<name>`.
    pub(crate) id: String,
    /// The file in `fixtures/` that the state begins with, without its extension.
    pub(crate) fixture: String,
    /// The relation whose readers and writers are probed.
    pub(crate) target: String,
    /// The past: committed before the script runs.
    pub(crate) setup: Vec<String>,
    /// Settings of the session that runs the script.
    pub(crate) session: Vec<String>,
    /// The script. One transaction, unless the server says that it cannot be.
    pub(crate) run: Vec<String>,
}

/// Tables with rows, and what an application says to them.
#[derive(Debug, Clone)]
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) sql: String,
    /// Table, then an INSERT or an UPDATE that yesterday's application sends.
    pub(crate) probes: Vec<(String, String)>,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("postgres")
}

/// The files of a folder with an extension, by stem, sorted.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|it| panic!("{}: {it}", folder.display()));
    let mut found: Vec<_> = entries
        .flatten()
        .map(|it| it.path())
        .filter(|it| it.extension().is_some_and(|it| it == extension))
        .map(|it| {
            let stem = it.file_stem().expect("a file with an extension");
            let text = fs::read_to_string(&it).unwrap_or_else(|e| panic!("{}: {e}", it.display()));
            (stem.to_string_lossy().into_owned(), text)
        })
        .collect();
    found.sort();
    found
}

pub(crate) fn fixtures() -> Vec<Fixture> {
    files(&folder().join("fixtures"), "sql")
        .into_iter()
        .map(|(name, sql)| Fixture {
            probes: sql
                .lines()
                .filter_map(|it| it.strip_prefix("-- probe ")?.split_once(": "))
                .map(|(table, probe)| (table.to_owned(), probe.to_owned()))
                .collect(),
            name,
            sql,
        })
        .collect()
}

/// Every case, in the order of the files. Panics on a file that is not understood.
pub(crate) fn cases() -> Vec<Case> {
    files(&folder().join("cases"), "sql")
        .iter()
        .flat_map(|(file, text)| read(file, text))
        .collect()
}

/// `-- case <name> [on <target>] [in <fixture>]` opens a case; `-- setup`, `-- session` and
/// `-- run` its sections, the last one being where it begins; `-- default on <target> in
/// <fixture>` holds for the rest of the file. Other comments are for people.
fn read(file: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut default = (String::new(), String::new());
    let mut section = "run";
    let mut statement = String::new();
    for (at, line) in text.lines().enumerate() {
        let place = || format!("cases/{file}.sql:{}", at + 1);
        let Some(comment) = line.strip_prefix("-- ") else {
            if line.trim().is_empty() {
                continue;
            }
            let case = cases
                .last_mut()
                .unwrap_or_else(|| panic!("{}: no case", place()));
            if !statement.is_empty() {
                statement.push('\n');
            }
            statement.push_str(line);
            if line.ends_with(';') {
                let statement = std::mem::take(&mut statement);
                match section {
                    "setup" => case.setup.push(statement),
                    "session" => case.session.push(statement),
                    _ => case.run.push(statement),
                }
            }
            continue;
        };
        let mut words = comment.split_whitespace();
        match words.next() {
            Some(word @ ("case" | "default")) => {
                assert!(statement.is_empty(), "{}: a statement without `;`", place());
                let mut case = Case {
                    id: String::new(),
                    fixture: default.1.clone(),
                    target: default.0.clone(),
                    setup: Vec::new(),
                    session: Vec::new(),
                    run: Vec::new(),
                };
                if word == "case" {
                    let name = words
                        .next()
                        .unwrap_or_else(|| panic!("{}: no name", place()));
                    case.id = format!("{file}/{name}");
                }
                while let Some(word) = words.next() {
                    let value = words.next().unwrap_or_default().to_owned();
                    match word {
                        "on" => case.target = value,
                        "in" => case.fixture = value,
                        _ => panic!("{}: `{word}`?", place()),
                    }
                }
                if word == "default" {
                    default = (case.target, case.fixture);
                } else {
                    assert!(
                        cases.iter().all(|it| it.id != case.id),
                        "{}: twice",
                        place()
                    );
                    cases.push(case);
                    section = "run";
                }
            }
            Some("setup") if words.next().is_none() => section = "setup",
            Some("session") if words.next().is_none() => section = "session",
            Some("run") if words.next().is_none() => section = "run",
            _ => {}
        }
    }
    assert!(
        statement.is_empty(),
        "{file}: the last statement has no `;`"
    );
    cases
}

impl Case {
    /// A fingerprint (FNV-1a) of all that the result depends on, so that a result is never
    /// compared with a case that was changed since.
    pub(crate) fn fingerprint(&self, fixture: &Fixture) -> String {
        let parts = [&fixture.sql, &self.target]
            .into_iter()
            .chain(&self.setup)
            .chain(&self.session)
            .chain(&self.run);
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in parts.flat_map(|it| it.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        format!("{hash:016x}")
    }
}
