//! A new column that must hold a value in every row.

use model::Operation;

use crate::column::{self, Fill};
use crate::draft::Draft;
use crate::{Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-required-column",
    since: "0.1.0",
    docs: include_str!("add_required_column.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddColumn(it) = request.operation()? else {
        return None;
    };
    if !it.column.is_not_null() || it.column.generated.is_some() {
        return None;
    }
    let numbered = column::numbered(&it.column);
    // A default that is computed row by row makes PostgreSQL rewrite the table.
    let computed = numbered || request.facts().rewrite != Some(false);
    let fill = match (&it.column.default, computed) {
        (None, _) if !numbered => Fill::Placeholder,
        (_, true) => Fill::Default,
        (_, false) => Fill::Constant,
    };
    let mut draft = Draft::new(request);
    let value = column::add(&mut draft, it, fill);
    let name = format!("{}.{}", it.table, it.column.name);
    let why = match (fill, value) {
        (Fill::Placeholder, Some(value)) => format!(
            "{name} comes nullable with the placeholder default {value}, is filled in batches, checked while everybody works, and becomes NOT NULL without a scan; put the value that existing rows should hold into the backfill."
        ),
        (_, None) => format!(
            "{name} comes nullable; the application fills it, because nobody but its author knows the values; then it is checked while everybody works and becomes NOT NULL without a scan."
        ),
        _ => format!(
            "{name} comes nullable, is filled in batches, checked while everybody works, and becomes NOT NULL without a scan."
        ),
    };
    Some(draft.finish(STRATEGY.name, why))
}
