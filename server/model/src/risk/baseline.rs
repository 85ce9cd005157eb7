//! What a change is, before anything around it is asked: its baseline, and what it does to data
//! and to running code.
//!
//! Takes no account of environment, sizes or documents; that is for `adjust` and `dangers`.

use super::cast::{self, Cast};
use super::{Level, Question, Reversible, dependents, follow, other};
use crate::catalog::{Catalog, TableConstraint, type_before};
use crate::facts::{Break, Facts, LockMode};
use crate::lower::is_version_table;
use crate::name::{QualifiedName, quote_identifier};
use crate::operation::{
    AddColumn, AlterColumn, AlterEnum, ColumnAction, Constraint, ConstraintKind, DropConstraint,
    EnumAction, Expression, NoChange, Operation, References, Shape,
};
use crate::types::{BaseType, ColumnType};

/// A baseline and the properties that adjustments and dangers ask for.
#[derive(Debug, Clone)]
pub(super) struct Baseline {
    /// `None`: could not be analysed.
    pub(super) level: Option<Level>,
    pub(super) why: String,
    /// What existing data is gone afterwards, in words.
    pub(super) loses: Option<String>,
    /// Code released before fails at once.
    pub(super) breaks: bool,
    pub(super) reversible: Reversible,
    /// Existing rows can refuse it.
    pub(super) refuses: bool,
    /// The object that goes, by drop or rename: what the documents have to name to answer for it.
    pub(super) goes: Option<Gone>,
    /// A bulk update or delete.
    pub(super) bulk: Option<Bulk>,
    /// PostgreSQL changes its catalog only, refuses no row, and old code keeps working.
    pub(super) metadata_only: Option<String>,
    /// Worth an information although the level is low.
    pub(super) notice: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Gone {
    /// A view or a function under its own name.
    pub(super) table: QualifiedName,
    /// `None`: the whole table.
    pub(super) column: Option<String>,
    pub(super) dependents: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bulk {
    pub(super) batched: bool,
    /// Overwrites nothing.
    pub(super) fills_only_nulls: bool,
}

/// The rows are read, written anew, or indexed; what is not known counts as yes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Work {
    pub(super) rewrite: bool,
    pub(super) scan: bool,
    pub(super) build: bool,
}

impl Work {
    pub(super) fn of(facts: &Facts, operation: &Operation) -> Work {
        let assumed = may_work(operation);
        let assume = |it: Option<bool>| it.unwrap_or(assumed);
        Work {
            rewrite: assume(facts.rewrite),
            scan: assume(facts.scan),
            build: assume(facts.index_build),
        }
    }

    pub(super) fn any(self) -> bool {
        self.rewrite || self.scan || self.build
    }
}

/// Whether the worse must be assumed where the facts do not know: a plain nullable column of a
/// type that nothing describes is one whatever the type.
fn may_work(operation: &Operation) -> bool {
    if let Operation::AddColumn(it) = operation {
        let column = &it.column;
        let numbered =
            column.identity.is_some() || column.ty.as_ref().is_some_and(ColumnType::is_serial);
        numbered || column.default.is_some() || column.generated.is_some() || !inline(it).is_empty()
    } else {
        !matches!(operation, Operation::NoChange(_))
    }
}

impl Baseline {
    pub(super) fn new(level: Level, why: impl Into<String>) -> Baseline {
        Baseline {
            level: Some(level),
            why: why.into(),
            loses: None,
            breaks: false,
            reversible: Reversible::Yes,
            refuses: false,
            goes: None,
            bulk: None,
            metadata_only: None,
            notice: false,
        }
    }

    pub(super) fn unknown(why: impl Into<String>) -> Baseline {
        Baseline {
            level: None,
            reversible: Reversible::No,
            ..Baseline::new(Level::Low, why)
        }
    }

    pub(super) fn losing(self, what: impl Into<String>, reversible: Reversible) -> Baseline {
        Baseline {
            loses: Some(what.into()),
            reversible,
            ..self
        }
    }

    pub(super) fn breaking(self) -> Baseline {
        Baseline {
            breaks: true,
            ..self
        }
    }

    pub(super) fn refusing(self) -> Baseline {
        Baseline {
            refuses: true,
            ..self
        }
    }

