//! The table that a plan is about, as far as the catalog knows it.
//!
//! Answers questions and never concludes from the catalog's silence: what is unknown is `None`
//! or empty.

use model::catalog::{Catalog, Index, Table, TableConstraint};
use model::name::QualifiedName;
use model::operation::{Column, ConstraintKind, CreateTable};
use model::types::{BaseType, ColumnType};
use model::{Context, Name};

#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) name: QualifiedName,
    /// As SQL.
    pub(crate) sql: String,
    pub(crate) table: Option<Table>,
    pub(crate) rows: Option<u64>,
}

impl Target {
    pub(crate) fn new(name: &QualifiedName, catalog: &Catalog, context: &Context) -> Target {
        let table = catalog.table(name).map(|it| (**it).clone());
        let configured = [name.to_string(), name.name.text.clone()]
            .iter()
            .find_map(|it| context.rows.get(it).copied());
        Target {
            name: name.clone(),
            sql: name.to_sql(),
            rows: configured.or_else(|| table.as_ref().and_then(|it| it.rows)),
            table,
        }
    }

    /// The table's own name, which invented names begin with.
    pub(crate) fn stem(&self) -> &str {
        &self.name.name.text
    }

    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.table.as_ref().and_then(|it| it.column(name))
    }

    pub(crate) fn constraints(&self) -> &[TableConstraint] {
        self.table.as_ref().map_or(&[], |it| &it.constraints)
    }

    pub(crate) fn indexes(&self) -> &[Index] {
        self.table.as_ref().map_or(&[], |it| &it.indexes)
    }

    pub(crate) fn partitioned(&self) -> bool {
        self.table
            .as_ref()
            .is_some_and(|it| it.partition_by.is_some())
    }

    /// Known to be NOT NULL, declared or as part of the primary key.
    pub(crate) fn not_null(&self, column: &str) -> bool {
        self.column(column).is_some_and(Column::is_not_null)
            || self.primary_key().iter().any(|it| it == column)
    }

    /// Empty where none is known.
    pub(crate) fn primary_key(&self) -> Vec<String> {
        let declared = self.constraints().iter().find_map(|it| {
            if let ConstraintKind::PrimaryKey { columns, .. } = &it.constraint.kind {
                Some(texts(columns))
            } else {
                None
            }
        });
        declared.unwrap_or_else(|| {
            let columns = self.table.as_ref().map_or(&[][..], |it| &it.columns);
            let keys = columns.iter().filter(|it| it.primary_key);
            keys.map(|it| it.name.text.clone()).collect()
        })
    }

    /// An index whose first columns are these, in any order.
    pub(crate) fn index_beginning_with(&self, columns: &[String]) -> Option<&Index> {
        self.indexes().iter().find(|it| {
            let keys: Vec<Option<&str>> = it
                .keys
                .iter()
                .take(columns.len())
                .map(|key| key.column.as_ref().map(Name::as_str))
                .collect();
            keys.len() == columns.len()
                && !it.invalid
                && it.predicate.is_none()
                && columns
                    .iter()
                    .all(|column| keys.contains(&Some(column.as_str())))
        })
    }

    /// A unique or primary key constraint, or a unique index, holds the column.
    pub(crate) fn unique_with(&self, column: &str) -> bool {
        self.indexes()
            .iter()
            .any(|it| it.unique && mentions(it, column))
            || self.primary_key().iter().any(|it| it == column)
            || self.column(column).is_some_and(|it| it.unique)
            || self.constraints().iter().any(|it| {
                matches!(&it.constraint.kind, ConstraintKind::Unique { columns, .. }
                    if columns.iter().any(|it| it.text == column))
            })
    }

    /// A foreign key of the table holds the column.
    pub(crate) fn foreign_key_with(&self, column: &str) -> bool {
        self.column(column)
            .is_some_and(|it| it.references.is_some())
            || self.constraints().iter().any(|it| {
                matches!(&it.constraint.kind, ConstraintKind::ForeignKey { columns, .. }
                    if columns.iter().any(|it| it.text == column))
            })
    }
}

