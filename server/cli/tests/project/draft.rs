//! `draft`: from a request to specifications that `check` finds nothing wrong with.

use std::fs;

use serde_json::Value;

use crate::{Scratch, check_error, forelock, json};

const DRAFT_CHAIN: &str = "database_migration_specification:
  meta: {current_version: null, target_version: \"0001\"}
  migration:
    version: \"0001\"
    name: create_tables
    upgrade:
      operations:
        - type: create_table
          table: users
          details:
            columns:
              - {name: id, type: bigint, primary_key: true}
              - {name: email, type: varchar(100), nullable: false}
              - {name: phone, type: varchar(20)}
    downgrade:
      operations:
        - {type: drop_table, table: users}
";

const DRAFT_SPEC: &str = "# Database

## users

| Column | Type | Nullable | Constraints |
|---|---|---|---|
| id | bigint | no | Primary key |
| email | varchar(255) | no | |
| phone | varchar(20) | yes | |
| bio | text | yes | |

## orders

| Column | Type | Nullable | Constraints |
|---|---|---|---|
| id | bigint | no | Primary key |
| user_id | bigint | no | FK → users.id |
";

/// Drafts a request in a project with a chain and a spec; the project with the draft in it must
/// be clean, and its chain must end with the draft.
#[track_caller]
fn check_draft(name: &str, request: &str, spec: &str, head: &str, contains: &[&str]) {
    let scratch = Scratch::new(&[
        ("specs/database/migrations/0001.yaml", DRAFT_CHAIN),
        ("specs/database/schema.md", spec),
        (name, request),
    ]);
    let ran = forelock(&scratch.0, &["draft", name], b"");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    for words in contains {
        assert!(
            ran.stdout.contains(words),
            "{words:?} is not in\n{}",
            ran.stdout
        );
    }
    fs::write(
        scratch.0.join("specs/database/migrations/drafted.yaml"),
        &ran.stdout,
    )
    .unwrap();
    let drafted = "specs/database/migrations/drafted.yaml";
    let check = forelock(&scratch.0, &["check", drafted], b"");
    assert_eq!(check.code, 0, "{}\n{}", check.stdout, ran.stdout);
    let status = json(&forelock(&scratch.0, &["status", "--format", "json"], b""));
    assert_eq!(status["heads"], serde_json::json!([head]), "{}", ran.stdout);
    assert_eq!(status["drift"], serde_json::json!([]), "{}", ran.stdout);
    // It stands where it is told to.
    let written = forelock(&scratch.0, &["draft", name, "--write", "out"], b"");
    assert_eq!(written.code, 2, "the version is taken: {}", written.stdout);
    fs::remove_file(scratch.0.join("specs/database/migrations/drafted.yaml")).unwrap();
    let written = forelock(&scratch.0, &["draft", name, "--write", "out"], b"");
    let first = written.stdout.lines().next().unwrap_or_default();
    assert!(
        scratch.0.join(first).is_file(),
        "{}{}",
        written.stdout,
        written.stderr
    );
}

#[test]
fn a_request_for_what_a_spec_describes_is_drafted_clean() {
    check_draft(
        "specs/request.yaml",
        "skill: backend-database-migration
inputs:
  database_spec: specs/database/schema.md
  current_version: \"0001\"
  target_version: \"0002\"
  migration_type: schema_change
  environment: production
  context: {create_backup: true, rollback_required: true, zero_downtime: true}
  output_format: database_migration_specification
",
        DRAFT_SPEC,
        "0002",
        &[
            "current_version: \"0001\"",
            "database_spec: specs/database/schema.md",
            "author: null # who answers for it",
            "type: create_table",
            "orders",
            "bio",
            "varchar(255)",
            "environment: production",
            "status: pending",
            "Take a backup",
        ],
    );
}

#[test]
fn a_request_with_a_list_of_changes_is_drafted_clean() {
    check_draft(
        "specs/plan.md",
        "# Plan

The phone numbers go, and e-mail addresses are unique.

```yaml
skill: backend-database-migration
inputs:
  current_version: \"0001\"
  target_version: \"0002\"
  migration_type: breaking_change
  environment: staging
  changes:
    - type: drop_column
      table: users
      details: {column: phone}
    - type: add_constraint
      table: users
      details: {kind: unique, name: users_email_key, columns: [email]}
```
",
        "# Nothing\n",
        "0004",
        &[
            "DROP COLUMN",
            "---",
            "phone",
            "users_email_key",
            "environment: staging",
        ],
    );
}

#[test]
fn a_request_for_changes_that_a_spec_writes_down_is_drafted_clean() {
    let spec = "# Database

## Migrations

```sql
ALTER TABLE users ADD COLUMN phone varchar(20);
ALTER TABLE users ALTER COLUMN phone SET NOT NULL;
CREATE INDEX users_phone ON users (phone);
```
";
    check_draft(
        "specs/request.yaml",
        "skill: backend-database-migration
inputs:
  database_spec: database/schema.md
  target_version: \"0002\"
",
        spec,
        "0004",
        &["CONCURRENTLY", "users_phone", "current_version: \"0001\""],
    );
}

#[test]
fn a_request_beside_the_specs_or_on_standard_input_finds_its_project() {
    let request = "skill: backend-database-migration
inputs:
  database_spec: specs/database/schema.md
  target_version: \"0002\"
";
    let scratch = Scratch::new(&[
        ("specs/database/migrations/0001.yaml", DRAFT_CHAIN),
        ("specs/database/schema.md", DRAFT_SPEC),
        ("request.yaml", request),
    ]);
    let file = forelock(&scratch.0, &["draft", "request.yaml"], b"");
    let stdin = forelock(&scratch.0, &["draft", "-"], request.as_bytes());
    for ran in [file, stdin] {
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            ran.stdout.contains("current_version: \"0001\""),
            "{}",
            ran.stdout
        );
        assert!(
            ran.stderr.contains("3 changes that lead from the chain"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn the_first_specification_is_drafted_from_a_spec() {
    let request = "skill: backend-database-migration
inputs:
  database_spec: specs/database/schema.md
  current_version: base
  target_version: \"0001\"
  environment: development
";
    let scratch = Scratch::new(&[
        ("specs/database/schema.md", DRAFT_SPEC),
        ("specs/r.yaml", request),
    ]);
    let ran = forelock(
        &scratch.0,
        &[
            "draft",
            "specs/r.yaml",
            "--write",
            "specs/database/migrations",
        ],
        b"",
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let check = forelock(&scratch.0, &["check"], b"");
    assert_eq!(check.code, 0, "{}", check.stdout);
    let status = forelock(&scratch.0, &["status"], b"");
    assert_eq!(status.code, 0, "{}", status.stdout);
    assert!(
        status
            .stdout
            .contains("runs no migration, target 0001: pending, to apply 0001"),
        "{}",
        status.stdout
    );
}

#[test]
fn what_cannot_be_drafted_is_said() {
    let request = |inputs: &str| format!("skill: backend-database-migration\ninputs:\n{inputs}");
    for (inputs, expected) in [
        (
            "  target_version: \"2\"\n",
            "Nothing says what is to be changed",
        ),
        (
            "  database_spec: specs/none.md\n",
            "There is no database spec `specs/none.md`",
        ),
        (
            "  database_spec: ../../etc/passwd\n",
            "There is no database spec",
        ),
        (
            "  current_version: \"7\"\n  database_spec: specs/database/schema.md\n",
            "No specification has version `7`",
        ),
        (
            "  target_version: \"0001\"\n  database_spec: specs/database/schema.md\n",
            "has its specification already",
        ),
        (
            "  changes:\n    - {type: reticulate, table: users}\n",
            "not understood",
        ),
    ] {
        let text = request(inputs);
        let scratch = Scratch::new(&[
            ("specs/database/migrations/0001.yaml", DRAFT_CHAIN),
            ("specs/database/schema.md", DRAFT_SPEC),
            ("specs/r.yaml", &text),
        ]);
        check_error(
            &scratch.0,
            &["draft", "specs/r.yaml"],
            b"",
            &["specs/r.yaml:", expected],
        );
    }
    let scratch = Scratch::new(&[("a.yaml", "a: 1\n")]);
    check_error(
        &scratch.0,
        &["draft", "a.yaml"],
        b"",
        &["no migration request"],
    );
}

#[test]
fn drift_is_told_and_a_draft_ends_it() {
    let scratch = Scratch::new(&[
        ("specs/database/migrations/0001.yaml", DRAFT_CHAIN),
        ("specs/database/schema.md", DRAFT_SPEC),
    ]);
    let ran = forelock(&scratch.0, &["status", "--format", "json"], b"");
    let changes: Vec<Value> = json(&ran)["drift"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["change"].clone())
        .collect();
    let change = |op: &str, table: &str, column: Option<&str>| serde_json::json!({"op": op, "table": table, "column": column, "direction": "up"});
    assert_eq!(ran.code, 1);
    assert_eq!(
        changes,
        [
            change("create_table", "orders", None),
            change("add_column", "users", Some("bio")),
            change("alter_column", "users", Some("email")),
        ]
    );
    let text = forelock(&scratch.0, &["status"], b"").stdout;
    assert!(
        text.contains("schema.md:10: it would take ALTER TABLE users ADD COLUMN bio text"),
        "{text}"
    );
}
