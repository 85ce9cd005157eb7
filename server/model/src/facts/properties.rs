//! Properties of a table that are neither columns nor constraints: options, storage, owner.
//!
//! Each is a lock and seldom more; never judges rows but for the forms that copy them.

use super::judge::Judge;
use super::versions::says;
use super::{Break, LockMode};
use crate::name::{Name, QualifiedName};
use crate::operation::ObjectKind;

/// An ACCESS EXCLUSIVE moment, and nothing else.
pub(super) fn plain<'a>(judge: &mut Judge<'a>, table: &'a QualifiedName) {
    let _ = judge.target(table, LockMode::AccessExclusive, false);
}

/// Options that readers must see all at once (`reloptions.c`); every other one is harmless.
const EXCLUSIVE: &[&str] = &[
    "user_catalog_table",
    "security_barrier",
    "security_invoker",
    "check_option",
];

pub(super) fn options<'a>(judge: &mut Judge<'a>, table: &'a QualifiedName, options: &'a [String]) {
    let exclusive = options
        .iter()
        .any(|it| EXCLUSIVE.contains(&it.to_ascii_lowercase().as_str()));
    let view = judge.catalog.find_view(table).is_some();
    let mode = if exclusive || view {
        LockMode::AccessExclusive
    } else {
        LockMode::ShareUpdateExclusive
    };
    let Some(target) = judge.target(table, mode, false) else {
        return;
    };
    let invoker = options
        .iter()
        .any(|it| it.eq_ignore_ascii_case("security_invoker"));
    if invoker && !judge.since(15) {
        judge.fail("22023", "PostgreSQL 15 introduced security_invoker", true);
    }
    if target.partitioned() && !options.is_empty() {
        let code = if judge.since(17) { "42809" } else { "22023" };
        judge.fail(code, "a partitioned table has no storage options", true);
    }
}

pub(super) fn set_logged<'a>(judge: &mut Judge<'a>, table: &'a QualifiedName, logged: bool) {
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    let Some(known) = target.table.filter(|_| target.known()) else {
        judge.rewrite(None);
        judge.scan(None);
        return;
    };
    if known.unlogged != logged {
        return;
    }
    if target.partitioned() {
        if judge.since(18) {
            judge.fail("42809", "a partitioned table cannot be unlogged", true);
        }
        return;
    }
    judge.rewrite_all(&target, &[]);
    let catalog = judge.catalog;
    if logged {
        for fk in known.foreign_keys() {
            let unlogged = catalog
                .referenced(fk.references)
                .is_some_and(|it| it.unlogged && it.key() != target.key);
            if unlogged {
                judge.fail("42P16", "it refers to an unlogged table", true);
            }
        }
    } else if let Some((key, _)) = catalog.tables.get_key_value(&target.key) {
        for fk in catalog.referencing(key) {
            if !fk.table.unlogged && fk.table.key() != *key {
                let when = format!("{} refers to it", fk.table.name);
                judge.fail("42P16", when, true);
            }
        }
        judge.note("A crash empties an unlogged table; replicas never have its rows.");
    }
}

pub(super) fn set_tablespace<'a>(judge: &mut Judge<'a>, relation: &'a QualifiedName, index: bool) {
    if index {
        let catalog = judge.catalog;
        match catalog.index(relation) {
            Some((table, found)) => {
                judge.lock_index(table, &found.name, LockMode::AccessExclusive);
            }
            None => judge.lock_other(relation, LockMode::AccessExclusive),
        }
        judge.rewrite(Some(true));
        return;
    }
    if let Some(target) = judge.target(relation, LockMode::AccessExclusive, false) {
        // The files are copied block by block; no row is looked at, and indexes stay.
        judge.rewrite(Some(!target.partitioned()));
    }
}

