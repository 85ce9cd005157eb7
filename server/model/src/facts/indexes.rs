//! CREATE, DROP, ALTER INDEX and REINDEX.
//!
//! Never says that an index lock is harmless: planning opens every index of a table.

use super::judge::{Judge, Target};
use super::versions::says;
use super::volatility::not_immutable;
use super::{Break, LockMode, keys};
use crate::catalog::{Index, Knowledge, Table};
use crate::name::{Name, QualifiedName};
use crate::operation::{AddIndex, DropIndex, ReindexTarget};
use crate::types::BaseType;

pub(super) fn add<'a>(judge: &mut Judge<'a>, it: &'a AddIndex) {
    let mode = if it.concurrently {
        LockMode::ShareUpdateExclusive
    } else {
        LockMode::Share
    };
    let Some(target) = judge.target(&it.table, mode, false) else {
        return;
    };
    let view = judge
        .catalog
        .find_view(&it.table)
        .map(|(_, it)| it.materialized);
    if view == Some(false) && judge.catalog.find_table(&it.table).is_none() {
        judge.fail("42809", format!("{} is a view", it.table), true);
        return;
    }
    if it.concurrently {
        judge.outside_transactions();
        judge.note(
            "It waits for every older transaction, and leaves an INVALID index when it fails.",
        );
    }
    if says(judge.sql, "nulls not distinct") || says(judge.sql, "nulls  not distinct") {
        judge.needs(15, "NULLS NOT DISTINCT");
    }
    if let Some(name) = &it.name
        && taken(judge, &target, name)
    {
        if it.if_not_exists {
            judge.note("The index exists, valid or not: nothing is built, under the full lock.");
            return;
        }
        judge.fail("42P07", format!("{name} exists already"), target.complete());
    }
    if target.partitioned() && it.concurrently {
        judge.fail(
            "0A000",
            "CONCURRENTLY is refused on partitioned tables",
            true,
        );
    }
    let below = if target.partitioned() {
        judge.recurse(&target, it.only, mode)
    } else {
        Vec::new()
    };
    if !(it.only && target.partitioned()) {
        judge.scan_all(&target, &below);
        judge.index_build(Some(true));
    }
    check_keys(judge, it, &target);
    if it.unique {
        let columns: Vec<&str> = it
            .keys
            .iter()
            .filter_map(|it| it.column.as_ref())
            .map(Name::as_str)
            .collect();
        keys::covers_partition_key(judge, &target, &columns);
        let known = it.keys.len() == columns.len()
            && target.table.is_some_and(|it| it.unique_over(&columns));
        if target.may_have_rows() && !known {
            judge.fail("23505", "two rows hold the same key", false);
        }
        judge.breaks(Break::NewRestriction);
    }
}

fn taken(judge: &Judge<'_>, target: &Target<'_>, name: &Name) -> bool {
    let here = target
        .table
        .is_some_and(|it| it.index(name.as_str()).is_some());
    let schema = target.table.and_then(|it| it.name.schema.clone());
    let elsewhere = || {
        let found = judge.catalog.index(&QualifiedName::new(None, name.clone()));
        found.is_some_and(|(table, _)| table.name.schema == schema)
    };
    let relation = judge.catalog.tables.contains_key(name.as_str());
    here || elsewhere() || relation
}

