//! What gathers the facts of one action: locks by relation, blocks of the target, failures.
//!
//! Knows how facts add up; never which statement does what.

use std::fmt::Display;

use super::{Blocks, Break, Facts, Failure, Lock, LockMode, Session};
use crate::catalog::{Catalog, Knowledge, Table, key};
use crate::context::Postgres;
use crate::name::{Name, QualifiedName};
use crate::operation::Operation;

pub(super) const ALL: Blocks = Blocks {
    select: true,
    insert: true,
    update: true,
};

/// One action on its way to facts.
pub(super) struct Judge<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) session: &'a Session,
    pub(super) postgres: Postgres,
    /// The statement's text where there is one.
    pub(super) sql: &'a str,
    /// Every operation of the statement, this one included, as written.
    pub(super) siblings: &'a [&'a Operation],
    pub(super) facts: Facts,
    /// Keys of `facts.locks`, in the same order.
    keys: Vec<String>,
    /// The relation whose waits count; without one, every relation's do.
    target: Option<String>,
    blocks: Blocks,
    unknown: bool,
}

/// The table that a statement is about, as far as it is known.
#[derive(Clone)]
pub(super) struct Target<'a> {
    pub(super) name: &'a QualifiedName,
    pub(super) key: String,
    pub(super) table: Option<&'a Table>,
}

impl Target<'_> {
    /// Everything about the table is known, so that what is not there does not exist.
    pub(super) fn complete(&self) -> bool {
        self.table
            .is_some_and(|it| it.knowledge == Knowledge::Complete)
    }

    /// Something more than its name is known.
    pub(super) fn known(&self) -> bool {
        self.table
            .is_some_and(|it| it.knowledge != Knowledge::Mentioned)
    }

    /// Whether there are rows to read: `Some(false)` only when the script says so.
    pub(super) fn reads(&self) -> Option<bool> {
        Some(self.table.and_then(|it| it.has_rows) != Some(false))
    }

    /// Existing rows can refuse.
    pub(super) fn may_have_rows(&self) -> bool {
        self.reads() != Some(false)
    }

    pub(super) fn partitioned(&self) -> bool {
        self.table.is_some_and(|it| it.partition_by.is_some())
    }
}

/// `Some(true)` wins, then the unknown.
pub(super) fn either(one: Option<bool>, two: Option<bool>) -> Option<bool> {
    match (one, two) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (None, _) | (_, None) => None,
        (Some(false), Some(false)) => Some(false),
    }
}

/// `Some(false)` wins, then the unknown.
fn both(one: Option<bool>, two: Option<bool>) -> Option<bool> {
    either(one.map(|it| !it), two.map(|it| !it)).map(|it| !it)
}

fn union(one: Blocks, two: Blocks) -> Blocks {
    Blocks {
        select: one.select || two.select,
        insert: one.insert || two.insert,
        update: one.update || two.update,
    }
}

/// The facts of two actions of one statement.
pub(super) fn together(mut one: Facts, two: Facts) -> Facts {
    for lock in two.locks {
        match one.locks.iter_mut().find(|it| it.relation == lock.relation) {
            Some(held) => {
                if held.mode < lock.mode {
                    held.mode = lock.mode;
                }
                held.blocks = union(held.blocks, lock.blocks);
            }
            None => one.locks.push(lock),
        }
    }
    one.rewrite = either(one.rewrite, two.rewrite);
    one.scan = either(one.scan, two.scan);
    one.index_build = either(one.index_build, two.index_build);
    one.blocks = match (one.blocks, two.blocks) {
        (Some(first), Some(second)) => Some(union(first, second)),
        (Some(known), None) | (None, Some(known)) if known == ALL => Some(known),
        _ => None,
    };
    one.transactional = both(one.transactional, two.transactional);
    for failure in two.fails_with {
        add_failure(&mut one.fails_with, failure);
    }
    for it in two.cascades {
        if !one.cascades.contains(&it) {
            one.cascades.push(it);
        }
    }
    for it in two.breaks {
        if !one.breaks.contains(&it) {
            one.breaks.push(it);
        }
    }
    for it in two.notes {
        if !one.notes.contains(&it) {
            one.notes.push(it);
        }
    }
    one
}

