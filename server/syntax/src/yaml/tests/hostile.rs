//! Input beyond the limits: it ends, soon, and says so.

use std::time::{Duration, Instant};

use super::in_bounds;
use crate::limits::{DOCUMENT_BYTES, YAML_DEPTH};
use crate::yaml::{YamlParse, parse};

/// A guard against what does not end, and no measure: debug builds are about ten times slower than
/// what users run, and the machine may be busy.
const SOON: Duration = Duration::from_secs(120);

#[track_caller]
fn check(text: &str, code: &str) -> YamlParse {
    let start = Instant::now();
    let parsed = parse(text);
    let took = start.elapsed();
    assert!(took < SOON, "took {took:?}");
    in_bounds(text, &parsed);
    let codes: Vec<_> = parsed.errors.iter().map(|it| it.code()).collect();
    assert!(codes.contains(&code), "{codes:?}");
    parsed
}

#[test]
fn deep_nesting_is_cut_off() {
    for open in ["[", "{a: ", "- ", "? ", "[\n", "[{"] {
        let parsed = check(&open.repeat(100_000), "not-analysed");
        assert!(parsed.errors.len() < 40, "{open:?}");
    }
    let mut ladder = String::new();
    for depth in 0..400 {
        ladder.push_str(&" ".repeat(depth));
        ladder.push_str("k:\n");
    }
    check(&ladder, "not-analysed");
}

#[test]
fn the_allowed_depth_is_read() {
    let nested = |depth: usize| format!("{}x{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(parse(&nested(YAML_DEPTH)).errors, []);
    let text = format!("a: {}\nb: kept\n", nested(YAML_DEPTH + 1));
    let parsed = check(&text, "not-analysed");
    assert_eq!(parsed.errors.len(), 1);
    assert_eq!(
        parsed.documents[0].root.get("b").and_then(|it| it.text()),
        Some("kept")
    );
    let bomb = format!("a: {}\nb: kept\n", "[".repeat(1000));
    let parsed = check(&bomb, "not-analysed");
    assert_eq!(
        parsed.documents[0].root.get("b").and_then(|it| it.text()),
        Some("kept")
    );
}

#[test]
fn alias_bombs_are_not_followed() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        text.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    let parsed = check(&text, "not-analysed");
    assert_eq!(parsed.errors.len(), 1);
    // Following every alias that resolves ends.
    let document = &parsed.documents[0];
    let mut open = vec![&document.root];
    let mut nodes = 0;
    while let Some(node) = open.pop() {
        nodes += 1;
        let target = document.resolve(node);
        open.extend(target.items());
        open.extend(target.entries().iter().map(|it| &it.value));
    }
    assert!(nodes < 21_000, "{nodes}");
}

#[test]
fn large_broken_files_end() {
    let lines: String = (0..40_000)
        .map(|it| format!("  key{it}: value {it}\n"))
        .collect();
    let whole = format!("root:\n{lines}");
    for at in [0, 20_000, 39_990] {
        let broken = whole.replacen(&format!("key{at}: "), &format!("key{at}: \""), 1);
        let parsed = check(&broken, "yaml-syntax");
        let root = parsed.documents[0].root.get("root").expect("root");
        assert!(
            root.entries().len() >= 39_999,
            "{at}: {}",
            root.entries().len()
        );
    }
    let all = whole.replace(": value", ": \"value");
    check(&all, "not-analysed");
    check(&whole.replace(": value", ": [value"), "not-analysed");
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let parsed = check(&" ".repeat(DOCUMENT_BYTES + 1), "not-analysed");
    assert_eq!(parsed.documents, []);
}

#[test]
fn thousands_of_comments_are_fine() {
    let text = format!("a:\n{}  b: c\n", "  # x\n".repeat(5_000));
    let parsed = parse(&text);
    assert_eq!(parsed.errors, []);
    assert_eq!(parsed.comments.len(), 5_000);
}

#[test]
fn nul_is_reported_and_skipped() {
    let parsed = check("a: 1\nb: x\0y\nc: 2\n", "yaml-syntax");
    let root = &parsed.documents[0].root;
    assert_eq!(root.get("b").and_then(|it| it.text()), Some("x y"));
    assert_eq!(root.get("c").and_then(|it| it.text()), Some("2"));
}
