//! An index on a partitioned table.

use model::operation::{AddIndex, Operation};
use model::{Name, QualifiedName};

use super::create_index::{columns, named};
use crate::draft::{Draft, Work};
use crate::sql::sibling;
use crate::{Outcome, Phase, Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "create-partitioned-index",
    since: "0.1.0",
    docs: include_str!("create_partitioned_index.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AddIndex(it) = request.operation()? else {
        return None;
    };
    let draft = Draft::new(request);
    if !draft.target(&it.table).partitioned() || it.only {
        return None;
    }
    let index = named(&draft, it);
    let name = index.name.clone()?;
    Some(partitioned(request, draft, &index, &name))
}

/// PostgreSQL refuses CONCURRENTLY on a partitioned table: the parent gets an invalid index,
/// which becomes valid when every partition has attached its own.
fn partitioned(request: &Request<'_>, mut draft: Draft<'_>, index: &AddIndex, name: &Name) -> Plan {
    let this = model::catalog::key(&index.table);
    let partitions: Vec<(QualifiedName, bool)> = request
        .before
        .tables
        .values()
        .filter(|it| it.parents.contains(&this))
        .map(|it| (it.name.clone(), it.partition_by.is_some()))
        .collect();
    if partitions.is_empty() || partitions.iter().any(|(_, nested)| *nested) {
        let why = "PostgreSQL builds no index CONCURRENTLY on a partitioned table, and its partitions are not known here, or are partitioned themselves. Create it ON ONLY the parent, CONCURRENTLY on each partition, and attach these.";
        return request.outcome(Outcome::NoOnlineWay, why);
    }
    let mut parent = index.clone();
    parent.only = true;
    parent.concurrently = false;
    let full = sibling(&index.table, name.as_str());
    draft.deploy(
        Phase::Expand,
        &["create", name.as_str()],
        format!(
            "Creates {name} on {} alone: not valid yet, nothing is read.",
            index.table
        ),
    );
    draft.run(
        Work::new(
            format!("Create {name} on the parent only"),
            vec![pieces::add_index_sql(&parent)],
            vec![format!("DROP INDEX IF EXISTS {}", full.to_sql())],
        )
        .precheck(pieces::exists(&full)),
    );
    let mut built = Vec::new();
    for (partition, _) in &partitions {
        let mut own = index.clone();
        own.table = partition.clone();
        own.only = false;
        let stem = format!("{}_{}", partition.name.text, columns(index));
        let own_name = names::relation(&draft.catalog, &stem, "idx");
        own.name = Some(Name::generated(own_name.clone()));
        pieces::build_index(&mut draft, &own);
        built.push(sibling(partition, &own_name));
    }
    draft.deploy(
        Phase::Migrate,
        &["attach", name.as_str()],
        format!("Attaches the partitions' indexes; with the last one {name} becomes valid."),
    );
    let attach = |it: &QualifiedName| {
        format!(
            "ALTER INDEX {} ATTACH PARTITION {}",
            full.to_sql(),
            it.to_sql()
        )
    };
    draft.run(
        Work::new(
            format!("Attach the indexes to {name}"),
            built.iter().map(attach).collect(),
            // An attached index goes with its parent only.
            vec![format!("DROP INDEX {}", full.to_sql())],
        )
        .verify(pieces::invalid_index(&full)),
    );
    let why = "PostgreSQL refuses CONCURRENTLY on the parent, so each partition gets its index online, and the parent's becomes valid when all are attached.";
    draft.finish(STRATEGY.name, why)
}
