//! Columns, types, constraints.

use super::check;
use expect_test::expect;

#[test]
fn a_new_column_costs_what_its_default_costs() {
    check(
        "",
        "ALTER TABLE t ADD COLUMN c int DEFAULT 1;
         ALTER TABLE t ADD COLUMN d timestamptz DEFAULT now();
         ALTER TABLE t ADD COLUMN e uuid DEFAULT gen_random_uuid();
         ALTER TABLE t ADD COLUMN f int NOT NULL;
         ALTER TABLE t ADD COLUMN g bigserial;
         ALTER TABLE t ADD COLUMN h int REFERENCES parent;
         ALTER TABLE t ADD COLUMN i int CHECK (i > 0);
         ALTER TABLE t ADD COLUMN a int;",
        expect![[r#"
            t ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, waits siu, 23502!
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, parent SHARE ROW EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, scan, waits siu
            t ACCESS EXCLUSIVE, waits siu, 42701!
        "#]],
    );
}

#[test]
fn functions_are_as_volatile_as_they_say_but_simple_sql_is_inlined() {
    check(
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
         CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 2; END $$;",
        "ALTER TABLE t ADD COLUMN c int DEFAULT one();
         ALTER TABLE t ADD COLUMN d int DEFAULT two();
         ALTER TABLE t ADD COLUMN e int DEFAULT somebody_elses();",
        expect![[r#"
            t ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, rewrite?, scan?, build?, waits siu, 42883
        "#]],
    );
}

#[test]
fn versions_differ_in_generated_columns() {
    check(
        "",
        "ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a + 1);
         ALTER TABLE t ADD COLUMN d int GENERATED ALWAYS AS (a + 1) STORED;
         ALTER TABLE t DROP COLUMN a;",
        expect![[r#"
            13 14:
            t ACCESS EXCLUSIVE, waits siu, 42601!
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, waits siu
            15 16 17:
            t ACCESS EXCLUSIVE, waits siu, 42601!
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, waits siu, 2BP01!
            18:
            t ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu
            t ACCESS EXCLUSIVE, waits siu, 2BP01!
        "#]],
    );
}

#[test]
fn not_null_is_proven_by_a_validated_check_that_the_statement_keeps() {
    check(
        "ALTER TABLE t ADD CONSTRAINT a_set CHECK (a IS NOT NULL);
         ALTER TABLE t ADD CONSTRAINT n_set CHECK (n IS NOT NULL) NOT VALID;",
        "ALTER TABLE t ALTER COLUMN n SET NOT NULL;
         ALTER TABLE t ALTER COLUMN a SET NOT NULL, DROP CONSTRAINT a_set;",
        expect![[r#"
            t ACCESS EXCLUSIVE, scan, waits siu, 23502
            t ACCESS EXCLUSIVE, scan, waits siu, 23502
        "#]],
    );
    check(
        "ALTER TABLE t ADD CONSTRAINT a_set CHECK (a IS NOT NULL);",
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        expect![[r#"
            t ACCESS EXCLUSIVE, waits siu
        "#]],
    );
}

#[test]
fn a_type_is_rewritten_unless_its_bytes_stay() {
    check(
        "CREATE INDEX t_ts ON t (ts); CREATE INDEX t_v ON t (v);",
        "ALTER TABLE t ALTER COLUMN v TYPE varchar(100);
         ALTER TABLE t ALTER COLUMN v TYPE varchar(10);
         ALTER TABLE t ALTER COLUMN amount TYPE numeric(12, 2);
         ALTER TABLE t ALTER COLUMN amount TYPE numeric(12, 4);
         ALTER TABLE t ALTER COLUMN j TYPE jsonb;
         ALTER TABLE t ALTER COLUMN w TYPE int;
         ALTER TABLE t ALTER COLUMN ts TYPE timestamptz;
         SET timezone = 'UTC';
         ALTER TABLE t ALTER COLUMN ts TYPE timestamp;",
        expect![[r#"
            t ACCESS EXCLUSIVE, t_v ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, t_ts ACCESS EXCLUSIVE, t_v ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, 22001
            t ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, t_ts ACCESS EXCLUSIVE, t_v ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, 22003
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, t_ts ACCESS EXCLUSIVE, t_v ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, 22P05
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, t_ts ACCESS EXCLUSIVE, t_v ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, 42804!, 22P02, 22003
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, t_ts ACCESS EXCLUSIVE, t_v ACCESS EXCLUSIVE, rewrite, scan, build, waits siu

            t ACCESS EXCLUSIVE, t_ts ACCESS EXCLUSIVE, scan, build, waits siu
        "#]],
    );
}

#[test]
fn actions_of_one_statement_run_in_passes() {
    check(
        "CREATE TYPE status AS ENUM ('x');",
        "ALTER TABLE t ALTER COLUMN w TYPE status USING w::status, ALTER COLUMN w DROP DEFAULT,
           ALTER COLUMN w SET DEFAULT 'x';
         ALTER TABLE t ADD COLUMN a bigint, DROP COLUMN a;",
        expect![[r#"
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, 22P02
            t ACCESS EXCLUSIVE, waits siu
        "#]],
    );
    check(
        "CREATE TYPE status AS ENUM ('x');",
        "ALTER TABLE t ALTER COLUMN w TYPE status USING w::status;",
        expect![[r#"
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, 42804!, 22P02
        "#]],
    );
}

#[test]
fn what_depends_on_a_column_holds_it_fast() {
    check(
        "CREATE VIEW v AS SELECT a FROM t; CREATE POLICY p ON t USING (n > 0);",
        "ALTER TABLE t ALTER COLUMN a TYPE bigint;
         ALTER TABLE t ALTER COLUMN n TYPE bigint;
         ALTER TABLE t DROP COLUMN a;
         ALTER TABLE t DROP COLUMN p;
         ALTER TABLE parent DROP COLUMN id CASCADE;
         ALTER TABLE part ALTER COLUMN id TYPE bigint;
         ALTER TABLE part_1 DROP COLUMN a;",
        expect![[r#"
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, 0A000!
            t ACCESS EXCLUSIVE, t_pkey ACCESS EXCLUSIVE, rewrite, scan, build, waits siu, 0A000!
            t ACCESS EXCLUSIVE, waits siu, 2BP01!
            t ACCESS EXCLUSIVE, parent ACCESS EXCLUSIVE, waits siu
            parent ACCESS EXCLUSIVE, parent_pkey ACCESS EXCLUSIVE, waits siu
            part ACCESS EXCLUSIVE, part_1 ACCESS EXCLUSIVE, rewrite, scan, waits siu, 42P16!
            part_1 ACCESS EXCLUSIVE, waits siu, 42P16!
        "#]],
    );
}

#[test]
fn constraints_lock_both_sides_and_read_what_they_must() {
    check(
        "CREATE UNIQUE INDEX u ON t (n);",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (n) REFERENCES parent (id) NOT VALID;
         ALTER TABLE t VALIDATE CONSTRAINT f;
         ALTER TABLE t DROP CONSTRAINT f;
         ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
         ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX u;
         ALTER TABLE t ADD UNIQUE (a);
         ALTER TABLE t ADD PRIMARY KEY (a);
         ALTER TABLE t ADD FOREIGN KEY (w) REFERENCES parent (id);
         ALTER TABLE t ADD FOREIGN KEY (w) REFERENCES parent (name);
         ALTER TABLE part ADD UNIQUE (a);
         ALTER TABLE parent DROP CONSTRAINT parent_pkey;",
        expect![[r#"
            13 14 15 16 17:
            t SHARE ROW EXCLUSIVE, parent SHARE ROW EXCLUSIVE, waits iu
            t SHARE UPDATE EXCLUSIVE, parent ROW SHARE, scan, 23503
            t ACCESS EXCLUSIVE, parent ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, u SHARE UPDATE EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, scan, build, waits siu, 23505
            t ACCESS EXCLUSIVE, scan, build, waits siu, 42P16!, 23502
            t SHARE ROW EXCLUSIVE, parent SHARE ROW EXCLUSIVE, scan, waits iu, 42804!, 23503
            t SHARE ROW EXCLUSIVE, parent SHARE ROW EXCLUSIVE, scan, waits iu, 42830!, 23503
            part ACCESS EXCLUSIVE, part_1 SHARE, scan, build, waits siu, 0A000!, 23505
            parent ACCESS EXCLUSIVE, parent_pkey ACCESS EXCLUSIVE, waits siu, 2BP01!
            18:
            t SHARE ROW EXCLUSIVE, parent SHARE ROW EXCLUSIVE, waits iu
            t SHARE UPDATE EXCLUSIVE, parent ROW SHARE, scan, 23503
            t ACCESS EXCLUSIVE, parent ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, u SHARE UPDATE EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, scan, build, waits siu, 23505
            t ACCESS EXCLUSIVE, scan, build, waits siu, 42P16!, 23502
            t SHARE ROW EXCLUSIVE, parent SHARE ROW EXCLUSIVE, scan, waits iu, 42804!, 23503
            t SHARE ROW EXCLUSIVE, parent SHARE ROW EXCLUSIVE, scan, waits iu, 42830!, 23503
            part ACCESS EXCLUSIVE, part_1 ACCESS EXCLUSIVE, scan, build, waits siu, 0A000!, 23505
            parent ACCESS EXCLUSIVE, parent_pkey ACCESS EXCLUSIVE, waits siu, 2BP01!
        "#]],
    );
}

#[test]
fn not_enforced_and_named_not_null_are_new_in_18() {
    check(
        "",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED;
         ALTER TABLE t ADD CONSTRAINT x NOT NULL n NOT VALID;
         ALTER TABLE t VALIDATE CONSTRAINT x;",
        expect![[r#"
            13 14 15 16 17:
            t ACCESS EXCLUSIVE, waits siu, 42601!
            t ACCESS EXCLUSIVE, waits siu, 42601!
            t SHARE UPDATE EXCLUSIVE, scan, 42601!, 23502
            18:
            t ACCESS EXCLUSIVE, waits siu
            t ACCESS EXCLUSIVE, waits siu
            t SHARE UPDATE EXCLUSIVE, scan, 23502
        "#]],
    );
}
