//! What an edit of a spec changes, told by comparing it with its version in git.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::Log;
use super::client::{Client, Folder};

const SPEC: &str = "specs/database/schema.md";
const FIRST: &str = "specs/database/migrations/0001_create.yaml";

const TEXT: &str = "\
# Ünïcödé 😀

## users

| Column | Type | Null |
|---|---|---|
| id | bigint | no, PK |
| phone | varchar(20) | yes |
| visits | integer | no |
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
          sql: CREATE TABLE users (id bigint PRIMARY KEY, phone varchar(20), visits integer NOT NULL)
    downgrade:
      operations:
        - sql: DROP TABLE users
";

fn git(folder: &Folder, arguments: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b.c"])
        .args(arguments)
        .current_dir(folder.path(""))
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "git {arguments:?}");
}

fn commit(folder: &Folder) {
    git(folder, &["add", "."]);
    git(folder, &["commit", "-q", "-m", "x"]);
}

/// A repository with these files committed.
fn repository(name: &str, files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(name, files);
    std::fs::remove_dir_all(folder.path(".git")).unwrap();
    git(&folder, &["init", "-q"]);
    commit(&folder);
    folder
}

async fn ready(folder: &Folder) -> Client {
    let capabilities = json!({
        "textDocument": { "codeAction": {
            "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
            "resolveSupport": { "properties": ["edit"] },
            "dataSupport": true,
        }, "publishDiagnostics": { "relatedInformation": true } },
        "workspace": { "workspaceEdit": {
            "documentChanges": true, "resourceOperations": ["create"],
        } },
    });
    Client::ready(Log::default().hooks(), capabilities, &[&folder.path("")]).await
}

fn with_code(params: &Value, code: &str) -> Option<Value> {
    let all = params["diagnostics"].as_array()?;
    all.iter().find(|it| it["code"] == code).cloned()
}

/// What a diagnostic underlines in a text.
fn underlined(text: &str, diagnostic: &Value) -> String {
    let range = &diagnostic["range"];
    let line = range["start"]["line"].as_u64().unwrap();
    let line: Vec<u16> = text
        .lines()
        .nth(usize::try_from(line).unwrap())
        .unwrap()
        .encode_utf16()
        .collect();
    let at = |end: &str| usize::try_from(range[end]["character"].as_u64().unwrap()).unwrap();
    String::from_utf16(&line[at("start")..at("end")]).unwrap()
}

async fn actions(client: &mut Client, uri: &str, diagnostic: &Value) -> Vec<Value> {
    let params = json!({ "textDocument": { "uri": uri }, "range": diagnostic["range"],
        "context": { "diagnostics": [diagnostic] } });
    let offered = client.request("textDocument/codeAction", params).await;
    offered.as_array().unwrap().clone()
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions
        .iter()
        .find(|it| it["title"].as_str().unwrap().starts_with(title));
    found.unwrap_or_else(|| panic!("{title} in {actions:#?}"))
}

