//! What a change has to do with: tables, and columns where it is no more than those.
//!
//! Rather says too much than too little: two changes that meet keep their order.

use std::collections::{BTreeMap, BTreeSet};

use model::Catalog;
use model::catalog::key;
use model::name::QualifiedName;
use model::operation::{Change, Constraint, ConstraintKind, Operation, References};

use crate::Plan;

/// The tables of a change; `None` in place of columns means all of the table.
#[derive(Debug, Clone, Default)]
pub(super) struct Touch {
    /// Types, functions, what was not understood: it meets everything.
    everything: bool,
    tables: BTreeMap<String, Option<BTreeSet<String>>>,
}

impl Touch {
    pub(super) fn of(change: &Change, plan: &Plan, before: &Catalog) -> Touch {
        let mut res = Touch::default();
        for part in &change.parts {
            res.operation(&part.operation, before);
        }
        // Parents of foreign keys, views: whatever is locked beside the target.
        let facts = plan.deploys.iter().flat_map(|it| &it.steps);
        for lock in facts.flat_map(|it| &it.facts.locks) {
            let name = QualifiedName::generated(&lock.relation);
            if before.table(&name).is_some() {
                res.tables.entry(table_key(&name, before)).or_insert(None);
            }
        }
        res
    }

    pub(super) fn meets(&self, other: &Touch) -> bool {
        if self.everything || other.everything {
            return true;
        }
        self.tables.iter().any(
            |(table, columns)| match (columns, other.tables.get(table)) {
                (_, None) => false,
                (Some(these), Some(Some(those))) => !these.is_disjoint(those),
                (None, Some(_)) | (Some(_), Some(None)) => true,
            },
        )
    }

