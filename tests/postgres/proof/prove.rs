//! All that is proven of one scenario on one server. Each question gets a database of its own
//! state; every answer that is not the wanted one comes back in words.

use std::collections::BTreeSet;

use model::facts::Session;
use model::lower::sql_changes;
use model::risk::Surroundings;
use model::{Context, Postgres};
use plan::whole::{Entry, Several, whole};
use plan::{Outcome, Phase, Plan, Request, Restores, Step};

use super::database::{Database, Group, groups, statement};
use super::scenario::{Scenario, Statement, WHOLE, catalog};
use super::snapshot::{Rows, Schema, difference, matches, row_difference};
use super::{downgrade, facts, in_flight, written};
use crate::server::Server;

pub(super) struct Proof<'a> {
    pub(super) database: Database<'a>,
    pub(super) scenario: &'a Scenario,
    pub(super) major: u8,
    pub(super) plan: &'a Plan,
    /// In words.
    pub(super) failures: Vec<String>,
    /// Patterns of known differences that were met.
    pub(super) met: BTreeSet<String>,
    /// The state before.
    before: (Schema, Rows),
    /// Prechecks that have returned rows somewhere.
    found: BTreeSet<String>,
}

/// What was said to the database around the change.
#[derive(Default)]
struct Said {
    before: Vec<Vec<Statement>>,
    after: Vec<Vec<Statement>>,
}

/// The plan of a change of one statement or several, as the command line would make it; by a
/// strategy, where there is more than one way and it is not empty.
pub(crate) fn plan_of(strategy: &str, schema: &str, change: &str, major: u8) -> Plan {
    let before = catalog(schema);
    let changes = sql_changes(change);
    let change = plan::gather(&changes).unwrap_or_else(|| panic!("no statement: {change}"));
    let context = Context {
        postgres: Postgres(major),
        prefer: vec![strategy.to_owned()],
        ..Context::default()
    };
    plan::plan(&Request {
        change: &change,
        before: &before,
        session: &Session::default(),
        surroundings: &Surroundings::default(),
        context: &context,
    })
}

/// The plan of a specification that makes these changes.
fn whole_plan_of(schema: &str, changes: &str, major: u8) -> Plan {
    let (before, changes) = (catalog(schema), sql_changes(changes));
    let entry = |change| Entry {
        change,
        settled: false,
    };
    let context = Context {
        postgres: Postgres(major),
        ..Context::default()
    };
    whole(&Several {
        changes: changes.iter().map(entry).collect(),
        before: &before,
        session: &Session::default(),
        surroundings: &Surroundings::default(),
        context: &context,
    })
}

/// Failures, and the known differences that were met.
pub(super) fn prove(
    server: &Server,
    database: &str,
    scenario: &Scenario,
    major: u8,
) -> (Vec<String>, BTreeSet<String>) {
    let whole = scenario.strategy == WHOLE;
    let (schema, change) = (scenario.schema.as_str(), scenario.change.as_str());
    let plan = if whole {
        whole_plan_of(schema, change, major)
    } else {
        plan_of(&scenario.strategy, schema, change, major)
    };
    let named = whole || plan.strategy == Some(scenario.strategy.as_str());
    if plan.outcome != Outcome::Planned || !named {
        let failure = format!("not planned: {:?} {}", plan.strategy, plan.why);
        return (vec![failure], BTreeSet::new());
    }
    let mut database = Database::new(server, database, scenario);
    database.reset();
    let before = (database.schema(), database.rows());
    let mut proof = Proof {
        database,
        scenario,
        major,
        plan: &plan,
        failures: Vec::new(),
        met: BTreeSet::new(),
        before,
        found: BTreeSet::new(),
    };
    let ends = proof.ends_where_the_change_ends();
    proof.one_table_after_the_other();
    proof.bad_rows_are_found();
    proof.steps_do_as_they_say_and_can_be_undone();
    if let Some(end) = &ends {
        proof.stopped_plans_are_taken_up(end);
        proof.specifications_lead_there_and_back(end);
    }
    proof.prechecks_find_something();
    in_flight::writers_lose_nothing(&mut proof);
    downgrade::leads_back(&mut proof);
    (proof.failures, proof.met)
}

