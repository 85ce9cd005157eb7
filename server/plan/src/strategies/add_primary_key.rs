//! A PRIMARY KEY on a table with rows.

use model::Operation;
use model::operation::ConstraintKind;

use crate::draft::Draft;
use crate::target::texts;
use crate::{Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-primary-key",
    since: "0.1.0",
    docs: include_str!("add_primary_key.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddConstraint(it) = request.operation()? else {
        return None;
    };
    let ConstraintKind::PrimaryKey {
        columns,
        using_index: None,
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
    for key in &keys {
        if !target.not_null(key) {
            pieces::not_null(&mut draft, &it.table, key);
        }
    }
    let name = it.constraint.name.as_ref().map(|it| it.text.clone());
    let name = name.unwrap_or_else(|| {
        names::constraint(&draft.catalog, target.table.as_ref(), target.stem(), "pkey")
    });
    pieces::key_using_index(&mut draft, &it.table, &name, &keys, true, false);
    let why = "The columns become NOT NULL without a scan, the unique index is built while everybody reads and writes, and the key takes it over without reading a row.";
    Some(draft.finish(STRATEGY.name, why))
}
