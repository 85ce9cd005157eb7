//! Questions about the catalog: who is meant, who depends on whom.
//!
//! Never changes anything, and never concludes anything from the silence of a table that is not
//! [`Knowledge::Complete`].

use std::sync::Arc;

use super::{
    Catalog, Domain, EnumType, Index, Knowledge, Statistics, Table, TableConstraint, View, key,
};
use crate::name::{Name, QualifiedName};
use crate::operation::{AlterColumn, ColumnAction, ConstraintKind, References};
use crate::types::{BaseType, ColumnType};

/// A foreign key of some table.
#[derive(Debug, Clone, Copy)]
pub struct ForeignKey<'a> {
    pub table: &'a Table,
    pub constraint: &'a TableConstraint,
    pub columns: &'a [Name],
    pub references: &'a References,
}

/// Whether a name, as [`key`] writes it, is `wanted`; without building it.
fn is_key(name: &QualifiedName, wanted: &str) -> bool {
    match &name.schema {
        Some(schema) if schema.text != "public" => wanted
            .strip_prefix(schema.text.as_str())
            .and_then(|it| it.strip_prefix('.'))
            .is_some_and(|it| it == name.name.text),
        _ => wanted == name.name.text,
    }
}

/// The entry that a name means in a map by [`key`]: exactly, then through the search path, then
/// with or without a schema when that is unambiguous, then without regard to case.
pub(super) fn find<'a, V>(
    map: &'a std::collections::BTreeMap<String, V>,
    name: &QualifiedName,
    search_path: &[String],
) -> Option<(&'a String, &'a V)> {
    if map.is_empty() {
        return None;
    }
    let exact = match &name.schema {
        Some(schema) if schema.text != "public" => map.get_key_value(&key(name)),
        _ => map.get_key_value(name.name.text.as_str()),
    };
    if exact.is_some() {
        return exact;
    }
    if name.schema.is_none() {
        for schema in search_path {
            let wanted = format!("{schema}.{}", name.name.text);
            if let Some(it) = map.get_key_value(&wanted) {
                return Some(it);
            }
        }
    }
    let wanted = name.name.text.as_str();
    let mut as_written = Loose::default();
    let mut in_any_case = Loose::default();
    for entry in map {
        let it = entry.0.as_str();
        let Some(at) = it.len().checked_sub(wanted.len()) else {
            continue;
        };
        let (head, tail) = it.as_bytes().split_at(at);
        if !tail.eq_ignore_ascii_case(wanted.as_bytes()) {
            continue;
        }
        let whole = head.is_empty();
        // Two different schemas are two different tables.
        if !(whole || head.ends_with(b".") && name.schema.is_none()) {
            continue;
        }
        in_any_case.add(entry);
        if tail == wanted.as_bytes() {
            as_written.add(entry);
        }
    }
    as_written.only().or_else(|| in_any_case.only())
}

/// A match that counts only while it is the only one.
struct Loose<T> {
    first: Option<T>,
    more: bool,
}

impl<T> Default for Loose<T> {
    fn default() -> Loose<T> {
        Loose {
            first: None,
            more: false,
        }
    }
}

impl<T> Loose<T> {
    fn add(&mut self, it: T) {
        self.more |= self.first.is_some();
        self.first.get_or_insert(it);
    }

    fn only(self) -> Option<T> {
        self.first.filter(|_| !self.more)
    }
}

/// The type that a column has before a change of it. What the change itself says counts where a
/// spec describes the column as the change leaves it: such a spec tells of the outcome.
pub fn type_before<'a>(
    table: Option<&'a Table>,
    change: &'a AlterColumn,
) -> Option<&'a ColumnType> {
    let said = change.existing_type.as_ref();
    let known = table.and_then(|it| it.column(change.column.as_str())?.ty.as_ref());
    let (Some(table), ColumnAction::Type { ty, .. }) = (table, &change.action) else {
        return known.or(said);
    };
    if table.knowledge == Knowledge::Described && known == Some(ty) {
        return said.filter(|it| *it != ty);
    }
    known.or(said)
}

impl Catalog {
    /// The key and the table that a statement means; see [`Catalog::table`].
    pub fn find_table(&self, name: &QualifiedName) -> Option<(&String, &Arc<Table>)> {
        find(&self.tables, name, &self.search_path)
    }

    /// The key and the view that a statement means.
    pub fn find_view(&self, name: &QualifiedName) -> Option<(&String, &View)> {
        find(&self.objects.views, name, &self.search_path)
    }

    /// Whether a table that is not here does not exist: somebody vouches for the state, and none
    /// of its tables is known from hearsay alone.
    pub fn knows_tables(&self) -> bool {
        self.whole
            && self
                .tables
                .values()
                .all(|it| it.knowledge == Knowledge::Complete)
    }

    /// Tables that are partitions of, or inherit from, a table directly.
    pub fn children<'a>(&'a self, parent: &'a str) -> impl Iterator<Item = &'a Arc<Table>> {
        self.tables
            .values()
            .filter(move |it| it.parents.iter().any(|it| it == parent))
    }

