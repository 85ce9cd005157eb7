//! Triggers, rules, policies, functions, sequences, schemas, extensions.
//!
//! Never reads the body of a function.

use super::judge::Judge;
use super::versions::says;
use super::{Break, LockMode};
use crate::catalog::{Knowledge, Table};
use crate::name::{Name, QualifiedName};
use crate::operation::{ConstraintKind, SequenceAction};
use crate::types::BaseType;

pub(super) fn create_trigger<'a>(
    judge: &mut Judge<'a>,
    name: &'a Name,
    table: &'a QualifiedName,
    or_replace: bool,
    function: Option<&'a QualifiedName>,
    update_of: &'a [Name],
) {
    let mode = LockMode::ShareRowExclusive;
    if judge.catalog.find_table(table).is_none() && judge.catalog.find_view(table).is_some() {
        judge.lock_other(table, mode);
        return;
    }
    let Some(target) = judge.target(table, mode, false) else {
        return;
    };
    if or_replace {
        judge.needs(14, "CREATE OR REPLACE TRIGGER");
    }
    for column in update_of {
        judge.has_column(&target, column);
    }
    if target.partitioned() && !says(judge.sql, "for each statement") {
        judge.recurse(&target, false, mode);
    }
    let there = target
        .table
        .is_some_and(|it| it.triggers.iter().any(|it| it.name == name.text));
    if there && !or_replace {
        let when = format!("{table} has a trigger {name} already");
        judge.fail("42710", when, target.complete());
    }
    if let Some(function) = function
        && judge.catalog.knows_tables()
        && !judge
            .catalog
            .objects
            .functions
            .contains_key(&crate::catalog::key(function))
    {
        judge.fail("42883", format!("there is no function {function}()"), false);
    }
    judge.breaks(Break::ChangedMeaning);
}

/// DROP … IF EXISTS on a table whose every trigger, rule and policy is known: the lock that was
/// taken to look is given back.
fn skips(
    judge: &Judge<'_>,
    table: &QualifiedName,
    if_exists: bool,
    there: impl Fn(&Table) -> bool,
) -> bool {
    let known = judge.catalog.table(table);
    if_exists && known.is_some_and(|it| it.knowledge == Knowledge::Complete && !there(it))
}

pub(super) fn drop_trigger<'a>(
    judge: &mut Judge<'a>,
    name: &'a Name,
    table: &'a QualifiedName,
    if_exists: bool,
) {
    if skips(judge, table, if_exists, |it| {
        it.triggers.iter().any(|it| it.name == name.text)
    }) {
        return;
    }
    let Some(target) = judge.target(table, LockMode::AccessExclusive, if_exists) else {
        return;
    };
    judge.recurse(&target, !target.partitioned(), LockMode::AccessExclusive);
    let there = target
        .table
        .is_some_and(|it| it.triggers.iter().any(|it| it.name == name.text));
    let catalog = judge.catalog;
    let of_parent = target.table.is_some_and(|it| {
        it.is_partition
            && it.parents.iter().any(|it| {
                catalog
                    .tables
                    .get(it)
                    .is_some_and(|it| it.triggers.iter().any(|it| it.name == name.text))
            })
    });
    if of_parent {
        judge.fail("2BP01", "the trigger is the partitioned table's", true);
    } else if !there && !if_exists && target.known() {
        judge.fail(
            "42704",
            format!("{table} has no trigger {name}"),
            target.complete(),
        );
    }
    judge.breaks(Break::ChangedMeaning);
}

pub(super) fn rename_trigger<'a>(
    judge: &mut Judge<'a>,
    name: &'a Name,
    table: &'a QualifiedName,
    to: &'a Name,
) {
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    let Some(known) = target.table else {
        return;
    };
    let there = |wanted: &Name| known.triggers.iter().any(|it| it.name == wanted.text);
    if !there(name) && target.known() {
        judge.fail(
            "42704",
            format!("{table} has no trigger {name}"),
            target.complete(),
        );
    }
    if there(to) {
        judge.fail("42710", format!("{table} has a trigger {to} already"), true);
    }
    if target.partitioned() && judge.since(15) {
        judge.recurse(&target, false, LockMode::AccessExclusive);
    }
}

