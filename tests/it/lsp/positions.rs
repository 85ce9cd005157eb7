//! Everything that the server announces, driven in three encodings with wide characters before
//! every position; and nothing is announced that is not driven here.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use lsp::Hooks;
use serde_json::{Value, json};

use super::client::{Client, Folder, PATIENCE};
use super::places::{self, ENCODINGS, find, slice};
use super::views::decoded;

const SPEC: &str = "specs/database/schema.md";
const FIRST: &str = "specs/database/migrations/0001.yaml";
const SECOND: &str = "specs/database/migrations/0002.yaml";

const SCHEMA: &str = "# Schéma ℝ 💣

## users

| Column | Type |
|---|---|
| id | bigint |

## Migrations

```sql
/* a é ℝ 💣 */\tCREATE INDEX ix_users_id ON users (id);
```
";

const CREATE: &str = "# a é ℝ 💣
# and one more line
database_migration_specification:
  meta: {feature_spec: \"a é ℝ 💣\", database_spec: specs/database/schema.md, current_version: null, target_version: \"0001\"}
  migration: {description: \"a é ℝ 💣\", version: \"0001\", name: create_users, upgrade: {operations: [{type: create_table, table: users, details: {columns: [{name: id, type: bigint, primary_key: true}, {name: phone, type: text}]}}]}}
";

const DROP: &str = "# a é ℝ 💣
# and one more line
database_migration_specification:
  meta: {feature_spec: \"a é ℝ 💣\", database_spec: specs/database/schema.md, current_version: \"0001\", target_version: \"0002\"}
  migration: {description: \"a é ℝ 💣\", version: \"0002\", name: drop_phone, upgrade: {operations: [{type: drop_column, table: users, details: {column: phone}}]}, risk: {level: low}}
";

/// What is announced, and the methods that it is there for.
const FEATURES: &[(&str, &[&str])] = &[
    ("positionEncoding", &["initialize"]),
    ("textDocumentSync", &[]),
    (
        "textDocumentSync.openClose",
        &["textDocument/didOpen", "textDocument/didClose"],
    ),
    ("textDocumentSync.change", &["textDocument/didChange"]),
    ("textDocumentSync.save", &["textDocument/didSave"]),
    ("hoverProvider", &["textDocument/hover"]),
    ("completionProvider", &["textDocument/completion"]),
    ("completionProvider.triggerCharacters", &[]),
    (
        "completionProvider.resolveProvider",
        &["completionItem/resolve"],
    ),
    ("codeActionProvider", &["textDocument/codeAction"]),
    (
        "codeActionProvider.resolveProvider",
        &["codeAction/resolve"],
    ),
    ("codeActionProvider.codeActionKinds.quickfix", &[]),
    ("codeActionProvider.codeActionKinds.refactor.rewrite", &[]),
    (
        "codeActionProvider.codeActionKinds.source.fixAll.forelock",
        &[],
    ),
    ("definitionProvider", &["textDocument/definition"]),
    ("referencesProvider", &["textDocument/references"]),
    (
        "documentHighlightProvider",
        &["textDocument/documentHighlight"],
    ),
    ("renameProvider", &["textDocument/rename"]),
    (
        "renameProvider.prepareProvider",
        &["textDocument/prepareRename"],
    ),
    ("documentSymbolProvider", &["textDocument/documentSymbol"]),
    ("workspaceSymbolProvider", &["workspace/symbol"]),
    ("foldingRangeProvider", &["textDocument/foldingRange"]),
    ("selectionRangeProvider", &["textDocument/selectionRange"]),
    ("documentLinkProvider", &["textDocument/documentLink"]),
    ("diagnosticProvider", &["textDocument/diagnostic"]),
    ("diagnosticProvider.identifier", &[]),
    ("diagnosticProvider.interFileDependencies", &[]),
    (
        "diagnosticProvider.workspaceDiagnostics",
        &["workspace/diagnostic"],
    ),
    ("semanticTokensProvider", &[]),
    ("semanticTokensProvider.legend.tokenTypes", &[]),
    ("semanticTokensProvider.legend.tokenModifiers", &[]),
    (
        "semanticTokensProvider.range",
        &["textDocument/semanticTokens/range"],
    ),
    (
        "semanticTokensProvider.full.delta",
        &[
            "textDocument/semanticTokens/full",
            "textDocument/semanticTokens/full/delta",
        ],
    ),
    ("inlayHintProvider", &["textDocument/inlayHint"]),
    ("inlayHintProvider.resolveProvider", &["inlayHint/resolve"]),
    ("codeLensProvider", &["textDocument/codeLens"]),
    ("codeLensProvider.resolveProvider", &["codeLens/resolve"]),
    (
        "callHierarchyProvider",
        &[
            "textDocument/prepareCallHierarchy",
            "callHierarchy/incomingCalls",
            "callHierarchy/outgoingCalls",
        ],
    ),
    ("executeCommandProvider", &["workspace/executeCommand"]),
    ("executeCommandProvider.commands.forelock.openPage", &[]),
    ("executeCommandProvider.commands.forelock.showPlan", &[]),
    ("workspace", &[]),
    (
        "workspace.workspaceFolders.supported",
        &["workspace/didChangeWorkspaceFolders"],
    ),
    (
        "workspace.workspaceFolders.changeNotifications",
        &["workspace/didChangeWorkspaceFolders"],
    ),
    (
        "workspace.fileOperations.didCreate.filters",
        &["workspace/didCreateFiles"],
    ),
    (
        "workspace.fileOperations.didRename.filters",
        &["workspace/didRenameFiles"],
    ),
    (
        "workspace.fileOperations.willRename.filters",
        &["workspace/willRenameFiles"],
    ),
    (
        "workspace.fileOperations.didDelete.filters",
        &["workspace/didDeleteFiles"],
    ),
];

/// Not announced in the protocol's terms, but in server/lsp/README.md.
const CUSTOM: &[&str] = &["forelock/plan", "forelock/explain", "forelock/status"];

/// Each capability by its path: what is at the top, and what is not false below.
fn announced(value: &Value, path: &str, out: &mut BTreeSet<String>) {
    let top = !path.is_empty() && !path.contains('.');
    if top && !value.is_null() && *value != json!(false) {
        out.insert(path.to_owned());
    }
    let each = path.ends_with(".commands") || path.ends_with(".codeActionKinds");
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, it) in entries {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                announced(it, &path, out);
            }
        }
        Value::Array(items) if each => {
            out.extend(items.iter().map(|it| {
                let it = it.as_str().unwrap();
                format!("{path}.{it}")
            }));
        }
        Value::Null | Value::Bool(false) => {}
        _ => {
            out.insert(path.to_owned());
        }
    }
}

/// A client that can do everything.
fn able(encoding: &str) -> Value {
    let refresh = json!({ "refreshSupport": true });
    json!({
        "general": { "positionEncodings": [encoding] },
        "textDocument": {
            "diagnostic": {},
            "publishDiagnostics": { "relatedInformation": true },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "hover": { "contentFormat": ["markdown"] },
            "completion": { "completionItem": { "snippetSupport": true,
                "documentationFormat": ["markdown"],
                "resolveSupport": { "properties": ["documentation"] } } },
            "codeAction": { "dataSupport": true, "resolveSupport": { "properties": ["edit"] },
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
        },
        "workspace": {
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] },
            "diagnostics": refresh,
        },
    })
}

