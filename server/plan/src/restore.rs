//! How what a plan drops comes back: constraints, tables without their rows, and columns with
//! something in theirs.
//!
//! Writes the statements of the way back from what the catalog knows; adds no step to a plan.

use model::catalog::{Knowledge, TableConstraint};
use model::name::quote_identifier;
use model::operation::{Column, ConstraintKind, DropTable, References};
use model::types::{BaseType, ColumnType};
use model::{Name, Operation};

use crate::draft::Draft;
use crate::sql::rename;
use crate::target::{Target, placeholder};

/// The statement that adds a constraint again, by the name that it goes by. `at` is its table as
/// SQL.
pub(crate) fn constraint(at: &str, it: &TableConstraint) -> String {
    let mut back = it.constraint.clone();
    back.name = Some(Name::generated(it.name.clone()));
    format!("ALTER TABLE {at} ADD {}", model::render::constraint(&back))
}

/// The same for a check or a foreign key, which reads the rows in a statement of its own.
pub(crate) fn validated_constraint(at: &str, it: &TableConstraint) -> Vec<String> {
    let mut unchecked = it.clone();
    unchecked.constraint.not_valid = true;
    vec![
        constraint(at, &unchecked),
        format!(
            "ALTER TABLE {at} VALIDATE CONSTRAINT {}",
            quote_identifier(&it.name)
        ),
    ]
}

/// The statements that make a table again, without its rows; none where it is not known whole.
pub(crate) fn table(draft: &Draft<'_>, target: &Target, drop: &DropTable) -> Vec<String> {
    let table = target.table.as_ref();
    if table.is_none_or(|it| it.knowledge != Knowledge::Complete) {
        return Vec::new();
    }
    let back = model::inverse::inverse(&Operation::DropTable(drop.clone()), &draft.catalog);
    let back = back.unwrap_or_default();
    back.iter().filter_map(model::render::sql).collect()
}

/// A column that goes, and what it takes to bring it back.
pub(crate) struct Gone {
    /// As far as it is known.
    column: Option<Column>,
    /// INSERTs must name it.
    pub(crate) required: bool,
    /// Rows need something in a column that was NOT NULL, until the backup is read back.
    refill: Option<Refill>,
}

impl Gone {
    pub(crate) fn of(draft: &Draft<'_>, target: &Target, column: &str) -> Gone {
        let column = target.column(column).cloned();
        let required = column.as_ref().is_some_and(|it| {
            it.is_not_null()
                && it.default.is_none()
                && it.identity.is_none()
                && it.generated.is_none()
                && !it.ty.as_ref().is_some_and(|it| it.is_serial())
        });
        let known = column.as_ref().filter(|_| required);
        let refill = known.and_then(|it| Refill::of(draft, target, it));
        Gone {
            column,
            required,
            refill,
        }
    }

    /// It was NOT NULL, and nothing can stand in for its values.
    pub(crate) fn lost(&self) -> bool {
        self.required && self.refill.is_none()
    }

    /// The statements that add the column again, with its checks and keys and what was said of
    /// it; none where its type is not known. Foreign keys and indexes are not among them.
    pub(crate) fn back(&self, target: &Target) -> Vec<String> {
        let Some(column) = self.column.as_ref().filter(|it| it.ty.is_some()) else {
            return Vec::new();
        };
        let name = column.name.as_str();
        let mut res = self.bare(target, column);
        let goes = target.constraints().iter().filter(|it| rests_on(it, name));
        res.extend(goes.map(|it| constraint(&target.sql, it)));
        // The words do not tell a table from its column of the same name.
        let said = target.table.iter().flat_map(|it| &it.said);
        let names_it = |it: &&String| rename(it, name, "") != **it && target.stem() != name;
        res.extend(said.filter(names_it).cloned());
        res
    }

