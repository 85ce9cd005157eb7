//! Keys, foreign keys, checks and indexes of one table that came or went.
//!
//! What stands on a single column that comes or goes, comes and goes with it.

use syntax::TextRange;

use super::super::told::{Checked, Foreign, Key};
use super::super::vocabulary::{fold_expression, singular};
use super::super::{Diff, place};
use super::{Pair, add_index, same_target};
use crate::catalog::Index;
use crate::inverse::constraint_name;
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddConstraint, Column, Constraint, ConstraintKind, DropConstraint, DropIndex, Operation,
    References,
};

impl Pair<'_, '_> {
    pub(super) fn constraints_gone(&self, out: &mut Diff) {
        if let Some(key) = &self.old.primary_key
            && self.new_primary_key().is_some()
            && self.all_now(&key.columns).is_some()
        {
            self.drop_key(key, primary(&key.columns), "primary_key", out);
        }
        for key in &self.old.uniques {
            let still = self.new.uniques.iter().any(|it| self.same_key(key, it));
            let in_key = self.new.primary_key.as_ref();
            let still = still || in_key.is_some_and(|it| self.same_key(key, it));
            // The column takes it along.
            let along = key.columns.len() == 1 && self.now(&key.columns[0]).is_none();
            if !still && !along && self.may_go(|it| it.uniques) {
                self.drop_key(key, unique(&key.columns), "unique", out);
            }
        }
        for key in &self.old.foreign_keys {
            let Some(columns) = self.all_now(&key.columns) else {
                if key.columns.len() > 1 && self.may_go(|it| it.foreign_keys) {
                    self.drop_foreign(key, out);
                }
                continue;
            };
            let keys = self.new.foreign_keys.iter();
            let mut now = keys.filter(|it| super::super::told::same_set(&it.columns, &columns));
            match now.next() {
                Some(new) if self.points_elsewhere(key, new) => self.drop_foreign(key, out),
                Some(_) => {}
                None if self.may_go(|it| it.foreign_keys) => self.drop_foreign(key, out),
                None => {}
            }
        }
        for check in &self.old.checks {
            let columns = check.column.iter().all(|it| self.now(it).is_some());
            if columns && self.new_check(check).is_none() && self.may_go(|it| it.checks) {
                let kind = ConstraintKind::Check {
                    expression: check.expression.clone(),
                };
                let at = self.shown(check.column.as_slice());
                let drop = self.drop_constraint(check.name.as_ref(), &kind, "check");
                let was = Some(check.expression.range);
                out.changes.push(self.found(drop, at, was));
            }
        }
        for index in &self.old.indexes {
            let along = index.keys.len() == 1
                && index.keys[0]
                    .columns
                    .iter()
                    .any(|it| self.now(&Name::generated(it.clone())).is_none());
            if !self.has_index(index) && !along && self.may_go(|it| it.indexes) {
                self.drop_index(index, out);
            }
        }
    }

