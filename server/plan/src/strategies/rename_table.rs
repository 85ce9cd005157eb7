//! A table's name, with a view under the old one while code moves over.

use model::Operation;

use crate::draft::{Draft, Work};
use crate::sql::{literal, regclass, sibling};
use crate::target::Target;
use crate::{Outcome, Phase, Plan, Request, Strategy};

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
    if target.table.as_ref().is_some_and(|it| it.row_security) && request.context.postgres.0 < 15 {
        let why = "A view reads the table with its owner's eyes before PostgreSQL 15, past row level security. Keep the table's name, and give the model another one in the application.";
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
    let view = view(&target, &old, &new.to_sql());
    sql.extend(view.iter().cloned());
    draft.run(
        Work::new(
            format!("Rename {} and leave a view in its place", it.table),
            sql,
            vec![
                format!("DROP VIEW {old}"),
                format!("ALTER TABLE {} RENAME TO {name}", new.to_sql()),
            ],
        )
        .precheck(strangers(&target)),
    );
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

/// The view that stands in for the table: its defaults are its own, and so are its privileges.
fn view(target: &Target, old: &str, new: &str) -> Vec<String> {
    let Some(table) = &target.table else {
        return vec![format!("CREATE VIEW {old} AS SELECT * FROM {new}")];
    };
    let eyes = if table.row_security {
        " WITH (security_invoker = true)"
    } else {
        ""
    };
    let mut res = vec![format!("CREATE VIEW {old}{eyes} AS SELECT * FROM {new}")];
    for column in &table.columns {
        if let Some(default) = &column.default {
            res.push(format!(
                "ALTER VIEW {old} ALTER COLUMN {} SET DEFAULT {}",
                column.name.to_sql(),
                default.text
            ));
        }
    }
    // They name the table by what the view is called now.
    let privileges = |it: &&String| {
        let first = it.split_whitespace().next().unwrap_or_default();
        first.eq_ignore_ascii_case("grant") || first.eq_ignore_ascii_case("revoke")
    };
    res.extend(table.said.iter().filter(privileges).cloned());
    res
}

/// Roles that may use the table, beyond those that the view is known to let in.
fn strangers(target: &Target) -> String {
    let table = regclass(&target.name);
    let said = target.table.as_ref().map(|it| it.said.join(" "));
    let known = said.unwrap_or_default().to_lowercase();
    format!(
        "SELECT role FROM (SELECT DISTINCT CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END AS role FROM pg_class, aclexplode(relacl) WHERE oid = {table} AND grantee <> relowner) AS roles WHERE position(lower(role) IN {}) = 0",
        literal(&known)
    )
}
