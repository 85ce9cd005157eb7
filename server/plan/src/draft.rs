//! A plan in the making: strategies say what is run, the draft works out the rest.
//!
//! Numbers steps and transactions, folds the catalog, and takes facts and levels from the model
//! for the very statements that are written down. Never invents a fact.
//!
//! Invariant: a deploy holds either one transaction or work that cannot run in any, because a
//! migration runner wraps a whole specification in one.

use model::Catalog;
use model::catalog::{Knowledge, key};
use model::context::Context;
use model::facts::{Facts, Lock, Session, of_change};
use model::lower::sql_changes;
use model::operation::{BulkDelete, BulkUpdate, Change, Operation, Part};
use model::risk::{Level, Question, Released, Surroundings, assess_in_session, strongest};
use model::{Name, QualifiedName};

use crate::batch::{Assignment, BATCH, Fill, Rounds, Rows};
use crate::cost::Cost;
use crate::target::Target;
use crate::{Batch, Breaking, Deploy, Outcome, Phase, Plan, Request, Restores, Rollback, Step};

/// How long a step waits for a lock before it gives up and lets the others through.
const LOCK_TIMEOUT: &str = "2s";

pub(crate) struct Draft<'a> {
    pub(crate) request: &'a Request<'a>,
    /// The state after the steps so far.
    pub(crate) catalog: Catalog,
    deploys: Vec<Deploy>,
    steps: usize,
    transactions: usize,
    session: Session,
    /// Columns that the current deploy added, as catalog key and name.
    added_columns: Vec<(String, String)>,
}

/// One step as a strategy describes it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Work {
    pub(crate) title: String,
    pub(crate) sql: Vec<String>,
    pub(crate) run: Run,
    pub(crate) seconds: Option<u64>,
    pub(crate) precheck: Vec<String>,
    pub(crate) verify: Vec<String>,
    pub(crate) undo: Vec<String>,
    pub(crate) restores: Option<Restores>,
    /// Somebody waits for as long as it takes.
    pub(crate) downtime: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Run {
    /// Short: waits two seconds for its lock, no more.
    #[default]
    Short,
    /// Reads the whole table under a lock that stops nobody: no statement timeout.
    Long,
    /// Refuses a transaction: CONCURRENTLY.
    Alone,
    /// Refuses a transaction and stops others: waits two seconds for its lock.
    AloneImpatient,
}

/// A backfill: fills rows in batches until none is left.
#[derive(Debug, Clone)]
pub(crate) struct Backfill<'a> {
    pub(crate) title: String,
    /// A further sentence for the deploy's description.
    pub(crate) note: Option<String>,
    pub(crate) target: &'a Target,
    /// All in one pass, each in its own rows.
    pub(crate) set: Vec<Assignment>,
    pub(crate) precheck: Vec<String>,
    pub(crate) verify: Vec<String>,
    pub(crate) undo: Vec<String>,
    pub(crate) restores: Restores,
}

/// A statement that takes at most [`BATCH`] rows a round.
#[derive(Debug, Clone)]
pub(crate) struct Batches {
    pub(crate) title: String,
    pub(crate) rounds: Rounds,
    /// Rows a round.
    pub(crate) size: u64,
    /// What all rounds together come to: what is judged, and said in the format's terms.
    pub(crate) whole: String,
    /// Columns that the rounds go by.
    pub(crate) keys: Vec<String>,
    pub(crate) cost: Cost,
    pub(crate) rows: Option<u64>,
    pub(crate) precheck: Vec<String>,
    pub(crate) verify: Vec<String>,
    pub(crate) undo: Vec<String>,
    pub(crate) restores: Restores,
}

impl Work {
    /// A short step in a transaction that its undo restores whole.
    pub(crate) fn new(title: impl Into<String>, sql: Vec<String>, undo: Vec<String>) -> Work {
        Work {
            title: title.into(),
            sql,
            undo,
            seconds: Cost::Lock.seconds(None),
            ..Work::default()
        }
    }

    pub(crate) fn precheck(mut self, query: impl Into<String>) -> Work {
        self.precheck.push(query.into());
        self
    }

