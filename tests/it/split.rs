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
        after.contains("ADD COLUMN note text;\n```\n\n```yaml\ndatabase_migration_specification:"),
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
