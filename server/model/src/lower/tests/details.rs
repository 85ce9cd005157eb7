//! `details` in the canonical and in the other spellings.

use expect_test::{Expect, expect};

use super::upgrade;

#[track_caller]
fn check(operations: &str, expected: Expect) {
    expected.assert_eq(&upgrade(operations));
}

#[test]
fn columns_are_added_in_every_spelling() {
    check(
        r#"
- type: add_column
  table: users
  details:
    column: {name: phone, type: varchar(20), nullable: false, default: "''"}
- type: add_column
  table: app.users
  details: {name: phone, type: String(20), not_null: true, server_default: active}
- type: add_column
  table: users
  details:
    column: phone
    type: text
- type: add_column
  table: users
  column: {column_name: age, data_type: 'Optional[int]', fk: people.id, on_delete: set null}
- type: add_column
  table: users
  details:
    columns:
      - {name: a, type: int, check: a > 0, unique: true, index: true, comment: the a}
      - b bigint not null
      - {name: c, type: uuid, primary_key: true, references: {table: t, column: id, on_delete: cascade}}
      - {name: d, type: int, identity: always}
      - {name: e, type: int, generated: {expression: a * 2, stored: true}}
"#,
        expect![[r#"
            - type: add_column
              0 {name: phone, type: varchar(20), nullable: false, default: "''"} => ALTER TABLE users ADD COLUMN phone varchar(20) DEFAULT '' NOT NULL
            - type: add_column
              0 name: phone => ALTER TABLE app.users ADD COLUMN phone varchar(20) DEFAULT 'active' NOT NULL
            - type: add_column
              0 column: phone => ALTER TABLE users ADD COLUMN phone text
            - type: add_column
              0 {column_name: age, data_type: 'Optional[int]', fk: people.id, on_delete: set null} => ALTER TABLE users ADD COLUMN age integer REFERENCES people (id) ON DELETE SET NULL
            - type: add_column
              0 {name: a, type: int, check: a > 0, unique: true, index: true, comment: the a} => ALTER TABLE users ADD COLUMN a integer UNIQUE CHECK (a > 0); CREATE INDEX ON users (a); COMMENT ON COLUMN users.a IS 'the a'
              0 b bigint not null => ALTER TABLE users ADD COLUMN b bigint NOT NULL
              0 {name: c, type: uuid, primary_key: true, references: {table: t, column: id, on_delete: cascade}} => ALTER TABLE users ADD COLUMN c uuid PRIMARY KEY REFERENCES t (id) ON DELETE CASCADE
              0 {name: d, type: int, identity: always} => ALTER TABLE users ADD COLUMN d integer GENERATED ALWAYS AS IDENTITY
              0 {name: e, type: int, generated: {expression: a * 2, stored: true}} => ALTER TABLE users ADD COLUMN e integer GENERATED ALWAYS AS (a * 2) STORED
            ! Spelling { found: "name", canonical: "column: {name: NAME, …}" } @ name
            ! Spelling { found: "column: NAME", canonical: "column: {name: NAME, …}" } @ column
            ! Spelling { found: "column", canonical: "details.column" } @ column
            ! Spelling { found: "columns", canonical: "column" } @ columns
        "#]],
    );
}

#[test]
fn tables_are_created_from_lists_and_mappings() {
    check(
        r#"
- type: create_table
  table: User
  details:
    columns:
      - {name: id, type: UUID, primary_key: true, default: gen_random_uuid()}
      - {name: Email, type: text, nullable: false}
    constraints:
      - {kind: unique, name: uq, columns: [Email]}
      - {constraint_type: fk, columns: org_id, references: orgs.id}
    indexes:
      - {name: ix, columns: [Email, lower(name), created_at DESC], unique: true, where: x IS NOT NULL}
- type: create_table
  table: t
  details:
    columns:
      id: serial primary key
      name: {type: text, required: true}
      plain: jsonb
"#,
        expect![[r#"
            - type: create_table
              0 type: create_table => CREATE TABLE "User" ( id uuid DEFAULT gen_random_uuid() PRIMARY KEY, "Email" text NOT NULL, CONSTRAINT uq UNIQUE ("Email"), FOREIGN KEY (org_id) REFERENCES orgs (id)); CREATE UNIQUE INDEX ix ON "User" ("Email", lower(name), created_at DESC) WHERE x IS NOT NULL
            - type: create_table
              0 type: create_table => CREATE TABLE t ( id serial PRIMARY KEY, name text NOT NULL, plain jsonb)
            ! Spelling { found: "constraint_type", canonical: "kind" } @ constraint_type
            ! Spelling { found: "`columns` as a mapping", canonical: "`columns` as a list" } @ columns
        "#]],
    );
}

#[test]
fn an_alter_column_has_a_part_for_each_key() {
    check(
        r#"
- type: alter_column
  table: users
  details: {column: age, type: bigint, using: age::bigint, nullable: false, default: null, rename_to: years, existing_type: int}
- type: alter_column
  table: users
  details: {name: age, from: varchar(20), to: text}
- type: alter_column
  table: users
  details: {from: age, to: years}
- type: alter_column
  table: users
  details: {column: age, set_not_null: true, server_default: 5}
- type: alter_column
  table: users
  details: {column: age, old_type: int, new_type: bigint}
- type: alter_column
  table: users
  details: {column: {name: age, nullable: true}}
"#,
        expect![[r#"
            - type: alter_column
              0 type: bigint => ALTER TABLE users ALTER COLUMN age TYPE bigint USING age::bigint from int
              0 nullable: false => ALTER TABLE users ALTER COLUMN age SET NOT NULL from int
              0 default: null => ALTER TABLE users ALTER COLUMN age DROP DEFAULT from int
              1 rename_to: years => ALTER TABLE users RENAME COLUMN age TO years
            - type: alter_column
              0 to: text => ALTER TABLE users ALTER COLUMN age TYPE text from varchar(20)
            - type: alter_column
              0 to: years => ALTER TABLE users RENAME COLUMN age TO years
            - type: alter_column
              0 set_not_null: true => ALTER TABLE users ALTER COLUMN age SET NOT NULL
              0 server_default: 5 => ALTER TABLE users ALTER COLUMN age SET DEFAULT 5
            - type: alter_column
              0 new_type: bigint => ALTER TABLE users ALTER COLUMN age TYPE bigint from int
            - type: alter_column
              0 nullable: true => ALTER TABLE users ALTER COLUMN age DROP NOT NULL
            ! Spelling { found: "name", canonical: "column" } @ name
            ! Spelling { found: "from", canonical: "column" } @ from
            ! Spelling { found: "set_not_null", canonical: "nullable" } @ set_not_null
            ! Spelling { found: "new_type", canonical: "type" } @ new_type
            ! Spelling { found: "column: {name: …}", canonical: "column: NAME" } @ column
        "#]],
    );
}

#[test]
fn the_other_words_have_their_details() {
    check(
        r#"
- {type: drop_table, table: t, details: {cascade: true}}
- {type: drop_table, table: t}
- {type: drop_column, table: t, details: {columns: [a, b], cascade: yes}}
- {type: drop_column, table: t, details: {column_name: a}}
- {type: drop_index, details: {index_name: ix, postgresql_concurrently: true}}
- {type: add_index, table: t, details: {index_name: ix, column: a, using: gin, concurrently: true}}
- {type: add_constraint, table: t, details: {kind: check, name: c, expression: a > 0, not_valid: true}}
- {type: add_constraint, table: t, details: {kind: foreign_key, columns: [a], references: {table: u, columns: [id]}}}
- {type: drop_constraint, table: t, details: {constraint_name: c, type: FOREIGN KEY}}
- {type: validate_constraint, table: t, details: {name: c}}
- {type: rename_table, table: t, details: {to: u}}
- {type: rename_column, table: t, details: {column: a, new_name: b}}
- {type: create_enum, details: {name: mood, values: [sad, it's]}}
- {type: alter_enum, details: {name: mood, add_value: ok, rename_value: {from: sad, to: blue}, remove_value: bad}}
- {type: drop_enum, details: {name: mood}}
- {type: bulk_insert, table: t, details: {rows: [{a: 1, b: 2}, {a: 3, b: 4}]}}
- {type: bulk_insert, table: t, details: {columns: [a], source: SELECT a FROM u}}
- {type: bulk_update, table: t, details: {set: {a: lower(b), c: null}, where: a IS NULL, batch_size: 500, key: id}}
- {type: bulk_delete, table: t, details: {condition: a = 1}}
- {type: execute_sql, sql: "ALTER TABLE t DROP a, DROP b; VACUUM t"}
"#,
        expect![[r#"
            - type: drop_table
              0 type: drop_table => DROP TABLE t CASCADE
            - type: drop_table
              0 type: drop_table => DROP TABLE t
            - type: drop_column
              0 a => ALTER TABLE t DROP COLUMN a CASCADE
              0 b => ALTER TABLE t DROP COLUMN b CASCADE
            - type: drop_column
              0 a => ALTER TABLE t DROP COLUMN a
            - type: drop_index
              0 type: drop_index => DROP INDEX CONCURRENTLY ix
            - type: add_index
              0 type: add_index => CREATE INDEX CONCURRENTLY ix ON t USING gin (a)
            - type: add_constraint
              0 type: add_constraint => ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID
            - type: add_constraint
              0 type: add_constraint => ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id)
            - type: drop_constraint
              0 type: drop_constraint => ALTER TABLE t DROP CONSTRAINT c Some("foreign_key")
            - type: validate_constraint
              0 type: validate_constraint => ALTER TABLE t VALIDATE CONSTRAINT c
            - type: rename_table
              0 type: rename_table => ALTER TABLE t RENAME TO u
            - type: rename_column
              0 type: rename_column => ALTER TABLE t RENAME COLUMN a TO b
            - type: create_enum
              0 type: create_enum => CREATE TYPE mood AS ENUM ('sad', 'it''s')
            - type: alter_enum
              0 type: alter_enum => ALTER TYPE mood ADD VALUE 'ok'
              1 type: alter_enum => ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'
              2 type: alter_enum => AlterEnum(AlterEnum { name: QualifiedName { schema: None, name: Name { text: "mood", range: 1181..1185 } }, action: RemoveValue { value: Name { text: "bad", range: 1253..1256 } } })
            - type: drop_enum
              0 type: drop_enum => DROP TYPE mood
            - type: bulk_insert
              0 type: bulk_insert => BulkInsert(BulkInsert { table: QualifiedName { schema: None, name: Name { text: "t", range: 1347..1348 } }, columns: [Name { text: "a", range: 1368..1369 }, Name { text: "b", range: 1374..1375 }], rows: Some(2), reads: [], on_conflict: false })
            - type: bulk_insert
              0 type: bulk_insert => BulkInsert(BulkInsert { table: QualifiedName { schema: None, name: Name { text: "t", range: 1434..1435 } }, columns: [Name { text: "a", range: 1457..1458 }], rows: None, reads: [QualifiedName { schema: None, name: Name { text: "u", range: 1483..1484 } }], on_conflict: false })
            - type: bulk_update
              0 type: bulk_update => UPDATE t SET a = lower(b), c = NULL WHERE a IS NULL batch Some(500) Some(Name { text: "id", range: 1606..1608 })
            - type: bulk_delete
              0 type: bulk_delete => DELETE FROM t WHERE a = 1
            - type: execute_sql (sql)
              0 DROP a => ALTER TABLE t DROP COLUMN a
              0 DROP b => ALTER TABLE t DROP COLUMN b
              1 VACUUM t => VACUUM t
            ! Spelling { found: "columns", canonical: "column" } @ columns
            ! Spelling { found: "column_name", canonical: "column" } @ column_name
            ! Spelling { found: "index_name", canonical: "name" } @ index_name
            ! Spelling { found: "index_name", canonical: "name" } @ index_name
            ! Spelling { found: "columns", canonical: "column" } @ columns
            ! Spelling { found: "constraint_name", canonical: "name" } @ constraint_name
            ! Spelling { found: "new_name", canonical: "to" } @ new_name
            ! Spelling { found: "condition", canonical: "where" } @ condition
        "#]],
    );
}

#[test]
fn the_words_of_alembic_are_read_as_those_of_the_format() {
    check(
        "\
- type: create_index
  table: t
  details: {name: i, columns: [a]}
- type: create_foreign_key
  table: t
  details: {name: f, columns: [a], references: {table: u, columns: [id]}}
- type: add_unique_constraint
  table: t
  details: {name: k, columns: [a]}
- type: execute
  sql: DROP TABLE u
",
        expect![[r#"
            - type: create_index
              0 type: create_index => CREATE INDEX i ON t (a)
            - type: create_foreign_key
              0 type: create_foreign_key => ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id)
            - type: add_unique_constraint
              0 type: add_unique_constraint => ALTER TABLE t ADD CONSTRAINT k UNIQUE (a)
            - type: execute (sql)
              0 DROP TABLE u => DROP TABLE u
            ! Spelling { found: "create_index", canonical: "add_index" } @ create_index
            ! Spelling { found: "create_foreign_key", canonical: "add_constraint" } @ create_foreign_key
            ! Spelling { found: "add_unique_constraint", canonical: "add_constraint" } @ add_unique_constraint
            ! Spelling { found: "execute", canonical: "execute_sql" } @ execute
        "#]],
    );
}
