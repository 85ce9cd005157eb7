//! A table that goes, after the application has let go of it.

use model::catalog::key;
use model::operation::{ConstraintKind, DropTable, Other};
use model::{Operation, QualifiedName};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::leave::Leaving;
use crate::target::Target;
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy, restore};

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
    if let Some((table, name)) = pointing_to(request, &it.table) {
        let why = format!(
            "{name} of {table} points to it: what that protects is lost with the table. Drop the foreign key first, knowingly."
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let leaving = Leaving {
        target: &target,
        column: None,
        released: format!("No release that runs uses {}.", it.table),
    };
    if let Some((parent, back)) = detached_first(request, &target) {
        detach(&mut draft, &leaving, &parent, back);
    }
    leaving.foreign_keys(&mut draft);
    drop(&mut draft, &leaving, it);
    let why = format!(
        "The application lets go of {} first; its foreign keys go one at a time, because each locks another table; the table goes last, after a backup.",
        it.table
    );
    Some(draft.finish(STRATEGY.name, why))
}

/// A foreign key of another table to this one, by the table and its name.
fn pointing_to(request: &Request<'_>, table: &QualifiedName) -> Option<(QualifiedName, String)> {
    let this = key(table);
    request.before.tables.values().find_map(|table| {
        let mut all = table.constraints.iter();
        let found = all.find(|it| {
            matches!(&it.constraint.kind, ConstraintKind::ForeignKey { references, .. }
                if key(&references.table) == this && key(&table.name) != this)
        });
        found.map(|it| (table.name.clone(), it.name.clone()))
    })
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

fn detach(draft: &mut Draft<'_>, leaving: &Leaving<'_>, parent: &QualifiedName, back: Vec<String>) {
    let target = leaving.target;
    draft.deploy(
        Phase::Contract,
        &["detach", target.stem()],
        format!(
            "Detaches {} while everybody reads and writes {parent}; runs outside any transaction.",
            target.name
        ),
    );
    draft.after_release(leaving.released.clone());
    draft.run(
        Work::new(
            format!("Detach {}", target.name),
            vec![format!(
                "ALTER TABLE {} DETACH PARTITION {} CONCURRENTLY",
                parent.to_sql(),
                target.sql
            )],
            back,
        )
        .alone(Cost::Lock, None),
    );
}

fn drop(draft: &mut Draft<'_>, leaving: &Leaving<'_>, it: &DropTable) {
    let target = leaving.target;
    draft.deploy(
        Phase::Contract,
        &["drop", target.stem()],
        format!("Drops {}; what it held is in the backup only.", it.table),
    );
    draft.after_release(leaving.released.clone());
    draft.breaks(
        "dropping_table",
        &it.table,
        None,
        "Released code no longer uses the table; it was let go of before this migration.",
    );
    let undo = restore::table(draft, target, it);
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
            vec![format!("DROP TABLE {exists}{}{cascade}", target.sql)],
            undo,
        )
        .restores(restores),
    );
}