pub(super) fn toggle_trigger<'a>(
    judge: &mut Judge<'a>,
    table: &'a QualifiedName,
    trigger: Option<&'a Name>,
) {
    let mode = LockMode::ShareRowExclusive;
    let Some(target) = judge.target(table, mode, false) else {
        return;
    };
    judge.recurse(&target, !target.partitioned(), mode);
    let missing = trigger.is_some_and(|name| {
        target
            .table
            .is_some_and(|it| !it.triggers.iter().any(|it| it.name == name.text))
    });
    if missing && target.known() {
        judge.fail(
            "42704",
            format!("{table} has no such trigger"),
            target.complete(),
        );
    }
    judge.breaks(Break::ChangedMeaning);
}

pub(super) fn drop_rule<'a>(
    judge: &mut Judge<'a>,
    name: &'a Name,
    table: &'a QualifiedName,
    if_exists: bool,
) {
    if skips(judge, table, if_exists, |it| it.rules.contains(&name.text)) {
        return;
    }
    let Some(target) = judge.target(table, LockMode::AccessExclusive, if_exists) else {
        return;
    };
    let missing = target
        .table
        .is_some_and(|it| !it.rules.contains(&name.text));
    if missing && !if_exists && target.known() {
        judge.fail(
            "42704",
            format!("{table} has no rule {name}"),
            target.complete(),
        );
    }
}

pub(super) fn create_policy<'a>(
    judge: &mut Judge<'a>,
    name: &'a Name,
    table: &'a QualifiedName,
    columns: &'a [String],
) {
    let Some(target) = judge.target(table, LockMode::AccessExclusive, false) else {
        return;
    };
    // In a subquery a name may be of any table.
    if !says(judge.sql, "select") {
        for column in columns {
            judge.has_column(&target, &Name::generated(column.clone()));
        }
    }
    let there = target
        .table
        .is_some_and(|it| it.policies.iter().any(|it| it.name == name.text));
    if there {
        let when = format!("{table} has a policy {name} already");
        judge.fail("42710", when, target.complete());
    }
    judge.breaks(Break::ChangedMeaning);
}

pub(super) fn existing_policy<'a>(
    judge: &mut Judge<'a>,
    name: &'a Name,
    table: &'a QualifiedName,
    if_exists: bool,
) {
    if skips(judge, table, if_exists, |it| {
        it.policies.iter().any(|it| it.name == name.text)
    }) {
        return;
    }
    let Some(target) = judge.target(table, LockMode::AccessExclusive, if_exists) else {
        return;
    };
    let missing = target
        .table
        .is_some_and(|it| !it.policies.iter().any(|it| it.name == name.text));
    if missing && !if_exists && target.known() {
        judge.fail(
            "42704",
            format!("{table} has no policy {name}"),
            target.complete(),
        );
    }
    judge.breaks(Break::ChangedMeaning);
}

/// Type names that PostgreSQL takes for the same, one spelling each.
fn same_type(text: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let bare = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let known = match bare.as_str() {
        "int" | "int4" => "integer",
        "int8" => "bigint",
        "int2" => "smallint",
        "bool" => "boolean",
        "float8" | "float" => "double precision",
        "float4" => "real",
        "varchar" => "character varying",
        "timestamptz" => "timestamp with time zone",
        "timestamp" => "timestamp without time zone",
        "decimal" => "numeric",
        _ => return bare,
    };
    known.to_owned()
}

pub(super) fn create_function<'a>(
    judge: &mut Judge<'a>,
    name: &'a QualifiedName,
    or_replace: bool,
    returns: Option<&'a str>,
) {
    let Some(found) = judge
        .catalog
        .objects
        .functions
        .get(&crate::catalog::key(name))
    else {
        return;
    };
    // Functions are overloaded; without their arguments nothing is certain.
    if !or_replace {
        judge.fail("42723", format!("{name} exists already"), false);
        return;
    }
    if let (Some(old), Some(new)) = (&found.returns, returns)
        && same_type(old) != same_type(new)
    {
        judge.fail(
            "42P13",
            "the return type of a function cannot be changed",
            false,
        );
    }
    judge.breaks(Break::ChangedMeaning);
}

