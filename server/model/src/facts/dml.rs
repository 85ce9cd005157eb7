//! INSERT, UPDATE, DELETE, SELECT.
//!
//! Row locks are told where every row, or a row that is asked for by name, is taken; the planner's
//! choices only as far as an index on a filtered column decides them.

use super::judge::{Judge, Target};
use super::{Blocks, LockMode};
use crate::catalog::{ForeignKey, Table};
use crate::name::QualifiedName;
use crate::operation::{BulkDelete, BulkInsert, BulkUpdate, Expression, NoChange};

const ROWS: Blocks = Blocks {
    select: false,
    insert: false,
    update: true,
};

fn read<'a>(judge: &mut Judge<'a>, names: &'a [QualifiedName]) {
    for name in names {
        if judge.catalog.find_table(name).is_none() && judge.catalog.find_view(name).is_some() {
            judge.lock_other(name, LockMode::AccessShare);
            judge.scan(Some(true));
        } else if let Some(target) = judge.look_up(name, false) {
            judge.lock_target(&target, LockMode::AccessShare);
            judge.scan(target.reads());
        }
    }
}

/// A table that rows are written to; views pass them on.
fn written<'a>(judge: &mut Judge<'a>, name: &'a QualifiedName) -> Option<Target<'a>> {
    if judge.catalog.find_table(name).is_none() && judge.catalog.find_view(name).is_some() {
        judge.lock_other(name, LockMode::RowExclusive);
        return None;
    }
    judge.target(name, LockMode::RowExclusive, false)
}

/// The rows that foreign keys point to are locked against going away.
fn check_references(judge: &mut Judge<'_>, table: &Table, columns: impl Fn(&str) -> bool) {
    for fk in table.foreign_keys() {
        let touched = fk.columns.iter().any(|it| columns(it.as_str()));
        if touched && !fk.constraint.constraint.not_enforced {
            judge.fail(
                "23503",
                "a row refers to none of the referenced table",
                false,
            );
            if let Some(other) = judge.catalog.referenced(fk.references) {
                judge.lock_table(other, LockMode::RowShare);
            }
        }
    }
}

pub(super) fn insert<'a>(judge: &mut Judge<'a>, it: &'a BulkInsert) {
    let target = written(judge, &it.table);
    read(judge, &it.reads);
    if it.on_conflict && super::versions::says(judge.sql, "do update") {
        judge.block(ROWS);
    }
    let Some((target, table)) = target.and_then(|it| it.table.map(|table| (it, table))) else {
        return;
    };
    for column in &it.columns {
        judge.has_column(&target, column);
    }
    let defaults = super::versions::says(judge.sql, "default values");
    let named = |column: &str| {
        (it.columns.is_empty() && !defaults) || it.columns.iter().any(|it| it.text == column)
    };
    check_references(judge, table, named);
    for column in &table.columns {
        let filled = named(column.name.as_str())
            || column.default.is_some()
            || column.identity.is_some()
            || column.generated.is_some()
            || column.ty.as_ref().is_some_and(|it| it.is_serial());
        if !filled && table.not_null(column.name.as_str()) {
            let when = format!("{} is NOT NULL and has no default", column.name);
            judge.fail("23502", when, false);
        }
    }
    let always = |it: &crate::name::Name| {
        let found = table.column(it.as_str());
        found.filter(|it| it.generated.is_some() || it.identity == Some(true))
    };
    let computed = it.columns.iter().find_map(always);
    if let Some(computed) = computed
        && !super::versions::says(judge.sql, "overriding")
    {
        let old = computed.generated.is_some() && !judge.since(14);
        let code = if old { "42601" } else { "428C9" };
        judge.fail(code, "a generated column takes no value but DEFAULT", false);
    }
    let null = super::versions::says(judge.sql, "null");
    if null && it.columns.iter().any(|it| table.not_null(it.as_str())) {
        judge.fail("23502", "a NOT NULL column may get NULL", false);
    }
    if it.on_conflict
        && let Some(columns) = conflict_target(judge.sql)
    {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        if target.complete() && !table.unique_over(&columns) {
            judge.fail("42P10", "no unique key matches ON CONFLICT", true);
        }
    }
    let keyed = table.primary_key().is_some() || table.indexes.iter().any(|it| it.unique);
    if keyed && !it.on_conflict {
        judge.fail("23505", "a row with the key is there already", false);
    }
    let checked = table.constraints.iter().any(|it| {
        matches!(
            it.constraint.kind,
            crate::operation::ConstraintKind::Check { .. }
        )
    });
    if checked {
        judge.fail("23514", "a row violates a CHECK", false);
    }
    if table.partition_by.is_some() {
        judge.fail("23514", "no partition takes the row", false);
    }
}

