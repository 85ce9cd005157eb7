//! The shape of a text: what folds together, and what a growing selection takes in next.

use syntax::markdown::{self, BlockKind};
use syntax::value::{Node, NodeKind};
use syntax::{Language, TextRange, TextSize, sql, yaml};

use crate::{Analysis, FileId};

/// Lines that fold together, from the first, which stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    pub range: TextRange,
    pub comment: bool,
}

pub(crate) fn folds(analysis: &Analysis, file: FileId) -> Vec<Fold> {
    let Some(text) = analysis.file_text(file) else {
        return Vec::new();
    };
    let mut ranges = pieces(analysis, file, &text);
    // A word or a line does not fold.
    ranges.retain(|it| text[*it].trim_end().contains('\n'));
    let mut folds: Vec<Fold> = ranges
        .into_iter()
        .map(|range| Fold {
            range: TextRange::at(range.start(), TextSize::of(text[range].trim_end())),
            comment: false,
        })
        .collect();
    folds.extend(comments(analysis, file, &text));
    folds.sort_by_key(|it| (it.range.start(), std::cmp::Reverse(it.range.end())));
    folds.dedup_by_key(|it| it.range);
    folds
}

/// Comments of several lines, and those on lines that follow each other.
fn comments(analysis: &Analysis, file: FileId, text: &str) -> Vec<Fold> {
    let Some(document) = analysis.document(file) else {
        return Vec::new();
    };
    let mut runs: Vec<TextRange> = Vec::new();
    let begins_line = |at: TextSize| {
        let before = &text[..usize::from(at)];
        before.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']) || before.trim().is_empty()
    };
    for comment in &document.comments {
        if !begins_line(comment.range.start()) {
            continue;
        }
        match runs.last_mut() {
            Some(last)
                if text
                    .get(usize::from(last.end())..usize::from(comment.range.start()))
                    .is_some_and(|it| it.trim().is_empty() && it.matches('\n').count() == 1) =>
            {
                *last = last.cover(comment.range);
            }
            _ => runs.push(comment.range),
        }
    }
    let several = |it: &TextRange| text[*it].trim_end().contains('\n');
    let fold = |range| Fold {
        range,
        comment: true,
    };
    runs.into_iter().filter(several).map(fold).collect()
}

/// What holds an offset, the smallest first, the whole text last; each holds the one before.
pub(crate) fn selection(analysis: &Analysis, file: FileId, offset: TextSize) -> Vec<TextRange> {
    let Some(text) = analysis.file_text(file) else {
        return Vec::new();
    };
    let whole = TextRange::up_to(TextSize::of(&*text));
    let mut around: Vec<TextRange> = pieces(analysis, file, &text);
    around.extend(word(&text, offset));
    let lines = analysis.line_index(file);
    around.extend(lines.map(|it| {
        let line = it.line_range(it.line_of(offset));
        let written = text[line].trim();
        let start = text[line].find(written).unwrap_or_default();
        TextRange::at(
            line.start() + syntax::text::size(start),
            TextSize::of(written),
        )
    }));
    around.push(whole);
    around.retain(|it| it.contains_inclusive(offset) && !it.is_empty());
    around.sort_by_key(|it| it.len());
    let mut nested: Vec<TextRange> = Vec::new();
    for range in around {
        match nested.last() {
            Some(last) if *last == range || !range.contains_range(*last) => {}
            _ => nested.push(range),
        }
    }
    if nested.is_empty() {
        nested.push(whole);
    }
    nested
}

fn word(text: &str, offset: TextSize) -> Option<TextRange> {
    let at = usize::from(offset);
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let start = before.trim_end_matches(letter).len();
    let end = at + (after.len() - after.trim_start_matches(letter).len());
    (start < end).then(|| range(start, end))
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(syntax::text::size(start), syntax::text::size(end))
}

type Locate<'a> = &'a dyn Fn(TextRange) -> TextRange;

/// Every part of a text that has a beginning and an end, in no order.
fn pieces(analysis: &Analysis, file: FileId, text: &str) -> Vec<TextRange> {
    let Some(document) = analysis.document(file) else {
        return Vec::new();
    };
    let mut acc = Vec::new();
    match document.language {
        Language::Markdown => of_markdown(text, &mut acc),
        Language::Yaml => of_yaml(text, &|it| it, &mut acc),
        Language::Sql => of_sql(text, &|it| it, &mut acc),
        Language::Python => {}
    }
    acc
}

fn of_sql(text: &str, locate: Locate<'_>, acc: &mut Vec<TextRange>) {
    for (statement, _) in sql::split(text) {
        acc.push(locate(statement));
        // Parentheses: a list of columns, a subquery.
        let mut open: Vec<usize> = Vec::new();
        for (at, c) in text[statement].char_indices() {
            match c {
                '(' => open.push(at),
                ')' => {
                    if let Some(start) = open.pop() {
                        let base = usize::from(statement.start());
                        acc.push(locate(range(base + start, base + at + 1)));
                    }
                }
                _ => {}
            }
        }
    }
}

fn of_yaml(text: &str, locate: Locate<'_>, acc: &mut Vec<TextRange>) {
    for document in &yaml::parse(text).documents {
        acc.push(locate(document.root.range));
        of_node(&document.root, locate, acc);
    }
}

fn of_node(node: &Node, locate: Locate<'_>, acc: &mut Vec<TextRange>) {
    match &node.kind {
        NodeKind::Map(entries) => {
            for entry in entries {
                acc.push(locate(entry.range()));
                acc.push(locate(entry.value.range));
                of_node(&entry.value, locate, acc);
            }
        }
        NodeKind::List(items) => {
            for item in items {
                acc.push(locate(item.range));
                of_node(item, locate, acc);
            }
        }
        NodeKind::Scalar(_) | NodeKind::Missing | NodeKind::Alias(_) => {}
    }
}

fn of_markdown(text: &str, acc: &mut Vec<TextRange>) {
    let markdown = markdown::parse(text);
    let end = TextSize::of(text);
    let mut open: Vec<(u8, TextSize)> = Vec::new();
    for block in &markdown.blocks {
        acc.push(block.range);
        match &block.kind {
            BlockKind::Heading { level, .. } => {
                while let Some((_, start)) = open.pop_if(|it| it.0 >= *level) {
                    acc.push(TextRange::new(start, block.range.start()));
                }
                open.push((*level, block.range.start()));
            }
            BlockKind::Table(table) => {
                let rows = table.rows.iter();
                acc.extend(rows.clone().map(|it| it.range));
                let cells = rows.flat_map(|it| &it.cells).chain(&table.header);
                acc.extend(cells.map(|it| it.range));
            }
            BlockKind::List(items) => acc.extend(items.iter().map(|it| it.range)),
            BlockKind::Fence(fence) => {
                let locate = |it: TextRange| fence.code.map.range_to_host(it);
                match fence.language.as_str() {
                    "sql" | "postgresql" | "postgres" | "pgsql" | "psql" => {
                        of_sql(&fence.code.text, &locate, acc);
                    }
                    "yaml" | "yml" => of_yaml(&fence.code.text, &locate, acc),
                    _ => {}
                }
            }
            BlockKind::FrontMatter(_) | BlockKind::Paragraph(_) | BlockKind::Comment(_) => {}
        }
    }
    acc.extend(open.into_iter().map(|it| TextRange::new(it.1, end)));
}
