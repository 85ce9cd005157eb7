//! Quotes for strings that YAML loaders would not take as such.
//!
//! Where YAML 1.1 (`PyYAML`) and 1.2 disagree, both are satisfied; a pair of quotes too many is
//! harmless, one too few is not.

/// `text` as a scalar that every loader reads as this string: plain where that is safe in block
/// and flow context, quoted otherwise. Always one line.
pub fn quote_if_needed(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    if !is_printable(text) {
        return double_quoted(text);
    }
    if text.contains(['"', '\\']) {
        return single_quoted(text);
    }
    double_quoted(text)
}

/// `text` in single quotes. It must be printable and of one line.
pub(super) fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// `text` in double quotes, on one line.
pub(super) fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_printable_char(c) => out.push(c),
            _ if u32::from(c) < 0x100 => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            _ => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

/// Fit for single quotes and block scalars: nothing that only an escape can spell.
pub(super) fn is_printable(text: &str) -> bool {
    text.chars().all(is_printable_char)
}

fn is_printable_char(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    if !is_printable(text) || text.trim() != text {
        return false;
    }
    if "-?:,[]{}#&*!|>'\"%@`=<".contains(first) {
        return false;
    }
    if text.contains(": ") || text.ends_with(':') || text.contains(" #") {
        return false;
    }
    // Only flow context minds these, but a value may be moved into one.
    if text.contains([',', '[', ']', '{', '}', '?']) {
        return false;
    }
    if text.starts_with("...") {
        return false;
    }
    !is_keyword(text) && !is_numeric(text)
}

/// Null and booleans of either version, in any case.
fn is_keyword(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n",
    ];
    WORDS.iter().any(|it| it.eq_ignore_ascii_case(text))
}

/// Numbers, sexagesimal numbers, dates and times of either version, and all that is spelled with
/// their characters.
fn is_numeric(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    if matches!(lower.as_str(), ".inf" | ".nan") {
        return true;
    }
    unsigned.starts_with(|it: char| it.is_ascii_digit() || matches!(it, '.' | '_'))
        && lower
            .chars()
            .all(|it| it.is_ascii_hexdigit() || "_.:+- xotz".contains(it))
}
