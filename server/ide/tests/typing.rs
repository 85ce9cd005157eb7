//! A person types: hover and completion at every token as they were reviewed, and nothing that
//! breaks anywhere else.

use std::fmt::Write as _;

use expect_test::expect_file;
use ide::{Analysis, AnalysisHost, CompletionKind, Config, FileId, FilePosition, TextSize};

const BASE: &str = "database_migration_specification:
  meta: {target_version: \"0001\"}
  migration:
    version: \"0001\"
    name: create_tables
    upgrade:
      operations:
        - {type: create_table, table: users, details: {columns: [{name: id, type: bigint, primary_key: true}]}}
        - {type: create_table, table: notes, details: {columns: [{name: id, type: bigint, primary_key: true}, {name: owner_id, type: bigint}, {name: subject, type: text}, {name: title, type: text}]}}
";

fn open(path: &str, text: &str, base: bool) -> (Analysis, FileId) {
    let mut host = AnalysisHost::new(Config::default());
    if base {
        host.set_file("0001.yaml", BASE.into());
    }
    let file = host.set_file(path, text.into());
    (host.analysis(), file)
}

/// Where tokens begin: runs of anything but blanks and YAML's punctuation.
fn tokens(text: &str) -> Vec<usize> {
    let apart = |it: char| it.is_whitespace() || "{}[],:\"'|`".contains(it);
    let mut out = Vec::new();
    let mut before = true;
    for (at, it) in text.char_indices() {
        if before && !apart(it) {
            out.push(at);
        }
        before = apart(it);
    }
    out
}

/// What hover and completion say at every token, one line each.
fn shown(path: &str, text: &str, base: bool) -> String {
    let (analysis, file) = open(path, text, base);
    let mut out = String::new();
    for at in tokens(text) {
        let offset = TextSize::try_from(at).expect("small");
        let position = FilePosition { file, offset };
        let line = text[..at].matches('\n').count() + 1;
        let column = at - text[..at].rfind('\n').map_or(0, |it| it + 1);
        let end = text[at..]
            .find([' ', '\n', '\r'])
            .map_or(text.len(), |it| at + it);
        let hover = analysis.hover(position).map(|it| {
            let title = it.markdown.lines().next().unwrap_or_default().to_owned();
            let lines = text[it.range].matches('\n').count();
            let range = if lines > 0 {
                format!("{} lines", lines + 1)
            } else {
                text[it.range].to_owned()
            };
            format!("{title} [{range}]")
        });
        let mut found = analysis.completions(position, true);
        found.sort_by(|a, b| a.sort.cmp(&b.sort));
        // Of the rules those that are meant here; there are more every week.
        found.retain(|it| it.kind != CompletionKind::Rule || it.sort.starts_with('0'));
        let labels: Vec<&str> = found.iter().take(4).map(|it| it.label.as_str()).collect();
        let more = match found.len() {
            0..=4 => String::new(),
            many => format!(" +{}", many - 4),
        };
        let _ = writeln!(
            out,
            "{line}:{column} {}\n    hover: {}\n    offer: {}{more}",
            &text[at..end],
            hover.unwrap_or_default(),
            labels.join(" | "),
        );
    }
    // Nothing to see ends in no blank.
    out.lines()
        .map(|it| it.trim_end().to_owned() + "\n")
        .collect()
}

const BLOCK: &str = include_str!("typing/block.yaml");
const FLOW: &str = include_str!("typing/flow.yaml");
const FENCE: &str = include_str!("typing/fence.md");

#[test]
fn every_token_of_a_specification_in_block_style() {
    expect_file!["typing/block.txt"].assert_eq(&shown("0002.yaml", BLOCK, true));
}

#[test]
fn every_token_of_a_specification_in_flow_style_of_a_request_and_of_a_record() {
    expect_file!["typing/flow.txt"].assert_eq(&shown("0001.yaml", FLOW, false));
}

#[test]
fn every_token_of_a_spec_with_a_fence() {
    expect_file!["typing/fence.txt"].assert_eq(&shown("specs/database/a.md", FENCE, false));
}

/// No panic, and nothing outside of the text or away from the cursor.
fn sound(analysis: &Analysis, file: FileId, text: &str, at: usize) {
    let offset = TextSize::try_from(at).expect("small");
    let position = FilePosition { file, offset };
    for it in analysis.completions(position, true) {
        assert!(
            text.get(std::ops::Range::<usize>::from(it.edit.range))
                .is_some(),
            "{it:?}"
        );
        assert!(it.edit.range.contains_inclusive(offset), "{at}: {it:?}");
        assert!(!text[it.edit.range].contains('\n'), "{it:?}");
    }
    if let Some(it) = analysis.hover(position) {
        assert!(
            text.get(std::ops::Range::<usize>::from(it.range)).is_some(),
            "{it:?}"
        );
        assert!(it.range.contains_inclusive(offset), "{at}: {it:?}");
    }
}

#[test]
fn no_offset_breaks() {
    for (path, text) in [("0002.yaml", BLOCK), ("a.yaml", FLOW), ("a.md", FENCE)] {
        let (analysis, file) = open(path, text, true);
        for (at, _) in text.char_indices() {
            sound(&analysis, file, text, at);
        }
        sound(&analysis, file, text, text.len());
    }
}

/// Every end with `RUN_SLOW_TESTS`, else every seventh and those of the last lines: each is a file
/// of its own.
#[test]
fn no_missing_end_breaks() {
    let all = std::env::var_os("RUN_SLOW_TESTS").is_some();
    for (path, text) in [("0002.yaml", BLOCK), ("a.yaml", FLOW), ("a.md", FENCE)] {
        let near = text.len().saturating_sub(150);
        let ends = text.char_indices().map(|it| it.0);
        for end in ends.filter(|it| all || *it >= near || it % 7 == 0) {
            let cut = &text[..end];
            let (analysis, file) = open(path, cut, false);
            sound(&analysis, file, cut, end);
            sound(
                &analysis,
                file,
                cut,
                cut.floor_char_boundary(end.saturating_sub(1)),
            );
        }
    }
}
