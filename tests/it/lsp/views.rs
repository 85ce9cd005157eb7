//! Semantic tokens, inlay hints, code lenses and the chain as a hierarchy.

use serde_json::{Value, json};

use super::places::{self, ENCODINGS, find, slice};
use super::todo::{FIRST, SECOND, SPEC, THIRD, Todo};

const KINDS: [&str; 6] = ["table", "column", "type", "index", "version", "level"];

/// `text kind modifiers` of each token.
pub(crate) fn decoded(text: &str, data: &Value, encoding: &str) -> Vec<String> {
    let numbers: Vec<u64> = data
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_u64().unwrap())
        .collect();
    let (mut line, mut start) = (0, 0);
    let mut said = Vec::new();
    for token in numbers.chunks_exact(5) {
        if token[0] > 0 {
            start = 0;
        }
        line += token[0];
        start += token[1];
        let range = json!({ "start": { "line": line, "character": start },
            "end": { "line": line, "character": start + token[2] } });
        let kind = KINDS[usize::try_from(token[3]).unwrap()];
        let modifiers = ["", " defined", " removed"][usize::try_from(token[4]).unwrap()];
        said.push(format!(
            "{} {kind}{modifiers}",
            slice(text, &range, encoding)
        ));
    }
    said
}

#[tokio::test]
async fn tokens_name_what_words_mean() {
    for encoding in ENCODINGS {
        let mut todo = Todo::new("tokens", encoding, places::workspace("todo")).await;
        let document = json!({ "textDocument": { "uri": todo.folder.uri(SECOND) } });
        let all = todo
            .client
            .request("textDocument/semanticTokens/full", document)
            .await;
        assert_eq!(
            decoded(&todo.files[SECOND], &all["data"], encoding),
            [
                "0001 version",
                "0002 version defined",
                "0002 version defined",
                "todos table",
                "priority column defined",
                "integer type",
                "todos table",
                "priority column removed",
                "medium level",
            ]
        );
        // Behind `/* Ünïcödé 😀 */`, of the last fence only.
        let text = &todo.files[SPEC];
        let range = json!({ "start": find(text, "/* Ün", 0, 0, encoding),
            "end": find(text, "bigint;", 0, 7, encoding) });
        let params = json!({ "textDocument": { "uri": todo.folder.uri(SPEC) }, "range": range });
        let some = todo
            .client
            .request("textDocument/semanticTokens/range", params)
            .await;
        assert_eq!(
            decoded(&todo.files[SPEC], &some["data"], encoding),
            ["todos table", "priority column", "bigint type"]
        );
    }
}

#[tokio::test]
async fn tokens_are_told_by_what_has_changed() {
    let mut todo = Todo::new("delta", "utf-16", places::workspace("todo")).await;
    let uri = todo.folder.uri(SECOND);
    let text = todo.files[SECOND].clone();
    todo.client.open(&uri, "yaml", &text).await;
    let document = json!({ "textDocument": { "uri": uri } });
    let all = todo
        .client
        .request("textDocument/semanticTokens/full", document.clone())
        .await;
    let mut numbers = all["data"].as_array().unwrap().clone();
    let changed = text
        .replacen(
            "        - type: add_column\n",
            "        - type: add_column\n          # More words, Ünïcödé 😀.\n",
            1,
        )
        .replacen("column: priority", "column: {name: priority}", 1);
    todo.client.change(&uri, 2, None, &changed).await;
    let mut params = document.clone();
    params["previousResultId"] = all["resultId"].clone();
    let delta = todo
        .client
        .request("textDocument/semanticTokens/full/delta", params.clone())
        .await;
    for edit in delta["edits"].as_array().unwrap() {
        let start = usize::try_from(edit["start"].as_u64().unwrap()).unwrap();
        let count = usize::try_from(edit["deleteCount"].as_u64().unwrap()).unwrap();
        let new = edit["data"].as_array().unwrap().clone();
        assert!(count < numbers.len(), "not everything is sent again");
        numbers.splice(start..start + count, new);
    }
    let all = todo
        .client
        .request("textDocument/semanticTokens/full", document)
        .await;
    assert_eq!(json!(numbers), all["data"]);
    // Nothing has changed since; and of an unknown result everything is told.
    params["previousResultId"] = all["resultId"].clone();
    let delta = todo
        .client
        .request("textDocument/semanticTokens/full/delta", params.clone())
        .await;
    assert_eq!(delta["edits"], json!([]));
    params["previousResultId"] = json!("unknown");
    let again = todo
        .client
        .request("textDocument/semanticTokens/full/delta", params)
        .await;
    assert_eq!(again["data"], all["data"]);
}

