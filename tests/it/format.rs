//! The format: `schemas/migration.schema.json` against the metaschema, the source's list of
//! fields, what the model reads, and documents of our own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ide::{AnalysisHost, Config};
use serde_json::{Value, json};

/// Every field of the source's format, its calling convention and its execution record; `-` is an
/// item of a list. The source leaves open what `details` hold.
pub(crate) const SOURCE: &str = include_str!("format/fields.txt");

pub(crate) fn schema() -> Value {
    serde_json::from_str(ide::schema::MIGRATION).expect("the schema is JSON")
}

fn workspace(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("workspaces")
        .join(folder)
}

#[test]
fn the_schema_is_a_schema() {
    assert!(jsonschema::meta::is_valid(&schema()));
    assert!(jsonschema::draft202012::new(&schema()).is_ok());
    let config: Value =
        serde_json::from_str(include_str!("../../schemas/config.schema.json")).expect("JSON");
    assert!(jsonschema::meta::is_valid(&config));
}

/// What is wrong with a document, by the schema.
fn invalid(document: &str) -> Vec<String> {
    let value: Value = serde_yaml::from_str(document).expect("YAML");
    let schema = jsonschema::draft202012::new(&schema()).expect("a schema");
    let errors = schema.iter_errors(&value);
    errors
        .map(|it| format!("{}: {it}", it.instance_path()))
        .collect()
}

