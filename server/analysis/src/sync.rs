//! What the rules about `environment_sync` and execution records share: finding an entry, naming
//! things, editing lists.
//!
//! Never decides what is wrong; the rules do.

use model::specification::{EnvironmentSync, ExecutionRecord, Spanned};
use model::{Document, Environment, MigrationSource, Specification};
use syntax::value::{Node, NodeKind};
use syntax::{TextEdit, TextRange, edit};

use crate::chain::{self, Chain};
use crate::environments::{self, Current, EnvironmentState, compare};
use crate::{DocumentContext, Related};

/// Every entry of a document, with its migration, its place in the list and its specification.
pub(crate) fn entries_at(
    document: &Document,
) -> impl Iterator<Item = (usize, usize, &Specification, &Spanned<EnvironmentSync>)> {
    let specifications = document
        .migrations
        .iter()
        .enumerate()
        .filter_map(|(at, it)| {
            if let MigrationSource::Specification(specification) = &it.source {
                return Some((at, specification.as_ref()));
            }
            None
        });
    specifications.flat_map(|(migration, specification)| {
        let entries = specification.environment_sync.iter().enumerate();
        entries.map(move |(at, entry)| (migration, at, specification, entry))
    })
}

/// Every entry of a document.
pub(crate) fn entries(
    document: &Document,
) -> impl Iterator<Item = (&Specification, &Spanned<EnvironmentSync>)> {
    entries_at(document).map(|(_, _, specification, entry)| (specification, entry))
}

/// The node that a word names: its version, or version and name as files are called
/// (`0002_add_priority`).
pub(crate) fn named<'a>(chain: &'a Chain, word: &str) -> Option<&'a chain::Node> {
    if let Some((_, node)) = chain.first_of(word) {
        return Some(node);
    }
    chain.nodes.iter().find(|it| {
        let parts = it.version.as_deref().zip(it.name.as_deref());
        parts.is_some_and(|(version, name)| {
            let rest = word.strip_prefix(version);
            rest.and_then(|it| it.strip_prefix('_')) == Some(name)
        })
    })
}

/// The version that is the same but for leading zeros and case.
pub(crate) fn alike<'a>(chain: &'a Chain, version: &str) -> Option<&'a str> {
    let bare = |it: &str| it.trim_start_matches('0').to_lowercase();
    let mut same = chain
        .nodes
        .iter()
        .filter_map(|it| it.version.as_deref())
        .filter(|it| bare(it) == bare(version));
    let first = same.next()?;
    same.all(|it| it == first).then_some(first)
}

/// The written `migrations_to_apply` of an entry.
pub(crate) fn list<'a>(
    entry: &Spanned<EnvironmentSync>,
    specification: &'a Specification,
) -> Option<&'a Node> {
    let node = environments::node(entry, specification)?;
    let list = node.get("migrations_to_apply")?;
    (list.is_null() || matches!(list.kind, NodeKind::List(_) | NodeKind::Missing)).then_some(list)
}

/// Makes the list these versions. `None` where comments stand between the items.
pub(crate) fn set_list(
    text: &str,
    entry: &Spanned<EnvironmentSync>,
    specification: &Specification,
    versions: &[String],
) -> Option<TextEdit> {
    let map = environments::node(entry, specification)?;
    let quoted: Vec<String> = versions
        .iter()
        .map(|it| edit::quote_if_needed(it))
        .collect();
    let flow = format!("[{}]", quoted.join(", "));
    let Some(field) = map.entry("migrations_to_apply") else {
        return edit::insert_entry(text, map, Some("status"), "migrations_to_apply", &flow);
    };
    let old = text.get(std::ops::Range::<usize>::from(field.value.range))?;
    if old.contains('#') {
        return None;
    }
    if old.starts_with('-') && !versions.is_empty() {
        let start = usize::from(field.value.range.start());
        let line = text[..start].rfind('\n').map_or(0, |it| it + 1);
        let separator = format!("{}{}- ", syntax::text::line_end(text), &text[line..start]);
        let items = format!("- {}", quoted.join(&separator));
        // The block's end may reach over the line end behind its last item.
        let end = start + old.trim_end().len();
        let range = TextRange::new(field.value.range.start(), syntax::text::size(end));
        return Some(TextEdit::replace(range, items));
    }
    let end = field.value.range.start() + syntax::text::size(old.trim_end().len());
    let whole = TextRange::new(field.key.range.end(), end.max(field.key.range.end()));
    let between = text.get(std::ops::Range::<usize>::from(whole))?;
    (!between.contains('#')).then(|| TextEdit::replace(whole, format!(": {flow}")))
}

/// Makes an entry say that its environment runs a version, with what follows from it.
pub(crate) fn set_state(
    text: &str,
    entry: &Spanned<EnvironmentSync>,
    specification: &Specification,
    chain: &Chain,
    version: &str,
) -> Option<Vec<TextEdit>> {
    let map = environments::node(entry, specification)?;
    let quoted = edit::quote_if_needed(version);
    let mut edits = vec![match map.entry("current_version") {
        Some(it) if it.value.kind == NodeKind::Missing => {
            TextEdit::insert(it.value.range.start(), format!(" {quoted}"))
        }
        Some(it) => TextEdit::replace(it.value.range, quoted),
        None => edit::insert_entry(text, map, Some("environment"), "current_version", &quoted)?,
    }];
    let target = entry.value.target_version.as_ref();
    let current = Current::Version(version.to_owned());
    if let Some((status, missing)) = target.and_then(|it| compare(chain, &current, &it.value)) {
        if let Some(declared) = &entry.value.status
            && !status.agrees_with(&declared.value)
        {
            edits.push(TextEdit::replace(declared.range, status.as_str()));
        }
        let declared = entry.value.migrations_to_apply.iter().map(|it| &it.value);
        if list(entry, specification).is_some() && !declared.eq(missing.iter()) {
            edits.push(set_list(text, entry, specification, &missing)?);
        }
    }
    Some(edits)
}

