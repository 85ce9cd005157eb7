//! A column's type, by way of a second column.

use model::operation::ColumnAction;
use model::types::{BaseType, ColumnType};

use crate::retype::{Said, retype, second_column};
use crate::{Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "change-column-type",
    since: "0.1.0",
    docs: include_str!("change_column_type.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let (it, _) = retype(request)?;
    let ColumnAction::Type { ty, .. } = &it.action else {
        return None;
    };
    // Alone these have ways of their own.
    let kept = |ty: &ColumnType| matches!(ty.base, BaseType::Timestamp | BaseType::TimestampTz);
    if request.operation().is_none() && kept(ty) {
        return None;
    }
    let said = Said {
        strategy: STRATEGY.name,
        ..Said::default()
    };
    second_column(request, &said)
}
