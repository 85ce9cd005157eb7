//! Enums, domains, composite types.
//!
//! Tables are touched only through the columns of the type.

use super::judge::Judge;
use super::{Break, LockMode};
use crate::catalog::Table;
use crate::name::QualifiedName;
use crate::operation::{AlterEnum, CreateEnum, DomainAction, EnumAction, Expression};
use crate::types::{BaseType, ColumnType};

/// Builtin types that have no word of their own in `types`.
const BUILTIN: &[&str] = &[
    "aclitem",
    "box",
    "cid",
    "circle",
    "int4multirange",
    "int4range",
    "int8multirange",
    "int8range",
    "datemultirange",
    "daterange",
    "jsonpath",
    "line",
    "lseg",
    "macaddr8",
    "name",
    "nummultirange",
    "numrange",
    "oidvector",
    "path",
    "pg_lsn",
    "pg_snapshot",
    "point",
    "polygon",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "tid",
    "tsmultirange",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "txid_snapshot",
    "xid",
    "xid8",
];

/// A type that nothing so far makes; extensions may bring any.
pub(super) fn known(judge: &mut Judge<'_>, ty: Option<&ColumnType>) {
    let catalog = judge.catalog;
    let Some(BaseType::Named(name)) = ty.map(|it| &it.base) else {
        return;
    };
    let bare = name.rsplit('.').next().unwrap_or(name);
    let objects = &catalog.objects;
    let found = BUILTIN.contains(&bare)
        || !objects.extensions.is_empty()
        || ty.is_some_and(|it| catalog.enum_type(it).is_some() || catalog.domain(it).is_some())
        || objects
            .types
            .keys()
            .any(|it| it.rsplit('.').next() == Some(bare))
        || catalog
            .tables
            .keys()
            .any(|it| it.rsplit('.').next() == Some(bare));
    if !found && catalog.knows_tables() {
        judge.fail("42704", format!("there may be no type {name}"), false);
    }
}

pub(super) fn create_enum<'a>(judge: &mut Judge<'a>, it: &'a CreateEnum) {
    let key = crate::catalog::key(&it.name);
    let objects = &judge.catalog.objects;
    let taken = objects.enums.contains_key(&key)
        || objects.domains.contains_key(&key)
        || objects.types.contains_key(&key);
    if taken {
        judge.fail("42710", format!("{} exists already", it.name), true);
    }
    for (at, value) in it.values.iter().enumerate() {
        if it.values.iter().take(at).any(|it| it == value) {
            judge.fail("23505", format!("'{value}' is there twice"), true);
        }
    }
}

pub(super) fn alter_enum<'a>(judge: &mut Judge<'a>, it: &'a AlterEnum) {
    let catalog = judge.catalog;
    let known = catalog.objects.enums.get(&crate::catalog::key(&it.name));
    if known.is_none() && catalog.knows_tables() {
        judge.fail("42704", format!("there may be no type {}", it.name), false);
    }
    let has = |value: &str| known.is_some_and(|it| it.values.iter().any(|it| it == value));
    match &it.action {
        EnumAction::AddValue {
            value,
            if_not_exists,
        } => {
            if let Some(neighbor) = neighbor(judge.sql)
                && known.is_some()
                && !has(&neighbor)
            {
                judge.fail("22023", format!("there is no value '{neighbor}'"), true);
            }
            if has(value.as_str()) && !if_not_exists {
                judge.fail("42710", format!("'{value}' is there already"), true);
            }
            judge.note("The value cannot be used before the transaction that adds it commits.");
            judge.breaks(Break::ChangedMeaning);
        }
        EnumAction::RenameValue { from, to } => {
            if known.is_some() && !has(from.as_str()) {
                judge.fail("22023", format!("there is no value '{from}'"), true);
            }
            if has(to.as_str()) {
                judge.fail("42710", format!("'{to}' is there already"), true);
            }
            judge.breaks(Break::MissingObject);
        }
        EnumAction::RemoveValue { .. } => {
            // No statement does it: the type is built anew and every column rewritten.
            for (_, table, _) in catalog.columns_of_type(&it.name) {
                judge.lock_table(table, LockMode::AccessExclusive);
                judge.rewrite(Some(true));
                judge.scan(Some(table.has_rows != Some(false)));
            }
            if !judge.sql.is_empty() {
                let code = if judge.since(17) { "0A000" } else { "42601" };
                judge.fail(code, "PostgreSQL has no DROP VALUE", true);
            }
            judge.fail("22P02", "a row holds the value", false);
            judge.note("PostgreSQL cannot remove a value; the type must be replaced.");
            judge.breaks(Break::NewRestriction);
        }
        EnumAction::Rename { .. } => judge.breaks(Break::MissingObject),
    }
}