    pub(super) fn constraints_new(&self, out: &mut Diff) {
        if let Some(key) = self.new_primary_key() {
            let on_column = key.columns.len() == 1
                && self.is_added(&key.columns[0])
                && self.old.primary_key.is_none();
            if !on_column {
                self.add(primary(&key.columns), key.name.as_ref(), &key.columns, out);
            }
        }
        for key in &self.new.uniques {
            let known = self.old.uniques.iter().chain(&self.old.primary_key);
            let known = known.into_iter().any(|it| self.same_key(it, key));
            if known || self.on_added(&key.columns) || !self.may_come() {
                continue;
            }
            if key.index {
                let indexes = self.new.read.table.indexes.iter();
                let plain = |it: &&Index| {
                    super::super::told::plain_keys(it)
                        .is_some_and(|it| super::super::told::same_set(&it, &key.columns))
                };
                if let Some(index) = indexes.filter(|it| it.unique).find(plain) {
                    self.add_index(index, out);
                }
            } else {
                self.add(unique(&key.columns), key.name.as_ref(), &key.columns, out);
            }
        }
        for key in &self.new.foreign_keys {
            if key.references.table.name.text.is_empty() || self.on_added(&key.columns) {
                continue;
            }
            let before = self.old.foreign_keys.iter().find(|it| {
                self.all_now(&it.columns)
                    .is_some_and(|it| super::super::told::same_set(&it, &key.columns))
            });
            let comes = match before {
                Some(before) => self.points_elsewhere(before, key),
                None => self.may_come(),
            };
            if comes {
                let kind = ConstraintKind::ForeignKey {
                    columns: self.all_called(&key.columns),
                    references: key.references.clone(),
                };
                // Another action of the same target is where the column was edited.
                let at = match before {
                    Some(before)
                        if same_target(
                            self.finder,
                            &before.references.table,
                            &key.references.table,
                        ) =>
                    {
                        self.shown(&before.columns)
                    }
                    _ => key.references.table.range(),
                };
                self.add_at(kind, key.name.as_ref(), &key.columns, at, out);
            }
        }
        for check in &self.new.checks {
            let known = self.old.checks.iter().any(|it| self.same_check(it, check));
            let on_added = check.column.as_ref().is_some_and(|it| self.is_added(it));
            if !known && !on_added && self.may_come() {
                let kind = ConstraintKind::Check {
                    expression: check.expression.clone(),
                };
                let at = check.expression.range;
                let columns = check.column.as_slice();
                self.add_at(kind, check.name.as_ref(), columns, at, out);
            }
        }
    }

    pub(super) fn indexes_new(&self, out: &mut Diff) {
        for index in &self.new.indexes {
            let known = self.old.indexes.iter().any(|it| self.same_index(it, index));
            // `index: true` of a column that comes.
            let inline = index.keys.len() == 1
                && index.name.is_empty()
                && index.keys[0].column.as_ref().is_some_and(|it| {
                    self.is_added(it) && self.new.find(it.as_str()).is_some_and(|it| it.index)
                });
            if !known && !inline && self.may_come() {
                self.add_index(index, out);
            }
        }
    }

    /// The new primary key, when it is another than before.
    fn new_primary_key(&self) -> Option<&Key> {
        let new = self.new.primary_key.as_ref()?;
        let Some(old) = &self.old.primary_key else {
            // A key that was not said may have been there all the time, unless it was told by
            // statements, or by a column that is gone.
            let conventional = self.old.columns().iter().find(|it| {
                let name = it.name.text.to_lowercase();
                name == "id" || name == format!("{}_id", singular(self.old.name()))
            });
            let replaced = conventional.is_some_and(|it| self.now(&it.name).is_none());
            let silent = !self.old.whole && self.old.read.form != crate::schema::Form::Sql;
            let comes = !silent || replaced || (new.columns.len() > 1 && conventional.is_none());
            return (comes && self.may_come()).then_some(new);
        };
        (!self.same_key(old, new)).then_some(new)
    }

    /// It stands on one column which comes with it.
    fn on_added(&self, columns: &[Name]) -> bool {
        matches!(columns, [one] if self.is_added(one))
            && self
                .new
                .find(columns[0].as_str())
                .is_some_and(|it| it.unique || it.references.is_some())
    }

    /// A foreign key has another target now, as far as both are said.
    fn points_elsewhere(&self, old: &Foreign, new: &Foreign) -> bool {
        let (from, to) = (&old.references, &new.references);
        let unsaid = from.table.name.text.is_empty() || to.table.name.text.is_empty();
        if unsaid {
            return false;
        }
        if !same_target(self.finder, &from.table, &to.table) {
            return true;
        }
        let action = |it: &References| {
            let said = it.on_delete.as_deref().map(str::to_uppercase);
            said.map(|it| it.replace("RESTRICT", "NO ACTION"))
        };
        let statements = |told: &super::Told<'_>| told.read.form == crate::schema::Form::Sql;
        let (mut was, mut is) = (action(from), action(to));
        if statements(self.old) && statements(self.new) {
            was = was.or_else(|| Some("NO ACTION".to_owned()));
            is = is.or_else(|| Some("NO ACTION".to_owned()));
        }
        was.is_some() && is.is_some() && was != is
    }

