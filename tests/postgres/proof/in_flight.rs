//! Transactions that are open while a backfill runs: nothing that they write is lost, and nothing
//! that they take away comes back.
//!
//! A batch reads rows as they were when it began. What an open transaction does to them is known
//! only when that ends, and triggers of the batch's time have done their work by then.

use std::time::{Duration, Instant};

use super::database::{Group, groups, statement};
use super::prove::Proof;
use super::snapshot::{Rows, row_difference};
use crate::wire::Connection;

/// A transaction of several statements.
type Writer = Vec<String>;

/// Every table: its name, the values that tell a row from others and how, its columns, and those of
/// its primary key that can be counted. Without a key, the whole row tells it.
const TABLES: &str = "
WITH ours AS (
    SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, c.relname,
        coalesce((SELECT i.indkey FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary), '') AS keys
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT c.relispartition
        AND c.relkind IN ('r', 'p')
), columns AS (
    SELECT o.oid, format('%I', a.attname) AS name, a.attnum, a.attnum = ANY (o.keys) AS key, a.atttypid
    FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
)
SELECT o.name,
    coalesce((SELECT string_agg(format('quote_literal(%s)', c.name), ',' ORDER BY c.attnum)
        FROM columns c WHERE c.oid = o.oid AND c.key), (SELECT string_agg(format('quote_nullable(%s)', c.name), ',' ORDER BY c.attnum) FROM columns c WHERE c.oid = o.oid)),
    coalesce((SELECT string_agg(format('%s = %%s', c.name), ' AND ' ORDER BY c.attnum)
        FROM columns c WHERE c.oid = o.oid AND c.key), (SELECT string_agg(format('%s IS NOT DISTINCT FROM %%s', c.name), ' AND ' ORDER BY c.attnum)
            FROM columns c WHERE c.oid = o.oid)),
    coalesce((SELECT string_agg(c.name, ',' ORDER BY c.attnum) FROM columns c WHERE c.oid = o.oid AND NOT c.key), ''),
    coalesce((SELECT string_agg(c.name, ',' ORDER BY c.attnum) FROM columns c WHERE c.oid = o.oid AND c.key
        AND c.atttypid IN ('int4'::regtype, 'int8'::regtype, 'date'::regtype)), '')
FROM ours o ORDER BY 1";

/// By how many rows the writer goes on from table to table.
const APART: usize = 9;

/// What a writer dares, from much to little: a change that refuses some of it gets the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Daring {
    Everything,
    NoNulls,
    RowsGo,
    Values,
}

const DARING: [Daring; 4] = [
    Daring::Everything,
    Daring::NoNulls,
    Daring::RowsGo,
    Daring::Values,
];

/// Who is first to reach the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Writer,
    Batch,
}

/// Around every backfill of the plan: a writer that was there before it, and one that comes while
/// it is not committed yet. The rows at the end are those of the change alone after the writer.
pub(super) fn writers_lose_nothing(proof: &mut Proof<'_>) {
    let plan = proof.plan;
    let groups = groups(&plan.deploys);
    let fills = (0..groups.len()).filter(|it| groups[*it].steps[0].batch.is_some());
    let fills: Vec<usize> = fills.collect();
    if fills.is_empty() {
        return;
    }
    for daring in DARING {
        let Some(outcomes) = alone(proof, daring) else {
            continue;
        };
        for fill in fills {
            for first in [First::Writer, First::Batch] {
                let id = &groups[fill].steps[0].id;
                let when = format!("{first:?} before the other in {id}");
                match beside(proof, &groups, fill, first, &outcomes.writer) {
                    Ok(found) => outcomes.hold_against(proof, &when, &found),
                    Err(error) => proof.fail(format!("{when}: {error}")),
                }
            }
        }
        return;
    }
    proof.fail("no writer could be tried beside the backfills");
}