    fn columns<'a>(
        &mut self,
        table: &QualifiedName,
        columns: impl IntoIterator<Item = &'a str>,
        before: &Catalog,
    ) {
        let columns: BTreeSet<String> = columns.into_iter().map(str::to_owned).collect();
        let known = self
            .tables
            .entry(table_key(table, before))
            .or_insert_with(|| Some(BTreeSet::new()));
        match known {
            // Nothing that could be named: all of it.
            _ if columns.is_empty() => *known = None,
            Some(known) => known.extend(columns),
            None => {}
        }
    }

    fn table(&mut self, table: &QualifiedName, before: &Catalog) {
        self.tables.insert(table_key(table, before), None);
    }

    fn operation(&mut self, operation: &Operation, before: &Catalog) {
        match operation {
            Operation::AddColumn(it) => {
                self.columns(&it.table, [it.column.name.as_str()], before);
            }
            Operation::DropColumn(it) if !it.cascade => {
                self.columns(&it.table, [it.column.as_str()], before);
            }
            Operation::RenameColumn(it) => {
                self.columns(&it.table, [it.column.as_str(), it.to.as_str()], before);
            }
            Operation::AlterColumn(it) => {
                self.columns(&it.table, [it.column.as_str()], before);
            }
            Operation::AddIndex(it) => {
                let keys = it.keys.iter().flat_map(|it| &it.columns);
                let keys = keys.map(String::as_str);
                let more = it.include.iter().map(model::Name::as_str);
                let filter = it.predicate.iter().flat_map(|it| &it.columns);
                let filter = filter.map(String::as_str);
                let all: Vec<&str> = keys.chain(more).chain(filter).collect();
                self.columns(&it.table, all, before);
            }
            Operation::AddConstraint(it) => self.constraint(&it.table, &it.constraint, before),
            Operation::DropIndex(it) => match before.index(&it.index) {
                Some((table, index)) if !it.cascade => {
                    let keys = index.keys.iter().flat_map(|it| &it.columns);
                    let all: Vec<&str> = keys.map(String::as_str).collect();
                    self.columns(&table.name, all, before);
                }
                Some(_) | None => self.everything = true,
            },
            Operation::BulkUpdate(it) if it.reads.is_empty() => {
                let set = it.set.iter().map(|(name, _)| name.as_str());
                let values = it.set.iter().flat_map(|(_, value)| &value.columns);
                let filter = it.filter.iter().flat_map(|it| &it.columns);
                let all: Vec<&str> = set
                    .chain(values.map(String::as_str))
                    .chain(filter.map(String::as_str))
                    .collect();
                self.columns(&it.table, all, before);
            }
            Operation::CreateTable(_)
            | Operation::DropTable(_)
            | Operation::RenameTable(_)
            | Operation::DropConstraint(_)
            | Operation::ValidateConstraint(_)
            | Operation::BulkInsert(_) => {
                if let Operation::RenameTable(it) = operation {
                    let to = QualifiedName::new(it.table.schema.clone(), it.to.clone());
                    self.table(&to, before);
                }
                if let Operation::CreateTable(it) = operation {
                    self.references(it.constraints.iter(), before);
                    let columns = it.columns.iter().filter_map(|it| it.references.as_ref());
                    for to in columns {
                        self.parent(to, before);
                    }
                    let others = it.like.iter().chain(&it.inherits).chain(&it.partition_of);
                    for other in others {
                        self.table(other, before);
                    }
                }
                match operation.table() {
                    Some(table) => self.table(table, before),
                    None => self.everything = true,
                }
            }
            Operation::NoChange(_) => {}
            Operation::DropColumn(_)
            | Operation::BulkUpdate(_)
            | Operation::BulkDelete(_)
            | Operation::CreateEnum(_)
            | Operation::AlterEnum(_)
            | Operation::DropEnum(_)
            | Operation::Other(_)
            | Operation::Unknown(_) => self.everything = true,
        }
    }

    fn constraint(&mut self, table: &QualifiedName, it: &Constraint, before: &Catalog) {
        let all: Vec<&str> = match &it.kind {
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::Unknown(_) => Vec::new(),
            ConstraintKind::Unique {
                columns,
                using_index: None,
                ..
            }
            | ConstraintKind::ForeignKey { columns, .. } => {
                columns.iter().map(model::Name::as_str).collect()
            }
            ConstraintKind::Unique { .. } => Vec::new(),
            ConstraintKind::Check { expression } => {
                expression.columns.iter().map(String::as_str).collect()
            }
            ConstraintKind::NotNull { column } => vec![column.as_str()],
        };
        self.columns(table, all, before);
        self.references(std::iter::once(it), before);
    }

    /// The columns that a foreign key points at: those of the primary key when it names none.
    fn parent(&mut self, to: &References, before: &Catalog) {
        let named = to.columns.iter().map(model::Name::as_str);
        let mut all: Vec<&str> = named.collect();
        let table = before.table(&to.table);
        if let Some(table) = table.filter(|_| all.is_empty()) {
            let keys = table
                .constraints
                .iter()
                .filter_map(|it| match &it.constraint.kind {
                    ConstraintKind::PrimaryKey { columns, .. } => Some(columns),
                    ConstraintKind::Unique { .. }
                    | ConstraintKind::ForeignKey { .. }
                    | ConstraintKind::Check { .. }
                    | ConstraintKind::Exclusion { .. }
                    | ConstraintKind::NotNull { .. }
                    | ConstraintKind::Unknown(_) => None,
                });
            all.extend(keys.flatten().map(model::Name::as_str));
        }
        self.columns(&to.table, all, before);
    }

    fn references<'a>(
        &mut self,
        constraints: impl Iterator<Item = &'a Constraint>,
        before: &Catalog,
    ) {
        for it in constraints {
            if let ConstraintKind::ForeignKey { references, .. } = &it.kind {
                self.parent(references, before);
            }
        }
    }
}

fn table_key(name: &QualifiedName, before: &Catalog) -> String {
    before.table(name).map_or_else(|| key(name), |it| it.key())
}
