//! A unique index on a table with rows.

use model::operation::Operation;

use crate::draft::Draft;
use crate::{Plan, Request, Strategy, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "create-unique-index",
    since: "0.1.0",
    docs: include_str!("create_unique_index.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddIndex(it) = request.operation()? else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    if !it.unique || it.concurrently || target.partitioned() {
        return None;
    }
    let index = super::create_index::named(&draft, it);
    pieces::build_index(&mut draft, &index);
    draft.first_after_release(format!(
        "No release that runs writes a second row with the same key into {}.",
        it.table
    ));
    let why = "Rows that share a key are looked for first; then the index is built CONCURRENTLY, which keeps nobody from writing, and refuses such rows before it is finished.";
    Some(draft.finish(STRATEGY.name, why))
}
