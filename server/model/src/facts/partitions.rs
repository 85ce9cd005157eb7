//! ATTACH and DETACH PARTITION, INHERIT.
//!
//! Bounds are compared with CHECKs as PostgreSQL's planner would prove them, for the simple shapes
//! that people write; anything else counts as no proof.

use super::judge::{Judge, Target};
use super::{Blocks, Break, LockMode};
use crate::catalog::{Catalog, ForeignKey, Table};
use crate::name::{Name, QualifiedName};
use crate::operation::{ConstraintKind, PartitionBound};

pub(super) fn attach<'a>(
    judge: &mut Judge<'a>,
    table: &'a QualifiedName,
    partition: &'a QualifiedName,
    default: bool,
    bound: Option<&PartitionBound>,
) {
    let Some(target) = judge.target(table, LockMode::ShareUpdateExclusive, false) else {
        return;
    };
    let Some(new) = judge.look_up(partition, false) else {
        return;
    };
    if judge.refuse_view(partition) {
        return;
    }
    judge.lock_target(&new, LockMode::AccessExclusive);
    if target.complete() && !target.partitioned() {
        let code = if judge.since(18) { "42809" } else { "42P17" };
        judge.fail(code, format!("{table} is not partitioned"), true);
    }
    if new.table.is_some_and(|it| it.is_partition) {
        judge.fail("42809", format!("{partition} is a partition already"), true);
    }
    let keys = target.table.and_then(|it| it.partition_by.as_deref());
    let proven = new
        .table
        .zip(keys)
        .is_some_and(|(table, keys)| implies(table, keys, bound));
    let below = judge.below(&new);
    let sole = default && below_is_empty(judge, &target);
    if !(proven || sole) {
        judge.scan_all(&new, &below);
        if new.may_have_rows() {
            judge.fail("23514", "a row is outside the partition's bounds", false);
        }
    }
    if new.may_have_rows() && keys.is_none() {
        judge.fail("23514", "a row is outside the partition's bounds", false);
    }
    let siblings = judge.below(&target).iter().any(|it| !it.default_partition);
    if siblings {
        judge.fail("42P17", "the bounds overlap another partition's", false);
    }
    matching(judge, &target, &new);
    indexes(judge, &target, &new);
    default_partition(judge, &target, bound);
}

/// A default partition that is the only one takes every row.
fn below_is_empty(judge: &Judge<'_>, target: &Target<'_>) -> bool {
    target.complete() && judge.below(target).is_empty()
}

/// Columns of the partition are those of its parent.
fn matching(judge: &mut Judge<'_>, target: &Target<'_>, new: &Target<'_>) {
    let (Some(parent), Some(child)) = (target.table, new.table) else {
        return;
    };
    if !(target.complete() && new.complete()) {
        return;
    }
    for column in &parent.columns {
        match child.column(column.name.as_str()) {
            None => {
                let when = format!("{} has no column {}", new.name, column.name);
                judge.fail("42804", when, true);
            }
            Some(own) => {
                let differs = own.ty.as_ref().zip(column.ty.as_ref());
                if differs.is_some_and(|(one, two)| one != two) {
                    let when = format!("{} is of another type", column.name);
                    judge.fail("42804", when, true);
                }
                let name = column.name.as_str();
                if parent.not_null(name) && !child.not_null(name) {
                    let when = format!("{} must be NOT NULL", column.name);
                    judge.fail("42804", when, true);
                }
            }
        }
    }
    for column in &child.columns {
        if parent.column(column.name.as_str()).is_none() {
            let when = format!("{} has no column {}", target.name, column.name);
            judge.fail("42804", when, true);
        }
    }
    for found in &parent.constraints {
        let check = matches!(found.constraint.kind, ConstraintKind::Check { .. });
        if check && child.constraint(&found.name).is_none() {
            let when = format!("{} lacks the constraint {}", new.name, found.name);
            judge.fail("42804", when, true);
        }
    }
}

