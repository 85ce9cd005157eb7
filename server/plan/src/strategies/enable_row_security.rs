//! Row level security on a table that is in use.

use model::name::quote_identifier;
use model::operation::{Operation, Other};

use crate::draft::{Draft, Work};
use crate::sql::{literal, regclass};
use crate::{Phase, Plan, Request, Strategy, names};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "enable-row-security",
    since: "0.1.0",
    docs: include_str!("enable_row_security.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::RowSecurity {
        table,
        enable: Some(true),
    }) = request.operation()?
    else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(table);
    let at = &target.sql;
    let policies = target.table.as_ref().map_or(&[][..], |it| &it.policies);
    let name = names::free(target.stem(), "everybody", &|it| {
        policies.iter().any(|known| known.name == it)
    });
    let policy = quote_identifier(&name);
    let create = format!("CREATE POLICY {policy} ON {at} USING (true) WITH CHECK (true)");
    draft.deploy(
        Phase::Expand,
        &["enable", target.stem(), "row_security"],
        format!("Turns row level security on for {table}, with a policy that lets everybody do what they did."),
    );
    draft.run(Work::new(
        format!("Let everybody do with {table} what they did"),
        vec![create.clone()],
        vec![format!("DROP POLICY {policy} ON {at}")],
    ));
    draft.run(
        Work::new(
            format!("Turn row level security on for {table}"),
            vec![format!("ALTER TABLE {at} ENABLE ROW LEVEL SECURITY")],
            vec![format!("ALTER TABLE {at} DISABLE ROW LEVEL SECURITY")],
        )
        .verify(format!(
            "SELECT 1 FROM pg_class WHERE oid = {} AND NOT relrowsecurity",
            regclass(table)
        )),
    );
    draft.deploy(
        Phase::Contract,
        &["close", target.stem()],
        format!("Takes the open policy away: from now on the others of {table} decide."),
    );
    draft.after_release(format!(
        "The policies of {table} are there, each was tried with the role that the application uses, and every release sets what they ask for."
    ));
    draft.run(
        Work::new(
            format!("Let the policies of {table} decide"),
            vec![format!("DROP POLICY {policy} ON {at}")],
            vec![create],
        )
        .precheck(format!(
            "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = {} AND polname <> {})",
            regclass(table),
            literal(&name)
        )),
    );
    let why = format!(
        "Row level security without a policy hides every row from all but the owner. It is turned on together with a policy that is open to everybody; the real ones are written and tried beside it, and the open one goes last. The owner of {table}, and roles with BYPASSRLS, see every row all the same."
    );
    Some(draft.finish(STRATEGY.name, why))
}