    pub(super) fn of_gone(self, gone: Gone) -> Baseline {
        Baseline {
            goes: Some(gone),
            ..self
        }
    }
}

/// The baseline of one part. `facts` are those of its own statement.
pub(super) fn of(question: &Question<'_>, operation: &Operation, facts: &Facts) -> Baseline {
    let catalog = question.catalog;
    let work = Work::of(facts, operation);
    let mut baseline = match operation {
        Operation::CreateTable(it) => {
            let scans = facts.scan == Some(true) && it.partition_of.is_some();
            let level = if scans { Level::Medium } else { Level::Low };
            Baseline {
                notice: facts.locks.iter().any(|it| it.mode >= LockMode::Share),
                ..Baseline::new(level, "creates a table")
            }
        }
        Operation::DropTable(it) => {
            let temporary = catalog.table(&it.table).is_some_and(|it| it.temporary);
            if temporary {
                Baseline::new(Level::Low, "drops a temporary table")
            } else {
                let dependents = dependents::of_table(catalog, &it.table);
                let gone = Gone {
                    table: it.table.clone(),
                    column: None,
                    dependents,
                };
                Baseline::new(Level::Critical, "drops a table")
                    .losing(format!("every row of `{}`", it.table), Reversible::No)
                    .breaking()
                    .of_gone(gone)
            }
        }
        Operation::RenameTable(it) if follow::view_takes_name(question, it) => Baseline {
            metadata_only: Some(format!(
                "view `{}` takes the old name in the same transaction",
                it.table
            )),
            ..Baseline::new(Level::High, "renames a table")
        },
        Operation::RenameTable(it) => Baseline::new(Level::High, "renames a table")
            .breaking()
            .of_gone(Gone {
                table: it.table.clone(),
                column: None,
                dependents: Vec::new(),
            }),
        Operation::AddColumn(it) => add_column(question, it, facts, work),
        Operation::DropColumn(it) => {
            let referenced = dependents::pointing_at(catalog, &it.table, &it.column.text);
            let (level, why) = if let Some(first) = referenced.first() {
                let why = format!("drops a column that {first} points at");
                (Level::Critical, why)
            } else {
                (Level::High, "drops a column".to_owned())
            };
            let what = format!("every value of `{}.{}`", it.table, it.column);
            Baseline::new(level, why)
                .losing(what, Reversible::SchemaOnly)
                .breaking()
                .of_gone(Gone {
                    table: it.table.clone(),
                    column: Some(it.column.text.clone()),
                    dependents: dependents::of_column(catalog, &it.table, &it.column.text),
                })
        }
        Operation::RenameColumn(it) => Baseline::new(Level::High, "renames a column")
            .breaking()
            .of_gone(Gone {
                table: it.table.clone(),
                column: Some(it.column.text.clone()),
                dependents: Vec::new(),
            }),
        Operation::AlterColumn(it) => alter_column(catalog, it, facts, work),
        Operation::AddIndex(it) if it.concurrently => {
            let baseline = Baseline::new(Level::Low, "builds an index without blocking writes");
            if it.unique {
                baseline.refusing()
            } else {
                baseline
            }
        }
        Operation::AddIndex(it) => {
            // Of a table that is made here, nobody writes anything yet.
            let what = if catalog.table(&it.table).is_some_and(|it| it.new) {
                "builds an index on a new table"
            } else {
                "builds an index, which blocks writes"
            };
            let baseline = Baseline::new(Level::Medium, what);
            if it.unique {
                baseline.refusing()
            } else {
                baseline
            }
        }
        Operation::DropIndex(it) if it.concurrently => {
            Baseline::new(Level::Low, "drops an index without blocking")
        }
        Operation::DropIndex(it) => {
            let keys = needed_index(catalog, &it.index);
            match keys.first() {
                Some(first) => Baseline::new(
                    Level::Critical,
                    format!("drops the index that {first} needs"),
                ),
                None => Baseline::new(Level::Medium, "drops an index"),
            }
        }
        Operation::AddConstraint(it) => Baseline {
            notice: catalog.table(&it.table).is_some_and(|it| it.new)
                && matches!(
                    &it.constraint.kind,
                    ConstraintKind::ForeignKey { references, .. }
                        if points_at_old_table(catalog, &it.table, references)
                ),
            ..add_constraint(&it.constraint, work)
        },
        Operation::DropConstraint(it) => drop_constraint(catalog, it),
        Operation::ValidateConstraint(_) => {
            Baseline::new(Level::Low, "validates a constraint without blocking writes").refusing()
        }
        Operation::CreateEnum(_) => Baseline::new(Level::Low, "creates an enum"),
        Operation::AlterEnum(it) => alter_enum(it),
        Operation::DropEnum(it) if it.cascade => Baseline::new(
            Level::Critical,
            "drops a type and every column of that type",
        )
        .losing(
            format!("every column of type `{}`", it.name),
            Reversible::SchemaOnly,
        )
        .breaking(),
        Operation::DropEnum(it) => Baseline::new(Level::Medium, "drops a type").of_gone(Gone {
            table: it.name.clone(),
            column: None,
            dependents: Vec::new(),
        }),
        // One row of the runner's own, which no application reads.
        Operation::BulkInsert(it) if is_version_table(it.table.name.as_str()) => {
            Baseline::new(Level::Low, "notes which migration was applied")
        }
        Operation::BulkUpdate(it) if is_version_table(it.table.name.as_str()) => {
            Baseline::new(Level::Low, "notes which migration was applied")
        }
        Operation::BulkDelete(it) if is_version_table(it.table.name.as_str()) => {
            Baseline::new(Level::Low, "notes which migration was applied")
        }
        Operation::BulkInsert(_) => Baseline::new(Level::Medium, "inserts rows"),
        Operation::BulkUpdate(it) => {
            let added = |column: &str| {
                question.added_columns.iter().any(|(table, name)| {
                    name == column
                        && *table
                            == catalog.table(&it.table).map_or_else(
                                || crate::catalog::key(&it.table),
                                |known| crate::catalog::key(&known.name),
                            )
                })
            };
            let fills_only_nulls = !it.set.is_empty()
                && it.set.iter().all(|(column, _)| {
                    added(&column.text)
                        || it
                            .filter
                            .as_ref()
                            .is_some_and(|filter| wants_null(filter, &column.text))
                });
            let baseline = Baseline {
                bulk: Some(Bulk {
                    batched: it.batch_size.is_some(),
                    fills_only_nulls,
                }),
                ..Baseline::new(Level::High, "updates rows in bulk")
            };
            if fills_only_nulls {
                baseline
            } else {
                baseline.losing(
                    format!("the overwritten values in `{}`", it.table),
                    Reversible::SchemaOnly,
                )
            }
        }
        Operation::BulkDelete(it) => Baseline {
            bulk: Some(Bulk {
                batched: it.batch_size.is_some(),
                fills_only_nulls: false,
            }),
            ..Baseline::new(Level::High, "deletes rows in bulk")
        }
        .losing(
            format!("the deleted rows of `{}`", it.table),
            Reversible::No,
        ),
        Operation::Other(it) => other::of(question, it, facts, work),
        Operation::NoChange(it) => no_change(it),
        Operation::Unknown(it) => Baseline::unknown(it.reason.clone()),
    };
    let missing = |it: &Break| matches!(it, Break::MissingObject | Break::InsertWithoutColumn);
    if baseline.metadata_only.is_none() && facts.breaks.iter().any(missing) {
        baseline.breaks = true;
    }
    baseline
}

fn no_change(operation: &NoChange) -> Baseline {
    let why = match operation {
        NoChange::Begin
        | NoChange::Commit
        | NoChange::Rollback
        | NoChange::Savepoint
        | NoChange::Set { .. }
        | NoChange::Session { .. } => "changes the session only",
        NoChange::Select { .. } => "reads only",
    };
    Baseline::new(Level::Low, why)
}

/// The inline constraints of a new column that existing rows could violate, in words.
fn inline(it: &AddColumn) -> Vec<&'static str> {
    let column = &it.column;
    let mut found = Vec::new();
    if column.primary_key {
        found.push("a primary key");
    }
    let named = |holds: fn(&ConstraintKind) -> bool| {
        let valid = it.constraints.iter().filter(|it| !it.not_valid);
        valid.map(|it| &it.kind).any(holds)
    };
    if column.unique || named(|it| matches!(it, ConstraintKind::Unique { .. })) {
        found.push("a unique constraint");
    }
    let checked = named(|it| matches!(it, ConstraintKind::Check { .. }));
    if column.check.is_some() || checked {
        found.push("a check");
    }
    if column.references.is_some() || named(|it| matches!(it, ConstraintKind::ForeignKey { .. })) {
        found.push("a foreign key");
    }
    found
}

