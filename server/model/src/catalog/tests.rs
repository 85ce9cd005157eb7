//! Scripts and the state that they leave.

use super::*;
use crate::lower::sql_changes;
use expect_test::{Expect, expect};

/// Each table in one line, then the sequences, views and what did not fit.
#[track_caller]
fn check(script: &str, expected: Expect) {
    let mut catalog = Catalog {
        whole: true,
        ..Catalog::default()
    };
    let mut problems = Vec::new();
    for change in sql_changes(script) {
        problems.extend(catalog.apply(&change));
    }
    let mut out = String::new();
    for (key, table) in catalog.tables.iter() {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|it| {
                let null = if table.not_null(it.name.as_str()) {
                    "!"
                } else {
                    ""
                };
                format!("{}{null}", it.name)
            })
            .collect();
        let names = |it: Vec<&String>| {
            let it: Vec<&str> = it.into_iter().map(String::as_str).collect();
            it.join(" ")
        };
        let constraints = names(table.constraints.iter().map(|it| &it.name).collect());
        let indexes = names(table.indexes.iter().map(|it| &it.name).collect());
        out.push_str(&format!(
            "{key} ({}) constraints: {constraints}; indexes: {indexes}\n",
            columns.join(" ")
        ));
    }
    for (name, sequence) in &catalog.objects.sequences {
        out.push_str(&format!("sequence {name} {:?}\n", sequence.owned_by));
    }
    for (name, view) in &catalog.objects.views {
        let columns: Vec<&str> = view.columns.iter().map(|it| it.column.as_str()).collect();
        out.push_str(&format!("view {name} ({})\n", columns.join(" ")));
    }
    for problem in problems {
        out.push_str(&format!("{:?} {}\n", problem.kind, problem.object));
    }
    expected.assert_eq(&out);
}

