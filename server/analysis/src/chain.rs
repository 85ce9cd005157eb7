//! The order of migrations: what holds between documents.
//!
//! Builds the state before each specification of the chain. Never fails: what does not fit into
//! an order is appended to it, and the rules for chains say what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::catalog::{Knowledge, Table};
use model::risk::{Released, Surroundings};
use model::schema::to_catalog;
use model::specification::Specification;
use model::{Catalog, Context, Document, Migration, MigrationSource, Operation};
use syntax::TextRange;

use crate::requests::{self, Contexts, Requested};

/// Every document of a workspace that says something, and the chain of its specifications.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    /// By path, sorted.
    pub documents: Vec<(String, Arc<Document>)>,
    pub chain: Chain,
    /// What the database specs describe, less the tables that the chain creates itself.
    pub described: Catalog,
    /// The state after the whole chain; scripts and fences are judged in it.
    pub latest: Catalog,
    requested: Requested,
}

/// The specifications of all documents in the order they run.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// In order: parents before children, ties by version and path.
    pub nodes: Vec<Node>,
    /// Indices of the nodes that no other names as its parent. Nodes of a cycle are none.
    pub heads: Vec<usize>,
    /// Indices of the nodes that stand in a cycle or behind one.
    pub cyclic: Vec<usize>,
    // By path, then by migration within the document.
    places: BTreeMap<String, BTreeMap<usize, usize>>,
    versions: BTreeMap<String, Vec<usize>>,
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
    /// The state after it, its tables no longer new unless it is applied nowhere.
    pub after: Catalog,
    /// Its surroundings with the releases that earlier specifications name; `None` where they
    /// name none, and the migration's own hold.
    pub surroundings: Option<Arc<Surroundings>>,
}

/// Where a migration stands: the state before it, and what is said around it.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub before: &'a Catalog,
    /// `None`: the migration's own.
    pub surroundings: Option<&'a Surroundings>,
    /// What a request makes of the configured context; `None`: no request is about it.
    pub context: Option<&'a Context>,
}

impl Workspace {
    /// The place of `documents[path].migrations[migration]`; for scripts, fences and anything
    /// that is not in the chain the state after all of it.
    pub fn place(&self, path: &str, migration: usize) -> Place<'_> {
        let requested = self.requested.get(path).and_then(|it| it.get(&migration));
        let context = requested.map(Arc::as_ref);
        match self.chain.node(path, migration) {
            Some(node) => Place {
                before: &node.before,
                surroundings: node.surroundings.as_deref(),
                context,
            },
            None => Place {
                before: &self.latest,
                surroundings: None,
                context,
            },
        }
    }
}

impl Chain {
    /// The node of a document's migration.
    pub fn node(&self, path: &str, migration: usize) -> Option<&Node> {
        let at = self.places.get(path)?.get(&migration)?;
        self.nodes.get(*at)
    }

    /// The nodes of one document, in its order.
    pub fn of_path<'a>(&'a self, path: &str) -> impl Iterator<Item = (usize, &'a Node)> {
        let places = self.places.get(path);
        places
            .into_iter()
            .flat_map(BTreeMap::values)
            .filter_map(|at| Some((*at, self.nodes.get(*at)?)))
    }

    /// The nodes of one version; several only when it is given twice.
    pub fn of_version<'a>(&'a self, version: &str) -> impl Iterator<Item = (usize, &'a Node)> {
        let all = self.versions.get(version).into_iter().flatten();
        all.filter_map(|at| Some((*at, self.nodes.get(*at)?)))
    }

    /// The first node of a version, where it is given twice.
    pub fn first_of(&self, version: &str) -> Option<(usize, &Node)> {
        self.of_version(version).next()
    }

    /// The nodes that lead from one version (`None`: from the beginning) to another, in order and
    /// with the last. Empty when both are the same; `None` when there is no such way.
    pub fn between(&self, from: Option<&str>, to: &str) -> Option<Vec<usize>> {
        let mut way = Vec::new();
        let mut seen = BTreeSet::new();
        let mut version = Some(to);
        while version != from {
            let (at, node) = self.first_of(version?)?;
            if !seen.insert(at) {
                return None;
            }
            way.push(at);
            version = node.parent.as_deref();
        }
        way.reverse();
        Some(way)
    }
}

