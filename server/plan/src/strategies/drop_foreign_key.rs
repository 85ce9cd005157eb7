//! A foreign key that goes.

use model::Operation;
use model::name::quote_identifier;
use model::operation::ConstraintKind;

use crate::draft::{Draft, Work};
use crate::{Phase, Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "drop-foreign-key",
    since: "0.1.0",
    docs: include_str!("drop_foreign_key.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::DropConstraint(it) = request.operation()? else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let constraint = target
        .constraints()
        .iter()
        .find(|known| known.name == it.name.text)?
        .clone();
    let ConstraintKind::ForeignKey { references, .. } = &constraint.constraint.kind else {
        return None;
    };
    let (at, quoted) = (&target.sql, quote_identifier(&constraint.name));
    let parent = references.table.to_sql();
    let mut back = constraint.constraint.clone();
    back.name = Some(model::Name::generated(constraint.name.clone()));
    back.not_valid = true;
    draft.deploy(
        Phase::Contract,
        &["drop", &constraint.name],
        format!("Drops {}, with the referenced table locked first.", it.name),
    );
    draft.after_release(format!(
        "No release that runs relies on {}: nothing keeps {} from rows without their {}, or acts on them, any more.",
        it.name, it.table, references.table
    ));
    draft.breaks(
        "constraint_removal",
        &it.table,
        None,
        "No statement fails without it; what it refused is checked by the application, or may be written.",
    );
    draft.run(Work::new(
        format!("Drop {}", it.name),
        vec![
            format!("LOCK TABLE {parent} IN ACCESS EXCLUSIVE MODE"),
            format!("ALTER TABLE {at} DROP CONSTRAINT {quoted}"),
        ],
        vec![
            format!("ALTER TABLE {at} ADD {}", model::render::constraint(&back)),
            format!("ALTER TABLE {at} VALIDATE CONSTRAINT {quoted}"),
        ],
    ));
    let why = format!(
        "Dropping it locks both tables for a moment. {} is locked first, as the application's own transactions lock it, so that neither waits for the other; a lock_timeout lets everybody through when it takes too long.",
        references.table
    );
    Some(draft.finish(STRATEGY.name, why))
}
