//! What a suppression silences, and what is said about it.

use expect_test::{Expect, expect};

use crate::{Checked, defaults, line_of};

/// `line: code` of every finding that is no hint, lines from 1.
fn check(path: &str, text: &str, expected: &Expect) {
    let checked = Checked::new(&[(path, text)]);
    let mut found = String::new();
    for finding in checked.findings(path, &defaults) {
        if finding.severity > model::risk::Severity::Hint {
            let line = line_of(text, finding.range.start()) + 1;
            found.push_str(&format!("{line}: {}\n", finding.code));
        }
    }
    expected.assert_eq(&found);
}

#[test]
fn the_line_and_the_line_above() {
    check(
        "a.sql",
        "-- forelock: ignore[drop-column] never released\n\
         -- see the notes of the release\n\
         ALTER TABLE t DROP COLUMN a;\n\
         ALTER TABLE t DROP COLUMN b; -- forelock: ignore[drop-column] nor was this\n\
         ALTER TABLE t DROP COLUMN c;\n",
        &expect![[r#"
            5: drop-column
        "#]],
    );
}

#[test]
fn only_what_it_names() {
    check(
        "a.sql",
        "-- forelock: ignore[drop-table, rename-column] wrong ones\n\
         ALTER TABLE t DROP COLUMN a;\n",
        &expect![[r#"
            1: unused-suppression
            1: unused-suppression
            2: drop-column
        "#]],
    );
}

#[test]
fn a_whole_file() {
    check(
        "a.sql",
        "ALTER TABLE t DROP COLUMN a;\n\
         DROP TABLE t;\n\
         -- forelock: ignore-file[drop-column, drop-table] a script for tests\n",
        &expect![""],
    );
}

#[test]
fn above_a_statement_of_several_lines() {
    check(
        "a.sql",
        "-- forelock: ignore[drop-column] never released\n\
         ALTER TABLE t\n\
         \x20 ADD COLUMN x int,\n\
         \x20 DROP COLUMN a;\n",
        &expect![""],
    );
}

#[test]
fn rules_that_do_not_run_are_no_mistake() {
    check(
        "a.sql",
        "-- forelock: ignore[missing-lock-timeout] the runner sets one\n\
         ALTER TABLE t ADD COLUMN a int;\n",
        &expect![""],
    );
}

#[test]
fn in_yaml() {
    check(
        "a.yaml",
        "database_migration_specification:
  migration:
    version: \"1\"
    upgrade:
      operations:
        # forelock: ignore[drop-column, irreversible-without-rollback] never released
        - type: drop_column
          table: users
          details: {column: phone}
    downgrade:
      operations:
        - type: add_column
          table: users
          details: {column: {name: phone, type: text}}
",
        &expect![""],
    );
}
