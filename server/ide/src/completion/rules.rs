//! The names of rules in `forelock: ignore[…]`, in comments of all three languages.

use std::collections::BTreeSet;

use syntax::{TextEdit, TextRange};

use super::{Completion, CompletionKind};
use crate::{Analysis, FilePosition, PageKind};

/// `None` when the cursor is not between such brackets.
pub(super) fn completions(analysis: &Analysis, position: FilePosition) -> Option<Vec<Completion>> {
    let text = analysis.file_text(position.file)?;
    let at = usize::from(position.offset);
    let before = text.get(..at)?;
    let line = before.rfind(['\n', '\r']).map_or(0, |it| it + 1);
    let open = ["forelock: ignore[", "forelock: ignore-file["]
        .iter()
        .filter_map(|it| Some(before[line..].rfind(it)? + line + it.len()))
        .max()?;
    if before[open..].contains(']') || !is_comment(&before[line..open]) {
        return None;
    }
    let start = before[open..].rfind(',').map_or(open, |it| open + it + 1);
    let start = start + (before[start..].len() - before[start..].trim_start().len());
    let word = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    let rest = &text[at..];
    let end = at + (rest.len() - rest.trim_start_matches(word).len());
    let range = TextRange::new(syntax::text::size(start), syntax::text::size(end));
    let close = text[end..].find(']').map_or(end, |it| end + it);
    let named: BTreeSet<&str> = text[open..start]
        .split(',')
        .chain(
            text[end..close]
                .lines()
                .next()
                .unwrap_or_default()
                .split(','),
        )
        .map(str::trim)
        .collect();
    let near = near(analysis, position, &text, line);
    let rules = crate::pages()
        .into_iter()
        .filter(|it| it.kind == PageKind::Rule && !named.contains(it.code));
    Some(
        rules
            .map(|it| {
                let first = u8::from(!near.contains(it.code));
                Completion {
                    label: it.code.to_owned(),
                    kind: CompletionKind::Rule,
                    detail: Some(it.summary),
                    id: Some(format!("rule {}", it.code)),
                    edit: TextEdit::replace(range, it.code),
                    snippet: false,
                    sort: format!("{first}{}", it.code),
                }
            })
            .collect(),
    )
}

fn is_comment(before: &str) -> bool {
    ["#", "--", "<!--"].iter().any(|it| before.contains(it))
}

/// The rules that say something on the comment's line or the next: those are meant.
fn near(
    analysis: &Analysis,
    position: FilePosition,
    text: &str,
    line: usize,
) -> BTreeSet<&'static str> {
    let mut end = line;
    for _ in 0..2 {
        end = text[end..].find('\n').map_or(text.len(), |it| end + it + 1);
    }
    let findings = analysis.findings(position.file);
    let here = |it: &analysis::Finding| {
        let start = usize::from(it.range.start());
        line <= start && start < end
    };
    findings
        .iter()
        .filter(|it| here(it))
        .map(|it| it.code)
        .collect()
}