struct Drive {
    client: Client,
    folder: Folder,
    files: BTreeMap<String, String>,
    encoding: &'static str,
    announced: BTreeSet<String>,
}

impl Drive {
    async fn start(encoding: &'static str) -> Drive {
        let files = [(SPEC, SCHEMA), (FIRST, CREATE), (SECOND, DROP)];
        let files = files.map(|it| (it.0.to_owned(), it.1.to_owned()));
        let files = BTreeMap::from(files);
        let folder = places::folder(&format!("positions-{encoding}"), &files);
        let mut client = Client::start(Hooks::default());
        let params = json!({ "processId": null, "capabilities": able(encoding),
            "workspaceFolders": [{ "uri": folder.uri(""), "name": "root" }] });
        let answer = client.request("initialize", params).await;
        assert_eq!(answer["capabilities"]["positionEncoding"], encoding);
        let mut announced_now = BTreeSet::new();
        announced(&answer["capabilities"], "", &mut announced_now);
        client.notify("initialized", json!({})).await;
        client
            .expect(|it| it["method"] == "workspace/diagnostic/refresh")
            .await;
        Drive {
            client,
            folder,
            files,
            encoding,
            announced: announced_now,
        }
    }

    fn document(&self, path: &str) -> Value {
        json!({ "textDocument": { "uri": self.folder.uri(path) } })
    }

