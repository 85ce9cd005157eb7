//! Several migrations in one script, as `alembic upgrade --sql` and people with `cat` write them.
//!
//! What an earlier one of them created is not new to a later one: it may have been applied long
//! before. Only says where one begins; never what is in it.

use crate::document::Comment;
use crate::operation::{Change, Operation};

/// Tables in which runners note which migrations were applied.
const VERSION_TABLES: &[&str] = &[
    "__diesel_schema_migrations",
    "__efmigrationshistory",
    "_prisma_migrations",
    "_sqlx_migrations",
    "alembic_version",
    "django_migrations",
    "flyway_schema_history",
    "goose_db_version",
    "schema_migrations",
];

/// Whether a table is a runner's own note of what was applied, and no table of the application.
pub fn is_version_table(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    VERSION_TABLES.contains(&name.as_str())
}

/// Indexes of the changes with which another migration begins, rising; empty for a script that
/// is one migration.
pub(super) fn begins(changes: &[Change], comments: &[Comment]) -> Vec<usize> {
    let mut comments = comments.iter().peekable();
    let mut found = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let mut heading = false;
        while let Some(comment) = comments.next_if(|it| it.range.start() < change.range.start()) {
            heading |= names_a_migration(&comment.text);
        }
        let noted = index
            .checked_sub(1)
            .and_then(|it| changes.get(it))
            .is_some_and(notes_a_version);
        if index > 0 && (heading || noted) {
            found.push(index);
        }
    }
    found
}

/// The change does nothing but note a version.
fn notes_a_version(change: &Change) -> bool {
    let notes = |operation: &Operation| {
        let table = if let Operation::BulkInsert(it) = operation {
            &it.table
        } else if let Operation::BulkUpdate(it) = operation {
            &it.table
        } else {
            return false;
        };
        is_version_table(table.name.as_str())
    };
    !change.parts.is_empty() && change.parts.iter().all(|it| notes(&it.operation))
}

/// A comment that is the heading of a migration: a runner's (`Running upgrade a -> b`,
/// `migrate:up`), or one that names a file or a version (`0002_add_phone.sql`, `Migration 7: …`).
fn names_a_migration(comment: &str) -> bool {
    let plain = comment.trim_matches(|it: char| !it.is_alphanumeric() && it != '+');
    let lower = plain.to_ascii_lowercase();
    let runner = [
        "running upgrade ",
        "migrate:up",
        "+goose up",
        "goose up",
        "+migrate up",
    ];
    if runner.iter().any(|it| lower.starts_with(it)) {
        return true;
    }
    let mut words = lower.split_whitespace();
    let (Some(first), second) = (words.next(), words.next()) else {
        return false;
    };
    let digits = |it: &str| it.chars().any(|it| it.is_ascii_digit());
    let file = first
        .rsplit_once('.')
        .is_some_and(|(stem, end)| end == "sql" && digits(stem));
    let word = first.trim_end_matches(':');
    let version = matches!(word, "migration" | "revision" | "version")
        && second.is_some_and(|it| digits(it) || word == "revision");
    file || version
}

#[cfg(test)]
mod tests {

    #[track_caller]
    fn check(script: &str, expected: &[usize]) {
        let document = crate::lower::lower(script, syntax::Language::Sql);
        let found: Vec<usize> = document
            .migrations
            .iter()
            .flat_map(|it| it.begins.clone())
            .collect();
        assert_eq!(found, expected, "{script}");
    }

    #[test]
    fn a_script_of_one_migration_has_no_other() {
        check(
            "CREATE TABLE a (id int);\n-- then\nALTER TABLE a ADD b int;",
            &[],
        );
        check(
            "-- Migration 1: a\nCREATE TABLE a (id int);\nDROP TABLE a;",
            &[],
        );
        check(
            "-- see version 3 of the spec\nDROP TABLE a;\n-- the revised table\nDROP TABLE b;",
            &[],
        );
    }

    #[test]
    fn headings_of_runners_and_of_people_begin_another() {
        check(
            "DROP TABLE a;\n-- Running upgrade 1 -> 2\nDROP TABLE b;",
            &[1],
        );
        check("DROP TABLE a;\n-- 0002_more.sql\nDROP TABLE b;", &[1]);
        check(
            "DROP TABLE a;\n/* === Migration 2: more === */\nDROP TABLE b;",
            &[1],
        );
    }

    #[test]
    fn a_noted_version_ends_one() {
        check(
            "CREATE TABLE a (id int);\nINSERT INTO alembic_version (version_num) VALUES ('1');\nDROP TABLE a;\nUPDATE alembic_version SET version_num = '2' WHERE version_num = '1';",
            &[2],
        );
    }
}