fn check_keys(judge: &mut Judge<'_>, it: &AddIndex, target: &Target<'_>) {
    let method = it.method.as_deref().unwrap_or("btree").to_ascii_lowercase();
    for key in &it.keys {
        if let Some(column) = &key.column {
            judge.has_column(target, column);
            let found = target.table.and_then(|it| it.column(column.as_str()));
            if found.is_some_and(super::columns::is_virtual) {
                judge.fail("0A000", "a virtual column has no index", true);
            }
            // With an operator class the text says more than the name.
            let bare = key.text.split_whitespace().count() == 1;
            if let Some(ty) = found.and_then(|it| it.ty.as_ref())
                && bare
                && !ty.array
                && without_class(&method, &ty.base, judge)
            {
                let when = format!("{column} has no default operator class for {method}");
                judge.fail("42704", when, true);
            }
        } else {
            let why = not_immutable(&key.text, &[], target.table, judge.catalog);
            if let Some(why) = why {
                judge.fail("42P17", why, true);
            }
            for column in &key.columns {
                judge.has_column(target, &Name::generated(column.clone()));
            }
        }
    }
    for column in &it.include {
        judge.has_column(target, column);
    }
    if let Some(predicate) = &it.predicate {
        if predicate.subquery {
            judge.fail("0A000", "an index predicate cannot hold a subquery", true);
        }
        let why = not_immutable(
            &predicate.text,
            &predicate.functions,
            target.table,
            judge.catalog,
        );
        if let Some(why) = why {
            judge.fail("42P17", why, true);
        }
        for column in &predicate.columns {
            judge.has_column(target, &Name::generated(column.clone()));
        }
    }
    const METHODS: &[&str] = &["btree", "hash", "gist", "spgist", "gin", "brin"];
    let foreign = !METHODS.contains(&method.as_str());
    if foreign && judge.catalog.knows_tables() && judge.catalog.objects.extensions.is_empty() {
        judge.fail(
            "42704",
            format!("there may be no index method {method}"),
            false,
        );
    }
    let many = it.keys.len() > 1;
    match method.as_str() {
        "hash" if it.unique || many || !it.include.is_empty() => {
            judge.fail(
                "0A000",
                "hash indexes have one column and are not unique",
                true,
            );
        }
        "gin" | "brin" | "spgist" if it.unique => {
            judge.fail("0A000", format!("{method} indexes cannot be unique"), true);
        }
        "gin" | "brin" if !it.include.is_empty() => {
            judge.fail("0A000", format!("{method} indexes have no INCLUDE"), true);
        }
        "gist" if it.unique => {
            judge.fail("0A000", "gist indexes cannot be unique", true);
        }
        _ => {}
    }
}

/// Whether a type certainly has no default operator class for an index method.
fn without_class(method: &str, base: &BaseType, judge: &Judge<'_>) -> bool {
    let extension = |it: &str| judge.catalog.objects.extensions.contains_key(it);
    let scalar = matches!(
        base,
        BaseType::SmallInt
            | BaseType::Integer
            | BaseType::BigInt
            | BaseType::Numeric
            | BaseType::Real
            | BaseType::DoublePrecision
            | BaseType::Boolean
            | BaseType::Text
            | BaseType::Varchar
            | BaseType::Char
            | BaseType::Uuid
            | BaseType::Date
            | BaseType::Timestamp
            | BaseType::TimestampTz
    );
    match method {
        "btree" | "hash" | "brin" => matches!(base, BaseType::Json | BaseType::Xml),
        "gin" => (scalar && !extension("btree_gin")) || matches!(base, BaseType::Json),
        "gist" => {
            (scalar && !extension("btree_gist")) || matches!(base, BaseType::Json | BaseType::Jsonb)
        }
        _ => false,
    }
}

pub(super) fn drop<'a>(judge: &mut Judge<'a>, it: &'a DropIndex) {
    let mode = if it.concurrently {
        LockMode::ShareUpdateExclusive
    } else {
        LockMode::AccessExclusive
    };
    if it.concurrently {
        judge.outside_transactions();
        if it.cascade {
            judge.fail("0A000", "DROP INDEX CONCURRENTLY has no CASCADE", true);
        }
        if judge.siblings.len() > 1 {
            let when = "DROP INDEX CONCURRENTLY drops one index at a time";
            judge.fail("0A000", when, true);
        }
    }
    let catalog = judge.catalog;
    let Some((table, index)) = catalog.index(&it.index) else {
        missing(judge, it, mode);
        return;
    };
    if !(it.concurrently && table.partition_by.is_some()) {
        judge.lock_table(table, mode);
    }
    if it.concurrently {
        judge.lock_briefly(&it.index, LockMode::AccessExclusive);
        if table.partition_by.is_some() {
            judge.fail(
                "0A000",
                "CONCURRENTLY is refused on partitioned indexes",
                true,
            );
        }
    } else {
        judge.lock_index(table, &index.name, mode);
    }
    if let Some(constraint) = &index.constraint {
        let when = format!("constraint {constraint} requires the index");
        judge.fail("2BP01", when, true);
    } else {
        pointed_at(judge, it, table, index);
    }
    if index.parent.is_some() {
        judge.fail("2BP01", "the index is part of a partitioned one", true);
    }
    if table.partition_by.is_some() {
        for child in catalog.descendants(&table.key()) {
            judge.lock_table(child, mode);
            for below in &child.indexes {
                if below.parent.as_deref() == Some(index.name.as_str()) {
                    judge.lock_index(child, &below.name, mode);
                    judge.cascade(format!("index {}", below.name));
                }
            }
        }
    }
    if index.unique {
        judge.breaks(Break::ChangedMeaning);
    }
}

