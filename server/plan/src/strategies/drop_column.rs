//! A column that goes, after the application has let go of it.

use model::Operation;
use model::operation::ConstraintKind;

use crate::draft::{Draft, Work};
use crate::sql::sibling;
use crate::target::{mentions, placeholder};
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "drop-column",
    since: "0.1.0",
    docs: include_str!("drop_column.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::DropColumn(it) = request.operation()? else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let name = it.column.as_str();
    let (at, col) = (&target.sql, it.column.to_sql());
    if !it.cascade
        && let Some((_, constraint)) = crate::carry::inbound(&draft.catalog, &target, name).first()
    {
        let why = format!(
            "The foreign key {} points to it. Drop that first, with a plan of its own.",
            constraint.name
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let column = target.column(name).cloned();
    let in_key = target.primary_key().iter().any(|it| it == name);
    let required = column.as_ref().is_some_and(|it| {
        it.is_not_null()
            && it.default.is_none()
            && it.identity.is_none()
            && it.generated.is_none()
            && !it.ty.as_ref().is_some_and(|it| it.is_serial())
    });
    if required && !in_key {
        draft.deploy(
            Phase::Expand,
            &["release", target.stem(), name],
            format!(
                "Lets code insert into {} that no longer knows {name}.",
                it.table
            ),
        );
        draft.run(Work::new(
            format!("Let INSERTs leave out {}.{name}", it.table),
            vec![format!("ALTER TABLE {at} ALTER COLUMN {col} DROP NOT NULL")],
            vec![format!("ALTER TABLE {at} ALTER COLUMN {col} SET NOT NULL")],
        ));
    }
    let released = format!(
        "No release that runs reads or writes {}.{name}, by name or by SELECT *.",
        it.table
    );
    for constraint in target.constraints() {
        let foreign = matches!(&constraint.constraint.kind, ConstraintKind::ForeignKey { columns, .. }
            if columns.iter().any(|it| it.text == name));
        if !foreign {
            continue;
        }
        // It locks the referenced table too, so it does not share the column's transaction.
        let quoted = model::name::quote_identifier(&constraint.name);
        let mut back = constraint.constraint.clone();
        back.name = Some(model::Name::generated(constraint.name.clone()));
        back.not_valid = true;
        draft.deploy(
            Phase::Contract,
            &["drop", &constraint.name],
            format!(
                "Drops {}, which would lock two tables at once.",
                constraint.name
            ),
        );
        draft.after_release(released.clone());
        draft.breaks(
            "constraint_removal",
            &it.table,
            Some(name),
            "Nothing writes the column any more, so nothing is left to check.",
        );
        draft.run(Work::new(
            format!("Drop {}", constraint.name),
            vec![format!("ALTER TABLE {at} DROP CONSTRAINT {quoted}")],
            vec![
                format!("ALTER TABLE {at} ADD {}", model::render::constraint(&back)),
                format!("ALTER TABLE {at} VALIDATE CONSTRAINT {quoted}"),
            ],
        ));
    }
    for index in target
        .indexes()
        .iter()
        .filter(|it| it.constraint.is_none() && !target.partitioned() && mentions(it, name))
    {
        let undo = vec![super::drop_index::rebuild(&it.table, index)];
        super::drop_index::drop(
            &mut draft,
            &sibling(&it.table, &index.name),
            undo,
            Restores::SchemaAndData,
        );
        draft.after_release(released.clone());
    }
    draft.deploy(
        Phase::Contract,
        &["drop", target.stem(), name],
        format!(
            "Drops {}.{name}; what it held is in the backup only.",
            it.table
        ),
    );
    draft.after_release(released);
    draft.breaks(
        "dropping_column",
        &it.table,
        Some(name),
        "Released code no longer uses the column; it was let go of before this migration.",
    );
    let definition = column
        .as_ref()
        .and_then(|it| it.ty.as_ref())
        .map(|it| it.text.clone());
    let mut undo = Vec::new();
    if let (Some(column), Some(definition)) = (&column, definition) {
        let alike =
            target.unique_with(name) || target.foreign_key_with(name) || column.check.is_some();
        let zero = column.ty.as_ref().filter(|_| required && !alike);
        let zero = zero.and_then(|it| placeholder(it, &draft.catalog));
        match (&column.default, zero) {
            (Some(default), _) => undo.push(format!(
                "ALTER TABLE {at} ADD COLUMN {col} {definition} DEFAULT {}",
                default.text
            )),
            (None, Some(zero)) => {
                // Rows need something in a column that was NOT NULL, until the backup is read back.
                undo.push(format!(
                    "ALTER TABLE {at} ADD COLUMN {col} {definition} DEFAULT {zero}"
                ));
                undo.push(format!("ALTER TABLE {at} ALTER COLUMN {col} DROP DEFAULT"));
            }
            (None, None) => undo.push(format!("ALTER TABLE {at} ADD COLUMN {col} {definition}")),
        }
        for constraint in target.constraints() {
            let goes = match &constraint.constraint.kind {
                ConstraintKind::Check { expression } => {
                    expression.columns.iter().any(|it| it == name)
                }
                ConstraintKind::Unique { columns, .. } => columns.iter().any(|it| it.text == name),
                ConstraintKind::PrimaryKey { .. }
                | ConstraintKind::ForeignKey { .. }
                | ConstraintKind::Exclusion { .. }
                | ConstraintKind::NotNull { .. }
                | ConstraintKind::Unknown(_) => false,
            };
            if goes {
                let mut back = constraint.constraint.clone();
                back.name = Some(model::Name::generated(constraint.name.clone()));
                undo.push(format!(
                    "ALTER TABLE {at} ADD {}",
                    model::render::constraint(&back)
                ));
            }
        }
    }
    let restores = if undo.is_empty() {
        Restores::Nothing
    } else {
        Restores::Schema
    };
    let cascade = if it.cascade { " CASCADE" } else { "" };
    let exists = if it.if_exists { "IF EXISTS " } else { "" };
    draft.run(
        Work::new(
            format!("Drop {}.{name}", it.table),
            vec![format!(
                "ALTER TABLE {at} DROP COLUMN {exists}{col}{cascade}"
            )],
            undo,
        )
        .restores(restores),
    );
    let why = format!(
        "The application lets go of {}.{name} first; the database lets INSERTs leave it out, drops its indexes without stopping anybody, and the column last, after a backup.",
        it.table
    );
    Some(draft.finish(STRATEGY.name, why))
}
