//! SQL files.

use expect_test::{Expect, expect};
use syntax::Language;

use super::describe;
use crate::lower;

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(text, Language::Sql));
}

#[test]
fn a_script_is_one_migration() {
    check(
        "-- Rollback: see below\nSET lock_timeout = '1s';\nALTER TABLE users DROP COLUMN phone;\n",
        expect![[r#"
            migration script
            - SET lock_timeout = '1s' (sql)
              0 SET lock_timeout = '1s' => SET lock_timeout = '1s'
            - ALTER TABLE users DROP COLUMN phone (sql)
              0 DROP COLUMN phone => ALTER TABLE users DROP COLUMN phone
        "#]],
    );
}

#[test]
fn the_marks_of_tools_separate_the_directions() {
    check(
        "-- migrate:up\nDROP TABLE a;\n-- migrate:down\nCREATE TABLE a (id int);\n",
        expect![[r#"
            migration script
            - DROP TABLE a (sql)
              0 DROP TABLE a => DROP TABLE a
            back
            - CREATE TABLE a (id int) (sql)
              0 CREATE TABLE a (id int) => CREATE TABLE a ( id integer)
        "#]],
    );
}

#[test]
fn a_file_without_statements_has_no_migration() {
    check("-- forelock: ignore-file[x] y\n", expect![[""]]);
    let document = lower("-- forelock: ignore-file[x] y\n", Language::Sql);
    assert_eq!(document.comments.len(), 1);
}
