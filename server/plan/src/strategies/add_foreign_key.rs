//! A foreign key between tables with rows.

use model::operation::{AddIndex, ConstraintKind, IndexKey};
use model::{Name, Operation};

use crate::draft::Draft;
use crate::target::texts;
use crate::{Outcome, Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-foreign-key",
    since: "0.1.0",
    docs: include_str!("add_foreign_key.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddConstraint(it) = request.operation()? else {
        return None;
    };
    let ConstraintKind::ForeignKey {
        columns,
        references,
    } = &it.constraint.kind
    else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    if target.partitioned() && request.context.postgres.0 < 18 {
        let why = "PostgreSQL takes a NOT VALID foreign key on a partitioned table from version 18 on. Add it to every partition first, online; adding it to the parent then finds them valid.";
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let keys = texts(columns);
    let stem = format!("{}_{}", target.stem(), keys.join("_"));
    let known = !target.indexes().is_empty()
        || target
            .table
            .as_ref()
            .is_some_and(|it| !it.columns.is_empty());
    let indexed = target.index_beginning_with(&keys).is_some()
        || target.primary_key().first() == keys.first();
    if known && !indexed && !target.partitioned() {
        let name = names::relation(&draft.catalog, &stem, "idx");
        pieces::build_index(
            &mut draft,
            &AddIndex {
                name: Some(Name::generated(name)),
                table: it.table.clone(),
                only: false,
                if_not_exists: false,
                unique: false,
                concurrently: true,
                keys: columns
                    .iter()
                    .map(|it| IndexKey {
                        column: Some(it.clone()),
                        text: it.to_sql(),
                        columns: vec![it.text.clone()],
                    })
                    .collect(),
                include: Vec::new(),
                method: None,
                attributes: None,
                predicate: None,
                range: it.constraint.range,
            },
        );
    }
    let mut constraint = it.constraint.clone();
    if constraint.name.is_none() {
        let name = names::constraint(&draft.catalog, target.table.as_ref(), &stem, "fkey");
        constraint.name = Some(Name::generated(name));
    }
    let orphans = pieces::orphans(&draft, &target.sql, &keys, references);
    pieces::validated_later(&mut draft, &it.table, &constraint, orphans);
    let why = if known && !indexed {
        "The referencing columns get an index, without which every DELETE of a referenced row reads the whole table; the key holds for new rows at once, and the existing ones are checked while everybody works."
    } else {
        "The key holds for new rows at once; the existing ones are checked in a second step, while everybody works."
    };
    Some(draft.finish(STRATEGY.name, why))
}
