//! What is found in each notation, as `text@role` in order.

use expect_test::{Expect, expect};
use syntax::Language;

use super::{Named, mentions};

#[track_caller]
fn check(language: Language, text: &str, expected: &Expect) {
    let document = crate::lower(text, language);
    let mut out = String::new();
    for mention in mentions(text, &document) {
        let what = match &mention.named {
            Named::Table(it) => format!("table {it}"),
            Named::Column { tables, column } => format!("column {}.{column}", tables.join("|")),
            Named::Index(it) => format!("index {it}"),
            Named::Constraint(it) => format!("constraint {it}"),
            Named::Type(it) => format!("type {it}"),
            Named::Version(it) => format!("version {it}"),
        };
        let role = format!("{:?}", mention.role).to_lowercase();
        let exact = if mention.exact { "" } else { " (inexact)" };
        out.push_str(&format!("{}: {what} {role}{exact}\n", &text[mention.range]));
    }
    expected.assert_eq(&out);
}

#[test]
fn a_script_names_tables_and_their_columns() {
    check(
        Language::Sql,
        "CREATE TABLE a (id int PRIMARY KEY, \"B b\" text CHECK (id > 0), c int REFERENCES x (y), FOREIGN KEY (c) REFERENCES z (w));\n\
         ALTER TABLE public.a RENAME COLUMN c TO d;\n\
         CREATE INDEX i ON a (lower(d)) WHERE id > 1;\n\
         UPDATE a AS u SET d = v.d FROM v WHERE u.id = v.id AND w IS NULL;\n\
         INSERT INTO a (id) SELECT n FROM m ON CONFLICT (id) DO UPDATE SET d = excluded.d;\n\
         WITH q AS (SELECT k FROM l) SELECT q.k, l2.z FROM q JOIN l l2 USING (k);\n\
         COMMENT ON COLUMN a.d IS 'x'; DROP TABLE a;",
        &expect![[r#"
            a: table a created
            id: column a.id created
            int: type int used
            "B b": column a.b b created
            text: type text used
            id: column a.id used
            c: column a.c created
            int: type int used
            x: table x used
            y: column x.y used
            c: column a.c used
            z: table z used
            w: column z.w used
            a: table a used
            c: column a.c removed
            d: column a.d created
            i: index i created
            a: table a used
            d: column a.d used
            id: column a.id used
            a: table a used
            d: column a.d used
            v: table v used
            d: column v.d used
            v: table v used
            id: column a.id used
            v: table v used
            id: column v.id used
            w: column a|v.w used
            a: table a used
            id: column a.id used
            n: column m|a.n used
            m: table m used
            id: column a.id used
            d: column a.d used
            d: column a.d used
            k: column l.k used
            l: table l used
            z: column l.z used
            l: table l used
            k: column |l.k used
            a: table a used
            d: column a.d used
            a: table a removed
        "#]],
    );
}

#[test]
fn details_name_what_their_fields_say() {
    check(
        Language::Yaml,
        "database_migration_specification:\n  meta: {current_version: \"1\", target_version: \"2\"}\n  migration:\n    version: \"2\"\n    upgrade:\n      operations:\n        - type: add_column\n          table: users\n          details:\n            column: {name: \"phone\", type: varchar(20), check: phone <> ''}\n        - type: add_index\n          table: users\n          details: {name: ix, columns: [phone]}\n        - type: execute_sql\n          sql: |\n            UPDATE users\n              SET phone = 'é' WHERE phone IS NULL;\n    breaking_changes:\n      - {type: x, table: users, column: phone, mitigation_strategy: Read users.phone no more}\n",
        &expect![[r#"
            1: version 1 used
            2: version 2 described
            2: version 2 created
            users: table users used
            phone: column users.phone created
            varchar: type varchar used
            phone: column users.phone used
            users: table users used
            ix: index ix created
            phone: column users.phone used
            users: table users used
            phone: column users.phone used
            phone: column users.phone used
            users: table users used
            phone: column users.phone used
            users: table users said
            phone: column users.phone said
        "#]],
    );
}

#[test]
fn a_spec_names_them_in_every_form() {
    check(
        Language::Markdown,
        "## users\n\nThe `phone` of `users` and `users.phone`; `other`.\n\n| Column | Type | Notes |\n|---|---|---|\n| id | uuid | |\n| **phone** | `varchar(20)` | FK → orgs.id |\n\nIndexes:\n\n- `ix_users_phone` on (phone)\n\n```mermaid\nerDiagram\n  users {\n    uuid id\n    varchar phone\n  }\n  users ||--o{ todos : has\n```\n\n- list\n\n  ```sql\n  SELECT phone FROM users;\n  ```\n\n## todos\n\n- **id**: integer, primary key\n- **user_id**: uuid, references users.id\n",
        &expect![[r#"
            users: table users described
            phone: table phone said
            phone: column users.phone said
            phone: index phone said
            users: table users said
            users: column users.users said
            users: index users said
            users: table users said
            phone: column users.phone said
            other: table other said
            other: column users.other said
            other: index other said
            id: column users.id described
            uuid: type uuid used
            phone: column users.phone described
            varchar: type varchar used
            orgs: table orgs used
            id: column orgs.id used
            ix_users_phone: table ix_users_phone said
            ix_users_phone: column users.ix_users_phone said
            ix_users_phone: index ix_users_phone described
            phone: column users.phone used
            erDiagram: table erdiagram said
            users: table users described
            uuid: table uuid said
            uuid: type uuid used
            id: table id said
            id: column users.id described
            varchar: table varchar said
            varchar: type varchar used
            phone: table phone said
            phone: column users.phone described
            users: table users said
            o: table o said
            todos: table todos said
            has: table has said
            phone: column users.phone used
            users: table users used
            todos: table todos described
            id: column todos.id described
            integer: type integer used
            user_id: column todos.user_id described
            uuid: type uuid used
            users: table users used
            id: column users.id used
        "#]],
    );
}
