//! An enum's label under another name.

use model::Operation;
use model::operation::EnumAction;

use crate::batch::Assignment;
use crate::draft::{Backfill, Draft, Work};
use crate::sql::literal;
use crate::{Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "rename-enum-value",
    since: "0.1.0",
    docs: include_str!("rename_enum_value.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AlterEnum(it) = request.operation()? else {
        return None;
    };
    let EnumAction::RenameValue { from, to } = &it.action else {
        return None;
    };
    let mut draft = Draft::new(request);
    let (name, old, new) = (
        it.name.to_sql(),
        literal(from.as_str()),
        literal(to.as_str()),
    );
    let stem = it.name.name.text.clone();
    draft.deploy(
        Phase::Expand,
        &["add", &stem, "value", to.as_str()],
        format!("Adds {new} to {} beside {old}.", it.name),
    );
    draft.after_release(format!(
        "Every release that reads {} takes {new} for the same as {old}.",
        it.name
    ));
    draft.run(
        Work::new(
            format!("Add {new} to {}", it.name),
            vec![format!(
                "ALTER TYPE {name} ADD VALUE IF NOT EXISTS {new} AFTER {old}"
            )],
            Vec::new(),
        )
        .verify(format!(
            "SELECT {new} WHERE NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype({}) AND enumlabel = {new})",
            literal(&name)
        ))
        .restores(Restores::Nothing),
    );
    let catalog = request.before;
    let users: Vec<_> = catalog
        .columns_of_type(&it.name)
        .map(|(_, table, column)| (table.name.clone(), column.clone()))
        .collect();
    for (table, column) in &users {
        let target = draft.target(table);
        let (at, col) = (target.sql.clone(), column.to_sql());
        let default = target
            .column(column.as_str())
            .and_then(|it| it.default.clone());
        let shifts = default.is_some_and(
            |it| matches!(&it.shape, model::operation::Shape::Literal(text) if *text == from.text),
        );
        if shifts {
            draft.deploy(
                Phase::Migrate,
                &["default", target.stem(), column.as_str()],
                format!("New rows of {table} hold {new} where they held {old}."),
            );
            draft.run(Work::new(
                format!("Make {new} the default of {table}.{column}"),
                vec![format!(
                    "ALTER TABLE {at} ALTER COLUMN {col} SET DEFAULT {new}"
                )],
                vec![format!(
                    "ALTER TABLE {at} ALTER COLUMN {col} SET DEFAULT {old}"
                )],
            ));
        }
        draft.backfill(
            Phase::Migrate,
            &["update", target.stem(), column.as_str()],
            Backfill {
                title: format!("Write {new} for {old} in {table}.{column}"),
                note: None,
                target: &target,
                set: vec![Assignment::new(
                    column.as_str(),
                    &new,
                    &format!("{col} = {old}"),
                )],
                precheck: Vec::new(),
                verify: Vec::new(),
                undo: vec![format!("UPDATE {at} SET {col} = {old} WHERE {col} = {new}")],
                restores: Restores::Schema,
            },
        );
        draft.after_release(format!(
            "Every release that runs writes {new} to {table}.{column}, never {old}."
        ));
    }
    let mut why = format!(
        "A rename is instant, and in the same instant code that reads or writes {old} fails. {new} is added instead, code takes both, writes the new one, and the rows follow in batches; {old} stays in the type, unused."
    );
    if users.is_empty() {
        why.push_str(" No column of the type is known here: update the rows of each in batches.");
    }
    Some(draft.finish(STRATEGY.name, why))
}
