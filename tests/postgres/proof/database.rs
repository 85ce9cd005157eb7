//! One database that is made anew for every question, and the ways to run pieces of a plan in it.

use std::time::{Duration, Instant};

use plan::{Deploy, Step};

use super::scenario::{Scenario, Statement};
use super::snapshot::{self, Rows, Schema};
use crate::measure::CLEAN;
use crate::server::Server;
use crate::wire::{Connection, Row, SqlError};

/// Rounds of a backfill after which it does not end.
const ROUNDS: usize = 20_000;

pub(super) struct Database<'a> {
    pub(super) server: &'a Server,
    pub(super) name: String,
    pub(super) scenario: &'a Scenario,
    /// Looks and writes from outside of the steps.
    pub(super) outside: Connection,
    number: u32,
}

/// The steps that are committed together.
pub(crate) struct Group<'a> {
    /// Which deploy of the plan, from 0.
    pub(crate) deploy: usize,
    pub(crate) steps: Vec<&'a Step>,
}

/// A plan's steps as they are committed.
pub(crate) fn groups(deploys: &[Deploy]) -> Vec<Group<'_>> {
    let mut res: Vec<Group<'_>> = Vec::new();
    for (deploy, it) in deploys.iter().enumerate() {
        for step in &it.steps {
            match res.last_mut() {
                Some(last)
                    if step.transaction.is_some()
                        && last.steps[0].transaction == step.transaction =>
                {
                    last.steps.push(step);
                }
                _ => res.push(Group {
                    deploy,
                    steps: vec![step],
                }),
            }
        }
    }
    res
}

impl<'a> Database<'a> {
    pub(super) fn new(server: &'a Server, name: &str, scenario: &'a Scenario) -> Database<'a> {
        Database {
            server,
            name: name.to_owned(),
            scenario,
            outside: server.connect(name),
            number: 1000,
        }
    }

    /// The scenario's beginning, and nothing else.
    pub(super) fn reset(&mut self) {
        self.reset_to(true);
    }

    /// The same, with its rows or without.
    pub(super) fn reset_to(&mut self, rows: bool) {
        let scenario = self.scenario;
        let rows = if rows { scenario.rows.as_str() } else { "" };
        for sql in [CLEAN, &scenario.schema, rows] {
            // An empty text is no statement.
            if let Err(error) = self.outside.query(sql) {
                panic!("{}: {error:?} in {sql}", scenario.id);
            }
        }
    }

    pub(super) fn connect(&self) -> Connection {
        self.server.connect(&self.name)
    }

    pub(super) fn schema(&mut self) -> Schema {
        snapshot::schema(&mut self.outside)
    }

    pub(super) fn rows(&mut self) -> Rows {
        snapshot::rows(&mut self.outside, &[])
    }

    /// The rows without the columns that the page says to differ.
    pub(super) fn defined_rows(&mut self) -> Rows {
        snapshot::rows(&mut self.outside, &self.scenario.differs)
    }

    pub(super) fn ask(&mut self, query: &str) -> Result<Vec<Row>, SqlError> {
        self.outside.query(query)
    }

    /// Whether a precheck stops the plan here: with rows, or with the server's refusal of a value.
    pub(super) fn finds(&mut self, query: &str) -> bool {
        match self.outside.query(query) {
            Ok(rows) => !rows.is_empty(),
            Err(error) => error.sqlstate.starts_with("22"),
        }
    }

    /// One set of the application's statements under a fresh number.
    pub(super) fn numbered(&mut self, statements: &[Statement]) -> Vec<Statement> {
        self.number += 1;
        let number = self.number.to_string();
        let one = |it: &Statement| Statement {
            sql: it.sql.replace(":n", &number),
            returns: it.returns.as_ref().map(|it| it.replace(":n", &number)),
        };
        statements.iter().map(one).collect()
    }

    /// Says them in one transaction; what goes wrong comes back in words.
    pub(super) fn say(&mut self, statements: &[Statement], keep: bool) -> Result<(), String> {
        let end = if keep { "COMMIT" } else { "ROLLBACK" };
        let result = self.say_open(statements);
        let end = if result.is_ok() { end } else { "ROLLBACK" };
        let ended = self.outside.query(end);
        result.and_then(|()| ended.map(|_| ()).map_err(|it| words(&it)))
    }

    fn say_open(&mut self, statements: &[Statement]) -> Result<(), String> {
        self.outside.query("BEGIN").map_err(|it| words(&it))?;
        for it in statements {
            let rows = self.outside.query(&it.sql);
            let rows = rows.map_err(|error| format!("{}: {}", it.sql, words(&error)))?;
            let Some(wanted) = &it.returns else {
                continue;
            };
            let found = rows.into_iter().flatten().flatten().next();
            if found.as_ref() != Some(wanted) {
                return Err(format!("{}: returns {found:?}, not {wanted}", it.sql));
            }
        }
        Ok(())
    }

    /// Runs steps as they are committed; the statement that failed, in words.
    pub(super) fn run(&mut self, group: &Group<'_>) -> Result<(), String> {
        run_group(&mut self.connect(), group)
    }

    /// One step alone, committed.
    pub(super) fn run_step(&mut self, step: &Step) -> Result<(), String> {
        let group = Group {
            deploy: 0,
            steps: vec![step],
        };
        self.run(&group)
    }

    /// Takes a step back.
    pub(super) fn undo(&mut self, step: &Step) -> Result<(), String> {
        let mut session = self.connect();
        run_script(&mut session, &step.rollback.sql)
            .map_err(|it| format!("rollback of {}: {it}", step.id))
    }

    /// Begins the group and is killed before its end.
    pub(super) fn interrupt(&mut self, group: &Group<'_>) -> Result<(), String> {
        let first = group.steps[0];
        let mut session = self.connect();
        if let Some(batch) = &first.batch {
            // The first round, a small one where it is of rows, is committed already.
            let few = batch
                .statement
                .replace(&format!("LIMIT {}", batch.size), "LIMIT 3");
            return statement(&mut session, &few);
        }
        if first.transaction.is_some() {
            statement(&mut session, "BEGIN")?;
            for sql in group.steps.iter().flat_map(|it| &it.sql) {
                statement(&mut session, sql)?;
            }
            let pid = session.pid.clone();
            self.end_session(&pid);
            return match session.query("COMMIT") {
                Ok(_) => Err("a killed session went on".to_owned()),
                Err(_) => Ok(()),
            };
        }
        self.interrupt_alone(session, first)
    }

    /// An older transaction keeps the step waiting in its middle; there it is canceled.
    fn interrupt_alone(&mut self, mut session: Connection, step: &Step) -> Result<(), String> {
        let mut older = self.connect();
        let mut touch = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1;".to_owned();
        for table in self.rows().keys() {
            touch.push_str(&format!("SELECT 1 FROM {table} LIMIT 1;"));
        }
        statement(&mut older, &touch)?;
        let pid = session.pid.clone();
        let result = std::thread::scope(|scope| {
            let running = scope.spawn(move || {
                step.sql
                    .iter()
                    .find_map(|it| statement(&mut session, it).err())
            });
            let patience = Instant::now() + Duration::from_secs(20);
            let waiting = format!(
                "SELECT 1 FROM pg_stat_activity WHERE pid = {pid} AND wait_event_type = 'Lock'"
            );
            while !running.is_finished()
                && Instant::now() < patience
                && self.ask(&waiting).is_ok_and(|it| it.is_empty())
            {
                std::thread::sleep(Duration::from_millis(1));
            }
            let _ = self.ask(&format!("SELECT pg_cancel_backend({pid})"));
            running.join()
        });
        match result {
            Ok(Some(error)) if error.contains("57014") => Ok(()),
            Ok(Some(error)) => Err(error),
            // It waits for nobody, and leaves nothing half done.
            Ok(None) if step.sql.iter().any(|it| it.starts_with("VACUUM")) => Ok(()),
            Ok(None) => Err(format!("{} could not be stopped in its middle", step.id)),
            Err(_) => Err("the session panicked".to_owned()),
        }
    }

    /// Returns when the session is gone, and its locks with it.
    fn end_session(&mut self, pid: &str) {
        let _ = self.ask(&format!("SELECT pg_terminate_backend({pid})"));
        let patience = Instant::now() + Duration::from_secs(20);
        let there = format!("SELECT 1 FROM pg_stat_activity WHERE pid = {pid}");
        while Instant::now() < patience && self.ask(&there).is_ok_and(|it| !it.is_empty()) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Before a stopped step is begun again: where its precheck finds something left behind, its
    /// rollback comes first.
    pub(super) fn clear_away(&mut self, step: &Step) -> Result<(), String> {
        for query in &step.precheck {
            if self.finds(query) {
                return self.undo(step);
            }
        }
        Ok(())
    }
}

