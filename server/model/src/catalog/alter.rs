//! Columns, indexes and constraints of existing tables.
//!
//! Carries each change to partitions, inheriting tables and whoever refers to what was renamed or
//! dropped; never to tables that the statement cannot touch.

use std::sync::Arc;

use super::apply::{Problems, problem};
use super::{Catalog, CatalogProblem, CatalogProblemKind, Knowledge, Sequence, Table};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddColumn, AddConstraint, AddIndex, AlterColumn, Column, ColumnAction, Constraint,
    ConstraintKind, DropColumn, DropConstraint, DropIndex, Expression, Generated, RenameColumn,
    ValidateConstraint,
};

impl Catalog {
    pub(super) fn add_column(&mut self, it: &AddColumn, out: &mut Problems) {
        if !self.expect_table(&it.table, it.if_table_exists, out)
            && it.if_table_exists
            && self.knows_tables()
        {
            return;
        }
        let existing = self.table(&it.table).filter(|table| {
            let found = table.column(it.column.name.as_str());
            found.is_some_and(|found| found.name == it.column.name)
        });
        if let Some(table) = existing {
            if !it.if_not_exists && table.knowledge == Knowledge::Complete {
                problem(
                    CatalogProblemKind::Duplicate,
                    &it.table,
                    &it.column.name,
                    out,
                );
            }
            return;
        }
        let add = |table: &mut Table| {
            table.push_column(&it.column);
            for constraint in &it.constraints {
                table.push_constraint(constraint);
            }
        };
        let key = self.edit(&it.table, add);
        if !it.only {
            // A CHECK has one name in the whole tree; keys have one in each table.
            let checks: Vec<Constraint> = self
                .tables
                .get(&key)
                .into_iter()
                .flat_map(|it| &it.constraints)
                .filter(|found| {
                    let check = matches!(found.constraint.kind, ConstraintKind::Check { .. });
                    check && found.mentions(it.column.name.as_str())
                })
                .map(|it| Constraint {
                    name: Some(Name::generated(it.name.clone())),
                    ..it.constraint.clone()
                })
                .collect();
            let mut below = it.column.clone();
            below.check = None;
            for child in self.tree_below(&key) {
                self.edit_key(&child, |table| {
                    table.push_column(&below);
                    for check in checks.iter().filter(|it| !it.no_inherit) {
                        table.push_constraint(check);
                    }
                });
            }
        }
        self.own_sequence(&key, &it.column);
    }

    /// The sequence behind a serial or identity column.
    pub(super) fn own_sequence(&mut self, table: &str, column: &Column) {
        let serial = column.ty.as_ref().is_some_and(|it| it.is_serial());
        if !serial && column.identity.is_none() {
            return;
        }
        let sequences = &self.objects.sequences;
        let name = super::names::choose(table, column.name.as_str(), "seq", |it| {
            sequences.contains_key(it)
        });
        let sequence = Sequence {
            owned_by: Some((table.to_owned(), column.name.text.clone())),
            ty: column.ty.clone(),
        };
        self.objects_mut().sequences.insert(name, sequence);
    }

    pub(super) fn drop_column(&mut self, it: &DropColumn, out: &mut Problems) {
        if !self.expect_table(&it.table, false, out) {
            return;
        }
        if !it.if_exists {
            self.expect_column(&it.table, &it.column, out);
        }
        self.forget_column(&it.table, &it.column);
    }

    /// Takes a column away, and what depends on it elsewhere.
    pub(super) fn forget_column(&mut self, table: &QualifiedName, column: &Name) {
        let Some((key, _)) = self.find_table(table) else {
            return;
        };
        let key = key.clone();
        let incoming: Vec<(String, String)> = self
            .referencing(&key)
            .filter(|it| it.references.columns.contains(column))
            .map(|it| (it.table.key(), it.constraint.name.clone()))
            .collect();
        for (child, constraint) in incoming {
            self.edit_key(&child, |it| {
                it.remove_constraint(&constraint);
            });
        }
        let views: Vec<String> = self
            .views_of_column(&key, column.as_str())
            .map(|(it, _)| it.clone())
            .collect();
        for view in views {
            self.forget_view(&view);
        }
        self.edit_tree(table, |it| it.remove_column(column.as_str()));
        let sequences: Vec<String> = self
            .owned_sequences(&key, Some(column.as_str()))
            .cloned()
            .collect();
        let statistics: Vec<String> = self
            .statistics_of(&key, column.as_str())
            .map(|(it, _)| it.clone())
            .collect();
        if !sequences.is_empty() || !statistics.is_empty() {
            let objects = self.objects_mut();
            objects.sequences.retain(|it, _| !sequences.contains(it));
            objects.statistics.retain(|it, _| !statistics.contains(it));
        }
    }

