//! Tables, indexes, partitions, views, types, sequences.

use super::check;
use expect_test::expect;

#[test]
fn an_index_is_built_beside_readers_or_beside_everybody() {
    check(
        "CREATE INDEX old ON t (a);",
        "CREATE INDEX ix ON t (n);
         CREATE UNIQUE INDEX CONCURRENTLY iy ON t (n);
         CREATE INDEX IF NOT EXISTS old ON t (n);
         CREATE INDEX iz ON t ((ts::text));
         CREATE INDEX CONCURRENTLY ip ON part (a);
         CREATE UNIQUE INDEX iq ON part (a);
         REINDEX INDEX old;
         DROP INDEX CONCURRENTLY old;
         DROP INDEX t_pkey;",
        expect![[r#"
            t SHARE, scan, build, waits iu
            t SHARE UPDATE EXCLUSIVE, scan, build, no transaction, 23505
            t SHARE, waits iu
            t SHARE, scan, build, waits iu, 42P17!
            part SHARE UPDATE EXCLUSIVE, part_1 SHARE UPDATE EXCLUSIVE, scan, build, no transaction, 0A000!
            part SHARE, part_1 SHARE, scan, build, waits iu, 0A000!, 23505
            t SHARE, old ACCESS EXCLUSIVE, scan, build, waits siu
            t SHARE UPDATE EXCLUSIVE, old ACCESS EXCLUSIVE, no transaction
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, waits siu, 2BP01!
        "#]],
    );
}

#[test]
fn reindex_of_a_partitioned_table_came_with_14() {
    check(
        "CREATE INDEX ix ON part (a);",
        "REINDEX TABLE part;",
        expect![[r#"
            13:
            part SHARE, waits iu
            14 15 16 17 18:
            part SHARE, part_1 SHARE, part_1_a_idx ACCESS EXCLUSIVE, scan, build, waits siu, no transaction
        "#]],
    );
}

#[test]
fn tables_go_with_what_hangs_on_them() {
    check(
        "CREATE VIEW v AS SELECT id FROM t;",
        "TRUNCATE parent;
         TRUNCATE parent, t;
         DROP TABLE parent;
         DROP TABLE t, parent CASCADE;
         DROP TABLE IF EXISTS nowhere;",
        expect![[r#"
            parent ACCESS EXCLUSIVE, parent_pkey ACCESS EXCLUSIVE, waits siu, 0A000!
            parent ACCESS EXCLUSIVE, t ACCESS EXCLUSIVE, parent_pkey ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, waits siu
            parent ACCESS EXCLUSIVE, parent_pkey ACCESS EXCLUSIVE, waits siu, 2BP01!
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, v ACCESS EXCLUSIVE, waits siu, 42P01!

        "#]],
    );
}

#[test]
fn a_new_table_locks_only_its_neighbors() {
    check(
        "",
        "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES parent (id));
         ALTER TABLE c ADD COLUMN x int;
         CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20);
         CREATE TABLE d AS SELECT * FROM t;
         CREATE TABLE t (id int);",
        expect![[r#"
            parent SHARE ROW EXCLUSIVE, waits iu

            part ACCESS EXCLUSIVE, waits siu
            t ACCESS SHARE, scan
            42P07!
        "#]],
    );
}

#[test]
fn a_partition_is_read_unless_its_checks_prove_the_bounds() {
    check(
        "CREATE TABLE c (id int NOT NULL, a int); INSERT INTO c SELECT 11, 1;
         CREATE TABLE d (id int NOT NULL, a int, CHECK (id >= 20 AND id < 30));
         CREATE TABLE rest PARTITION OF part DEFAULT;",
        "ALTER TABLE part ATTACH PARTITION c FOR VALUES FROM (10) TO (20);
         ALTER TABLE part ATTACH PARTITION d FOR VALUES FROM (20) TO (30);
         ALTER TABLE part DETACH PARTITION d;
         ALTER TABLE part DETACH PARTITION c CONCURRENTLY;",
        expect![[r#"
            13:
            part SHARE UPDATE EXCLUSIVE, c ACCESS EXCLUSIVE, rest ACCESS EXCLUSIVE, scan, waits s, 23514, 42P17
            part SHARE UPDATE EXCLUSIVE, d ACCESS EXCLUSIVE, rest ACCESS EXCLUSIVE, scan, waits s, 42P17, 23514
            part ACCESS EXCLUSIVE, d SHARE UPDATE EXCLUSIVE, waits siu
            part SHARE UPDATE EXCLUSIVE, c ACCESS EXCLUSIVE, no transaction, 42601!, 55000!
            14 15 16 17 18:
            part SHARE UPDATE EXCLUSIVE, c ACCESS EXCLUSIVE, rest ACCESS EXCLUSIVE, scan, waits s, 23514, 42P17
            part SHARE UPDATE EXCLUSIVE, d ACCESS EXCLUSIVE, rest ACCESS EXCLUSIVE, scan, waits s, 42P17, 23514
            part ACCESS EXCLUSIVE, d ACCESS EXCLUSIVE, waits siu
            part SHARE UPDATE EXCLUSIVE, c ACCESS EXCLUSIVE, no transaction, 55000!
        "#]],
    );
}

#[test]
fn views_only_grow() {
    check(
        "CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW above AS SELECT * FROM v;
         CREATE MATERIALIZED VIEW m AS SELECT id FROM t;",
        "CREATE OR REPLACE VIEW v AS SELECT id, a, n FROM t;
         CREATE OR REPLACE VIEW v AS SELECT id FROM t;
         DROP VIEW v;
         REFRESH MATERIALIZED VIEW m;
         REFRESH MATERIALIZED VIEW CONCURRENTLY m;",
        expect![[r#"
            v ACCESS EXCLUSIVE, t ACCESS SHARE, waits siu
            v ACCESS EXCLUSIVE, t ACCESS SHARE, waits siu, 42P16!
            v ACCESS EXCLUSIVE, waits siu, 2BP01!
            m ACCESS EXCLUSIVE, t ACCESS SHARE, rewrite, scan, waits siu
            m EXCLUSIVE, t ACCESS SHARE, scan, waits iu, 55000!, 23505
        "#]],
    );
}

#[test]
fn a_new_enum_value_waits_for_the_commit() {
    check(
        "CREATE TYPE st AS ENUM ('a'); ALTER TABLE t ADD COLUMN s st;",
        "ALTER TYPE st ADD VALUE 'b';
         ALTER TABLE t ALTER COLUMN s SET DEFAULT 'b';
         COMMIT;
         UPDATE t SET s = 'b';
         DROP TYPE st;",
        expect![[r#"

            t ACCESS EXCLUSIVE, waits siu, 55P04

            t ROW EXCLUSIVE, scan, waits u
            2BP01!
        "#]],
    );
    check(
        "",
        "CREATE TYPE st AS ENUM ('a');
         ALTER TYPE st ADD VALUE 'b';
         ALTER TABLE t ADD COLUMN s st DEFAULT 'b';",
        expect![[r#"
            13 14 15 16:


            t ACCESS EXCLUSIVE, waits siu, 55P04
            17 18:


            t ACCESS EXCLUSIVE, waits siu
        "#]],
    );
}

#[test]
fn a_domain_is_checked_in_every_table_that_uses_it() {
    check(
        "CREATE DOMAIN dom AS int; ALTER TABLE t ADD COLUMN d dom;",
        "ALTER DOMAIN dom ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;
         ALTER DOMAIN dom VALIDATE CONSTRAINT c;
         ALTER TABLE t ADD COLUMN e dom;
         DROP DOMAIN dom;",
        expect![[r#"

            t SHARE, scan, waits iu, 23514
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            2BP01!
        "#]],
    );
}

#[test]
fn properties_are_a_moment_or_a_copy() {
    check(
        "",
        "ALTER TABLE t SET (fillfactor = 70);
         ALTER TABLE t SET UNLOGGED;
         ALTER TABLE t SET LOGGED;
         VACUUM FULL t;
         GRANT SELECT ON t TO app;
         COMMENT ON TABLE t IS 'x';
         CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
        expect![[r#"
            13:
            t SHARE UPDATE EXCLUSIVE
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, no transaction

            t SHARE UPDATE EXCLUSIVE
            t SHARE ROW EXCLUSIVE, waits iu, 42601!, 42883
            14 15 16 17:
            t SHARE UPDATE EXCLUSIVE
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, no transaction

            t SHARE UPDATE EXCLUSIVE
            t SHARE ROW EXCLUSIVE, waits iu, 42883
            18:
            t SHARE UPDATE EXCLUSIVE
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, no transaction
            t ACCESS SHARE
            t SHARE UPDATE EXCLUSIVE
            t SHARE ROW EXCLUSIVE, waits iu, 42883
        "#]],
    );
}
