//! Sections, surroundings, requests, records.

use expect_test::{Expect, expect};
use syntax::Language;

use super::describe;
use crate::document::{DocumentKind, MigrationSource};
use crate::lower;

/// A whole specification's surroundings.
#[track_caller]
fn check(specification: &str, expected: Expect) {
    let document = lower(specification, Language::Yaml);
    assert_eq!(document.errors, []);
    let migration = document.migrations.first().expect("one specification");
    expected.assert_debug_eq(&migration.surroundings);
}

#[test]
fn everything_around_the_operations_is_heard() {
    check(
        "\
database_migration_specification:
  migration:
    version: 0007
    upgrade:
      operations:
        - type: drop_column
          table: users
          details: {column: phone}
          sql: |
            SET LOCAL lock_timeout = '3s';
            ALTER TABLE users DROP COLUMN phone;
    downgrade:
      operations:
        - type: add_column
          table: users
          details: {column: {name: phone, type: text}}
          data_rollback: the numbers come back from the backup only
    breaking_changes:
      - {type: dropping_column, table: users, column: phone, mitigation_strategy: released before}
      - {type: dropping_table, table: old, mitigation_strategy: ''}
  validation: {pre_execution: {data_check: true}}
  execution_plan:
    steps: [{step: dump, operation: backup}]
  compatibility:
    api_impact: {endpoints_affected: [GET /users]}
    deprecated_features:
      - {feature: users.phone, version_removed: 2.3.0}
      - {feature: the column `app.users.fax` of old, version_removed: '2'}
      - {feature: users.mobile}
      - {feature: some words, version_removed: '2'}
",
        expect![[r#"
            Surroundings {
                released: [
                    Released {
                        table: "users",
                        column: Some(
                            "phone",
                        ),
                        source: "`compatibility.deprecated_features`: unused since 2.3.0",
                    },
                    Released {
                        table: "app.users",
                        column: Some(
                            "fax",
                        ),
                        source: "`compatibility.deprecated_features`: unused since 2",
                    },
                ],
                mitigated: [
                    "users.phone",
                ],
                downgrade: true,
                data_rollback: true,
                data_check: true,
                lock_timeout: true,
                backup: Some(
                    true,
                ),
                endpoints: [
                    "GET /users",
                ],
            }
        "#]],
    );
}

#[test]
fn silence_is_no_answer() {
    check(
        "\
database_migration_specification:
  migration:
    upgrade: {operations: [{type: drop_table, table: t}]}
  data_migration: {backup: {created: false}}
  rollback_plan: {fallback_to_backup: true}
",
        expect![[r#"
            Surroundings {
                released: [],
                mitigated: [],
                downgrade: false,
                data_rollback: false,
                data_check: false,
                lock_timeout: false,
                backup: Some(
                    false,
                ),
                endpoints: [],
            }
        "#]],
    );
}

#[test]
fn versions_keep_their_spelling() {
    let text = "database_migration_specification:\n  meta: {current_version: 0006, target_version: 0007}\n";
    let document = lower(text, Language::Yaml);
    let MigrationSource::Specification(it) = &document.migrations[0].source else {
        panic!("{document:?}")
    };
    let said = |it: Option<&crate::specification::Spanned<String>>| it.map(|it| it.value.clone());
    assert_eq!(
        (said(it.parent()), said(it.version())),
        (Some("0006".to_owned()), Some("0007".to_owned()))
    );
}

#[test]
fn a_stream_holds_several_kinds() {
    let text = "\
skill: backend-database-migration
inputs:
  database_spec: specs/database/schema.md
  current_version: '0006'
  target_version: '0007'
  migration_type: schema_change
  environment: staging
  context: {create_backup: true, rollback_required: no, zero_downtime: true}
  output_format: database_migration_specification
---
- record: {migration_version: '0006', executed_at: 2026-01-02, environment: production, success: true, user: me, error: }
- record: {migration_version: '0007', success: perhaps, envronment: production}
---
database_migration_specification: {migration: {version: '1'}}
---
other: thing
---
database_migration_specification: {migration: {version: '2'}}
";
    let document = lower(text, Language::Yaml);
    let expected = expect![[r#"
        MigrationSpecification
        (Some(Staging), Some(true), Some(false))
        [(Some("0006"), Some(true)), (Some("0007"), None)]
        migration Some("1")
        migration Some("2")
        ! WrongType { field: "success", expected: "true or false" } @ perhaps
        ! UnknownField { field: "envronment", nearest: Some("environment") } @ envronment
    "#]];
    let described = describe(text, Language::Yaml);
    let request = &document.requests[0];
    let asked = (
        request.environment.as_ref().map(|it| it.value),
        request.create_backup.as_ref().map(|it| it.value),
        request.rollback_required.as_ref().map(|it| it.value),
    );
    let runs: Vec<_> = document
        .records
        .iter()
        .map(|it| {
            (
                it.migration_version.as_ref().map(|it| it.value.as_str()),
                it.success.as_ref().map(|it| it.value),
            )
        })
        .collect();
    expected.assert_eq(&format!(
        "{:?}\n{asked:?}\n{runs:?}\n{described}",
        document.kind
    ));
}

#[test]
fn the_template_is_survived() {
    let text = "\
database_migration_specification:
  meta: {feature_spec: string, generated_at: datetime}
  migration:
    version: string  # e.g., \"0001\"
    upgrade:
      operations:
        - type: enum(create_table|drop_table)
          table: string
          details: object
          sql: string
          data_migration: boolean
    risk: {level: enum(low|medium|high|critical), potential_downtime: boolean}
  execution_plan:
    steps: [{step: string, dependencies: [string], estimated_duration_seconds: int}]
";
    assert_eq!(
        lower(text, Language::Yaml).kind,
        DocumentKind::MigrationSpecification
    );
    expect![[r#"
        migration Some("string")
        - type: enum(create_table|drop_table) (sql)
          0 string => unknown "STRING" of None: expected a statement, found `STRING`
        ! SQL: expected a statement, found `STRING` @ string
        ! UnknownOperation { word: "enum(create_table|drop_table)", nearest: None } @ enum(create_table|drop_table)
        ! WrongType { field: "data_migration", expected: "true or false" } @ boolean
        ! UnknownWord { field: "level", word: "enum(low|medium|high|critical)", expected: ["low", "medium", "high", "critical"] } @ enum(low|medium|high|critical)
        ! WrongType { field: "potential_downtime", expected: "true or false" } @ boolean
        ! MissingField { field: "operation", of: "step" } @ step
        ! WrongType { field: "estimated_duration_seconds", expected: "a whole number" } @ int
    "#]].assert_eq(&describe(text, Language::Yaml));
}

#[test]
fn comments_of_yaml_and_of_the_sql_in_it_are_kept() {
    let text = "\
database_migration_specification:
  migration:
    upgrade:
      operations:
        # forelock: ignore[a] because
        - type: execute_sql
          sql: |
            -- forelock: ignore[b] because
            DROP TABLE t; /* c */
";
    let document = lower(text, Language::Yaml);
    let comments: Vec<(&str, &str)> = document
        .comments
        .iter()
        .map(|it| (it.text.as_str(), &text[it.range]))
        .collect();
    assert_eq!(
        comments,
        [
            (
                "forelock: ignore[a] because",
                "# forelock: ignore[a] because"
            ),
            (
                "forelock: ignore[b] because",
                "-- forelock: ignore[b] because"
            ),
            ("c", "/* c */"),
        ]
    );
}

#[test]
fn the_tree_of_a_fence_stands_in_the_host() {
    let text = "# Ü\n\n- item\n\n  ```yaml\n  database_migration_specification:\n    meta: {target_version: '7'}\n  ```\n";
    let document = lower(text, Language::Markdown);
    let MigrationSource::Specification(it) = &document.migrations[0].source else {
        panic!("{document:?}")
    };
    let entry = it
        .node
        .get("meta")
        .and_then(|it| it.entry("target_version"));
    let entry = entry.expect("the field is there");
    assert_eq!(
        (
            &text[entry.key.range],
            &text[entry.value.range],
            &text[it.key]
        ),
        ("target_version", "'7'", "database_migration_specification")
    );
}
