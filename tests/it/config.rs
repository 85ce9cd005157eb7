//! The configuration, through everything that honors it: what is shown and how loud, the schema
//! that editors complete from, the page that describes it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use ide::{AnalysisHost, PageKind};
use project::config::{KEYS, ROOT_KEYS, read_toml};
use serde_json::Value;
use test_support::Fixture;

/// Every finding of a workspace under a configuration.
#[track_caller]
fn check(config: &str, fixture: &str, expected: Expect) {
    expected.assert_eq(&shown(config, fixture));
}

#[track_caller]
fn shown(config: &str, fixture: &str) -> String {
    let host = host(config, fixture);
    let analysis = host.analysis();
    let mut out = String::new();
    for file in analysis.files() {
        let text = analysis.text(file).unwrap();
        for it in analysis.diagnostics(file) {
            let path = analysis.path(file).unwrap();
            let severity = it.severity.as_str();
            let at = text[it.range].lines().next().unwrap_or_default();
            out.push_str(&format!("{path} {severity} {} `{at}`\n", it.code));
        }
    }
    out
}

#[track_caller]
fn host(config: &str, fixture: &str) -> AnalysisHost {
    let read = read_toml(config);
    assert_eq!(read.problems, []);
    let mut host = AnalysisHost::new(read.settings.config);
    for file in Fixture::parse(fixture).files {
        host.set_file(&file.path, file.text.into());
    }
    host
}

