//! An index on a table with rows.

use model::Name;
use model::operation::{AddIndex, Operation};

use crate::draft::Draft;
use crate::{Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "create-index",
    since: "0.1.0",
    docs: include_str!("create_index.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddIndex(it) = request.operation()? else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    if it.concurrently || target.partitioned() {
        return None;
    }
    let index = named(&draft, it);
    pieces::build_index(&mut draft, &index);
    let why = "Built CONCURRENTLY, the index keeps nobody from writing; what a failed attempt leaves behind is looked for first.";
    Some(draft.finish(STRATEGY.name, why))
}

/// The index with the name that PostgreSQL would give it.
pub(super) fn named(draft: &Draft<'_>, it: &AddIndex) -> AddIndex {
    let name = it.name.clone().unwrap_or_else(|| {
        let stem = format!("{}_{}", it.table.name.text, columns(it));
        Name::generated(names::relation(&draft.catalog, &stem, "idx"))
    });
    AddIndex {
        name: Some(name),
        ..it.clone()
    }
}

/// The keys as PostgreSQL names them: a column, a function, else `expr`.
pub(super) fn columns(index: &AddIndex) -> String {
    let mut names: Vec<&str> = index
        .keys
        .iter()
        .map(|it| match &it.column {
            Some(column) => column.as_str(),
            None => {
                let head = it.text.split('(').next().unwrap_or_default().trim();
                let plain =
                    !head.is_empty() && head.chars().all(|c| c.is_alphanumeric() || c == '_');
                if plain { head } else { "expr" }
            }
        })
        .collect();
    names.extend(index.include.iter().map(Name::as_str));
    names.join("_")
}
