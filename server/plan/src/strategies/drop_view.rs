//! A view that goes, after the application has let go of it.

use model::operation::{Operation, Other};

use crate::draft::{Draft, Work};
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "drop-view",
    since: "0.1.0",
    docs: include_str!("drop_view.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::DropView {
        view,
        materialized,
        if_exists,
        cascade,
    }) = request.operation()?
    else {
        return None;
    };
    let above = request.before.views_above(&model::catalog::key(view));
    if *cascade && !above.is_empty() {
        let names: Vec<&str> = above.iter().map(|it| it.as_str()).collect();
        let why = format!(
            "CASCADE takes {} with it. Drop each by name, those that read others first, when no code uses it.",
            names.join(", ")
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let mut draft = Draft::new(request);
    let kind = if *materialized {
        "MATERIALIZED VIEW"
    } else {
        "VIEW"
    };
    let exists = if *if_exists { "IF EXISTS " } else { "" };
    draft.deploy(
        Phase::Contract,
        &["drop", &view.name.text],
        format!("Drops {view}."),
    );
    draft.after_release(format!("No release that runs reads {view}."));
    draft.breaks(
        "dropping_table",
        view,
        None,
        "Released code no longer uses the view; it was let go of before this migration.",
    );
    draft.run(
        Work::new(
            format!("Drop {view}"),
            vec![format!("DROP {kind} {exists}{}", view.to_sql())],
            Vec::new(),
        )
        .restores(Restores::Nothing),
    );
    let why = format!(
        "Dropping it is instant, and every statement that reads {view} fails from then on, so code lets go of it first. Keep its definition (pg_get_viewdef) and its privileges: nothing else brings them back."
    );
    Some(draft.finish(STRATEGY.name, why))
}
