//! A column that goes, after the application has let go of it.

use model::Operation;
use model::operation::DropColumn;

use super::drop_index;
use crate::draft::{Draft, Work};
use crate::leave::Leaving;
use crate::restore::Gone;
use crate::sql::sibling;
use crate::target::mentions;
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy, carry};

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
    if !it.cascade
        && let Some((_, constraint)) = carry::inbound(&draft.catalog, &target, name).first()
    {
        let why = format!(
            "The foreign key {} points to it. Drop that first, with a plan of its own.",
            constraint.name
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let gone = Gone::of(&draft, &target, name);
    let leaving = Leaving {
        target: &target,
        column: Some(name),
        released: format!(
            "No release that runs reads or writes {}.{name}, by name or by SELECT *.",
            it.table
        ),
    };
    if gone.required && !target.primary_key().iter().any(|it| it == name) {
        let_go(&mut draft, it, &gone);
    }
    leaving.foreign_keys(&mut draft);
    indexes(&mut draft, &leaving, name);
    drop(&mut draft, &leaving, it, &gone);
    let why = format!(
        "The application lets go of {}.{name} first; the database lets INSERTs leave it out, drops its indexes without stopping anybody, and the column last, after a backup.",
        it.table
    );
    Some(draft.finish(STRATEGY.name, why))
}

fn let_go(draft: &mut Draft<'_>, it: &DropColumn, gone: &Gone) {
    let (at, col) = (it.table.to_sql(), it.column.to_sql());
    let (table, name) = (&it.table, it.column.as_str());
    draft.deploy(
        Phase::Expand,
        &["release", &table.name.text, name],
        format!("Lets code insert into {table} that no longer knows {name}."),
    );
    let (undo, restores) = if gone.lost() {
        (Vec::new(), Restores::Nothing)
    } else {
        let back = format!("ALTER TABLE {at} ALTER COLUMN {col} SET NOT NULL");
        (vec![back], Restores::SchemaAndData)
    };
    draft.run(
        Work::new(
            format!("Let INSERTs leave out {table}.{name}"),
            vec![format!("ALTER TABLE {at} ALTER COLUMN {col} DROP NOT NULL")],
            undo,
        )
        .restores(restores),
    );
}

fn indexes(draft: &mut Draft<'_>, leaving: &Leaving<'_>, column: &str) {
    let target = leaving.target;
    // PostgreSQL drops no index of a partitioned table CONCURRENTLY.
    if target.partitioned() {
        return;
    }
    let all = target.indexes().iter();
    for index in all.filter(|it| it.constraint.is_none() && mentions(it, column)) {
        let undo = vec![drop_index::rebuild(&target.name, index)];
        let name = sibling(&target.name, &index.name);
        drop_index::drop(draft, &name, undo, Restores::SchemaAndData);
        draft.after_release(leaving.released.clone());
    }
}

fn drop(draft: &mut Draft<'_>, leaving: &Leaving<'_>, it: &DropColumn, gone: &Gone) {
    let target = leaving.target;
    let (table, name) = (&it.table, it.column.as_str());
    draft.deploy(
        Phase::Contract,
        &["drop", target.stem(), name],
        format!("Drops {table}.{name}; what it held is in the backup only."),
    );
    draft.after_release(leaving.released.clone());
    draft.breaks(
        "dropping_column",
        table,
        Some(name),
        "Released code no longer uses the column; it was let go of before this migration.",
    );
    let undo = gone.back(target);
    let restores = if undo.is_empty() || gone.lost() {
        Restores::Nothing
    } else {
        Restores::Schema
    };
    let exists = if it.if_exists { "IF EXISTS " } else { "" };
    let cascade = if it.cascade { " CASCADE" } else { "" };
    draft.run(
        Work::new(
            format!("Drop {table}.{name}"),
            vec![format!(
                "ALTER TABLE {} DROP COLUMN {exists}{}{cascade}",
                target.sql,
                it.column.to_sql()
            )],
            undo,
        )
        .restores(restores),
    );
}
