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
    let whole = TextRange::up_to(TextSize::of(text));
    let whole = FileRange { file, range: whole };
    let mut last = TextSize::new(0);
    for token in analysis.semantic_tokens(whole) {
        check_range(text, token.range, "token");
        assert!(
            token.range.start() >= last && !token.range.is_empty(),
            "{name}: {token:?}"
        );
        last = token.range.end();
    }
    for symbol in analysis.document_symbols(file) {
        check_range(text, symbol.range, &symbol.name);
        assert!(
            symbol.range.contains_range(symbol.focus),
            "{name}: {symbol:?}"
        );
    }
    for fold in analysis.folds(file) {
        check_range(text, fold.range, "fold");
    }
    for link in analysis.links(file) {
        check_range(text, link.range, "link");
    }
    for hint in analysis.inlay_hints(whole) {
        check_range(text, TextRange::empty(hint.offset), &hint.label);
    }
    for lens in analysis.lenses(file) {
        check_range(text, lens.range, "lens");
        assert!(analysis.lens_title(file, lens.migration).is_some());
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
        let position = FilePosition { file, offset };
        for range in analysis.selection(position) {
            check_range(text, range, "selection");
            assert!(range.contains_inclusive(offset));
        }
        let definitions = analysis.definition(position);
        let references = analysis.references(position, true);
        for it in definitions.iter().chain(&references) {
            check_range(text, it.range, "reference");
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

/// Whatever can be renamed can be renamed back, to the same bytes and the same findings.
#[test]
fn what_is_renamed_is_renamed_back() {
    let mut renamed = 0;
    for (path, text) in documents() {
        let name = path.to_str().unwrap();
        let analysis = |text: &str| {
            let mut host = AnalysisHost::new(Config::default());
            let file = host.set_file(name, text.into());
            (host.analysis(), file)
        };
        let (before, file) = analysis(&text);
        let whole = TextRange::up_to(TextSize::of(text.as_str()));
        let mut seen = std::collections::BTreeSet::new();
        for token in before.semantic_tokens(FileRange { file, range: whole }) {
            let offset = token.range.start();
            let position = FilePosition { file, offset };
            let Ok(target) = before.prepare_rename(position) else {
                continue;
            };
            // Such a name comes from somewhere else, and cannot be given.
            let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            if !target.name.chars().all(plain) {
                continue;
            }
            let places = before.references(position, true);
            if !seen.insert(places.iter().map(|it| it.range.start()).min()) {
                continue;
            }
            let Ok(edit) = before.rename(position, "zz_other_name") else {
                continue;
            };
            renamed += 1;
            let after = syntax::text::apply_edits(&text, &edit.edits[0].edits).unwrap();
            let (second, file) = analysis(&after);
            let first = edit.edits[0].edits[0].range.start();
            let position = FilePosition {
                file,
                offset: first,
            };
            let back = second.rename(position, &target.name);
            let back = back.unwrap_or_else(|it| panic!("{name}: `{}`: {it}", target.name));
            let back = syntax::text::apply_edits(&after, &back.edits[0].edits).unwrap();
            assert_eq!(back, text, "{name}: `{}`", target.name);
            let codes = |analysis: &ide::Analysis, file| {
                let found = analysis.diagnostics(file).into_iter();
                found.map(|it| it.code).collect::<Vec<_>>()
            };
            assert_eq!(
                codes(&second, file),
                codes(&before, file),
                "{name}: `{}`",
                target.name
            );
        }
    }
    assert!(renamed > 50, "{renamed}");
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
