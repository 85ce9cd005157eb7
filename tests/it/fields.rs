//! Every field of the format: its entry on the page, its hover, its completion, and whether a rule
//! looks at what it means.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ide::{Analysis, AnalysisHost, Config, FileId, FilePosition, TextSize};
use serde_json::Value;
use syntax::yaml::place::{Slot, Step, place};

use crate::format::{SOURCE, document, paths, resolve, schema};

fn open(text: &str) -> (Analysis, FileId) {
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file("main.yaml", text.into());
    (host.analysis(), file)
}

fn at(file: FileId, offset: usize) -> FilePosition {
    let offset = TextSize::try_from(offset).expect("small");
    FilePosition { file, offset }
}

/// What the mapping must have beside the field for the document to be one of ours.
fn beside(path: &str) -> &'static str {
    match path {
        "record.-.migration_version" => "executed_at: x, ",
        _ if path.starts_with("record.") => "migration_version: x, ",
        // An entry without a type is hardly one.
        _ if path.ends_with("operations.-.type") => "table: t, ",
        _ if path.contains("operations.-.") => "type: execute_sql, ",
        _ => "",
    }
}

/// `migration.risk.level`: what `forelock explain` is asked for.
fn shown(path: &str) -> String {
    let path = path.replace(".-", "");
    let rest = path.strip_prefix("database_migration_specification.");
    rest.unwrap_or(&path).to_owned()
}

fn sources() -> impl Iterator<Item = &'static str> {
    let lines = SOURCE.lines();
    lines.filter(|it| !it.is_empty() && !it.starts_with('#'))
}

/// Every field with its description: the source's, and those of each operation's `details`, with
/// the document that they stand in.
struct Case {
    name: String,
    description: String,
    /// A document with `null` as the field's value.
    text: String,
    /// Where its key begins.
    key: usize,
    /// The same document while the key is still to be typed.
    before: String,
    last: String,
}

fn case(path: &str, extra: &str, description: &str) -> Case {
    let last = path.rsplit('.').next().expect("a key").to_owned();
    let (text, value) = document(path, "null", extra);
    let key = value.start - last.len() - 2;
    let mut before = text.clone();
    before.replace_range(key..value.end, "");
    Case {
        name: path.to_owned(),
        description: description.to_owned(),
        text,
        key,
        before,
        last,
    }
}

fn description(field: &Value) -> &str {
    field["description"].as_str().unwrap_or_default()
}

fn cases() -> Vec<Case> {
    let root = schema();
    let mut found = Vec::new();
    paths(&root, &root, "", &mut found);
    let mut out = Vec::new();
    for path in sources() {
        let (_, field) = found.iter().find(|it| it.0 == path).expect(path);
        out.push(case(path, beside(path), description(field)));
    }
    let operations = "database_migration_specification.migration.upgrade.operations.-";
    for (name, field) in root["$defs"].as_object().expect("definitions") {
        let Some(word) = name.strip_prefix("details_") else {
            continue;
        };
        let mut found = Vec::new();
        paths(&root, field, "", &mut found);
        for (path, field) in found {
            let mut case = case(
                &format!("{operations}.details.{path}"),
                "",
                description(resolve(&root, field)),
            );
            let beside = format!("type: {word}, table: t, ");
            for text in [&mut case.text, &mut case.before] {
                *text = text.replacen("details: ", &format!("{beside}details: "), 1);
            }
            case.key += beside.len();
            case.name = format!("{word} {path}");
            out.push(case);
        }
    }
    out
}

