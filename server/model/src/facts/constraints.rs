//! ADD, DROP, VALIDATE, ALTER and RENAME CONSTRAINT.
//!
//! Never decides what a column does by itself; asks `columns` for NOT NULL.

use super::columns::look_for_nulls;
use super::judge::{Judge, Target};
use super::keys::{exclusion, has_operator_class, key, refuse_virtual};
use super::{Break, LockMode, versions};
use crate::catalog::{Catalog, Table, TableConstraint};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddConstraint, Constraint, ConstraintKind, DropConstraint, Expression, References,
    ValidateConstraint,
};
use crate::types::change::resolve;
use crate::types::{BaseType, ColumnType};

pub(super) fn add<'a>(judge: &mut Judge<'a>, it: &'a AddConstraint) {
    let constraint = &it.constraint;
    let foreign = matches!(constraint.kind, ConstraintKind::ForeignKey { .. });
    let mode = if foreign {
        LockMode::ShareRowExclusive
    } else {
        LockMode::AccessExclusive
    };
    let Some(target) = judge.target(&it.table, mode, false) else {
        return;
    };
    versions::constraint(judge, constraint);
    if let Some(name) = &constraint.name
        && let Some(table) = target.table
        && table.constraint(name.as_str()).is_some()
    {
        let code = match &constraint.kind {
            ConstraintKind::PrimaryKey {
                using_index: None, ..
            }
            | ConstraintKind::Unique {
                using_index: None, ..
            }
            | ConstraintKind::Exclusion { .. } => "42P07",
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => "42710",
        };
        judge.fail(
            code,
            format!("{} has a constraint {name} already", it.table),
            target.complete(),
        );
    }
    match &constraint.kind {
        ConstraintKind::PrimaryKey {
            columns,
            using_index,
        } => key(judge, it, &target, columns, using_index.as_ref(), true),
        ConstraintKind::Unique {
            columns,
            using_index,
            ..
        } => key(judge, it, &target, columns, using_index.as_ref(), false),
        ConstraintKind::Exclusion { elements, .. } => exclusion(judge, it, &target, elements),
        ConstraintKind::ForeignKey {
            columns,
            references,
        } => foreign_key(judge, it, &target, columns, references),
        ConstraintKind::Check { expression } => check(judge, it, &target, expression),
        ConstraintKind::NotNull { column } => {
            let below = judge.recurse(&target, it.only || constraint.no_inherit, mode);
            let other = target.table.and_then(|it| {
                it.constraints.iter().find(|it| {
                    matches!(&it.constraint.kind, ConstraintKind::NotNull { column: of } if of == column)
                })
            });
            if let (Some(other), Some(name)) = (other, &constraint.name)
                && other.name != name.text
            {
                let when = format!("{} says it already", other.name);
                judge.fail("55000", when, true);
            }
            if judge.has_column(&target, column) && !constraint.not_valid {
                look_for_nulls(judge, &target, &below, column.as_str());
            }
        }
        ConstraintKind::Unknown(_) => {
            judge.scan(None);
            judge.index_build(None);
        }
    }
    judge.breaks(Break::NewRestriction);
}

fn check<'a>(
    judge: &mut Judge<'a>,
    it: &'a AddConstraint,
    target: &Target<'a>,
    expression: &'a Expression,
) {
    let constraint = &it.constraint;
    let only = it.only || constraint.no_inherit;
    let below = judge.recurse(target, only, LockMode::AccessExclusive);
    if constraint.no_inherit && target.partitioned() {
        judge.fail(
            "42P16",
            "a partitioned table's constraints are its partitions' too",
            true,
        );
    }
    if it.only && target.partitioned() && !judge.below(target).is_empty() {
        judge.fail(
            "42P16",
            "the constraint must be added to child tables too",
            true,
        );
    }
    if expression.subquery {
        judge.fail("0A000", "a CHECK cannot hold a subquery", true);
    }
    for column in &expression.columns {
        judge.has_column(target, &Name::generated(column.clone()));
    }
    if constraint.not_valid || constraint.not_enforced {
        return;
    }
    judge.scan_all(target, &below);
    let rows = target.may_have_rows() || below.iter().any(|it| it.has_rows != Some(false));
    if rows {
        judge.fail("23514", "a row violates the CHECK", false);
    }
}