pub(super) fn drop_function<'a>(
    judge: &mut Judge<'a>,
    name: &'a QualifiedName,
    if_exists: bool,
    cascade: bool,
) {
    let catalog = judge.catalog;
    let key = crate::catalog::key(name);
    let known = catalog.objects.functions.contains_key(&key);
    if !known && !if_exists && catalog.knows_tables() {
        judge.fail("42883", format!("there is no function {name}"), false);
    }
    for table in catalog.tables.values() {
        for trigger in &table.triggers {
            let uses = trigger
                .function
                .as_ref()
                .is_some_and(|it| *it == key || it.rsplit('.').next() == Some(name.name.as_str()));
            if uses && cascade {
                judge.lock_table(table, LockMode::AccessExclusive);
                judge.cascade(format!("trigger {} of {}", trigger.name, table.name));
            } else if uses {
                let when = format!("trigger {} of {} depends on it", trigger.name, table.name);
                judge.fail("2BP01", when, true);
            }
        }
        for index in table.indexes.iter().filter(|_| known) {
            let call = format!("{}(", name.name);
            let calls = |it: &crate::operation::IndexKey| it.text.contains(&call);
            if index.keys.iter().any(calls) {
                depends(judge, table, &format!("index {}", index.name), cascade);
            }
        }
        for found in table.constraints.iter().filter(|_| known) {
            if let ConstraintKind::Check { expression } = &found.constraint.kind
                && expression.functions.contains(&name.name.text)
            {
                let what = format!("constraint {} of {}", found.name, table.name);
                depends(judge, table, &what, cascade);
            }
        }
        for column in &table.columns {
            let expression = column
                .default
                .as_ref()
                .or_else(|| column.generated.as_ref().map(|it| &it.expression));
            let uses = expression.is_some_and(|it| it.functions.contains(&name.name.text));
            if uses && known {
                if cascade {
                    judge.lock_table(table, LockMode::AccessExclusive);
                    judge.cascade(format!("default of {}.{}", table.name, column.name));
                } else {
                    let when = format!("{}.{} depends on it", table.name, column.name);
                    judge.fail("2BP01", when, true);
                }
            }
        }
    }
    judge.breaks(Break::MissingObject);
}

/// What hangs on an object that goes: it goes too, or stops it.
fn depends(judge: &mut Judge<'_>, table: &Table, what: &str, cascade: bool) {
    if cascade {
        judge.lock_table(table, LockMode::AccessExclusive);
        judge.cascade(what);
    } else {
        judge.fail("2BP01", format!("{what} depends on it"), true);
    }
}

pub(super) fn create_sequence<'a>(
    judge: &mut Judge<'a>,
    name: &'a QualifiedName,
    if_not_exists: bool,
) {
    if says(judge.sql, "unlogged sequence") {
        judge.needs(15, "unlogged sequences");
    }
    let key = crate::catalog::key(name);
    let taken = judge.catalog.objects.sequences.contains_key(&key)
        || judge.catalog.tables.contains_key(&key)
        || judge.catalog.objects.views.contains_key(&key);
    if taken && !if_not_exists {
        judge.fail("42P07", format!("{name} exists already"), true);
    }
}

