//! Definition, references, highlights, rename, symbols, folds, selections and links, on the
//! example workspace.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::places::{self, ENCODINGS, find, slice};
use super::todo::{FIRST, SECOND, SPEC, THIRD, Todo};

#[tokio::test]
async fn definitions_and_references_are_found_in_every_encoding() {
    for encoding in ENCODINGS {
        let mut todo = Todo::new("navigate", encoding, places::workspace("todo")).await;
        // Behind `/* Ünïcödé 😀 */` in the spec's last fence.
        let params = todo.params(SPEC, "COLUMN priority", 0, 8);
        let found = todo
            .client
            .request("textDocument/definition", params.clone())
            .await;
        assert_eq!(todo.said(&found), ["schema.md:27: priority"]);
        let found = todo
            .client
            .request("textDocument/references", params.clone())
            .await;
        assert_eq!(
            todo.said(&found),
            [
                "0002_add_todo_priority.yaml:22: priority",
                "0002_add_todo_priority.yaml:29: priority",
                "schema.md:27: priority",
                "schema.md:46: priority",
            ]
        );
        let behind = &found[3]["range"]["start"]["character"];
        let expected = match encoding {
            "utf-8" => 54,
            "utf-16" => 48,
            _ => 47,
        };
        assert_eq!(*behind, expected, "{encoding}");
        let found = todo
            .client
            .request("textDocument/documentHighlight", params)
            .await;
        let kinds: Vec<i64> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["kind"].as_i64().unwrap())
            .collect();
        assert_eq!(kinds, [3, 2], "written in the table, read in the fence");
        // From the spec to the migration, from a version to its migration, from a path to its file.
        let params = todo.params(SPEC, "| priority", 0, 3);
        let found = todo.client.request("textDocument/definition", params).await;
        assert_eq!(
            todo.said(&found),
            ["0002_add_todo_priority.yaml:22: priority"]
        );
        let params = todo.params(THIRD, "\"0002\"", 0, 2);
        let found = todo.client.request("textDocument/definition", params).await;
        assert_eq!(todo.said(&found), ["0002_add_todo_priority.yaml:11: 0002"]);
        let params = todo.params(THIRD, "specs/database/schema.md", 0, 2);
        let found = todo.client.request("textDocument/definition", params).await;
        assert_eq!(found["uri"], todo.folder.uri(SPEC));
        let params = todo.params(THIRD, "Names become", 0, 2);
        let found = todo.client.request("textDocument/definition", params).await;
        assert_eq!(found, Value::Null);
    }
}

/// What `check` says of files: code and message of each, by path.
fn check(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut host = ide::AnalysisHost::new(ide::Config::default());
    for (path, text) in files {
        host.set_file(path, text.as_str().into());
    }
    let analysis = host.analysis();
    let mut said = Vec::new();
    for file in analysis.files() {
        let path = analysis.path(file).unwrap();
        for it in analysis.diagnostics(file) {
            said.push(format!("{path} {} {:?}", it.code, it.severity));
        }
    }
    said
}

async fn renamed(
    todo: &mut Todo,
    path: &str,
    words: &str,
    into: usize,
    to: &str,
) -> BTreeMap<String, String> {
    let mut params = todo.params(path, words, 0, into);
    let prepared = todo
        .client
        .request("textDocument/prepareRename", params.clone())
        .await;
    let under = slice(&todo.files[path], &prepared["range"], todo.encoding);
    assert_eq!(prepared["placeholder"], under);
    params["newName"] = json!(to);
    let edit = todo.client.request("textDocument/rename", params).await;
    places::apply(&edit, &todo.folder, &todo.files, todo.encoding)
}

