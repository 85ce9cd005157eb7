//! PRIMARY KEY, UNIQUE and EXCLUDE: the constraints that stand on an index.
//!
//! Never decides whether a column may be NULL; asks `columns`.

use super::LockMode;
use super::columns::{is_virtual, look_for_nulls, proves_not_null};
use super::judge::{Judge, Target};
use crate::catalog::Table;
use crate::name::{Name, QualifiedName};
use crate::operation::{AddConstraint, Expression};
use crate::types::{BaseType, ColumnType};

pub(super) fn key<'a>(
    judge: &mut Judge<'a>,
    it: &'a AddConstraint,
    target: &Target<'a>,
    columns: &'a [Name],
    using_index: Option<&'a Name>,
    primary: bool,
) {
    if primary && target.table.is_some_and(|it| it.primary_key().is_some()) {
        judge.fail(
            "42P16",
            format!("{} has a primary key already", it.table),
            true,
        );
    }
    if let Some(index) = using_index {
        adopt(judge, target, index, primary);
        return;
    }
    let all = columns.iter().all(|it| judge.has_column(target, it));
    let mode = if judge.since(18) {
        LockMode::AccessExclusive
    } else {
        LockMode::Share
    };
    let below = if target.partitioned() {
        judge.recurse(target, it.only, mode)
    } else {
        Vec::new()
    };
    if !(it.only && target.partitioned()) {
        judge.scan_all(target, &below);
        judge.index_build(Some(true));
    }
    let names: Vec<&str> = columns.iter().map(Name::as_str).collect();
    covers_partition_key(judge, target, &names);
    for column in columns {
        let found = target.table.and_then(|it| it.column(column.as_str()));
        has_operator_class(judge, found.and_then(|it| it.ty.as_ref()));
        refuse_virtual(judge, target, column.as_str());
    }
    if !target.may_have_rows() || !all {
        return;
    }
    let unique = target.table.is_some_and(|it| it.unique_over(&names));
    if !unique {
        judge.fail("23505", "two rows hold the same key", false);
    }
    if primary {
        nulls_in_key(judge, target, &names);
    }
}

fn nulls_in_key(judge: &mut Judge<'_>, target: &Target<'_>, columns: &[&str]) {
    let proven =
        |table: &Table, column: &str| table.not_null(column) || proves_not_null(table, column);
    let open = columns
        .iter()
        .any(|column| !target.table.is_some_and(|it| proven(it, column)));
    if open {
        judge.fail("23502", "a row holds NULL in a key column", false);
    }
}

/// PRIMARY KEY and UNIQUE with USING INDEX.
fn adopt(judge: &mut Judge<'_>, target: &Target<'_>, index: &Name, primary: bool) {
    if target.partitioned() {
        judge.fail(
            "0A000",
            "USING INDEX is refused on partitioned tables",
            true,
        );
    }
    let Some(table) = target.table else {
        if primary {
            judge.scan(None);
        }
        return;
    };
    judge.lock_index(table, index.as_str(), LockMode::ShareUpdateExclusive);
    let Some(found) = table.index(index.as_str()) else {
        let other = judge
            .catalog
            .index(&QualifiedName::new(None, index.clone()));
        if other.is_some() {
            judge.fail("55000", format!("{index} is of another table"), true);
        } else if target.complete() {
            judge.fail("42704", format!("there is no index {index}"), true);
        }
        if primary {
            judge.scan(None);
        }
        return;
    };
    if found.constraint.is_some() {
        judge.fail(
            "55000",
            format!("{index} belongs to a constraint already"),
            true,
        );
    }
    // A quoted name may hold blanks.
    let quoted = |text: &str| {
        let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        inner.is_some_and(|it| !it.contains('"'))
    };
    let plain = found
        .keys
        .iter()
        .all(|it| quoted(&it.text) || it.text.split_whitespace().count() == 1);
    if !found.unique || found.predicate.is_some() || found.has_expression() || !plain {
        judge.fail(
            "42809",
            "the index must be unique, over columns, and whole",
            true,
        );
    }
    if found.invalid {
        judge.fail("55000", format!("the index {index} is not valid"), true);
    }
    if primary {
        let columns: Vec<&str> = found
            .keys
            .iter()
            .filter_map(|it| it.column.as_ref())
            .map(Name::as_str)
            .collect();
        for column in columns {
            look_for_nulls(judge, target, &[], column);
        }
    }
    if found.name != index.text {
        judge.note("The index takes the constraint's name.");
    }
}

pub(super) fn exclusion<'a>(
    judge: &mut Judge<'a>,
    it: &'a AddConstraint,
    target: &Target<'a>,
    elements: &'a [Expression],
) {
    if it.constraint.not_valid {
        judge.fail("42601", "EXCLUDE takes no NOT VALID", true);
    }
    if target.partitioned() && !judge.since(17) {
        judge.fail(
            "0A000",
            "exclusion constraints are refused on partitioned tables",
            true,
        );
    }
    let below = judge.recurse(target, it.only, LockMode::Share);
    judge.scan_all(target, &below);
    judge.index_build(Some(true));
    if target.may_have_rows() {
        judge.fail("23P01", "two rows conflict", false);
    }
    for column in elements.iter().flat_map(|it| &it.columns) {
        judge.has_column(target, &Name::generated(column.clone()));
    }
}

/// A unique key of a partitioned table holds every partition key column.
pub(super) fn covers_partition_key(judge: &mut Judge<'_>, target: &Target<'_>, key: &[&str]) {
    let missing = target
        .table
        .and_then(|it| it.partition_by.as_ref())
        .and_then(|it| it.iter().find(|it| !key.contains(&it.as_str())));
    if let Some(missing) = missing {
        let when = format!("a unique key must hold the partition key column {missing}");
        judge.fail("0A000", when, true);
    }
}

/// Types without a default btree operator class have no unique key.
pub(super) fn has_operator_class(judge: &mut Judge<'_>, ty: Option<&ColumnType>) {
    let none = ty.is_some_and(|it| {
        !it.array
            && (matches!(it.base, BaseType::Json | BaseType::Xml)
                || matches!(&it.base, BaseType::Named(name) if NO_ORDER.contains(&name.as_str())))
    });
    if none {
        judge.fail(
            "42704",
            "the type has no default operator class for btree",
            true,
        );
    }
}

/// Built-in types that nothing sorts.
const NO_ORDER: &[&str] = &[
    "box", "circle", "line", "lseg", "path", "point", "polygon", "aclitem",
];

pub(super) fn refuse_virtual(judge: &mut Judge<'_>, target: &Target<'_>, column: &str) {
    let found = target.table.and_then(|it| it.column(column));
    if found.is_some_and(is_virtual) {
        judge.fail(
            "0A000",
            "a virtual column has no index and no foreign key",
            true,
        );
    }
}
