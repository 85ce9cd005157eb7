//! Edits on a value's ranges: set, insert, remove, replace, as [`TextEdit`]s that keep style,
//! indentation, comments and the file's line end.
//!
//! Never writes a value that a YAML 1.1 loader and a 1.2 loader would read differently.

mod quote;
#[cfg(test)]
mod tests;

use crate::text::{line_end, size};
use crate::value::{Entry, Node, NodeKind, ScalarStyle};
use crate::{TextEdit, TextRange, TextSize};

pub use quote::quote_if_needed;
use quote::{double_quoted, is_printable, single_quoted};

/// How much deeper a nested value is written than its key.
const STEP: usize = 2;

/// Makes `node` the string `new_text`. A quoted scalar stays quoted as it was, a block scalar
/// stays one, a plain scalar gets quotes only where a loader would not read it as this string.
/// An absent value is written behind its colon; any other value is replaced.
pub fn set_scalar(source: &str, node: &Node, new_text: &str) -> TextEdit {
    let style = node.scalar().map_or(ScalarStyle::Plain, |it| it.style);
    let one_line = !new_text.contains(['\n', '\r']);
    let insert = match style {
        ScalarStyle::SingleQuoted if one_line && is_printable(new_text) => single_quoted(new_text),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => double_quoted(new_text),
        ScalarStyle::Literal | ScalarStyle::Folded => {
            block_scalar(source, node, new_text).unwrap_or_else(|| quote_if_needed(new_text))
        }
        ScalarStyle::Plain => quote_if_needed(new_text),
    };
    if node.kind == NodeKind::Missing {
        return TextEdit::insert(node.range.start(), format!(" {insert}"));
    }
    TextEdit::replace(node.range, insert)
}

/// `text` as the literal block that `node` is written as. A folded block becomes a literal one
/// when `text` has line ends, which folding would eat. `None` when no block spells `text`.
fn block_scalar(source: &str, node: &Node, text: &str) -> Option<String> {
    let old = source.get(std::ops::Range::<usize>::from(node.range))?;
    let body = text.trim_end_matches('\n');
    if body.is_empty() || body.starts_with([' ', '\t', '\n']) || text.contains('\r') {
        return None;
    }
    if !body.split('\n').all(is_printable) {
        return None;
    }
    let indent = old
        .lines()
        .skip(1)
        .find(|it| !it.trim().is_empty())
        .map(leading_spaces)
        .filter(|it| *it > 0)
        .unwrap_or_else(|| line_column(source, node) + STEP);
    let comment = old
        .lines()
        .next()
        .and_then(|it| it.find(" #").map(|at| it[at..].trim_end()))
        .unwrap_or_default();
    let folded = old.starts_with('>') && !body.contains('\n');
    let chomp = match text.len() - body.len() {
        0 => "-",
        1 => "",
        // More line ends than one are kept by `+`, which also keeps blank lines of the file.
        _ => return None,
    };
    let eol = line_end(source);
    let mut out = format!("{}{chomp}{comment}", if folded { '>' } else { '|' });
    for line in body.split('\n') {
        out.push_str(eol);
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
    }
    Some(out)
}

/// Adds `key: value_yaml` behind the entry `after_key`, or behind the last entry when there is
/// no such key. `value_yaml` is YAML, indented in itself as if it stood at the left margin. A
/// `map_node` with nothing in it yet (`key:`) becomes a mapping. `None` when `map_node` is
/// neither, or when a value of several lines would have to go into `{ }`.
pub fn insert_entry(
    source: &str,
    map_node: &Node,
    after_key: Option<&str>,
    key: &str,
    value_yaml: &str,
) -> Option<TextEdit> {
    let eol = line_end(source);
    let key = quote_if_needed(key);
    if map_node.kind == NodeKind::Missing {
        let indent = line_column(source, map_node) + STEP;
        let at = end_of_line(source, usize::from(map_node.range.end()));
        let entry = entry_text(&key, value_yaml, indent, eol);
        return Some(TextEdit::insert(
            size(at),
            format!("{eol}{}{entry}", " ".repeat(indent)),
        ));
    }
    let NodeKind::Map(entries) = &map_node.kind else {
        return None;
    };
    let after = after_key
        .and_then(|key| entries.iter().find(|it| it.key.text == key))
        .or(entries.last());
    if is_flow(source, map_node) {
        let value = value_yaml.trim();
        if value.contains(['\n', '\r']) || is_block(value) {
            return None;
        }
        return Some(match after {
            Some(after) => TextEdit::insert(after.range().end(), format!(", {key}: {value}")),
            None => TextEdit::insert(map_node.range.start() + size(1), format!("{key}: {value}")),
        });
    }
    let indent = column(source, usize::from(entries.first()?.key.range.start()));
    let at = end_of_line(source, usize::from(after?.range().end()));
    let entry = entry_text(&key, value_yaml, indent, eol);
    Some(TextEdit::insert(
        size(at),
        format!("{eol}{}{entry}", " ".repeat(indent)),
    ))
}

