//! CREATE, DROP, RENAME and TRUNCATE TABLE.
//!
//! A new table has no readers; only its neighbors are locked. Never judges what is inside an
//! existing table.

use super::columns::{check_default, check_generated};
use super::judge::{Judge, Target};
use super::{Break, LockMode, constraints, keys, literal, partitions, types, versions};
use crate::catalog::{Catalog, Knowledge, Table};
use crate::name::QualifiedName;
use crate::operation::{CreateTable, DropTable, Operation, RenameTable};

pub(super) fn create<'a>(judge: &mut Judge<'a>, it: &'a CreateTable) {
    let catalog = judge.catalog;
    let existing = catalog.tables.get(&crate::catalog::key(&it.table));
    let view = catalog
        .objects
        .views
        .contains_key(&crate::catalog::key(&it.table));
    let there = existing.is_some_and(|it| it.knowledge != Knowledge::Mentioned);
    if (there || view) && it.if_not_exists {
        judge.note("The table exists: nothing is created, and it may differ from this.");
        return;
    }
    if there || view {
        let sure = view || existing.is_some_and(|it| it.knowledge == Knowledge::Complete);
        judge.fail("42P07", format!("{} exists already", it.table), sure);
    }
    for source in &it.like {
        judge.lock_named(source, LockMode::AccessShare);
    }
    for parent in &it.inherits {
        judge.lock_named(parent, LockMode::ShareUpdateExclusive);
    }
    if let Some(parent) = &it.partition_of
        && let Some(parent) = judge.look_up(parent, false)
    {
        partition(judge, it, &parent);
    }
    judge.has_schema(it.table.schema.as_ref());
    let empty = super::versions::says(judge.sql, "with no data");
    for read in it.as_select.iter().flatten() {
        judge.lock_named(read, LockMode::AccessShare);
        let rows = judge.catalog.table(read).and_then(|it| it.has_rows);
        judge.scan(Some(rows != Some(false) && !empty));
    }
    inside(judge, it);
}

fn partition<'a>(judge: &mut Judge<'a>, it: &'a CreateTable, parent: &Target<'a>) {
    judge.lock_target(parent, LockMode::AccessExclusive);
    if parent.complete() && !parent.partitioned() {
        judge.fail("42P17", format!("{} is not partitioned", parent.name), true);
    }
    let catalog = judge.catalog;
    let key = catalog.tables.get_key_value(&parent.key).map(|it| it.0);
    let default = key.is_some_and(|key| catalog.children(key).any(|it| it.default_partition));
    if it.default_partition {
        if default {
            judge.fail("42P17", "there is a default partition already", true);
        }
    } else {
        partitions::default_partition(judge, parent, None);
    }
    judge.note("CREATE TABLE and then ATTACH PARTITION does not block the parent's readers.");
    for fk in parent.table.iter().flat_map(|it| it.foreign_keys()) {
        judge.lock_named(&fk.references.table, LockMode::ShareRowExclusive);
    }
}

