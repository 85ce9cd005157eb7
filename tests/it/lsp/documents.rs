//! Texts and diagnostics of open documents.

use std::sync::Arc;

use lsp::{Hooks, Seen, Stage};
use serde_json::{Value, json};

use super::Log;
use super::client::{Client, Folder, position};

const MD: &str = "file:///nowhere/specs/database/schema.md";
const CONFIG: &str = "file:///nowhere/forelock.toml";

/// Replaces the `x`s of a text by `y`, each at the column where this encoding sees it.
async fn check_edits(encoding: &str, columns: [u32; 3]) {
    let log = Log::default();
    let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
    let mut client = Client::ready(log.hooks(), capabilities, &[]).await;
    client
        .open(MD, "markdown", "Ünïcödé 😀x\r\n\tℝx\r\rx\r\n")
        .await;
    let [a, b, c] = columns;
    client.change(MD, 2, Some([3, c, 3, c + 1]), "y").await;
    client.change(MD, 3, Some([1, b, 1, b + 1]), "y").await;
    client.change(MD, 4, Some([0, a, 0, a + 1]), "y").await;
    client.hover(MD).await;
    assert_eq!(
        log.last_text().unwrap(),
        "Ünïcödé 😀y\r\n\tℝy\r\ry\r\n",
        "{encoding}"
    );
    // Past the end of a line, and of the document; then a line end taken out.
    client.change(MD, 5, Some([0, 99, 0, 99]), "!").await;
    client.change(MD, 6, Some([99, 0, 99, 9]), "end").await;
    client.change(MD, 7, Some([0, 99, 1, 0]), "").await;
    client.hover(MD).await;
    assert_eq!(
        log.last_text().unwrap(),
        "Ünïcödé 😀y!\tℝy\r\ry\r\nend",
        "{encoding}"
    );
    client.change(MD, 8, None, "new").await;
    client.hover(MD).await;
    assert_eq!(log.last_text().unwrap(), "new");
}

#[tokio::test]
async fn edits_land_in_every_encoding() {
    check_edits("utf-8", [16, 4, 0]).await;
    check_edits("utf-16", [10, 2, 0]).await;
    check_edits("utf-32", [9, 2, 0]).await;
}

