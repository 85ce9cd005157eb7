//! TOML text → [`Setting`], with spans.
//!
//! Knows nothing of the keys.

use ide::{Severity, TextRange, TextSize};
use toml_edit::{Document, Item, Key, TableLike, Value};

use super::{ConfigProblem, Setting, SettingValue};

/// The document, or its first error: `toml_edit` reads all or nothing.
pub(super) fn parse(text: &str) -> Result<Setting, ConfigProblem> {
    // Offsets are 32 bits wide.
    if u32::try_from(text.len()).is_err() {
        return Err(problem(text, None, "Too large"));
    }
    let document = Document::parse(text).map_err(|it| problem(text, it.span(), it.message()))?;
    Ok(Setting {
        range: range(text, None),
        value: table(text, document.as_table()),
    })
}

fn problem(text: &str, span: Option<std::ops::Range<usize>>, message: &str) -> ConfigProblem {
    let message = message.lines().next().unwrap_or_default();
    ConfigProblem {
        range: range(text, span),
        severity: Severity::Error,
        message: format!("Not TOML: {message}"),
    }
}

fn table(text: &str, table: &dyn TableLike) -> SettingValue {
    let entries = table.iter().map(|(name, item)| {
        let key = table.key(name).and_then(Key::span);
        (name.to_owned(), range(text, key), setting(text, item))
    });
    SettingValue::Table(entries.collect())
}

fn setting(text: &str, item: &Item) -> Setting {
    let value = match item {
        Item::None => SettingValue::Null,
        Item::Value(it) => return from_value(text, it),
        Item::Table(it) => table(text, it),
        Item::ArrayOfTables(_) => SettingValue::Other("a list of tables"),
    };
    Setting {
        range: range(text, item.span()),
        value,
    }
}

fn from_value(text: &str, value: &Value) -> Setting {
    let read = match value {
        Value::String(it) => SettingValue::Text(it.value().clone()),
        Value::Integer(it) => SettingValue::Integer(*it.value()),
        Value::Boolean(it) => SettingValue::Bool(*it.value()),
        Value::Float(_) => SettingValue::Other("a number with a fraction"),
        Value::Datetime(_) => SettingValue::Other("a date"),
        Value::Array(it) => SettingValue::List(it.iter().map(|it| from_value(text, it)).collect()),
        Value::InlineTable(it) => table(text, it),
    };
    Setting {
        range: range(text, value.span()),
        value: read,
    }
}

/// The span as a range on character boundaries; empty at 0 when there is none.
fn range(text: &str, span: Option<std::ops::Range<usize>>) -> TextRange {
    let span = span.unwrap_or(0..0);
    let start = boundary(text, span.start);
    TextRange::new(start, boundary(text, span.end).max(start))
}

fn boundary(text: &str, at: usize) -> TextSize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    TextSize::try_from(at).unwrap_or_default()
}