#[tokio::test]
async fn hints_stand_behind_changes() {
    for encoding in ENCODINGS {
        let mut todo = Todo::new("hints", encoding, places::workspace("todo")).await;
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } });
        let params = json!({ "textDocument": { "uri": todo.folder.uri(SPEC) }, "range": whole });
        let hints = todo.client.request("textDocument/inlayHint", params).await;
        let hints = hints.as_array().unwrap();
        let text = &todo.files[SPEC];
        assert_eq!(hints[0]["position"], find(text, "IS NULL;", 0, 8, encoding));
        assert_eq!(
            hints[1]["position"],
            find(text, "TYPE bigint;", 0, 12, encoding)
        );
        let label = hints[1]["label"].as_str().unwrap();
        assert!(label.ends_with(" · ACCESS EXCLUSIVE on todos"), "{label}");
        assert_eq!(
            hints[1].get("tooltip"),
            None,
            "cards are written when asked for"
        );
        let resolved = todo
            .client
            .request("inlayHint/resolve", hints[1].clone())
            .await;
        let card = resolved["tooltip"]["value"].as_str().unwrap();
        assert!(card.contains("alter column `todos.priority`"), "{card}");
        let params = json!({ "textDocument": { "uri": todo.folder.uri(THIRD) }, "range": whole });
        let hints = todo.client.request("textDocument/inlayHint", params).await;
        let resolved = todo
            .client
            .request("inlayHint/resolve", hints[1].clone())
            .await;
        let card = resolved["tooltip"]["value"].as_str().unwrap();
        assert!(card.contains("drop column `users.phone`"), "{card}");
        let text = &todo.files[THIRD];
        let places: Vec<&Value> = hints
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["position"])
            .collect();
        assert_eq!(
            places,
            [
                &find(text, "- type: alter_column", 0, 20, encoding),
                &find(text, "- type: drop_column", 0, 19, encoding),
            ]
        );
    }
}

#[tokio::test]
async fn a_lens_sums_a_migration_up_and_shows_its_plan() {
    let mut todo = Todo::new("lens", "utf-16", places::workspace("todo")).await;
    let uri = todo.folder.uri(THIRD);
    let params = json!({ "textDocument": { "uri": uri } });
    let lenses = todo
        .client
        .request("textDocument/codeLens", params.clone())
        .await;
    assert_eq!(lenses.as_array().unwrap().len(), 1);
    assert_eq!(lenses[0]["range"]["start"]["line"], 0);
    assert_eq!(lenses[0].get("command"), None);
    let lens = todo
        .client
        .request("codeLens/resolve", lenses[0].clone())
        .await;
    let title = lens["command"]["title"].as_str().unwrap();
    assert!(title.starts_with("2 changes · critical"), "{title}");
    assert_eq!(lens["command"]["command"], "forelock.showPlan");
    assert_eq!(lens["command"]["arguments"], json!([params]));
}

#[tokio::test]
async fn the_chain_is_walked_in_both_directions() {
    for encoding in ENCODINGS {
        let mut todo = Todo::new("chain", encoding, places::workspace("todo")).await;
        let params = todo.params(SECOND, "A priority", 0, 0);
        let items = todo
            .client
            .request("textDocument/prepareCallHierarchy", params)
            .await;
        assert_eq!(items.as_array().unwrap().len(), 1);
        let item = &items[0];
        assert_eq!(item["name"], "0002 add_todo_priority");
        let text = &todo.files[SECOND];
        assert_eq!(slice(text, &item["selectionRange"], encoding), "\"0002\"");
        let out = todo
            .client
            .request("callHierarchy/outgoingCalls", json!({ "item": item }))
            .await;
        assert_eq!(out[0]["to"]["uri"], todo.folder.uri(FIRST));
        assert_eq!(slice(text, &out[0]["fromRanges"][0], encoding), "\"0001\"");
        let into = todo
            .client
            .request("callHierarchy/incomingCalls", json!({ "item": item }))
            .await;
        assert_eq!(into[0]["from"]["name"], "0003 titles_and_phones");
        let text = &todo.files[THIRD];
        assert_eq!(slice(text, &into[0]["fromRanges"][0], encoding), "\"0002\"");
        // A version leads to its migration from anywhere.
        let params = todo.params(THIRD, "\"0002\"", 0, 3);
        let items = todo
            .client
            .request("textDocument/prepareCallHierarchy", params)
            .await;
        assert_eq!(items[0]["name"], "0002 add_todo_priority");
        let params = todo.params(SPEC, "PostgreSQL", 0, 3);
        let nothing = todo
            .client
            .request("textDocument/prepareCallHierarchy", params)
            .await;
        assert_eq!(nothing, Value::Null);
    }
}
