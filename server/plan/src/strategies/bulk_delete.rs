//! A DELETE of many rows.

use model::Operation;

use crate::batch::{BATCH, Held, Rounds, Rows, chosen};
use crate::cost::Cost;
use crate::draft::{Batches, Draft};
use crate::{Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "bulk-delete",
    since: "0.1.0",
    docs: include_str!("bulk_delete.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::BulkDelete(it) = request.operation()? else {
        return None;
    };
    let subquery = it.filter.as_ref().is_some_and(|it| it.subquery);
    if it.batch_size.is_some() || (!it.reads.is_empty() && !subquery) {
        return None;
    }
    if let Some(none) = super::bulk_update::of_view(request, &it.table) {
        return Some(none);
    }
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let filter = it.filter.as_ref().map(|it| it.text.clone());
    emptying(&mut draft, &target, filter.as_deref());
    let mut why = "The rows are deleted in batches, each committed on its own, so that no lock is held for long; it can be stopped and taken up again. What is deleted is in the backup only.".to_owned();
    if let Some(child) = unindexed(&draft, &target) {
        why.push_str(&format!(
            " {child} refers to the rows without an index: each deleted row reads that table once, so build the index first."
        ));
    }
    Some(draft.finish(STRATEGY.name, why))
}

/// A deploy that deletes rows, or all of them, in batches.
pub(super) fn emptying(
    draft: &mut Draft<'_>,
    target: &crate::target::Target,
    filter: Option<&str>,
) {
    let table = &target.sql;
    let wanted = filter.map_or_else(String::new, |it| format!(" WHERE {it}"));
    let keys = target.primary_key();
    let chosen = chosen(&Rows::of(target), filter, Held::Delete);
    let title = format!("Delete rows of {}", target.name);
    draft.deploy(
        Phase::Contract,
        &["delete", target.stem(), "rows"],
        format!("{title} in batches of {BATCH}; what they held is in the backup only."),
    );
    draft.batches(Batches {
        title,
        rounds: Rounds::Statement(format!("DELETE FROM {table} WHERE {chosen}")),
        size: BATCH,
        whole: format!("DELETE FROM {table}{wanted}"),
        keys,
        cost: Cost::Deletion,
        rows: target.rows,
        precheck: Vec::new(),
        verify: vec![format!("SELECT 1 FROM {table}{wanted} LIMIT 1")],
        undo: Vec::new(),
        restores: Restores::Nothing,
    });
}

/// A referencing column of another table that no index begins with.
fn unindexed(draft: &Draft<'_>, target: &crate::target::Target) -> Option<String> {
    let keys = target.primary_key();
    let key = keys.first()?;
    crate::carry::inbound(&draft.catalog, target, key)
        .into_iter()
        .find_map(|(table, constraint)| {
            let model::operation::ConstraintKind::ForeignKey { columns, .. } =
                &constraint.constraint.kind
            else {
                return None;
            };
            let child = draft.target(&table);
            let columns = crate::target::texts(columns);
            let indexed = child.index_beginning_with(&columns).is_some()
                || child.primary_key().first() == columns.first();
            (!indexed).then(|| format!("{table} ({})", columns.join(", ")))
        })
}