/// Removes the entry `key` with its lines; comments on lines of their own stay. The only entry
/// leaves `{}`. `None` when there is no such entry.
pub fn remove_entry(source: &str, map_node: &Node, key: &str) -> Option<TextEdit> {
    let entries = map_node.entries();
    let index = entries.iter().position(|it| it.key.text == key)?;
    let entry = &entries[index];
    if entries.len() == 1 {
        return Some(TextEdit::replace(map_node.range, "{}"));
    }
    let next = entries.get(index + 1);
    if is_flow(source, map_node) {
        let range = match (next, index.checked_sub(1).and_then(|it| entries.get(it))) {
            (Some(next), _) => TextRange::new(entry.key.range.start(), next.key.range.start()),
            (None, Some(before)) => TextRange::new(before.range().end(), entry.range().end()),
            (None, None) => return None,
        };
        return Some(TextEdit::replace(range, ""));
    }
    let start = usize::from(entry.key.range.start());
    let line = start_of_line(source, start);
    if !source.get(line..start)?.trim().is_empty() {
        // Behind a dash: the next entry moves up to it.
        let next = next?.key.range.start();
        return Some(TextEdit::replace(
            TextRange::new(entry.key.range.start(), next),
            "",
        ));
    }
    let end = end_of_line(source, usize::from(entry.range().end()));
    let after = after_break(source, end);
    let range = if after > end {
        line..after
    } else {
        before_break(source, line)..end
    };
    Some(TextEdit::replace(
        TextRange::new(size(range.start), size(range.end)),
        "",
    ))
}

/// Replaces an item of a list by `yaml`, which is indented in itself as if it stood at the left
/// margin. `None` when there is no such item, or when several lines would have to go into
/// `[ ]`.
pub fn replace_item(source: &str, list: &Node, index: usize, yaml: &str) -> Option<TextEdit> {
    replace_item_by(source, list, index, &[yaml])
}

/// As [`replace_item`], by any number of items but none.
pub fn replace_item_by(
    source: &str,
    list: &Node,
    index: usize,
    items: &[&str],
) -> Option<TextEdit> {
    let item = list.items().get(index)?;
    if items.is_empty() {
        return None;
    }
    if is_flow(source, list) {
        let single = |it: &&str| !it.trim().contains(['\n', '\r']) && !is_block(it.trim());
        if !items.iter().all(single) {
            return None;
        }
        let joined: Vec<&str> = items.iter().map(|it| it.trim()).collect();
        return Some(TextEdit::replace(item.range, joined.join(", ")));
    }
    let eol = line_end(source);
    let start = usize::from(item.range.start());
    let missing = item.kind == NodeKind::Missing;
    let dash = column(source, usize::from(list.range.start()));
    let indent = if missing {
        dash + STEP
    } else {
        column(source, start)
    };
    let mut out = String::new();
    for (at, yaml) in items.iter().enumerate() {
        let mut own = indent;
        if at > 0 {
            out.push_str(eol);
            out.push_str(&" ".repeat(dash));
            out.push_str("- ");
            own = dash + STEP;
        } else if missing {
            out.push(' ');
        }
        push_indented(&mut out, yaml, own, eol);
    }
    let end = usize::from(item.range.end());
    let rest = source.get(end..end_of_line(source, end))?;
    if !rest.trim().is_empty() && items.last().is_some_and(|it| ends_in_block_scalar(it)) {
        // The comment behind the old item would become a part of the new one.
        out.push_str(eol);
        out.push_str(&" ".repeat(dash));
        out.push_str(rest.trim());
        let range = TextRange::new(item.range.start(), item.range.end() + TextSize::of(rest));
        return Some(TextEdit::replace(range, out));
    }
    Some(TextEdit::replace(item.range, out))
}

