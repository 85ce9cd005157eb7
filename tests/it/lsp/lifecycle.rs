//! From `initialize` to `exit`.

use std::time::{Duration, Instant};

use lsp::{Ending, Hooks};
use serde_json::{Value, json};

use super::client::{Client, position};

async fn check_encoding(offered: Value, expected: &str) {
    let mut client = Client::start(Hooks::default());
    let capabilities = json!({ "general": { "positionEncodings": offered } });
    let params = json!({ "processId": null, "capabilities": capabilities });
    let result = client.request("initialize", params).await;
    assert_eq!(result["capabilities"]["positionEncoding"], expected);
}

#[tokio::test]
async fn the_encoding_is_the_best_that_is_offered() {
    check_encoding(json!(["utf-16"]), "utf-16").await;
    check_encoding(json!(["utf-32", "utf-8", "utf-16"]), "utf-8").await;
    check_encoding(json!(["utf-32"]), "utf-32").await;
    check_encoding(Value::Null, "utf-16").await;
}

#[tokio::test]
async fn the_answer_to_initialize_does_not_wait_for_the_workspace() {
    let mut client = Client::start(Hooks::default());
    let params = json!({ "capabilities": {}, "rootUri": "file:///" });
    let start = Instant::now();
    client.request("initialize", params).await;
    // Reading a whole disk takes minutes.
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_client_that_can_do_nothing_is_served() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client.open("file:///a/b.md", "markdown", "# users\n").await;
    assert_eq!(client.hover("file:///a/b.md").await, Value::Null);
    assert_eq!(client.request("shutdown", Value::Null).await, Value::Null);
    client.notify("exit", Value::Null).await;
    assert_eq!(client.end().await, Ending::ShutDown);
}

#[tokio::test]
async fn an_end_without_shutdown_is_abrupt() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client.notify("exit", Value::Null).await;
    assert_eq!(client.end().await, Ending::Abrupt);
    let client = Client::ready(Hooks::default(), json!({}), &[]).await;
    assert_eq!(client.end().await, Ending::Abrupt);
}

#[tokio::test]
async fn requests_outside_the_session_are_refused() {
    let mut client = Client::start(Hooks::default());
    let id = client
        .ask("textDocument/hover", position("file:///a.md"))
        .await;
    assert_eq!(client.answer(id).await["error"]["code"], -32002);
    client
        .request("initialize", json!({ "capabilities": {} }))
        .await;
    client.request("shutdown", Value::Null).await;
    let id = client
        .ask("textDocument/hover", position("file:///a.md"))
        .await;
    assert_eq!(client.answer(id).await["error"]["code"], -32600);
}

#[tokio::test]
async fn parameters_of_the_wrong_shape_cost_one_request() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    let id = client
        .ask("textDocument/hover", json!({ "position": 1 }))
        .await;
    assert_eq!(client.answer(id).await["error"]["code"], -32602);
    client
        .notify("textDocument/didOpen", json!({ "textDocument": 1 }))
        .await;
    let id = client.ask("forelock/nothing", json!({})).await;
    assert_eq!(client.answer(id).await["error"]["code"], -32601);
    assert_eq!(client.hover("file:///a.md").await, Value::Null);
}

#[tokio::test]
async fn a_code_that_nobody_has_is_not_explained() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    let page = client
        .request("forelock/explain", json!({ "code": "no-such-rule" }))
        .await;
    assert_eq!(page, Value::Null);
}

#[tokio::test]
async fn watchers_and_progress_are_asked_for_where_the_client_has_them() {
    let capabilities = json!({
        "window": { "workDoneProgress": true },
        "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true },
            "configuration": true },
    });
    let folder = super::client::Folder::new("progress", &[]);
    let mut client = Client::ready(Hooks::default(), capabilities, &[&folder.path("")]).await;
    let mut left = vec![
        "client/registerCapability",
        "workspace/configuration",
        "end",
    ];
    while !left.is_empty() {
        let said = client.expect(|_| true).await;
        let is_end = said["params"]["value"]["kind"] == "end";
        left.retain(|it| said["method"] != *it && !(is_end && *it == "end"));
    }
}