/// Columns and constraints of the new table.
fn inside<'a>(judge: &mut Judge<'a>, it: &'a CreateTable) {
    let mut new = Table {
        name: it.table.clone(),
        columns: it.columns.clone(),
        partition_by: it.partition_by.clone(),
        knowledge: Knowledge::Complete,
        ..Table::default()
    };
    for source in it.like.iter().chain(&it.inherits).chain(&it.partition_of) {
        if let Some(source) = judge.catalog.table(source) {
            let more = source
                .columns
                .iter()
                .filter(|it| new.column(it.name.as_str()).is_none())
                .cloned()
                .collect::<Vec<_>>();
            new.columns.extend(more);
        }
    }
    let mut keys = 0;
    for (at, column) in it.columns.iter().enumerate() {
        let twice = it
            .columns
            .iter()
            .take(at)
            .any(|other| other.name == column.name);
        if twice {
            judge.fail("42701", format!("{} is there twice", column.name), true);
        }
        versions::column(judge, column);
        types::known(judge, column.ty.as_ref());
        if let Some(default) = &column.default {
            check_default(judge, default);
            literal::check_default(judge, default, column.ty.as_ref(), false);
        }
        check_generated(judge, Some(&new), column);
        if column.primary_key || column.unique {
            keys::has_operator_class(judge, column.ty.as_ref());
            if let Some(key) = &it.partition_by
                && key.iter().any(|it| *it != column.name)
            {
                let when = "a unique key must hold every partition key column";
                judge.fail("0A000", when, true);
            }
        }
        keys += u8::from(column.primary_key);
        if let Some(check) = &column.check
            && check.subquery
        {
            judge.fail("0A000", "a CHECK cannot hold a subquery", true);
        }
        if let Some(references) = &column.references
            && references.table != it.table
        {
            constraints::reference_from(
                judge,
                None,
                std::slice::from_ref(&column.name),
                column.ty.as_ref(),
                references,
            );
        }
    }
    for constraint in &it.constraints {
        let primary = matches!(
            constraint.kind,
            crate::operation::ConstraintKind::PrimaryKey { .. }
        );
        keys += u8::from(primary);
        constraints::of_new_table(judge, constraint, &new);
    }
    if keys > 1 {
        judge.fail("42P16", "there are two primary keys", true);
    }
    if it.unlogged && it.partition_by.is_some() && judge.since(18) {
        judge.fail("0A000", "a partitioned table cannot be unlogged", true);
    }
}

/// Tables that the same statement drops.
fn dropped_together(judge: &Judge<'_>, catalog: &Catalog) -> Vec<String> {
    judge
        .siblings
        .iter()
        .filter_map(|it| {
            let Operation::DropTable(it) = it else {
                return None;
            };
            let found = catalog.find_table(&it.table);
            Some(found.map_or_else(|| crate::catalog::key(&it.table), |(it, _)| it.clone()))
        })
        .collect()
}

pub(super) fn drop<'a>(judge: &mut Judge<'a>, it: &'a DropTable) {
    let index =
        judge.catalog.find_table(&it.table).is_none() && judge.catalog.index(&it.table).is_some();
    if index {
        judge.fail("42809", format!("{} is an index", it.table), true);
        return;
    }
    let Some(target) = judge.target(&it.table, LockMode::AccessExclusive, it.if_exists) else {
        return;
    };
    if target.table.is_none() && judge.catalog.find_view(&it.table).is_some() {
        judge.fail("42809", format!("{} is a view", it.table), true);
        return;
    }
    judge.breaks(Break::MissingObject);
    let below = judge.recurse(&target, false, LockMode::AccessExclusive);
    let Some(table) = target.table else {
        return;
    };
    let catalog = judge.catalog;
    let inherits = below.iter().any(|it| !it.is_partition);
    if inherits && !it.cascade {
        let when = format!("tables inherit from {}", it.table);
        judge.fail("2BP01", when, true);
    }
    for parent in &table.parents {
        if let Some(parent) = catalog.tables.get(parent)
            && table.is_partition
        {
            judge.lock_table(parent, LockMode::AccessExclusive);
            for child in catalog.children(&parent.key()) {
                if child.default_partition && !std::ptr::eq(child.as_ref(), table) {
                    judge.lock_table(child, LockMode::AccessExclusive);
                }
            }
        }
    }
    let together = dropped_together(judge, catalog);
    for table in std::iter::once(table).chain(below) {
        drop_one(judge, table, it, &together);
    }
}

