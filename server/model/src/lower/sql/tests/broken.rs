//! Positions, comments, and statements that are not finished.

use expect_test::expect;
use syntax::{OffsetMap, TextRange, TextSize};

use super::{changes, check};
use crate::operation::Change;

#[test]
fn mistakes_become_unknown() {
    check(
        "ALTER TABLE users DROP COLUMN ;
         ALTER TABLE users ADD COLUMN a;
         DROP TABLE
         ;
         DELETE FORM t;
         FOO BAR baz;
         CREATE TABLE sketch (id int, ..., name text);
         DROP TABLE fine;
         CONSTRAINT f FOREIGN KEY (a) REFERENCES b (c) ON DELETE CASCADE;
         UPDATE t SET a = :a WHERE id = :id;
         UPDATE t SET a = :a WHERE id = ;
         SELECT 'open",
        expect![[r#"
            ALTER TABLE users DROP COLUMN → Unknown{word="ALTER TABLE" reason="expected name" table=users}
            ALTER TABLE users ADD COLUMN a → Unknown{word="ALTER TABLE" reason="expected type name" table=users}
            DROP TABLE → Unknown{word="DROP TABLE" reason="the statement is not complete"}
            DELETE FORM t → Unknown{word="DELETE FORM" reason="expected `FROM`" table=form}
            FOO BAR baz → Unknown{word="FOO BAR" reason="expected a statement, found a name"}
            CREATE TABLE sketch (id int, → CreateTable{table=sketch columns=[Column{name=id ty=‹int›}]}
            DROP TABLE fine → DropTable{table=fine}
            CONSTRAINT f FOREIGN KEY (a) REFERENCES b (c) ON… → Unknown{word="CONSTRAINT F" reason="expected a statement, found `CONSTRAINT`"}
            UPDATE t SET a = :a WHERE id = :id → BulkUpdate{table=t set=[(a, «:a»)] filter=«id = :id» columns=["id"]}
            UPDATE t SET a = :a WHERE id = → Unknown{word="UPDATE T" reason="expected an expression, found the end" table=t}
            SELECT 'open → Unknown{word="SELECT OPEN" reason="missing trailing `'` symbol to terminate the string literal"}
            ! SQL: expected name: "COLUMN"
            ! SQL: expected type name: "a"
            ! SQL: expected `FROM`: "FORM"
            ! SQL: expected a statement, found a name: "FOO"
            ! SQL: expected `)`: ".."
            ! SQL: expected a statement, found `CONSTRAINT`: "CONSTRAINT"
            ! SQL: expected `FROM`: "CASCADE"
            ! SQL: invalid parameter type. Use positional params like $1 instead: ":a"
            ! SQL: invalid parameter type. Use positional params like $1 instead: ":id"
            ! SQL: invalid parameter type. Use positional params like $1 instead: ":a"
            ! SQL: expected an expression, found the end: "="
            ! SQL: missing trailing `'` symbol to terminate the string literal: "'open"
        "#]],
    );
}

#[test]
fn comments_stand_anywhere() {
    check(
        "-- before
         ALTER /* a */ TABLE -- b
             users /* c */ DROP /* d */ COLUMN -- e
             phone; -- after
         CREATE TABLE a ( -- f
             b numeric /* g */ ( 10, -- h
             2)
         );",
        expect![[r#"
            DROP /* d */ COLUMN -- e phone → DropColumn{table=users column=phone}
            CREATE TABLE a ( -- f b numeric /* g */ ( 10, --… → CreateTable{table=a columns=[Column{name=b ty=‹numeric ( 10, 2)›}]}
        "#]],
    );
}

#[test]
fn ranges_survive_wide_characters() {
    let text =
        "-- a é ℝ 💣\nSELECT 'é ℝ 💣'; ALTER TABLE \"ℝ 💣\" DROP COLUMN \"é\"; DROP TABLE Ünder;";
    let script = changes(text, &OffsetMap::identity(TextSize::of(text)));
    let found: Vec<_> = script
        .changes
        .iter()
        .flat_map(|it| {
            let part = &it.parts[0];
            let table = part
                .operation
                .table()
                .map(|it| (it.to_string(), it.range()));
            let column = part.operation.column();
            [
                ("focus".to_owned(), it.focus),
                table.unwrap_or_default(),
                column
                    .map(|it| (it.text.clone(), it.range))
                    .unwrap_or_default(),
            ]
        })
        .map(|(name, range)| format!("{name}: {}", &text[range]))
        .collect();
    expect![[r#"
        focus: SELECT 'é ℝ 💣'
        : 
        : 
        focus: ALTER TABLE "ℝ 💣" DROP COLUMN "é"
        ℝ 💣: "ℝ 💣"
        é: "é"
        focus: DROP TABLE Ünder
        Ünder: Ünder
        : "#]]
    .assert_eq(&found.join("\n"));
}

#[test]
fn ranges_lead_to_the_host() {
    // As in YAML's `sql: |`: two lines, each without its four blanks.
    let host = "sql: |\n    ALTER TABLE users (\n    DROP COLUMN phone;\n";
    let mut map = OffsetMap::default();
    map.push(0.into(), 11.into(), 20.into());
    map.push(20.into(), 35.into(), 18.into());
    let text = "ALTER TABLE users -\nDROP COLUMN phone;".replace('-', " ");
    let script = changes(&text, &map);
    let change = &script.changes[0];
    assert_eq!(&host[change.focus], "ALTER TABLE users");
    assert_eq!(&host[change.parts[0].range], "DROP COLUMN phone");
    assert_eq!(script.changes.len(), 1);
}

const WHOLE: &[&str] = &[
    "CREATE TABLE a.b (id serial PRIMARY KEY, n numeric(10,2) DEFAULT 0 CHECK (n > 0), CONSTRAINT \"é\" UNIQUE (n))",
    "CREATE TABLE p PARTITION OF q FOR VALUES FROM ('a', 1) TO ('b', MAXVALUE)",
    "CREATE TEMP TABLE x AS SELECT 1 AS one FROM \"💣\"",
    "ALTER TABLE ONLY a ADD COLUMN b int NOT NULL DEFAULT 1, ALTER c TYPE text USING c::text, DROP d CASCADE",
    "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x, y) REFERENCES b (x, y) ON DELETE SET NULL NOT VALID",
    "ALTER TABLE a ALTER b ADD GENERATED ALWAYS AS IDENTITY, SET (fillfactor = 3), OWNER TO bob",
    "ALTER TABLE p ATTACH PARTITION q FOR VALUES WITH (MODULUS 4, REMAINDER 1)",
    "CREATE UNIQUE INDEX CONCURRENTLY i ON a USING btree (lower(b) DESC, c) INCLUDE (d) WHERE e IS NOT NULL",
    "DROP INDEX CONCURRENTLY IF EXISTS a.b, c",
    "CREATE VIEW v (a) AS WITH x AS (SELECT * FROM t) SELECT x.a, t.* FROM x JOIN t USING (id) ORDER BY 1",
    "CREATE MATERIALIZED VIEW m AS SELECT 'é'::text FROM t WITH NO DATA",
    "CREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $é$ BEGIN RETURN 1; END $é$",
    "CREATE TRIGGER t BEFORE UPDATE OF a ON b FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION f.g()",
    "CREATE POLICY p ON t USING (a = current_user) WITH CHECK (b)",
    "CREATE TYPE t AS ENUM ('a', 'é''b', E'c\\n')",
    "ALTER TYPE t ADD VALUE IF NOT EXISTS 'x' AFTER 'y'",
    "CREATE DOMAIN d AS text CHECK (VALUE ~ '^a') NOT NULL",
    "ALTER SEQUENCE s AS bigint RESTART WITH 4 OWNED BY t.id",
    "COMMENT ON COLUMN a.b.c IS 'é'",
    "GRANT SELECT (a), UPDATE ON TABLE t, u TO bob WITH GRANT OPTION",
    "INSERT INTO t (a, b) VALUES (1, 'é'), (2, DEFAULT) ON CONFLICT (a) DO UPDATE SET b = excluded.b",
    "UPDATE t AS x SET (a, b) = (SELECT 1, 2), c = 'ℝ' FROM u WHERE x.id = u.id RETURNING *",
    "WITH d AS (DELETE FROM a USING b WHERE a.x = b.x RETURNING *) INSERT INTO c SELECT * FROM d",
    "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = 1 WHEN NOT MATCHED THEN DO NOTHING",
    "DO $$ BEGIN IF a THEN ALTER TABLE t DROP b; END IF; EXECUTE 'DROP TABLE \"é\"'; END $$ LANGUAGE plpgsql",
    "DO E'BEGIN\\n DROP TABLE \\u00e9;\\n END'",
    "SELECT set_config('a', 'b', true), count(*) FILTER (WHERE x) OVER w FROM t WINDOW w AS () FOR UPDATE",
    "VACUUM (FULL, ANALYZE true) a (b), c",
    "SET LOCAL search_path TO \"é\", public",
    "EXPLAIN (ANALYZE) DELETE FROM t WHERE CURRENT OF c",
    "COPY t (a, b) FROM PROGRAM 'x' WITH (FORMAT csv)",
    "CREATE SCHEMA s CREATE TABLE a (id int) CREATE INDEX i ON a (id)",
];

#[test]
fn no_prefix_panics_and_ranges_stay_inside() {
    for whole in WHOLE {
        for (at, _) in whole.char_indices() {
            let text = &whole[..at];
            for (before, after) in [("", ""), ("a é ℝ 💣; ", ";\nDROP TABLE last")] {
                let text = format!("{before}{text}{after}");
                let script = changes(&text, &OffsetMap::identity(TextSize::of(text.as_str())));
                for change in &script.changes {
                    inside(change, &text);
                }
                for error in &script.syntax_errors {
                    slice(&text, error.range);
                }
                for error in &script.errors {
                    slice(&text, error.range);
                }
            }
        }
    }
}

#[track_caller]
fn slice(text: &str, range: TextRange) {
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    assert!(text.get(start..end).is_some(), "{range:?} in {text:?}");
}

#[track_caller]
fn inside(change: &Change, text: &str) {
    slice(text, change.range);
    slice(text, change.focus);
    assert!(!change.parts.is_empty(), "{text}");
    for part in &change.parts {
        slice(text, part.range);
        assert!(change.range.contains_range(part.range), "{text}");
        // Every range of the operation, as `Debug` shows it.
        let debug = format!("{:?}", part.operation);
        for piece in debug.split("range: ").skip(1) {
            let end = piece.find([' ', ',', '}']).unwrap_or(piece.len());
            let Some((start, end)) = piece[..end].split_once("..") else {
                continue;
            };
            if let (Ok(start), Ok(end)) = (start.parse::<u32>(), end.parse::<u32>()) {
                slice(text, TextRange::new(start.into(), end.into()));
            }
        }
    }
}

#[test]
fn whole_statements_are_understood() {
    for whole in WHOLE {
        let script = changes(whole, &OffsetMap::identity(TextSize::of(*whole)));
        assert_eq!(script.syntax_errors, [], "{whole}");
        assert_eq!(script.errors, [], "{whole}");
    }
}