/// Indexes of the parent are built on the partition where it has none that match.
fn indexes<'a>(judge: &mut Judge<'a>, target: &Target<'a>, new: &Target<'a>) {
    let (Some(parent), Some(child)) = (target.table, new.table) else {
        return;
    };
    for index in &parent.indexes {
        let keys = |it: &crate::catalog::Index| -> Vec<String> {
            it.keys.iter().map(|it| it.text.clone()).collect()
        };
        let wanted = keys(index);
        let matched = child
            .indexes
            .iter()
            .any(|it| keys(it) == wanted && it.unique >= index.unique);
        if !matched {
            judge.scan(new.reads());
            judge.index_build(Some(true));
            if index.unique {
                judge.fail("23505", "two rows hold the same key", false);
            }
        }
    }
    for fk in parent.foreign_keys() {
        let own = child.foreign_keys().find(|it| same(it, &fk));
        let valid = own.as_ref().is_some_and(|it| it.constraint.validated);
        if own.is_some() && (valid || judge.since(18)) {
            // It becomes a part of the parent's, and its own triggers on the referenced table go.
            judge.lock_named(&fk.references.table, LockMode::AccessExclusive);
            judge.block(Blocks {
                insert: true,
                ..Blocks::default()
            });
            if valid || !fk.constraint.validated {
                continue;
            }
        }
        judge.lock_named(&fk.references.table, LockMode::ShareRowExclusive);
        if fk.constraint.validated {
            judge.scan(new.reads());
            judge.fail(
                "23503",
                "a row refers to none of the referenced table",
                false,
            );
        }
    }
}

fn same(one: &ForeignKey<'_>, other: &ForeignKey<'_>) -> bool {
    one.columns == other.columns && one.references == other.references
}

/// Whether a partition has the key from its parent, whose triggers serve it.
pub(super) fn inherited(catalog: &Catalog, table: &Table, key: &ForeignKey<'_>) -> bool {
    let mut parents = table.parents.iter().filter_map(|it| catalog.tables.get(it));
    table.is_partition && parents.any(|it| it.foreign_keys().any(|it| same(&it, key)))
}

/// The default partition must hold no row of the new one: it is read, locked against everybody.
pub(super) fn default_partition(
    judge: &mut Judge<'_>,
    target: &Target<'_>,
    bound: Option<&PartitionBound>,
) {
    let catalog = judge.catalog;
    let Some((key, _)) = catalog.tables.get_key_value(&target.key) else {
        return;
    };
    let keys = target.table.and_then(|it| it.partition_by.as_deref());
    for child in catalog.children(key).filter(|it| it.default_partition) {
        judge.lock_table(child, LockMode::AccessExclusive);
        if !child.new {
            // Reading the parent reads every partition; writes are routed past it.
            judge.block(Blocks {
                select: true,
                ..Blocks::default()
            });
        }
        let excluded = keys.is_some_and(|keys| excludes(child, keys, bound));
        if !excluded && child.has_rows != Some(false) {
            judge.scan(Some(true));
            judge.fail(
                "23514",
                "a row of the default partition belongs here",
                false,
            );
        }
    }
}

/// One comparison of a column with a number or text.
struct Comparison {
    column: String,
    operator: String,
    value: String,
}

/// The comparisons that validated CHECKs of a table ask for, joined by AND; nothing at all of a
/// CHECK that says more.
fn comparisons(table: &Table) -> Vec<Comparison> {
    let mut found = Vec::new();
    for constraint in &table.constraints {
        let ConstraintKind::Check { expression } = &constraint.constraint.kind else {
            continue;
        };
        if !constraint.validated {
            continue;
        }
        let lower = expression.text.to_ascii_lowercase();
        if lower.contains(" or ") || lower.contains("not ") && !lower.contains("is not null") {
            continue;
        }
        for piece in split_and(&expression.text) {
            found.extend(comparison(piece));
        }
    }
    found
}