    pub(crate) fn verify(mut self, query: impl Into<String>) -> Work {
        self.verify.push(query.into());
        self
    }

    pub(crate) fn long(mut self, cost: Cost, rows: Option<u64>) -> Work {
        self.run = Run::Long;
        self.seconds = cost.seconds(rows);
        self
    }

    pub(crate) fn alone(mut self, cost: Cost, rows: Option<u64>) -> Work {
        self.run = Run::Alone;
        self.seconds = cost.seconds(rows);
        self
    }

    pub(crate) fn alone_impatient(mut self, cost: Cost, rows: Option<u64>) -> Work {
        self.run = Run::AloneImpatient;
        self.seconds = cost.seconds(rows);
        self
    }

    pub(crate) fn downtime(mut self) -> Work {
        self.downtime = true;
        self
    }

    pub(crate) fn restores(mut self, restores: Restores) -> Work {
        self.restores = Some(restores);
        self
    }
}

impl<'a> Draft<'a> {
    pub(crate) fn new(request: &'a Request<'a>) -> Draft<'a> {
        Draft {
            request,
            catalog: request.before.clone(),
            deploys: Vec::new(),
            steps: 0,
            transactions: 0,
            session: Session::default(),
            added_columns: Vec::new(),
        }
    }

    pub(crate) fn context(&self) -> &'a Context {
        self.request.context
    }

    /// A spec may describe the state that this very change brings about: its NOT NULL is no fact
    /// before it, as in `model::facts`.
    pub(crate) fn unforetell_not_null(&mut self, table: &QualifiedName, column: &str) {
        let tables = std::sync::Arc::make_mut(&mut self.catalog.tables);
        let Some(table) = tables.get_mut(&key(table)) else {
            return;
        };
        if table.knowledge != Knowledge::Described {
            return;
        }
        let table = std::sync::Arc::make_mut(table);
        if let Some(column) = table
            .columns
            .iter_mut()
            .find(|it| it.name.as_str() == column)
        {
            column.nullable = None;
        }
    }

    /// The table as it stands after the steps so far.
    pub(crate) fn target(&self, name: &QualifiedName) -> Target {
        Target::new(name, &self.catalog, self.request.context)
    }

    /// Begins a deploy; the steps that follow belong to it.
    pub(crate) fn deploy(&mut self, phase: Phase, name: &[&str], description: impl Into<String>) {
        self.transactions += 1;
        self.session = Session::default();
        self.added_columns.clear();
        // What an earlier deploy has made is in use by now.
        self.catalog.seal();
        // A plan of several parts never steps back into an earlier phase.
        let phase = self.deploys.last().map_or(phase, |it| it.phase.max(phase));
        self.deploys.push(Deploy {
            phase,
            version: String::new(),
            name: crate::names::snake(name),
            description: description.into(),
            application: None,
            steps: Vec::new(),
            breaking: Vec::new(),
            deprecates: Vec::new(),
        });
    }

    /// What must be released before the current deploy.
    pub(crate) fn after_release(&mut self, application: impl Into<String>) {
        if let Some(deploy) = self.deploys.last_mut() {
            deploy.application = Some(application.into());
        }
    }

    /// What must be released before the first deploy.
    pub(crate) fn first_after_release(&mut self, application: impl Into<String>) {
        if let Some(deploy) = self.deploys.first_mut() {
            deploy.application.get_or_insert(application.into());
        }
    }

    /// What the current deploy takes from code that still uses it, and the object that released
    /// code no longer uses.
    pub(crate) fn breaks(
        &mut self,
        kind: &'static str,
        table: &QualifiedName,
        column: Option<&str>,
        mitigation: impl Into<String>,
    ) {
        if let Some(deploy) = self.deploys.last_mut() {
            deploy.deprecates.push(match column {
                Some(column) => format!("{table}.{column}"),
                None => table.to_string(),
            });
            deploy.breaking.push(Breaking {
                kind,
                table: table.to_string(),
                column: column.map(str::to_owned),
                mitigation: mitigation.into(),
            });
        }
    }

    /// Adds a step to the current deploy.
    pub(crate) fn run(&mut self, work: Work) {
        let first = self
            .deploys
            .last()
            .is_some_and(|it| it.steps.iter().all(|it| it.transaction.is_none()));
        let transaction = match work.run {
            Run::Alone | Run::AloneImpatient => None,
            Run::Short | Run::Long => Some(format!("t{}", self.transactions)),
        };
        let mut statements = Vec::new();
        match work.run {
            Run::Alone => {
                // A failed CONCURRENTLY leaves an invalid index, and its waits stop nobody.
                statements.push("SET lock_timeout = 0".to_owned());
                statements.push("SET statement_timeout = 0".to_owned());
            }
            Run::AloneImpatient => {
                statements.push(format!("SET lock_timeout = '{LOCK_TIMEOUT}'"));
                statements.push("SET statement_timeout = 0".to_owned());
            }
            Run::Short | Run::Long if first => {
                statements.push(format!("SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"));
            }
            Run::Short | Run::Long => {}
        }
        if work.run == Run::Long {
            statements.push("SET LOCAL statement_timeout = 0".to_owned());
        }
        statements.extend(work.sql);
        if matches!(work.run, Run::Alone | Run::AloneImpatient) {
            statements.push("RESET statement_timeout".to_owned());
            statements.push("RESET lock_timeout".to_owned());
        }
        let changes = sql_changes(&statements.join(";\n"));
        let step = Step {
            id: String::new(),
            title: work.title,
            operations: Vec::new(),
            sql: statements,
            batch: None,
            transaction,
            requires_downtime: work.downtime,
            estimated_duration_seconds: work.seconds,
            level: None,
            facts: Facts::default(),
            depends_on: Vec::new(),
            precheck: work.precheck,
            verify: work.verify,
            rollback: Rollback {
                sql: work.undo,
                restores: work.restores.unwrap_or(Restores::SchemaAndData),
            },
        };
        self.push(step, &changes);
    }

    /// A deploy of its own that fills rows in committed batches.
    pub(crate) fn backfill(&mut self, phase: Phase, name: &[&str], work: Backfill<'_>) {
        let table = &work.target.sql;
        let note = work.note.map(|it| format!(" {it}")).unwrap_or_default();
        let description = format!("{} in batches of {BATCH}.{note}", work.title);
        self.deploy(phase, name, description);
        let rows = Rows::of(work.target);
        let keys = rows.keys.clone();
        let fill = Fill {
            rows,
            set: work.set,
        };
        let mut verify = work.verify;
        verify.push(format!(
            "SELECT 1 FROM {table} WHERE {} LIMIT 1",
            fill.pending()
        ));
        let whole = fill.whole();
        self.batches(Batches {
            title: work.title,
            rounds: Rounds::Fill(fill),
            size: BATCH,
            whole,
            keys,
            cost: Cost::Backfill,
            rows: work.target.rows,
            precheck: work.precheck,
            verify,
            undo: work.undo,
            restores: work.restores,
        });
    }

    /// A step of the current deploy that is repeated, each time committed on its own, until it
    /// changes no row.
    pub(crate) fn batches(&mut self, work: Batches) {
        let mut changes = sql_changes(&work.whole);
        let first = work.keys.first().map(|it| Name::generated(it.clone()));
        for part in changes.iter_mut().flat_map(|it| &mut it.parts) {
            if let Operation::BulkUpdate(BulkUpdate {
                batch_size, key, ..
            })
            | Operation::BulkDelete(BulkDelete {
                batch_size, key, ..
            }) = &mut part.operation
            {
                *batch_size = Some(work.size);
                key.clone_from(&first);
            }
        }
        let step = Step {
            id: String::new(),
            title: work.title,
            operations: Vec::new(),
            sql: Vec::new(),
            batch: Some(Batch::new(work.rounds, work.size)),
            transaction: None,
            requires_downtime: false,
            estimated_duration_seconds: work.cost.seconds(work.rows),
            level: None,
            facts: Facts::default(),
            depends_on: Vec::new(),
            precheck: work.precheck,
            verify: work.verify,
            rollback: Rollback {
                sql: work.undo,
                restores: work.restores,
            },
        };
        self.push(step, &changes);
    }

    pub(crate) fn finish(mut self, strategy: &'static str, why: impl Into<String>) -> Plan {
        self.deploys.retain(|it| !it.steps.is_empty());
        Plan {
            outcome: Outcome::Planned,
            why: why.into(),
            strategy: Some(strategy),
            replaces: replaced(self.request.change),
            deploys: self.deploys,
        }
    }

    /// The plan so far, and after it those of the change's parts from `first` on.
    pub(crate) fn and_then(
        self,
        strategy: &'static str,
        why: impl Into<String>,
        first: usize,
    ) -> Plan {
        let (request, state) = (self.request, self.catalog.clone());
        let plan = self.finish(strategy, why);
        crate::expand::followed(request, plan, state, first)
    }

    fn push(&mut self, mut step: Step, changes: &[Change]) {
        if step.transaction.is_none() {
            self.session = Session::default();
        }
        self.session.in_transaction = step.transaction.is_some();
        let surroundings = self.prepared();
        let mut all = Vec::new();
        let mut level: Option<Option<Level>> = None;
        for (at, change) in changes.iter().enumerate() {
            let facts = of_change(
                change,
                &self.catalog,
                &self.session,
                self.context().postgres,
            );
            if !is_silent(change) {
                let risk = strongest(&assess_in_session(&Question {
                    change,
                    facts: &facts,
                    catalog: &self.catalog,
                    session: &self.session,
                    following: &changes[at + 1..],
                    added_columns: &self.added_columns,
                    surroundings: &surroundings,
                    context: self.context(),
                }));
                level = Some(match level {
                    None => risk.level,
                    // Unknown is never outweighed by what is known.
                    Some(worst) => worst.zip(risk.level).map(|(a, b)| a.max(b)),
                });
            }
            self.advance(change, &facts);
            all.extend(facts);
            step.operations
                .extend(change.parts.iter().map(|it| it.operation.clone()));
            self.catalog.apply(change);
        }
        step.facts = together(all);
        step.level = level.unwrap_or(Some(Level::Low));
        self.steps += 1;
        step.id = format!("s{}", self.steps);
        if self.steps > 1 {
            step.depends_on.push(format!("s{}", self.steps - 1));
        }
        let deploy = self
            .deploys
            .last_mut()
            .expect("a strategy begins a deploy before its steps");
        deploy.steps.push(step);
    }

    fn advance(&mut self, change: &Change, facts: &[Facts]) {
        for part in &change.parts {
            if let Operation::AddColumn(it) = &part.operation {
                let table = self.catalog.table(&it.table);
                let table = table.map_or_else(|| key(&it.table), |it| key(&it.name));
                self.added_columns
                    .push((table, it.column.name.text.clone()));
            }
        }
        self.session.advance(change, facts, &self.catalog);
    }

    /// What the written specifications will say around these steps.
    fn prepared(&self) -> Surroundings {
        let mut res = self.request.surroundings.clone();
        for breaking in self.deploys.iter().flat_map(|it| &it.breaking) {
            res.mitigated.push(match &breaking.column {
                Some(column) => format!("{}.{column}", breaking.table),
                None => breaking.table.clone(),
            });
            res.released.push(Released {
                table: breaking.table.clone(),
                column: breaking.column.clone(),
                source: "the plan".to_owned(),
            });
        }
        res.downgrade = true;
        res.data_rollback = true;
        res.data_check = true;
        res.lock_timeout = true;
        res.backup = res.backup.or(Some(true));
        res
    }
}