/// The primary key that a CREATE TABLE says; empty where it says none.
pub(crate) fn primary_key_of(it: &CreateTable) -> Vec<String> {
    let declared = it.constraints.iter().find_map(|it| {
        if let ConstraintKind::PrimaryKey { columns, .. } = &it.kind {
            Some(texts(columns))
        } else {
            None
        }
    });
    declared.unwrap_or_else(|| {
        let keys = it.columns.iter().filter(|it| it.primary_key);
        keys.map(|it| it.name.text.clone()).collect()
    })
}

pub(crate) fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|it| it.text.clone()).collect()
}

/// Whether an index goes when the column goes.
pub(crate) fn mentions(index: &Index, column: &str) -> bool {
    let key = |it: &model::operation::IndexKey| {
        it.column.as_ref().is_some_and(|it| it.text == column)
            || it.columns.iter().any(|it| it == column)
    };
    index.keys.iter().any(key)
        || index.include.iter().any(|it| it.text == column)
        || index
            .predicate
            .as_ref()
            .is_some_and(|it| it.columns.iter().any(|it| it == column))
}

/// A value of a type that stands for "not filled in yet": the type's zero. `None` for types
/// without an obvious one.
pub(crate) fn placeholder(ty: &ColumnType, catalog: &Catalog) -> Option<String> {
    if ty.array {
        return Some("'{}'".to_owned());
    }
    let text = match &ty.base {
        BaseType::SmallInt
        | BaseType::Integer
        | BaseType::BigInt
        | BaseType::Numeric
        | BaseType::Real
        | BaseType::DoublePrecision
        | BaseType::Money => "0",
        BaseType::Boolean => "false",
        BaseType::Char | BaseType::Varchar | BaseType::Text | BaseType::Citext => "''",
        BaseType::Bytea => "'\\x'",
        BaseType::Uuid => "'00000000-0000-0000-0000-000000000000'",
        BaseType::Json | BaseType::Jsonb => "'{}'",
        BaseType::Date => "CURRENT_DATE",
        BaseType::Timestamp | BaseType::TimestampTz => "now()",
        BaseType::Time | BaseType::TimeTz => "'00:00'",
        BaseType::Interval => "'0'",
        BaseType::Named(name) => {
            let bare = name.rsplit('.').next().unwrap_or(name);
            let known = catalog
                .objects
                .enums
                .get(name)
                .or_else(|| catalog.objects.enums.get(bare));
            return known
                .and_then(|it| it.values.first())
                .map(|it| crate::sql::literal(it));
        }
        BaseType::SmallSerial
        | BaseType::Serial
        | BaseType::BigSerial
        | BaseType::Xml
        | BaseType::Inet
        | BaseType::Cidr
        | BaseType::MacAddr
        | BaseType::Bit
        | BaseType::VarBit
        | BaseType::TsVector
        | BaseType::TsQuery
        | BaseType::Oid
        | BaseType::Unknown => return None,
    };
    Some(text.to_owned())
}

/// Whether an index on a column of this type costs as much as one on text.
pub(crate) fn wide(ty: Option<&ColumnType>) -> bool {
    ty.is_none_or(|it| {
        matches!(
            it.base,
            BaseType::Char
                | BaseType::Varchar
                | BaseType::Text
                | BaseType::Citext
                | BaseType::Numeric
                | BaseType::Jsonb
                | BaseType::Json
                | BaseType::TsVector
                | BaseType::Named(_)
                | BaseType::Unknown
        ) || it.array
    })
}

/// The type as it is stored: serial is an integer with a default.
pub(crate) fn stored(ty: &ColumnType) -> ColumnType {
    let plain = [
        (BaseType::SmallSerial, BaseType::SmallInt, "smallint"),
        (BaseType::Serial, BaseType::Integer, "integer"),
        (BaseType::BigSerial, BaseType::BigInt, "bigint"),
    ]
    .into_iter()
    .find(|(serial, _, _)| *serial == ty.base);
    match plain {
        Some((_, base, text)) => ColumnType {
            base,
            text: text.to_owned(),
            ..ty.clone()
        },
        None => ty.clone(),
    }
}