/// The columns of `ON CONFLICT (a, b)`; `None` for expressions, predicates and names.
fn conflict_target(sql: &str) -> Option<Vec<String>> {
    let lower = sql.to_ascii_lowercase();
    let (_, rest) = lower.split_once("on conflict")?;
    let (columns, rest) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    let plain = |it: &str| it.chars().all(|c| c.is_alphanumeric() || c == '_');
    let columns: Vec<String> = columns
        .split(',')
        .map(|it| it.trim().trim_matches('"').to_owned())
        .collect();
    let partial = rest.trim_start().starts_with("where");
    (!partial && columns.iter().all(|it| plain(it))).then_some(columns)
}

/// Whether an index on a column that the filter compares leads to the rows.
fn by_index(table: &Table, filter: &Expression) -> bool {
    let lower = filter.text.to_ascii_lowercase();
    if lower.contains(" or ") {
        return false;
    }
    let leads = |column: &str| {
        let key = table
            .primary_key()
            .is_some_and(|it| it.first() == Some(&column));
        let indexed = table.indexes.iter().any(|it| {
            let first = it.keys.first().and_then(|it| it.column.as_ref());
            it.predicate.is_none() && first.is_some_and(|it| it.text == column)
        });
        key || indexed
    };
    filter
        .columns
        .iter()
        .any(|it| leads(it) && compared(&lower, it))
}

/// Whether the column stands left of a comparison with something.
fn compared(text: &str, column: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(column).any(|(at, _)| {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let after = text.get(at + column.len()..).unwrap_or_default();
        if before.is_some_and(word) || after.starts_with(word) {
            return false;
        }
        let after = after.trim_start_matches([')', '"']).trim_start();
        let equal = after.starts_with(['=', '<', '>']) && !after.starts_with("<>");
        equal
            || after.starts_with("between")
            || after.starts_with("in ")
            || after.starts_with("in(")
    })
}

/// Rows that a WHERE picks, and whether finding them reads the table.
fn pick<'a>(
    judge: &mut Judge<'a>,
    target: &Target<'a>,
    filter: Option<&Expression>,
    reads: &'a [QualifiedName],
) {
    read(judge, reads);
    let direct = filter
        .zip(target.table)
        .is_some_and(|(filter, table)| by_index(table, filter));
    // What a WITH picks out is joined in the planner's own way.
    let with = judge
        .sql
        .trim_start()
        .get(..5)
        .is_some_and(|it| it.eq_ignore_ascii_case("with "));
    if !direct || with || !reads.is_empty() {
        let below = judge.below(target);
        judge.scan_all(target, &below);
    }
    // With a WHERE only writers of the very rows wait.
    if filter.is_none() || !reads.is_empty() {
        judge.block(ROWS);
    } else {
        judge.note("Writers of the rows that it changes wait until it commits.");
    }
}

pub(super) fn update<'a>(judge: &mut Judge<'a>, it: &'a BulkUpdate) {
    let Some(target) = written(judge, &it.table) else {
        read(judge, &it.reads);
        return;
    };
    judge.recurse(&target, false, LockMode::RowExclusive);
    pick(judge, &target, it.filter.as_ref(), &it.reads);
    for (column, _) in &it.set {
        judge.has_column(&target, column);
    }
    let Some(table) = target.table else {
        return;
    };
    let set = |column: &str| it.set.iter().any(|(it, _)| it.text == column);
    check_references(judge, table, set);
    for (column, value) in &it.set {
        let found = table.column(column.as_str());
        if found.is_some_and(|it| it.generated.is_some()) {
            // `SET g = DEFAULT` alone is allowed.
            let default = value.text.eq_ignore_ascii_case("default");
            let code = if judge.since(14) { "428C9" } else { "42601" };
            if !default {
                judge.fail(code, format!("{column} is generated"), true);
            }
        }
        let null = value.shape == crate::operation::Shape::Null;
        if null && table.not_null(column.as_str()) {
            judge.fail("23502", format!("{column} is NOT NULL"), false);
        }
    }
    for found in &table.constraints {
        use crate::operation::ConstraintKind as Kind;
        if !it
            .set
            .iter()
            .any(|(column, _)| found.mentions(column.as_str()))
        {
            continue;
        }
        if let Kind::Check { .. } = found.constraint.kind {
            judge.fail("23514", "a row violates a CHECK", false);
        }
        if let Kind::PrimaryKey { .. } | Kind::Unique { .. } = found.constraint.kind {
            judge.fail("23505", "two rows get the same key", false);
            changed_key(judge, &target, false);
        }
    }
}

