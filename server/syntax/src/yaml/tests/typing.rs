//! Documents while they are typed: a broken line costs its own node only.

use std::time::Instant;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::in_bounds;
use crate::value::{Node, NodeKind};
use crate::yaml::parse;

/// A migration as its author leaves it.
const SPECIFICATION: &str = include_str!("specification.yaml");

/// The tree's leaves as `path = text`, then the errors.
#[track_caller]
fn check(text: &str, expect: Expect) {
    let parsed = parse(text);
    in_bounds(text, &parsed);
    let mut out = String::new();
    for document in &parsed.documents {
        for leaf in leaves(&document.root) {
            out.push_str(&leaf);
            out.push('\n');
        }
    }
    for error in &parsed.errors {
        out.push_str(&format!("{:?}: {}\n", &text[error.range], error.message()));
    }
    expect.assert_eq(&out);
}

fn leaves(root: &Node) -> Vec<String> {
    let mut out = Vec::new();
    let mut open = vec![(String::new(), root)];
    while let Some((path, node)) = open.pop() {
        match &node.kind {
            NodeKind::Map(entries) => open.extend(
                entries
                    .iter()
                    .rev()
                    .map(|it| (format!("{path}.{}", it.key.text), &it.value)),
            ),
            NodeKind::List(items) => open.extend(
                items
                    .iter()
                    .enumerate()
                    .rev()
                    .map(|(at, it)| (format!("{path}[{at}]"), it)),
            ),
            NodeKind::Scalar(scalar) => out.push(format!("{path} = {:?}", scalar.text)),
            NodeKind::Missing => out.push(format!("{path} missing")),
            NodeKind::Alias(name) => out.push(format!("{path} *{name}")),
        }
    }
    out
}

