//! Output and exit codes of the built binary.
//!
//! Stands here and not in `tests/it`, because cargo tells only a package's own tests where its
//! binary is.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on says so"
)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

#[path = "project/mod.rs"]
mod project;

/// A folder that goes away with its test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(files: &[(&str, &str)]) -> Scratch {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("forelock-cli-{}-{count}", std::process::id()));
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
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
    // A command that does not read its input closes the pipe; that is its right.
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

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[track_caller]
fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

/// The codes of the diagnostics of `check` over one file.
#[track_caller]
fn codes(path: &str, text: &str) -> (Vec<String>, i32) {
    let scratch = Scratch::new(&[(path, text)]);
    let ran = forelock(&scratch.0, &["check", "--format", "json", path], b"");
    let report = json(&ran);
    let diagnostics = report["diagnostics"].as_array().unwrap();
    (
        diagnostics
            .iter()
            .map(|it| it["code"].as_str().unwrap().to_owned())
            .collect(),
        ran.code,
    )
}

#[track_caller]
fn check_error(folder: &Path, arguments: &[&str], stdin: &[u8], expected: &[&str]) {
    let ran = forelock(folder, arguments, stdin);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    for words in expected {
        assert!(
            ran.stderr.contains(words),
            "{words:?} is not in {:?}",
            ran.stderr
        );
    }
    assert_eq!(ran.stdout, "");
}

