//! A table that is emptied while others use it.

use model::operation::{Operation, Other};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::{Outcome, Phase, Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "truncate-table",
    since: "0.1.0",
    docs: include_str!("truncate_table.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::Truncate { tables, cascade }) = request.operation()? else {
        return None;
    };
    if *cascade {
        let why = "TRUNCATE … CASCADE empties every table that refers to these, under ACCESS EXCLUSIVE on all of them. Delete the rows of each in batches instead, those that refer to others first.";
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let mut draft = Draft::new(request);
    for table in tables {
        let target = draft.target(table);
        super::bulk_delete::emptying(&mut draft, &target, None);
        draft.after_release(format!(
            "No release that runs writes to {table}: a row that comes in meanwhile goes as well."
        ));
        draft.deploy(
            Phase::Contract,
            &["vacuum", target.stem()],
            format!("Gives the room of {table} free; runs outside any transaction."),
        );
        draft.run(
            Work::new(
                format!("Vacuum {table}"),
                vec![format!("VACUUM {}", target.sql)],
                Vec::new(),
            )
            .alone(Cost::Check, target.rows),
        );
    }
    let mut why = "TRUNCATE keeps every reader waiting and nothing brings the rows back; deleted in batches they are gone as well, while everybody works. Where nobody reads the table, TRUNCATE with a lock_timeout is the quicker way.".to_owned();
    let restarts = request
        .change
        .sql
        .as_ref()
        .is_some_and(|it| it.to_ascii_uppercase().contains("RESTART IDENTITY"));
    if restarts {
        why.push_str(
            " The sequences are not restarted: rows that come in meanwhile hold their numbers.",
        );
    }
    Some(draft.finish(STRATEGY.name, why))
}