/// The workspace of some documents. `base` is the state before everything else, where somebody
/// gave one.
pub fn build(
    documents: Vec<(String, Arc<Document>)>,
    base: &Catalog,
    contexts: &Contexts<'_>,
) -> Workspace {
    rebuild(&Workspace::default(), documents, base, contexts)
}

/// As [`build`], taking the states over from an earlier workspace where neither the documents
/// (the same `Arc`s) nor the states before them have changed.
pub fn rebuild(
    previous: &Workspace,
    documents: Vec<(String, Arc<Document>)>,
    base: &Catalog,
    contexts: &Contexts<'_>,
) -> Workspace {
    let mut documents = documents;
    documents.sort_by(|a, b| a.0.cmp(&b.0));
    let (nodes, cyclic) = order(collect(&documents));
    let described = described(&documents, &nodes, base);
    let described = if described == previous.described {
        previous.described.clone()
    } else {
        described
    };
    let mut chain = Chain {
        heads: heads(&nodes, &cyclic),
        cyclic,
        places: BTreeMap::new(),
        versions: BTreeMap::new(),
        nodes,
    };
    for (at, node) in chain.nodes.iter().enumerate() {
        if let Some(version) = &node.version {
            chain.versions.entry(version.clone()).or_default().push(at);
        }
        let of_path = chain.places.entry(node.path.clone()).or_default();
        of_path.insert(node.migration, at);
    }
    mark_applied(&mut chain, &documents);
    let latest = fold(&mut chain, &documents, &described, previous);
    let requested = requests::contexts(&documents, &chain, contexts);
    Workspace {
        requested,
        documents,
        chain,
        described,
        latest,
    }
}

fn migration<'a>(documents: &'a [(String, Arc<Document>)], node: &Node) -> Option<&'a Migration> {
    document(documents, &node.path)?
        .migrations
        .get(node.migration)
}

fn collect(documents: &[(String, Arc<Document>)]) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (path, document) in documents {
        for (at, migration) in document.migrations.iter().enumerate() {
            if let MigrationSource::Specification(specification) = &migration.source {
                nodes.push(node(path, at, specification));
            }
        }
    }
    nodes
}

fn node(path: &str, migration: usize, specification: &Specification) -> Node {
    let version = specification.version();
    let parent = specification.parent();
    Node {
        path: path.to_owned(),
        migration,
        version: version.map(|it| it.value.clone()),
        name: specification.name().map(|it| it.value.clone()),
        parent: parent.map(|it| it.value.clone()),
        version_range: version.map_or(specification.key, |it| it.range),
        parent_range: parent.map(|it| it.range),
        applied: None,
        before: Catalog::default(),
        after: Catalog::default(),
        surroundings: None,
    }
}

/// Parents before children, ties by version and path; what hangs in a cycle comes last.
fn order(nodes: Vec<Node>) -> (Vec<Node>, Vec<usize>) {
    let mut nodes = nodes;
    nodes.sort_by(|a, b| {
        (&a.version, &a.path, a.migration).cmp(&(&b.version, &b.path, b.migration))
    });
    let mut children: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut versions: BTreeSet<&str> = BTreeSet::new();
    versions.extend(nodes.iter().filter_map(|it| it.version.as_deref()));
    let mut ready: BTreeSet<usize> = BTreeSet::new();
    for (at, node) in nodes.iter().enumerate() {
        match node.parent.as_deref().filter(|it| versions.contains(it)) {
            Some(parent) => children.entry(parent).or_default().push(at),
            None => {
                ready.insert(at);
            }
        }
    }
    let mut placed = vec![false; nodes.len()];
    let mut sequence = Vec::with_capacity(nodes.len());
    while let Some(at) = ready.pop_first() {
        if std::mem::replace(&mut placed[at], true) {
            continue;
        }
        sequence.push(at);
        let of_version = nodes[at].version.as_deref();
        let next = of_version.and_then(|it| children.get(it));
        ready.extend(next.into_iter().flatten().filter(|it| !placed[**it]));
    }
    let orderly = sequence.len();
    sequence.extend((0..nodes.len()).filter(|at| !placed[*at]));
    let cyclic = (orderly..sequence.len()).collect();
    let mut slots: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let nodes = sequence.into_iter().filter_map(|at| slots[at].take());
    (nodes.collect(), cyclic)
}

