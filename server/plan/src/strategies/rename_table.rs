//! A table's name, with a view under the old one while code moves over.

use model::Operation;

use crate::draft::{Draft, Work};
use crate::sql::sibling;
use crate::{Outcome, Phase, Plan, Request, Strategy, stand_in};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "rename-table",
    since: "0.1.0",
    docs: include_str!("rename_table.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::RenameTable(it) = request.operation()? else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let postgres = request.context.postgres.0;
    if let Some(why) = stand_in::obstacle(&target, postgres) {
        let why = format!(
            "{why} Keep the table's name, and give the model another one in the application."
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let (old, to) = (it.table.to_sql(), it.to.to_sql());
    let new = sibling(&it.table, it.to.as_str());
    let name = it.table.name.to_sql();
    draft.deploy(
        Phase::Expand,
        &["rename", &it.table.name.text, "to", it.to.as_str()],
        format!(
            "{} is called {} from now on; a view keeps the old name alive.",
            it.table, it.to
        ),
    );
    draft.breaks(
        "dropping_table",
        &it.table,
        None,
        "A view of the old name, made in the same transaction, takes reads, inserts, updates and deletes.",
    );
    let mut sql = vec![format!("ALTER TABLE {old} RENAME TO {to}")];
    let view = stand_in::view(&target, &old, &new.to_sql(), None, postgres);
    sql.extend(view.iter().cloned());
    let mut work = Work::new(
        format!("Rename {} and leave a view in its place", it.table),
        sql,
        vec![
            format!("DROP VIEW {old}"),
            format!("ALTER TABLE {} RENAME TO {name}", new.to_sql()),
        ],
    );
    work.precheck = stand_in::prechecks(&target, postgres);
    draft.run(work);
    draft.deploy(
        Phase::Contract,
        &["drop", "view", &it.table.name.text],
        format!("Drops the view {}.", it.table),
    );
    draft.after_release(format!(
        "Every release that runs uses {}, not {}.",
        it.to, it.table
    ));
    draft.breaks(
        "dropping_table",
        &it.table,
        None,
        "Released code uses the new name.",
    );
    draft.run(Work::new(
        format!("Drop the view {}", it.table),
        vec![format!("DROP VIEW {old}")],
        view,
    ));
    let why = "The table is renamed and a view takes its old name in the same transaction, so that old and new code both work; the view goes when no code uses it. TRUNCATE and new foreign keys need the table's own name.";
    Some(draft.finish(STRATEGY.name, why))
}
