//! Roots, files on disk and settings.

use std::time::Instant;

use lsp::Hooks;
use serde_json::{Value, json};

use super::Log;
use super::client::{Client, Folder, PATIENCE};

const SPEC: &str = "specs/database/a.md";

/// Hovers until the server's text of a file is the expected one: the disk is read in tasks.
async fn until(client: &mut Client, log: &Log, uri: &str, expected: Option<&str>) {
    let start = Instant::now();
    loop {
        client.hover(uri).await;
        let text = log.last_text();
        if text.as_deref() == expected {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{uri} stays {text:?}");
        tokio::task::yield_now().await;
    }
}

async fn watched(client: &mut Client, uri: &str, kind: u32) {
    let params = json!({ "changes": [{ "uri": uri, "type": kind }] });
    client
        .notify("workspace/didChangeWatchedFiles", params)
        .await;
}

#[tokio::test]
async fn two_roots_are_read_and_left() {
    let log = Log::default();
    let one = Folder::new("one", &[(SPEC, "first")]);
    let two = Folder::new("two", &[(SPEC, "second"), ("README.md", "no")]);
    let roots = [one.path(""), two.path("")];
    let mut client = Client::ready(log.hooks(), json!({}), &[&roots[0], &roots[1]]).await;
    until(&mut client, &log, &one.uri(SPEC), Some("first")).await;
    until(&mut client, &log, &two.uri(SPEC), Some("second")).await;
    client.hover(&two.uri("README.md")).await;
    assert_eq!(log.last_text(), None);
    let root = json!({ "uri": two.uri(""), "name": "two" });
    let event = json!({ "event": { "added": [], "removed": [root] } });
    client
        .notify("workspace/didChangeWorkspaceFolders", event)
        .await;
    until(&mut client, &log, &two.uri(SPEC), None).await;
    let event = json!({ "event": { "added": [root], "removed": [] } });
    client
        .notify("workspace/didChangeWorkspaceFolders", event)
        .await;
    until(&mut client, &log, &two.uri(SPEC), Some("second")).await;
}

#[tokio::test]
async fn files_that_change_on_disk_are_noticed() {
    let log = Log::default();
    let folder = Folder::new("watched", &[(SPEC, "old")]);
    let uri = folder.uri(SPEC);
    let mut client = Client::ready(log.hooks(), json!({}), &[&folder.path("")]).await;
    until(&mut client, &log, &uri, Some("old")).await;
    folder.write(SPEC, "new");
    watched(&mut client, &uri, 2).await;
    until(&mut client, &log, &uri, Some("new")).await;
    // A new file counts when its content says so.
    folder.write("0001.yaml", "record: 1");
    folder.write("0002.yaml", "other: 1");
    watched(&mut client, &folder.uri("0001.yaml"), 1).await;
    watched(&mut client, &folder.uri("0002.yaml"), 1).await;
    until(
        &mut client,
        &log,
        &folder.uri("0001.yaml"),
        Some("record: 1"),
    )
    .await;
    client.hover(&folder.uri("0002.yaml")).await;
    assert_eq!(log.last_text(), None);
    // The folder goes, not the file.
    std::fs::remove_dir_all(folder.path("specs")).unwrap();
    watched(&mut client, &folder.uri("specs"), 3).await;
    until(&mut client, &log, &uri, None).await;
}

#[tokio::test]
async fn an_open_document_wins_over_the_disk() {
    let log = Log::default();
    let folder = Folder::new("wins", &[(SPEC, "old")]);
    let uri = folder.uri(SPEC);
    let mut client = Client::ready(log.hooks(), json!({}), &[&folder.path("")]).await;
    until(&mut client, &log, &uri, Some("old")).await;
    client.open(&uri, "markdown", "open").await;
    folder.write(SPEC, "new");
    watched(&mut client, &uri, 2).await;
    client.change(&uri, 2, Some([0, 0, 0, 0]), "still ").await;
    client.hover(&uri).await;
    assert_eq!(log.last_text().as_deref(), Some("still open"));
    client.close(&uri).await;
    until(&mut client, &log, &uri, Some("new")).await;
}

#[tokio::test]
async fn a_new_file_counts_once_it_is_saved() {
    let log = Log::default();
    let folder = Folder::new("saved", &[]);
    let uri = folder.uri(SPEC);
    let mut client = Client::ready(log.hooks(), json!({}), &[&folder.path("")]).await;
    client.open(&uri, "markdown", "text").await;
    client.diagnostics(&uri, |_| true).await;
    folder.write(SPEC, "text");
    client
        .notify(
            "textDocument/didSave",
            json!({ "textDocument": { "uri": uri } }),
        )
        .await;
    // What the next change on disk says is read only if the file counts.
    folder.write("0001.yaml", "record: 1");
    watched(&mut client, &folder.uri("0001.yaml"), 1).await;
    until(
        &mut client,
        &log,
        &folder.uri("0001.yaml"),
        Some("record: 1"),
    )
    .await;
    client.close(&uri).await;
    client.hover(&uri).await;
    assert_eq!(log.last_text().as_deref(), Some("text"));
}

#[tokio::test]
async fn a_broken_configuration_is_reported_until_it_is_mended() {
    let folder = Folder::new(
        "config",
        &[("forelock.toml", "postgres = 12\n"), (SPEC, "x")],
    );
    let uri = folder.uri("forelock.toml");
    let mut client = Client::ready(Hooks::default(), json!({}), &[&folder.path("")]).await;
    let said = client.diagnostics(&uri, |_| true).await;
    assert_eq!(
        said["diagnostics"][0]["range"]["start"],
        json!({ "line": 0, "character": 11 })
    );
    assert_eq!(said["version"], Value::Null);
    folder.write("forelock.toml", "postgres = 17\n");
    watched(&mut client, &uri, 2).await;
    client
        .diagnostics(&uri, |it| it["diagnostics"] == json!([]))
        .await;
}

#[tokio::test]
async fn a_configuration_that_counts_other_files_is_followed() {
    let log = Log::default();
    let folder = Folder::new("globs", &[(SPEC, "spec"), ("db/tables.md", "tables")]);
    let mut client = Client::ready(log.hooks(), json!({}), &[&folder.path("")]).await;
    until(&mut client, &log, &folder.uri(SPEC), Some("spec")).await;
    folder.write("forelock.toml", "specs = [\"db/*.md\"]\n");
    watched(&mut client, &folder.uri("forelock.toml"), 1).await;
    until(
        &mut client,
        &log,
        &folder.uri("db/tables.md"),
        Some("tables"),
    )
    .await;
    client.hover(&folder.uri(SPEC)).await;
    assert_eq!(log.last_text(), None);
}

#[tokio::test]
async fn an_editors_settings_are_pulled_and_pushed() {
    let log = Log::default();
    let folder = Folder::new("settings", &[(SPEC, "spec"), ("db/tables.md", "tables")]);
    let pull = json!({ "workspace": { "configuration": true } });
    let mut client = Client::ready(log.hooks(), pull, &[&folder.path("")]).await;
    client.settings = json!({ "specs": ["db/*.md"], "server": { "path": "x" } });
    until(
        &mut client,
        &log,
        &folder.uri("db/tables.md"),
        Some("tables"),
    )
    .await;

    let mut client = Client::ready(log.hooks(), json!({}), &[&folder.path("")]).await;
    until(&mut client, &log, &folder.uri(SPEC), Some("spec")).await;
    let settings = json!({ "settings": { "forelock": { "exclude": ["specs/**"], "backup": 1 } } });
    client
        .notify("workspace/didChangeConfiguration", settings)
        .await;
    let said = client
        .expect(|it| it["params"]["type"] == 2 && it["method"] == "window/logMessage")
        .await;
    let message = said["params"]["message"].as_str().unwrap();
    assert!(
        message.contains("Expected one of \"planned\", \"none\""),
        "{message}"
    );
    until(&mut client, &log, &folder.uri(SPEC), None).await;
}

#[tokio::test]
async fn an_open_configuration_holds_while_it_is_typed() {
    let script = "specs/database/a.sql";
    let folder = Folder::new(
        "typed",
        &[
            ("forelock.toml", "specs = [\"**/*.sql\"]\n"),
            (script, "drop table users;"),
        ],
    );
    let mut client = Client::ready(Hooks::default(), json!({}), &[&folder.path("")]).await;
    let script = folder.uri(script);
    let loud = |it: &Value| it["diagnostics"][0]["code"] == "drop-table";
    client.diagnostics(&script, loud).await;
    let config = folder.uri("forelock.toml");
    let text = "[environments.stagging]\npostgres = 17\n";
    client.open(&config, "toml", text).await;
    let said = client
        .diagnostics(&config, |it| it["diagnostics"] != json!([]))
        .await;
    let said = &said["diagnostics"][0];
    assert_eq!(
        said["range"],
        json!({
            "start": { "line": 0, "character": 14 },
            "end": { "line": 0, "character": 22 }
        })
    );
    let message = said["message"].as_str().unwrap();
    assert!(message.contains("did you mean `staging`"), "{message}");
    let text = "[environments.production]\nignore_tables = [\"users\"]\n";
    client.change(&config, 2, None, text).await;
    let nothing = |it: &Value| it["diagnostics"] == json!([]);
    client.diagnostics(&config, nothing).await;
    client.diagnostics(&script, nothing).await;
    client.change(&config, 3, None, "").await;
    client.diagnostics(&script, loud).await;
}

#[tokio::test]
async fn a_baseline_is_held_against_the_chain() {
    let specification = "database_migration_specification:\n  migration: {version: \"0001\"}\n";
    let folder = Folder::new("baseline", &[("1.yaml", specification)]);
    folder.write("forelock.toml", "baseline = \"0002\"\n");
    let mut client = Client::ready(Hooks::default(), json!({}), &[&folder.path("")]).await;
    let config = folder.uri("forelock.toml");
    let said = client.diagnostics(&config, |_| true).await;
    let message = said["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.contains("`0002`"), "{message}");
    client.open(&config, "toml", "baseline = \"0001\"\n").await;
    let nothing = |it: &Value| it["diagnostics"] == json!([]);
    client.diagnostics(&config, nothing).await;
}

#[tokio::test]
async fn every_root_has_the_editors_settings_for_it() {
    let drop = "DROP TABLE users;\n";
    let (script, here) = ("db/a.sql", "specs = [\"db/*.sql\"]\n");
    let one = Folder::new("scope-one", &[("forelock.toml", here), (script, drop)]);
    let two = Folder::new("scope-two", &[("forelock.toml", here), (script, drop)]);
    let pull = json!({ "workspace": { "configuration": true } });
    let mut client = Client::start(Hooks::default());
    let off = json!({ "rules": { "drop-table": "off" } });
    let scope = one.uri("").trim_end_matches('/').to_owned();
    client.scoped.insert(scope, off.clone());
    let folders: Vec<Value> = [&one, &two]
        .iter()
        .map(|it| json!({ "uri": it.uri(""), "name": "root" }))
        .collect();
    let params = json!({ "processId": null, "capabilities": pull, "workspaceFolders": folders });
    client.request("initialize", params).await;
    client.notify("initialized", json!({})).await;
    let loud = |it: &Value| {
        let mut all = it["diagnostics"].as_array().unwrap().iter();
        all.any(|it| it["code"] == "drop-table")
    };
    let quiet = |it: &Value| !loud(it);
    for folder in [&one, &two] {
        client.open(&folder.uri(script), "sql", drop).await;
    }
    client.diagnostics(&one.uri(script), quiet).await;
    // Now the other way around.
    client.scoped.clear();
    let scope = two.uri("").trim_end_matches('/').to_owned();
    client.scoped.insert(scope, off);
    let changed = json!({ "settings": null });
    client
        .notify("workspace/didChangeConfiguration", changed)
        .await;
    client.diagnostics(&one.uri(script), loud).await;
    client.diagnostics(&two.uri(script), quiet).await;
}
