//! What the configuration keeps out of sight: findings about old migrations (`baseline`), and about
//! changes on tables that nobody minds (`ignore_tables`).
//!
//! Never touches the judgement: what is hidden is still applied to the state of what follows, and
//! `assess` still tells it.

use std::collections::BTreeSet;

use analysis::Finding;
use model::document::DocumentKind;
use model::name::QualifiedName;
use model::operation::{Change, ConstraintKind, Operation, Other};
use model::{Catalog, Document, Migration};

use crate::{Analysis, Diagnostic, FileId, Severity, TextRange};

/// Takes the hidden ones out of a file's findings.
pub(crate) fn take_out(analysis: &Analysis, file: FileId, findings: &mut Vec<Finding>) {
    let config = analysis.config();
    if config.baseline.is_none() && config.ignore_tables.is_empty() {
        return;
    }
    let (Some(path), Some(document)) = (analysis.path(file), analysis.document(file)) else {
        return;
    };
    let old = config.baseline.as_deref();
    let old = old.map_or_else(BTreeSet::new, |it| old_migrations(analysis, &path, it));
    let only_old = document.kind == DocumentKind::MigrationSpecification
        && (0..document.migrations.len()).all(|it| old.contains(&it))
        && !old.is_empty();
    let globs: Vec<Vec<char>> = config.ignore_tables.iter().map(|it| folded(it)).collect();
    findings.retain(|finding| {
        let Some(index) = migration_of(finding, &document) else {
            return !only_old;
        };
        let place = analysis.workspace().place(&path, index);
        !old.contains(&index)
            && !is_ignored(finding, &document.migrations[index], place.before, &globs)
    });
}

/// Takes out what is said about the form of old migrations, but for errors: what cannot be read
/// makes no state.
pub(crate) fn take_out_of_form(analysis: &Analysis, file: FileId, all: &mut Vec<Diagnostic>) {
    let Some(baseline) = &analysis.config().baseline else {
        return;
    };
    let (Some(path), Some(document)) = (analysis.path(file), analysis.document(file)) else {
        return;
    };
    let old = old_migrations(analysis, &path, baseline);
    let ranges: Vec<TextRange> = old
        .into_iter()
        .filter_map(|it| Some(document.migrations.get(it)?.range))
        .collect();
    all.retain(|it| {
        it.severity == Severity::Error || !ranges.iter().any(|old| old.contains_range(it.range))
    });
}

/// The specifications of a document that run up to and including a version. None when the chain
/// does not have that version: nothing is hidden by mistake.
fn old_migrations(analysis: &Analysis, path: &str, baseline: &str) -> BTreeSet<usize> {
    let chain = &analysis.workspace().chain;
    let Some(last) = chain.of_version(baseline).map(|it| it.0).max() else {
        return BTreeSet::new();
    };
    chain
        .of_path(path)
        .filter(|(at, _)| *at <= last)
        .map(|(_, node)| node.migration)
        .collect()
}

fn migration_of(finding: &Finding, document: &Document) -> Option<usize> {
    if let Some(id) = finding.change {
        return (id.migration < document.migrations.len()).then_some(id.migration);
    }
    document
        .migrations
        .iter()
        .position(|it| it.range.contains_range(finding.range))
}

/// Whether a finding is about a change that touches ignored tables and no other.
fn is_ignored(
    finding: &Finding,
    migration: &Migration,
    before: &Catalog,
    globs: &[Vec<char>],
) -> bool {
    if globs.is_empty() {
        return false;
    }
    let Some(change) = change_of(finding, migration) else {
        return false;
    };
    let holds = |range: TextRange| range.contains_range(finding.range);
    let exact = change.parts.iter().any(|it| holds(it.range));
    let mut parts = change
        .parts
        .iter()
        .filter(|it| !exact || holds(it.range))
        .peekable();
    parts.peek().is_some()
        && parts.all(|part| {
            let tables = tables(&part.operation, before);
            !tables.is_empty() && tables.iter().all(|it| matches_any(globs, it))
        })
}

