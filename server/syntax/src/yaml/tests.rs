//! What each construct of YAML becomes.

mod decoded;
mod hostile;
mod typing;

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::{YamlParse, parse};
use crate::TextRange;
use crate::value::{Node, NodeKind};

#[track_caller]
fn check(text: &str, expect: Expect) {
    let parsed = parse(text);
    in_bounds(text, &parsed);
    expect.assert_eq(&render(text, &parsed));
}

/// Tree, comments and errors; every value with the source it covers.
fn render(text: &str, parsed: &YamlParse) -> String {
    let mut out = String::new();
    for (index, document) in parsed.documents.iter().enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        node(text, &document.root, 0, &mut out);
    }
    for comment in &parsed.comments {
        let _ = writeln!(out, "comment {:?} {:?}", comment.range, comment.text);
    }
    for error in &parsed.errors {
        let at = &text[error.range];
        let _ = writeln!(out, "error {:?} {at:?} {}", error.range, error.message());
    }
    out
}

fn node(text: &str, node: &Node, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    let anchor = node
        .anchor
        .as_ref()
        .map_or(String::new(), |it| format!("&{it} "));
    let source = &text[node.range];
    let range = node.range;
    match &node.kind {
        NodeKind::Missing => {
            let _ = writeln!(out, "{pad}{anchor}missing {range:?}");
        }
        NodeKind::Alias(name) => {
            let _ = writeln!(out, "{pad}{anchor}alias {name} {source:?}");
        }
        NodeKind::Scalar(scalar) => {
            let (style, decoded) = (scalar.style, &scalar.text);
            let _ = write!(out, "{pad}{anchor}{style:?} {range:?} {source:?}");
            if decoded == source {
                out.push('\n');
            } else {
                let _ = writeln!(out, " = {decoded:?}");
            }
        }
        NodeKind::Map(entries) => {
            let _ = writeln!(out, "{pad}{anchor}map {range:?}");
            for entry in entries {
                let _ = writeln!(out, "{pad}  {}:", entry.key.text);
                self::node(text, &entry.value, depth + 2, out);
            }
        }
        NodeKind::List(items) => {
            let _ = writeln!(out, "{pad}{anchor}list {range:?}");
            for item in items {
                self::node(text, item, depth + 1, out);
            }
        }
    }
}

/// Every range lies in the text, on character boundaries, inside its parent's.
#[track_caller]
pub(super) fn in_bounds(text: &str, parsed: &YamlParse) {
    for error in &parsed.errors {
        assert!(slice(text, error.range).is_some(), "{text:?} {error:?}");
    }
    for comment in &parsed.comments {
        assert!(slice(text, comment.range).is_some_and(|it| it.starts_with('#')));
    }
    for document in &parsed.documents {
        let mut open = vec![&document.root];
        while let Some(node) = open.pop() {
            let source = slice(text, node.range);
            assert!(source.is_some(), "{text:?} {node:?}");
            let source = source.unwrap_or_default();
            assert!(
                !source.ends_with(['\n', '\r']),
                "{text:?} {source:?} {node:?}"
            );
            for entry in node.entries() {
                assert!(
                    node.range.contains_range(entry.range()),
                    "{text:?} {node:?}"
                );
                assert!(
                    entry.key.range.end() <= entry.value.range.start(),
                    "{text:?} {entry:?}"
                );
                open.push(&entry.value);
            }
            for item in node.items() {
                assert!(node.range.contains_range(item.range), "{text:?} {node:?}");
                open.push(item);
            }
            let _ = document.resolve(node);
            let _ = super::embedded(text, node);
        }
    }
}

fn slice(text: &str, range: TextRange) -> Option<&str> {
    text.get(std::ops::Range::<usize>::from(range))
}

