//! Statements and what is understood of them.

mod broken;
mod objects;
mod queries;
mod shown;
mod tables;
mod utility;

use super::*;

/// Every operation of a script, one line each, nested statements indented; then the problems.
fn rendered(text: &str) -> String {
    let script = changes(text, &OffsetMap::identity(TextSize::of(text)));
    let mut out = String::new();
    for change in &script.changes {
        shown::change(change, text, 0, &mut out);
    }
    for error in &script.syntax_errors {
        out.push_str(&format!(
            "! {}: {:?}\n",
            error.message(),
            &text[error.range]
        ));
    }
    out
}

/// What is remembered of each statement is what reading it where it stands gives.
#[track_caller]
fn check_remembered(text: &str) {
    // In a list of a document: two lines on, each line by three.
    let mut map = OffsetMap::default();
    let (mut inner, mut outer) = (0, 20);
    for line in text.split_inclusive('\n') {
        let len = TextSize::of(line);
        outer += 3;
        map.push(inner.into(), outer.into(), len);
        inner += u32::from(len);
        outer += u32::from(len);
    }
    for map in [map, OffsetMap::identity(TextSize::of(text))] {
        for statement in &sql::parse(text).statements {
            let base = statement.range.start();
            let source = Source {
                locate: &|it| map.range_to_host(shifted(it, base)),
                procedural: false,
            };
            let statement_text = &text[statement.range];
            let anew = change(statement, statement_text, &source);
            for _ in 0..2 {
                let known = located(statement, statement_text, &map);
                assert_eq!(
                    format!("{known:#?}"),
                    format!("{anew:#?}"),
                    "{statement_text}"
                );
            }
        }
    }
}

#[track_caller]
fn check(text: &str, expected: expect_test::Expect) {
    check_remembered(text);
    expected.assert_eq(&rendered(text));
}