/// What a writer and the change come to, one after the other.
struct Outcomes {
    /// What of the writer the server took.
    writer: Writer,
    writer_first: Rows,
    /// `None` where the writer's statements do not work after the change.
    change_first: Option<Rows>,
}

impl Outcomes {
    /// Whoever writes what the change changes may have come before it or after it, from row to row:
    /// what both orders have is there, and nothing that neither has.
    fn hold_against(&self, proof: &mut Proof<'_>, when: &str, found: &Rows) {
        let one = &self.writer_first;
        let shared = found.iter().filter(|it| one.contains_key(it.0));
        let found: Rows = shared.map(|it| (it.0.clone(), it.1.clone())).collect();
        let lines = row_difference(("alone", one), ("beside a writer", &found));
        let other = self.change_first.as_ref();
        if other.is_none_or(|it| !lies_between(&found, one, it)) {
            for it in lines {
                proof.unless_known(&format!("beside {it}"), format!("{when}: {it}"));
            }
        }
    }
}

fn lies_between(found: &Rows, one: &Rows, other: &Rows) -> bool {
    let count = |rows: &Rows, table: &String, row: &String| {
        let rows = rows.get(table);
        rows.map_or(0, |all| all.iter().filter(|it| *it == row).count())
    };
    let all = [found, one, other];
    let mut rows = all.into_iter().flatten().flat_map(|(table, all)| {
        let own = all.iter();
        own.map(move |row| (table, row))
    });
    rows.all(|(table, row)| {
        let (a, b) = (count(one, table, row), count(other, table, row));
        (a.min(b)..=a.max(b)).contains(&count(found, table, row))
    })
}

/// `None` where the change fails after what the writer dares.
fn alone(proof: &mut Proof<'_>, daring: Daring) -> Option<Outcomes> {
    proof.database.reset();
    let wanted = statements(proof, daring);
    let mut session = proof.database.connect();
    let writer = write(&mut session, &wanted).ok()?;
    statement(&mut session, "COMMIT").ok()?;
    change(proof, &mut session).ok()?;
    let writer_first = proof.database.defined_rows();
    proof.database.reset();
    let mut session = proof.database.connect();
    let changed = change(proof, &mut session).is_ok();
    let mut written = || writer.iter().try_for_each(|it| statement(&mut session, it));
    let change_first = (changed && written().is_ok()).then(|| proof.database.defined_rows());
    (!writer.is_empty()).then_some(Outcomes {
        writer,
        writer_first,
        change_first,
    })
}

fn change(proof: &Proof<'_>, session: &mut Connection) -> Result<(), String> {
    let scenario = proof.scenario;
    if scenario.naive.is_empty() {
        return statement(session, &scenario.change);
    }
    let all = scenario.naive.iter();
    all.map(|it| it.sql.as_str())
        .try_for_each(|it| statement(session, it))
}

/// Begins, and says what of the statements the server takes; the transaction stays open.
fn write(session: &mut Connection, statements: &[String]) -> Result<Writer, String> {
    statement(session, "BEGIN")?;
    let mut taken = Vec::new();
    for it in statements {
        statement(session, "SAVEPOINT one")?;
        match session.query(it) {
            Ok(_) => taken.push(it.clone()),
            Err(_) => statement(session, "ROLLBACK TO one")?,
        }
    }
    Ok(taken)
}

