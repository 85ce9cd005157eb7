//! A database spec against what the chain of migration specifications builds.
//!
//! Answers nothing where that is not known: without a chain, with several heads or a circle, or
//! behind an Alembic revision, whose operations are not read. A spec that is silent about a table
//! does not drop it.

use std::collections::BTreeSet;

use model::catalog::key;
use model::diff::{self, Found, Rename, Side};
use model::operation::ColumnAction;
use model::schema::SchemaReading;
use model::{Catalog, Document, MigrationSource, Operation};

use crate::chain::{Source, Workspace};

/// What a spec describes and the chain does not build, or builds otherwise, in the order in which
/// it can run: the operations that lead from the chain to the spec.
pub fn of_document(
    workspace: &Workspace,
    path: &str,
    text: &str,
    document: &Document,
) -> Vec<Found> {
    if document.schema.tables.is_empty() || is_sketch(path) {
        return Vec::new();
    }
    let Some(built) = built(workspace) else {
        return Vec::new();
    };
    let mut found = compare(workspace, &built, path, text, document);
    // A spec may describe what runs now, and leave out what is applied nowhere yet.
    if !found.is_empty()
        && let Some(applied) = applied(workspace)
    {
        let now: BTreeSet<String> = compare(workspace, &applied, path, text, document)
            .iter()
            .map(identity)
            .collect();
        found.retain(|it| now.contains(&identity(it)));
    }
    // What the spec writes down as a change is a change, and no difference.
    let written = document.migrations.iter().flat_map(|it| &it.upgrade);
    let written: BTreeSet<String> = written
        .flat_map(|it| &it.parts)
        .map(|it| place(&it.operation))
        .collect();
    // An edit that was found by comparing revisions is told at its place already, perhaps read
    // another way: as a drop and an add where this finds a rename.
    let edited: Vec<_> = document
        .migrations
        .iter()
        .filter(|it| matches!(it.source, MigrationSource::Compared(_)))
        .flat_map(|it| &it.upgrade)
        .flat_map(|it| {
            it.parts
                .iter()
                .map(|it| it.range)
                .chain([it.range, it.focus])
        })
        .collect();
    found.retain(|it| {
        !written.contains(&place(&it.operation))
            && !edited.iter().any(|edit| edit.contains_range(it.at))
    });
    found
}

/// What a spec describes, as the operations that create it.
pub fn from_nothing(text: &str, document: &Document) -> Vec<Found> {
    let nothing = SchemaReading::default();
    let new = Side::spec(&document.schema, text);
    diff::diff(Side::built(&nothing), new, &Rename::by_likeness).changes
}

/// Architecture specs show tables to make a point, not to define them.
fn is_sketch(path: &str) -> bool {
    path.split(['/', '\\']).any(|it| it == "architecture")
}

/// The state after the whole chain, where it is known.
fn built(workspace: &Workspace) -> Option<Catalog> {
    let chain = &workspace.chain;
    let head = chain.head()?;
    let known = chain.cyclic.is_empty() && head.source == Source::Specification;
    let mut way = chain.between(None, head.version.as_deref()?)?.into_iter();
    let read = way.all(|it| {
        let node = chain.nodes.get(it);
        node.is_some_and(|it| it.source == Source::Specification)
    });
    (known && read).then(|| head.after.clone())
}

/// The state that the environments have: `None` where nothing is known to be pending.
fn applied(workspace: &Workspace) -> Option<Catalog> {
    let chain = &workspace.chain;
    let head = chain.head()?.version.as_deref()?;
    let way = chain.between(None, head)?;
    let nodes = way.iter().filter_map(|it| chain.nodes.get(*it));
    let pending = nodes.clone().position(|it| it.applied == Some(false))?;
    let before = pending.checked_sub(1)?;
    nodes.clone().nth(before).map(|it| it.after.clone())
}

fn compare(
    workspace: &Workspace,
    built: &Catalog,
    path: &str,
    text: &str,
    document: &Document,
) -> Vec<Found> {
    let own: BTreeSet<String> = names(&document.schema).collect();
    let elsewhere: BTreeSet<String> = workspace
        .documents
        .iter()
        .filter(|(it, _)| it != path && !is_sketch(it))
        .flat_map(|(_, it)| names(&it.schema))
        .filter(|it| !own.contains(it))
        .collect();
    let mut old = diff::built(built);
    old.tables
        .retain(|it| !elsewhere.contains(&key(&it.table.name)));
    let mut found = diff::diff(
        Side::built(&old),
        Side::spec(&document.schema, text),
        &Rename::by_likeness,
    )
    .changes;
    found.retain(|it| {
        !matches!(
            it.operation,
            Operation::DropTable(_) | Operation::DropEnum(_)
        )
    });
    found
}

fn names(schema: &SchemaReading) -> impl Iterator<Item = String> + '_ {
    schema.tables.iter().map(|it| key(&it.table.name))
}

/// What is done to what.
fn identity(found: &Found) -> String {
    let sql = model::render::sql(&found.operation);
    sql.unwrap_or_else(|| place(&found.operation))
}

/// The kind of an operation, and what it is about.
fn place(operation: &Operation) -> String {
    let table = operation.table().map(|it| it.name.text.to_lowercase());
    let column = operation.column().map(|it| it.text.to_lowercase());
    let action = match operation {
        Operation::AlterColumn(it) => match &it.action {
            ColumnAction::Type { .. } => "type",
            ColumnAction::SetDefault(_) | ColumnAction::DropDefault => "default",
            ColumnAction::SetNotNull | ColumnAction::DropNotNull => "null",
            _ => "other",
        },
        _ => "",
    };
    let keys = match operation {
        Operation::AddIndex(it) => it.keys.iter().map(|it| it.text.to_lowercase()).collect(),
        _ => Vec::new(),
    };
    format!(
        "{} {action} {} {} {}",
        operation.word(),
        table.unwrap_or_default(),
        column.unwrap_or_default(),
        keys.join(",")
    )
}
