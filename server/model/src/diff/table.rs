//! What changed: whole tables, and each thing of a table that both sides describe.
//!
//! A fact that one side leaves unsaid is compared with nothing. What "unsaid" is, for facts that
//! a reading only has or has not, is decided here: see [`Pair::may_come`] and [`Pair::may_go`].

use std::collections::{BTreeMap, BTreeSet};

use syntax::TextRange;

use super::pairing::{self, Pairing, TablePair};
use super::sameness::{self, Comparison, TypeDifference};
use super::told::{Key, Told, same};
use super::vocabulary::fold;
use super::{Choice, Diff, Found, Rename, Side, place};
use crate::catalog::{Index, key};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddIndex, AlterEnum, Column, ConstraintKind, CreateEnum, CreateTable, DropEnum, DropTable,
    EnumAction, Operation,
};

mod columns;
mod keys;

/// The state of one comparison.
pub(super) struct Finder<'a> {
    old: &'a [Side<'a>],
    new: &'a [Side<'a>],
    before: &'a [Told<'a>],
    after: &'a [Told<'a>],
    pairing: &'a Pairing,
    /// What each side's documents speak of at all.
    spoken: (Vec<Spoken>, Vec<Spoken>),
    /// The type words that each old document uses.
    words: Vec<BTreeSet<String>>,
    /// Folded old table names to the new ones.
    now_called: BTreeMap<String, String>,
}

/// How often a document says a thing that is either said or not.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spoken {
    defaults: usize,
    uniques: usize,
    foreign_keys: usize,
    checks: usize,
    indexes: usize,
}

/// Two descriptions of one table.
pub(super) struct Pair<'a, 'b> {
    finder: &'b Finder<'a>,
    old: &'b Told<'a>,
    new: &'b Told<'a>,
    /// As the statements of the changes call it.
    table: QualifiedName,
    rename: Option<usize>,
    /// Folded old column names to the new names, of the columns that are still there.
    kept: BTreeMap<String, Name>,
    added: BTreeSet<String>,
    /// Told in two forms, of which one may say less.
    other_form: bool,
}

