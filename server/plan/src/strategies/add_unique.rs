//! A UNIQUE constraint on a table with rows.

use model::Operation;
use model::operation::ConstraintKind;

use crate::draft::Draft;
use crate::target::texts;
use crate::{Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-unique",
    since: "0.1.0",
    docs: include_str!("add_unique.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddConstraint(it) = request.operation()? else {
        return None;
    };
    let ConstraintKind::Unique {
        columns,
        using_index: None,
        nulls_not_distinct,
    } = &it.constraint.kind
    else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    if target.partitioned() || it.constraint.deferrable {
        return None;
    }
    let keys = texts(columns);
    let name = it.constraint.name.as_ref().map(|it| it.text.clone());
    let name = name.unwrap_or_else(|| {
        let stem = format!("{}_{}", target.stem(), keys.join("_"));
        names::constraint(&draft.catalog, target.table.as_ref(), &stem, "key")
    });
    pieces::key_using_index(
        &mut draft,
        &it.table,
        &name,
        &keys,
        false,
        *nulls_not_distinct,
    );
    let why = "The unique index is built while everybody reads and writes; the constraint then takes it over without reading a row.";
    Some(draft.finish(STRATEGY.name, why))
}
