//! Blocks and their spans; half-typed documents; bombs.

use expect_test::{Expect, expect};

use super::*;
use crate::text::Replaced;
use crate::{SyntaxErrorKind, TextSize};

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&render(text));
}

/// One line per block; `code`, *strong* and so on as flags behind each span that has any.
fn render(text: &str) -> String {
    let document = parse(text);
    in_bounds(text, &document);
    let mut out = String::new();
    for block in &document.blocks {
        match &block.kind {
            BlockKind::FrontMatter(it) => out += &format!("front {:?}\n", it.text),
            BlockKind::Heading { level, inline } => {
                out += &format!("h{level} {}\n", line(text, inline));
            }
            BlockKind::Paragraph(it) => out += &format!("p {}\n", line(text, it)),
            BlockKind::Comment(it) => out += &format!("comment {it:?}\n"),
            BlockKind::Fence(it) => {
                let closed = if it.closed { "" } else { " open" };
                out += &format!("fence{closed} {:?} {:?}\n", it.language, it.code.text);
            }
            BlockKind::List(items) => {
                out += "list\n";
                for it in items {
                    let indent = "  ".repeat(usize::from(it.depth) + 1);
                    let mark = if it.ordered { "1." } else { "-" };
                    out += &format!("{indent}{mark} {}\n", line(text, &it.inline));
                }
            }
            BlockKind::Table(it) => {
                out += "table\n";
                for cells in std::iter::once(&it.header).chain(it.rows.iter().map(|it| &it.cells)) {
                    let cells: Vec<_> = cells.iter().map(|it| line(text, it)).collect();
                    out += &format!("  {}\n", cells.join(" | "));
                }
            }
        }
    }
    for it in &document.errors {
        out += &format!("! {:?} {}\n", &text[it.range], it.message());
    }
    out
}

fn line(text: &str, inline: &Inline) -> String {
    let mut out = format!("{:?}", inline.text);
    if text[inline.range] != inline.text {
        out += &format!(" of {:?}", &text[inline.range]);
    }
    for it in &inline.spans {
        let flags = [
            (it.code, "code"),
            (it.strong, "strong"),
            (it.emphasis, "emphasis"),
            (it.strikethrough, "strike"),
        ];
        let flags: Vec<_> = flags.iter().filter(|it| it.0).map(|it| it.1).collect();
        if !flags.is_empty() {
            out += &format!(" [{:?} {}]", &text[it.range], flags.join(" "));
        }
    }
    out
}

fn slice(text: &str, range: TextRange) -> &str {
    text.get(std::ops::Range::<usize>::from(range))
        .unwrap_or_else(|| panic!("{range:?} is outside of {text:?}"))
}

fn in_bounds(text: &str, document: &Markdown) {
    let inline = |it: &Inline| {
        slice(text, it.range);
        let tiled: String = it.spans.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(tiled, it.text, "{text:?}");
        for span in &it.spans {
            slice(text, span.range);
        }
    };
    let code = |it: &Embedded| {
        for (at, c) in it.text.char_indices() {
            let at = crate::text::size(at);
            let range = it.map.range_to_host(TextRange::at(at, TextSize::of(c)));
            let host = slice(text, range);
            // A tab that is half indentation is written as blanks.
            assert!(
                host == c.to_string() || c == ' ' || c == '\n',
                "{text:?} {c:?} {host:?}"
            );
        }
    };
    let mut last = TextSize::new(0);
    for block in &document.blocks {
        slice(text, block.range);
        assert!(block.range.start() >= last, "{text:?}");
        last = block.range.start();
        match &block.kind {
            BlockKind::FrontMatter(it) => code(it),
            BlockKind::Fence(it) => {
                code(&it.code);
                slice(text, it.code.map.range_to_host(TextRange::empty(0.into())));
            }
            BlockKind::Heading { inline: it, .. } | BlockKind::Paragraph(it) => inline(it),
            BlockKind::Comment(_) => {}
            BlockKind::List(items) => {
                for it in items {
                    slice(text, it.range);
                    inline(&it.inline);
                }
            }
            BlockKind::Table(it) => {
                it.header.iter().for_each(&inline);
                for row in &it.rows {
                    slice(text, row.range);
                    row.cells.iter().for_each(&inline);
                }
            }
        }
    }
    for it in &document.errors {
        slice(text, it.range);
    }
}

/// In the manner of people's specs, with what trips readers up.
const SPEC: &str = "---\ntitle: é 💣\n---\n\n# Database — `shop` #\n\nA é ℝ 💣 **bold _both_** ~~old~~ [link `x`](http://h \"t\") &amp; a\\_b <!-- note -->\nsoft  \nhard<br>x\n\n## Table: users\n\n| Column | Type | Notes |\n|--------|:----:|------:|\n| `id` | **uuid** | a é ℝ 💣 `x\\|y` |\n|  | int ||\n| one |\n| 1 | 2 | 3 | `four` | |\n a | b | c\n\n**Indexes**\n\n- **`id`**: uuid, *key*\n  more\n\n  second paragraph\n  1. ordered `é`\n     - deep\n  tail\n- [x] done\n\n  ```SQL {x}\n  CREATE TABLE é (\n  \tid int\n\n  );\n  ```\n- \n\n> quote\n> ```yaml\n> a: é\n>   b: 💣\n> ```\n> | q |\n> |---|\n> | r | s |\n\n    indented\n\tcode\n\nSetext `h`\n===\n\n<!--\nforelock: ignore\n-->\n<div>\n<!-- a --> x <!-- b\n</div>\n\n~~~\nopen\n";