pub(super) fn set_access_method<'a>(
    judge: &mut Judge<'a>,
    table: &'a QualifiedName,
    method: &'a Name,
) {
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    judge.needs(15, "SET ACCESS METHOD");
    let now = target
        .table
        .and_then(|it| it.access_method.as_deref())
        .unwrap_or("heap");
    if now == method.text {
        return;
    }
    if target.partitioned() {
        if !judge.since(17) {
            judge.fail("42809", "a partitioned table has no access method", true);
        }
        return;
    }
    judge.rewrite_all(&target, &[]);
}

pub(super) fn set_without<'a>(judge: &mut Judge<'a>, table: &'a QualifiedName, what: &str) {
    let mode = if what.to_ascii_lowercase().contains("cluster") {
        LockMode::ShareUpdateExclusive
    } else {
        LockMode::AccessExclusive
    };
    let _ = judge.target(table, mode, false);
}

pub(super) fn cluster_on<'a>(judge: &mut Judge<'a>, table: &'a QualifiedName) {
    let Some(target) = judge.target(table, LockMode::ShareUpdateExclusive, false) else {
        return;
    };
    if let Some(name) = named_after(judge.sql, "cluster on")
        && target.complete()
        && target.table.is_some_and(|it| it.index(&name).is_none())
    {
        judge.fail("42704", format!("there is no index {name}"), true);
    }
}

pub(super) fn set_owner<'a>(judge: &mut Judge<'a>, kind: ObjectKind, name: &'a QualifiedName) {
    match kind {
        ObjectKind::Table => {
            if let Some(target) = judge.target(name, LockMode::AccessExclusive, false)
                && let Some(table) = target.table
            {
                judge.lock_indexes(table, LockMode::AccessExclusive);
                owned(judge, &target.key, LockMode::AccessExclusive);
            }
        }
        ObjectKind::View | ObjectKind::MaterializedView => {
            judge.lock_other(name, LockMode::AccessExclusive);
        }
        ObjectKind::Sequence => judge.lock_other(name, LockMode::AccessExclusive),
        ObjectKind::Column
        | ObjectKind::Index
        | ObjectKind::Constraint
        | ObjectKind::Schema
        | ObjectKind::Type
        | ObjectKind::Function
        | ObjectKind::Other => {}
    }
}

fn owned(judge: &mut Judge<'_>, key: &str, mode: LockMode) {
    let catalog = judge.catalog;
    if let Some((key, _)) = catalog.tables.get_key_value(key) {
        for sequence in catalog.owned_sequences(key, None) {
            judge.lock_other(sequence, mode);
        }
    }
}

pub(super) fn set_schema<'a>(judge: &mut Judge<'a>, kind: ObjectKind, name: &'a QualifiedName) {
    match kind {
        ObjectKind::Table => {
            if let Some(target) = judge.target(name, LockMode::AccessExclusive, false) {
                owned(judge, &target.key, LockMode::AccessExclusive);
            }
            judge.breaks(Break::MissingObject);
        }
        ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence => {
            judge.lock_other(name, LockMode::AccessExclusive);
            judge.breaks(Break::MissingObject);
        }
        ObjectKind::Type | ObjectKind::Function => judge.breaks(Break::MissingObject),
        ObjectKind::Column
        | ObjectKind::Index
        | ObjectKind::Constraint
        | ObjectKind::Schema
        | ObjectKind::Other => {}
    }
}

pub(super) fn replica_identity<'a>(judge: &mut Judge<'a>, table: &'a QualifiedName) {
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    let Some(name) = named_after(judge.sql, "using index") else {
        return;
    };
    match target.table.map(|it| (it, it.index(&name))) {
        Some((table, Some(index))) => {
            let nullable = |it: &crate::operation::IndexKey| {
                !it.column
                    .as_ref()
                    .is_some_and(|it| table.not_null(it.as_str()))
            };
            let unfit =
                !index.unique || index.predicate.is_some() || index.keys.iter().any(nullable);
            if unfit {
                let when = "the index must be unique, whole and over NOT NULL columns";
                judge.fail("42809", when, true);
            }
        }
        Some((_, None)) if target.complete() => {
            judge.fail("42704", format!("there is no index {name}"), true);
        }
        Some(_) | None => {}
    }
}

