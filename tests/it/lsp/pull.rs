//! Diagnostics that the client asks for.

use lsp::Hooks;
use serde_json::{Value, json};

use super::client::{Client, Folder};
use super::places;
use super::todo::{FIRST, SECOND, SPEC, THIRD};

const SAFE: &str = "CREATE TABLE a (id int PRIMARY KEY);\n";

fn pulling() -> Value {
    json!({
        "textDocument": { "diagnostic": {}, "publishDiagnostics": { "tagSupport": { "valueSet": [1, 2] },
            "codeDescriptionSupport": true, "relatedInformation": true } },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    })
}

async fn asks_again(client: &mut Client) {
    client
        .expect(|it| it["method"] == "workspace/diagnostic/refresh")
        .await;
}

#[tokio::test]
async fn a_client_that_pulls_is_not_pushed_to() {
    let folder = places::folder("pull", &places::workspace("todo"));
    let mut client = Client::ready(Hooks::default(), pulling(), &[&folder.path("")]).await;
    let uri = folder.uri(THIRD);
    asks_again(&mut client).await;
    let params = json!({ "textDocument": { "uri": uri } });
    let first = client
        .request("textDocument/diagnostic", params.clone())
        .await;
    assert_eq!(first["kind"], "full");
    let drop = first["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["code"] == "drop-column");
    let drop = drop.expect("the finding");
    let href = drop["codeDescription"]["href"].as_str().unwrap();
    assert!(href.ends_with("/rules/drop_column.md"), "{href}");
    let mut again = params.clone();
    again["previousResultId"] = first["resultId"].clone();
    let second = client.request("textDocument/diagnostic", again).await;
    assert_eq!(
        second,
        json!({ "kind": "unchanged", "resultId": first["resultId"] })
    );
    let all = client
        .request(
            "workspace/diagnostic",
            json!({ "previousResultIds": [
        { "uri": uri, "value": first["resultId"] },
        { "uri": folder.uri("specs/database/gone.md"), "value": "x" },
    ] }),
        )
        .await;
    let kinds: Vec<(&str, &str)> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["uri"].as_str().unwrap().rsplit('/').next().unwrap(),
                it["kind"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(
        kinds.contains(&("0003_titles_and_phones.yaml", "unchanged")),
        "{kinds:?}"
    );
    assert!(
        kinds.contains(&("gone.md", "full")) && kinds.contains(&("schema.md", "full")),
        "{kinds:?}"
    );
    assert_eq!(client.request("shutdown", Value::Null).await, Value::Null);
    let pushed = client
        .drain()
        .into_iter()
        .filter(|it| it["method"] == "textDocument/publishDiagnostics");
    assert_eq!(pushed.count(), 0);
}

#[tokio::test]
async fn an_edit_that_changes_other_documents_asks_for_them_again() {
    let folder = places::folder("pull-again", &places::workspace("todo"));
    let mut client = Client::ready(Hooks::default(), pulling(), &[&folder.path("")]).await;
    asks_again(&mut client).await;
    let second = json!({ "textDocument": { "uri": folder.uri(SECOND) } });
    let before = client
        .request("textDocument/diagnostic", second.clone())
        .await;
    // Nobody creates the tables any more.
    let uri = folder.uri(FIRST);
    client.open(&uri, "yaml", "# nothing\n").await;
    asks_again(&mut client).await;
    let after = client.request("textDocument/diagnostic", second).await;
    assert_ne!(after["resultId"], before["resultId"]);
}

#[tokio::test]
async fn a_client_that_cannot_be_asked_to_pull_again_is_pushed_to() {
    let mut client = Client::start(Hooks::default());
    let capabilities = json!({ "textDocument": { "diagnostic": {} } });
    let result = client
        .request("initialize", json!({ "capabilities": capabilities }))
        .await;
    assert_eq!(result["capabilities"].get("diagnosticProvider"), None);
    client.notify("initialized", json!({})).await;
    client
        .open("file:///nowhere/a.sql", "sql", "DROP TABLE users;")
        .await;
    let said = client.diagnostics("file:///nowhere/a.sql", |_| true).await;
    assert_eq!(said["diagnostics"][0]["code"], "drop-table");
}

#[tokio::test]
async fn a_broken_configuration_is_pushed_even_so() {
    let folder = Folder::new(
        "pull-config",
        &[("forelock.toml", "postgres = 12\n"), (SPEC, SAFE)],
    );
    let mut client = Client::ready(Hooks::default(), pulling(), &[&folder.path("")]).await;
    let said = client
        .diagnostics(&folder.uri("forelock.toml"), |_| true)
        .await;
    assert_eq!(said["diagnostics"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn tags_go_to_clients_that_know_them() {
    let text = "-- forelock: ignore[drop-table] gone\nSELECT 1;\n";
    for (capabilities, expected) in [(pulling(), json!([1])), (json!({}), Value::Null)] {
        let pulls = capabilities["textDocument"].is_object();
        let mut client = Client::ready(Hooks::default(), capabilities, &[]).await;
        let uri = "file:///nowhere/a.sql";
        client.open(uri, "sql", text).await;
        let items = if pulls {
            client
                .request(
                    "textDocument/diagnostic",
                    json!({ "textDocument": { "uri": uri } }),
                )
                .await["items"]
                .clone()
        } else {
            client.diagnostics(uri, |_| true).await["diagnostics"].clone()
        };
        assert_eq!(items[0]["code"], "unused-suppression", "{items}");
        assert_eq!(items[0]["tags"], expected);
    }
}
