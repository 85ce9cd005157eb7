//! The labelled set: what a person called dangerous is never silent, what was called harmless is
//! left in peace.
//!
//! Never changes a label to please the checker; a label that was wrong is listed with its reason
//! in `labelled/README.md`.

use std::fs;
use std::path::{Path, PathBuf};

use ide::{AnalysisHost, Config, Diagnostic, Severity};

/// How many harmless migrations may be shown above an information.
const FALSE_ALARMS: usize = 3;

/// Below this the set is not the one that was agreed on.
const AT_LEAST: usize = 60;

/// The migrations of a folder of the set, without the states before them, in order.
fn migrations(label: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("labelled")
        .join(label);
    let mut found: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .flatten()
        .map(|it| it.path())
        .filter(|it| !name(it).ends_with(".state.sql"))
        .collect();
    found.sort();
    assert!(found.len() >= AT_LEAST, "{label}: {} files", found.len());
    found
}

fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|it| it.to_str())
        .expect("a name in ASCII")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What is said about a migration alone, on the state that stands beside it.
fn diagnostics(path: &Path) -> Vec<Diagnostic> {
    let mut host = AnalysisHost::new(Config::default());
    let state = path.with_extension("state.sql");
    if state.exists() {
        let base = host.set_file(name(&state), read(&state).into());
        host.set_base(vec![base]);
    }
    let file = host.set_file(name(path), read(path).into());
    host.analysis().diagnostics(file)
}

/// The migration's label and what was said instead, for a person to read.
fn exception(path: &Path, said: &[Diagnostic]) -> String {
    let text = read(path);
    let mut lines = vec![format!(
        "{}\n  {}",
        name(path),
        text.lines().next().unwrap_or_default()
    )];
    for it in said {
        lines.push(format!(
            "  {:?} {} ({}): {}",
            it.severity,
            it.code,
            it.level.unwrap_or("no level"),
            it.message
        ));
    }
    lines.join("\n")
}

#[test]
fn every_file_carries_its_label() {
    for label in ["dangerous", "harmless"] {
        for path in migrations(label) {
            let text = read(&path);
            let first = text.lines().next().unwrap_or_default();
            let told = first.trim_start_matches("--").trim_start_matches('#');
            assert!(
                told.starts_with(&format!(" label: {label}: ")),
                "{}: `{first}`",
                path.display()
            );
        }
    }
}

#[test]
fn no_dangerous_migration_is_silent() {
    let warned = |it: &Diagnostic| it.severity >= Severity::Warning && it.level.is_some();
    let silent: Vec<String> = migrations("dangerous")
        .iter()
        .map(|path| (path, diagnostics(path)))
        .filter(|(_, said)| !said.iter().any(warned))
        .map(|(path, said)| exception(path, &said))
        .collect();
    assert!(
        silent.is_empty(),
        "{} dangerous migrations without a warning:\n{}",
        silent.len(),
        silent.join("\n")
    );
}

#[test]
fn harmless_migrations_are_left_in_peace() {
    let alarmed: Vec<String> = migrations("harmless")
        .iter()
        .map(|path| (path, diagnostics(path)))
        .filter(|(_, said)| said.iter().any(|it| it.severity > Severity::Information))
        .map(|(path, said)| exception(path, &said))
        .collect();
    assert!(
        alarmed.len() <= FALSE_ALARMS,
        "{} harmless migrations above information, {FALSE_ALARMS} are allowed:\n{}",
        alarmed.len(),
        alarmed.join("\n")
    );
}