    /// The column as it was, without what is a constraint of the table.
    fn bare(&self, target: &Target, column: &Column) -> Vec<String> {
        let (at, col) = (&target.sql, column.name.to_sql());
        let mut bare = Column::new(column.name.clone(), column.ty.clone());
        bare.collation.clone_from(&column.collation);
        bare.default.clone_from(&column.default);
        bare.generated.clone_from(&column.generated);
        bare.identity = column.identity;
        let required = column.is_not_null() && column.identity.is_none();
        if required && self.refill.is_none() && column.default.is_some() {
            bare.nullable = Some(false);
        }
        let definition = model::render::column(&bare);
        let add = format!("ALTER TABLE {at} ADD COLUMN {definition}");
        match &self.refill {
            None => vec![add],
            Some(Refill::Default(value)) => vec![
                format!("{add} DEFAULT {value}"),
                format!("ALTER TABLE {at} ALTER COLUMN {col} DROP DEFAULT"),
            ],
            Some(Refill::Identity) => vec![
                format!("{add} GENERATED BY DEFAULT AS IDENTITY"),
                format!("ALTER TABLE {at} ALTER COLUMN {col} DROP IDENTITY"),
            ],
            Some(Refill::Parent(value)) => vec![add, format!("UPDATE {at} SET {col} = {value}")],
        }
    }
}

/// A check or key that goes when the column goes.
fn rests_on(it: &TableConstraint, column: &str) -> bool {
    match &it.constraint.kind {
        ConstraintKind::Check { expression } => expression.columns.iter().any(|it| it == column),
        ConstraintKind::Unique { columns, .. } | ConstraintKind::PrimaryKey { columns, .. } => {
            columns.iter().any(|it| it.text == column)
        }
        ConstraintKind::ForeignKey { .. }
        | ConstraintKind::Exclusion { .. }
        | ConstraintKind::NotNull { .. }
        | ConstraintKind::Unknown(_) => false,
    }
}

/// What stands in for the values of a required column that comes back.
enum Refill {
    /// A default for the moment.
    Default(String),
    /// Numbers.
    Identity,
    /// A value of the referenced table.
    Parent(String),
}

impl Refill {
    /// `None` where nothing can stand in.
    fn of(draft: &Draft<'_>, target: &Target, column: &Column) -> Option<Refill> {
        let ty = column.ty.as_ref()?;
        let name = column.name.as_str();
        let unique = target.unique_with(name);
        if column.check.is_some() || checked(target, name) {
            return None;
        }
        if target.foreign_key_with(name) {
            let references = reference_of(target, name).filter(|_| !unique)?;
            return Refill::parent(draft, references);
        }
        if unique {
            return Refill::distinct(ty);
        }
        placeholder(ty, &draft.catalog).map(Refill::Default)
    }

    /// The same value of the referenced table in every row.
    fn parent(draft: &Draft<'_>, references: &References) -> Option<Refill> {
        let parent = draft.target(&references.table);
        let key = match references.columns.first() {
            Some(key) => key.text.clone(),
            None => parent.primary_key().first()?.clone(),
        };
        let key = quote_identifier(&key);
        Some(Refill::Parent(format!(
            "(SELECT min({key}) FROM {})",
            parent.sql
        )))
    }

    /// Another value in every row.
    fn distinct(ty: &ColumnType) -> Option<Refill> {
        if ty.array || !ty.modifiers.is_empty() {
            return None;
        }
        let own = "gen_random_uuid()";
        let integers = [BaseType::SmallInt, BaseType::Integer, BaseType::BigInt];
        if ty.base == BaseType::Uuid {
            Some(Refill::Default(own.to_owned()))
        } else if [BaseType::Text, BaseType::Varchar].contains(&ty.base) {
            Some(Refill::Default(format!("{own}::text")))
        } else {
            integers.contains(&ty.base).then_some(Refill::Identity)
        }
    }
}

/// A CHECK of the table reads the column.
fn checked(target: &Target, column: &str) -> bool {
    target.constraints().iter().any(|it| {
        matches!(&it.constraint.kind, ConstraintKind::Check { expression }
            if expression.columns.iter().any(|it| it == column))
    })
}

/// What a foreign key of this column alone points to.
fn reference_of<'a>(target: &'a Target, column: &str) -> Option<&'a References> {
    target.constraints().iter().find_map(|it| {
        let ConstraintKind::ForeignKey {
            columns,
            references,
        } = &it.constraint.kind
        else {
            return None;
        };
        let alone = columns.len() == 1 && columns[0].text == column;
        alone.then_some(references)
    })
}
