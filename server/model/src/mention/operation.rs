//! What an operation of a specification's `details` names.

use syntax::TextRange;
use syntax::text::size;

use super::{Mention, Named, Notation, Role, table_key};
use crate::lower::sql::mentions as in_sql;
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddIndex, Column, ColumnAction, Constraint, ConstraintKind, Expression, IndexKey, Operation,
    References,
};
use crate::types::ColumnType;

/// Collects mentions of one document.
pub(super) struct Collector<'a> {
    /// The host document.
    pub(super) text: &'a str,
    pub(super) notation: Notation,
    pub(super) found: Vec<Mention>,
}

impl Collector<'_> {
    pub(super) fn push(&mut self, range: TextRange, named: Named, role: Role) {
        if !range.is_empty() && !named.name().is_empty() {
            self.found.push(Mention {
                range,
                named,
                role,
                notation: self.notation,
                exact: true,
            });
        }
    }

    pub(super) fn table(&mut self, name: &QualifiedName, role: Role) {
        self.push(name.name.range, Named::Table(table_key(name)), role);
    }

    pub(super) fn column(&mut self, table: &str, name: &Name, role: Role) {
        let named = Named::Column {
            tables: vec![table.to_owned()],
            column: name.text.to_lowercase(),
        };
        self.push(name.range, named, role);
    }

    fn columns(&mut self, table: &str, names: &[Name], role: Role) {
        for name in names {
            self.column(table, name, role);
        }
    }

    fn index(&mut self, name: &Name, role: Role) {
        self.push(name.range, Named::Index(name.text.to_lowercase()), role);
    }

    fn constraint_name(&mut self, name: &Name, role: Role) {
        let named = Named::Constraint(name.text.to_lowercase());
        self.push(name.range, named, role);
    }

    pub(super) fn ty(&mut self, ty: &ColumnType) {
        let written = self.text.get(std::ops::Range::<usize>::from(ty.range));
        let Some(written) = written else { return };
        let inner = written.trim_matches(['"', '\'']);
        let start = written.find(inner).unwrap_or_default();
        let word = inner.split(['(', '[']).next().unwrap_or(inner).trim_end();
        let range = TextRange::at(ty.range.start() + size(start), size(word.len()));
        self.push(range, Named::Type(word.to_lowercase()), Role::Used);
    }

    pub(super) fn expression(&mut self, table: &str, expression: &Expression) {
        let range = expression.range;
        let written = self.text.get(std::ops::Range::<usize>::from(range));
        if written != Some(expression.text.as_str()) {
            return;
        }
        let locate = |it: TextRange| it + range.start();
        in_sql::of_expression(&expression.text, table, &locate, &mut self.found);
    }

    pub(super) fn references(&mut self, references: &References) {
        self.table(&references.table, Role::Used);
        let table = table_key(&references.table);
        self.columns(&table, &references.columns, Role::Used);
    }

    pub(super) fn definition(&mut self, table: &str, column: &Column, role: Role) {
        self.column(table, &column.name, role);
        if let Some(ty) = &column.ty {
            self.ty(ty);
        }
        let generated = column.generated.as_ref().map(|it| &it.expression);
        let expressions = [column.default.as_ref(), column.check.as_ref(), generated];
        for expression in expressions.into_iter().flatten() {
            self.expression(table, expression);
        }
        if let Some(references) = &column.references {
            self.references(references);
        }
    }

    pub(super) fn constraint(&mut self, table: &str, constraint: &Constraint) {
        if let Some(name) = &constraint.name {
            self.constraint_name(name, Role::Created);
        }
        match &constraint.kind {
            ConstraintKind::PrimaryKey {
                columns,
                using_index,
            }
            | ConstraintKind::Unique {
                columns,
                using_index,
                ..
            } => {
                self.columns(table, columns, Role::Used);
                if let Some(index) = using_index {
                    self.index(index, Role::Used);
                }
            }
            ConstraintKind::ForeignKey {
                columns,
                references,
            } => {
                self.columns(table, columns, Role::Used);
                self.references(references);
            }
            ConstraintKind::Check { expression } => self.expression(table, expression),
            ConstraintKind::Exclusion { elements, .. } => {
                for element in elements {
                    self.expression(table, element);
                }
            }
            ConstraintKind::NotNull { column } => self.column(table, column, Role::Used),
            ConstraintKind::Unknown(_) => {}
        }
    }

    pub(super) fn keys(&mut self, table: &str, keys: &[IndexKey]) {
        for column in keys.iter().filter_map(|it| it.column.as_ref()) {
            self.column(table, column, Role::Used);
        }
    }

    fn add_index(&mut self, index: &AddIndex) {
        let table = table_key(&index.table);
        self.table(&index.table, Role::Used);
        if let Some(name) = &index.name {
            self.index(name, Role::Created);
        }
        self.keys(&table, &index.keys);
        self.columns(&table, &index.include, Role::Used);
        if let Some(predicate) = &index.predicate {
            self.expression(&table, predicate);
        }
    }

    fn action(&mut self, table: &str, action: &ColumnAction) {
        match action {
            ColumnAction::Type { ty, using, .. } => {
                self.ty(ty);
                if let Some(using) = using {
                    self.expression(table, using);
                }
            }
            ColumnAction::SetDefault(it) | ColumnAction::SetExpression(it) => {
                self.expression(table, it);
            }
            ColumnAction::DropDefault
            | ColumnAction::SetNotNull
            | ColumnAction::DropNotNull
            | ColumnAction::AddIdentity { .. }
            | ColumnAction::AlterIdentity
            | ColumnAction::DropIdentity { .. }
            | ColumnAction::DropExpression { .. }
            | ColumnAction::SetStatistics
            | ColumnAction::SetStorage
            | ColumnAction::SetCompression
            | ColumnAction::SetOptions => {}
        }
    }

    /// An operation that was read from `details`; those of SQL are read from its tree.
    pub(super) fn operation(&mut self, operation: &Operation) {
        let table = operation.table().map(table_key).unwrap_or_default();
        if let Some(name) = operation.table() {
            let role = if matches!(operation, Operation::CreateTable(_)) {
                Role::Created
            } else if matches!(operation, Operation::DropTable(_)) {
                Role::Removed
            } else {
                Role::Used
            };
            self.table(name, role);
        }
        match operation {
            Operation::CreateTable(it) => {
                for column in &it.columns {
                    self.definition(&table, column, Role::Created);
                }
                for constraint in &it.constraints {
                    self.constraint(&table, constraint);
                }
                for index in &it.indexes {
                    self.add_index(index);
                }
            }
            Operation::RenameTable(it) => {
                let to = QualifiedName::new(it.table.schema.clone(), it.to.clone());
                self.table(&to, Role::Created);
            }
            Operation::AddColumn(it) => {
                self.definition(&table, &it.column, Role::Created);
                for constraint in &it.constraints {
                    self.constraint(&table, constraint);
                }
            }
            Operation::DropColumn(it) => self.column(&table, &it.column, Role::Removed),
            Operation::RenameColumn(it) => {
                self.column(&table, &it.column, Role::Removed);
                self.column(&table, &it.to, Role::Created);
            }
            Operation::AlterColumn(it) => {
                self.column(&table, &it.column, Role::Used);
                self.action(&table, &it.action);
                if let Some(ty) = &it.existing_type {
                    self.ty(ty);
                }
            }
            Operation::AddIndex(it) => self.add_index(it),
            Operation::DropIndex(it) => self.index(&it.index.name, Role::Removed),
            Operation::AddConstraint(it) => self.constraint(&table, &it.constraint),
            Operation::DropConstraint(it) => self.constraint_name(&it.name, Role::Removed),
            Operation::ValidateConstraint(it) => self.constraint_name(&it.name, Role::Used),
            Operation::CreateEnum(it) => self.type_name(&it.name.name, Role::Created),
            Operation::AlterEnum(it) => self.type_name(&it.name.name, Role::Used),
            Operation::DropEnum(it) => self.type_name(&it.name.name, Role::Removed),
            Operation::BulkInsert(it) => {
                self.columns(&table, &it.columns, Role::Used);
                for read in &it.reads {
                    self.table(read, Role::Used);
                }
            }
            Operation::BulkUpdate(it) => {
                for (name, value) in &it.set {
                    self.column(&table, name, Role::Used);
                    self.expression(&table, value);
                }
                self.batch(&table, it.filter.as_ref(), it.key.as_ref());
            }
            Operation::BulkDelete(it) => {
                self.batch(&table, it.filter.as_ref(), it.key.as_ref());
            }
            Operation::DropTable(_)
            | Operation::Other(_)
            | Operation::NoChange(_)
            | Operation::Unknown(_) => {}
        }
    }

    fn batch(&mut self, table: &str, filter: Option<&Expression>, key: Option<&Name>) {
        if let Some(filter) = filter {
            self.expression(table, filter);
        }
        if let Some(key) = key {
            self.column(table, key, Role::Used);
        }
    }

    fn type_name(&mut self, name: &Name, role: Role) {
        self.push(name.range, Named::Type(name.text.to_lowercase()), role);
    }
}
