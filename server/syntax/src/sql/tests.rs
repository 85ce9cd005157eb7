//! Cutting, limits, fragments; and that nothing on the way panics.

use expect_test::{Expect, expect};

use super::*;

/// One line per statement: its text, whether it has a tree, its problems with what they mark.
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&render(text));
}

fn render(text: &str) -> String {
    let parsed = parse(text);
    in_bounds(text, &parsed);
    let mut out = String::new();
    for it in &parsed.statements {
        let tree = if it.tree().is_some() { "" } else { "no tree: " };
        out += &format!("{tree}{:?}\n", &text[it.range]);
        for error in &it.errors {
            out += &format!("  {:?} {}\n", &text[error.range], error.message());
        }
    }
    out
}

fn in_bounds(text: &str, parsed: &SqlParse) {
    let mut last = TextSize::new(0);
    for it in &parsed.statements {
        assert!(it.range.start() >= last && !it.range.is_empty(), "{text:?}");
        last = it.range.end();
        assert!(text.get(std::ops::Range::<usize>::from(it.range)).is_some());
        for error in &it.errors {
            assert!(it.range.contains_range(error.range), "{text:?} {error:?}");
            assert!(
                text.get(std::ops::Range::<usize>::from(error.range))
                    .is_some()
            );
        }
        let _ = it.tree();
    }
    for it in &parsed.comments {
        assert!(text.get(std::ops::Range::<usize>::from(it.range)).is_some());
    }
}

const SCRIPT: &str = "-- a é ℝ 💣\nBEGIN;\nCREATE TABLE \"é 💣\" (\n  id bigint PRIMARY KEY, -- ;\r\n  name text DEFAULT 'a;é' CHECK (name <> '')\n);\n/* ; */\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n  INSERT INTO a VALUES (1);\n  RETURN NEW;\nEND;\n$body$;\nCREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\nCREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b);\nCOMMIT;\n";