#[test]
fn the_version_names_the_commit_of_a_clone() {
    let ran = forelock(&root(), &["--version"], b"");
    let head = Command::new("git")
        .args(["rev-parse", "HEAD"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    let version = concat!("forelock ", env!("CARGO_PKG_VERSION"));
    assert!(ran.stdout.starts_with(version), "{}", ran.stdout);
    let head = head.ok().filter(|it| it.status.success());
    if let Some(head) = head
        && option_env!("FORELOCK_COMMIT").is_none()
    {
        let head = String::from_utf8(head.stdout).unwrap();
        assert!(ran.stdout.contains(&head[..9]), "{} {head}", ran.stdout);
    } else {
        eprintln!("SKIPPED: no clone, or the commit was named by hand");
    }
}

#[test]
fn the_example_workspace_has_every_severity_and_fails() {
    let ran = forelock(
        &root(),
        &["check", "--format", "json", "tests/workspaces/todo"],
        b"",
    );
    let report = json(&ran);
    assert_eq!(ran.code, 1);
    for severity in ["error", "warning", "information", "hint"] {
        let count = report["summary"][severity].as_u64().unwrap();
        assert!(count > 0, "no {severity}: {}", report["summary"]);
    }
    assert_eq!(report["schema"], 1);
    let finding = |code: &str| {
        let all = report["diagnostics"].as_array().unwrap();
        all.iter()
            .find(|it| it["code"] == code)
            .unwrap_or_else(|| panic!("no {code}"))
            .clone()
    };
    let dropped = finding("drop-column");
    assert_eq!(
        dropped["path"],
        "tests/workspaces/todo/specs/database/migrations/0003_titles_and_phones.yaml"
    );
    assert_eq!(dropped["level"], "critical");
    let fixes = finding("set-not-null-full-scan")["fixes"].to_string();
    assert!(
        fixes.contains("Split into zero-downtime steps (4 steps in 3 deploys)"),
        "{fixes}"
    );
}

#[test]
fn text_output_shows_the_line_the_level_and_the_way_out() {
    let ran = forelock(&root(), &["check", "tests/workspaces/todo"], b"");
    for words in [
        "type: drop_column",
        "warning[",
        "error[",
        "help:",
        "fix:",
        "hint",
    ] {
        assert!(
            ran.stdout.contains(words),
            "{words:?} is not in\n{}",
            ran.stdout
        );
    }
    assert!(
        !ran.stdout.contains('\u{1b}'),
        "colors on something that is no terminal"
    );
}

#[test]
fn a_threshold_decides_the_exit_code() {
    let scratch = Scratch::new(&[("specs/database/a.sql", "ALTER TABLE t ADD COLUMN a int;")]);
    let run = |fail_on| {
        let arguments = ["check", "--fail-on", fail_on, "specs/database/a.sql"];
        forelock(&scratch.0, &arguments, b"").code
    };
    assert_eq!((run("warning"), run("hint")), (0, 1));
}

#[test]
fn what_cannot_be_read_exits_with_2_and_one_sentence() {
    let scratch = Scratch::new(&[("folder/x.md", "# x\n"), ("latin.yaml", "")]);
    fs::write(scratch.0.join("latin.yaml"), b"a: \xe9\n").unwrap();
    let check =
        |arguments: &[&str], expected: &[&str]| check_error(&scratch.0, arguments, b"", expected);
    check(&["check", "missing.md"], &["missing.md", "no such file"]);
    check(&["check", "latin.yaml"], &["latin.yaml", "UTF-8"]);
    check(&["assess", "folder"], &["folder", "name a file"]);
    check(&["plan", "folder"], &["folder", "name a file"]);
    check(
        &["assess", "--schema", "missing.sql", "-"],
        &["missing.sql"],
    );
    check(
        &["explain", "no-such-rule"],
        &["no-such-rule", "forelock explain"],
    );
    check(
        &["assess", "--postgres", "9", "-"],
        &["PostgreSQL 13 to 18"],
    );
    check(&["assess", "--rows", "users", "-"], &["TABLE=N"]);
    check_error(
        &scratch.0,
        &["assess", "-"],
        b"SELECT '\xff'",
        &["standard input", "UTF-8"],
    );
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_exits_with_2() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new(&[("secret.md", "# x\n")]);
    let path = scratch.0.join("secret.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        // The superuser reads everything; a folder in its place is as unreadable.
        return check_error(&scratch.0, &["assess", "."], b"", &["name a file"]);
    }
    check_error(&scratch.0, &["check", "secret.md"], b"", &["secret.md"]);
}

#[test]
fn empty_and_foreign_documents_are_silent() {
    assert_eq!(codes("specs/database/empty.md", ""), (vec![], 0));
    assert_eq!(codes("empty.yaml", ""), (vec![], 0));
    assert_eq!(
        codes("specs/database/prose.md", "# Notes\n\nNo tables here.\n"),
        (vec![], 0)
    );
    assert_eq!(
        codes("compose.yaml", "services:\n  db:\n    image: postgres\n"),
        (vec![], 0)
    );
}

#[test]
fn broken_specifications_say_what_was_expected() {
    let spec = |operations: &str| {
        format!(
            "database_migration_specification:\n  meta: {{current_version: null, target_version: \"1\"}}\n  \
             migration:\n    version: \"1\"\n    name: x\n    upgrade:\n      operations:\n{operations}"
        )
    };
    #[track_caller]
    fn has(text: &str, code: &str) {
        let (codes, exit) = codes("a.yaml", text);
        assert!(
            codes.iter().any(|it| it == code),
            "{code} is not in {codes:?}"
        );
        assert_eq!(exit, 1);
    }
    has(
        "database_migration_specification: 7\n",
        "not-a-specification",
    );
    has(
        &spec("        - type: drop_colum\n          table: t\n"),
        "unknown-operation",
    );
    has(&spec("        - type: drop_table\n"), "missing-field");
    has(&spec("        - 7\n"), "wrong-type");
    has(
        &spec("        - type: drop_table\n          table: t\n          table: u\n"),
        "duplicate-key",
    );
    has(
        &spec("        - type: drop_table\n          table: \"t\n"),
        "yaml-syntax",
    );
    let created = "        - type: create_table\n          table: t\n          details: {columns: [{name: id, type: int}]}\n";
    has(
        &spec(&format!(
            "{created}        - {{type: drop_column, table: t, details: {{column: x}}}}\n"
        )),
        "unknown-column",
    );
}

#[test]
fn a_reference_to_an_unknown_table_is_said_where_the_chain_would_know() {
    let spec = |version: u32, operation: &str| {
        let parent = if version == 1 {
            "null".to_owned()
        } else {
            format!("\"{}\"", version - 1)
        };
        format!(
            "database_migration_specification:\n  meta: {{current_version: {parent}, target_version: \"{version}\"}}\n  \
             migration:\n    version: \"{version}\"\n    name: x\n    upgrade:\n      operations:\n        - {operation}\n"
        )
    };
    let first = spec(
        1,
        "{type: create_table, table: users, details: {columns: [{name: id, type: int}]}}",
    );
    let second = spec(
        2,
        "{type: add_column, table: user, details: {column: {name: a, type: int}}}",
    );
    let scratch = Scratch::new(&[("1.yaml", &first), ("2.yaml", &second)]);
    let report = json(&forelock(
        &scratch.0,
        &["check", "--format", "json", "."],
        b"",
    ));
    let found = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .any(|it| it["code"] == "unknown-table");
    assert!(found, "{report}");
}

#[test]
fn assess_answers_one_entry_for_each_statement() {
    let sql = "BEGIN; ALTER TABLE users ADD COLUMN bio text, DROP COLUMN phone; SELECT 1; COMMIT; FROB x;";
    let scratch = Scratch::new(&[(
        "state.sql",
        "CREATE TABLE users (id int PRIMARY KEY, phone text);",
    )]);
    let arguments = [
        "assess",
        "--format",
        "json",
        "--postgres",
        "16",
        "--schema",
        "state.sql",
        "-",
    ];
    let report = json(&forelock(&scratch.0, &arguments, sql.as_bytes()));
    assert_eq!(report["postgres"], 16);
    let changes = report["changes"].as_array().unwrap();
    let levels: Vec<&str> = changes
        .iter()
        .map(|it| it["level"].as_str().unwrap())
        .collect();
    assert_eq!(levels, ["low", "high", "low", "low", "unknown"]);
    let altered = &changes[1];
    assert_eq!(altered["facts"]["locks"][0]["relation"], "users");
    assert_eq!(altered["facts"]["locks"][0]["mode"], "ACCESS EXCLUSIVE");
    assert_eq!(altered["parts"].as_array().unwrap().len(), 2);
    assert_eq!(changes[0]["operation"], "none");
    assert!(changes[4]["facts"]["rewrite"].is_null());
}

#[test]
fn plan_prints_steps_and_writes_specifications() {
    let scratch = Scratch::new(&[("change.sql", "CREATE INDEX ix_a ON t (a);")]);
    let text = forelock(&scratch.0, &["plan", "change.sql"], b"");
    assert!(
        text.stdout.contains("CREATE INDEX CONCURRENTLY"),
        "{}{}",
        text.stdout,
        text.stderr
    );
    let report = json(&forelock(
        &scratch.0,
        &["plan", "--format", "json", "change.sql#1"],
        b"",
    ));
    assert_eq!(report["plans"][0]["outcome"], "planned");
    assert!(report["plans"][0]["deploys"][0]["steps"][0]["transaction"].is_null());
    let written = forelock(&scratch.0, &["plan", "--write", "out", "change.sql"], b"");
    assert_eq!(written.code, 0, "{}", written.stderr);
    let checked = forelock(&scratch.0, &["check", "out"], b"");
    assert_eq!(checked.code, 0, "{}", checked.stdout);
    check_error(&scratch.0, &["plan", "change.sql#2"], b"", &["#2", "has 1"]);
    let again = forelock(&scratch.0, &["plan", "--write", "out", "change.sql"], b"");
    assert_eq!(again.code, 2, "what stands there is not overwritten");
}

#[test]
fn plan_goes_by_the_way_that_is_preferred() {
    let script = "CREATE TABLE t (id bigint PRIMARY KEY, a text);\n";
    let scratch = Scratch::new(&[
        ("change.sql", "ALTER TABLE t RENAME COLUMN a TO b;\n"),
        ("schema.sql", script),
    ]);
    let plan = |more: &[&str]| {
        let arguments = [&["plan", "change.sql", "--schema", "schema.sql"], more].concat();
        forelock(&scratch.0, &arguments, b"").stdout
    };
    let text = plan(&[]);
    assert!(
        text.contains("  rename-column: A second column b"),
        "{text}"
    );
    assert!(
        text.contains("another way, --prefer rename-column-view (2 steps in 2 deploys): "),
        "{text}"
    );
    let json = plan(&["--prefer", "rename-column-view", "--format", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    for plan in [&report["plans"][0], &report["migrations"][0]] {
        assert_eq!(plan["strategy"], "rename-column-view");
        assert_eq!(plan["alternatives"][0]["strategy"], "rename-column");
    }
    fs::write(
        scratch.0.join("forelock.toml"),
        "prefer = [\"rename-column-view\"]\n",
    )
    .unwrap();
    assert!(plan(&[]).contains("CREATE VIEW t AS SELECT *, b AS a FROM t_base"));
    check_error(
        &scratch.0,
        &["plan", "change.sql", "--prefer", "drop-column"],
        b"",
        &["drop-column", "rename-column-view"],
    );
}

#[test]
fn plan_takes_the_changes_of_a_file_together() {
    let sql = "ALTER TABLE t ALTER COLUMN a SET NOT NULL;\nALTER TABLE t ALTER COLUMN b SET NOT NULL;\nALTER TABLE u ADD COLUMN c text;\n";
    let scratch = Scratch::new(&[("change.sql", sql)]);
    let report = json(&forelock(
        &scratch.0,
        &["plan", "change.sql", "--format", "json"],
        b"",
    ));
    // One for each change, as always, and one for all of them.
    assert_eq!(report["plans"].as_array().unwrap().len(), 3);
    let whole = &report["migrations"][0];
    assert_eq!(whole["changes"], serde_json::json!([1, 2, 3]));
    let deploys = whole["deploys"].as_array().unwrap();
    let apart = report["plans"][0]["deploys"].as_array().unwrap().len();
    assert_eq!(deploys.len(), apart + 1, "{whole:#}");
    let written = forelock(&scratch.0, &["plan", "change.sql", "--write", "out"], b"");
    assert_eq!(written.code, 0, "{}", written.stderr);
    assert_eq!(written.stdout.lines().count(), deploys.len());
    let checked = forelock(&scratch.0, &["check", "out"], b"");
    assert_eq!(checked.code, 0, "{}", checked.stdout);
    for file in written.stdout.lines() {
        let again = json(&forelock(
            &scratch.0,
            &["plan", file, "--format", "json"],
            b"",
        ));
        for plan in again["plans"].as_array().unwrap() {
            assert_eq!(plan["outcome"], "already_safe", "{file}: {plan:#}");
        }
    }
}

#[test]
fn what_a_spec_foretells_is_planned_all_the_same() {
    let spec = "# Shop\n\n## orders\n\n| Column | Type | Null |\n|---|---|---|\n\
                | id | bigint | no |\n| status | text | no |\n";
    let scratch = Scratch::new(&[("specs/database/schema.md", spec)]);
    let sql = b"ALTER TABLE orders ALTER COLUMN status SET NOT NULL;";
    let ran = forelock(&scratch.0, &["plan", "--format", "json"], sql);
    let plan = &json(&ran)["plans"][0];
    assert_eq!(plan["strategy"], "set-not-null", "{}", ran.stdout);
    assert_eq!(plan["deploys"].as_array().map(Vec::len), Some(2));
}

#[test]
fn plan_writes_the_way_back() {
    let scratch = Scratch::new(&[
        (
            "before.sql",
            "CREATE TABLE t (id bigint PRIMARY KEY, a text);",
        ),
        (
            "change.sql",
            "ALTER TABLE t ADD COLUMN b text;\nALTER TABLE t DROP COLUMN a;\n",
        ),
    ]);
    let arguments = [
        "plan",
        "change.sql",
        "--schema",
        "before.sql",
        "--downgrade",
    ];
    let done = forelock(&scratch.0, &arguments, b"");
    assert_eq!(done.code, 0, "{}", done.stderr);
    let add = done
        .stdout
        .find("type: add_column")
        .expect("the column comes back");
    let drop = done
        .stdout
        .find("type: drop_column")
        .expect("the new one goes");
    assert!(add < drop, "in reverse order: {}", done.stdout);
    assert!(
        done.stdout.contains("The values of t.a do not come back"),
        "{}",
        done.stdout
    );
}

#[test]
fn plan_draws_a_picture_in_the_theme_asked_for() {
    let scratch = Scratch::new(&[("change.sql", "ALTER TABLE \"<t>\" DROP COLUMN a;")]);
    let plan = |more: &[&str]| {
        let arguments = [&["plan", "change.sql", "--format"], more].concat();
        let done = forelock(&scratch.0, &arguments, b"");
        assert_eq!(done.code, 0, "{}", done.stderr);
        done.stdout
    };
    let light = plan(&["svg", "--theme", "light"]);
    assert!(light.starts_with("<svg ") && light.ends_with("</svg>\n"));
    assert!(light.contains("Release first") && light.contains("ACCESS EXCLUSIVE"));
    assert!(!light.contains("<t>") && light.contains("&lt;t&gt;"));
    let dark = plan(&["svg", "--theme", "dark"]);
    assert!(dark != light && !dark.contains("prefers-color-scheme"));
    assert!(plan(&["svg"]).contains("prefers-color-scheme: dark"));
    let mermaid = plan(&["mermaid"]);
    assert!(mermaid.starts_with("flowchart LR\n") && mermaid.contains("ACCESS EXCLUSIVE"));
}

#[test]
fn schema_answers_what_a_spec_describes() {
    let spec = "# Schema\n\n## users\n\n| Column | Type | Nullable |\n|---|---|---|\n| id | uuid | no |\n| email | text | yes |\n";
    let scratch = Scratch::new(&[("s.md", spec)]);
    let report = json(&forelock(&scratch.0, &["schema", "s.md"], b""));
    assert_eq!(report["tables"][0]["name"], "users");
    let names: Vec<&str> = report["tables"][0]["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["id", "email"]);
    let sql = forelock(&scratch.0, &["schema", "--format", "sql", "s.md"], b"").stdout;
    assert!(sql.starts_with("CREATE TABLE users ("), "{sql}");
}

#[test]
fn explain_prints_a_page_and_lists_them_all() {
    let page = forelock(&root(), &["explain", "drop-column"], b"");
    assert!(page.stdout.starts_with("# drop-column\n"));
    let field = forelock(&root(), &["explain", "migration.risk.level"], b"").stdout;
    assert!(
        field.starts_with("**`migration.risk.level`** · one word"),
        "{field}"
    );
    let list = forelock(&root(), &["explain"], b"").stdout;
    assert!(list.contains("drop-column") && list.contains("split-into-steps"));
}

#[test]
fn a_mistake_in_the_configuration_is_reported() {
    let scratch = Scratch::new(&[
        ("forelock.toml", "postgress = 17\n"),
        ("specs/database/a.md", "# a\n"),
    ]);
    let report = json(&forelock(
        &scratch.0,
        &["check", "--format", "json", "."],
        b"",
    ));
    let problem = &report["diagnostics"][0];
    assert_eq!(problem["path"], "forelock.toml");
    assert_eq!(problem["code"], "configuration");
    assert!(problem["message"].as_str().unwrap().contains("postgress"));
}

#[test]
fn flags_win_over_the_configuration_and_its_environments() {
    let scratch = Scratch::new(&[
        (
            "forelock.toml",
            "postgres = 14
environment = \"production\"
rows.users = 100
[environments.staging]
postgres = 15
rows.users = 200
rules.drop-column = \"hint\"
",
        ),
        ("a.sql", "alter table users drop column phone;\n"),
    ]);
    let said = |flags: &[&str]| {
        let arguments = [&["check", "--format", "json", "a.sql"], flags].concat();
        let report = json(&forelock(&scratch.0, &arguments, b""));
        let all = report["diagnostics"].as_array().unwrap();
        let found = all.iter().find(|it| it["code"] == "drop-column").unwrap();
        found["severity"].as_str().unwrap().to_owned()
    };
    assert_ne!(said(&[]), "hint");
    assert_eq!(said(&["--environment", "staging"]), "hint");
    let judged = |flags: &[&str]| {
        let arguments = [&["assess", "--format", "json", "a.sql"], flags].concat();
        json(&forelock(&scratch.0, &arguments, b""))["postgres"].clone()
    };
    assert_eq!(judged(&[]), 14);
    assert_eq!(judged(&["--postgres", "18"]), 18);
    assert_eq!(judged(&["--environment", "staging"]), 15);
    assert_eq!(
        judged(&["--environment", "staging", "--postgres", "18"]),
        18
    );
}

#[test]
fn a_baseline_that_no_specification_has_is_reported() {
    let specification = "database_migration_specification:
  migration:
    version: \"0001\"
    upgrade:
      operations:
        - {type: drop_table, table: users}
";
    let said = |config: &str| {
        let scratch = Scratch::new(&[("forelock.toml", config), ("1.yaml", specification)]);
        let report = json(&forelock(
            &scratch.0,
            &["check", "--format", "json", "."],
            b"",
        ));
        let all = report["diagnostics"].as_array().unwrap();
        let codes = all.iter().map(|it| it["code"].as_str().unwrap().to_owned());
        codes.collect::<Vec<_>>()
    };
    let unknown = said("baseline = \"0002\"\n");
    assert!(unknown.contains(&"configuration".to_owned()), "{unknown:?}");
    assert!(unknown.contains(&"drop-table".to_owned()), "{unknown:?}");
    let known = said("baseline = \"0001\"\n");
    assert!(!known.contains(&"configuration".to_owned()), "{known:?}");
    assert!(!known.contains(&"drop-table".to_owned()), "{known:?}");
}
