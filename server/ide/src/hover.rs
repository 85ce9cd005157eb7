//! The card under the cursor: risk of a change, definition of a table or column, page of a rule.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use model::diff::Choice;
use model::judge::{self, Direction, Judged};
use model::operation::{Change, Operation};
use model::{Facts, Level, MigrationSource};
use syntax::TextSize;

use crate::{Analysis, FileId, FilePosition, TextRange, planning};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub range: TextRange,
    pub markdown: String,
}

pub(crate) fn hover(analysis: &Analysis, position: FilePosition) -> Option<Hover> {
    rule_page(analysis, position)
        .or_else(|| focused_card(analysis, position))
        .or_else(|| crate::field::hover(analysis, position))
        .or_else(|| change_card(analysis, position))
        .or_else(|| crate::describe::definition(analysis, position))
}

/// The page of a rule named in a suppression.
fn rule_page(analysis: &Analysis, position: FilePosition) -> Option<Hover> {
    let document = analysis.document(position.file)?;
    let inside = |it: TextRange| it.contains_inclusive(position.offset);
    let comment = document.comments.iter().find(|it| inside(it.range))?;
    let text = analysis.file_text(position.file)?;
    let range = word_at(&text, position.offset).filter(|it| comment.range.contains_range(*it))?;
    let page = crate::explain(&text[range])?;
    Some(Hover {
        range,
        markdown: page.markdown.to_owned(),
    })
}

/// The run of letters, digits and hyphens around an offset.
fn word_at(text: &str, offset: TextSize) -> Option<TextRange> {
    let at = usize::from(offset);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let before = text.get(..at)?;
    let after = text.get(at..)?;
    let start = before.trim_end_matches(is_word).len();
    let end = at + (after.len() - after.trim_start_matches(is_word).len());
    (start < end).then(|| TextRange::new(syntax::text::size(start), syntax::text::size(end)))
}

/// The risk card where a diagnostic about a change is shown: on `type: drop_column` people ask
/// first what it does, then what the field is.
fn focused_card(analysis: &Analysis, position: FilePosition) -> Option<Hover> {
    let document = analysis.document(position.file)?;
    let on = |it: &Change| it.focus.contains_inclusive(position.offset);
    let mut changes = document
        .migrations
        .iter()
        .flat_map(|it| it.upgrade.iter().chain(&it.downgrade));
    let mut card = changes.any(on).then(|| change_card(analysis, position))??;
    if let Some(field) = crate::field::hover(analysis, position) {
        card.markdown.push_str("\n---\n\n");
        card.markdown.push_str(&field.markdown);
    }
    Some(card)
}

pub(crate) fn change_card(analysis: &Analysis, position: FilePosition) -> Option<Hover> {
    let FilePosition { file, offset } = position;
    let document = analysis.document(file)?;
    for (index, migration) in document.migrations.iter().enumerate() {
        for (direction, changes) in [
            (Direction::Upgrade, &migration.upgrade),
            (Direction::Downgrade, &migration.downgrade),
        ] {
            let inside = |it: &Change| it.range.contains_inclusive(offset);
            let Some(wanted) = changes.iter().position(inside) else {
                continue;
            };
            let mut card = card_of(analysis, file, index, direction, wanted)?;
            if matches!(migration.source, MigrationSource::Compared(_)) {
                // One cell can hold several changes: a type and what may be null.
                let others = changes.iter().enumerate().skip(wanted + 1);
                for (at, _) in others.filter(|(_, it)| inside(it)) {
                    let other = card_of(analysis, file, index, direction, at)?;
                    card.markdown.push_str("\n---\n\n");
                    card.markdown.push_str(&other.markdown);
                }
            }
            return Some(card);
        }
    }
    None
}

