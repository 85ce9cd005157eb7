//! Decoded scalars and the way back.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::yaml::{embedded, parse};
use crate::{TextRange, TextSize};

/// Shows each decoded character with the host bytes it came from.
#[track_caller]
fn check(source: &str, expect: Expect) {
    let parsed = parse(source);
    let node = parsed.documents[0].root.get("k").expect("key k");
    let embedded = embedded(source, node).expect("a scalar");
    assert_eq!(
        Some(embedded.text.as_str()),
        node.scalar().map(|it| it.text.as_str())
    );
    let mut out = String::new();
    let mut verbatim = (0, 0);
    for (at, c) in embedded.text.char_indices() {
        let at = TextSize::try_from(at).expect("small");
        let host = embedded
            .map
            .range_to_host(TextRange::at(at, TextSize::of(c)));
        let written = &source[host];
        if written == c.to_string() {
            verbatim.0 += 1;
        } else {
            let _ = writeln!(out, "{c:?} at {host:?} {written:?}");
        }
        verbatim.1 += 1;
    }
    let _ = writeln!(
        out,
        "{:?}: {} of {} verbatim",
        embedded.text, verbatim.0, verbatim.1
    );
    expect.assert_eq(&out);
}

#[test]
fn plain() {
    check(
        "k: a é ℝ 💣\n",
        expect![[r#"
        "a é ℝ 💣": 7 of 7 verbatim
    "#]],
    );
    check(
        "k: a  b\tc \r\n  é ℝ\r\n\r\n\r\n  💣 # c\r\n",
        expect![[r#"
        ' ' at 10..11 "\r"
        '\n' at 22..23 "\r"
        '\n' at 24..25 "\r"
        "a  b\tc é ℝ\n\n💣": 10 of 13 verbatim
    "#]],
    );
}

#[test]
fn quoted() {
    check(
        "k: 'it''s é\n\n  ℝ ''💣'''\n",
        expect![[r#"
        "it's é\nℝ '💣'": 12 of 12 verbatim
    "#]],
    );
    check(
        "k: \"a\\té \\u00e9\\x41 \\U0001F4A3 \\uD83D\\uDCA3\\L \\\n   joined  \n  folded\r\n\r\n  blank\\\"\\/\\\\\"\r\n",
        expect![[r#"
            '\t' at 5..6 "\\"
            'é' at 10..12 "\\u"
            'A' at 16..17 "\\"
            '💣' at 21..25 "\\U00"
            '💣' at 32..36 "\\uD8"
            '\u{2028}' at 44..46 "\\L"
            ' ' at 60..61 "\n"
            '\n' at 71..72 "\r"
            '"' at 80..81 "\\"
            '/' at 82..83 "\\"
            "a\té éA 💣 💣\u{2028} joined folded\nblank\"/\\": 24 of 34 verbatim
        "#]],
    );
}

#[test]
fn literal() {
    check(
        "k: |\n  SELECT é,\n    ℝ;\n\n  💣\t;\n",
        expect![[r#"
        "SELECT é,\n  ℝ;\n\n💣\t;\n": 20 of 20 verbatim
    "#]],
    );
    check(
        "k: |2-\r\n    a é\r\n  b\r\n\r\n",
        expect![[r#"
        '\n' at 16..17 "\r"
        "  a é\nb": 6 of 7 verbatim
    "#]],
    );
    check(
        "k: |+\n  a\n\n\nz: 1\n",
        expect![[r#"
        "a\n\n\n": 4 of 4 verbatim
    "#]],
    );
    check(
        "k: |\n  end",
        expect![[r#"
        '\n' at 10..10 ""
        "end\n": 3 of 4 verbatim
    "#]],
    );
}

#[test]
fn folded() {
    check(
        "k: >\n  a é\n  ℝ\n\n  💣\n    more\n    x\n\n  less\n\n",
        expect![[r#"
        ' ' at 11..12 "\n"
        "a é ℝ\n💣\n  more\n  x\n\nless\n": 24 of 25 verbatim
    "#]],
    );
    check(
        "k: >-\r\n  a\r\n  b\r\n",
        expect![[r#"
        ' ' at 10..11 "\r"
        "a b": 2 of 3 verbatim
    "#]],
    );
}

#[test]
fn only_scalars_decode() {
    let source = "k: [a]\nz:\n";
    let root = &parse(source).documents[0].root;
    assert_eq!(embedded(source, root), None);
    assert_eq!(embedded(source, root.get("z").expect("z")), None);
}

#[test]
fn a_foreign_source_never_panics() {
    let node = parse("k: |\n  abc\n  def\n").documents[0]
        .root
        .get("k")
        .expect("k")
        .clone();
    for source in ["", "é", "k: |\n  é", "k: \"\\u12", "💣💣💣💣💣💣💣"] {
        let found = embedded(source, &node).expect("a scalar");
        assert_eq!(found.text, "abc\ndef\n");
    }
}
