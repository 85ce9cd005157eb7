//! "Split into zero-downtime steps", taken at its word: what it writes is read again and judged.

use ide::{AnalysisHost, Config, FileRange, Severity, TextRange, TextSize};

/// The text after every split on offer was applied, one after the other.
fn split_all(path: &str, text: &str) -> (String, usize) {
    let mut text = text.to_owned();
    let mut applied = 0;
    loop {
        let mut host = AnalysisHost::new(Config::default());
        let file = host.set_file(path, text.as_str().into());
        let analysis = host.analysis();
        let range = TextRange::up_to(TextSize::of(text.as_str()));
        let mut actions = analysis.code_actions(FileRange { file, range });
        actions.retain(|it| it.id.starts_with("split-into-steps:"));
        let Some(action) = actions.first() else {
            return (text, applied);
        };
        let edit = analysis
            .resolve_action(file, &action.id)
            .expect("what is offered can be made");
        text = syntax::text::apply_edits(&text, &edit.edits[0].edits).expect("edits are disjoint");
        applied += 1;
        assert!(
            applied < 20,
            "a plan is offered for a plan's own step: {}\n{text}",
            action.title
        );
    }
}

/// What is said at warning and above.
fn loud(path: &str, text: &str) -> Vec<String> {
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file(path, text.into());
    let analysis = host.analysis();
    let lines = analysis.line_index(file).unwrap();
    analysis
        .diagnostics(file)
        .into_iter()
        .filter(|it| it.severity >= Severity::Warning)
        .map(|it| {
            format!(
                "{}: {} {}",
                lines.line_of(it.range.start()) + 1,
                it.code,
                it.message
            )
        })
        .collect()
}

#[track_caller]
fn check_clean(path: &str, text: &str) {
    assert!(
        !loud(path, text).is_empty(),
        "the example is harmless to begin with"
    );
    let (after, applied) = split_all(path, text);
    assert!(applied > 0, "no split is offered");
    assert_eq!(loud(path, &after), Vec::<String>::new(), "{after}");
}

