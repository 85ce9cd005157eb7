//! The chain as a hierarchy: a migration calls the one that it builds upon.

use crate::occurrences::Symbol;
use crate::{Analysis, FileId, FilePosition, TextRange};

/// A migration of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainItem {
    pub file: FileId,
    /// Of the migration within its document.
    pub migration: usize,
    /// Version and name.
    pub name: String,
    pub range: TextRange,
    /// The version.
    pub focus: TextRange,
}

/// A neighbor in the chain, and where the link is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLink {
    pub item: ChainItem,
    /// `current_version` of the later of the two.
    pub at: Option<TextRange>,
}

fn item(analysis: &Analysis, at: usize) -> Option<ChainItem> {
    let node = analysis.workspace().chain.nodes.get(at)?;
    let file = analysis.file_id(&node.path)?;
    let document = analysis.document(file)?;
    let range = document.migrations.get(node.migration)?.range;
    let words = [node.version.as_deref(), node.name.as_deref()];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    let inside = range.contains_range(node.version_range) && !node.version_range.is_empty();
    Some(ChainItem {
        file,
        migration: node.migration,
        name: words.join(" "),
        range,
        focus: if inside { node.version_range } else { range },
    })
}

/// The migration whose version stands at a position, else the one that the position is in.
pub(crate) fn items_at(analysis: &Analysis, position: FilePosition) -> Vec<ChainItem> {
    let chain = &analysis.workspace().chain;
    let here = analysis.occurrences().at(position.file, position.offset);
    if let Some(Symbol::Version(version)) = here.map(|it| &it.symbol) {
        let named = chain.of_version(version);
        return named.filter_map(|it| item(analysis, it.0)).collect();
    }
    let path = analysis.path(position.file).unwrap_or_default();
    let all = chain.of_path(&path).filter_map(|it| item(analysis, it.0));
    all.filter(|it| it.range.contains_inclusive(position.offset))
        .collect()
}

/// The migration that this one builds upon.
pub(crate) fn parents(analysis: &Analysis, file: FileId, migration: usize) -> Vec<ChainLink> {
    let chain = &analysis.workspace().chain;
    let path = analysis.path(file).unwrap_or_default();
    let Some(node) = chain.node(&path, migration) else {
        return Vec::new();
    };
    let parent = node.parent.as_deref().unwrap_or_default();
    let links = chain.of_version(parent).filter_map(|it| {
        Some(ChainLink {
            item: item(analysis, it.0)?,
            at: node.parent_range,
        })
    });
    links.collect()
}

/// The migrations that build upon this one.
pub(crate) fn children(analysis: &Analysis, file: FileId, migration: usize) -> Vec<ChainLink> {
    let chain = &analysis.workspace().chain;
    let path = analysis.path(file).unwrap_or_default();
    let version = chain
        .node(&path, migration)
        .and_then(|it| it.version.as_deref());
    let Some(version) = version else {
        return Vec::new();
    };
    let nodes = chain.nodes.iter().enumerate();
    let links = nodes.filter(|it| it.1.parent.as_deref() == Some(version));
    links
        .filter_map(|(at, node)| {
            Some(ChainLink {
                item: item(analysis, at)?,
                at: node.parent_range,
            })
        })
        .collect()
}
