//! Two tables that change names: how the new one comes to be, the short transaction in which it
//! takes the name, and the contract after it.
//!
//! Until then the new table follows the old one; from then on the old one follows, until nobody
//! wants to go back.

use model::QualifiedName;
use model::catalog::{Catalog, key};
use model::name::quote_identifier;
use model::operation::{BulkInsert, CreateTable, DropTable};

use crate::copy::Filling;
use crate::draft::{Draft, Work};
use crate::pairs::Pairs;
use crate::query::{Query, bare_column, expanded};
use crate::sql::{list, sibling};
use crate::target::{Target, primary_key_of, texts};
use crate::trigger::{Carrier, Trigger};
use crate::{Phase, Restores, names, restore};

pub(crate) struct Exchange<'a> {
    /// From the old table, whose name is at stake, to the new one.
    filling: &'a Filling<'a>,
    /// What the old table is called from the exchange on.
    pub(crate) aside: QualifiedName,
    /// Carries back what is written after the exchange; `None` where a value is more than the
    /// column of the same name, and the way back is not known.
    mirror: Option<Trigger>,
}

/// Why a table's name cannot pass to another one: who uses it would go on meaning the old table.
/// `None` where nobody does.
pub(crate) fn obstacle(catalog: &Catalog, old: &QualifiedName) -> Option<String> {
    let this = key(old);
    if let Some((name, _)) = catalog.views_of(&this).next() {
        return Some(format!(
            "The view {name} reads {old} and would go on reading the old table under its new name. Drop it first, and create it again when the tables have changed places."
        ));
    }
    let child = catalog.referencing(&this).next()?;
    Some(format!(
        "The foreign key {} points to {old} and would go on pointing to the old table. Drop it first, by its own plan, and add it again, to the new table, afterwards.",
        child.constraint.name
    ))
}

/// Why these columns cannot pass to another table: one has a sequence that stays behind.
pub(crate) fn bound(old: &Target, columns: &[String]) -> Option<String> {
    let identity = |it: &&String| old.column(it).is_some_and(|it| it.identity.is_some());
    let name = columns.iter().find(identity)?;
    Some(format!(
        "{}.{name} is an identity, whose sequence belongs to the old table. Make it a plain column with a sequence as its default first.",
        old.name
    ))
}

/// What fills a new table from the old one; `text` is the INSERT's. What the CREATE TABLE does not
/// say, its columns where they are LIKE the old table's and its key, is the old table's. `None`
/// where the INSERT reads more than one table and its columns.
pub(crate) fn filling<'a>(
    create: &'a CreateTable,
    insert: &BulkInsert,
    old: &'a Target,
    text: &str,
) -> Option<Filling<'a>> {
    let columns = if insert.columns.is_empty() {
        let all = if create.like.is_empty() {
            &create.columns[..]
        } else {
            old.table.as_ref().map_or(&[][..], |it| &it.columns)
        };
        all.iter().map(|it| it.name.text.clone()).collect()
    } else {
        texts(&insert.columns)
    };
    let said = primary_key_of(create);
    let keys = if said.is_empty() {
        old.primary_key()
    } else {
        said
    };
    let text = expanded(text, &columns);
    Filling::new(&create.table, columns, keys, &old.name, &text)
}

/// Steps that make the new table with its partitions and indexes, the first `parts` of the change,
/// as they were written. `None` where their text is not known.
pub(crate) fn create(draft: &mut Draft<'_>, new: &QualifiedName, parts: usize) -> Option<()> {
    for part in 0..parts {
        let sql = draft.request.text(part)?;
        let sql = vec![sql.trim_end_matches(';').to_owned()];
        // The parts go with the whole.
        draft.run(if part == 0 {
            let undo = vec![format!("DROP TABLE {}", new.to_sql())];
            Work::new(format!("Create {new}"), sql, undo)
        } else {
            Work::new(format!("Create a part of {new}"), sql, Vec::new())
        });
    }
    Some(())
}

