//! What environments run, as records and `environment_sync` say, and what is said about it.

use expect_test::{Expect, expect};

use crate::{Checked, defaults, line_of};

fn spec(version: &str, parent: &str, rest: &str) -> String {
    format!(
        "database_migration_specification:
  meta:
    current_version: \"{parent}\"
    target_version: \"{version}\"
  migration:
    version: \"{version}\"
    name: step
    upgrade:
      operations:
        - type: add_column
          table: users
          details: {{column: {{name: c{version}, type: text}}}}
    downgrade:
      operations:
        - type: drop_column
          table: users
          details: {{column: c{version}}}
{rest}"
    )
}

fn sync(environment: &str, current: &str, target: &str, status: &str, list: &str) -> String {
    let list = match list {
        "" => String::new(),
        block if block.starts_with('\n') => block.to_owned(),
        flow => format!(" {flow}"),
    };
    format!(
        "  environment_sync:
    - environment: {environment}
      current_version: {current}
      target_version: \"{target}\"
      status: {status}
      migrations_to_apply:{list}
"
    )
}

fn record(version: &str, environment: &str, success: bool, day: u8) -> String {
    format!(
        "record:
  migration_version: \"{version}\"
  executed_at: 2026-02-{day:02}T10:00:00Z
  environment: {environment}
  success: {success}
"
    )
}

/// `path line severity code: message`, what is said about single changes left out.
fn check(files: &[(&str, &str)], expected: &Expect) {
    expected.assert_eq(&said(files));
}

fn said(files: &[(&str, &str)]) -> String {
    let checked = Checked::new(files);
    let mut found = String::new();
    for (path, text) in files {
        for finding in checked.findings(path, &defaults) {
            if finding.change.is_some() {
                continue;
            }
            let line = line_of(text, finding.range.start()) + 1;
            found.push_str(&format!(
                "{path} {line} {}: {}\n",
                finding.code, finding.message
            ));
        }
    }
    found
}

/// `version: applied anywhere (each environment)`, then every environment.
fn state(files: &[(&str, &str)], expected: &Expect) {
    let workspace = Checked::new(files).workspace;
    let mut found = String::new();
    for node in &workspace.chain.nodes {
        let each: Vec<String> = node
            .applied_in
            .iter()
            .map(|it| format!("{:?} {}", it.0, it.1))
            .collect();
        let version = node.version.as_deref().unwrap_or("?");
        assert_eq!(workspace.chain.is_applied(version), node.applied);
        found.push_str(&format!(
            "{version}: {:?} ({})\n",
            node.applied,
            each.join(", ")
        ));
    }
    for it in &workspace.environments {
        found.push_str(&format!(
            "{:?}: {:?} -> {:?} {:?} {:?}\n",
            it.environment, it.current, it.target, it.status, it.migrations_to_apply
        ));
    }
    expected.assert_eq(&found);
}

fn chain() -> [String; 3] {
    [spec("1", "", ""), spec("2", "1", ""), spec("3", "2", "")]
}

