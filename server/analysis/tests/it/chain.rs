//! What holds between documents, over several files.

use std::sync::Arc;

use analysis::Workspace;
use expect_test::{Expect, expect};
use model::risk::Severity;

use crate::{Checked, defaults, line_of};

fn spec(version: &str, parent: &str, operations: &str, rest: &str) -> String {
    format!(
        "database_migration_specification:
  meta:
    current_version: \"{parent}\"
    target_version: \"{version}\"
  migration:
    version: \"{version}\"
    upgrade:
      operations:
{operations}
    downgrade:
      operations:
        - type: execute_sql
          sql: SELECT 1
{rest}"
    )
}

const CREATE: &str = "        - type: create_table
          table: users
          details:
            columns:
              - {name: id, type: bigint, primary_key: true}
              - {name: phone, type: text}";

const DROP: &str = "        - type: drop_column
          table: users
          details: {column: phone}";

/// `path line code[ -> related]`, hints left out.
fn check(files: &[(&str, &str)], expected: &Expect) {
    let checked = Checked::new(files);
    let mut found = String::new();
    for (path, text) in files {
        for finding in checked.findings(path, &defaults) {
            if finding.severity == Severity::Hint {
                continue;
            }
            let related: Vec<String> = finding
                .related
                .iter()
                .map(|it| format!(" -> {}", it.path.as_deref().unwrap_or("here")))
                .collect();
            found.push_str(&format!(
                "{path} {} {} {}{}\n",
                line_of(text, finding.range.start()) + 1,
                finding.severity.as_str(),
                finding.code,
                related.concat()
            ));
        }
    }
    expected.assert_eq(&found);
}

#[test]
fn states_are_folded_in_the_order_of_versions() {
    let checked = Checked::new(&[
        ("a/2.yaml", &spec("2", "1", DROP, "")),
        ("b/1.yaml", &spec("1", "", CREATE, "")),
    ]);
    let versions: Vec<_> = checked
        .workspace
        .chain
        .nodes
        .iter()
        .map(|it| (it.version.as_deref(), it.before.tables.len()))
        .collect();
    assert_eq!(versions, [(Some("1"), 0), (Some("2"), 1)]);
}

