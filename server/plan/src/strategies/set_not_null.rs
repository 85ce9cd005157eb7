//! NOT NULL on a column that exists.

use model::Operation;
use model::operation::ColumnAction;

use crate::batch::Assignment;
use crate::draft::{Backfill, Draft};
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "set-not-null",
    since: "0.1.0",
    docs: include_str!("set_not_null.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AlterColumn(it) = request.operation()? else {
        return None;
    };
    if !matches!(it.action, ColumnAction::SetNotNull) {
        return None;
    }
    let mut draft = Draft::new(request);
    let name = it.column.as_str();
    draft.unforetell_not_null(&it.table, name);
    let target = draft.target(&it.table);
    let default = target.column(name).and_then(|it| it.default.clone());
    if target.not_null(name) {
        let why = format!("{}.{name} is NOT NULL already.", it.table);
        return Some(request.outcome(Outcome::AlreadySafe, why));
    }
    if let Some(default) = default.filter(|it| it.shape != model::operation::Shape::Null) {
        // Before the check: after it, a row that holds NULL could not be updated at all.
        draft.backfill(
            Phase::Migrate,
            &["fill", target.stem(), name],
            Backfill {
                title: format!("Fill NULLs of {}.{name} with its default", it.table),
                note: None,
                target: &target,
                set: vec![Assignment::new(
                    name,
                    &default.text,
                    &format!("{} IS NULL", it.column.to_sql()),
                )],
                precheck: Vec::new(),
                verify: Vec::new(),
                undo: Vec::new(),
                restores: Restores::Schema,
            },
        );
        draft.after_release(format!(
            "Nothing writes NULL into {}.{name} any more.",
            it.table
        ));
    }
    pieces::not_null(&mut draft, &it.table, name);
    let why = if request.context.postgres.0 >= 18 {
        "NOT NULL is declared for new rows first, and the existing ones are checked under a lock that lets everybody read and write."
    } else {
        "A check refuses new NULLs, the existing rows are checked under a lock that lets everybody read and write, and the validated check spares SET NOT NULL its scan."
    };
    Some(draft.finish(STRATEGY.name, why))
}