const TABLES: &str = "database_migration_specification:
  meta: {current_version: null, target_version: \"0001\"}
  migration:
    version: \"0001\"
    name: tables
    upgrade:
      operations:
        - type: create_table
          table: teams
          details: {columns: [{name: id, type: bigint, primary_key: true}]}
        - type: create_table
          table: users
          details:
            columns:
              - {name: id, type: bigint, primary_key: true}
              - {name: team_id, type: bigint}
              - {name: email, type: varchar(255)}
              - {name: age, type: integer}
              - {name: phone, type: text}
    downgrade:
      operations:
        - {type: drop_table, table: users}
        - {type: drop_table, table: teams}
  environment_sync:
    - {environment: production, current_version: \"0001\", target_version: \"0001\", status: synced}
---
database_migration_specification:
  meta: {current_version: \"0001\", target_version: \"0002\"}
  migration:
    version: \"0002\"
    name: change
    upgrade:
      operations:
        OPERATION
    downgrade:
      operations:
        DOWN
    risk: {level: critical, potential_downtime: true, data_loss_risk: true, irreversible_changes: true}
";

fn migration(operation: &str, down: &str) -> String {
    TABLES.replace("OPERATION", operation).replace("DOWN", down)
}

#[test]
fn every_kind_of_split_is_clean_afterwards() {
    for (operation, down) in [
        (
            "- {type: alter_column, table: users, details: {column: email, nullable: false}}",
            "- {type: alter_column, table: users, details: {column: email, nullable: true}}",
        ),
        (
            "- {type: add_column, table: users, details: {column: {name: nick, type: text, nullable: false}}}",
            "- {type: drop_column, table: users, details: {column: nick}}",
        ),
        (
            "- {type: alter_column, table: users, details: {column: age, type: bigint}}",
            "- {type: alter_column, table: users, details: {column: age, type: integer}}",
        ),
        (
            "- {type: drop_column, table: users, details: {column: phone}}",
            "- {type: add_column, table: users, details: {column: {name: phone, type: text}}}",
        ),
        (
            "- {type: add_index, table: users, details: {name: ix_email, columns: [email]}}",
            "- {type: drop_index, table: users, details: {name: ix_email}}",
        ),
        (
            "- {type: add_constraint, table: users, details: {kind: foreign_key, name: fk_team, columns: [team_id], references: {table: teams, column: id}}}",
            "- {type: drop_constraint, table: users, details: {name: fk_team, kind: foreign_key}}",
        ),
        (
            "- {type: add_constraint, table: users, details: {kind: check, name: ck_age, expression: age > 0}}",
            "- {type: drop_constraint, table: users, details: {name: ck_age, kind: check}}",
        ),
        (
            "- {type: add_constraint, table: users, details: {kind: unique, name: uq_email, columns: [email]}}",
            "- {type: drop_constraint, table: users, details: {name: uq_email, kind: unique}}",
        ),
    ] {
        check_clean(
            "specs/database/migrations/all.yaml",
            &migration(operation, down),
        );
    }
}

#[test]
fn one_of_several_operations_is_taken_out_and_the_rest_stays() {
    let text = migration(
        "- {type: add_column, table: users, details: {column: {name: bio, type: text}}} # keep me
        - {type: add_index, table: users, details: {name: ix_email, columns: [email]}}",
        "- {type: drop_index, table: users, details: {name: ix_email}}
        - {type: drop_column, table: users, details: {column: bio}}",
    );
    let (after, applied) = split_all("m.yaml", &text);
    assert_eq!(applied, 1);
    assert!(after.contains("# keep me"), "{after}");
    assert!(after.contains("target_version: \"0003\""), "{after}");
    assert_eq!(loud("m.yaml", &after), Vec::<String>::new(), "{after}");
}

#[test]
fn a_statement_in_markdown_is_kept_as_a_comment_above_its_specifications() {
    let text = "# Shop\n\n## orders\n\n- id: bigint, primary key\n- total: numeric, nullable\n\n## Migration\n\n```sql\nCREATE INDEX ix_total\n    ON orders (total);\nALTER TABLE orders ADD COLUMN note text;\n```\n\nThe end.\n";
    let (after, applied) = split_all("specs/database/shop.md", text);
    assert_eq!(applied, 1, "{after}");
    assert!(
        after.contains("CREATE INDEX ix_total"),
        "nothing the user wrote is lost: {after}"
    );
    assert!(
        after.contains("ADD COLUMN note text;\n```\n\n**Zero-downtime plan**\n\n- [ ] Deploy 1 (expand): `0001_create_ix_total`\n\n```yaml\ndatabase_migration_specification:"),
        "{after}"
    );
    assert!(after.ends_with("\nThe end.\n"));
    assert_eq!(
        loud("specs/database/shop.md", &after),
        Vec::<String>::new(),
        "{after}"
    );
}

#[test]
fn a_script_gets_the_statements_of_the_steps() {
    let text = "CREATE TABLE a (id int);\n\nCREATE INDEX ix ON big (x);\nSELECT 1;\n";
    let (after, applied) = split_all("change.sql", text);
    assert_eq!(applied, 1);
    assert!(after.contains("CREATE INDEX CONCURRENTLY"), "{after}");
    assert!(after.ends_with("SELECT 1;\n"), "{after}");
    assert_eq!(loud("change.sql", &after), Vec::<String>::new(), "{after}");
}

#[test]
fn line_ends_stay_as_they_are() {
    let text = migration(
        "- {type: add_index, table: users, details: {name: ix_email, columns: [email]}}",
        "- {type: drop_index, table: users, details: {name: ix_email}}",
    )
    .replace('\n', "\r\n");
    let (after, applied) = split_all("m.yaml", &text);
    assert_eq!(applied, 1);
    assert_eq!(
        after.matches('\n').count(),
        after.matches("\r\n").count(),
        "{after:?}"
    );
}

/// Some files, an action of the first one by a part of its title, and the files after it.
#[track_caller]
fn after_action(files: &[(&str, &str)], title: &str) -> Vec<(String, String)> {
    let mut host = AnalysisHost::new(Config::default());
    let ids: Vec<_> = files
        .iter()
        .map(|(path, text)| host.set_file(path, (*text).into()))
        .collect();
    let analysis = host.analysis();
    let range = TextRange::up_to(TextSize::of(files[0].1));
    let actions = analysis.code_actions(FileRange {
        file: ids[0],
        range,
    });
    let action = actions.iter().find(|it| it.title.contains(title));
    let titles: Vec<&str> = actions.iter().map(|it| it.title.as_str()).collect();
    let action = action.unwrap_or_else(|| panic!("no {title} in {titles:#?}"));
    let edit = analysis
        .resolve_action(ids[0], &action.id)
        .expect("what is offered can be made");
    let mut res: Vec<(String, String)> = Vec::new();
    for ((path, text), id) in files.iter().zip(ids) {
        let own = edit.edits.iter().find(|it| it.file == id);
        let text = own.map_or_else(
            || (*text).to_owned(),
            |it| syntax::text::apply_edits(text, &it.edits).expect("edits are disjoint"),
        );
        res.push(((*path).to_owned(), text));
    }
    res.extend(edit.creates);
    res
}

/// What is said at warning and above of several files, and the splits that are still on offer.
fn loud_in_all(files: &[(String, String)]) -> Vec<String> {
    let mut host = AnalysisHost::new(Config::default());
    let ids: Vec<_> = files
        .iter()
        .map(|(path, text)| host.set_file(path, text.as_str().into()))
        .collect();
    let analysis = host.analysis();
    let mut res = Vec::new();
    for (id, (path, text)) in ids.into_iter().zip(files) {
        let all = analysis.diagnostics(id).into_iter();
        let all = all.filter(|it| it.severity >= Severity::Warning);
        // The files that this is tried on have no way back.
        let all = all.filter(|it| it.code != "downgrade-incomplete");
        res.extend(all.map(|it| format!("{path}: {} {}", it.code, it.message)));
        let range = TextRange::up_to(TextSize::of(text.as_str()));
        let actions = analysis.code_actions(FileRange { file: id, range });
        let splits = actions.into_iter().map(|it| it.title);
        res.extend(splits.filter(|it| it.starts_with("Split")));
    }
    res
}

/// A migration in a file of its own; `sync` says where production stands.
fn file(version: &str, parent: &str, operations: &str, sync: &str) -> String {
    let sync = match sync {
        "" => String::new(),
        at => format!(
            "  environment_sync:\n    - {{environment: production, current_version: '{at}'}}\n"
        ),
    };
    format!(
        "database_migration_specification:
  meta: {{current_version: {parent}, target_version: '{version}'}}
  migration:
    version: '{version}'
    name: m_{version}
    upgrade:
      operations:
{operations}    downgrade:
      operations:
        - {{type: execute_sql, sql: SELECT 1}}
    risk: {{level: critical, potential_downtime: true, data_loss_risk: true, irreversible_changes: true}}
{sync}"
    )
}

const TABLE: &str = "        - type: create_table
          table: users
          details: {columns: [{name: id, type: bigint, primary_key: true}, {name: email, type: text}, {name: age, type: integer}]}
";
const REQUIRED: &str =
    "        - {type: alter_column, table: users, details: {column: email, nullable: false}}\n";
const LATER: &str =
    "        - {type: add_column, table: users, details: {column: {name: bio, type: text}}}\n";

fn find<'a>(files: &'a [(String, String)], path: &str) -> &'a str {
    let paths: Vec<&String> = files.iter().map(|(path, _)| path).collect();
    files
        .iter()
        .find(|(it, _)| it == path)
        .map_or_else(|| panic!("no {path} in {paths:#?}"), |(_, text)| text)
}

#[test]
fn what_followed_the_migration_follows_the_plan() {
    let first = file("0001", "null", TABLE, "");
    let second = file("0002", "'0001'", REQUIRED, "");
    let third = file("0003", "'0002'", LATER, "0001");
    let files = [
        ("db/0002_required.yaml", second.as_str()),
        ("db/0001_tables.yaml", first.as_str()),
        ("db/0003_bio.yaml", third.as_str()),
    ];
    let after = after_action(&files, "each in a file");
    assert_eq!(find(&after, "db/0001_tables.yaml"), first);
    // The plan's first deploy keeps the place; the others are numbered behind the chain.
    let own = find(&after, "db/0002_required.yaml");
    assert!(own.contains("target_version: \"0002\""), "{own}");
    let next = find(&after, "db/0004_validate_users_email_not_null.yaml");
    assert!(next.contains("current_version: \"0002\""), "{next}");
    let moved = find(&after, "db/0003_bio.yaml");
    assert_eq!(
        moved,
        third.replace("current_version: '0002'", "current_version: '0004'")
    );
    assert_eq!(loud_in_all(&after), Vec::<String>::new());
    let together = after_action(
        &files,
        "Split into zero-downtime steps (2 steps in 2 deploys)",
    );
    assert_eq!(together.len(), 3, "no file is made");
    assert!(find(&together, "db/0003_bio.yaml").contains("current_version: '0004'"));
    assert_eq!(loud_in_all(&together), Vec::<String>::new());
}

#[test]
fn an_applied_migration_is_not_rewritten() {
    let first = file("0001", "null", TABLE, "");
    let second = file("0002", "'0001'", REQUIRED, "0003");
    let third = file("0003", "'0002'", LATER, "");
    for second in [
        second.as_str(),
        &second
            .replace("'0003'", "'0001'")
            .replace("environment_sync", "x_sync"),
    ] {
        let files = [
            ("db/0002_required.yaml", second),
            ("db/0001_tables.yaml", first.as_str()),
            ("db/0003_bio.yaml", third.as_str()),
        ];
        let after = after_action(&files, "in following migrations, each in a file");
        assert_eq!(find(&after, "db/0002_required.yaml"), second);
        assert_eq!(find(&after, "db/0003_bio.yaml"), third);
        let names: Vec<&str> = after[3..].iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            names,
            [
                "db/0004_add_users_email_not_null.yaml",
                "db/0005_validate_users_email_not_null.yaml"
            ]
        );
        assert!(
            after[3].1.contains("current_version: \"0003\""),
            "{}",
            after[3].1
        );
        let again: Vec<String> = loud_in_all(&after);
        assert!(
            !again.iter().any(|it| it.starts_with("Split")),
            "{again:#?}"
        );
    }
}

