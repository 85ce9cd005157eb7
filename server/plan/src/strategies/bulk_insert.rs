//! An INSERT of many rows that a query gives.

use model::Operation;
use model::name::quote_identifier;

use crate::batch::Rounds;
use crate::cost::Cost;
use crate::draft::{Batches, Draft};
use crate::sql::list;
use crate::{Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "bulk-insert",
    since: "0.1.0",
    docs: include_str!("bulk_insert.md"),
    expand,
};

/// Rows of a round: nobody waits for rows that nobody knows yet, and each round reads both tables.
const INSERTED: u64 = 10_000;

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::BulkInsert(it) = request.operation()? else {
        return None;
    };
    if it.rows.is_some() || it.on_conflict {
        return None;
    }
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let keys = target.primary_key();
    let columns: Vec<String> = if it.columns.is_empty() {
        let table = target.table.as_ref()?;
        table
            .columns
            .iter()
            .map(|it| it.name.text.clone())
            .collect()
    } else {
        crate::target::texts(&it.columns)
    };
    let query = crate::query::of_insert(&request.text(0)?)?;
    if keys.is_empty() || !keys.iter().all(|it| columns.contains(it)) || changes(&query) {
        return None;
    }
    let (at, cols) = (&target.sql, list(&columns));
    let source = format!("({query}) AS source ({cols})");
    let same: Vec<String> = keys
        .iter()
        .map(|it| {
            let key = quote_identifier(it);
            format!("present.{key} = source.{key}")
        })
        .collect();
    let same = same.join(" AND ");
    let missing = format!("NOT EXISTS (SELECT FROM {at} AS present WHERE {same})");
    let title = format!("Insert rows into {}", it.table);
    draft.deploy(
        Phase::Migrate,
        &["insert", target.stem(), "rows"],
        format!("{title} in batches of {INSERTED}."),
    );
    let rows = match it.reads.as_slice() {
        [one] => draft.target(one).rows,
        _ => None,
    };
    draft.batches(Batches {
        title,
        rounds: Rounds::Statement(format!(
            "INSERT INTO {at} ({cols}) SELECT * FROM {source} WHERE {missing} LIMIT {INSERTED} ON CONFLICT DO NOTHING"
        )),
        size: INSERTED,
        whole: format!("INSERT INTO {at} ({cols}) {query}"),
        keys: keys.clone(),
        cost: Cost::Insertion,
        rows,
        precheck: Vec::new(),
        verify: vec![format!("SELECT 1 FROM {source} WHERE {missing} LIMIT 1")],
        undo: vec![format!(
            "DELETE FROM {at} AS present USING {source} WHERE {same}"
        )],
        restores: Restores::SchemaAndData,
    });
    let why = "The rows are inserted in batches, each committed on its own; a row whose key is there already is left out, so it can be stopped and taken up again.";
    Some(draft.finish(STRATEGY.name, why))
}

/// Gives other rows each time it runs.
fn changes(query: &str) -> bool {
    let lower = query.to_ascii_lowercase();
    [
        "random(",
        "nextval(",
        "gen_random_uuid(",
        "uuid_generate",
        "uuidv",
    ]
    .iter()
    .any(|it| lower.contains(it))
}
