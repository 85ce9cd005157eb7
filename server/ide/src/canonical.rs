//! The spellings that are read and that the format does not have, written as the format does.
//!
//! Moves what the author wrote and changes no value; where that is not possible, nothing is done.

use model::document::ModelErrorKind;
use syntax::edit::remove_entry;
use syntax::text::apply_edits;
use syntax::value::{Entry, Node, NodeKind};
use syntax::{TextEdit, TextRange, TextSize};

use crate::nodes::{self, written};
use crate::{AnalysisHost, Config};

/// The keys of an operation itself; every other belongs to its `details`.
const OWN: [&str; 7] = [
    "type",
    "table",
    "details",
    "sql",
    "data_migration",
    "transform",
    "data_rollback",
];

/// More than an operation has.
const MOST: usize = 40;

/// The spelling of the place of a range. `None` where there is nothing to put right.
pub(crate) fn first(path: &str, text: &str, place: TextRange) -> Option<Vec<TextEdit>> {
    let mut host = AnalysisHost::new(Config::default());
    let file = host.set_file(path, text.into());
    let document = host.analysis().document(file)?;
    let mut errors = document.errors.iter();
    errors.find_map(|it| {
        let ModelErrorKind::Spelling { found, canonical } = &it.kind else {
            return None;
        };
        let inside = place.contains_range(it.range);
        inside.then(|| correct(text, it.range, found, canonical))?
    })
}

/// A range with all that is spelled otherwise in it put right, and what it becomes.
pub(crate) fn whole(path: &str, text: &str, place: TextRange) -> Option<TextEdit> {
    let mut now = text.to_owned();
    let mut end = place.end();
    for _ in 0..MOST {
        let here = TextRange::new(place.start(), end);
        let Some(edits) = first(path, &now, here) else {
            break;
        };
        let next = apply_edits(&now, &edits)?;
        let size = |it: &str| TextSize::of(it);
        end = (end + size(&next)).checked_sub(size(&now))?;
        now = next;
    }
    let new = now.get(usize::from(place.start())..usize::from(end))?;
    (now != text).then(|| TextEdit::replace(place, new))
}

/// One spelling, which is reported at its key.
pub(crate) fn correct(
    text: &str,
    key: TextRange,
    found: &str,
    canonical: &str,
) -> Option<Vec<TextEdit>> {
    nodes::with_key(text, key, |map, index| {
        let entry = map.entries().get(index)?;
        let rename = |entry: &Entry, to: &str| TextEdit::replace(entry.key.range, to);
        let other = |key: &str| nodes::entry(map, key);
        let value = written(text, &entry.value);
        if let Some(inner) = canonical.strip_prefix("details.") {
            return (inner == found).then(|| into_details(text, map))?;
        }
        let flag = match value {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        Some(match (found, canonical) {
            ("not_null" | "required" | "set_not_null", "nullable") => {
                let nullable = if flag? { "false" } else { "true" };
                let value = TextEdit::replace(entry.value.range, nullable);
                vec![rename(entry, canonical), value]
            }
            ("drop_default", _) => {
                flag.filter(|it| *it)?;
                let value = TextEdit::replace(entry.value.range, "null");
                vec![rename(entry, "default"), value]
            }
            ("from", "column") => vec![rename(entry, canonical), rename(other("to")?, "rename_to")],
            ("to", "rename_to") => {
                let mut edits = vec![rename(entry, canonical)];
                edits.extend(remove_entry(text, map, "from"));
                edits
            }
            ("to", "type") => {
                let from = other("from").map(|it| rename(it, "existing_type"));
                from.into_iter().chain([rename(entry, canonical)]).collect()
            }
            ("columns", "column") => {
                let one = match &entry.value.kind {
                    NodeKind::List(items) => match items.as_slice() {
                        [one] => written(text, one),
                        _ => return None,
                    },
                    _ => value,
                };
                if one.contains(['\n', '\r']) || one.contains(',') && !one.starts_with('{') {
                    return None;
                }
                let whole = entry.range();
                vec![TextEdit::replace(whole, format!("column: {one}"))]
            }
            (_, "columns") => {
                let list = matches!(entry.value.kind, NodeKind::List(_));
                let scalar = matches!(entry.value.kind, NodeKind::Scalar(_));
                if !list && (!scalar || value.contains([',', '\n'])) {
                    return None;
                }
                let wrapped = TextEdit::replace(entry.value.range, format!("[{value}]"));
                let wrapped = (!list).then_some(wrapped);
                wrapped
                    .into_iter()
                    .chain([rename(entry, canonical)])
                    .collect()
            }
            ("column: NAME", _) => column(text, map, index)?,
            (_, "column: {name: NAME, …}") => column(text, map, index)?,
            (_, it) if it.starts_with("references: {table: …, column") => {
                let scalar = entry.value.text()?;
                let (table, column) = pointed_at(scalar)?;
                let target = format!("references: {{table: {table}, column: {column}}}");
                vec![TextEdit::replace(entry.range(), target)]
            }
            (found, canonical) if is_key(found) && is_key(canonical) => {
                if other(canonical).is_some() {
                    return None;
                }
                vec![rename(entry, canonical)]
            }
            _ => return None,
        })
    })
}

fn is_key(text: &str) -> bool {
    text.chars().all(|it| it.is_ascii_lowercase() || it == '_')
}

/// `30 days` of a field that counts days, `5 min` of one that counts seconds.
pub(crate) fn number(text: &str, field: &str) -> Option<String> {
    let digits = text.len()
        - text
            .trim_start_matches(|it: char| it.is_ascii_digit())
            .len();
    let count: u64 = text[..digits].parse().ok()?;
    let unit = text[digits..].trim().trim_end_matches('.').to_lowercase();
    let times = match unit.as_str() {
        "" => 1,
        "d" | "day" | "days" if field.ends_with("days") => 1,
        "w" | "week" | "weeks" if field.ends_with("days") => 7,
        "s" | "sec" | "second" | "seconds" if field.ends_with("seconds") => 1,
        "m" | "min" | "minute" | "minutes" if field.ends_with("seconds") => 60,
        "h" | "hour" | "hours" if field.ends_with("seconds") => 3600,
        _ => return None,
    };
    Some(count.checked_mul(times)?.to_string())
}

/// `users.id` and `users(id)`; a schema's name makes it three parts, which stay.
fn pointed_at(text: &str) -> Option<(&str, &str)> {
    let plain = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || it == '_');
    let (table, column) = match text.trim().strip_suffix(')') {
        Some(it) => it.split_once('(')?,
        None => text.trim().split_once('.')?,
    };
    (plain(table) && plain(column)).then_some((table, column))
}

