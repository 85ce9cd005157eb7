//! The example workspace, read by a server that counts in an encoding.

use std::collections::BTreeMap;

use lsp::Hooks;
use serde_json::{Value, json};

use super::client::{Client, Folder};
use super::places::{self, find, slice};

pub(crate) const SPEC: &str = "specs/database/schema.md";
pub(crate) const FIRST: &str = "specs/database/migrations/0001_create_tables.yaml";
pub(crate) const SECOND: &str = "specs/database/migrations/0002_add_todo_priority.yaml";
pub(crate) const THIRD: &str = "specs/database/migrations/0003_titles_and_phones.yaml";

pub(crate) struct Todo {
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) folder: Folder,
    pub(crate) client: Client,
    pub(crate) encoding: &'static str,
}

impl Todo {
    pub(crate) async fn new(
        name: &str,
        encoding: &'static str,
        files: BTreeMap<String, String>,
    ) -> Todo {
        let folder = places::folder(&format!("{name}-{encoding}"), &files);
        let capabilities = json!({
            "general": { "positionEncodings": [encoding] },
            "textDocument": {
                "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            },
            "workspace": { "workspaceEdit": { "documentChanges": true } },
        });
        let mut client = Client::ready(Hooks::default(), capabilities, &[&folder.path("")]).await;
        // The workspace was read when something is said about it.
        client.diagnostics(&folder.uri(THIRD), |_| true).await;
        Todo {
            files,
            folder,
            client,
            encoding,
        }
    }

    /// The parameters of a request about the `nth` occurrence of some words, `into` bytes on.
    pub(crate) fn params(&self, path: &str, words: &str, nth: usize, into: usize) -> Value {
        let position = find(&self.files[path], words, nth, into, self.encoding);
        json!({ "textDocument": { "uri": self.folder.uri(path) }, "position": position,
            "context": { "includeDeclaration": true } })
    }

    /// `path:line: text` of each location, lines from 1; the text must lie inside of its line.
    pub(crate) fn said(&self, locations: &Value) -> Vec<String> {
        let locations = locations.as_array().unwrap().iter();
        let say = |it: &Value| {
            let uri = it["uri"].as_str().unwrap();
            let (path, text) = self
                .files
                .iter()
                .find(|file| self.folder.uri(file.0) == uri)
                .unwrap();
            let name = path.rsplit('/').next().unwrap();
            let line = it["range"]["start"]["line"].as_u64().unwrap() + 1;
            format!(
                "{name}:{line}: {}",
                slice(text, &it["range"], self.encoding)
            )
        };
        locations.map(say).collect()
    }
}
