//! ADD, DROP, RENAME and ALTER COLUMN, but for the change of type.
//!
//! Never looks at other tables but through the catalog's dependencies.

use super::judge::{Judge, Target, either};
use super::versions;
use super::volatility::{expression_is_volatile, not_immutable, too_new, unheard_of};
use super::{Break, LockMode, constraints, keys, literal, retype, types};
use crate::catalog::{Knowledge, Table, type_before};
use crate::name::Name;
use crate::operation::{
    AddColumn, AlterColumn, Column, ColumnAction, Constraint, ConstraintKind, DropColumn,
    Expression, RenameColumn, Shape,
};
use crate::types::change::resolve;

/// A default, wherever it stands: what PostgreSQL refuses in any of them.
pub(super) fn check_default(judge: &mut Judge<'_>, default: &Expression) {
    if let Some((name, since)) = too_new(default, judge.catalog, judge.postgres) {
        judge.fail(
            "42883",
            format!("{name}() came with PostgreSQL {since}"),
            true,
        );
    }
    if let Some(name) = unheard_of(default, judge.catalog) {
        judge.fail("42883", format!("there may be no function {name}()"), false);
    }
    if default.subquery {
        judge.fail("0A000", "a default cannot hold a subquery", true);
    }
    if !default.columns.is_empty() {
        judge.fail("0A000", "a default cannot mention columns", false);
    }
    if default.shape == Shape::Broken {
        judge.fail("42601", "the default is no expression", false);
    }
    for function in &default.functions {
        if function == "nextval"
            && let Some(name) = quoted(&default.text)
        {
            judge.lock_other(name, LockMode::RowExclusive);
        }
    }
}

/// The first text in single quotes.
pub(super) fn quoted(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('\'')?;
    let (inner, _) = rest.split_once('\'')?;
    Some(inner.to_owned())
}

/// What a generated column's expression must be.
pub(super) fn check_generated(judge: &mut Judge<'_>, table: Option<&Table>, column: &Column) {
    let Some(generated) = &column.generated else {
        return;
    };
    let expression = &generated.expression;
    if expression.subquery {
        judge.fail("0A000", "a generated column cannot hold a subquery", true);
    }
    let why = not_immutable(
        &expression.text,
        &expression.functions,
        table,
        judge.catalog,
    );
    if let Some(why) = why {
        judge.fail("42P17", why, true);
    }
    if let Some(table) = table.filter(|it| it.knowledge == Knowledge::Complete) {
        let known = |it: &str| table.column(it).is_some() || it == column.name.as_str();
        let added = |it: &str| {
            judge.siblings.iter().any(|sibling| {
                matches!(sibling, crate::operation::Operation::AddColumn(sibling) if sibling.column.name.text == it)
            })
        };
        let missing = expression
            .columns
            .iter()
            .find(|it| !known(it) && !added(it));
        if let Some(missing) = missing {
            judge.fail("42703", format!("there is no column {missing}"), true);
        }
    }
    let of_generated = table.is_some_and(|table| {
        expression
            .columns
            .iter()
            .any(|it| table.column(it).is_some_and(|it| it.generated.is_some()))
    });
    if of_generated {
        judge.fail("42P17", "it uses another generated column", true);
    }
    if column.default.is_some() || column.identity.is_some() {
        judge.fail(
            "42601",
            "a generated column has no default of its own",
            true,
        );
    }
    if is_virtual(column) && judge.since(18) {
        if column.primary_key || column.unique || column.references.is_some() {
            judge.fail(
                "0A000",
                "a virtual column has no index and no foreign key",
                true,
            );
        }
        let own = expression.functions.iter().any(|it| {
            let functions = &judge.catalog.objects.functions;
            functions.contains_key(it)
        });
        if own {
            judge.fail("0A000", "a virtual column calls no function of users", true);
        }
        let own = column.ty.as_ref().is_some_and(|ty| {
            let catalog = judge.catalog;
            let composite = matches!(&ty.base, crate::types::BaseType::Named(name) if catalog.objects.types.contains_key(name));
            catalog.domain(ty).is_some() || catalog.enum_type(ty).is_some() || composite
        });
        if own {
            judge.fail("0A000", "a virtual column cannot be of a user's type", true);
        }
    }
}