fn card_of(
    analysis: &Analysis,
    file: FileId,
    migration: usize,
    direction: Direction,
    wanted: usize,
) -> Option<Hover> {
    let mut found = None;
    let document = analysis.document(file)?;
    planning::walk(analysis, file, migration, direction, &mut |judged| {
        if judged.index < wanted {
            return ControlFlow::Continue(());
        }
        let mut markdown = card(judged);
        markdown.push_str(&found_by_comparing(analysis, file, migration, wanted));
        if direction == Direction::Upgrade {
            markdown.push_str(&planning::safe_way(judged));
        } else {
            markdown.push_str(
                "\nA downgrade: held against its upgrade, without findings of its own.\n",
            );
        }
        for it in &document.inferred {
            if it.range == judged.change.range {
                let _ = writeln!(markdown, "\nInferred: {}", it.what);
            }
        }
        found = Some(Hover {
            range: judged.change.range,
            markdown,
        });
        ControlFlow::Break(())
    })?;
    found
}

/// Where a change comes from that is written nowhere.
fn found_by_comparing(
    analysis: &Analysis,
    file: FileId,
    migration: usize,
    change: usize,
) -> String {
    let document = analysis.document(file);
    let migration = document
        .as_ref()
        .and_then(|it| it.migrations.get(migration));
    let Some(MigrationSource::Compared(comparison)) = migration.map(|it| &it.source) else {
        return String::new();
    };
    let revision = &comparison.revision;
    let found = comparison.found.get(change);
    let was = found.and_then(|it| it.was.as_ref()).map(|it| {
        format!(
            "- Found by comparing with {revision}, line {}: `{}`\n",
            it.line, it.text
        )
    });
    let mut out = was.unwrap_or_else(|| format!("- Found by comparing: it is not in {revision}\n"));
    if let Some(rename) = found.and_then(|it| it.rename.as_ref()) {
        let _ = writeln!(
            out,
            "- `{}` and `{}` are alike: {}",
            rename.from,
            rename.to,
            match rename.choice {
                Choice::Rename => "read as renamed; it can be read as dropped and added",
                Choice::DropAndAdd => "read as dropped and added; it can be read as renamed",
            }
        );
    }
    out
}