fn spoken(tables: &[Told<'_>], documents: usize) -> Vec<Spoken> {
    let mut out = vec![Spoken::default(); documents];
    for told in tables {
        let it = &mut out[told.document];
        it.defaults += told
            .columns()
            .iter()
            .filter(|it| it.default.is_some())
            .count();
        it.uniques += told.uniques.len();
        it.foreign_keys += told.foreign_keys.len();
        it.checks += told.checks.len();
        it.indexes += told.indexes.len();
    }
    out
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        old: &'a [Side<'a>],
        new: &'a [Side<'a>],
        before: &'a [Told<'a>],
        after: &'a [Told<'a>],
        pairing: &'a Pairing,
    ) -> Finder<'a> {
        let mut words = vec![BTreeSet::new(); old.len()];
        for told in before {
            let types = told.columns().iter().filter_map(|it| it.ty.as_ref());
            words[told.document].extend(types.map(|it| sameness::head(&it.text)));
        }
        let pairs = pairing.pairs.iter();
        let now_called = pairs
            .map(|it| (fold(before[it.old].name()), fold(after[it.new].name())))
            .collect();
        Finder {
            old,
            new,
            before,
            after,
            pairing,
            spoken: (spoken(before, old.len()), spoken(after, new.len())),
            words,
            now_called,
        }
    }

    fn text(&self, document: usize) -> &'a str {
        self.new.get(document).map_or("", |it| it.text)
    }

    fn old_text(&self, document: usize) -> &'a str {
        self.old.get(document).map_or("", |it| it.text)
    }

    /// New tables, those that others point to first.
    pub(super) fn created(&self, out: &mut Diff) {
        let mut left: Vec<(usize, Option<usize>)> = self.pairing.created.clone();
        while !left.is_empty() {
            let waits = |at: usize| {
                let told = &self.after[at];
                let own = fold(told.name());
                told.foreign_keys.iter().any(|key| {
                    let target = fold(key.references.table.name.as_str());
                    target != own
                        && left
                            .iter()
                            .any(|it| fold(self.after[it.0].name()) == target)
                })
            };
            // In a circle of references the first one goes first.
            let next = left.iter().position(|it| !waits(it.0)).unwrap_or(0);
            let (at, rename) = left.remove(next);
            self.create(&self.after[at], rename, out);
        }
    }

    fn create(&self, told: &Told<'_>, rename: Option<usize>, out: &mut Diff) {
        let table = &told.read.table;
        let mut create = crate::schema::creation(table);
        create.if_not_exists = false;
        create.indexes = table
            .indexes
            .iter()
            .filter(|it| it.constraint.is_none() && !it.keys.is_empty())
            .map(|it| add_index(&table.name, it, told.named_at()))
            .collect();
        if told.whole {
            said_once(&mut create);
        }
        let text = self.text(told.document);
        out.changes.push(Found {
            operation: Operation::CreateTable(create),
            document: told.document,
            at: place::first_line(text, told.named_at()),
            was: None,
            column: None,
            rename,
        });
    }

    /// Tables that are described no more, those that point to others first.
    pub(super) fn gone(&self, out: &mut Diff) {
        let mut left: Vec<(usize, Option<usize>)> = Vec::new();
        for (at, rename) in &self.pairing.gone {
            let told = &self.before[*at];
            let now = self.new.get(told.document);
            let emptied = now.is_none_or(|it| it.reading.tables.is_empty() && !it.whole);
            if !emptied {
                left.push((*at, *rename));
            } else if !out.emptied.contains(&told.document) {
                out.emptied.push(told.document);
            }
        }
        while !left.is_empty() {
            let pointed = |at: usize| {
                let own = fold(self.before[at].name());
                left.iter().filter(|it| it.0 != at).any(|(other, _)| {
                    let mut keys = self.before[*other].foreign_keys.iter();
                    keys.any(|it| fold(it.references.table.name.as_str()) == own)
                })
            };
            let next = left.iter().position(|it| !pointed(it.0)).unwrap_or(0);
            let (at, rename) = left.remove(next);
            let told = &self.before[at];
            out.changes.push(Found {
                operation: Operation::DropTable(DropTable {
                    table: QualifiedName::generated_from(&told.read.table.name),
                    if_exists: false,
                    cascade: false,
                }),
                document: told.document,
                at: self.place_of_gone(told),
                was: Some((
                    told.document,
                    place::first_line(self.old_text(told.document), told.named_at()),
                )),
                column: None,
                rename,
            });
        }
    }

    /// The words that still name a table which is gone: its heading, or a reference to it; else
    /// the document's title.
    fn place_of_gone(&self, told: &Told<'_>) -> TextRange {
        let text = self.text(told.document);
        let old = self.old_text(told.document);
        let heading = place::slice(old, place::first_line(old, told.read.named_at)).trim();
        let by_heading = (!heading.is_empty())
            .then(|| place::word(text, heading, 0))
            .flatten();
        let own = fold(told.name());
        let referenced = || {
            let tables = self.after.iter().filter(|it| it.document == told.document);
            tables
                .flat_map(|it| &it.foreign_keys)
                .find(|it| fold(it.references.table.name.as_str()) == own)
                .map(|it| it.references.table.range())
                .filter(|it| !it.is_empty())
        };
        by_heading
            .or_else(referenced)
            .or_else(|| place::word(text, told.name(), 0))
            .unwrap_or_else(|| place::title(text))
    }

    /// Enum types that statements create.
    pub(super) fn enums(&self, out: &mut Diff) {
        for (document, (old, new)) in self.old.iter().zip(self.new).enumerate() {
            let text = self.text(document);
            let at = |name: &str, value: Option<&str>| {
                let short = name.rsplit('.').next().unwrap_or(name);
                let named = place::word(text, short, 0);
                let from = named.map_or(0, |it| usize::from(it.end()));
                let value = value.and_then(|it| place::word(text, it, from));
                value.or(named).unwrap_or_else(|| place::title(text))
            };
            let mut found = |operation: Operation, at: TextRange| {
                out.changes.push(Found {
                    operation,
                    document,
                    at,
                    was: None,
                    column: None,
                    rename: None,
                });
            };
            for (name, it) in &new.reading.enums {
                let Some(known) = old.reading.enums.get(name) else {
                    let elsewhere = self
                        .old
                        .iter()
                        .any(|it| it.reading.enums.contains_key(name));
                    // A spec that begins to tell a type which its columns had already.
                    if !elsewhere && !self.uses(old, name) {
                        let create = CreateEnum {
                            name: qualified(name),
                            values: it.values.iter().map(Name::generated).collect(),
                        };
                        found(Operation::CreateEnum(create), at(name, None));
                    }
                    continue;
                };
                let words = sameness::enum_types(known, it);
                for (action, value) in actions(&words) {
                    let alter = AlterEnum {
                        name: qualified(name),
                        action,
                    };
                    found(Operation::AlterEnum(alter), at(name, Some(&value)));
                }
            }
            for name in old.reading.enums.keys() {
                let elsewhere = self
                    .new
                    .iter()
                    .any(|it| it.reading.enums.contains_key(name));
                let told = new.whole || !new.reading.enums.is_empty();
                if !elsewhere && told && !self.uses(new, name) {
                    let drop = DropEnum {
                        name: qualified(name),
                        if_exists: false,
                        cascade: false,
                    };
                    found(Operation::DropEnum(drop), place::title(text));
                }
            }
        }
    }

    /// Some column has the type.
    fn uses(&self, side: &Side<'_>, name: &str) -> bool {
        let columns = side.reading.tables.iter().flat_map(|it| &it.table.columns);
        let mut types = columns.filter_map(|it| it.ty.as_ref());
        types.any(|it| it.text.eq_ignore_ascii_case(name))
    }

    /// Everything that changed in a table.
    pub(super) fn pair(
        &self,
        pair: &TablePair,
        choose: &dyn Fn(&Rename) -> Choice,
        out: &mut Diff,
    ) {
        let (old, new) = (&self.before[pair.old], &self.after[pair.new]);
        let other_form = old.read.form != new.read.form;
        let comparison = Comparison {
            loose: other_form,
            words: &self.words[old.document],
        };
        let same_type = |a: &Column, b: &Column| match (&a.ty, &b.ty) {
            (Some(a), Some(b)) => sameness::difference(a, b, comparison) == TypeDifference::None,
            _ => true,
        };
        let columns = pairing::columns(old, new, &same_type, choose, &mut out.renames);
        let table = if pair.rename.is_some() {
            new.read.table.name.clone()
        } else {
            // The table is called as it was; it stands where the new text names it.
            QualifiedName {
                schema: old.read.table.name.schema.as_ref().map(generated),
                name: Name::new(old.name(), new.named_at()),
            }
        };
        let mut kept = BTreeMap::new();
        for (before, after, rename) in &columns.pairs {
            let from = &old.columns()[*before].name;
            let to = &new.columns()[*after].name;
            let name = match rename {
                Some(_) => to.clone(),
                None => Name::new(from.text.clone(), to.range),
            };
            kept.insert(from.text.to_lowercase(), name);
        }
        let added = columns.added.iter();
        let added = added.map(|(at, _)| new.columns()[*at].name.text.to_lowercase());
        let pair = Pair {
            finder: self,
            old,
            new,
            table,
            rename: pair.rename,
            kept,
            added: added.collect(),
            other_form,
        };
        pair.find(&columns, comparison, out);
    }
}

