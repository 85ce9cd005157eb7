//! Cells of a spec's column tables: types, and what a foreign key leads to.

use syntax::markdown::{self, BlockKind};
use syntax::{Language, TextEdit, TextRange};

use super::{Completion, CompletionKind, names, types};
use crate::{Analysis, FilePosition};

/// `None` outside of a table of columns.
pub(super) fn completions(analysis: &Analysis, position: FilePosition) -> Option<Vec<Completion>> {
    if analysis.language(position.file)? != Language::Markdown {
        return None;
    }
    let text = analysis.file_text(position.file)?;
    let markdown = markdown::parse(&text);
    let block = markdown.blocks.iter().find(|it| {
        matches!(it.kind, BlockKind::Table(_)) && it.range.contains_inclusive(position.offset)
    })?;
    let BlockKind::Table(table) = &block.kind else {
        return None;
    };
    let at = usize::from(position.offset);
    let line = text[..at].rfind(['\n', '\r']).map_or(0, |it| it + 1);
    let end = text[at..]
        .find(['\n', '\r'])
        .map_or(text.len(), |it| at + it);
    let first = usize::from(block.range.start());
    if line <= first
        || text[line..end]
            .trim_matches(['|', '-', ':', ' '])
            .is_empty()
    {
        return None;
    }
    // Pipes count from the row's first; a row may do without it.
    let row = &text[line..end];
    let pipes: Vec<usize> = pipes(row).map(|it| line + it).collect();
    let outer = row.trim_start().starts_with('|');
    let before = pipes.iter().filter(|it| **it < at).count();
    let cell = if outer {
        before.checked_sub(1)?
    } else {
        before
    };
    let from = pipes.iter().rfind(|it| **it < at).map_or(line, |it| it + 1);
    let to = pipes.iter().find(|it| **it >= at).copied().unwrap_or(end);
    let header = table.header.get(cell)?.text.to_lowercase();
    let inner = &text[from..to];
    let bare = |it: char| it.is_whitespace() || it == '`';
    let start = from + (inner.len() - inner.trim_start_matches(bare).len());
    let stop = from + inner.trim_end_matches(bare).len();
    let token = if start <= at && at <= stop {
        TextRange::new(syntax::text::size(start), syntax::text::size(stop))
    } else if start >= stop {
        TextRange::empty(position.offset)
    } else {
        return None;
    };
    let item = |label: String, kind, detail: String, id, index: usize| Completion {
        edit: TextEdit::replace(token, label.clone()),
        label,
        kind,
        detail: Some(detail),
        id,
        snippet: false,
        sort: format!("0{index:03}"),
    };
    let words: Vec<&str> = header.split(|it: char| !it.is_alphanumeric()).collect();
    if words.iter().any(|it| matches!(*it, "type" | "datatype")) {
        let all = types::TYPES
            .iter()
            .enumerate()
            .map(|(index, (name, meaning))| {
                let id = Some(format!("type {name}"));
                item(
                    (*name).to_owned(),
                    CompletionKind::Type,
                    (*meaning).to_owned(),
                    id,
                    index,
                )
            });
        return Some(all.collect());
    }
    if words
        .iter()
        .any(|it| matches!(*it, "references" | "reference" | "foreign" | "fk"))
    {
        let catalog = names::catalog(analysis, position)?;
        let mut out = Vec::new();
        for table in names::tables(&catalog) {
            for column in names::columns(&catalog, &table.name) {
                let label = format!("{}.{}", table.name, column.name);
                let index = out.len();
                out.push(item(
                    label,
                    CompletionKind::Column,
                    column.detail,
                    None,
                    index,
                ));
            }
        }
        return Some(out);
    }
    None
}

/// Where the pipes of a row stand that part cells.
fn pipes(row: &str) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    let mut code = false;
    row.char_indices().filter_map(move |(at, it)| {
        let parts = it == '|' && !escaped && !code;
        code ^= it == '`';
        escaped = it == '\\' && !escaped;
        parts.then_some(at)
    })
}