/// Foreign keys that rest on a unique index without a constraint.
fn pointed_at(judge: &mut Judge<'_>, it: &DropIndex, table: &Table, index: &Index) {
    let catalog = judge.catalog;
    let columns: Vec<&str> = index
        .keys
        .iter()
        .filter_map(|it| it.column.as_ref())
        .map(Name::as_str)
        .collect();
    if !index.unique || index.predicate.is_some() || index.has_expression() {
        return;
    }
    let key = table.key();
    let Some((key, _)) = catalog.tables.get_key_value(&key) else {
        return;
    };
    for fk in catalog.referencing(key) {
        let named: Vec<&str> = fk.references.columns.iter().map(Name::as_str).collect();
        if named != columns {
            continue;
        }
        let name = &fk.constraint.name;
        if it.cascade {
            judge.lock_table(fk.table, LockMode::AccessExclusive);
            judge.cascade(format!("constraint {name} of {}", fk.table.name));
        } else {
            let when = format!("constraint {name} of {} depends on it", fk.table.name);
            judge.fail("2BP01", when, true);
        }
    }
}

/// An index that nobody described.
fn missing<'a>(judge: &mut Judge<'a>, it: &'a DropIndex, mode: LockMode) {
    if judge.catalog.knows_tables() && it.table.is_none() {
        if !it.if_exists {
            judge.fail("42704", format!("there is no index {}", it.index), true);
        }
        return;
    }
    if let Some(table) = &it.table {
        judge.lock_named(table, mode);
    }
    if it.concurrently {
        judge.lock_briefly(&it.index, LockMode::AccessExclusive);
    } else {
        judge.lock_other(&it.index, mode);
    }
}

pub(super) fn reindex<'a>(judge: &mut Judge<'a>, target: &'a ReindexTarget, concurrently: bool) {
    if concurrently {
        judge.outside_transactions();
        judge.note("When it fails it leaves an INVALID index whose name ends in _ccnew.");
    }
    match target {
        ReindexTarget::Index(name) => reindex_index(judge, name, concurrently),
        ReindexTarget::Table(name) => reindex_table(judge, name, concurrently),
        ReindexTarget::Schema(name) => {
            judge.outside_transactions();
            reindex_many(judge, Some(name), concurrently);
        }
        ReindexTarget::Database | ReindexTarget::System => {
            judge.outside_transactions();
            if matches!(target, ReindexTarget::Database) {
                reindex_many(judge, None, concurrently);
            } else if concurrently {
                judge.fail(
                    "0A000",
                    "system catalogs cannot be rebuilt concurrently",
                    true,
                );
            }
        }
    }
}

fn rebuild(judge: &mut Judge<'_>, table: &Table, index: &Index, concurrently: bool) {
    if concurrently {
        judge.lock_briefly(&index.name, LockMode::AccessExclusive);
    } else {
        judge.lock_index(table, &index.name, LockMode::AccessExclusive);
    }
    judge.scan(Some(table.has_rows != Some(false)));
    judge.index_build(Some(true));
}

fn table_mode(concurrently: bool) -> LockMode {
    if concurrently {
        LockMode::ShareUpdateExclusive
    } else {
        LockMode::Share
    }
}

fn reindex_index<'a>(judge: &mut Judge<'a>, name: &'a QualifiedName, concurrently: bool) {
    let catalog = judge.catalog;
    let Some((table, index)) = catalog.index(name) else {
        if catalog.knows_tables() {
            judge.fail("42P01", format!("there is no index {name}"), true);
            return;
        }
        if concurrently {
            judge.lock_briefly(name, LockMode::AccessExclusive);
        } else {
            judge.lock_other(name, LockMode::AccessExclusive);
        }
        judge.scan(Some(true));
        judge.index_build(Some(true));
        return;
    };
    judge.lock_table(table, table_mode(concurrently));
    if table.partition_by.is_none() {
        rebuild(judge, table, index, concurrently);
        return;
    }
    partitioned(judge, concurrently);
    if !judge.since(14) {
        return;
    }
    for child in catalog.descendants(&table.key()) {
        judge.lock_table(child, table_mode(concurrently));
        for below in &child.indexes {
            if below.parent.as_deref() == Some(index.name.as_str()) {
                rebuild(judge, child, below, concurrently);
            }
        }
    }
}

/// A partitioned table or index: each partition in a transaction of its own.
fn partitioned(judge: &mut Judge<'_>, concurrently: bool) {
    if judge.since(14) {
        judge.outside_transactions();
    } else {
        judge.note("PostgreSQL 13: REINDEX of a partitioned table or index does nothing but warn.");
        if concurrently {
            judge.facts.transactional = Some(false);
        }
    }
}

