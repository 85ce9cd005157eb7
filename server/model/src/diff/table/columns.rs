//! Columns of one table that came, went, were renamed or altered.

use syntax::TextRange;

use super::super::pairing::ColumnPairing;
use super::super::sameness::{self, Comparison, TypeDifference};
use super::super::vocabulary::fold_default;
use super::super::{Diff, Found, place};
use super::{Pair, actions, generated};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddColumn, AlterColumn, AlterEnum, Column, ColumnAction, DropColumn, Operation, RenameColumn,
    RenameTable,
};

impl Pair<'_, '_> {
    /// Everything that changed, in an order in which it can run.
    pub(super) fn find(&self, columns: &ColumnPairing, comparison: Comparison<'_>, out: &mut Diff) {
        if let Some(rename) = self.rename {
            let new = &self.new.read.table.name;
            let operation = Operation::RenameTable(RenameTable {
                table: QualifiedName {
                    schema: self.old.read.table.name.schema.as_ref().map(generated),
                    name: Name::new(self.old.name(), self.new.named_at()),
                },
                to: new.name.clone(),
                if_exists: false,
            });
            let mut found = self.found(operation, self.new.named_at(), Some(self.old.named_at()));
            found.rename = Some(rename);
            out.changes.push(found);
        }
        self.constraints_gone(out);
        for (before, after, rename) in &columns.pairs {
            if rename.is_some() {
                let (old, new) = (&self.old.columns()[*before], &self.new.columns()[*after]);
                let operation = Operation::RenameColumn(RenameColumn {
                    table: self.table.clone(),
                    column: Name::new(old.name.text.clone(), new.name.range),
                    to: new.name.clone(),
                });
                let mut found = self.found(operation, new.name.range, Some(old.name.range));
                found.rename = *rename;
                out.changes.push(found);
            }
        }
        for (at, rename) in &columns.added {
            self.added(&self.new.columns()[*at], *rename, out);
        }
        for (before, after, _) in &columns.pairs {
            let (old, new) = (&self.old.columns()[*before], &self.new.columns()[*after]);
            self.altered(old, new, comparison, out);
        }
        for (at, rename) in &columns.gone {
            let column = &self.old.columns()[*at];
            let operation = Operation::DropColumn(DropColumn {
                table: self.table.clone(),
                column: generated(&column.name),
                if_exists: false,
                cascade: false,
            });
            // A drop that may be a renaming is shown at the other half.
            let at = match rename.and_then(|it| out.renames.get(it)) {
                Some(rename) => rename.to.range,
                None => self.new.named_at(),
            };
            let mut found = self.found(operation, at, Some(column.range));
            found.rename = *rename;
            out.changes.push(found);
        }
        self.constraints_new(out);
        self.indexes_new(out);
    }

    fn added(&self, column: &Column, rename: Option<usize>, out: &mut Diff) {
        let mut definition = column.clone();
        let alone = |key: &super::Key| matches!(key.columns.as_slice(), [one] if super::same(one, &column.name));
        let had_key = self.old.primary_key.is_some();
        let own_key = self.new.primary_key.as_ref().is_some_and(alone);
        if definition.primary_key {
            definition.nullable = Some(false);
        }
        definition.primary_key &= own_key && !had_key;
        definition.unique &= !definition.primary_key;
        definition.references = definition
            .references
            .filter(|it| !it.table.name.text.is_empty());
        let operation = Operation::AddColumn(AddColumn {
            table: self.table.clone(),
            if_table_exists: false,
            only: false,
            if_not_exists: false,
            column: definition,
            constraints: Vec::new(),
        });
        let line = place::first_line(self.text(), column.range);
        let holds = line.contains_range(column.name.range);
        let at = if holds { line } else { column.name.range };
        let mut found = self.found(operation, at, None);
        found.rename = rename;
        out.changes.push(found);
    }

