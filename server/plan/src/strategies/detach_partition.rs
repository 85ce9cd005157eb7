//! A partition that becomes a table of its own.

use model::catalog::key;
use model::operation::{Operation, Other};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::sql::regclass;
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "detach-partition",
    since: "0.1.0",
    docs: include_str!("detach_partition.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::DetachPartition {
        table,
        partition,
        concurrently: false,
        finalize: false,
    }) = request.operation()?
    else {
        return None;
    };
    if request.context.postgres.0 < 14 {
        let why = "PostgreSQL detaches CONCURRENTLY from version 14 on. Set a lock_timeout and repeat the statement until it gets its lock: it reads no row.";
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let this = key(table);
    let mut siblings = request.before.tables.values();
    let default = siblings.find(|it| it.parents.contains(&this) && it.default_partition);
    if let Some(default) = default {
        let why = format!(
            "PostgreSQL refuses DETACH … CONCURRENTLY while there is a default partition ({}). Set a lock_timeout and repeat the plain statement until it gets its lock: it reads no row.",
            default.name
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let mut draft = Draft::new(request);
    let (at, part) = (table.to_sql(), partition.to_sql());
    let bound = draft.target(partition).table.and_then(|it| it.bound);
    let back = bound.and_then(|bound| {
        model::render::sql(&Operation::Other(Other::AttachPartition {
            table: table.clone(),
            partition: partition.clone(),
            default: false,
            bound: Some(bound),
        }))
    });
    let restores = if back.is_some() {
        Restores::SchemaAndData
    } else {
        Restores::Nothing
    };
    let pending = format!(
        "SELECT 1 FROM pg_inherits WHERE inhrelid = {} AND inhdetachpending",
        regclass(partition)
    );
    // FINALIZE is refused where nothing is pending.
    let mut undo = vec![format!(
        "DO $$ BEGIN IF EXISTS ({pending}) THEN ALTER TABLE {at} DETACH PARTITION {part} FINALIZE; END IF; END $$"
    )];
    undo.extend(back);
    draft.deploy(
        Phase::Contract,
        &["detach", &partition.name.text],
        format!("Detaches {partition} while everybody reads and writes {table}; runs outside any transaction."),
    );
    draft.after_release(format!(
        "No release that runs looks for the rows of {partition} in {table}."
    ));
    draft.run(
        Work::new(
            format!("Detach {partition}"),
            vec![format!(
                "ALTER TABLE {at} DETACH PARTITION {part} CONCURRENTLY"
            )],
            undo,
        )
        .alone(Cost::Lock, None)
        .precheck(pending)
        .verify(format!(
            "SELECT 1 FROM pg_inherits WHERE inhrelid = {}",
            regclass(partition)
        ))
        .restores(restores),
    );
    let why = "CONCURRENTLY waits for the transactions that use the table instead of stopping those that come; an attempt that is interrupted leaves the partition half detached, which a query finds; the rollback finishes it by DETACH PARTITION … FINALIZE and attaches it again. The partition keeps its bounds as a CHECK, which spares the scan when it is attached again.";
    Some(draft.finish(STRATEGY.name, why))
}
