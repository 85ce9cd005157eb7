//! A new column that is computed from others and stored.

use model::Operation;

use crate::column::{self, Fill};
use crate::draft::Draft;
use crate::{Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-generated-column",
    since: "0.1.0",
    docs: include_str!("add_generated_column.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddColumn(it) = request.operation()? else {
        return None;
    };
    let generated = it.column.generated.as_ref()?;
    if generated.stored != Some(true) || it.column.ty.is_none() {
        return None;
    }
    let mut draft = Draft::new(request);
    column::add(&mut draft, it, Fill::Computed);
    let name = format!("{}.{}", it.table, it.column.name);
    let mut why = format!(
        "A trigger computes {name} for rows that are written, and batches fill the others, so that the table is not rewritten; PostgreSQL cannot make a column GENERATED afterwards, so the trigger stays in its place."
    );
    if request.context.postgres.0 >= 18 {
        why.push_str(
            " If it need not be stored or indexed: a VIRTUAL generated column is added in a moment.",
        );
    }
    Some(draft.finish(STRATEGY.name, why))
}
