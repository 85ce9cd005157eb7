//! A Markdown spec as a whole: its fences, its schema, its comments.
//!
//! Never reads prose; what a spec describes in tables, bullets and definitions is
//! [`crate::schema`]'s.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use syntax::markdown::{Block, BlockKind, Fence, Sections};
use syntax::text::{Replaced, size};
use syntax::{Language, TextRange};

use super::section::{self, Headings, Role, Topic};
use super::{dialect, sql, surroundings, written, yaml};
use crate::document::{
    Comment, Document, DocumentKind, Migration, MigrationSource, ModelError, ModelErrorKind,
};
use crate::operation::{Change, Operation};
use crate::schema::{self, Gathered, Gatherer};

/// What was read of a Markdown document, by section, for reading it again after an edit.
#[derive(Debug)]
pub(super) struct Kept {
    sections: Sections,
    gathered: Vec<Arc<Gathered>>,
}

/// Reads a document.
pub(super) fn markdown(text: &str) -> Document {
    let sections = Sections::read(text);
    let gathered = gather(&sections, text, |_| None);
    document(&sections, gathered, text)
}

/// Reads a document, again when an earlier version of it was kept, which is the same but for the
/// time that it takes.
pub(super) fn again(text: &str, before: Option<(&str, &Kept)>) -> (Document, Kept) {
    let (sections, gathered) = match before {
        Some((old, known)) => {
            let edit = Replaced::between(old, text);
            let (sections, kept) = known.sections.again(old, text, &edit);
            let behind = sections.sections.len() - kept.tail;
            let still = edit.old_end == edit.new_end;
            let gathered = gather(&sections, text, |at| {
                if at >= behind {
                    let from_end = sections.sections.len() - at;
                    let known = &known.gathered[known.gathered.len() - from_end];
                    Some(match still {
                        true => Arc::clone(known),
                        false => Arc::new(known.moved(&edit)),
                    })
                } else {
                    (at < kept.head).then(|| Arc::clone(&known.gathered[at]))
                }
            });
            (sections, gathered)
        }
        None => {
            let sections = Sections::read(text);
            let gathered = gather(&sections, text, |_| None);
            (sections, gathered)
        }
    };
    let document = document(&sections, gathered.clone(), text);
    let kept = Kept { sections, gathered };
    (document, kept)
}

/// What each section tells; `known` answers what was read of it before.
fn gather(
    sections: &Sections,
    text: &str,
    known: impl Fn(usize) -> Option<Arc<Gathered>>,
) -> Vec<Arc<Gathered>> {
    let mut gatherer = Gatherer::default();
    let sections = sections.sections.iter().enumerate();
    sections
        .map(
            |(at, section)| match known(at).filter(|it| gatherer.skip(it)) {
                Some(known) => known,
                None => Arc::new(gatherer.section(&section.blocks(), text)),
            },
        )
        .collect()
}

fn document(sections: &Sections, gathered: Vec<Arc<Gathered>>, text: &str) -> Document {
    let mut res = super::empty(Language::Markdown);
    res.syntax_errors.extend(sections.over.clone());
    for section in &sections.sections {
        res.syntax_errors.extend(section.errors());
    }
    let wanted = |it: &Block| {
        matches!(
            it.kind,
            BlockKind::Heading { .. } | BlockKind::Fence(_) | BlockKind::Comment(_)
        )
    };
    let blocks: Vec<Cow<'_, Block>> = sections
        .sections
        .iter()
        .flat_map(|it| it.blocks_that(wanted))
        .collect();
    // Each SQL fence is lowered once; two readers look at it.
    let mut scripts: HashMap<TextRange, sql::Script> = blocks
        .iter()
        .filter_map(|it| {
            let BlockKind::Fence(fence) = &it.kind else {
                return None;
            };
            let read = is_sql(fence) || schema::gather::is_sql(fence);
            read.then(|| (it.range, sql::changes(&fence.code.text, &fence.code.map)))
        })
        .collect();
    res.schema = schema::finish(gathered, &|fence| {
        let script = scripts.get(&fence);
        script.map_or_else(Vec::new, |it| it.changes.clone())
    });
    let mut headings = Headings::default();
    let mut specified = false;
    let mut above = Above::default();
    for block in &blocks {
        match &block.kind {
            BlockKind::Heading { level, inline } => headings.enter(*level, &inline.text),
            BlockKind::Fence(fence) => match fence.language.as_str() {
                "yaml" | "yml" => {
                    let ours = yaml_fence(&mut res, fence);
                    specified |= ours;
                    if !ours {
                        operation_list(&mut res, fence, block.range, &headings);
                    }
                }
                _ => {
                    unread(&mut res, fence, &headings);
                    if is_sql(fence)
                        && let Some(mut script) = scripts.remove(&block.range)
                    {
                        let text = fence.code.text.as_str();
                        if let Some((dialect, word)) = dialect::of_script(text) {
                            // Its mistakes are none in its own dialect.
                            script.syntax_errors.clear();
                            script.errors.clear();
                            let range = TextRange::new(size(word.start), size(word.end));
                            let at = fence.code.map.range_to_host(range);
                            foreign(&mut res.errors, dialect, &text[word], at);
                        }
                        sql_fence(&mut res, script, block.range, &headings, &mut above);
                    }
                }
            },
            BlockKind::Comment(text) => res.comments.push(Comment {
                range: block.range,
                text: text.clone(),
            }),
            BlockKind::FrontMatter(_)
            | BlockKind::Paragraph(_)
            | BlockKind::Table(_)
            | BlockKind::List(_) => {}
        }
    }
    res.inferred.append(&mut res.schema.inferred.clone());
    let mut written = written::read(&sections.sections, text, &res.schema);
    res.inferred.append(&mut written.inferred);
    tell(&mut res);
    res.migrations.append(&mut written.revisions);
    said_once(&res.migrations, &mut written.sections);
    res.migrations.append(&mut written.sections);
    res.migrations.sort_by_key(|it| it.range.start());
    let changes = res.migrations.iter().any(|it| {
        matches!(
            it.source,
            MigrationSource::Fence { .. } | MigrationSource::Written { .. }
        )
    });
    res.kind = if !res.schema.tables.is_empty() || changes {
        DocumentKind::DatabaseSpec
    } else if !res.migrations.is_empty() {
        DocumentKind::MigrationSpecification
    } else if !res.requests.is_empty() {
        DocumentKind::MigrationRequest
    } else if !res.records.is_empty() {
        DocumentKind::ExecutionRecord
    } else if specified {
        DocumentKind::MigrationSpecification
    } else {
        DocumentKind::Foreign
    };
    res.comments.sort_by_key(|it| it.range.start());
    res.syntax_errors.sort_by_key(|it| it.range.start());
    res
}