fn add_column(question: &Question<'_>, it: &AddColumn, facts: &Facts, work: Work) -> Baseline {
    let column = &it.column;
    let serial = column.ty.as_ref().is_some_and(ColumnType::is_serial);
    let fills_itself = serial || column.identity.is_some() || column.generated.is_some();
    let null_default = column
        .default
        .as_ref()
        .is_none_or(|it| it.shape == Shape::Null);
    if column.is_not_null() && null_default && !fills_itself {
        return Baseline::new(Level::High, "adds a NOT NULL column without a default")
            .breaking()
            .refusing();
    }
    if work.rewrite {
        let why = if serial || column.identity.is_some() {
            "adds a column that numbers every row, which rewrites the table"
        } else if column.generated.is_some() {
            "adds a stored generated column, which rewrites the table"
        } else if column.default.is_some() {
            "adds a column with a volatile default, which rewrites the table"
        } else {
            "adds a column that rewrites the table"
        };
        return Baseline::new(Level::High, why);
    }
    let constraints = inline(it);
    if !constraints.is_empty() {
        let why = format!("adds a column with {}", constraints.join(" and "));
        let baseline = Baseline::new(Level::High, why);
        // NULL satisfies a foreign key, so a column without a default has nothing to check.
        return if work.any() || facts.scan.is_none() || !null_default || constraints.len() > 1 {
            baseline.refusing()
        } else {
            Baseline {
                metadata_only: Some("nothing is scanned or rewritten".to_owned()),
                notice: column
                    .references
                    .as_ref()
                    .is_some_and(|to| points_at_old_table(question.catalog, &it.table, to)),
                ..baseline
            }
        };
    }
    if column.index {
        return Baseline::new(Level::Medium, "adds a column with an index");
    }
    if column.is_not_null() {
        return Baseline::new(Level::Medium, "adds a NOT NULL column with a default");
    }
    Baseline::new(Level::Low, "adds a nullable column")
}