/// The order experiment: no request may see a text that is older than the edits sent before it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_sees_an_older_text() {
    let log = Log::default();
    let mut client = Client::ready(log.hooks(), json!({}), &[]).await;
    client.open(MD, "markdown", "# users\n").await;
    let pairs = 2000;
    let mut last = 0;
    for version in 2..2 + pairs {
        client.change(MD, version, Some([0, 0, 0, 0]), "x").await;
        last = client.ask("textDocument/hover", position(MD)).await;
    }
    client.answer(last).await;
    let seen = log.take();
    assert_eq!(seen.len(), pairs as usize);
    for (at, (version, text)) in seen.iter().enumerate() {
        let expected = i32::try_from(at).unwrap() + 2;
        assert_eq!(*version, Some(expected));
        assert_eq!(text.len(), "# users\n".len() + at + 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_diagnostics_of_a_burst_are_those_of_the_last_version() {
    let capabilities =
        json!({ "textDocument": { "publishDiagnostics": { "versionSupport": true } } });
    let mut client = Client::ready(Hooks::default(), capabilities, &[]).await;
    client.open(CONFIG, "toml", "postgres = 17\n").await;
    for version in 2..=400 {
        client
            .change(
                CONFIG,
                version,
                None,
                &format!("postgres = {}\n", version + 100),
            )
            .await;
    }
    let last = client.diagnostics(CONFIG, |it| it["version"] == 400).await;
    let message = last["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.contains("PostgreSQL 500 is not known"), "{message}");
}

#[tokio::test]
async fn diagnostics_stand_at_columns_of_the_encoding() {
    let line = r#"rows = { "é😀" = -1 }"#;
    for (encoding, column) in [("utf-8", 20), ("utf-16", 17), ("utf-32", 16)] {
        let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::ready(Hooks::default(), capabilities, &[]).await;
        client.open(CONFIG, "toml", line).await;
        let said = client.diagnostics(CONFIG, |_| true).await;
        let range = &said["diagnostics"][0]["range"];
        assert_eq!(range["start"]["character"], column, "{encoding} {said}");
        assert_eq!(range["end"]["character"], column + 2, "{encoding}");
    }
}

#[tokio::test]
async fn diagnostics_that_did_not_change_are_not_sent_again() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client.open(CONFIG, "toml", "postgres = 12\n").await;
    client.diagnostics(CONFIG, |it| it["version"] == 1).await;
    client.change(CONFIG, 2, None, "postgres = 12\n\n").await;
    client.change(CONFIG, 3, None, "postgres = 11\n").await;
    // The next thing that is heard of it is the third version.
    let next = client.diagnostics(CONFIG, |_| true).await;
    assert_eq!(next["version"], 3);
}

/// Eglot 1.9 forgets what it heard of a file before it opened it.
#[tokio::test]
async fn an_opened_document_is_told_what_was_known_of_its_file() {
    let text = "```sql\nDROP TABLE users;\n```\n";
    let spec = "specs/database/schema.md";
    let folder = Folder::new("opened", &[(spec, text)]);
    let mut client = Client::ready(Hooks::default(), json!({}), &[&folder.path("")]).await;
    let uri = folder.uri(spec);
    let known = client
        .diagnostics(&uri, |it| it["diagnostics"] != json!([]))
        .await;
    for _ in 0..2 {
        client.open(&uri, "markdown", text).await;
        let opened = client.diagnostics(&uri, |it| it["version"] == 1).await;
        assert_eq!(opened["diagnostics"], known["diagnostics"]);
        client.close(&uri).await;
    }
}

#[tokio::test]
async fn a_closed_document_outside_the_workspace_is_cleared() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client.open(CONFIG, "toml", "postgres = 12\n").await;
    client
        .diagnostics(CONFIG, |it| it["diagnostics"] != json!([]))
        .await;
    client.close(CONFIG).await;
    let said = client.diagnostics(CONFIG, |_| true).await;
    assert_eq!(said["diagnostics"], json!([]));
}

#[tokio::test]
async fn a_document_that_nobody_knows_has_no_answer() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    assert_eq!(client.hover(MD).await, Value::Null);
    client.change(MD, 2, None, "x").await;
    client.close(MD).await;
    let range = json!({ "start": { "line": 0, "character": 0 },
        "end": { "line": 9, "character": 9 } });
    let params = json!({ "textDocument": { "uri": MD }, "range": range,
        "context": { "diagnostics": [] } });
    let actions = client.request("textDocument/codeAction", params).await;
    assert_eq!(actions, Value::Null);
}

#[tokio::test]
async fn a_document_that_is_on_no_disk_is_known_by_its_language() {
    let log = Log::default();
    let mut client = Client::ready(log.hooks(), json!({}), &[]).await;
    client.open("untitled:Untitled-1", "yaml", "a: 1").await;
    client.hover("untitled:Untitled-1").await;
    assert_eq!(log.last_text().unwrap(), "a: 1");
}

/// At both stages, on the task of the protocol and on a blocking thread.
#[tokio::test]
async fn a_panic_costs_one_request() {
    for stage in [Stage::Taken, Stage::Working] {
        let hook = move |seen: &Seen<'_>| assert!(seen.stage != stage || seen.text != "panic");
        let hooks = Hooks {
            on_request: Some(Arc::new(hook)),
            ..Hooks::default()
        };
        let mut client = Client::ready(hooks, json!({}), &[]).await;
        client.open(MD, "markdown", "panic").await;
        let id = client.ask("textDocument/hover", position(MD)).await;
        let answer = client.answer(id).await;
        assert_eq!(answer["error"]["code"], -32603, "{answer}");
        client.change(MD, 2, None, "calm").await;
        assert_eq!(client.hover(MD).await, Value::Null);
    }
}

#[tokio::test]
async fn closing_a_file_of_the_workspace_brings_the_text_on_disk_back() {
    let log = Log::default();
    let folder = Folder::new("close", &[("specs/database/a.md", "disk")]);
    let mut client = Client::ready(log.hooks(), json!({}), &[&folder.path("")]).await;
    let uri = folder.uri("specs/database/a.md");
    client.open(&uri, "markdown", "open").await;
    // The root is read when the open document is judged for the first time.
    client.diagnostics(&uri, |_| true).await;
    client.hover(&uri).await;
    assert_eq!(log.take(), [(Some(1), "open".to_owned())]);
    client.close(&uri).await;
    client.hover(&uri).await;
    assert_eq!(log.take(), [(None, "disk".to_owned())]);
}
