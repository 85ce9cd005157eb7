//! What a table must have to become a partition, made on it beforehand: attaching would build or
//! check the same under its lock.

use model::catalog::Index;
use model::operation::{AddIndex, ConstraintKind};
use model::{Name, QualifiedName};

use super::super::create_index::named;
use crate::draft::Draft;
use crate::target::{Target, texts};
use crate::{names, pieces};

/// Makes the table like its parent to be: keys, indexes, NOT NULLs, foreign keys.
pub(super) fn match_parent(draft: &mut Draft<'_>, parent: &Target, table: &QualifiedName) {
    let child = draft.target(table);
    keys(draft, parent, &child);
    indexes(draft, parent, &child);
    not_nulls(draft, parent, table);
    foreign_keys(draft, parent, &child);
}

/// A primary or unique key.
#[derive(PartialEq)]
struct Key {
    columns: Vec<String>,
    primary: bool,
}

impl Key {
    /// With whether its NULLs are not distinct. `None` for other constraints.
    fn of(kind: &ConstraintKind) -> Option<(Key, bool)> {
        let (columns, primary, nulls_not_distinct) = match kind {
            ConstraintKind::PrimaryKey { columns, .. } => (columns, true, false),
            ConstraintKind::Unique {
                columns,
                nulls_not_distinct,
                ..
            } => (columns, false, *nulls_not_distinct),
            ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => return None,
        };
        let columns = texts(columns);
        Some((Key { columns, primary }, nulls_not_distinct))
    }
}

fn keys(draft: &mut Draft<'_>, parent: &Target, child: &Target) {
    for constraint in parent.constraints() {
        let Some((key, nulls_not_distinct)) = Key::of(&constraint.constraint.kind) else {
            continue;
        };
        let own = child.constraints().iter();
        let mut own = own.filter_map(|it| Key::of(&it.constraint.kind));
        if own.any(|(own, _)| own == key) {
            continue;
        }
        let Key { columns, primary } = key;
        if primary {
            for column in &columns {
                if !draft.target(&child.name).not_null(column) {
                    pieces::not_null(draft, &child.name, column);
                }
            }
        }
        let (stem, suffix) = if primary {
            (child.stem().to_owned(), "pkey")
        } else {
            (format!("{}_{}", child.stem(), columns.join("_")), "key")
        };
        let name = names::constraint(&draft.catalog, child.table.as_ref(), &stem, suffix);
        pieces::key_using_index(
            draft,
            &child.name,
            &name,
            &columns,
            primary,
            nulls_not_distinct,
        );
    }
}

fn indexes(draft: &mut Draft<'_>, parent: &Target, child: &Target) {
    let keys = |it: &Index| -> Vec<String> { it.keys.iter().map(|it| it.text.clone()).collect() };
    for index in parent.indexes().iter().filter(|it| it.constraint.is_none()) {
        let there = child
            .indexes()
            .iter()
            .any(|it| keys(it) == keys(index) && it.unique >= index.unique && !it.invalid);
        if there {
            continue;
        }
        let own = AddIndex {
            name: None,
            table: child.name.clone(),
            only: false,
            if_not_exists: false,
            unique: index.unique,
            concurrently: true,
            keys: index.keys.clone(),
            include: index.include.clone(),
            method: index.method.clone(),
            predicate: index.predicate.clone(),
            attributes: index.attributes.clone(),
            range: child.name.range(),
        };
        let own = named(draft, &own);
        pieces::build_index(draft, &own);
    }
}

fn not_nulls(draft: &mut Draft<'_>, parent: &Target, table: &QualifiedName) {
    // The keys may have brought some.
    let child = draft.target(table);
    for column in parent.table.iter().flat_map(|it| &it.columns) {
        let name = column.name.as_str();
        if parent.not_null(name) && !child.not_null(name) {
            pieces::not_null(draft, table, name);
        }
    }
}

fn foreign_keys(draft: &mut Draft<'_>, parent: &Target, child: &Target) {
    for constraint in parent.constraints() {
        let ConstraintKind::ForeignKey {
            columns,
            references,
        } = &constraint.constraint.kind
        else {
            continue;
        };
        let mut own = child.constraints().iter();
        let there = own.any(|it| it.constraint.kind.is_same_key(&constraint.constraint.kind));
        if there {
            continue;
        }
        let mut own = constraint.constraint.clone();
        own.name = Some(Name::generated(constraint.name.clone()));
        let orphans = pieces::orphans(draft, &child.sql, &texts(columns), references);
        pieces::validated_later(draft, &child.name, &own, orphans);
    }
}