fn foreign_key<'a>(
    judge: &mut Judge<'a>,
    it: &'a AddConstraint,
    target: &Target<'a>,
    columns: &'a [Name],
    references: &'a References,
) {
    let constraint = &it.constraint;
    let below = if target.partitioned() {
        judge.recurse(target, false, LockMode::ShareRowExclusive)
    } else {
        Vec::new()
    };
    if target.partitioned() && constraint.not_valid && !judge.since(18) {
        judge.fail(
            "42809",
            "PostgreSQL 17 and older: no NOT VALID on partitioned tables",
            true,
        );
    }
    if target.partitioned() && it.only {
        judge.fail(
            "42809",
            "a partitioned table's foreign keys are its partitions' too",
            true,
        );
    }
    for column in columns {
        judge.has_column(target, column);
        refuse_virtual(judge, target, column.as_str());
    }
    let ty = match columns {
        [one] => target
            .table
            .and_then(|it| it.column(one.as_str()))
            .and_then(|it| it.ty.as_ref()),
        _ => None,
    };
    reference(judge, target, columns, ty, references);
    if !constraint.not_valid && !constraint.not_enforced {
        judge.scan_all(target, &below);
        let rows = target.may_have_rows() || below.iter().any(|it| it.has_rows != Some(false));
        if rows {
            judge.fail(
                "23503",
                "a row refers to none of the referenced table",
                false,
            );
        }
    }
}

/// The referenced side of a new foreign key: its lock, and what must be there.
pub(super) fn reference<'a>(
    judge: &mut Judge<'a>,
    target: &Target<'a>,
    columns: &'a [Name],
    ty: Option<&ColumnType>,
    references: &'a References,
) {
    reference_from(judge, Some(target), columns, ty, references);
}

/// As [`reference`]; without a target the referencing table is only being created.
pub(super) fn reference_from<'a>(
    judge: &mut Judge<'a>,
    target: Option<&Target<'a>>,
    columns: &'a [Name],
    ty: Option<&ColumnType>,
    references: &'a References,
) {
    let Some(other) = judge.look_up(&references.table, false) else {
        return;
    };
    judge.lock_target(&other, LockMode::ShareRowExclusive);
    if other.table.is_none() && judge.catalog.find_view(&references.table).is_some() {
        judge.fail("42809", format!("{} is a view", references.table), true);
    }
    if other.partitioned() {
        judge.recurse(&other, false, LockMode::ShareRowExclusive);
    }
    let Some(table) = other.table else {
        return;
    };
    let own = target.is_some_and(|it| it.key == other.key);
    if other.known() && !own {
        let temporary = |it: &Table| it.temporary;
        let logged =
            target.is_some_and(|it| it.table.is_some_and(|it| !it.temporary && !it.unlogged));
        if table.unlogged && logged {
            judge.fail(
                "42P16",
                "a permanent table cannot refer to an unlogged one",
                true,
            );
        }
        let permanent = target.is_some_and(|it| it.table.is_some_and(|it| !it.temporary));
        if temporary(table) && permanent {
            judge.fail(
                "42P16",
                "a permanent table cannot refer to a temporary one",
                true,
            );
        }
    }
    let named: Vec<&str> = if references.columns.is_empty() {
        match table.primary_key() {
            Some(key) => key,
            None => {
                if other.complete() {
                    judge.fail(
                        "42704",
                        format!("{} has no primary key", references.table),
                        true,
                    );
                }
                return;
            }
        }
    } else {
        references.columns.iter().map(Name::as_str).collect()
    };
    let mut missing = false;
    for column in &references.columns {
        missing |= table.column(column.as_str()).is_none();
        judge.has_column(&other, column);
    }
    if columns.len() != named.len() {
        judge.fail("42830", "the numbers of columns differ", true);
        return;
    }
    if !missing && other.known() && !table.unique_over(&named) {
        let when = format!("no unique constraint matches in {}", references.table);
        judge.fail("42830", when, other.complete());
        return;
    }
    for (column, named) in columns.iter().zip(named) {
        let declared = target
            .and_then(|it| it.table)
            .and_then(|it| it.column(column.as_str()))
            .and_then(|it| it.ty.as_ref());
        let from = if columns.len() == 1 {
            ty.or(declared)
        } else {
            declared
        };
        let to = table.column(named).and_then(|it| it.ty.as_ref());
        if let (Some(from), Some(to)) = (from, to)
            && comparable(from, to, judge.catalog) == Some(false)
        {
            let when = format!("{column} and {named} are of types that cannot be compared");
            judge.fail("42804", when, true);
        }
    }
}