pub(super) fn delete<'a>(judge: &mut Judge<'a>, it: &'a BulkDelete) {
    let Some(target) = written(judge, &it.table) else {
        read(judge, &it.reads);
        return;
    };
    judge.recurse(&target, false, LockMode::RowExclusive);
    pick(judge, &target, it.filter.as_ref(), &it.reads);
    changed_key(judge, &target, true);
}

/// Rows that refer to what goes are looked for, and go or stop it.
fn changed_key(judge: &mut Judge<'_>, target: &Target<'_>, delete: bool) {
    let catalog = judge.catalog;
    let Some((key, _)) = catalog.tables.get_key_value(&target.key) else {
        return;
    };
    for fk in catalog.referencing(key) {
        if fk.constraint.constraint.not_enforced {
            continue;
        }
        let action = if delete {
            fk.references.on_delete.as_deref()
        } else {
            fk.references.on_update.as_deref()
        };
        let writes = action.is_some_and(|it| it.starts_with("CASCADE") || it.starts_with("SET"));
        let mode = if writes {
            LockMode::RowExclusive
        } else {
            LockMode::RowShare
        };
        judge.lock_table(fk.table, mode);
        if writes {
            judge.cascade(format!("rows of {}", fk.table.name));
        } else {
            judge.fail(
                "23503",
                format!("rows of {} refer to it", fk.table.name),
                false,
            );
        }
        if !indexed(&fk) {
            judge.scan(Some(fk.table.has_rows != Some(false)));
            judge.note(format!(
                "No index on {} leads to the rows that refer: it is read once for every row.",
                fk.table.name
            ));
        }
    }
}

fn indexed(fk: &ForeignKey<'_>) -> bool {
    let first = fk.columns.first();
    fk.table.indexes.iter().any(|it| {
        let leading = it.keys.first().and_then(|it| it.column.as_ref());
        it.predicate.is_none() && leading.is_some() && leading == first
    })
}

pub(super) fn no_change<'a>(judge: &mut Judge<'a>, operation: &'a NoChange) {
    match operation {
        NoChange::Select {
            reads,
            for_update,
            functions,
            literals,
        } => {
            if *for_update {
                for name in reads {
                    let _ = judge.target(name, LockMode::RowShare, false);
                }
                judge.block(ROWS);
                if !says_where(judge.sql) && !reads.is_empty() {
                    judge.scan(Some(true));
                }
            } else {
                select(judge, reads);
            }
            sequences(judge, functions, literals);
        }
        NoChange::Begin
        | NoChange::Commit
        | NoChange::Rollback
        | NoChange::Savepoint
        | NoChange::Set { .. }
        | NoChange::Session { .. } => {}
    }
}

fn says_where(sql: &str) -> bool {
    super::versions::says(sql, "where")
}

fn select<'a>(judge: &mut Judge<'a>, reads: &'a [QualifiedName]) {
    // Catalogs and functions of the server are nobody's tables.
    let system = |it: &QualifiedName| {
        let schema = it.schema.as_ref().map(|it| it.text.as_str());
        matches!(schema, Some("pg_catalog" | "information_schema"))
            || it.name.text.starts_with("pg_")
    };
    for name in reads.iter().filter(|it| !system(it)) {
        read(judge, std::slice::from_ref(name));
    }
    let direct = match reads {
        [one] => judge.catalog.table(one).is_some_and(|table| {
            let text = judge.sql.to_ascii_lowercase();
            let filter = text.split_once("where").map(|it| it.1.to_owned());
            filter.is_some_and(|filter| {
                let columns = table.columns.iter().map(|it| it.name.text.clone());
                let filter = Expression {
                    columns: columns.filter(|it| filter.contains(it.as_str())).collect(),
                    text: filter,
                    ..Expression::default()
                };
                by_index(table, &filter)
            })
        }),
        _ => false,
    };
    if direct {
        judge.facts.scan = Some(false);
    }
}

/// `setval` and `nextval` write to a sequence.
fn sequences(judge: &mut Judge<'_>, functions: &[String], literals: &[String]) {
    let writes = functions
        .iter()
        .any(|it| matches!(it.as_str(), "setval" | "nextval"));
    if writes && let Some(name) = literals.first() {
        judge.lock_other(name, LockMode::RowExclusive);
    }
}
