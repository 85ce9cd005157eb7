//! An UPDATE of many rows.

use model::catalog::key;
use model::name::quote_identifier;
use model::operation::{BulkUpdate, Shape};
use model::{Operation, QualifiedName};

use crate::batch::Assignment;
use crate::draft::{Backfill, Draft};
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "bulk-update",
    since: "0.1.0",
    docs: include_str!("bulk_update.md"),
    expand,
};

/// Why rows of a view are not changed in batches; `None` for a table.
pub(super) fn of_view(request: &Request<'_>, name: &QualifiedName) -> Option<Plan> {
    let view = request.before.objects.views.contains_key(&key(name));
    let why = format!(
        "{name} is a view, and rows are told apart by the key of the table below it. Change that table instead, in batches."
    );
    view.then(|| request.outcome(Outcome::NoOnlineWay, why))
}

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::BulkUpdate(it) = request.operation()? else {
        return None;
    };
    if model::lower::is_version_table(it.table.name.as_str()) {
        return None;
    }
    if it.batch_size.is_some() || !it.reads.is_empty() || !repeatable(it) {
        return None;
    }
    if let Some(none) = of_view(request, &it.table) {
        return Some(none);
    }
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let differs: Vec<String> = it
        .set
        .iter()
        .map(|(column, value)| {
            let column = quote_identifier(column.as_str());
            if value.shape == Shape::Null {
                format!("{column} IS NOT NULL")
            } else {
                format!("{column} IS DISTINCT FROM {}", value.text)
            }
        })
        .collect();
    let differs = match differs.as_slice() {
        [only] => only.clone(),
        many => format!("({})", many.join(" OR ")),
    };
    let pending = match &it.filter {
        Some(filter) => format!("({}) AND {differs}", filter.text),
        None => differs,
    };
    let first = it.set.first().map_or("rows", |(column, _)| column.as_str());
    draft.backfill(
        Phase::Migrate,
        &["update", target.stem(), first],
        Backfill {
            title: format!("Update {}.{first}", it.table),
            note: None,
            target: &target,
            set: it
                .set
                .iter()
                .map(|(column, value)| Assignment::new(column.as_str(), &value.text, &pending))
                .collect(),
            precheck: Vec::new(),
            verify: Vec::new(),
            undo: Vec::new(),
            restores: Restores::Schema,
        },
    );
    let why = "The rows are updated in batches, each committed on its own, so that no row stays locked for long; only rows that still differ are touched, so it can be stopped and taken up again.";
    Some(draft.finish(STRATEGY.name, why))
}

/// Running it twice is the same as running it once: no value depends on a column that it sets,
/// and none differs from call to call.
fn repeatable(it: &BulkUpdate) -> bool {
    it.set.iter().all(|(_, value)| {
        value.functions.is_empty()
            && !value.subquery
            && value.shape != Shape::Broken
            && !it
                .set
                .iter()
                .any(|(column, _)| value.columns.contains(&column.text))
    }) && it
        .filter
        .as_ref()
        .is_none_or(|it| !it.subquery && it.functions.is_empty())
}