/// Whether `=` of the referenced type takes the referencing one: the same type, one of its
/// operator family, or an implicit cast to it.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "types, not operations: those not listed are alike"
)]
pub(super) fn comparable(from: &ColumnType, to: &ColumnType, catalog: &Catalog) -> Option<bool> {
    let (from, _) = resolve(from, catalog);
    let (to, _) = resolve(to, catalog);
    if from.base == to.base {
        return Some(true);
    }
    let known = |it: &ColumnType| {
        !matches!(it.base, BaseType::Unknown)
            && (!matches!(it.base, BaseType::Named(_)) || catalog.enum_type(it).is_some())
    };
    if !(known(&from) && known(&to)) {
        return None;
    }
    let group = |it: &BaseType| match it {
        BaseType::SmallInt | BaseType::Integer | BaseType::BigInt => 1,
        BaseType::Numeric => 2,
        BaseType::Real | BaseType::DoublePrecision => 3,
        BaseType::Text | BaseType::Varchar | BaseType::Char | BaseType::Citext => 4,
        BaseType::Date | BaseType::Timestamp | BaseType::TimestampTz => 5,
        BaseType::Inet | BaseType::Cidr => 6,
        BaseType::Bit | BaseType::VarBit => 7,
        _ => 0,
    };
    let (one, two) = (group(&from.base), group(&to.base));
    // Whole numbers go to numeric and to floating point by themselves, not back.
    Some((one != 0 && one == two) || (one == 1 && (two == 2 || two == 3)) || (one == 2 && two == 3))
}

pub(super) fn drop<'a>(judge: &mut Judge<'a>, it: &'a DropConstraint) {
    let Some(target) = judge.target(&it.table, LockMode::AccessExclusive, false) else {
        return;
    };
    judge.recurse(&target, false, LockMode::AccessExclusive);
    let Some(table) = target.table else {
        return;
    };
    let name = it.name.as_str();
    let Some(found) = table.constraint(name) else {
        drop_unnamed(judge, &target, table, it);
        return;
    };
    let from_parent = table.parents.iter().any(|parent| {
        let parent = judge.catalog.tables.get(parent);
        parent.is_some_and(|it| {
            it.constraint(name)
                .is_some_and(|it| !it.constraint.no_inherit)
        })
    });
    let attached = table.index(name).is_some_and(|it| it.parent.is_some());
    if from_parent || attached {
        judge.fail("42P16", "the constraint is inherited from a parent", true);
    }
    match &found.constraint.kind {
        ConstraintKind::ForeignKey { references, .. } => {
            judge.lock_named(&references.table, LockMode::AccessExclusive);
        }
        ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::Exclusion { .. } => {
            judge.lock_index(table, name, LockMode::AccessExclusive);
            judge.cascade(format!("index {name}"));
            dependent_keys(judge, &target, it);
        }
        ConstraintKind::Check { .. }
        | ConstraintKind::NotNull { .. }
        | ConstraintKind::Unknown(_) => {}
    }
    judge.breaks(Break::ChangedMeaning);
}

