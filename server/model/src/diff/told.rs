//! A table as it is told, with keys, foreign keys, checks and indexes each in one place.
//!
//! Readings say a constraint on the column or on the table, chains say both; here it is one.

use syntax::TextRange;

use super::Side;
use super::vocabulary::fold_expression;
use crate::catalog::Index;
use crate::name::Name;
use crate::operation::{Column, ConstraintKind, Expression, References};
use crate::schema::ReadTable;

/// A table of one side.
#[derive(Debug)]
pub(super) struct Told<'a> {
    pub(super) document: usize,
    pub(super) whole: bool,
    pub(super) read: &'a ReadTable,
    pub(super) primary_key: Option<Key>,
    pub(super) uniques: Vec<Key>,
    pub(super) foreign_keys: Vec<Foreign>,
    pub(super) checks: Vec<Checked>,
    /// Plain unique ones are [`Told::uniques`].
    pub(super) indexes: Vec<&'a Index>,
}

/// Columns that are unique together.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) columns: Vec<Name>,
    pub(super) name: Option<Name>,
    /// A unique index, not a constraint.
    pub(super) index: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Foreign {
    pub(super) columns: Vec<Name>,
    pub(super) references: References,
    pub(super) name: Option<Name>,
}

#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub(super) expression: Expression,
    pub(super) name: Option<Name>,
    /// The column it stands on.
    pub(super) column: Option<Name>,
}

/// Every table of some documents.
pub(super) fn all<'a>(sides: &[Side<'a>]) -> Vec<Told<'a>> {
    let mut out = Vec::new();
    for (document, side) in sides.iter().enumerate() {
        let tables = side.reading.tables.iter();
        out.extend(tables.map(|read| told(document, side.whole, read)));
    }
    out
}

pub(super) fn same(a: &Name, b: &Name) -> bool {
    a.text.eq_ignore_ascii_case(&b.text)
}

/// The same columns in any order.
pub(super) fn same_set(a: &[Name], b: &[Name]) -> bool {
    a.len() == b.len() && a.iter().all(|it| b.iter().any(|other| same(it, other)))
}

/// The columns of an index whose keys are plain and which covers every row.
pub(super) fn plain_keys(index: &Index) -> Option<Vec<Name>> {
    let keys: Option<Vec<Name>> = index.keys.iter().map(|it| it.column.clone()).collect();
    keys.filter(|it| !it.is_empty() && index.predicate.is_none())
}

fn told<'a>(document: usize, whole: bool, read: &'a ReadTable) -> Told<'a> {
    let table = &read.table;
    let mut out = Told {
        document,
        whole,
        read,
        primary_key: None,
        uniques: Vec::new(),
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
    };
    let mut flagged: Vec<Name> = Vec::new();
    for constraint in &table.constraints {
        let name = constraint.constraint.name.clone().or_else(|| {
            (!constraint.name.is_empty()).then(|| Name::generated(constraint.name.clone()))
        });
        out.constraint(&constraint.constraint.kind, name);
    }
    for column in &table.columns {
        if column.primary_key {
            flagged.push(column.name.clone());
        }
        out.column(column);
    }
    if out.primary_key.is_none() && !flagged.is_empty() {
        out.primary_key = Some(Key {
            columns: flagged,
            name: None,
            index: false,
        });
    }
    for index in table.indexes.iter().filter(|it| it.constraint.is_none()) {
        match plain_keys(index) {
            Some(columns) if index.unique => {
                let name = (!index.name.is_empty()).then(|| Name::generated(index.name.clone()));
                out.unique(columns, name, true);
            }
            _ if index.keys.is_empty() => {}
            _ => out.indexes.push(index),
        }
    }
    out
}

impl Told<'_> {
    fn constraint(&mut self, kind: &ConstraintKind, name: Option<Name>) {
        match kind {
            ConstraintKind::PrimaryKey { columns, .. } if !columns.is_empty() => {
                self.primary_key = Some(Key {
                    columns: columns.clone(),
                    name,
                    index: false,
                });
            }
            ConstraintKind::Unique { columns, .. } if !columns.is_empty() => {
                self.unique(columns.clone(), name, false);
            }
            ConstraintKind::ForeignKey {
                columns,
                references,
            } => self.foreign(columns.clone(), references.clone(), name),
            ConstraintKind::Check { expression } => self.check(expression, name, None),
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => {}
        }
    }

    fn column(&mut self, column: &Column) {
        if column.unique && !column.primary_key {
            self.unique(vec![column.name.clone()], None, false);
        }
        if let Some(references) = &column.references {
            self.foreign(vec![column.name.clone()], references.clone(), None);
        }
        if let Some(check) = &column.check {
            self.check(check, None, Some(column.name.clone()));
        }
    }

    fn unique(&mut self, columns: Vec<Name>, name: Option<Name>, index: bool) {
        let key = self.primary_key.as_ref();
        let known = self.uniques.iter().chain(key);
        if !known.into_iter().any(|it| same_set(&it.columns, &columns)) {
            self.uniques.push(Key {
                columns,
                name,
                index,
            });
        }
    }

    fn foreign(&mut self, columns: Vec<Name>, references: References, name: Option<Name>) {
        let known = self.foreign_keys.iter();
        if !known.into_iter().any(|it| same_set(&it.columns, &columns)) {
            self.foreign_keys.push(Foreign {
                columns,
                references,
                name,
            });
        }
    }

    fn check(&mut self, expression: &Expression, name: Option<Name>, column: Option<Name>) {
        let folded = fold_expression(&expression.text);
        let known = |it: &Checked| fold_expression(&it.expression.text) == folded;
        if !folded.is_empty() && !self.checks.iter().any(known) {
            self.checks.push(Checked {
                expression: expression.clone(),
                name,
                column,
            });
        }
    }

    pub(super) fn name(&self) -> &str {
        self.read.table.name.name.as_str()
    }

    pub(super) fn columns(&self) -> &[Column] {
        &self.read.table.columns
    }

    pub(super) fn find(&self, name: &str) -> Option<&Column> {
        self.read.table.column(name)
    }

    pub(super) fn in_primary_key(&self, column: &Name) -> bool {
        let key = self.primary_key.as_ref();
        key.is_some_and(|it| it.columns.iter().any(|it| same(it, column)))
    }

    /// Where the table is named.
    pub(super) fn named_at(&self) -> TextRange {
        let name = self.read.table.name.name.range;
        if name.is_empty() {
            self.read.named_at
        } else {
            name
        }
    }
}