#[tokio::test]
async fn an_edited_cell_carries_the_risk_of_its_change() {
    let folder = repository("compared-cell", &[(SPEC, TEXT)]);
    let uri = folder.uri(SPEC);
    let mut client = ready(&folder).await;
    client.open(&uri, "markdown", TEXT).await;
    let edited = TEXT.replace("| integer |", "| bigint |");
    client.change(&uri, 2, None, &edited).await;
    let rewrites = |it: &Value| with_code(it, "change-column-type-rewrite").is_some();
    let said = client.diagnostics(&uri, rewrites).await;
    let found = with_code(&said, "change-column-type-rewrite").unwrap();
    assert_eq!(underlined(&edited, &found), "bigint");
    let related = found["relatedInformation"][0]["message"].as_str().unwrap();
    assert_eq!(related, "In HEAD, line 9: integer");
    // The card.
    let params = json!({ "textDocument": { "uri": uri }, "position": found["range"]["start"] });
    let hover = client.request("textDocument/hover", params).await;
    let card = hover["contents"]["value"].as_str().unwrap();
    for said in ["ACCESS EXCLUSIVE", "HEAD, line 9", "Safe way"] {
        assert!(card.contains(said), "{said} in {card}");
    }
    // The split, as new files behind an empty chain.
    let offered = actions(&mut client, &uri, &found).await;
    let split = titled(&offered, "Split into zero-downtime steps").clone();
    let resolved = client.request("codeAction/resolve", split).await;
    let changes = resolved["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes[0]["kind"], "create");
    let first = changes[0]["uri"].as_str().unwrap();
    assert!(
        first.starts_with(&folder.uri("specs/database/migrations/0001_")),
        "{first}"
    );
    // Undone.
    client.change(&uri, 3, None, TEXT).await;
    let said = client
        .diagnostics(&uri, |it| it["version"] == 3 || !rewrites(it))
        .await;
    assert_eq!(said["diagnostics"], json!([]));
}

#[tokio::test]
async fn the_written_specification_ends_what_it_is_about() {
    let folder = repository("compared-write", &[(SPEC, TEXT), (FIRST, CREATE)]);
    let uri = folder.uri(SPEC);
    let mut client = ready(&folder).await;
    client.open(&uri, "markdown", TEXT).await;
    let edited = TEXT.replace("varchar(20)", "varchar(40)");
    client.change(&uri, 2, None, &edited).await;
    let is_there = |it: &Value| with_code(it, "schema-change").is_some();
    let said = client.diagnostics(&uri, is_there).await;
    let found = with_code(&said, "schema-change").unwrap();
    assert_eq!(underlined(&edited, &found), "varchar(40)");
    let offered = actions(&mut client, &uri, &found).await;
    let write = titled(&offered, "Write a migration specification for this change").clone();
    let resolved = client.request("codeAction/resolve", write).await;
    let changes = resolved["edit"]["documentChanges"].as_array().unwrap();
    let path = changes[0]["uri"].as_str().unwrap().to_owned();
    let expected = "specs/database/migrations/0002_alter_column_users_phone.yaml";
    assert_eq!(path, folder.uri(expected));
    let text = changes[1]["edits"][0]["newText"].as_str().unwrap();
    for said in [
        "current_version: \"0001\"",
        "varchar(40)",
        "specs/database/schema.md",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    client.open(&path, "yaml", text).await;
    let of_file = client.diagnostics(&path, |_| true).await;
    let loud = |it: &Value| it["severity"].as_u64().unwrap() <= 2;
    let all = of_file["diagnostics"].as_array().unwrap();
    assert!(!all.iter().any(loud), "{of_file:#}");
    let said = client.diagnostics(&uri, |it| !is_there(it)).await;
    assert_eq!(said["diagnostics"], json!([]), "{said:#}");
}

#[tokio::test]
async fn a_likeness_is_read_both_ways() {
    let folder = repository("compared-rename", &[(SPEC, TEXT)]);
    let uri = folder.uri(SPEC);
    let mut client = ready(&folder).await;
    client.open(&uri, "markdown", TEXT).await;
    let mut text = TEXT.replace("| phone |", "| phone_number |");
    client.change(&uri, 2, None, &text).await;
    let renamed = |it: &Value| with_code(it, "rename-column").is_some();
    let said = client.diagnostics(&uri, renamed).await;
    let found = with_code(&said, "rename-column").unwrap();
    assert_eq!(underlined(&text, &found), "phone_number");
    let offered = actions(&mut client, &uri, &found).await;
    let other = titled(&offered, "Treat as drop and add").clone();
    let resolved = client.request("codeAction/resolve", other).await;
    let edit = &resolved["edit"]["documentChanges"][0]["edits"][0]["newText"];
    text.push_str(edit.as_str().unwrap());
    assert!(text.ends_with("\n<!-- forelock: not-renamed users.phone to users.phone_number -->\n"));
    client.change(&uri, 3, None, &text).await;
    let dropped = |it: &Value| with_code(it, "drop-column").is_some();
    let said = client.diagnostics(&uri, dropped).await;
    let found = with_code(&said, "drop-column").unwrap();
    let offered = actions(&mut client, &uri, &found).await;
    let back = titled(&offered, "Treat as rename").clone();
    let resolved = client.request("codeAction/resolve", back).await;
    let edit = &resolved["edit"]["documentChanges"][0]["edits"][0]["newText"];
    let edit = edit.as_str().unwrap();
    assert!(
        edit.contains("forelock: renamed users.phone to users.phone_number"),
        "{edit}"
    );
}

#[tokio::test]
async fn a_new_commit_is_noticed_when_a_spec_is_saved() {
    let folder = repository("compared-commit", &[(SPEC, TEXT)]);
    let uri = folder.uri(SPEC);
    let mut client = ready(&folder).await;
    client.open(&uri, "markdown", TEXT).await;
    let edited = TEXT.replace("| integer |", "| bigint |");
    client.change(&uri, 2, None, &edited).await;
    let rewrites = |it: &Value| with_code(it, "change-column-type-rewrite").is_some();
    client.diagnostics(&uri, rewrites).await;
    folder.write(SPEC, &edited);
    commit(&folder);
    let params = json!({ "textDocument": { "uri": uri } });
    client.notify("textDocument/didSave", params).await;
    let said = client.diagnostics(&uri, |it| !rewrites(it)).await;
    assert_eq!(said["diagnostics"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_compared_is_said() {
    let folder = Folder::new(
        "compared-nothing",
        &[
            (SPEC, TEXT),
            ("forelock.toml", "compare_with = \"no-such-branch\"\n"),
        ],
    );
    std::fs::remove_dir_all(folder.path(".git")).unwrap();
    git(&folder, &["init", "-q"]);
    commit(&folder);
    let mut client = ready(&folder).await;
    let message = client
        .expect(|it| it["method"] == "window/showMessage")
        .await;
    let message = message["params"]["message"].as_str().unwrap();
    assert!(message.contains("no commit `no-such-branch`"), "{message}");
}

#[tokio::test]
async fn a_new_commit_is_noticed_by_what_git_writes() {
    let folder = repository("compared-head", &[(SPEC, TEXT)]);
    let uri = folder.uri(SPEC);
    let mut client = ready(&folder).await;
    client.open(&uri, "markdown", TEXT).await;
    let edited = TEXT.replace("| integer |", "| bigint |");
    client.change(&uri, 2, None, &edited).await;
    let rewrites = |it: &Value| with_code(it, "change-column-type-rewrite").is_some();
    client.diagnostics(&uri, rewrites).await;
    folder.write(SPEC, &edited);
    commit(&folder);
    let head = folder.uri(".git/logs/HEAD");
    let params = json!({ "changes": [{ "uri": head, "type": 2 }] });
    client
        .notify("workspace/didChangeWatchedFiles", params)
        .await;
    let said = client.diagnostics(&uri, |it| !rewrites(it)).await;
    assert_eq!(said["diagnostics"], json!([]));
}
