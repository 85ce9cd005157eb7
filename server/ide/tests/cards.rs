//! What stands on the cards under the cursor.

use expect_test::{Expect, expect};
use ide::{AnalysisHost, Config, FilePosition};
use test_support::Fixture;

#[track_caller]
fn check(fixture: &str, expected: Expect) {
    let fixture = Fixture::parse(fixture);
    let mut host = AnalysisHost::new(Config {
        backup: Some(false),
        ..Config::default()
    });
    let mut at = None;
    for it in &fixture.files {
        let file = host.set_file(&it.path, it.text.as_str().into());
        at = at.or(it.cursor.map(|cursor| FilePosition {
            file,
            offset: cursor.start(),
        }));
    }
    let hover = host.analysis().hover(at.expect("a cursor"));
    expected.assert_eq(&hover.map_or("nothing".to_owned(), |it| it.markdown));
}

#[test]
fn a_change_has_its_sum_its_locks_and_the_safe_way() {
    check(
        "//- change.sql\nALTER TABLE users DROP $0COLUMN phone;\n",
        expect![[r#"
            **CRITICAL** drop column `users.phone`

            high: drops a column (baseline) · `backward-incompatible`: application code released before fails at once (already high) · +1 `no-backup`: every value of `users.phone` is gone and no backup is planned

            - `ACCESS EXCLUSIVE` on `users`: SELECT, INSERT and UPDATE wait
            - Rewrite: no · scan: no · index build: no
            - Reversible: the schema only, not the data · **loses data** · **breaks running code**

            **Safe way** (1 step, 1 deploy): The application lets go of users.phone first; the database lets INSERTs leave it out, drops its indexes without stopping anybody, and the column last, after a backup.
            - *application*: No release that runs reads or writes users.phone, by name or by SELECT *.
            - *contract*: Drop users.phone
        "#]],
    );
}

#[test]
fn a_column_has_its_definition_and_the_migrations_that_touched_it() {
    check(
        "//- specs/database/schema.md\n# Schema\n\n## users\n\n| Column | Type | Null |\n|---|---|---|\n| $0email | text | no |\n| id | uuid | no |\n\
         //- 1.yaml\ndatabase_migration_specification:\n  meta: {target_version: \"1\"}\n  migration:\n    version: \"1\"\n    name: first\n    upgrade:\n      operations:\n        - {type: create_table, table: users, details: {columns: [{name: email, type: text}]}}\n",
        expect![[r#"
            **column** `users.email`

            - text · NOT NULL
            - Read from a column table
            - Migration 1 first: create_table
        "#]],
    );
}

#[test]
fn a_spec_that_describes_the_outcome_proves_nothing() {
    let spec = "# Schema\n\n## tasks\n\n| Column | Type | Null |\n|---|---|---|\n| id | uuid | no |\n\
                | owner | text | no |\n\n## Migration\n\n```sql\nALTER TABLE tasks ADD COLUMN owner text;\n\
                ALTER TABLE tasks ALTER COLUMN owner SET NOT NULL;\n```\n";
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file("specs/database/schema.md", spec.into());
    let said: Vec<String> = host
        .analysis()
        .diagnostics(file)
        .into_iter()
        .map(|it| it.code)
        .collect();
    assert_eq!(
        said,
        [
            "schema-change",
            "backfill-missing",
            "set-not-null-full-scan"
        ]
    );
}

#[test]
fn a_type_change_is_judged_by_the_type_before_even_where_the_spec_has_the_one_after() {
    let spec = "# Schema\n\n## users\n\n| Column | Type |\n|---|---|\n| id | uuid |\n| age | bigint |\n\n\
                ## Migration\n\n- Change `users.age` from `integer` to `bigint`\n\n\
                | Column | Before | After |\n|---|---|---|\n| users.id | int | uuid |\n\n\
                ## Migration 2\n\n```sql\nALTER TABLE users ALTER COLUMN age TYPE bigint;\n```\n";
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file("specs/database/schema.md", spec.into());
    let said: Vec<String> = host
        .analysis()
        .diagnostics(file)
        .into_iter()
        .map(|it| format!("{}: {}", it.code, it.message))
        .collect();
    expect![[r#"
        change-column-type-incompatible: Makes `users.id` uuid: not every value converts
        change-column-type-rewrite: Rewrites `users` to make `age` bigint under ACCESS EXCLUSIVE: reads and writes wait"#]].assert_eq(&said.join("\n"));
}