fn alter_column(catalog: &Catalog, it: &AlterColumn, facts: &Facts, work: Work) -> Baseline {
    match &it.action {
        ColumnAction::Type { ty, using, .. } => {
            let known = type_before(catalog.table(&it.table).map(|it| &**it), it);
            change_type(known, ty, using.as_ref(), facts, work)
        }
        ColumnAction::SetDefault(_) => Baseline::new(Level::Low, "sets a default"),
        ColumnAction::DropDefault => {
            Baseline::new(Level::Medium, "drops a default").of_gone(Gone {
                table: it.table.clone(),
                column: Some(it.column.text.clone()),
                dependents: Vec::new(),
            })
        }
        ColumnAction::SetNotNull => {
            let baseline = Baseline::new(Level::High, "sets NOT NULL");
            if work.scan {
                baseline.refusing()
            } else {
                Baseline {
                    metadata_only: Some("the column is already proven to hold no NULL".to_owned()),
                    ..baseline
                }
            }
        }
        ColumnAction::DropNotNull => Baseline::new(Level::Low, "drops NOT NULL"),
        ColumnAction::DropIdentity { .. } => Baseline::new(Level::Medium, "drops an identity")
            .of_gone(Gone {
                table: it.table.clone(),
                column: Some(it.column.text.clone()),
                dependents: Vec::new(),
            }),
        ColumnAction::SetExpression(_) => {
            let level = if work.rewrite {
                Level::Medium
            } else {
                Level::Low
            };
            Baseline::new(level, "changes the expression of a generated column")
        }
        ColumnAction::AddIdentity { .. } => Baseline::new(Level::Low, "adds an identity"),
        ColumnAction::AlterIdentity => Baseline::new(Level::Low, "changes an identity"),
        ColumnAction::DropExpression { .. } => {
            Baseline::new(Level::Low, "makes a generated column a plain one")
        }
        ColumnAction::SetStatistics
        | ColumnAction::SetStorage
        | ColumnAction::SetCompression
        | ColumnAction::SetOptions => Baseline::new(Level::Low, "changes a column's options"),
    }
}