fn add_failure(failures: &mut Vec<Failure>, failure: Failure) {
    match failures
        .iter_mut()
        .find(|it| it.sqlstate == failure.sqlstate)
    {
        Some(found) => {
            if failure.certain && !found.certain {
                *found = failure;
            }
        }
        None => failures.push(failure),
    }
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        session: &'a Session,
        postgres: Postgres,
        siblings: &'a [&'a Operation],
    ) -> Judge<'a> {
        Judge {
            catalog,
            session,
            postgres,
            sql: "",
            siblings,
            facts: Facts {
                rewrite: Some(false),
                scan: Some(false),
                index_build: Some(false),
                blocks: None,
                transactional: Some(true),
                ..Facts::default()
            },
            keys: Vec::new(),
            target: None,
            blocks: Blocks::default(),
            unknown: false,
        }
    }

    /// The facts; blocks are known once the action is.
    pub(super) fn finish(mut self) -> Facts {
        if self.unknown {
            return Facts::default();
        }
        self.facts.blocks = Some(self.blocks);
        self.facts
    }

    /// The action was not understood: nothing is claimed.
    pub(super) fn forget(&mut self) {
        self.unknown = true;
    }

    /// Takes over the facts of a statement that runs inside this one.
    pub(super) fn absorb(&mut self, facts: Facts) {
        for lock in facts.locks {
            self.lock_as(format!("inner {}", lock.relation), lock.relation, lock.mode);
        }
        self.rewrite(facts.rewrite);
        self.scan(facts.scan);
        self.index_build(facts.index_build);
        self.block(facts.blocks.unwrap_or(ALL));
        if facts.transactional == Some(false) {
            self.facts.transactional = Some(false);
        }
        for failure in facts.fails_with {
            self.fail(failure.sqlstate, failure.when, failure.certain);
        }
        for it in facts.cascades {
            self.cascade(it);
        }
        for it in facts.breaks {
            self.breaks(it);
        }
        self.facts.notes.extend(facts.notes);
    }

    /// Locks of a statement that is only looked through.
    pub(super) fn open(&mut self, locks: impl Iterator<Item = Lock>) {
        for lock in locks {
            self.lock_as(format!("inner {}", lock.relation), lock.relation, lock.mode);
        }
    }

    /// From this version on.
    pub(super) fn since(&self, major: u8) -> bool {
        self.postgres.0 >= major
    }

    // Relations.

    fn lock_as(&mut self, key: String, shown: String, mode: LockMode) {
        match self.keys.iter().position(|it| *it == key) {
            Some(at) => {
                if let Some(held) = self.facts.locks.get_mut(at)
                    && held.mode < mode
                {
                    held.mode = mode;
                    held.blocks = mode.blocks();
                }
            }
            None => {
                self.keys.push(key);
                self.facts.locks.push(Lock {
                    relation: shown,
                    mode,
                    blocks: mode.blocks(),
                });
            }
        }
    }

    /// What waits for the target, over what its table lock says.
    pub(super) fn block(&mut self, blocks: Blocks) {
        self.blocks = union(self.blocks, blocks);
    }

    fn counts(&self, key: &str) -> bool {
        self.target.as_ref().is_none_or(|it| it == key)
    }

    /// Makes the table the one whose waits count, and locks it. `None` when it is sure not to
    /// exist; then the failure is noted, or with `if_exists` nothing happens.
    pub(super) fn target(
        &mut self,
        name: &'a QualifiedName,
        mode: LockMode,
        if_exists: bool,
    ) -> Option<Target<'a>> {
        let target = self.look_up(name, if_exists)?;
        self.target.get_or_insert_with(|| target.key.clone());
        self.lock_target(&target, mode);
        Some(target)
    }

    /// The table as the catalog knows it, without a lock. `None` when it is sure not to exist.
    pub(super) fn look_up(
        &mut self,
        name: &'a QualifiedName,
        if_exists: bool,
    ) -> Option<Target<'a>> {
        if let Some((key, table)) = self.catalog.find_table(name) {
            return Some(Target {
                name,
                key: key.clone(),
                table: Some(table.as_ref()),
            });
        }
        let view = self.catalog.find_view(name).map(|(it, _)| it.clone());
        if view.is_none() && self.catalog.knows_tables() {
            if !if_exists {
                self.fail("42P01", format!("{name} does not exist"), true);
            }
            return None;
        }
        Some(Target {
            name,
            key: view.unwrap_or_else(|| key(name)),
            table: None,
        })
    }

    /// Locks a table that the statement names.
    pub(super) fn lock_target(&mut self, target: &Target<'_>, mode: LockMode) {
        if target.table.is_some_and(|it| it.new) {
            return;
        }
        self.lock_as(target.key.clone(), target.name.to_string(), mode);
        if self.counts(&target.key) {
            self.block(mode.blocks());
        }
    }

    /// Locks another table that the statement names; looks it up first.
    pub(super) fn lock_named(&mut self, name: &'a QualifiedName, mode: LockMode) {
        if let Some(target) = self.look_up(name, false) {
            self.lock_target(&target, mode);
        }
    }

    /// Locks a table that the statement does not name.
    pub(super) fn lock_table(&mut self, table: &Table, mode: LockMode) {
        if table.new {
            return;
        }
        let key = table.key();
        if self.counts(&key) {
            self.block(mode.blocks());
        }
        self.lock_as(key, table.name.to_string(), mode);
    }

    /// Locks what is neither table nor index: a view, a sequence.
    pub(super) fn lock_other(&mut self, shown: impl Display, mode: LockMode) {
        let shown = shown.to_string();
        if self.target.is_none() {
            self.block(mode.blocks());
        }
        self.lock_as(format!("other {shown}"), shown, mode);
    }

    /// Locks an index. Planning any query on the table opens each of its indexes, so that nobody
    /// passes an ACCESS EXCLUSIVE one.
    pub(super) fn lock_index(&mut self, table: &Table, index: &str, mode: LockMode) {
        if table.new {
            return;
        }
        let related = self.counts(&table.key())
            || self
                .target
                .as_ref()
                .is_some_and(|it| table.parents.contains(it));
        if related && mode == LockMode::AccessExclusive {
            self.block(ALL);
        }
        self.lock_as(format!("index {index}"), index.to_owned(), mode);
    }

    /// Locks a relation for a moment at the end, which nobody notices.
    pub(super) fn lock_briefly(&mut self, shown: impl Display, mode: LockMode) {
        let shown = shown.to_string();
        self.lock_as(format!("brief {shown}"), shown, mode);
    }

    /// Locks every index of a table.
    pub(super) fn lock_indexes(&mut self, table: &Table, mode: LockMode) {
        for index in &table.indexes {
            self.lock_index(table, &index.name, mode);
        }
    }

    /// The partitions and inheriting tables at every depth.
    pub(super) fn below(&self, target: &Target<'_>) -> Vec<&'a Table> {
        if target.table.is_none() {
            return Vec::new();
        }
        let catalog = self.catalog;
        let key = catalog.tables.get_key_value(&target.key).map(|it| it.0);
        key.map_or_else(Vec::new, |key| {
            catalog
                .descendants(key)
                .into_iter()
                .map(std::convert::AsRef::as_ref)
                .collect()
        })
    }

    /// Locks the partitions and inheriting tables unless ONLY was said.
    pub(super) fn recurse(
        &mut self,
        target: &Target<'_>,
        only: bool,
        mode: LockMode,
    ) -> Vec<&'a Table> {
        if only {
            return Vec::new();
        }
        let below = self.below(target);
        for table in &below {
            self.lock_table(table, mode);
        }
        below
    }

    // What is done to rows.

    pub(super) fn scan(&mut self, value: Option<bool>) {
        self.facts.scan = either(self.facts.scan, value);
    }

    pub(super) fn rewrite(&mut self, value: Option<bool>) {
        self.facts.rewrite = either(self.facts.rewrite, value);
    }

    pub(super) fn index_build(&mut self, value: Option<bool>) {
        self.facts.index_build = either(self.facts.index_build, value);
    }

    /// A whole new copy of the table and of its indexes.
    pub(super) fn rewrite_all(&mut self, target: &Target<'_>, below: &[&Table]) {
        self.rewrite(Some(true));
        let own = target.table.filter(|_| !target.partitioned());
        let mut read = target.table.is_none();
        let mut built = if target.table.is_none() {
            None
        } else {
            Some(false)
        };
        for table in own.into_iter().chain(below.iter().copied()) {
            read |= table.has_rows != Some(false);
            built = either(built, Some(!table.indexes.is_empty()));
            self.lock_indexes(table, LockMode::AccessExclusive);
        }
        // A partitioned table's rows are its partitions'.
        if target.partitioned() && below.is_empty() {
            read = false;
        }
        self.scan(Some(read));
        self.index_build(built);
    }

    /// Rows of the table, or of its partitions, are read.
    pub(super) fn scan_all(&mut self, target: &Target<'_>, below: &[&Table]) {
        if target.partitioned() {
            self.scan(Some(below.iter().any(|it| it.has_rows != Some(false))));
        } else {
            let any = target.may_have_rows() || below.iter().any(|it| it.has_rows != Some(false));
            self.scan(Some(any));
        }
    }

    // What can go wrong, and what else happens.

    pub(super) fn fail(&mut self, sqlstate: &'static str, when: impl Into<String>, certain: bool) {
        let failure = Failure {
            sqlstate,
            when: when.into(),
            certain,
        };
        add_failure(&mut self.facts.fails_with, failure);
    }

    /// The server's grammar does not have it before `major`. True when it is too old.
    pub(super) fn needs(&mut self, major: u8, what: &str) -> bool {
        let old = !self.since(major);
        if old {
            self.fail(
                "42601",
                format!("PostgreSQL {major} introduced {what}"),
                true,
            );
        }
        old
    }

    /// Refused inside a transaction block.
    pub(super) fn outside_transactions(&mut self) {
        self.facts.transactional = Some(false);
        if self.session.in_transaction {
            self.fail("25001", "it cannot run inside a transaction block", true);
        }
    }

    pub(super) fn cascade(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.facts.cascades.contains(&what) {
            self.facts.cascades.push(what);
        }
    }

    pub(super) fn breaks(&mut self, what: Break) {
        if !self.facts.breaks.contains(&what) {
            self.facts.breaks.push(what);
        }
    }

    pub(super) fn note(&mut self, what: impl Into<String>) {
        self.facts.notes.push(what.into());
    }

    /// ALTER TABLE of a view has few forms: the others are refused. True when it is one.
    pub(super) fn refuse_view(&mut self, name: &QualifiedName) -> bool {
        let view =
            self.catalog.find_table(name).is_none() && self.catalog.find_view(name).is_some();
        if view {
            self.fail("42809", format!("{name} is a view"), true);
        }
        view
    }

    /// A schema that nobody created; the two of every database are there.
    pub(super) fn has_schema(&mut self, schema: Option<&Name>) {
        let Some(schema) = schema else {
            return;
        };
        let objects = &self.catalog.objects;
        let built_in = schema.text == "public" || schema.text.starts_with("pg_");
        let prefix = format!("{schema}.");
        let found = built_in
            || objects.schemas.contains_key(&schema.text)
            || self.catalog.tables.keys().any(|it| it.starts_with(&prefix))
            || objects.views.keys().any(|it| it.starts_with(&prefix));
        if !found && self.catalog.knows_tables() {
            self.fail("3F000", format!("there may be no schema {schema}"), false);
        }
    }

    /// Whether the table has the column; notes the failure when it is sure not to.
    pub(super) fn has_column(&mut self, target: &Target<'_>, column: &Name) -> bool {
        let Some(table) = target.table else {
            return true;
        };
        if table.column(column.as_str()).is_some() {
            return true;
        }
        if target.known() {
            self.fail(
                "42703",
                format!("{} has no column {column}", target.name),
                target.complete(),
            );
        }
        !target.complete()
    }
}