fn change_of<'a>(finding: &Finding, migration: &'a Migration) -> Option<&'a Change> {
    if let Some(id) = finding.change {
        return migration.upgrade.get(id.change);
    }
    migration
        .upgrade
        .iter()
        .chain(&migration.downgrade)
        .find(|it| it.range.contains_range(finding.range))
}

/// The tables that an operation locks by name. A foreign key stops both of its tables, so it is
/// about the one that it points at as well.
fn tables(operation: &Operation, before: &Catalog) -> Vec<String> {
    let mut tables: Vec<&QualifiedName> = operation.table().into_iter().collect();
    if let Operation::Other(Other::Truncate { tables: all, .. }) = operation {
        tables = all.iter().collect();
    }
    let mut constraints = Vec::new();
    let mut columns = Vec::new();
    if let Operation::CreateTable(it) = operation {
        tables.extend(&it.partition_of);
        tables.extend(&it.inherits);
        constraints.extend(&it.constraints);
        columns.extend(&it.columns);
    } else if let Operation::AddColumn(it) = operation {
        columns.push(&it.column);
    } else if let Operation::AddConstraint(it) = operation {
        constraints.push(&it.constraint);
    }
    for constraint in constraints {
        if let ConstraintKind::ForeignKey { references, .. } = &constraint.kind {
            tables.push(&references.table);
        }
    }
    let referenced = columns.into_iter().filter_map(|it| it.references.as_ref());
    tables.extend(referenced.map(|it| &it.table));
    let mut names: Vec<String> = tables.into_iter().map(ToString::to_string).collect();
    // SQL drops an index without a word about its table.
    if let Operation::DropIndex(it) = operation
        && it.table.is_none()
        && let Some((table, _)) = before.index(&it.index)
    {
        names.push(table.name.to_string());
    }
    names
}

/// Names are compared without regard to case, as specs write them loosely.
fn folded(text: &str) -> Vec<char> {
    text.to_lowercase().chars().collect()
}

/// A glob with a dot is held against `schema.table`, one without against the table's own name.
fn matches_any(globs: &[Vec<char>], name: &str) -> bool {
    let (schema, own) = name.rsplit_once('.').unwrap_or(("public", name));
    let own = folded(own);
    let mut whole = folded(schema);
    whole.push('.');
    whole.extend(&own);
    globs.iter().any(|glob| {
        let name = if glob.contains(&'.') { &whole } else { &own };
        matches(glob, name)
    })
}

/// `*` is any run of characters, `?` any one.
fn matches(glob: &[char], name: &[char]) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while seen < name.len() {
        match glob.get(at) {
            Some('*') => {
                star = Some((at + 1, seen));
                at += 1;
            }
            Some(it) if *it == '?' || *it == name[seen] => (at, seen) = (at + 1, seen + 1),
            _ => {
                let Some((after, from)) = star else {
                    return false;
                };
                star = Some((after, from + 1));
                (at, seen) = (after, from + 1);
            }
        }
    }
    glob[at..].iter().all(|it| *it == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(glob: &str, matching: &[&str], others: &[&str]) {
        let globs = [folded(glob)];
        for name in matching {
            assert!(matches_any(&globs, name), "{glob} does not match {name}");
        }
        for name in others {
            assert!(!matches_any(&globs, name), "{glob} matches {name}");
        }
    }

    #[test]
    fn tables_are_matched_by_globs() {
        check(
            "legacy_*",
            &["legacy_a", "Legacy_", "old.legacy_x"],
            &["legacy", "my_legacy_a"],
        );
        check("a*b?", &["abc", "aXbbc"], &["ab", "abcd"]);
        check("old.*", &["old.users"], &["users", "older.users"]);
        check("public.users", &["users", "public.users"], &["a.users"]);
        check("*", &["x", "a.b"], &[]);
        check("", &[], &["x"]);
    }
}
