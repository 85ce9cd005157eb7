//! SQL to operations and back again.

use expect_test::{Expect, expect};

use super::{sql, statements};
use crate::lower::sql_changes;
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddIndex, Column, CreateTable, IndexKey, NoChange, Operation, References, RenameColumn,
};
use crate::types;

/// The operations of one statement, each rendered, each read again.
#[track_caller]
fn round_trip(statement: &str) {
    let operations = |text: &str| -> Vec<Operation> {
        let changes = sql_changes(text).into_iter();
        changes
            .flat_map(|it| it.parts)
            .map(|it| it.operation)
            .collect()
    };
    let read = operations(statement);
    assert!(!read.is_empty(), "{statement}");
    for operation in &read {
        assert!(
            !matches!(operation, Operation::Unknown(_)),
            "{statement}: {operation:?}"
        );
        let rendered = sql(operation);
        let rendered = rendered.unwrap_or_else(|| panic!("{statement}: {operation:?}"));
        let again: Vec<String> = operations(&rendered).iter().map(meaning).collect();
        assert_eq!(again, [meaning(operation)], "{statement}\n{rendered}");
    }
}

/// Everything that an operation says, without where it stands and how a type is spelled.
fn meaning(operation: &Operation) -> String {
    let said = format!("{operation:?}");
    let mut pieces = said.split("range: ");
    let mut res = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        res.push_str(piece.trim_start_matches(|it: char| it.is_ascii_digit() || it == '.'));
    }
    let mut types = res.split("ColumnType { text: ");
    let mut out = types.next().unwrap_or_default().to_owned();
    for piece in types {
        out.push_str(piece.split_once("base: ").map_or(piece, |(_, rest)| rest));
    }
    out
}

#[test]
fn statements_survive_the_round_trip() {
    for statement in STATEMENTS {
        round_trip(statement);
    }
}

#[track_caller]
fn check(operation: &Operation, expected: Expect) {
    expected.assert_eq(&statements(operation).join(";\n"));
}