/// Computed when read; without a keyword only where PostgreSQL 18 or newer would say so.
pub(super) fn is_virtual(column: &Column) -> bool {
    column
        .generated
        .as_ref()
        .is_some_and(|it| it.stored != Some(true))
}

/// The columns that every table has.
const SYSTEM: &[&str] = &["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];

pub(super) fn add<'a>(judge: &mut Judge<'a>, it: &'a AddColumn) {
    let Some(target) = judge.target(&it.table, LockMode::AccessExclusive, it.if_table_exists)
    else {
        return;
    };
    if judge.refuse_view(&it.table) {
        return;
    }
    if SYSTEM.contains(&it.column.name.as_str()) {
        judge.fail("42701", "the name is a system column's", true);
    }
    let below = judge.recurse(&target, it.only, LockMode::AccessExclusive);
    let column = &it.column;
    let existing = target
        .table
        .and_then(|table| table.column(column.name.as_str()));
    if existing.is_some_and(|found| found.name == column.name) {
        if it.if_not_exists {
            judge.note("The column exists: the statement changes nothing, under its full lock.");
            return;
        }
        judge.fail(
            "42701",
            format!("{} has a column {} already", it.table, column.name),
            target.complete(),
        );
    }
    if it.only && !judge.below(&target).is_empty() {
        judge.fail(
            "42P16",
            "the column must be added to child tables too",
            true,
        );
    }
    if target.table.is_some_and(|it| it.is_partition) {
        judge.fail(
            "42809",
            "a partition gets its columns from its parent",
            true,
        );
    }
    versions::column(judge, column);
    types::known(judge, column.ty.as_ref());
    judge.breaks(Break::CachedPlan);
    fill(judge, &target, &below, column);
    inline_constraints(judge, &target, &below, column, &it.constraints);
}

/// How existing rows get the new column's value.
fn fill(judge: &mut Judge<'_>, target: &Target<'_>, below: &[&Table], column: &Column) {
    let catalog = judge.catalog;
    let domain = column.ty.as_ref().and_then(|it| catalog.domain(it));
    // The elements of an array are checked when a value comes, not when the column does.
    let constrained = column
        .ty
        .as_ref()
        .filter(|it| !it.array)
        .and_then(|it| resolve(it, catalog).1);
    let default = column
        .default
        .as_ref()
        .or_else(|| domain.and_then(|it| it.default.as_ref()));
    if let Some(default) = &column.default {
        check_default(judge, default);
        literal::check_default(judge, default, column.ty.as_ref(), true);
    }
    check_generated(judge, target.table, column);
    let serial = column.ty.as_ref().is_some_and(|it| it.is_serial());
    let computed = serial || column.identity.is_some() || column.generated.is_some();
    let stored = column.generated.is_some() && !is_virtual(column);
    // A domain with constraints is checked row by row, even when every value is NULL.
    let every_row = serial || column.identity.is_some() || stored || constrained.is_some();
    let volatile = default.map_or(Some(false), |it| expression_is_volatile(it, catalog));
    let null = default.is_none_or(|it| it.shape == Shape::Null);
    match either(Some(every_row), volatile) {
        Some(true) => judge.rewrite_all(target, below),
        None => {
            judge.rewrite(None);
            judge.scan(None);
            judge.index_build(None);
        }
        Some(false) => {}
    }
    let refuses_null = column.is_not_null() || constrained.is_some_and(|it| it.not_null);
    if refuses_null && null && !computed && target.may_have_rows() {
        let sure = target.table.and_then(|it| it.has_rows) == Some(true);
        judge.fail("23502", "rows exist and there is no default for them", sure);
    }
    if column.is_not_null() && null && !computed {
        judge.breaks(Break::InsertWithoutColumn);
    }
    // Nothing is stored, so that every row is computed and looked at.
    if column.generated.is_some() && !stored && column.is_not_null() && judge.since(18) {
        judge.scan_all(target, below);
        judge.fail("23502", "the expression is NULL for a row", false);
    }
    if constrained.is_some_and(|it| !it.checks.is_empty()) && !null {
        judge.fail("23514", "the default violates the domain's CHECK", false);
    }
}

