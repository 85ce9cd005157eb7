//! Changes that are written nowhere: what an edit of a spec in place comes to.
//!
//! Compares specs with earlier versions of themselves and adds what was found to their documents
//! as a migration of its own, so that rules, hovers, plans and actions judge it as any other. What
//! is written down wins: a change that the chain of specifications builds already, or that stands
//! in the spec as a statement, is not found again; a table that the chain builds is judged as the
//! chain builds it.

mod directive;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::catalog::{Knowledge, key};
use model::diff::{self, Diff, Found, Rename, Side};
use model::document::{Compared, Comparison, Was};
use model::risk::Surroundings;
use model::schema::SchemaReading;
use model::{Catalog, Document, Migration, MigrationSource, Operation};
use syntax::{Language, LineIndex, TextRange};

use crate::chain::Workspace;
use crate::{Finding, Related};

pub use directive::{Directive, directives, written as written_directive};

/// A spec as it is, and as it was.
pub struct Versions {
    pub path: String,
    pub text: Arc<str>,
    pub document: Arc<Document>,
    /// `None`: there was none.
    pub earlier: Option<(Arc<str>, Arc<Document>)>,
}

/// What comparing has found.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The documents with their changes, by path; only those that have any.
    pub documents: BTreeMap<String, Arc<Document>>,
    /// Scripts of specs that say what the edit changes, by path and migration: they are judged in
    /// the same state, not in the one that the edited spec describes.
    told: BTreeMap<String, BTreeSet<usize>>,
    /// The state in which they are judged.
    pub before: Catalog,
    /// Specs that describe no table any more although they did: nothing is concluded from it.
    pub emptied: Vec<String>,
}

impl Changes {
    /// Whether a migration of a document is one that was found, or says the same.
    pub(crate) fn is_found(&self, path: &str, migration: usize) -> bool {
        let told = self.told.get(path);
        if told.is_some_and(|it| it.contains(&migration)) {
            return true;
        }
        let document = self.documents.get(path);
        let migration = document.and_then(|it| it.migrations.get(migration));
        migration.is_some_and(|it| matches!(it.source, MigrationSource::Compared(_)))
    }
}

/// Compares every spec of a workspace that differs from its earlier version. `revision` is what
/// the earlier versions are called.
pub fn compare(workspace: &Workspace, specs: &[Versions], revision: &str) -> Changes {
    let differs = |it: &&Versions| {
        let earlier = it.earlier.as_ref();
        earlier.is_none_or(|(text, _)| *text != it.text)
            && it.document.language == Language::Markdown
    };
    let edited: Vec<&Versions> = specs.iter().filter(differs).collect();
    let described = |it: &&&Versions| {
        let before = it
            .earlier
            .iter()
            .any(|(_, it)| !it.schema.tables.is_empty());
        before || !it.document.schema.tables.is_empty()
    };
    let edited: Vec<&Versions> = edited.iter().filter(described).copied().collect();
    if !edited.iter().any(|it| it.earlier.is_some()) {
        return Changes::default();
    }
    let nothing = SchemaReading::default();
    let old: Vec<Side<'_>> = edited
        .iter()
        .map(|it| match &it.earlier {
            Some((text, document)) => Side::spec(&document.schema, text),
            None => Side::spec(&nothing, ""),
        })
        .collect();
    let new: Vec<Side<'_>> = edited
        .iter()
        .map(|it| Side::spec(&it.document.schema, &it.text))
        .collect();
    let said: Vec<Vec<Directive>> = edited
        .iter()
        .map(|it| directives(&it.text, &it.document))
        .collect();
    let choose = |rename: &Rename| {
        let own = said.get(rename.document);
        own.and_then(|it| directive::choice(it, rename))
            .unwrap_or_else(|| rename.by_likeness())
    };
    let mut found = diff::diff_documents(&old, &new, &choose);
    let still: BTreeSet<String> = specs
        .iter()
        .filter(|it| !differs(it))
        .flat_map(|it| &it.document.schema.tables)
        .map(|it| it.table.name.name.text.to_lowercase())
        .collect();
    // The first version of a spec describes what exists; a table that is moved there is paired.
    let first = |it: &Found| {
        edited
            .get(it.document)
            .is_none_or(|it| it.earlier.is_none())
    };
    found
        .changes
        .retain(|it| !described_elsewhere(it, &still) && !first(it));
    let told = written::take_out(workspace, &edited, &new, &choose, &mut found);
    let emptied = found.emptied.iter().filter_map(|it| edited.get(*it));
    let emptied = emptied
        .filter(|it| !it.text.trim().is_empty())
        .map(|it| it.path.clone())
        .collect();
    Changes {
        documents: documents(&edited, &found, revision),
        told,
        before: before(workspace, &old),
        emptied,
    }
}

