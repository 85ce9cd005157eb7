//! Values that a table takes from the rows of another: filled in rounds, kept in step by triggers.

use model::QualifiedName;
use model::name::quote_identifier;

use crate::batch::{BATCH, Rounds, any, within};
use crate::cost::Cost;
use crate::draft::{Batches, Draft};
use crate::target::Target;
use crate::trigger::{Carrier, Trigger};
use crate::{Phase, Restores, query};

/// Where the values of a row of the target come from.
pub(crate) struct Link<'a> {
    pub(crate) source: &'a QualifiedName,
    pub(crate) alias: &'a str,
    pub(crate) condition: &'a str,
    pub(crate) values: &'a [(String, String)],
}

impl Link<'_> {
    /// Fills the rows that are there, all columns in one pass.
    pub(crate) fn fill(&self, draft: &mut Draft<'_>, target: &Target) {
        let new: Vec<String> = self.values.iter().map(|it| it.0.clone()).collect();
        let said = new.join(" and ");
        let title = format!("Fill {}.{said} from {}", target.name, self.source);
        draft.deploy(
            Phase::Migrate,
            &["fill", target.stem(), &new.join("_")],
            format!("{title} in batches of {BATCH}."),
        );
        let (from, alias, condition) = (self.source.to_sql(), self.alias, self.condition);
        let at = &target.sql;
        let (mut whole, mut pending) = (Vec::new(), Vec::new());
        for (name, value) in self.values {
            let column = quote_identifier(name);
            let value = format!("(SELECT {value} FROM {from} AS {alias} WHERE {condition})");
            let own = format!("{column} IS NULL AND {value} IS NOT NULL");
            whole.push(format!("UPDATE {at} SET {column} = {value} WHERE {own}"));
            pending.push(own);
        }
        let pending = any(&pending);
        draft.batches(Batches {
            title,
            rounds: Rounds::Statement(self.round(target, &pending)),
            size: BATCH,
            whole: whole.join(";\n"),
            keys: target.primary_key(),
            cost: Cost::LinkedBackfill,
            rows: target.rows,
            precheck: Vec::new(),
            verify: vec![format!("SELECT 1 FROM {at} WHERE {pending} LIMIT 1")],
            undo: Vec::new(),
            restores: Restores::SchemaAndData,
        });
    }

    /// Rows of the target that have a row of the source and none with their values: two that were
    /// written at the same moment may not have seen each other. `None` where the source does not
    /// follow the target, because only the way onward is known.
    pub(crate) fn differing(&self, target: &Target) -> Option<String> {
        let own = target.name.name.to_sql();
        let mut same = Vec::new();
        for (name, value) in self.values {
            query::bare_column(value)?;
            same.push(format!(
                "{own}.{} IS NOT DISTINCT FROM {value}",
                quote_identifier(name)
            ));
        }
        let (alias, condition) = (self.alias, self.condition);
        let source = format!("SELECT FROM {} AS {alias} WHERE", self.source.to_sql());
        Some(format!(
            "SELECT 1 FROM {} WHERE EXISTS ({source} {condition}) AND NOT EXISTS ({source} ({condition}) AND {}) LIMIT 1",
            target.sql,
            same.join(" AND ")
        ))
    }

    /// Holds the rows of both tables, the source's first, as its own code does: a value that is
    /// changed while it is on its way would be lost. What somebody holds is left for the next round.
    fn round(&self, target: &Target, pending_here: &str) -> String {
        let (at, own) = (&target.sql, target.name.name.to_sql());
        let or = |name: &'static str, other| if own == name { other } else { name };
        let (batch, source) = (or("batch", "chosen"), or("source", "given"));
        let keys = target.primary_key();
        let quoted: Vec<String> = keys.iter().map(|it| quote_identifier(it)).collect();
        let (row, same) = if keys.is_empty() {
            (
                format!("{own}.tableoid AS table_id, {own}.ctid AS row_id"),
                format!("{own}.tableoid = {batch}.table_id AND {own}.ctid = {batch}.row_id"),
            )
        } else {
            let row: Vec<String> = quoted.iter().map(|it| format!("{own}.{it}")).collect();
            let same: Vec<String> = quoted
                .iter()
                .map(|it| format!("{own}.{it} = {batch}.{it}"))
                .collect();
            (row.join(", "), same.join(" AND "))
        };
        let (mut names, mut values, mut set, mut pending) = (vec![], vec![], vec![], vec![]);
        for (name, value) in self.values {
            let name = quote_identifier(name);
            values.push(value.clone());
            pending.push(format!(
                "{own}.{name} IS NULL AND {source}.{name} IS NOT NULL"
            ));
            set.push(match self.values {
                [_] => format!("{name} = {batch}.{name}"),
                _ => format!("{name} = coalesce({own}.{name}, {batch}.{name})"),
            });
            names.push(name);
        }
        let chosen = within(&own, &keys, |key| {
            format!("SELECT {key} FROM {at} WHERE {pending_here} LIMIT {BATCH}")
        });
        let given: Vec<String> = names.iter().map(|it| format!("{source}.{it}")).collect();
        format!(
            "WITH {batch} AS MATERIALIZED (SELECT {row}, {} FROM {at} CROSS JOIN LATERAL (SELECT {} FROM {} AS {} WHERE {} FOR SHARE SKIP LOCKED) AS {source} ({}) WHERE {chosen} AND ({}) FOR NO KEY UPDATE OF {own} SKIP LOCKED) UPDATE {at} SET {} FROM {batch} WHERE {same}",
            given.join(", "),
            values.join(", "),
            self.source.to_sql(),
            self.alias,
            self.condition,
            names.join(", "),
            any(&pending),
            set.join(", "),
        )
    }
}