#[test]
fn a_half_typed_key_keeps_its_neighbors() {
    let text = "m:\n  type: add\n  na\n  table: t\nz: 1\n";
    check(
        text,
        expect![[r#"
        .m.type = "add"
        .m.table = "t"
        .z = "1"
        "na": YAML: expected `:` after the key `na`
    "#]],
    );
    check(
        "m:\n  na\n  table: t\n  x: y\nz: 1\n",
        expect![[r#"
        .m.table = "t"
        .m.x = "y"
        .z = "1"
        "na": YAML: expected `:` after the key `na`
    "#]],
    );
    check(
        "m:\n  - type: add\n    ta\n  - type: drop\nz: 1\n",
        expect![[r#"
        .m[0].type = "add"
        .m[1].type = "drop"
        .z = "1"
        "ta": YAML: expected `:` after the key `ta`
    "#]],
    );
    check(
        "m:\n  - ty\n    table: t\n  - type: drop\nz: 1\n",
        expect![[r#"
        .m[0].table = "t"
        .m[1].type = "drop"
        .z = "1"
        "ty": YAML: expected `:` after the key `ty`
    "#]],
    );
    check(
        "m:\n  a: b\n  dow\n    ops:\n    - x\nz: 1\n",
        expect![[r#"
        .m.a = "b"
        .m.dow.ops[0] = "x"
        .z = "1"
        "dow": YAML: expected `:` after the key `dow`
    "#]],
    );
    check(
        "m:\n  a: b\nna",
        expect![[r#"
        .m.a = "b"
        "na": YAML: expected `:` after the key `na`
    "#]],
    );
    check(
        "m:\n  a: b\n  c:d\n  e: f\n",
        expect![[r#"
        .m.a = "b"
        .m.e = "f"
        "c:d": YAML: expected `key: value`, indented like the keys around it
    "#]],
    );
}

#[test]
fn an_open_quote_ends_at_its_line() {
    check(
        "a: \"unclosed\nb: 1\nc: 2\n",
        expect![[r#"
        .a = "unclosed"
        .b = "1"
        .c = "2"
        "\"unclosed": YAML: expected a closing `"`
    "#]],
    );
    check(
        "a: \"unclosed\nb: \"x\"\nc: 'y'\n",
        expect![[r#"
        .a = "unclosed"
        .b = "x"
        .c = "y"
        "\"unclosed": YAML: expected a closing `"`
    "#]],
    );
    check(
        "a: 'it's\nb: 'x'\nc: 2\n",
        expect![[r#"
        .a = "it's"
        .b = "x"
        .c = "2"
        "'it's": YAML: expected a closing `'`
    "#]],
    );
    check(
        "l:\n  - \"one: two\n  - three\nc: 2\n",
        expect![[r#"
        .l[0].one = "two"
        .l[1] = "three"
        .c = "2"
        "\"one: two": YAML: expected a closing `"`
    "#]],
    );
    check(
        "a: \"x\" y\nb: 1\n",
        expect![[r#"
        .a = "x\" y"
        .b = "1"
        "\"x\" y": YAML: expected a closing `"`
    "#]],
    );
    check(
        "a: \"\\d+\"\nb: 1\n",
        expect![[r#"
        .a = "\\d+\""
        .b = "1"
        "\"\\d+\"": YAML: expected a known escape after `\` in double quotes; use single quotes or `\\`
    "#]],
    );
}

#[test]
fn an_open_bracket_ends_at_its_line() {
    check(
        "a: [x, y\nb: 1\nc: 2\n",
        expect![[r#"
        .a missing
        .b = "1"
        .c = "2"
        "[x, y": YAML: expected `,` or a closing `]`
    "#]],
    );
    check(
        "a: {x: y\nb: 1\nc: 2\n",
        expect![[r#"
        .a missing
        .b = "1"
        .c = "2"
        "{x: y": YAML: expected `,` or a closing `}`
    "#]],
    );
    check(
        "a: x]\nb: ]\nc: 2\n",
        expect![[r#"
        .a = "x]"
        .b missing
        .c = "2"
        "]": YAML: expected an opening bracket before the closing one
    "#]],
    );
    check(
        "a: [\"x, y]\nb: [1]\n",
        expect![[r#"
        .a missing
        .b[0] = "1"
        "[\"x, y]": YAML: expected `,` or a closing `]`
    "#]],
    );
}

#[test]
fn indentation_is_repaired() {
    check(
        "m:\n  a: 1\n\tb: 2\n  c: 3\n",
        expect![[r#"
            .m.a = "1"
            .m.c = "3"
            "b: 2": YAML: expected spaces as indentation, found a tab
        "#]],
    );
    check(
        "m:\n\ta: 1\n\tb: 2\nc: 3\n",
        expect![[r#"
        .m.b = "2"
        .c = "3"
        "a: 1": YAML: expected spaces as indentation, found a tab
        "b: 2": YAML: expected spaces as indentation, found a tab
    "#]],
    );
    check(
        "m:\n    a: 1\n  b: 2\nc: 3\n",
        expect![[r#"
        .m.a = "1"
        .c = "3"
        "b: 2": YAML: expected `key: value`, indented like the keys around it
    "#]],
    );
    check(
        "m: f\n  a: 1\n  b: 2\nc: 3\n",
        expect![[r#"
        .m.a = "1"
        .m.b = "2"
        .c = "3"
        "f": YAML: expected `:` after the key `f`
    "#]],
    );
    check(
        "m:\n  - a\n - b\n  - c\nd: 1\n",
        expect![[r#"
        .m[0] = "a"
        .m[1] = "c"
        .d = "1"
        "- b": YAML: expected `key: value`, indented like the keys around it
    "#]],
    );
}

#[test]
fn single_characters_do_little_harm() {
    check(
        "a: @x\nb: `y`\nc: %z\nd: 1\n",
        expect![[r#"
        .a missing
        .b missing
        .c missing
        .d = "1"
        "@x": YAML: expected a value; one that begins with `@` needs quotes
        "`y`": YAML: expected a value; one that begins with ``` needs quotes
        "%z": YAML: expected a value; one that begins with `%` needs quotes
    "#]],
    );
    check(
        "a: b: c\nd: *\ne: &\nf: |x\n  g\nh: 1\n",
        expect![[r#"
        .a missing
        .d missing
        .e missing
        .f = "g"
        .h = "1"
        "b: c": YAML: expected one `key: value` per line; a value with `: ` in it needs quotes
        "*": YAML: expected a name after `&` or `*`
        "&": YAML: expected a name after `&` or `*`
        "|x": YAML: expected the end of the line after `|` or `>`
    "#]],
    );
    check(
        "a: 1\n---\nb: [\n---\nc: 3\n",
        expect![[r#"
        .a = "1"
        .b missing
        .c = "3"
        "[": YAML: expected `,` or a closing `]`
    "#]],
    );
}

#[test]
fn every_prefix_keeps_what_stands_before_the_break() {
    let whole = leaves(&parse(SPECIFICATION).documents[0].root);
    assert_eq!(parse(SPECIFICATION).errors, []);
    let mut prefixes = 0;
    for (end, _) in SPECIFICATION.char_indices().step_by(3) {
        let prefix = &SPECIFICATION[..end];
        let parsed = parse(prefix);
        in_bounds(prefix, &parsed);
        let found = parsed
            .documents
            .first()
            .map(|it| leaves(&it.root))
            .unwrap_or_default();
        let kept = found.iter().zip(&whole).take_while(|(a, b)| a == b).count();
        // What is being typed differs: one leaf, or two while a key splits from its value.
        assert!(kept + 2 >= found.len(), "{prefix}\n{kept} of {found:#?}");
        prefixes += 1;
    }
    assert!(prefixes > 100);
}

#[test]
fn a_line_typed_halfway_keeps_all_others() {
    let whole = leaves(&parse(SPECIFICATION).documents[0].root);
    let mut start = 0;
    let mut lost = Vec::new();
    let mut cases = 0;
    for line in SPECIFICATION.split_inclusive('\n') {
        let body = line.trim_end();
        let indent = body.len() - body.trim_start_matches([' ', '-']).len();
        for cut in [indent + 2, body.len().saturating_sub(2), body.len()] {
            if cut <= indent || cut > body.len() || !body.is_char_boundary(cut) {
                continue;
            }
            let (before, after) = (
                &SPECIFICATION[..start],
                &SPECIFICATION[start + line.len()..],
            );
            let text = format!("{before}{}\n{after}", &body[..cut]);
            let parsed = parse(&text);
            in_bounds(&text, &parsed);
            let found = leaves(&parsed.documents[0].root);
            let texts = |of: &[String]| -> Vec<String> {
                of.iter()
                    .filter_map(|it| it.split_once(" = ").map(|it| it.1.to_owned()))
                    .collect()
            };
            let mut left = texts(&found);
            let on_this_line = |it: &String| body.contains(it.trim_matches('"'));
            let gone = texts(&whole)
                .into_iter()
                .filter(|it| !on_this_line(it))
                .filter(|it| match left.iter().position(|other| other == it) {
                    Some(at) => {
                        left.remove(at);
                        false
                    }
                    None => true,
                })
                .count();
            cases += 1;
            // A block scalar is one node of several lines.
            if gone > 1 {
                lost.push((gone, body[..cut].to_owned()));
            }
        }
        start += line.len();
    }
    assert!(cases > 100, "{cases}");
    assert!(lost.is_empty(), "{} of {cases}: {lost:#?}", lost.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutations_never_panic(
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), 0_usize..12, "[\\[\\]{}:,\"'|>&*#?\n\r\t -a\u{e9}\u{1f4a3}]{0,4}"),
            1..6,
        )
    ) {
        let mut text = SPECIFICATION.to_owned();
        for (at, len, insert) in edits {
            let floor = |at: usize| usize::from(crate::text::floor_char_boundary(&text, crate::text::size(at)));
            let start = floor(at.index(text.len() + 1));
            let end = floor(start + len).max(start);
            text.replace_range(start..end, &insert);
        }
        let begin = Instant::now();
        in_bounds(&text, &parse(&text));
        prop_assert!(begin.elapsed().as_secs() < 2);
    }

    #[test]
    fn indicators_in_any_order_never_panic(
        text in "([\\[\\]{}:,\"'|>&*#?\n\r\t a\u{e9}\u{1f4a3}%!\\\\~\u{feff}\u{85}\u{2028}-]|: |- |\n  |k: |---\n|[|]2|&a |[*]a|[?] ){0,40}"
    ) {
        let parsed = parse(&text);
        in_bounds(&text, &parsed);
        for document in &parsed.documents {
            for node in document.root.route_at(crate::TextSize::of(text.as_str())) {
                let _ = crate::edit::set_scalar(&text, node, "x\ny\n");
                let _ = crate::edit::insert_entry(&text, node, None, "k", "v");
                let _ = crate::edit::replace_item(&text, node, 0, "a: |\n b");
            }
        }
    }
}