fn heads(nodes: &[Node], cyclic: &[usize]) -> Vec<usize> {
    let parents: BTreeSet<&str> = nodes.iter().filter_map(|it| it.parent.as_deref()).collect();
    nodes
        .iter()
        .enumerate()
        .filter(|(at, node)| {
            let named = node.version.as_deref();
            named.is_some_and(|it| !parents.contains(it)) && !cyclic.contains(at)
        })
        .map(|(at, _)| at)
        .collect()
}

/// The tables that specs describe and no migration of the chain creates.
fn described(documents: &[(String, Arc<Document>)], nodes: &[Node], base: &Catalog) -> Catalog {
    let mut created = BTreeSet::new();
    for node in nodes {
        let changes = migration(documents, node).map_or(&[][..], |it| &it.upgrade);
        for part in changes.iter().flat_map(|it| &it.parts) {
            if let Operation::CreateTable(it) = &part.operation {
                created.insert(it.table.name.text.to_lowercase());
            } else if let Operation::RenameTable(it) = &part.operation {
                created.insert(it.to.text.to_lowercase());
            }
        }
    }
    let mut catalog = base.clone();
    for (_, document) in documents {
        if document.schema.tables.is_empty() && document.schema.enums.is_empty() {
            continue;
        }
        let read = to_catalog(&document.schema);
        let tables = Arc::make_mut(&mut catalog.tables);
        for (key, table) in read.tables.iter() {
            if !created.contains(&table.name.name.text.to_lowercase()) {
                tables.entry(key.clone()).or_insert_with(|| table.clone());
            }
        }
        let objects = Arc::make_mut(&mut catalog.objects);
        for (key, it) in &read.objects.enums {
            let old = || model::catalog::EnumType {
                new: false,
                ..it.clone()
            };
            objects.enums.entry(key.clone()).or_insert_with(old);
        }
    }
    catalog
}

/// What the execution records and `environment_sync` say. What runs before something applied is
/// applied; what runs after all that any environment has is applied nowhere.
fn mark_applied(chain: &mut Chain, documents: &[(String, Arc<Document>)]) {
    let mut applied: BTreeSet<&str> = BTreeSet::new();
    let mut pending: BTreeSet<&str> = BTreeSet::new();
    for (_, document) in documents {
        for record in &document.records {
            if let Some(version) = &record.migration_version {
                let failed = record.success.as_ref().is_some_and(|it| !it.value);
                let set = if failed { &mut pending } else { &mut applied };
                set.insert(&version.value);
            }
        }
        for migration in &document.migrations {
            if let MigrationSource::Specification(specification) = &migration.source {
                for sync in &specification.environment_sync {
                    let current = sync.value.current_version.as_ref();
                    applied.extend(current.map(|it| it.value.as_str()));
                    let next = sync.value.migrations_to_apply.iter();
                    pending.extend(next.map(|it| it.value.as_str()));
                }
            }
        }
    }
    if applied.is_empty() && pending.is_empty() {
        return;
    }
    let mut marks: Vec<Option<bool>> = vec![None; chain.nodes.len()];
    let mut known: BTreeSet<&str> = applied;
    for (at, node) in chain.nodes.iter().enumerate().rev() {
        if node.version.as_deref().is_some_and(|it| known.contains(it)) {
            marks[at] = Some(true);
            known.extend(node.parent.as_deref());
        }
    }
    // Parents come first, so that one pass carries "nowhere" on to what follows.
    let mut nowhere: BTreeSet<&str> = BTreeSet::new();
    for (at, node) in chain.nodes.iter().enumerate() {
        let Some(version) = node.version.as_deref() else {
            continue;
        };
        let parent = node.parent.as_deref();
        let after_all = parent.is_some_and(|it| known.contains(it) || nowhere.contains(it));
        if marks[at].is_none() && (pending.contains(version) || after_all) {
            marks[at] = Some(false);
            nowhere.insert(version);
        }
    }
    for (node, mark) in chain.nodes.iter_mut().zip(marks) {
        node.applied = mark;
    }
}

