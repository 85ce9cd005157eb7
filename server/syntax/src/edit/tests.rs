//! Edits, applied and read again.

use super::*;
use crate::text::apply_edits;
use crate::yaml::parse;

/// Applies the edit that `make` finds on the first document, checks that the result still
/// parses, and compares.
#[track_caller]
fn check(source: &str, make: impl Fn(&Node) -> Option<TextEdit>, expected: &str) {
    let parsed = parse(source);
    let edit = make(&parsed.documents[0].root).expect("an edit");
    let found = apply_edits(source, &[edit]).expect("inside the text");
    assert_eq!(found, expected);
    assert_eq!(parse(&found).errors, [], "{found}");
}

fn get<'n>(root: &'n Node, path: &str) -> &'n Node {
    path.split('.')
        .fold(root, |node, step| match step.parse::<usize>() {
            Ok(index) => &node.items()[index],
            Err(_) => node.get(step).expect("the key"),
        })
}

const STRINGS: [&str; 68] = [
    "",
    " ",
    "a",
    "a b",
    "0001",
    "no",
    "No",
    "y",
    "on",
    "1e3",
    "12:30",
    "1.10",
    "2024-01-01",
    "~",
    "null",
    "true",
    "0x1F",
    "0o14",
    "0b1",
    "1_000",
    "+1",
    "-1",
    "-.5",
    ".5",
    ".inf",
    "-.INF",
    ".nan",
    "1:30:00",
    "2024-03-01T12:30:00Z",
    "2024-03-01 12:30:00 +1",
    "- a",
    "-a",
    "?",
    "? a",
    ":a",
    "a:",
    "a: b",
    "a:b",
    "a #b",
    "a#b",
    "#a",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "'a'",
    "\"a\"",
    "%a",
    "@a",
    "`a",
    "[a]",
    "{a}",
    "a, b",
    "a\nb",
    "a\tb",
    "it's",
    "back\\slash",
    "é ℝ 💣",
    "=",
    "<<",
    "---",
    "--- a",
    "...",
    "\u{7f}",
    "\u{2028}",
    "numeric(10,2)",
    "v1.2",
];

#[test]
fn every_string_reads_back_as_itself() {
    for text in STRINGS {
        let quoted = quote_if_needed(text);
        assert!(!quoted.contains('\n'));
        for source in [
            format!("k: {quoted}\n"),
            format!("k: [{quoted}, x]\n"),
            format!("{{k: {quoted}}}\n"),
        ] {
            let parsed = parse(&source);
            assert_eq!(parsed.errors, [], "{source}");
            let node = parsed.documents[0].root.get("k").expect("k");
            let node = node.items().first().unwrap_or(node);
            assert_eq!(
                node.scalar().map(|it| it.text.as_str()),
                Some(text),
                "{source}"
            );
        }
    }
}

#[test]
fn only_harmless_strings_stay_plain() {
    let plain: Vec<&str> = STRINGS
        .into_iter()
        .filter(|it| quote_if_needed(it) == *it)
        .collect();
    let expected = [
        "a",
        "a b",
        "a:b",
        "a#b",
        "it's",
        "back\\slash",
        "é ℝ 💣",
        "v1.2",
    ];
    assert_eq!(plain, expected);
}

#[test]
fn a_scalar_keeps_its_style() {
    let set = |key: &'static str, text: &'static str| {
        move |source: &'static str| {
            move |root: &Node| Some(set_scalar(source, get(root, key), text))
        }
    };
    let source = "a: x # c\nb: 'x'\nc: \"x\"\nd:\n";
    check(
        source,
        set("a", "w")(source),
        "a: w # c\nb: 'x'\nc: \"x\"\nd:\n",
    );
    check(
        source,
        set("a", "no")(source),
        "a: \"no\" # c\nb: 'x'\nc: \"x\"\nd:\n",
    );
    check(
        source,
        set("b", "it's")(source),
        "a: x # c\nb: 'it''s'\nc: \"x\"\nd:\n",
    );
    check(
        source,
        set("b", "l\nm")(source),
        "a: x # c\nb: \"l\\nm\"\nc: \"x\"\nd:\n",
    );
    check(
        source,
        set("c", "q\"")(source),
        "a: x # c\nb: 'x'\nc: \"q\\\"\"\nd:\n",
    );
    check(
        source,
        set("d", "1")(source),
        "a: x # c\nb: 'x'\nc: \"x\"\nd: \"1\"\n",
    );
    let source = "m:\r\n  sql: | # c\r\n    a\r\n\r\n    b\r\n  z: 1\r\n";
    check(
        source,
        set("m.sql", "x\n\n  y\n")(source),
        "m:\r\n  sql: | # c\r\n    x\r\n\r\n      y\r\n  z: 1\r\n",
    );
    let source = "k: >\n  a\n  b\nz: 1\n";
    check(source, set("k", "one")(source), "k: >-\n  one\nz: 1\n");
    check(
        source,
        set("k", "one\ntwo")(source),
        "k: |-\n  one\n  two\nz: 1\n",
    );
    check(
        source,
        set("k", " one\n\n")(source),
        "k: \" one\\n\\n\"\nz: 1\n",
    );
}