fn inline_constraints<'a>(
    judge: &mut Judge<'a>,
    target: &Target<'a>,
    below: &[&'a Table],
    column: &'a Column,
    more: &'a [Constraint],
) {
    let catalog = judge.catalog;
    let default = column.default.as_ref();
    let null = default.is_none_or(|it| it.shape == Shape::Null)
        && column.generated.is_none()
        && column.identity.is_none()
        && !column.ty.as_ref().is_some_and(|it| it.is_serial());
    if let Some(check) = &column.check {
        checked(judge, target, below, check, null);
    }
    let named = |it: &&Constraint| matches!(it.kind, ConstraintKind::Unique { .. });
    if column.primary_key || column.unique || more.iter().any(|it| named(&it)) {
        judge.scan_all(target, below);
        judge.index_build(Some(true));
        keys::covers_partition_key(judge, target, &[column.name.as_str()]);
        keys::has_operator_class(judge, column.ty.as_ref());
        let constant =
            !null && default.is_some_and(|it| expression_is_volatile(it, catalog) == Some(false));
        if constant && target.may_have_rows() {
            judge.fail("23505", "every row gets the same value", false);
        }
    }
    if column.primary_key && target.table.is_some_and(|it| it.primary_key().is_some()) {
        judge.fail(
            "42P16",
            format!("{} has a primary key already", target.name),
            true,
        );
    }
    let named = more
        .iter()
        .filter_map(|it| Some((it.references()?, it.not_valid)));
    let plain = column.references.iter().map(|it| (it, false));
    for (references, not_valid) in plain.chain(named) {
        constraints::reference(
            judge,
            target,
            std::slice::from_ref(&column.name),
            column.ty.as_ref(),
            references,
        );
        // PostgreSQL skips the check only when no row can have a value.
        if !null && !not_valid {
            judge.scan_all(target, below);
            judge.fail(
                "23503",
                "the default is in no row of the referenced table",
                false,
            );
        }
    }
    for constraint in more {
        versions::constraint(judge, constraint);
        if let ConstraintKind::Check { expression } = &constraint.kind
            && !constraint.not_valid
            && !constraint.not_enforced
        {
            checked(judge, target, below, expression, null);
        }
    }
}

fn checked(
    judge: &mut Judge<'_>,
    target: &Target<'_>,
    below: &[&Table],
    check: &Expression,
    null: bool,
) {
    judge.scan_all(target, below);
    if check.subquery {
        judge.fail("0A000", "a CHECK cannot hold a subquery", true);
    }
    // NULL passes every CHECK but one that asks for it, or that looks at other columns.
    let passes = null && check.columns.len() < 2 && !matches!(check.shape, Shape::IsNotNull(_));
    if !passes && target.may_have_rows() {
        judge.fail("23514", "the value that rows get violates the CHECK", false);
    }
}

pub(super) fn drop<'a>(judge: &mut Judge<'a>, it: &'a DropColumn) {
    let Some(target) = judge.target(&it.table, LockMode::AccessExclusive, false) else {
        return;
    };
    if judge.refuse_view(&it.table) {
        return;
    }
    judge.recurse(&target, false, LockMode::AccessExclusive);
    let column = it.column.as_str();
    if SYSTEM.contains(&column) {
        judge.fail("0A000", "it is a system column", true);
        return;
    }
    let missing = target.table.is_none_or(|it| it.column(column).is_none());
    if missing && it.if_exists {
        judge.note("IF EXISTS still takes the full lock when the column is not there.");
    }
    if it.if_exists {
        if missing && target.complete() {
            return;
        }
    } else if !judge.has_column(&target, &it.column) {
        return;
    }
    if target.partitioned() && says_only(judge.sql) && !judge.below(&target).is_empty() {
        judge.fail("42P16", "partitions must lose the column too", true);
    }
    judge.breaks(Break::MissingObject);
    judge.breaks(Break::CachedPlan);
    if let Some(table) = target.table {
        dependents(judge, &target, table, it);
    }
}