#[test]
fn states_before_an_edit_are_kept() {
    let files = [
        ("1.yaml", spec("1", "", CREATE, "")),
        ("2.yaml", spec("2", "1", DROP, "")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (*a, b.as_str())).collect();
    let old = Checked::new(&files).workspace;
    let mut documents = old.documents.clone();
    let edited = spec("2", "1", "        []", "");
    documents[1].1 = Arc::new(model::lower(&edited, syntax::Language::Yaml));
    let contexts = analysis::requests::Contexts {
        configured: &model::Context::default(),
        of: None,
    };
    let base = model::Catalog::default();
    let new = analysis::chain::rebuild(&old, documents.clone(), &base, &contexts);
    let after = |it: &Workspace, at: usize| it.chain.nodes[at].after.clone();
    assert!(Arc::ptr_eq(&after(&new, 0).tables, &after(&old, 0).tables));
    let fresh = analysis::chain::build(documents, &base, &contexts);
    assert_eq!(after(&new, 1), after(&fresh, 1));
    assert_ne!(after(&new, 1), after(&old, 1));
}

#[test]
fn duplicates_gaps_and_heads_point_at_each_other() {
    check(
        &[
            ("1.yaml", &spec("1", "", CREATE, "")),
            ("2.yaml", &spec("2", "1", "        []", "")),
            ("2b.yaml", &spec("2", "1", "        []", "")),
            ("3.yaml", &spec("3", "0", "        []", "")),
        ],
        &expect![[r#"
            1.yaml 15 warning downgrade-incomplete -> here
            2.yaml 6 error duplicate-version -> 2b.yaml
            2.yaml 6 warning several-heads -> 3.yaml
            2b.yaml 6 error duplicate-version -> 2.yaml
            2b.yaml 6 warning several-heads -> 3.yaml
            3.yaml 3 warning unknown-parent -> 2b.yaml
            3.yaml 6 warning several-heads -> 2.yaml -> 2b.yaml
        "#]],
    );
}

#[test]
fn a_table_that_no_environment_has_is_new() {
    let record = "record:
  migration_version: \"0\"
  environment: production
  success: true
";
    let zero = spec("0", "", "        []", "");
    let one = spec("1", "0", CREATE, "");
    let two = spec("2", "1", DROP, "");
    check(
        &[
            ("0.yaml", &zero),
            ("1.yaml", &one),
            ("2.yaml", &two),
            ("record.yaml", record),
        ],
        &expect![[r#"
            1.yaml 15 warning downgrade-incomplete -> here
            2.yaml 12 warning downgrade-incomplete -> here
            record.yaml 2 information environment-behind -> 1.yaml -> 2.yaml
        "#]],
    );
    check(
        &[("0.yaml", &zero), ("1.yaml", &one), ("2.yaml", &two)],
        &expect![[r#"
            1.yaml 15 warning downgrade-incomplete -> here
            2.yaml 9 warning drop-column
            2.yaml 9 warning irreversible-without-rollback
            2.yaml 12 warning downgrade-incomplete -> here
        "#]],
    );
}

const SPEC: &str = "# Database

## users

| Column | Type |
|---|---|
| id | bigint |
| email | varchar(50) |
";

#[test]
fn what_a_spec_describes_is_the_state_and_no_law() {
    // A spec says what should be, perhaps with the change: neither a column that it lacks nor
    // one that it has already is a mistake. Its types count.
    check(
        &[
            ("specs/database/users.md", SPEC),
            (
                "a.sql",
                "CREATE TABLE users (id bigint);
ALTER TABLE users DROP COLUMN gone;
",
            ),
            (
                "b.sql",
                "ALTER TABLE users DROP COLUMN gone;
ALTER TABLE users ADD COLUMN email text;
ALTER TABLE users ALTER COLUMN email TYPE varchar(100);
ALTER TABLE users ALTER COLUMN email TYPE integer USING email::integer;
ALTER TABLE others ADD COLUMN a int;
",
            ),
        ],
        &expect![[r#"
            a.sql 2 warning unknown-column
            b.sql 1 warning drop-column
            b.sql 4 error change-column-type-incompatible
        "#]],
    );
}

#[test]
fn a_statement_that_refuses_a_transaction_is_a_migration_of_its_own() {
    let index = "        - type: add_index
          table: users
          details: {name: users_phone, columns: [phone], concurrently: true}";
    let both = format!("{DROP}\n{index}").replace("phone}", "old}");
    check(
        &[
            ("1.yaml", &spec("1", "", index, "")),
            ("2.yaml", &spec("2", "1", &both, "")),
        ],
        &expect![[r#"
            2.yaml 9 warning drop-column
            2.yaml 9 warning irreversible-without-rollback
            2.yaml 12 error concurrent-in-transaction
            2.yaml 15 warning downgrade-incomplete -> here
        "#]],
    );
}

#[test]
fn an_earlier_specification_names_the_release() {
    let deprecation = "  compatibility:
    deprecated_features:
      - {feature: users.phone, version_removed: \"2.0\"}
";
    let last = "    breaking_changes:
      - {type: dropping_column, table: users, column: phone, mitigation_strategy: unused since 2.0}
  data_migration:
    backup: {created: true}
";
    let contract = spec(
        "3",
        "2",
        &format!("        - type: execute_sql\n          sql: SET lock_timeout = '2s'\n{DROP}"),
        last,
    )
    .replace(
        "          sql: SELECT 1",
        "          sql: SELECT 1\n          data_rollback: phone numbers stay gone",
    );
    check(
        &[
            ("1.yaml", &spec("1", "", CREATE, "")),
            ("2.yaml", &spec("2", "1", "        []", deprecation)),
            ("3.yaml", &contract),
        ],
        &expect![[r#"
            1.yaml 15 warning downgrade-incomplete -> here
            3.yaml 11 information drop-column
            3.yaml 14 warning downgrade-incomplete -> here
        "#]],
    );
}

fn revision(version: &str, parents: &str) -> String {
    format!("\"\"\"step {version}\"\"\"\nrevision = '{version}'\ndown_revision = {parents}\n")
}

/// `version parents`, in order, then the heads.
fn order(files: &[(&str, &str)], expected: &Expect) {
    let chain = Checked::new(files).workspace.chain;
    let mut found = String::new();
    for node in &chain.nodes {
        let parents: Vec<&str> = node.parents().collect();
        let version = node.version.as_deref().unwrap_or("?");
        found.push_str(&format!("{version} [{}]\n", parents.join(" ")));
    }
    let heads = chain
        .heads
        .iter()
        .map(|it| chain.nodes[*it].version.clone());
    let heads: Vec<String> = heads.flatten().collect();
    let only = chain.head().and_then(|it| it.version.clone());
    found.push_str(&format!("heads {} only {only:?}\n", heads.join(" ")));
    expected.assert_eq(&found);
}

#[test]
fn revisions_are_nodes_of_the_chain() {
    let files = [
        ("versions/1.py", revision("d", "('b', 'c')")),
        ("versions/2.py", revision("c", "'a'")),
        ("versions/3.py", revision("b", "'a'")),
        ("versions/4.py", revision("a", "None")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (*a, b.as_str())).collect();
    order(
        &files,
        &expect![[r#"
            a []
            b [a]
            c [a]
            d [b c]
            heads d only Some("d")
        "#]],
    );
    // A specification behind them makes one chain of both, and what they did is not known.
    let create = spec("1", "d", CREATE, "");
    let drop = spec("2", "1", DROP, "").replace("phone", "gone");
    let linked = [&files[..], &[("1.yaml", &create), ("2.yaml", &drop)]].concat();
    order(
        &linked,
        &expect![[r#"
            a []
            b [a]
            c [a]
            d [b c]
            1 [d]
            2 [1]
            heads 2 only Some("2")
        "#]],
    );
    check(
        &linked,
        &expect![[r#"
            1.yaml 3 information parent-not-analysed -> versions/1.py
            1.yaml 15 warning downgrade-incomplete -> here
            2.yaml 9 warning drop-column
            2.yaml 9 warning irreversible-without-rollback
            2.yaml 11 warning unknown-column
            2.yaml 12 warning downgrade-incomplete -> here
        "#]],
    );
}

#[test]
fn a_chain_of_alembic_beside_the_specifications_is_another() {
    let one = spec("1", "", CREATE, "");
    let a = revision("a", "None");
    let b = revision("b", "'gone'");
    let files = [
        ("1.yaml", one.as_str()),
        ("versions/a.py", &a),
        ("versions/b.py", &b),
    ];
    order(
        &files,
        &expect![[r#"
            1 []
            a []
            b [gone]
            heads 1 a b only Some("1")
        "#]],
    );
    check(
        &files,
        &expect![[r#"
            1.yaml 15 warning downgrade-incomplete -> here
            versions/a.py 2 warning several-heads -> versions/b.py
            versions/b.py 2 warning several-heads -> versions/a.py
            versions/b.py 3 warning unknown-parent -> versions/a.py
        "#]],
    );
}

#[test]
fn of_two_branches_the_later_may_follow_the_other() {
    let empty = "        []";
    let files = [
        ("1.yaml", spec("1", "", CREATE, "")),
        ("2.yaml", spec("2", "1", empty, "")),
        ("3.yaml", spec("3", "2", empty, "")),
        ("4.yaml", spec("4", "1", empty, "")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (*a, b.as_str())).collect();
    let checked = Checked::new(&files);
    let of = |path: &str| -> Vec<analysis::Finding> {
        let all = checked.findings(path, &defaults).into_iter();
        all.filter(|it| it.code == "several-heads").collect()
    };
    assert!(of("3.yaml")[0].fix.is_none());
    let finding = &of("4.yaml")[0];
    let related: Vec<&str> = finding
        .related
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(
        related,
        ["another head", "`2` follows `1`, and so does this branch"]
    );
    let fix = finding.fix.as_ref().expect("the later branch can follow");
    assert_eq!(fix.title, "Let `4` follow `3`");
    let mut text = files[3].1.to_owned();
    text.replace_range(
        std::ops::Range::<usize>::from(fix.edits[0].range),
        &fix.edits[0].insert,
    );
    assert!(text.contains("current_version: \"3\""), "{text}");
}