#[test]
fn every_block_of_a_spec_is_found() {
    check(
        SPEC,
        expect![[r#"
        front "title: é 💣\n"
        h1 "Database — shop" of "Database — `shop`" ["shop" code]
        p "A é ℝ 💣 bold both old link x & a_b  soft hard x" of "A é ℝ 💣 **bold _both_** ~~old~~ [link `x`](http://h \"t\") &amp; a\\_b <!-- note -->\nsoft  \nhard<br>x" ["bold " strong] ["both" strong emphasis] ["old" strike] ["x" code]
        comment "note"
        h2 "Table: users"
        table
          "Column" | "Type" | "Notes"
          "id" of "`id`" ["id" code] | "uuid" of "**uuid**" ["uuid" strong] | "a é ℝ 💣 x|y" of "a é ℝ 💣 `x\\|y`" ["x\\|y" code]
          "" | "int" | ""
          "one"
          "1" | "2" | "3" | "four" of "`four`" ["four" code] | ""
          "a" | "b" | "c"
        p "Indexes" of "**Indexes**" ["Indexes" strong]
        list
          - "id: uuid, key more second paragraph" of "**`id`**: uuid, *key*\n  more\n\n  second paragraph" ["id" code strong] ["key" emphasis]
            1. "ordered é" of "ordered `é`" ["é" code]
              - "deep tail" of "deep\n  tail"
          - "done" of "[x] done"
          - ""
        fence "sql" "CREATE TABLE é (\n\tid int\n\n);\n"
        p "quote"
        fence "yaml" "a: é\n  b: 💣\n"
        table
          "q"
          "r" | "s"
        fence "" "indented\ncode\n"
        h1 "Setext h" of "Setext `h`" ["h" code]
        comment "forelock: ignore"
        comment "a"
        comment "b\n</div>"
        fence open "" "open\n"
        ! "| one |" This row has 1 cells, the table's header 3
        ! "| 1 | 2 | 3 | `four` | |" This row has 5 cells, the table's header 3
        ! "| r | s |" This row has 2 cells, the table's header 1
    "#]],
    );
}

#[test]
fn line_ends_do_not_matter() {
    let text = SPEC.replace('\n', "\r\n");
    let unix = parse(SPEC);
    let windows = parse(&text);
    in_bounds(&text, &windows);
    assert_eq!(unix.blocks.len(), windows.blocks.len());
    assert_eq!(unix.errors.len(), windows.errors.len());
    for (a, b) in unix.blocks.iter().zip(&windows.blocks) {
        assert_eq!(
            std::mem::discriminant(&a.kind),
            std::mem::discriminant(&b.kind)
        );
    }
}

#[test]
fn fences_lead_back_to_their_lines() {
    for text in [
        "- a\n  > ```sql\n  > SELECT é,\n  > \t💣;\n  > ```\n",
        "1. ```sql\n   SELECT é,\n     💣;\n   ```",
        "> - ```sql\r\n>   SELECT é,\r\n>   \t💣;\r\n",
        "\t```sql\n\tSELECT é, 💣;\n",
    ] {
        let document = parse(text);
        in_bounds(text, &document);
        let code = document.blocks.iter().find_map(|it| match &it.kind {
            BlockKind::Fence(it) => Some(&it.code),
            _ => None,
        });
        let code = code.unwrap_or_else(|| panic!("{text:?}"));
        for wanted in ["SELECT", "é", "💣"] {
            let at = crate::text::size(code.text.find(wanted).expect("it is there"));
            let range = TextRange::at(at, TextSize::of(wanted));
            assert_eq!(&text[code.map.range_to_host(range)], wanted, "{text:?}");
        }
    }
}

#[test]
fn half_typed_tables_are_text_until_they_are_tables() {
    check(
        "| a | b",
        expect![[r#"
        p "| a | b"
    "#]],
    );
    check(
        "| a | b |\n",
        expect![[r#"
        p "| a | b |"
    "#]],
    );
    check(
        "| a | b |\n|--",
        expect![[r#"
        p "| a | b | |--" of "| a | b |\n|--"
    "#]],
    );
    check(
        "| a | b |\n|---|---|",
        expect![[r#"
        table
          "a" | "b"
    "#]],
    );
    check(
        "| a | b |\n|---|---|\n|",
        expect![[r#"
        table
          "a" | "b"
        p "|"
    "#]],
    );
    check(
        "| a | b |\n|---|---|\n| x\n| y | `z",
        expect![[r#"
        table
          "a" | "b"
          "x"
          "y" | "`z"
        ! "| x" This row has 1 cells, the table's header 2
    "#]],
    );
    check(
        "| a | b |\n|---|---|\n| 1 | 2 | 3\n| 1 | 2 | | |\n",
        expect![[r#"
            table
              "a" | "b"
              "1" | "2" | "3"
              "1" | "2" | "" | ""
            ! "| 1 | 2 | 3" This row has 3 cells, the table's header 2
            ! "| 1 | 2 | | |" This row has 4 cells, the table's header 2
        "#]],
    );
}

#[test]
fn front_matter_stands_at_the_beginning_only() {
    check(
        "---\na: 1\n...\nx",
        expect![[r#"
        front "a: 1\n"
        p "x"
    "#]],
    );
    check(
        "---\na: 1\n",
        expect![[r#"
        p "a: 1"
    "#]],
    );
    check(
        "x\n\n---\na: 1\n---\n",
        expect![[r#"
        p "x"
        h2 "a: 1"
    "#]],
    );
}

#[test]
fn every_beginning_is_read() {
    let windows = SPEC.replace('\n', "\r\n");
    for spec in [SPEC, &windows] {
        for (at, _) in spec.char_indices() {
            for text in [&spec[..at], &spec[at..]] {
                in_bounds(text, &parse(text));
            }
        }
    }
}

#[test]
fn bombs_end_with_a_limit_or_in_time() {
    let start = std::time::Instant::now();
    let wide = format!("{}\n{}\n", "|a".repeat(600), "|-".repeat(600));
    let tall = format!(
        "{}\n{}\n{}",
        "|a".repeat(500),
        "|-".repeat(500),
        "|\n".repeat(10_000)
    );
    let long = "x".repeat(crate::limits::MARKDOWN_BYTES + 1);
    for text in [
        ">".repeat(10_000),
        "- ".repeat(10_000),
        "1. ".repeat(10_000),
        "> - 1) ".repeat(10_000),
        wide,
        tall,
        long,
    ] {
        let document = parse(&text);
        in_bounds(&text, &document);
        assert!(matches!(
            document.errors.as_slice(),
            [SyntaxError {
                kind: SyntaxErrorKind::Limit { .. },
                ..
            }]
        ));
    }
    for unit in [
        "[",
        "](",
        "![",
        "*a ",
        "**a",
        "_a*",
        "`",
        "<",
        "<!--",
        "&",
        "\\",
        "~~a",
        "|",
        "a|",
        "<a ",
        "[a](",
        "[a]: b\n",
        "```\n",
        "> a\n",
        "- a\n",
        "<div>\n",
        "|a\n|-\n",
        "*a_ ",
        "$",
        "<?",
        "<![CDATA[",
    ] {
        let text = unit.repeat(20_000 / unit.len());
        in_bounds(&text, &parse(&text));
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn an_item_ends_where_its_nested_items_begin() {
    let text = "1. a é\n   b\n   - c 💣\n\n2.\n3. ```\n   x\n   ```\n   tail\n";
    let document = parse(text);
    let items: Vec<_> = document
        .blocks
        .iter()
        .filter_map(|it| match &it.kind {
            BlockKind::List(items) => Some(items.iter().map(|it| &text[it.range])),
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(items, ["1. a é\n   b", "- c 💣", "2.", "3. ```"]);
    check(
        "- ```\n  x\n  ```\n  tail\n- b",
        expect![[r#"
            list
              - ""
              - "b"
            fence "" "x\n"
            p "tail"
        "#]],
    );
}

/// A document and an edit of it: how many sections are kept before and behind.
fn kept(before: &str, after: &str) -> (usize, usize) {
    let read = Sections::read(before);
    let edit = Replaced::between(before, after);
    let (again, kept) = read.again(before, after, &edit);
    let blocks: Vec<Block> = again
        .sections
        .iter()
        .flat_map(|it| it.blocks().into_owned())
        .collect();
    assert_eq!(blocks, parse(after).blocks, "{after:?}");
    (kept.head, kept.tail)
}

#[test]
fn an_edit_reads_its_own_section_again() {
    let text = "# a\n\none\n\n## b\n\ntwo é\n\n## c\n\nthree\n\n## d\n\nfour\n";
    let edit = |from: &str, to: &str| kept(text, &text.replacen(from, to, 1));
    assert_eq!(edit("two", "both"), (1, 2));
    assert_eq!(edit("one", "eins"), (0, 3));
    assert_eq!(edit("four", "vier"), (3, 0));
    assert_eq!(edit("two é", "two\n\n## x\n\ny"), (1, 2));
    // What changes a heading is read with the section before it.
    assert_eq!(edit("## c", "### c"), (1, 1));
    assert_eq!(edit("\n## c", "## c"), (1, 2));
    // A fence goes on to the end of the document, one that is closed to its end.
    assert_eq!(edit("two", "```\ntwo"), (1, 0));
    assert_eq!(edit("two é\n\n## c\n\nthree", "```\n## c\n```"), (1, 1));
    // Front matter and links by name reach further than a section.
    assert_eq!(edit("three", "[x]: /y"), (0, 0));
    assert_eq!(
        kept("---\na\n# b\n\nc\n", "---\na\n# b\n\nc\n---\n"),
        (0, 0)
    );
}