const CHAIN: &str = "\
//- 1.yaml
database_migration_specification:
  meta: {current_version: null, target_version: \"0001\"}
  migration:
    version: \"0001\"
    name: tables
    upgrade:
      operations:
        - {type: create_table, table: users, details: {columns: [{name: id, type: bigint, primary_key: true}, {name: phone, type: text}]}}
    downgrade:
      operations:
        - {type: drop_table, table: users}
//- 2.yaml
database_migration_specification:
  meta: {current_version: \"0001\", target_version: \"0002\"}
  migration:
    version: \"0002\"
    name: drop phone
    upgrade:
      operations:
        - {type: drop_column, table: users, column: phone}
    downgrade:
      operations:
        - {type: add_column, table: users, details: {name: phone, type: text}}
//- 3.yaml
database_migration_specification:
  meta: {current_version: \"0002\", target_version: \"0003\"}
  migration:
    version: \"0003\"
    name: drop phone again
    upgrade:
      operations:
        - {type: drop_column, table: users, column: phone}
        - {type: drop_table, table: users}
    downgrade:
      operations: []
";

#[test]
fn findings_up_to_the_baseline_are_not_shown() {
    check(
        "",
        CHAIN,
        expect![[r#"
            1.yaml hint schema-change `type: create_table`
            2.yaml warning drop-column `type: drop_column`
            2.yaml warning irreversible-without-rollback `type: drop_column`
            2.yaml hint spelling `column`
            2.yaml hint spelling `name`
            3.yaml warning drop-column `type: drop_column`
            3.yaml warning irreversible-without-rollback `type: drop_column`
            3.yaml hint spelling `column`
            3.yaml warning unknown-column `phone`
            3.yaml error drop-table `type: drop_table`
            3.yaml warning irreversible-without-rollback `type: drop_table`
            3.yaml warning missing-downgrade `downgrade`
        "#]],
    );
    // What 0002 drops is still gone for 0003.
    check(
        "baseline = \"0002\"",
        CHAIN,
        expect![[r#"
            3.yaml warning drop-column `type: drop_column`
            3.yaml warning irreversible-without-rollback `type: drop_column`
            3.yaml hint spelling `column`
            3.yaml warning unknown-column `phone`
            3.yaml error drop-table `type: drop_table`
            3.yaml warning irreversible-without-rollback `type: drop_table`
            3.yaml warning missing-downgrade `downgrade`
        "#]],
    );
    check("baseline = \"0003\"", CHAIN, expect![""]);
}

#[test]
fn a_baseline_that_nobody_has_hides_nothing_and_is_reported() {
    let config = "baseline = \"0002\"\nenvironments.staging.baseline = \"0009\"\n";
    let read = read_toml(config);
    let reported = |fixture: &str| -> Vec<String> {
        let projects = [host(config, fixture).analysis()];
        let all = project::unknown_baselines("forelock.toml", &read.baselines, &projects);
        let texts = all.iter().map(|it| config[it.range].to_owned());
        texts.collect()
    };
    assert_eq!(reported(CHAIN), ["\"0009\""]);
    assert_eq!(reported(DROP), [""; 0]);
    let staging = format!("environment = \"staging\"\n{config}");
    assert_eq!(shown(&staging, CHAIN), shown("", CHAIN));
}

#[test]
fn what_is_assessed_does_not_depend_on_what_is_shown() {
    let codes = |config: &str| -> Vec<Vec<String>> {
        let analysis = host(config, CHAIN).analysis();
        let assessed = analysis
            .files()
            .into_iter()
            .flat_map(|it| analysis.assess(it, false));
        assessed.map(|it| it.rules).collect()
    };
    assert!(codes("").iter().any(|it| !it.is_empty()));
    assert_eq!(
        codes("baseline = \"0003\"\nignore_tables = [\"*\"]"),
        codes("")
    );
}

const TABLES: &str = "\
//- a.sql
drop table legacy_a;
drop table legacy_a, users;
alter table archive.users drop column a, alter column b type bigint;
alter table legacy_a add foreign key (a) references users (id);
alter table legacy_a add foreign key (a) references legacy_b (id);
create index legacy_a_i on legacy_a (a);
truncate legacy_a, legacy_b;
truncate legacy_a, users;
";

#[test]
fn changes_on_ignored_tables_are_left_in_peace() {
    check(
        "",
        TABLES,
        expect![[r#"
        a.sql error drop-table `drop table legacy_a`
        a.sql error drop-table `legacy_a`
        a.sql error drop-table `users`
        a.sql warning drop-column `drop column a`
        a.sql warning change-column-type-rewrite `alter column b type bigint`
        a.sql warning foreign-key-locks-both `alter table legacy_a add foreign key (a) references users (id)`
        a.sql warning foreign-key-locks-both `alter table legacy_a add foreign key (a) references legacy_b (id)`
        a.sql warning index-blocks-writes `create index legacy_a_i on legacy_a (a)`
        a.sql error truncate `truncate legacy_a, legacy_b`
        a.sql error truncate `truncate legacy_a, users`
    "#]],
    );
    check(
        "ignore_tables = [\"legacy_*\"]",
        TABLES,
        expect![[r#"
        a.sql error drop-table `users`
        a.sql warning drop-column `drop column a`
        a.sql warning change-column-type-rewrite `alter column b type bigint`
        a.sql warning foreign-key-locks-both `alter table legacy_a add foreign key (a) references users (id)`
        a.sql error truncate `truncate legacy_a, users`
    "#]],
    );
    check(
        "ignore_tables = [\"legacy_?\", \"archive.*\"]",
        TABLES,
        expect![[r#"
            a.sql error drop-table `users`
            a.sql warning foreign-key-locks-both `alter table legacy_a add foreign key (a) references users (id)`
            a.sql error truncate `truncate legacy_a, users`
        "#]],
    );
}

const DROP: &str = "//- a.sql\nset lock_timeout = '1s';\nalter table users drop column phone;\n";

#[test]
fn an_environment_has_rules_and_severities_of_its_own() {
    let config = "[rules]
drop-column = \"error\"
[environments.staging.rules]
drop-column = \"hint\"
[environments.development.rules]
drop-column = \"off\"
";
    let with = |it: &str| shown(&format!("environment = \"{it}\"\n{config}"), DROP);
    expect![[r#"
        a.sql error drop-column `alter table users drop column phone`
    "#]]
    .assert_eq(&with("production"));
    expect![[r#"
        a.sql hint drop-column `alter table users drop column phone`
    "#]]
    .assert_eq(&with("staging"));
    assert_eq!(with("development"), "");
    assert_eq!(shown(config, DROP), with("production"));
}

fn schema_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/config.schema.json")
}

fn schema() -> Value {
    // Not from the disk, where the test below may be writing.
    serde_json::from_str(include_str!("../../schemas/config.schema.json")).unwrap()
}

fn keys(properties: &Value) -> BTreeSet<&str> {
    let object = properties.as_object().unwrap();
    object.keys().map(String::as_str).collect()
}

#[test]
fn the_schema_names_the_same_keys() {
    let schema = schema();
    assert_eq!(keys(&schema["properties"]), BTreeSet::from(KEYS));
    let mut everywhere = BTreeSet::from(KEYS);
    everywhere.retain(|it| !ROOT_KEYS.contains(it));
    let settings = &schema["$defs"]["settings"]["properties"];
    assert_eq!(keys(settings), everywhere);
    let environments = &schema["properties"]["environments"]["properties"];
    for list in [
        keys(environments),
        words(&schema["properties"]["environment"]["enum"]),
    ] {
        let known = ide::config::Environment::ALL.map(ide::config::Environment::as_str);
        assert_eq!(list, BTreeSet::from(known));
    }
    let specs = words(&schema["properties"]["specs"]["default"]);
    assert_eq!(specs, BTreeSet::from(project::walk::DEFAULT_SPECS));
    let postgres = &schema["properties"]["postgres"];
    let known = ide::config::POSTGRES;
    assert_eq!(postgres["minimum"], *known.start());
    assert_eq!(postgres["maximum"], *known.end());
}

fn words(list: &Value) -> BTreeSet<&str> {
    let list = list.as_array().unwrap();
    list.iter().map(|it| it.as_str().unwrap()).collect()
}

#[test]
fn the_schema_describes_every_key() {
    let schema = schema();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    let mut open = vec![("#".to_owned(), &schema)];
    while let Some((place, it)) = open.pop() {
        if let Some(reference) = it.get("$ref").and_then(Value::as_str) {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(schema.pointer(pointer).is_some(), "{place}: {reference}");
        } else {
            assert!(it["description"].is_string(), "{place}: no description");
            assert!(
                it.get("type").is_some() || it.get("enum").is_some(),
                "{place}: no type"
            );
        }
        for group in ["properties", "$defs"] {
            for (key, below) in it
                .get(group)
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                open.push((format!("{place}/{group}/{key}"), below));
            }
        }
    }
}

#[test]
fn the_schema_completes_every_rule() {
    let path = schema_path();
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text
        .split_once("\"propertyNames\": {\n        \"enum\": [\n")
        .unwrap();
    let (_, after) = rest.split_once("        ]\n").unwrap();
    let codes: BTreeSet<&str> = ide::pages()
        .into_iter()
        .filter(|it| it.kind == PageKind::Rule)
        .map(|it| it.code)
        .collect();
    let codes: Vec<String> = codes
        .into_iter()
        .map(|it| format!("          \"{it}\""))
        .collect();
    let codes = codes.join(",\n");
    let new =
        format!("{before}\"propertyNames\": {{\n        \"enum\": [\n{codes}\n        ]\n{after}");
    if new == text {
        return;
    }
    if std::env::var_os("CI").is_none() {
        fs::write(&path, new).unwrap();
    }
    panic!("schemas/config.schema.json did not name every rule; written again, commit it");
}

#[test]
fn the_page_tells_every_key_and_its_examples_hold() {
    let page = include_str!("../../server/project/README.md");
    for key in KEYS {
        assert!(page.contains(&format!("\n### `{key}`\n")), "{key}");
    }
    let mut examples = 0;
    for block in page.split("```toml\n").skip(1) {
        let (example, _) = block.split_once("```").unwrap();
        let read = read_toml(example);
        assert_eq!(read.problems, [], "{example}");
        assert_ne!(read.settings, project::Settings::default(), "{example}");
        examples += 1;
    }
    assert!(examples >= KEYS.len());
}
