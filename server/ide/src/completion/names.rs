//! Tables, columns and the rest of the schema, as they are at the cursor's place in the chain.

use model::{Catalog, MigrationSource, QualifiedName};
use syntax::TextEdit;
use syntax::edit::quote_if_needed;

use super::{Completion, CompletionKind, Context};
use crate::{Analysis, FilePosition};

/// The state before the operation that the cursor is in: what the migrations before it built, and
/// the operations above it.
pub(super) fn catalog(analysis: &Analysis, position: FilePosition) -> Option<Catalog> {
    let document = analysis.document(position.file)?;
    let path = analysis.path(position.file)?;
    let workspace = analysis.workspace();
    let at = position.offset;
    let found = document
        .migrations
        .iter()
        .rposition(|it| it.range.start() <= at);
    let Some(index) = found else {
        return Some(workspace.latest.clone());
    };
    let migration = &document.migrations[index];
    let mut catalog = workspace.place(&path, index).before.clone();
    let downgrade = if let MigrationSource::Specification(it) = &migration.source {
        let section = it.migration.as_ref().map(|it| &it.value);
        let key = section.and_then(|it| Some(it.downgrade.as_ref()?.key.start()));
        let other = section.and_then(|it| Some(it.upgrade.as_ref()?.key.start()));
        key.is_some_and(|it| it <= at && !other.is_some_and(|up| it < up && up <= at))
    } else {
        false
    };
    let above = |it: &&model::operation::Change| it.range.end() < at;
    if downgrade {
        for change in &migration.upgrade {
            let _ = catalog.apply(change);
        }
        for change in migration.downgrade.iter().filter(above) {
            let _ = catalog.apply(change);
        }
    } else {
        // In the sections around the operations everything counts that was there at any time.
        for change in migration.upgrade.iter().filter(above) {
            let _ = catalog.apply(change);
        }
    }
    Some(catalog)
}

/// A table as somebody writes it.
pub(super) fn table_named(text: &str) -> QualifiedName {
    let mut parts = text.rsplitn(2, '.');
    let name = parts.next().unwrap_or_default().trim().trim_matches('"');
    let mut res = QualifiedName::generated(name);
    res.schema = parts
        .next()
        .map(|it| model::Name::generated(it.trim().trim_matches('"')));
    res
}

/// A name and what is said beside it.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) detail: String,
}

pub(super) fn tables(catalog: &Catalog) -> Vec<Named> {
    catalog
        .tables
        .values()
        .map(|it| Named {
            name: it.name.to_string(),
            detail: match it.columns.len() {
                0 => "table".to_owned(),
                1 => "table, 1 column".to_owned(),
                many => format!("table, {many} columns"),
            },
        })
        .collect()
}

pub(super) fn columns(catalog: &Catalog, table: &str) -> Vec<Named> {
    let Some(table) = catalog.table(&table_named(table)) else {
        return Vec::new();
    };
    let column = |it: &model::operation::Column| {
        let mut detail = it
            .ty
            .as_ref()
            .map_or_else(|| "column".to_owned(), |it| it.text.clone());
        if it.nullable == Some(false) || it.primary_key {
            detail.push_str(" NOT NULL");
        }
        Named {
            name: it.name.text.clone(),
            detail,
        }
    };
    table.columns.iter().map(column).collect()
}

/// Of one table, or of all.
pub(super) fn indexes(catalog: &Catalog, table: Option<&str>) -> Vec<Named> {
    let mut out = Vec::new();
    for it in of(catalog, table) {
        let own = it.indexes.iter().filter(|it| it.constraint.is_none());
        out.extend(own.map(|index| Named {
            name: index.name.clone(),
            detail: format!("index of {}", it.name),
        }));
    }
    out
}

pub(super) fn constraints(catalog: &Catalog, table: Option<&str>, open: bool) -> Vec<Named> {
    let mut out = Vec::new();
    for it in of(catalog, table) {
        let all = it.constraints.iter().filter(|it| !open || !it.validated);
        out.extend(all.map(|constraint| Named {
            name: constraint.name.clone(),
            detail: format!("constraint of {}", it.name),
        }));
    }
    out
}

pub(super) fn enums(catalog: &Catalog) -> Vec<Named> {
    let all = catalog.objects.enums.iter();
    all.map(|(name, it)| Named {
        name: name.clone(),
        detail: format!("enum: {}", it.values.join(", ")),
    })
    .collect()
}

fn of<'a>(
    catalog: &'a Catalog,
    table: Option<&str>,
) -> Vec<&'a std::sync::Arc<model::catalog::Table>> {
    match table {
        Some(table) => catalog.table(&table_named(table)).into_iter().collect(),
        None => catalog.tables.values().collect(),
    }
}

/// `set:` of an update has columns for keys.
pub(super) fn set_columns(out: &mut Vec<Completion>, ctx: &Context<'_>, colon: bool) {
    let Some(depth) = ctx.at.operation_depth() else {
        return;
    };
    let Some(table) = ctx.at.place.value_at(depth, "table") else {
        return;
    };
    let Some(catalog) = catalog(ctx.analysis, ctx.position) else {
        return;
    };
    let beside = ctx.at.place.siblings();
    for (index, it) in columns(&catalog, table).into_iter().enumerate() {
        if beside.iter().any(|entry| entry.key == it.name) {
            continue;
        }
        let tail = if colon { "" } else { ": " };
        let text = format!("{}{tail}", quote_if_needed(&it.name));
        out.push(Completion {
            label: it.name,
            kind: CompletionKind::Column,
            detail: Some(it.detail),
            id: None,
            edit: TextEdit::replace(ctx.at.host(ctx.at.place.token), text),
            snippet: false,
            sort: format!("0{index:03}"),
        });
    }
}