#[test]
fn all_changes_of_a_migration_are_split_at_once() {
    let both = format!(
        "{REQUIRED}        - {{type: alter_column, table: users, details: {{column: age, nullable: false}}}}\n"
    );
    let first = file("1975ea83b712", "null", TABLE, "1975ea83b712");
    let second = file("27c6a30d7c24", "'1975ea83b712'", &both, "");
    let files = [
        ("V27c6a30d7c24__b.yml", second.as_str()),
        ("a.yml", first.as_str()),
    ];
    let after = after_action(
        &files,
        "Split all 2 changes into zero-downtime steps (4 steps in 2 deploys), each",
    );
    assert_eq!(after.len(), 3, "two deploys, of which one takes the place");
    let (path, text) = &after[2];
    assert!(
        path.starts_with('V') && path.ends_with("__validate_users_email_not_null_and_more.yml"),
        "{path}"
    );
    assert!(
        text.contains("current_version: \"27c6a30d7c24\"")
            || text.contains("current_version: 27c6a30d7c24"),
        "{text}"
    );
    assert_eq!(loud_in_all(&after), Vec::<String>::new());
}

#[test]
fn a_section_of_a_spec_gets_a_heading_and_a_checklist() {
    let text = "# Shop\n\n## users\n\n- id: bigint, primary key\n- phone: text, nullable\n\n## Changes\n\n```sql\nALTER TABLE users DROP COLUMN phone;\n```\n\n## Other\n";
    let (after, applied) = split_all("specs/database/shop.md", text);
    assert_eq!(applied, 1, "{after}");
    let head = "```\n\n### Zero-downtime plan\n\n- [ ] Release: No release that runs reads or writes users.phone";
    assert!(after.contains(head), "{after}");
    assert!(
        after.contains("- [ ] Deploy 1 (contract): `0001_drop_users_phone`\n"),
        "{after}"
    );
    assert!(after.ends_with("```\n\n## Other\n"), "{after}");
    assert_eq!(
        loud("specs/database/shop.md", &after),
        Vec::<String>::new(),
        "{after}"
    );
}

