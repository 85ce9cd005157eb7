//! Measures one case on one server.
//!
//! Every fact is read from the server while or after the script runs: nothing is derived from the
//! script's text, and nothing here knows what any statement is said to do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use model::LockMode;

use crate::cases::{Case, Fixture};
use crate::probe::Probes;
use crate::record::{Record, mode_of};
use crate::server::Server;
use crate::state::{State, quoted};
use crate::wire::{Connection, Row, SqlError};

/// The strongest lock per relation of a backend, also one that it waits for.
const LOCKS: &str = "SELECT relation, mode FROM pg_locks WHERE locktype = 'relation' AND pid = ";

/// Nothing of the case before is left.
pub(crate) const CLEAN: &str = "DO $$ DECLARE name text; BEGIN \
    FOR name IN SELECT pubname FROM pg_publication LOOP \
        EXECUTE format('DROP PUBLICATION %I', name); \
    END LOOP; \
    FOR name IN SELECT nspname FROM pg_namespace \
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP \
        EXECUTE format('DROP SCHEMA %I CASCADE', name); \
    END LOOP; END $$; \
    CREATE SCHEMA public; SET client_min_messages = warning";

/// Messages by which the server says that it reads a table's rows, and where the table's name
/// stands in them: after which word.
const READING: &[(&str, &str)] = &[
    ("verifying table ", ""),
    ("rewriting table ", ""),
    ("building index ", "on table "),
    ("vacuuming ", ""),
    ("aggressively vacuuming ", ""),
    ("clustering ", ""),
    ("analyzing ", ""),
];

/// Runs the case in a database that no other case uses at the same time.
pub(crate) fn measure(server: &Server, database: &str, case: &Case, fixture: &Fixture) -> Record {
    let mut past = server.connect(database);
    for sql in [CLEAN, fixture.sql.as_str()] {
        if let Err(error) = past.query(sql) {
            panic!("{}: {}: {error:?}", case.id, fixture.name);
        }
    }
    let mut record = Record {
        case: case.id.clone(),
        fingerprint: case.fingerprint(fixture),
        transactional: true,
        ..Record::default()
    };
    // The past may be written for newer versions than this one; then the case fails where the
    // past does, and the server's answer is the record.
    let failure = case
        .setup
        .iter()
        .find_map(|it| past.query(it).err().map(|it| it.sqlstate));
    if let Some(sqlstate) = failure {
        record.error = Some(format!("setup {sqlstate}"));
        return record;
    }
    let before = State::read(&mut past);
    record.empty = before.is_empty(&case.target);
    let mut probes = Probes::of(case, fixture, &mut past);
    let prepared = probes.prepare(&mut past);
    Measurement {
        server,
        database,
        case,
        before: &before,
        probes: &probes,
    }
    .run(&mut record);
    if record.error.is_none() && prepared {
        probes.after(&mut past, &mut record);
    }
    record
}

/// Runs a script in the state that the database is in, and leaves what it did. Nobody is probed.
pub(crate) fn measure_here(
    server: &Server,
    database: &str,
    id: &str,
    target: &str,
    script: &[String],
) -> Record {
    let case = Case {
        id: id.to_owned(),
        fixture: String::new(),
        target: target.to_owned(),
        setup: Vec::new(),
        // A foreign key is checked by a query, which few rows would be found for by an index.
        session: vec![
            "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off"
                .to_owned(),
        ],
        run: script.to_vec(),
    };
    let before = State::read(&mut server.connect(database));
    let mut record = Record {
        case: case.id.clone(),
        empty: before.is_empty(target),
        transactional: true,
        ..Record::default()
    };
    Measurement {
        server,
        database,
        case: &case,
        before: &before,
        probes: &Probes::default(),
    }
    .run(&mut record);
    record
}

struct Measurement<'a> {
    server: &'a Server,
    database: &'a str,
    case: &'a Case,
    before: &'a State,
    probes: &'a Probes,
}

