//! The order of migrations: what holds between documents.
//!
//! Builds the state before each specification of the chain. Never fails: what does not fit into
//! an order is appended to it, and the rules for chains say what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::catalog::{Knowledge, Table};
use model::risk::{Released, Surroundings};
use model::schema::to_catalog;
use model::specification::{Revision, Specification};
use model::{Catalog, Context, Document, Environment, Migration, MigrationSource, Operation};
use syntax::TextRange;

use crate::compared::Changes;
use crate::environments::{self, EnvironmentState};
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
    /// What is known of each environment, in the order of a rollout.
    pub environments: Vec<EnvironmentState>,
    requested: Requested,
    /// What comparing specs with their earlier versions has found, where somebody gave those.
    pub compared: Changes,
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
    /// Alembic version files that specifications describe.
    pub implementations: Vec<Implementation>,
    /// Specifications and revisions make one chain.
    linked: bool,
    // By path, then by migration within the document.
    places: BTreeMap<String, BTreeMap<usize, usize>>,
    versions: BTreeMap<String, Vec<usize>>,
}

/// Where a node of the chain comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Specification,
    /// An Alembic version file: a place in the order, its operations not read.
    Revision,
}

/// An Alembic version file whose version a specification has, too: no node of its own.
#[derive(Debug, Clone)]
pub struct Implementation {
    pub path: String,
    pub revision: Arc<Revision>,
}

/// One migration of the chain.
#[derive(Debug, Clone)]
pub struct Node {
    pub source: Source,
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
    /// Further versions that a merge follows.
    pub merges: Vec<(String, TextRange)>,
    /// Whether it is applied anywhere, as the records and `environment_sync` say; `None`: unknown,
    /// taken for applied.
    pub applied: Option<bool>,
    /// The same for each environment of which it is known, in the order of a rollout.
    pub applied_in: Vec<(Environment, bool)>,
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
                before: if self.compared.is_found(path, migration) {
                    &self.compared.before
                } else {
                    &self.latest
                },
                surroundings: None,
                context,
            },
        }
    }
}

/// A migration of the chain is looked at with this many on either side of it; what is further
/// away is another story.
const NEAR: usize = 64;

impl Workspace {
    /// The migrations that one of the chain follows by its first parents, the nearest first;
    /// empty for one that is not in the chain.
    pub fn before(&self, path: &str, migration: usize) -> Vec<(&Node, &Migration)> {
        let mut res = Vec::new();
        let mut at = self.chain.node(path, migration);
        while let Some(parent) = at.and_then(|it| it.parent.as_deref())
            && res.len() < NEAR
        {
            at = self.chain.first_of(parent).map(|it| it.1);
            res.extend(at.and_then(|it| Some((it, self::migration(&self.documents, it)?))));
        }
        res
    }

    /// The migrations that follow one of the chain, in order; empty for one that is not in it.
    pub fn after(&self, path: &str, migration: usize) -> Vec<(&Node, &Migration)> {
        let places = self.chain.places.get(path);
        let Some(own) = places.and_then(|it| it.get(&migration)) else {
            return Vec::new();
        };
        let mut known: BTreeSet<&str> = BTreeSet::new();
        known.extend(self.chain.nodes[*own].version.as_deref());
        let mut res = Vec::new();
        for node in self.chain.nodes.iter().skip(own + 1).take(NEAR) {
            if node.parents().any(|it| known.contains(it)) {
                known.extend(node.version.as_deref());
                res.extend(self::migration(&self.documents, node).map(|it| (node, it)));
            }
        }
        res
    }
}

impl Node {
    /// The versions that it follows.
    pub fn parents(&self) -> impl Iterator<Item = &str> {
        let merges = self.merges.iter().map(|it| it.0.as_str());
        self.parent.as_deref().into_iter().chain(merges)
    }

    /// The versions that it follows, with where they stand.
    pub fn parents_with_ranges(&self) -> impl Iterator<Item = (&str, TextRange)> {
        let first = self.parent.as_deref().zip(self.parent_range);
        let merges = self.merges.iter().map(|it| (it.0.as_str(), it.1));
        first.into_iter().chain(merges)
    }
}

impl Chain {
    /// Whether a version is applied in any environment. `None`: nothing says so, or there is no
    /// such version; it must be taken for applied, and never be rewritten.
    pub fn is_applied(&self, version: &str) -> Option<bool> {
        let mut all = self.of_version(version).map(|it| it.1.applied);
        let first = all.next()??;
        all.all(|it| it == Some(first)).then_some(first)
    }

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

    /// Every head that belongs to one chain with a node: Alembic's revisions and specifications
    /// make one where any of them names another of the other kind.
    pub fn heads_beside<'a>(&'a self, node: &Node) -> impl Iterator<Item = &'a Node> {
        let source = node.source;
        let all = self.heads.iter().filter_map(|it| self.nodes.get(*it));
        all.filter(move |it| self.linked || it.source == source)
    }

    /// The only head: of the specifications where they make a chain of their own.
    pub fn head(&self) -> Option<&Node> {
        let mut heads = self.heads_beside(self.nodes.iter().min_by_key(|it| it.source)?);
        let first = heads.next()?;
        heads.next().is_none().then_some(first)
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
    let (nodes, implementations) = collect(&documents);
    let (nodes, cyclic) = order(nodes);
    let described = described(&documents, &nodes, base);
    let described = if described == previous.described {
        previous.described.clone()
    } else {
        described
    };
    let mut chain = Chain {
        heads: heads(&nodes, &cyclic),
        cyclic,
        linked: !implementations.is_empty() || is_linked(&nodes),
        implementations,
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
    let environments = environments::states(&documents, &chain);
    environments::mark_applied(&mut chain, &documents, &environments);
    let latest = fold(&mut chain, &documents, &described, previous);
    let requested = requests::contexts(&documents, &chain, contexts);
    Workspace {
        requested,
        environments,
        documents,
        chain,
        described,
        latest,
        compared: Changes::default(),
    }
}

fn migration<'a>(documents: &'a [(String, Arc<Document>)], node: &Node) -> Option<&'a Migration> {
    document(documents, &node.path)?
        .migrations
        .get(node.migration)
}

