//! A primary key on other columns.

use model::QualifiedName;
use model::catalog::TableConstraint;
use model::name::quote_identifier;
use model::operation::ConstraintKind;

use super::change_foreign_key_action::replaces;
use crate::draft::{Draft, Work};
use crate::pieces::KeyIndex;
use crate::sql::{list, literal, regclass, sibling};
use crate::target::{Target, texts};
use crate::{Outcome, Phase, Plan, Request, Strategy, carry, names, pieces, restore};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "change-primary-key",
    since: "0.1.0",
    docs: include_str!("change_primary_key.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let (drop, add) = replaces(&request.operations())?;
    let ConstraintKind::PrimaryKey {
        columns,
        using_index: None,
    } = &add.constraint.kind
    else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&drop.table);
    let (old, old_columns) = old_key(&target, &drop.name.text)?;
    if target.partitioned() {
        return None;
    }
    for column in &old_columns {
        let inbound = carry::inbound(&draft.catalog, &target, column);
        if let Some((table, constraint)) = inbound.first() {
            let why = format!(
                "The foreign key {} of {table} depends on the key {}, and PostgreSQL refuses to drop it. Give the foreign key another one to point to first: a unique constraint on the old columns, then a foreign key to it.",
                constraint.name, old.name
            );
            return Some(request.outcome(Outcome::NoOnlineWay, why));
        }
    }
    let keys = texts(columns);
    for key in &keys {
        if !target.not_null(key) {
            pieces::not_null(&mut draft, &drop.table, key);
        }
    }
    let wanted = add.constraint.name.as_ref().map(|it| it.text.clone());
    let wanted = wanted.unwrap_or_else(|| old.name.clone());
    let index = names::relation(&draft.catalog, &wanted, "build");
    KeyIndex {
        table: &drop.table,
        name: &index,
        key: "the new key",
        columns: &keys,
        nullable: false,
        nulls_not_distinct: false,
    }
    .build(&mut draft);
    draft.deploy(
        Phase::Contract,
        &["replace", &old.name],
        format!("The new key takes over from {}: no row is read.", old.name),
    );
    draft.after_release(format!(
        "Every release that runs finds rows of {} by the new key, and names no conflict target ({}) that only the old key had.",
        drop.table,
        list(&old_columns)
    ));
    draft.breaks(
        "constraint_removal",
        &drop.table,
        None,
        "The new key takes over in the same statement.",
    );
    draft.run(take_over(&drop.table, &old, &wanted, &index, &list(&keys)));
    let why = "The columns become NOT NULL without a scan, the unique index is built while everybody works, and the new key takes over from the old one in one transaction that reads no row.";
    Some(draft.finish(STRATEGY.name, why))
}

/// The key that goes, and its columns. A table has one primary key, so it is that one, whatever
/// name is known of it.
fn old_key(target: &Target, dropped: &str) -> Option<(TableConstraint, Vec<String>)> {
    let all = target.constraints();
    let primary =
        |it: &&TableConstraint| matches!(it.constraint.kind, ConstraintKind::PrimaryKey { .. });
    let mut old = all.iter().find(primary)?.clone();
    if all
        .iter()
        .any(|it| it.name == dropped && it.name != old.name)
    {
        return None;
    }
    dropped.clone_into(&mut old.name);
    let ConstraintKind::PrimaryKey {
        columns,
        using_index,
    } = &mut old.constraint.kind
    else {
        return None;
    };
    // The index goes with the key, and the way back builds another one.
    *using_index = None;
    let columns = texts(columns);
    Some((old, columns))
}

/// The step that lets the key over an index take the old one's place.
fn take_over(
    table: &QualifiedName,
    old: &TableConstraint,
    wanted: &str,
    index: &str,
    columns: &str,
) -> Work {
    let (at, full) = (table.to_sql(), sibling(table, index));
    let (gone, new) = (quote_identifier(&old.name), quote_identifier(wanted));
    Work::new(
        "Let the new key take over",
        vec![
            format!("ALTER TABLE {at} DROP CONSTRAINT {gone}"),
            format!(
                "ALTER TABLE {at} ADD CONSTRAINT {new} PRIMARY KEY USING INDEX {}",
                quote_identifier(index)
            ),
        ],
        vec![
            format!("ALTER TABLE {at} DROP CONSTRAINT {new}"),
            restore::constraint(&at, old),
        ],
    )
    .precheck(pieces::invalid_index(&full))
    .verify(format!(
        "SELECT {0} WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = {1} AND conname = {0} AND pg_get_constraintdef(oid) = {2})",
        literal(wanted),
        regclass(table),
        literal(&format!("PRIMARY KEY ({columns})"))
    ))
}
