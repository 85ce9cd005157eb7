//! A view that stands in for a table whose name has changed, while code moves over.
//!
//! It is simple enough for PostgreSQL to write through it. What a view does not take over by
//! itself (defaults said in an UPDATE, privileges) is given to it; what the catalog cannot know
//! of these, a query must find before.

use model::catalog::Knowledge;
use model::name::quote_identifier;

use crate::sql::{literal, regclass, rename};
use crate::target::Target;

/// A column that the view also shows under its old name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Renamed<'a> {
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
}

/// A view with security of its own reads the table as whoever asks, from PostgreSQL 15 on.
const INVOKER: u8 = 15;

/// Why no view can stand in for the table, or `None`.
pub(crate) fn obstacle(target: &Target, postgres: u8) -> Option<&'static str> {
    let secured = target.table.as_ref().is_some_and(|it| it.row_security);
    (secured && postgres < INVOKER).then_some("A view reads the table with its owner's eyes before PostgreSQL 15, past row level security.")
}

/// The statements that make the view `view` of the table that `target` was before, and is called
/// `table` now; both as SQL.
pub(crate) fn view(
    target: &Target,
    view: &str,
    table: &str,
    renamed: Option<Renamed<'_>>,
    postgres: u8,
) -> Vec<String> {
    let secured = target.table.as_ref().is_none_or(|it| it.row_security);
    let eyes = if secured && postgres >= INVOKER {
        " WITH (security_invoker = true)"
    } else {
        ""
    };
    let also = renamed.map(|it| {
        let (from, to) = (quote_identifier(it.from), quote_identifier(it.to));
        format!(", {to} AS {from}")
    });
    let mut res = vec![format!(
        "CREATE VIEW {view}{eyes} AS SELECT *{} FROM {table}",
        also.unwrap_or_default()
    )];
    let Some(known) = &target.table else {
        return res;
    };
    for column in &known.columns {
        // Under two names a default would be given twice.
        if renamed.is_some_and(|it| it.from == column.name.text) {
            continue;
        }
        if let Some(default) = &column.default {
            res.push(format!(
                "ALTER VIEW {view} ALTER COLUMN {} SET DEFAULT {}",
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
    for said in known.said.iter().filter(privileges) {
        res.push(said.clone());
        if let Some(it) = renamed {
            let other = rename(said, it.from, it.to);
            if other != *said {
                res.push(other);
            }
        }
    }
    res
}

/// Queries that find what the view would take away: roles that may use the table and are not
/// known to, its owner where somebody else makes the view, and row level security where the view
/// would read past it and nothing says that there is none.
pub(crate) fn prechecks(target: &Target, postgres: u8) -> Vec<String> {
    let table = regclass(&target.name);
    let said = target.table.as_ref().map(|it| it.said.join(" "));
    let known = literal(&said.unwrap_or_default().to_lowercase());
    let mut res = vec![format!(
        "SELECT role FROM (SELECT CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END AS role FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) WHERE oid = {table} AND grantee <> quote_ident(current_user)::regrole UNION SELECT CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END FROM pg_attribute, aclexplode(attacl) WHERE attrelid = {table} AND grantee <> quote_ident(current_user)::regrole) AS roles WHERE position(lower(role) IN {known}) = 0"
    )];
    let unsure = target
        .table
        .as_ref()
        .is_none_or(|it| it.knowledge != Knowledge::Complete && !it.row_security);
    if unsure && (postgres < INVOKER || target.table.is_some()) {
        res.push(format!(
            "SELECT 1 FROM pg_class WHERE oid = {table} AND relrowsecurity"
        ));
    }
    res
}
