//! What a document or the workspace consists of: tables and columns, migrations and operations.

use model::mention::Role;
use model::operation::Change;
use model::schema::ReadTable;
use model::{Migration, MigrationSource};

use crate::occurrences::Symbol;
use crate::{Analysis, FileId, FileRange, TextRange, hover};

/// A part of a document, with the parts inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSymbol {
    pub name: String,
    pub detail: Option<String>,
    pub kind: SymbolKind,
    pub range: TextRange,
    /// The name, or the first significant words; inside of `range`.
    pub focus: TextRange,
    pub children: Vec<DocumentSymbol>,
}

/// A table, column, index or migration of the workspace, where it is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceSymbol {
    pub name: String,
    pub kind: SymbolKind,
    /// The table of a column, the name of a migration.
    pub container: Option<String>,
    pub place: FileRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    Table,
    Column,
    Index,
    Type,
    Migration,
    Operation,
    /// The way back of a migration.
    Downgrade,
}

pub(crate) fn of_document(analysis: &Analysis, file: FileId) -> Vec<DocumentSymbol> {
    let Some(document) = analysis.document(file) else {
        return Vec::new();
    };
    let tables = document.schema.tables.iter();
    let mut all: Vec<DocumentSymbol> = tables.filter_map(|it| table(it)).collect();
    for migration in &document.migrations {
        match &migration.source {
            MigrationSource::Script => all.extend(operations(&migration.upgrade)),
            // What differs from an earlier version is no part of the text.
            MigrationSource::Compared(_) => {}
            MigrationSource::Specification(_)
            | MigrationSource::Revision(_)
            | MigrationSource::Written { .. }
            | MigrationSource::Fence { .. } => {
                all.push(self::migration(migration));
            }
        }
    }
    all.sort_by_key(|it| (it.range.start(), it.range.end()));
    all
}

fn table(read: &ReadTable) -> Option<DocumentSymbol> {
    let focus = read.named_at;
    let mut range = read.table.defined_at.cover(focus);
    let columns = read.table.columns.iter();
    let children: Vec<DocumentSymbol> = columns
        .filter(|it| !it.name.range.is_empty())
        .map(|it| DocumentSymbol {
            name: it.name.text.clone(),
            detail: it.ty.as_ref().map(|it| it.text.clone()),
            kind: SymbolKind::Column,
            range: it.range.cover(it.name.range),
            focus: it.name.range,
            children: Vec::new(),
        })
        .collect();
    for child in &children {
        range = range.cover(child.range);
    }
    (!focus.is_empty()).then(|| DocumentSymbol {
        name: read.table.name.to_string(),
        detail: None,
        kind: SymbolKind::Table,
        range,
        focus,
        children,
    })
}

fn migration(migration: &Migration) -> DocumentSymbol {
    let mut children = operations(&migration.upgrade);
    let down = operations(&migration.downgrade);
    if let (Some(first), Some(last)) = (down.first(), down.last()) {
        children.push(DocumentSymbol {
            name: "downgrade".to_owned(),
            detail: None,
            kind: SymbolKind::Downgrade,
            range: first.range.cover(last.range),
            focus: first.focus,
            children: down,
        });
    }
    let (name, focus) = match &migration.source {
        MigrationSource::Specification(it) => {
            let version = it.version();
            let words = [version, it.name()];
            let words: Vec<&str> = words
                .into_iter()
                .flatten()
                .map(|it| it.value.as_str())
                .collect();
            let focus = version.map_or(it.key, |it| it.range);
            (words.join(" "), focus)
        }
        MigrationSource::Fence { heading } | MigrationSource::Written { heading } => {
            (heading.clone().unwrap_or_default(), migration.range)
        }
        MigrationSource::Revision(it) => {
            let words = [Some(it.version.value.as_str()), it.message.as_deref()];
            let words: Vec<&str> = words.into_iter().flatten().collect();
            (words.join(" "), it.version.range)
        }
        MigrationSource::Compared(_) | MigrationSource::Script => (String::new(), migration.range),
    };
    let named = if name.is_empty() { "migration" } else { &name };
    let inside = migration.range.contains_range(focus) && !focus.is_empty();
    DocumentSymbol {
        name: named.to_owned(),
        detail: None,
        kind: SymbolKind::Migration,
        range: migration.range,
        focus: if inside { focus } else { migration.range },
        children,
    }
}

fn operations(changes: &[Change]) -> Vec<DocumentSymbol> {
    let symbol = |it: &Change| DocumentSymbol {
        name: hover::title(it).replace('`', ""),
        detail: None,
        kind: SymbolKind::Operation,
        range: it.range.cover(it.focus),
        focus: it.focus,
        children: Vec::new(),
    };
    changes.iter().map(symbol).collect()
}

/// Those whose name holds the letters of a query in this order; all for an empty one.
pub(crate) fn of_workspace(analysis: &Analysis, query: &str) -> Vec<WorkspaceSymbol> {
    let index = analysis.occurrences();
    let mut all = Vec::new();
    for symbol in index.symbols() {
        let (name, kind, container) = match symbol {
            Symbol::Table(it) => (it.clone(), SymbolKind::Table, None),
            Symbol::Column { table, column } => {
                (column.clone(), SymbolKind::Column, Some(table.clone()))
            }
            Symbol::Index(it) => (it.clone(), SymbolKind::Index, None),
            Symbol::Type(it) => (it.clone(), SymbolKind::Type, None),
            Symbol::Constraint(_) | Symbol::Version(_) => continue,
        };
        let whole = container
            .iter()
            .map(|it| format!("{it}."))
            .collect::<String>()
            + &name;
        if !matches(&whole, query) {
            continue;
        }
        let places = index.places(symbol);
        let with = |role: Role| places.iter().find(|it| it.1.role == role);
        if let Some((file, place)) = with(Role::Described).or_else(|| with(Role::Created)) {
            all.push(WorkspaceSymbol {
                name,
                kind,
                container,
                place: FileRange {
                    file: *file,
                    range: place.range,
                },
            });
        }
    }
    for node in &analysis.workspace().chain.nodes {
        let words = [node.version.as_deref(), node.name.as_deref()];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        let name = words.join(" ");
        if let Some(file) = analysis.file_id(&node.path)
            && matches(&name, query)
        {
            all.push(WorkspaceSymbol {
                name,
                kind: SymbolKind::Migration,
                container: None,
                place: FileRange {
                    file,
                    range: node.version_range,
                },
            });
        }
    }
    all.sort_by(|a, b| (&a.container, &a.name).cmp(&(&b.container, &b.name)));
    all
}

fn matches(name: &str, query: &str) -> bool {
    let mut left = query.chars().flat_map(char::to_lowercase).peekable();
    for c in name.chars().flat_map(char::to_lowercase) {
        left.next_if_eq(&c);
    }
    left.peek().is_none()
}
