//! Sessions of real editors, as they came over the wire, replayed.
//!
//! Each `.jsonl` of `tests/sessions` holds what one client has sent, a message a line, with `/ROOT`
//! in the place of the workspace's folder, which is the example.

use lsp::{Ending, Hooks};
use serde_json::Value;

use super::client::{Client, uri};
use super::places;
use super::todo::{SPEC, THIRD};

async fn replay(name: &str, recorded: &str) {
    let files = places::workspace("todo");
    let folder = places::folder(&format!("session-{name}"), &files);
    let root = uri(&folder.path(""));
    let root = root.trim_end_matches('/');
    let path = folder.path("");
    let path = path.to_str().unwrap().trim_end_matches('/');
    let mut client = Client::start(Hooks::default());
    for line in recorded.lines() {
        let line = line.replace("file:///ROOT", root).replace("/ROOT", path);
        let message: Value = serde_json::from_str(&line).unwrap();
        // What the server asks is answered by this client: the ids are of this run.
        if message.get("method").is_none() {
            continue;
        }
        client.send_raw(&line).await;
        let Some(id) = message.get("id") else {
            if message["method"] == "textDocument/didOpen" {
                let opened = &message["params"]["textDocument"]["uri"];
                let ours = [folder.uri(SPEC), folder.uri(THIRD)];
                assert!(ours.iter().any(|it| opened == it), "{name}: {opened}");
            }
            continue;
        };
        let answer = client.answer_to(id).await;
        assert!(answer.get("error").is_none(), "{name}: {line}: {answer}");
        if message["method"] == "initialize" {
            let capabilities = &answer["result"]["capabilities"];
            for feature in [
                "hoverProvider",
                "renameProvider",
                "codeActionProvider",
                "semanticTokensProvider",
            ] {
                assert!(!capabilities[feature].is_null(), "{name}: {feature}");
            }
        }
    }
    assert_eq!(client.end().await, Ending::ShutDown, "{name}");
}

#[tokio::test]
async fn sessions_of_real_editors_are_served() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sessions");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if !name.ends_with(".jsonl") {
            continue;
        }
        let recorded = std::fs::read_to_string(entry.path()).unwrap();
        replay(&name, &recorded).await;
        count += 1;
    }
    assert!(count > 1, "{count} sessions");
}