    /// About the first occurrence of some words, `into` bytes on.
    fn at(&self, path: &str, words: &str, into: usize) -> Value {
        let mut params = self.document(path);
        params["position"] = self.place(path, words, into);
        params["context"] = json!({ "includeDeclaration": true, "triggerKind": 1 });
        params
    }

    fn place(&self, path: &str, words: &str, into: usize) -> Value {
        find(&self.files[path], words, 0, into, self.encoding)
    }

    fn over(&self, path: &str, words: &str) -> Value {
        json!({ "start": self.place(path, words, 0), "end": self.place(path, words, words.len()) })
    }

    fn slice(&self, path: &str, range: &Value) -> &str {
        slice(&self.files[path], range, self.encoding)
    }

    /// `path text` of a location.
    fn said(&self, location: &Value) -> String {
        let uri = location["uri"].as_str().unwrap();
        let path = self.files.keys().find(|it| self.folder.uri(it) == uri);
        let path = path.unwrap_or_else(|| panic!("{uri} is none of ours"));
        let name = path.rsplit('/').next().unwrap();
        format!("{name} {}", self.slice(path, &location["range"]))
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.client.request(method, params).await
    }
}

async fn looks(drive: &mut Drive) {
    let params = drive.at(SECOND, "drop_column", 3);
    let hover = drive.ask("textDocument/hover", params).await;
    assert_eq!(
        drive.slice(SECOND, &hover["range"]),
        "{type: drop_column, table: users, details: {column: phone}}"
    );
    let params = drive.at(SECOND, "column: phone", 10);
    let found = drive.ask("textDocument/definition", params.clone()).await;
    let found = if found.is_array() {
        found[0].clone()
    } else {
        found
    };
    assert_eq!(drive.said(&found), "0001.yaml phone");
    let found = drive.ask("textDocument/references", params.clone()).await;
    let said: Vec<String> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|it| drive.said(it))
        .collect();
    assert_eq!(said, ["0001.yaml phone", "0002.yaml phone"]);
    let found = drive
        .ask("textDocument/documentHighlight", params.clone())
        .await;
    assert_eq!(drive.slice(SECOND, &found[0]["range"]), "phone");
    let mut grown = params;
    grown["positions"] = json!([grown["position"]]);
    let found = drive.ask("textDocument/selectionRange", grown).await;
    assert_eq!(drive.slice(SECOND, &found[0]["range"]), "phone");
    assert_eq!(
        drive.slice(SECOND, &found[0]["parent"]["range"]),
        "column: phone"
    );
    let document = drive.document(SECOND);
    let found = drive
        .ask("textDocument/documentSymbol", document.clone())
        .await;
    let inner = &found[0]["children"][0];
    assert_eq!(
        drive.slice(SECOND, &inner["selectionRange"]),
        "type: drop_column"
    );
    let folds = drive
        .ask("textDocument/foldingRange", document.clone())
        .await;
    assert_eq!(folds[0]["kind"], "comment");
    assert_eq!(
        (&folds[0]["startLine"], &folds[0]["endLine"]),
        (&json!(0), &json!(1))
    );
    let links = drive.ask("textDocument/documentLink", document).await;
    assert_eq!(links.as_array().unwrap().len(), 1);
    assert_eq!(drive.slice(SECOND, &links[0]["range"]), SPEC);
    let found = drive
        .ask("workspace/symbol", json!({ "query": "drop_phone" }))
        .await;
    assert_eq!(drive.said(&found[0]["location"]), "0002.yaml \"0002\"");
    let params = drive.at(SECOND, "description", 3);
    let items = drive.ask("textDocument/prepareCallHierarchy", params).await;
    assert_eq!(drive.slice(SECOND, &items[0]["selectionRange"]), "\"0002\"");
    let item = json!({ "item": items[0] });
    let calls = drive.ask("callHierarchy/outgoingCalls", item).await;
    assert_eq!(drive.slice(SECOND, &calls[0]["fromRanges"][0]), "\"0001\"");
    let item = json!({ "item": calls[0]["to"] });
    assert_eq!(
        drive.slice(FIRST, &calls[0]["to"]["selectionRange"]),
        "\"0001\""
    );
    let calls = drive.ask("callHierarchy/incomingCalls", item).await;
    assert_eq!(drive.slice(SECOND, &calls[0]["fromRanges"][0]), "\"0001\"");
}