#[test]
fn identifiers_are_quoted_where_they_must_be() {
    check(
        &Operation::RenameColumn(RenameColumn {
            table: QualifiedName::new(Some(Name::generated("my app")), Name::generated("User")),
            column: Name::generated("order"),
            to: Name::generated("a\"b"),
        }),
        expect![[r#"ALTER TABLE "my app"."User" RENAME COLUMN "order" TO "a""b""#]],
    );
}

#[test]
fn what_stands_beside_a_table_has_statements_of_its_own() {
    let range = syntax::TextRange::default();
    let ty = |text| Some(types::parse(text, range));
    let mut email = Column::new(Name::generated("Email"), ty("String(50)"));
    email.index = true;
    email.comment = Some("it's the address".to_owned());
    let mut owner = Column::new(Name::generated("owner"), ty("int"));
    owner.references = Some(References {
        table: QualifiedName::generated("users"),
        on_delete: Some("SET NULL".to_owned()),
        ..References::default()
    });
    let table = QualifiedName::generated("t");
    let key = |text: &str, column: Option<&str>| IndexKey {
        column: column.map(Name::generated),
        text: text.to_owned(),
        columns: Vec::new(),
    };
    check(
        &Operation::CreateTable(CreateTable {
            table: table.clone(),
            if_not_exists: true,
            columns: vec![email, owner],
            constraints: Vec::new(),
            indexes: vec![AddIndex {
                name: None,
                table,
                only: false,
                if_not_exists: true,
                unique: true,
                concurrently: false,
                keys: vec![key("Email DESC", Some("Email")), key("lower(a)", None)],
                include: Vec::new(),
                method: Some("btree".to_owned()),
                attributes: None,
                predicate: None,
                range,
            }],
            temporary: false,
            unlogged: false,
            like: Vec::new(),
            like_indexes: false,
            inherits: Vec::new(),
            partition_of: None,
            default_partition: false,
            bound: None,
            partition_by: None,
            as_select: None,
        }),
        expect![[r#"
            CREATE TABLE IF NOT EXISTS t (
                "Email" varchar(50),
                owner integer REFERENCES users ON DELETE SET NULL
            );
            CREATE INDEX ON t ("Email");
            COMMENT ON COLUMN t."Email" IS 'it''s the address';
            CREATE UNIQUE INDEX ON t USING btree ("Email" DESC, lower(a))"#]],
    );
}

#[test]
fn what_is_not_kept_is_not_written() {
    for statement in [
        "INSERT INTO t VALUES (1)",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE TABLE t (a int) PARTITION BY RANGE (a)",
        "CREATE TABLE t AS SELECT 1",
        "UPDATE t SET a = u.a FROM u WHERE u.id = t.id",
        "ALTER TABLE t ALTER a SET STATISTICS 5",
        "FROB t",
    ] {
        let change = sql_changes(statement).remove(0);
        assert_eq!(sql(&change.parts[0].operation), None, "{statement}");
    }
}

#[test]
fn settings_are_quoted_where_they_must_be() {
    let set = |value: &str| {
        sql(&Operation::NoChange(NoChange::Set {
            name: "lock_timeout".to_owned(),
            value: Some(value.to_owned()),
            local: true,
        }))
    };
    assert_eq!(set("2s").as_deref(), Some("SET LOCAL lock_timeout = '2s'"));
    assert_eq!(
        set("'2s'").as_deref(),
        Some("SET LOCAL lock_timeout = '2s'")
    );
    assert_eq!(
        set("2000").as_deref(),
        Some("SET LOCAL lock_timeout = 2000")
    );
}

const STATEMENTS: &[&str] = &[
    "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text NOT NULL DEFAULT 'it''s', b numeric(10, 2) UNIQUE)",
    "CREATE TABLE IF NOT EXISTS app.\"User\" (id uuid DEFAULT gen_random_uuid(), \"Order\" int CHECK (\"Order\" > 0), PRIMARY KEY (id))",
    "CREATE UNLOGGED TABLE t (a int, b int, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a, b), CHECK (a < b))",
    "CREATE TEMPORARY TABLE t (a int[], b timestamptz(3) DEFAULT now())",
    "CREATE TABLE t (a int REFERENCES u (id) ON DELETE CASCADE ON UPDATE SET NULL, b text COLLATE \"C\")",
    "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED)",
    "CREATE TABLE c (a int) INHERITS (p)",
    "CREATE TABLE d PARTITION OF p DEFAULT",
    "CREATE TABLE t (r int4range, EXCLUDE USING gist (r WITH &&))",
    "DROP TABLE t",
    "DROP TABLE IF EXISTS a, app.b CASCADE",
    "ALTER TABLE t RENAME TO \"New\"",
    "ALTER TABLE IF EXISTS t RENAME TO u",
    "ALTER TABLE t ADD COLUMN a int",
    "ALTER TABLE ONLY t ADD COLUMN IF NOT EXISTS a varchar(50) NOT NULL DEFAULT ''",
    "ALTER TABLE IF EXISTS t ADD COLUMN a double precision CHECK (a >= 0)",
    "ALTER TABLE t ADD COLUMN a int REFERENCES u",
    "ALTER TABLE t ADD COLUMN a int CONSTRAINT c CHECK (a > 0) CONSTRAINT d CHECK (a < 9)",
    "ALTER TABLE t DROP COLUMN IF EXISTS a CASCADE, DROP COLUMN b",
    "ALTER TABLE t RENAME COLUMN a TO \"B\"",
    "ALTER TABLE t ALTER COLUMN a TYPE bigint USING a::bigint",
    "ALTER TABLE t ALTER COLUMN a TYPE text COLLATE \"C\"",
    "ALTER TABLE t ALTER a SET DEFAULT nextval('s'), ALTER b DROP DEFAULT",
    "ALTER TABLE t ALTER a SET NOT NULL, ALTER b DROP NOT NULL",
    "ALTER TABLE t ALTER a ADD GENERATED BY DEFAULT AS IDENTITY",
    "ALTER TABLE t ALTER a DROP IDENTITY IF EXISTS",
    "ALTER TABLE t ALTER a DROP EXPRESSION",
    "ALTER TABLE t ALTER a SET EXPRESSION AS (b + 1)",
    "CREATE INDEX ON t (a)",
    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a DESC NULLS LAST, lower(b)) INCLUDE (c) WHERE d IS NOT NULL",
    "CREATE INDEX i ON ONLY app.t USING gin (a jsonb_path_ops, (b || c))",
    "DROP INDEX CONCURRENTLY IF EXISTS app.i",
    "DROP INDEX i CASCADE",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0 AND b IS NOT NULL) NOT VALID",
    "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a, b) REFERENCES u (c, d) ON DELETE SET NULL NOT VALID",
    "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u DEFERRABLE",
    "ALTER TABLE t ADD PRIMARY KEY (a, b)",
    "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY USING INDEX i",
    "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i",
    "ALTER TABLE t ADD CONSTRAINT n NOT NULL a",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NO INHERIT",
    "ALTER TABLE t DROP CONSTRAINT IF EXISTS c CASCADE",
    "ALTER TABLE t VALIDATE CONSTRAINT c",
    "CREATE TYPE mood AS ENUM ('sad', 'it''s ok')",
    "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy'",
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "ALTER TYPE app.mood RENAME TO feeling",
    "DROP TYPE IF EXISTS mood CASCADE",
    "UPDATE t SET a = lower(b), c = NULL WHERE a IS NULL",
    "UPDATE t SET a = (SELECT max(x) FROM u)",
    "DELETE FROM t WHERE a < now() - interval '1 day'",
    "TRUNCATE a, b CASCADE",
    "REINDEX TABLE CONCURRENTLY t",
    "VACUUM FULL t",
    "ANALYZE t",
    "CLUSTER t USING i",
    "ALTER INDEX i RENAME TO j",
    "ALTER TABLE t RENAME CONSTRAINT a TO b",
    "ALTER TABLE t SET UNLOGGED",
    "ALTER TABLE t SET SCHEMA app",
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE p ATTACH PARTITION c FOR VALUES FROM (1) TO (10)",
    "ALTER TABLE p DETACH PARTITION c CONCURRENTLY",
    "ALTER TABLE c NO INHERIT p",
    "ALTER VIEW v RENAME TO w",
    "DROP VIEW IF EXISTS v",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
    "DROP TRIGGER g ON t",
    "DROP POLICY IF EXISTS p ON t",
    "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID",
    "ALTER SEQUENCE s AS bigint",
    "CREATE SCHEMA IF NOT EXISTS app",
    "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"",
    "LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE",
    "SET LOCAL lock_timeout = '2s'",
    "BEGIN",
    "COMMIT",
];
