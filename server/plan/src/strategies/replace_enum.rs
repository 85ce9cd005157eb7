//! An enum without one of its labels, or with its labels in another order.

use model::operation::{ColumnAction, EnumAction};
use model::{Name, Operation, QualifiedName};

use crate::draft::Draft;
use crate::enum_swap::{self, EnumSwap, Wanted};
use crate::{Outcome, Plan, Request, Strategy, names};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "replace-enum",
    since: "0.1.0",
    docs: include_str!("replace_enum.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let wanted = removal(request).or_else(|| rewritten(request))?;
    let name = wanted.name.clone();
    let types = EnumSwap::new(request.before, wanted)?;
    let mut draft = Draft::new(request);
    if let Some(why) = types.obstacle(&draft) {
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    types.create(&mut draft);
    let columns = types.add_columns(&mut draft);
    let left = types.swap(&mut draft, &columns);
    types.contract(&mut draft, &columns, &left);
    let why = format!(
        "PostgreSQL takes no label from an enum. A second type has the labels that stay; every column of {name} gets a second one of that type, kept in step and filled, and types and columns change names in one short transaction."
    );
    Some(draft.finish(STRATEGY.name, why))
}

/// The YAML form's removal of a label.
fn removal(request: &Request<'_>) -> Option<Wanted> {
    let Operation::AlterEnum(it) = request.operation()? else {
        return None;
    };
    let EnumAction::RemoveValue { value } = &it.action else {
        return None;
    };
    let known = enum_swap::labels(request.before, &it.name)?;
    let stay = known.iter().filter(|it| **it != value.text);
    Some(Wanted {
        aside: names::data_type(request.before, &it.name.name.text, "old"),
        name: it.name.clone(),
        labels: stay.cloned().collect(),
        columns: users(request, &it.name),
    })
}

/// The statements that people write: the type stands aside, a new one takes its name, the columns
/// are cast, the old one goes.
fn rewritten(request: &Request<'_>) -> Option<Wanted> {
    let operations = request.operations();
    let [
        Operation::AlterEnum(rename),
        Operation::CreateEnum(create),
        middle @ ..,
        Operation::DropEnum(drop),
    ] = operations.as_slice()
    else {
        return None;
    };
    let EnumAction::Rename { to } = &rename.action else {
        return None;
    };
    if rename.name != create.name || drop.name.name != *to {
        return None;
    }
    let mut columns = Vec::new();
    for operation in middle {
        let Operation::AlterColumn(it) = operation else {
            return None;
        };
        let this = (it.table.clone(), it.column.clone());
        // The default is carried over all the same.
        if matches!(
            it.action,
            ColumnAction::SetDefault(_) | ColumnAction::DropDefault
        ) {
            continue;
        }
        let ColumnAction::Type { ty, .. } = &it.action else {
            return None;
        };
        if !request.before.is_type(ty, &create.name) || columns.contains(&this) {
            return None;
        }
        columns.push(this);
    }
    let known = users(request, &create.name);
    // A column that is left out would keep the old type, and DROP TYPE fail.
    let all = known.iter().all(|(table, column)| {
        columns
            .iter()
            .any(|it| it.0.name == table.name && it.1 == *column)
    });
    all.then(|| Wanted {
        name: create.name.clone(),
        aside: to.text.clone(),
        labels: create.values.iter().map(|it| it.text.clone()).collect(),
        columns,
    })
}

/// The columns of the type.
fn users(request: &Request<'_>, name: &QualifiedName) -> Vec<(QualifiedName, Name)> {
    let all = request.before.columns_of_type(name);
    all.map(|(_, table, column)| (table.name.clone(), column.clone()))
        .collect()
}
