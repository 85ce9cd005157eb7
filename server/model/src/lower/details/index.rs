//! Indexes: `add_index` and the `indexes:` of a new table.
//!
//! A key that is no plain name is read as SQL; never is an expression taken for a column.

use syntax::value::{Node, NodeKind};

use super::super::fragment;
use super::super::reader::Field;
use super::{Built, Ctx, name, split};
use crate::name::{Name, QualifiedName};
use crate::operation::{AddIndex, IndexKey, Operation};

pub(super) const KEYS: &[&str] = &[
    "name",
    "columns",
    "unique",
    "concurrently",
    "where",
    "method",
    "include",
    "index_name",
    "column",
    "fields",
    "postgresql_concurrently",
    "using",
];

pub(super) fn add(ctx: &mut Ctx<'_, '_>, table: QualifiedName) -> Option<Vec<Built>> {
    let index = match ctx.fields.peek("index") {
        Some(field) if matches!(field.value.kind, NodeKind::Map(_)) => {
            ctx.fields.allow(&["index"]);
            ctx.reader
                .spelling(field.key.range, "index", "its keys under `details`");
            ctx.inside("index", field.value, |ctx| index(ctx, &table))?
        }
        _ => index(ctx, &table),
    }?;
    Built::one(Operation::AddIndex(index))
}

/// `indexes:` of a new table.
pub(super) fn list(ctx: &mut Ctx<'_, '_>, table: &QualifiedName) -> Vec<AddIndex> {
    let Some(field) = ctx.spelled("indexes", &["indices"]) else {
        return Vec::new();
    };
    let mut res = Vec::new();
    for item in ctx
        .reader
        .items("indexes", field.value, "a list of indexes")
    {
        if matches!(item.kind, NodeKind::Map(_)) || !std::ptr::eq(item, field.value) {
            let found = ctx.inside("index", item, |ctx| index(ctx, table));
            res.extend(found.flatten());
        }
    }
    res
}

fn index(ctx: &mut Ctx<'_, '_>, table: &QualifiedName) -> Option<AddIndex> {
    let range = ctx.reader.host(ctx.fields.range);
    let name = ctx.optional_name("name", &["index_name"]);
    let keys = match ctx.required("columns", &["column", "fields", "expressions"]) {
        Some(field) => index_keys(ctx, field),
        None => Vec::new(),
    };
    let include = match ctx.spelled("include", &["postgresql_include"]) {
        Some(field) => ctx.names(field),
        None => Vec::new(),
    };
    let res = AddIndex {
        name,
        table: table.clone(),
        only: false,
        if_not_exists: ctx.flag("if_not_exists", &[]),
        unique: ctx.flag("unique", &[]),
        concurrently: ctx.flag("concurrently", &["postgresql_concurrently"]),
        keys,
        include,
        method: ctx.text("method", &["using", "postgresql_using"]),
        attributes: None,
        predicate: ctx.expression("where", &["postgresql_where", "condition", "predicate"]),
        range,
    };
    (!res.keys.is_empty()).then_some(res)
}

fn index_keys<'a>(ctx: &mut Ctx<'_, 'a>, field: Field<'a>) -> Vec<IndexKey> {
    let key = field.key.text.as_str();
    match &field.value.kind {
        NodeKind::List(items) => {
            let mut res = Vec::new();
            for item in items {
                let item = ctx.reader.resolve(item);
                res.extend(index_key(ctx, key, item));
            }
            res
        }
        NodeKind::Scalar(scalar) if plain_list(&scalar.text) => {
            let Some(all) = name(ctx.reader, key, field.value) else {
                return Vec::new();
            };
            split(&all).into_iter().map(plain_key).collect()
        }
        NodeKind::Scalar(_) => index_key(ctx, key, field.value).into_iter().collect(),
        NodeKind::Missing | NodeKind::Map(_) | NodeKind::Alias(_) => {
            ctx.reader
                .wrong(field.value, key, "a list of columns or expressions");
            Vec::new()
        }
    }
}

/// Names and commas only.
fn plain_list(text: &str) -> bool {
    text.split(',').all(|it| plain(it.trim()))
}

fn plain(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|it| it.is_alphanumeric() || it == '_' || it == '$')
}

fn index_key<'a>(ctx: &mut Ctx<'_, 'a>, field: &str, node: &'a Node) -> Option<IndexKey> {
    let text = ctx.reader.text_of(field, node)?;
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if plain(text) {
        return name(ctx.reader, field, node).map(plain_key);
    }
    match fragment::within(ctx.reader, "CREATE INDEX ON t (", node, ")") {
        Some(Operation::AddIndex(mut it)) if it.keys.len() == 1 => {
            let mut key = it.keys.pop()?;
            // A name from YAML is taken as written; SQL folded it.
            let first = text.split_whitespace().next().unwrap_or_default();
            if let Some(column) = &mut key.column
                && plain(first)
            {
                first.clone_into(&mut column.text);
                key.columns = vec![first.to_owned()];
            }
            Some(key)
        }
        _ => Some(IndexKey {
            column: None,
            text: text.to_owned(),
            columns: Vec::new(),
        }),
    }
}

fn plain_key(column: Name) -> IndexKey {
    IndexKey {
        text: column.text.clone(),
        columns: vec![column.text.clone()],
        column: Some(column),
    }
}
