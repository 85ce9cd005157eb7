//! Columns, constraints and indexes of one table: what comes and goes with each.
//!
//! Works on a single [`Table`]; never on its neighbours.

use super::names::{constraint_name, index_name};
use super::{Index, Table, TableConstraint};
use crate::name::Name;
use crate::operation::{
    AddIndex, Column, Constraint, ConstraintKind, Expression, IndexKey, References,
};

/// A constraint that says nothing but its kind.
pub(super) fn bare(kind: ConstraintKind, column: &Column) -> Constraint {
    Constraint {
        name: None,
        kind,
        not_valid: false,
        not_enforced: false,
        deferrable: false,
        no_inherit: false,
        range: column.range,
    }
}

/// The constraints that are written on a column.
pub(super) fn of_column(column: &Column) -> Vec<Constraint> {
    let mut found = Vec::new();
    let columns = || vec![column.name.clone()];
    if column.primary_key {
        found.push(Constraint {
            name: column.key_name.clone(),
            ..bare(
                ConstraintKind::PrimaryKey {
                    columns: columns(),
                    using_index: None,
                },
                column,
            )
        });
    }
    if column.unique {
        found.push(bare(
            ConstraintKind::Unique {
                columns: columns(),
                using_index: None,
                nulls_not_distinct: false,
            },
            column,
        ));
    }
    if let Some(expression) = &column.check {
        let mut expression = expression.clone();
        if expression.columns.is_empty() {
            // PostgreSQL names it after the column that it stands on.
            expression.columns.push(column.name.text.clone());
        }
        found.push(bare(ConstraintKind::Check { expression }, column));
    }
    if let Some(references) = &column.references {
        found.push(bare(
            ConstraintKind::ForeignKey {
                columns: columns(),
                references: references.clone(),
            },
            column,
        ));
    }
    found
}

pub(super) fn plain_key(column: &Name) -> IndexKey {
    IndexKey {
        column: Some(column.clone()),
        text: column.to_sql(),
        columns: vec![column.text.clone()],
    }
}

