//! Everything that is not a table, and the properties of tables that have no word in the format.
//!
//! Exhaustive over [`Other`]; never judges.

use super::apply::Problems;
use super::query::{find, split};
use super::{
    Catalog, Domain, EnumType, Function, Policy, Sequence, Statistics, Trigger, View, key,
};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AlterEnum, CreateEnum, DomainAction, EnumAction, ObjectKind, Other, SequenceAction, ViewColumn,
};
use crate::types::BaseType;

impl Catalog {
    pub(super) fn create_enum(&mut self, it: &CreateEnum) {
        let values = it.values.iter().map(|it| it.text.clone()).collect();
        self.objects_mut()
            .enums
            .insert(key(&it.name), EnumType { values, new: true });
    }

    pub(super) fn alter_enum(&mut self, it: &AlterEnum) {
        let found =
            find(&self.objects.enums, &it.name, &self.search_path).map(|(it, _)| it.clone());
        let name = found.unwrap_or_else(|| key(&it.name));
        match &it.action {
            EnumAction::AddValue { value, .. } => {
                // A type that nobody created may hold more values than this one.
                if let Some(found) = self.objects_mut().enums.get_mut(&name)
                    && !found.values.contains(&value.text)
                {
                    found.values.push(value.text.clone());
                }
            }
            EnumAction::RenameValue { from, to } => {
                if let Some(found) = self.objects_mut().enums.get_mut(&name) {
                    for value in found.values.iter_mut().filter(|it| **it == from.text) {
                        value.clone_from(&to.text);
                    }
                }
            }
            EnumAction::RemoveValue { value } => {
                if let Some(found) = self.objects_mut().enums.get_mut(&name) {
                    found.values.retain(|it| *it != value.text);
                }
            }
            EnumAction::Rename { to } => self.rename_type(&it.name, to),
        }
    }

    /// Columns of a type are of the type still.
    fn rename_type(&mut self, from: &QualifiedName, to: &Name) {
        let new = QualifiedName::new(from.schema.clone(), to.clone());
        let users: Vec<(String, Name)> = self
            .columns_of_type(from)
            .map(|(key, _, column)| (key.clone(), column.clone()))
            .collect();
        for (table, column) in users {
            self.edit_key(&table, |table| {
                table.edit_column(&column, |it| {
                    if let Some(ty) = &mut it.ty {
                        ty.base = BaseType::Named(new.to_string());
                        ty.text = new.to_sql();
                    }
                });
            });
        }
        let (old, new) = (key(from), key(&new));
        let objects = self.objects_mut();
        if let Some(it) = objects.enums.remove(&old) {
            objects.enums.insert(new, it);
        } else if let Some(it) = objects.domains.remove(&old) {
            objects.domains.insert(new, it);
        } else if let Some(it) = objects.types.remove(&old) {
            objects.types.insert(new, it);
        }
    }

    /// DROP TYPE and DROP DOMAIN; CASCADE takes the columns along, and nothing else can succeed
    /// while there are any.
    pub(super) fn drop_type(&mut self, name: &QualifiedName) {
        let users: Vec<(QualifiedName, Name)> = self
            .columns_of_type(name)
            .map(|(_, table, column)| (table.name.clone(), column.clone()))
            .collect();
        for (table, column) in users {
            self.forget_column(&table, &column);
        }
        let name = key(name);
        let objects = self.objects_mut();
        objects.enums.remove(&name);
        objects.domains.remove(&name);
        objects.types.remove(&name);
    }

    pub(super) fn forget_view(&mut self, name: &str) {
        let mut gone: Vec<String> = self.views_above(name).into_iter().cloned().collect();
        gone.push(name.to_owned());
        self.objects_mut().views.retain(|it, _| !gone.contains(it));
    }

    pub(super) fn rename_view(&mut self, view: &QualifiedName, to: &Name) {
        let Some(from) = self.find_view(view).map(|(it, _)| it.clone()) else {
            return;
        };
        let new = QualifiedName::new(split(&from).schema, to.clone());
        let bare = split(&from).name.text;
        let objects = self.objects_mut();
        if let Some(it) = objects.views.remove(&from) {
            objects.views.insert(key(&new), it);
        }
        for read in objects.views.values_mut().flat_map(|it| &mut it.reads) {
            if read.name.text == bare {
                *read = new.clone();
            }
        }
    }

