//! A YAML stream, a file or a fence, to the specifications, requests and records in it.
//!
//! Never says anything about YAML that is none of these: other tools write YAML too.

use std::sync::Arc;

use syntax::value::{Entry, Node, NodeKind};
use syntax::yaml;
use syntax::{OffsetMap, SyntaxError};

use super::reader::{Reader, Source};
use super::{operation, request, specification, surroundings};
use crate::document::{Comment, Migration, MigrationSource, ModelError};
use crate::operation::Change;
use crate::specification::{ExecutionRecord, MigrationRequest};

/// The root key of a migration specification.
pub const SPECIFICATION: &str = "database_migration_specification";
/// The root key of an execution record.
pub const RECORD: &str = "record";
/// The value of a request's `skill:`.
pub const SKILL: &str = "backend-database-migration";

/// What a stream holds, in the host's offsets.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) migrations: Vec<Migration>,
    pub(super) requests: Vec<MigrationRequest>,
    pub(super) records: Vec<ExecutionRecord>,
    pub(super) comments: Vec<Comment>,
    pub(super) syntax_errors: Vec<SyntaxError>,
    pub(super) errors: Vec<ModelError>,
    /// Something in it is one of ours, however broken.
    pub(super) ours: bool,
}

/// Reads a stream. `map` leads from its text to the host; `whole` when they are the same.
pub(super) fn stream(text: &str, map: &OffsetMap, whole: bool) -> Stream {
    let parse = yaml::parse(text);
    let mut res = Stream::default();
    for document in &parse.documents {
        let source = Source {
            text,
            document,
            map,
            whole,
        };
        let mut reader = Reader::new(source);
        let root = &document.root;
        match &root.kind {
            NodeKind::List(items) => {
                for item in items {
                    root_node(&mut reader, document.resolve(item), &mut res);
                }
            }
            NodeKind::Map(_) | NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Alias(_) => {
                root_node(&mut reader, root, &mut res);
            }
        }
        res.errors.append(&mut reader.errors);
        res.syntax_errors.append(&mut reader.syntax_errors);
        res.comments.append(&mut reader.comments);
    }
    // A file so broken that nothing of it could be read still shows what it wants to be.
    res.ours |= text.lines().any(|it| it.starts_with(SPECIFICATION));
    res.syntax_errors
        .extend(syntax::sql::errors_to_host(&parse.errors, map));
    res.comments
        .extend(parse.comments.into_iter().map(|it| Comment {
            range: map.range_to_host(it.range),
            text: it.text,
        }));
    res.errors.sort_by_key(|it| it.range.start());
    res.comments.sort_by_key(|it| it.range.start());
    res.syntax_errors.sort_by_key(|it| it.range.start());
    res
}

/// The changes of a list of operations that stands by itself in a Markdown spec.
#[derive(Default)]
pub(super) struct OperationList {
    pub(super) upgrade: Vec<Change>,
    pub(super) downgrade: Vec<Change>,
    pub(super) errors: Vec<ModelError>,
    pub(super) syntax_errors: Vec<SyntaxError>,
}

/// Reads `operations:`, `upgrade:` and `downgrade:`, or a bare list, whose entries have the
/// format's words. `None` for any other YAML.
pub(super) fn operation_list(text: &str, map: &OffsetMap) -> Option<OperationList> {
    let parse = yaml::parse(text);
    let mut res = OperationList::default();
    for document in &parse.documents {
        let source = Source {
            text,
            document,
            map,
            whole: false,
        };
        let mut reader = Reader::new(source);
        let root = &document.root;
        let inner = |key: &str| {
            let value = document.resolve(root.get(key)?);
            Some(
                value
                    .get("operations")
                    .map_or(value, |it| document.resolve(it)),
            )
        };
        let forward = match &root.kind {
            NodeKind::List(_) => Some(root),
            NodeKind::Map(_) | NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Alias(_) => {
                inner("operations").or_else(|| inner("upgrade"))
            }
        };
        for (list, acc) in [
            (forward, &mut res.upgrade),
            (inner("downgrade"), &mut res.downgrade),
        ] {
            for item in list.map(Node::items).unwrap_or_default() {
                let item = document.resolve(item);
                let word = item.get("type").and_then(Node::text);
                if word.is_some_and(|it| operation::words().any(|known| known == it))
                    && ["table", "details", "sql"]
                        .iter()
                        .any(|it| item.get(it).is_some())
                {
                    acc.push(operation::operation(&mut reader, item).change);
                }
            }
        }
        res.errors.append(&mut reader.errors);
        res.syntax_errors.append(&mut reader.syntax_errors);
    }
    let found = !res.upgrade.is_empty() || !res.downgrade.is_empty();
    found.then_some(res)
}

fn root_node<'a>(reader: &mut Reader<'a>, root: &'a Node, res: &mut Stream) {
    if let Some(entry) = root.entry(SPECIFICATION) {
        res.ours = true;
        let migration = migration(reader, entry);
        res.migrations.push(migration);
    }
    if root.get("skill").and_then(Node::text) == Some(SKILL) && root.entry("inputs").is_some() {
        res.ours = true;
        res.requests.push(request::request(reader, root));
    }
    if let Some(entry) = root.entry(RECORD)
        && is_record(reader, &entry.value)
    {
        res.ours = true;
        let value = reader.resolve(&entry.value);
        match &value.kind {
            NodeKind::List(items) => {
                for item in items {
                    res.records.extend(request::record(reader, item));
                }
            }
            NodeKind::Map(_) | NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Alias(_) => {
                res.records.extend(request::record(reader, value));
            }
        }
    }
}

/// `record` is a common word: the value must have one of the format's two telling keys.
fn is_record<'a>(reader: &Reader<'a>, value: &'a Node) -> bool {
    let value = reader.resolve(value);
    let first = value.items().first().map_or(value, |it| reader.resolve(it));
    first.entry("migration_version").is_some() || first.entry("executed_at").is_some()
}

fn migration<'a>(reader: &mut Reader<'a>, entry: &'a Entry) -> Migration {
    let lowered = specification::specification(reader, entry);
    Migration {
        range: lowered.specification.range,
        surroundings: surroundings::of_specification(&lowered),
        upgrade: lowered.upgrade.into_iter().map(|it| it.change).collect(),
        downgrade: lowered.downgrade.into_iter().map(|it| it.change).collect(),
        begins: Vec::new(),
        source: MigrationSource::Specification(Arc::new(lowered.specification)),
    }
}