/// A specification with everything in it that people fill in.
const FILLED: &str = "# The header stays.
database_migration_specification:
  meta:
    current_version: '0001'
    target_version: '0002'
    feature_spec: specs/features/login.md
  migration:
    version: '0002'
    name: email_required
    description: Everybody has an email.
    author: ada
    created_at: 2026-05-01T10:00:00Z
    upgrade:
      operations:
        # The importer writes NULLs until June.
        - {type: alter_column, table: users, details: {column: email, nullable: false}}
    downgrade:
      operations:
        - {type: alter_column, table: users, details: {column: email, nullable: true}}
    risk: {level: high, potential_downtime: false, data_loss_risk: false, irreversible_changes: false}
    breaking_changes:
      - {type: constraint_removal, table: users, column: email, mitigation_strategy: The form asks for it.}
  rollback_plan:
    enabled: true
    automatic: false
    steps:
      - Call the person on duty.
  # Where it runs.
  environment_sync:
    - environment: production   # eu and us
      current_version: '0001'
      target_version: '0002'
      status: pending
      migrations_to_apply: ['0002']
  testing:
    unit_tests:
      - test_name: test_login_without_email
        description: |
          Says what is missing.

          Twice.
  x_ticket: SHOP-12
";

#[test]
fn nothing_that_was_written_is_lost() {
    let first = file("0001", "null", TABLE, "0001");
    for filled in [FILLED.to_owned(), FILLED.replace('\n', "\r\n")] {
        let files = [("2.yaml", filled.as_str()), ("1.yaml", first.as_str())];
        for title in [
            "Split into zero-downtime steps (2 steps in 2 deploys)",
            "each in a file",
        ] {
            let after = after_action(&files, title);
            let text: String = after.iter().map(|it| it.1.as_str()).collect();
            for line in filled.lines() {
                let line = line.trim().trim_start_matches("# ");
                // Said again for each deploy.
                let anew = [
                    "type: alter_column",
                    "level: high",
                    "name: email",
                    "current_version: '0001'",
                    "target_version: '0002'",
                    "version: '0002'",
                    "created_at",
                    "description: Every",
                ];
                assert!(
                    anew.iter().any(|it| line.contains(it)) || text.contains(line),
                    "{line}: {text}"
                );
            }
            assert!(
                text.contains("Part 1 of 2 of email_required (Everybody has an email)."),
                "{text}"
            );
            assert_eq!(text.matches("environment: production").count(), 2, "{text}");
            assert_eq!(
                text.matches("test_login_without_email").count(),
                1,
                "{text}"
            );
            let still = "2.yaml: unknown-field The format has no field `x_ticket` here";
            assert_eq!(loud_in_all(&after), [still], "{text}");
            let own = find(&after, "2.yaml");
            assert!(own.starts_with("# The header stays."), "{own}");
            assert!(
                own.contains("    - environment: production   # eu and us"),
                "{own}"
            );
            assert!(
                own.contains("  # Call") || own.contains("  #     - Call the person"),
                "{own}"
            );
        }
    }
}