#[test]
fn the_example_workspace_is_valid() {
    let folder = workspace("todo").join("specs/database/migrations");
    for name in [
        "0001_create_tables",
        "0002_add_todo_priority",
        "0003_titles_and_phones",
    ] {
        let text = fs::read_to_string(folder.join(format!("{name}.yaml"))).expect("a file");
        assert_eq!(invalid(&text), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_plans_write_is_valid() {
    let mut seen = 0;
    for sql in [
        "ALTER TABLE users ALTER COLUMN email SET NOT NULL;",
        "ALTER TABLE users DROP COLUMN phone;",
        "ALTER TABLE users ALTER COLUMN age TYPE bigint;",
        "ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (team_id) REFERENCES teams (id);",
        "CREATE INDEX ix ON users (email);",
        "DROP TABLE users;",
        "UPDATE users SET phone = '';",
    ] {
        for document in written(sql) {
            seen += 1;
            assert_eq!(invalid(&document), Vec::<String>::new(), "{document}");
        }
    }
    assert!(seen > 6, "{seen} documents were written");
}

/// The specifications of the plan for a statement.
fn written(sql: &str) -> Vec<String> {
    let base = "CREATE TABLE teams (id bigint PRIMARY KEY);
        CREATE TABLE users (id bigint PRIMARY KEY, team_id bigint, email text, age integer, phone text);";
    let mut catalog = model::Catalog::default();
    for change in model::lower::sql_changes(base) {
        catalog.apply(&change);
    }
    catalog.seal();
    let plan = plan::plan(&plan::Request {
        change: &model::lower::sql_changes(sql)[0],
        before: &catalog,
        session: &model::facts::Session::default(),
        surroundings: &model::risk::Surroundings::default(),
        context: &model::Context::default(),
    });
    plan::write::specifications(&plan, &plan::write::Placement::default())
}

/// The field at a path of the schema, references followed.
pub(crate) fn resolve<'a>(root: &'a Value, field: &'a Value) -> &'a Value {
    match field.get("$ref").and_then(Value::as_str) {
        Some(it) => &root["$defs"][it.trim_start_matches("#/$defs/")],
        None => field,
    }
}

/// Every path below a field, `details` apart, with the field.
pub(crate) fn paths<'a>(
    root: &'a Value,
    field: &'a Value,
    path: &str,
    out: &mut Vec<(String, &'a Value)>,
) {
    let field = resolve(root, field);
    if let Some(branches) = field.get("anyOf").and_then(Value::as_array)
        && !path.is_empty()
    {
        return paths(root, &branches[0], path, out);
    }
    if let Some(items) = field.get("items") {
        return paths(root, items, &format!("{path}.-"), out);
    }
    for (key, it) in field["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        out.push((path.clone(), resolve(root, it)));
        paths(root, it, &path, out);
    }
}

#[test]
fn the_schema_has_the_source_s_fields_and_says_which_it_adds() {
    let root = schema();
    let mut found = Vec::new();
    paths(&root, &root, "", &mut found);
    let found: BTreeSet<&str> = found.iter().map(|it| it.0.as_str()).collect();
    let listed: BTreeSet<&str> = SOURCE
        .lines()
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
        .collect();
    let missing: Vec<_> = listed.difference(&found).collect();
    assert!(missing.is_empty(), "not in the schema: {missing:?}");
    // The source's "Target Schema Changes", for which its calling convention has no field.
    assert!(found.contains("inputs.changes"));
    let added: Vec<_> = found
        .difference(&listed)
        .copied()
        .filter(|it| !it.starts_with("inputs.changes"))
        .collect();
    let operation = "database_migration_specification.migration";
    let steps = "database_migration_specification.execution_plan.rollback_steps.-";
    assert_eq!(
        added,
        [
            // Read everywhere, reported as what belongs elsewhere.
            &format!("{steps}.estimated_duration_seconds"),
            &format!("{steps}.requires_downtime"),
            &format!("{steps}.risk"),
            &format!("{operation}.downgrade.operations.-.data_migration"),
            &format!("{operation}.downgrade.operations.-.transform"),
            &format!("{operation}.upgrade.operations.-.data_rollback"),
            "output_format",
        ]
    );
}

/// A value that the field cannot have.
fn violation(field: &Value) -> &'static str {
    if field.get("enum").is_some() || field.get("const").is_some() {
        return "zzz";
    }
    let allows = |it: &str| match &field["type"] {
        Value::Array(types) => types.iter().any(|ty| ty == it),
        Value::String(ty) => ty == it,
        _ => false,
    };
    if !allows("string") {
        "zzz"
    } else if !allows("object") {
        "{zz: 1}"
    } else {
        "[[zz]]"
    }
}

/// A document with one value at a path, in flow style, and where the value stands.
pub(crate) fn document(path: &str, value: &str, beside: &str) -> (String, std::ops::Range<usize>) {
    let mut text = String::new();
    let mut close = Vec::new();
    let keys: Vec<&str> = path.split('.').collect();
    if keys[0] == "inputs" || keys[0] == "output_format" {
        text.push_str("skill: backend-database-migration\n");
        if keys[0] == "output_format" {
            text.push_str("inputs: {target_version: \"1\"}\n");
        }
    }
    for (at, key) in keys.iter().enumerate() {
        if *key == "-" {
            text.push('[');
            close.push(']');
            continue;
        }
        if at > 0 {
            text.push('{');
            close.push('}');
        }
        if at + 1 == keys.len() {
            text.push_str(beside);
        }
        text.push_str(key);
        text.push_str(": ");
    }
    let start = text.len();
    text.push_str(value);
    let range = start..text.len();
    text.extend(close.iter().rev());
    text.push('\n');
    (text, range)
}

/// `code at range` of everything that is said about shape.
fn shape(text: &str) -> Vec<(String, String)> {
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file("main.yaml", text.into());
    let codes = [
        "wrong-type",
        "unknown-word",
        "unknown-field",
        "missing-field",
        "not-a-specification",
        "unknown-operation",
    ];
    let all = host.analysis().diagnostics(file);
    all.into_iter()
        .filter(|it| codes.contains(&it.code.as_str()))
        .map(|it| (it.code, text[it.range].to_owned()))
        .collect()
}

#[test]
fn every_field_is_checked_for_its_shape() {
    let root = schema();
    let mut all = Vec::new();
    paths(&root, &root, "", &mut all);
    let mut silent = Vec::new();
    let mut seen = 0;
    for (path, field) in &all {
        // These tell whether the document is one of ours at all.
        if ["skill", "inputs", "record"].contains(&path.as_str()) {
            continue;
        }
        seen += 1;
        let bad = violation(field);
        let beside = match path.strip_suffix(".migration_version") {
            Some(_) => "executed_at: x, ",
            None if path.starts_with("record.") => "migration_version: x, ",
            None if (path.contains("operations.-.") || path.contains("changes.-."))
                && !path.ends_with(".type") =>
            {
                "type: execute_sql, "
            }
            None => "",
        };
        let (text, range) = document(path, bad, beside);
        let codes = [
            "wrong-type",
            "unknown-word",
            "not-a-specification",
            "unknown-operation",
        ];
        let said = shape(&text);
        let found = said
            .iter()
            .any(|(code, at)| codes.contains(&code.as_str()) && *at == text[range.clone()]);
        if !found {
            silent.push(format!("{text}  {said:?}"));
        }
        if path.contains('.') {
            let (text, _) = document(path, "null", &format!("{beside}zzz_unknown: 1, "));
            let said = shape(&text);
            if !said.contains(&("unknown-field".to_owned(), "zzz_unknown".to_owned())) {
                silent.push(format!("{text}  {said:?}"));
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    assert!(seen > 100, "{seen}");
}

#[test]
fn every_required_field_is_demanded_by_both() {
    let root = schema();
    let mut all = Vec::new();
    paths(&root, &root, "", &mut all);
    let mut seen = Vec::new();
    for (path, _) in &all {
        let Some((parent, key)) = path.rsplit_once('.') else {
            continue;
        };
        let field = all
            .iter()
            .find(|it| it.0 == parent.trim_end_matches(".-"))
            .map(|it| it.1);
        let Some(mut field) = field else { continue };
        if let Some(branches) = field.get("anyOf") {
            field = resolve(&root, &branches[0]);
        }
        if parent.ends_with(".-") {
            field = resolve(&root, &field["items"]);
        }
        let required = field["required"].as_array().cloned().unwrap_or_default();
        if path.starts_with("record.") || key == "table" && parent.ends_with("operations.-") {
            continue;
        }
        // The mapping without the key.
        let (text, _) = document(&format!("{parent}.zzz"), "1", "");
        let demanded = shape(&text).iter().any(|(code, _)| code == "missing-field")
            && messages(&text).contains(&format!("needs `{key}`"));
        assert_eq!(demanded, required.contains(&json!(key)), "{path}\n{text}");
        if demanded {
            seen.push(path.clone());
        }
    }
    assert_eq!(seen.len(), 15, "{seen:#?}");
}

fn messages(text: &str) -> String {
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file("main.yaml", text.into());
    let all = host.analysis().diagnostics(file);
    let all: Vec<String> = all.into_iter().map(|it| it.message).collect();
    all.join("\n")
}

#[test]
fn details_are_what_the_reader_takes() {
    let root = schema();
    let mut wrong = Vec::new();
    for (name, field) in root["$defs"].as_object().expect("definitions") {
        let Some(word) = name.strip_prefix("details_") else {
            continue;
        };
        let path = "database_migration_specification.migration.upgrade.operations.-.details";
        let mut all = Vec::new();
        paths(&root, field, "", &mut all);
        assert!(!all.is_empty(), "{word}");
        for (key, field) in all {
            let beside = format!("type: {word}, table: t, ");
            let (text, _) = document(&format!("{path}.{key}"), violation(field), "");
            let text = text.replacen("details: ", &format!("{beside}details: "), 1);
            let said = shape(&text);
            let last = key.rsplit('.').next().expect("a key");
            if said.contains(&("unknown-field".to_owned(), last.to_owned())) {
                wrong.push(format!("not read: {text}  {said:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let words: BTreeSet<&str> = model::lower::words().collect();
    let operation = &root["$defs"]["upgrade_operation"]["properties"]["type"]["enum"];
    let listed: BTreeSet<&str> = operation
        .as_array()
        .expect("words")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(words, listed);
}

/// The text after the one action whose id begins so.
pub(crate) fn acted(text: &str, at: &str, id: &str) -> String {
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file("main.yaml", text.into());
    let analysis = host.analysis();
    let start = text.find(at).expect("the place");
    let size = |it: usize| ide::TextSize::try_from(it).expect("small");
    let range = ide::TextRange::new(size(start), size(start + at.len()));
    let actions = analysis.code_actions(ide::FileRange { file, range });
    let action = actions.iter().find(|it| it.id.starts_with(id));
    let Some(action) = action else {
        panic!("no {id} in {actions:?}");
    };
    let edit = analysis
        .resolve_action(file, &action.id)
        .expect("what is offered can be made");
    syntax::text::apply_edits(text, &edit.edits[0].edits).expect("edits are disjoint")
}

const SPARSE: &str = "database_migration_specification:
  meta: {current_version: null, target_version: \"0001\"}
  migration:
    version: \"0001\"
    name: no phone
    upgrade:
      operations:
        - {type: drop_column, table: users, details: {column: phone}}
        - {type: add_column, table: users, details: {column: {name: bio, type: text}}}
    downgrade:
      operations:
        - {type: drop_column, table: users, details: {column: bio}}
        - {type: add_column, table: users, details: {column: {name: phone, type: text}}, data_rollback: from the backup}
";

#[test]
fn sections_are_filled_in_and_say_what_is_so() {
    let filled = acted(SPARSE, "migration:\n", "fill-in:0.all");
    assert_eq!(invalid(&filled), Vec::<String>::new(), "{filled}");
    for key in [
        "breaking_changes:\n      - type: dropping_column",
        "operation: restore_backup",
        "fallback_to_backup: true",
        "rollback_tests:",
        "users.phone changes",
    ] {
        assert!(filled.contains(key), "{key}\n{filled}");
    }
    // What is filled in raises nothing that was not there, but for the strategy that only a
    // person knows.
    let codes = |text: &str| {
        let mut host = AnalysisHost::new(Config::default());
        let file = host.set_file("main.yaml", text.into());
        let all = host.analysis().diagnostics(file);
        all.into_iter().map(|it| it.code).collect::<BTreeSet<_>>()
    };
    let (before, after) = (codes(SPARSE), codes(&filled));
    let new: Vec<_> = after.difference(&before).collect();
    assert_eq!(new, ["breaking-change-unmitigated"], "{filled}");
    let one = acted(SPARSE, "meta", "fill-in:0.rollback_plan");
    assert!(one.ends_with("  rollback_plan:\n    enabled: true\n    automatic: false\n    steps:\n      - Run the downgrade\n      - Restore the values from the backup\n    fallback_to_backup: true\n"), "{one}");
}

#[test]
fn shapes_are_put_right() {
    let head = "database_migration_specification:\n  migration:\n";
    for (wrong, at, right) in [
        (
            "    risk: {levle: low}\n",
            "levle",
            "    risk: {level: low}\n",
        ),
        (
            "    risk: {level: hihg}\n",
            "hihg",
            "    risk: {level: high}\n",
        ),
        (
            "    risk: {level: \"severe\"}\n",
            "severe",
            "    risk: {level: \"critical\"}\n",
        ),
        (
            "    risk: {data_loss_risk: \"true\"}\n",
            "true",
            "    risk: {data_loss_risk: true}\n",
        ),
        (
            "    upgrade: {operations: [{type: add_colum, table: t}]}\n",
            "add_colum",
            "    upgrade: {operations: [{type: add_column, table: t}]}\n",
        ),
        (
            "  rollback_plan: {steps: run it back}\n",
            "run it",
            "  rollback_plan: {steps: [run it back]}\n",
        ),
        (
            "  data_migration: {backup: {retention_days: 30 days}}\n",
            "30 days",
            "  data_migration: {backup: {retention_days: 30}}\n",
        ),
        (
            "  execution_plan: {steps: [{step: a, operation: upgrade, estimated_duration_seconds: 5 min}]}\n",
            "5 min",
            "  execution_plan: {steps: [{step: a, operation: upgrade, estimated_duration_seconds: 300}]}\n",
        ),
        (
            "  environment_sync: [{environment: prod}]\n",
            "prod",
            "  environment_sync: [{environment: production}]\n",
        ),
    ] {
        let text = format!("{head}{wrong}");
        assert_eq!(acted(&text, at, "correct-shape:"), format!("{head}{right}"));
    }
}