fn drop_one<'a>(judge: &mut Judge<'a>, table: &'a Table, it: &'a DropTable, together: &[String]) {
    let catalog = judge.catalog;
    let key = table.key();
    let Some((key, _)) = catalog.tables.get_key_value(&key) else {
        return;
    };
    judge.lock_indexes(table, LockMode::AccessExclusive);
    for index in &table.indexes {
        judge.cascade(format!("index {}", index.name));
    }
    for fk in table.foreign_keys() {
        if partitions::inherited(catalog, table, &fk) {
            continue;
        }
        judge.lock_named(&fk.references.table, LockMode::AccessExclusive);
    }
    for sequence in catalog.owned_sequences(key, None) {
        judge.lock_other(sequence, LockMode::AccessExclusive);
        judge.cascade(format!("sequence {sequence}"));
    }
    for trigger in &table.triggers {
        judge.cascade(format!("trigger {}", trigger.name));
    }
    for fk in catalog.referencing(key) {
        let other = fk.table.key();
        if other == *key || together.contains(&other) || fk.table.parents.contains(key) {
            continue;
        }
        if it.cascade {
            judge.lock_table(fk.table, LockMode::AccessExclusive);
            judge.cascade(format!("constraint {} of {other}", fk.constraint.name));
        } else {
            let when = format!("constraint {} of {other} depends on it", fk.constraint.name);
            judge.fail("2BP01", when, true);
        }
    }
    for (_, user, column) in catalog.columns_of_type(&table.name) {
        let what = format!("column {column} of {}", user.name);
        if it.cascade {
            judge.lock_table(user, LockMode::AccessExclusive);
            judge.cascade(what);
        } else {
            judge.fail("2BP01", format!("{what} is of its row type"), true);
        }
    }
    for view in catalog.views_above(key) {
        if it.cascade {
            judge.lock_other(view, LockMode::AccessExclusive);
            judge.cascade(format!("view {view}"));
        } else {
            judge.fail("2BP01", format!("view {view} depends on it"), true);
        }
    }
}

pub(super) fn rename<'a>(judge: &mut Judge<'a>, it: &'a RenameTable) {
    let catalog = judge.catalog;
    if catalog.find_table(&it.table).is_none()
        && let Some((table, index)) = catalog.index(&it.table)
    {
        // ALTER INDEX does the same with less.
        judge.lock_index(table, &index.name, LockMode::AccessExclusive);
        return;
    }
    let Some(target) = judge.target(&it.table, LockMode::AccessExclusive, it.if_exists) else {
        return;
    };
    let new = QualifiedName::new(it.table.schema.clone(), it.to.clone());
    let taken = judge.catalog.tables.get(&crate::catalog::key(&new));
    if let Some(taken) = taken {
        let sure = taken.knowledge == Knowledge::Complete;
        judge.fail("42P07", format!("{} exists already", it.to), sure);
    }
    if let Some(table) = target.table
        && table.knowledge != Knowledge::Mentioned
    {
        judge.note("Indexes, sequences and constraints keep their names.");
    }
    judge.breaks(Break::MissingObject);
}

pub(super) fn truncate<'a>(judge: &mut Judge<'a>, tables: &'a [QualifiedName], cascade: bool) {
    let mut found: Vec<Target<'a>> = Vec::new();
    for name in tables {
        if judge.refuse_view(name) {
            return;
        }
        if let Some(target) = judge.look_up(name, false) {
            if target.partitioned() && super::versions::says(judge.sql, " only ") {
                judge.fail("42809", "a partitioned table has no rows of its own", true);
            }
            judge.lock_target(&target, LockMode::AccessExclusive);
            found.push(target);
        }
    }
    let catalog = judge.catalog;
    let mut all: Vec<&'a Table> = Vec::new();
    for target in &found {
        all.extend(target.table);
        all.extend(judge.recurse(target, false, LockMode::AccessExclusive));
    }
    let mut at = 0;
    while let Some(&table) = all.get(at) {
        judge.lock_indexes(table, LockMode::AccessExclusive);
        let key = table.key();
        if let Some((key, _)) = catalog.tables.get_key_value(&key) {
            for fk in catalog.referencing(key) {
                if all.iter().any(|it| std::ptr::eq(*it, fk.table)) {
                    continue;
                }
                if cascade {
                    judge.lock_table(fk.table, LockMode::AccessExclusive);
                    judge.cascade(format!("rows of {}", fk.table.name));
                    all.push(fk.table);
                } else {
                    let when = format!("{} refers to {key}", fk.table.name);
                    judge.fail("0A000", when, true);
                }
            }
        }
        at += 1;
    }
}