/// What keeps both tables in step while either code writes.
pub(crate) struct Sync<'a> {
    pub(crate) table: &'a QualifiedName,
    pub(crate) source: &'a QualifiedName,
    pub(crate) alias: &'a str,
    pub(crate) condition: &'a str,
    pub(crate) values: &'a [(String, String)],
    /// A value that leaves a row leaves NULL behind.
    pub(crate) clears: bool,
    /// Only old code knows the source, and what it deletes there is gone.
    pub(crate) table_goes: bool,
    pub(crate) draft: &'a Draft<'a>,
}

impl Sync<'_> {
    pub(crate) fn triggers(&self) -> Vec<Trigger> {
        let own = self.table.name.to_sql();
        let (to, from) = (self.table.to_sql(), self.source.to_sql());
        let (alias, condition) = (self.alias, self.condition);
        let column = |it: &str| quote_identifier(it);
        let set: Vec<String> = self
            .values
            .iter()
            .map(|(name, value)| format!("{} = {value}", column(name)))
            .collect();
        let differs = |pairs: &[(String, String)]| {
            let all: Vec<String> = pairs
                .iter()
                .map(|(one, other)| format!("{one} IS DISTINCT FROM {other}"))
                .collect();
            format!("({})", all.join(" OR "))
        };
        let forward: Vec<(String, String)> = self
            .values
            .iter()
            .map(|(name, value)| (format!("{own}.{}", column(name)), value.clone()))
            .collect();
        let links = self.links();
        let mut res = vec![
            self.trigger(
                self.source,
                "out",
                if self.table_goes {
                    "AFTER INSERT OR UPDATE OR DELETE"
                } else {
                    "AFTER INSERT OR UPDATE"
                },
                format!(
                    "Carry what is written into {} over to {}",
                    self.source, self.table
                ),
                &format!(
                    "{}  UPDATE {to} SET {} FROM (SELECT NEW.*) AS {alias} WHERE ({condition}) AND {};\n",
                    self.let_go(),
                    set.join(", "),
                    differs(&forward)
                ),
            ),
            self.trigger(
                self.table,
                "in",
                if links.is_empty() { "BEFORE INSERT" } else { "BEFORE INSERT OR UPDATE" },
                format!("Fill new rows of {} from {}", self.table, self.source),
                &self.inward(&links),
            ),
        ];
        // Only a plain column can be written back.
        let back: Option<Vec<(String, String)>> = self
            .values
            .iter()
            .map(|(name, value)| Some((query::bare_column(value)?, name.clone())))
            .collect();
        if let Some(back) = back {
            // Only what was written goes back: another column of the row may not be filled yet.
            let body: String = back
                .iter()
                .map(|(old, new)| {
                    let (old, new) = (column(old), column(new));
                    format!(
                        "  IF TG_OP = 'INSERT' OR NEW.{new} IS DISTINCT FROM OLD.{new} THEN
    UPDATE {from} AS {alias} SET {old} = {own}.{new} FROM (SELECT NEW.*) AS {own} WHERE ({condition}) AND {alias}.{old} IS DISTINCT FROM {own}.{new};
  END IF;
"
                    )
                })
                .collect();
            res.push(self.trigger(
                self.table,
                "back",
                "AFTER INSERT OR UPDATE",
                format!(
                    "Carry what is written into {} back to {}",
                    self.table, self.source
                ),
                &body,
            ));
        }
        res
    }

    /// A row of the source that goes, or comes to belong to another row, takes its values with it.
    fn let_go(&self) -> String {
        let own = self.table.name.to_sql();
        let (to, alias, condition) = (self.table.to_sql(), self.alias, self.condition);
        let mut set = Vec::new();
        let mut held = Vec::new();
        for (name, _) in self.values {
            let name = quote_identifier(name);
            set.push(format!("{name} = NULL"));
            held.push(format!("{own}.{name} IS NOT NULL"));
        }
        let clear = format!(
            "UPDATE {to} SET {} FROM (SELECT OLD.*) AS {alias} WHERE ({condition}) AND ({})",
            set.join(", "),
            held.join(" OR ")
        );
        let mut res = String::new();
        if self.table_goes {
            res.push_str(&format!(
                "  IF TG_OP = 'DELETE' THEN\n    {clear};\n    RETURN OLD;\n  END IF;\n"
            ));
        }
        if self.clears {
            res.push_str(&format!(
                "  IF TG_OP = 'UPDATE' THEN\n    {clear} AND NOT EXISTS (SELECT FROM (SELECT NEW.*) AS {alias} WHERE {condition});\n  END IF;\n"
            ));
        }
        res
    }

    /// Columns of the target that say which row of the source belongs to it.
    fn links(&self) -> Vec<String> {
        let own = self.table.name.to_sql();
        let known = self.draft.catalog.table(self.table);
        let columns = known.into_iter().flat_map(|it| &it.columns);
        let columns = columns.map(|it| it.name.text.clone()).filter(|it| {
            let new = self.values.iter().any(|(name, _)| name == it);
            !new && crate::sql::mentions(self.condition, &own, it)
        });
        columns.collect()
    }

    /// A new row gets the values of its row of the source; so does one that comes to belong to
    /// another, unless its own were written with that.
    fn inward(&self, links: &[String]) -> String {
        let own = self.table.name.to_sql();
        let (from, alias, condition) = (self.source.to_sql(), self.alias, self.condition);
        let (mut new, mut moved) = (String::new(), String::new());
        for (name, value) in self.values {
            let name = quote_identifier(name);
            let value = format!(
                "(SELECT {value} FROM {from} AS {alias}, (SELECT NEW.*) AS {own} WHERE {condition} LIMIT 1)"
            );
            let depth = if links.is_empty() { "  " } else { "    " };
            new.push_str(&format!(
                "{depth}NEW.{name} := coalesce(NEW.{name}, {value});\n"
            ));
            moved.push_str(&format!(
                "    IF NEW.{name} IS NOT DISTINCT FROM OLD.{name} THEN\n      NEW.{name} := {value};\n    END IF;\n"
            ));
        }
        if links.is_empty() {
            return new;
        }
        let row = |record: &str| {
            let all = links
                .iter()
                .map(|it| format!("{record}.{}", quote_identifier(it)));
            format!("ROW({})", all.collect::<Vec<_>>().join(", "))
        };
        format!(
            "  IF TG_OP = 'INSERT' THEN\n{new}  ELSIF {} IS DISTINCT FROM {} THEN\n{moved}  END IF;\n",
            row("NEW"),
            row("OLD")
        )
    }

    fn trigger(
        &self,
        on: &QualifiedName,
        suffix: &str,
        when: &str,
        title: String,
        body: &str,
    ) -> Trigger {
        let first = self.values.first().map_or("", |it| it.0.as_str());
        let stem = format!("{}_{first}", self.table.name.text);
        Carrier::new(self.draft, self.table, &stem, suffix).on(on, when, title, body)
    }
}