async fn judges(drive: &mut Drive) {
    let document = drive.document(SECOND);
    let said = drive.ask("textDocument/diagnostic", document.clone()).await;
    let all = drive
        .ask("workspace/diagnostic", json!({ "previousResultIds": [] }))
        .await;
    let uri = drive.folder.uri(SECOND);
    let mine = all["items"].as_array().unwrap();
    let mine = mine.iter().find(|it| it["uri"] == uri).unwrap();
    for report in [&said, mine] {
        let items = report["items"].as_array().unwrap();
        let of = |code: &str| items.iter().find(|it| it["code"] == code).unwrap();
        assert_eq!(
            drive.slice(SECOND, &of("drop-column")["range"]),
            "type: drop_column"
        );
        let low = of("declared-risk-too-low");
        assert_eq!(drive.slice(SECOND, &low["range"]), "low");
        let there = &low["relatedInformation"][0]["location"];
        assert_eq!(drive.said(there), "0002.yaml type: drop_column");
    }
    let mut params = document.clone();
    params["range"] = drive.over(SECOND, "drop_column, table");
    let hints = drive.ask("textDocument/inlayHint", params).await;
    assert_eq!(hints.as_array().unwrap().len(), 1);
    assert_eq!(
        hints[0]["position"],
        drive.place(SECOND, "column: phone}}", "column: phone}}".len())
    );
    let hint = drive.ask("inlayHint/resolve", hints[0].clone()).await;
    let card = hint["tooltip"]["value"].as_str().unwrap();
    assert!(card.contains("drop column `users.phone`"), "{card}");
    let lenses = drive.ask("textDocument/codeLens", document).await;
    assert!(!drive.slice(SECOND, &lenses[0]["range"]).is_empty());
    let lens = drive.ask("codeLens/resolve", lenses[0].clone()).await;
    let title = lens["command"]["title"].as_str().unwrap();
    assert!(title.starts_with("1 change · high"), "{title}");
    let mut params = drive.at(SPEC, "CREATE INDEX", 3);
    params["theme"] = json!("light");
    let plan = drive.ask("forelock/plan", params).await;
    assert_eq!(
        drive.slice(SPEC, &plan["plans"][0]["range"]),
        "CREATE INDEX ix_users_id ON users (id)"
    );
    let page = drive
        .ask("forelock/explain", json!({ "code": "drop-column" }))
        .await;
    assert!(
        page["markdown"]
            .as_str()
            .unwrap()
            .starts_with("# drop-column")
    );
    let status = drive.ask("forelock/status", json!({})).await;
    assert_eq!(status["roots"][0]["heads"], json!(["0002"]));
    for (command, arguments) in [
        ("forelock.openPage", json!([{ "code": "drop-column" }])),
        ("forelock.showPlan", json!([drive.document(SECOND)])),
    ] {
        let params = json!({ "command": command, "arguments": arguments });
        drive.ask("workspace/executeCommand", params).await;
        let told = drive
            .client
            .expect(|it| it["method"] == "window/showMessage")
            .await;
        let message = told["params"]["message"].as_str().unwrap();
        assert!(
            message.contains("drop_column") || message.contains("phone"),
            "{message}"
        );
        let path = format!("executeCommandProvider.commands.{command}");
        assert!(drive.announced.remove(&path), "{path} is not announced");
    }
}

const TOKENS: [&str; 6] = [
    "0001 version",
    "0002 version defined",
    "0002 version defined",
    "users table",
    "phone column removed",
    "low level",
];