#[test]
fn records_say_what_runs_where() {
    let [one, two, three] = chain();
    let records = [
        record("1", "production", true, 1),
        record("2", "staging", true, 2),
        record("2", "production", false, 3),
    ]
    .join("---\n");
    let files = [
        ("1.yaml", one.as_str()),
        ("2.yaml", &two),
        ("3.yaml", &three),
        ("r.yaml", &records),
    ];
    state(
        &files,
        &expect![[r#"
        1: Some(true) (Staging true, Production true)
        2: Some(true) (Staging true, Production false)
        3: Some(false) (Staging false, Production false)
        Staging: Version("2") -> Some("3") Some(Pending) ["3"]
        Production: Version("1") -> Some("3") Some(Behind) ["2", "3"]
    "#]],
    );
    check(
        &files,
        &expect![[r#"
        r.yaml 2 environment-behind: Production is 2 migrations behind `3`: `2` to `3` are not applied
        r.yaml 17 migration-failed: `2` failed in production, and nothing says why
    "#]],
    );
}

#[test]
fn a_failure_is_repaired_by_a_later_success_only() {
    let [one, ..] = chain();
    let run = |success, day| record("1", "production", success, day);
    for (first, second) in [(run(false, 1), run(true, 2)), (run(true, 2), run(false, 1))] {
        let records = format!("{first}---\n{second}");
        assert_eq!(said(&[("1.yaml", &one), ("r.yaml", &records)]), "");
    }
    let records = format!("{}---\n{}", run(true, 1), run(false, 2));
    check(
        &[("1.yaml", &one), ("r.yaml", &records)],
        &expect![[r#"
        r.yaml 11 migration-failed: `1` failed in production, and nothing says why
    "#]],
    );
    let staging = record("1", "staging", true, 2);
    let records = format!("{}---\n{staging}", run(false, 1));
    check(
        &[("1.yaml", &one), ("r.yaml", &records)],
        &expect![[r#"
        r.yaml 5 migration-failed: `1` failed in production, and nothing says why
    "#]],
    );
}

#[test]
fn an_entry_is_held_against_the_chain() {
    let [one, two, _] = chain();
    let mut found = String::new();
    for rest in [
        sync("production", "\"1\"", "3", "behind", "[\"2\", \"3_step\"]"),
        sync(
            "production",
            "null",
            "3",
            "pending",
            "[\"1\", \"2\", \"3\"]",
        ),
        sync("production", "\"1\"", "3", "synced", "[\"3\"]"),
        sync("production", "\"3\"", "3", "pending", "[\"3\"]"),
        sync("production", "\"3\"", "1", "behind", "[]"),
        sync("production", "\"01\"", "9", "synced", "[\"8\"]"),
        sync("production", "\"1\"", "3", "pending", "[\"3\", \"2\"]"),
    ] {
        let three = spec("3", "2", &rest);
        let entry: Vec<&str> = rest.lines().skip(2).map(str::trim).collect();
        found.push_str(&format!("{}\n", entry.join("  ")));
        found.push_str(&said(&[
            ("1.yaml", &one),
            ("2.yaml", &two),
            ("3.yaml", &three),
        ]));
    }
    expect![[r#"
        current_version: "1"  target_version: "3"  status: behind  migrations_to_apply: ["2", "3_step"]
        3.yaml 20 environment-behind: Production is 2 migrations behind `3`: `2` to `3` are not applied
        current_version: null  target_version: "3"  status: pending  migrations_to_apply: ["1", "2", "3"]
        3.yaml 19 environment-behind: Production is 3 migrations behind `3`: `1` to `3` are not applied
        current_version: "1"  target_version: "3"  status: synced  migrations_to_apply: ["3"]
        3.yaml 20 environment-behind: Production is 2 migrations behind `3`: `2` to `3` are not applied
        3.yaml 22 environment-status-wrong: The status is not `synced`: from `1` on, `2` to `3` are to be applied
        3.yaml 23 environment-migrations-wrong: `2` is to be applied, too
        current_version: "3"  target_version: "3"  status: pending  migrations_to_apply: ["3"]
        3.yaml 22 environment-status-wrong: The status is not `pending`: `3` is its target
        3.yaml 23 environment-migrations-wrong: `3` is not to be applied: not between `3` and the target
        current_version: "3"  target_version: "1"  status: behind  migrations_to_apply: []
        3.yaml 20 environment-ahead: Production runs `3`, which comes after its target `1`
        3.yaml 22 environment-status-wrong: The status is not `behind`: `3` comes after its target `1`
        current_version: "01"  target_version: "9"  status: synced  migrations_to_apply: ["8"]
        3.yaml 20 incompatible-version: No specification has version `01`
        3.yaml 21 incompatible-version: No specification has version `9`
        3.yaml 23 incompatible-version: No specification has version `8`
        current_version: "1"  target_version: "3"  status: pending  migrations_to_apply: ["3", "2"]
        3.yaml 20 environment-behind: Production is 2 migrations behind `3`: `2` to `3` are not applied
        3.yaml 23 environment-migrations-wrong: The migrations to apply are out of order: `2`, `3`
    "#]].assert_eq(&found);
}

#[test]
fn the_newest_entry_is_held_against_the_records() {
    let old = sync("production", "null", "1", "pending", "[\"1\"]");
    let one = spec("1", "", &old);
    let two = spec(
        "2",
        "1",
        &sync("production", "\"1\"", "2", "pending", "[\"2\"]"),
    );
    let ran = record("2", "production", true, 2);
    let files = [("1.yaml", one.as_str()), ("2.yaml", &two), ("r.yaml", &ran)];
    check(
        &files,
        &expect![[r#"
        2.yaml 20 environment-contradicts-records: The records say that production runs `2`
    "#]],
    );
    let claims = spec("2", "1", &sync("production", "\"2\"", "2", "synced", "[]"));
    let failed = record("2", "production", false, 2);
    check(
        &[("1.yaml", &one), ("2.yaml", &claims), ("r.yaml", &failed)],
        &expect![[r#"
            2.yaml 20 environment-contradicts-records: The last run of `2` in production failed
            r.yaml 5 migration-failed: `2` failed in production, and nothing says why
        "#]],
    );
}

#[test]
fn a_plan_that_later_specifications_left_behind_says_nothing_of_today() {
    let pending = sync("production", "\"1\"", "2", "pending", "[\"2\"]");
    let [one, _, three] = chain();
    let two = spec("2", "1", &pending);
    state(
        &[("1.yaml", &one), ("2.yaml", &two), ("3.yaml", &three)],
        &expect![[r#"
            1: Some(true) (Production true)
            2: None ()
            3: None ()
            Production: Version("1") -> Some("2") Some(Pending) ["2"]
        "#]],
    );
    state(
        &[("1.yaml", &one), ("2.yaml", &two)],
        &expect![[r#"
        1: Some(true) (Production true)
        2: Some(false) (Production false)
        Production: Version("1") -> Some("2") Some(Pending) ["2"]
    "#]],
    );
    let first = spec(
        "1",
        "",
        &sync("production", "null", "1", "pending", "[\"1\"]"),
    );
    state(
        &[("1.yaml", &first)],
        &expect![[r#"
        1: Some(false) (Production false)
        Production: Nothing -> Some("1") Some(Pending) ["1"]
    "#]],
    );
}

#[test]
fn versions_that_the_chain_lacks() {
    let [one, two, _] = chain();
    let request = |current: &str, target: &str| {
        format!(
            "skill: backend-database-migration\ninputs:\n  current_version: \"{current}\"\n  target_version: \"{target}\"\n"
        )
    };
    let requests = [
        request("2", "3"),
        request("7", "8"),
        request("2", "1"),
        request("base", "1"),
    ]
    .join("---\n");
    check(
        &[
            ("1.yaml", &one),
            ("2.yaml", &two),
            ("r.yaml", &record("002", "production", true, 1)),
            ("requests.yaml", &requests),
        ],
        &expect![[r#"
            r.yaml 2 incompatible-version: No specification has version `002`
            requests.yaml 8 incompatible-version: No specification has version `7`
            requests.yaml 14 incompatible-version: `1` comes before `2`: going there is a downgrade
        "#]],
    );
    // Nothing to be held against.
    check(
        &[
            ("r.yaml", &record("002", "production", true, 1)),
            ("requests.yaml", &requests),
        ],
        &expect![""],
    );
}

#[test]
fn fixes_write_what_the_chain_says() {
    let [one, two, _] = chain();
    let mut found = String::new();
    for list in ["[\"3\"]", "[]", "\n        - \"3\"", "", "# none\n"] {
        let rest = sync("production", "\"1\"", "3", "synced", list);
        let three = spec("3", "2", &rest);
        let files = [
            ("1.yaml", one.as_str()),
            ("2.yaml", &two),
            ("3.yaml", &three),
        ];
        let checked = Checked::new(&files);
        let mut edits: Vec<syntax::TextEdit> = checked
            .findings("3.yaml", &defaults)
            .into_iter()
            .filter(|it| it.code.starts_with("environment"))
            .filter_map(|it| it.fix)
            .flat_map(|it| it.edits)
            .collect();
        edits.sort_by_key(|it| std::cmp::Reverse(it.range.start()));
        let mut text = three.clone();
        for edit in edits {
            text.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
        }
        found.push_str(&text[text.find("    - environment").unwrap_or_default()..]);
        found.push_str(&said(&[
            ("1.yaml", &one),
            ("2.yaml", &two),
            ("3.yaml", &text),
        ]));
    }
    expect![[r#"
            - environment: production
              current_version: "1"
              target_version: "3"
              status: behind
              migrations_to_apply: ["2", "3"]
        3.yaml 20 environment-behind: Production is 2 migrations behind `3`: `2` to `3` are not applied
            - environment: production
              current_version: "1"
              target_version: "3"
              status: behind
              migrations_to_apply: ["2", "3"]
        3.yaml 20 environment-behind: Production is 2 migrations behind `3`: `2` to `3` are not applied
            - environment: production
              current_version: "1"
              target_version: "3"
              status: behind
              migrations_to_apply:
                - "2"
                - "3"
        3.yaml 20 environment-behind: Production is 2 migrations behind `3`: `2` to `3` are not applied
            - environment: production
              current_version: "1"
              target_version: "3"
              status: behind
              migrations_to_apply: ["2", "3"]
        3.yaml 20 environment-behind: Production is 2 migrations behind `3`: `2` to `3` are not applied
            - environment: production
              current_version: "1"
              target_version: "3"
              status: behind
              migrations_to_apply: ["2", "3"] # none

        3.yaml 20 environment-behind: Production is 2 migrations behind `3`: `2` to `3` are not applied
    "#]].assert_eq(&found);
}