#[test]
fn scalars_keep_their_spelling() {
    check(
        "version: 0001\nflag: no\ntime: 12:30\nname: 'it''s'\ntext: \"a\\té\"\nempty: ''\n",
        expect![[r#"
            map 0..72
              version:
                Plain 9..13 "0001"
              flag:
                Plain 20..22 "no"
              time:
                Plain 29..34 "12:30"
              name:
                SingleQuoted 41..48 "'it''s'" = "it's"
              text:
                DoubleQuoted 55..62 "\"a\\té\"" = "a\té"
              empty:
                SingleQuoted 70..72 "''" = ""
        "#]],
    );
}

#[test]
fn absent_values_stand_behind_the_colon() {
    check(
        "a:\nb:   # later\nc: &x\nd: !!str\n? e\nf: {g, h: }\ni:\n-\n- - \n  -\nj:\n",
        expect![[r#"
            map 0..63
              a:
                missing 2..2
              b:
                missing 5..5
              c:
                &x missing 21..21
              d:
                missing 30..30
              e:
                missing 34..34
              f:
                map 38..46
                  g:
                    missing 40..40
                  h:
                    missing 44..44
              i:
                list 50..60
                  missing 51..51
                  list 54..60
                    missing 55..55
                    missing 60..60
              j:
                missing 63..63
            comment 8..15 "later"
        "#]],
    );
}

#[test]
fn lists_of_mappings() {
    check(
        "ops:\n  - type: add\n    table: t  \n\n  # one\n  - - x\n    - y\n  -\n    z: 1\nflat:\n- a # two\n- b\n\n",
        expect![[r#"
            map 0..91
              ops:
                list 7..71
                  map 9..31
                    type:
                      Plain 15..18 "add"
                    table:
                      Plain 30..31 "t"
                  list 47..58
                    Plain 49..50 "x"
                    Plain 57..58 "y"
                  map 67..71
                    z:
                      Plain 70..71 "1"
              flat:
                list 78..91
                  Plain 80..81 "a"
                  Plain 90..91 "b"
            comment 37..42 "one"
            comment 82..87 "two"
        "#]],
    );
}

#[test]
fn flow_collections() {
    check(
        "a: [x, {b: c, d}, e: f, [], {}, ]\nm: {\n  n: [1,\n    2],\n  o: 'p'\n}\n",
        expect![[r#"
            map 0..66
              a:
                list 3..33
                  Plain 4..5 "x"
                  map 7..16
                    b:
                      Plain 11..12 "c"
                    d:
                      missing 15..15
                  map 18..22
                    e:
                      Plain 21..22 "f"
                  list 24..26
                  map 28..30
              m:
                map 37..66
                  n:
                    list 44..54
                      Plain 45..46 "1"
                      Plain 52..53 "2"
                  o:
                    SingleQuoted 61..64 "'p'" = "p"
        "#]],
    );
}

#[test]
fn block_scalars_include_their_header_and_end_at_their_last_word() {
    check(
        "a: |  # note\n  one\n    two\n\n  three  \n\n# c\nb: >-\n  x\n  y\n\n  z\nc: &q !!str |2+\n   k\n\nd: |\ne: - |\nf:\n- |-\n  é 💣",
        expect![[r#"
            map 0..113
              a:
                Literal 3..35 "|  # note\n  one\n    two\n\n  three" = "one\n  two\n\nthree  \n"
              b:
                Folded 46..61 ">-\n  x\n  y\n\n  z" = "x y\nz"
              c:
                &q Literal 74..82 "|2+\n   k" = " k\n\n"
              d:
                Literal 87..88 "|" = ""
              e:
                missing 91..91
              f:
                list 99..113
                  Literal 101..113 "|-\n  é 💣" = "é 💣"
            comment 6..12 "note"
            comment 39..42 "c"
            error 92..95 "- |" YAML: expected an item (`- value`), indented like the items around it
        "#]],
    );
}

#[test]
fn scalars_over_several_lines() {
    check(
        "a: one\n  two\n\n  three  # end\nb: \"x\n\n   y \\\n   z\"\nc: 'p\n  q'\n",
        expect![[r#"
            map 0..59
              a:
                Plain 3..21 "one\n  two\n\n  three" = "one two\nthree"
              b:
                DoubleQuoted 32..48 "\"x\n\n   y \\\n   z\"" = "x\ny z"
              c:
                SingleQuoted 52..59 "'p\n  q'" = "p q"
            comment 23..28 "end"
        "#]],
    );
}

#[test]
fn anchors_and_aliases_are_kept_apart() {
    let text = "base: &b\n  x: &n 1\n  y: *n\nlist: &l [a]\ncopy:\n  <<: *b\n  z: [*l, *none]\nloop: &s [*s]\n&k key: *k\n";
    check(
        text,
        expect![[r#"
        map 0..96
          base:
            &b map 11..26
              x:
                &n Plain 17..18 "1"
              y:
                alias n "*n"
          list:
            &l list 36..39
              Plain 37..38 "a"
          copy:
            map 48..71
              <<:
                alias b "*b"
              z:
                list 60..71
                  alias l "*l"
                  alias none "*none"
          loop:
            &s list 81..85
              alias s "*s"
          key:
            alias k "*k"
        error 65..70 "*none" Alias `*none` names no anchor; expected `&none` before it
        error 82..84 "*s" YAML: alias `*s` stands inside the value it names; expected a value without itself
    "#]],
    );
}

#[test]
fn aliases_resolve_to_the_latest_anchor_before_them() {
    let text = "a: &x one\nb: *x\nc: &x {d: two}\ne: *x\nf: &k\n  g: *x\nh: *k\n&q i: *q\nj: *zz\nk: &o [*o]\n";
    let parsed = parse(text);
    let document = &parsed.documents[0];
    let found = |key: &str| {
        let node = document.root.get(key).expect("key");
        let target = document.resolve(node);
        text[target.range].to_owned()
    };
    assert_eq!(found("b"), "one");
    assert_eq!(found("e"), "{d: two}");
    assert_eq!(found("h"), "g: *x");
    assert_eq!(found("j"), "*zz");
    assert_eq!(found("i"), "i");
    let inner = &document.root.get("k").expect("k").items()[0];
    assert_eq!(document.resolve(inner), inner);
    let nested = document.resolve(document.root.get("h").expect("h"));
    let leaf = nested.get("g").expect("g");
    assert_eq!(&text[document.resolve(leaf).range], "{d: two}");
}

#[test]
fn repeated_keys_are_reported_with_the_first() {
    check(
        "a: 1\nb: {c: 1, c: 2}\na: 3\n",
        expect![[r#"
        map 0..25
          a:
            Plain 3..4 "1"
          b:
            map 8..20
              c:
                Plain 12..13 "1"
              c:
                Plain 18..19 "2"
          a:
            Plain 24..25 "3"
        error 15..16 "c" Key `c` stands twice in this mapping; loaders keep only one of them
        error 21..22 "a" Key `a` stands twice in this mapping; loaders keep only one of them
    "#]],
    );
    let many: String = (0..20).map(|it| format!("k{}: v\n", it % 19)).collect();
    let parsed = parse(&many);
    assert_eq!(parsed.errors.len(), 1);
    assert_eq!(parsed.errors[0].code(), "duplicate-key");
}

#[test]
fn a_stream_holds_several_documents() {
    check(
        "---\na: 1\n--- # two\n- b\n...\n---\n---\n'c'\n",
        expect![[r#"
        map 4..8
          a:
            Plain 7..8 "1"
        ---
        list 19..22
          Plain 21..22 "b"
        ---
        missing 30..30
        ---
        SingleQuoted 35..38 "'c'" = "c"
        comment 13..18 "two"
    "#]],
    );
    check(
        "# only a comment\n",
        expect![[r#"
        comment 0..16 "only a comment"
    "#]],
    );
    check("", expect![[""]]);
}

#[test]
fn line_ends_and_byte_order_mark() {
    check(
        "\u{feff}a: é 💣\r\nb: |\r\n  x\r\n  y\r\n\r\nc:\r\n  - 'p\r\n    q'\r\n",
        expect![[r#"
        map 3..51
          a:
            Plain 6..13 "é 💣"
          b:
            Literal 18..29 "|\r\n  x\r\n  y" = "x\ny\n"
          c:
            list 39..51
              SingleQuoted 41..51 "'p\r\n    q'" = "p q"
    "#]],
    );
}

#[test]
fn keys_that_are_no_scalars() {
    check(
        "? [a, b]\n: c\n? {d: &z e}\n: f\n? |\n  g\n: *z\n",
        expect![[r#"
        map 2..41
          [a, b]:
            Plain 11..12 "c"
          {d: &z e}:
            Plain 27..28 "f"
          g
        :
            alias z "*z"
    "#]],
    );
}