#[test]
fn semicolons_end_statements_only_where_they_may() {
    check(
        SCRIPT,
        expect![[r#"
        "BEGIN"
        "CREATE TABLE \"é 💣\" (\n  id bigint PRIMARY KEY, -- ;\r\n  name text DEFAULT 'a;é' CHECK (name <> '')\n)"
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n  INSERT INTO a VALUES (1);\n  RETURN NEW;\nEND;\n$body$"
        "CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END"
        "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b)"
        "COMMIT"
    "#]],
    );
}

#[test]
fn a_missing_semicolon_is_said_where_it_was_expected() {
    check(
        "CREATE TABLE t (a int)\n\n-- next\nDROP TABLE u\nINSERT INTO t VALUES (1);\nSELECT 1\n",
        expect![[r#"
            "CREATE TABLE t (a int)"
              ")" SQL: expected `;` after this statement
            "DROP TABLE u"
              "u" SQL: expected `;` after this statement
            "INSERT INTO t VALUES (1)"
            "SELECT 1"
        "#]],
    );
}

#[test]
fn an_open_parenthesis_keeps_its_neighbors() {
    check(
        "CREATE TABLE t (\n  a int,\n  b text\nCREATE TABLE u (a int);\nALTER TABLE t ADD x int, ADD y (;\nDROP TABLE t;",
        expect![[r#"
            "CREATE TABLE t (\n  a int,\n  b text"
              "text" SQL: expected `)`
            "CREATE TABLE u (a int)"
            "ALTER TABLE t ADD x int, ADD y ("
              "(" SQL: expected type name
            "DROP TABLE t"
        "#]],
    );
}

#[test]
fn an_open_quote_keeps_its_neighbors() {
    check(
        "INSERT INTO t VALUES ('a);\nINSERT INTO t VALUES ('b');\nSELECT 'c;\nSELECT 2;\nALTER TABLE \"t ADD x int;\nDROP TABLE t;",
        expect![[r#"
            "INSERT INTO t VALUES ('a);"
              "'a);" SQL: missing trailing `'` symbol to terminate the string literal
            "INSERT INTO t VALUES ('b')"
            "SELECT 'c;"
              "'c;" SQL: missing trailing `'` symbol to terminate the string literal
            "SELECT 2"
            "ALTER TABLE \"t ADD x int;"
              "\"t ADD x int;" SQL: missing trailing " to terminate the quoted identifier
            "DROP TABLE t"
        "#]],
    );
    check(
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1;\nCREATE TABLE t (a int);\n/* open\nDROP TABLE t;",
        expect![[r#"
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1;"
              "$$ SELECT 1;" SQL: unterminated dollar quoted string literal
            "CREATE TABLE t (a int)"
            no tree: "/*"
              "/*" SQL: missing trailing `*/` symbols to terminate the block comment
        "#]],
    );
}

#[test]
fn clauses_that_look_like_statements_are_not_cut() {
    for text in [
        "ALTER TABLE t\n  DROP COLUMN a,\n  ALTER COLUMN b DROP NOT NULL",
        "CREATE TRIGGER x AFTER\nUPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f()",
        "CREATE TRIGGER x AFTER INSERT OR\nUPDATE\nON t EXECUTE FUNCTION f()",
        "INSERT INTO t VALUES (1) ON CONFLICT (a) DO\nUPDATE SET a = 1",
        "GRANT SELECT,\nUPDATE ON t TO x",
        "CREATE RULE r AS ON INSERT TO t DO\nINSERT INTO u VALUES (1)",
        "CREATE SCHEMA s\nCREATE TABLE a (b int)\nCREATE VIEW v AS SELECT 1",
        "CREATE POLICY p ON t FOR\nUPDATE TO x USING (true)",
        "WITH x AS (SELECT 1)\nINSERT INTO t SELECT * FROM x",
        "WITH x AS (\nDELETE FROM a RETURNING *\n)\nSELECT * FROM x",
        "EXPLAIN ANALYZE\nDELETE FROM t",
        "SELECT 1 FROM t FOR\nUPDATE",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\nINSERT INTO t VALUES (1);\nUPDATE t SET a = 1;\nEND",
        "COMMENT ON TABLE t IS 'a;\nDROP TABLE t;\n'",
        "DO 'BEGIN\nCREATE TABLE t (a int);\nEND'",
        "UPDATE t\nSET a = 1",
        "ALTER TABLE t\nSET (fillfactor = 10)",
    ] {
        let expected = format!("{text:?}\n");
        assert_eq!(render(text), expected);
        // With a mistake at the end they stay whole as well.
        let broken = parse(&format!("{text} ) ;"));
        assert_eq!(broken.statements.len(), 1, "{text}");
    }
}

#[test]
fn psql_lines_and_copied_data_are_skipped() {
    check(
        "\\c é_db\n\\set x 1\nSELECT 1 \\gset\nCOPY t (a) FROM stdin;\n1\t'\n\\.\nSELECT 2;",
        expect![[r#"
            no tree: "\\c é_db"
              "\\c é_db" SQL: psql meta-command, not analysed
            no tree: "\\set x 1"
              "\\set x 1" SQL: psql meta-command, not analysed
            "SELECT 1"
            no tree: "\\gset"
              "\\gset" SQL: psql meta-command, not analysed
            "COPY t (a) FROM stdin"
            "SELECT 2"
        "#]],
    );
}

#[test]
fn problems_are_few_and_visible() {
    check(
        "CREATE TABEL é (a int);\nCREATE TABLE t (a int,, b);\nSELECT * FROM;\nALTER TABLE t ADD COLUMN;\nfoo bar baz;;\nSELECT 'é' FROM t WHERE",
        expect![[r#"
            no tree: "CREATE TABEL é (a int)"
              "CREATE" SQL: expected a statement, found `CREATE`
            "CREATE TABLE t (a int,, b)"
              "," SQL: unexpected comma
              ")" SQL: missing column type
            "SELECT * FROM"
              "FROM" SQL: expected from item, found the end
            "ALTER TABLE t ADD COLUMN"
              "COLUMN" SQL: expected name
            no tree: "foo bar baz"
              "foo" SQL: expected a statement, found a name
            "SELECT 'é' FROM t WHERE"
              "WHERE" SQL: expected an expression, found the end
        "#]],
    );
}

#[test]
fn comments_are_kept_with_their_ranges() {
    let text = "-- a é\r\nSELECT /* b\n/* c */ */ '-- no' --d\n; --💣";
    let comments: Vec<_> = comments(text)
        .into_iter()
        .map(|it| (text[it.range].to_owned(), it.text))
        .collect();
    expect![[r#"
        [
            (
                "-- a é",
                "a é",
            ),
            (
                "/* b\n/* c */ */",
                "b\n/* c */",
            ),
            (
                "--d",
                "d",
            ),
            (
                "--💣",
                "💣",
            ),
        ]
    "#]]
    .assert_debug_eq(&comments);
}

#[test]
fn pieces_parse_to_the_same_as_the_script() {
    let whole = parse(SCRIPT);
    let pieces = split(SCRIPT);
    assert_eq!(whole.statements.len(), pieces.len());
    for (statement, (range, _)) in whole.statements.iter().zip(pieces) {
        assert_eq!(statement.range, range);
        let piece = parse_statement(&SCRIPT[range]);
        let kinds = [statement, &piece].map(|it| it.tree().map(|it| format!("{it:?}")));
        assert_eq!(kinds[0], kinds[1]);
    }
}

#[test]
fn bombs_are_refused_and_overflow_no_stack() {
    // A thread has 2 MB; a quarter is left to the callers.
    let thread = std::thread::Builder::new().stack_size(1536 * 1024);
    let run = thread.spawn(|| {
        for unit in [
            "(",
            "[a",
            "a[",
            "{",
            "not ",
            "- ",
            "+1",
            " and 1=1",
            " || 1",
            "^1",
            ".b",
            "::int",
            "[1]",
            "()",
            "case when ",
            "case when 1 then 1 else ",
            "any(",
            "=1",
            " in 1",
            " in (1",
            "between ",
            " operator(a.+) 1",
            "exists (",
            "row(",
            "! ",
            "->'a'",
            "is null ",
            " join b on true",
            " join b",
            " cross join b",
            " union select 1",
            "from (",
            "explain ",
            "with a as (",
            "prepare a as ",
            "declare c cursor for ",
            "create table t as ",
            "copy (",
            "cube(",
            "create rule r as on insert to t do ",
            "create function f() begin atomic ",
            "'a'\n",
            "json_object(",
            "(a join ",
            "collate c ",
            "like 'a' escape ",
            "setof ",
            "a:",
            "$$($$",
        ] {
            for (before, after) in [
                ("select a ", ""),
                ("", " select 1"),
                ("create function f() language sql as $x$ select ", " $x$"),
                ("select 1 from a ", ""),
            ] {
                let text = format!("{before}{}{after}", unit.repeat(100_000 / unit.len()));
                in_bounds(&text, &parse(&text));
                // The most that is let through.
                let (mut low, mut high) = (1, 16_000 / unit.len());
                while low + 1 < high {
                    let middle = (low + high) / 2;
                    let text = format!("{before}{}{after}", unit.repeat(middle));
                    match depth::measure(&text) {
                        Ok(()) => low = middle,
                        Err(_) => high = middle,
                    }
                }
                let text = format!("{before}{}{after}", unit.repeat(low));
                drop(squawk_syntax::SourceFile::parse(&text).errors());
            }
        }
    });
    run.expect("a thread").join().expect("no panic");
}

#[test]
fn a_statement_over_a_limit_hides_no_other() {
    let text = format!("SELECT {}1;\nDROP TABLE t;", "(".repeat(300));
    let parsed = parse(&text);
    assert_eq!(
        parsed.statements[0].errors[0].message(),
        "Not analysed: nesting of one SQL statement is over the limit of 256"
    );
    assert!(parsed.statements[0].tree().is_none());
    assert!(parsed.statements[1].tree().is_some());
}

#[test]
fn long_but_flat_statements_are_read() {
    for text in [
        format!(
            "INSERT INTO t VALUES {};",
            vec!["(1, 'a', now())"; 10_000].join(", ")
        ),
        format!("SELECT 1 WHERE {}", vec!["a.b = 1"; 3_000].join(" OR ")),
        vec!["SELECT a, b FROM t WHERE c = 1"; 1_000].join(" UNION ALL "),
        format!("SELECT CASE {} END", "WHEN a = 1 THEN 'x' ".repeat(2_000)),
    ] {
        let parsed = parse(&text);
        assert_eq!(parsed.statements.len(), 1);
        assert_eq!(parsed.statements[0].errors, []);
    }
}

#[test]
fn expressions_stand_alone() {
    for text in [
        "1",
        "now()",
        "a > 0 AND b IS NOT NULL",
        "'é 💣'::text",
        "(1)",
        "ARRAY[1,2]",
        "a -- x",
        "a /* x */",
        " a ",
        "CASE WHEN a THEN 1 END",
        "nextval('s'::regclass)",
        "EXISTS (SELECT 1)",
        "(SELECT 1)",
        "a IN (1, 2)",
        "CURRENT_TIMESTAMP",
        "-1",
        "gen_random_uuid()",
    ] {
        let (node, offset) = parse_expression(text).unwrap_or_else(|| panic!("{text}"));
        let range = node.text_range() - offset;
        let trimmed = text.trim();
        assert!(trimmed.starts_with(&text[range]), "{text:?} {range:?}");
    }
    for text in [
        "",
        " ",
        "-- x",
        ")",
        "(",
        "a)",
        "a) + (b",
        "a; b",
        "1, 2",
        "a); DROP TABLE t; SELECT (1",
        "a AS b",
        "a b",
        "SELECT 1",
        "'a",
        "$$",
        "/* a",
        "a /*",
        "*",
        "\"a",
        "a) FROM (b",
        "TABLE t",
        "VALUES (1)",
        "a JOIN b",
        "1)--",
    ] {
        assert!(parse_expression(text).is_none(), "{text}");
    }
}

#[test]
fn types_stand_alone() {
    for text in [
        "int",
        "varchar(10)",
        "numeric(10, 2)",
        "timestamp with time zone",
        "text[]",
        "a.b",
        "\"É\"",
        "double precision",
        "interval day to second",
        "bigint -- x",
        "int array[3]",
        "citext",
        "timestamptz(3)",
        "bit varying(3)",
        "character varying",
    ] {
        let ty = parse_type(text).unwrap_or_else(|| panic!("{text}"));
        let range = squawk_syntax::ast::AstNode::syntax(&ty).text_range();
        let start = u32::from(range.start());
        assert_eq!(start, TYPE_OFFSET, "{text}");
    }
    for text in [
        "",
        " ",
        "-- int",
        "int, int",
        "int x",
        "int as x",
        "int FROM t",
        "int; DROP TABLE t",
        "int::text",
        "int + 1",
        "int)",
        "(int",
        "1",
        "int NOT NULL",
        "varchar(",
        "int COLLATE \"C\"",
        "'a'",
        "int WHERE true",
        "int UNION SELECT 1",
        "int /*",
    ] {
        assert!(parse_type(text).is_none(), "{text}");
    }
}

#[test]
fn every_beginning_and_end_is_read() {
    let script = format!(
        "{SCRIPT}\\d t\nCOPY t FROM STDIN;\n1\n\\.\nSELECT 'x\nDROP TABLE t;\nSELECT E'\\'', U&'\\0061', $1, :a, B'1';\n"
    );
    for (at, _) in script.char_indices() {
        for text in [&script[..at], &script[at..]] {
            in_bounds(text, &parse(text));
        }
    }
}

#[test]
fn ten_thousand_statements_are_found_whatever_is_missing() {
    let clean = "ALTER TABLE t ADD COLUMN a text DEFAULT 'x';\n".repeat(10_000);
    let unended = "ALTER TABLE t ADD COLUMN a text DEFAULT 'x'\n".repeat(10_000);
    let quoted = format!("SELECT 'a;\n{clean}");
    for (text, statements) in [(clean, 10_000), (unended, 10_000), (quoted, 10_001)] {
        assert_eq!(split(&text).len(), statements);
    }
    let mixed = "SELECT $a$\nDROP TABLE t;\nCREATE TABLE (\n".repeat(3_000);
    in_bounds(&mixed, &parse(&mixed));
}

#[test]
fn a_remembered_statement_is_the_one_that_parsing_gives() {
    for text in [
        "ALTER TABLE t ADD COLUMN a int",
        "ALTER TABLE",
        "SELECT 'é'",
    ] {
        let anew = parse_anew(text);
        for _ in 0..2 {
            let known = parse_statement(text);
            assert_eq!((known.range, &known.errors), (anew.range, &anew.errors));
            assert_eq!(known.parse, anew.parse);
        }
    }
}
