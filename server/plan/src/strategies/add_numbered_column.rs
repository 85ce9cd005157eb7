//! A new column that numbers the rows: serial, or an identity.

use model::Operation;

use crate::column::{self, Fill};
use crate::draft::Draft;
use crate::{Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-numbered-column",
    since: "0.1.0",
    docs: include_str!("add_numbered_column.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddColumn(it) = request.operation()? else {
        return None;
    };
    if !column::numbered(&it.column) {
        return None;
    }
    let mut draft = Draft::new(request);
    column::add(&mut draft, it, Fill::Default);
    let why = format!(
        "{}.{} comes empty, a sequence numbers new rows from then on and the others in batches, so that the table is not rewritten; then the column is checked while everybody works, and becomes what was asked for.",
        it.table, it.column.name
    );
    Some(draft.finish(STRATEGY.name, why))
}
