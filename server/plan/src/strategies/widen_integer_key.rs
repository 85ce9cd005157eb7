//! An integer key that is running out of numbers.

use model::Operation;
use model::operation::ColumnAction;
use model::types::BaseType;

use crate::draft::Draft;
use crate::retype::{Said, both_integers, second_column};
use crate::{Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "widen-integer-key",
    since: "0.1.0",
    docs: include_str!("widen_integer_key.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AlterColumn(it) = request.operation()? else {
        return None;
    };
    let ColumnAction::Type {
        ty, using: None, ..
    } = &it.action
    else {
        return None;
    };
    let draft = Draft::new(request);
    let target = draft.target(&it.table);
    let name = it.column.as_str();
    let from = target.column(name).and_then(|it| it.ty.as_ref())?;
    let key = target.primary_key().iter().any(|it| it == name);
    let wider = both_integers(from, ty) && ty.base == BaseType::BigInt;
    if !key || !wider {
        return None;
    }
    let mut children: Vec<String> = Vec::new();
    for (table, constraint) in crate::carry::inbound(&draft.catalog, &target, name) {
        if let model::operation::ConstraintKind::ForeignKey { columns, .. } =
            &constraint.constraint.kind
        {
            children.extend(columns.iter().map(|it| format!("{table}.{it}")));
        }
    }
    let note = (!children.is_empty()).then(|| {
        format!(
            "What refers to it needs a plan of its own before the numbers outgrow it: {}.",
            children.join(", ")
        )
    });
    let said = Said {
        strategy: STRATEGY.name,
        note,
        ..Said::default()
    };
    second_column(request, &said)
}
