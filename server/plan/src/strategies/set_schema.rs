//! A table in another schema, with a view in the old one while code moves over.

use model::operation::{ObjectKind, Operation, Other};
use model::{Name, QualifiedName};

use crate::draft::{Draft, Work};
use crate::{Outcome, Phase, Plan, Request, Strategy, stand_in};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "set-schema",
    since: "0.1.0",
    docs: include_str!("set_schema.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::SetSchema {
        kind: ObjectKind::Table,
        name,
        schema,
    }) = request.operation()?
    else {
        return None;
    };
    let mut draft = Draft::new(request);
    let old = name.to_sql();
    let to = QualifiedName::new(Some(schema.clone()), name.name.clone());
    let new = to.to_sql();
    let home = name
        .schema
        .clone()
        .unwrap_or_else(|| Name::generated("public"));
    let target = draft.target(name);
    let postgres = request.context.postgres.0;
    if let Some(why) = stand_in::obstacle(&target, postgres) {
        let why = format!("{why} Leave the table in its schema, or make a window for the move.");
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let view = stand_in::view(&target, &old, &new, None, postgres);
    draft.deploy(
        Phase::Expand,
        &["move", &name.name.text, "to", schema.as_str()],
        format!("{name} is in {schema} from now on; a view keeps the old name alive."),
    );
    draft.breaks(
        "dropping_table",
        name,
        None,
        "A view of the old name, made in the same transaction, takes reads, inserts, updates and deletes.",
    );
    let mut sql = vec![format!("ALTER TABLE {old} SET SCHEMA {}", schema.to_sql())];
    sql.extend(view.iter().cloned());
    let mut work = Work::new(
        format!("Move {name} and leave a view in its place"),
        sql,
        vec![
            format!("DROP VIEW {old}"),
            format!("ALTER TABLE {new} SET SCHEMA {}", home.to_sql()),
        ],
    );
    work.precheck = stand_in::prechecks(&target, postgres);
    draft.run(work);
    draft.deploy(
        Phase::Contract,
        &["drop", "view", &name.name.text],
        format!("Drops the view {name}."),
    );
    draft.after_release(format!(
        "Every release that runs says {to}, or has {schema} in its search_path, and may use the schema."
    ));
    draft.breaks(
        "dropping_table",
        name,
        None,
        "Released code uses the table in its new schema.",
    );
    draft.run(Work::new(
        format!("Drop the view {name}"),
        vec![format!("DROP VIEW {old}")],
        view,
    ));
    let why = format!(
        "The table moves and a view takes its place in the same transaction, so that old and new code both work; the view goes when no code uses it. Grant USAGE on {schema} to the application's roles before; TRUNCATE and new foreign keys need the table itself."
    );
    Some(draft.finish(STRATEGY.name, why))
}