fn reindex_table<'a>(judge: &mut Judge<'a>, name: &'a QualifiedName, concurrently: bool) {
    let mode = table_mode(concurrently);
    let Some(target) = judge.target(name, mode, false) else {
        return;
    };
    let Some(table) = target.table else {
        judge.scan(Some(true));
        judge.index_build(Some(true));
        if !concurrently {
            judge.block(super::judge::ALL);
        }
        return;
    };
    if target.partitioned() {
        partitioned(judge, concurrently);
        if !judge.since(14) {
            return;
        }
        for child in judge.recurse(&target, false, mode) {
            for index in &child.indexes {
                rebuild(judge, child, index, concurrently);
            }
        }
        return;
    }
    if table.indexes.is_empty() && table.knowledge == Knowledge::Complete {
        return;
    }
    for index in &table.indexes {
        rebuild(judge, table, index, concurrently);
    }
    if table.knowledge != Knowledge::Complete {
        judge.scan(target.reads());
        judge.index_build(Some(true));
        if !concurrently {
            judge.block(super::judge::ALL);
        }
    }
}

fn reindex_many(judge: &mut Judge<'_>, schema: Option<&Name>, concurrently: bool) {
    let catalog = judge.catalog;
    let in_schema = |table: &Table| {
        schema.is_none_or(|schema| match &table.name.schema {
            Some(own) => own == schema,
            // Unqualified names are in whatever schema the script was run in.
            None => !catalog
                .tables
                .values()
                .any(|it| it.name.schema.as_ref() == Some(schema)),
        })
    };
    let mode = table_mode(concurrently);
    for table in catalog.tables.values().filter(|it| in_schema(it)) {
        if table.partition_by.is_some() {
            continue;
        }
        judge.lock_table(table, mode);
        for index in &table.indexes {
            rebuild(judge, table, index, concurrently);
        }
    }
    if catalog.tables.is_empty() {
        judge.scan(Some(true));
        judge.index_build(Some(true));
    }
}

/// The index alone is locked; a statement about it says so when it is sure not to exist.
fn alone<'a>(judge: &mut Judge<'a>, name: &'a QualifiedName, mode: LockMode) {
    let catalog = judge.catalog;
    match catalog.index(name) {
        Some((table, index)) => judge.lock_index(table, &index.name, mode),
        None => {
            if catalog.knows_tables() && catalog.find_view(name).is_none() {
                judge.fail("42P01", format!("there is no index {name}"), true);
            } else {
                judge.lock_briefly(name, mode);
            }
        }
    }
}

pub(super) fn rename<'a>(judge: &mut Judge<'a>, index: &'a QualifiedName, to: &'a Name) {
    alone(judge, index, LockMode::ShareUpdateExclusive);
    let new = QualifiedName::new(None, to.clone());
    if judge.catalog.index(&new).is_some() || judge.catalog.tables.contains_key(to.as_str()) {
        judge.fail("42P07", format!("{to} exists already"), true);
    }
}

/// Options that only a new build or an exclusive lock may change (`reloptions.c`).
const EXCLUSIVE: &[&str] = &[
    "fastupdate",
    "buffering",
    "pages_per_range",
    "autosummarize",
    "gin_pending_list_limit",
];

pub(super) fn options<'a>(judge: &mut Judge<'a>, index: &'a QualifiedName) {
    let exclusive = EXCLUSIVE.iter().any(|it| says(judge.sql, it));
    let mode = if exclusive {
        LockMode::AccessExclusive
    } else {
        LockMode::ShareUpdateExclusive
    };
    alone(judge, index, mode);
}

pub(super) fn statistics<'a>(judge: &mut Judge<'a>, index: &'a QualifiedName) {
    alone(judge, index, LockMode::ShareUpdateExclusive);
}

pub(super) fn attach<'a>(
    judge: &mut Judge<'a>,
    index: &'a QualifiedName,
    partition: &'a QualifiedName,
) {
    let catalog = judge.catalog;
    if let Some((table, _)) = catalog.index(index) {
        judge.lock_table(table, LockMode::AccessShare);
    }
    if let Some((table, _)) = catalog.index(partition) {
        judge.lock_table(table, LockMode::AccessShare);
    }
    if let (Some((_, whole)), Some((_, part))) = (catalog.index(index), catalog.index(partition)) {
        let keys =
            |it: &Index| -> Vec<String> { it.keys.iter().map(|it| it.text.clone()).collect() };
        if keys(whole) != keys(part) || whole.unique != part.unique {
            judge.fail("42P17", "the indexes are defined differently", true);
        }
    }
    alone(judge, index, LockMode::ShareUpdateExclusive);
    alone(judge, partition, LockMode::AccessExclusive);
}
