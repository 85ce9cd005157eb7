//! What servers of this kind get wrong, held against ours.

use lsp::Hooks;
use serde_json::{Value, json};

use super::client::{Client, Folder, position};
use super::places::{ENCODINGS, find, slice};

const SQL: &str = "file:///nowhere/a.sql";

fn codes(said: &Value) -> Vec<&str> {
    let list = said["diagnostics"].as_array().unwrap().iter();
    list.map(|it| it["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn columns_after_wide_characters_and_tabs_are_right() {
    let text = "/* Ünïcödé 😀 */\tDROP TABLE users;\r\n\t-- 💣\r\n\tDROP TABLE todos;\r\n";
    for encoding in ENCODINGS {
        let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::ready(Hooks::default(), capabilities, &[]).await;
        client.open(SQL, "sql", text).await;
        let said = client.diagnostics(SQL, |_| true).await;
        let drops = said["diagnostics"].as_array().unwrap().iter();
        let drops = drops.filter(|it| it["code"] == "drop-table");
        let texts: Vec<&str> = drops
            .map(|it| slice(text, &it["range"], encoding))
            .collect();
        assert_eq!(
            texts,
            ["DROP TABLE users", "DROP TABLE todos"],
            "{encoding}"
        );
        let hover = json!({ "textDocument": { "uri": SQL },
            "position": find(text, "DROP TABLE todos", 0, 1, encoding) });
        let card = client.request("textDocument/hover", hover).await;
        assert_eq!(slice(text, &card["range"], encoding), "DROP TABLE todos");
    }
}

#[tokio::test]
async fn what_the_configuration_says_holds_in_the_editor() {
    let folder = Folder::new(
        "honored",
        &[
            ("forelock.toml", "[rules]\ndrop-table = \"off\"\n"),
            ("db/a.sql", "DROP TABLE users;\nDROP TABLE todos CASCADE;\n"),
        ],
    );
    let mut client = Client::ready(Hooks::default(), json!({}), &[&folder.path("")]).await;
    let uri = folder.uri("db/a.sql");
    client.open(&uri, "sql", "DROP TABLE users;\n").await;
    let said = client.diagnostics(&uri, |it| it["version"] == 1).await;
    assert!(!codes(&said).contains(&"drop-table"), "{said}");
}

#[tokio::test]
async fn an_unknown_document_is_no_error_for_any_request() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client.change(SQL, 2, None, "DROP TABLE users;").await;
    client.close(SQL).await;
    let mut params = position(SQL);
    params["context"] = json!({ "includeDeclaration": true, "diagnostics": [] });
    params["positions"] = json!([{ "line": 0, "character": 0 }]);
    params["newName"] = json!("x");
    params["previousResultId"] = json!("x");
    params["range"] =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    for method in [
        "hover",
        "definition",
        "references",
        "documentHighlight",
        "prepareRename",
        "rename",
        "documentSymbol",
        "foldingRange",
        "selectionRange",
        "documentLink",
        "codeAction",
        "codeLens",
        "inlayHint",
        "semanticTokens/full",
        "semanticTokens/full/delta",
        "semanticTokens/range",
        "prepareCallHierarchy",
    ] {
        let answer = client
            .request(&format!("textDocument/{method}"), params.clone())
            .await;
        assert_eq!(answer, Value::Null, "{method}");
    }
    let answer = client.request("textDocument/diagnostic", params).await;
    assert_eq!(answer, json!({ "kind": "full", "items": [] }));
}

#[tokio::test]
async fn a_broken_statement_hides_no_other() {
    let text = "ALTER TABLE users ADD COLUM x(;\nDROP TABLE users;\n\nCREATE INDEX i ON todos (;\nDROP TABLE todos;\n";
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client.open(SQL, "sql", text).await;
    let said = client.diagnostics(SQL, |_| true).await;
    let codes = codes(&said);
    assert_eq!(
        codes.iter().filter(|it| **it == "drop-table").count(),
        2,
        "{codes:?}"
    );
    assert!(codes.iter().any(|it| it.contains("syntax")), "{codes:?}");
}

#[tokio::test]
async fn advice_is_part_of_the_message() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client
        .open(SQL, "sql", "CREATE INDEX i ON todos (title);\n")
        .await;
    let said = client.diagnostics(SQL, |_| true).await;
    let list = said["diagnostics"].as_array().unwrap();
    let index = list
        .iter()
        .find(|it| it["code"] == "index-blocks-writes")
        .unwrap();
    let message = index["message"].as_str().unwrap();
    assert!(message.contains("CONCURRENTLY"), "{message}");
}