fn collect(documents: &[(String, Arc<Document>)]) -> (Vec<Node>, Vec<Implementation>) {
    let mut nodes = Vec::new();
    let mut revisions = Vec::new();
    for (path, document) in documents {
        for (at, migration) in document.migrations.iter().enumerate() {
            if let MigrationSource::Specification(specification) = &migration.source {
                nodes.push(node(path, at, specification));
            } else if let MigrationSource::Revision(revision) = &migration.source {
                revisions.push((path, at, revision));
            }
        }
    }
    let specified: BTreeSet<String> = nodes.iter().filter_map(|it| it.version.clone()).collect();
    let mut implementations = Vec::new();
    for (path, at, revision) in revisions {
        if specified.contains(&revision.version.value) {
            implementations.push(Implementation {
                path: path.clone(),
                revision: revision.clone(),
            });
        } else {
            nodes.push(place_of(path, at, revision));
        }
    }
    (nodes, implementations)
}

/// Whether a specification follows a revision, or a revision a specification.
fn is_linked(nodes: &[Node]) -> bool {
    let versions = |source| {
        let of = nodes.iter().filter(move |it| it.source == source);
        of.filter_map(|it| it.version.as_deref())
            .collect::<BTreeSet<&str>>()
    };
    let (specifications, revisions) = (versions(Source::Specification), versions(Source::Revision));
    nodes.iter().any(|node| {
        let others = match node.source {
            Source::Specification => &revisions,
            Source::Revision => &specifications,
        };
        node.parents().any(|it| others.contains(it))
    })
}

fn place_of(path: &str, migration: usize, revision: &Revision) -> Node {
    let mut parents = revision.parents.iter();
    let parent = parents.next();
    Node {
        source: Source::Revision,
        path: path.to_owned(),
        migration,
        version: Some(revision.version.value.clone()),
        name: revision.message.clone(),
        parent: parent.map(|it| it.value.clone()),
        version_range: revision.version.range,
        parent_range: parent.map(|it| it.range),
        merges: parents.map(|it| (it.value.clone(), it.range)).collect(),
        applied: None,
        applied_in: Vec::new(),
        before: Catalog::default(),
        after: Catalog::default(),
        surroundings: None,
    }
}

fn node(path: &str, migration: usize, specification: &Specification) -> Node {
    let version = specification.version();
    let parent = specification.parent();
    Node {
        source: Source::Specification,
        merges: Vec::new(),
        path: path.to_owned(),
        migration,
        version: version.map(|it| it.value.clone()),
        name: specification.name().map(|it| it.value.clone()),
        parent: parent.map(|it| it.value.clone()),
        version_range: version.map_or(specification.key, |it| it.range),
        parent_range: parent.map(|it| it.range),
        applied: None,
        applied_in: Vec::new(),
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
    let mut waiting: Vec<usize> = vec![0; nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        for parent in node.parents().filter(|it| versions.contains(it)) {
            children.entry(parent).or_default().push(at);
            waiting[at] += 1;
        }
        if waiting[at] == 0 {
            ready.insert(at);
        }
    }
    let mut placed = vec![false; nodes.len()];
    let mut sequence = Vec::with_capacity(nodes.len());
    while let Some(at) = ready.pop_first() {
        if std::mem::replace(&mut placed[at], true) {
            continue;
        }
        sequence.push(at);
        // The first of several that claim a version lets its children go.
        let of_version = nodes[at].version.as_deref();
        for child in of_version
            .and_then(|it| children.remove(it))
            .into_iter()
            .flatten()
        {
            waiting[child] -= 1;
            if waiting[child] == 0 {
                ready.insert(child);
            }
        }
    }
    let orderly = sequence.len();
    sequence.extend((0..nodes.len()).filter(|at| !placed[*at]));
    let cyclic = (orderly..sequence.len()).collect();
    let mut slots: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let nodes = sequence.into_iter().filter_map(|at| slots[at].take());
    (nodes.collect(), cyclic)
}

fn heads(nodes: &[Node], cyclic: &[usize]) -> Vec<usize> {
    let parents: BTreeSet<&str> = nodes.iter().flat_map(Node::parents).collect();
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
    let linked = chain.linked;
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
            if node.source == Source::Revision {
                forget(&mut state);
                return state;
            }
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
        // A chain of Alembic's own says nothing of the state that specifications build.
        if linked || node.source == Source::Specification {
            latest = state.clone();
        }
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

/// Operations that were not read may have done anything.
fn forget(state: &mut Catalog) {
    state.seal();
    state.whole = false;
    if state
        .tables
        .values()
        .any(|it| it.knowledge == Knowledge::Complete)
    {
        for table in Arc::make_mut(&mut state.tables).values_mut() {
            if table.knowledge == Knowledge::Complete {
                Arc::make_mut(table).knowledge = Knowledge::Described;
            }
        }
    }
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

pub(crate) fn document<'a>(
    documents: &'a [(String, Arc<Document>)],
    path: &str,
) -> Option<&'a Arc<Document>> {
    let at = documents
        .binary_search_by(|(it, _)| it.as_str().cmp(path))
        .ok()?;
    Some(&documents[at].1)
}