impl Measurement<'_> {
    fn run(&self, record: &mut Record) {
        let mut session = self.session();
        match self.in_transaction(&mut session, record) {
            Err(error) if error.sqlstate == "25001" => {
                drop(session);
                record.transactional = false;
                self.outside(record);
            }
            Err(error) => record.error = Some(error.sqlstate),
            Ok(()) => {}
        }
    }

    fn session(&self) -> Connection {
        let mut session = self.server.connect(self.database);
        for setting in &self.case.session {
            if let Err(error) = session.query(setting) {
                panic!("{}: {setting}: {error:?}", self.case.id);
            }
        }
        session
    }

    /// The whole script in one transaction, looked at just before its commit.
    fn in_transaction(
        &self,
        session: &mut Connection,
        record: &mut Record,
    ) -> Result<(), SqlError> {
        session.query("BEGIN")?;
        let read_before = tuples_read(session)?;
        session.query("SET client_min_messages = debug2")?;
        session.take_notices();
        for statement in &self.case.run {
            session.query(statement)?;
        }
        let messages = session.take_notices();
        session.query("SET client_min_messages = warning")?;
        let pid = session.pid.clone();
        let locks = session.query(&format!("{LOCKS}{pid}"))?;
        let read = tuples_read(session)? > read_before;
        let after = State::read(session);
        record.locks = self.strongest(locks);
        let emptied = self.files(&after, &messages, record);
        record.scan = read || self.says_reading(&messages, &emptied);
        let mut other = self.server.connect(self.database);
        self.probes.during(&mut other, record);
        session.query("COMMIT")?;
        Ok(())
    }

    /// The script outside of a transaction, its statements one by one; looked at while an older
    /// transaction that has read every table keeps the last one from finishing.
    fn outside(&self, record: &mut Record) {
        // Partitioned tables are held apart: DETACH CONCURRENTLY waits for them first, while it
        // has no lock itself, and only then for the partition.
        let parents = self.hold("p", "LOCK TABLE ONLY {} IN ACCESS SHARE MODE;");
        let older = self.hold("rm", "SELECT 1 FROM {} LIMIT 1;");
        let mut session = self.session();
        // VACUUM waits for nobody; made to nap, it can be looked at.
        let slow = "SET vacuum_cost_delay = 30; SET vacuum_cost_limit = 50; \
                    SET client_min_messages = debug2";
        if let Err(error) = session.query(slow) {
            panic!("{}: {error:?}", self.case.id);
        }
        session.take_notices();
        let pid = session.pid.clone();
        let (done, finished) = channel();
        let result = std::thread::scope(|scope| {
            let script = &self.case.run;
            scope.spawn(move || {
                let failure = script.iter().find_map(|it| session.query(it).err());
                let _ = done.send((failure, session.take_notices()));
            });
            self.sample(&pid, vec![older, parents], &finished, record)
        });
        let (failure, messages) = result;
        let mut observer = self.server.connect(self.database);
        let after = State::read(&mut observer);
        let emptied = self.files(&after, &messages, record);
        record.scan |= self.says_reading(&messages, &emptied);
        record.error = failure.map(|it| it.sqlstate);
    }

    /// An older transaction that has touched every relation of these kinds.
    fn hold(&self, kinds: &str, how: &str) -> Connection {
        let mut older = self.server.connect(self.database);
        let mut sql = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1;".to_owned();
        for relation in self.before.of_kinds(kinds) {
            sql.push_str(&how.replace("{}", &quoted(relation)));
        }
        if let Err(error) = older.query(&sql) {
            panic!("{}: {sql}: {error:?}", self.case.id);
        }
        older
    }

    /// Looks on until the backend waits, probes, lets it go and returns its answer.
    fn sample(
        &self,
        pid: &str,
        mut older: Vec<Connection>,
        finished: &Receiver<(Option<SqlError>, Vec<String>)>,
        record: &mut Record,
    ) -> (Option<SqlError>, Vec<String>) {
        let mut observer = self.server.connect(self.database);
        let mut idle = 0;
        loop {
            match finished.recv_timeout(Duration::from_millis(2)) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Disconnected) => panic!("{}: lost", self.case.id),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if older.is_empty() {
                continue;
            }
            let asked = observer.query(&format!(
                "SELECT wait_event_type, wait_event FROM pg_stat_activity WHERE pid = {pid}"
            ));
            let wait = asked.ok().and_then(|it| it.into_iter().next());
            let read = read_by_vacuum(&mut observer, pid);
            let waits = wait.is_some_and(|it| match it.as_slice() {
                [Some(kind), Some(event)] => kind == "Lock" || (event == "VacuumDelay" && read),
                _ => false,
            });
            let Ok(locks) = observer.query(&format!("{LOCKS}{pid}")) else {
                continue;
            };
            let locks = self.strongest(locks);
            if waits && !locks.is_empty() {
                record.locks = locks;
                record.scan = read;
                let mut other = self.server.connect(self.database);
                self.probes.during(&mut other, record);
                older.clear();
            } else if waits {
                idle += 1;
                // It waits without a lock of its own: for the parents, then.
                if idle == 100 {
                    older.truncate(1);
                }
            }
        }
    }

    /// Locks on relations that existed before, by name.
    fn strongest(&self, rows: Vec<Row>) -> BTreeMap<String, LockMode> {
        let mut locks = BTreeMap::new();
        for row in rows {
            let [Some(oid), Some(mode)] = row.as_slice() else {
                continue;
            };
            let (Some(relation), Some(mode)) = (self.before.relations.get(oid), words(mode)) else {
                continue;
            };
            // Planning alone opens a table's indexes; only locks that somebody notices are kept.
            let index = ["i", "I"].contains(&relation.kind.as_str());
            if index && mode < LockMode::ShareUpdateExclusive {
                continue;
            }
            let held = locks.entry(relation.name.clone()).or_insert(mode);
            *held = (*held).max(mode);
        }
        locks
    }

    /// Tables whose rows, and indexes whose entries, are in other files than before. Returns the
    /// tables that were given an empty file.
    fn files(&self, after: &State, messages: &[String], record: &mut Record) -> BTreeSet<String> {
        let mut rewrites = BTreeSet::new();
        let mut emptied = BTreeSet::new();
        for (oid, was) in &self.before.relations {
            let Some(is) = after.relations.get(oid) else {
                continue;
            };
            if !was.holds_rows() || was.file == is.file {
                continue;
            }
            let said = format!("rewriting table \"{}\"", is.bare);
            // TRUNCATE gives a table a new file too, but copies nothing.
            if is.size > 0 || messages.contains(&said) {
                rewrites.insert(was.name.clone());
            } else {
                emptied.insert(oid.clone());
            }
        }
        let files: BTreeSet<&str> = self
            .before
            .relations
            .values()
            .map(|it| it.file.as_str())
            .collect();
        let builds: BTreeSet<String> = after
            .relations
            .values()
            .filter(|it| it.kind == "i" && !files.contains(it.file.as_str()))
            .filter(|it| self.before.relations.contains_key(&it.table))
            .filter(|it| !emptied.contains(&it.table))
            .map(|it| it.name.clone())
            .collect();
        record.rewrites = rewrites.into_iter().collect();
        record.index_builds = builds.into_iter().collect();
        emptied
    }

    /// The server's own messages say that it read a table that had rows, and still did.
    fn says_reading(&self, messages: &[String], emptied: &BTreeSet<String>) -> bool {
        let full: BTreeSet<&str> = self
            .before
            .relations
            .iter()
            .filter(|(oid, it)| it.holds_rows() && it.size > 0 && !emptied.contains(*oid))
            .map(|(_, it)| it.bare.as_str())
            .collect();
        messages.iter().any(|message| {
            READING.iter().any(|(words, after)| {
                let Some(rest) = message.strip_prefix(words) else {
                    return false;
                };
                let Some((_, rest)) = rest.split_once(after) else {
                    return false;
                };
                let name = rest.split('"').nth(1).unwrap_or_default();
                full.contains(name.rsplit('.').next().unwrap_or_default())
            })
        })
    }
}

/// Rows of our tables that this transaction's sequential scans have read.
fn tuples_read(session: &mut Connection) -> Result<u64, SqlError> {
    let rows =
        session.query("SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_xact_user_tables")?;
    let number = rows.into_iter().flatten().next().flatten();
    Ok(number.and_then(|it| it.parse().ok()).unwrap_or(0))
}

/// Whether a VACUUM that is running has read some of its table.
fn read_by_vacuum(observer: &mut Connection, pid: &str) -> bool {
    let sql = format!(
        "SELECT 1 FROM pg_stat_progress_vacuum WHERE pid = {pid} AND heap_blks_scanned > 0"
    );
    observer.query(&sql).is_ok_and(|it| !it.is_empty())
}

/// `AccessShareLock` as `ACCESS SHARE`.
fn words(mode: &str) -> Option<LockMode> {
    let mut spaced = String::new();
    for letter in mode.strip_suffix("Lock")?.chars() {
        if letter.is_uppercase() && !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push(letter.to_ascii_uppercase());
    }
    mode_of(&spaced)
}