    pub(super) fn rename_column(&mut self, it: &RenameColumn, out: &mut Problems) {
        if !self.expect_table(&it.table, false, out) || self.find_table(&it.table).is_none() {
            return;
        }
        self.expect_column(&it.table, &it.column, out);
        self.edit_tree(&it.table, |table| {
            table.edit_column(&it.column, |_| ());
            table.rename_column(it.column.as_str(), &it.to);
        });
        let Some((key, _)) = self.find_table(&it.table) else {
            return;
        };
        let key = key.clone();
        let from = it.column.as_str();
        let incoming: Vec<String> = self
            .referencing(&key)
            .filter(|fk| fk.references.columns.contains(&it.column))
            .map(|it| it.table.key())
            .collect();
        for child in incoming {
            let target = self.find_table(&it.table).map(|(it, _)| it.clone());
            self.edit_key(&child, |table| {
                for constraint in &mut table.constraints {
                    if let ConstraintKind::ForeignKey { references, .. } =
                        &mut constraint.constraint.kind
                        && target.as_deref() == Some(super::key(&references.table).as_str())
                    {
                        for column in &mut references.columns {
                            if column.text == from {
                                *column = it.to.clone();
                            }
                        }
                    }
                }
            });
        }
        self.rename_in_objects(&key, from, &it.to.text);
    }

    fn rename_in_objects(&mut self, table: &str, from: &str, to: &str) {
        let bare = table.rsplit('.').next().unwrap_or(table).to_owned();
        let views: Vec<String> = self
            .views_of_column(table, from)
            .map(|(it, _)| it.clone())
            .collect();
        let owned = self.owned_sequences(table, Some(from)).next().is_some();
        let counted = self.statistics_of(table, from).next().is_some();
        if views.is_empty() && !owned && !counted {
            return;
        }
        let objects = self.objects_mut();
        for view in views {
            for column in objects
                .views
                .get_mut(&view)
                .into_iter()
                .flat_map(|it| &mut it.columns)
            {
                let relation = column.relation.as_deref();
                if column.column == from && relation.is_none_or(|it| it.ends_with(&bare)) {
                    to.clone_into(&mut column.column);
                }
            }
        }
        for sequence in objects.sequences.values_mut() {
            if let Some((owner, column)) = &mut sequence.owned_by
                && owner == table
                && column == from
            {
                to.clone_into(column);
            }
        }
        for statistics in objects.statistics.values_mut() {
            if statistics.tables.iter().any(|it| it == table) {
                for column in &mut statistics.columns {
                    if column == from {
                        to.clone_into(column);
                    }
                }
            }
        }
    }

    pub(super) fn alter_column(&mut self, it: &AlterColumn, out: &mut Problems) {
        if !self.expect_table(&it.table, false, out) && self.find_view(&it.table).is_some() {
            return;
        }
        self.expect_column(&it.table, &it.column, out);
        let known = self.find_table(&it.table).map(|(key, _)| key.clone());
        let sequence = known.and_then(|key| {
            let mut owned = self.owned_sequences(&key, Some(it.column.as_str()));
            owned.next().cloned()
        });
        let apply = |table: &mut Table| {
            table.edit_column(&it.column, |column| {
                spell_out_serial(column, sequence.as_deref());
                act(column, &it.action);
            });
            if it.action == ColumnAction::DropNotNull {
                table.constraints.retain(|constraint| {
                    !matches!(&constraint.constraint.kind,
                        ConstraintKind::NotNull { column } if *column == it.column)
                });
            }
            if it.action == ColumnAction::SetNotNull {
                for constraint in &mut table.constraints {
                    if matches!(&constraint.constraint.kind,
                        ConstraintKind::NotNull { column } if *column == it.column)
                    {
                        constraint.validated = true;
                    }
                }
            }
        };
        let key = self.edit(&it.table, apply);
        if !it.only {
            for child in self.tree_below(&key) {
                self.edit_key(&child, apply);
            }
        }
        self.alter_identity(&key, it);
    }