#[test]
fn what_is_named_on_a_column_keeps_its_name() {
    check(
        "CREATE TABLE p (id bigint CONSTRAINT pk PRIMARY KEY);
         CREATE TABLE t (id int, a int CONSTRAINT once UNIQUE CONSTRAINT positive CHECK (a > 0),
           b int CONSTRAINT parent REFERENCES p);
         ALTER TABLE t ADD COLUMN c int CONSTRAINT other UNIQUE;
         ALTER TABLE p DROP CONSTRAINT pk;",
        expect![[r#"
            p (id!) constraints: ; indexes: 
            t (id a b c) constraints: once positive parent other; indexes: once other
        "#]],
    );
}

#[test]
fn what_is_unnamed_gets_the_name_that_postgresql_gives() {
    check(
        "CREATE TABLE p (id bigserial PRIMARY KEY);
         CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a int UNIQUE CHECK (a > 0),
           b int REFERENCES p, CHECK (a > 0 AND b > 0), PRIMARY KEY (id));
         CREATE INDEX ON t (a, lower('x'));
         CREATE INDEX ON t (b);
         CREATE INDEX ON t (b);
         ALTER TABLE t ADD CHECK (a < 10);",
        expect![[r#"
            p (id!) constraints: p_pkey; indexes: p_pkey
            t (id! a b) constraints: t_a_key t_a_check t_b_fkey t_check t_pkey t_a_check1; indexes: t_a_key t_pkey t_a_expr_idx t_b_idx t_b_idx1
            sequence p_id_seq Some(("p", "id"))
            sequence t_id_seq Some(("t", "id"))
        "#]],
    );
}

#[test]
fn a_rename_is_followed_everywhere() {
    check(
        "CREATE TABLE p (id serial PRIMARY KEY);
         CREATE TABLE t (id int, p int REFERENCES p (id), CHECK (p > 0));
         CREATE VIEW v AS SELECT * FROM t;
         ALTER TABLE t RENAME COLUMN p TO parent;
         ALTER TABLE p RENAME TO parents;
         ALTER TABLE parents RENAME COLUMN id TO key;",
        expect![[r#"
            parents (key!) constraints: p_pkey; indexes: p_pkey
            t (id parent) constraints: t_p_fkey t_p_check; indexes: 
            sequence p_id_seq Some(("parents", "key"))
            view v (id parent)
        "#]],
    );
}

#[test]
fn a_drop_takes_along_what_cannot_be_without_it() {
    check(
        "CREATE TABLE p (id serial PRIMARY KEY, a int, b int, CHECK (a > b));
         CREATE INDEX ON p (b) WHERE a > 0;
         CREATE TABLE t (p int REFERENCES p (id));
         CREATE VIEW v AS SELECT a FROM p;
         CREATE VIEW above AS SELECT * FROM v;
         ALTER TABLE p DROP COLUMN a CASCADE;
         DROP TABLE p CASCADE;",
        expect![[r#"
            t (p) constraints: ; indexes: 
        "#]],
    );
}

#[test]
fn partitions_take_over_what_their_parent_has() {
    check(
        "CREATE TABLE t (id int NOT NULL, a int) PARTITION BY RANGE (id);
         CREATE INDEX ix ON t (a);
         CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (10);
         ALTER TABLE t ADD PRIMARY KEY (id);
         ALTER TABLE t ADD COLUMN b int CHECK (b > 0);
         ALTER TABLE t DROP COLUMN a;",
        expect![[r#"
            t (id! b) constraints: t_pkey t_b_check; indexes: t_pkey
            t_1 (id! b) constraints: t_1_pkey t_b_check; indexes: t_1_pkey
        "#]],
    );
}

#[test]
fn what_cannot_be_is_reported_only_where_everything_is_known() {
    check(
        "CREATE TABLE t (id int);
         CREATE TABLE t (id int);
         CREATE TABLE IF NOT EXISTS t (id int);
         ALTER TABLE t DROP COLUMN nope;
         ALTER TABLE t DROP COLUMN IF EXISTS nope;
         ALTER TABLE t ADD COLUMN id int;
         ALTER TABLE t DROP CONSTRAINT nope;
         DROP INDEX nope;
         ALTER TABLE unheard_of ADD COLUMN a int;
         ALTER TABLE unheard_of DROP COLUMN b;",
        expect![[r#"
            t (id) constraints: ; indexes: 
            unheard_of (a) constraints: ; indexes: 
            Duplicate t
            UnknownColumn t.nope
            Duplicate t.id
            UnknownConstraint t.nope
            UnknownIndex nope
            UnknownTable unheard_of
        "#]],
    );
}

#[test]
fn a_copy_of_the_state_is_left_alone() {
    let mut catalog = Catalog::default();
    for change in sql_changes("CREATE TABLE t (id int); CREATE TABLE u (id int);") {
        catalog.apply(&change);
    }
    catalog.seal();
    catalog.whole = true;
    let before = catalog.clone();
    for change in sql_changes("ALTER TABLE t ADD COLUMN a int;") {
        catalog.apply(&change);
    }
    let table = |catalog: &Catalog, name: &str| catalog.tables.get(name).cloned().unwrap();
    assert_eq!(table(&before, "t").columns.len(), 1);
    assert_eq!(table(&catalog, "t").columns.len(), 2);
    assert!(Arc::ptr_eq(&table(&before, "u"), &table(&catalog, "u")));
    // An application may have written since.
    assert_eq!(table(&before, "t").has_rows, None);
}

#[test]
fn names_are_found_loosely_while_they_mean_one_table() {
    let mut catalog = Catalog::default();
    for change in sql_changes("CREATE TABLE app.t (id int); CREATE TABLE \"Users\" (id int);") {
        catalog.apply(&change);
    }
    let found = |catalog: &Catalog, name: &str| {
        let name = super::query::split(name);
        catalog.table(&name).map(|it| it.name.to_string())
    };
    assert_eq!(found(&catalog, "t").as_deref(), Some("app.t"));
    assert_eq!(found(&catalog, "users").as_deref(), Some("Users"));
    assert_eq!(found(&catalog, "public.Users").as_deref(), Some("Users"));
    assert_eq!(found(&catalog, "other.t"), None);
    for change in sql_changes("CREATE TABLE other.t (id int);") {
        catalog.apply(&change);
    }
    assert_eq!(found(&catalog, "t"), None);
}