fn change_type(
    from: Option<&ColumnType>,
    to: &ColumnType,
    using: Option<&Expression>,
    facts: &Facts,
    work: Work,
) -> Baseline {
    let cast = from.map_or(Cast::Unknown, |from| cast::of(from, to));
    let words = match from {
        Some(from) => format!("from {} to {}", from.text, to.text),
        None => format!("to {}", to.text),
    };
    let incompatible = |reason: &str| {
        Baseline::new(
            Level::Critical,
            format!("changes a column's type {words}: {reason}"),
        )
        .refusing()
    };
    match cast {
        Cast::Loses(reason) => {
            incompatible(reason).losing(reason.to_owned(), Reversible::SchemaOnly)
        }
        Cast::MayFail(reason) => Baseline {
            reversible: Reversible::SchemaOnly,
            ..incompatible(reason)
        },
        // USING is written where PostgreSQL has no cast of its own, and those can fail.
        Cast::Unknown if using.is_some() && to.base != BaseType::Text => Baseline {
            reversible: Reversible::SchemaOnly,
            ..incompatible("not every value may convert")
        },
        Cast::Unknown => Baseline {
            reversible: Reversible::SchemaOnly,
            ..Baseline::new(Level::High, format!("changes a column's type {words}")).refusing()
        },
        Cast::Keeps => {
            let data_error = |code: &str| code.starts_with("22") || code.starts_with("23");
            let refused = facts.fails_with.iter().any(|it| data_error(it.sqlstate));
            let baseline = Baseline::new(Level::High, format!("changes a column's type {words}"));
            if work.any() || refused {
                baseline
            } else {
                Baseline {
                    metadata_only: Some("PostgreSQL keeps the rows as they are".to_owned()),
                    ..baseline
                }
            }
        }
    }
}

fn add_constraint(constraint: &Constraint, work: Work) -> Baseline {
    let (what, using_index) = match &constraint.kind {
        ConstraintKind::PrimaryKey { using_index, .. } => ("a primary key", using_index.is_some()),
        ConstraintKind::Unique { using_index, .. } => {
            ("a unique constraint", using_index.is_some())
        }
        ConstraintKind::ForeignKey { .. } => ("a foreign key", false),
        ConstraintKind::Check { .. } => ("a check constraint", false),
        ConstraintKind::Exclusion { .. } => ("an exclusion constraint", false),
        ConstraintKind::NotNull { .. } => ("a NOT NULL constraint", false),
        ConstraintKind::Unknown(kind) => {
            return Baseline::unknown(format!("the kind of constraint `{kind}` is not known"));
        }
    };
    if constraint.not_valid {
        return Baseline::new(Level::Low, format!("adds {what} NOT VALID"));
    }
    if constraint.not_enforced {
        return Baseline::new(Level::Low, format!("adds {what} NOT ENFORCED"));
    }
    let baseline = Baseline::new(Level::High, format!("adds {what}"));
    if work.any() {
        return baseline.refusing();
    }
    let why = if using_index {
        "the index is already there"
    } else {
        "nothing is scanned or built"
    };
    Baseline {
        metadata_only: Some(why.to_owned()),
        ..baseline
    }
}

/// What is known of a constraint that goes.
enum Dropped {
    ForeignKey,
    /// A primary key or unique constraint, and the foreign keys that need it.
    Key(Vec<String>),
    Restriction,
    Unknown,
}

fn drop_constraint(catalog: &Catalog, it: &DropConstraint) -> Baseline {
    let known = catalog.table(&it.table).and_then(|table| {
        let named = |constraint: &&TableConstraint| constraint.name == it.name.text;
        table.constraints.iter().find(named)
    });
    let dropped = match known {
        Some(known) => match &known.constraint.kind {
            ConstraintKind::ForeignKey { .. } => Dropped::ForeignKey,
            ConstraintKind::PrimaryKey { columns, .. } => {
                Dropped::Key(dependents::needing_key(catalog, &it.table, columns, true))
            }
            ConstraintKind::Unique { columns, .. } => {
                Dropped::Key(dependents::needing_key(catalog, &it.table, columns, false))
            }
            ConstraintKind::Check { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. } => Dropped::Restriction,
            ConstraintKind::Unknown(_) => Dropped::Unknown,
        },
        None => by_words(it),
    };
    match dropped {
        Dropped::ForeignKey => Baseline::new(
            Level::Critical,
            "drops a foreign key: rows without a parent are accepted",
        ),
        Dropped::Key(needed) => match needed.first() {
            Some(first) => {
                Baseline::new(Level::Critical, format!("drops the key that {first} needs"))
            }
            None if it.cascade => Baseline::new(
                Level::Critical,
                "drops a key and every foreign key that points at it",
            ),
            None => Baseline::new(Level::Medium, "drops a key"),
        },
        Dropped::Restriction => Baseline::new(Level::Medium, "drops a constraint"),
        Dropped::Unknown => Baseline::new(
            Level::Critical,
            "drops a constraint that may be a foreign key",
        ),
    }
}