/// `ALTER TABLE ONLY`.
fn says_only(sql: &str) -> bool {
    super::versions::says(sql, " only ")
}

fn dependents<'a>(
    judge: &mut Judge<'a>,
    target: &Target<'a>,
    table: &'a Table,
    it: &'a DropColumn,
) {
    let column = it.column.as_str();
    if table
        .partition_by
        .as_ref()
        .is_some_and(|keys| keys.contains(&it.column))
    {
        judge.fail("42P16", "the column is part of the partition key", true);
    }
    if inherited(judge, table, column) {
        judge.fail("42P16", "the column is inherited from a parent", true);
    }
    for index in table.indexes.iter().filter(|it| it.mentions(column)) {
        judge.lock_index(table, &index.name, LockMode::AccessExclusive);
        judge.cascade(format!("index {}", index.name));
    }
    for constraint in table.constraints.iter().filter(|it| it.mentions(column)) {
        judge.cascade(format!("constraint {}", constraint.name));
        if let ConstraintKind::ForeignKey { references, .. } = &constraint.constraint.kind {
            judge.lock_named(&references.table, LockMode::AccessExclusive);
        }
    }
    let catalog = judge.catalog;
    let key = catalog.tables.get_key_value(&target.key).map(|it| it.0);
    let Some(key) = key else {
        return;
    };
    for sequence in catalog.owned_sequences(key, Some(column)) {
        judge.lock_other(sequence, LockMode::AccessExclusive);
        judge.cascade(format!("sequence {sequence}"));
    }
    for (statistics, _) in catalog.statistics_of(key, column) {
        judge.cascade(format!("statistics {statistics}"));
    }
    let mut needed: Vec<String> = Vec::new();
    for (view, _) in catalog.views_of_column(key, column) {
        needed.push(format!("view {view}"));
        if it.cascade {
            judge.lock_other(view, LockMode::AccessExclusive);
            for above in catalog.views_above(view) {
                judge.lock_other(above, LockMode::AccessExclusive);
            }
        }
    }
    let alone = table.primary_key();
    for fk in catalog.referencing(key) {
        let named = fk.references.columns.iter().any(|it| it.text == column);
        let by_key = fk.references.columns.is_empty()
            && alone.as_ref().is_some_and(|it| it.contains(&column));
        if (named || by_key) && !std::ptr::eq(fk.table, table) {
            needed.push(format!(
                "constraint {} of {}",
                fk.constraint.name, fk.table.name
            ));
            if it.cascade {
                judge.lock_table(fk.table, LockMode::AccessExclusive);
            }
        }
    }
    for trigger in &table.triggers {
        let of = trigger.update_of.iter().any(|it| it.text == column);
        let when = trigger
            .when
            .as_ref()
            .is_some_and(|it| it.columns.iter().any(|it| it == column));
        if of || when {
            needed.push(format!("trigger {}", trigger.name));
        }
    }
    for policy in &table.policies {
        if policy.columns.iter().any(|it| it == column) {
            needed.push(format!("policy {}", policy.name));
        }
    }
    for generated in generated_from(table, column) {
        if judge.since(15) {
            needed.push(format!("column {generated}"));
        } else {
            judge.cascade(format!("column {generated}"));
            judge.note("PostgreSQL 14 and older: generated columns go silently with the column.");
        }
    }
    if it.cascade {
        for object in needed {
            judge.cascade(object);
        }
    } else if let Some(first) = needed.first() {
        judge.fail("2BP01", format!("{first} depends on {column}"), true);
    }
}

