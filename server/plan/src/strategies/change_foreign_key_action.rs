//! What happens to a referencing row when the referenced one goes.

use model::Operation;
use model::name::quote_identifier;
use model::operation::{AddConstraint, ConstraintKind, DropConstraint};

use crate::draft::{Draft, Work};
use crate::target::texts;
use crate::{Phase, Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "change-foreign-key-action",
    since: "0.1.0",
    docs: include_str!("change_foreign_key_action.md"),
    expand,
};

/// A constraint that goes and one that comes, whichever stands first.
pub(super) fn replaces<'a>(
    operations: &[&'a Operation],
) -> Option<(&'a DropConstraint, &'a AddConstraint)> {
    let pair = match operations {
        [
            Operation::DropConstraint(drop),
            Operation::AddConstraint(add),
        ]
        | [
            Operation::AddConstraint(add),
            Operation::DropConstraint(drop),
        ] => (drop, add),
        _ => return None,
    };
    (pair.0.table == pair.1.table).then_some(pair)
}

fn expand(request: &Request<'_>) -> Option<Plan> {
    let (drop, add) = replaces(&request.operations())?;
    let ConstraintKind::ForeignKey {
        columns,
        references,
    } = &add.constraint.kind
    else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&drop.table);
    let old = target
        .constraints()
        .iter()
        .find(|it| it.name == drop.name.text)?
        .clone();
    let ConstraintKind::ForeignKey {
        columns: old_columns,
        references: old_references,
    } = &old.constraint.kind
    else {
        return None;
    };
    let same = texts(columns) == texts(old_columns) && references.table == old_references.table;
    if !same || target.partitioned() {
        return None;
    }
    let wanted = add.constraint.name.as_ref().map(|it| it.text.clone());
    let wanted = wanted.unwrap_or_else(|| old.name.clone());
    let taken = wanted == old.name;
    let temporary = if taken {
        names::constraint(&draft.catalog, target.table.as_ref(), &wanted, "new")
    } else {
        wanted.clone()
    };
    let mut constraint = add.constraint.clone();
    constraint.name = Some(model::Name::generated(temporary.clone()));
    let orphans = pieces::orphans(&draft, &target.sql, &texts(columns), references);
    pieces::validated_later(&mut draft, &drop.table, &constraint, orphans);
    let (at, parent) = (target.sql.clone(), references.table.to_sql());
    let quoted = quote_identifier(&old.name);
    let mut back = old.constraint.clone();
    back.name = Some(model::Name::generated(old.name.clone()));
    back.not_valid = true;
    draft.deploy(
        Phase::Contract,
        &["replace", &old.name],
        format!(
            "Drops the old {}: the new one holds the same rows.",
            old.name
        ),
    );
    draft.after_release(
        "Every release that runs expects the new key to act on the rows that refer to a row that goes.",
    );
    draft.breaks(
        "constraint_removal",
        &drop.table,
        None,
        "The new foreign key is validated and checks the same columns.",
    );
    let mut sql = vec![
        format!("LOCK TABLE {parent} IN ACCESS EXCLUSIVE MODE"),
        format!("ALTER TABLE {at} DROP CONSTRAINT {quoted}"),
    ];
    let mut undo = vec![
        format!("ALTER TABLE {at} ADD {}", model::render::constraint(&back)),
        format!("ALTER TABLE {at} VALIDATE CONSTRAINT {quoted}"),
    ];
    if taken {
        let temporary = quote_identifier(&temporary);
        sql.push(format!(
            "ALTER TABLE {at} RENAME CONSTRAINT {temporary} TO {quoted}"
        ));
        undo.insert(
            0,
            format!("ALTER TABLE {at} RENAME CONSTRAINT {quoted} TO {temporary}"),
        );
    }
    draft.run(
        Work::new(format!("Drop the old {}", old.name), sql, undo)
            .precheck(pieces::unvalidated(&drop.table, &temporary)),
    );
    let why = "The new foreign key is added under another name and validated while everybody works; the old one goes after it, so that the rows are never unprotected. While both are there, both act.";
    Some(draft.finish(STRATEGY.name, why))
}