    fn same_check(&self, old: &Checked, new: &Checked) -> bool {
        let mut text = old.expression.text.clone();
        for (from, to) in &self.kept {
            if *from != to.text.to_lowercase() {
                text = crate::catalog::rename_word(&text, from, to.as_str());
            }
        }
        fold_expression(&text) == fold_expression(&new.expression.text)
    }

    fn new_check(&self, old: &Checked) -> Option<&Checked> {
        self.new.checks.iter().find(|it| self.same_check(old, it))
    }

    fn same_index(&self, old: &Index, new: &Index) -> bool {
        let now = |text: &str| {
            let first = text.split_whitespace().next().unwrap_or_default();
            let first = Name::generated(first.trim_matches('"'));
            let now = self.now(&first).map(|it| it.text.to_lowercase());
            now.unwrap_or_else(|| first.text.to_lowercase())
        };
        let plain = |text: &str| {
            let first = text.split_whitespace().next().unwrap_or_default();
            first.trim_matches('"').to_lowercase()
        };
        let expression = |it: &Index| it.keys.iter().any(|it| it.column.is_none());
        if expression(old) || expression(new) {
            let text = |it: &Index| {
                let keys: Vec<String> =
                    it.keys.iter().map(|it| fold_expression(&it.text)).collect();
                keys
            };
            return text(old) == text(new);
        }
        let from: Vec<String> = old.keys.iter().map(|it| now(&it.text)).collect();
        let to: Vec<String> = new.keys.iter().map(|it| plain(&it.text)).collect();
        let filter = |it: &Index| it.predicate.as_ref().map(|it| fold_expression(&it.text));
        let filters = match (filter(old), filter(new)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        from == to && filters
    }

    fn has_index(&self, old: &Index) -> bool {
        let mut indexes = self.new.indexes.iter();
        if indexes.any(|it| self.same_index(old, it)) {
            return true;
        }
        // It has become a unique one, or the key has an index of its own.
        let Some(columns) = super::super::told::plain_keys(old) else {
            return false;
        };
        let key = Key {
            columns,
            name: None,
            index: true,
        };
        let keys = self.new.uniques.iter().chain(&self.new.primary_key);
        keys.into_iter().any(|it| self.same_key(&key, it))
    }

    /// New names of columns as statements call them.
    fn all_called(&self, columns: &[Name]) -> Vec<Name> {
        let called = |column: &Name| {
            let kept = self.kept.values();
            let found = kept.into_iter().find(|it| super::same(it, column));
            found.unwrap_or(column).clone()
        };
        columns.iter().map(called).collect()
    }

    fn add(&self, kind: ConstraintKind, name: Option<&Name>, columns: &[Name], out: &mut Diff) {
        let at = place::of_columns(self.text(), columns).unwrap_or_default();
        self.add_at(kind, name, columns, at, out);
    }

    fn add_at(
        &self,
        kind: ConstraintKind,
        name: Option<&Name>,
        columns: &[Name],
        at: TextRange,
        out: &mut Diff,
    ) {
        let on_line = place::of_columns(self.text(), columns);
        let at = if at.is_empty() {
            on_line.unwrap_or_default()
        } else {
            at
        };
        let operation = Operation::AddConstraint(AddConstraint {
            table: self.table.clone(),
            only: false,
            constraint: Constraint {
                name: name.cloned(),
                kind,
                not_valid: false,
                not_enforced: false,
                deferrable: false,
                no_inherit: false,
                range: at,
            },
        });
        out.changes.push(self.found(operation, at, None));
    }

    fn add_index(&self, index: &Index, out: &mut Diff) {
        let columns: Vec<Name> = index
            .keys
            .iter()
            .filter_map(|it| it.column.clone())
            .collect();
        let at = place::of_columns(self.text(), &columns).unwrap_or_default();
        let mut add = add_index(&self.table, index, at);
        for key in &mut add.keys {
            if let Some(column) = &mut key.column {
                *column = self.all_called(std::slice::from_ref(column)).remove(0);
            }
        }
        out.changes
            .push(self.found(Operation::AddIndex(add), at, None));
    }

    /// Where something that is gone is shown: at a column that it was about, else at the heading.
    fn shown(&self, columns: &[Name]) -> TextRange {
        let [one] = columns else {
            return TextRange::default();
        };
        let Some(now) = self.now(one) else {
            return TextRange::default();
        };
        match (self.old.find(one.as_str()), self.standing_at(now)) {
            (Some(old), Some(new)) if self.reworded(old, new) => self.edited(old, new),
            _ => now.range,
        }
    }

    /// The new column whose name stands there.
    fn standing_at(&self, name: &Name) -> Option<&Column> {
        let mut columns = self.new.columns().iter();
        columns.find(|it| it.name.range == name.range)
    }

    fn reworded(&self, old: &Column, new: &Column) -> bool {
        place::slice(self.old_text(), old.range) != place::slice(self.text(), new.range)
    }

    fn drop_key(&self, key: &Key, kind: ConstraintKind, word: &str, out: &mut Diff) {
        let operation = match &key.name {
            Some(name) if key.index => self.index_drop(name),
            name => self.drop_constraint(name.as_ref(), &kind, word),
        };
        let was = place::of_columns(self.old_text(), &key.columns);
        out.changes
            .push(self.found(operation, self.shown(&key.columns), was));
    }

    fn drop_foreign(&self, key: &Foreign, out: &mut Diff) {
        let kind = ConstraintKind::ForeignKey {
            columns: key.columns.clone(),
            references: key.references.clone(),
        };
        let operation = self.drop_constraint(key.name.as_ref(), &kind, "foreign_key");
        let target = key.references.table.range();
        let was = if target.is_empty() {
            place::of_columns(self.old_text(), &key.columns)
        } else {
            Some(target)
        };
        out.changes
            .push(self.found(operation, self.shown(&key.columns), was));
    }

    /// The name is PostgreSQL's own where nobody gave one.
    fn drop_constraint(&self, name: Option<&Name>, kind: &ConstraintKind, word: &str) -> Operation {
        let own = name.map(super::generated);
        let name = own
            .or_else(|| constraint_name(&self.old.read.table.name, kind))
            .unwrap_or_default();
        Operation::DropConstraint(DropConstraint {
            table: self.table.clone(),
            name,
            kind: Some(word.to_owned()),
            if_exists: false,
            cascade: false,
        })
    }

    fn drop_index(&self, index: &Index, out: &mut Diff) {
        let columns: Vec<Name> = index
            .keys
            .iter()
            .filter_map(|it| it.column.clone())
            .collect();
        let joined: Vec<&str> = index
            .keys
            .iter()
            .map(|it| it.column.as_ref().map_or("expr", Name::as_str))
            .collect();
        // PostgreSQL's own name where nobody gave one.
        let name = if index.name.is_empty() {
            format!("{}_{}_idx", self.old.name(), joined.join("_"))
        } else {
            index.name.clone()
        };
        let operation = self.index_drop(&Name::generated(name));
        let was = place::of_columns(self.old_text(), &columns);
        out.changes
            .push(self.found(operation, self.shown(&columns), was));
    }

    fn index_drop(&self, name: &Name) -> Operation {
        Operation::DropIndex(DropIndex {
            index: QualifiedName::new(
                self.table.schema.as_ref().map(super::generated),
                super::generated(name),
            ),
            table: Some(self.table.clone()),
            if_exists: false,
            concurrently: false,
            cascade: false,
        })
    }
}

fn primary(columns: &[Name]) -> ConstraintKind {
    ConstraintKind::PrimaryKey {
        columns: columns.to_vec(),
        using_index: None,
    }
}

fn unique(columns: &[Name]) -> ConstraintKind {
    ConstraintKind::Unique {
        columns: columns.to_vec(),
        using_index: None,
        nulls_not_distinct: false,
    }
}
