//! `details` beside `sql`: the same, or not.

use expect_test::{Expect, expect};

use super::upgrade;

#[track_caller]
fn check(operations: &str, expected: Expect) {
    expected.assert_eq(&upgrade(operations));
}

#[test]
fn the_same_in_two_languages_is_no_problem() {
    check(
        r#"
- type: add_column
  table: users
  details: {column: {name: phone, type: String(20), nullable: true}}
  sql: |
    SET lock_timeout = '2s';
    ALTER TABLE public.users ADD COLUMN phone character varying(20);
- type: create_table
  table: t
  details: {columns: [{name: id, type: int, primary_key: true}, {name: a, type: text}]}
  sql: CREATE TABLE t (id integer, a text, PRIMARY KEY (id))
- type: add_index
  table: t
  details: {name: ix, columns: [lower(a)], unique: true, where: a is not null}
  sql: CREATE UNIQUE INDEX ix ON t (LOWER(a)) WHERE (a IS NOT NULL)
- type: alter_column
  table: t
  details: {column: a, type: text, nullable: false}
  sql: ALTER TABLE t ALTER a TYPE text USING a::text, ALTER a SET NOT NULL
"#,
        expect![[r#"
            - type: add_column
              0 {name: phone, type: String(20), nullable: true} => ALTER TABLE users ADD COLUMN phone varchar(20)
            - type: create_table
              0 type: create_table => CREATE TABLE t ( id integer PRIMARY KEY, a text)
            - type: add_index
              0 type: add_index => CREATE UNIQUE INDEX ix ON t (lower(a)) WHERE a is not null
            - type: alter_column
              0 type: text => ALTER TABLE t ALTER COLUMN a TYPE text
              0 nullable: false => ALTER TABLE t ALTER COLUMN a SET NOT NULL
        "#]],
    );
}

#[test]
fn what_differs_is_named() {
    check(
        r#"
- type: add_column
  table: users
  details: {column: {name: phone, type: varchar(20)}}
  sql: ALTER TABLE users ADD COLUMN phone varchar(30)
- type: add_column
  table: users
  details: {column: {name: phone, type: text}}
  sql: ALTER TABLE users ADD COLUMN phone text; DROP TABLE orders
- type: drop_column
  table: users
  details: {column: phone}
  sql: ALTER TABLE users DROP COLUMN fax
- type: add_index
  table: t
  sql: DROP TABLE t
- type: add_index
  table: t
  details: {name: ix, columns: [a], concurrently: true}
  sql: CREATE INDEX ix ON t (a)
"#,
        expect![[r#"
            - type: add_column
              0 {name: phone, type: varchar(20)} => ALTER TABLE users ADD COLUMN phone varchar(20)
            - type: add_column
              0 {name: phone, type: text} => ALTER TABLE users ADD COLUMN phone text
            - type: drop_column
              0 phone => ALTER TABLE users DROP COLUMN phone
            - type: add_index (sql)
              0 DROP TABLE t => DROP TABLE t
            - type: add_index
              0 type: add_index => CREATE INDEX CONCURRENTLY ix ON t (a)
            ! DetailsAndSqlDiffer { details: "add column users.phone: type varchar[20]", sql: "add column users.phone: type varchar[30]" } @ ALTER TABLE users ADD COLUMN phone varchar(30)
            ! DetailsAndSqlDiffer { details: "add column users.phone", sql: "drop table orders" } @ ALTER TABLE users ADD COLUMN phone text; DROP TABLE orders
            ! DetailsAndSqlDiffer { details: "drop column users.phone", sql: "drop column users.fax" } @ ALTER TABLE users DROP COLUMN fax
            ! DetailsAndSqlDiffer { details: "add_index", sql: "drop_table" } @ add_index
            ! DetailsAndSqlDiffer { details: "add index on t (a): concurrently true", sql: "add index on t (a): concurrently false" } @ CREATE INDEX ix ON t (a)
        "#]],
    );
}

#[test]
fn statements_decide_where_there_are_no_details() {
    check(
        r#"
- type: alter_column
  table: users
  sql: |
    ALTER TABLE users ALTER age TYPE bigint, ALTER age SET NOT NULL;
    UPDATE users SET age = 0
- type: frobnicate
  sql: DROP TABLE users
- type: drop_table
  sql: "-- nothing"
- type: execute_sql
  sql: [DROP TABLE a; DROP TABLE b, DROP TABLE c]
"#,
        expect![[r#"
            - type: alter_column (sql)
              0 ALTER age TYPE bigint => ALTER TABLE users ALTER COLUMN age TYPE bigint
              0 ALTER age SET NOT NULL => ALTER TABLE users ALTER COLUMN age SET NOT NULL
              1 UPDATE users SET age = 0 => UPDATE users SET age = 0 batch None None
            - type: frobnicate (sql)
              0 DROP TABLE users => DROP TABLE users
            - type: drop_table
              0 type: drop_table => unknown "drop_table" of None: something in it is missing
            - type: execute_sql (sql)
              0 DROP TABLE a => DROP TABLE a
              1 DROP TABLE b => DROP TABLE b
              2 DROP TABLE c => DROP TABLE c
            ! UnknownOperation { word: "frobnicate", nearest: None } @ frobnicate
            ! MissingField { field: "table", of: "drop_table" } @ type: drop_table
            ! WrongType { field: "sql", expected: "a string" } @ [DROP TABLE a; DROP TABLE b, DROP TABLE c]
        "#]],
    );
}