/// Contradictions, at both places; types of other databases, once for each.
fn tell(res: &mut Document) {
    for it in &res.schema.contradictions {
        let here = |at: TextRange, here: &str, there: &str, other: TextRange| ModelError {
            range: at,
            kind: ModelErrorKind::Contradiction {
                column: it.column.clone(),
                here: here.to_owned(),
                there: there.to_owned(),
                other,
            },
        };
        res.errors.push(here(it.at, &it.here, &it.there, it.other));
        res.errors.push(here(it.other, &it.there, &it.here, it.at));
    }
    let columns = res.schema.tables.iter().flat_map(|it| &it.table.columns);
    for ty in columns.filter_map(|it| it.ty.as_ref()) {
        let word: &str = ty
            .text
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .next()
            .unwrap_or_default();
        if let Some(dialect) = dialect::of_word(word) {
            foreign(&mut res.errors, dialect, word, ty.range);
        }
    }
    res.errors.sort_by_key(|it| it.range.start());
}

/// Tables in a form that is not read, once for each form; an example is no description.
fn unread(res: &mut Document, fence: &Fence, headings: &Headings) {
    let Some((form, word)) = dialect::unread_form(&fence.language, &fence.code.text) else {
        return;
    };
    let why = format!("{form} code is not read, whatever it says of tables");
    let said = res
        .errors
        .iter()
        .any(|it| it.kind == ModelErrorKind::NotAnalysed(why.clone()));
    if said || headings.topic() == Topic::Aside {
        return;
    }
    let range = TextRange::new(size(word.start), size(word.end));
    res.errors.push(ModelError {
        range: fence.code.map.range_to_host(range),
        kind: ModelErrorKind::NotAnalysed(why),
    });
}

fn foreign(errors: &mut Vec<ModelError>, dialect: &'static str, word: &str, range: TextRange) {
    let said = errors.iter().any(
        |it| matches!(&it.kind, ModelErrorKind::ForeignDialect { dialect: said, .. } if *said == dialect),
    );
    if !said {
        let word = word.to_owned();
        let kind = ModelErrorKind::ForeignDialect { dialect, word };
        errors.push(ModelError { range, kind });
    }
}