/// Where an entry begins to speak of its environment.
pub(crate) fn head(entry: &Spanned<EnvironmentSync>) -> TextRange {
    let environment = entry.value.environment.as_ref();
    environment.map_or(entry.range, |it| it.range)
}

pub(crate) fn word(environment: Environment) -> &'static str {
    match environment {
        Environment::Development => "development",
        Environment::Staging => "staging",
        Environment::Production => "production",
    }
}

/// [`word`] at the beginning of a sentence.
pub(crate) fn title(environment: Environment) -> &'static str {
    match environment {
        Environment::Development => "Development",
        Environment::Staging => "Staging",
        Environment::Production => "Production",
    }
}

/// Where the document speaks of an environment's state: in its newest entry, else in the record
/// of its furthest migration. `None` when another document does.
pub(crate) fn spoken_of(ctx: &DocumentContext<'_>, state: &EnvironmentState) -> Option<TextRange> {
    if let Some(place) = &state.entry {
        let (_, _, _, entry) = entries_at(ctx.document).find(|(migration, at, _, _)| {
            place.path == ctx.path && place.migration == *migration && place.entry == *at
        })?;
        let current = entry.value.current_version.as_ref();
        return Some(current.map_or_else(|| head(entry), |it| it.range));
    }
    let place = state.record.as_ref().filter(|it| it.path == ctx.path)?;
    let record = ctx.document.records.get(place.record)?;
    let version = record.migration_version.as_ref();
    Some(version.map_or(record.range, |it| it.range))
}

/// Points at the specifications of two versions.
pub(crate) fn related(
    ctx: &DocumentContext<'_>,
    chain: &Chain,
    versions: [&str; 2],
) -> Vec<Related> {
    let mut res: Vec<Related> = Vec::new();
    for version in versions {
        let node = chain.first_of(version).map(|it| it.1);
        let related = node.map(|it| Related {
            path: (it.path != ctx.path).then(|| it.path.clone()),
            range: it.version_range,
            message: format!("`{version}`"),
        });
        res.extend(related.filter(|it| !res.contains(it)));
    }
    res
}

/// Points at the specification that a record is about.
pub(crate) fn of_record(ctx: &DocumentContext<'_>, record: &ExecutionRecord) -> Vec<Related> {
    let version = record.migration_version.as_ref();
    let node = version.and_then(|it| named(&ctx.workspace.chain, &it.value));
    node.into_iter()
        .map(|it| Related {
            path: (it.path != ctx.path).then(|| it.path.clone()),
            range: it.version_range,
            message: "this migration".to_owned(),
        })
        .collect()
}

/// Whether a record's error speaks of a rollback that failed: the format has no field for it.
pub(crate) fn rollback_failed(record: &ExecutionRecord) -> bool {
    let failed = record.success.as_ref().is_some_and(|it| !it.value);
    let error = record.error.as_ref();
    failed && error.is_some_and(|it| speaks_of_failed_rollback(&it.value))
}

/// A word for going back and one for failing within a few words of each other, in one clause;
/// “rolled back” alone is how a failed migration should end.
fn speaks_of_failed_rollback(error: &str) -> bool {
    let lower = error.to_lowercase();
    let mut clauses = lower.split(['.', ';', ',', '\n', '(', ')']);
    clauses.any(|clause| {
        let words: Vec<&str> = clause
            .split(|it: char| !it.is_alphanumeric() && it != '\'')
            .filter(|it| !it.is_empty())
            .collect();
        let back = |at: usize| match words[at] {
            "rollback" | "downgrade" | "revert" | "restore" => true,
            "roll" | "rolling" => words.get(at + 1) == Some(&"back"),
            _ => false,
        };
        let refuses = |word: &str| {
            matches!(
                word,
                "not" | "cannot" | "unable" | "can't" | "couldn't" | "failed"
            )
        };
        (0..words.len()).any(|at| {
            if back(at) {
                let behind = words.iter().skip(at + 1).take(3);
                let before = words[at.saturating_sub(3)..at].iter();
                let fails = |it: &&str| {
                    refuses(it)
                        || it.starts_with("fail")
                        || it.starts_with("abort")
                        || *it == "error"
                };
                // “failed: run the downgrade” tells what to do next; “failed to roll back” fails.
                let to = at.checked_sub(1).map(|it| words[it]);
                return behind.copied().any(|it| fails(&it))
                    || (matches!(
                        to,
                        Some("to" | "not" | "during" | "cannot" | "can't" | "couldn't")
                    ) && before.copied().any(|it| fails(&it)));
            }
            // “could not be rolled back”
            words[at] == "rolled"
                && words.get(at + 1) == Some(&"back")
                && words[at.saturating_sub(2)..at].iter().any(|it| refuses(it))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_rollback_is_known_by_its_words() {
        for error in [
            "Rollback failed: lock timeout",
            "duplicate key; the rollback also failed",
            "could not roll back",
            "unable to roll back after deadlock",
            "downgrade aborted: column is missing",
            "error during rollback",
            "the migration could not be rolled back",
            "ROLLBACK FAILED",
        ] {
            assert!(speaks_of_failed_rollback(error), "{error}");
        }
        for error in [
            "failed: duplicate key",
            "failed and was rolled back",
            "deadlock detected, rolled back",
            "failed: run the downgrade",
            "timeout; rollback succeeded",
            "rollback done",
            "",
        ] {
            assert!(!speaks_of_failed_rollback(error), "{error}");
        }
    }
}
