//! What an edited spec is said to change, held against what is written down already.

use std::sync::Arc;

use expect_test::{Expect, expect};
use ide::{AnalysisHost, Config, FileId};

const SPEC: &str = "specs/database/schema.md";

const TEXT: &str = "\
# Shop

## users

| Column | Type | Null |
|---|---|---|
| id | bigint | no, PK |
| phone | varchar(20) | yes |

## orders

| Column | Type | Null |
|---|---|---|
| id | bigint | no, PK |
| user_id | bigint | no |
| total | integer | no |
";

const CHAIN: &str = "CREATE TABLE users (id bigint PRIMARY KEY, phone varchar(20)); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL, total integer NOT NULL)";

fn specification(version: u32, sql: &str) -> (String, String) {
    let parent = match version {
        1 => "null".to_owned(),
        _ => format!("\"{}\"", version - 1),
    };
    let text = format!(
        "database_migration_specification:\n  meta: {{current_version: {parent}, target_version: \"{version}\"}}\n  migration:\n    version: \"{version}\"\n    name: step\n    upgrade:\n      operations:\n        - type: execute_sql\n          sql: |\n            {sql}\n"
    );
    (format!("specs/database/migrations/{version}.yaml"), text)
}

fn host(before: &[(&str, &str)], after: &[(&str, &str)], chain: &[&str]) -> AnalysisHost {
    let mut host = AnalysisHost::new(Config::default());
    for (path, text) in after {
        host.set_file(path, (*text).into());
    }
    for (version, sql) in (1..).zip(chain) {
        let (path, text) = specification(version, sql);
        host.set_file(&path, text.into());
    }
    let text = |it: &str| -> Arc<str> { it.into() };
    let before = before
        .iter()
        .map(|(path, it)| ((*path).to_owned(), text(it)));
    host.set_earlier("HEAD", before.collect());
    host
}

fn said(host: &AnalysisHost, path: &str) -> String {
    let analysis = host.analysis();
    let file = analysis.file_id(path).expect("it is there");
    let text = analysis.text(file).expect("it has a text");
    let mut out = String::new();
    for it in analysis.diagnostics(file) {
        let related: Vec<&str> = it.related.iter().map(|it| it.message.as_str()).collect();
        out += &format!("{} [{}] {}\n", it.code, &text[it.range], related.join("; "));
    }
    out
}

#[track_caller]
fn check(edited: &str, chain: &[&str], expected: Expect) {
    let host = host(&[(SPEC, TEXT)], &[(SPEC, edited)], chain);
    expected.assert_eq(&said(&host, SPEC));
}