#[test]
fn entries_are_inserted_in_block_style() {
    let source = "ops:\n  - type: add # t\n    table: x\n  - type: drop\nend: 1";
    check(
        source,
        |root| insert_entry(source, get(root, "ops.0"), Some("type"), "risk", "low"),
        "ops:\n  - type: add # t\n    risk: low\n    table: x\n  - type: drop\nend: 1",
    );
    check(
        source,
        |root| {
            insert_entry(
                source,
                get(root, "ops.1"),
                None,
                "details",
                "name: c\ncols:\n  - a\n\n  - b\n",
            )
        },
        "ops:\n  - type: add # t\n    table: x\n  - type: drop\n    details:\n      name: c\n      cols:\n        - a\n\n        - b\nend: 1",
    );
    check(
        source,
        |root| insert_entry(source, root, None, "sql", "|\n  a\n    b"),
        "ops:\n  - type: add # t\n    table: x\n  - type: drop\nend: 1\nsql: |\n  a\n    b",
    );
    let source = "a:\r\n  b: # c\r\nf: {x: 1}\r\ng: {}\r\n";
    check(
        source,
        |root| insert_entry(source, get(root, "a.b"), None, "no", "- 1\n- 2"),
        "a:\r\n  b: # c\r\n    \"no\":\r\n      - 1\r\n      - 2\r\nf: {x: 1}\r\ng: {}\r\n",
    );
    check(
        source,
        |root| insert_entry(source, get(root, "f"), None, "w", "2"),
        "a:\r\n  b: # c\r\nf: {x: 1, w: 2}\r\ng: {}\r\n",
    );
    check(
        source,
        |root| insert_entry(source, get(root, "g"), None, "w", "[2]"),
        "a:\r\n  b: # c\r\nf: {x: 1}\r\ng: {w: [2]}\r\n",
    );
    let root = &parse(source).documents[0].root;
    assert_eq!(
        insert_entry(source, get(root, "f"), None, "y", "a: b"),
        None
    );
    assert_eq!(insert_entry(source, get(root, "f.x"), None, "y", "1"), None);
}

#[test]
fn entries_are_removed_with_their_lines() {
    let source = "# top\na: 1 # one\nb:\n  c: |\n    x\n  # stays\n  d: 2\nl:\n  - p: 1\n    q: 2\nf: {x: 1, y: 2}\nz: 9";
    let cut = |path: &'static str, key: &'static str| {
        move |root: &Node| {
            let node = if path.is_empty() {
                root
            } else {
                get(root, path)
            };
            remove_entry(source, node, key)
        }
    };
    check(source, cut("", "a"), &source.replace("a: 1 # one\n", ""));
    check(
        source,
        cut("b", "c"),
        &source.replace("  c: |\n    x\n", ""),
    );
    check(source, cut("l.0", "p"), &source.replace("p: 1\n    ", ""));
    check(source, cut("l.0", "q"), &source.replace("    q: 2\n", ""));
    check(source, cut("f", "x"), &source.replace("x: 1, ", ""));
    check(source, cut("f", "y"), &source.replace(", y: 2", ""));
    check(source, cut("", "z"), &source.replace("\nz: 9", ""));
    check(
        "a:\n  b: 1\n",
        |root| remove_entry("a:\n  b: 1\n", get(root, "a"), "b"),
        "a:\n  {}\n",
    );
    assert_eq!(
        remove_entry(source, &parse(source).documents[0].root, "none"),
        None
    );
}

#[test]
fn items_are_replaced() {
    let source = "l:\n  - a: 1\n    b: 2 # c\n  -\n  - x\nf: [1, 2]\n";
    check(
        source,
        |root| replace_item(source, get(root, "l"), 0, "c: 3\nd:\n  - 4\n"),
        "l:\n  - c: 3\n    d:\n      - 4 # c\n  -\n  - x\nf: [1, 2]\n",
    );
    check(
        source,
        |root| replace_item_by(source, get(root, "l"), 1, &["p: 1\nq: 2", "sql: |\n  r\n"]),
        "l:\n  - a: 1\n    b: 2 # c\n  - p: 1\n    q: 2\n  - sql: |\n      r\n  - x\nf: [1, 2]\n",
    );
    check(
        source,
        |root| replace_item(source, get(root, "f"), 1, "{a: b}"),
        "l:\n  - a: 1\n    b: 2 # c\n  -\n  - x\nf: [1, {a: b}]\n",
    );
    // The comment does not become part of the block.
    check(
        source,
        |root| replace_item(source, get(root, "l"), 0, "sql: |\n  r"),
        "l:\n  - sql: |\n      r\n  # c\n  -\n  - x\nf: [1, 2]\n",
    );
    let root = &parse(source).documents[0].root;
    assert_eq!(replace_item(source, get(root, "f"), 1, "a: b"), None);
    assert_eq!(replace_item(source, get(root, "l"), 9, "a"), None);
}
