//! A CHECK on a table with rows.

use model::Operation;
use model::operation::ConstraintKind;

use crate::draft::Draft;
use crate::{Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-check",
    since: "0.1.0",
    docs: include_str!("add_check.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddConstraint(it) = request.operation()? else {
        return None;
    };
    let mut constraint = it.constraint.clone();
    let (violations, stem) = match &constraint.kind {
        ConstraintKind::Check { expression } => {
            let stem = match expression.columns.as_slice() {
                [only] => format!("{}_{only}", it.table.name.text),
                _ => it.table.name.text.clone(),
            };
            (
                pieces::check_violations(&it.table.to_sql(), &expression.text),
                stem,
            )
        }
        ConstraintKind::NotNull { column } => {
            let mut draft = Draft::new(request);
            pieces::not_null(&mut draft, &it.table, column.as_str());
            let why = "NOT NULL is declared for new rows first, and the existing ones are checked under a lock that lets everybody read and write.";
            return Some(draft.finish(STRATEGY.name, why));
        }
        ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::ForeignKey { .. }
        | ConstraintKind::Exclusion { .. }
        | ConstraintKind::Unknown(_) => return None,
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    if constraint.name.is_none() {
        let name = names::constraint(&draft.catalog, target.table.as_ref(), &stem, "check");
        constraint.name = Some(model::Name::generated(name));
    }
    pieces::validated_later(&mut draft, &it.table, &constraint, Some(violations));
    let why = "The check holds for new rows at once; the existing ones are read in a second step, under a lock that lets everybody read and write.";
    Some(draft.finish(STRATEGY.name, why))
}
