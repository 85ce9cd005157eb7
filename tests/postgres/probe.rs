//! What an application says to a case's target, while the script is open and after it.
//!
//! Statements are made before the script runs: they are yesterday's.

use crate::cases::{Case, Fixture};
use crate::record::Record;
use crate::state::quoted;
use crate::wire::Connection;

/// Yesterday's statements; `None` where the target takes no such statement.
#[derive(Debug, Default)]
pub(crate) struct Probes {
    select: Option<String>,
    insert: Option<String>,
    update: Option<String>,
    insert_worked: bool,
    /// A prepared `SELECT *` makes sense.
    star: Option<String>,
}

impl Probes {
    pub(crate) fn of(case: &Case, fixture: &Fixture, connection: &mut Connection) -> Probes {
        let target = quoted(&case.target);
        let mut ask = |sql: &str| -> Option<String> {
            connection
                .query(sql)
                .ok()?
                .into_iter()
                .next()?
                .into_iter()
                .next()?
        };
        let Some(kind) = ask(&format!(
            "SELECT relkind FROM pg_class WHERE oid = to_regclass('{target}')"
        )) else {
            return Probes::default();
        };
        if kind == "S" {
            return Probes {
                select: Some(format!("SELECT last_value FROM {target}")),
                insert: Some(format!("SELECT nextval('{target}')")),
                ..Probes::default()
            };
        }
        let columns = |written: &str| {
            format!(
                "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute \
                 WHERE attrelid = '{target}'::regclass AND attnum > 0 AND NOT attisdropped {written}"
            )
        };
        let all = ask(&columns("")).unwrap_or_default();
        let own = ask(&columns("AND attgenerated = '' AND attidentity <> 'a'"));
        let select = Some(format!("SELECT {all} FROM {target} LIMIT 1"));
        let star = Some(format!("SELECT * FROM {target}"));
        if kind == "m" {
            return Probes {
                select,
                star,
                ..Probes::default()
            };
        }
        let written = |verb: &str| {
            let probe = fixture
                .probes
                .iter()
                .find(|(table, probe)| *table == case.target && probe.starts_with(verb));
            probe.map(|(_, probe)| probe.clone())
        };
        let made = own.as_deref().map(|own| {
            let first = own.split(", ").next().unwrap_or(own);
            (
                format!("INSERT INTO {target} ({own}) SELECT {own} FROM {target} LIMIT 1"),
                format!("UPDATE {target} SET {first} = {first} WHERE {first} = (SELECT min({first}) FROM {target})"),
            )
        });
        Probes {
            insert: written("INSERT").or_else(|| made.as_ref().map(|it| it.0.clone())),
            update: written("UPDATE").or_else(|| made.map(|it| it.1)),
            select,
            insert_worked: false,
            star,
        }
    }

    /// Which of them wait now.
    pub(crate) fn during(&self, other: &mut Connection, record: &mut Record) {
        let mut waits = |sql: &Option<String>| sql.as_deref().map(|it| waits(other, it));
        record.select_waits = waits(&self.select);
        record.insert_waits = waits(&self.insert);
        record.update_waits = waits(&self.update);
    }

    /// Prepares `SELECT *` in the old application's session; says whether there is an old
    /// application at all.
    pub(crate) fn prepare(&mut self, application: &mut Connection) -> bool {
        let Some(star) = &self.star else {
            return false;
        };
        let sql = format!("PREPARE every AS {star}");
        // An INSERT that never worked cannot be broken.
        if let Some(insert) = &self.insert {
            let tried = format!("BEGIN; {insert}; ROLLBACK");
            let failed = application
                .query(&tried)
                .is_err_and(|it| it.sqlstate != "23505");
            let ended = application.query("ROLLBACK");
            assert!(ended.is_ok(), "{ended:?}");
            self.insert_worked = !failed;
        }
        application.query(&sql).is_ok() && application.query("EXECUTE every").is_ok()
    }

    /// What the old application gets after the commit.
    pub(crate) fn after(&self, application: &mut Connection, record: &mut Record) {
        let mut answer = |sql: &str| application.query(sql).err().map(|it| it.sqlstate);
        let star = self.star.as_deref().map(|_| "EXECUTE every");
        record.cached_plan = star.and_then(&mut answer);
        record.old_select = self.select.as_deref().and_then(&mut answer);
        let insert = self.insert.as_deref().filter(|_| self.insert_worked);
        record.old_insert = insert.and_then(&mut answer);
        // Made from the table's own rows, an INSERT may well meet a unique index.
        if record.old_insert.as_deref() == Some("23505") {
            record.old_insert = None;
        }
    }
}

/// Whether a statement of another session has to wait. It never leaves anything behind.
fn waits(other: &mut Connection, sql: &str) -> bool {
    let begun = other.query("BEGIN; SET LOCAL lock_timeout = '50ms'");
    assert!(begun.is_ok(), "{begun:?}");
    let answer = other.query(sql);
    let ended = other.query("ROLLBACK");
    assert!(ended.is_ok(), "{ended:?}");
    answer.is_err_and(|it| it.sqlstate == "55P03")
}
