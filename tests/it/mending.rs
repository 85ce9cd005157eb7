//! What is spelled otherwise, missing or there twice, put right.

use ide::{AnalysisHost, Config};

use crate::format::acted;

const HEAD: &str = "database_migration_specification:
  meta: {current_version: null, target_version: \"0001\"}
  migration:
    version: \"0001\"
    name: users
    upgrade:
      operations:
";

/// What is said about spelling and shape, and what the operations come to.
fn read(text: &str) -> (Vec<String>, String) {
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file("main.yaml", text.into());
    let analysis = host.analysis();
    let shapes = ["spelling", "unknown-field", "wrong-type", "missing-field"];
    let said = analysis.diagnostics(file);
    let said = said
        .into_iter()
        .filter(|it| shapes.contains(&it.code.as_str()));
    let plans: Vec<String> = analysis
        .plans(file)
        .into_iter()
        .map(|it| it.plan.replaces)
        .collect();
    (said.map(|it| it.message).collect(), plans.join("; "))
}

#[track_caller]
fn check_canonical(operation: &str, expected: &str) {
    let text = format!("{HEAD}{operation}    risk: {{level: low}}\n");
    let (said, means) = read(&text);
    assert_eq!(said.len(), 1, "{said:?}");
    let at = operation.lines().next().unwrap().trim();
    let after = acted(&text, at, "write-canonical:");
    let (said, still_means) = read(&after);
    assert_eq!(said, Vec::<String>::new(), "{after}");
    assert_eq!(still_means, means, "{after}");
    assert_eq!(after, format!("{HEAD}{expected}    risk: {{level: low}}\n"));
}

#[test]
fn an_operation_is_written_as_the_format_does() {
    check_canonical(
        "        - {type: drop_column, table: users, column: phone}\n",
        "        - {type: drop_column, table: users, details: {column: phone}}\n",
    );
    check_canonical(
        "        - type: add_column
          table: users
          details:
            name: bio
            data_type: text
            not_null: true
            server_default: \"'a, b'\"
",
        "        - type: add_column
          table: users
          details:
            column: {name: bio, type: text, nullable: false, default: \"'a, b'\"}
",
    );
    check_canonical(
        "        - type: add_column
          table: users
          column: {name: team_id, type: bigint, foreign_key: teams.id}
          data_migration: false
",
        "        - type: add_column
          table: users
          data_migration: false
          details: {column: {name: team_id, type: bigint, references: {table: teams, column: id}}}
",
    );
    check_canonical(
        "        - type: alter_column
          table: users
          details:
            column_name: age
            new_type: bigint # wide
            old_type: integer
",
        "        - type: alter_column
          table: users
          details:
            column: age
            type: bigint # wide
            existing_type: integer
",
    );
    check_canonical(
        "        - {type: alter_column, table: users, details: {column: age, set_not_null: true}}\n",
        "        - {type: alter_column, table: users, details: {column: age, nullable: false}}\n",
    );
    check_canonical(
        "        - {type: alter_column, table: users, details: {from: mail, to: email}}\n",
        "        - {type: alter_column, table: users, details: {column: mail, rename_to: email}}\n",
    );
    check_canonical(
        "        - {type: add_index, table: users, details: {index_name: ix, column: email}}\n",
        "        - {type: add_index, table: users, details: {name: ix, columns: [email]}}\n",
    );
    check_canonical(
        "        - {type: drop_column, table: users, details: {columns: [phone]}}\n",
        "        - {type: drop_column, table: users, details: {column: phone}}\n",
    );
}

#[test]
fn an_operation_with_comments_keeps_its_lines() {
    let text = format!(
        "{HEAD}        - type: add_column
          table: users
          details:
            name: bio
            # Not `varchar`.
            type: text
"
    );
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file("main.yaml", text.as_str().into());
    let whole = ide::TextRange::up_to(ide::TextSize::of(text.as_str()));
    let range = ide::FileRange { file, range: whole };
    let actions = host.analysis().code_actions(range);
    let mut ids = actions.iter().map(|it| it.id.as_str());
    assert!(
        !ids.any(|it| it.starts_with("write-canonical")),
        "{actions:?}"
    );
}

#[test]
fn what_is_missing_is_added_where_it_follows_from_the_rest() {
    let operation = "        - {type: drop_column, table: users, details: {column: phone}}\n";
    for (section, at, expected) in [
        (
            "  execution_plan:\n    steps:\n      - step: Back up users\n",
            "step:",
            "  execution_plan:\n    steps:\n      - step: Back up users\n        operation: backup\n",
        ),
        (
            "  execution_plan:\n    rollback_steps:\n      - {step: Restore users}\n",
            "step:",
            "  execution_plan:\n    rollback_steps:\n      - {step: Restore users, operation: restore_backup}\n",
        ),
        (
            "  execution_plan:\n    steps:\n      - operation: upgrade\n",
            "operation: upgrade",
            "  execution_plan:\n    steps:\n      - operation: upgrade\n        step: Run the upgrade\n",
        ),
        (
            "  testing:\n    unit_tests:\n      - {test_name: test_users}\n      - {description: It runs.}\n",
            "description",
            "  testing:\n    unit_tests:\n      - {test_name: test_users}\n      - {description: It runs., test_name: test_users_2}\n",
        ),
        (
            "    breaking_changes:\n      - {column: phone, type: dropping_column}\n",
            "column: phone, type: dr",
            "    breaking_changes:\n      - {column: phone, type: dropping_column, table: users}\n",
        ),
    ] {
        let text = format!("{HEAD}{operation}{section}");
        assert_eq!(
            acted(&text, at, "add-field:"),
            format!("{HEAD}{operation}{expected}")
        );
    }
}

#[test]
fn the_second_of_two_equal_keys_goes() {
    for (section, expected) in [
        (
            "    risk:\n      level: high\n      level: low # no\n      data_loss_risk: true\n",
            "    risk:\n      level: high\n      data_loss_risk: true\n",
        ),
        (
            "    risk: {level: high, level: low, data_loss_risk: true}\n",
            "    risk: {level: high, data_loss_risk: true}\n",
        ),
        (
            "    risk:\r\n      level: high\r\n      level: low",
            "    risk:\r\n      level: high\r\n",
        ),
    ] {
        let text = format!("database_migration_specification:\n  migration:\n{section}");
        let after = acted(&text, "level: low", "remove-duplicate:");
        assert_eq!(
            after,
            format!("database_migration_specification:\n  migration:\n{expected}")
        );
    }
}