/// Generated columns that are computed from a column.
pub(super) fn generated_from<'t>(table: &'t Table, column: &str) -> impl Iterator<Item = &'t str> {
    let column = column.to_owned();
    table
        .columns
        .iter()
        .filter(move |it| {
            it.generated
                .as_ref()
                .is_some_and(|it| it.expression.columns.contains(&column))
        })
        .map(|it| it.name.as_str())
}

/// The column comes from a parent, which alone may change it.
pub(super) fn inherited(judge: &Judge<'_>, table: &Table, column: &str) -> bool {
    table.parents.iter().any(|it| {
        judge
            .catalog
            .tables
            .get(it)
            .is_some_and(|it| it.column(column).is_some())
    })
}

pub(super) fn rename<'a>(judge: &mut Judge<'a>, it: &'a RenameColumn) {
    let Some(target) = judge.target(&it.table, LockMode::AccessExclusive, false) else {
        return;
    };
    judge.recurse(&target, false, LockMode::AccessExclusive);
    judge.has_column(&target, &it.column);
    if let Some(table) = target.table {
        if table.columns.iter().any(|column| column.name == it.to) {
            judge.fail(
                "42701",
                format!("{} has a column {} already", it.table, it.to),
                target.complete(),
            );
        }
        if inherited(judge, table, it.column.as_str()) {
            judge.fail("42P16", "the column is inherited from a parent", true);
        }
    }
    judge.breaks(Break::MissingObject);
    judge.breaks(Break::CachedPlan);
}

pub(super) fn alter<'a>(judge: &mut Judge<'a>, it: &'a AlterColumn) {
    let mode = match &it.action {
        ColumnAction::SetStatistics | ColumnAction::SetOptions => LockMode::ShareUpdateExclusive,
        ColumnAction::Type { .. }
        | ColumnAction::SetDefault(_)
        | ColumnAction::DropDefault
        | ColumnAction::SetNotNull
        | ColumnAction::DropNotNull
        | ColumnAction::AddIdentity { .. }
        | ColumnAction::AlterIdentity
        | ColumnAction::DropIdentity { .. }
        | ColumnAction::SetExpression(_)
        | ColumnAction::DropExpression { .. }
        | ColumnAction::SetStorage
        | ColumnAction::SetCompression => LockMode::AccessExclusive,
    };
    let Some(target) = judge.target(&it.table, mode, false) else {
        return;
    };
    let of_table = !matches!(
        it.action,
        ColumnAction::SetDefault(_)
            | ColumnAction::DropDefault
            | ColumnAction::SetStatistics
            | ColumnAction::SetStorage
            | ColumnAction::SetCompression
            | ColumnAction::SetOptions
    );
    if of_table && judge.refuse_view(&it.table) {
        return;
    }
    let only = it.only || it.action == ColumnAction::SetOptions;
    let below = judge.recurse(&target, only, mode);
    versions::action(judge, &it.action);
    if !judge.has_column(&target, &it.column) {
        return;
    }
    let column = target
        .table
        .and_then(|table| table.column(it.column.as_str()));
    let column_name = it.column.as_str();
    match &it.action {
        ColumnAction::Type {
            ty,
            using,
            collation,
        } => {
            if it.only && !judge.below(&target).is_empty() {
                judge.fail("42P16", "child tables must be altered too", true);
            }
            let change = retype::Change {
                name: &it.column,
                from: type_before(target.table, it),
                column,
                ty,
                using: using.as_ref(),
                collation: collation.as_deref(),
            };
            retype::judge(judge, &target, &below, &change);
        }
        ColumnAction::SetDefault(default) => {
            check_default(judge, default);
            let ty = column.and_then(|it| it.ty.as_ref());
            literal::check_default(judge, default, ty, false);
            refuse_computed(judge, column);
        }
        ColumnAction::DropDefault => {
            refuse_computed(judge, column);
            if column.is_some_and(Column::is_not_null) || it.existing_nullable == Some(false) {
                judge.breaks(Break::InsertWithoutColumn);
            }
        }
        ColumnAction::SetNotNull => {
            let open = |it: &&Table| !it.not_null(column_name);
            if it.only && judge.below(&target).iter().any(open) {
                judge.fail("42P16", "child tables must be altered too", false);
            }
            set_not_null(judge, &target, &below, &it.column);
        }
        ColumnAction::DropNotNull => drop_not_null(judge, &target, &it.column, column),
        ColumnAction::AddIdentity { .. } => add_identity(judge, &target, column),
        ColumnAction::AlterIdentity => {
            identity_sequence(judge, &target, &it.column, LockMode::ShareRowExclusive);
            require_identity(judge, column);
        }
        ColumnAction::DropIdentity { if_exists } => {
            identity_sequence(judge, &target, &it.column, LockMode::AccessExclusive);
            if !if_exists {
                require_identity(judge, column);
            }
            judge.breaks(Break::InsertWithoutColumn);
        }
        ColumnAction::SetExpression(_) => match column {
            Some(column) if column.generated.is_none() => {
                judge.fail("55000", "the column is not generated", target.complete());
            }
            Some(column) if is_virtual(column) && judge.since(18) => {
                judge.breaks(Break::ChangedMeaning);
            }
            Some(_) => {
                judge.rewrite_all(&target, &below);
                judge.breaks(Break::ChangedMeaning);
            }
            None => {
                judge.rewrite(None);
                judge.scan(None);
            }
        },
        ColumnAction::DropExpression { if_exists } => {
            if let Some(column) = column {
                if column.generated.is_none() && !if_exists {
                    judge.fail("55000", "the column is not generated", target.complete());
                }
                if column.generated.is_some() && is_virtual(column) && judge.since(18) {
                    judge.fail("0A000", "a virtual column cannot become a stored one", true);
                }
            }
            judge.breaks(Break::ChangedMeaning);
        }
        ColumnAction::SetStorage => {
            let fixed = column
                .and_then(|it| it.ty.as_ref())
                .is_some_and(|it| !it.array && it.base.has_fixed_length());
            if fixed && !super::versions::says(judge.sql, " plain") {
                judge.fail("0A000", "the type can only be stored PLAIN", true);
            }
        }
        ColumnAction::SetStatistics | ColumnAction::SetCompression | ColumnAction::SetOptions => {}
    }
}

