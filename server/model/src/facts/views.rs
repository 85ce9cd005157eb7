//! Views and materialized views.
//!
//! Never looks into their queries beyond what the catalog kept of them.

use super::judge::Judge;
use super::versions::says;
use super::{Break, LockMode};
use crate::catalog::Knowledge;
use crate::name::{Name, QualifiedName};
use crate::operation::{Operation, Other, ViewColumn};

/// What a view is made from is read, or at least opened.
fn reads<'a>(judge: &mut Judge<'a>, sources: &'a [QualifiedName], rows: bool) {
    for source in sources {
        if judge.catalog.find_table(source).is_none() && judge.catalog.find_view(source).is_some() {
            judge.lock_other(source, LockMode::AccessShare);
            if rows {
                judge.scan(Some(true));
            }
            continue;
        }
        judge.lock_named(source, LockMode::AccessShare);
        if rows {
            let known = judge.catalog.table(source).and_then(|it| it.has_rows);
            judge.scan(Some(known != Some(false)));
        }
    }
}

pub(super) fn create<'a>(
    judge: &mut Judge<'a>,
    view: &'a QualifiedName,
    or_replace: bool,
    sources: &'a [QualifiedName],
    output: Option<&'a Vec<String>>,
) {
    let catalog = judge.catalog;
    let found = catalog.objects.views.get(&crate::catalog::key(view));
    let table = catalog.tables.get(&crate::catalog::key(view));
    if let Some(table) = table
        && table.knowledge == Knowledge::Complete
    {
        let code = if or_replace { "42809" } else { "42P07" };
        judge.fail(code, format!("{view} is a table"), true);
    }
    match found {
        Some(_) if !or_replace => judge.fail("42P07", format!("{view} exists already"), true),
        Some(found) => {
            judge.lock_other(view, LockMode::AccessExclusive);
            if found.materialized {
                judge.fail("42809", format!("{view} is a materialized view"), true);
            }
            // Columns may only be added at the end.
            if let (Some(old), Some(new)) = (&found.output, output)
                && !new.starts_with(old)
            {
                judge.fail(
                    "42P16",
                    "a view's columns cannot be dropped or renamed",
                    true,
                );
            }
        }
        None => {}
    }
    if says(judge.sql, "security_invoker") && !judge.since(15) {
        judge.fail("22023", "PostgreSQL 15 introduced security_invoker", true);
    }
    if let Some(found) = found
        && or_replace
        && found
            .output
            .as_ref()
            .zip(output)
            .is_some_and(|(old, new)| new.len() > old.len())
    {
        judge.breaks(Break::CachedPlan);
    }
    let own = crate::catalog::key(view);
    for source in sources.iter().filter(|it| crate::catalog::key(it) != own) {
        reads(judge, std::slice::from_ref(source), false);
    }
}

/// Columns that a view's tables are sure not to have.
pub(super) fn known_columns<'a>(
    judge: &mut Judge<'a>,
    sources: &'a [QualifiedName],
    columns: &'a [ViewColumn],
) {
    let catalog = judge.catalog;
    let [source] = sources else {
        return;
    };
    let Some(table) = catalog
        .table(source)
        .filter(|it| it.knowledge == Knowledge::Complete)
    else {
        return;
    };
    let missing = columns.iter().find(|it| {
        let own = it
            .relation
            .as_ref()
            .is_some_and(|it| *it == table.name.name.text);
        own && it.column != "*" && table.column(&it.column).is_none()
    });
    if let Some(missing) = missing {
        let when = format!("{source} has no column {}", missing.column);
        judge.fail("42703", when, false);
    }
}

/// Whether the view is there; notes the failure when it is sure not to be.
fn exists(judge: &mut Judge<'_>, view: &QualifiedName, if_exists: bool) -> bool {
    if judge.catalog.find_view(view).is_some() {
        return true;
    }
    if judge
        .catalog
        .find_table(view)
        .is_some_and(|(_, it)| it.knowledge == Knowledge::Complete)
    {
        judge.fail("42809", format!("{view} is a table"), true);
        return false;
    }
    // Views are often made elsewhere; only a catalog that has some knows them all.
    let knows = judge.catalog.knows_tables();
    if knows && !if_exists {
        judge.fail("42P01", format!("{view} does not exist"), false);
    }
    !(knows && if_exists)
}