    /// An identity column's sequence comes and goes with it, and follows its type.
    fn alter_identity(&mut self, key: &str, it: &AlterColumn) {
        let column = it.column.as_str();
        match &it.action {
            ColumnAction::AddIdentity { .. } => {
                let table = self.tables.get(key).cloned();
                if let Some(column) = table.as_ref().and_then(|it| it.column(column)) {
                    self.own_sequence(key, column);
                }
            }
            ColumnAction::DropIdentity { .. } => {
                let gone: Vec<String> = self.owned_sequences(key, Some(column)).cloned().collect();
                if !gone.is_empty() {
                    self.objects_mut()
                        .sequences
                        .retain(|it, _| !gone.contains(it));
                }
            }
            ColumnAction::Type { .. }
            | ColumnAction::SetDefault(_)
            | ColumnAction::DropDefault
            | ColumnAction::SetNotNull
            | ColumnAction::DropNotNull
            | ColumnAction::AlterIdentity
            | ColumnAction::SetExpression(_)
            | ColumnAction::DropExpression { .. }
            | ColumnAction::SetStatistics
            | ColumnAction::SetStorage
            | ColumnAction::SetCompression
            | ColumnAction::SetOptions => {}
        }
    }

    pub(super) fn add_index(&mut self, it: &AddIndex, out: &mut Problems) {
        if let Some(key) = self.find_view(&it.table).map(|(key, _)| key.clone()) {
            if it.unique
                && it.predicate.is_none()
                && it.keys.iter().all(|it| it.column.is_some())
                && let Some(view) = self.objects_mut().views.get_mut(&key)
            {
                view.unique_index = true;
            }
            return;
        }
        self.expect_table(&it.table, false, out);
        if let Some(name) = &it.name
            && let Some(found) = self.table(&it.table)
            && found.index(name.as_str()).is_some()
        {
            if !it.if_not_exists && found.knowledge == Knowledge::Complete {
                problem(CatalogProblemKind::Duplicate, &it.table, name, out);
            }
            return;
        }
        for column in it.keys.iter().filter_map(|it| it.column.as_ref()) {
            self.expect_column(&it.table, column, out);
        }
        let mut name = String::new();
        let key = self.edit(&it.table, |table| name = table.push_index(it));
        if !it.only {
            // Each partition gets an index with a name of its own.
            let below = AddIndex {
                name: None,
                ..it.clone()
            };
            for child in self.tree_below_partitioned(&key) {
                self.edit_key(&child, |table| {
                    table.push_index(&below);
                    if let Some(index) = table.indexes.last_mut() {
                        index.parent = Some(name.clone());
                    }
                });
            }
        }
    }

    /// Partitions at every depth; inheriting tables have indexes of their own.
    pub(super) fn tree_below_partitioned(&self, key: &str) -> Vec<String> {
        if self
            .tables
            .get(key)
            .is_some_and(|it| it.partition_by.is_some())
        {
            self.tree_below(key)
        } else {
            Vec::new()
        }
    }

    pub(super) fn drop_index(&mut self, it: &DropIndex, out: &mut Problems) {
        let Some((table, index)) = self.index(&it.index) else {
            let known = self.knows_tables();
            if known && !it.if_exists {
                out.push(CatalogProblem {
                    kind: CatalogProblemKind::UnknownIndex,
                    range: it.index.range(),
                    object: it.index.to_string(),
                });
            }
            return;
        };
        let (key, name) = (table.key(), index.name.clone());
        self.edit_key(&key, |table| table.indexes.retain(|it| it.name != name));
        for child in self.tree_below_partitioned(&key) {
            self.edit_key(&child, |table| {
                table
                    .indexes
                    .retain(|it| it.parent.as_deref() != Some(&name));
            });
        }
    }