#[test]
fn where_there_are_two_ways_both_are_offered() {
    let first = file("0001", "null", TABLE, "0001");
    let rename =
        "        - {type: rename_column, table: users, details: {column: email, to: mail}}\n";
    let second = file("0002", "'0001'", rename, "");
    let files = [("2.yaml", second.as_str()), ("1.yaml", first.as_str())];
    for (title, sign) in [
        ("Split into zero-downtime steps (", "zz_users_email_sync"),
        (
            "Split into zero-downtime steps by rename-column-view (2 steps in 2 deploys)",
            "CREATE VIEW users AS SELECT *, mail AS email FROM users_base",
        ),
    ] {
        let after = after_action(&files, title);
        assert!(find(&after, "2.yaml").contains(sign), "{after:#?}");
        assert_eq!(loud_in_all(&after), Vec::<String>::new(), "{after:#?}");
    }
}

#[test]
fn a_downgrade_is_written_where_there_is_none() {
    let first = file("0001", "null", TABLE, "0001");
    let second = file(
        "0002",
        "'0001'",
        "        - {type: drop_column, table: users, details: {column: age}}\n",
        "",
    );
    let (head, rest) = second.split_once("    downgrade:\n").unwrap();
    let (_, rest) = rest.split_once("sql: SELECT 1}\n").unwrap();
    let second = format!("{head}{rest}");
    let files = [("2.yaml", second.as_str()), ("1.yaml", first.as_str())];
    let after = after_action(&files, "Write the downgrade (not everything comes back)");
    let text = find(&after, "2.yaml");
    assert!(
        text.contains("    downgrade:\n      operations:\n        - type: add_column\n"),
        "{text}"
    );
    assert!(
        text.contains("The values of users.age do not come back"),
        "{text}"
    );
    let mut host = AnalysisHost::new(Config::default());
    let ids: Vec<_> = after
        .iter()
        .map(|(path, text)| host.set_file(path, text.as_str().into()))
        .collect();
    let said = host.analysis().diagnostics(ids[0]);
    let said: Vec<&str> = said.iter().map(|it| it.code.as_str()).collect();
    assert!(
        !said
            .iter()
            .any(|it| it.contains("downgrade") || it.contains("rollback")),
        "{said:?}"
    );
}

#[test]
fn a_table_that_nobody_knows_is_not_asked_back() {
    let text = file(
        "0001",
        "null",
        "        - {type: drop_table, table: legacy}\n",
        "",
    );
    let said = text.replace(
        "sql: SELECT 1}",
        "sql: SELECT 1, data_rollback: restore it from the backup}",
    );
    let asked = |it: &String| {
        let mut host = AnalysisHost::new(Config::default());
        let id = host.set_file("m.yaml", it.as_str().into());
        let all = host.analysis().diagnostics(id);
        all.iter().any(|it| it.code == "downgrade-incomplete")
    };
    assert!(asked(&text), "nothing is said");
    assert!(!asked(&said), "it is said that it cannot come back");
}
