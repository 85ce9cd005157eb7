//! The JSON that other programs rely on; the names are a contract.
//!
//! Positions are zero-based lines and UTF-16 characters, as in the language server protocol.

use ide::{Encoding, LineIndex, TextRange};
use serde_json::{Value, json};

/// `{"start": {"line", "character"}, "end": …}`
pub(crate) fn range(text: &str, lines: &LineIndex, range: TextRange) -> Value {
    let position = |offset| {
        let at = lines.line_col(text, offset, Encoding::Utf16);
        json!({ "line": at.line, "character": at.col })
    };
    json!({ "start": position(range.start()), "end": position(range.end()) })
}