fn dependent_keys<'a>(judge: &mut Judge<'a>, target: &Target<'a>, it: &'a DropConstraint) {
    let dependent = judge
        .catalog
        .dependent_foreign_keys(&target.key, it.name.as_str());
    for (child, constraint) in dependent {
        // Another constraint or index over the same columns does not count: the dependency is on
        // the one that was found when the foreign key was made.
        if it.cascade {
            if let Some(table) = judge.catalog.tables.get(&child) {
                judge.lock_table(table, LockMode::AccessExclusive);
            }
            judge.cascade(format!("constraint {constraint} of {child}"));
        } else {
            let when = format!("constraint {constraint} of {child} depends on it");
            judge.fail("2BP01", when, true);
        }
    }
}

/// NOT NULL has a name from PostgreSQL 18 on; else there is no such constraint.
fn drop_unnamed(judge: &mut Judge<'_>, target: &Target<'_>, table: &Table, it: &DropConstraint) {
    let not_null = table.column_of_not_null(it.name.as_str());
    if let Some(column) = not_null
        && judge.since(18)
    {
        if table.primary_key().is_some_and(|it| it.contains(&column)) {
            judge.fail("42P16", "the column is part of the primary key", true);
        }
        return;
    }
    if it.if_exists {
        judge.note("IF EXISTS still takes the full lock when the constraint is not there.");
    } else if target.known() {
        let when = format!("{} has no constraint {}", it.table, it.name);
        judge.fail("42704", when, target.complete());
    }
}

pub(super) fn validate<'a>(judge: &mut Judge<'a>, it: &'a ValidateConstraint) {
    let Some(target) = judge.target(&it.table, LockMode::ShareUpdateExclusive, false) else {
        return;
    };
    let found = target
        .table
        .and_then(|table| table.constraint(it.name.as_str()));
    let Some(found) = found else {
        if target.complete() {
            let when = format!("{} has no constraint {}", it.table, it.name);
            judge.fail("42704", when, true);
        } else {
            judge.scan(Some(true));
            judge.fail("23514", "a row violates the CHECK", false);
            judge.fail(
                "23503",
                "a row refers to none of the referenced table",
                false,
            );
        }
        return;
    };
    if matches!(found.constraint.kind, ConstraintKind::NotNull { .. }) {
        judge.needs(18, "NOT NULL constraints that are NOT VALID");
    }
    if found.constraint.not_enforced {
        judge.fail(
            "55000",
            "a NOT ENFORCED constraint cannot be validated",
            true,
        );
    }
    let key = matches!(
        found.constraint.kind,
        ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Exclusion { .. }
    );
    if key {
        judge.fail("42809", "only CHECK and foreign keys are validated", true);
    }
    if found.validated {
        return;
    }
    let below = judge.recurse(
        &target,
        found.constraint.no_inherit,
        LockMode::ShareUpdateExclusive,
    );
    judge.scan_all(&target, &below);
    let code = match &found.constraint.kind {
        ConstraintKind::ForeignKey { references, .. } => {
            judge.lock_named(&references.table, LockMode::RowShare);
            ("23503", "a row refers to none of the referenced table")
        }
        ConstraintKind::NotNull { .. } => ("23502", "a row holds NULL"),
        ConstraintKind::Check { .. }
        | ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::Exclusion { .. }
        | ConstraintKind::Unknown(_) => ("23514", "a row violates the CHECK"),
    };
    if judge.facts.scan != Some(false) {
        judge.fail(code.0, code.1, false);
    }
}

