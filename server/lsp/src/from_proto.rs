//! The client's words → ours.
//!
//! With `to_proto` the only place that knows lines and columns; positions outside a document are
//! clamped, never refused.

use std::path::Path;

use ide::{Encoding, FilePosition, LineCol, LineIndex, TextRange, TextSize};
use lsp_types::{Position, Range, Uri};
use project::{Setting, SettingValue};
use ropey::Rope;
use serde_json::Value;

use crate::state::Snapshot;

/// The name by which the analysis knows a document: the absolute path of a file; for a document
/// that is on no disk its URI, with the extension of its language.
pub(crate) fn path(uri: &Uri, language: Option<&str>) -> String {
    if let Some(path) = file_path(uri) {
        return project::as_text(&path);
    }
    let name = uri.as_str().to_owned();
    if ide::Language::of_path(&name).is_some() {
        return name;
    }
    match language {
        Some("markdown") => name + ".md",
        Some("yaml") => name + ".yaml",
        Some("sql" | "postgres" | "pgsql") => name + ".sql",
        _ => name,
    }
}

/// The absolute path of a `file:` URI.
pub(crate) fn file_path(uri: &Uri) -> Option<std::path::PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    let path = is_file.then(|| uri.to_file_path()).flatten()?;
    Some(project::absolute(Path::new(&*path)))
}

pub(crate) fn offset(
    text: &str,
    lines: &LineIndex,
    position: Position,
    encoding: Encoding,
) -> TextSize {
    let position = LineCol {
        line: position.line,
        col: position.character,
    };
    lines.offset(text, position, encoding)
}

/// A place in the snapshot's own document.
pub(crate) fn position(snapshot: &Snapshot, position: Position) -> FilePosition {
    let encoding = snapshot.abilities.encoding;
    FilePosition {
        file: snapshot.view.file,
        offset: offset(&snapshot.text, snapshot.lines(), position, encoding),
    }
}

/// A range whose ends stand the wrong way around is turned.
pub(crate) fn range(text: &str, lines: &LineIndex, range: Range, encoding: Encoding) -> TextRange {
    let start = offset(text, lines, range.start, encoding);
    let end = offset(text, lines, range.end, encoding);
    TextRange::new(start.min(end), start.max(end))
}

/// A range as characters of a rope, clamped and turned as in [`range`].
pub(crate) fn char_range(rope: &Rope, range: Range, encoding: Encoding) -> std::ops::Range<usize> {
    let start = char_index(rope, range.start, encoding);
    let end = char_index(rope, range.end, encoding);
    start.min(end)..start.max(end)
}

fn char_index(rope: &Rope, position: Position, encoding: Encoding) -> usize {
    let (line, column) = (position.line as usize, position.character as usize);
    if line >= rope.len_lines() {
        return rope.len_chars();
    }
    let start = rope.line_to_char(line);
    let slice = rope.line(line);
    let mut content = slice.len_chars();
    while content > 0 && matches!(slice.char(content - 1), '\n' | '\r') {
        content -= 1;
    }
    let slice = slice.slice(..content);
    let column = match encoding {
        Encoding::Utf8 => slice.byte_to_char(column.min(slice.len_bytes())),
        Encoding::Utf16 => slice.utf16_cu_to_char(column.min(slice.len_utf16_cu())),
        Encoding::Utf32 => column.min(content),
    };
    start + column
}

/// An editor's settings, which have no text to point at.
pub(crate) fn setting(value: &Value) -> Setting {
    let value = match value {
        Value::Null => SettingValue::Null,
        Value::Bool(it) => SettingValue::Bool(*it),
        Value::Number(it) => integer(it).map_or(
            SettingValue::Other("a number with a fraction"),
            SettingValue::Integer,
        ),
        Value::String(it) => SettingValue::Text(it.clone()),
        Value::Array(it) => SettingValue::List(it.iter().map(setting).collect()),
        Value::Object(it) => SettingValue::Table(
            it.iter()
                .map(|(key, value)| (key.clone(), TextRange::default(), setting(value)))
                .collect(),
        ),
    };
    Setting {
        range: TextRange::default(),
        value,
    }
}

/// Some editors send every number with a fraction.
fn integer(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        // The text of a whole float ends in `.0`.
        number.to_string().strip_suffix(".0")?.parse().ok()
    })
}
