//! Half-typed, mistaken and foreign documents.

use expect_test::{Expect, expect};
use syntax::Language;

use super::{assert_in_bounds, describe, upgrade};
use crate::document::DocumentKind;
use crate::lower;

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(text, Language::Yaml));
}

#[test]
fn foreign_yaml_is_met_with_silence() {
    for text in [
        "",
        "\n\n# nothing\n",
        "services:\n  db:\n    image: postgres\n",
        "- a\n- b\n",
        "just text",
        "record:\n  name: somebody else's\n",
        "record: 5\n",
        "skill: another\ninputs: {}\n",
        "operations:\n  - add_column: {}\n",
    ] {
        let document = lower(text, Language::Yaml);
        assert_eq!(document.kind, DocumentKind::Foreign, "{text}");
        assert_eq!(document.errors, [], "{text}");
        assert!(document.migrations.is_empty(), "{text}");
    }
}

#[test]
fn a_root_key_without_a_mapping_is_reported() {
    check(
        "database_migration_specification: text\n",
        expect![[r#"
        migration None
        ! NotASpecification("expected a mapping with `meta`, `migration`, …, found a scalar") @ text
    "#]],
    );
    check(
        "database_migration_specification:\n  - a\n",
        expect![[r#"
        migration None
        ! NotASpecification("expected a mapping with `meta`, `migration`, …, found a list") @ - a
    "#]],
    );
    check(
        "database_migration_specification:\n",
        expect![[r#"
        migration None
        ! NotASpecification("expected a mapping with `meta`, `migration`, …, found nothing") @ database_migration_specification
    "#]],
    );
}

#[test]
fn values_of_the_wrong_shape_are_absent_and_reported() {
    check(
        "\
database_migration_specification:
  meta: [a]
  migration:
    version: {a: b}
    name: [x]
    upgrade:
      - {type: drop_table, table: t}
      - text
    downgrade: {operations: {type: drop_table}}
    risk: {level: hgih, potential_downtime: 'yes', data_loss_risk: maybe}
    breaking_changes:
      type: drop_column
  execution_plan:
    steps: [just words, {step: a, operation: dance, estimated_duration_seconds: 1.5}]
  environment_sync: [{environment: prod, status: fine}]
  rollback_plan: {steps: go back}
  compatibility: {api_impact: {endpoints_affected: {a: b}}}
",
        expect![[r#"
            migration None
            - type: drop_table
              0 type: drop_table => DROP TABLE t
            - text
              0 text => unknown "" of None: it is not a mapping
            back
            - type: drop_table
              0 type: drop_table => unknown "drop_table" of None: something in it is missing
            ! WrongType { field: "meta", expected: "a mapping" } @ [a]
            ! WrongType { field: "version", expected: "a string" } @ {a: b}
            ! WrongType { field: "name", expected: "a string" } @ [x]
            ! WrongType { field: "upgrade", expected: "a mapping with `operations`" } @ - {type: drop_table, table: t}⏎      - text
            ! WrongType { field: "operation", expected: "a mapping" } @ text
            ! WrongType { field: "operations", expected: "a list of operations" } @ {type: drop_table}
            ! MissingField { field: "table", of: "drop_table" } @ type: drop_table
            ! UnknownWord { field: "level", word: "hgih", expected: ["low", "medium", "high", "critical"] } @ hgih
            ! WrongType { field: "potential_downtime", expected: "true or false" } @ 'yes'
            ! WrongType { field: "data_loss_risk", expected: "true or false" } @ maybe
            ! WrongType { field: "breaking_changes", expected: "a list of mappings" } @ type: drop_column
            ! MissingField { field: "table", of: "breaking change" } @ type
            ! UnknownWord { field: "type", word: "drop_column", expected: ["dropping_column", "dropping_table", "incompatible_type", "constraint_removal"] } @ drop_column
            ! WrongType { field: "steps", expected: "a mapping" } @ just words
            ! UnknownWord { field: "operation", word: "dance", expected: ["upgrade", "validate", "backup", "migrate_data", "verify"] } @ dance
            ! WrongType { field: "estimated_duration_seconds", expected: "a whole number" } @ 1.5
            ! UnknownWord { field: "environment", word: "prod", expected: ["development", "staging", "production"] } @ prod
            ! UnknownWord { field: "status", word: "fine", expected: ["synced", "pending", "ahead", "behind"] } @ fine
            ! WrongType { field: "steps", expected: "a list of strings" } @ go back
            ! WrongType { field: "endpoints_affected", expected: "a list of strings" } @ {a: b}
        "#]],
    );
}

#[test]
fn unknown_fields_come_with_the_nearest() {
    check(
        "\
database_migration_specification:
  mta: {}
  migration:
    verison: '1'
    upgrade:
      operation: []
  whatever: 1
",
        expect![[r#"
            migration None
            ! UnknownField { field: "mta", nearest: Some("meta") } @ mta
            ! UnknownField { field: "verison", nearest: Some("version") } @ verison
            ! UnknownField { field: "operation", nearest: Some("operations") } @ operation
            ! UnknownField { field: "whatever", nearest: None } @ whatever
        "#]],
    );
}

#[test]
fn keys_that_stand_twice_keep_the_first() {
    check(
        "\
database_migration_specification:
  migration:
    version: '1'
    version: '2'
    upgrade:
      operations:
        - type: drop_table
          table: a
          table: b
",
        expect![[r#"
            migration Some("1")
            - type: drop_table
              0 type: drop_table => DROP TABLE a
            ! Key `version` stands twice in this mapping; loaders keep only one of them @ version
            ! Key `table` stands twice in this mapping; loaders keep only one of them @ table
        "#]],
    );
}

#[test]
fn operations_without_what_they_need_are_unknown() {
    let expected = expect![[r#"
        - type: add_colum
          0 type: add_colum => unknown "add_colum" of Some("t"): its `type` is not known
        - table: t
          0 table: t => unknown "" of Some("t"): its `type` is missing
        - type: drop_column
          0 type: drop_column => unknown "drop_column" of None: something in it is missing
        - type: drop_column
          0 type: drop_column => unknown "drop_column" of Some("t"): something in it is missing
        - type: add_column
          0 type: add_column => unknown "add_column" of Some("t"): something in it is missing
        - type: add_column
          0 type: add_column => unknown "add_column" of Some("t"): something in it is missing
        - type: add_constraint
          0 type: add_constraint => unknown "add_constraint" of Some("t"): something in it is missing
        - type: add_constraint
          0 type: add_constraint => unknown "add_constraint" of Some("t"): something in it is missing
        - type: add_constraint
          0 type: add_constraint => AddConstraint(AddConstraint { table: QualifiedName { schema: None, name: Name { text: "t", range: 688..689 } }, only: false, constraint: Constraint { name: None, kind: Unknown("magic"), not_valid: false, not_enforced: false, deferrable: false, no_inherit: false, range: 709..736 } })
        - type: add_index
          0 type: add_index => unknown "add_index" of Some("t"): something in it is missing
        - type: alter_column
          0 type: alter_column => unknown "alter_column" of Some("t"): something in it is missing
        - type: bulk_update
          0 type: bulk_update => unknown "bulk_update" of Some("t"): something in it is missing
        - type: execute_sql
          0 type: execute_sql => unknown "execute_sql" of None: there is no SQL to execute
        - text
          0 text => unknown "" of None: it is not a mapping
        ! WrongType { field: "operation", expected: "a mapping" } @ operations
        ! UnknownOperation { word: "add_colum", nearest: Some("add_column") } @ add_colum
        ! MissingField { field: "type", of: "operation" } @ table: t
        ! MissingField { field: "table", of: "drop_column" } @ type: drop_column
        ! MissingField { field: "column", of: "drop_column" } @ type: drop_column
        ! MissingField { field: "name", of: "column" } @ {type: text}
        ! MissingField { field: "column", of: "add_column" } @ type: add_column
        ! WrongType { field: "details", expected: "a mapping" } @ object
        ! MissingField { field: "references", of: "add_constraint" } @ type: add_constraint
        ! MissingField { field: "references", of: "add_constraint" } @ type: add_constraint
        ! MissingField { field: "table", of: "references" } @ {column: id}
        ! UnknownWord { field: "kind", word: "magic", expected: ["primary_key", "foreign_key", "unique", "check", "exclusion", "not_null"] } @ magic
        ! MissingField { field: "columns", of: "add_index" } @ type: add_index
        ! UnknownField { field: "colums", nearest: Some("columns") } @ colums
        ! MissingField { field: "type", of: "alter_column" } @ type: alter_column
        ! WrongType { field: "set", expected: "a mapping of columns" } @ [a]
        ! WrongType { field: "batch_size", expected: "a whole number" } @ -1
        ! MissingField { field: "sql", of: "execute_sql" } @ type: execute_sql
        ! WrongType { field: "operation", expected: "a mapping" } @ text
    "#]];
    expected.assert_eq(&upgrade(
        r#"
- type: add_colum
  table: t
- table: t
- type: drop_column
  details: {column: a}
- type: drop_column
  table: t
- type: add_column
  table: t
  details: {column: {type: text}}
- type: add_column
  table: t
  details: object
- type: add_constraint
  table: t
  details: {kind: foreign_key, columns: [a]}
- type: add_constraint
  table: t
  details: {kind: foreign_key, columns: [a], references: {column: id}}
- type: add_constraint
  table: t
  details: {kind: magic, columns: [a]}
- type: add_index
  table: t
  details: {name: ix, colums: [a]}
- type: alter_column
  table: t
  details: {column: a}
- type: bulk_update
  table: t
  details: {set: [a], batch_size: -1}
- type: execute_sql
- text
-
"#,
    ));
}

#[test]
fn aliases_and_merge_keys_are_followed() {
    check(
        "\
database_migration_specification:
  migration:
    upgrade:
      operations:
        - &first
          type: drop_column
          table: users
          details: {column: phone}
        - <<: *first
          details: {column: fax}
        - *first
",
        expect![[r#"
            migration None
            - type: drop_column
              0 phone => ALTER TABLE users DROP COLUMN phone
            - type: drop_column
              0 fax => ALTER TABLE users DROP COLUMN fax
            - type: drop_column
              0 phone => ALTER TABLE users DROP COLUMN phone
        "#]],
    );
}

#[test]
fn positions_hold_behind_wide_characters_and_crlf() {
    check(
        "# Ünïcödé 😀\r\ndatabase_migration_specification:\r\n  migration:\r\n    name: Ünïcödé 😀\r\n    upgrade:\r\n      operations:\r\n        - type: add_column\r\n          table: \"app.Bücher😀\"\r\n          details: {column: Größe}\r\n        - type: execute_sql\r\n          sql: |\r\n            -- 😀 Ünïcödé\r\n            ALTER TABLE users\r\n              DROP COLUMN \"größe😀\",\r\n              DROP COLUMN b;\r\n            DELETE FORM users\r\n",
        expect![[r#"
            migration None
            - type: add_column
              0 column: Größe => AddColumn(AddColumn { table: QualifiedName { schema: Some(Name { text: "app", range: 176..179 }), name: Name { text: "Bücher😀", range: 180..191 } }, if_table_exists: false, only: false, if_not_exists: false, column: Column { name: Name { text: "Größe", range: 222..229 }, ty: None, collation: None, nullable: None, default: None, primary_key: false, key_name: None, unique: false, index: false, check: None, references: None, generated: None, identity: None, comment: None, range: 214..229 }, constraints: [] })
            - type: execute_sql (sql)
              0 DROP COLUMN "größe😀" => ALTER TABLE users DROP COLUMN "größe😀"
              0 DROP COLUMN b => ALTER TABLE users DROP COLUMN b
              1 DELETE FORM users => unknown "DELETE FORM" of Some("form"): expected `FROM`
            ! SQL: expected `FROM` @ FORM
            ! Spelling { found: "column: NAME", canonical: "column: {name: NAME, …}" } @ column
        "#]],
    );
}

#[test]
fn no_prefix_of_a_specification_panics() {
    let windows = SPECIFICATION.replace('\n', "\r\n");
    for (text, step) in [(SPECIFICATION, 1), (windows.as_str(), 5)] {
        let ends = (0..=text.len()).step_by(step);
        for end in ends.filter(|it| text.is_char_boundary(*it)) {
            let prefix = &text[..end];
            assert_in_bounds(prefix, &lower(prefix, Language::Yaml));
        }
    }
}

#[test]
fn no_prefix_of_a_markdown_document_panics() {
    let indented = SPECIFICATION.replace('\n', "\n  ");
    let text = format!(
        "# Ünïcödé 😀\n\n- item\n\n  ```yaml\n  {indented}```\n\n## Migration\n\n> ```sql\n> ALTER TABLE \"größe\"\n>   DROP COLUMN 'x';\n> ```\n"
    );
    // Every prefix is read whole; a step that is no divisor of the line lengths is enough.
    for end in (0..=text.len())
        .step_by(3)
        .filter(|it| text.is_char_boundary(*it))
    {
        let prefix = &text[..end];
        assert_in_bounds(prefix, &lower(prefix, Language::Markdown));
    }
}

/// What people write, in one piece.
const SPECIFICATION: &str = r#"database_migration_specification:
  meta: {current_version: 0006, target_version: "0007"}
  migration:
    version: "0007"
    name: drop_phone  # 😀
    upgrade:
      operations:
        - type: drop_column
          table: app."Üsers"
          details:
            column: phone
          sql: |
            SET lock_timeout = '2s';
            ALTER TABLE app."Üsers"
              DROP COLUMN phone; -- größe
        - type: create_table
          table: t
          details:
            columns:
              id: bigserial primary key
              x: {type: 'text', default: 'it''s', fk: "a.b"}
            indexes: [{columns: ["lower(x)", "y DESC"]}]
        - type: alter_column
          table: t
          details: {column: x, from: "varchar(20)", to: text, default: >-
            'a b'}
    downgrade:
      operations:
        - {type: add_column, table: t, details: {column: {name: phone, type: text}}, data_rollback: none}
    risk: {level: high}
    breaking_changes:
      - {type: dropping_column, table: t, column: phone, mitigation_strategy: release first}
  compatibility:
    api_impact: {endpoints_affected: [GET /users]}
"#;
