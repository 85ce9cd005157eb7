//! A plan, written into the document it was asked for.

use std::collections::BTreeSet;

use model::operation::Change;
use model::specification::Specification;
use model::{Migration, MigrationSource};
use plan::write::{Place, Placement};
use plan::{Plan, write};
use syntax::{TextEdit, TextRange, TextSize};

use crate::{Analysis, FileId};

/// Where a plan goes.
pub(crate) struct Target<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) file: FileId,
    pub(crate) text: &'a str,
    pub(crate) migration: &'a Migration,
    /// Of the migration in its document.
    pub(crate) index: usize,
    pub(crate) change: &'a Change,
}

/// Takes the operation out of its specification and adds one specification for each deploy.
pub(crate) fn into_specification(
    target: &Target<'_>,
    specification: &Specification,
    plan: &Plan,
) -> Option<Vec<TextEdit>> {
    let alone = target.migration.upgrade.len() == 1;
    let own = alone.then(|| Place {
        parent: specification.parent().map(|it| it.value.clone()),
        version: specification
            .version()
            .map(|it| it.value.clone())
            .unwrap_or_default(),
    });
    let own = own.filter(|it| !it.version.is_empty());
    let count = plan.deploys.len();
    let places = free_places(target.analysis, None, own.clone(), count);
    let placement = placement(Some(specification), places);
    let mut written = write::specifications(plan, &placement);
    let indent = column_of(target.text, specification.key.start());
    let mut edits = Vec::new();
    let mut end = end_of_block(target.text, specification.range.end());
    if own.is_some() && !written.is_empty() {
        let first = written.remove(0);
        let range = TextRange::new(specification.key.start(), specification.range.end());
        edits.push(TextEdit::replace(
            range,
            indented(&first, indent).trim_start().trim_end(),
        ));
        end = specification.range.end();
    } else {
        edits.extend(take_out(target)?);
    }
    let mut rest = String::new();
    for text in &written {
        rest.push_str(&format!(
            "\n{}---\n{}",
            " ".repeat(indent),
            indented(text, indent).trim_end()
        ));
    }
    if !rest.is_empty() {
        edits.push(TextEdit::insert(end, rest));
    }
    Some(own_line_ends(target.text, edits))
}

/// Replaces a statement of a script by the statements of its steps.
pub(crate) fn into_script(target: &Target<'_>, plan: &Plan) -> Option<Vec<TextEdit>> {
    let text = write::script(plan);
    let mut range = target.change.range;
    // The script's statements bring their own semicolons.
    let after = &target.text[usize::from(range.end())..];
    if after.starts_with(';') {
        range = TextRange::new(range.start(), range.end() + TextSize::of(';'));
    }
    Some(own_line_ends(
        target.text,
        vec![TextEdit::replace(range, text.trim_end())],
    ))
}

/// Turns a fence's statement into a comment, and puts the specifications into a fence behind it.
pub(crate) fn into_markdown(target: &Target<'_>, plan: &Plan) -> Option<Vec<TextEdit>> {
    let range = target.change.range;
    let places = free_places(target.analysis, None, None, plan.deploys.len());
    let placement = placement(None, places);
    let written = write::specifications(plan, &placement);
    let indent = column_of(target.text, target.migration.range.start());
    let mut edits = Vec::new();
    // Every line of the statement but the first, which the statement may share with another.
    for (at, line) in target.text[range]
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
    {
        let offset = range.start() + syntax::text::size(at);
        let blanks = line.len() - line.trim_start().len();
        let offset = offset + syntax::text::size(if at == 0 { 0 } else { blanks });
        edits.push(TextEdit::insert(offset, "-- split below: "));
    }
    let fence_end = end_of_fence(target.text, range.end());
    let pad = " ".repeat(indent);
    let body = written
        .iter()
        .map(|it| indented(it, indent))
        .collect::<Vec<_>>();
    let body = body.join(&format!("{pad}---\n"));
    let text = format!("\n\n{pad}```yaml\n{}\n{pad}```", body.trim_end());
    edits.push(TextEdit::insert(fence_end, text));
    Some(own_line_ends(target.text, edits))
}

/// Removes the operation, and the downgrade's operation that only undid it.
fn take_out(target: &Target<'_>) -> Option<Vec<TextEdit>> {
    let mut edits = vec![remove_item(target.text, target.change.range)];
    let path = target.analysis.path(target.file)?;
    let before = target
        .analysis
        .workspace()
        .place(&path, target.index)
        .before;
    let undone: Vec<&Change> = target
        .migration
        .downgrade
        .iter()
        .filter(|down| undoes(down, target.change, before))
        .collect();
    // An empty list would not be a downgrade any more.
    if undone.len() < target.migration.downgrade.len() {
        edits.extend(undone.iter().map(|it| remove_item(target.text, it.range)));
    }
    Some(edits)
}

/// Whether a downgrade's change is about the same column, constraint or index as an upgrade's.
fn undoes(down: &Change, up: &Change, before: &model::Catalog) -> bool {
    let inverse: Vec<_> = up
        .parts
        .iter()
        .filter_map(|it| model::inverse::inverse(&it.operation, before))
        .flatten()
        .collect();
    !inverse.is_empty()
        && down.parts.iter().all(|it| {
            inverse.iter().any(|other| {
                other.word() == it.operation.word()
                    && other.table() == it.operation.table()
                    && other.column() == it.operation.column()
            })
        })
}