impl Table {
    fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        let at = self.columns.iter().position(|it| it.name.text == name);
        let at = at.or_else(|| {
            let same = |it: &Column| it.name.text.eq_ignore_ascii_case(name);
            self.columns.iter().position(same)
        })?;
        self.columns.get_mut(at)
    }

    /// Changes a column, which is added when the table did not have it.
    pub(super) fn edit_column(&mut self, name: &Name, change: impl FnOnce(&mut Column)) {
        if self.column(name.as_str()).is_none() {
            self.columns.push(Column::new(name.clone(), None));
        }
        if let Some(column) = self.column_mut(name.as_str()) {
            change(column);
        }
    }

    /// Adds a column with the constraints that are written on it.
    pub(super) fn push_column(&mut self, column: &Column) {
        if self.column(column.name.as_str()).is_some() {
            return;
        }
        self.columns.push(column.clone());
        for constraint in of_column(column) {
            self.push_constraint(&constraint);
        }
        if column.index {
            let keys = vec![plain_key(&column.name)];
            let name = index_name(self, &keys);
            self.indexes.push(Index {
                name,
                unique: false,
                keys,
                include: Vec::new(),
                predicate: None,
                method: None,
                attributes: None,
                constraint: None,
                invalid: false,
                parent: None,
            });
        }
    }

    /// The keys and references of the table that this one becomes a partition of, where it has not got
    /// them: a reference keeps its name, a key gets one of the partition's own (measured,
    /// `attach-partition/keys_of_the_parent`).
    pub(super) fn take_keys_of(&mut self, parent: &Table) {
        for theirs in &parent.constraints {
            let mut own = self.constraints.iter();
            if own.any(|it| it.constraint.kind.is_same_key(&theirs.constraint.kind)) {
                continue;
            }
            let mut copy = theirs.constraint.clone();
            match &mut copy.kind {
                ConstraintKind::PrimaryKey { using_index, .. }
                | ConstraintKind::Unique { using_index, .. } => {
                    copy.name = None;
                    *using_index = None;
                }
                ConstraintKind::ForeignKey { .. } => {
                    let taken = self.constraints.iter().any(|it| it.name == theirs.name);
                    copy.name = (!taken).then(|| Name::generated(theirs.name.as_str()));
                }
                ConstraintKind::Check { .. }
                | ConstraintKind::Exclusion { .. }
                | ConstraintKind::NotNull { .. }
                | ConstraintKind::Unknown(_) => continue,
            }
            self.push_constraint(&copy);
        }
    }

    /// Adds a constraint, and the index that PostgreSQL makes for it. Returns its name.
    pub(super) fn push_constraint(&mut self, constraint: &Constraint) -> String {
        let mut constraint = constraint.clone();
        let mut name = match &constraint.name {
            Some(name) => name.text.clone(),
            None => constraint_name(self, &constraint),
        };
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey {
                columns,
                using_index,
            }
            | ConstraintKind::Unique {
                columns,
                using_index,
                ..
            } => {
                if let Some(index) = using_index {
                    if constraint.name.is_none() {
                        name.clone_from(&index.text);
                    }
                    let found = self.indexes.iter_mut().find(|it| it.name == index.text);
                    if let Some(found) = found {
                        *columns = found
                            .keys
                            .iter()
                            .filter_map(|it| it.column.clone())
                            .collect();
                        found.name.clone_from(&name);
                        found.constraint = Some(name.clone());
                        // From here on it is a key like any other: the index has its name now.
                        *using_index = None;
                    }
                } else {
                    self.indexes.push(Index {
                        name: name.clone(),
                        unique: true,
                        keys: columns.iter().map(plain_key).collect(),
                        include: Vec::new(),
                        predicate: None,
                        method: None,
                        attributes: None,
                        constraint: Some(name.clone()),
                        invalid: false,
                        parent: None,
                    });
                }
            }
            ConstraintKind::Exclusion { elements, method } => self.indexes.push(Index {
                name: name.clone(),
                unique: false,
                keys: elements.iter().map(expression_key).collect(),
                include: Vec::new(),
                predicate: None,
                method: method.clone(),
                attributes: None,
                constraint: Some(name.clone()),
                invalid: false,
                parent: None,
            }),
            ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => {}
        }
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => {
                for column in columns.clone() {
                    self.edit_column(&column, |it| {
                        it.primary_key = true;
                        it.nullable = Some(false);
                    });
                }
            }
            ConstraintKind::NotNull { column } if !constraint.not_valid => {
                let column = column.clone();
                self.edit_column(&column, |it| it.nullable = Some(false));
            }
            ConstraintKind::ForeignKey {
                columns,
                references,
            } => self.note_reference(&columns.clone(), &references.clone()),
            ConstraintKind::NotNull { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::Unknown(_) => {}
        }
        self.constraints.push(TableConstraint {
            name: name.clone(),
            validated: !constraint.not_valid && !constraint.not_enforced,
            constraint,
        });
        name
    }

    /// Readers of the columns alone see a single-column foreign key there.
    fn note_reference(&mut self, columns: &[Name], references: &References) {
        if let [one] = columns
            && let Some(column) = self.column_mut(one.as_str())
        {
            column.references.get_or_insert_with(|| references.clone());
        }
    }

    /// Takes a constraint away, with its index. False when there is none of the name.
    pub(super) fn remove_constraint(&mut self, name: &str) -> bool {
        let Some(at) = self.constraints.iter().position(|it| it.name == name) else {
            return self.remove_not_null(name);
        };
        let gone = self.constraints.remove(at);
        self.indexes
            .retain(|it| it.constraint.as_deref() != Some(name));
        match gone.constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => {
                for column in columns {
                    self.edit_column(&column, |it| {
                        it.primary_key = false;
                        it.nullable = Some(false);
                    });
                }
            }
            ConstraintKind::Unique { columns, .. } => {
                if let [one] = columns.as_slice()
                    && let Some(column) = self.column_mut(one.as_str())
                {
                    column.unique = false;
                }
            }
            ConstraintKind::ForeignKey { columns, .. } => {
                if let [one] = columns.as_slice()
                    && let Some(column) = self.column_mut(one.as_str())
                {
                    column.references = None;
                }
            }
            ConstraintKind::Check { expression } => {
                for column in &mut self.columns {
                    column.check.take_if(|it| it.text == expression.text);
                }
            }
            ConstraintKind::NotNull { column } => {
                if let Some(column) = self.column_mut(column.as_str()) {
                    column.nullable = None;
                }
            }
            ConstraintKind::Exclusion { .. } | ConstraintKind::Unknown(_) => {}
        }
        true
    }

    /// From PostgreSQL 18 on every NOT NULL has a name; it is not stored while it is the
    /// generated one.
    fn remove_not_null(&mut self, name: &str) -> bool {
        let Some(column) = self.column_of_not_null(name).map(str::to_owned) else {
            return false;
        };
        if let Some(column) = self.column_mut(&column) {
            column.nullable = None;
        }
        true
    }

    /// The NOT NULL column whose constraint has this generated name on PostgreSQL 18.
    pub fn column_of_not_null(&self, name: &str) -> Option<&str> {
        self.columns
            .iter()
            .find(|it| {
                it.nullable == Some(false)
                    && super::names::object_name(
                        self.name.name.as_str(),
                        it.name.as_str(),
                        "not_null",
                    ) == name
            })
            .map(|it| it.name.as_str())
    }

    /// Adds an index. Returns its name.
    pub(super) fn push_index(&mut self, index: &AddIndex) -> String {
        let name = match &index.name {
            Some(name) => name.text.clone(),
            None => index_name(self, &index.keys),
        };
        self.indexes.push(Index {
            name: name.clone(),
            unique: index.unique,
            keys: index.keys.clone(),
            include: index.include.clone(),
            predicate: index.predicate.clone(),
            method: index.method.clone(),
            attributes: index.attributes.clone(),
            constraint: None,
            invalid: index.only && self.partition_by.is_some(),
            parent: None,
        });
        name
    }

    /// Takes a column away, with everything that cannot be without it.
    pub(super) fn remove_column(&mut self, name: &str) {
        self.columns.retain(|it| it.name.text != name);
        let gone: Vec<String> = self
            .constraints
            .iter()
            .filter(|it| it.mentions(name))
            .map(|it| it.name.clone())
            .collect();
        for constraint in gone {
            self.remove_constraint(&constraint);
        }
        self.indexes.retain(|it| !it.mentions(name));
        self.triggers
            .retain(|it| !it.update_of.iter().any(|it| it.text == name));
        self.policies
            .retain(|it| !it.columns.iter().any(|it| it == name));
        let generated: Vec<String> = self
            .columns
            .iter()
            .filter(|it| {
                it.generated
                    .as_ref()
                    .is_some_and(|it| it.expression.columns.iter().any(|it| it == name))
            })
            .map(|it| it.name.text.clone())
            .collect();
        for column in generated {
            self.remove_column(&column);
        }
    }

    /// Renames a column wherever the table speaks of it.
    pub(super) fn rename_column(&mut self, from: &str, to: &Name) {
        self.said.retain(|it| !it.contains(from));
        let name = |it: &mut Name| {
            if it.text == from {
                *it = to.clone();
            }
        };
        let text = |it: &mut String| {
            if it == from {
                it.clone_from(&to.text);
            }
        };
        let expression = |it: &mut Expression| {
            if it.columns.iter().any(|it| it == from) {
                it.text = super::names::rename_word(&it.text, from, &to.text);
                it.columns.iter_mut().for_each(text);
                rename_shape(it, from, to);
            }
        };
        for column in &mut self.columns {
            name(&mut column.name);
            column.check.as_mut().map(expression);
            if let Some(generated) = &mut column.generated {
                expression(&mut generated.expression);
            }
        }
        for constraint in &mut self.constraints {
            match &mut constraint.constraint.kind {
                ConstraintKind::PrimaryKey { columns, .. }
                | ConstraintKind::Unique { columns, .. }
                | ConstraintKind::ForeignKey { columns, .. } => columns.iter_mut().for_each(name),
                ConstraintKind::Check { expression: it } => expression(it),
                ConstraintKind::Exclusion { elements, .. } => {
                    elements.iter_mut().for_each(expression);
                }
                ConstraintKind::NotNull { column } => name(column),
                ConstraintKind::Unknown(_) => {}
            }
        }
        for index in &mut self.indexes {
            for key in &mut index.keys {
                key.column.as_mut().map(name);
                if key.columns.iter().any(|it| it == from) {
                    key.text = super::names::rename_word(&key.text, from, &to.text);
                    key.columns.iter_mut().for_each(text);
                }
            }
            index.include.iter_mut().for_each(name);
            index.predicate.as_mut().map(expression);
        }
        for trigger in &mut self.triggers {
            trigger.update_of.iter_mut().for_each(name);
        }
        for policy in &mut self.policies {
            policy.columns.iter_mut().for_each(text);
        }
        self.partition_by.iter_mut().flatten().for_each(name);
    }
}

fn rename_shape(expression: &mut Expression, from: &str, to: &Name) {
    use crate::operation::Shape;
    match &mut expression.shape {
        Shape::IsNotNull(columns) => {
            for column in columns {
                if column == from {
                    column.clone_from(&to.text);
                }
            }
        }
        Shape::Column { name, .. } => {
            if name == from {
                name.clone_from(&to.text);
            }
        }
        Shape::Null | Shape::Literal(_) | Shape::Other | Shape::Broken => {}
    }
}

fn expression_key(element: &Expression) -> IndexKey {
    let column = if let crate::operation::Shape::Column { name, cast: None } = &element.shape {
        Some(Name::generated(name.clone()))
    } else {
        None
    };
    IndexKey {
        column,
        text: element.text.clone(),
        columns: element.columns.clone(),
    }
}
