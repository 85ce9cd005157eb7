//! Tables and columns in SQL: a script, a fence, or the `sql:` of an operation.

use std::collections::BTreeSet;

use syntax::markdown::{self, BlockKind};
use syntax::{Language, TextEdit, TextRange};

use super::{Completion, CompletionKind, names};
use crate::{Analysis, FilePosition};

/// `None` outside of SQL, and where no name is expected.
pub(super) fn completions(analysis: &Analysis, position: FilePosition) -> Option<Vec<Completion>> {
    let text = analysis.file_text(position.file)?;
    let at = usize::from(position.offset);
    let start = match analysis.language(position.file)? {
        Language::Sql => 0,
        Language::Markdown => fence(&text, position)?,
        Language::Yaml | Language::Python => return None,
    };
    complete(analysis, position, text.get(start..at)?, &text)
}

fn fence(text: &str, position: FilePosition) -> Option<usize> {
    let markdown = markdown::parse(text);
    markdown.blocks.iter().find_map(|it| {
        let BlockKind::Fence(fence) = &it.kind else {
            return None;
        };
        let sql = matches!(
            fence.language.as_str(),
            "sql" | "postgresql" | "postgres" | "pgsql" | "psql"
        );
        let inside = fence.code.map.to_inner(position.offset).is_some();
        (sql && inside).then(|| usize::from(it.range.start()))
    })
}

/// `before` is the SQL up to the cursor.
pub(super) fn complete(
    analysis: &Analysis,
    position: FilePosition,
    before: &str,
    text: &str,
) -> Option<Vec<Completion>> {
    let statement = before.rsplit(';').next()?;
    let line = statement.rsplit('\n').next()?;
    if line.contains("--") {
        return None;
    }
    let word = |it: char| it.is_alphanumeric() || it == '_';
    let typed = statement.len() - statement.trim_end_matches(word).len();
    let head = &statement[..statement.len() - typed];
    let words: Vec<String> = head
        .split(|it: char| !word(it) && it != '(' && it != ',')
        .filter(|it| !it.is_empty())
        .map(str::to_uppercase)
        .collect();
    let skipped = ["IF", "EXISTS", "NOT", "ONLY"];
    let last = words
        .iter()
        .rev()
        .find(|it| !skipped.contains(&it.as_str()))?;
    let catalog = names::catalog(analysis, position)?;
    let (kind, found) = match last.as_str() {
        // What CREATE TABLE names is new.
        "TABLE" if words.first().is_some_and(|it| it == "CREATE") => return None,
        "TABLE" | "FROM" | "UPDATE" | "INTO" | "JOIN" | "REFERENCES" | "TRUNCATE" | "ON" => {
            (CompletionKind::Table, names::tables(&catalog))
        }
        _ => {
            let columns = matches!(
                last.as_str(),
                "COLUMN" | "SET" | "WHERE" | "AND" | "OR" | "BY"
            ) || last.ends_with(['(', ','])
                || head.trim_end().ends_with(['(', ',']);
            if !columns {
                return None;
            }
            let known: BTreeSet<String> = catalog
                .tables
                .values()
                .map(|it| it.name.to_string())
                .filter(|it| words.contains(&it.to_uppercase()))
                .collect();
            let found = known.iter().flat_map(|it| names::columns(&catalog, it));
            (CompletionKind::Column, found.collect())
        }
    };
    let at = usize::from(position.offset);
    let rest = &text[at..];
    let end = at + (rest.len() - rest.trim_start_matches(word).len());
    let token = TextRange::new(syntax::text::size(at - typed), syntax::text::size(end));
    let mut seen = BTreeSet::new();
    let items = found.into_iter().filter(|it| seen.insert(it.name.clone()));
    Some(
        items
            .enumerate()
            .map(|(index, it)| Completion {
                edit: TextEdit::replace(token, names::table_named(&it.name).to_sql()),
                label: it.name,
                kind,
                detail: Some(it.detail),
                id: None,
                snippet: false,
                sort: format!("0{index:03}"),
            })
            .collect(),
    )
}