/// Steps that are committed together; the statement that failed, in words.
pub(crate) fn run_group(session: &mut Connection, group: &Group<'_>) -> Result<(), String> {
    let whole = group.steps[0].transaction.is_some();
    if whole {
        statement(session, "BEGIN")?;
    }
    for step in &group.steps {
        for sql in &step.sql {
            statement(session, sql)?;
        }
        fill(session, step)?;
    }
    if whole {
        statement(session, "COMMIT")?;
    }
    Ok(())
}

/// Repeats a backfill's batch until it changes no row.
fn fill(session: &mut Connection, step: &Step) -> Result<(), String> {
    let Some(batch) = &step.batch else {
        return Ok(());
    };
    for _ in 0..ROUNDS {
        statement(session, &batch.statement)?;
        if session.affected == 0 {
            return Ok(());
        }
    }
    Err(format!("does not end: {}", batch.statement))
}

/// Statements in one transaction, or one by one where the server refuses that.
pub(super) fn run_script(session: &mut Connection, script: &[String]) -> Result<(), String> {
    if script.is_empty() {
        return Ok(());
    }
    let refuses = |it: &String| it.contains(" CONCURRENTLY") || it.starts_with("VACUUM");
    let alone = script.iter().any(refuses);
    if !alone {
        statement(session, "BEGIN")?;
    }
    for sql in script {
        statement(session, sql)?;
    }
    if !alone {
        statement(session, "COMMIT")?;
    }
    Ok(())
}

pub(crate) fn statement(session: &mut Connection, sql: &str) -> Result<(), String> {
    let result = session.query(sql);
    result
        .map(|_| ())
        .map_err(|it| format!("{sql}: {}", words(&it)))
}

pub(super) fn words(error: &SqlError) -> String {
    format!("{} {}", error.sqlstate, error.message)
}