async fn colors(drive: &mut Drive) {
    let document = drive.document(SECOND);
    let all = drive
        .ask("textDocument/semanticTokens/full", document.clone())
        .await;
    let text = &drive.files[SECOND];
    assert_eq!(decoded(text, &all["data"], drive.encoding), TOKENS);
    let mut params = document.clone();
    params["range"] = drive.over(SECOND, "users, details");
    let some = drive.ask("textDocument/semanticTokens/range", params).await;
    let text = &drive.files[SECOND];
    assert_eq!(
        decoded(text, &some["data"], drive.encoding),
        ["users table"]
    );
    let mut params = document;
    params["previousResultId"] = all["resultId"].clone();
    // Wide characters come in before what is colored.
    type_before(drive, SECOND, "description", "\"ℝ 💣\": 1, ").await;
    let delta = drive
        .ask("textDocument/semanticTokens/full/delta", params)
        .await;
    let mut numbers = all["data"].as_array().unwrap().clone();
    for edit in delta["edits"].as_array().unwrap().iter().rev() {
        let start = usize::try_from(edit["start"].as_u64().unwrap()).unwrap();
        let count = usize::try_from(edit["deleteCount"].as_u64().unwrap()).unwrap();
        let new = edit["data"].as_array().cloned().unwrap_or_default();
        numbers.splice(start..start + count, new);
    }
    let text = &drive.files[SECOND];
    assert_eq!(decoded(text, &json!(numbers), drive.encoding), TOKENS);
}

/// Types in front of some words of an open document, as a client would tell it.
async fn type_before(drive: &mut Drive, path: &str, before: &str, new: &str) {
    let place = drive.place(path, before, 0);
    let params = json!({ "textDocument": { "uri": drive.folder.uri(path), "version": 2 },
        "contentChanges": [{ "range": { "start": place, "end": place }, "text": new }] });
    drive.client.notify("textDocument/didChange", params).await;
    let text = drive.files.get_mut(path).unwrap();
    let at = text.find(before).unwrap();
    text.insert_str(at, new);
}

async fn writes(drive: &mut Drive) {
    let params = drive.at(SECOND, "table: users", 9);
    let items = drive.ask("textDocument/completion", params).await;
    let users = items.as_array().unwrap();
    let users = users.iter().find(|it| it["label"] == "users").unwrap();
    assert_eq!(drive.slice(SECOND, &users["textEdit"]["range"]), "users");
    let params = drive.at(SECOND, "risk: {level", 8);
    let items = drive.ask("textDocument/completion", params).await;
    let level = items.as_array().unwrap();
    let level = level.iter().find(|it| it["label"] == "level").unwrap();
    assert_eq!(drive.slice(SECOND, &level["textEdit"]["range"]), "level");
    let level = drive.ask("completionItem/resolve", level.clone()).await;
    let card = level["documentation"]["value"].as_str().unwrap();
    assert!(
        card.contains("The highest level of any operation."),
        "{card}"
    );

    let mut kinds = BTreeSet::new();
    for (path, words, title, into, old, new) in [
        (SECOND, "low", "Raise the declared risk", 0, "low", "high"),
        (SECOND, "low", "Apply ", 0, "low", "high"),
        (SPEC, "CREATE INDEX", "Split into", 0, "", "-- split below"),
        (
            SECOND,
            "meta",
            "Fill in rollback_plan",
            DROP.trim_end().len() - DROP.find("meta").unwrap(),
            "",
            "\n  rollback_plan:",
        ),
    ] {
        let mut params = drive.document(path);
        params["range"] = drive.over(path, words);
        params["context"] = json!({ "diagnostics": [] });
        if title == "Apply " {
            params["context"]["only"] = json!(["source.fixAll"]);
        }
        let actions = drive.ask("textDocument/codeAction", params).await;
        let actions = actions.as_array().unwrap();
        let action = actions
            .iter()
            .find(|it| it["title"].as_str().unwrap().starts_with(title));
        let action = action.unwrap_or_else(|| panic!("no {title} in {actions:#?}"));
        kinds.insert(action["kind"].as_str().unwrap().to_owned());
        let resolved = drive.ask("codeAction/resolve", action.clone()).await;
        let change = &resolved["edit"]["documentChanges"][0];
        assert_eq!(change["textDocument"]["uri"], drive.folder.uri(path));
        let edits = change["edits"].as_array().unwrap();
        let fits = edits.iter().any(|it| {
            it["range"]["start"] == drive.place(path, words, into)
                && drive.slice(path, &it["range"]) == old
                && it["newText"].as_str().unwrap().starts_with(new)
        });
        assert!(fits, "{title}: {edits:#?}");
    }
    for kind in kinds {
        let path = format!("codeActionProvider.codeActionKinds.{kind}");
        assert!(drive.announced.remove(&path), "{path} is not announced");
    }

    let mut params = drive.at(SECOND, "column: phone", 10);
    let prepared = drive
        .ask("textDocument/prepareRename", params.clone())
        .await;
    assert_eq!(drive.slice(SECOND, &prepared["range"]), "phone");
    params["newName"] = json!("tel");
    let renaming = drive.ask("textDocument/rename", params).await;
    let after = places::apply(&renaming, &drive.folder, &drive.files, drive.encoding);
    for path in [FIRST, SECOND] {
        let expected = drive.files[path].replace(": phone", ": tel");
        assert_eq!(after[path], expected);
    }
}

