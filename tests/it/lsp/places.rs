//! Places in texts, counted here without the server's code, and edits applied as a client would.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::client::Folder;

pub(crate) const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

/// Line ends, as in LSP: LF, CRLF or a lone CR.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = at;
        let next = match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => at + 2,
            b'\r' | b'\n' => at + 1,
            _ => {
                at += 1;
                continue;
            }
        };
        found.push((start, &text[start..end]));
        (start, at) = (next, next);
    }
    found.push((start, &text[start..]));
    found
}

fn width(c: char, encoding: &str) -> usize {
    match encoding {
        "utf-8" => c.len_utf8(),
        "utf-16" => c.len_utf16(),
        _ => 1,
    }
}

/// The position of a byte.
pub(crate) fn position(text: &str, offset: usize, encoding: &str) -> Value {
    let lines = lines(text);
    let (line, (start, _)) = lines
        .iter()
        .enumerate()
        .rfind(|it| it.1.0 <= offset)
        .unwrap();
    let before = &text[*start..offset];
    let column: usize = before.chars().map(|it| width(it, encoding)).sum();
    json!({ "line": line, "character": column })
}

/// The byte of a position, which must be one.
pub(crate) fn offset(text: &str, position: &Value, encoding: &str) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let mut left = position["character"].as_u64().unwrap() as usize;
    let (start, content) = lines(text)[line];
    let mut at = start;
    for c in content.chars() {
        if left == 0 {
            break;
        }
        left = left
            .checked_sub(width(c, encoding))
            .expect("a position between characters");
        at += c.len_utf8();
    }
    assert_eq!(left, 0, "a position inside of its line");
    at
}

/// The text that a range holds.
pub(crate) fn slice<'a>(text: &'a str, range: &Value, encoding: &str) -> &'a str {
    let start = offset(text, &range["start"], encoding);
    &text[start..offset(text, &range["end"], encoding)]
}

/// The position of the `nth` occurrence of some words, counted from 0, `into` bytes on.
pub(crate) fn find(text: &str, words: &str, nth: usize, into: usize, encoding: &str) -> Value {
    let (at, _) = text
        .match_indices(words)
        .nth(nth)
        .unwrap_or_else(|| panic!("no {words:?} number {nth}"));
    position(text, at + into, encoding)
}

/// Every file of one of the workspaces that stand beside the tests.
pub(crate) fn workspace(name: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("workspaces")
        .join(name);
    let mut folders = vec![root.clone()];
    let mut files = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path: PathBuf = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// A folder with these files.
pub(crate) fn folder(name: &str, files: &BTreeMap<String, String>) -> Folder {
    let list: Vec<(&str, &str)> = files
        .iter()
        .map(|it| (it.0.as_str(), it.1.as_str()))
        .collect();
    Folder::new(name, &list)
}

/// Applies a workspace edit of either form to files, and to those that it creates.
pub(crate) fn apply(
    edit: &Value,
    folder: &Folder,
    files: &BTreeMap<String, String>,
    encoding: &str,
) -> BTreeMap<String, String> {
    let mut edits: Vec<(String, Vec<Value>)> = Vec::new();
    for (uri, list) in edit["changes"].as_object().into_iter().flatten() {
        edits.push((uri.clone(), list.as_array().unwrap().clone()));
    }
    let mut files = files.clone();
    for change in edit["documentChanges"].as_array().into_iter().flatten() {
        if change["kind"] == "create" {
            let uri = change["uri"].as_str().unwrap();
            let path = uri.strip_prefix(&folder.uri("")).expect("in the workspace");
            let before = files.insert(path.trim_start_matches('/').to_owned(), String::new());
            assert_eq!(before, None, "{path} is there already");
            continue;
        }
        let uri = change["textDocument"]["uri"].as_str().unwrap().to_owned();
        edits.push((uri, change["edits"].as_array().unwrap().clone()));
    }
    for (path, text) in &mut files {
        let uri = folder.uri(path);
        for (_, list) in edits.iter().filter(|it| it.0 == uri) {
            let mut list = list.clone();
            let start = |it: &Value| offset(text, &it["range"]["start"], encoding);
            list.sort_by_key(|it| std::cmp::Reverse(start(it)));
            let mut changed = text.clone();
            for it in list {
                let end = offset(text, &it["range"]["end"], encoding);
                changed.replace_range(start(&it)..end, it["newText"].as_str().unwrap());
            }
            *text = changed;
        }
    }
    files
}