/// Entries that are written on one line each, as the inside of `{ }`.
fn inline(text: &str, entries: &[&Entry]) -> Option<String> {
    let mut out = Vec::new();
    for it in entries {
        let value = written(text, &it.value);
        let block = value.starts_with(['|', '>', '#']) || value.contains(['\n', '\r']);
        // A comment behind a value would be lost.
        if block || value.contains(" #") {
            return None;
        }
        // In `{ }` these end a plain value.
        let plain = !value.starts_with(['"', '\'', '{', '[']);
        let quoted = if plain && value.contains([',', '{', '}', '[', ']']) {
            syntax::edit::quote_if_needed(it.value.text()?)
        } else {
            value.to_owned()
        };
        out.push(format!("{}: {quoted}", written_key(text, it)));
    }
    Some(out.join(", "))
}

fn written_key<'a>(text: &'a str, entry: &Entry) -> &'a str {
    text.get(std::ops::Range::<usize>::from(entry.key.range))
        .unwrap_or_default()
}

/// The keys of a column that stand beside its name go into `column: { }`.
fn column(text: &str, map: &Node, name: usize) -> Option<Vec<TextEdit>> {
    let all = map.entries();
    let named = all.get(name)?;
    let stays =
        |it: &&Entry| ["if_not_exists", "table", "table_name"].contains(&it.key.text.as_str());
    let rest: Vec<&Entry> = all
        .iter()
        .enumerate()
        .filter(|(at, it)| *at != name && !stays(it))
        .map(|it| it.1)
        .collect();
    let inner = inline(text, &rest)?;
    let name = written(text, &named.value);
    let comma = if inner.is_empty() { "" } else { ", " };
    let new = format!("column: {{name: {name}{comma}{inner}}}");
    rebuilt(
        text,
        map,
        &all.iter().filter(stays).collect::<Vec<_>>(),
        &new,
    )
}

/// The keys of an operation that belong to its `details` go there.
fn into_details(text: &str, map: &Node) -> Option<Vec<TextEdit>> {
    let all = map.entries();
    let own = |it: &&Entry| OWN.contains(&it.key.text.as_str()) && it.key.text != "details";
    let mut inner: Vec<&Entry> = match nodes::entry(map, "details") {
        Some(it) if matches!(it.value.kind, NodeKind::Map(_)) => {
            it.value.entries().iter().collect()
        }
        Some(it) if it.value.is_null() => Vec::new(),
        Some(_) => return None,
        None => Vec::new(),
    };
    inner.extend(all.iter().filter(|it| !OWN.contains(&it.key.text.as_str())));
    let new = format!("details: {{{}}}", inline(text, &inner)?);
    rebuilt(text, map, &all.iter().filter(own).collect::<Vec<_>>(), &new)
}

/// A mapping of these entries and a new one behind them. `None` where a comment would be lost.
fn rebuilt(text: &str, map: &Node, stay: &[&Entry], new: &str) -> Option<Vec<TextEdit>> {
    let whole = written(text, map);
    let commented = whole
        .lines()
        .any(|it| it.trim_start().starts_with('#') || it.contains(" #"));
    if commented {
        return None;
    }
    let slice = |it: &&Entry| text.get(std::ops::Range::<usize>::from(it.range()));
    let mut entries: Vec<&str> = stay.iter().map(slice).collect::<Option<_>>()?;
    entries.push(new);
    let built = if whole.starts_with('{') {
        format!("{{{}}}", entries.join(", "))
    } else {
        let start = usize::from(map.range.start());
        let line = text[..start].rfind('\n').map_or(0, |it| it + 1);
        let blanks = " ".repeat(text[line..start].chars().count());
        let end = syntax::text::line_end(text);
        entries.join(&format!("{end}{blanks}"))
    };
    // A block's range may reach over the line end behind it.
    let end = map.range.start() + TextSize::of(whole.trim_end());
    Some(vec![TextEdit::replace(
        TextRange::new(map.range.start(), end),
        built,
    )])
}
