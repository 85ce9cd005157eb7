//! ALTER COLUMN … TYPE: what is rewritten, rebuilt, read again, refused.
//!
//! Which types share their bytes stands in `types::change`; here is what hangs on the column.

use super::judge::{Judge, Target};
use super::versions::says;
use super::{Break, LockMode, columns};
use crate::catalog::{Index, Table};
use crate::name::Name;
use crate::operation::{Column, ConstraintKind, Expression, Shape};
use crate::types::change::{Surroundings, TypeChange, always_rewrites, classify};
use crate::types::{BaseType, ColumnType};

/// The action.
pub(super) struct Change<'a> {
    pub(super) name: &'a Name,
    /// The type that it has now, where that is known.
    pub(super) from: Option<&'a ColumnType>,
    pub(super) column: Option<&'a Column>,
    pub(super) ty: &'a ColumnType,
    pub(super) using: Option<&'a Expression>,
    pub(super) collation: Option<&'a str>,
}

/// What USING does before the new type is reached.
enum Using {
    /// Nothing: the column itself, perhaps with the cast that PostgreSQL would add.
    Column { cast: bool },
    /// A cast to something else first.
    Other,
}

pub(super) fn judge<'a>(
    judge: &mut Judge<'a>,
    target: &Target<'a>,
    below: &[&'a Table],
    change: &Change<'a>,
) {
    if let Some(using) = change.using {
        for column in &using.columns {
            judge.has_column(target, &Name::generated(column.clone()));
        }
    }
    refuse_dependents(judge, target, change.name.as_str());
    super::types::known(judge, Some(change.ty));
    let using = change.using.map_or(Using::Column { cast: false }, |it| {
        read_using(it, change.name, change.ty)
    });
    if let Some(using) = change.using
        && using.subquery
    {
        judge.fail("0A000", "USING cannot hold a subquery", true);
    }
    let from = change.from;
    let around = Surroundings {
        catalog: judge.catalog,
        utc: judge.session.is_utc(),
    };
    let explicit = matches!(using, Using::Column { cast: true });
    let plain = match from {
        Some(from) => classify(from, change.ty, explicit, around),
        None => TypeChange {
            rewrite: always_rewrites(change.ty, judge.catalog).then_some(true),
            ..TypeChange::default()
        },
    };
    let effect = match using {
        Using::Column { .. } => plain,
        Using::Other => TypeChange {
            rewrite: Some(true),
            keeps_indexes: Some(false),
            automatic: None,
            failures: computed_failures(change, plain.failures),
            lossy: plain.lossy,
        },
    };
    if effect.automatic == Some(false) && change.using.is_none() {
        judge.fail("42804", "there is no automatic cast to the new type", true);
    }
    default_casts(judge, change, from);
    for (sqlstate, when) in &effect.failures {
        if target.may_have_rows() {
            judge.fail(sqlstate, *when, false);
        }
    }
    carry_out(judge, target, below, change, &effect);
    judge.breaks(Break::CachedPlan);
    if effect.rewrite != Some(false) {
        judge.breaks(Break::ChangedMeaning);
    }
    if effect.failures.iter().any(|it| it.0.starts_with("22")) {
        judge.breaks(Break::NewRestriction);
    }
    let serial = change
        .column
        .and_then(|it| it.ty.as_ref())
        .is_some_and(ColumnType::is_serial);
    if serial && change.ty.base == BaseType::BigInt {
        judge.note(
            "The sequence of a serial column keeps its old type: ALTER SEQUENCE … AS bigint.",
        );
    }
    let zones = |it: &BaseType| matches!(it, BaseType::Timestamp | BaseType::TimestampTz);
    if from.is_some_and(|it| zones(&it.base) && zones(&change.ty.base) && it.base != change.ty.base)
    {
        judge.note(if around.utc {
            "The session's time zone is UTC: the rows keep their bytes, indexes on the column are rebuilt."
        } else {
            "With the session's time zone set to UTC the rows keep their bytes; else they are rewritten."
        });
    }
}

/// A computed value can refuse what its functions refuse.
fn computed_failures(
    change: &Change<'_>,
    mut failures: Vec<(&'static str, &'static str)>,
) -> Vec<(&'static str, &'static str)> {
    let text = change.using.map(|it| it.text.as_str()).unwrap_or_default();
    if text.contains("::") || says(text, "cast") || says(text, "to_") {
        for code in ["22P02", "22007"] {
            if !failures.iter().any(|it| it.0 == code) {
                failures.push((code, "a value cannot be read as the new type"));
            }
        }
    }
    failures
}

fn read_using(using: &Expression, column: &Name, ty: &ColumnType) -> Using {
    let Shape::Column { name, cast } = &using.shape else {
        return Using::Other;
    };
    if *name != column.text {
        return Using::Other;
    }
    match cast {
        None => Using::Column { cast: false },
        Some(cast) => {
            let squeeze = |it: &str| -> String {
                it.chars()
                    .filter(|it| !it.is_whitespace() && *it != '"')
                    .collect::<String>()
                    .to_ascii_lowercase()
            };
            let parsed = crate::types::parse(cast, ty.range);
            if parsed == *ty || squeeze(cast) == squeeze(&ty.text) {
                Using::Column { cast: true }
            } else {
                Using::Other
            }
        }
    }
}

