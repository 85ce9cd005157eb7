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
    if let Some((_, found)) = judge.catalog.find_view(table) {
        // A plain view is skipped with a warning.
        let rows = found.materialized;
        judge.lock_other(
            table,
            if full {
                LockMode::AccessExclusive
            } else {
                LockMode::ShareUpdateExclusive
            },
        );
        judge.scan(Some(rows));
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
            let unfit = target
                .table
                .and_then(|it| it.index(index.as_str()))
                .is_some_and(|it| {
                    let method = it.method.as_deref().unwrap_or("btree");
                    it.predicate.is_some()
                        || !(method.eq_ignore_ascii_case("btree")
                            || method.eq_ignore_ascii_case("gist"))
                });
            if unfit {
                let when = "rows are clustered by a whole btree or gist index";
                judge.fail("0A000", when, true);
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
        lock_one(judge, table, mode, 0);
    }
}

/// A view's tables are locked with it, at every depth; views cannot hold each other.
fn lock_one<'a>(judge: &mut Judge<'a>, table: &'a QualifiedName, mode: LockMode, depth: u8) {
    let catalog = judge.catalog;
    if let Some((_, view)) = catalog.find_view(table)
        && catalog.find_table(table).is_none()
        && depth < 8
    {
        judge.lock_other(table, mode);
        for read in &view.reads {
            lock_one(judge, read, mode, depth + 1);
        }
        return;
    }
    if let Some(target) = judge.look_up(table, false) {
        judge.lock_target(&target, mode);
        judge.recurse(&target, false, mode);
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

/// The body of a function in SQL is looked through when the function is made: the tables of its
/// queries are opened, nothing is run (`check_function_bodies`).
pub(super) fn look_through(judge: &mut Judge<'_>, body: &str) {
    for change in crate::lower::sql_changes(body) {
        for facts in of_change(&change, judge.catalog, judge.session, judge.postgres) {
            let opened = facts
                .locks
                .into_iter()
                .filter(|it| it.mode <= LockMode::RowExclusive);
            judge.open(opened);
        }
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
