//! The relations of a database at one moment: names, kinds, files.
//!
//! Only our own; catalogs and TOAST tables are left out.

use std::collections::BTreeMap;

use crate::wire::Connection;

#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// By object id.
    pub(crate) relations: BTreeMap<String, Relation>,
}

#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// Schema-qualified where the schema is not `public`.
    pub(crate) name: String,
    /// Without schema, as messages have it.
    pub(crate) bare: String,
    /// `pg_class.relkind`.
    pub(crate) kind: String,
    /// `pg_class.relfilenode`; `0` where there is no file.
    pub(crate) file: String,
    /// Bytes.
    pub(crate) size: u64,
    /// An index's table, as object id.
    pub(crate) table: String,
}

impl State {
    pub(crate) fn read(connection: &mut Connection) -> State {
        // The size comes from the file itself; for relations that are locked by others it is not
        // asked, since nobody holds any lock when a state is read from outside.
        let sql = "SELECT c.oid, n.nspname, c.relname, c.relkind, c.relfilenode, \
                   CASE WHEN c.relkind IN ('r', 'm', 'i') THEN pg_relation_size(c.oid) ELSE 0 END, \
                   i.indrelid \
                   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                   LEFT JOIN pg_index i ON i.indexrelid = c.oid \
                   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
        let rows = connection
            .query(sql)
            .unwrap_or_else(|error| panic!("reading the catalog: {error:?}"));
        let relations = rows
            .into_iter()
            .map(|row| {
                let mut values = row.into_iter().map(Option::unwrap_or_default);
                let mut next = || values.next().unwrap_or_default();
                let (oid, schema, bare) = (next(), next(), next());
                let name = if schema == "public" {
                    bare.clone()
                } else {
                    format!("{schema}.{bare}")
                };
                let relation = Relation {
                    name,
                    bare,
                    kind: next(),
                    file: next(),
                    size: next().parse().unwrap_or(0),
                    table: next(),
                };
                (oid, relation)
            })
            .collect();
        State { relations }
    }

    /// Whether it is a table that has never had a row.
    pub(crate) fn is_empty(&self, name: &str) -> bool {
        let mut named = self.relations.values().filter(|it| it.name == name);
        named.any(|it| it.holds_rows() && it.size == 0)
    }

    /// Names of the relations whose `relkind` is among these letters.
    pub(crate) fn of_kinds(&self, kinds: &str) -> impl Iterator<Item = &str> {
        let all = self.relations.values();
        all.filter(move |it| kinds.contains(&it.kind))
            .map(|it| it.name.as_str())
    }
}

impl Relation {
    pub(crate) fn holds_rows(&self) -> bool {
        ["r", "m"].contains(&self.kind.as_str())
    }
}

/// A name of ours as SQL.
pub(crate) fn quoted(name: &str) -> String {
    let parts: Vec<String> = name.split('.').map(|it| format!("\"{it}\"")).collect();
    parts.join(".")
}
