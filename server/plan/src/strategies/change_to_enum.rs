//! Text that becomes an enum.

use model::operation::{ColumnAction, Shape};
use model::types::BaseType;

use crate::draft::Draft;
use crate::retype::{Said, retype, second_column};
use crate::sql::literal;
use crate::{Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "change-to-enum",
    since: "0.1.0",
    docs: include_str!("change_to_enum.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let (it, _) = retype(request)?;
    let ColumnAction::Type { ty, using, .. } = &it.action else {
        return None;
    };
    let BaseType::Named(name) = &ty.base else {
        return None;
    };
    let draft = Draft::new(request);
    let bare = name.rsplit('.').next().unwrap_or(name);
    let enums = &draft.catalog.objects.enums;
    let labels = &enums.get(name).or_else(|| enums.get(bare))?.values;
    let target = draft.target(&it.table);
    let from = target
        .column(it.column.as_str())
        .and_then(|it| it.ty.as_ref())?;
    if from.array
        || !matches!(
            from.base,
            BaseType::Text | BaseType::Varchar | BaseType::Char
        )
    {
        return None;
    }
    let (at, col) = (&target.sql, it.column.to_sql());
    let list: Vec<String> = labels.iter().map(|it| literal(it)).collect();
    // A USING of one's own may do anything with the strange values.
    let plain = using.as_ref().is_none_or(
        |using| matches!(&using.shape, Shape::Column { name, .. } if *name == it.column.text),
    );
    let precheck = (plain && !list.is_empty()).then(|| {
        format!(
            "SELECT 1 FROM {at} WHERE {col} NOT IN ({}) LIMIT 1",
            list.join(", ")
        )
    });
    let note = format!(
        "A label cannot be taken from an enum again: where the list may still change, keep the text and add CHECK ({col} IN ({})) NOT VALID instead.",
        list.join(", ")
    );
    let said = Said {
        strategy: STRATEGY.name,
        precheck,
        note: Some(note),
        ..Said::default()
    };
    second_column(request, &said)
}
