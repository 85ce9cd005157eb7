//! Rows of one table that become rows of another: copied in rounds, kept in step by triggers.

use model::QualifiedName;
use model::catalog::key;
use model::name::quote_identifier;

use crate::batch::{BATCH, Rounds, within};
use crate::cost::Cost;
use crate::draft::{Batches, Draft, Work};
use crate::query::{self, Query};
use crate::sql::{list, literal, sibling};
use crate::{Phase, Restores, names};

/// Pages of 8 kB that one round of a copy takes: some hundred rows to two thousand.
const PAGES: u32 = 8;

/// A query that fills a table, and what it means for single rows.
pub(crate) struct Filling<'a> {
    /// The table that is filled.
    pub(crate) to: &'a QualifiedName,
    pub(crate) columns: Vec<String>,
    pub(crate) keys: Vec<String>,
    pub(crate) source: &'a QualifiedName,
    pub(crate) query: Query,
}

impl Filling<'_> {
    /// `INSERT … SELECT` of an INSERT's text; `None` where it is more than one table and columns.
    pub(crate) fn new<'a>(
        to: &'a QualifiedName,
        columns: Vec<String>,
        keys: Vec<String>,
        source: &'a QualifiedName,
        text: &str,
    ) -> Option<Filling<'a>> {
        let query = query::select(&query::of_insert(text)?, source)?;
        let fits = query.items.len() == columns.len()
            && !keys.is_empty()
            && keys.iter().all(|it| columns.contains(it));
        fits.then_some(Filling {
            to,
            columns,
            keys,
            source,
            query,
        })
    }

    fn filter(&self) -> String {
        let condition = self.query.condition.as_ref();
        condition.map_or_else(String::new, |it| format!(" WHERE {it}"))
    }

    /// The rows that the source gives, as a relation with the table's column names.
    fn rows(&self, from: &str) -> String {
        format!(
            "(SELECT {} FROM {from} AS {}{}) AS source ({})",
            self.query.items.join(", "),
            self.query.alias,
            self.filter(),
            list(&self.columns)
        )
    }

    fn same(&self, one: &str, other: &str) -> String {
        let all: Vec<String> = self
            .keys
            .iter()
            .map(|it| {
                let key = quote_identifier(it);
                format!("{one}.{key} = {other}.{key}")
            })
            .collect();
        all.join(" AND ")
    }

    /// The statements of a trigger function that keeps the table in step with the source: one row
    /// goes, another comes, either may be missing.
    pub(crate) fn body(&self) -> String {
        let at = self.to.to_sql();
        let cols = list(&self.columns);
        let others: Vec<String> = self
            .columns
            .iter()
            .filter(|it| !self.keys.contains(it))
            .map(|it| {
                let column = quote_identifier(it);
                format!("{column} = EXCLUDED.{column}")
            })
            .collect();
        let conflict = if others.is_empty() {
            "DO NOTHING".to_owned()
        } else {
            format!("DO UPDATE SET {}", others.join(", "))
        };
        let (gone, new) = (self.rows("(SELECT OLD.*)"), self.rows("(SELECT NEW.*)"));
        // A key that stays is updated in place, so that what refers to the row stays as well.
        let (same, stays) = (self.same("present", "source"), self.same("source", "kept"));
        let kept = self
            .rows("(SELECT NEW.*)")
            .replacen(") AS source (", ") AS kept (", 1);
        format!(
            "  IF TG_OP = 'DELETE' THEN
    DELETE FROM {at} AS present USING {gone} WHERE {same};
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM {at} AS present USING {gone} WHERE {same} AND NOT EXISTS (SELECT FROM {kept} WHERE {stays});
  END IF;
  INSERT INTO {at} ({cols}) SELECT * FROM {new} ON CONFLICT ({}) {conflict};
",
            list(&self.keys)
        )
    }

    /// What the copy goes by, beside the tables: a table that says up to which page the source is
    /// copied, a row for each round. Looking for what is missing reads both tables anew each time.
    ///
    /// `None` where the source's rows lie in several tables, which have pages of their own each.
    pub(crate) fn progress(&self, draft: &Draft<'_>) -> Option<QualifiedName> {
        let this = key(self.source);
        let source = draft.catalog.tables.get(&this)?;
        let mut tables = draft.catalog.tables.values();
        let alone = source.partition_by.is_none() && !tables.any(|it| it.parents.contains(&this));
        let name = names::relation(&draft.catalog, &self.to.name.text, "copied");
        alone.then(|| sibling(self.to, &name))
    }

    /// A step that makes the table of the progress.
    pub(crate) fn begin(&self, draft: &mut Draft<'_>, progress: &QualifiedName) {
        draft.run(Work::new(
            format!("Remember how far {} is copied", self.source),
            self.make(progress),
            vec![format!("DROP TABLE {}", progress.to_sql())],
        ));
    }

    /// A step that drops it.
    pub(crate) fn end(&self, draft: &mut Draft<'_>, progress: &QualifiedName) {
        draft.breaks(
            "dropping_table",
            progress,
            None,
            "Nothing but the copy has used it.",
        );
        draft.run(Work::new(
            format!("Drop {progress}, which has done its work"),
            vec![format!("DROP TABLE {}", progress.to_sql())],
            self.make(progress),
        ));
    }

    fn make(&self, progress: &QualifiedName) -> Vec<String> {
        let at = progress.to_sql();
        vec![format!("CREATE TABLE {at} (pages bigint PRIMARY KEY)")]
    }

    /// `SELECT` of the rows to insert, of those that a condition leaves, each held while it is copied:
    /// whoever deletes a row on its way would find no copy to delete.
    fn held(&self, condition: &str, locked: &str) -> String {
        let (alias, cols) = (&self.query.alias, list(&self.columns));
        let given = self.given();
        format!(
            "INSERT INTO {} ({cols}) SELECT {given}.* FROM {} WHERE {condition} FOR SHARE OF {alias}{locked} ON CONFLICT DO NOTHING",
            self.to.to_sql(),
            self.joined()
        )
    }

    /// What the rows are called beside their source.
    fn given(&self) -> &'static str {
        if self.query.alias == "source" {
            "given"
        } else {
            "source"
        }
    }

    /// The source, and beside each row what becomes of it.
    fn joined(&self) -> String {
        format!(
            "{} AS {} CROSS JOIN LATERAL (SELECT {}{}) AS {} ({})",
            self.source.to_sql(),
            self.query.alias,
            self.query.items.join(", "),
            self.filter(),
            self.given(),
            list(&self.columns)
        )
    }

    /// Some pages of the source, in their order. Two that run it at once insert the same row of the
    /// progress: the second one fails and has changed nothing.
    fn pages(&self, progress: &QualifiedName) -> String {
        let alias = &self.query.alias;
        let (at, source) = (progress.to_sql(), literal(&self.source.to_sql()));
        let taken = [self.source, self.to, progress];
        let free = |it: &'static str, other| {
            let there = taken.iter().any(|name| name.name.text == it);
            if there { other } else { it }
        };
        let (span, copied) = (free("span", "next_span"), free("copied", "these_copied"));
        let page = |it: &str| format!("(SELECT format('(%s,0)', {it})::tid FROM {span})");
        let copy = self.held(
            &format!(
                "{alias}.ctid >= {} AND {alias}.ctid < {}",
                page("first"),
                page("last")
            ),
            "",
        );
        format!(
            "WITH {span} AS MATERIALIZED (SELECT coalesce(max(pages), 0) AS first, coalesce(max(pages), 0) + {PAGES} AS last FROM {at} HAVING coalesce(max(pages), 0) < pg_relation_size({source}) / current_setting('block_size')::int), {copied} AS ({copy}) INSERT INTO {at} (pages) SELECT last FROM {span}"
        )
    }

    /// At most [`BATCH`] rows that are missing and that nobody holds.
    fn missing(&self, draft: &Draft<'_>) -> String {
        let alias = &self.query.alias;
        let keys = draft.target(self.source).primary_key();
        let at = self.to.to_sql();
        let same = self.same("present", self.given());
        let chosen = within(alias, &keys, |key| {
            format!(
                "SELECT {key} FROM {} WHERE NOT EXISTS (SELECT FROM {at} AS present WHERE {same}) LIMIT {BATCH}",
                self.joined()
            )
        });
        self.held(&chosen, " SKIP LOCKED")
    }

    /// Copies the rows that are there, in rounds.
    pub(crate) fn fill(&self, draft: &mut Draft<'_>, progress: Option<&QualifiedName>) {
        let (at, cols) = (self.to.to_sql(), list(&self.columns));
        let source = self.rows(&self.source.to_sql());
        let same = self.same("present", "source");
        let missing = format!("NOT EXISTS (SELECT FROM {at} AS present WHERE {same})");
        let title = format!("Copy rows of {} into {}", self.source, self.to);
        let rows = draft.target(self.source).rows;
        let (statement, whole, size) = match progress {
            Some(it) => {
                let round = self.pages(it);
                (round.clone(), round, format!("{PAGES} pages"))
            }
            None => {
                let whole =
                    format!("INSERT INTO {at} ({cols}) SELECT * FROM {source} WHERE {missing}");
                (self.missing(draft), whole, BATCH.to_string())
            }
        };
        // Begun again from the first page: rows that are there already stay as they are.
        let again = progress.map(|it| format!("DELETE FROM {}", it.to_sql()));
        draft.deploy(
            Phase::Migrate,
            &["fill", &self.to.name.text],
            format!("{title} in batches of {size}."),
        );
        draft.batches(Batches {
            title,
            rounds: Rounds::Statement(statement),
            size: BATCH,
            whole,
            keys: self.keys.clone(),
            cost: Cost::Backfill,
            rows,
            precheck: Vec::new(),
            verify: vec![format!("SELECT 1 FROM {source} WHERE {missing} LIMIT 1")],
            undo: again.into_iter().collect(),
            restores: Restores::SchemaAndData,
        });
    }
}

/// The way back, where every value is a plain column of the source and the key is its key.
pub(crate) fn written_back(filling: &Filling<'_>) -> Option<String> {
    let names: Option<Vec<String>> = filling
        .query
        .items
        .iter()
        .map(|it| query::bare_column(it))
        .collect();
    let names = names?;
    let (mut keys, mut set, mut differs) = (Vec::new(), Vec::new(), Vec::new());
    for (old, new) in names.iter().zip(&filling.columns) {
        let (old, value) = (quote_identifier(old), quote_identifier(new));
        if filling.keys.contains(new) {
            keys.push(format!("present.{old} = NEW.{value}"));
        } else {
            set.push(format!("{old} = NEW.{value}"));
            differs.push(format!("present.{old} IS DISTINCT FROM NEW.{value}"));
        }
    }
    (!set.is_empty()).then(|| {
        format!(
            "  UPDATE {} AS present SET {} WHERE {} AND ({});\n",
            filling.source.to_sql(),
            set.join(", "),
            keys.join(" AND "),
            differs.join(" OR ")
        )
    })
}
