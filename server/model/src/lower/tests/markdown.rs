//! Markdown specs: which fences are what.

use expect_test::{Expect, expect};
use syntax::Language;

use super::describe;
use crate::document::DocumentKind;
use crate::lower;

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(text, Language::Markdown));
}

/// The migrations of one fence under these headings.
#[track_caller]
fn fence(headings: &str, sql: &str, expected: Expect) {
    check(&format!("{headings}\n\n```sql\n{sql}\n```\n"), expected);
}

#[test]
fn specifications_stand_in_fences_lists_and_quotes() {
    check(
        "\
# Plan

- step one

  ```yaml
  database_migration_specification:
    migration:
      version: 'ü😀'
      upgrade:
        operations:
          - type: execute_sql
            sql: |
              ALTER TABLE users
                DROP COLUMN phone;
              UPDATE users SET a = 'it''s';
  ```

> ```yaml
> database_migration_specification:
>   migration:
>     upgrade:
>       operations:
>         - {type: drop_column, table: app.users, details: {colum: a}}
> ```

```yaml
services: [:
```
",
        expect![[r#"
            migration Some("ü😀")
            - type: execute_sql (sql)
              0 DROP COLUMN phone => ALTER TABLE users DROP COLUMN phone
              1 UPDATE users SET a = 'it''s' => UPDATE users SET a = 'it''s' batch None None
            migration None
            - type: drop_column
              0 type: drop_column => unknown "drop_column" of Some("app.users"): something in it is missing
            ! MissingField { field: "column", of: "drop_column" } @ type: drop_column
            ! UnknownField { field: "colum", nearest: Some("column") } @ colum
        "#]],
    );
}

#[test]
fn definitions_are_state() {
    fence(
        "# Schema\n\n## users",
        "DROP TABLE IF EXISTS users;\nCREATE TABLE users (id int);\nCREATE INDEX i ON users (id);\nALTER TABLE users ADD CONSTRAINT c CHECK (id > 0);\nALTER TABLE users ENABLE ROW LEVEL SECURITY;",
        expect![[""]],
    );
    fence(
        "# Schema\n\n## users",
        "CREATE TABLE users (id int);\nALTER TABLE users ALTER id SET DEFAULT nextval('s');",
        expect![[""]],
    );
    fence(
        "# Schema\n\n## Migration 001: initial",
        "CREATE TABLE users (id int);\nCREATE INDEX i ON users (id);\nALTER TABLE users ADD CONSTRAINT c CHECK (id > 0);",
        expect![[r#"
            migration fence Some("Migration 001: initial")
            - CREATE TABLE users (id int) (sql)
              0 CREATE TABLE users (id int) => CREATE TABLE users ( id integer)
            - CREATE INDEX i ON users (id) (sql)
              0 CREATE INDEX i ON users (id) => CREATE INDEX i ON users (id)
            - ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0) (sql)
              0 ADD CONSTRAINT c CHECK (id > 0) => ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0)
        "#]],
    );
}

#[test]
fn changes_are_changes_wherever_they_stand() {
    fence(
        "# Schema\n\n## Phase III migration",
        "CREATE INDEX CONCURRENTLY i ON users (id);\nUPDATE users SET a = 1;",
        expect![[r#"
            migration fence Some("Phase III migration")
            - CREATE INDEX CONCURRENTLY i ON users (id) (sql)
              0 CREATE INDEX CONCURRENTLY i ON users (id) => CREATE INDEX CONCURRENTLY i ON users (id)
            - UPDATE users SET a = 1 (sql)
              0 UPDATE users SET a = 1 => UPDATE users SET a = 1 batch None None
        "#]],
    );
    fence(
        "# Schema\n\n## Phone numbers",
        "ALTER TABLE users DROP COLUMN phone;",
        expect![[r#"
            migration fence Some("Phone numbers")
            - ALTER TABLE users DROP COLUMN phone (sql)
              0 DROP COLUMN phone => ALTER TABLE users DROP COLUMN phone
        "#]],
    );
    fence(
        "# Schema\n\n## v2\n\n### users",
        "ALTER TABLE users ADD COLUMN a int;",
        expect![[r#"
            migration fence Some("users")
            - ALTER TABLE users ADD COLUMN a int (sql)
              0 ADD COLUMN a int => ALTER TABLE users ADD COLUMN a integer
        "#]],
    );
}

#[test]
fn asides_are_nothing() {
    for heading in [
        "Example queries",
        "Future changes",
        "Testing / cleanup",
        "Rollback",
    ] {
        fence(
            &format!("# Schema\n\n## {heading}"),
            "ALTER TABLE users DROP COLUMN phone;",
            expect![[""]],
        );
    }
    fence(
        "# Schema\n\n## users",
        "SELECT * FROM users;\nINSERT INTO users VALUES (1);",
        expect![[""]],
    );
}

#[test]
fn the_way_back_belongs_to_the_migration_above() {
    check(
        "\
# Schema

## Migration 7

### Upgrade

```sql
ALTER TABLE users DROP COLUMN phone;
```

### Downgrade

```sql
ALTER TABLE users ADD COLUMN phone text;
```

## Migration 8

```sql
ALTER TABLE users DROP COLUMN fax;
-- Down
ALTER TABLE users ADD COLUMN fax text;
```
",
        expect![[r#"
            migration fence Some("Upgrade")
            - ALTER TABLE users DROP COLUMN phone (sql)
              0 DROP COLUMN phone => ALTER TABLE users DROP COLUMN phone
            back
            - ALTER TABLE users ADD COLUMN phone text (sql)
              0 ADD COLUMN phone text => ALTER TABLE users ADD COLUMN phone text
            migration fence Some("Migration 8")
            - ALTER TABLE users DROP COLUMN fax (sql)
              0 DROP COLUMN fax => ALTER TABLE users DROP COLUMN fax
            back
            - ALTER TABLE users ADD COLUMN fax text (sql)
              0 ADD COLUMN fax text => ALTER TABLE users ADD COLUMN fax text
        "#]],
    );
}

#[test]
fn a_way_back_of_something_else_is_left_alone() {
    check(
        "\
# Schema

## Migration 7

```sql
ALTER TABLE users DROP COLUMN phone;
```

## Rollback

```sql
DROP TABLE orders;
```
",
        expect![[r#"
            migration fence Some("Migration 7")
            - ALTER TABLE users DROP COLUMN phone (sql)
              0 DROP COLUMN phone => ALTER TABLE users DROP COLUMN phone
        "#]],
    );
}

#[test]
fn indexes_of_a_first_migration_are_state() {
    check(
        "\
# Schema

## Migration 1: tables

```sql
CREATE TABLE users (id int);
```

## Migration 2: indexes

```sql
CREATE INDEX i ON users (id);
```

## Migration 3: online

```sql
CREATE INDEX CONCURRENTLY j ON users (id);
```
",
        expect![[r#"
            migration fence Some("Migration 1: tables")
            - CREATE TABLE users (id int) (sql)
              0 CREATE TABLE users (id int) => CREATE TABLE users ( id integer)
            - CREATE INDEX i ON users (id) (sql)
              0 CREATE INDEX i ON users (id) => CREATE INDEX i ON users (id)
            migration fence Some("Migration 3: online")
            - CREATE INDEX CONCURRENTLY j ON users (id) (sql)
              0 CREATE INDEX CONCURRENTLY j ON users (id) => CREATE INDEX CONCURRENTLY j ON users (id)
        "#]],
    );
}

#[test]
fn prose_is_foreign_and_comments_are_kept() {
    let text = "# Notes\n\n<!-- forelock: ignore[x] because -->\n\nWords.\n\n```sql\n-- forelock: ignore[y] because\nSELECT 1;\n```\n";
    let document = lower(text, Language::Markdown);
    assert_eq!(document.kind, DocumentKind::Foreign);
    let comments: Vec<&str> = document
        .comments
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(
        comments,
        ["forelock: ignore[x] because", "forelock: ignore[y] because"]
    );
}

#[test]
fn escapes_inside_of_a_fence_keep_their_places() {
    check(
        r#"> ```yaml
> database_migration_specification:
>   migration:
>     upgrade:
>       operations:
>         - type: execute_sql
>           sql: "ALTER TABLE t\n DROP COLUMN \"gr\u00f6\u00dfe\", DROP
>             COLUMN b; DROP TABLE 'x'"
>         - type: create_table
>           table: t
>           details: {columns: ['a text DEFAULT ''x''', "b \x69nt"]}
> ```
"#,
        expect![[r#"
            migration None
            - type: execute_sql (sql)
              0 DROP COLUMN \"gr\u00f6\u00dfe\ => ALTER TABLE t DROP COLUMN "größe"
              0 DROP⏎>             COLUMN b => ALTER TABLE t DROP COLUMN b
              1 DROP TABLE 'x' => unknown "DROP TABLE" of None: expected a statement, found STRING
            - type: create_table
              0 type: create_table => CREATE TABLE t ( a text DEFAULT 'x', b integer)
            ! SQL: expected a statement, found STRING @ 'x'
            ! Spelling { found: "a text DEFAULT 'x'", canonical: "a mapping with `name` and `type`" } @ 'a text DEFAULT ''x'''
        "#]],
    );
}

#[test]
fn tables_in_a_form_that_is_not_read_are_said() {
    check(
        "# é 💣\n\n```ts\nexport const a = pgTable('a', {});\nexport const b = pgTable('b', {});\n```\n\n\
         ```python\nclass Ticket(models.Model):\n    title = models.TextField()\n```\n\n\
         ## Examples\n\n```rb\ncreate_table :a\n```\n",
        expect![[r#"
            ! NotAnalysed("Drizzle code is not read, whatever it says of tables") @ pgTable
            ! NotAnalysed("Django code is not read, whatever it says of tables") @ models.Model
        "#]],
    );
}
