//! Levels and rules of many statements at a glance, each block judged on its own.

use expect_test::{Expect, expect};

use crate::{Checked, defaults};

/// `level severity codes | statement` for each change.
fn check(sql: &str, expected: &Expect) {
    let mut found = String::new();
    for block in sql.split("\n\n") {
        let checked = Checked::new(&[("a.sql", block)]);
        let findings = checked.findings("a.sql", &defaults);
        let document = checked.document("a.sql");
        for (at, change) in document
            .migrations
            .iter()
            .flat_map(|it| it.upgrade.iter().enumerate())
        {
            let of_change: Vec<_> = findings
                .iter()
                .filter(|it| it.change.is_some_and(|it| it.change == at))
                .collect();
            let codes: Vec<String> = of_change
                .iter()
                .map(|it| {
                    let level = it.level.map_or("-", model::Level::as_str);
                    format!("{} {} {level}", it.severity.as_str(), it.code)
                })
                .collect();
            let sql = change.sql.as_deref().unwrap_or_default();
            let first: String = sql
                .lines()
                .next()
                .unwrap_or_default()
                .chars()
                .take(70)
                .collect();
            let said = if codes.is_empty() {
                "nothing".to_owned()
            } else {
                codes.join(", ")
            };
            found.push_str(&format!("{}\n    {said}\n", first.trim_end()));
        }
    }
    expected.assert_eq(&found);
}