pub(super) fn alter<'a>(
    judge: &mut Judge<'a>,
    table: &'a QualifiedName,
    name: &'a Name,
    enforced: Option<bool>,
) {
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    if enforced.is_some() {
        judge.needs(18, "ALTER CONSTRAINT … ENFORCED");
    }
    let found = target.table.and_then(|it| it.constraint(name.as_str()));
    let Some(found) = found else {
        if target.known() {
            let when = format!("{table} has no constraint {name}");
            judge.fail("42704", when, target.complete());
        }
        if enforced == Some(true) {
            judge.scan(None);
        }
        return;
    };
    enforce(judge, &target, found, enforced);
}

fn enforce<'a>(
    judge: &mut Judge<'a>,
    target: &Target<'a>,
    found: &'a TableConstraint,
    enforced: Option<bool>,
) {
    let below = judge.recurse(target, false, LockMode::AccessExclusive);
    let ConstraintKind::ForeignKey { references, .. } = &found.constraint.kind else {
        judge.fail("42809", "only a foreign key can be altered", true);
        return;
    };
    let off = found.constraint.not_enforced;
    match enforced {
        Some(true) if off => {
            judge.lock_named(&references.table, LockMode::ShareRowExclusive);
            judge.scan_all(target, &below);
            judge.fail(
                "23503",
                "a row refers to none of the referenced table",
                false,
            );
            judge.breaks(Break::NewRestriction);
        }
        Some(false) if !off => {
            judge.lock_named(&references.table, LockMode::AccessExclusive);
            judge.breaks(Break::ChangedMeaning);
        }
        Some(_) | None => {}
    }
}

pub(super) fn rename<'a>(
    judge: &mut Judge<'a>,
    table: &'a QualifiedName,
    from: &'a Name,
    to: &'a Name,
) {
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    judge.recurse(&target, false, LockMode::AccessExclusive);
    let Some(known) = target.table else {
        return;
    };
    let missing = known.constraint(from.as_str()).is_none()
        && !(judge.since(18) && known.column_of_not_null(from.as_str()).is_some());
    if missing && target.known() {
        judge.fail(
            "42704",
            format!("{table} has no constraint {from}"),
            target.complete(),
        );
    }
    if let Some(index) = known.index(from.as_str()) {
        judge.lock_index(known, &index.name, LockMode::AccessExclusive);
    }
    if known.constraint(to.as_str()).is_some() {
        judge.fail(
            "42710",
            format!("{table} has a constraint {to} already"),
            true,
        );
    }
}

/// The constraints of a table that is being created.
pub(super) fn of_new_table<'a>(judge: &mut Judge<'a>, constraint: &'a Constraint, new: &Table) {
    versions::constraint(judge, constraint);
    match &constraint.kind {
        ConstraintKind::ForeignKey {
            columns,
            references,
        } => {
            if references.table == new.name {
                return;
            }
            let ty = match columns.as_slice() {
                [one] => new.column(one.as_str()).and_then(|it| it.ty.as_ref()),
                _ => None,
            };
            reference_from(judge, None, columns, ty, references);
        }
        ConstraintKind::Check { expression } => {
            if expression.subquery {
                judge.fail("0A000", "a CHECK cannot hold a subquery", true);
            }
            let missing = expression
                .columns
                .iter()
                .find(|it| new.column(it).is_none());
            if let Some(missing) = missing {
                judge.fail("42703", format!("there is no column {missing}"), false);
            }
        }
        ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. } => {
            for column in columns {
                let found = new.column(column.as_str());
                has_operator_class(judge, found.and_then(|it| it.ty.as_ref()));
                if found.is_some_and(super::columns::is_virtual) {
                    judge.fail("0A000", "a virtual column has no index", true);
                }
            }
            if let Some(keys) = &new.partition_by
                && let Some(missing) = keys.iter().find(|it| !columns.contains(it))
            {
                let when = format!("a unique key must hold the partition key column {missing}");
                judge.fail("0A000", when, true);
            }
        }
        ConstraintKind::Exclusion { .. }
        | ConstraintKind::NotNull { .. }
        | ConstraintKind::Unknown(_) => {}
    }
}
