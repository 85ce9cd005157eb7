//! A column's name, by way of a view that shows the table with both names.

use model::Operation;
use model::name::quote_identifier;

use crate::draft::{Draft, Work};
use crate::sql::{literal, regclass, sibling};
use crate::stand_in::{self, Renamed};
use crate::target::Target;
use crate::{Outcome, Phase, Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "rename-column-view",
    since: "0.1.0",
    docs: include_str!("rename_column_view.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::RenameColumn(it) = request.operation()? else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let postgres = request.context.postgres.0;
    if let Some(why) = stand_in::obstacle(&target, postgres) {
        let why = format!(
            "{why} Keep the name in the database, and give the attribute another one in the application."
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let inherits = |it: &model::catalog::Table| it.is_partition || !it.parents.is_empty();
    if target.table.as_ref().is_some_and(inherits) {
        let why = format!(
            "{0} inherits {1}: rename it in the parent, which renames it everywhere.",
            it.table, it.column
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let (from, to) = (it.column.as_str(), it.to.as_str());
    let renamed = Renamed { from, to };
    let base = names::relation(&draft.catalog, target.stem(), "base");
    let full = sibling(&it.table, &base);
    let (table, own) = (&target.sql, it.table.name.to_sql());
    let (under, short) = (full.to_sql(), quote_identifier(&base));
    let (old, new) = (quote_identifier(from), quote_identifier(to));
    let view = stand_in::view(&target, table, &under, Some(renamed), postgres);
    draft.deploy(
        Phase::Expand,
        &["rename", target.stem(), from, "to", to],
        format!(
            "{}.{from} is called {to} from now on; a view in the table's place shows both names.",
            it.table
        ),
    );
    draft.breaks(
        "dropping_table",
        &it.table,
        None,
        "A view of the same name, made in the same transaction, takes reads, inserts, updates and deletes.",
    );
    draft.breaks(
        "dropping_column",
        &it.table,
        Some(from),
        format!("The view shows the column as {from} and as {to}."),
    );
    let mut sql = vec![
        format!("ALTER TABLE {table} RENAME COLUMN {old} TO {new}"),
        format!("ALTER TABLE {table} RENAME TO {short}"),
    ];
    sql.extend(view.iter().cloned());
    let mut work = Work::new(
        format!("Rename {}.{from}, and let a view show both names", it.table),
        sql,
        vec![
            format!("DROP VIEW {table}"),
            format!("ALTER TABLE {under} RENAME TO {own}"),
            format!("ALTER TABLE {table} RENAME COLUMN {new} TO {old}"),
        ],
    )
    .precheck(pieces::exists(&full))
    .precheck(functions(&target, from))
    .precheck(published(&target));
    work.precheck.extend(stand_in::prechecks(&target, postgres));
    draft.run(work);
    draft.deploy(
        Phase::Contract,
        &["drop", "view", target.stem()],
        format!("Gives {} its own name back, without {from}.", it.table),
    );
    draft.after_release(format!(
        "No release that runs, and none that may be rolled back to, uses {}.{from}.",
        it.table
    ));
    draft.breaks(
        "dropping_column",
        &it.table,
        Some(from),
        format!("Released code uses {to}."),
    );
    let mitigation = "Code says the view's name, which the table takes in the same transaction.";
    draft.breaks("dropping_table", &it.table, None, mitigation);
    draft.breaks("dropping_table", &full, None, mitigation);
    let mut undo = vec![format!("ALTER TABLE {table} RENAME TO {short}")];
    undo.extend(view);
    draft.run(Work::new(
        format!("Drop the view, and give {} its name back", it.table),
        vec![
            format!("DROP VIEW {table}"),
            format!("ALTER TABLE {under} RENAME TO {own}"),
        ],
        undo,
    ));
    let why = format!(
        "The column is renamed, and a view in the table's place shows {from} and {to}, in one short transaction; in another one the table gets its name back. No row is copied, so it fits large tables and columns that nothing can stand in for. Until the second deploy TRUNCATE, COPY into the table, ON CONFLICT ON CONSTRAINT, new foreign keys and changes of the schema need {base}."
    );
    Some(draft.finish(STRATEGY.name, why))
}

/// Functions of the table's triggers that say the old name: they see the table, not the view.
fn functions(target: &Target, column: &str) -> String {
    let plain = column
        .chars()
        .all(|it| it.is_ascii_alphanumeric() || it == '_');
    let mentions = if plain {
        format!("prosrc ~* '\\m{column}\\M'")
    } else {
        format!("position({} IN prosrc) > 0", literal(column))
    };
    format!(
        "SELECT proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = {} AND NOT tgisinternal AND {mentions}",
        regclass(&target.name)
    )
}

/// Subscribers look for the table and its columns by their names; of a partitioned table, for those
/// of its partitions.
fn published(target: &Target) -> String {
    let table = regclass(&target.name);
    format!(
        "SELECT pubname FROM pg_publication_tables WHERE to_regclass(format('%I.%I', schemaname, tablename)) IN (SELECT {table} UNION ALL SELECT relid FROM pg_partition_tree({table}))"
    )
}
