//! The default of a column that must hold a value.

use model::Operation;
use model::operation::ColumnAction;

use crate::draft::{Draft, Work};
use crate::{Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "drop-default",
    since: "0.1.0",
    docs: include_str!("drop_default.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AlterColumn(it) = request.operation()? else {
        return None;
    };
    if !matches!(it.action, ColumnAction::DropDefault) {
        return None;
    }
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let name = it.column.as_str();
    let (at, col) = (&target.sql, it.column.to_sql());
    let default = target.column(name).and_then(|it| it.default.as_ref());
    let undo: Vec<String> = default
        .map(|it| {
            format!(
                "ALTER TABLE {at} ALTER COLUMN {col} SET DEFAULT {}",
                it.text
            )
        })
        .into_iter()
        .collect();
    let restores = if undo.is_empty() {
        Restores::Nothing
    } else {
        Restores::SchemaAndData
    };
    draft.deploy(
        Phase::Contract,
        &["drop", target.stem(), name, "default"],
        format!("Drops the default of {}.{name}.", it.table),
    );
    draft.after_release(format!("Every INSERT into {} names {name}.", it.table));
    draft.breaks(
        "constraint_removal",
        &it.table,
        Some(name),
        "Released code names the column in every INSERT.",
    );
    draft.run(
        Work::new(
            format!("Drop the default of {}.{name}", it.table),
            vec![format!("ALTER TABLE {at} ALTER COLUMN {col} DROP DEFAULT")],
            undo,
        )
        .restores(restores),
    );
    let why = format!(
        "Dropping the default is instant; INSERTs that leave {name} out fail from then on, so the code that names it is released first."
    );
    Some(draft.finish(STRATEGY.name, why))
}
