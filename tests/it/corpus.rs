//! Documents in the styles that people use, whole and half typed: no panic, no range outside.

use std::fs;
use std::path::{Path, PathBuf};

use ide::{AnalysisHost, Config, FilePosition, FileRange, TextRange, TextSize};

fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("workspaces"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if ["md", "yaml", "sql"]
                .iter()
                .any(|it| path.extension().is_some_and(|e| e == *it))
            {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 8, "the documents are gone: {found:?}");
    found
}

#[track_caller]
fn check_range(text: &str, range: TextRange, what: &str) {
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    assert!(
        end <= text.len() && text.is_char_boundary(start) && text.is_char_boundary(end),
        "{what}: {range:?} in a text of {} bytes",
        text.len()
    );
}

/// Asks everything that an editor asks about a text.
fn check(name: &str, text: &str, everywhere: bool) {
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file(name, text.into());
    let analysis = host.analysis();
    for diagnostic in analysis.diagnostics(file) {
        check_range(text, diagnostic.range, &diagnostic.code);
        for related in &diagnostic.related {
            if related.path.is_empty() || related.path == name {
                check_range(text, related.range, &related.message);
            }
        }
    }
    for change in analysis.assess(file, true) {
        check_range(text, change.range, change.operation);
    }
    if !everywhere {
        return;
    }
    for (offset, _) in text.char_indices().step_by(7) {
        let offset = TextSize::try_from(offset).unwrap();
        if let Some(hover) = analysis.hover(FilePosition { file, offset }) {
            check_range(text, hover.range, "hover");
            assert!(!hover.markdown.is_empty());
        }
    }
    let range = TextRange::up_to(TextSize::of(text));
    for action in analysis.code_actions(FileRange { file, range }) {
        let Some(edit) = analysis.resolve_action(file, &action.id) else {
            panic!("{name}: `{}` is offered and cannot be made", action.title);
        };
        for file_edit in edit.edits {
            for one in &file_edit.edits {
                check_range(text, one.range, &action.title);
            }
            let after = syntax::text::apply_edits(text, &file_edit.edits);
            assert!(
                after.is_some(),
                "{name}: the edits of `{}` overlap",
                action.title
            );
        }
    }
}

#[test]
fn every_document_is_survived() {
    for (path, text) in documents() {
        check(path.to_str().unwrap(), &text, true);
    }
}

#[test]
fn every_prefix_of_a_document_is_survived() {
    let slow = std::env::var_os("RUN_SLOW_TESTS").is_some();
    for (path, text) in documents() {
        let step = if slow { 1 } else { 1 + text.len() / 150 };
        for (end, _) in text.char_indices().step_by(step) {
            check(path.to_str().unwrap(), &text[..end], false);
        }
    }
}

#[test]
fn a_document_says_the_same_with_either_line_end() {
    for (path, text) in documents()
        .into_iter()
        .filter(|(_, text)| !text.contains('\r'))
    {
        let codes = |text: &str| {
            let mut host = AnalysisHost::new(Config::default());
            let file = host.set_file(path.to_str().unwrap(), text.into());
            let analysis = host.analysis();
            let lines = analysis.line_index(file).unwrap();
            analysis
                .diagnostics(file)
                .into_iter()
                .map(|it| (lines.line_of(it.range.start()), it.code))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            codes(&text),
            codes(&text.replace('\n', "\r\n")),
            "{}",
            path.display()
        );
    }
}