async fn check_rename(encoding: &'static str, path: &str, old: &str, words: &str, new: &str) {
    let mut before = places::workspace("todo");
    // Tabs, line ends of another system and one more form.
    let spec = before.get_mut(SPEC).unwrap();
    *spec += "\n```mermaid\nerDiagram\n\tusers {\n\t\tuuid id\n\t\tvarchar phone\n\t}\n```\n\n\
        Ünïcödé 😀\tthe phone of `users`, `users.phone`, goes.\n";
    *spec = spec.replace(
        "## users\n",
        "## users\n\nÜnïcödé 😀:\tthe `phone` of `users` goes.\n",
    );
    // Changes told in sentences and a list.
    *spec += "\n## Changes\n\nDrop the column `phone` from `users`.\n\n- Rename `priority` of `todos` to `rank`.\n- Drop table tags.\n";
    *spec = spec.replace('\n', "\r\n");
    let into = words.find(old).unwrap();
    let mut todo = Todo::new(&format!("rename-{new}"), encoding, before.clone()).await;
    let after = renamed(&mut todo, path, words, into, new).await;
    assert_ne!(after, before);
    assert_eq!(check(&after), check(&before), "{old} → {new}");
    let left: Vec<&String> = after
        .values()
        .filter(|it| it.contains(&format!("`{old}`")) || it.contains(&format!(": {old}\n")))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let mut todo = Todo::new(&format!("rename-back-{new}"), encoding, after).await;
    let words = words.replace(old, new);
    let back = renamed(&mut todo, path, &words, into, old).await;
    assert_eq!(back, before, "{new} → {old}");
}

#[tokio::test]
async fn a_renaming_reaches_everything_and_can_be_undone() {
    check_rename("utf-8", SPEC, "phone", "| phone", "tel").await;
    check_rename("utf-16", THIRD, "phone", "column: phone", "telefon_nr").await;
    check_rename("utf-32", SPEC, "priority", "COLUMN priority", "rank_no").await;
    check_rename("utf-16", FIRST, "users", "table: users", "members").await;
    check_rename("utf-8", SPEC, "todos", "ON todos", "to_dos").await;
    check_rename("utf-16", SPEC, "tags", "## tags", "labels").await;
}

#[tokio::test]
async fn a_renaming_that_cannot_be_says_why() {
    let mut todo = Todo::new("refused", "utf-16", places::workspace("todo")).await;
    let mut params = todo.params(SECOND, "column: priority", 0, 9);
    params["newName"] = json!("title");
    let id = todo.client.ask("textDocument/rename", params).await;
    let answer = todo.client.answer(id).await;
    assert_eq!(answer["error"]["code"], -32803);
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains("`title` is in use: "), "{message}");
    let params = todo.params(SECOND, "\"0002\"", 0, 2);
    let id = todo.client.ask("textDocument/prepareRename", params).await;
    let answer = todo.client.answer(id).await;
    assert_eq!(
        answer["error"]["message"],
        "Only tables and columns can be renamed"
    );
    let params = todo.params(SECOND, "A priority", 0, 0);
    let nothing = todo
        .client
        .request("textDocument/prepareRename", params)
        .await;
    assert_eq!(nothing, Value::Null);
}

/// `name` of each, nested ones indented; the name's range must lie in the whole's.
fn outline(text: &str, symbols: &Value, encoding: &str, depth: usize, acc: &mut Vec<String>) {
    for it in symbols.as_array().into_iter().flatten() {
        let whole = slice(text, &it["range"], encoding);
        let focus = slice(text, &it["selectionRange"], encoding);
        assert!(whole.contains(focus) && !focus.is_empty());
        acc.push(format!(
            "{}{}",
            " ".repeat(depth),
            it["name"].as_str().unwrap()
        ));
        outline(text, &it["children"], encoding, depth + 1, acc);
    }
}

#[tokio::test]
async fn symbols_show_what_there_is() {
    for encoding in ENCODINGS {
        let mut todo = Todo::new("symbols", encoding, places::workspace("todo")).await;
        for (path, expected) in [
            (
                THIRD,
                "0003 titles_and_phones/ alter column users.display_name/ drop column users.phone/ downgrade/  add column users.phone/  alter column users.display_name",
            ),
            (
                SPEC,
                "users/ id/ email/ display_name/ phone/ created_at/todos/ id/ user_id/ title/ priority/ completed_at/tags/ id/ name/ color/Migrations/ add index todos/ alter column todos.priority",
            ),
        ] {
            let params = json!({ "textDocument": { "uri": todo.folder.uri(path) } });
            let symbols = todo
                .client
                .request("textDocument/documentSymbol", params)
                .await;
            let mut lines = Vec::new();
            outline(&todo.files[path], &symbols, encoding, 0, &mut lines);
            assert_eq!(lines.join("/"), expected);
        }
        let found = todo
            .client
            .request("workspace/symbol", json!({ "query": "tdpr" }))
            .await;
        let names: Vec<&str> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["0002 add_todo_priority", "priority"]);
        let place = json!([found[1]["location"]]);
        assert_eq!(todo.said(&place), ["schema.md:27: priority"]);
    }
}

