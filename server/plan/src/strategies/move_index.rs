//! An index that moves to another tablespace.

use model::operation::{Operation, Other};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "move-index",
    since: "0.1.0",
    docs: include_str!("move_index.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::SetTablespace {
        relation,
        index: true,
        tablespace,
    }) = request.operation()?
    else {
        return None;
    };
    if request.context.postgres.0 < 14 {
        let why = "PostgreSQL builds an index again in another tablespace from version 14 on. Create the same index there CONCURRENTLY under another name, drop this one CONCURRENTLY, and rename the new one.";
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let mut draft = Draft::new(request);
    let owner = super::drop_index::owner(request, relation);
    let rows = owner.and_then(|(table, _)| draft.target(&table).rows);
    draft.deploy(
        Phase::Migrate,
        &["move", &relation.name.text],
        format!("Builds {relation} again in {tablespace} while everybody reads and writes; runs outside any transaction."),
    );
    let (left, mut undo) = pieces::leftovers(std::slice::from_ref(relation));
    undo.push(format!(
        "REINDEX (TABLESPACE pg_default) INDEX CONCURRENTLY {}",
        relation.to_sql()
    ));
    draft.run(
        Work::new(
            format!("Build {relation} again in {tablespace}"),
            vec![format!(
                "REINDEX (TABLESPACE {}) INDEX CONCURRENTLY {}",
                tablespace.to_sql(),
                relation.to_sql()
            )],
            undo,
        )
        .alone(Cost::TextIndex, rows)
        .precheck(left)
        .verify(pieces::invalid_index(relation))
        .restores(Restores::SchemaAndData),
    );
    let why = "SET TABLESPACE copies the index while nobody can write; REINDEX CONCURRENTLY builds it in the other tablespace beside the old one and changes places. The way back names pg_default: put the tablespace there that it comes from.";
    Some(draft.finish(STRATEGY.name, why))
}
