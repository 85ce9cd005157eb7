//! A primary key on other columns.

use model::name::quote_identifier;
use model::operation::ConstraintKind;

use super::change_foreign_key_action::replaces;
use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::sql::{list, literal, regclass, sibling};
use crate::target::{texts, wide};
use crate::{Outcome, Phase, Plan, Request, Strategy, names, pieces};

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
    // A table has one primary key, so it is the one that goes, whatever name is known of it.
    let mut old = target
        .constraints()
        .iter()
        .find(|it| matches!(it.constraint.kind, ConstraintKind::PrimaryKey { .. }))?
        .clone();
    if target
        .constraints()
        .iter()
        .any(|it| it.name == drop.name.text && it.name != old.name)
    {
        return None;
    }
    old.name.clone_from(&drop.name.text);
    let ConstraintKind::PrimaryKey {
        columns: old_columns,
        ..
    } = &old.constraint.kind
    else {
        return None;
    };
    if target.partitioned() {
        return None;
    }
    for column in old_columns {
        let inbound = crate::carry::inbound(&draft.catalog, &target, column.as_str());
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
    let full = sibling(&drop.table, &index);
    let (at, cols) = (target.sql.clone(), list(&keys));
    let costly = keys
        .iter()
        .any(|it| wide(target.column(it).and_then(|it| it.ty.as_ref())));
    let cost = if costly { Cost::TextIndex } else { Cost::Index };
    draft.deploy(
        Phase::Expand,
        &["create", &index],
        "Builds the index of the new key while everybody reads and writes; runs outside any transaction.",
    );
    draft.run(
        Work::new(
            "Build the index of the new key",
            vec![format!(
                "CREATE UNIQUE INDEX CONCURRENTLY {} ON {at} ({cols})",
                quote_identifier(&index)
            )],
            vec![format!(
                "DROP INDEX CONCURRENTLY IF EXISTS {}",
                full.to_sql()
            )],
        )
        .alone(cost, target.rows)
        .precheck(pieces::exists(&full))
        .precheck(format!(
            "SELECT {cols} FROM {at} GROUP BY {cols} HAVING count(*) > 1 LIMIT 1"
        ))
        .verify(pieces::invalid_index(&full)),
    );
    draft.deploy(
        Phase::Contract,
        &["replace", &old.name],
        format!("The new key takes over from {}: no row is read.", old.name),
    );
    draft.after_release(format!(
        "Every release that runs finds rows of {} by the new key, and names no conflict target ({}) that only the old key had.",
        drop.table,
        list(&texts(old_columns))
    ));
    draft.breaks(
        "constraint_removal",
        &drop.table,
        None,
        "The new key takes over in the same statement.",
    );
    let (gone, new) = (quote_identifier(&old.name), quote_identifier(&wanted));
    let mut back = old.constraint.clone();
    back.name = Some(model::Name::generated(old.name.clone()));
    if let ConstraintKind::PrimaryKey { using_index, .. } = &mut back.kind {
        *using_index = None;
    }
    draft.run(
        Work::new(
            "Let the new key take over",
            vec![
                format!("ALTER TABLE {at} DROP CONSTRAINT {gone}"),
                format!(
                    "ALTER TABLE {at} ADD CONSTRAINT {new} PRIMARY KEY USING INDEX {}",
                    quote_identifier(&index)
                ),
            ],
            vec![
                format!("ALTER TABLE {at} DROP CONSTRAINT {new}"),
                format!("ALTER TABLE {at} ADD {}", model::render::constraint(&back)),
            ],
        )
        .precheck(pieces::invalid_index(&full))
        .verify(format!(
            "SELECT {0} WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = {1} AND conname = {0} AND pg_get_constraintdef(oid) = {2})",
            literal(&wanted),
            regclass(&drop.table),
            literal(&format!("PRIMARY KEY ({cols})"))
        )),
    );
    let why = "The columns become NOT NULL without a scan, the unique index is built while everybody works, and the new key takes over from the old one in one transaction that reads no row.";
    Some(draft.finish(STRATEGY.name, why))
}
