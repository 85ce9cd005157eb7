//! A table that goes, after the application has let go of it.

use model::Operation;
use model::QualifiedName;
use model::catalog::{Knowledge, key};
use model::operation::{ConstraintKind, Other};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::target::Target;
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "drop-table",
    since: "0.1.0",
    docs: include_str!("drop_table.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::DropTable(it) = request.operation()? else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let this = key(&it.table);
    let at = &target.sql;
    let pointing = request.before.tables.values().find_map(|table| {
        let mut all = table.constraints.iter();
        let found = all.find(|it| {
            matches!(&it.constraint.kind, ConstraintKind::ForeignKey { references, .. }
                if key(&references.table) == this && key(&table.name) != this)
        });
        found.map(|it| (table.name.clone(), it.name.clone()))
    });
    if let Some((table, name)) = pointing {
        let why = format!(
            "{name} of {table} points to it: what that protects is lost with the table. Drop the foreign key first, knowingly."
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let released = format!("No release that runs uses {}.", it.table);
    let parent = detached_first(request, &target);
    if let Some((parent, back)) = &parent {
        draft.deploy(
            Phase::Contract,
            &["detach", target.stem()],
            format!("Detaches {} while everybody reads and writes {parent}; runs outside any transaction.", it.table),
        );
        draft.after_release(released.clone());
        draft.run(
            Work::new(
                format!("Detach {}", it.table),
                vec![format!(
                    "ALTER TABLE {} DETACH PARTITION {at} CONCURRENTLY",
                    parent.to_sql()
                )],
                back.clone(),
            )
            .alone(Cost::Lock, None),
        );
    }
    for constraint in target.constraints() {
        let ConstraintKind::ForeignKey { references, .. } = &constraint.constraint.kind else {
            continue;
        };
        if key(&references.table) == this {
            continue;
        }
        let quoted = model::name::quote_identifier(&constraint.name);
        let mut back = constraint.constraint.clone();
        back.name = Some(model::Name::generated(constraint.name.clone()));
        back.not_valid = true;
        draft.deploy(
            Phase::Contract,
            &["drop", &constraint.name],
            format!(
                "Drops {}, so that dropping the table locks no other.",
                constraint.name
            ),
        );
        draft.after_release(released.clone());
        draft.breaks(
            "constraint_removal",
            &it.table,
            None,
            "Nothing writes the table any more.",
        );
        draft.run(Work::new(
            format!("Drop {}", constraint.name),
            vec![
                // As the application's own transactions lock them.
                format!(
                    "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
                    references.table.to_sql()
                ),
                format!("ALTER TABLE {at} DROP CONSTRAINT {quoted}"),
            ],
            vec![
                format!("ALTER TABLE {at} ADD {}", model::render::constraint(&back)),
                format!("ALTER TABLE {at} VALIDATE CONSTRAINT {quoted}"),
            ],
        ));
    }
    draft.deploy(
        Phase::Contract,
        &["drop", target.stem()],
        format!("Drops {}; what it held is in the backup only.", it.table),
    );
    draft.after_release(released);
    draft.breaks(
        "dropping_table",
        &it.table,
        None,
        "Released code no longer uses the table; it was let go of before this migration.",
    );
    let known = target
        .table
        .as_ref()
        .is_some_and(|it| it.knowledge == Knowledge::Complete);
    let undo: Vec<String> = if known {
        let back = model::inverse::inverse(&Operation::DropTable(it.clone()), &draft.catalog);
        back.unwrap_or_default()
            .iter()
            .filter_map(model::render::sql)
            .collect()
    } else {
        Vec::new()
    };
    let restores = if undo.is_empty() {
        Restores::Nothing
    } else {
        Restores::Schema
    };
    let exists = if it.if_exists { "IF EXISTS " } else { "" };
    let cascade = if it.cascade { " CASCADE" } else { "" };
    draft.run(
        Work::new(
            format!("Drop {}", it.table),
            vec![format!("DROP TABLE {exists}{at}{cascade}")],
            undo,
        )
        .restores(restores),
    );
    let why = format!(
        "The application lets go of {} first; its foreign keys go one at a time, because each locks another table; the table goes last, after a backup.",
        it.table
    );
    Some(draft.finish(STRATEGY.name, why))
}

/// The table that a partition is detached from before it goes, and the way back: dropping it as
/// it is would lock that table against everybody.
fn detached_first(request: &Request<'_>, target: &Target) -> Option<(QualifiedName, Vec<String>)> {
    let table = target.table.as_ref()?;
    let parent = table.parents.first().filter(|_| table.is_partition)?;
    let siblings = || request.before.children(parent);
    if request.context.postgres.0 < 14 || siblings().any(|it| it.default_partition) {
        return None;
    }
    let parent = request.before.tables.get(parent)?.name.clone();
    let back = Operation::Other(Other::AttachPartition {
        table: parent.clone(),
        partition: target.name.clone(),
        default: false,
        bound: table.bound.clone(),
    });
    Some((parent, model::render::sql(&back).into_iter().collect()))
}