fn split_and(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.to_ascii_lowercase().find(" and ") {
        let (piece, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        pieces.push(piece);
        rest = tail.get(5..).unwrap_or_default();
    }
    pieces.push(rest);
    pieces
}

fn comparison(text: &str) -> Option<Comparison> {
    let text = text.trim().trim_matches(['(', ')', ' ']);
    let at = text.find(['<', '>', '='])?;
    let (column, rest) = text.split_at_checked(at)?;
    let length = rest.chars().take_while(|it| "<>=".contains(*it)).count();
    let (operator, value) = rest.split_at_checked(length)?;
    Some(Comparison {
        column: column.trim().trim_matches('"').to_ascii_lowercase(),
        operator: operator.to_owned(),
        value: bare(value),
    })
}

/// A literal without its quotes and cast.
fn bare(value: &str) -> String {
    let value = value.split("::").next().unwrap_or(value);
    value.trim().trim_matches(['\'', '(', ')', ' ']).to_owned()
}

/// Numbers as numbers, everything else as text of one length and form.
fn at_least(one: &str, two: &str) -> bool {
    match (one.parse::<f64>(), two.parse::<f64>()) {
        (Ok(one), Ok(two)) => one >= two,
        _ => one.len() == two.len() && one >= two,
    }
}

/// Whether the table's CHECKs let no row in that the bound would refuse.
fn implies(table: &Table, keys: &[Name], bound: Option<&PartitionBound>) -> bool {
    let [key] = keys else {
        return false;
    };
    let not_null =
        table.not_null(key.as_str()) || super::columns::proves_not_null(table, key.as_str());
    let all = comparisons(table);
    let of_key = || all.iter().filter(|it| it.column == key.text);
    match bound {
        Some(PartitionBound::Range { from, to }) => {
            let ([from], [to]) = (from.as_slice(), to.as_slice()) else {
                return false;
            };
            let open = |it: &str, word: &str| it.eq_ignore_ascii_case(word);
            let (from, to) = (bare(from), bare(to));
            let low = open(&from, "minvalue")
                || of_key().any(|it| {
                    matches!(it.operator.as_str(), ">=" | ">" | "=") && at_least(&it.value, &from)
                });
            let high = open(&to, "maxvalue")
                || of_key().any(|it| match it.operator.as_str() {
                    "<" => at_least(&to, &it.value),
                    "<=" | "=" => at_least(&to, &it.value) && to != it.value,
                    _ => false,
                });
            not_null && low && high
        }
        Some(PartitionBound::List(values)) => {
            let nulls = values.iter().any(|it| it.eq_ignore_ascii_case("null"));
            (nulls || not_null)
                && of_key().any(|it| {
                    it.operator == "=" && values.iter().any(|value| bare(value) == it.value)
                })
        }
        Some(PartitionBound::Hash) | None => false,
    }
}

/// Whether the default partition's CHECKs let no row in that the bound asks for.
fn excludes(table: &Table, keys: &[Name], bound: Option<&PartitionBound>) -> bool {
    let [key] = keys else {
        return false;
    };
    if let Some(PartitionBound::List(values)) = bound {
        let all = comparisons(table);
        let mut others = all
            .iter()
            .filter(|it| it.column == key.text && it.operator == "<>");
        return values
            .iter()
            .all(|value| others.any(|it| it.value == bare(value)));
    }
    let Some(PartitionBound::Range { from, to }) = bound else {
        return false;
    };
    let ([from], [to]) = (from.as_slice(), to.as_slice()) else {
        return false;
    };
    let (from, to) = (bare(from), bare(to));
    let beside = |it: &Comparison| {
        it.column == key.text
            && match it.operator.as_str() {
                ">=" | ">" | "=" => at_least(&it.value, &to),
                "<" => at_least(&from, &it.value),
                "<=" => at_least(&from, &it.value) && from != it.value,
                _ => false,
            }
    };
    comparisons(table).iter().any(beside) || either(table).iter().any(|it| it.iter().all(beside))
}

/// The validated CHECKs of a table that say one comparison or another.
fn either(table: &Table) -> Vec<[Comparison; 2]> {
    let checks = table.constraints.iter().filter(|it| it.validated);
    let texts = checks.filter_map(|it| {
        let ConstraintKind::Check { expression } = &it.constraint.kind else {
            return None;
        };
        Some(expression.text.as_str())
    });
    texts
        .filter_map(|text| {
            let at = text.to_ascii_lowercase().find(" or ")?;
            let (one, other) = (text.get(..at)?, text.get(at + 4..)?);
            let single = |it: &str| {
                let lower = it.to_ascii_lowercase();
                !lower.contains(" or ") && !lower.contains(" and ") && !lower.contains("not ")
            };
            (single(one) && single(other))
                .then(|| Some([comparison(one)?, comparison(other)?]))
                .flatten()
        })
        .collect()
}

pub(super) fn detach<'a>(
    judge: &mut Judge<'a>,
    table: &'a QualifiedName,
    partition: &'a QualifiedName,
    concurrently: bool,
    finalize: bool,
) {
    let online = concurrently || finalize;
    let mode = if online {
        LockMode::ShareUpdateExclusive
    } else {
        LockMode::AccessExclusive
    };
    let Some(target) = judge.target(table, mode, false) else {
        return;
    };
    if online {
        judge.needs(14, "DETACH PARTITION … CONCURRENTLY");
    }
    let Some(old) = judge.look_up(partition, false) else {
        return;
    };
    if concurrently {
        judge.outside_transactions();
        judge.lock_briefly(partition, LockMode::AccessExclusive);
        let catalog = judge.catalog;
        let default = catalog
            .tables
            .get_key_value(&target.key)
            .is_some_and(|(key, _)| catalog.children(key).any(|it| it.default_partition));
        if default {
            judge.fail("55000", "the table has a default partition", true);
        }
        judge.note("It waits for every transaction that uses the table; after an interruption run FINALIZE.");
    } else if judge.since(14) {
        judge.lock_target(&old, LockMode::AccessExclusive);
    } else {
        judge.lock_target(&old, LockMode::ShareUpdateExclusive);
    }
    if old.complete() && target.complete() && !old.table.is_some_and(|it| it.is_partition) {
        judge.fail(
            "42P01",
            format!("{partition} is no partition of {table}"),
            true,
        );
    }
    if let Some(parent) = target.table {
        for fk in parent.foreign_keys() {
            judge.lock_named(&fk.references.table, LockMode::ShareRowExclusive);
        }
    }
    if finalize {
        judge.fail("55000", "no detach of the partition was interrupted", false);
    }
    // Rows of its range have no partition any more.
    judge.breaks(Break::NewRestriction);
    judge.breaks(Break::ChangedMeaning);
}

pub(super) fn inherit<'a>(
    judge: &mut Judge<'a>,
    table: &'a QualifiedName,
    parent: &'a QualifiedName,
    inherit: bool,
) {
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    let mode = if inherit {
        LockMode::ShareUpdateExclusive
    } else {
        LockMode::AccessShare
    };
    let Some(parent) = judge.look_up(parent, false) else {
        return;
    };
    judge.lock_target(&parent, mode);
    if target.table.is_some_and(|it| it.is_partition) {
        judge.fail("42809", "a partition's parent is not changed so", true);
    }
    if let (Some(child), Some(of)) = (target.table, parent.table)
        && inherit
        && target.complete()
        && parent.complete()
    {
        for column in &of.columns {
            if child.column(column.name.as_str()).is_none() {
                let when = format!("{} has no column {}", target.name, column.name);
                judge.fail("42804", when, true);
            }
        }
        judge.breaks(Break::ChangedMeaning);
    }
}
