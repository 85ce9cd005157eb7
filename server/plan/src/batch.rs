//! What one round of a backfill says: a statement that is repeated, each time committed on its own,
//! until it changes no row.
//!
//! Rows are chosen first, without a lock: the last rounds look long for the few that are left. The
//! chosen ones are then locked and looked at again, because somebody may have changed them since, and
//! what somebody holds is left for the next round: whoever waits for one row keeps a thousand others
//! from everybody.

use model::catalog::Knowledge;
use model::name::quote_identifier;

use crate::target::Target;

/// Rows in each committed round of a backfill.
pub(crate) const BATCH: u64 = 1_000;

/// How the rows of a round are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rounds {
    /// Columns are filled in place; several fills of one table can become one.
    Fill(Fill),
    /// Anything else, as SQL.
    Statement(String),
}

impl Rounds {
    pub(crate) fn statement(&self) -> String {
        match self {
            Rounds::Fill(fill) => fill.statement(),
            Rounds::Statement(sql) => sql.clone(),
        }
    }
}

/// Whose rows a round takes, and how they are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows {
    /// As SQL.
    pub(crate) table: String,
    /// Its primary key; empty without one.
    pub(crate) keys: Vec<String>,
    /// Or perhaps: of a table that is not known whole, nobody knows.
    pub(crate) partitioned: bool,
}

impl Rows {
    pub(crate) fn of(target: &Target) -> Rows {
        let table = target.table.as_ref();
        Rows {
            table: target.sql.clone(),
            keys: target.primary_key(),
            partitioned: table
                .is_none_or(|it| it.knowledge != Knowledge::Complete || it.partition_by.is_some()),
        }
    }
}

/// Columns of one table that are filled in one pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fill {
    pub(crate) rows: Rows,
    pub(crate) set: Vec<Assignment>,
}

/// What one column gets, and in which rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// As SQL, like everything here.
    pub(crate) column: String,
    pub(crate) value: String,
    /// True for the rows that are not filled yet, false for those that are.
    pub(crate) pending: String,
}

impl Assignment {
    pub(crate) fn new(column: &str, value: &str, pending: &str) -> Assignment {
        Assignment {
            column: quote_identifier(column),
            value: value.to_owned(),
            pending: pending.to_owned(),
        }
    }
}

impl Fill {
    /// Both in one pass; `None` for different tables.
    pub(crate) fn with(&self, other: &Fill) -> Option<Fill> {
        let same = self.rows == other.rows;
        let mut res = self.clone();
        res.set.extend(other.set.iter().cloned());
        same.then_some(res)
    }

    /// The different conditions, in their order.
    fn conditions(&self) -> Vec<&str> {
        let mut res: Vec<&str> = Vec::new();
        for it in &self.set {
            if !res.contains(&it.pending.as_str()) {
                res.push(&it.pending);
            }
        }
        res
    }

    /// True for the rows in which something is to be filled.
    pub(crate) fn pending(&self) -> String {
        any(&self.conditions())
    }

    /// What all rounds together come to: a statement for each condition.
    pub(crate) fn whole(&self) -> String {
        let one = |pending: &&str| {
            let own = self.set.iter().filter(|it| it.pending == **pending);
            let set: Vec<String> = own
                .map(|it| format!("{} = {}", it.column, it.value))
                .collect();
            format!(
                "UPDATE {} SET {} WHERE {pending}",
                self.rows.table,
                set.join(", ")
            )
        };
        let all: Vec<String> = self.conditions().iter().map(one).collect();
        all.join(";\n")
    }

    fn statement(&self) -> String {
        let several = self.conditions().len() > 1;
        let set: Vec<String> = self
            .set
            .iter()
            .map(|it| {
                let (column, value) = (&it.column, &it.value);
                if several {
                    let pending = &it.pending;
                    format!("{column} = CASE WHEN {pending} THEN {value} ELSE {column} END")
                } else {
                    format!("{column} = {value}")
                }
            })
            .collect();
        let chosen = chosen(&self.rows, Some(&self.pending()), Held::Update);
        format!(
            "UPDATE {} SET {} WHERE {chosen}",
            self.rows.table,
            set.join(", ")
        )
    }
}

/// How a round holds the rows that it has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// What an UPDATE takes that leaves keys alone: foreign keys may still be checked.
    Update,
    Delete,
}

/// The condition of a round: at most [`BATCH`] rows of the filter, of those that nobody holds.
///
/// In no order: a scan of a large table goes on where the last one stopped, an index would be walked
/// from its beginning each time.
pub(crate) fn chosen(rows: &Rows, filter: Option<&str>, held: Held) -> String {
    let Rows { table, keys, .. } = rows;
    let lock = match held {
        Held::Update => "FOR NO KEY UPDATE SKIP LOCKED",
        Held::Delete => "FOR UPDATE SKIP LOCKED",
    };
    let loose = matches!(filter, Some(it) if crate::sql::keyword(it, "or").is_some());
    let first = filter.map_or_else(String::new, |it| format!(" WHERE {it}"));
    let again = match filter {
        Some(it) if loose => format!(" AND ({it})"),
        Some(it) => format!(" AND {it}"),
        None => String::new(),
    };
    let loose_rows = within("", keys, |key| {
        format!("SELECT {key} FROM {table}{first} LIMIT {BATCH}")
    });
    let place = ["tableoid".to_owned(), "ctid".to_owned()];
    // Rows of two partitions may stand in the same place.
    let keys = match keys.as_slice() {
        [] if rows.partitioned => place.as_slice(),
        keys => keys,
    };
    within("", keys, |key| {
        format!("SELECT {key} FROM {table} WHERE {loose_rows}{again} {lock}")
    })
}

/// A row of `table` (empty: the only one) is among those of a query, which is run once, not again for
/// each row.
pub(crate) fn within(table: &str, keys: &[String], query: impl Fn(&str) -> String) -> String {
    let of = |it: &str| match table {
        "" => it.to_owned(),
        _ => format!("{table}.{it}"),
    };
    let quoted: Vec<String> = keys.iter().map(|it| quote_identifier(it)).collect();
    let all: Vec<String> = quoted.iter().map(|it| of(it)).collect();
    match quoted.as_slice() {
        [] => format!("{} = ANY (ARRAY({}))", of("ctid"), query(&of("ctid"))),
        [_] => format!("{0} = ANY (ARRAY({1}))", all[0], query(&all[0])),
        _ => format!(
            "({0}) IN (WITH batch AS MATERIALIZED ({1}) SELECT {2} FROM batch)",
            all.join(", "),
            query(&all.join(", ")),
            quoted.join(", ")
        ),
    }
}

/// One condition or another.
pub(crate) fn any<T: AsRef<str>>(conditions: &[T]) -> String {
    match conditions {
        [only] => only.as_ref().to_owned(),
        _ => {
            let all = conditions.iter().map(|it| format!("({})", it.as_ref()));
            all.collect::<Vec<_>>().join(" OR ")
        }
    }
}