#[test]
fn every_field_explains_itself_where_it_is_written() {
    let mut silent = Vec::new();
    let cases = cases();
    for case in &cases {
        // These have to say what they do for the document to be one of ours.
        if ["skill", "record"].contains(&case.name.as_str()) {
            continue;
        }
        let (analysis, file) = open(&case.text);
        let hover = analysis.hover(at(file, case.key + 1));
        // A reference may say its own description in the place of the definition's.
        let found = hover.is_some_and(|it| {
            // On an operation's `type` the change has a card, with the field's below it.
            let range = &case.text[it.range];
            it.markdown.contains(&case.description)
                && (*range == *case.last || case.last == "type" && range.contains("type: "))
        });
        if !found {
            silent.push(format!("{}: {}", case.name, case.text));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    assert!(cases.len() > 250, "{}", cases.len());
}

#[test]
fn every_field_is_offered_where_it_may_be_written() {
    let mut silent = Vec::new();
    for case in cases() {
        // These make a document what it is, and nothing can stand beside them.
        if ["inputs", "record.migration_version"].contains(&case.name.as_str()) {
            continue;
        }
        let (analysis, file) = open(&case.before);
        let all = analysis.completions(at(file, case.key), true);
        let one = all.iter().find(|it| it.label == case.last);
        let text = one.map(|it| {
            let edits = std::slice::from_ref(&it.edit);
            syntax::text::apply_edits(&case.before, edits).expect("an edit")
        });
        let fits = text.is_some_and(|it| it[case.key..].starts_with(&format!("{}:", case.last)));
        let documented = one.and_then(|it| ide::completion_documentation(it.id.as_ref()?));
        if !fits || !documented.is_some_and(|it| it.contains(&case.description)) {
            let labels: Vec<&str> = all.iter().map(|it| it.label.as_str()).collect();
            silent.push(format!("{}: {} {labels:?}", case.name, case.before));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

/// Where something begins, as a path of the format.
fn path_at(text: &str, offset: usize) -> Option<String> {
    let place = place(text, TextSize::try_from(offset).ok()?)?;
    let mut steps: Vec<String> = place
        .steps
        .iter()
        .map(|it| match it {
            Step::Key(key) => key.clone(),
            Step::Item => "-".to_owned(),
        })
        .collect();
    if place.slot == (Slot::Key { colon: true }) {
        steps.push(text[place.token].to_owned());
    }
    Some(steps.join("."))
}

/// Codes of what is said about the main document, each with the fields that it is about: where it
/// stands, and where it points.
fn said(text: &str) -> BTreeSet<(String, String)> {
    let mut host = AnalysisHost::new(Config::default());
    host.set_file("specs/database/migrations/0001.yaml", BEFORE.into());
    host.set_file("specs/database/schema.md", "# Schema\n".into());
    host.set_file("specs/features/notes.md", "# Notes\n".into());
    let file = host.set_file("specs/database/migrations/0002.yaml", text.into());
    let mut out = BTreeSet::new();
    for it in host.analysis().diagnostics(file) {
        let related = it.related.iter();
        let own = related.filter(|it| it.path.is_empty() || it.path.ends_with("0002.yaml"));
        let places = own.map(|it| it.range).chain([it.range]);
        for range in places {
            let path = path_at(text, range.start().into()).unwrap_or_default();
            out.insert((it.code.clone(), path));
        }
    }
    out
}

/// Two migrations that the complete one builds upon.
const BEFORE: &str = include_str!("format/before.yaml");
/// A specification with every section, with which hardly anything is wrong.
const COMPLETE: &str = include_str!("format/complete.yaml");
/// A field, a code, and what is written in the place of what stands there.
const VIOLATIONS: &str = include_str!("format/violations.txt");

#[test]
fn every_field_that_means_something_has_a_fixture_that_violates_it() {
    let clean = said(COMPLETE);
    let root = "database_migration_specification";
    let mut violated: BTreeSet<String> = BTreeSet::new();
    let mut wrong = Vec::new();
    for line in VIOLATIONS.lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let [field, code, edits] = line.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let (code, place) = code.split_once('@').unwrap_or((code, field));
        let place = format!("{root}.{place}");
        let mut text = COMPLETE.to_owned();
        for edit in edits.split(" ;; ") {
            let (old, new) = edit.split_once(" → ").expect(line);
            let (old, new) = (old.replace("\\n", "\n"), new.replace("\\n", "\n"));
            assert_eq!(text.matches(&old).count(), 1, "{line}");
            text = text.replacen(&old, &new, 1);
        }
        let found = said(&text);
        let about = |it: &(String, String)| it.0 == code && it.1 == place;
        let there = found.iter().any(about) && !clean.iter().any(about);
        if !there {
            let new: Vec<_> = found.difference(&clean).collect();
            wrong.push(format!("{line}\n    {new:?}"));
        }
        violated.insert(format!("{root}.{}", field.trim_end_matches(".-")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What is not violated there has no meaning that could be: the sections, and free words.
    let leaf = |path: &str| !sources().any(|it| it.starts_with(&format!("{path}.")));
    let free: BTreeSet<&str> = FREE.iter().copied().collect();
    let rest: BTreeSet<&str> = sources()
        .filter(|it| leaf(it) && !violated.contains(*it))
        .filter_map(|it| it.strip_prefix("database_migration_specification."))
        .collect();
    assert_eq!(rest, free);
}

/// What a person says in words of his own, of which no rule knows better.
const FREE: &[&str] = &[
    "data_migration.backup.backup_id",
    "execution_plan.steps.-.risk",
    "meta.version",
    "migration.author",
    "migration.description",
    "migration.downgrade.operations.-.data_rollback",
    "testing.integration_tests.-.description",
    "testing.integration_tests.-.expected_behavior",
    "testing.performance_tests.-.expected_improvement",
    "testing.performance_tests.-.query",
    "testing.rollback_tests.-.scenario",
    "testing.rollback_tests.-.validation_checks",
    "testing.unit_tests.-.data_fixture",
    "testing.unit_tests.-.description",
];

/// In the words of the page.
fn value(field: &Value) -> String {
    if let Some(words) = field["enum"].as_array() {
        let words: Vec<String> = words
            .iter()
            .filter_map(Value::as_str)
            .map(|it| format!("`{it}`"))
            .collect();
        return words.join(", ");
    }
    if let Some(word) = field["const"].as_str() {
        return format!("`{word}`");
    }
    let types: Vec<&str> = match &field["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        Value::String(it) => vec![it],
        _ => Vec::new(),
    };
    let words = types
        .iter()
        .filter(|it| **it != "null")
        .map(|it| match *it {
            "string" => "text",
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            "object" => "a mapping",
            _ => "a list",
        });
    words.collect::<Vec<_>>().join(", or ")
}

fn rows(root: &Value, found: &[(String, &Value)], strip: &str, out: &mut String) {
    out.push_str("| Field | Value | Meaning |\n|---|---|---|\n");
    for (path, field) in found {
        let field = resolve(root, field);
        let name = path.strip_prefix(strip).unwrap_or(path);
        let name = name.replace(".-", "[]");
        let mut said = description(field).replace('|', "\\|");
        if let Some(it) = field.get("default").filter(|it| !it.is_null()) {
            let _ = write!(
                said,
                " Where nothing is said: `{}`.",
                it.to_string().trim_matches('"')
            );
        }
        let _ = writeln!(out, "| `{name}` | {} | {said} |", value(field));
    }
    out.push('\n');
}

/// `schemas/README.md`, out of the schema.
fn page() -> String {
    let root = schema();
    let mut out = "# The format\n\n\
        Every field of the documents that Forelock reads, generated from `migration.schema.json` by `tests/it/fields.rs`.\n\
        `[]` stands for each item of a list; what is `null` is not said.\n\
        `forelock explain migration.risk.level` shows one of them with an example, as hover does in an editor.\n\
        `config.schema.json` is the schema of `forelock.toml`.\n\n"
        .to_owned();
    let mut found = Vec::new();
    paths(&root, &root, "", &mut found);
    for (title, start) in [
        (
            "A migration specification",
            "database_migration_specification",
        ),
        ("A migration request", "inputs"),
        ("An execution record", "record"),
    ] {
        let own: Vec<(String, &Value)> = found
            .iter()
            .filter(|it| it.0.starts_with(&format!("{start}.")))
            // The operations of a request are those of a specification.
            .filter(|it| !it.0.starts_with("inputs.changes.-"))
            .cloned()
            .collect();
        let field = &root["properties"][start];
        let _ = write!(
            out,
            "## {title}\n\n{}\n\nThe root key is `{start}`",
            description(field)
        );
        let beside = if start == "inputs" {
            ", beside `skill: backend-database-migration`"
        } else {
            ""
        };
        let _ = write!(out, "{beside}.\n\n");
        let strip = if start == "record" {
            "record.-."
        } else {
            &format!("{start}.")
        };
        rows(&root, &own, strip, &mut out);
    }
    out.push_str("## The details of an operation\n\n");
    for (name, field) in root["$defs"].as_object().expect("definitions") {
        if let Some(word) = name.strip_prefix("details_") {
            let _ = write!(out, "### `{word}`\n\n{}\n\n", description(field));
            let mut found = Vec::new();
            paths(&root, field, "", &mut found);
            rows(&root, &found, "", &mut out);
        }
    }
    out.trim_end().to_owned() + "\n"
}

#[test]
fn the_page_of_the_format_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/README.md");
    let page = page();
    for path in sources().filter(|it| *it != "skill") {
        let name = shown(path);
        let last = name.rsplit('.').next().expect("a key");
        assert!(page.contains(&format!("{last}`")), "{path}");
        assert!(ide::explain_field(&name).is_some(), "{name}");
    }
    if fs::read_to_string(&path).is_ok_and(|it| it == page) {
        return;
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "schemas/README.md is not what the schema says; run the tests and commit it"
    );
    fs::write(&path, page).expect("a page");
    panic!("schemas/README.md was not what the schema says; written again, commit it");
}