impl Proof<'_> {
    pub(super) fn fail(&mut self, what: impl Into<String>) {
        self.failures.push(what.into());
    }

    /// Fails unless the page admits the difference.
    pub(super) fn unless_known(&mut self, what: &str, failure: String) {
        match self.scenario.differs.iter().find(|it| matches(it, what)) {
            Some(known) => {
                self.met.insert(known.clone());
            }
            None => self.fail(failure),
        }
    }

    fn check<T>(&mut self, result: Result<T, String>, when: &str) -> Option<T> {
        result.map_err(|it| self.fail(format!("{when}: {it}"))).ok()
    }

    fn same_schema(&mut self, one: (&str, &Schema), other: (&str, &Schema), when: &str) {
        for line in difference(one, other) {
            self.fail(format!("{when}: {line}"));
        }
    }

    pub(super) fn same_rows(&mut self, one: (&str, &Rows), other: (&str, &Rows), when: &str) {
        for line in row_difference(one, other) {
            self.fail(format!("{when}: {line}"));
        }
    }

    /// The plan while the application goes on, against the change alone. Returns the schema at
    /// the plan's end, unless it was not reached.
    fn ends_where_the_change_ends(&mut self) -> Option<Schema> {
        let mut said = Said::default();
        self.database.reset();
        let groups = groups(&self.plan.deploys);
        for group in &groups {
            self.application(group.deploy, &mut said);
            self.look();
            for step in &group.steps {
                for query in &step.precheck {
                    match self.database.ask(query) {
                        Ok(rows) if rows.is_empty() => {}
                        Ok(_) => self.fail(format!(
                            "{}: finds something in good rows: {query}",
                            step.id
                        )),
                        Err(error) => self.fail(format!("{}: {query}: {error:?}", step.id)),
                    }
                }
                for query in &step.verify {
                    if self.database.ask(query).is_ok_and(|it| it.is_empty()) {
                        let what = format!("says yes before the step: {query}");
                        self.unless_known(&what, format!("{}: {what}", step.id));
                    }
                }
            }
            let result = self.database.run(group);
            self.check(result, &group.steps[0].id)?;
            for step in &group.steps {
                for query in &step.verify {
                    match self.database.ask(query) {
                        Ok(rows) if rows.is_empty() => {}
                        Ok(rows) => self.fail(format!(
                            "{}: says no after the step: {query}: {rows:?}",
                            step.id
                        )),
                        Err(error) => self.fail(format!("{}: {query}: {error:?}", step.id)),
                    }
                }
            }
            self.look();
        }
        self.application(self.plan.deploys.len(), &mut said);
        let planned = (self.database.schema(), self.database.defined_rows());
        self.naive(&said)?;
        let naive = (self.database.schema(), self.database.defined_rows());
        for line in difference(("naive", &naive.0), ("planned", &planned.0)) {
            let bare = line.split_once(": ").map_or(line.as_str(), |it| it.1);
            self.unless_known(bare, format!("not where the change ends: {line}"));
        }
        let tables = naive.1.keys().cloned().collect::<BTreeSet<_>>();
        let shared = |rows: &Rows| -> Rows {
            let kept = rows.iter().filter(|it| tables.contains(it.0));
            kept.map(|it| (it.0.clone(), it.1.clone())).collect()
        };
        self.same_rows(
            ("naive", &naive.1),
            ("planned", &shared(&planned.1)),
            "other rows than the change",
        );
        Some(planned.0)
    }

    /// What code may run before a deploy, or after the last one, says what it says.
    fn application(&mut self, deploy: usize, said: &mut Said) {
        let deploys = &self.plan.deploys;
        let waits = |it: &plan::Deploy| it.application.is_some();
        let contract = deploys
            .iter()
            .position(|it| it.phase == Phase::Contract && waits(it));
        let old = contract.is_none_or(|it| deploy <= it);
        let end = deploy == deploys.len();
        let new = end
            || deploys
                .iter()
                .position(waits)
                .is_some_and(|it| deploy >= it);
        let scenario = self.scenario;
        let when = if end {
            "at the end".to_owned()
        } else {
            format!("before deploy {}", deploy + 1)
        };
        // Where nothing goes, new code says what old code says.
        let same = scenario.new.is_empty() && contract.is_none();
        let new_code = if same { &scenario.old } else { &scenario.new };
        let sets = [
            (old, "old code", &scenario.old),
            (new, "new code", new_code),
            (old && new, "both", &scenario.both),
            (end, "the end", &scenario.end),
        ];
        for (active, who, statements) in sets {
            if !active || statements.is_empty() {
                continue;
            }
            let statements = self.database.numbered(statements);
            // Where both speak, the change alone has no place for it.
            let keep = who != "both";
            let result = self.database.say(&statements, keep);
            self.check(result, &format!("{who} {when}"));
            match who {
                "old code" => said.before.push(statements),
                "both" => {}
                _ => said.after.push(statements),
            }
        }
    }

    /// The change as it was written, with the same said before and after it.
    fn naive(&mut self, said: &Said) -> Option<()> {
        self.database.reset();
        for set in &said.before {
            let result = self.database.say(set, true);
            self.check(result, "before the change")?;
        }
        let scenario = self.scenario;
        let mut session = self.database.connect();
        let result = statement(&mut session, &scenario.change);
        if scenario.naive.is_empty() {
            self.check(result, "the change")?;
        } else {
            if result.is_ok() {
                self.fail("the change works as it stands: `naive` is not needed");
            }
            for it in &scenario.naive {
                let result = statement(&mut session, &it.sql);
                self.check(result, "naive")?;
            }
        }
        for set in &said.after {
            let result = self.database.say(set, true);
            self.check(result, "after the change")?;
        }
        Some(())
    }

    /// Remembers which prechecks return rows in the present state.
    fn look(&mut self) {
        let all = self.plan.deploys.iter().flat_map(|it| &it.steps);
        for query in all.flat_map(|it| &it.precheck) {
            if !self.found.contains(query) && self.database.finds(query) {
                self.found.insert(query.clone());
            }
        }
    }

    /// No transaction waits for a further table when it keeps somebody from the first already: code
    /// that reaches them the other way round, by itself or through a trigger, would wait for it in
    /// turn. Where one statement needs several, it cannot be helped; LOCK TABLE says the order at once.
    fn one_table_after_the_other(&mut self) {
        let tables = catalog(&self.scenario.schema);
        let root = |relation: &str| {
            let table = tables.tables.get(relation)?;
            let parent = table.parents.first().filter(|_| table.is_partition);
            Some(parent.map_or(relation, String::as_str).to_owned())
        };
        for group in groups(&self.plan.deploys) {
            let mut locked: BTreeSet<String> = BTreeSet::new();
            for step in &group.steps {
                let blocking = step.facts.locks.iter().filter(|it| it.blocks.insert);
                let own: BTreeSet<String> = blocking.filter_map(|it| root(&it.relation)).collect();
                if !locked.is_empty() && !own.is_subset(&locked) {
                    let (id, first) = (&step.id, &locked);
                    self.fail(format!("{id}: waits for {own:?} while {first:?} is locked"));
                }
                locked.extend(own);
            }
        }
    }

    /// Rows that the change refuses, and what the plan was not told of, are found by a precheck
    /// before a step fails.
    fn bad_rows_are_found(&mut self) {
        let scenario = self.scenario;
        let bad = scenario.bad.iter().map(|it| (it, true));
        let by_hand = self.comments_by_hand();
        let unknown = scenario.unknown.iter().chain(&by_hand);
        let unknown = unknown.map(|it| (it, false));
        for (bad, refused) in bad.chain(unknown) {
            self.database.reset();
            let mut there = self.add_bad(bad);
            if there && refused {
                let mut session = self.database.connect();
                if scenario.naive.is_empty() && statement(&mut session, &scenario.change).is_ok() {
                    self.fail(format!("the change works with bad rows: {}", bad.sql));
                }
                self.database.reset();
                there = self.add_bad(bad);
            }
            let mut caught = false;
            for group in &groups(&self.plan.deploys) {
                self.look();
                let mut queries = group.steps.iter().flat_map(|it| &it.precheck);
                caught = queries.any(|it| self.database.finds(it));
                if caught {
                    break;
                }
                if let Err(error) = self.database.run(group) {
                    self.fail(format!(
                        "bad rows, found by no precheck: {}: {error}",
                        bad.sql
                    ));
                    caught = true;
                    break;
                }
                if !there {
                    there = self.add_bad(bad);
                }
            }
            if !caught {
                self.fail(format!("bad rows never found: {}", bad.sql));
            }
        }
    }

    /// Where a precheck compares a column with its successor: a comment on the one that the plan
    /// was not told of, unless the page has something better.
    fn comments_by_hand(&self) -> Vec<Statement> {
        let steps = self.plan.deploys.iter().flat_map(|it| &it.steps);
        let queries = steps.flat_map(|it| &it.precheck);
        let compared = queries.filter_map(|it| {
            let (_, rest) = it.split_once("a.attrelid = to_regclass('")?;
            let (table, rest) = rest.split_once("') AND a.attname = '")?;
            let (column, _) = rest.split_once("' AND b.attname")?;
            Some(Statement {
                sql: format!("COMMENT ON COLUMN {table}.\"{column}\" IS 'by hand'"),
                returns: None,
            })
        });
        let wanted = self.scenario.unknown.is_empty();
        compared.filter(|_| wanted).collect()
    }

    /// Whether the database takes them now.
    fn add_bad(&mut self, bad: &Statement) -> bool {
        let numbered = self.database.numbered(std::slice::from_ref(bad));
        self.database.say(&numbered, true).is_ok()
    }

    /// Each step's locks, scans and rewrites; and from after each step the way back.
    fn steps_do_as_they_say_and_can_be_undone(&mut self) {
        let steps: Vec<&Step> = self.plan.deploys.iter().flat_map(|it| &it.steps).collect();
        let mut clean = false;
        for last in 0..steps.len() {
            if !clean {
                self.database.reset();
            }
            let mut state = catalog(&self.scenario.schema);
            // What a transaction makes, nobody sees before its end: no lock on it counts.
            let mut seen = state.clone();
            for (at, step) in steps[..=last].iter().enumerate() {
                let begins = at == 0 || steps[at - 1].transaction != step.transaction;
                if begins || step.transaction.is_none() {
                    seen = state.clone();
                }
                if at == last {
                    let differences =
                        facts::differences(self.database.server, &self.database.name, step, &seen);
                    match differences {
                        Ok(differences) => {
                            for it in differences {
                                self.fail(format!("{} ({}): {it}", step.id, step.title));
                            }
                        }
                        Err(error) => self.fail(format!("{}: {error}", step.id)),
                    }
                    // The measured part of a backfill is its first batch.
                    if step.batch.is_none() {
                        continue;
                    }
                }
                let result = self.database.run_step(step);
                if self.check(result, &format!("again, {}", step.id)).is_none() {
                    return;
                }
                for change in sql_changes(&step.sql.join(";\n")) {
                    state.apply(&change);
                }
            }
            clean = self.way_back(&steps[..=last]);
        }
    }

    /// The schema of before, known differences (`back …`, or `down …`) aside.
    pub(super) fn returned(&mut self, before: &Schema, now: &Schema, when: &str) {
        let way = if when == "down" { "down" } else { "back" };
        for line in difference(("before", before), ("now", now)) {
            let bare = line.split_once(": ").map_or(line.as_str(), |it| it.1);
            self.unless_known(&format!("{way} {bare}"), format!("{when}: {line}"));
        }
    }

    /// Whether everything is as it was at the start.
    fn way_back(&mut self, steps: &[&Step]) -> bool {
        let last = steps.last().map_or("", |it| it.id.as_str());
        let restores = steps.iter().map(|it| it.rollback.restores);
        let (mut schema, mut data) = (true, true);
        for it in restores {
            schema &= it != Restores::Nothing;
            data &= it == Restores::SchemaAndData;
        }
        for step in steps.iter().rev() {
            let result = self.database.undo(step);
            if self.check(result, &format!("back from {last}")).is_none() {
                return false;
            }
        }
        let now = (self.database.schema(), self.database.rows());
        let before = self.before.clone();
        let when = format!("back from {last}");
        let failures = self.failures.len();
        if schema {
            self.returned(&before.0, &now.0, &when);
        }
        if data {
            self.same_rows(("before", &before.1), ("now", &now.1), &when);
        }
        schema && data && failures == self.failures.len()
    }

    /// A plan that is stopped in every step and taken up again ends in the same schema.
    fn stopped_plans_are_taken_up(&mut self, end: &Schema) {
        self.database.reset();
        for group in &groups(&self.plan.deploys) {
            let id = &group.steps[0].id;
            let result = self.database.interrupt(group);
            self.check(result, &format!("stopping {id}"));
            self.look();
            for step in &group.steps {
                let result = self.database.clear_away(step);
                self.check(result, &format!("clearing away {id}"));
            }
            let result = self.database.run(group);
            if self
                .check(result, &format!("{id}, stopped before"))
                .is_none()
            {
                return;
            }
        }
        let now = self.database.schema();
        self.same_schema(("undisturbed", end), ("stopped", &now), "taken up again");
    }

    /// The written specifications raise nothing, and lead to the same end and back.
    fn specifications_lead_there_and_back(&mut self, end: &Schema) {
        let texts = written::specifications(self.plan);
        for it in written::findings(self.scenario, &texts, self.major) {
            self.fail(it);
        }
        self.database.reset();
        for (at, text) in texts.iter().enumerate() {
            let mut session = self.database.connect();
            let result = written::upgrade(&mut session, text);
            if self.check(result, &format!("upgrade {}", at + 1)).is_none() {
                return;
            }
        }
        let now = self.database.schema();
        self.same_schema(("steps", end), ("specifications", &now), "upgrades");
        for (at, text) in texts.iter().enumerate().rev() {
            let mut session = self.database.connect();
            let result = written::downgrade(&mut session, text);
            if self
                .check(result, &format!("downgrade {}", at + 1))
                .is_none()
            {
                return;
            }
        }
        let mut steps = self.plan.deploys.iter().flat_map(|it| &it.steps);
        if steps.all(|it| it.rollback.restores != Restores::Nothing) {
            let (before, now) = (self.before.0.clone(), self.database.schema());
            self.returned(&before, &now, "downgrades");
        }
    }

    /// Every precheck, also one that looks again what an earlier one has seen, finds rows that
    /// came in between: also those that no trigger has seen, as replication writes them.
    fn prechecks_find_something(&mut self) {
        let groups = groups(&self.plan.deploys);
        for (at, group) in groups.iter().enumerate() {
            for step in &group.steps {
                for query in &step.precheck {
                    if self.found.contains(query) || self.finds_late(&groups[..at], query) {
                        continue;
                    }
                    self.fail(format!(
                        "nothing shows that this precheck finds anything: {query}"
                    ));
                }
            }
        }
    }

    fn finds_late(&mut self, before: &[Group<'_>], query: &str) -> bool {
        let scenario = self.scenario;
        let candidates = scenario.bad.iter().chain(&scenario.unknown);
        for unseen in ["", "SET LOCAL session_replication_role = replica; "] {
            for bad in candidates.clone() {
                self.database.reset();
                for group in before {
                    let result = self.database.run(group);
                    if self.check(result, "before a late look").is_none() {
                        return false;
                    }
                }
                let bad = Statement {
                    sql: format!("{unseen}{}", bad.sql),
                    returns: None,
                };
                if self.add_bad(&bad) && self.database.finds(query) {
                    self.found.insert(query.to_owned());
                    return true;
                }
            }
        }
        false
    }
}