    /// Partitions and inheriting tables at every depth, parents before children.
    pub fn descendants<'a>(&'a self, parent: &'a str) -> Vec<&'a Arc<Table>> {
        let mut found: Vec<&'a Arc<Table>> = self.children(parent).collect();
        let mut at = 0;
        while let Some(&table) = found.get(at) {
            for child in self.tables.values() {
                let below = child
                    .parents
                    .iter()
                    .any(|it| self.tables.get(it).is_some_and(|it| Arc::ptr_eq(it, table)));
                if below && !found.iter().any(|it| Arc::ptr_eq(it, child)) {
                    found.push(child);
                }
            }
            at += 1;
        }
        found
    }

    /// The table that a foreign key points to.
    pub fn referenced(&self, references: &References) -> Option<&Arc<Table>> {
        self.table(&references.table)
    }

    /// Whether a foreign key points to the table with this key.
    fn points_to(&self, references: &References, wanted: &str) -> bool {
        if is_key(&references.table, wanted) {
            return true;
        }
        // Loosely only where the names could mean each other.
        wanted.ends_with(references.table.name.as_str())
            && self
                .find_table(&references.table)
                .is_some_and(|(it, _)| it == wanted)
    }

    /// The foreign keys of every table, the table's own included, that point to a table.
    pub fn referencing<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = ForeignKey<'a>> {
        self.tables
            .values()
            .flat_map(|it| it.foreign_keys())
            .filter(move |it| self.points_to(it.references, wanted))
    }

    /// The table that has an index, and the index.
    pub fn index(&self, name: &QualifiedName) -> Option<(&Arc<Table>, &Index)> {
        self.tables.values().find_map(|table| {
            let index = table.index(name.name.as_str())?;
            Some((table, index))
        })
    }

    /// Views that read a relation directly.
    pub fn views_of<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = (&'a String, &'a View)> {
        self.objects
            .views
            .iter()
            .filter(move |(_, view)| view.reads.iter().any(|it| self.means(it, wanted)))
    }

    /// Whether a name in a view's text is the relation with this key.
    fn means(&self, name: &QualifiedName, wanted: &str) -> bool {
        is_key(name, wanted)
            || (wanted.ends_with(name.name.as_str())
                && (self.find_table(name).is_some_and(|(it, _)| it == wanted)
                    || self.find_view(name).is_some_and(|(it, _)| it == wanted)))
    }

    /// Views that use a column of a relation directly.
    pub fn views_of_column<'a>(
        &'a self,
        wanted: &'a str,
        column: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a View)> {
        let bare = wanted.rsplit('.').next().unwrap_or(wanted);
        self.views_of(wanted).filter(move |(_, view)| {
            view.columns.iter().any(|it| {
                let relation = it
                    .relation
                    .as_deref()
                    .is_none_or(|it| it == wanted || it.rsplit('.').next().unwrap_or(it) == bare);
                relation && (it.column == "*" || it.column == column)
            })
        })
    }

    /// Views that read a relation, and views over these, at every depth.
    pub fn views_above<'a>(&'a self, wanted: &str) -> Vec<&'a String> {
        let mut found: Vec<&'a String> = Vec::new();
        let mut queue = vec![wanted.to_owned()];
        while let Some(next) = queue.pop() {
            for (name, view) in &self.objects.views {
                let reads = view.reads.iter().any(|it| self.means(it, &next));
                if reads && !found.contains(&name) {
                    found.push(name);
                    queue.push(name.clone());
                }
            }
        }
        found
    }

    /// Sequences that a table, or one column of it, owns.
    pub fn owned_sequences<'a>(
        &'a self,
        table: &'a str,
        column: Option<&'a str>,
    ) -> impl Iterator<Item = &'a String> {
        self.objects
            .sequences
            .iter()
            .filter(move |(_, it)| {
                it.owned_by.as_ref().is_some_and(|(owner, owned)| {
                    owner == table && column.is_none_or(|it| it == owned)
                })
            })
            .map(|(name, _)| name)
    }

    /// Extended statistics over a table's column.
    pub fn statistics_of<'a>(
        &'a self,
        table: &'a str,
        column: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Statistics)> {
        self.objects.statistics.iter().filter(move |(_, it)| {
            it.tables.iter().any(|it| it == table) && it.columns.iter().any(|it| it == column)
        })
    }

    /// The domain that a column's type is.
    pub fn domain(&self, ty: &ColumnType) -> Option<&Domain> {
        let BaseType::Named(name) = &ty.base else {
            return None;
        };
        self.named(&self.objects.domains, name)
    }

    /// The enum that a column's type is.
    pub fn enum_type(&self, ty: &ColumnType) -> Option<&EnumType> {
        let BaseType::Named(name) = &ty.base else {
            return None;
        };
        self.named(&self.objects.enums, name)
    }

    fn named<'a, V>(
        &'a self,
        map: &'a std::collections::BTreeMap<String, V>,
        name: &str,
    ) -> Option<&'a V> {
        if map.is_empty() {
            return None;
        }
        map.get(name)
            .or_else(|| find(map, &split(name), &self.search_path).map(|(_, it)| it))
    }

    /// Whether a column's type is the user's type with this name.
    pub fn is_type(&self, ty: &ColumnType, name: &QualifiedName) -> bool {
        let BaseType::Named(text) = &ty.base else {
            return false;
        };
        let written = split(text);
        let other_schema = written
            .schema
            .as_ref()
            .zip(name.schema.as_ref())
            .is_some_and(|(one, two)| one != two);
        written.name == name.name && !other_schema
    }

    /// Tables with a column of a user's type, and the column.
    pub fn columns_of_type<'a>(
        &'a self,
        name: &'a QualifiedName,
    ) -> impl Iterator<Item = (&'a String, &'a Arc<Table>, &'a Name)> {
        self.tables.iter().flat_map(move |(key, table)| {
            table
                .columns
                .iter()
                .filter(|it| it.ty.as_ref().is_some_and(|it| self.is_type(it, name)))
                .map(move |it| (key, table, &it.name))
        })
    }
}

