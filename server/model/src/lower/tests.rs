//! Documents to what is understood of them.

mod again;
mod bad_input;
mod comparison;
mod details;
mod markdown;
mod scripts;
mod specification;

use std::fmt::Write as _;

use syntax::{Language, TextRange};

use crate::document::{Comment, Document, Migration, MigrationSource};
use crate::operation::{Change, Operation};
use crate::{lower, render};

/// The text at a range, in one line. Panics on a range that is not one.
#[track_caller]
fn at(text: &str, range: TextRange) -> String {
    let found = text.get(std::ops::Range::<usize>::from(range));
    let found = found.unwrap_or_else(|| panic!("{range:?} is no range of {text:?}"));
    found.replace("\r\n", "⏎").replace('\n', "⏎")
}

fn operation(operation: &Operation) -> String {
    if let Operation::Unknown(it) = operation {
        let table = it.table.as_ref().map(ToString::to_string);
        return format!("unknown {:?} of {table:?}: {}", it.word, it.reason);
    }
    let sql = render::statements(operation)
        .join("; ")
        .replace("\n    ", " ");
    if sql.is_empty() {
        return format!("{operation:?}");
    }
    let mut hidden = String::new();
    if let Operation::BulkUpdate(it) = operation {
        hidden = format!(" batch {:?} {:?}", it.batch_size, it.key);
    }
    if let Operation::AlterColumn(it) = operation
        && let Some(ty) = &it.existing_type
    {
        hidden = format!(" from {}", ty.text);
    }
    if let Operation::DropConstraint(it) = operation {
        hidden = format!(" {:?}", it.kind);
    }
    sql.replace('\n', "") + &hidden
}

fn changes(acc: &mut String, text: &str, changes: &[Change]) {
    for change in changes {
        let sql = if change.from_sql { " (sql)" } else { "" };
        let line = format!("- {}{sql}", at(text, change.focus));
        let _ = writeln!(acc, "{}", line.trim_end());
        for part in &change.parts {
            let (place, said) = (at(text, part.range), operation(&part.operation));
            let _ = writeln!(acc, "  {} {place} => {said}", part.statement);
        }
    }
}

fn migration(acc: &mut String, text: &str, it: &Migration) {
    let source = match &it.source {
        MigrationSource::Specification(it) => format!("{:?}", it.version().map(|it| &it.value)),
        MigrationSource::Revision(_) => "revision".to_owned(),
        MigrationSource::Script => "script".to_owned(),
        MigrationSource::Fence { heading } => format!("fence {heading:?}"),
        MigrationSource::Written { heading } => format!("written {heading:?}"),
        MigrationSource::Compared(_) => "compared".to_owned(),
    };
    let _ = writeln!(acc, "migration {source}");
    changes(acc, text, &it.upgrade);
    if !it.downgrade.is_empty() {
        acc.push_str("back\n");
        changes(acc, text, &it.downgrade);
    }
}

/// The migrations and problems of a document, each with the text it stands at.
pub(super) fn describe(text: &str, language: Language) -> String {
    let document = lower(text, language);
    assert_in_bounds(text, &document);
    let mut res = String::new();
    for it in &document.migrations {
        migration(&mut res, text, it);
    }
    for it in &document.syntax_errors {
        let _ = writeln!(res, "! {} @ {}", it.message(), at(text, it.range));
    }
    for it in &document.errors {
        let _ = writeln!(res, "! {:?} @ {}", it.kind, at(text, it.range));
    }
    res
}

/// Every range that a document shows lies inside the text, on character boundaries.
#[track_caller]
fn assert_in_bounds(text: &str, document: &Document) {
    for it in &document.syntax_errors {
        let inside = text.get(std::ops::Range::<usize>::from(it.range));
        assert!(inside.is_some(), "{it:?} in {text:?}");
    }
    for it in &document.errors {
        assert!(!it.range.is_empty(), "{it:?} in {text:?}");
    }
    let mut ranges: Vec<TextRange> = Vec::new();
    for migration in &document.migrations {
        ranges.push(migration.range);
        for change in migration.upgrade.iter().chain(&migration.downgrade) {
            ranges.extend([change.range, change.focus]);
            assert!(!change.focus.is_empty(), "{change:?} in {text:?}");
            for part in &change.parts {
                ranges.push(part.range);
                ranges.extend(part.operation.table().map(|it| it.range()));
                ranges.extend(part.operation.column().map(|it| it.range));
            }
        }
    }
    ranges.extend(document.requests.iter().map(|it| it.range));
    ranges.extend(document.records.iter().map(|it| it.range));
    ranges.extend(document.comments.iter().map(|it: &Comment| it.range));
    ranges.extend(document.syntax_errors.iter().map(|it| it.range));
    ranges.extend(document.errors.iter().map(|it| it.range));
    for range in ranges {
        at(text, range);
    }
}

/// A specification with these lines as its upgrade's operations, and what is understood.
fn upgrade(operations: &str) -> String {
    let mut text =
        "database_migration_specification:\n  migration:\n    upgrade:\n      operations:\n"
            .to_owned();
    for line in operations.trim_matches('\n').lines() {
        let _ = writeln!(text, "        {line}");
    }
    let described = describe(&text, Language::Yaml);
    described.replacen("migration None\n", "", 1)
}