/// Generated and identity columns have no default to change.
fn refuse_computed(judge: &mut Judge<'_>, column: Option<&Column>) {
    if column.is_some_and(|it| it.generated.is_some()) {
        judge.fail("42601", "the column is generated", true);
    }
    if column.is_some_and(|it| it.identity.is_some()) {
        judge.fail("42601", "the column is an identity column", true);
    }
}

fn require_identity(judge: &mut Judge<'_>, column: Option<&Column>) {
    if column.is_some_and(|it| it.identity.is_none()) {
        judge.fail("55000", "the column is not an identity column", false);
    }
}

fn identity_sequence(judge: &mut Judge<'_>, target: &Target<'_>, column: &Name, mode: LockMode) {
    let catalog = judge.catalog;
    if let Some((key, _)) = catalog.tables.get_key_value(&target.key) {
        for sequence in catalog.owned_sequences(key, Some(column.as_str())) {
            judge.lock_other(sequence, mode);
        }
    }
}

fn add_identity(judge: &mut Judge<'_>, target: &Target<'_>, column: Option<&Column>) {
    let Some(column) = column else {
        return;
    };
    let sure = target.complete();
    let serial = column.ty.as_ref().is_some_and(|it| it.is_serial());
    if !target
        .table
        .is_some_and(|it| it.not_null(column.name.as_str()))
    {
        judge.fail("55000", "the column must be NOT NULL first", sure);
    }
    if column.identity.is_some() {
        judge.fail("55000", "the column is an identity column already", sure);
    }
    if column.default.is_some() || serial {
        judge.fail("55000", "the column has a default", sure);
    }
    let whole = column
        .ty
        .as_ref()
        .is_none_or(|it| it.base.is_whole_number());
    if !whole {
        judge.fail(
            "22023",
            "an identity column is smallint, integer or bigint",
            sure,
        );
    }
    judge.note("The sequence starts at 1: restart it above the largest value.");
}

