//! Data: `bulk_insert`, `bulk_update`, `bulk_delete`.
//!
//! Counts rows and keeps expressions; never keeps the data itself.

use syntax::value::NodeKind;

use super::super::{expression, fragment};
use super::{Built, Ctx, name, qualified};
use crate::name::{Name, QualifiedName};
use crate::operation::{BulkDelete, BulkInsert, BulkUpdate, Expression, Operation};

pub(super) fn insert(ctx: &mut Ctx<'_, '_>, table: QualifiedName) -> Option<Vec<Built>> {
    let mut columns = match ctx.spelled("columns", &[]) {
        Some(field) => ctx.names(field),
        None => Vec::new(),
    };
    let rows = ctx.spelled("rows", &["data", "values"]);
    let source = ctx.spelled("source", &[]);
    let on_conflict = ctx.fields.take("on_conflict").is_some();
    let mut count = None;
    if let Some(field) = rows {
        match &field.value.kind {
            NodeKind::List(items) => {
                count = u64::try_from(items.len()).ok();
                let first = items.first().map(|it| ctx.reader.resolve(it));
                if let Some(first) = first
                    && columns.is_empty()
                {
                    let keys = first.entries().iter();
                    columns = keys
                        .map(|it| Name::new(it.key.text.clone(), ctx.reader.host(it.key.range)))
                        .collect();
                }
            }
            NodeKind::Map(_) => count = Some(1),
            NodeKind::Scalar(_) => {
                let number = ctx.reader.number_of("rows", field.value);
                count = number.and_then(|it| u64::try_from(it).ok());
            }
            NodeKind::Missing | NodeKind::Alias(_) => {}
        }
    }
    let mut reads = Vec::new();
    if let Some(field) = source {
        let text = ctx.reader.text_of("source", field.value)?;
        if text.trim().contains(char::is_whitespace) {
            let insert = fragment::within(ctx.reader, "INSERT INTO t ", field.value, "");
            if let Some(Operation::BulkInsert(it)) = insert {
                reads = it.reads;
            }
        } else {
            reads.extend(qualified(ctx.reader, "source", field.value));
        }
    }
    if rows.is_none() && source.is_none() {
        ctx.missing("rows");
    }
    Built::one(Operation::BulkInsert(BulkInsert {
        table,
        columns,
        rows: count,
        reads,
        on_conflict,
    }))
}

pub(super) fn update(ctx: &mut Ctx<'_, '_>, table: QualifiedName) -> Option<Vec<Built>> {
    let field = ctx.required("set", &["updates", "values"]);
    let mut reads = Vec::new();
    let mut set: Vec<(Name, Expression)> = Vec::new();
    if let Some(field) = field {
        match &field.value.kind {
            NodeKind::Map(_) => {
                let fields = ctx.reader.fields("set", field.value)?;
                for entry in &fields.entries {
                    let range = ctx.reader.host(entry.key.range);
                    let column = Name::new(entry.key.text.clone(), range);
                    let value = if entry.value.is_null() {
                        expression::expression("NULL", ctx.reader.host(entry.value.range))
                    } else {
                        match fragment::expression(ctx.reader, "set", entry.value) {
                            Some(it) => it,
                            None => continue,
                        }
                    };
                    set.push((column, value));
                }
            }
            NodeKind::Scalar(_) => {
                let update = fragment::within(ctx.reader, "UPDATE t SET ", field.value, "");
                match update {
                    Some(Operation::BulkUpdate(it)) => {
                        set = it.set;
                        reads = it.reads;
                    }
                    _ => ctx.reader.wrong(field.value, "set", "a mapping of columns"),
                }
            }
            NodeKind::Missing | NodeKind::List(_) | NodeKind::Alias(_) => {
                ctx.reader.wrong(field.value, "set", "a mapping of columns");
            }
        }
    }
    let filter = ctx.expression("where", &["condition", "filter"]);
    let batch_size = ctx.count("batch_size");
    let key = key(ctx);
    if set.is_empty() {
        return None;
    }
    Built::one(Operation::BulkUpdate(BulkUpdate {
        table,
        set,
        filter,
        batch_size,
        key,
        reads,
    }))
}

pub(super) fn delete(ctx: &mut Ctx<'_, '_>, table: QualifiedName) -> Option<Vec<Built>> {
    let filter = ctx.expression("where", &["condition", "filter"]);
    let batch_size = ctx.count("batch_size");
    let key = key(ctx);
    Built::one(Operation::BulkDelete(BulkDelete {
        table,
        filter,
        batch_size,
        key,
        reads: Vec::new(),
    }))
}

fn key(ctx: &mut Ctx<'_, '_>) -> Option<Name> {
    let field = ctx.spelled("key", &["batch_key", "primary_key"])?;
    name(ctx.reader, "key", field.value)
}
