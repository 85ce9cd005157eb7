//! What comparing tells: `forelock diff`, and `check --since` in a repository of its own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// A folder that goes away with its test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(files: &[(&str, &str)]) -> Scratch {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("forelock-compare-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Scratch(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

fn forelock(folder: &Path, arguments: &[&str], stdin: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_forelock"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    Ran {
        code: status.code().expect("it was not killed"),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

#[track_caller]
fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stderr))
}

const OLD_SPEC: &str = "\
# Shop

## users

| Column | Type | Null |
|---|---|---|
| id | bigint | no, PK |
| phone | varchar(20) | yes |
| visits | integer | no |
";

#[test]
fn diff_tells_the_changes_between_two_specs() {
    let new = OLD_SPEC
        .replace("| phone |", "| phone_number |")
        .replace("| integer |", "| bigint |");
    let scratch = Scratch::new(&[("old.md", OLD_SPEC), ("new.md", &new)]);
    let ran = forelock(&scratch.0, &["diff", "old.md", "new.md"], b"");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(
        ran.stdout,
        "\
new.md:8:3: rename column `users.phone` to `phone_number`
  was: old.md:8:3
  read as renamed: `phone` and `phone_number` are alike; it may be drop and add as well
new.md:9:12: alter column `users.visits`: integer → bigint
  was: old.md:9:12
2 changes
"
    );
    let ran = forelock(
        &scratch.0,
        &["diff", "old.md", "new.md", "--format", "json"],
        b"",
    );
    let found = json(&ran);
    let kept = |at: usize, key: &str| found["changes"][at][key].clone();
    assert_eq!(kept(0, "op"), "rename_column");
    assert_eq!(kept(1, "op"), "alter_column");
    assert_eq!(kept(1, "table"), "users");
    assert_eq!(kept(1, "column"), "visits");
    assert_eq!(kept(1, "direction"), "up");
    assert_eq!(kept(1, "range")["start"]["line"], 8);
    assert_eq!(found["renames"][0]["read_as"], "rename");
    let apart = [
        "diff",
        "old.md",
        "new.md",
        "--renames",
        "none",
        "--format",
        "json",
    ];
    let found = json(&forelock(&scratch.0, &apart, b""));
    let words: Vec<&str> = found["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["op"].as_str().unwrap())
        .collect();
    assert_eq!(words, ["add_column", "alter_column", "drop_column"]);
}

#[test]
fn diff_compares_a_spec_with_statements_and_with_a_chain() {
    let create =
        "CREATE TABLE users (id bigint PRIMARY KEY, phone varchar(20), visits integer NOT NULL);";
    let specification = format!(
        "database_migration_specification:\n  meta: {{target_version: \"1\"}}\n  migration:\n    version: \"1\"\n    name: create\n    upgrade:\n      operations:\n        - type: execute_sql\n          sql: {create}\n"
    );
    let scratch = Scratch::new(&[
        ("spec.md", OLD_SPEC),
        ("schema.sql", create),
        ("chain/1.yaml", &specification),
    ]);
    for old in ["schema.sql", "chain", "chain/1.yaml"] {
        let ran = forelock(&scratch.0, &["diff", old, "spec.md"], b"");
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "0 changes\n"), "{old}");
    }
    let ran = forelock(&scratch.0, &["diff", "spec.md", "missing.md"], b"");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("missing.md"), "{}", ran.stderr);
    // A spec that describes nothing any more proves nothing.
    let ran = forelock(
        &scratch.0,
        &["diff", "spec.md", "-"],
        b"# Moved\n\nElsewhere.\n",
    );
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "0 changes\n"));
    assert!(
        ran.stderr.contains("describes no table any more"),
        "{}",
        ran.stderr
    );
}

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b.c"])
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "git {arguments:?}");
}

#[test]
fn check_tells_what_was_changed_since_a_revision() {
    let scratch = Scratch::new(&[("specs/database/schema.md", OLD_SPEC)]);
    let none = forelock(&scratch.0, &["check", "--since", "HEAD"], b"");
    assert_eq!(none.code, 2);
    assert!(
        none.stderr.contains("in no git repository"),
        "{}",
        none.stderr
    );
    git(&scratch.0, &["init", "-q"]);
    git(&scratch.0, &["add", "."]);
    git(&scratch.0, &["commit", "-q", "-m", "x"]);
    let clean = forelock(&scratch.0, &["check", "--since", "HEAD"], b"");
    assert_eq!(clean.code, 0, "{}", clean.stdout);
    let unknown = forelock(&scratch.0, &["check", "--since", "nowhere"], b"");
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("no commit `nowhere`"),
        "{}",
        unknown.stderr
    );
    let edited = OLD_SPEC.replace("| integer |", "| bigint |");
    fs::write(scratch.0.join("specs/database/schema.md"), edited).unwrap();
    assert_eq!(forelock(&scratch.0, &["check"], b"").code, 0);
    let ran = forelock(
        &scratch.0,
        &["check", "--since", "HEAD", "--format", "json"],
        b"",
    );
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let found = json(&ran);
    let found = &found["diagnostics"][0];
    assert_eq!(found["code"], "change-column-type-rewrite");
    assert_eq!(found["range"]["start"]["line"], 8);
    assert_eq!(found["related"][0]["message"], "In HEAD, line 9: integer");
}
