//! What may be written at the cursor, in files and fences, finished and half typed.

use expect_test::{Expect, expect};
use ide::{AnalysisHost, Completion, Config, FilePosition, TextEdit};
use test_support::Fixture;

/// Two migrations: tables are there, and a column is gone again.
const CHAIN: &str = "\
//- specs/database/migrations/0001.yaml
database_migration_specification:
  meta: {target_version: \"0001\"}
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
              - {name: email, type: text, nullable: false}
              - {name: phone, type: text}
        - type: create_table
          table: tasks
          details:
            columns: [{name: id, type: bigint, primary_key: true}, {name: user_id, type: bigint}]
        - {type: add_index, table: tasks, details: {name: ix_tasks_user_id, columns: [user_id]}}
//- specs/database/migrations/0002.yaml
database_migration_specification:
  meta: {current_version: \"0001\", target_version: \"0002\"}
  migration:
    version: \"0002\"
    name: drop_phone
    upgrade:
      operations:
        - {type: drop_column, table: users, details: {column: phone}}
//- specs/database/schema.md
# Schema
";

struct Asked {
    text: String,
    at: usize,
    found: Vec<Completion>,
}

fn ask(fixture: &str, snippets: bool) -> Asked {
    let mut host = AnalysisHost::new(Config::default());
    let mut asked = None;
    for it in Fixture::parse(&format!("{CHAIN}{fixture}")).files {
        let file = host.set_file(&it.path, it.text.as_str().into());
        if let Some(cursor) = it.cursor {
            let offset = cursor.start();
            asked = Some((FilePosition { file, offset }, it.text));
        }
    }
    let (position, text) = asked.expect("a cursor");
    Asked {
        found: host.analysis().completions(position, snippets),
        at: usize::from(position.offset),
        text,
    }
}

/// Labels in order, and that every edit is sound.
fn labels(asked: &Asked) -> String {
    let mut found: Vec<&Completion> = asked.found.iter().collect();
    found.sort_by(|a, b| a.sort.cmp(&b.sort));
    for it in &found {
        sound(asked, &it.edit);
    }
    let labels: Vec<&str> = found.iter().map(|it| it.label.as_str()).collect();
    labels.join(" | ")
}

fn sound(asked: &Asked, edit: &TextEdit) {
    let range = std::ops::Range::<usize>::from(edit.range);
    assert!(asked.text.get(range.clone()).is_some(), "{edit:?}");
    assert!(range.start <= asked.at && asked.at <= range.end, "{edit:?}");
    assert!(!asked.text[range].contains('\n'), "{edit:?}");
}

#[track_caller]
fn check(fixture: &str, expected: Expect) {
    expected.assert_eq(&labels(&ask(&format!("//- new.yaml\n{fixture}"), false)));
}

/// The text after one item is taken, and where it stood marked.
#[track_caller]
fn check_edit(fixture: &str, label: &str, expected: Expect) {
    let asked = ask(&format!("//- new.yaml\n{fixture}"), true);
    let item = asked.found.iter().find(|it| it.label == label);
    let Some(item) = item else {
        panic!("no `{label}`: {}", labels(&asked));
    };
    // As editors do it: further lines get the blanks that the cursor's line begins with.
    let line = asked.text[..asked.at].rfind('\n').map_or(0, |it| it + 1);
    let rest = &asked.text[line..];
    let blanks = &rest[..rest.len() - rest.trim_start_matches(' ').len()];
    let mut edit = item.edit.clone();
    if item.snippet {
        edit.insert = edit.insert.replace('\n', &format!("\n{blanks}"));
    }
    expected.assert_eq(&syntax::text::apply_edits(&asked.text, &[edit]).expect("an edit"));
}

const HEAD: &str = "database_migration_specification:
  meta: {current_version: \"0002\", target_version: \"0003\"}
  migration:
    version: \"0003\"
    name: next
    upgrade:
      operations:
";

#[test]
fn an_empty_document_may_become_any_of_ours() {
    check(
        "$0",
        expect!["database_migration_specification | skill | record"],
    );
    check("services:\n  a: 1\n$0", expect![""]);
    check("services:\n  $0", expect![""]);
    check(
        "record:\n  $0",
        expect!["migration_version | executed_at | environment | user | success | error"],
    );
    check("record:\n  x: 1\nother:\n  $0", expect![""]);
    check("skill: backend-database-migration\n$0", expect!["inputs"]);
    check(
        "skill: backend-database-migration\ninputs:\n  con$0",
        expect![
            "database_spec | current_version | target_version | migration_type | environment | context | changes | output_format"
        ],
    );
}

#[test]
fn fields_that_are_not_there_yet() {
    check(
        "database_migration_specification:\n  meta: {}\n  $0\n  testing:\n",
        expect![
            "migration | validation | data_migration | execution_plan | compatibility | rollback_plan | environment_sync | documentation"
        ],
    );
    check(
        "database_migration_specification:\n  migration:\n    risk:\n      lev$0\n",
        expect!["level | potential_downtime | data_loss_risk | irreversible_changes"],
    );
    check(
        "database_migration_specification:\n  migration:\n    risk: {level: low, $0}\n",
        expect!["potential_downtime | data_loss_risk | irreversible_changes"],
    );
    check(
        &format!("{HEAD}        - type: add_column\n          $0"),
        expect!["table | details | sql | data_migration | transform"],
    );
    check(
        &format!(
            "{HEAD}        - type: add_index\n          table: users\n          details:\n            name: ix\n            $0\n"
        ),
        expect!["columns | unique | concurrently | where | method | include | if_not_exists"],
    );
    check(
        &format!(
            "{HEAD}        - {{type: add_column, table: users, details: {{column: {{name: a, $0}}}}}}\n"
        ),
        expect![
            "type | nullable | default | primary_key | unique | index | check | references | generated | identity | comment | collation"
        ],
    );
    check(
        &format!(
            "{HEAD}        - type: bulk_update\n          table: users\n          details:\n            set: {{id: 1, $0}}\n"
        ),
        expect!["email"],
    );
}

#[test]
fn words_and_flags() {
    check(
        "database_migration_specification:\n  migration:\n    risk:\n      level: $0\n",
        expect!["low | medium | high | critical"],
    );
    check(
        "database_migration_specification:\n  migration:\n    risk:\n      level: hi$0gh # why\n",
        expect!["low | medium | high | critical"],
    );
    check(
        "database_migration_specification:\n  validation:\n    rollback:\n      tested:$0\n",
        expect!["true | false"],
    );
    check("skill: $0\n", expect!["backend-database-migration"]);
    check("services:\n  environment: $0\n", expect![""]);
}

#[test]
fn names_are_those_of_that_version() {
    check(
        &format!("{HEAD}        - type: drop_column\n          table: $0\n"),
        expect!["tasks | users"],
    );
    check(
        &format!("{HEAD}        - type: create_table\n          table: $0\n"),
        expect![""],
    );
    // The phone went with 0002.
    check(
        &format!(
            "{HEAD}        - type: drop_column\n          table: users\n          details:\n            column: $0\n"
        ),
        expect!["id | email"],
    );
    // What the operation above adds is there.
    check(
        &format!(
            "{HEAD}        - {{type: add_column, table: users, details: {{column: {{name: nick, type: text}}}}}}\n        - type: add_index\n          table: users\n          details:\n            columns:\n              - $0\n"
        ),
        expect!["id | email | nick"],
    );
    check(
        &format!("{HEAD}        - {{type: drop_index, table: tasks, details: {{name: $0}}}}\n"),
        expect!["ix_tasks_user_id"],
    );
    check(
        &format!(
            "{HEAD}        - type: add_column\n          table: users\n          details:\n            column:\n              name: task_id\n              type: bigint\n              references: {{table: tasks, column: $0}}\n"
        ),
        expect!["id | user_id"],
    );
    check(
        &format!(
            "{HEAD}        - type: execute_sql\n          sql: |\n            ALTER TABLE us$0\n"
        ),
        expect!["tasks | users"],
    );
    check(
        &format!(
            "{HEAD}        - type: execute_sql\n          sql: ALTER TABLE users DROP COLUMN $0\n"
        ),
        expect!["id | email"],
    );
}

#[test]
fn types_versions_steps_and_paths() {
    let types = ask(
        &format!(
            "//- new.yaml\n{HEAD}        - {{type: add_column, table: users, details: {{column: {{name: a, type: $0}}}}}}\n"
        ),
        false,
    );
    assert!(
        labels(&types).starts_with(
            "bigint | integer | smallint | text | varchar(255) | boolean | timestamptz"
        )
    );
    check(
        "database_migration_specification:\n  meta:\n    current_version: $0\n",
        expect!["0002 | 0001"],
    );
    check(
        "database_migration_specification:\n  meta:\n    target_version: \"0007\"\n  migration:\n    version: \"$0\"\n",
        expect!["0007 | 0003 | 0002 | 0001"],
    );
    check(
        "database_migration_specification:\n  meta:\n    database_spec: $0\n",
        expect!["specs/database/schema.md"],
    );
    check(
        "database_migration_specification:\n  execution_plan:\n    steps:\n      - {step: Back up, operation: backup}\n      - step: Drop\n        operation: upgrade\n        dependencies: [$0]\n",
        expect!["Back up"],
    );
}

#[test]
fn rules_in_suppressions() {
    let found = ask(
        &format!(
            "//- new.yaml\n{HEAD}        # forelock: ignore[$0]\n        - {{type: drop_column, table: users, details: {{column: email}}}}\n"
        ),
        false,
    );
    // What is found below comes first.
    expect!["drop-column | irreversible-without-rollback"].assert_eq(
        &labels(&found)
            .split(" | ")
            .take(2)
            .collect::<Vec<_>>()
            .join(" | "),
    );
    let found = ask(
        "//- a.sql\n-- forelock: ignore[drop-column, drop-t$0able] why\nDROP TABLE users;\n",
        false,
    );
    assert!(!labels(&found).contains("drop-column |"));
    let all = labels(&found);
    assert!(all.contains("drop-table"), "{all}");
    assert_eq!(&found.text[found.found[0].edit.range], "drop-table");
    let none = ask("//- a.yaml\nx: forelock: ignore[$0\n", false);
    assert_eq!(labels(&none), "");
}

#[test]
fn cells_of_specs_and_fences() {
    let spec = "//- specs/database/more.md\n# Schema\n\n## notes\n\n| Column | Type | References |\n|---|---|---|\n| id | bigint | |\n| task_id | $0 | |\n";
    assert!(labels(&ask(spec, false)).starts_with("bigint | integer"));
    let spec = "//- specs/database/more.md\n# Schema\n\n## notes\n\n| Column | Type | References |\n|---|---|---|\n| task_id | bigint | ta$0 |\n";
    expect!["notes.task_id | tasks.id | tasks.user_id | users.id | users.email"]
        .assert_eq(&labels(&ask(spec, false)));
    let fence = "//- a.md\n- item\n\n  ```yaml\n  database_migration_specification:\n    migration:\n      risk:\n        level: lo$0\n  ```\n";
    let asked = ask(fence, false);
    expect!["low | medium | high | critical"].assert_eq(&labels(&asked));
    assert_eq!(&asked.text[asked.found[0].edit.range], "lo");
    let sql = "//- a.md\n```sql\nALTER TABLE $0\n```\n";
    expect!["tasks | users"].assert_eq(&labels(&ask(sql, false)));
}

#[test]
fn edits_bring_what_follows() {
    check_edit(
        "database_migration_specification:\n  mig$0\n",
        "migration",
        expect![[r#"
            database_migration_specification:
              migration:
                $0
        "#]],
    );
    check_edit(
        "database_migration_specification:\n  migration:\n    version:$0\n",
        "0003",
        expect![[r#"
            database_migration_specification:
              migration:
                version: "0003"
        "#]],
    );
    check_edit(
        "database_migration_specification:\n  execution_plan:\n    ste$0\n",
        "steps",
        expect![[r#"
            database_migration_specification:
              execution_plan:
                steps:
                  - $0
        "#]],
    );
    check_edit(
        &format!("{HEAD}        - dr$0\n"),
        "drop_column …",
        expect![[r#"
            database_migration_specification:
              meta: {current_version: "0002", target_version: "0003"}
              migration:
                version: "0003"
                name: next
                upgrade:
                  operations:
                    - type: drop_column
                      table: ${1:table}
                      details:
                        column: ${2:column}$0
        "#]],
    );
    check_edit(
        &format!("{HEAD}        $0\n"),
        "- drop_table …",
        expect![[r#"
            database_migration_specification:
              meta: {current_version: "0002", target_version: "0003"}
              migration:
                version: "0003"
                name: next
                upgrade:
                  operations:
                    - type: drop_table
                      table: ${1:table}$0
        "#]],
    );
    check_edit(
        "database_migration_specification:\n  migration:\n    le$0vel: low\n    risk: {}\n",
        "name",
        expect![[r#"
            database_migration_specification:
              migration:
                name: low
                risk: {}
        "#]],
    );
}

#[test]
fn a_new_document_follows_the_chain() {
    check_edit(
        "$0",
        "new execution record",
        expect![[r#"
            record:
              migration_version: "${1:0002}"
              executed_at: ${2:2026-01-01T00:00:00Z}
              environment: ${3|development,staging,production|}
              user: ${4:name}
              success: ${5|true,false|}$0"#]],
    );
    let asked = ask("//- new.yaml\n$0", true);
    let item = asked
        .found
        .iter()
        .find(|it| it.label == "new migration specification");
    let text = &item.expect("a snippet").edit.insert;
    assert!(
        text.contains("current_version: \"${3:0002}\"\n    target_version: \"${4:0003}\""),
        "{text}"
    );
    assert!(text.contains("    version: \"${4:0003}\""), "{text}");
}

#[test]
fn risks_are_offered_as_they_are_computed_and_names_as_they_are_told() {
    let migration = format!(
        "{HEAD}        - {{type: drop_column, table: users, details: {{column: email}}}}\n    risk:\n      "
    );
    check(
        &format!("{migration}level: $0\n"),
        expect!["high | low | medium | critical"],
    );
    check(
        &format!("{migration}data_loss_risk: $0\n"),
        expect!["true | false"],
    );
    check(
        &format!("{migration}potential_downtime: $0\n"),
        expect!["false | true"],
    );
    check(
        &migration.replace("name: next", "name: $0"),
        expect!["drop_users_email"],
    );
}
