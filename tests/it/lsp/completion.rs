//! Completion over the wire: edits in every encoding, with and without a client's abilities.

use lsp::Hooks;
use serde_json::{Value, json};

use super::client::Client;

const YAML: &str = "file:///nowhere/specs/database/migrations/0001.yaml";

const TEXT: &str = "database_migration_specification:\n  migration:\n    risk: {level: \"💣é\", potential_downtime: tr}\n    up\n";

async fn ask(client: &mut Client, line: u32, character: u32) -> Vec<Value> {
    let params = json!({
        "textDocument": { "uri": YAML },
        "position": { "line": line, "character": character },
    });
    let answer = client.request("textDocument/completion", params).await;
    answer.as_array().expect("items").clone()
}

fn item<'a>(items: &'a [Value], label: &str) -> &'a Value {
    let found = items.iter().find(|it| it["label"] == label);
    found.unwrap_or_else(|| panic!("no `{label}` in {items:?}"))
}

async fn check_range(encoding: &str, [start, end]: [u32; 2]) {
    let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
    let mut client = Client::ready(Hooks::default(), capabilities, &[]).await;
    client.open(YAML, "yaml", TEXT).await;
    let items = ask(&mut client, 2, end).await;
    let edit = &item(&items, "true")["textEdit"];
    assert_eq!(edit["newText"], "true", "{encoding}");
    assert_eq!(
        edit["range"],
        json!({ "start": { "line": 2, "character": start }, "end": { "line": 2, "character": end } }),
        "{encoding}"
    );
}

#[tokio::test]
async fn edits_are_exact_in_every_encoding() {
    check_range("utf-8", [48, 50]).await;
    check_range("utf-16", [45, 47]).await;
    check_range("utf-32", [44, 46]).await;
}

#[tokio::test]
async fn a_client_without_abilities_gets_plain_text() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client.open(YAML, "yaml", TEXT).await;
    let items = ask(&mut client, 3, 6).await;
    for it in &items {
        assert!(it["insertTextFormat"].is_null(), "{it}");
        assert!(
            !it["textEdit"]["newText"]
                .as_str()
                .expect("text")
                .contains(['$', '\n']),
            "{it}"
        );
    }
    let upgrade = item(&items, "upgrade");
    assert_eq!(upgrade["textEdit"]["newText"], "upgrade:");
    assert_eq!(upgrade["documentation"]["kind"], "plaintext");
    // A document that nobody has opened, and a position far outside.
    let params = json!({ "textDocument": { "uri": "file:///nowhere/else.yaml" }, "position": { "line": 0, "character": 0 } });
    let answer = client.request("textDocument/completion", params).await;
    assert!(answer.is_null(), "{answer}");
    ask(&mut client, 99, 99).await;
}

#[tokio::test]
async fn documentation_comes_when_asked_for() {
    let capabilities = json!({ "textDocument": { "completion": { "completionItem": {
        "snippetSupport": true,
        "documentationFormat": ["markdown"],
        "resolveSupport": { "properties": ["documentation"] },
        "insertTextModeSupport": { "valueSet": [1, 2] },
    } } } });
    let mut client = Client::ready(Hooks::default(), capabilities, &[]).await;
    client.open(YAML, "yaml", TEXT).await;
    let items = ask(&mut client, 3, 6).await;
    let upgrade = item(&items, "upgrade").clone();
    assert!(upgrade["documentation"].is_null(), "{upgrade}");
    assert_eq!(upgrade["insertTextFormat"], 2);
    assert_eq!(upgrade["insertTextMode"], 2);
    assert_eq!(upgrade["textEdit"]["newText"], "upgrade:\n  $0");
    let resolved = client.request("completionItem/resolve", upgrade).await;
    let documentation = &resolved["documentation"];
    assert_eq!(documentation["kind"], "markdown");
    let text = documentation["value"].as_str().expect("text");
    assert!(text.starts_with("**`upgrade`** · a mapping"), "{text}");
    // An item of somebody else comes back as it is.
    let foreign = json!({ "label": "x", "data": { "a": 1 } });
    let resolved = client
        .request("completionItem/resolve", foreign.clone())
        .await;
    assert_eq!(resolved, foreign);
}