    pub(super) fn rename_sequence(&mut self, name: &QualifiedName, to: &Name) -> bool {
        let found = find(&self.objects.sequences, name, &self.search_path);
        let Some(from) = found.map(|(it, _)| it.clone()) else {
            return false;
        };
        let new = key(&QualifiedName::new(split(&from).schema, to.clone()));
        let objects = self.objects_mut();
        if let Some(it) = objects.sequences.remove(&from) {
            objects.sequences.insert(new, it);
        }
        true
    }

    pub(super) fn rename_index(&mut self, index: &QualifiedName, to: &Name) -> bool {
        let Some((table, found)) = self.index(index) else {
            return false;
        };
        let (table, name) = (table.key(), found.name.clone());
        self.edit_key(&table, |table| {
            for index in table.indexes.iter_mut().filter(|it| it.name == name) {
                index.name.clone_from(&to.text);
                if index.constraint.as_deref() == Some(&name) {
                    index.constraint = Some(to.text.clone());
                }
            }
            for constraint in table.constraints.iter_mut().filter(|it| it.name == name) {
                constraint.name.clone_from(&to.text);
            }
        });
        true
    }

    /// `*` becomes the columns of today, as PostgreSQL expands it once and for all.
    fn expand(&self, reads: &[QualifiedName], columns: &[ViewColumn]) -> Vec<ViewColumn> {
        let mut expanded = Vec::with_capacity(columns.len());
        for column in columns {
            if column.column != "*" {
                expanded.push(column.clone());
                continue;
            }
            let meant: Vec<&QualifiedName> = reads
                .iter()
                .filter(|it| {
                    let relation = column.relation.as_deref();
                    relation.is_none_or(|at| at == it.name.text || at == it.to_string())
                })
                .collect();
            let known = !meant.is_empty()
                && meant.iter().all(|it| {
                    self.table(it)
                        .is_some_and(|it| it.knowledge == super::Knowledge::Complete)
                });
            if !known {
                expanded.push(column.clone());
                continue;
            }
            for (name, table) in meant.iter().filter_map(|it| Some((it, self.table(it)?))) {
                expanded.extend(table.columns.iter().map(|it| ViewColumn {
                    relation: Some(name.name.text.clone()),
                    column: it.name.text.clone(),
                }));
            }
        }
        expanded
    }

    fn create_view(
        &mut self,
        name: &QualifiedName,
        materialized: bool,
        reads: &[QualifiedName],
        columns: &[ViewColumn],
        output: Option<&Vec<String>>,
    ) {
        let columns = self.expand(reads, columns);
        let view = View {
            materialized,
            reads: reads.to_vec(),
            columns,
            output: output.cloned(),
            unique_index: false,
        };
        self.objects_mut().views.insert(key(name), view);
    }