    pub(super) fn add_constraint(&mut self, it: &AddConstraint, out: &mut Problems) {
        self.expect_table(&it.table, false, out);
        if let Some(name) = &it.constraint.name
            && let Some(found) = self.table(&it.table)
            && found.constraint(name.as_str()).is_some()
        {
            if found.knowledge == Knowledge::Complete {
                problem(CatalogProblemKind::Duplicate, &it.table, name, out);
            }
            return;
        }
        let mut name = String::new();
        let key = self.edit(&it.table, |table| {
            name = table.push_constraint(&it.constraint);
        });
        if it.only || it.constraint.no_inherit {
            return;
        }
        let keyed = matches!(
            it.constraint.kind,
            ConstraintKind::PrimaryKey { .. }
                | ConstraintKind::Unique { .. }
                | ConstraintKind::Exclusion { .. }
                | ConstraintKind::ForeignKey { .. }
        );
        let children = if keyed {
            self.tree_below_partitioned(&key)
        } else {
            self.tree_below(&key)
        };
        let mut below = it.constraint.clone();
        // CHECK and NOT NULL keep their name in every child; keys get one of the child's own.
        below.name = (!keyed).then(|| Name::generated(name.clone()));
        for child in children {
            self.edit_key(&child, |table| {
                if !keyed && table.constraint(&name).is_some() {
                    return;
                }
                table.push_constraint(&below);
                if keyed && let Some(index) = table.indexes.last_mut() {
                    index.parent = Some(name.clone());
                }
            });
        }
    }

    pub(super) fn drop_constraint(&mut self, it: &DropConstraint, out: &mut Problems) {
        if !self.expect_table(&it.table, false, out) {
            return;
        }
        let Some((key, table)) = self.find_table(&it.table) else {
            return;
        };
        let (key, name) = (key.clone(), it.name.as_str());
        let found = table.constraint(name).is_some() || table.column_of_not_null(name).is_some();
        if !found && table.knowledge == Knowledge::Complete && !it.if_exists {
            problem(
                CatalogProblemKind::UnknownConstraint,
                &it.table,
                &it.name,
                out,
            );
        }
        if it.cascade {
            let dependent = self.dependent_foreign_keys(&key, name);
            for (child, constraint) in dependent {
                self.edit_key(&child, |it| {
                    it.remove_constraint(&constraint);
                });
            }
        }
        self.edit_tree(&it.table, |table| {
            table.remove_constraint(name);
            let below: Vec<String> = table
                .indexes
                .iter()
                .filter(|it| it.parent.as_deref() == Some(name))
                .map(|it| it.name.clone())
                .collect();
            for index in below {
                if !table.remove_constraint(&index) {
                    table.indexes.retain(|it| it.name != index);
                }
            }
        });
    }

