//! The order of migrations: what holds between documents.

use std::sync::Arc;

use model::{Catalog, Document};
use syntax::TextRange;

/// Every document of a workspace that says something, and the chain of its specifications.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    /// By path, sorted.
    pub documents: Vec<(String, Arc<Document>)>,
    pub chain: Chain,
}

/// The specifications of all documents in the order they run.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// In order: parents before children, ties by version and path.
    pub nodes: Vec<Node>,
}

/// One specification of the chain.
#[derive(Debug, Clone)]
pub struct Node {
    pub path: String,
    /// `documents[..].migrations[migration]`
    pub migration: usize,
    pub version: Option<String>,
    pub name: Option<String>,
    /// `None` for a first one.
    pub parent: Option<String>,
    /// Where the version stands.
    pub version_range: TextRange,
    pub parent_range: Option<TextRange>,
    /// Applied nowhere, as the records and `environment_sync` say; `None`: unknown, taken for
    /// applied.
    pub applied: Option<bool>,
    /// The state before it.
    pub before: Catalog,
}
