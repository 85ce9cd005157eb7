//! A new nullable column whose values are computed row by row.

use model::Operation;

use crate::column::{self, Fill};
use crate::draft::Draft;
use crate::{Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-column-with-volatile-default",
    since: "0.1.0",
    docs: include_str!("add_column_with_volatile_default.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddColumn(it) = request.operation()? else {
        return None;
    };
    let plain = !it.column.is_not_null() && it.column.generated.is_none();
    if !plain || it.column.default.is_none() || request.facts().rewrite == Some(false) {
        return None;
    }
    let mut draft = Draft::new(request);
    column::add(&mut draft, it, Fill::Default);
    let why = format!(
        "{}.{} comes without its default, which is then set for new rows and filled in batches for the others, so that nothing is rewritten.",
        it.table, it.column.name
    );
    Some(draft.finish(STRATEGY.name, why))
}