/// The state before every node, and the releases named by those before it; returns the state
/// after all.
fn fold(
    chain: &mut Chain,
    documents: &[(String, Arc<Document>)],
    base: &Catalog,
    previous: &Workspace,
) -> Catalog {
    let mut after: BTreeMap<String, (Catalog, Arc<Vec<Released>>)> = BTreeMap::new();
    let mut latest = base.clone();
    for node in &mut chain.nodes {
        let before = node.parent.as_ref().and_then(|it| after.get(it));
        let (before, said) = before.map_or_else(|| (base.clone(), Arc::default()), Clone::clone);
        node.before = before;
        let Some(migration) = migration(documents, node) else {
            continue;
        };
        let own = &migration.surroundings;
        if !said.is_empty() {
            let mut surroundings = own.clone();
            surroundings.released.extend(said.iter().cloned());
            node.surroundings = Some(Arc::new(surroundings));
        }
        let state = kept(node, documents, previous).unwrap_or_else(|| {
            let mut state = node.before.clone();
            for change in &migration.upgrade {
                let _ = state.apply(change);
            }
            if node.applied != Some(false) {
                state.seal();
            }
            // A chain whose first migration touches nothing but what it creates begins with an
            // empty database: from here on, what is not there does not exist.
            let complete = |it: &Arc<Table>| it.knowledge == Knowledge::Complete;
            if node.parent.is_none() && !state.tables.is_empty() {
                state.whole |= state.tables.values().all(complete);
            }
            state
        });
        node.after = state.clone();
        latest = state.clone();
        if let Some(version) = &node.version {
            let said = if own.released.is_empty() {
                said
            } else {
                let source = format!("specification {version}");
                let mut all = Vec::clone(&said);
                all.extend(own.released.iter().map(|it| Released {
                    source: source.clone(),
                    ..it.clone()
                }));
                Arc::new(all)
            };
            let entry = after.entry(version.clone());
            entry.or_insert((state, said));
        }
    }
    latest
}

/// The state after a node as it was found before, when nothing it comes from has changed.
fn kept(
    node: &Node,
    documents: &[(String, Arc<Document>)],
    previous: &Workspace,
) -> Option<Catalog> {
    let old = previous.chain.node(&node.path, node.migration)?;
    let same_document = Arc::ptr_eq(
        document(documents, &node.path)?,
        document(&previous.documents, &node.path)?,
    );
    let (before, known) = (&node.before, &old.before);
    let same_state = Arc::ptr_eq(&before.tables, &known.tables)
        && Arc::ptr_eq(&before.objects, &known.objects)
        && before.search_path == known.search_path;
    let same = same_document && same_state && old.applied == node.applied;
    same.then(|| old.after.clone())
}

fn document<'a>(documents: &'a [(String, Arc<Document>)], path: &str) -> Option<&'a Arc<Document>> {
    let at = documents
        .binary_search_by(|(it, _)| it.as_str().cmp(path))
        .ok()?;
    Some(&documents[at].1)
}