fn ends_in_block_scalar(yaml: &str) -> bool {
    let parsed = crate::yaml::parse(yaml);
    let Some(document) = parsed.documents.last() else {
        return false;
    };
    let mut node = &document.root;
    while let Some(last) = node
        .items()
        .last()
        .or(node.entries().last().map(|it| &it.value))
    {
        node = last;
    }
    node.scalar()
        .is_some_and(|it| matches!(it.style, ScalarStyle::Literal | ScalarStyle::Folded))
}

/// `key: value`, whose lines after the first carry `indent` and more.
fn entry_text(key: &str, value: &str, indent: usize, eol: &str) -> String {
    let value = value.trim_matches(['\n', '\r']).trim_end();
    let mut out = format!("{key}:");
    if value.is_empty() {
        return out;
    }
    if is_block(value) {
        out.push_str(eol);
        out.push_str(&" ".repeat(indent + STEP));
        push_indented(&mut out, value, indent + STEP, eol);
        return out;
    }
    out.push(' ');
    // What follows the header of a block scalar, or a bracket, is indented in itself.
    push_indented(&mut out, value, indent, eol);
    out
}

/// `yaml` is a block mapping or a block list.
fn is_block(yaml: &str) -> bool {
    crate::yaml::parse(yaml)
        .documents
        .first()
        .is_some_and(|it| {
            matches!(it.root.kind, NodeKind::Map(_) | NodeKind::List(_)) && !is_flow(yaml, &it.root)
        })
}

fn push_indented(out: &mut String, yaml: &str, indent: usize, eol: &str) {
    let yaml = yaml.trim_matches(['\n', '\r']).trim_end();
    let margin = leading_spaces(yaml);
    for (at, line) in yaml.lines().enumerate() {
        let own = leading_spaces(line).min(margin);
        let line = &line[own..];
        if at > 0 {
            out.push_str(eol);
            if !line.trim().is_empty() {
                out.push_str(&" ".repeat(indent));
            }
        }
        out.push_str(line);
    }
}

fn is_flow(source: &str, node: &Node) -> bool {
    let at = usize::from(node.range.start());
    matches!(source.as_bytes().get(at), Some(b'{' | b'['))
        && node
            .entries()
            .first()
            .map(Entry::range)
            .map(|it| it.start())
            != Some(node.range.start())
}

fn leading_spaces(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn start_of_line(source: &str, at: usize) -> usize {
    let before = source.get(..at).unwrap_or_default();
    before.rfind(['\n', '\r']).map_or(0, |it| it + 1)
}

fn end_of_line(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    rest.find(['\n', '\r']).map_or(source.len(), |it| at + it)
}

fn after_break(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    at + if rest.starts_with("\r\n") {
        2
    } else {
        usize::from(rest.starts_with(['\n', '\r']))
    }
}

fn before_break(source: &str, at: usize) -> usize {
    let before = source.get(..at).unwrap_or_default();
    let before = before.strip_suffix('\n').unwrap_or(before);
    before.strip_suffix('\r').unwrap_or(before).len()
}

/// Characters before `at` on its line, without a byte order mark.
fn column(source: &str, at: usize) -> usize {
    source
        .get(start_of_line(source, at)..at)
        .unwrap_or_default()
        .chars()
        .filter(|it| *it != '\u{feff}')
        .count()
}

/// Where the content of the line begins on which a value's key stands, behind its dashes.
fn line_column(source: &str, node: &Node) -> usize {
    let at = usize::from(node.range.start());
    let line = source
        .get(start_of_line(source, at)..at)
        .unwrap_or_default();
    let line = line.trim_start_matches('\u{feff}');
    let mut rest = line.trim_start_matches(' ');
    while let Some(next) = rest.strip_prefix("- ") {
        rest = next.trim_start_matches(' ');
    }
    line[..line.len() - rest.len()].chars().count()
}