    fn altered(&self, old: &Column, new: &Column, comparison: Comparison<'_>, out: &mut Diff) {
        let edited = || self.edited(old, new);
        if let (Some(from), Some(to)) = (&old.ty, &new.ty) {
            let at = if to.range.is_empty() {
                edited()
            } else {
                to.range
            };
            match sameness::difference(from, to, comparison) {
                TypeDifference::None => {}
                TypeDifference::Type => {
                    let action = ColumnAction::Type {
                        ty: to.clone(),
                        using: None,
                        collation: None,
                    };
                    out.changes.push(self.alter(old, action, at, from.range));
                }
                TypeDifference::Words { added, removed } => {
                    let words = sameness::EnumWords { added, removed };
                    for (action, value) in actions(&words) {
                        let word = place::word(self.text(), &value, usize::from(at.start()))
                            .filter(|it| at.contains_range(*it));
                        let operation = Operation::AlterEnum(AlterEnum {
                            // Where a column lists the words, nobody has named the type.
                            name: QualifiedName::generated(new.name.text.clone()),
                            action,
                        });
                        let mut found = self.found(operation, word.unwrap_or(at), Some(from.range));
                        let column = Name::new(self.called(old), new.name.range);
                        found.column = Some((self.table.clone(), column));
                        out.changes.push(found);
                    }
                }
            }
        }
        self.default(old, new, out);
        self.nullable(old, new, out);
    }

    fn nullable(&self, old: &Column, new: &Column, out: &mut Diff) {
        // What is in the primary key now is not null by that.
        if self.new.in_primary_key(&new.name) {
            return;
        }
        let key = self.old.in_primary_key(&old.name);
        let serial = |it: &Column| it.ty.as_ref().is_some_and(|it| it.is_serial());
        let was = if key { Some(false) } else { old.nullable };
        if serial(old) || serial(new) {
            return;
        }
        // The last `?` of a document: the convention goes with it, the edit stays.
        let question = |text: &str, it: &Column| {
            let ty = it.ty.as_ref().map_or(it.range, |it| it.range);
            let behind = text.get(usize::from(ty.end())..).unwrap_or_default();
            behind.starts_with('?') || place::slice(text, ty).ends_with('?')
        };
        let unmarked = question(self.old_text(), old) && !question(self.text(), new);
        let action = match (was, new.nullable) {
            (Some(true), Some(false)) => ColumnAction::SetNotNull,
            (Some(true), None) if unmarked && !self.other_form => ColumnAction::SetNotNull,
            (Some(false), Some(true)) => ColumnAction::DropNotNull,
            _ => return,
        };
        let at = self.edited(old, new);
        out.changes.push(self.alter(old, action, at, old.range));
    }

    fn default(&self, old: &Column, new: &Column, out: &mut Diff) {
        let folded = |it: &Column| it.default.as_ref().and_then(|it| fold_default(&it.text));
        let (was, is) = (folded(old), folded(new));
        if was == is || new.generated.is_some() || old.generated.is_some() {
            return;
        }
        let (action, at) = match (&new.default, is) {
            (Some(default), Some(_)) if was.is_some() || self.may_come() => {
                (ColumnAction::SetDefault(default.clone()), default.range)
            }
            (_, None) if self.may_go(|it| it.defaults) => {
                (ColumnAction::DropDefault, self.edited(old, new))
            }
            _ => return,
        };
        let at = if at.is_empty() { new.name.range } else { at };
        let was = old.default.as_ref().map_or(old.range, |it| it.range);
        out.changes.push(self.alter(old, action, at, was));
    }

    /// The column's name in statements: its own, or the new one once it is renamed.
    fn called(&self, old: &Column) -> String {
        self.now(&old.name)
            .map_or_else(|| old.name.text.clone(), |it| it.text.clone())
    }

    fn alter(&self, old: &Column, action: ColumnAction, at: TextRange, was: TextRange) -> Found {
        let name = self.now(&old.name);
        let operation = Operation::AlterColumn(AlterColumn {
            table: self.table.clone(),
            only: false,
            column: name.cloned().unwrap_or_else(|| generated(&old.name)),
            action,
            existing_type: old.ty.clone(),
            existing_nullable: old.nullable,
        });
        self.found(operation, at, Some(was))
    }

    /// Where two definitions of a column differ, the type and the default aside.
    pub(super) fn edited(&self, old: &Column, new: &Column) -> TextRange {
        let known: Vec<TextRange> = [
            Some(new.name.range),
            new.ty.as_ref().map(|it| it.range),
            new.default.as_ref().map(|it| it.range),
        ]
        .into_iter()
        .flatten()
        .collect();
        let cell = place::edited_cell(self.old_text(), old.range, self.text(), new.range, &known);
        if let Some(cell) = cell {
            return cell;
        }
        let range = place::edited(self.old_text(), old.range, self.text(), new.range);
        if range.is_empty() {
            new.name.range
        } else {
            range
        }
    }
}