    /// Foreign keys that need a primary key or unique constraint: table key and name.
    pub fn dependent_foreign_keys(&self, table: &str, constraint: &str) -> Vec<(String, String)> {
        let Some(owner) = self.tables.get(table) else {
            return Vec::new();
        };
        let Some(found) = owner.constraint(constraint) else {
            return Vec::new();
        };
        let (ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. }) =
            &found.constraint.kind
        else {
            return Vec::new();
        };
        let primary = matches!(found.constraint.kind, ConstraintKind::PrimaryKey { .. });
        self.referencing(table)
            .filter(|it| {
                let named = &it.references.columns;
                let same = |one: &[Name], two: &[Name]| {
                    one.len() == two.len() && one.iter().all(|it| two.contains(it))
                };
                if named.is_empty() {
                    primary
                } else {
                    same(named, columns)
                }
            })
            .map(|it| (it.table.key(), it.constraint.name.clone()))
            .collect()
    }

    pub(super) fn validate_constraint(&mut self, it: &ValidateConstraint, out: &mut Problems) {
        if !self.expect_table(&it.table, false, out) && self.knows_tables() {
            return;
        }
        let missing = self.table(&it.table).is_some_and(|table| {
            table.knowledge == Knowledge::Complete && table.constraint(it.name.as_str()).is_none()
        });
        if missing {
            problem(
                CatalogProblemKind::UnknownConstraint,
                &it.table,
                &it.name,
                out,
            );
        }
        self.edit_tree(&it.table, |table| {
            let found = table
                .constraints
                .iter_mut()
                .find(|found| found.name == it.name.text);
            if let Some(found) = found {
                found.validated = true;
                if let ConstraintKind::NotNull { column } = &found.constraint.kind {
                    let column = column.clone();
                    table.edit_column(&column, |it| it.nullable = Some(false));
                }
            }
        });
    }

    /// Every foreign key, index and constraint that speaks of a table by its old name.
    pub(super) fn rename_references(&mut self, from: &str, to: &QualifiedName) {
        let incoming: Vec<String> = self
            .tables
            .values()
            .filter(|it| {
                it.foreign_keys()
                    .any(|it| super::key(&it.references.table) == from)
            })
            .map(|it| it.key())
            .collect();
        for child in incoming {
            self.edit_key(&child, |table| {
                for constraint in &mut table.constraints {
                    if let ConstraintKind::ForeignKey { references, .. } =
                        &mut constraint.constraint.kind
                        && super::key(&references.table) == from
                    {
                        references.table = to.clone();
                    }
                }
                for references in table
                    .columns
                    .iter_mut()
                    .filter_map(|it| it.references.as_mut())
                {
                    if super::key(&references.table) == from {
                        references.table = to.clone();
                    }
                }
            });
        }
    }

    /// The same table under a new key.
    pub(super) fn move_table(&mut self, from: &str, to: QualifiedName) {
        let new = super::key(&to);
        let tables = Arc::make_mut(&mut self.tables);
        let Some(mut table) = tables.remove(from) else {
            return;
        };
        Arc::make_mut(&mut table).name = to;
        tables.insert(new.clone(), table);
        let children: Vec<String> = self.children(from).map(|it| it.key()).collect();
        for child in children {
            self.edit_key(&child, |it| {
                for parent in it.parents.iter_mut().filter(|it| *it == from) {
                    parent.clone_from(&new);
                }
            });
        }
    }
}

/// A serial column is an integer with a default and NOT NULL from the first change on: each of
/// the three may go without the others.
fn spell_out_serial(column: &mut Column, sequence: Option<&str>) {
    let Some(ty) = column.ty.as_mut().filter(|it| it.is_serial()) else {
        return;
    };
    *ty = ty.of_values();
    column.nullable = Some(false);
    if let (None, Some(sequence)) = (&column.default, sequence) {
        column.default = Some(Expression {
            text: format!("nextval('{}')", sequence.replace('\'', "''")),
            functions: vec!["nextval".to_owned()],
            ..Expression::default()
        });
    }
}

/// What an action leaves behind in the column.
fn act(column: &mut Column, action: &ColumnAction) {
    match action {
        ColumnAction::Type { ty, collation, .. } => {
            column.ty = Some(ty.clone());
            column.collation.clone_from(collation);
        }
        ColumnAction::SetDefault(expression) => column.default = Some(expression.clone()),
        ColumnAction::DropDefault => column.default = None,
        ColumnAction::SetNotNull => column.nullable = Some(false),
        ColumnAction::DropNotNull => {
            // Saying nothing would leave a serial column NOT NULL.
            let serial = column.ty.as_ref().is_some_and(|it| it.is_serial());
            column.nullable = serial.then_some(true);
        }
        ColumnAction::AddIdentity { always } => {
            column.identity = Some(*always);
            column.nullable = Some(false);
        }
        ColumnAction::DropIdentity { .. } => {
            column.identity = None;
            column.nullable = Some(false);
        }
        ColumnAction::SetExpression(expression) => {
            let stored = column.generated.as_ref().and_then(|it| it.stored);
            column.generated = Some(Generated {
                expression: expression.clone(),
                stored,
            });
        }
        ColumnAction::DropExpression { .. } => column.generated = None,
        ColumnAction::AlterIdentity
        | ColumnAction::SetStatistics
        | ColumnAction::SetStorage
        | ColumnAction::SetCompression
        | ColumnAction::SetOptions => {}
    }
}