fn statements(proof: &mut Proof<'_>, daring: Daring) -> Vec<String> {
    let mut res = Vec::new();
    let tables = proof.database.ask(TABLES).map_err(|it| format!("{it:?}"));
    let tables = tables.unwrap_or_else(|it| panic!("reading the tables: {it}"));
    for (at, table) in tables.into_iter().enumerate() {
        let mut values = table.into_iter().map(Option::unwrap_or_default);
        let mut value = || values.next().unwrap_or_default();
        let (name, literals, matching) = (value(), value(), value());
        let (columns, keys) = (value(), value());
        let query = format!(
            "SELECT format('{}', {literals}) FROM {name} ORDER BY 1",
            matching.replace('\'', "''")
        );
        let rows = proof.database.ask(&query).unwrap_or_default();
        // Others in each table, or a row that goes hides what happens to its partner.
        let mut rows = rows.into_iter().flatten().flatten().skip(at * APART);
        let mut row = || rows.next();
        let all = |it: &str| -> Vec<String> {
            let parts = it.split(',').filter(|it| !it.is_empty());
            parts.map(str::to_owned).collect()
        };
        let Some(other) = row() else {
            continue;
        };
        for _ in 0..2 {
            if let Some(it) = row()
                && daring != Daring::Values
            {
                res.push(format!("DELETE FROM {name} WHERE {it}"));
            }
        }
        if daring == Daring::RowsGo {
            continue;
        }
        for column in all(&columns) {
            if let Some(it) = row() {
                let query = format!("SELECT quote_nullable({column}) FROM {name} WHERE {other}");
                let value = proof.database.ask(&query).unwrap_or_default();
                let value = value.into_iter().flatten().flatten().next();
                let value = value.unwrap_or_else(|| "NULL".to_owned());
                res.push(format!("UPDATE {name} SET {column} = {value} WHERE {it}"));
            }
        }
        if daring == Daring::Values {
            continue;
        }
        for key in all(&keys) {
            if let Some(it) = row() {
                res.push(format!("UPDATE {name} SET {key} = {key} - 7 WHERE {it}"));
            }
        }
        if daring == Daring::NoNulls {
            continue;
        }
        for column in all(&columns) {
            if let Some(it) = row() {
                res.push(format!("UPDATE {name} SET {column} = NULL WHERE {it}"));
            }
        }
    }
    res
}

/// The plan, with the writer beside the first batch of one backfill; the rows in the end.
fn beside(
    proof: &mut Proof<'_>,
    groups: &[Group<'_>],
    fill: usize,
    first: First,
    writer: &Writer,
) -> Result<Rows, String> {
    proof.database.reset();
    for group in &groups[..fill] {
        proof.database.run(group)?;
    }
    let step = groups[fill].steps[0];
    let batch = step.batch.as_ref().map_or("", |it| it.statement.as_str());
    let batch = vec![batch.to_owned()];
    let (one, other) = match first {
        First::Writer => (writer, &batch),
        First::Batch => (&batch, writer),
    };
    let mut session = proof.database.connect();
    statement(&mut session, "BEGIN")?;
    for it in one {
        statement(&mut session, it)?;
    }
    meanwhile(proof, session, other)?;
    for group in &groups[fill..] {
        proof.database.run(group)?;
        for query in group.steps.iter().flat_map(|it| &it.verify) {
            match proof.database.ask(query) {
                Ok(rows) if rows.is_empty() => {}
                answer => return Err(format!("{query}: {answer:?}")),
            }
        }
    }
    Ok(proof.database.defined_rows())
}

/// Runs the statements in a transaction, and commits the open one when they wait for it, or are
/// done without that.
fn meanwhile(
    proof: &mut Proof<'_>,
    mut open: Connection,
    statements: &[String],
) -> Result<(), String> {
    let mut session = proof.database.connect();
    let waiting = format!(
        "SELECT 1 FROM pg_stat_activity WHERE pid = {} AND wait_event_type = 'Lock'",
        session.pid
    );
    std::thread::scope(|scope| {
        let running = scope.spawn(move || {
            statement(&mut session, "BEGIN")?;
            for it in statements {
                statement(&mut session, it)?;
            }
            statement(&mut session, "COMMIT")
        });
        let patience = Instant::now() + Duration::from_secs(20);
        while !running.is_finished()
            && Instant::now() < patience
            && proof.database.ask(&waiting).is_ok_and(|it| it.is_empty())
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        let committed = statement(&mut open, "COMMIT");
        let ended = running.join();
        committed?;
        ended.unwrap_or_else(|_| Err("the session panicked".to_owned()))
    })
}
