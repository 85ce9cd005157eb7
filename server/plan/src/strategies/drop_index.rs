//! An index that goes.

use model::Operation;
use model::operation::{AddIndex, IndexKey};
use model::{Name, QualifiedName};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::sql::regclass;
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "drop-index",
    since: "0.1.0",
    docs: include_str!("drop_index.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::DropIndex(it) = request.operation()? else {
        return None;
    };
    if it.concurrently {
        return None;
    }
    let mut draft = Draft::new(request);
    let owner = owner(request, &it.index);
    if let Some((table, index)) = &owner {
        if let Some(constraint) = &index.constraint {
            let why = format!(
                "The index belongs to the constraint {constraint} of {table}: drop the constraint."
            );
            return Some(request.outcome(Outcome::NoOnlineWay, why));
        }
        let partitioned = request
            .before
            .table(table)
            .is_some_and(|it| it.partition_by.is_some());
        if partitioned || index.parent.is_some() {
            let why = "PostgreSQL drops no index of a partitioned table CONCURRENTLY. Set a lock_timeout, and repeat the statement until it gets its lock.";
            return Some(request.outcome(Outcome::NoOnlineWay, why));
        }
    }
    if it.cascade {
        let why =
            "PostgreSQL takes no CASCADE with CONCURRENTLY. Drop what depends on the index first.";
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let undo: Vec<String> = owner
        .iter()
        .map(|(table, index)| rebuild(table, index))
        .collect();
    let restores = if undo.is_empty() {
        Restores::Nothing
    } else {
        Restores::SchemaAndData
    };
    drop(&mut draft, &it.index, undo, restores);
    let why = "Dropped CONCURRENTLY, the index keeps nobody waiting; a plain DROP INDEX stops every reader while it waits for its lock.";
    Some(draft.finish(STRATEGY.name, why))
}

/// DROP INDEX CONCURRENTLY as a deploy of its own.
pub(super) fn drop(
    draft: &mut Draft<'_>,
    index: &QualifiedName,
    undo: Vec<String>,
    restores: Restores,
) {
    draft.deploy(
        Phase::Contract,
        &["drop", &index.name.text],
        format!("Drops {index} while everybody reads and writes; runs outside any transaction."),
    );
    draft.run(
        Work::new(
            format!("Drop {index}"),
            vec![format!("DROP INDEX CONCURRENTLY {}", index.to_sql())],
            undo,
        )
        .alone(Cost::Lock, None)
        .verify(format!("SELECT 1 WHERE {} IS NOT NULL", regclass(index)))
        .restores(restores),
    );
}

/// The statement that makes the index again, online.
pub(super) fn rebuild(table: &QualifiedName, index: &model::catalog::Index) -> String {
    pieces::add_index_sql(&AddIndex {
        name: Some(Name::generated(index.name.clone())),
        table: table.clone(),
        only: false,
        if_not_exists: false,
        unique: index.unique,
        concurrently: true,
        keys: index.keys.iter().map(IndexKey::clone).collect(),
        include: index.include.clone(),
        method: index.method.clone(),
        attributes: index.attributes.clone(),
        predicate: index.predicate.clone(),
        range: table.name.range,
    })
}

pub(super) fn owner(
    request: &Request<'_>,
    name: &QualifiedName,
) -> Option<(QualifiedName, model::catalog::Index)> {
    request.before.tables.values().find_map(|table| {
        let schema = name.schema.as_ref().is_none_or(|it| {
            table
                .name
                .schema
                .as_ref()
                .map_or("public", |it| it.as_str())
                == it.as_str()
        });
        let index = table
            .indexes
            .iter()
            .find(|it| schema && it.name == name.name.text)?;
        Some((table.name.clone(), index.clone()))
    })
}
