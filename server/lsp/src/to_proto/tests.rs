//! Tests of positions, plain text and edits.

use super::*;
use crate::from_proto;
use crate::state::{Hooks, State};
use expect_test::{Expect, expect};
use ide::{FileEdit, TextEdit, TextSize, WorkspaceEdit};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

#[test]
fn ranges_survive_the_round_trip_in_every_encoding() {
    let text = "a é ℝ 💣\r\n\tÜ\u{2028}😀\rx\n";
    let lines = LineIndex::new(text);
    let offsets: Vec<TextSize> = text
        .char_indices()
        .map(|it| TextSize::try_from(it.0).unwrap())
        .filter(|it| {
            !text[..usize::from(*it)].ends_with('\r') || !text[usize::from(*it)..].starts_with('\n')
        })
        .collect();
    for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
        for start in &offsets {
            for end in offsets.iter().filter(|it| *it >= start) {
                let before = TextRange::new(*start, *end);
                let there = range(text, &lines, before, encoding);
                assert_eq!(from_proto::range(text, &lines, there, encoding), before);
            }
        }
    }
}

#[test]
fn plain_text_keeps_the_words() {
    let markdown = "# `users`\n\n**High**: > 1\n\n---\n```sql\nselect `x` ** 2\n```\n> quoted\n";
    assert_eq!(
        plain(markdown),
        "users\n\nHigh: > 1\n\n\nselect `x` ** 2\nquoted"
    );
}

/// An edit of an open document and a file to create, for a client with these abilities.
#[track_caller]
fn check_edit(workspace_edit_abilities: &Value, creates: bool, expected: Expect) {
    let state = Arc::new(Mutex::new(None));
    let slot = Arc::clone(&state);
    let _service = tower_lsp::LspService::new(move |client| {
        let state = Arc::new(State::new(client, Hooks::default()));
        *slot.lock().unwrap() = Some(Arc::clone(&state));
        crate::Backend { state }
    });
    let state = state.lock().unwrap().take().unwrap();
    let capabilities = json!({ "workspace": { "workspaceEdit": workspace_edit_abilities } });
    let capabilities = serde_json::from_value(capabilities).unwrap();
    state.set_abilities(Abilities::of(&capabilities));
    let uri = Uri::from_str("file:///a%2Eb.md").unwrap();
    state
        .world()
        .set_open("/a.b.md", &uri, 7, "é 😀 x\n".into());
    let snapshot = state.snapshot("test", "/a.b.md").unwrap();
    let mut edit = WorkspaceEdit {
        edits: vec![FileEdit {
            file: snapshot.view.file,
            edits: vec![TextEdit::replace(TextRange::new(8.into(), 9.into()), "y")],
        }],
        creates: Vec::new(),
    };
    if creates {
        let new = ("/new file.yaml".to_owned(), "a: 1\n".to_owned());
        edit.creates.push(new);
    }
    let said = workspace_edit(&snapshot, &edit);
    expected.assert_eq(&format!("{}\n", json!(said)));
}

#[test]
fn edits_take_the_form_that_the_client_knows() {
    check_edit(
        &json!({}),
        false,
        expect![[r#"
        {"changes":{"file:///a%2Eb.md":[{"newText":"y","range":{"end":{"character":6,"line":0},"start":{"character":5,"line":0}}}]}}
    "#]],
    );
    check_edit(
        &json!({ "documentChanges": true }),
        false,
        expect![[r#"
        {"documentChanges":[{"edits":[{"newText":"y","range":{"end":{"character":6,"line":0},"start":{"character":5,"line":0}}}],"textDocument":{"uri":"file:///a%2Eb.md","version":7}}]}
    "#]],
    );
    check_edit(
        &json!({ "documentChanges": true }),
        true,
        expect![[r#"
        null
    "#]],
    );
    // Neovim creates files and does not say that it knows document changes.
    check_edit(
        &json!({ "resourceOperations": ["create"] }),
        true,
        expect![[r#"
            {"documentChanges":[{"kind":"create","uri":"file:///new%20file.yaml"},{"edits":[{"newText":"a: 1\n","range":{"end":{"character":0,"line":0},"start":{"character":0,"line":0}}}],"textDocument":{"uri":"file:///new%20file.yaml","version":null}},{"edits":[{"newText":"y","range":{"end":{"character":6,"line":0},"start":{"character":5,"line":0}}}],"textDocument":{"uri":"file:///a%2Eb.md","version":7}}]}
        "#]],
    );
}