/// Nothing describes the constraint: its `kind`, or the names that PostgreSQL and people give.
fn by_words(it: &DropConstraint) -> Dropped {
    let kind = it.kind.as_deref().unwrap_or_default().to_ascii_lowercase();
    match kind.replace([' ', '-'], "_").as_str() {
        "foreign_key" | "foreignkey" | "fk" => return Dropped::ForeignKey,
        "primary_key" | "primary" | "pk" | "unique" => return Dropped::Key(Vec::new()),
        "check" | "exclusion" | "exclude" | "not_null" => return Dropped::Restriction,
        _ => {}
    }
    let name = it.name.text.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    if ends(&["_fkey", "_fk"]) || begins(&["fk_", "fk-"]) {
        Dropped::ForeignKey
    } else if ends(&["_pkey", "_key", "_pk", "_unique", "_uniq", "_uq"])
        || begins(&["pk_", "uq_", "uniq_", "unique_", "uk_"])
    {
        Dropped::Key(Vec::new())
    } else if ends(&["_check", "_chk", "_excl", "_not_null", "_nn"])
        || begins(&["ck_", "chk_", "check_", "excl_"])
    {
        Dropped::Restriction
    } else {
        Dropped::Unknown
    }
}

fn alter_enum(it: &AlterEnum) -> Baseline {
    match &it.action {
        EnumAction::AddValue { .. } => Baseline {
            reversible: Reversible::No,
            ..Baseline::new(Level::Medium, "adds an enum value, which stays")
        },
        EnumAction::RenameValue { .. } => {
            Baseline::new(Level::Critical, "renames an enum value that rows can hold").breaking()
        }
        EnumAction::RemoveValue { .. } => Baseline {
            reversible: Reversible::SchemaOnly,
            ..Baseline::new(Level::Critical, "removes an enum value that rows can hold")
        }
        .breaking()
        .refusing(),
        EnumAction::Rename { .. } => Baseline::new(Level::High, "renames a type")
            .breaking()
            .of_gone(Gone {
                table: it.name.clone(),
                column: None,
                dependents: Vec::new(),
            }),
    }
}

/// Foreign keys that need a unique index.
fn needed_index(catalog: &Catalog, index: &QualifiedName) -> Vec<String> {
    for table in catalog.tables.values() {
        let found = table
            .indexes
            .iter()
            .find(|it| it.name == index.name.text && it.unique);
        if let Some(found) = found {
            let columns: Option<Vec<_>> = found.keys.iter().map(|it| it.column.clone()).collect();
            return columns.map_or_else(Vec::new, |columns| {
                dependents::needing_key(catalog, &table.name, &columns, false)
            });
        }
    }
    Vec::new()
}

/// A foreign key of `table` points at another table, which was there before or is not known.
fn points_at_old_table(catalog: &Catalog, table: &QualifiedName, to: &References) -> bool {
    !dependents::same_table(catalog, table, &to.table)
        && catalog.table(&to.table).is_none_or(|it| !it.new)
}

/// The filter lets through only rows where the column is NULL: `col IS NULL` stands in it, and
/// no OR widens it.
fn wants_null(filter: &Expression, column: &str) -> bool {
    let text = filter.text.to_ascii_lowercase();
    let words: Vec<&str> = text
        .split(|it: char| it.is_whitespace() || matches!(it, '(' | ')' | '"'))
        .filter(|it| !it.is_empty())
        .collect();
    let column = column.to_ascii_lowercase();
    // A quoted name may hold blanks.
    let quoted = format!("{} is null", quote_identifier(&column));
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = plain.find(&quoted).is_some_and(|at| {
        let before = plain[..at].trim_end_matches('(').trim_end();
        quoted.starts_with('"') && !before.ends_with("not")
    });
    !words.contains(&"or")
        && (whole
            || words.windows(3).enumerate().any(|(at, it)| {
                let name = it[0].rsplit('.').next().unwrap_or_default();
                let negated = at > 0 && words[at - 1] == "not";
                name == column && it[1] == "is" && it[2] == "null" && !negated
            }))
}