pub(super) fn alter<'a>(judge: &mut Judge<'a>, view: &'a QualifiedName) {
    if says(judge.sql, "security_invoker") && !judge.since(15) {
        judge.fail("22023", "PostgreSQL 15 introduced security_invoker", true);
    }
    let quiet = says(judge.sql, "if exists");
    if exists(judge, view, quiet) {
        judge.lock_other(view, LockMode::AccessExclusive);
    }
}

pub(super) fn rename<'a>(judge: &mut Judge<'a>, view: &'a QualifiedName, to: &'a Name) {
    if exists(judge, view, false) {
        judge.lock_other(view, LockMode::AccessExclusive);
    }
    if judge.catalog.objects.views.contains_key(to.as_str())
        || judge.catalog.tables.contains_key(to.as_str())
    {
        judge.fail("42P07", format!("{to} exists already"), true);
    }
    judge.breaks(Break::MissingObject);
}

pub(super) fn drop<'a>(
    judge: &mut Judge<'a>,
    view: &'a QualifiedName,
    materialized: bool,
    if_exists: bool,
    cascade: bool,
) {
    if !exists(judge, view, if_exists) {
        return;
    }
    let other = judge
        .catalog
        .find_view(view)
        .is_some_and(|(_, it)| it.materialized != materialized);
    if other {
        judge.fail("42809", format!("{view} is a view of the other kind"), true);
        return;
    }
    judge.lock_other(view, LockMode::AccessExclusive);
    judge.breaks(Break::MissingObject);
    let catalog = judge.catalog;
    let Some((key, _)) = catalog.find_view(view) else {
        return;
    };
    let together: Vec<String> = judge
        .siblings
        .iter()
        .filter_map(|it| {
            if let Operation::Other(Other::DropView { view, .. }) = it {
                Some(crate::catalog::key(view))
            } else {
                None
            }
        })
        .collect();
    for above in catalog.views_above(key) {
        if together.contains(above) {
            continue;
        }
        if cascade {
            judge.lock_other(above, LockMode::AccessExclusive);
            judge.cascade(format!("view {above}"));
        } else {
            judge.fail("2BP01", format!("view {above} depends on it"), true);
        }
    }
}

pub(super) fn create_materialized<'a>(
    judge: &mut Judge<'a>,
    view: &'a QualifiedName,
    sources: &'a [QualifiedName],
    with_data: bool,
) {
    let key = crate::catalog::key(view);
    let taken = judge.catalog.objects.views.contains_key(&key)
        || judge
            .catalog
            .tables
            .get(&key)
            .is_some_and(|it| it.knowledge == Knowledge::Complete);
    if taken {
        if says(judge.sql, "if not exists") {
            return;
        }
        judge.fail("42P07", format!("{view} exists already"), true);
    }
    reads(judge, sources, with_data);
}

pub(super) fn refresh<'a>(
    judge: &mut Judge<'a>,
    view: &'a QualifiedName,
    concurrently: bool,
    with_data: bool,
) {
    if !exists(judge, view, false) {
        return;
    }
    let mode = if concurrently {
        LockMode::Exclusive
    } else {
        LockMode::AccessExclusive
    };
    judge.lock_other(view, mode);
    let catalog = judge.catalog;
    if let Some((_, found)) = catalog.find_view(view) {
        if !found.materialized {
            judge.fail("42809", format!("{view} is no materialized view"), true);
        }
        if concurrently && !found.unique_index {
            let when = "CONCURRENTLY needs a unique index over all rows";
            judge.fail("55000", when, true);
        }
        reads(judge, &found.reads, with_data);
    } else {
        judge.scan(Some(with_data));
    }
    // The concurrent form changes rows in place.
    judge.rewrite(Some(!concurrently && with_data));
    if !with_data {
        // 55000 until it is refreshed with data.
        judge.breaks(Break::MissingObject);
        judge.breaks(Break::CachedPlan);
    }
    if concurrently {
        judge.fail("23505", "rows of the new result are duplicates", false);
        if !with_data {
            judge.fail(
                "42601",
                "CONCURRENTLY and WITH NO DATA exclude each other",
                true,
            );
        }
    }
}
