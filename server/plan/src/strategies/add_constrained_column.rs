//! A new nullable column with a check, a key or a reference written on it.

use model::Operation;

use crate::column::{self, Fill};
use crate::draft::Draft;
use crate::{Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-constrained-column",
    since: "0.1.0",
    docs: include_str!("add_constrained_column.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddColumn(it) = request.operation()? else {
        return None;
    };
    let column = &it.column;
    let constrained = column.check.is_some()
        || column.unique
        || column.references.is_some()
        || !it.constraints.is_empty();
    if column.is_not_null() || column.generated.is_some() || !constrained {
        return None;
    }
    let mut draft = Draft::new(request);
    column::add(&mut draft, it, Fill::Constant);
    let why = format!(
        "{}.{} comes bare, which is instant; what is written on it follows in forms that read the rows while everybody works.",
        it.table, column.name
    );
    Some(draft.finish(STRATEGY.name, why))
}
