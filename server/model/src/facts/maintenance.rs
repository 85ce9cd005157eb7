//! VACUUM, ANALYZE, CLUSTER, LOCK, cluster-wide statements, DO blocks.
//!
//! Never assumes that a DO block's condition holds or not.

use super::judge::Judge;
use super::{LockMode, Session, of_change};
use crate::catalog::Catalog;
use crate::name::{Name, QualifiedName};
use crate::operation::{Change, ClusterWide};

pub(super) fn vacuum<'a>(judge: &mut Judge<'a>, table: Option<&'a QualifiedName>, full: bool) {
    judge.outside_transactions();
    let Some(table) = table else {
        every_table(
            judge,
            if full {
                LockMode::AccessExclusive
            } else {
                LockMode::ShareUpdateExclusive
            },
        );
        judge.rewrite(Some(full));
        judge.scan(Some(true));
        judge.index_build(Some(full));
        return;
    };
    if judge.catalog.find_view(table).is_some() {
        judge.lock_other(
            table,
            if full {
                LockMode::AccessExclusive
            } else {
                LockMode::ShareUpdateExclusive
            },
        );
        judge.scan(Some(true));
        return;
    }
    if full {
        if let Some(target) = judge.target(table, LockMode::AccessExclusive, false) {
            let below = judge.recurse(&target, false, LockMode::AccessExclusive);
            judge.rewrite_all(&target, &below);
        }
        return;
    }
    if let Some(target) = judge.target(table, LockMode::ShareUpdateExclusive, false) {
        let below = judge.recurse(&target, false, LockMode::ShareUpdateExclusive);
        judge.scan_all(&target, &below);
        for known in target.table.into_iter().chain(below) {
            judge.lock_indexes(known, LockMode::RowExclusive);
        }
    }
}

/// Tables one after another, each in a transaction of its own.
fn every_table(judge: &mut Judge<'_>, mode: LockMode) {
    let catalog = judge.catalog;
    for table in catalog.tables.values() {
        judge.lock_table(table, mode);
    }
}

pub(super) fn analyze<'a>(judge: &mut Judge<'a>, table: Option<&'a QualifiedName>) {
    let mode = LockMode::ShareUpdateExclusive;
    match table {
        Some(table) if judge.catalog.find_view(table).is_some() => {
            judge.lock_other(table, mode);
            judge.scan(Some(true));
        }
        Some(table) => {
            if let Some(target) = judge.target(table, mode, false) {
                let below = judge.recurse(&target, false, mode);
                judge.scan_all(&target, &below);
            }
        }
        None => {
            every_table(judge, mode);
            judge.scan(Some(true));
        }
    }
}

pub(super) fn cluster<'a>(
    judge: &mut Judge<'a>,
    table: Option<&'a QualifiedName>,
    using: Option<&'a Name>,
) {
    let Some(table) = table else {
        judge.outside_transactions();
        every_table(judge, LockMode::AccessExclusive);
        judge.rewrite(Some(true));
        judge.scan(Some(true));
        judge.index_build(Some(true));
        return;
    };
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    match using {
        Some(index) => {
            let missing = target
                .table
                .is_some_and(|it| it.index(index.as_str()).is_none());
            if missing && target.known() {
                judge.fail(
                    "42704",
                    format!("{table} has no index {index}"),
                    target.complete(),
                );
            }
        }
        None => judge.fail("42704", "the table was never clustered", false),
    }
    if target.partitioned() {
        if !judge.since(15) {
            judge.fail(
                "0A000",
                "PostgreSQL 14 and older: no CLUSTER of partitioned tables",
                true,
            );
        }
        judge.outside_transactions();
    }
    let below = if target.partitioned() {
        judge.recurse(&target, false, LockMode::AccessExclusive)
    } else {
        Vec::new()
    };
    judge.rewrite_all(&target, &below);
}

pub(super) fn lock<'a>(judge: &mut Judge<'a>, tables: &'a [QualifiedName], mode: LockMode) {
    for table in tables {
        if let Some(target) = judge.look_up(table, false) {
            judge.lock_target(&target, mode);
            judge.recurse(&target, false, mode);
        }
    }
}

pub(super) fn cluster_wide(judge: &mut Judge<'_>, what: &ClusterWide) {
    match what {
        ClusterWide::CreateDatabase
        | ClusterWide::DropDatabase
        | ClusterWide::Tablespace
        | ClusterWide::AlterSystem => judge.outside_transactions(),
        ClusterWide::AlterDatabase => {}
    }
}

/// What a DO block may do: everything that stands in it.
pub(super) fn run_block(judge: &mut Judge<'_>, changes: &[Change], conditional: bool) {
    let mut state: Catalog = judge.catalog.clone();
    let mut session = Session {
        in_transaction: true,
        ..judge.session.clone()
    };
    for change in changes {
        let facts = of_change(change, &state, &session, judge.postgres);
        session.advance(change, &facts, &state);
        for one in facts {
            // What is sure to fail is what the condition is there to leave out.
            let guarded = conditional && one.fails_with.iter().any(|it| it.certain);
            if !guarded {
                judge.absorb(one);
            }
        }
        state.apply(change);
    }
}
