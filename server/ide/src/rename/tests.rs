//! Renames in specs and specifications, and back.

use super::*;
use crate::{AnalysisHost, Config};
use syntax::TextSize;

const SPEC: &str = "## users\r\n\r\nÜnïcödé 😀: the `phone` of `users`, as `users.phone`.\r\n\r\n\
| Column | Type |\r\n|---|---|\r\n| id | uuid |\r\n| `phone` | text |\r\n| mail | text |\r\n\r\n\
```mermaid\r\nerDiagram\r\n  users {\r\n    uuid id\r\n    text phone\r\n  }\r\n```\r\n\r\n\
- in a list\r\n\r\n  ```sql\r\n  -- 😀\r\n  SELECT u.phone, \"phone\", PHONE FROM users u ORDER BY phone;\r\n  ```\r\n";
const SPECIFICATION: &str = "database_migration_specification:\n  migration:\n    version: \"1\"\n    upgrade:\n      operations:\n        - type: add_index\n          table: users\n          details: {name: ix_users_phone, columns: [\"phone\"], where: phone IS NOT NULL}\n    downgrade:\n      operations:\n        - type: drop_index\n          table: users\n          details: {name: ix_users_phone}\n          sql: >\n            DROP INDEX ix_users_phone\n";

fn host(files: &[(&str, String)]) -> AnalysisHost {
    let mut host = AnalysisHost::new(Config::default());
    for (path, text) in files {
        host.set_file(path, text.as_str().into());
    }
    host
}

fn files() -> Vec<(&'static str, String)> {
    vec![
        ("/s.md", SPEC.to_owned()),
        ("/1.yaml", SPECIFICATION.to_owned()),
    ]
}

fn renamed(
    files: &[(&'static str, String)],
    from: &str,
    to: &str,
) -> Result<Vec<(&'static str, String)>, String> {
    let analysis = host(files).analysis();
    let file = analysis.file_id("/s.md").expect("the spec");
    let offset = files[0].1.find(from).expect("the name");
    let offset = TextSize::of(&files[0].1[..offset]);
    let edit = analysis.rename(FilePosition { file, offset }, to)?;
    let mut files = files.to_vec();
    for file in &edit.edits {
        let path = analysis.path(file.file).expect("a path");
        let (_, text) = files
            .iter_mut()
            .find(|it| *it.0 == *path)
            .expect("a file of ours");
        *text = syntax::text::apply_edits(text, &file.edits).expect("edits that fit");
    }
    Ok(files)
}

#[test]
fn a_column_is_renamed_everywhere_and_back() {
    let after = renamed(&files(), "phone", "tel_no").expect("it can be renamed");
    let spec = &after[0].1;
    assert!(!spec.to_lowercase().contains("phone"), "{spec}");
    assert!(
        spec.contains("SELECT u.tel_no, \"tel_no\", TEL_NO FROM users u ORDER BY tel_no;"),
        "{spec}"
    );
    assert!(
        after[1]
            .1
            .contains("columns: [\"tel_no\"], where: tel_no IS NOT NULL"),
        "{}",
        after[1].1
    );
    assert!(
        after[1].1.contains("ix_users_phone"),
        "an index keeps its name"
    );
    assert_eq!(
        renamed(&after, "tel_no", "phone").expect("and back"),
        files()
    );
}

#[test]
fn a_table_is_renamed_everywhere_and_back() {
    let after = renamed(&files(), "users", "members").expect("it can be renamed");
    let rest = after
        .iter()
        .map(|it| it.1.replace("ix_users_phone", ""))
        .collect::<String>();
    assert!(!rest.contains("users"), "{rest}");
    assert_eq!(
        renamed(&after, "members", "users").expect("and back"),
        files()
    );
}

#[test]
fn names_that_need_quotes_come_and_go() {
    let after = renamed(&files(), "phone", "order").expect("it can be renamed");
    assert!(
        after[0]
            .1
            .contains("SELECT u.\"order\", \"order\", \"order\" FROM"),
        "{}",
        after[0].1
    );
    assert!(after[0].1.contains("| `order` |"));
}

#[track_caller]
fn check_refused(from: &str, to: &str, expected: &str) {
    let refused = renamed(&files(), from, to).expect_err("it is refused");
    assert!(refused.contains(expected), "{refused}");
}

#[test]
fn what_cannot_be_renamed_says_why() {
    check_refused("phone", "mail", "`mail` is in use: s.md, line 9");
    check_refused("phone", "a b", "letters, digits and underscores");
    check_refused("phone", "off", "YAML");
    check_refused("phone", &"x".repeat(64), "PostgreSQL keeps 63");
    check_refused("Type", "x", "no table or column");
    let mut files = files();
    files.push(("/x.sql", "SELECT \"pHone\" FROM users".to_owned()));
    let refused = renamed(&files, "phone", "tel").expect_err("it is refused");
    assert!(
        refused.contains("`\"pHone\"` in x.sql, line 1"),
        "{refused}"
    );
}