#[tokio::test]
async fn markdown_is_not_read_as_sql() {
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    let uri = "file:///nowhere/notes.md";
    let text = "# Notes\n\nDROP TABLE users;\n\nSelect the rows; it's (not SQL.\n";
    client.open(uri, "markdown", text).await;
    let said = client.diagnostics(uri, |_| true).await;
    assert_eq!(said["diagnostics"], json!([]));
}

#[tokio::test]
async fn a_suppression_silences_what_it_names_and_no_more() {
    let text = "-- forelock: ignore[drop-table] agreed\nDROP TABLE users;\nDROP TABLE todos;\n\
        -- forelock: ignore[drop-table] agreed\nCREATE INDEX i ON todos (title);\n";
    let mut client = Client::ready(Hooks::default(), json!({}), &[]).await;
    client.open(SQL, "sql", text).await;
    let said = client.diagnostics(SQL, |_| true).await;
    let list = said["diagnostics"].as_array().unwrap();
    let lines: Vec<u64> = list
        .iter()
        .filter(|it| it["code"] == "drop-table")
        .map(|it| it["range"]["start"]["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [2], "{said}");
    assert!(codes(&said).contains(&"index-blocks-writes"), "{said}");
    assert!(codes(&said).contains(&"unused-suppression"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_that_come_faster_than_answers_end_with_the_last_word() {
    let capabilities =
        json!({ "textDocument": { "publishDiagnostics": { "versionSupport": true } } });
    let mut client = Client::ready(Hooks::default(), capabilities, &[]).await;
    let filler = "CREATE TABLE t (id int PRIMARY KEY);\n".repeat(200);
    client.open(SQL, "sql", &filler).await;
    let mut asked = Vec::new();
    for version in 2..60 {
        let text = if version % 2 == 0 {
            ""
        } else {
            "DROP TABLE users;\n"
        };
        client
            .change(SQL, version, None, &format!("{text}{filler}"))
            .await;
        let whole =
            json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } });
        let params = json!({ "textDocument": { "uri": SQL }, "range": whole });
        asked.push((version, client.ask("textDocument/inlayHint", params).await));
    }
    for (version, id) in asked {
        let answer = client.answer(id).await;
        let labels = answer["result"].to_string();
        assert_eq!(
            labels.contains("on users"),
            version % 2 == 1,
            "{version}: {labels}"
        );
    }
    let last = client.diagnostics(SQL, |it| it["version"] == 59).await;
    assert!(codes(&last).contains(&"drop-table"));
}

#[tokio::test]
async fn a_request_that_is_not_wanted_any_more_is_cancelled() {
    let (entered, wait) = std::sync::mpsc::channel();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (entered, held) = (std::sync::Mutex::new(entered), std::sync::Mutex::new(held));
    let hook = move |seen: &lsp::Seen<'_>| {
        if seen.stage == lsp::Stage::Working && seen.method == "textDocument/hover" {
            entered.lock().unwrap().send(()).unwrap();
            let _ = held.lock().unwrap().recv();
        }
    };
    let hooks = Hooks {
        on_request: Some(std::sync::Arc::new(hook)),
        ..Hooks::default()
    };
    let mut client = Client::ready(hooks, json!({}), &[]).await;
    client.open(SQL, "sql", "DROP TABLE users;").await;
    let id = client.ask("textDocument/hover", position(SQL)).await;
    tokio::task::spawn_blocking(move || wait.recv())
        .await
        .unwrap()
        .unwrap();
    client.notify("$/cancelRequest", json!({ "id": id })).await;
    let answer = client.answer(id).await;
    assert_eq!(answer["error"]["code"], -32800, "{answer}");
    drop(release);
}

#[tokio::test]
async fn a_client_without_any_capability_gets_everything_in_the_plainest_form() {
    let folder = Folder::new(
        "plain",
        &[(
            "specs/database/a.md",
            "## users\n\n- **id**: uuid, primary key\n",
        )],
    );
    let mut client = Client::ready(Hooks::default(), json!({}), &[&folder.path("")]).await;
    client
        .open(SQL, "sql", "SELECT id FROM users;\nDROP TABLE users;\n")
        .await;
    client.diagnostics(SQL, |_| true).await;
    let document = json!({ "textDocument": { "uri": SQL } });
    let symbols = client
        .request("textDocument/documentSymbol", document)
        .await;
    assert_eq!(symbols[1]["location"]["uri"], SQL, "flat: {symbols}");
    let mut params = json!({ "textDocument": { "uri": SQL },
        "position": { "line": 1, "character": 12 }, "newName": "members" });
    let edit = client.request("textDocument/rename", params.clone()).await;
    assert_eq!(edit["changes"][SQL].as_array().unwrap().len(), 2, "{edit}");
    params["context"] = json!({ "diagnostics": [] });
    params["range"] =
        json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 4 } });
    let actions = client.request("textDocument/codeAction", params).await;
    assert_eq!(actions, Value::Null, "it knows commands only");
}
