//! Requests set the context, and `status` tells where a project stands.

use crate::{Scratch, check_error, forelock, json};

#[test]
fn a_request_sets_the_context_below_configuration_and_flags() {
    let request = "skill: backend-database-migration
inputs:
  current_version: base
  target_version: \"1\"
  environment: development
";
    let specification = "database_migration_specification:
  meta: {current_version: null, target_version: \"1\"}
  migration:
    version: \"1\"
    name: drop_phone
    upgrade:
      operations:
        - {type: drop_column, table: users, details: {column: phone}}
";
    let level = |files: &[(&str, &str)], flags: &[&str]| {
        let scratch = Scratch::new(files);
        let ran = forelock(
            &scratch.0,
            &[&["assess", "--format", "json", "specs/1.yaml"], flags].concat(),
            b"",
        );
        let level = json(&ran)["changes"][0]["level"].clone();
        level.as_str().unwrap().to_owned()
    };
    let files = [
        ("specs/1.yaml", specification),
        ("specs/request.yaml", request),
        (
            "forelock.toml",
            "[environments.development]\nrollback_required = true\n",
        ),
    ];
    assert_eq!(level(&files[..1], &[]), "high");
    assert_eq!(level(&files[..2], &[]), "medium");
    // What is configured for the environment that the request names.
    assert_eq!(level(&files, &[]), "high");
    assert_eq!(level(&files[..2], &["--environment", "production"]), "high");
    assert_eq!(
        level(&files, &["--rollback-required=false"]),
        "medium",
        "flags win over everything"
    );
}

fn step(version: &str, parent: &str, rest: &str) -> String {
    format!(
        "database_migration_specification:
  meta: {{current_version: {parent}, target_version: \"{version}\"}}
  migration:
    version: \"{version}\"
    name: add_c{version}
    upgrade:
      operations:
        - {{type: add_column, table: users, details: {{column: {{name: c{version}, type: text}}}}}}
    downgrade:
      operations:
        - {{type: drop_column, table: users, details: {{column: c{version}}}}}
{rest}"
    )
}

#[test]
fn status_tells_chain_heads_environments_and_problems() {
    let sync = "  environment_sync:
    - environment: production
      current_version: \"a1\"
      target_version: \"2\"
      status: synced
      migrations_to_apply: []
";
    let record = "record:
  migration_version: \"1\"
  environment: staging
  success: true
";
    let scratch = Scratch::new(&[
        (
            "migrations/versions/a1.py",
            "\"\"\"first\"\"\"\nrevision = 'a1'\ndown_revision = None\n",
        ),
        ("specs/1.yaml", &step("1", "a1", "")),
        ("specs/2.yaml", &step("2", "\"1\"", sync)),
        ("specs/records.yaml", record),
    ]);
    let ran = forelock(&scratch.0, &["status", "--format", "json"], b"");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let status = json(&ran);
    assert_eq!(status["schema"], 1);
    assert_eq!(status["heads"], serde_json::json!(["2"]));
    assert_eq!(
        status["chain"][1],
        serde_json::json!({
            "version": "1", "name": "add_c1", "path": "specs/1.yaml", "parent": "a1",
            "applied": {"staging": true, "production": false}, "analysed": true,
        })
    );
    assert_eq!(status["chain"][0]["analysed"], false);
    assert_eq!(
        status["environments"],
        serde_json::json!([
            {"environment": "staging", "current_version": "1", "target_version": "2",
             "status": "pending", "migrations_to_apply": ["2"]},
            {"environment": "production", "current_version": "a1", "target_version": "2",
             "status": "behind", "migrations_to_apply": ["1", "2"]},
        ])
    );
    assert_eq!(status["drift"], serde_json::json!([]));
    assert_eq!(
        status["problems"],
        serde_json::json!([
            "specs/2.yaml:16: The status is not `synced`: from `a1` on, `1` to `2` are to be applied [environment-status-wrong]",
            "specs/2.yaml:17: `1`, `2` are to be applied, too [environment-migrations-wrong]",
        ])
    );
    let ran = forelock(&scratch.0, &["status"], b"");
    for words in [
        "a1  first   migrations/versions/a1.py  Alembic, operations not read; applied in staging, production",
        "2   add_c2  specs/2.yaml  not applied in staging, production; head",
        "production   runs a1, target 2: behind, to apply 1, 2",
    ] {
        assert!(
            ran.stdout.contains(words),
            "{words:?} is not in\n{}",
            ran.stdout
        );
    }
}

#[test]
fn a_project_in_order_has_a_clean_status() {
    let scratch = Scratch::new(&[("specs/1.yaml", &step("1", "null", ""))]);
    let ran = forelock(&scratch.0, &["status"], b"");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let empty = Scratch::new(&[]);
    let ran = forelock(&empty.0, &["status"], b"");
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (0, "No migration specifications, hence no chain.\n")
    );
    check_error(
        &empty.0,
        &["status", "nowhere"],
        b"",
        &["nowhere", "check the path"],
    );
}
