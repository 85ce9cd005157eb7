//! A materialized view that is computed again.

use model::operation::{Operation, Other};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::sql::regclass;
use crate::{Outcome, Phase, Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "refresh-materialized-view",
    since: "0.1.0",
    docs: include_str!("refresh_materialized_view.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::RefreshMaterializedView {
        view,
        concurrently: false,
        with_data: true,
    }) = request.operation()?
    else {
        return None;
    };
    let mut draft = Draft::new(request);
    let known = request.before.find_view(view).map(|(_, it)| it);
    let at = view.to_sql();
    if known.is_some_and(|it| !it.unique_index) {
        let why = format!(
            "REFRESH MATERIALIZED VIEW CONCURRENTLY needs a unique index on columns of {view}, without a WHERE: build it first, CREATE UNIQUE INDEX CONCURRENTLY … ON {at} (…), on columns whose values tell its rows apart."
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let view_oid = regclass(view);
    draft.deploy(
        Phase::Migrate,
        &["refresh", &view.name.text],
        format!("Computes {view} again while everybody reads it."),
    );
    draft.run(
        Work::new(
            format!("Compute {view} again"),
            vec![format!("REFRESH MATERIALIZED VIEW CONCURRENTLY {at}")],
            Vec::new(),
        )
        .long(Cost::Backfill, None)
        .precheck(format!(
            "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_index WHERE indrelid = {view_oid} AND indisunique AND indisvalid AND indpred IS NULL AND indexprs IS NULL)"
        ))
        .precheck(format!(
            "SELECT 1 FROM pg_class WHERE oid = {view_oid} AND NOT relispopulated"
        )),
    );
    let why = "CONCURRENTLY computes the rows beside the view and writes only those that differ, while everybody reads; it takes longer, and needs a unique index.";
    Some(draft.finish(STRATEGY.name, why))
}
