//! How long an application waits for each step, on a million rows, under load.
//!
//! A benchmark and a check before a release, never a test of CI. `tests/postgres/load` runs it and
//! prints the table of `server/plan/README.md`.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::proof::database::{Group, groups, run_group, statement};
use crate::proof::prove::plan_of;
use crate::run::say;
use crate::server::{Server, installed};

const ROWS: u64 = 1_000_000;

/// Pages that a table of so many rows fills at least.
const PAGES: u64 = 10_000;

/// Connections that read and write single rows.
const CLIENTS: u64 = 4;

/// Between two statements of one client, so that two cores are not full with the load alone.
const PAUSE: Duration = Duration::from_millis(1);

const SCHEMA: &str = "
CREATE TYPE item_level AS ENUM ('low', 'middle', 'high');
CREATE TABLE owners (id bigint PRIMARY KEY, name text);
CREATE TABLE items (
    id integer PRIMARY KEY,
    owner_id bigint,
    code text,
    amount integer NOT NULL DEFAULT 0,
    changed timestamp,
    locale text,
    phone text,
    state text,
    level item_level,
    note text
);
CREATE INDEX items_phone_idx ON items (phone);
CREATE TABLE contacts (item_id integer PRIMARY KEY, phone text);
CREATE TYPE item_state AS ENUM ('open', 'sold');
CREATE TABLE visits (id integer PRIMARY KEY, owner_id bigint REFERENCES owners (id));
CREATE TABLE moves (id bigint, at date NOT NULL, note text, PRIMARY KEY (id, at));
CREATE TABLE archive (id bigint NOT NULL, at date NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE archive_2025 (id bigint NOT NULL, at date NOT NULL, note text);
CREATE TABLE logs (id bigint NOT NULL, at date NOT NULL, note text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE logs_2025 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE MATERIALIZED VIEW totals AS SELECT owner_id, count(*) AS items FROM items GROUP BY owner_id;
CREATE UNIQUE INDEX totals_owner_id_idx ON totals (owner_id);
";

fn rows() -> String {
    format!(
        "INSERT INTO owners SELECT n, 'owner ' || n FROM generate_series(1, 10000) AS n;
         INSERT INTO items SELECT n, n % 10000 + 1, 'code ' || n, n % 1000,
             timestamp '2026-01-01' + n * interval '1 second', CASE WHEN n % 2 = 0 THEN 'de' END,
             '555' || n, CASE n % 3 WHEN 0 THEN 'sold' ELSE 'open' END, 'low', repeat('x', 60)
         FROM generate_series(1, {ROWS}) AS n;
         INSERT INTO visits SELECT n, n % 10000 + 1 FROM generate_series(1, {ROWS}) AS n;
         INSERT INTO moves SELECT n, date '2025-01-01' + n % 700, repeat('x', 60)
         FROM generate_series(1, {ROWS}) AS n;
         INSERT INTO logs SELECT n, date '2025-02-01', repeat('x', 60) FROM generate_series(1, {ROWS}) AS n;
         REFRESH MATERIALIZED VIEW totals;
         INSERT INTO archive_2025 SELECT n, date '2025-01-01' + n % 365, repeat('x', 60)
         FROM generate_series(1, {ROWS}) AS n;"
    )
}

/// What is changed, and what is said to the tables meanwhile.
struct Change {
    /// Its name in the table of results.
    name: &'static str,
    sql: &'static str,
    load: Load,
}

const CHANGES: &[Change] = &[
    Change {
        name: "int to bigint",
        sql: "ALTER TABLE items ALTER COLUMN amount TYPE bigint",
        load: Load::Items,
    },
    Change {
        name: "int to bigint, primary key",
        sql: "ALTER TABLE items ALTER COLUMN id TYPE bigint",
        load: Load::Items,
    },
    Change {
        name: "timestamp to timestamptz",
        sql: "ALTER TABLE items ALTER COLUMN changed TYPE timestamptz USING changed AT TIME ZONE 'UTC'",
        load: Load::Items,
    },
    Change {
        name: "text to varchar(40)",
        sql: "ALTER TABLE items ALTER COLUMN code TYPE varchar(40)",
        load: Load::Items,
    },
    Change {
        name: "create index",
        sql: "CREATE INDEX items_owner_id_idx ON items (owner_id)",
        load: Load::Items,
    },
    Change {
        name: "add unique",
        sql: "ALTER TABLE items ADD CONSTRAINT items_code_key UNIQUE (code)",
        load: Load::Items,
    },
    Change {
        name: "set not null",
        sql: "ALTER TABLE items ALTER COLUMN code SET NOT NULL",
        load: Load::Items,
    },
    Change {
        name: "add foreign key",
        sql: "ALTER TABLE items ADD CONSTRAINT items_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners (id)",
        load: Load::Items,
    },
    Change {
        name: "add check",
        sql: "ALTER TABLE items ADD CONSTRAINT items_amount_check CHECK (amount >= 0)",
        load: Load::Items,
    },
    Change {
        name: "add column, volatile default",
        sql: "ALTER TABLE items ADD COLUMN token uuid DEFAULT gen_random_uuid()",
        load: Load::Items,
    },
    Change {
        name: "add required column",
        sql: "ALTER TABLE items ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()",
        load: Load::Items,
    },
    Change {
        name: "rename column",
        sql: "ALTER TABLE items RENAME COLUMN locale TO language",
        load: Load::Items,
    },
    Change {
        name: "drop column",
        sql: "ALTER TABLE items DROP COLUMN phone",
        load: Load::Items,
    },
    Change {
        name: "drop index",
        sql: "DROP INDEX items_phone_idx",
        load: Load::Items,
    },
    Change {
        name: "bulk update",
        sql: "UPDATE items SET locale = 'en' WHERE locale IS NULL",
        load: Load::Kept,
    },
    Change {
        name: "add a stored generated column",
        sql: "ALTER TABLE items ADD COLUMN doubled integer GENERATED ALWAYS AS (amount * 2) STORED",
        load: Load::Items,
    },
    Change {
        name: "text to enum",
        sql: "ALTER TABLE items ALTER COLUMN state TYPE item_state USING state::item_state",
        load: Load::Items,
    },
    Change {
        name: "change primary key",
        sql: "ALTER TABLE items DROP CONSTRAINT items_pkey, ADD CONSTRAINT items_pkey PRIMARY KEY (id, amount)",
        load: Load::Items,
    },
    Change {
        name: "drop table",
        sql: "DROP TABLE visits",
        load: Load::Owners,
    },
    Change {
        name: "row level security",
        sql: "ALTER TABLE items ENABLE ROW LEVEL SECURITY",
        load: Load::Items,
    },
    Change {
        name: "partition a table",
        sql: "CREATE TABLE moves_new (id bigint, at date NOT NULL, note text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
         CREATE TABLE moves_2025 PARTITION OF moves_new FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
         CREATE TABLE moves_2026 PARTITION OF moves_new FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
         INSERT INTO moves_new SELECT * FROM moves;
         DROP TABLE moves;
         ALTER TABLE moves_new RENAME TO moves",
        load: Load::Moves,
    },
    Change {
        name: "attach partition",
        sql: "ALTER TABLE archive ATTACH PARTITION archive_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        load: Load::Archive,
    },
    Change {
        name: "create unique index",
        sql: "CREATE UNIQUE INDEX items_code_key ON items (code)",
        load: Load::Items,
    },
    Change {
        name: "rebuild an index",
        sql: "REINDEX INDEX items_phone_idx",
        load: Load::Items,
    },
    Change {
        name: "change a foreign key's action",
        sql: "ALTER TABLE visits DROP CONSTRAINT visits_owner_id_fkey, ADD CONSTRAINT visits_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners (id) ON DELETE CASCADE",
        load: Load::Visits,
    },
    Change {
        name: "add primary key",
        sql: "ALTER TABLE archive_2025 ADD CONSTRAINT archive_2025_pkey PRIMARY KEY (id)",
        load: Load::Archive,
    },
    Change {
        name: "validate with the adding",
        sql: "ALTER TABLE items ADD CONSTRAINT items_amount_check CHECK (amount >= 0) NOT VALID; ALTER TABLE items VALIDATE CONSTRAINT items_amount_check",
        load: Load::Items,
    },
    Change {
        name: "add an identity column",
        sql: "ALTER TABLE visits ADD COLUMN number bigint GENERATED BY DEFAULT AS IDENTITY",
        load: Load::Visits,
    },
    Change {
        name: "bulk delete",
        sql: "DELETE FROM items WHERE id % 2 = 0 AND id < 2000000",
        load: Load::Odd,
    },
    Change {
        name: "bulk insert",
        sql: "INSERT INTO contacts (item_id, phone) SELECT id, phone FROM items WHERE id <= 1000000",
        load: Load::Items,
    },
    Change {
        name: "remove an enum value",
        sql: "ALTER TYPE item_level RENAME TO item_level_old; CREATE TYPE item_level AS ENUM ('low', 'high'); ALTER TABLE items ALTER COLUMN level TYPE item_level USING level::text::item_level; DROP TYPE item_level_old",
        load: Load::Items,
    },
    Change {
        name: "move a column",
        sql: "ALTER TABLE visits ADD COLUMN state text; UPDATE visits SET state = items.state FROM items WHERE items.id = visits.id; ALTER TABLE items DROP COLUMN state",
        load: Load::Both,
    },
    Change {
        name: "split a column",
        sql: "ALTER TABLE items ADD COLUMN area text; ALTER TABLE items ADD COLUMN line text; UPDATE items SET area = left(phone, 3), line = substr(phone, 4); ALTER TABLE items DROP COLUMN phone",
        load: Load::Items,
    },
    Change {
        name: "split a table",
        sql: "CREATE TABLE phones (item_id integer PRIMARY KEY, phone text); INSERT INTO phones (item_id, phone) SELECT id, phone FROM items; ALTER TABLE items DROP COLUMN phone",
        load: Load::Items,
    },
    Change {
        name: "index on a partitioned table",
        sql: "CREATE INDEX logs_note_idx ON logs (note)",
        load: Load::Logs,
    },
    Change {
        name: "refresh a materialized view",
        sql: "REFRESH MATERIALIZED VIEW totals",
        load: Load::Totals,
    },
    Change {
        name: "detach a partition",
        sql: "ALTER TABLE logs DETACH PARTITION logs_2025",
        load: Load::Logs,
    },
];

/// Point statements that hold before, during and after every change: `$id` is an existing row, `$new` a
/// fresh number.
#[derive(Debug, Clone, Copy)]
enum Load {
    Items,
    /// Writes nothing that the change is to change: no backfill ends while code goes on with that.
    Kept,
    /// Rows with odd numbers.
    Odd,
    Owners,
    Visits,
    /// Of two tables, one after the other.
    Both,
    Moves,
    Archive,
    Logs,
    Totals,
}

impl Load {
    fn statements(self) -> [&'static str; 3] {
        match self {
            Load::Items => [
                "SELECT note FROM items WHERE id = $id",
                "UPDATE items SET note = 'changed' WHERE id = $id",
                "INSERT INTO items (id, owner_id, code, amount, note) VALUES ($new, 1, 'new $new', 1, 'new')",
            ],
            Load::Kept => [
                "SELECT note FROM items WHERE id = $id",
                "UPDATE items SET note = 'changed' WHERE id = $id",
                "INSERT INTO items (id, owner_id, code, locale) VALUES ($new, 1, 'new $new', 'fr')",
            ],
            Load::Odd => [
                "SELECT note FROM items WHERE id = $id | 1",
                "UPDATE items SET note = 'changed' WHERE id = $id | 1",
                "INSERT INTO items (id, owner_id, code) VALUES ($new, 1, 'new $new')",
            ],
            Load::Owners => [
                "SELECT name FROM owners WHERE id = $id",
                "UPDATE owners SET name = 'changed' WHERE id = $id",
                "INSERT INTO owners (id, name) VALUES ($new, 'new')",
            ],
            Load::Visits => [
                "SELECT owner_id FROM visits WHERE id = $id",
                "UPDATE visits SET owner_id = 7 WHERE id = $id",
                "INSERT INTO visits (id, owner_id) VALUES ($new, 7)",
            ],
            Load::Both => [
                "UPDATE items SET note = 'changed' WHERE id = $id",
                "UPDATE visits SET owner_id = 7 WHERE id = $id",
                "INSERT INTO visits (id, owner_id) VALUES ($new, 7)",
            ],
            Load::Moves => [
                "SELECT note FROM moves WHERE id = $id",
                "UPDATE moves SET note = 'changed' WHERE id = $id",
                "INSERT INTO moves (id, at) VALUES ($new, '2025-01-01')",
            ],
            // It has no key.
            Load::Archive => [
                "SELECT note FROM archive_2025 WHERE ctid = '(1,1)'",
                "UPDATE archive_2025 SET note = 'changed' WHERE ctid = '($page,1)'",
                "INSERT INTO archive_2025 (id, at) VALUES ($new, '2025-01-01')",
            ],
            Load::Logs => [
                "SELECT note FROM logs WHERE id = $id AND at = '2025-02-01'",
                "UPDATE logs SET note = 'changed' WHERE id = $id AND at = '2025-02-01'",
                "INSERT INTO logs (id, at) VALUES ($new, '2026-02-01')",
            ],
            Load::Totals => [
                "SELECT items FROM totals WHERE owner_id = $id",
                "UPDATE owners SET name = 'changed' WHERE id = $id",
                "INSERT INTO owners (id, name) VALUES ($new, 'new')",
            ],
        }
    }
}

/// The longest wait in a stretch of time.
#[derive(Debug, Clone, Default)]
struct Longest {
    wait: Duration,
    title: String,
    took: Duration,
}

/// Measures the changes that `FORELOCK_LOAD` names, all without it. Panics where a step of a plan keeps
/// somebody waiting for too long.
pub(crate) fn load() {
    let installed = installed();
    let only = std::env::var("FORELOCK_LOAD").unwrap_or_default();
    let major: u8 = std::env::var("FORELOCK_POSTGRES").map_or(17, |it| {
        it.parse().expect("FORELOCK_POSTGRES names one major")
    });
    let installation = installed
        .get(&major)
        .unwrap_or_else(|| panic!("no server: run tests/postgres/install {major}"));
    let server = Server::start_with(
        major,
        installation,
        &["shared_buffers=512MB", "max_wal_size=8GB"],
    );
    let mut admin = server.connect("postgres");
    must(&mut admin, "CREATE DATABASE base");
    let mut base = server.connect("base");
    must(&mut base, SCHEMA);
    must(&mut base, &rows());
    must(&mut base, "VACUUM ANALYZE");
    drop(base);
    say("| change | naive, ms | plan, ms | longest step of the plan | no change, ms |");
    say("|---|---|---|---|---|");
    let mut slow = Vec::new();
    let fits = |it: &Change| only.split(',').any(|name| it.name.contains(name));
    assert!(
        CHANGES.iter().any(fits),
        "FORELOCK_LOAD: no name holds {only:?}"
    );
    for Change { name, sql, load } in CHANGES {
        if !only.split(',').any(|it| name.contains(it)) {
            continue;
        }
        let plan = plan_of("", SCHEMA, sql, major);
        if plan.outcome != plan::Outcome::Planned {
            say(&format!("| {name} | | {} | | |", plan.why));
            continue;
        }
        let naive = under_load(&server, major, &mut admin, *load, |database| {
            let mut session = server.connect(database);
            vec![timed("the change", || {
                // Nothing that is written meanwhile may be lost, which a plan sees to itself.
                let alone = sql.replace(
                    "INSERT INTO moves_new",
                    "LOCK TABLE moves IN ACCESS EXCLUSIVE MODE; INSERT INTO moves_new",
                );
                statement(&mut session, &alone)
            })]
        });
        let steps = under_load(&server, major, &mut admin, *load, |database| {
            let all: Vec<Group<'_>> = groups(&plan.deploys);
            all.iter()
                .map(|group| {
                    timed(&group.steps[0].title, || {
                        run_group(&mut server.connect(database), group)
                    })
                })
                .collect()
        });
        let worst = |it: &[Longest]| {
            it.iter()
                .max_by_key(|it| it.wait)
                .cloned()
                .unwrap_or_default()
        };
        let (idle, changed) = (&naive[..1], &naive[1..]);
        let (naive, planned) = (worst(changed), worst(&steps[1..]));
        let noise = worst(idle).wait.max(steps[0].wait);
        say(&format!(
            "| {name} | {} | {} | {} | {} |",
            naive.wait.as_millis(),
            planned.wait.as_millis(),
            planned.title,
            noise.as_millis()
        ));
        for it in &steps[1..] {
            if std::env::var_os("FORELOCK_LOAD_STEPS").is_some() {
                say(&format!(
                    "    {} ms in {} ms: {}",
                    it.wait.as_millis(),
                    it.took.as_millis(),
                    it.title
                ));
            }
        }
        if planned.wait > Duration::from_millis(50) {
            slow.push(format!(
                "{name}: {} ms: {}",
                planned.wait.as_millis(),
                planned.title
            ));
        }
    }
    assert!(slow.is_empty(), "longer than 50 ms:\n{}", slow.join("\n"));
}

/// What is measured, and when.
struct Stretch {
    title: String,
    begin: Instant,
    end: Instant,
    failure: Option<String>,
}

fn timed(title: &str, work: impl FnOnce() -> Result<(), String>) -> Stretch {
    let begin = Instant::now();
    // Clients must end before anybody panics.
    let failure = work().err();
    // What has waited gets its answer now.
    let end = Instant::now();
    std::thread::sleep(Duration::from_millis(200));
    Stretch {
        title: title.to_owned(),
        begin,
        end,
        failure,
    }
}

/// The longest waits: first of three seconds in which nothing is changed, then of every stretch.
fn under_load(
    server: &Server,
    major: u8,
    admin: &mut crate::wire::Connection,
    load: Load,
    work: impl FnOnce(&str) -> Vec<Stretch>,
) -> Vec<Longest> {
    must(admin, "DROP DATABASE IF EXISTS measured");
    let copy = if major >= 15 {
        " STRATEGY file_copy"
    } else {
        ""
    };
    must(
        admin,
        &format!("CREATE DATABASE measured TEMPLATE base{copy}"),
    );
    must(admin, "CHECKPOINT");
    let statements = load.statements();
    let done = AtomicBool::new(false);
    let number = AtomicU64::new(ROWS * 2);
    let waits: Mutex<Vec<(Instant, Duration)>> = Mutex::new(Vec::new());
    let mut stretches = Vec::new();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (done, number, waits, statements) = (&done, &number, &waits, &statements);
            scope.spawn(move || {
                let mut connection = server.connect("measured");
                let mut seed = client + 1;
                let mut own = Vec::new();
                while !done.load(Ordering::Relaxed) {
                    for sql in statements {
                        // A linear congruential generator is random enough here.
                        seed = seed
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(1_442_695_040_888_963_407);
                        let id = (seed >> 33) % ROWS + 1;
                        let page = id % PAGES;
                        let new = number.fetch_add(1, Ordering::Relaxed);
                        let sql = sql
                            .replace("$id", &id.to_string())
                            .replace("$page", &page.to_string())
                            .replace("$new", &new.to_string());
                        let begin = Instant::now();
                        let answer = connection.query(&sql);
                        own.push((begin, begin.elapsed()));
                        assert!(answer.is_ok(), "{sql}: {answer:?}");
                        std::thread::sleep(PAUSE);
                    }
                }
                waits.lock().expect("no client panics here").extend(own);
            });
        }
        // Everything is in memory, and the plans are made.
        std::thread::sleep(Duration::from_secs(1));
        let begin = Instant::now();
        std::thread::sleep(Duration::from_secs(3));
        let idle = Stretch {
            title: "no change".to_owned(),
            begin,
            end: Instant::now(),
            failure: None,
        };
        stretches.push(idle);
        stretches.extend(work("measured"));
        done.store(true, Ordering::Relaxed);
    });
    for it in &stretches {
        assert_eq!(it.failure, None, "{}", it.title);
    }
    let waits = waits.into_inner().expect("all clients are done");
    let longest = |it: &Stretch| Longest {
        wait: waits
            .iter()
            .filter(|(begin, wait)| *begin <= it.end && *begin + *wait >= it.begin)
            .map(|(_, wait)| *wait)
            .max()
            .unwrap_or_default(),
        title: it.title.clone(),
        took: it.end - it.begin,
    };
    stretches.iter().map(longest).collect()
}

fn must(connection: &mut crate::wire::Connection, sql: &str) {
    let answer = connection.query(sql);
    assert!(answer.is_ok(), "{sql}: {answer:?}");
}