/// `schema.name` as written in a type.
pub(super) fn split(name: &str) -> QualifiedName {
    match name.rsplit_once('.') {
        Some((schema, name)) => {
            QualifiedName::new(Some(Name::generated(schema)), Name::generated(name))
        }
        None => QualifiedName::generated(name),
    }
}

impl Table {
    /// Its key in the catalog, as [`key`] makes it.
    pub fn key(&self) -> String {
        key(&self.name)
    }

    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|it| it.name == name)
    }

    pub fn constraint(&self, name: &str) -> Option<&TableConstraint> {
        self.constraints.iter().find(|it| it.name == name)
    }

    pub(super) fn has_index_or_constraint(&self, name: &str) -> bool {
        self.index(name).is_some() || self.constraint(name).is_some()
    }

    /// Columns of the primary key, or `None` when none is known.
    pub fn primary_key(&self) -> Option<Vec<&str>> {
        let declared = self.constraints.iter().find_map(|it| {
            let ConstraintKind::PrimaryKey { columns, .. } = &it.constraint.kind else {
                return None;
            };
            Some(columns.iter().map(Name::as_str).collect::<Vec<_>>())
        });
        declared.or_else(|| {
            let flagged: Vec<&str> = self
                .columns
                .iter()
                .filter(|it| it.primary_key)
                .map(|it| it.name.as_str())
                .collect();
            (!flagged.is_empty()).then_some(flagged)
        })
    }

    /// The foreign keys, in the order of declaration.
    pub fn foreign_keys(&self) -> impl Iterator<Item = ForeignKey<'_>> {
        self.constraints.iter().filter_map(move |it| {
            let ConstraintKind::ForeignKey {
                columns,
                references,
            } = &it.constraint.kind
            else {
                return None;
            };
            Some(ForeignKey {
                table: self,
                constraint: it,
                columns,
                references,
            })
        })
    }

    /// Whether a column is NOT NULL as far as is known.
    pub fn not_null(&self, column: &str) -> bool {
        self.column(column).is_some_and(|it| it.is_not_null())
            || self.primary_key().is_some_and(|it| it.contains(&column))
    }

    /// Whether a unique key over exactly these columns (in any order) is known.
    pub fn unique_over(&self, columns: &[&str]) -> bool {
        let same = |keys: &[&str]| {
            keys.len() == columns.len() && keys.iter().all(|it| columns.contains(it))
        };
        if self.primary_key().is_some_and(|it| same(&it)) {
            return true;
        }
        let indexed = self.indexes.iter().any(|it| {
            let keys: Option<Vec<&str>> = it
                .keys
                .iter()
                .map(|it| it.column.as_ref().map(Name::as_str))
                .collect();
            it.unique && !it.invalid && it.predicate.is_none() && keys.is_some_and(|it| same(&it))
        });
        indexed || matches!(columns, [one] if self.column(one).is_some_and(|it| it.unique))
    }
}

impl Index {
    /// Whether the index goes when the column goes.
    pub fn mentions(&self, column: &str) -> bool {
        self.keys.iter().any(|it| {
            it.column.as_ref().is_some_and(|it| it.text == column)
                || it.columns.iter().any(|it| it == column)
        }) || self.include.iter().any(|it| it.text == column)
            || self
                .predicate
                .as_ref()
                .is_some_and(|it| it.columns.iter().any(|it| it == column))
    }

    /// Whether a key is an expression.
    pub fn has_expression(&self) -> bool {
        self.keys.iter().any(|it| it.column.is_none())
    }
}

impl TableConstraint {
    /// Whether the constraint goes when the column goes.
    pub fn mentions(&self, column: &str) -> bool {
        match &self.constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::ForeignKey { columns, .. } => {
                columns.iter().any(|it| it.text == column)
            }
            ConstraintKind::Check { expression } => {
                expression.columns.iter().any(|it| it == column)
            }
            ConstraintKind::Exclusion { elements, .. } => elements
                .iter()
                .any(|it| it.columns.iter().any(|it| it == column)),
            ConstraintKind::NotNull { column: it } => it.text == column,
            ConstraintKind::Unknown(_) => false,
        }
    }
}