/// Views, triggers, policies, generated columns and partition keys hold a column's type fast.
fn refuse_dependents(judge: &mut Judge<'_>, target: &Target<'_>, column: &str) {
    let Some(table) = target.table else {
        return;
    };
    let catalog = judge.catalog;
    let by_key = table
        .partition_by
        .as_ref()
        .is_some_and(|it| it.iter().any(|it| it.text == column));
    if by_key {
        judge.fail("42P16", "the column is part of the partition key", true);
    }
    if columns::inherited(judge, table, column) {
        judge.fail("42P16", "the column is inherited from a parent", true);
    }
    if let Some((key, _)) = catalog.tables.get_key_value(&target.key)
        && let Some((view, _)) = catalog.views_of_column(key, column).next()
    {
        judge.fail("0A000", format!("view {view} uses the column"), true);
    }
    for trigger in &table.triggers {
        let of = trigger.update_of.iter().any(|it| it.text == column);
        let when = trigger
            .when
            .as_ref()
            .is_some_and(|it| it.columns.iter().any(|it| it == column));
        if of || when {
            let when = format!("trigger {} names the column", trigger.name);
            judge.fail("0A000", when, true);
        }
    }
    for policy in &table.policies {
        if policy.columns.iter().any(|it| it == column) {
            let when = format!("policy {} uses the column", policy.name);
            judge.fail("0A000", when, true);
        }
    }
    if let Some(generated) = columns::generated_from(table, column).next() {
        let code = if judge.since(15) { "0A000" } else { "42601" };
        judge.fail(
            code,
            format!("generated column {generated} uses the column"),
            true,
        );
    }
}

/// The default is cast by itself, whatever USING says.
fn default_casts(judge: &mut Judge<'_>, change: &Change<'_>, from: Option<&ColumnType>) {
    let (Some(column), Some(from)) = (change.column, from) else {
        return;
    };
    let Some(default) = &column.default else {
        return;
    };
    if default.shape == Shape::Null {
        return;
    }
    if crate::types::change::assignable(from, change.ty, judge.catalog) == Some(false) {
        judge.fail("42804", "the default cannot be cast to the new type", true);
    }
}

fn carry_out<'a>(
    judge: &mut Judge<'a>,
    target: &Target<'a>,
    below: &[&'a Table],
    change: &Change<'a>,
    effect: &TypeChange,
) {
    let column = change.name.as_str();
    match effect.rewrite {
        Some(true) => judge.rewrite_all(target, below),
        Some(false) => {}
        None => {
            judge.rewrite(None);
            judge.scan(None);
            judge.index_build(None);
        }
    }
    let same_collation = change.collation.is_none()
        || change.collation == change.column.and_then(|it| it.collation.as_deref());
    let tables = target.table.into_iter().chain(below.iter().copied());
    for table in tables {
        for index in table.indexes.iter().filter(|it| it.mentions(column)) {
            judge.lock_index(table, &index.name, LockMode::AccessExclusive);
            let kept = effect.keeps_indexes == Some(true) && same_collation && is_plain(index);
            if kept || effect.rewrite == Some(true) {
                continue;
            }
            let built = effect.keeps_indexes.map(|_| table.has_rows != Some(false));
            judge.scan(built);
            judge.index_build(Some(true));
        }
        for found in &table.constraints {
            if !found.mentions(column) {
                continue;
            }
            match &found.constraint.kind {
                ConstraintKind::Check { .. } if found.validated => {
                    judge.scan(Some(table.has_rows != Some(false)));
                }
                ConstraintKind::ForeignKey { references, .. } => {
                    judge.lock_named(&references.table, LockMode::AccessExclusive);
                    if effect.keeps_indexes != Some(true) {
                        judge.fail("23503", "a converted value is in no referenced row", false);
                        comparable(judge, change.ty, references, found);
                    }
                }
                ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }
                    if effect.lossy == Some(true) =>
                {
                    judge.fail("23505", "two values become the same", false);
                }
                ConstraintKind::PrimaryKey { .. }
                | ConstraintKind::Unique { .. }
                | ConstraintKind::Check { .. }
                | ConstraintKind::Exclusion { .. }
                | ConstraintKind::NotNull { .. }
                | ConstraintKind::Unknown(_) => {}
            }
        }
    }
    let catalog = judge.catalog;
    let key = catalog.tables.get_key_value(&target.key).map(|it| it.0);
    for fk in key.into_iter().flat_map(|it| catalog.referencing(it)) {
        let own = target
            .table
            .is_some_and(|it| it.primary_key().is_some_and(|it| it.contains(&column)));
        let named = fk.references.columns.iter().any(|it| it.text == column);
        if named || (fk.references.columns.is_empty() && own) {
            judge.lock_table(fk.table, LockMode::AccessExclusive);
            if effect.keeps_indexes != Some(true) && fk.constraint.validated {
                judge.scan(Some(fk.table.has_rows != Some(false)));
            }
        }
    }
}

/// The converted foreign key must still find an operator.
fn comparable(
    judge: &mut Judge<'_>,
    ty: &ColumnType,
    references: &crate::operation::References,
    found: &crate::catalog::TableConstraint,
) {
    let Some(other) = judge.catalog.referenced(references) else {
        return;
    };
    let column = match references.columns.as_slice() {
        [one] => Some(one.text.clone()),
        [] => other
            .primary_key()
            .and_then(|it| it.first().map(|it| (*it).to_owned())),
        _ => None,
    };
    let to = column.and_then(|it| other.column(&it)?.ty.clone());
    if let Some(to) = to
        && super::constraints::comparable(ty, &to, judge.catalog) == Some(false)
    {
        let when = format!("foreign key {} cannot compare the types", found.name);
        judge.fail("42804", when, true);
    }
}

/// PostgreSQL reuses an index only where it has neither expression nor predicate.
fn is_plain(index: &Index) -> bool {
    index.predicate.is_none() && !index.has_expression()
}
