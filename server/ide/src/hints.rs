//! What stands beside a change: its level and strongest lock at its line, and a summary above a
//! migration.

use std::ops::ControlFlow;

use model::judge::{Direction, Judged};
use model::operation::Operation;
use model::{Level, MigrationSource};
use syntax::text::size;
use syntax::{TextRange, TextSize};

use crate::{Analysis, FileId, FileRange, planning};

/// A short text behind a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    /// The end of the change, or of its first line when it has several.
    pub offset: TextSize,
    /// Where the card of the change is found ([`Analysis::change_card`]).
    pub change: TextSize,
    pub label: String,
}

/// What a migration comes to, to be shown above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The migration's name, or its first line.
    pub range: TextRange,
    /// Of the migration within its document, for [`Analysis::lens_title`].
    pub migration: usize,
}

/// Those whose change touches a range, in order. Downgrades have none.
pub(crate) fn inlay_hints(analysis: &Analysis, range: FileRange) -> Vec<InlayHint> {
    let file = range.file;
    let (Some(document), Some(text)) = (analysis.document(file), analysis.file_text(file)) else {
        return Vec::new();
    };
    let mut hints = Vec::new();
    for (index, migration) in document.migrations.iter().enumerate() {
        let near = |it: TextRange| it.intersect(range.range).is_some();
        if !migration.upgrade.iter().any(|it| near(it.range)) {
            continue;
        }
        planning::walk(analysis, file, index, Direction::Upgrade, &mut |judged| {
            if near(judged.change.range)
                && let Some(label) = label(judged)
            {
                hints.push(InlayHint {
                    offset: end_of(&text, judged.change.range, judged.change.focus),
                    change: judged.change.focus.start(),
                    label,
                });
            }
            ControlFlow::Continue(())
        });
    }
    hints.sort_by_key(|it| it.offset);
    hints
}

fn end_of(text: &str, change: TextRange, focus: TextRange) -> TextSize {
    let written = &text[change];
    if !written.contains(['\n', '\r']) {
        let semicolon = text[usize::from(change.end())..].starts_with(';');
        return change.end() + size(usize::from(semicolon));
    }
    let rest = &text[usize::from(focus.end())..];
    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
    focus.end() + TextSize::of(rest[..line].trim_end())
}

/// `high · ACCESS EXCLUSIVE on users`; nothing for a statement that changes nothing.
fn label(judged: &Judged<'_>) -> Option<String> {
    let parts = &judged.change.parts;
    let changes = |operation: &Operation| !matches!(operation, Operation::NoChange(_));
    if !parts.iter().any(|it| changes(&it.operation)) {
        return None;
    }
    let Some(level) = judged.risk.level else {
        return Some("not analysed".to_owned());
    };
    let locks = judged.facts.iter().flat_map(|it| &it.locks);
    // Of equal ones that of the change's own table, not that of its indexes.
    let table = parts.iter().find_map(|it| it.operation.table());
    let table = table.map(ToString::to_string);
    let strongest = locks.max_by_key(|it| (it.mode, Some(&it.relation) == table.as_ref()));
    let lock = strongest.map_or(String::new(), |it| {
        format!(" · {} on {}", it.mode.as_str(), it.relation)
    });
    let prepared = if judged.risk.prepared {
        ", prepared"
    } else {
        ""
    };
    Some(format!("{}{prepared}{lock}", level.as_str()))
}

/// One for each migration that has changes, in order.
pub(crate) fn lenses(analysis: &Analysis, file: FileId) -> Vec<Lens> {
    let (Some(document), Some(text)) = (analysis.document(file), analysis.file_text(file)) else {
        return Vec::new();
    };
    let migrations = document.migrations.iter().enumerate();
    migrations
        .filter(|it| !it.1.upgrade.is_empty())
        .map(|(migration, it)| {
            let start = match &it.source {
                MigrationSource::Specification(it) => it.key,
                MigrationSource::Revision(_)
                | MigrationSource::Written { .. }
                | MigrationSource::Compared(_)
                | MigrationSource::Script
                | MigrationSource::Fence { .. } => it.range,
            };
            let line = text[start].lines().next().unwrap_or_default();
            Lens {
                range: TextRange::at(start.start(), TextSize::of(line)),
                migration,
            }
        })
        .collect()
}

/// `3 changes, the highest high; 2 can be split`. `None` when the migration is gone.
pub(crate) fn lens_title(analysis: &Analysis, file: FileId, migration: usize) -> Option<String> {
    let (mut changes, mut unknown, mut split) = (0usize, 0usize, 0usize);
    let mut highest: Option<Level> = None;
    let mut visit = |judged: &Judged<'_>| {
        let operations = judged.change.parts.iter().map(|it| &it.operation);
        if operations
            .clone()
            .any(|it| !matches!(it, Operation::NoChange(_)))
        {
            changes += 1;
            unknown += usize::from(judged.risk.level.is_none());
            highest = highest.max(judged.risk.level);
            split += usize::from(planning::gain(judged).is_some());
        }
        ControlFlow::Continue(())
    };
    planning::walk(analysis, file, migration, Direction::Upgrade, &mut visit)?;
    let plural = if changes == 1 { "" } else { "s" };
    let mut title = format!("{changes} change{plural}");
    if let Some(level) = highest {
        title.push_str(&format!(" · {}", level.as_str()));
    }
    if unknown > 0 {
        title.push_str(&format!(" · {unknown} not analysed"));
    }
    if split > 0 {
        title.push_str(&format!(" · {split} with a zero-downtime plan"));
    }
    Some(title)
}