#[tokio::test]
async fn lines_fold_and_selections_grow() {
    let mut todo = Todo::new("shape", "utf-16", places::workspace("todo")).await;
    let document = json!({ "uri": todo.folder.uri(SPEC) });
    let folds = todo
        .client
        .request(
            "textDocument/foldingRange",
            json!({ "textDocument": document }),
        )
        .await;
    let lines: Vec<(u64, u64)> = folds
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["startLine"].as_u64().unwrap() + 1,
                it["endLine"].as_u64().unwrap() + 1,
            )
        })
        .collect();
    for expected in [(1, 47), (6, 16), (10, 16), (18, 32), (40, 47), (44, 47)] {
        assert!(lines.contains(&expected), "{expected:?} in {lines:?}");
    }
    let position = find(&todo.files[SPEC], "COLUMN priority", 0, 8, "utf-16");
    let params = json!({ "textDocument": document, "positions": [position, position] });
    let found = todo
        .client
        .request("textDocument/selectionRange", params)
        .await;
    assert_eq!(found.as_array().unwrap().len(), 2);
    let mut here = &found[0];
    let mut texts = Vec::new();
    while here.is_object() {
        texts.push(slice(&todo.files[SPEC], &here["range"], "utf-16"));
        here = &here["parent"];
    }
    assert_eq!(texts[0], "priority");
    assert_eq!(
        texts[1],
        "ALTER TABLE todos ALTER COLUMN priority TYPE bigint"
    );
    assert!(
        texts
            .windows(2)
            .all(|it| it[1].contains(it[0]) && it[1] != it[0]),
        "{texts:?}"
    );
    assert_eq!(*texts.last().unwrap(), todo.files[SPEC]);
    let document = json!({ "uri": todo.folder.uri(SECOND) });
    let position = find(&todo.files[SECOND], "integer", 0, 1, "utf-16");
    let params = json!({ "textDocument": document, "positions": [position] });
    let found = todo
        .client
        .request("textDocument/selectionRange", params)
        .await;
    let around = slice(&todo.files[SECOND], &found[0]["parent"]["range"], "utf-16");
    assert_eq!(around, "type: integer");
}

#[tokio::test]
async fn links_lead_to_files_that_are_there_and_to_pages() {
    let mut files = places::workspace("todo");
    let third = files.get_mut(THIRD).unwrap();
    *third = third.replace(
        "    # Too low",
        "    # Ünïcödé 😀 forelock: ignore[drop-column] agreed\n    # Too low",
    );
    *third = third.replace("specs/features/todo-lists.md", "../../etc/passwd");
    let mut todo = Todo::new("links", "utf-16", files).await;
    let document = json!({ "uri": todo.folder.uri(THIRD) });
    let links = todo
        .client
        .request(
            "textDocument/documentLink",
            json!({ "textDocument": document }),
        )
        .await;
    let said: Vec<(&str, &str)> = links
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let text = slice(&todo.files[THIRD], &it["range"], "utf-16");
            (text, it["target"].as_str().unwrap())
        })
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(
        said[0],
        ("specs/database/schema.md", todo.folder.uri(SPEC).as_str())
    );
    assert_eq!(said[1].0, "drop-column");
    assert!(
        said[1]
            .1
            .ends_with("/server/analysis/src/rules/drop_column.md"),
        "{}",
        said[1].1
    );
}

#[tokio::test]
async fn an_architecture_spec_leads_to_its_tables_and_strategies() {
    const PAGE: &str = "specs/architecture/scaling.md";
    let mut files = places::workspace("todo");
    let text = "# Scaling é 💣\n\nWe split `todos` with `add-unique`, and `add_unique` again; \
                `nobody` and todos stay.\n";
    files.insert(PAGE.to_owned(), text.to_owned());
    let mut todo = Todo::new("architecture", "utf-16", files).await;
    let document = json!({ "uri": todo.folder.uri(PAGE) });
    let params = json!({ "textDocument": document });
    let links = todo
        .client
        .request("textDocument/documentLink", params)
        .await;
    let said: Vec<String> = links
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let text = slice(&todo.files[PAGE], &it["range"], "utf-16");
            let target = it["target"].as_str().unwrap();
            format!("{text} {}", target.rsplit_once('/').unwrap().1)
        })
        .collect();
    assert_eq!(
        said,
        [
            "todos schema.md#L18",
            "add-unique add_unique.md",
            "add_unique add_unique.md"
        ]
    );
}