/// The value that ADD VALUE names after BEFORE or AFTER.
fn neighbor(sql: &str) -> Option<String> {
    let lower = sql.to_ascii_lowercase();
    let at = ["' before '", "' after '"]
        .iter()
        .find_map(|it| lower.rfind(it).map(|at| at + it.len()))?;
    let (value, _) = sql.get(at..)?.split_once('\'')?;
    Some(value.to_owned())
}

pub(super) fn drop_type<'a>(
    judge: &mut Judge<'a>,
    name: &'a QualifiedName,
    if_exists: bool,
    cascade: bool,
) {
    let catalog = judge.catalog;
    let key = crate::catalog::key(name);
    let objects = &catalog.objects;
    let known = objects.enums.contains_key(&key)
        || objects.domains.contains_key(&key)
        || objects.types.contains_key(&key);
    if !known && !if_exists && catalog.knows_tables() {
        judge.fail("42704", format!("there may be no type {name}"), false);
    }
    for (_, table, column) in catalog.columns_of_type(name) {
        if cascade {
            judge.lock_table(table, LockMode::AccessExclusive);
            judge.cascade(format!("column {}.{column}", table.name));
        } else {
            let when = format!("{}.{column} is of the type", table.name);
            judge.fail("2BP01", when, true);
        }
    }
    judge.breaks(Break::MissingObject);
}

pub(super) fn alter_type<'a>(judge: &mut Judge<'a>, name: &'a QualifiedName, attribute: bool) {
    if !attribute {
        return;
    }
    let catalog = judge.catalog;
    let used = catalog.columns_of_type(name).next();
    if let Some((_, table, column)) = used {
        let when = format!("{}.{column} is of the type", table.name);
        judge.fail("0A000", when, false);
    }
}

pub(super) fn create_domain<'a>(judge: &mut Judge<'a>, checks: &'a [Expression]) {
    if checks.iter().any(|it| it.subquery) {
        judge.fail("0A000", "a CHECK cannot hold a subquery", true);
    }
}

/// Every table with a column of the domain is read.
fn read_users(judge: &mut Judge<'_>, name: &QualifiedName, sqlstate: &'static str, when: &str) {
    let catalog = judge.catalog;
    let mut users: Vec<&Table> = Vec::new();
    for table in catalog.tables.values() {
        let uses = table
            .columns
            .iter()
            .any(|it| it.ty.as_ref().is_some_and(|it| catalog.is_type(it, name)));
        if uses {
            users.push(table);
        }
    }
    for table in users {
        judge.lock_table(table, LockMode::Share);
        let rows = table.has_rows != Some(false) && table.partition_by.is_none();
        judge.scan(Some(rows));
        if rows {
            judge.fail(sqlstate, when, false);
        }
    }
    if catalog.tables.is_empty() {
        judge.scan(None);
        judge.fail(sqlstate, when, false);
    }
}

pub(super) fn alter_domain<'a>(
    judge: &mut Judge<'a>,
    name: &'a QualifiedName,
    action: &'a DomainAction,
) {
    let catalog = judge.catalog;
    let domain = catalog.objects.domains.get(&crate::catalog::key(name));
    match action {
        DomainAction::AddConstraint {
            expression,
            not_null,
            not_valid,
            name: given,
        } => {
            if *not_null && given.is_some() {
                judge.needs(17, "NOT NULL as a named constraint of a domain");
            }
            if expression.as_ref().is_some_and(|it| it.subquery) {
                judge.fail("0A000", "a CHECK cannot hold a subquery", true);
            }
            if !not_valid {
                if *not_null {
                    read_users(judge, name, "23502", "a row holds NULL");
                } else {
                    read_users(judge, name, "23514", "a value violates the CHECK");
                }
            }
            judge.breaks(Break::NewRestriction);
        }
        DomainAction::ValidateConstraint { name: constraint } => {
            let found = domain.and_then(|it| it.checks.iter().find(|it| it.0 == constraint.text));
            if domain.is_some() && found.is_none() {
                judge.fail(
                    "42704",
                    format!("there is no constraint {constraint}"),
                    true,
                );
            }
            if found.is_none_or(|it| !it.2) {
                read_users(judge, name, "23514", "a value violates the CHECK");
            }
        }
        DomainAction::SetNotNull => {
            if !domain.is_some_and(|it| it.not_null) {
                read_users(judge, name, "23502", "a row holds NULL");
                judge.breaks(Break::NewRestriction);
            }
        }
        DomainAction::DropConstraint {
            name: constraint,
            if_exists,
        } => {
            let missing =
                domain.is_some_and(|it| !it.checks.iter().any(|it| it.0 == constraint.text));
            if missing && !if_exists {
                judge.fail(
                    "42704",
                    format!("there is no constraint {constraint}"),
                    true,
                );
            }
        }
        DomainAction::Rename { .. } => judge.breaks(Break::MissingObject),
        DomainAction::DropNotNull
        | DomainAction::SetDefault(_)
        | DomainAction::DropDefault
        | DomainAction::Other => {}
    }
}