impl<'a> Exchange<'a> {
    /// `kept`: what the old table is called in the end, where it does not go.
    pub(crate) fn new(
        draft: &Draft<'_>,
        filling: &'a Filling<'a>,
        kept: Option<String>,
    ) -> Exchange<'a> {
        let old = filling.source;
        let aside = kept.unwrap_or_else(|| names::relation(&draft.catalog, &old.name.text, "old"));
        let aside = sibling(old, &aside);
        Exchange {
            mirror: mirror(draft, filling, &aside),
            filling,
            aside,
        }
    }

    /// The new table takes the name. `onward` is the trigger that has kept it in step with the old
    /// one.
    pub(crate) fn swap(&self, draft: &mut Draft<'_>, onward: Trigger) {
        let (new, old) = (self.filling.to, self.filling.source);
        draft.deploy(
            Phase::Migrate,
            &["exchange", &old.name.text],
            format!("{new} takes the name {old}, and the old table stands aside."),
        );
        draft.after_release(format!(
            "Privileges, policies and comments of {old} are given to {new} as well; every release that runs can do with the new table what it does."
        ));
        draft.breaks(
            "dropping_table",
            old,
            None,
            "The new table takes the name in the same transaction, with the same rows.",
        );
        draft.breaks(
            "dropping_table",
            new,
            None,
            "No code uses this name: it was there for the migration only.",
        );
        let pairs = self.pairs(draft, onward);
        draft.run(pairs.work(format!("Let {new} take the name {old}")));
    }

    fn pairs(&self, draft: &Draft<'_>, onward: Trigger) -> Pairs {
        let (new, old) = (self.filling.to, self.filling.source);
        let (at, from, aside) = (new.to_sql(), old.to_sql(), self.aside.to_sql());
        let lock = |one: &str, other: &str| {
            vec![format!(
                "LOCK TABLE {one}, {other} IN ACCESS EXCLUSIVE MODE"
            )]
        };
        let rename = |table: &str, to: &QualifiedName| {
            format!("ALTER TABLE {table} RENAME TO {}", to.name.to_sql())
        };
        let mut pairs = Pairs::default();
        pairs.add_many(lock(&from, &at), Vec::new());
        pairs.add_many(onward.drop, onward.create);
        pairs.add(rename(&from, &self.aside), rename(&aside, old));
        pairs.add(rename(&at, old), rename(&from, new));
        for (sequence, column) in self.sequences(draft) {
            let owned =
                |table: &str| format!("ALTER SEQUENCE {sequence} OWNED BY {table}.{column}");
            pairs.add(owned(&from), owned(&aside));
        }
        if let Some(it) = &self.mirror {
            pairs.add_many(it.create.clone(), it.drop.clone());
        }
        pairs.add_many(Vec::new(), lock(&from, &aside));
        pairs
    }

    /// Sequences of the old table's columns, which go with the new one; with their columns, all as
    /// SQL.
    fn sequences(&self, draft: &Draft<'_>) -> Vec<(String, String)> {
        let old = self.filling.source;
        let this = key(old);
        let all = draft.request.before.objects.sequences.iter();
        let owned = all.filter_map(|(name, it)| {
            let (table, column) = it.owned_by.as_ref()?;
            let goes = *table == this && self.filling.columns.contains(column);
            let bare = name.rsplit('.').next().unwrap_or(name);
            goes.then(|| (sibling(old, bare).to_sql(), quote_identifier(column)))
        });
        owned.collect()
    }

    /// The old table no longer follows the new one.
    pub(crate) fn part(&self, draft: &mut Draft<'_>) {
        let Some(it) = &self.mirror else {
            return;
        };
        // DROP TRIGGER alone locks the partitions before their parent: a deadlock with whoever
        // reads the parent.
        let from = self.filling.source.to_sql();
        let mut sql = vec![format!("LOCK TABLE {from} IN ACCESS EXCLUSIVE MODE")];
        sql.extend(it.drop.iter().cloned());
        draft.run(Work::new(
            "Drop the trigger, which has done its work",
            sql,
            it.create.clone(),
        ));
    }

    /// Drops the old table; the way back makes it again with the rows that the new one has.
    pub(crate) fn drop_old(&self, draft: &mut Draft<'_>) {
        let aside = self.aside.to_sql();
        let gone = DropTable {
            table: self.aside.clone(),
            if_exists: false,
            cascade: false,
        };
        let mut back = restore::table(draft, &draft.target(&self.aside), &gone);
        let restores = if back.is_empty() {
            Restores::Nothing
        } else {
            let (cols, from) = (list(&self.filling.columns), self.filling.source.to_sql());
            back.push(format!(
                "INSERT INTO {aside} ({cols}) SELECT {cols} FROM {from}"
            ));
            Restores::SchemaAndData
        };
        draft.breaks(
            "dropping_table",
            &self.aside,
            None,
            "Nothing uses the old table: its rows live on in the one that took its name.",
        );
        draft.run(
            Work::new(
                format!("Drop {}", self.aside.name.text),
                vec![format!("DROP TABLE {aside}")],
                back,
            )
            .restores(restores),
        );
    }
}

/// The filling the other way round, under the names after the exchange.
fn mirror(draft: &Draft<'_>, filling: &Filling<'_>, aside: &QualifiedName) -> Option<Trigger> {
    let (old, columns) = (filling.source, &filling.columns);
    let mut values = filling.query.items.iter().zip(columns);
    if !values.all(|(item, column)| bare_column(item).as_ref() == Some(column)) {
        return None;
    }
    let back = Filling {
        to: aside,
        columns: columns.clone(),
        keys: filling.keys.clone(),
        source: old,
        query: Query {
            items: columns.iter().map(|it| quote_identifier(it)).collect(),
            alias: "source_row".to_owned(),
            condition: None,
        },
    };
    let title = format!("Carry what is written into {old} over to {aside}");
    let carrier = Carrier::new(draft, old, &old.name.text, "backward");
    Some(carrier.on(old, "AFTER INSERT OR UPDATE OR DELETE", title, &back.body()))
}