/// A list item with its dash and its line.
fn remove_item(text: &str, range: TextRange) -> TextEdit {
    let start = text[..usize::from(range.start())]
        .rfind('\n')
        .map_or(0, |it| it + 1);
    let end = text[usize::from(range.end())..]
        .find('\n')
        .map_or(text.len(), |it| usize::from(range.end()) + it + 1);
    TextEdit::replace(
        TextRange::new(syntax::text::size(start), syntax::text::size(end)),
        "",
    )
}

/// The next free places of the chain, for a plan that is printed or written to files. `after` is
/// the last version that an earlier plan of the same file took.
pub(crate) fn following(
    analysis: &Analysis,
    migration: &Migration,
    after: Option<&str>,
    count: usize,
) -> Placement {
    let specification = match &migration.source {
        MigrationSource::Specification(it) => Some(it.as_ref()),
        MigrationSource::Script | MigrationSource::Fence { .. } | MigrationSource::Revision(_) => {
            None
        }
    };
    let places = free_places(analysis, after, None, count);
    placement(specification, places)
}

/// Places behind `after`, or behind the chain's last version; `own` is a place that the first
/// deploy takes over.
fn free_places(
    analysis: &Analysis,
    after: Option<&str>,
    own: Option<Place>,
    count: usize,
) -> Vec<Place> {
    let chain = &analysis.workspace().chain;
    let taken: BTreeSet<&str> = chain
        .nodes
        .iter()
        .filter_map(|it| it.version.as_deref())
        .collect();
    let newest = chain.nodes.last().and_then(|it| it.version.clone());
    let mut parent = after.map(str::to_owned).or(newest);
    let mut last = parent.clone().unwrap_or_else(|| "0000".to_owned());
    let mut places = Vec::new();
    if let Some(own) = own {
        if parent.is_none() {
            parent = Some(own.version.clone());
            last.clone_from(&own.version);
        }
        places.push(own);
    }
    while places.len() < count {
        last = next_version(&last);
        while taken.contains(last.as_str()) {
            last = next_version(&last);
        }
        places.push(Place {
            parent: parent.replace(last.clone()),
            version: last.clone(),
        });
    }
    places
}

fn placement(specification: Option<&Specification>, places: Vec<Place>) -> Placement {
    let meta = specification
        .and_then(|it| it.meta.as_ref())
        .map(|it| &it.value);
    let text = |it: Option<&model::specification::Spanned<String>>| it.map(|it| it.value.clone());
    Placement {
        places,
        feature_spec: text(meta.and_then(|it| it.feature_spec.as_ref())),
        database_spec: text(meta.and_then(|it| it.database_spec.as_ref())),
        author: text(
            specification
                .and_then(|it| it.migration.as_ref())
                .and_then(|it| it.value.author.as_ref()),
        ),
        now: None,
    }
}

/// The version after one, in its own habit: the last run of digits counts up and keeps its
/// width; a version without digits gets `_2`.
pub(crate) fn next_version(version: &str) -> String {
    let end = version
        .rfind(|it: char| it.is_ascii_digit())
        .map(|it| it + 1);
    let Some(end) = end else {
        return format!("{version}_2");
    };
    let start = version[..end]
        .rfind(|it: char| !it.is_ascii_digit())
        .map_or(0, |it| {
            it + version[it..].chars().next().map_or(1, char::len_utf8)
        });
    let digits = &version[start..end];
    let width = digits.len();
    match digits.parse::<u64>().ok().and_then(|it| it.checked_add(1)) {
        Some(next) => format!("{}{next:0width$}{}", &version[..start], &version[end..]),
        None => format!("{version}_2"),
    }
}

/// Columns of blanks before an offset in its line.
fn column_of(text: &str, offset: TextSize) -> usize {
    let before = &text[..usize::from(offset)];
    let line = &before[before.rfind('\n').map_or(0, |it| it + 1)..];
    if line.trim().is_empty() {
        line.len()
    } else {
        0
    }
}

fn indented(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str(&pad);
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// The end of the line that holds the last byte of a block.
fn end_of_block(text: &str, end: TextSize) -> TextSize {
    let rest = &text[usize::from(end)..];
    let line = rest.find('\n').unwrap_or(rest.len());
    end + TextSize::of(rest[..line].trim_end())
}

/// Behind the fence that is open at an offset.
fn end_of_fence(text: &str, offset: TextSize) -> TextSize {
    let mut at = usize::from(offset);
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        let mark = line.trim();
        if mark.starts_with("```") || mark.starts_with("~~~") {
            return syntax::text::size(
                at - (line.len() - line.trim_end_matches(['\r', '\n']).len()),
            );
        }
    }
    syntax::text::size(text.len())
}

fn own_line_ends(text: &str, mut edits: Vec<TextEdit>) -> Vec<TextEdit> {
    if syntax::text::line_end(text) == "\r\n" {
        for edit in &mut edits {
            edit.insert = edit.insert.replace('\n', "\r\n");
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::next_version;

    #[test]
    fn versions_keep_their_habit() {
        let next: Vec<String> = [
            "0001",
            "0099",
            "9",
            "v2",
            "2026_05_01",
            "abc",
            "1.2.9",
            "99999999999999999999",
        ]
        .map(next_version)
        .into();
        let expected = [
            "0002",
            "0100",
            "10",
            "v3",
            "2026_05_02",
            "abc_2",
            "1.2.10",
            "99999999999999999999_2",
        ];
        assert_eq!(next, expected);
    }
}