/// The change as SQL, or as its author wrote it.
pub(crate) fn replaced(change: &Change) -> String {
    let rendered = || {
        let parts: Vec<String> = change
            .parts
            .iter()
            .filter_map(|it| model::render::sql(&it.operation))
            .collect();
        parts.join(";\n")
    };
    let written = change
        .sql
        .as_deref()
        .map(|it| it.trim_end_matches([';', ' ', '\n']));
    let text = written.map_or_else(rendered, str::to_owned);
    if !text.is_empty() {
        return text;
    }
    // What nobody understood has no SQL: the word that stands for it.
    let words = change.parts.iter().map(|it| {
        if let Operation::Unknown(unknown) = &it.operation
            && !unknown.word.is_empty()
        {
            return unknown.word.clone();
        }
        it.operation.word().replace('_', " ")
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Some of a change's parts, next to each other, as a change of their own. Keeps the text where
/// it is made of whole statements.
pub(crate) fn slice(change: &Change, from: usize, to: usize) -> Change {
    let parts = &change.parts[from..to];
    let outside = change.parts[..from].iter().chain(&change.parts[to..]);
    let whole = outside
        .clone()
        .all(|it| parts.iter().all(|part| part.statement != it.statement));
    let mut numbers: Vec<u16> = parts.iter().map(|it| it.statement).collect();
    numbers.dedup();
    let all = change.sql.as_deref().filter(|_| whole && change.from_sql);
    let texts: Option<Vec<String>> = all.and_then(|it| {
        let statements = sql_changes(it);
        numbers
            .iter()
            .map(|it| statements.get(usize::from(*it))?.sql.clone())
            .collect()
    });
    let parts = parts.iter().map(|it| Part {
        statement: numbers
            .iter()
            .position(|number| *number == it.statement)
            .and_then(|it| u16::try_from(it).ok())
            .unwrap_or_default(),
        ..it.clone()
    });
    Change {
        range: change.range,
        focus: change.focus,
        parts: parts.collect(),
        from_sql: change.from_sql,
        data_migration: change.data_migration,
        sql: texts.map(|it| it.join(";\n")),
    }
}

/// A change of one part.
pub(crate) fn alone(change: &Change, part: &Part) -> Change {
    Change {
        range: change.range,
        focus: change.focus,
        parts: vec![Part {
            statement: 0,
            ..part.clone()
        }],
        from_sql: change.from_sql,
        data_migration: change.data_migration,
        sql: None,
    }
}

/// Changes nothing: SET, SELECT.
pub(crate) fn is_silent(change: &Change) -> bool {
    let silent = |it: &Part| matches!(it.operation, Operation::NoChange(_));
    change.parts.iter().all(silent)
}

/// The facts of several statements as one.
pub(crate) fn together(all: Vec<Facts>) -> Facts {
    let mut res = Facts {
        rewrite: Some(false),
        scan: Some(false),
        index_build: Some(false),
        transactional: Some(true),
        ..Facts::default()
    };
    for facts in all {
        res.locks = stronger(res.locks, facts.locks.into_iter());
        res.rewrite = either(res.rewrite, facts.rewrite);
        res.scan = either(res.scan, facts.scan);
        res.index_build = either(res.index_build, facts.index_build);
        res.transactional = either(
            res.transactional.map(|it| !it),
            facts.transactional.map(|it| !it),
        )
        .map(|it| !it);
        if let Some(blocks) = facts.blocks {
            let mut sum = res.blocks.unwrap_or_default();
            sum.select |= blocks.select;
            sum.insert |= blocks.insert;
            sum.update |= blocks.update;
            res.blocks = Some(sum);
        }
        add_new(&mut res.fails_with, facts.fails_with);
        add_new(&mut res.cascades, facts.cascades);
        add_new(&mut res.breaks, facts.breaks);
        add_new(&mut res.notes, facts.notes);
    }
    res
}

fn add_new<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for it in more {
        if !all.contains(&it) {
            all.push(it);
        }
    }
}

/// True when one is; unknown when neither is true and one is unknown.
fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        (None, _) | (_, None) => None,
    }
}

fn stronger(mut locks: Vec<Lock>, more: impl Iterator<Item = Lock>) -> Vec<Lock> {
    for lock in more {
        match locks.iter_mut().find(|it| it.relation == lock.relation) {
            Some(known) if known.mode < lock.mode => *known = lock,
            Some(_) => {}
            None => locks.push(lock),
        }
    }
    locks
}
