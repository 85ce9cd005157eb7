//! Drafting specifications: from a request, and from what a spec describes beyond the chain.

use serde_json::{Value, json};

use super::Log;
use super::client::{Client, Folder};

const SPEC: &str = "specs/database/schema.md";
const FIRST: &str = "specs/database/migrations/0001_create.yaml";
const REQUEST: &str = "specs/database/request.yaml";

const TEXT: &str = "\
# Ünïcödé 😀

## users

| Column | Type | Null |
|---|---|---|
| id | bigint | no, PK |
| bio | text | yes |
";

const CREATE: &str = "\
database_migration_specification:
  meta: {target_version: \"0001\"}
  migration:
    version: \"0001\"
    name: create
    upgrade:
      operations:
        - type: execute_sql
          sql: CREATE TABLE users (id bigint PRIMARY KEY)
    downgrade:
      operations:
        - type: drop_table
          table: users
";

const ASKED: &str = "\
skill: backend-database-migration
inputs:
  database_spec: specs/database/schema.md
  current_version: \"0001\"
  target_version: \"0002\"
  environment: staging
";

async fn ready(folder: &Folder) -> Client {
    let capabilities = json!({
        "textDocument": { "codeAction": {
            "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "refactor"] } },
            "resolveSupport": { "properties": ["edit"] },
            "dataSupport": true,
        } },
        "workspace": { "workspaceEdit": {
            "documentChanges": true, "resourceOperations": ["create"],
        } },
    });
    Client::ready(Log::default().hooks(), capabilities, &[&folder.path("")]).await
}

/// The path and the text of the file that an action creates.
async fn created(client: &mut Client, uri: &str, range: &Value, title: &str) -> (String, String) {
    let params = json!({ "textDocument": { "uri": uri }, "range": range,
        "context": { "diagnostics": [] } });
    let offered = client.request("textDocument/codeAction", params).await;
    let all = offered.as_array().unwrap();
    let action = all.iter().find(|it| it["title"] == title);
    let action = action
        .unwrap_or_else(|| panic!("{title} is not in {offered:#}"))
        .clone();
    let resolved = client.request("codeAction/resolve", action).await;
    let changes = resolved["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 2, "{changes:#?}");
    assert_eq!(changes[0]["kind"], "create");
    let text = changes[1]["edits"][0]["newText"].as_str().unwrap();
    (
        changes[0]["uri"].as_str().unwrap().to_owned(),
        text.to_owned(),
    )
}

fn drift(params: &Value) -> Option<Value> {
    let all = params["diagnostics"].as_array()?;
    all.iter().find(|it| it["code"] == "schema-drift").cloned()
}

#[tokio::test]
async fn what_the_chain_does_not_build_is_written_and_then_built() {
    let folder = Folder::new("draft-drift", &[(SPEC, TEXT), (FIRST, CREATE)]);
    let uri = folder.uri(SPEC);
    let mut client = ready(&folder).await;
    client.open(&uri, "markdown", TEXT).await;
    let said = client.diagnostics(&uri, |it| drift(it).is_some()).await;
    let range = drift(&said).unwrap()["range"].clone();
    assert_eq!(range["start"], json!({ "line": 7, "character": 0 }));
    let title = "Draft the migration specification for this difference";
    let (path, text) = created(&mut client, &uri, &range, title).await;
    let folder_uri = folder.uri("specs/database/migrations/0002_");
    assert!(path.starts_with(&folder_uri), "{path}");
    assert!(text.contains("author: null # who answers for it"), "{text}");
    // The new file is in the chain: nothing is missing any more.
    client.open(&path, "yaml", &text).await;
    client.diagnostics(&uri, |it| drift(it).is_none()).await;
}

#[tokio::test]
async fn a_request_is_drafted() {
    let files = [(SPEC, TEXT), (FIRST, CREATE), (REQUEST, ASKED)];
    let folder = Folder::new("draft-request", &files);
    let uri = folder.uri(REQUEST);
    let mut client = ready(&folder).await;
    client.open(&uri, "yaml", ASKED).await;
    // The workspace is read when it knows of the chain.
    let spec = folder.uri(SPEC);
    client.open(&spec, "markdown", TEXT).await;
    client.diagnostics(&spec, |it| drift(it).is_some()).await;
    let range =
        json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 0 } });
    let title = "Draft the migration specification for this request";
    let (path, text) = created(&mut client, &uri, &range, title).await;
    assert!(path.contains("/specs/database/migrations/0002_"), "{path}");
    for said in ["environment: staging", "status: pending", "bio"] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}