    #[allow(
        clippy::too_many_lines,
        reason = "one arm for each statement, so that a new one is answered"
    )]
    pub(super) fn apply_other(&mut self, operation: &Other, out: &mut Problems) {
        match operation {
            Other::Truncate { tables, cascade } => self.truncate(tables, *cascade, out),
            Other::RenameIndex { index, to } => {
                self.rename_index(index, to);
            }
            Other::RenameConstraint { table, from, to } => {
                self.expect_table(table, false, out);
                self.edit_tree(table, |it| {
                    for found in it.constraints.iter_mut().filter(|it| it.name == from.text) {
                        found.name.clone_from(&to.text);
                    }
                    for index in &mut it.indexes {
                        if index.constraint.as_deref() == Some(from.as_str()) {
                            index.name.clone_from(&to.text);
                            index.constraint = Some(to.text.clone());
                        }
                    }
                });
            }
            Other::AlterConstraint {
                table,
                name,
                enforced,
            } => {
                self.expect_table(table, false, out);
                self.edit(table, |it| {
                    for found in it.constraints.iter_mut().filter(|it| it.name == name.text) {
                        if let Some(enforced) = enforced {
                            found.constraint.not_enforced = !enforced;
                            found.validated = *enforced;
                        }
                    }
                });
            }
            Other::TableOptions { table, options } => {
                if self.expect_table(table, false, out) && self.find_table(table).is_some() {
                    self.edit(table, |it| {
                        for option in options {
                            if !it.options.contains(option) {
                                it.options.push(option.clone());
                            }
                        }
                    });
                }
            }
            Other::AttachIndexPartition { index, partition } => {
                let parent = index.name.text.clone();
                if let Some(table) = self.index(partition).map(|(it, _)| it.key()) {
                    self.edit_key(&table, |it| {
                        for found in it
                            .indexes
                            .iter_mut()
                            .filter(|it| it.name == partition.name.text)
                        {
                            found.parent = Some(parent.clone());
                        }
                    });
                }
                self.settle_partitioned_index(index);
            }
            Other::SetLogged { table, logged } => {
                self.expect_table(table, false, out);
                self.edit(table, |it| it.unlogged = !logged);
            }
            Other::SetAccessMethod { table, method } => {
                self.expect_table(table, false, out);
                self.edit(table, |it| it.access_method = Some(method.text.clone()));
            }
            Other::SetSchema { kind, name, schema } => self.set_schema(*kind, name, schema),
            Other::RowSecurity { table, enable } => {
                self.expect_table(table, false, out);
                if let Some(enable) = enable {
                    self.edit(table, |it| it.row_security = *enable);
                }
            }
            Other::AttachPartition {
                table,
                partition,
                default,
                bound,
            } => self.attach_partition(table, partition, *default, bound.as_ref(), out),
            Other::DetachPartition { partition, .. } => self.detach_partition(partition, out),
            Other::Inherit {
                table,
                parent,
                inherit,
            } => self.set_inherit(table, parent, *inherit, out),
            Other::ToggleTrigger {
                table,
                trigger,
                enable,
            } => {
                self.expect_table(table, false, out);
                self.edit(table, |it| {
                    for found in &mut it.triggers {
                        if trigger.as_ref().is_none_or(|it| it.text == found.name) {
                            found.enabled = *enable;
                        }
                    }
                });
            }
            Other::CreateView {
                view,
                reads,
                columns,
                output,
                ..
            } => self.create_view(view, false, reads, columns, output.as_ref()),
            Other::CreateMaterializedView {
                view,
                reads,
                columns,
                ..
            } => self.create_view(view, true, reads, columns, None),
            Other::RenameView { view, to, .. } => self.rename_view(view, to),
            Other::DropView { view, .. } => {
                if let Some(name) = self.find_view(view).map(|(it, _)| it.clone()) {
                    self.forget_view(&name);
                }
            }
            Other::CreateTrigger {
                name,
                table,
                function,
                update_of,
                when,
                ..
            } => {
                if !self.expect_table(table, false, out) || self.find_table(table).is_some() {
                    let trigger = Trigger {
                        name: name.text.clone(),
                        function: function.as_ref().map(key),
                        update_of: update_of.clone(),
                        when: when.clone(),
                        enabled: true,
                    };
                    self.edit(table, |it| {
                        it.triggers.retain(|it| it.name != trigger.name);
                        it.triggers.push(trigger);
                    });
                }
            }
            Other::DropTrigger { name, table, .. } => {
                if self.find_table(table).is_some() {
                    self.edit(table, |it| it.triggers.retain(|it| it.name != name.text));
                }
            }
            Other::RenameTrigger { name, table, to } => {
                self.expect_table(table, false, out);
                self.edit(table, |it| {
                    for found in it.triggers.iter_mut().filter(|it| it.name == name.text) {
                        found.name.clone_from(&to.text);
                    }
                });
            }
            Other::CreateRule { name, table } => {
                if self.find_view(table).is_none() {
                    self.expect_table(table, false, out);
                    self.edit(table, |it| {
                        if !it.rules.contains(&name.text) {
                            it.rules.push(name.text.clone());
                        }
                    });
                }
            }
            Other::DropRule { name, table, .. } => {
                if self.find_table(table).is_some() {
                    self.edit(table, |it| it.rules.retain(|it| *it != name.text));
                }
            }
            Other::CreatePolicy {
                name,
                table,
                columns,
            } => {
                self.expect_table(table, false, out);
                let policy = Policy {
                    name: name.text.clone(),
                    columns: columns.clone(),
                };
                self.edit(table, |it| {
                    it.policies.retain(|it| it.name != policy.name);
                    it.policies.push(policy);
                });
            }
            Other::DropPolicy { name, table, .. } => {
                if self.find_table(table).is_some() {
                    self.edit(table, |it| it.policies.retain(|it| it.name != name.text));
                }
            }
            Other::CreateFunction {
                name,
                returns,
                volatility,
                body,
                language,
                ..
            } => {
                let function = Function {
                    volatility: *volatility,
                    returns: returns.clone(),
                    body: body.clone(),
                    language: language.clone(),
                };
                self.objects_mut().functions.insert(key(name), function);
            }
            Other::DropFunction { name, cascade, .. } => {
                let name = key(name);
                self.objects_mut().functions.remove(&name);
                if *cascade {
                    let users: Vec<String> = self
                        .tables
                        .iter()
                        .filter(|(_, it)| {
                            it.triggers
                                .iter()
                                .any(|it| it.function.as_ref() == Some(&name))
                        })
                        .map(|(key, _)| key.clone())
                        .collect();
                    for table in users {
                        self.edit_key(&table, |it| {
                            it.triggers.retain(|it| it.function.as_ref() != Some(&name));
                        });
                    }
                }
            }
            Other::CreateDomain {
                name,
                base,
                not_null,
                default,
                checks,
            } => {
                let bare = &name.name.text;
                let named = |at: usize| match at {
                    0 => format!("{bare}_check"),
                    at => format!("{bare}_check{at}"),
                };
                let domain = Domain {
                    base: base.clone(),
                    not_null: *not_null,
                    default: default.clone(),
                    checks: checks
                        .iter()
                        .enumerate()
                        .map(|(at, it)| (named(at), it.clone(), true))
                        .collect(),
                };
                self.objects_mut().domains.insert(key(name), domain);
            }
            Other::AlterDomain { name, action } => self.alter_domain(name, action),
            Other::DropDomain { name, .. } => self.drop_type(name),
            Other::CreateType { name } => {
                self.objects_mut().types.insert(key(name), true);
            }
            Other::CreateSequence {
                name,
                if_not_exists,
            } => {
                let name = key(name);
                if !(*if_not_exists && self.objects.sequences.contains_key(&name)) {
                    self.objects_mut()
                        .sequences
                        .insert(name, Sequence::default());
                }
            }
            Other::AlterSequence { name, action } => self.alter_sequence(name, action),
            Other::DropSequence { name, .. } => {
                self.objects_mut().sequences.remove(&key(name));
            }
            Other::CreateSchema { name, .. } => {
                self.objects_mut()
                    .schemas
                    .entry(name.text.clone())
                    .or_insert(false);
            }
            Other::DropSchema { name, .. } => {
                let prefix = format!("{}.", name.text);
                let gone: Vec<String> = self
                    .tables
                    .keys()
                    .filter(|it| it.starts_with(&prefix))
                    .cloned()
                    .collect();
                for table in gone {
                    self.forget_table(&table);
                }
                let objects = self.objects_mut();
                objects.schemas.remove(&name.text);
                objects.views.retain(|it, _| !it.starts_with(&prefix));
                objects.sequences.retain(|it, _| !it.starts_with(&prefix));
                objects.enums.retain(|it, _| !it.starts_with(&prefix));
                objects.domains.retain(|it, _| !it.starts_with(&prefix));
                objects.functions.retain(|it, _| !it.starts_with(&prefix));
            }
            Other::RenameSchema { name, to } => self.rename_schema(name, to),
            Other::CreateExtension { name, .. } => {
                self.objects_mut()
                    .extensions
                    .insert(name.text.clone(), true);
            }
            Other::DropExtension { name, .. } => {
                self.objects_mut().extensions.remove(&name.text);
            }
            Other::CreateStatistics {
                tables,
                columns,
                name,
            } => {
                let keys: Vec<String> = tables
                    .iter()
                    .map(|it| {
                        self.find_table(it)
                            .map_or_else(|| key(it), |(it, _)| it.clone())
                    })
                    .collect();
                let name = name.as_ref().map_or_else(
                    || format!("{}_{}_stat", keys.join("_"), columns.join("_")),
                    key,
                );
                let statistics = Statistics {
                    tables: keys,
                    columns: columns.clone(),
                };
                self.objects_mut().statistics.insert(name, statistics);
            }
            Other::DropStatistics { name, .. } => {
                self.objects_mut().statistics.remove(&key(name));
            }
            Other::CreatePublication { name, tables }
            | Other::AlterPublication { name, tables } => {
                let keys = tables.iter().map(key);
                let keys: Vec<String> = keys.collect();
                self.objects_mut()
                    .publications
                    .entry(name.text.clone())
                    .or_default()
                    .extend(keys);
            }
            Other::DropPublication { name } => {
                self.objects_mut().publications.remove(&name.text);
            }
            Other::Do { changes, .. } => {
                for change in changes {
                    // What may not run proves nothing wrong.
                    let _ = self.apply(change);
                }
            }
            Other::Reindex { .. }
            | Other::Cluster { .. }
            | Other::Vacuum { .. }
            | Other::Analyze { .. }
            | Other::IndexOptions { .. }
            | Other::IndexStatistics { .. }
            | Other::SetTablespace { .. }
            | Other::SetWithout { .. }
            | Other::SetOwner { .. }
            | Other::ReplicaIdentity { .. }
            | Other::ClusterOn { .. }
            | Other::ToggleRule { .. }
            | Other::AlterView { .. }
            | Other::RefreshMaterializedView { .. }
            | Other::AlterPolicy { .. }
            | Other::AlterFunction { .. }
            | Other::AlterType { .. }
            | Other::Comment { .. }
            | Other::Grant { .. }
            | Other::DefaultPrivileges
            | Other::Subscription { .. }
            | Other::LockTable { .. }
            | Other::ClusterWide(_)
            | Other::Catalog { .. } => {}
        }
    }

    /// A partitioned index becomes valid once every partition has its part.
    fn settle_partitioned_index(&mut self, index: &QualifiedName) {
        let Some((table, _)) = self.index(index) else {
            return;
        };
        let key = table.key();
        let name = index.name.as_str();
        let whole = self.children(&key).all(|it| {
            it.indexes
                .iter()
                .any(|it| it.parent.as_deref() == Some(name))
        });
        if whole {
            self.edit_key(&key, |it| {
                for found in it.indexes.iter_mut().filter(|it| it.name == name) {
                    found.invalid = false;
                }
            });
        }
    }

    fn set_schema(&mut self, kind: ObjectKind, name: &QualifiedName, schema: &Name) {
        let new = QualifiedName::new(Some(schema.clone()), name.name.clone());
        if let Some(from) = self.find_table(name).map(|(it, _)| it.clone())
            && kind == ObjectKind::Table
        {
            self.rename_relation(&from, new);
            return;
        }
        let (from, to) = (key(name), key(&new));
        let objects = self.objects_mut();
        if let Some(it) = objects.views.remove(&from) {
            objects.views.insert(to, it);
        } else if let Some(it) = objects.sequences.remove(&from) {
            objects.sequences.insert(to, it);
        } else if let Some(it) = objects.enums.remove(&from) {
            objects.enums.insert(to, it);
        } else if let Some(it) = objects.domains.remove(&from) {
            objects.domains.insert(to, it);
        } else if let Some(it) = objects.functions.remove(&from) {
            objects.functions.insert(to, it);
        }
    }

    fn rename_schema(&mut self, from: &Name, to: &Name) {
        let prefix = format!("{}.", from.text);
        let moved: Vec<String> = self
            .tables
            .keys()
            .filter(|it| it.starts_with(&prefix))
            .cloned()
            .collect();
        for table in moved {
            let name = split(&table).name;
            self.rename_relation(&table, QualifiedName::new(Some(to.clone()), name));
        }
        let objects = self.objects_mut();
        if let Some(it) = objects.schemas.remove(&from.text) {
            objects.schemas.insert(to.text.clone(), it);
        }
    }

    fn alter_domain(&mut self, name: &QualifiedName, action: &DomainAction) {
        let found = find(&self.objects.domains, name, &self.search_path).map(|(it, _)| it.clone());
        let own = found.unwrap_or_else(|| key(name));
        if let DomainAction::Rename { to } = action {
            self.rename_type(name, to);
            return;
        }
        let domain = self.objects_mut().domains.entry(own).or_default();
        match action {
            DomainAction::AddConstraint {
                name: given,
                expression,
                not_null,
                not_valid,
            } => {
                domain.not_null |= not_null;
                if let Some(expression) = expression {
                    let given = given.as_ref().map_or_else(
                        || super::names::object_name(&name.name.text, "", "check"),
                        |it| it.text.clone(),
                    );
                    domain.checks.push((given, expression.clone(), !not_valid));
                }
            }
            DomainAction::ValidateConstraint { name } => {
                for check in domain.checks.iter_mut().filter(|it| it.0 == name.text) {
                    check.2 = true;
                }
            }
            DomainAction::DropConstraint { name, .. } => {
                domain.checks.retain(|it| it.0 != name.text);
            }
            DomainAction::SetNotNull => domain.not_null = true,
            DomainAction::DropNotNull => domain.not_null = false,
            DomainAction::SetDefault(it) => domain.default = Some(it.clone()),
            DomainAction::DropDefault => domain.default = None,
            DomainAction::Rename { .. } | DomainAction::Other => {}
        }
    }

    fn alter_sequence(&mut self, name: &QualifiedName, action: &SequenceAction) {
        let found = find(&self.objects.sequences, name, &self.search_path);
        let own = found.map_or_else(|| key(name), |(it, _)| it.clone());
        match action {
            SequenceAction::Type(ty) => {
                self.objects_mut().sequences.entry(own).or_default().ty = Some(ty.clone());
            }
            SequenceAction::Rename { to } => {
                self.rename_sequence(name, to);
            }
            SequenceAction::Options | SequenceAction::OwnedBy | SequenceAction::SetLogged(_) => {}
        }
    }
}
