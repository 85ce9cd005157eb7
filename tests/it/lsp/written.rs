//! Plans that are written out: into the specification, into files of their own behind it with what
//! followed linked anew, into a Markdown spec; and downgrades. What was written is opened by a second
//! server and judged.

use std::collections::BTreeMap;

use lsp::Hooks;
use serde_json::{Value, json};

use super::client::{Client, Folder};
use super::places;

const FOLDER: &str = "db/migrations/";
const SECOND: &str = "db/migrations/0002_phones.yaml";
const THIRD: &str = "db/migrations/0003_names.yaml";
const SPEC: &str = "specs/database/schema.md";

const RECORDS: &str = "\
record:
  - {migration_version: \"0001\", executed_at: \"2026-01-12T09:00:00Z\", environment: production, user: deploy, success: true, error: null}
";

fn specification(version: u32, name: &str, upgrade: &str, downgrade: &str) -> String {
    let parent = match version {
        1 => "null".to_owned(),
        _ => format!("\"{:04}\"", version - 1),
    };
    format!(
        "# Ünïcödé 😀 {name}
database_migration_specification:
  meta: {{current_version: {parent}, target_version: \"{version:04}\"}}
  migration:
    version: \"{version:04}\"
    name: {name}
    upgrade:
      operations:
{upgrade}    downgrade:
      operations:{downgrade}
"
    )
}

const TABLES: &str = "        - type: execute_sql
          sql: CREATE TABLE users (id bigint PRIMARY KEY, name text, phone varchar(20), plan text)
";

const TABLES_BACK: &str = "
        - type: drop_table
          table: users
";

const CHANGES: &str = "        - type: alter_column
          table: users
          details: {column: name, nullable: false}
        - type: add_index
          table: users
          details: {name: users_plan_idx, columns: [plan]}
        - type: drop_column
          table: users
          details: {column: phone}
";

const BACK: &str = "
        - type: add_column
          table: users
          details: {column: {name: phone, type: varchar(20)}}
        - type: drop_index
          table: users
          details: {name: users_plan_idx}
        - type: alter_column
          table: users
          details: {column: name, nullable: true}
";

const LATER: &str = "        - type: add_column
          table: users
          details: {column: {name: seen, type: timestamptz}}
";

const LATER_BACK: &str = "
        - type: drop_column
          table: users
          details: {column: seen}
";

/// A chain of three, of which the first ran.
fn chain() -> BTreeMap<String, String> {
    let first = specification(1, "tables", TABLES, TABLES_BACK);
    let second = specification(2, "phones", CHANGES, BACK);
    let third = specification(3, "names", LATER, LATER_BACK);
    [
        ("db/migrations/0001_tables.yaml", first.as_str()),
        (SECOND, &second),
        (THIRD, &third),
        ("db/migrations/records.yaml", RECORDS),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into()
}

struct Opened {
    files: BTreeMap<String, String>,
    folder: Folder,
    client: Client,
}

impl Opened {
    /// A server that has read the workspace and has these files open.
    async fn new(name: &str, files: BTreeMap<String, String>) -> Opened {
        let folder = places::folder(name, &files);
        let capabilities = json!({
            "general": { "positionEncodings": ["utf-16"] },
            "textDocument": { "diagnostic": {}, "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "refactor"] } },
                "resolveSupport": { "properties": ["edit"] },
                "dataSupport": true,
            } },
            "workspace": { "diagnostics": { "refreshSupport": true }, "workspaceEdit": {
                "documentChanges": true, "resourceOperations": ["create"],
            } },
        });
        let client = Client::ready(Hooks::default(), capabilities, &[&folder.path("")]).await;
        let mut res = Opened {
            files,
            folder,
            client,
        };
        let first = res.files.keys().next().expect("a file").clone();
        let texts: Vec<(String, String)> = res.files.clone().into_iter().collect();
        for (path, text) in texts {
            let language = if path.ends_with(".md") {
                "markdown"
            } else {
                "yaml"
            };
            res.client
                .open(&res.folder.uri(&path), language, &text)
                .await;
        }
        // Until the workspace is read there is nothing to say.
        let refreshes = |it: &Value| it["method"] == "workspace/diagnostic/refresh";
        while res.pulled(&first).await.get("resultId").is_none() {
            res.client.expect(refreshes).await;
        }
        res
    }

    async fn pulled(&mut self, path: &str) -> Value {
        let params = json!({ "textDocument": { "uri": self.folder.uri(path) } });
        self.client.request("textDocument/diagnostic", params).await
    }

    /// What is said of a file at warning and above, when the whole workspace was read.
    async fn loud(&mut self, path: &str) -> Vec<String> {
        let answer = self.pulled(path).await;
        let items = answer["items"].as_array().expect("a full report").iter();
        let loud = items.filter(|it| it["severity"].as_u64() <= Some(2));
        loud.map(|it| {
            format!(
                "{}: {}",
                it["code"].as_str().unwrap_or_default(),
                it["message"]
            )
        })
        .collect()
    }

    /// What is offered on the whole of a file.
    async fn offered(&mut self, path: &str) -> Vec<Value> {
        let text = &self.files[path];
        let end = places::position(text, text.len(), "utf-16");
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        let params = json!({ "textDocument": { "uri": self.folder.uri(path) }, "range": range,
            "context": { "diagnostics": [] } });
        let actions = self.client.request("textDocument/codeAction", params).await;
        actions.as_array().cloned().unwrap_or_default()
    }

    /// The workspace after an action whose title begins and ends in these words.
    async fn after(&mut self, path: &str, begin: &str, end: &str) -> BTreeMap<String, String> {
        let offered = self.offered(path).await;
        let title = |it: &&Value| {
            let title = it["title"].as_str().unwrap();
            title.starts_with(begin) && title.ends_with(end)
        };
        let action = offered.iter().find(title);
        let action = action.unwrap_or_else(|| panic!("no {begin} … {end} in {offered:#?}"));
        let resolved = self
            .client
            .request("codeAction/resolve", action.clone())
            .await;
        places::apply(&resolved["edit"], &self.folder, &self.files, "utf-16")
    }
}

/// Every specification of the folder: its version and the one it follows.
fn links(files: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut res = Vec::new();
    for text in files
        .iter()
        .filter(|it| it.0.starts_with(FOLDER))
        .map(|it| it.1)
    {
        for document in text.split("database_migration_specification:").skip(1) {
            let value = |key: &str| {
                let at = document.find(key).expect(key) + key.len();
                let rest = document[at..].trim_start();
                let end = rest.find([',', '}', '\n']).unwrap_or(rest.len());
                rest[..end].trim().trim_matches('"').to_owned()
            };
            res.push((value("current_version:"), value("target_version:")));
        }
    }
    res
}

/// One follows the other, without a fork and without a gap.
#[track_caller]
fn check_one_line(files: &BTreeMap<String, String>, length: usize) {
    let links = links(files);
    let mut line = vec!["null"];
    while let Some(next) = links.iter().find(|it| Some(&it.0.as_str()) == line.last()) {
        line.push(&next.1);
        assert!(line.len() <= links.len() + 1, "a circle: {links:?}");
    }
    assert_eq!(line.len() - 1, length, "{links:?}");
    assert_eq!(links.len(), length, "{links:?}");
}

async fn check_quiet(name: &str, files: BTreeMap<String, String>) {
    let paths: Vec<String> = files
        .keys()
        .filter(|it| it.starts_with(FOLDER))
        .cloned()
        .collect();
    let mut opened = Opened::new(name, files).await;
    for path in paths {
        let loud = opened.loud(&path).await;
        assert_eq!(
            loud,
            Vec::<String>::new(),
            "{path}: {}",
            opened.files[&path]
        );
        let offered = opened.offered(&path).await;
        let again: Vec<&Value> = offered
            .iter()
            .map(|it| &it["title"])
            .filter(|it| it.as_str().unwrap().starts_with("Split"))
            .collect();
        assert!(again.is_empty(), "{path}: {again:?}");
    }
}

#[tokio::test]
async fn a_whole_migration_becomes_files_and_what_followed_is_linked_anew() {
    let mut opened = Opened::new("written-files", chain()).await;
    assert!(!opened.loud(SECOND).await.is_empty());
    let after = opened
        .after(SECOND, "Split all 3 changes", "each in a file")
        .await;
    let created = after.len() - opened.files.len();
    assert!(created > 1, "{:?}", after.keys());
    check_one_line(&after, 3 + created);
    // What followed follows the last one now, under a version of its own or the one it had.
    assert!(
        after[THIRD].contains("# Ünïcödé 😀 names"),
        "{}",
        after[THIRD]
    );
    assert_ne!(after[THIRD], opened.files[THIRD]);
    check_quiet("written-files-after", after).await;
}

#[tokio::test]
async fn one_change_is_split_in_its_document_and_the_others_stay() {
    let mut opened = Opened::new("written-inside", chain()).await;
    let after = opened
        .after(SECOND, "Split into zero-downtime steps", "deploys)")
        .await;
    assert_eq!(after.len(), opened.files.len());
    let text = &after[SECOND];
    assert!(text.contains("details: {column: phone}"), "{text}");
    assert!(text.contains("# Ünïcödé 😀 phones"), "{text}");
    let count = links(&after).len();
    assert!(count > 3, "{text}");
    check_one_line(&after, count);
}

#[tokio::test]
async fn behind_an_applied_migration_the_plan_follows_the_chain() {
    let mut files = chain();
    let ran = RECORDS.replace("record:\n", "")
        + &RECORDS.replace("record:\n", "").replace("0001", "0002")
        + &RECORDS.replace("record:\n", "").replace("0001", "0003");
    files.insert(
        "db/migrations/records.yaml".to_owned(),
        format!("record:\n{ran}"),
    );
    let mut opened = Opened::new("written-applied", files).await;
    let after = opened
        .after(
            SECOND,
            "Split all 3 changes",
            "in following migrations, each in a file",
        )
        .await;
    for (path, text) in &opened.files {
        assert_eq!(after[path], *text, "{path} is applied");
    }
    check_one_line(&after, 3 + after.len() - opened.files.len());
}

#[tokio::test]
async fn a_downgrade_is_written_and_answers_what_was_said() {
    let mut files = chain();
    let without = specification(2, "phones", CHANGES, " []");
    files.insert(SECOND.to_owned(), without);
    let mut opened = Opened::new("written-back", files).await;
    let missing = |it: &Vec<String>| it.iter().any(|it| it.starts_with("missing-downgrade"));
    let before = opened.loud(SECOND).await;
    assert!(missing(&before), "{before:?}");
    let after = opened.after(SECOND, "Write the downgrade", "").await;
    let (_, back) = after[SECOND].split_once("    downgrade:").unwrap();
    for said in ["phone", "users_plan_idx", "name"] {
        assert!(back.contains(said), "{said} is not in {back}");
    }
    let mut opened = Opened::new("written-back-after", after).await;
    let now = opened.loud(SECOND).await;
    let about: Vec<&String> = now.iter().filter(|it| it.contains("downgrade")).collect();
    assert!(about.is_empty(), "{about:?}");
}

const TEXT: &str = "\
# Ünïcödé 😀

## users

| Column | Type | Null |
|---|---|---|
| id | bigint | no, PK |
| plan | text | yes |

## Migration

```sql
CREATE INDEX users_plan_idx ON users (plan);
```

The end.
";

#[tokio::test]
async fn a_spec_gets_a_section_with_a_checklist() {
    let files = BTreeMap::from([(SPEC.to_owned(), TEXT.to_owned())]);
    let mut opened = Opened::new("written-section", files).await;
    let after = opened
        .after(SPEC, "Split into zero-downtime steps", "")
        .await;
    let text = &after[SPEC];
    assert!(text.contains("- [ ] "), "{text}");
    assert!(
        text.contains("CREATE INDEX CONCURRENTLY users_plan_idx"),
        "{text}"
    );
    assert!(text.contains("The end.\n"), "{text}");
    let kept = TEXT.split_once("```sql").unwrap().0;
    assert!(text.starts_with(kept), "{text}");
    let mut opened = Opened::new("written-section-after", after).await;
    assert_eq!(opened.loud(SPEC).await, Vec::<String>::new());
    let offered = opened.offered(SPEC).await;
    let again = offered
        .iter()
        .any(|it| it["title"].as_str().unwrap().starts_with("Split"));
    assert!(!again, "{offered:#?}");
}
