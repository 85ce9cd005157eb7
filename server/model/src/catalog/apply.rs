//! One operation to the next state.
//!
//! The dispatch, and what all operations share: finding the table that is meant, with a
//! [`Knowledge::Mentioned`] one where there is none. Never refuses: what does not fit is reported
//! and everything else applied.

use std::sync::Arc;

use super::{Catalog, CatalogProblem, CatalogProblemKind, Knowledge, Objects, Table, key};
use crate::name::{Name, QualifiedName};
use crate::operation::{Change, ColumnAction, NoChange, Operation, Other};

/// Problems on their way out.
pub(super) type Problems = Vec<CatalogProblem>;

impl Catalog {
    /// See [`Catalog::apply`].
    pub fn apply_operation(&mut self, operation: &Operation) -> Vec<CatalogProblem> {
        let mut problems = Problems::new();
        let out = &mut problems;
        match operation {
            Operation::CreateTable(it) => self.create_table(it, out),
            Operation::DropTable(it) => self.drop_table(it, out),
            Operation::RenameTable(it) => self.rename_table(it, out),
            Operation::AddColumn(it) => self.add_column(it, out),
            Operation::DropColumn(it) => self.drop_column(it, out),
            Operation::RenameColumn(it) => self.rename_column(it, out),
            Operation::AlterColumn(it) => self.alter_column(it, out),
            Operation::AddIndex(it) => self.add_index(it, out),
            Operation::DropIndex(it) => self.drop_index(it, out),
            Operation::AddConstraint(it) => self.add_constraint(it, out),
            Operation::DropConstraint(it) => self.drop_constraint(it, out),
            Operation::ValidateConstraint(it) => self.validate_constraint(it, out),
            Operation::CreateEnum(it) => self.create_enum(it),
            Operation::AlterEnum(it) => self.alter_enum(it),
            Operation::DropEnum(it) => self.drop_type(&it.name),
            Operation::BulkInsert(it) => self.insert_rows(&it.table, out),
            Operation::BulkUpdate(it) => {
                self.expect_table(&it.table, false, out);
                for (column, _) in &it.set {
                    self.expect_column(&it.table, column, out);
                }
            }
            Operation::BulkDelete(it) => {
                self.expect_table(&it.table, false, out);
            }
            Operation::Other(it) => self.apply_other(it, out),
            Operation::NoChange(it) => self.apply_no_change(it),
            Operation::Unknown(_) => {}
        }
        problems
    }

    /// Keeps what a change says of a table beyond its shape.
    pub(super) fn keep_said(&mut self, change: &Change) {
        let ([part], Some(sql)) = (change.parts.as_slice(), &change.sql) else {
            return;
        };
        let tables = if let Operation::Other(Other::Comment { relation, .. }) = &part.operation {
            relation.as_slice()
        } else if let Operation::Other(Other::Grant { tables, .. }) = &part.operation {
            tables.as_slice()
        } else if let Operation::AlterColumn(it) = &part.operation
            && matches!(
                it.action,
                ColumnAction::SetStatistics
                    | ColumnAction::SetStorage
                    | ColumnAction::SetCompression
                    | ColumnAction::SetOptions
            )
        {
            std::slice::from_ref(&it.table)
        } else {
            return;
        };
        let sql = sql.trim().trim_end_matches(';');
        for name in tables {
            if let Some((key, _)) = self.find_table(name) {
                let key = key.clone();
                self.edit_key(&key, |table| table.said.push(sql.to_owned()));
            }
        }
    }

    fn insert_rows(&mut self, table: &QualifiedName, out: &mut Problems) {
        // A view can be written through; it is no table.
        if self.find_table(table).is_none() && self.find_view(table).is_some() {
            return;
        }
        let known = self
            .table(table)
            .is_some_and(|it| it.has_rows == Some(true));
        if !known {
            self.expect_table(table, false, out);
            self.edit(table, |it| it.has_rows = Some(true));
        }
    }

    fn apply_no_change(&mut self, operation: &NoChange) {
        match operation {
            NoChange::Set { name, value, .. } if name == "search_path" => {
                self.search_path = value
                    .iter()
                    .flat_map(|it| it.split(','))
                    .map(|it| it.trim().trim_matches(['\'', '"']).to_owned())
                    .filter(|it| !it.is_empty() && it != "$user" && it != "public")
                    .collect();
            }
            NoChange::Begin
            | NoChange::Commit
            | NoChange::Rollback
            | NoChange::Savepoint
            | NoChange::Set { .. }
            | NoChange::Select { .. }
            | NoChange::Session { .. } => {}
        }
    }

    pub(super) fn objects_mut(&mut self) -> &mut Objects {
        Arc::make_mut(&mut self.objects)
    }

    /// Reports a table that the catalog would know. False when it is not there.
    pub(super) fn expect_table(
        &mut self,
        name: &QualifiedName,
        if_exists: bool,
        out: &mut Problems,
    ) -> bool {
        if self.find_table(name).is_some() {
            return true;
        }
        let view = self.find_view(name).is_some();
        if !if_exists && !view && self.knows_tables() {
            out.push(CatalogProblem {
                kind: CatalogProblemKind::UnknownTable,
                range: name.range(),
                object: name.to_string(),
            });
        }
        view
    }

    /// Reports a column that the catalog would know.
    pub(super) fn expect_column(&self, table: &QualifiedName, column: &Name, out: &mut Problems) {
        let missing = self.table(table).is_some_and(|it| {
            it.knowledge == Knowledge::Complete && it.column(column.as_str()).is_none()
        });
        if missing {
            problem(CatalogProblemKind::UnknownColumn, table, column, out);
        }
    }

    /// Changes the table that is meant; one that nobody described becomes
    /// [`Knowledge::Mentioned`].
    pub(super) fn edit(&mut self, name: &QualifiedName, change: impl FnOnce(&mut Table)) -> String {
        let found = self.find_table(name).map(|(key, _)| key.clone());
        let key = found.unwrap_or_else(|| key(name));
        let table = Arc::make_mut(&mut self.tables)
            .entry(key.clone())
            .or_insert_with(|| {
                Arc::new(Table {
                    name: name.clone(),
                    defined_at: name.range(),
                    ..Table::default()
                })
            });
        change(Arc::make_mut(table));
        key
    }

    /// Changes the table with a key, if there is one.
    pub(super) fn edit_key(&mut self, key: &str, change: impl FnOnce(&mut Table)) {
        if self.tables.contains_key(key)
            && let Some(table) = Arc::make_mut(&mut self.tables).get_mut(key)
        {
            change(Arc::make_mut(table));
        }
    }

    /// Changes a table, and every partition of it and table that inherits from it.
    pub(super) fn edit_tree(&mut self, name: &QualifiedName, mut change: impl FnMut(&mut Table)) {
        let key = self.edit(name, &mut change);
        for child in self.tree_below(&key) {
            self.edit_key(&child, &mut change);
        }
    }

    /// Keys of the partitions and inheriting tables.
    pub(super) fn tree_below(&self, key: &str) -> Vec<String> {
        self.descendants(key).iter().map(|it| it.key()).collect()
    }
}

/// Reports something of a table.
pub(super) fn problem(
    kind: CatalogProblemKind,
    table: &QualifiedName,
    name: &Name,
    out: &mut Problems,
) {
    out.push(CatalogProblem {
        kind,
        range: name.range,
        object: format!("{table}.{name}"),
    });
}