#[test]
fn what_an_edit_changes_stands_where_it_was_edited() {
    check(TEXT, &[], expect![""]);
    let edited = TEXT
        .replace("| phone | varchar(20) | yes |\n", "")
        .replace("| integer |", "| bigint |");
    check(
        &edited,
        &[],
        expect![[r#"
        drop-column [users] In HEAD, line 8: | phone | varchar(20) | yes |
        change-column-type-rewrite [bigint] In HEAD, line 16: integer
    "#]],
    );
    let at = TEXT.find("## orders").expect("it is there");
    check(
        &TEXT[..at],
        &[],
        expect![[r#"
        drop-table [# Shop] In HEAD, line 10: orders
    "#]],
    );
    check(
        "# Shop\n\nMoved.\n",
        &[],
        expect![[r#"
        not-compared [# Shop] 
    "#]],
    );
}

#[test]
fn what_the_chain_builds_is_not_found_again() {
    let edited = TEXT.replace("| integer |", "| bigint |");
    check(
        &edited,
        &[CHAIN],
        expect![[r#"
        change-column-type-rewrite [bigint] In HEAD, line 16: integer
    "#]],
    );
    let widen = "ALTER TABLE orders ALTER COLUMN total TYPE bigint";
    check(&edited, &[CHAIN, widen], expect![""]);
    // Another change is still one.
    check(
        &edited,
        &[CHAIN, "ALTER TABLE orders ADD COLUMN note text"],
        expect![[r#"
            schema-drift [orders] the chain ends here
            change-column-type-rewrite [bigint] In HEAD, line 16: integer
        "#]],
    );
    // A table that the chain does not build is not its business.
    check(
        &edited,
        &["CREATE TABLE other (id bigint PRIMARY KEY)"],
        expect![[r#"
            schema-drift [users] the chain ends here
            schema-drift [orders] the chain ends here
            change-column-type-rewrite [bigint] In HEAD, line 16: integer
        "#]],
    );
    // A dropped column and table, written down.
    let dropped = TEXT.replace("| phone | varchar(20) | yes |\n", "");
    check(
        &dropped,
        &[CHAIN, "ALTER TABLE users DROP COLUMN phone"],
        expect![""],
    );
    let at = TEXT.find("## orders").expect("it is there");
    check(&TEXT[..at], &[CHAIN, "DROP TABLE orders"], expect![""]);
}

#[test]
fn what_a_statement_of_the_spec_says_is_not_found_again() {
    let statement =
        "\n## Migration\n\n```sql\nALTER TABLE orders ALTER COLUMN total TYPE bigint;\n```\n";
    let edited = TEXT.replace("| integer |", "| bigint |") + statement;
    check(
        &edited,
        &[],
        expect![[r#"
            change-column-type-rewrite [ALTER TABLE orders ALTER COLUMN total TYPE bigint] 
        "#]],
    );
    // An old story says nothing of today's edit.
    let host = host(
        &[(SPEC, &format!("{TEXT}{statement}"))],
        &[(SPEC, &edited)],
        &[],
    );
    expect![[r#"
        change-column-type-rewrite [bigint] In HEAD, line 16: integer
        change-column-type-rewrite [ALTER TABLE orders ALTER COLUMN total TYPE bigint] 
    "#]]
    .assert_eq(&said(&host, SPEC));
}

#[test]
fn old_drift_is_not_an_edit() {
    // The spec has said `integer` all the time.
    let chain = CHAIN.replace("total integer", "total numeric");
    check(
        TEXT,
        &[&chain],
        expect![[r#"
        schema-drift [integer] the chain ends here
    "#]],
    );
    let edited = TEXT.replace("varchar(20)", "text");
    check(
        &edited,
        &[&chain],
        expect![[r#"
            schema-change [text] In HEAD, line 8: varchar(20)
            schema-drift [integer] the chain ends here
        "#]],
    );
}

#[test]
fn a_table_that_moves_into_another_spec_has_not_changed() {
    let at = TEXT.find("## orders").expect("it is there");
    let (first, second) = TEXT.split_at(at);
    let other = "specs/database/orders.md";
    let host = host(&[(SPEC, TEXT)], &[(SPEC, first), (other, second)], &[]);
    assert_eq!(said(&host, SPEC), "");
    assert_eq!(said(&host, other), "");
}

#[test]
fn a_renaming_is_read_as_the_spec_says() {
    let renamed = TEXT.replace("| phone |", "| phone_number |");
    check(
        &renamed,
        &[CHAIN],
        expect![[r#"
        rename-column [phone_number] In HEAD, line 8: phone
    "#]],
    );
    let apart =
        format!("{renamed}\n<!-- forelock: not-renamed users.phone to users.phone_number -->\n");
    check(
        &apart,
        &[CHAIN],
        expect![[r#"
        schema-change [| phone_number | varchar(20) | yes |] It is not in HEAD
        drop-column [phone_number] In HEAD, line 8: | phone | varchar(20) | yes |
    "#]],
    );
}

#[test]
fn every_action_of_an_edit_ends_it() {
    let edited = TEXT
        .replace("| integer |", "| bigint |")
        .replace("| phone |", "| phone_number |")
        + "| kind | Enum(a, b) | yes |\n";
    let mut host = host(&[(SPEC, TEXT)], &[(SPEC, &edited)], &[CHAIN]);
    let analysis = host.analysis();
    let file = analysis.file_id(SPEC).expect("it is there");
    let range = ide::TextRange::up_to(ide::TextSize::of(edited.as_str()));
    let range = ide::FileRange { file, range };
    let offered = analysis.code_actions(range);
    let all = offered
        .iter()
        .find(|it| it.title.contains("all 3 changes"))
        .unwrap_or_else(|| panic!("{offered:#?}"));
    let edit = analysis.resolve_action(file, &all.id).expect("it applies");
    let mut written: Vec<FileId> = Vec::new();
    for (path, text) in edit.creates {
        assert!(path.starts_with("specs/database/migrations/"), "{path}");
        written.push(host.set_file(&path, text.into()));
    }
    assert_eq!(said(&host, SPEC), "");
    let analysis = host.analysis();
    for file in written {
        let loud = analysis.diagnostics(file).into_iter();
        let loud: Vec<_> = loud
            .filter(|it| it.severity >= ide::Severity::Warning)
            .collect();
        assert_eq!(loud, [], "{:?}", analysis.text(file));
    }
}
