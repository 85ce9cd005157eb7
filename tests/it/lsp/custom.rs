//! `forelock/plan`, `forelock/status` and `forelock/explain`: the JSON of server/lsp/README.md.

use lsp::Hooks;
use serde_json::{Value, json};

use super::client::Client;
use super::places::{self, ENCODINGS, find, slice};
use super::todo::{SPEC, THIRD, Todo};

#[tokio::test]
async fn plans_come_with_their_ranges_and_a_picture() {
    for encoding in ENCODINGS {
        let mut todo = Todo::new("plan", encoding, places::workspace("todo")).await;
        let uri = todo.folder.uri(SPEC);
        let document = json!({ "textDocument": { "uri": uri }, "theme": "dark" });
        let all = todo.client.request("forelock/plan", document.clone()).await;
        assert_eq!(
            (&all["schema"], &all["uri"], &all["version"]),
            (&json!(1), &json!(uri), &Value::Null)
        );
        assert_eq!(all["plans"].as_array().unwrap().len(), 2);
        assert_eq!(all["migrations"][0]["changes"], json!([1, 2]));
        let text = &todo.files[SPEC];
        let whole = slice(text, &all["migrations"][0]["range"], encoding);
        assert!(whole.contains("ix_todos_open") && whole.contains("bigint"));
        let mut here = document;
        here["position"] = find(text, "COLUMN priority", 0, 8, encoding);
        let one = todo.client.request("forelock/plan", here).await;
        assert_eq!(one["plans"], json!([all["plans"][1]]));
        assert_eq!(one["migrations"], json!([]));
        let script = one["plans"][0]["script"].as_str().unwrap();
        assert!(
            script.starts_with("-- ") && script.contains("BEGIN;"),
            "{script}"
        );
        let plan = &one["plans"][0];
        assert_eq!(
            slice(text, &plan["range"], encoding),
            "ALTER TABLE todos ALTER COLUMN priority TYPE bigint"
        );
        assert_eq!(
            (&plan["operation"], &plan["outcome"]),
            (&json!("alter_column"), &json!("planned"))
        );
        assert!(plan["level"].is_string() && plan["title"].is_string());
        let step = &plan["deploys"][0]["steps"][0];
        for key in [
            "id",
            "title",
            "operation",
            "sql",
            "batch",
            "transaction",
            "requires_downtime",
            "estimated_duration_seconds",
            "level",
            "facts",
            "depends_on",
            "precheck",
            "verify",
            "rollback",
        ] {
            assert!(step.get(key).is_some(), "{key}: {step}");
        }
        let svg = one["svg"].as_str().unwrap();
        assert!(
            svg.starts_with("<svg") && !svg.contains("<script") && !svg.contains("href"),
            "{svg}"
        );
    }
}

#[tokio::test]
async fn an_unknown_document_has_no_plan() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    let params = json!({ "textDocument": { "uri": "file:///nowhere/a.sql" } });
    assert_eq!(
        client.request("forelock/plan", params.clone()).await,
        Value::Null
    );
    let show = json!({ "command": "forelock.showPlan", "arguments": [params] });
    client
        .open(
            "file:///nowhere/a.sql",
            "sql",
            "CREATE INDEX i ON users (phone);",
        )
        .await;
    client.request("workspace/executeCommand", show).await;
    let told = client
        .expect(|it| it["method"] == "window/showMessage")
        .await;
    let message = told["params"]["message"].as_str().unwrap();
    assert!(
        message.contains("CREATE INDEX i ON users (phone)"),
        "{message}"
    );
}

#[tokio::test]
async fn the_status_of_every_root_is_told() {
    let mut todo = Todo::new("status", "utf-16", places::workspace("todo")).await;
    let status = todo.client.request("forelock/status", json!({})).await;
    assert_eq!(status["schema"], 1);
    assert_eq!(status["roots"].as_array().unwrap().len(), 1);
    let root = &status["roots"][0];
    assert_eq!(
        root["uri"].as_str().unwrap().trim_end_matches('/'),
        todo.folder.uri("").trim_end_matches('/')
    );
    let versions: Vec<&Value> = root["chain"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["version"])
        .collect();
    assert_eq!(versions, ["0001", "0002", "0003", "0004"]);
    assert_eq!(root["heads"], json!(["0004"]));
    assert!(root["chain"][2]["path"].as_str().unwrap().ends_with(THIRD));
    for key in ["problems", "environments", "drift"] {
        assert!(root[key].is_array(), "{key}");
    }
}
