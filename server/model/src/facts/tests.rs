//! Statements and what PostgreSQL does when it runs them.
//!
//! Each line of a case is one statement: its facts in short, or with a version in front, what
//! that version does.

mod alter;
mod objects;
mod rows;

use super::*;
use crate::lower::sql_changes;

/// Tables that the cases are about, with rows in them.
pub(super) const TABLES: &str = "
CREATE TABLE parent (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 0, n int, v varchar(50), w text DEFAULT 'x',
  amount numeric(10,2), ts timestamp, j json, p int REFERENCES parent (id));
INSERT INTO parent SELECT g, 'p' FROM generate_series(1, 10) g;
INSERT INTO t (id) SELECT g FROM generate_series(1, 10) g;
CREATE TABLE part (id int NOT NULL, a int) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (1) TO (10);
INSERT INTO part SELECT 1, 1;
";

fn short(facts: &Facts) -> String {
    let mut out: Vec<String> = facts
        .locks
        .iter()
        .map(|it| format!("{} {}", it.relation, it.mode.as_str()))
        .collect();
    for (name, value) in [
        ("rewrite", facts.rewrite),
        ("scan", facts.scan),
        ("build", facts.index_build),
    ] {
        match value {
            Some(true) => out.push(name.to_owned()),
            Some(false) => {}
            None => out.push(format!("{name}?")),
        }
    }
    let waits: String = facts.blocks.map_or("?".to_owned(), |it| {
        [(it.select, 's'), (it.insert, 'i'), (it.update, 'u')]
            .iter()
            .filter(|it| it.0)
            .map(|it| it.1)
            .collect()
    });
    if !waits.is_empty() {
        out.push(format!("waits {waits}"));
    }
    if facts.transactional == Some(false) {
        out.push("no transaction".to_owned());
    }
    for failure in &facts.fails_with {
        let sure = if failure.certain { "!" } else { "" };
        out.push(format!("{}{sure}", failure.sqlstate));
    }
    out.join(", ")
}

/// The setup is the past; the script's statements run one after another.
fn judged(setup: &str, script: &str, postgres: Postgres) -> Vec<String> {
    let mut catalog = Catalog::default();
    for change in sql_changes(TABLES).iter().chain(&sql_changes(setup)) {
        catalog.apply(change);
    }
    catalog.seal();
    catalog.whole = true;
    let mut session = Session::default();
    let mut lines = Vec::new();
    for change in sql_changes(script) {
        let facts = of_change(&change, &catalog, &session, postgres);
        lines.extend(facts.iter().map(short));
        session.advance(&change, &facts, &catalog);
        catalog.apply(&change);
    }
    lines
}

/// One line for each statement; where versions differ, one for each group of versions.
#[track_caller]
fn check(setup: &str, script: &str, expected: expect_test::Expect) {
    let mut groups: Vec<(Vec<u8>, Vec<String>)> = Vec::new();
    for major in Postgres::OLDEST.0..=Postgres::NEWEST.0 {
        let lines = judged(setup, script, Postgres(major));
        match groups.iter_mut().find(|it| it.1 == lines) {
            Some(group) => group.0.push(major),
            None => groups.push((vec![major], lines)),
        }
    }
    let several = groups.len() > 1;
    let mut out = String::new();
    for (majors, lines) in groups {
        if several {
            let majors: Vec<String> = majors.iter().map(u8::to_string).collect();
            out.push_str(&format!("{}:\n", majors.join(" ")));
        }
        for line in lines {
            out.push_str(&line);
            out.push('\n');
        }
    }
    expected.assert_eq(&out);
}
