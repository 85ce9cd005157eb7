//! Whole tables: created, copied, attached, renamed, dropped.
//!
//! Never touches the inside of a table but through the functions of `constraints`.

use std::sync::Arc;

use super::apply::Problems;
use super::{Catalog, CatalogProblem, CatalogProblemKind, Knowledge, Table, key};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddIndex, ConstraintKind, CreateTable, DropTable, Generated, PartitionBound, RenameTable,
};

impl Catalog {
    pub(super) fn create_table(&mut self, it: &CreateTable, out: &mut Problems) {
        let existing = self.tables.get(&key(&it.table));
        if let Some(existing) = existing
            && existing.knowledge != Knowledge::Mentioned
        {
            if !it.if_not_exists && existing.knowledge == Knowledge::Complete {
                out.push(CatalogProblem {
                    kind: CatalogProblemKind::Duplicate,
                    range: it.table.range(),
                    object: it.table.to_string(),
                });
            }
            if it.if_not_exists || existing.knowledge == Knowledge::Complete {
                return;
            }
        }
        let mut table = Table {
            name: it.table.clone(),
            knowledge: Knowledge::Complete,
            unlogged: it.unlogged,
            temporary: it.temporary,
            partition_by: it.partition_by.clone(),
            is_partition: it.partition_of.is_some(),
            default_partition: it.default_partition,
            bound: it.bound.clone(),
            new: true,
            has_rows: Some(false),
            defined_at: it.table.range(),
            ..Table::default()
        };
        for source in it.inherits.iter().chain(&it.partition_of) {
            self.inherit_from(&mut table, source);
        }
        for source in &it.like {
            self.copy_like(&mut table, source, it.like_indexes);
        }
        for column in &it.columns {
            if table.column(column.name.as_str()).is_none() {
                table.push_column(column);
            } else {
                // A partition may add to what it takes over.
                for constraint in super::constraints::of_column(column) {
                    table.push_constraint(&constraint);
                }
                table.edit_column(&column.name, |found| {
                    if column.default.is_some() {
                        found.default.clone_from(&column.default);
                    }
                    found.nullable = column.nullable.or(found.nullable);
                });
            }
        }
        for constraint in &it.constraints {
            table.push_constraint(constraint);
        }
        for index in &it.indexes {
            table.push_index(index);
        }
        if let Some(reads) = &it.as_select {
            // Its columns are those of a query.
            table.knowledge = Knowledge::Mentioned;
            table.has_rows = reads.is_empty().then_some(false);
        }
        let key = key(&it.table);
        Arc::make_mut(&mut self.tables).insert(key.clone(), Arc::new(table));
        for column in &it.columns {
            self.own_sequence(&key, column);
        }
    }