pub(super) fn alter_sequence<'a>(
    judge: &mut Judge<'a>,
    name: &'a QualifiedName,
    action: &'a SequenceAction,
) {
    let mode = match action {
        SequenceAction::SetLogged(_) => {
            if !judge.since(15) {
                judge.fail("42809", "PostgreSQL 15 introduced unlogged sequences", true);
            }
            judge.rewrite(Some(false));
            LockMode::AccessExclusive
        }
        SequenceAction::Rename { .. } => LockMode::AccessExclusive,
        SequenceAction::Options | SequenceAction::Type(_) | SequenceAction::OwnedBy => {
            LockMode::ShareRowExclusive
        }
    };
    judge.lock_other(name, mode);
    let sequence = judge
        .catalog
        .objects
        .sequences
        .get(&crate::catalog::key(name));
    let owner = sequence.and_then(|it| it.owned_by.as_ref());
    if sequence.is_none() && judge.catalog.knows_tables() {
        judge.fail("42P01", format!("{name} may not exist"), false);
    }
    if let SequenceAction::OwnedBy = action
        && let Some((_, table)) = owned_by(judge.sql)
            .as_ref()
            .and_then(|it| judge.catalog.find_table(it))
    {
        judge.lock_briefly(&table.name, LockMode::AccessShare);
        if owner.is_some_and(|(owner, column)| {
            judge
                .catalog
                .tables
                .get(owner)
                .is_some_and(|it| it.column(column).is_some_and(|it| it.identity.is_some()))
        }) {
            judge.fail(
                "0A000",
                "an identity column's sequence cannot change its owner",
                true,
            );
        }
    }
    if let SequenceAction::Rename { .. } = action {
        judge.breaks(Break::MissingObject);
    }
}

/// The table of `OWNED BY table.column`.
fn owned_by(sql: &str) -> Option<QualifiedName> {
    let at = sql.to_ascii_lowercase().find("owned by")?;
    let word: String = sql
        .get(at + "owned by".len()..)?
        .trim_start()
        .chars()
        .take_while(|it| it.is_alphanumeric() || matches!(it, '_' | '.' | '"'))
        .filter(|it| *it != '"')
        .collect();
    let (table, _) = word.rsplit_once('.')?;
    Some(match table.rsplit_once('.') {
        Some((schema, name)) => {
            QualifiedName::new(Some(Name::generated(schema)), Name::generated(name))
        }
        None => QualifiedName::generated(table),
    })
}

pub(super) fn drop_sequence<'a>(
    judge: &mut Judge<'a>,
    name: &'a QualifiedName,
    if_exists: bool,
    cascade: bool,
) {
    let catalog = judge.catalog;
    let key = crate::catalog::key(name);
    let found = catalog.objects.sequences.get(&key);
    if found.is_none() && if_exists && catalog.knows_tables() {
        return;
    }
    if found.is_none() && catalog.knows_tables() {
        judge.fail("42P01", format!("{name} may not exist"), false);
    }
    judge.lock_other(name, LockMode::AccessExclusive);
    let mut users: Vec<String> = Vec::new();
    if let Some((table, column)) = found.and_then(|it| it.owned_by.as_ref()) {
        users.push(format!("{table}.{column}"));
    }
    for table in catalog.tables.values() {
        for column in &table.columns {
            let uses = column.default.as_ref().is_some_and(|it| {
                let named = super::columns::quoted(&it.text);
                it.functions.iter().any(|it| it == "nextval")
                    && named.is_some_and(|it| it.rsplit('.').next() == Some(name.name.as_str()))
            });
            let this = format!("{}.{}", table.key(), column.name);
            if uses && !users.contains(&this) {
                users.push(this);
            }
        }
    }
    for user in users {
        if cascade {
            judge.cascade(format!("default of {user}"));
            if let Some((table, column)) = user
                .rsplit_once('.')
                .and_then(|(table, column)| Some((catalog.tables.get(table)?, column)))
            {
                judge.lock_table(table, LockMode::AccessExclusive);
                if table.not_null(column) {
                    judge.breaks(Break::InsertWithoutColumn);
                }
            }
        } else {
            judge.fail(
                "2BP01",
                format!("the default of {user} depends on it"),
                true,
            );
        }
    }
    judge.breaks(Break::MissingObject);
}

pub(super) fn create_schema<'a>(judge: &mut Judge<'a>, name: &'a Name, if_not_exists: bool) {
    let there = name.text == "public" || judge.catalog.objects.schemas.contains_key(&name.text);
    if there && !if_not_exists {
        judge.fail("42P06", format!("schema {name} exists already"), true);
    }
}

