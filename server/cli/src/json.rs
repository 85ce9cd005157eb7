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

pub(crate) fn facts(facts: &ide::assess::Facts) -> Value {
    let blocks = |it: ide::assess::Blocks| json!({ "select": it.select, "insert": it.insert, "update": it.update });
    let locks: Vec<Value> = facts
        .locks
        .iter()
        .map(|it| json!({ "relation": it.relation, "mode": it.mode, "blocks": blocks(it.blocks) }))
        .collect();
    json!({
        "locks": locks,
        "rewrite": facts.rewrite,
        "scan": facts.scan,
        "index_build": facts.index_build,
        "blocks": facts.blocks.map(blocks),
        "transactional": facts.transactional,
        "fails_with": facts.fails_with,
    })
}