#[test]
fn many_statements() {
    check(
        include_str!("statements.sql"),
        &expect![[r#"
            CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES
                information foreign-key-locks-both low
            CREATE INDEX orders_user ON orders (user_id)
                hint schema-change low
            ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0)
                hint schema-change low
            INSERT INTO orders VALUES (1, 1, 1)
                hint schema-change low
            TRUNCATE orders
                hint schema-change low
            DROP TABLE orders
                hint schema-change low
            DROP TABLE a, b CASCADE
                error drop-table critical, information cascade-takes-more critical, error drop-table critical, information cascade-takes-more critical
            ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int NOT NULL, DROP COLUMN
                hint schema-change low, warning add-required-column high, warning drop-column high, warning set-not-null-full-scan high
            ALTER TABLE t ADD COLUMN a int NOT NULL UNIQUE CHECK (a > 0) REFERENCE
                warning add-required-column high, warning constraint-full-scan high, warning foreign-key-locks-both high
            ALTER TABLE t ADD COLUMN a uuid NOT NULL DEFAULT gen_random_uuid() UNI
                warning constraint-full-scan high, warning volatile-default-rewrite high
            ALTER TABLE t ADD COLUMN a int GENERATED ALWAYS AS (b + 1) STORED
                warning volatile-default-rewrite high
            ALTER TABLE t ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY
                warning volatile-default-rewrite high
            ALTER TABLE t ADD COLUMN a int REFERENCES u (id)
                information foreign-key-locks-both low
            ALTER TABLE t ADD COLUMN a int DEFAULT 0 NOT NULL
                information schema-change medium
            ALTER TABLE t ALTER COLUMN a TYPE bigint
                warning change-column-type-rewrite high
            ALTER TABLE t ALTER COLUMN a TYPE text USING a::text
                warning change-column-type-rewrite high
            ALTER TABLE t ALTER COLUMN b TYPE int USING b::int
                error change-column-type-incompatible critical
            ALTER TABLE t ALTER COLUMN b SET DEFAULT 1, ALTER COLUMN b DROP DEFAUL
                hint schema-change low, information drop-default medium
            ALTER TABLE t ALTER COLUMN b DROP NOT NULL
                hint schema-change low
            ALTER TABLE t RENAME COLUMN a TO b
                warning rename-column high
            ALTER TABLE t RENAME TO u
                warning rename-table high
            ALTER TABLE v SET SCHEMA archive
                warning rename-table high
            CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)
                hint schema-change low
            DROP INDEX CONCURRENTLY i
                hint schema-change low
            DROP INDEX i
                information index-blocks-writes medium
            REINDEX TABLE t
                warning index-blocks-writes high
            REINDEX TABLE CONCURRENTLY t
                hint schema-change low
            BEGIN
                nothing
            ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID
                hint schema-change low
            ALTER TABLE t VALIDATE CONSTRAINT c
                warning validate-in-same-transaction medium, information schema-change medium
            UPDATE t SET a = 1 WHERE a IS NULL
                information bulk-change-unbatched medium
            DELETE FROM t
                warning bulk-change-unbatched high
            COMMIT
                nothing
            ALTER TABLE t ADD PRIMARY KEY (id)
                warning constraint-full-scan high
            ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)
                warning constraint-full-scan high
            ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING gist (r WITH &&)
                warning constraint-full-scan high
            ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id)
                warning foreign-key-locks-both high
            ALTER TABLE t ADD CONSTRAINT f2 FOREIGN KEY (a) REFERENCES u (id) NOT
                hint schema-change low
            ALTER TABLE t ADD CONSTRAINT n NOT NULL a
                warning set-not-null-full-scan high
            ALTER TABLE t DROP CONSTRAINT t_a_fkey
                error drop-constraint critical
            ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE
                error drop-constraint critical, information cascade-takes-more critical
            ALTER TABLE t DROP CONSTRAINT t_a_check
                information drop-constraint medium
            ALTER TABLE t DROP CONSTRAINT whatever
                error drop-constraint critical
            CREATE TYPE mood AS ENUM ('sad', 'ok')
                hint schema-change low
            ALTER TYPE mood ADD VALUE 'fine'
                hint schema-change low
            ALTER TYPE mood RENAME VALUE 'ok' TO 'good'
                hint schema-change low
            DROP TYPE mood
                hint schema-change low
            ALTER TYPE other RENAME VALUE 'ok' TO 'good'
                error drop-enum-value critical
            DROP TYPE other CASCADE
                error drop-object critical, information cascade-takes-more critical
            TRUNCATE a, b CASCADE
                error truncate critical
            VACUUM FULL t
                warning maintenance-rewrite high
            CLUSTER t USING i
                warning maintenance-rewrite high
            ANALYZE t
                hint schema-change low
            ALTER TABLE t SET UNLOGGED
                warning maintenance-rewrite high
            ALTER TABLE t SET TABLESPACE fast
                warning maintenance-rewrite high
            ALTER TABLE t ENABLE ROW LEVEL SECURITY
                warning schema-change high
            ALTER TABLE t DISABLE TRIGGER ALL
                error schema-change critical
            ALTER TABLE t REPLICA IDENTITY FULL
                hint schema-change low
            ALTER TABLE t SET (fillfactor = 70)
                hint schema-change low
            ALTER TABLE t OWNER TO me
                hint schema-change low
            ALTER TABLE p ATTACH PARTITION q FOR VALUES FROM (1) TO (2)
                warning partition-locks-parent high
            ALTER TABLE p DETACH PARTITION q
                information partition-locks-parent medium
            ALTER TABLE p DETACH PARTITION q CONCURRENTLY
                hint schema-change low
            CREATE VIEW v AS SELECT a FROM t
                hint schema-change low
            CREATE MATERIALIZED VIEW m AS SELECT a FROM t
                hint schema-change low
            REFRESH MATERIALIZED VIEW m
                warning maintenance-rewrite high
            DROP VIEW v
                warning drop-object high
            DROP MATERIALIZED VIEW m CASCADE
                warning drop-object high, information cascade-takes-more high
            CREATE DOMAIN d AS int
                hint schema-change low
            ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0)
                warning constraint-full-scan high
            ALTER DOMAIN d SET NOT NULL
                warning constraint-full-scan high
            DROP DOMAIN d CASCADE
                error drop-object critical, information cascade-takes-more critical
            CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$
                hint schema-change low
            DROP FUNCTION f()
                warning drop-object high
            CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()
                hint schema-change low
            DROP TRIGGER g ON t
                information drop-object medium
            CREATE SEQUENCE s
                hint schema-change low
            ALTER SEQUENCE s RENAME TO s2
                warning schema-change high
            DROP SEQUENCE s2
                warning drop-object high
            CREATE SCHEMA app
                hint schema-change low
            DROP SCHEMA app CASCADE
                error drop-object critical, information cascade-takes-more critical
            CREATE EXTENSION citext
                hint schema-change low
            DROP EXTENSION citext CASCADE
                error drop-object critical, information cascade-takes-more critical
            GRANT SELECT ON t TO reader
                hint schema-change low
            REVOKE SELECT ON t FROM reader
                information schema-change medium
            COMMENT ON TABLE t IS 'x'
                hint schema-change low
            LOCK TABLE t IN ACCESS EXCLUSIVE MODE
                information schema-change medium
            DROP DATABASE d
                error drop-object critical
            DO $$ BEGIN ALTER TABLE t DROP COLUMN a; END $$
                warning schema-change high, information changes-in-do-block high
            DO $$ BEGIN EXECUTE 'DROP TABLE ' || x; END $$
                information not-analysed -
            CALL p()
                information not-analysed -
            SELECT 1
                nothing
            SET lock_timeout = '1s'
                nothing
            FROBNICATE
                information not-analysed -
            ALTER TABLE t FROBNICATE
                information not-analysed -
        "#]],
    );
}