pub(super) fn drop_schema<'a>(
    judge: &mut Judge<'a>,
    name: &'a Name,
    if_exists: bool,
    cascade: bool,
) {
    let catalog = judge.catalog;
    let inside = |it: &QualifiedName| it.schema.as_ref() == Some(name);
    let mut full = false;
    for (key, table) in catalog.tables.iter().filter(|(_, it)| inside(&it.name)) {
        full = true;
        if !cascade {
            continue;
        }
        judge.lock_table(table, LockMode::AccessExclusive);
        judge.lock_indexes(table, LockMode::AccessExclusive);
        judge.cascade(format!("table {}", table.name));
        for fk in table.foreign_keys() {
            judge.lock_named(&fk.references.table, LockMode::AccessExclusive);
        }
        for fk in catalog
            .referencing(key)
            .filter(|it| !inside(&it.table.name))
        {
            judge.lock_table(fk.table, LockMode::AccessExclusive);
            judge.cascade(format!(
                "constraint {} of {}",
                fk.constraint.name, fk.table.name
            ));
        }
        for view in catalog.views_above(key) {
            judge.lock_other(view, LockMode::AccessExclusive);
            judge.cascade(format!("view {view}"));
        }
    }
    let prefix = format!("{name}.");
    let objects = &catalog.objects;
    full |= [
        objects.views.keys().any(|it| it.starts_with(&prefix)),
        objects.sequences.keys().any(|it| it.starts_with(&prefix)),
        objects.enums.keys().any(|it| it.starts_with(&prefix)),
        objects.domains.keys().any(|it| it.starts_with(&prefix)),
        objects.functions.keys().any(|it| it.starts_with(&prefix)),
    ]
    .contains(&true);
    if full && !cascade {
        judge.fail("2BP01", format!("there are objects in schema {name}"), true);
    }
    if !if_exists && !full && !objects.schemas.contains_key(&name.text) && catalog.knows_tables() {
        judge.fail("3F000", format!("there may be no schema {name}"), false);
        if !cascade {
            // Tables without a schema in their name may be in it.
            judge.fail(
                "2BP01",
                format!("there may be objects in schema {name}"),
                false,
            );
        }
    }
    if full {
        judge.breaks(Break::MissingObject);
    }
}

/// Types that well-known extensions bring.
const EXTENSION_TYPES: &[(&str, &[&str])] = &[
    ("citext", &["citext"]),
    ("cube", &["cube"]),
    ("hstore", &["hstore"]),
    ("isn", &["isbn", "isbn13", "issn", "ean13", "upc"]),
    ("ltree", &["ltree", "lquery", "ltxtquery"]),
    ("postgis", &["geometry", "geography", "box2d", "box3d"]),
    ("postgis_raster", &["raster"]),
    ("seg", &["seg"]),
    ("vector", &["vector", "halfvec", "sparsevec"]),
];

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "types, not operations: those not listed are alike"
)]
pub(super) fn drop_extension<'a>(
    judge: &mut Judge<'a>,
    name: &'a Name,
    if_exists: bool,
    cascade: bool,
) {
    let catalog = judge.catalog;
    if !if_exists && catalog.knows_tables() && !catalog.objects.extensions.contains_key(&name.text)
    {
        judge.fail("42704", format!("there may be no extension {name}"), false);
    }
    let types = EXTENSION_TYPES
        .iter()
        .find(|(it, _)| *it == name.text)
        .map_or(&[] as &[&str], |(_, types)| types);
    for table in catalog.tables.values() {
        for column in &table.columns {
            let uses = column.ty.as_ref().is_some_and(|ty| match &ty.base {
                BaseType::Named(it) => types.contains(&it.rsplit('.').next().unwrap_or(it)),
                BaseType::Citext => types.contains(&"citext"),
                _ => false,
            });
            if uses && cascade {
                judge.lock_table(table, LockMode::AccessExclusive);
                judge.cascade(format!("column {}.{}", table.name, column.name));
            } else if uses {
                let when = format!("{}.{} is of its type", table.name, column.name);
                judge.fail("2BP01", when, true);
            }
        }
    }
}

pub(super) fn create_extension<'a>(judge: &mut Judge<'a>, name: &'a Name, if_not_exists: bool) {
    // Every database is created with PL/pgSQL.
    let there = judge.catalog.objects.extensions.contains_key(&name.text) || name.text == "plpgsql";
    if there && !if_not_exists {
        judge.fail("42710", format!("extension {name} exists already"), true);
    }
}