pub(super) fn row_security<'a>(judge: &mut Judge<'a>, table: &'a QualifiedName) {
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    if target.known() && target.table.is_some_and(|it| it.policies.is_empty()) {
        judge.note("Without a policy row level security hides every row from all but the owner.");
    }
    judge.breaks(Break::ChangedMeaning);
}

pub(super) fn statistics<'a>(
    judge: &mut Judge<'a>,
    tables: &'a [QualifiedName],
    columns: &'a [String],
) {
    for table in tables {
        if let Some(target) = judge.target(table, LockMode::ShareUpdateExclusive, false) {
            for column in columns {
                judge.has_column(&target, &Name::generated(column.clone()));
            }
        }
    }
    if says(judge.sql, "on (") && !judge.since(14) {
        judge.fail(
            "0A000",
            "PostgreSQL 14 introduced statistics on expressions",
            true,
        );
    }
    if columns.len() < 2 && !judge.sql.is_empty() && !judge.sql.contains('(') {
        judge.fail(
            "42P17",
            "statistics need two columns or an expression",
            true,
        );
    }
}

pub(super) fn drop_statistics(judge: &mut Judge<'_>, name: &QualifiedName) {
    let catalog = judge.catalog;
    let found = catalog.objects.statistics.get(&crate::catalog::key(name));
    for table in found.into_iter().flat_map(|it| &it.tables) {
        if let Some(table) = catalog.tables.get(table) {
            judge.lock_table(table, LockMode::ShareUpdateExclusive);
        }
    }
}

/// Every name with the schema in it is another afterwards.
pub(super) fn rename_schema(judge: &mut Judge<'_>, name: &Name) {
    judge.has_schema(Some(name));
    judge.breaks(Break::MissingObject);
    judge.breaks(Break::CachedPlan);
}

/// The name after a word of the statement: `USING INDEX name`, `CLUSTER ON name`.
fn named_after(sql: &str, words: &str) -> Option<String> {
    let at = sql.to_ascii_lowercase().find(words)?;
    let rest = sql.get(at + words.len()..)?.trim_start();
    let name: String = rest
        .chars()
        .take_while(|it| it.is_alphanumeric() || matches!(it, '_' | '"'))
        .filter(|it| *it != '"')
        .collect();
    (!name.is_empty()).then_some(name)
}

pub(super) fn comment<'a>(
    judge: &mut Judge<'a>,
    kind: ObjectKind,
    relation: Option<&'a QualifiedName>,
) {
    let Some(relation) = relation else {
        return;
    };
    match kind {
        ObjectKind::Table | ObjectKind::Column => {
            if judge.catalog.find_table(relation).is_none()
                && judge.catalog.find_view(relation).is_some()
            {
                judge.lock_other(relation, LockMode::ShareUpdateExclusive);
            } else {
                let _ = judge.target(relation, LockMode::ShareUpdateExclusive, false);
            }
        }
        ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence => {
            judge.lock_other(relation, LockMode::ShareUpdateExclusive);
        }
        ObjectKind::Index => judge.lock_briefly(relation, LockMode::ShareUpdateExclusive),
        // Constraints, triggers, policies and rules: their table is merely opened.
        ObjectKind::Constraint | ObjectKind::Other => {
            let _ = judge.target(relation, LockMode::AccessShare, false);
        }
        ObjectKind::Schema | ObjectKind::Type | ObjectKind::Function => {}
    }
}

pub(super) fn grant<'a>(judge: &mut Judge<'a>, tables: &'a [QualifiedName]) {
    for table in tables {
        let Some(target) = judge.look_up(table, false) else {
            continue;
        };
        if judge.since(18) {
            judge.lock_target(&target, LockMode::AccessShare);
        }
    }
}

pub(super) fn publication<'a>(judge: &mut Judge<'a>, tables: &'a [QualifiedName]) {
    for table in tables {
        judge.lock_named(table, LockMode::ShareUpdateExclusive);
    }
}