/// ``drop column `users.phone` ``: the operation in words, with what it is about.
pub(crate) fn title(change: &Change) -> String {
    let named = |operation: &Operation| {
        let mut word = match operation {
            Operation::Other(_) => first_words(change),
            other => other.word().replace('_', " "),
        };
        // `ANALYZE notes` names its table by itself.
        if let (Operation::Other(_), Some(table)) = (operation, operation.table())
            && let Some((verb, last)) = word.clone().split_once(' ')
            && last
                .trim_end_matches(';')
                .eq_ignore_ascii_case(&table.to_string())
        {
            word = verb.to_owned();
        }
        match (operation.table(), operation.column()) {
            (Some(table), Some(column)) => format!("{word} `{table}.{column}`"),
            (Some(table), None) => format!("{word} `{table}`"),
            (None, _) => word,
        }
    };
    let titles: Vec<String> = change
        .parts
        .iter()
        .filter(|it| !matches!(it.operation, Operation::NoChange(_)))
        .map(|it| named(&it.operation))
        .collect();
    match titles.as_slice() {
        [] => "no change".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

fn first_words(change: &Change) -> String {
    let sql = change.sql.as_deref().unwrap_or("change");
    let words: Vec<&str> = sql.split_whitespace().take(2).collect();
    words.join(" ").to_lowercase()
}

/// The sum and the facts, as Markdown.
fn card(judged: &Judged<'_>) -> String {
    let risk = judged.risk;
    let mut out = String::new();
    let level = risk
        .level
        .map_or("UNKNOWN".to_owned(), |it| it.as_str().to_uppercase());
    let prepared = if risk.prepared { ", prepared" } else { "" };
    let _ = writeln!(out, "**{level}{prepared}** {}\n", title(judged.change));
    match risk.baseline {
        Some(baseline) => {
            let _ = write!(out, "{}: {} (baseline)", baseline.as_str(), risk.why);
        }
        None => out.push_str(&risk.why),
    }
    for adjustment in &risk.adjustments {
        // These two never lift a level above high, whatever lifts it further.
        let capped = ["backward-incompatible", "blocks-for-table-size"].contains(&adjustment.name);
        let reached = if capped {
            risk.level.min(Some(Level::High))
        } else {
            risk.level
        };
        let by = match adjustment.by {
            0 => format!(" (already {})", reached.map_or("unknown", Level::as_str)),
            _ => String::new(),
        };
        let sign = match adjustment.by {
            0 => String::new(),
            by => format!("{by:+} "),
        };
        let _ = write!(
            out,
            " · {sign}`{}`: {}{by}",
            adjustment.name, adjustment.why
        );
    }
    out.push_str("\n\n");
    for facts in judged.facts {
        out.push_str(&facts_text(facts));
    }
    let reversible = match risk.reversible {
        model::risk::Reversible::Yes => "yes",
        model::risk::Reversible::SchemaOnly => "the schema only, not the data",
        model::risk::Reversible::No => "no",
    };
    if risk.level.is_some() {
        let loss = if risk.data_loss {
            " · **loses data**"
        } else {
            ""
        };
        let breaks = if risk.breaks_running_code {
            " · **breaks running code**"
        } else {
            ""
        };
        let _ = writeln!(out, "- Reversible: {reversible}{loss}{breaks}");
    }
    for danger in &risk.dangers {
        if let Some(answer) = &danger.answer {
            let _ = writeln!(out, "- Answered: {answer}");
        }
    }
    out
}

fn facts_text(facts: &Facts) -> String {
    let mut out = String::new();
    for lock in &facts.locks {
        let waiting: Vec<&str> = [
            (lock.blocks.select, "SELECT"),
            (lock.blocks.insert, "INSERT"),
            (lock.blocks.update, "UPDATE"),
        ]
        .into_iter()
        .filter_map(|(waits, verb)| waits.then_some(verb))
        .collect();
        let waits = match waiting.as_slice() {
            [] => "nothing waits".to_owned(),
            [one] => format!("{one} waits"),
            [first @ .., last] => format!("{} and {last} wait", first.join(", ")),
        };
        let _ = writeln!(
            out,
            "- `{}` on `{}`: {waits}",
            lock.mode.as_str(),
            lock.relation
        );
    }
    let say = |it: Option<bool>| it.map_or("unknown", |it| if it { "yes" } else { "no" });
    let _ = writeln!(
        out,
        "- Rewrite: {} · scan: {} · index build: {}{}",
        say(facts.rewrite),
        say(facts.scan),
        say(facts.index_build),
        if facts.transactional == Some(false) {
            " · **not in a transaction**"
        } else {
            ""
        },
    );
    for failure in &facts.fails_with {
        let how = if failure.certain { "Fails" } else { "Can fail" };
        let _ = writeln!(out, "- {how} with {}: {}", failure.sqlstate, failure.when);
    }
    if !facts.cascades.is_empty() {
        let _ = writeln!(out, "- Goes with it: {}", facts.cascades.join(", "));
    }
    for note in &facts.notes {
        let _ = writeln!(out, "- {note}");
    }
    out
}

/// The judged change at an index, for callers that need one only.
pub(crate) fn judged_at<T>(
    analysis: &Analysis,
    file: FileId,
    migration: usize,
    change: usize,
    read: &mut dyn FnMut(&judge::Judged<'_>) -> T,
) -> Option<T> {
    let mut found = None;
    planning::walk(
        analysis,
        file,
        migration,
        Direction::Upgrade,
        &mut |judged| {
            if judged.index < change {
                return ControlFlow::Continue(());
            }
            found = Some(read(judged));
            ControlFlow::Break(())
        },
    )?;
    found
}
