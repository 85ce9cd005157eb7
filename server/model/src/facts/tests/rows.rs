//! Data, sessions, and what is not known.

use super::{check, short};
use crate::catalog::Catalog;
use crate::context::Postgres;
use crate::facts::{Session, of_change};
use crate::lower::sql_changes;
use expect_test::expect;

#[test]
fn rows_are_found_by_an_index_or_by_reading_all() {
    check(
        "",
        "UPDATE t SET n = 1;
         UPDATE t SET n = 1 WHERE id BETWEEN 1 AND 10;
         UPDATE t SET n = 1 WHERE a > 5;
         DELETE FROM parent WHERE id = 1;
         INSERT INTO t (id, p) VALUES (1, 1);
         SELECT * FROM t FOR UPDATE;",
        expect![[r#"
            t ROW EXCLUSIVE, scan, waits u
            t ROW EXCLUSIVE
            t ROW EXCLUSIVE, scan
            parent ROW EXCLUSIVE, t ROW SHARE, scan, 23503
            t ROW EXCLUSIVE, parent ROW SHARE, 23503, 23505
            t ROW SHARE, scan, waits u
        "#]],
    );
}

#[test]
fn what_is_not_described_is_not_claimed() {
    let mut catalog = Catalog::default();
    let mut out = Vec::new();
    for change in sql_changes(
        "ALTER TABLE u ALTER COLUMN a SET NOT NULL;
         ALTER TABLE u ALTER COLUMN a TYPE text;
         ALTER TABLE u ALTER COLUMN b TYPE bigint;
         ALTER TABLE u DROP CONSTRAINT c;
         ALTER TABLE u ADD CONSTRAINT d CHECK (a <> '') NOT VALID;
         ALTER TABLE u VALIDATE CONSTRAINT d;",
    ) {
        let facts = of_change(&change, &catalog, &Session::default(), Postgres::NEWEST);
        out.extend(facts.iter().map(short));
        catalog.apply(&change);
    }
    expect![[r#"
        u ACCESS EXCLUSIVE, scan?, waits siu, 23502
        u ACCESS EXCLUSIVE, rewrite?, scan?, build?, waits siu
        u ACCESS EXCLUSIVE, rewrite, scan, waits siu
        u ACCESS EXCLUSIVE, waits siu
        u ACCESS EXCLUSIVE, waits siu
        u SHARE UPDATE EXCLUSIVE, scan, 23514"#]]
    .assert_eq(&out.join("\n"));
}

#[test]
fn a_block_does_what_may_run_in_it() {
    check(
        "",
        "DO $$ BEGIN ALTER TABLE t ADD COLUMN c int; END $$;
         DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN ALTER TABLE t ADD COLUMN a int; END IF; END $$;",
        expect![[r#"
            t ACCESS EXCLUSIVE, waits siu

        "#]],
    );
}

#[test]
fn a_session_holds_its_locks_until_it_commits() {
    let catalog = Catalog::default();
    let mut session = Session::default();
    let mut held = Vec::new();
    for change in sql_changes(
        "BEGIN; SET LOCAL lock_timeout = '2s'; ALTER TABLE t ADD COLUMN c int;
         CREATE INDEX ON t (c); CREATE INDEX CONCURRENTLY ON t (c); COMMIT;",
    ) {
        let facts = of_change(&change, &catalog, &session, Postgres::NEWEST);
        session.advance(&change, &facts, &catalog);
        let locks: Vec<String> = session
            .held
            .iter()
            .map(|it| format!("{} {}", it.relation, it.mode.as_str()))
            .collect();
        let fails: Vec<&str> = facts
            .iter()
            .flat_map(|it| &it.fails_with)
            .map(|it| it.sqlstate)
            .collect();
        held.push(format!("{} | {}", locks.join(", "), fails.join(" ")));
    }
    assert!(session.lock_timeout);
    expect![[r#"
         | 
         | 
        t ACCESS EXCLUSIVE | 
        t ACCESS EXCLUSIVE | 
        t ACCESS EXCLUSIVE | 25001
         | "#]]
    .assert_eq(&held.join("\n"));
}
