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

#[track_caller]
fn check(text: &str, expected: expect_test::Expect) {
    expected.assert_eq(&rendered(text));
}