/// Says with each finding about a change that was found what stood there before.
pub(crate) fn tell(migration: &Migration, change: usize, findings: &mut [Finding]) {
    let MigrationSource::Compared(comparison) = &migration.source else {
        return;
    };
    let Some(compared) = comparison.found.get(change) else {
        return;
    };
    let revision = &comparison.revision;
    for finding in findings {
        let message = match &compared.was {
            Some(was) => format!("In {revision}, line {}: {}", was.line, was.text),
            None => format!("It is not in {revision}"),
        };
        finding.related.push(Related {
            path: None,
            range: finding.range,
            message,
        });
    }
}

/// A document that was not edited describes the table.
fn described_elsewhere(found: &Found, still: &BTreeSet<String>) -> bool {
    let whole = matches!(
        found.operation,
        Operation::CreateTable(_) | Operation::DropTable(_)
    );
    let name = found.table().map(|it| it.name.text.to_lowercase());
    whole && name.is_some_and(|it| still.contains(&it))
}

/// The state that the earlier versions describe; tables that the chain builds as it builds them.
fn before(workspace: &Workspace, old: &[Side<'_>]) -> Catalog {
    let mut catalog = workspace.latest.clone();
    let described = diff::catalog_of(old);
    let tables = Arc::make_mut(&mut catalog.tables);
    let told: BTreeSet<String> = workspace
        .documents
        .iter()
        .flat_map(|(_, it)| &it.schema.tables)
        .map(|it| key(&it.table.name))
        .collect();
    let old_names: BTreeSet<String> = old
        .iter()
        .flat_map(|it| &it.reading.tables)
        .map(|it| key(&it.table.name))
        .collect();
    let edited = |key: &String| told.contains(key) && !old_names.contains(key);
    tables.retain(|key, table| {
        // What only the new texts describe is not there yet.
        table.knowledge == Knowledge::Complete || !edited(key)
    });
    for (key, table) in described.tables.iter() {
        let built = tables
            .get(key)
            .is_some_and(|it| it.knowledge == Knowledge::Complete);
        if !built {
            tables.insert(key.clone(), table.clone());
        }
    }
    let enums = described.objects.enums.iter();
    let objects = Arc::make_mut(&mut catalog.objects);
    for (name, it) in enums {
        objects.enums.insert(name.clone(), it.clone());
    }
    // A spec on its own says nothing about what it does not describe.
    catalog.whole = false;
    catalog
}

fn documents(
    edited: &[&Versions],
    found: &Diff,
    revision: &str,
) -> BTreeMap<String, Arc<Document>> {
    let mut lines: BTreeMap<usize, LineIndex> = BTreeMap::new();
    let mut was = |at: usize, range: TextRange| {
        let (text, _) = edited.get(at)?.earlier.as_ref()?;
        let index = lines.entry(at).or_insert_with(|| LineIndex::new(text));
        let said = text.get(std::ops::Range::<usize>::from(range))?;
        Some(Was {
            line: index.line_of(range.start()) + 1,
            text: said.trim().to_owned(),
        })
    };
    let mut by_document: BTreeMap<usize, Vec<(&Found, Compared)>> = BTreeMap::new();
    for it in &found.changes {
        let compared = Compared {
            was: it.was.and_then(|(at, range)| was(at, range)),
            rename: it.rename.and_then(|it| found.renames.get(it)).cloned(),
        };
        by_document
            .entry(it.document)
            .or_default()
            .push((it, compared));
    }
    let mut out = BTreeMap::new();
    for (at, all) in by_document {
        let Some(version) = edited.get(at) else {
            continue;
        };
        let range = all.iter().map(|(it, _)| it.at).reduce(TextRange::cover);
        let comparison = Comparison {
            revision: revision.to_owned(),
            found: all.iter().map(|(_, it)| it.clone()).collect(),
        };
        let mut document = Document::clone(&version.document);
        document.migrations.push(Migration {
            source: MigrationSource::Compared(Arc::new(comparison)),
            range: range.unwrap_or_default(),
            upgrade: all.iter().map(|(it, _)| it.to_change()).collect(),
            downgrade: Vec::new(),
            begins: Vec::new(),
            surroundings: Surroundings::default(),
        });
        out.insert(version.path.clone(), Arc::new(document));
    }
    out
}