async fn moves(drive: &mut Drive) {
    let files = json!({ "files": [{ "oldUri": drive.folder.uri(SPEC),
        "newUri": drive.folder.uri("specs/database/tables.md") }] });
    let edit = drive.ask("workspace/willRenameFiles", files).await;
    let after = places::apply(&edit, &drive.folder, &drive.files, drive.encoding);
    assert!(after[SECOND].contains("database_spec: specs/database/tables.md"));
    // A file comes, moves and goes; the disk is read in tasks.
    let (new, moved) = ("specs/database/more.md", "specs/database/moved.md");
    let text =
        "## größen_orders\n\n| Column | Type |\n|---|---|\n| id | uuid |\n| email | text |\n";
    drive.folder.write(new, text);
    let created = json!({ "files": [{ "uri": drive.folder.uri(new) }] });
    let renamed = json!({ "files": [{ "oldUri": drive.folder.uri(new),
        "newUri": drive.folder.uri(moved) }] });
    let deleted = json!({ "files": [{ "uri": drive.folder.uri(moved) }] });
    for (method, params, there) in [
        ("workspace/didCreateFiles", created, Some(new)),
        ("workspace/didRenameFiles", renamed, Some(moved)),
        ("workspace/didDeleteFiles", deleted, None),
    ] {
        match method {
            "workspace/didRenameFiles" => {
                std::fs::rename(drive.folder.path(new), drive.folder.path(moved)).unwrap();
            }
            "workspace/didDeleteFiles" => {
                std::fs::remove_file(drive.folder.path(moved)).unwrap();
            }
            _ => {}
        }
        drive.client.notify(method, params).await;
        let start = Instant::now();
        loop {
            let found = drive
                .ask("workspace/symbol", json!({ "query": "orders" }))
                .await;
            let place = &found[0]["location"];
            if place["uri"].as_str() == there.map(|it| drive.folder.uri(it)).as_deref() {
                if there.is_some() {
                    assert_eq!(
                        slice(text, &place["range"], drive.encoding),
                        "größen_orders"
                    );
                }
                break;
            }
            assert!(start.elapsed() < PATIENCE, "{method}: {found}");
            tokio::task::yield_now().await;
        }
    }
}

async fn drive(encoding: &'static str) {
    let mut drive = Drive::start(encoding).await;
    let text = drive.files[SECOND].clone();
    let uri = drive.folder.uri(SECOND);
    drive.client.open(&uri, "yaml", &text).await;
    looks(&mut drive).await;
    judges(&mut drive).await;
    writes(&mut drive).await;
    colors(&mut drive).await;
    moves(&mut drive).await;
    let document = drive.document(SECOND);
    drive.client.notify("textDocument/didSave", document).await;
    drive.client.close(&uri).await;
    let root = json!({ "uri": drive.folder.uri(""), "name": "root" });
    let event = json!({ "event": { "added": [], "removed": [root] } });
    drive
        .client
        .notify("workspace/didChangeWorkspaceFolders", event)
        .await;
    let gone = drive
        .ask("workspace/symbol", json!({ "query": "drop_phone" }))
        .await;
    assert!(gone.is_null() || gone == json!([]), "{gone}");

    // Commands and kinds of actions were taken out when they were seen.
    for path in &drive.announced {
        let feature = FEATURES.iter().find(|it| it.0 == path);
        let (_, methods) = feature.unwrap_or_else(|| panic!("{path} is announced, not driven"));
        assert!(
            !path.contains(".commands.") && !path.contains(".codeActionKinds."),
            "{path} is announced, and was not seen"
        );
        for method in *methods {
            assert!(drive.client.sent.contains(*method), "{method}, for {path}");
        }
    }
    for method in CUSTOM {
        assert!(drive.client.sent.contains(*method), "{method}");
    }
}

#[tokio::test]
async fn everything_that_is_announced_is_right_in_every_encoding() {
    for encoding in ENCODINGS {
        drive(encoding).await;
    }
}
