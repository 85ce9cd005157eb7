//! Indexes that are built again.

use model::operation::{Operation, Other, ReindexTarget};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::sql::{regclass, sibling};
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "rebuild-index",
    since: "0.1.0",
    docs: include_str!("rebuild_index.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::Reindex {
        target,
        concurrently: false,
    }) = request.operation()?
    else {
        return None;
    };
    let mut draft = Draft::new(request);
    let (name, rows, invalid, indexes) = match target {
        ReindexTarget::Index(index) => {
            let owner = super::drop_index::owner(request, index);
            let excludes = owner.as_ref().is_some_and(|(table, it)| {
                it.constraint.as_ref().is_some_and(|name| {
                    draft.target(table).constraints().iter().any(|it| {
                        it.name == *name
                            && matches!(
                                it.constraint.kind,
                                model::operation::ConstraintKind::Exclusion { .. }
                            )
                    })
                })
            });
            if excludes {
                let why = "PostgreSQL builds the index of an exclusion constraint again only while nobody writes. Take a window for it, with a lock_timeout.";
                return Some(request.outcome(Outcome::NoOnlineWay, why));
            }
            let rows = owner.and_then(|(table, _)| draft.target(&table).rows);
            let name = index.name.text.clone();
            (
                name,
                rows,
                pieces::invalid_index(index),
                vec![index.clone()],
            )
        }
        ReindexTarget::Table(table) => (
            table.name.text.clone(),
            draft.target(table).rows,
            format!(
                "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = {} AND NOT indisvalid",
                regclass(table)
            ),
            draft
                .target(table)
                .indexes()
                .iter()
                .map(|it| sibling(table, &it.name))
                .collect(),
        ),
        ReindexTarget::Schema(schema) => (
            schema.text.clone(),
            None,
            "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid".to_owned(),
            Vec::new(),
        ),
        ReindexTarget::Database => (
            "database".to_owned(),
            None,
            "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid".to_owned(),
            Vec::new(),
        ),
        ReindexTarget::System => {
            let why = "PostgreSQL builds the indexes of its own catalogs again only while nobody uses them. Take a window for it.";
            return Some(request.outcome(Outcome::NoOnlineWay, why));
        }
    };
    let online = Other::Reindex {
        target: target.clone(),
        concurrently: true,
    };
    let sql = model::render::sql(&Operation::Other(online))?;
    draft.deploy(
        Phase::Migrate,
        &["rebuild", &name],
        format!("Builds the indexes of {name} again while everybody reads and writes; runs outside any transaction."),
    );
    let (left, undo) = pieces::leftovers(&indexes);
    let mut work = Work::new(format!("Build {name} again"), vec![sql], undo)
        .alone(Cost::TextIndex, rows)
        .verify(invalid.clone())
        .restores(Restores::SchemaAndData);
    // An invalid index of a table is skipped, and stays.
    let one = matches!(target, ReindexTarget::Index(_));
    work = work.precheck(if one { left } else { invalid });
    draft.run(work);
    let why = "CONCURRENTLY builds the new index beside the old one and changes places; an attempt that fails leaves an invalid index whose name ends in _ccnew or _ccold, which the rollback drops before the next.";
    Some(draft.finish(STRATEGY.name, why))
}