/// Takes out of lists and sentences what a fence of the document does too.
fn said_once(fences: &[Migration], sections: &mut Vec<Migration>) {
    type Key = (&'static str, Option<String>, Option<String>);
    let key = |it: &Operation| -> Key {
        let lower = |it: &str| it.to_lowercase();
        (
            it.word(),
            it.table().map(|it| lower(it.name.as_str())),
            it.column().map(|it| lower(it.as_str())),
        )
    };
    let keys = |it: &Migration| -> Vec<Key> {
        let parts = it.upgrade.iter().flat_map(|it| &it.parts);
        parts.map(|it| key(&it.operation)).collect()
    };
    let mut known: BTreeSet<Key> = fences.iter().flat_map(keys).collect();
    for migration in sections.iter_mut() {
        migration.upgrade.retain(|change| {
            change
                .parts
                .iter()
                .any(|part| !known.contains(&key(&part.operation)))
        });
        known.extend(keys(migration));
    }
    sections.retain(|it| !it.upgrade.is_empty());
}

/// Whether the fence holds one of ours. Of others not even the mistakes are told.
fn yaml_fence(acc: &mut Document, fence: &Fence) -> bool {
    let mut stream = yaml::stream(&fence.code.text, &fence.code.map, false);
    acc.comments.append(&mut stream.comments);
    if !stream.ours {
        return false;
    }
    acc.migrations.append(&mut stream.migrations);
    acc.requests.append(&mut stream.requests);
    acc.records.append(&mut stream.records);
    acc.syntax_errors.append(&mut stream.syntax_errors);
    acc.errors.append(&mut stream.errors);
    true
}

/// A list of operations that is no whole specification.
fn operation_list(acc: &mut Document, fence: &Fence, range: TextRange, headings: &Headings) {
    let Some(mut list) = yaml::operation_list(&fence.code.text, &fence.code.map) else {
        return;
    };
    acc.errors.append(&mut list.errors);
    acc.syntax_errors.append(&mut list.syntax_errors);
    acc.migrations.push(Migration {
        range,
        begins: Vec::new(),
        surroundings: surroundings::of_script(&list.upgrade, &list.downgrade),
        upgrade: list.upgrade,
        downgrade: list.downgrade,
        source: MigrationSource::Written {
            heading: headings.last().map(str::to_owned),
        },
    });
}

/// What the SQL fences above have left behind.
#[derive(Default)]
struct Above {
    /// The section of the last migration, for its way back.
    section: Option<Vec<String>>,
    /// Tables that are created in migration sections.
    created: BTreeSet<String>,
}

fn is_sql(fence: &Fence) -> bool {
    matches!(
        fence.language.as_str(),
        "sql" | "postgresql" | "postgres" | "pgsql" | "psql"
    )
}

fn sql_fence(
    acc: &mut Document,
    script: sql::Script,
    range: TextRange,
    headings: &Headings,
    above: &mut Above,
) {
    let mut script = script;
    let role = section::role(
        headings,
        &script.changes,
        &script.comments,
        &mut above.created,
    );
    let here = headings.section();
    match role {
        Role::Change => {
            let (upgrade, downgrade) = directions(script.changes, script.comments.iter());
            acc.migrations.push(Migration {
                range,
                surroundings: surroundings::of_script(&upgrade, &downgrade),
                begins: super::concatenated::begins(&upgrade, &script.comments),
                upgrade,
                downgrade,
                source: MigrationSource::Fence {
                    heading: headings.last().map(str::to_owned),
                },
            });
            acc.errors.append(&mut script.errors);
            acc.syntax_errors.append(&mut script.syntax_errors);
            above.section = Some(here);
        }
        Role::Continuation => {
            let last = acc
                .migrations
                .last_mut()
                .filter(|it| matches!(it.source, MigrationSource::Fence { .. }));
            if let Some(migration) = last {
                migration.upgrade.append(&mut script.changes);
            }
            acc.errors.append(&mut script.errors);
            acc.syntax_errors.append(&mut script.syntax_errors);
        }
        Role::Downgrade => {
            let section = above.section.as_ref();
            let last = acc.migrations.last_mut().filter(|it| {
                matches!(it.source, MigrationSource::Fence { .. })
                    && section.is_some_and(|it| related(it, &here))
                    && section::undoes(&script.changes, &it.upgrade)
            });
            if let Some(migration) = last {
                migration.downgrade.append(&mut script.changes);
                migration.surroundings.downgrade = true;
                acc.syntax_errors.append(&mut script.syntax_errors);
            }
        }
        Role::State => acc.syntax_errors.append(&mut script.syntax_errors),
        // Sketches: `SELECT … FROM …` with an ellipsis is nobody's mistake.
        Role::Neither => {}
    }
    acc.comments.append(&mut script.comments);
}

/// A way back belongs to a migration of the same section, of one around it, or of the one beside
/// it (`## Migration 7`, then `## Rollback`).
fn related(migration: &[String], back: &[String]) -> bool {
    back.starts_with(migration)
        || (migration.starts_with(back) && migration.len() <= back.len() + 1)
}

/// Cuts a script where a comment says that the way back begins.
pub(super) fn directions<'a>(
    changes: Vec<Change>,
    comments: impl Iterator<Item = &'a Comment>,
) -> (Vec<Change>, Vec<Change>) {
    let (mut upgrade, mut downgrade) = (Vec::new(), Vec::new());
    let mut comments = comments.peekable();
    let mut down = false;
    for change in changes {
        while let Some(comment) = comments.next_if(|it| it.range.start() < change.range.start()) {
            down = (down || section::begins_downgrade(&comment.text))
                && !section::begins_upgrade(&comment.text);
        }
        if down {
            downgrade.push(change);
        } else {
            upgrade.push(change);
        }
    }
    (upgrade, downgrade)
}