impl Pair<'_, '_> {
    /// What only the new side says is new: the old side would have said it.
    fn may_come(&self) -> bool {
        self.old.whole || !self.other_form
    }

    /// What only the old side says is gone: the new side would say it, and has not stopped to
    /// speak of such things altogether.
    fn may_go(&self, count: impl Fn(&Spoken) -> usize) -> bool {
        let old = count(&self.finder.spoken.0[self.old.document]);
        let new = count(&self.finder.spoken.1[self.new.document]);
        self.new.whole || (!self.old.whole && !self.other_form && (new > 0 || old <= 1))
    }

    fn text(&self) -> &str {
        self.finder.text(self.new.document)
    }

    fn old_text(&self) -> &str {
        self.finder.old_text(self.old.document)
    }

    fn found(&self, operation: Operation, at: TextRange, was: Option<TextRange>) -> Found {
        let at = if at.is_empty() {
            place::first_line(self.text(), self.new.named_at())
        } else {
            place::first_line(self.text(), at)
        };
        Found {
            operation,
            document: self.new.document,
            at,
            was: was.map(|it| (self.old.document, place::first_line(self.old_text(), it))),
            column: None,
            rename: None,
        }
    }

    /// What an old column is called now; `None` when it is gone.
    fn now(&self, column: &Name) -> Option<&Name> {
        self.kept.get(&column.text.to_lowercase())
    }

