//! Files that come and go, progress, trace, commands, registrations.

use std::sync::{Arc, Mutex};

use lsp::Hooks;
use serde_json::{Value, json};

use super::client::{Client, Folder};
use super::places;
use super::todo::{SECOND, SPEC, THIRD, Todo};

const TABLE: &str = "## users\n\n| Column | Type |\n|---|---|\n| id | uuid |\n| email | text |\n";

/// Asks for symbols until a name is among them, or is not: the disk is read in tasks.
async fn until(client: &mut Client, name: &str, there: bool) {
    loop {
        let found = client
            .request("workspace/symbol", json!({ "query": name }))
            .await;
        if found.as_array().is_some_and(|it| it.is_empty() != there) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn files_that_the_editor_creates_renames_and_deletes_are_followed() {
    let folder = Folder::new("operations", &[(SPEC, TABLE)]);
    let mut client = Client::ready(Hooks::default(), json!({}), &[&folder.path("")]).await;
    until(&mut client, "users", true).await;
    let new = "specs/database/more.md";
    folder.write(new, &TABLE.replace("users", "orders"));
    let files = json!({ "files": [{ "uri": folder.uri(new) }] });
    client.notify("workspace/didCreateFiles", files).await;
    until(&mut client, "orders", true).await;
    std::fs::rename(folder.path(new), folder.path("specs/database/else.md")).unwrap();
    let files = json!({ "files": [{ "oldUri": folder.uri(new), "newUri": folder.uri("specs/database/else.md") }] });
    client.notify("workspace/didRenameFiles", files).await;
    loop {
        let found = client
            .request("workspace/symbol", json!({ "query": "orders" }))
            .await;
        if found[0]["location"]["uri"] == folder.uri("specs/database/else.md")
            && found.as_array().unwrap().len() == 3
        {
            break;
        }
        tokio::task::yield_now().await;
    }
    std::fs::remove_file(folder.path("specs/database/else.md")).unwrap();
    let files = json!({ "files": [{ "uri": folder.uri("specs/database/else.md") }] });
    client.notify("workspace/didDeleteFiles", files).await;
    until(&mut client, "orders", false).await;
}

#[tokio::test]
async fn a_renamed_spec_takes_the_paths_of_its_specifications_along() {
    let mut todo = Todo::new("will-rename", "utf-16", places::workspace("todo")).await;
    let files = json!({ "files": [{ "oldUri": todo.folder.uri(SPEC),
        "newUri": todo.folder.uri("specs/database/tables.md") }] });
    let edit = todo
        .client
        .request("workspace/willRenameFiles", files)
        .await;
    let after = places::apply(&edit, &todo.folder, &todo.files, "utf-16");
    for path in [SECOND, THIRD] {
        let expected =
            todo.files[path].replace("specs/database/schema.md", "specs/database/tables.md");
        assert_eq!(after[path], expected);
    }
    assert_eq!(after[SPEC], todo.files[SPEC]);
    let files = json!({ "files": [{ "oldUri": todo.folder.uri("specs"), "newUri": todo.folder.uri("docs") }] });
    let edit = todo
        .client
        .request("workspace/willRenameFiles", files)
        .await;
    let after = places::apply(&edit, &todo.folder, &todo.files, "utf-16");
    assert!(after[SECOND].contains("feature_spec: docs/features/todo-lists.md"));
    let files = json!({ "files": [{ "oldUri": todo.folder.uri("x.md"), "newUri": todo.folder.uri("y.md") }] });
    let edit = todo
        .client
        .request("workspace/willRenameFiles", files)
        .await;
    assert_eq!(edit, Value::Null);
}

#[tokio::test]
async fn reading_a_workspace_shows_progress_and_stops_when_asked() {
    let files: Vec<(String, String)> = (0..300)
        .map(|it| (format!("specs/database/{it}.md"), TABLE.to_owned()))
        .collect();
    let list: Vec<(&str, &str)> = files
        .iter()
        .map(|it| (it.0.as_str(), it.1.as_str()))
        .collect();
    let folder = Folder::new("cancel", &list);
    // The reading waits at its tenth file for the wish to stop.
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (enter, entered) = std::sync::mpsc::channel::<()>();
    let (held, enter) = (Mutex::new(held), Mutex::new(enter));
    let hook = move |count: usize| {
        if count == 10 {
            enter.lock().unwrap().send(()).unwrap();
            let _ = held.lock().unwrap().recv();
        }
    };
    let hooks = Hooks {
        on_file: Some(Arc::new(hook)),
        ..Hooks::default()
    };
    let capabilities = json!({ "window": { "workDoneProgress": true } });
    let mut client = Client::ready(hooks, capabilities, &[&folder.path("")]).await;
    let begin = client
        .expect(|it| it["params"]["value"]["kind"] == "begin")
        .await;
    assert_eq!(begin["params"]["value"]["cancellable"], true);
    let entered = tokio::task::spawn_blocking(move || entered.recv());
    entered.await.unwrap().unwrap();
    let token = json!({ "token": begin["params"]["token"] });
    client.notify("window/workDoneProgress/cancel", token).await;
    // Answered in order: by now the wish was heard.
    client
        .request("forelock/explain", json!({ "code": "x" }))
        .await;
    release.send(()).unwrap();
    let said = client
        .expect(|it| it["method"] == "window/logMessage")
        .await;
    let message = said["params"]["message"].as_str().unwrap();
    assert!(
        message.contains("was stopped: 10 files are known"),
        "{message}"
    );
    client
        .expect(|it| it["params"]["value"]["kind"] == "end")
        .await;
}

#[tokio::test]
async fn a_reading_is_told_in_the_clients_log() {
    let folder = Folder::new("log", &[(SPEC, TABLE)]);
    let mut client = Client::ready(Hooks::default(), json!({}), &[&folder.path("")]).await;
    let said = client
        .expect(|it| it["method"] == "window/logMessage")
        .await;
    let message = said["params"]["message"].as_str().unwrap();
    assert!(message.starts_with("Read 1 files below "), "{message}");
}

#[tokio::test]
async fn a_trace_tells_what_was_asked_and_nothing_that_was_written() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    let uri = "file:///nowhere/secret.sql";
    client.open(uri, "sql", "DROP TABLE secret;").await;
    client.hover(uri).await;
    client
        .notify("$/setTrace", json!({ "value": "messages" }))
        .await;
    client.hover(uri).await;
    let said = client.expect(|it| it["method"] == "$/logTrace").await;
    let message = said["params"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("textDocument/hover: ") && message.ends_with(" ms"),
        "{message}"
    );
    client.notify("$/setTrace", json!({ "value": "off" })).await;
    client.hover(uri).await;
    client.request("shutdown", Value::Null).await;
    let more = client
        .drain()
        .into_iter()
        .filter(|it| it["method"] == "$/logTrace");
    assert_eq!(more.count(), 0);
}

#[tokio::test]
async fn a_page_opens_where_the_client_shows_documents() {
    let page = json!({ "command": "forelock.openPage", "arguments": [{ "code": "drop-table" }] });
    let shows = json!({ "window": { "showDocument": { "support": true } } });
    let mut client = Client::ready(Hooks::default(), shows, &[]).await;
    client.shows_documents = true;
    client
        .request("workspace/executeCommand", page.clone())
        .await;
    let asked = client
        .expect(|it| it["method"] == "window/showDocument")
        .await;
    assert_eq!(asked["params"]["external"], true);
    let uri = asked["params"]["uri"].as_str().unwrap();
    assert!(uri.ends_with("/rules/drop_table.md"), "{uri}");
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client.request("workspace/executeCommand", page).await;
    let told = client
        .expect(|it| it["method"] == "window/showMessage")
        .await;
    assert_eq!(told["params"]["message"], format!("The page is at {uri}"));
    for (command, arguments) in [
        ("forelock.openPage", json!([{ "code": "nothing" }])),
        ("forelock.x", json!([])),
    ] {
        let params = json!({ "command": command, "arguments": arguments });
        let id = client.ask("workspace/executeCommand", params).await;
        assert_eq!(client.answer(id).await["error"]["code"], -32602);
    }
}

#[tokio::test]
async fn settings_are_asked_for_again_when_the_client_says_they_changed() {
    let pull = json!({ "workspace": { "configuration": true,
        "didChangeConfiguration": { "dynamicRegistration": true } } });
    let mut client = Client::ready(Hooks::default(), pull, &[]).await;
    let registered = client
        .expect(|it| it["method"] == "client/registerCapability")
        .await;
    assert_eq!(
        registered["params"]["registrations"][0]["registerOptions"],
        json!({ "section": "forelock" })
    );
    let uri = "file:///nowhere/a.sql";
    client.open(uri, "sql", "DROP TABLE users;").await;
    let loud = |it: &Value| it["diagnostics"][0]["code"] == "drop-table";
    client.diagnostics(uri, loud).await;
    client.settings = json!({ "rules": { "drop-table": "off" } });
    client
        .notify(
            "workspace/didChangeConfiguration",
            json!({ "settings": null }),
        )
        .await;
    client.diagnostics(uri, |it| !loud(it)).await;
}

#[tokio::test]
async fn views_are_refreshed_when_the_workspace_was_read() {
    let folder = Folder::new("refresh", &[(SPEC, TABLE)]);
    let refresh = json!({ "refreshSupport": true });
    let capabilities = json!({ "workspace": { "semanticTokens": refresh, "inlayHint": refresh, "codeLens": refresh } });
    let mut client = Client::ready(Hooks::default(), capabilities, &[&folder.path("")]).await;
    let left = Arc::new(Mutex::new(vec![
        "workspace/semanticTokens/refresh",
        "workspace/inlayHint/refresh",
        "workspace/codeLens/refresh",
    ]));
    while !left.lock().unwrap().is_empty() {
        let said = client.expect(|_| true).await;
        left.lock().unwrap().retain(|it| said["method"] != *it);
    }
}
