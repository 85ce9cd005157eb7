//! What a migration request makes of the risk of the migrations it is about.

use std::sync::Arc;

use analysis::requests::Contexts;
use analysis::{Workspace, chain};
use expect_test::{Expect, expect};
use model::{Backup, Context, Document, Environment, Setting};

fn spec(version: &str, parent: &str, backup: &str) -> String {
    format!(
        "database_migration_specification:
  meta:
    current_version: \"{parent}\"
    target_version: \"{version}\"
  migration:
    version: \"{version}\"
    name: step_{version}
    upgrade:
      operations:
        - type: drop_column
          table: users
          details: {{column: phone_{version}}}
  data_migration:
    backup: {{created: {backup}}}
"
    )
}

fn request(current: &str, target: &str, rest: &str) -> String {
    format!(
        "skill: backend-database-migration
inputs:
  current_version: \"{current}\"
  target_version: \"{target}\"
{rest}"
    )
}

fn build(files: &[(&str, &str)], contexts: &Contexts<'_>) -> Workspace {
    let document = |path: &str, text: &str| {
        let language = syntax::Language::of_path(path).expect("fixtures have an extension");
        (path.to_owned(), Arc::new(model::lower(text, language)))
    };
    let documents: Vec<(String, Arc<Document>)> =
        files.iter().map(|(a, b)| document(a, b)).collect();
    chain::build(documents, &model::Catalog::default(), contexts)
}

/// `path migration: severity by adjustments` of each migration's first change.
fn show(workspace: &Workspace, configured: &Context) -> String {
    let mut found = String::new();
    for (path, document) in &workspace.documents {
        for (at, migration) in document.migrations.iter().enumerate() {
            let place = workspace.place(path, at);
            let context = place.context.unwrap_or(configured);
            let _ = model::judge::walk(
                migration,
                model::judge::Direction::Upgrade,
                place.before,
                context,
                &mut |judged| {
                    let names: Vec<&str> =
                        judged.risk.adjustments.iter().map(|it| it.name).collect();
                    let level = judged.risk.level.map_or("unknown", model::Level::as_str);
                    found.push_str(&format!("{path} {at}: {level} {}\n", names.join(" ")));
                    std::ops::ControlFlow::Break(())
                },
            );
        }
    }
    found
}

fn check(files: &[(&str, &str)], configured: &Context, expected: &Expect) {
    let contexts = Contexts {
        configured,
        of: None,
    };
    expected.assert_eq(&show(&build(files, &contexts), configured));
}

#[test]
fn a_request_is_about_the_way_between_its_versions() {
    let [one, two, three] = [
        spec("1", "", "true"),
        spec("2", "1", "true"),
        spec("3", "2", "true"),
    ];
    let context = "  environment: staging
  context: {create_backup: false, rollback_required: true, zero_downtime: false}
";
    let all = [
        ("1.yaml", one.as_str()),
        ("2.yaml", &two),
        ("3.yaml", &three),
    ];
    check(
        &[&all[..], &[("r.yaml", &request("1", "3", context))]].concat(),
        &Context::default(),
        &expect![[r#"
            1.yaml 0: high backward-incompatible
            2.yaml 0: critical irreversible no-backup
            3.yaml 0: critical irreversible no-backup
        "#]],
    );
    // From the beginning, and a way that does not exist: the target alone.
    check(
        &[&all[..], &[("r.yaml", &request("base", "2", context))]].concat(),
        &Context::default(),
        &expect![[r#"
            1.yaml 0: critical irreversible no-backup
            2.yaml 0: critical irreversible no-backup
            3.yaml 0: high backward-incompatible
        "#]],
    );
    check(
        &[&all[..], &[("r.yaml", &request("7", "2", context))]].concat(),
        &Context::default(),
        &expect![[r#"
            1.yaml 0: high backward-incompatible
            2.yaml 0: critical irreversible no-backup
            3.yaml 0: high backward-incompatible
        "#]],
    );
}

#[test]
fn a_request_is_about_its_document_where_the_chain_lacks_its_versions() {
    let development = "  environment: development\n";
    let text = format!(
        "# Plan\n\n```yaml\n{}```\n\n## Migration\n\n```sql\nALTER TABLE users DROP COLUMN phone;\n```\n",
        request("1", "2", development)
    );
    let one = spec("1", "", "true");
    let files = [("1.yaml", one.as_str()), ("plan.md", &text)];
    check(
        &files,
        &Context::default(),
        &expect![[r#"
            1.yaml 0: high backward-incompatible
            plan.md 0: medium development
        "#]],
    );
}

#[test]
fn the_document_the_request_the_configuration_in_rising_order() {
    // The document plans no backup, the request does.
    let one = spec("1", "", "false");
    let planned = request("", "1", "  context: {create_backup: true}\n");
    let files = [("1.yaml", one.as_str()), ("r.yaml", &planned)];
    check(
        &files[..1],
        &Context::default(),
        &expect![[r#"
            1.yaml 0: critical backward-incompatible no-backup
        "#]],
    );
    check(
        &files,
        &Context::default(),
        &expect![[r#"
            1.yaml 0: high backward-incompatible
        "#]],
    );
    let configured = Context {
        backup: Setting::said(Backup::None),
        environment: Setting::said(Environment::Production),
        ..Context::default()
    };
    check(
        &files,
        &configured,
        &expect![[r#"
            1.yaml 0: critical backward-incompatible no-backup
        "#]],
    );
}

#[test]
fn of_several_requests_the_strictest_holds() {
    let one = spec("1", "", "true");
    let development = request(
        "",
        "1",
        "  environment: development\n  context: {rollback_required: true}\n",
    );
    let production = request("", "1", "  environment: production\n");
    check(
        &[
            ("1.yaml", &one),
            ("a.yaml", &development),
            ("b.yaml", &production),
        ],
        &Context::default(),
        &expect![[r#"
            1.yaml 0: critical backward-incompatible irreversible
        "#]],
    );
}

#[test]
fn an_environment_that_a_request_names_has_its_own_configuration() {
    let one = spec("1", "", "true");
    let development = request("", "1", "  environment: development\n");
    let configured = Context::default();
    let of = |environment| {
        assert_eq!(environment, Environment::Development);
        Context {
            rollback_required: Setting::said(true),
            ..Context::default()
        }
    };
    let contexts = Contexts {
        configured: &configured,
        of: Some(&of),
    };
    let files = [("1.yaml", one.as_str()), ("a.yaml", &development)];
    expect![[r#"
        1.yaml 0: high irreversible development
    "#]]
    .assert_eq(&show(&build(&files, &contexts), &configured));
}