    /// What a child takes over from its parent.
    fn inherit_from(&mut self, table: &mut Table, parent: &QualifiedName) {
        let parent_key = match self.find_table(parent) {
            Some((key, _)) => key.clone(),
            None => self.edit(parent, |_| ()),
        };
        table.parents.push(parent_key.clone());
        let Some(parent) = self.tables.get(&parent_key).cloned() else {
            return;
        };
        if parent.knowledge != Knowledge::Complete {
            table.knowledge = Knowledge::Mentioned;
        }
        for column in &parent.columns {
            if table.column(column.name.as_str()).is_none() {
                let mut column = column.clone();
                if !table.is_partition {
                    column.nullable = column.is_not_null().then_some(false);
                    column.primary_key = false;
                    column.references = None;
                }
                column.unique &= table.is_partition;
                table.columns.push(column);
            }
        }
        for found in &parent.constraints {
            let keyed = !matches!(
                found.constraint.kind,
                ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. }
            );
            if found.constraint.no_inherit || (keyed && !table.is_partition) {
                continue;
            }
            let mut constraint = found.constraint.clone();
            constraint.name = (!keyed).then(|| Name::generated(found.name.clone()));
            table.push_constraint(&constraint);
            if keyed && let Some(index) = table.indexes.last_mut() {
                index.parent = Some(found.name.clone());
            }
        }
        if table.is_partition {
            for index in parent.indexes.iter().filter(|it| it.constraint.is_none()) {
                table.push_index(&AddIndex {
                    name: None,
                    table: table.name.clone(),
                    only: false,
                    if_not_exists: false,
                    unique: index.unique,
                    concurrently: false,
                    keys: index.keys.clone(),
                    include: index.include.clone(),
                    method: index.method.clone(),
                    attributes: index.attributes.clone(),
                    predicate: index.predicate.clone(),
                    range: table.defined_at,
                });
                if let Some(copy) = table.indexes.last_mut() {
                    copy.parent = Some(index.name.clone());
                }
            }
        }
    }

    /// `LIKE source`: names, types and NOT NULL; the rest only where it is included.
    fn copy_like(&mut self, table: &mut Table, source: &QualifiedName, indexes: bool) {
        let Some(source) = self.table(source).cloned() else {
            table.knowledge = Knowledge::Mentioned;
            return;
        };
        if source.knowledge != Knowledge::Complete {
            table.knowledge = Knowledge::Mentioned;
        }
        for column in &source.columns {
            let mut copy = column.clone();
            copy.nullable = source.not_null(column.name.as_str()).then_some(false);
            copy.primary_key = false;
            copy.unique = false;
            copy.references = None;
            copy.check = None;
            copy.index = false;
            if !indexes {
                // INCLUDING ALL is told by its indexes; without it no default comes along.
                copy.default = None;
                copy.identity = None;
                copy.generated = None::<Generated>;
            }
            table.columns.push(copy);
        }
        if indexes {
            for found in &source.constraints {
                if !matches!(found.constraint.kind, ConstraintKind::ForeignKey { .. }) {
                    let mut constraint = found.constraint.clone();
                    if !matches!(constraint.kind, ConstraintKind::Check { .. }) {
                        constraint.name = None;
                    }
                    table.push_constraint(&constraint);
                }
            }
        }
    }

    pub(super) fn drop_table(&mut self, it: &DropTable, out: &mut Problems) {
        let Some((key, _)) = self.find_table(&it.table) else {
            self.expect_table(&it.table, it.if_exists, out);
            return;
        };
        let key = key.clone();
        self.forget_table(&key);
    }

    /// Takes a table away, with its partitions, and what depends on it elsewhere.
    pub(super) fn forget_table(&mut self, key: &str) {
        let mut gone = self.tree_below(key);
        gone.push(key.to_owned());
        let mut incoming = Vec::new();
        let mut views = Vec::new();
        for key in &gone {
            incoming.extend(
                self.referencing(key)
                    .map(|it| (it.table.key(), it.constraint.name.clone())),
            );
            views.extend(self.views_above(key).into_iter().cloned());
        }
        for (child, constraint) in incoming {
            if !gone.contains(&child) {
                self.edit_key(&child, |it| {
                    it.remove_constraint(&constraint);
                });
            }
        }
        let tables = Arc::make_mut(&mut self.tables);
        for key in &gone {
            tables.remove(key);
        }
        let owned = self.objects.sequences.values().any(|it| {
            it.owned_by
                .as_ref()
                .is_some_and(|(it, _)| gone.contains(it))
        });
        let counted = self
            .objects
            .statistics
            .values()
            .any(|it| it.tables.iter().any(|it| gone.contains(it)));
        if owned || counted || !views.is_empty() {
            let objects = self.objects_mut();
            objects.sequences.retain(|_, it| {
                it.owned_by
                    .as_ref()
                    .is_none_or(|(it, _)| !gone.contains(it))
            });
            objects
                .statistics
                .retain(|_, it| !it.tables.iter().any(|it| gone.contains(it)));
            objects.views.retain(|it, _| !views.contains(it));
        }
    }

    pub(super) fn rename_table(&mut self, it: &RenameTable, out: &mut Problems) {
        // ALTER TABLE renames views, indexes and sequences as well.
        if self.find_table(&it.table).is_none() {
            if self.find_view(&it.table).is_some() {
                self.rename_view(&it.table, &it.to);
                return;
            }
            if self.rename_sequence(&it.table, &it.to) || self.rename_index(&it.table, &it.to) {
                return;
            }
            self.expect_table(&it.table, it.if_exists, out);
            if it.if_exists || self.knows_tables() {
                return;
            }
            self.edit(&it.table, |_| ());
        }
        let Some((from, table)) = self.find_table(&it.table) else {
            return;
        };
        let from = from.clone();
        let to = QualifiedName::new(table.name.schema.clone(), it.to.clone());
        self.rename_relation(&from, to);
    }

    /// Gives a table another key, wherever it is spoken of.
    pub(super) fn rename_relation(&mut self, from: &str, to: QualifiedName) {
        let new = key(&to);
        self.rename_references(from, &to);
        self.edit_key(from, |table| table.said.clear());
        let views: Vec<String> = self.views_of(from).map(|(it, _)| it.clone()).collect();
        let bare = from.rsplit('.').next().unwrap_or(from).to_owned();
        self.move_table(from, to.clone());
        let owned = self.owned_sequences(from, None).next().is_some();
        let counted = self
            .objects
            .statistics
            .values()
            .any(|it| it.tables.iter().any(|it| it == from));
        if views.is_empty() && !owned && !counted {
            return;
        }
        let objects = self.objects_mut();
        for view in views {
            let Some(view) = objects.views.get_mut(&view) else {
                continue;
            };
            for read in &mut view.reads {
                if read.name.text == bare {
                    *read = to.clone();
                }
            }
            for column in &mut view.columns {
                if column.relation.as_deref() == Some(bare.as_str()) {
                    column.relation = Some(to.name.text.clone());
                }
            }
        }
        for sequence in objects.sequences.values_mut() {
            if let Some((owner, _)) = &mut sequence.owned_by
                && owner == from
            {
                owner.clone_from(&new);
            }
        }
        for statistics in objects.statistics.values_mut() {
            for table in statistics.tables.iter_mut().filter(|it| *it == from) {
                table.clone_from(&new);
            }
        }
    }

    pub(super) fn attach_partition(
        &mut self,
        parent: &QualifiedName,
        partition: &QualifiedName,
        default: bool,
        bound: Option<&PartitionBound>,
        out: &mut Problems,
    ) {
        self.expect_table(parent, false, out);
        self.expect_table(partition, false, out);
        let parent_key = self.edit(parent, |_| ());
        let parent = self.tables.get(&parent_key).cloned();
        self.edit(partition, |table| {
            table.parents = vec![parent_key.clone()];
            table.is_partition = true;
            table.default_partition = default;
            table.bound = bound.cloned();
            let Some(parent) = &parent else {
                return;
            };
            table.take_keys_of(parent);
            for index in &parent.indexes {
                let texts = |it: &super::Index| -> Vec<String> {
                    it.keys.iter().map(|it| it.text.clone()).collect()
                };
                let own = table
                    .indexes
                    .iter()
                    .position(|it| it.parent.is_none() && texts(it) == texts(index));
                match own.and_then(|it| table.indexes.get_mut(it)) {
                    Some(own) => own.parent = Some(index.name.clone()),
                    None => {
                        let mut copy = index.clone();
                        copy.name = super::names::index_name(table, &index.keys);
                        copy.parent = Some(index.name.clone());
                        copy.constraint = None;
                        table.indexes.push(copy);
                    }
                }
            }
        });
    }

    pub(super) fn detach_partition(&mut self, partition: &QualifiedName, out: &mut Problems) {
        self.expect_table(partition, false, out);
        self.edit(partition, |table| {
            table.parents.clear();
            table.is_partition = false;
            table.default_partition = false;
            table.bound = None;
            for index in &mut table.indexes {
                index.parent = None;
            }
        });
    }

    pub(super) fn set_inherit(
        &mut self,
        table: &QualifiedName,
        parent: &QualifiedName,
        inherit: bool,
        out: &mut Problems,
    ) {
        self.expect_table(table, false, out);
        self.expect_table(parent, false, out);
        let parent = self.edit(parent, |_| ());
        self.edit(table, |it| {
            it.parents.retain(|it| *it != parent);
            if inherit {
                it.parents.push(parent.clone());
            }
        });
    }

    pub(super) fn truncate(&mut self, tables: &[QualifiedName], cascade: bool, out: &mut Problems) {
        let mut keys = Vec::new();
        for table in tables {
            self.expect_table(table, false, out);
            let key = self.edit(table, |_| ());
            keys.extend(self.tree_below(&key));
            keys.push(key);
        }
        if cascade {
            let mut at = 0;
            while let Some(key) = keys.get(at).cloned() {
                let more: Vec<String> = self.referencing(&key).map(|it| it.table.key()).collect();
                for key in more {
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
                at += 1;
            }
        }
        for key in keys {
            self.edit_key(&key, |it| it.has_rows = Some(false));
        }
    }
}