    /// Old columns by their new names; `None` when one is gone.
    fn all_now(&self, columns: &[Name]) -> Option<Vec<Name>> {
        columns.iter().map(|it| self.now(it).cloned()).collect()
    }

    fn is_added(&self, column: &Name) -> bool {
        self.added.contains(&column.text.to_lowercase())
    }

    fn same_key(&self, old: &Key, new: &Key) -> bool {
        self.all_now(&old.columns)
            .is_some_and(|it| super::told::same_set(&it, &new.columns))
    }
}

/// A name that stands nowhere in the new text.
fn generated(name: &Name) -> Name {
    Name::generated(name.text.clone())
}

impl QualifiedName {
    /// The same name, standing in no document.
    fn generated_from(name: &QualifiedName) -> QualifiedName {
        QualifiedName {
            schema: name.schema.as_ref().map(generated),
            name: generated(&name.name),
        }
    }
}

/// What statements build is told on the column and on the table: the table keeps it.
fn said_once(create: &mut CreateTable) {
    let CreateTable {
        columns,
        constraints,
        ..
    } = create;
    for column in columns {
        let alone = |it: &[Name]| matches!(it, [one] if same(one, &column.name));
        for constraint in constraints.iter() {
            match &constraint.kind {
                ConstraintKind::Unique { columns, .. } if alone(columns) => column.unique = false,
                ConstraintKind::ForeignKey { columns, .. } if alone(columns) => {
                    column.references = None;
                }
                ConstraintKind::Check { expression }
                    if Some(expression) == column.check.as_ref() =>
                {
                    column.check = None;
                }
                ConstraintKind::PrimaryKey { .. }
                | ConstraintKind::Unique { .. }
                | ConstraintKind::ForeignKey { .. }
                | ConstraintKind::Check { .. }
                | ConstraintKind::Exclusion { .. }
                | ConstraintKind::NotNull { .. }
                | ConstraintKind::Unknown(_) => {}
            }
        }
    }
}

fn qualified(name: &str) -> QualifiedName {
    match name.split_once('.') {
        Some((schema, name)) => {
            QualifiedName::new(Some(Name::generated(schema)), Name::generated(name))
        }
        None => QualifiedName::generated(name),
    }
}

/// What is done to a type for its words to come and go.
fn actions(words: &sameness::EnumWords) -> Vec<(EnumAction, String)> {
    let added = words.added.iter().map(|value| {
        let action = EnumAction::AddValue {
            value: Name::generated(value.clone()),
            if_not_exists: false,
        };
        (action, value.clone())
    });
    let removed = words.removed.iter().map(|value| {
        let action = EnumAction::RemoveValue {
            value: Name::generated(value.clone()),
        };
        (action, value.clone())
    });
    added.chain(removed).collect()
}

fn add_index(table: &QualifiedName, index: &Index, range: TextRange) -> AddIndex {
    AddIndex {
        name: (!index.name.is_empty()).then(|| Name::generated(index.name.clone())),
        table: table.clone(),
        only: false,
        if_not_exists: false,
        unique: index.unique,
        concurrently: false,
        keys: index.keys.clone(),
        include: index.include.clone(),
        method: index.method.clone(),
        attributes: index.attributes.clone(),
        predicate: index.predicate.clone(),
        range,
    }
}

/// Whether two tables' names mean one table now.
fn same_target(finder: &Finder<'_>, old: &QualifiedName, new: &QualifiedName) -> bool {
    let from = fold(&key(old));
    let from = finder.now_called.get(&from).cloned().unwrap_or(from);
    let to = fold(&key(new));
    from == to || super::vocabulary::singular(&from) == super::vocabulary::singular(&to)
}
