//! Operations and the way back, as SQL.

use std::sync::Arc;

use expect_test::{Expect, expect};

use super::*;
use crate::lower::sql_changes;
use crate::render;

/// A catalog with one table, as a script would leave it.
fn catalog() -> Catalog {
    let mut table = Table {
        name: QualifiedName::generated("users"),
        knowledge: Knowledge::Complete,
        ..Table::default()
    };
    let script = "CREATE TABLE users (id bigint PRIMARY KEY, phone varchar(20) DEFAULT '-' UNIQUE, \
         age int NOT NULL CHECK (age > 0), CONSTRAINT users_org FOREIGN KEY (age) REFERENCES orgs (id))";
    for change in sql_changes(script) {
        for part in change.parts {
            if let Operation::CreateTable(it) = part.operation {
                table.columns = it.columns;
                table.constraints = it
                    .constraints
                    .into_iter()
                    .map(|it| TableConstraint {
                        name: it.name.clone().unwrap_or_default().text,
                        constraint: it,
                        validated: true,
                    })
                    .collect();
            }
        }
    }
    for change in
        sql_changes("CREATE UNIQUE INDEX users_phone ON users (lower(phone)) WHERE age > 1")
    {
        for part in change.parts {
            if let Operation::AddIndex(it) = part.operation {
                table.indexes.push(Index {
                    name: "users_phone".to_owned(),
                    unique: it.unique,
                    keys: it.keys,
                    include: it.include,
                    predicate: it.predicate,
                    method: it.method,
                    attributes: it.attributes,
                    constraint: None,
                    invalid: false,
                    parent: None,
                });
            }
        }
    }
    let mut catalog = Catalog::default();
    Arc::make_mut(&mut catalog.tables).insert("users".to_owned(), Arc::new(table));
    let mood = crate::catalog::EnumType {
        values: vec!["sad".to_owned()],
        new: false,
    };
    Arc::make_mut(&mut catalog.objects)
        .enums
        .insert("mood".to_owned(), mood);
    catalog
}

#[track_caller]
fn check(script: &str, expected: Expect) {
    let catalog = catalog();
    let mut lines = Vec::new();
    for part in sql_changes(script).into_iter().flat_map(|it| it.parts) {
        match inverse(&part.operation, &catalog) {
            None => lines.push("unknown".to_owned()),
            Some(back) => {
                let back: Vec<String> = back
                    .iter()
                    .map(|it| render::sql(it).unwrap_or_else(|| format!("{it:?}")))
                    .collect();
                lines.push(back.join("; ").replace("\n    ", " ").replace('\n', ""));
            }
        }
    }
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

#[test]
fn what_is_created_is_dropped() {
    check(
        "CREATE TABLE t (a int);
         ALTER TABLE users ADD COLUMN a int;
         CREATE TABLE IF NOT EXISTS users (a int);
         ALTER TABLE users ADD COLUMN IF NOT EXISTS age int;
         CREATE INDEX IF NOT EXISTS users_phone ON users (age);
         CREATE INDEX ON app.t (a, b);
         CREATE INDEX CONCURRENTLY i ON t (lower(a));
         ALTER TABLE users ADD CHECK (age > 1);
         ALTER TABLE users ADD CONSTRAINT c UNIQUE (age);
         CREATE TYPE e AS ENUM ('a');
         CREATE INDEX ON t (lower(a))",
        expect![[r#"
            DROP TABLE t
            ALTER TABLE users DROP COLUMN a



            DROP INDEX app.t_a_b_idx
            DROP INDEX CONCURRENTLY i
            ALTER TABLE users DROP CONSTRAINT users_age_check
            ALTER TABLE users DROP CONSTRAINT c
            DROP TYPE e
            unknown
        "#]],
    );
}

#[test]
fn what_is_dropped_comes_back_as_it_was() {
    check(
        "ALTER TABLE users DROP COLUMN phone;
         ALTER TABLE users DROP COLUMN age;
         DROP TABLE users;
         DROP INDEX CONCURRENTLY users_phone;
         ALTER TABLE users DROP CONSTRAINT users_org;
         DROP TYPE mood",
        expect![[r#"
            ALTER TABLE users ADD COLUMN phone varchar(20) DEFAULT '-'; ALTER TABLE users ADD UNIQUE (phone); CREATE UNIQUE INDEX users_phone ON users (lower(phone)) WHERE age > 1
            ALTER TABLE users ADD COLUMN age integer NOT NULL; ALTER TABLE users ADD CONSTRAINT users_org FOREIGN KEY (age) REFERENCES orgs (id); ALTER TABLE users ADD CHECK (age > 0); CREATE UNIQUE INDEX users_phone ON users (lower(phone)) WHERE age > 1
            CREATE TABLE users ( id bigint NOT NULL, phone varchar(20) DEFAULT '-', age integer NOT NULL, CONSTRAINT users_org FOREIGN KEY (age) REFERENCES orgs (id), PRIMARY KEY (id), UNIQUE (phone), CHECK (age > 0)); CREATE UNIQUE INDEX users_phone ON users (lower(phone)) WHERE age > 1
            CREATE UNIQUE INDEX CONCURRENTLY users_phone ON users (lower(phone)) WHERE age > 1
            ALTER TABLE users ADD CONSTRAINT users_org FOREIGN KEY (age) REFERENCES orgs (id)
            CREATE TYPE mood AS ENUM ('sad')
        "#]],
    );
}

#[test]
fn what_is_altered_is_altered_back() {
    check(
        "ALTER TABLE users ALTER phone TYPE text;
         ALTER TABLE users ALTER phone DROP DEFAULT;
         ALTER TABLE users ALTER age SET DEFAULT 0;
         ALTER TABLE users ALTER phone SET NOT NULL;
         ALTER TABLE users ALTER age SET NOT NULL;
         ALTER TABLE users ALTER age DROP NOT NULL;
         ALTER TABLE users RENAME COLUMN age TO years;
         ALTER TABLE app.users RENAME TO people;
         ALTER TABLE users VALIDATE CONSTRAINT c;
         ALTER TYPE mood RENAME VALUE 'a' TO 'b';
         ALTER INDEX i RENAME TO j;
         SELECT 1",
        expect![[r#"
            ALTER TABLE users ALTER COLUMN phone TYPE varchar(20)
            ALTER TABLE users ALTER COLUMN phone SET DEFAULT '-'
            ALTER TABLE users ALTER COLUMN age DROP DEFAULT
            ALTER TABLE users ALTER COLUMN phone DROP NOT NULL

            ALTER TABLE users ALTER COLUMN age SET NOT NULL
            ALTER TABLE users RENAME COLUMN years TO age
            ALTER TABLE app.people RENAME TO users

            ALTER TYPE mood RENAME VALUE 'b' TO 'a'
            ALTER INDEX j RENAME TO i

        "#]],
    );
}

#[test]
fn what_is_not_known_is_not_invented() {
    check(
        "ALTER TABLE users DROP COLUMN nothing;
         DROP TABLE orders;
         ALTER TABLE orders ALTER a TYPE text;
         DROP INDEX nothing;
         ALTER TYPE mood ADD VALUE 'x';
         DELETE FROM users;
         FROB users",
        expect![[r#"
            unknown
            unknown
            unknown
            unknown
            unknown
            unknown
            unknown
        "#]],
    );
}