/// A validated CHECK that no row can pass with NULL in the column.
pub(super) fn proves_not_null(table: &Table, column: &str) -> bool {
    table.constraints.iter().any(|it| {
        let ConstraintKind::Check { expression } = &it.constraint.kind else {
            return false;
        };
        let Shape::IsNotNull(columns) = &expression.shape else {
            return false;
        };
        it.validated && !it.constraint.not_enforced && columns.iter().any(|it| it == column)
    })
}

/// Reads the rows for NULLs, unless they are known to hold none.
pub(super) fn look_for_nulls(
    judge: &mut Judge<'_>,
    target: &Target<'_>,
    below: &[&Table],
    column: &str,
) {
    let needs = |table: &Table| !(table.not_null(column) || proves_not_null(table, column));
    let Some(table) = target.table.filter(|_| target.known()) else {
        // Nobody described the table: a CHECK may prove it.
        let proven = target.table.is_some_and(|it| !needs(it));
        if !proven {
            judge.scan(None);
            judge.fail("23502", "a row holds NULL", false);
        }
        return;
    };
    let own = needs(table) && !target.partitioned() && target.may_have_rows();
    // A partition may have a proof of its own; a plain child is read when its parent is.
    let children = below
        .iter()
        .any(|it| needs(it) && it.has_rows != Some(false) && needs(table));
    judge.scan(Some(own || children));
    if own || children {
        judge.fail("23502", "a row holds NULL", false);
    }
}

fn set_not_null(judge: &mut Judge<'_>, target: &Target<'_>, below: &[&Table], column: &Name) {
    let unproven = target.table.is_some_and(|table| {
        table.constraints.iter().any(|it| {
            !it.validated
                && matches!(&it.constraint.kind, ConstraintKind::NotNull { column: of } if of == column)
        })
    });
    if unproven && !judge.since(18) {
        judge.needs(18, "NOT NULL constraints that are NOT VALID");
    }
    // A spec may describe the state that this very statement brings about: its NOT NULL is no proof.
    let foretold = target.table.is_some_and(|it| {
        it.knowledge == Knowledge::Described
            && it.not_null(column.as_str())
            && !proves_not_null(it, column.as_str())
    });
    if foretold {
        judge.scan(Some(true));
        judge.fail("23502", "a row holds NULL", false);
    } else {
        look_for_nulls(judge, target, below, column.as_str());
    }
    let before = target.table.is_some_and(|it| it.not_null(column.as_str()));
    if foretold || !before {
        judge.breaks(Break::NewRestriction);
        let default = target
            .table
            .and_then(|it| it.column(column.as_str()))
            .is_some_and(|it| it.default.is_some());
        if !default {
            judge.breaks(Break::InsertWithoutColumn);
        }
    }
}

fn drop_not_null(judge: &mut Judge<'_>, target: &Target<'_>, name: &Name, column: Option<&Column>) {
    let Some(table) = target.table else {
        return;
    };
    let key = table.primary_key();
    if key.is_some_and(|it| it.contains(&name.as_str())) {
        judge.fail("42P16", "the column is part of the primary key", true);
    }
    if column.is_some_and(|it| it.identity.is_some()) {
        judge.fail("42601", "the column is an identity column", true);
    }
    let from_parent = table.parents.iter().any(|it| {
        judge
            .catalog
            .tables
            .get(it)
            .is_some_and(|it| it.not_null(name.as_str()))
    });
    if from_parent && (table.is_partition || judge.since(18)) {
        judge.fail("42P16", "the parent's column is NOT NULL", true);
    }
    judge.breaks(Break::ChangedMeaning);
}
