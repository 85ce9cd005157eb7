//! Sequences of steps that several strategies are made of.
//!
//! Each adds deploys to a draft and leaves the schema as the naive statement would.

use model::QualifiedName;
use model::name::quote_identifier;
use model::operation::{AddIndex, Column, Constraint, ConstraintKind};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::sql::{literal, regclass, sibling};
use crate::target::{texts, wide};
use crate::{Phase, Restores, names};

/// Rows of `pg_constraint` that say a constraint of this name is missing or not validated.
pub(crate) fn unvalidated(table: &QualifiedName, name: &str) -> String {
    format!(
        "SELECT {0} WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = {1} AND conname = {0} AND convalidated)",
        literal(name),
        regclass(table)
    )
}

/// A row when a relation of this name exists.
pub(crate) fn exists(name: &QualifiedName) -> String {
    format!("SELECT 1 WHERE {} IS NOT NULL", regclass(name))
}

/// A row when an index is missing or invalid.
pub(crate) fn invalid_index(name: &QualifiedName) -> String {
    format!(
        "SELECT {} WHERE NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = {} AND indisvalid)",
        literal(&name.to_sql()),
        regclass(name)
    )
}

/// What REINDEX CONCURRENTLY leaves behind of these indexes when it is stopped: a row where there
/// is any, and the statements that take it away.
pub(crate) fn leftovers(indexes: &[QualifiedName]) -> (String, Vec<String>) {
    let mut there = Vec::new();
    let mut drops = Vec::new();
    for index in indexes {
        for suffix in ["ccnew", "ccold"] {
            let name = names::free(&index.name.text, suffix, &|_| false);
            let full = sibling(index, &name);
            there.push(regclass(&full));
            drops.push(format!(
                "DROP INDEX CONCURRENTLY IF EXISTS {}",
                full.to_sql()
            ));
        }
    }
    let there = there.join(", ");
    let query = format!("SELECT 1 WHERE coalesce({there}) IS NOT NULL");
    (query, drops)
}

/// `a IS NOT NULL AND b IS NOT NULL`
fn all_present(columns: &[String]) -> String {
    let parts: Vec<String> = columns
        .iter()
        .map(|it| format!("{} IS NOT NULL", quote_identifier(it)))
        .collect();
    parts.join(" AND ")
}

/// SET NOT NULL without a scan under a blocking lock. The rows must hold no NULL.
pub(crate) fn not_null(draft: &mut Draft<'_>, table: &QualifiedName, column: &str) {
    let target = draft.target(table);
    let (at, col) = (&target.sql, quote_identifier(column));
    let stem = format!("{}_{column}", target.stem());
    let holes = format!("SELECT 1 FROM {at} WHERE {col} IS NULL LIMIT 1");
    let native = draft.context().postgres.0 >= 18;
    let name = names::constraint(&draft.catalog, target.table.as_ref(), &stem, "not_null");
    let proof = quote_identifier(&name);
    let said = if native {
        format!("NOT NULL {col}")
    } else {
        format!("CHECK ({col} IS NOT NULL)")
    };
    draft.deploy(
        Phase::Expand,
        &["add", target.stem(), column, "not_null"],
        format!("Refuses new NULLs in {table}.{column}; existing rows are not read."),
    );
    draft.after_release(format!(
        "Every release that writes {table}.{column} writes a value, never NULL."
    ));
    draft.run(
        Work::new(
            format!("Refuse new NULLs in {table}.{column}"),
            vec![format!(
                "ALTER TABLE {at} ADD CONSTRAINT {proof} {said} NOT VALID"
            )],
            vec![format!(
                "ALTER TABLE {at} DROP CONSTRAINT IF EXISTS {proof}"
            )],
        )
        .precheck(holes.clone()),
    );
    draft.deploy(
        Phase::Migrate,
        &["validate", target.stem(), column, "not_null"],
        format!("Checks the existing rows of {table} while everybody reads and writes."),
    );
    draft.run(
        Work::new(
            format!("Check the existing rows of {table}"),
            vec![format!("ALTER TABLE {at} VALIDATE CONSTRAINT {proof}")],
            Vec::new(),
        )
        .long(Cost::Check, target.rows)
        .precheck(holes)
        .verify(unvalidated(table, &name)),
    );
    if native {
        return;
    }
    draft.deploy(
        Phase::Contract,
        &["set", target.stem(), column, "not_null"],
        format!("Declares {table}.{column} NOT NULL: the validated check spares the scan."),
    );
    draft.run(
        Work::new(
            format!("Declare {table}.{column} NOT NULL"),
            vec![format!("ALTER TABLE {at} ALTER COLUMN {col} SET NOT NULL")],
            vec![format!("ALTER TABLE {at} ALTER COLUMN {col} DROP NOT NULL")],
        )
        .precheck(unvalidated(table, &name)),
    );
    // In a statement of its own: together with SET NOT NULL the proof would be gone too early.
    draft.run(Work::new(
        "Drop the check, which has done its work",
        vec![format!("ALTER TABLE {at} DROP CONSTRAINT {proof}")],
        vec![format!(
            "ALTER TABLE {at} ADD CONSTRAINT {proof} {said} NOT VALID"
        )],
    ));
}

/// A CHECK or foreign key in two steps. `constraint` must have a name.
pub(crate) fn validated_later(
    draft: &mut Draft<'_>,
    table: &QualifiedName,
    constraint: &Constraint,
    violations: Option<String>,
) {
    let target = draft.target(table);
    let name = constraint.name.as_ref().map_or("", |it| it.as_str());
    let (at, quoted) = (&target.sql, quote_identifier(name));
    let mut unchecked = constraint.clone();
    unchecked.not_valid = true;
    let definition = model::render::constraint(&unchecked);
    let foreign = matches!(constraint.kind, ConstraintKind::ForeignKey { .. });
    draft.deploy(
        Phase::Expand,
        &["add", name],
        format!("Adds {name} for new rows; existing rows are not read."),
    );
    let mut add = Work::new(
        format!("Add {name} for new rows only"),
        vec![format!("ALTER TABLE {at} ADD {definition}")],
        vec![format!(
            "ALTER TABLE {at} DROP CONSTRAINT IF EXISTS {quoted}"
        )],
    );
    // A violating row could not be updated any more, in whatever column.
    add.precheck.extend(violations.clone());
    draft.run(add);
    draft.deploy(
        Phase::Migrate,
        &["validate", name],
        format!("Checks the existing rows of {table} while everybody reads and writes."),
    );
    let cost = if foreign {
        Cost::ForeignKey
    } else {
        Cost::Check
    };
    let mut validate = Work::new(
        format!("Check the existing rows of {table}"),
        vec![format!("ALTER TABLE {at} VALIDATE CONSTRAINT {quoted}")],
        Vec::new(),
    )
    .long(cost, target.rows)
    .verify(unvalidated(table, name));
    validate.precheck.extend(violations);
    draft.run(validate);
}

/// Rows that a CHECK would refuse.
pub(crate) fn check_violations(table: &str, expression: &str) -> String {
    format!("SELECT 1 FROM {table} WHERE NOT ({expression}) LIMIT 1")
}

/// Rows whose parent is missing. `None` while the referenced columns are not known.
pub(crate) fn orphans(
    draft: &Draft<'_>,
    table: &str,
    columns: &[String],
    references: &model::operation::References,
) -> Option<String> {
    let parent = draft.target(&references.table);
    let keys = if references.columns.is_empty() {
        parent.primary_key()
    } else {
        texts(&references.columns)
    };
    if keys.len() != columns.len() || keys.is_empty() {
        return None;
    }
    let pairs: Vec<String> = keys
        .iter()
        .zip(columns)
        .map(|(key, column)| {
            format!(
                "parent.{} = child.{}",
                quote_identifier(key),
                quote_identifier(column)
            )
        })
        .collect();
    let present: Vec<String> = columns
        .iter()
        .map(|it| format!("child.{} IS NOT NULL", quote_identifier(it)))
        .collect();
    Some(format!(
        "SELECT 1 FROM {table} AS child WHERE {} AND NOT EXISTS (SELECT FROM {} AS parent WHERE {}) LIMIT 1",
        present.join(" AND "),
        parent.sql,
        pairs.join(" AND ")
    ))
}

/// CREATE INDEX CONCURRENTLY as a deploy of its own. `index` must have a name.
pub(crate) fn build_index(draft: &mut Draft<'_>, index: &AddIndex) {
    build_index_of(draft, index, true);
}

/// The same; `perhaps_duplicates` false where a unique index cannot meet any.
pub(crate) fn build_index_of(draft: &mut Draft<'_>, index: &AddIndex, perhaps_duplicates: bool) {
    let target = draft.target(&index.table);
    let name = index.name.as_ref().map_or("", |it| it.as_str());
    let full = sibling(&index.table, name);
    let mut online = index.clone();
    online.concurrently = true;
    online.if_not_exists = false;
    let statement = add_index_sql(&online);
    let columns: Vec<String> = index
        .keys
        .iter()
        .filter_map(|it| it.column.as_ref().map(|it| it.text.clone()))
        .collect();
    let costly = columns.len() != index.keys.len()
        || columns
            .iter()
            .any(|it| wide(target.column(it).and_then(|it| it.ty.as_ref())));
    let cost = if costly { Cost::TextIndex } else { Cost::Index };
    draft.deploy(
        Phase::Expand,
        &["create", name],
        format!("Builds {name} while everybody reads and writes; runs outside any transaction."),
    );
    let mut work = Work::new(
        format!("Build {name}"),
        vec![statement],
        vec![format!(
            "DROP INDEX CONCURRENTLY IF EXISTS {}",
            full.to_sql()
        )],
    )
    .alone(cost, target.rows)
    .precheck(exists(&full))
    .verify(invalid_index(&full));
    if index.unique && perhaps_duplicates {
        work = work.precheck(duplicates(&target.sql, index));
    }
    draft.run(work);
}

/// Groups of rows that a unique index would refuse.
fn duplicates(table: &str, index: &AddIndex) -> String {
    let keys: Vec<String> = index
        .keys
        .iter()
        .map(|it| key_expression(&it.text))
        .collect();
    let alike = index
        .attributes
        .as_ref()
        .is_some_and(|it| it.to_uppercase().contains("NOT DISTINCT"));
    let mut conditions: Vec<String> = keys
        .iter()
        .filter(|_| !alike)
        .map(|it| format!("{it} IS NOT NULL"))
        .collect();
    if let Some(predicate) = &index.predicate {
        conditions.push(format!("({})", predicate.text));
    }
    groups(table, &keys.join(", "), &conditions)
}

/// A row for keys that several rows share.
fn groups(table: &str, keys: &str, conditions: &[String]) -> String {
    let filter = match conditions {
        [] => String::new(),
        some => format!(" WHERE {}", some.join(" AND ")),
    };
    format!("SELECT {keys} FROM {table}{filter} GROUP BY {keys} HAVING count(*) > 1 LIMIT 1")
}

/// A key without its order and operator class.
fn key_expression(text: &str) -> String {
    let text = text.trim();
    if text.starts_with('(') {
        let mut depth = 0usize;
        for (at, c) in text.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return text[..=at].to_owned();
            }
        }
        return text.to_owned();
    }
    if text.contains('(') {
        return text.rfind(')').map_or(text, |it| &text[..=it]).to_owned();
    }
    text.split_whitespace().next().unwrap_or(text).to_owned()
}

pub(crate) fn add_index_sql(index: &AddIndex) -> String {
    model::render::sql(&model::Operation::AddIndex(index.clone())).unwrap_or_default()
}

/// The unique index that a key is to take over.
pub(crate) struct KeyIndex<'a> {
    pub(crate) table: &'a QualifiedName,
    pub(crate) name: &'a str,
    /// What the key is called in titles.
    pub(crate) key: &'a str,
    pub(crate) columns: &'a [String],
    /// Rows may hold NULLs in the columns, which are nobody's duplicates.
    pub(crate) nullable: bool,
    pub(crate) nulls_not_distinct: bool,
}

impl KeyIndex<'_> {
    /// Builds it CONCURRENTLY, as a deploy of its own.
    pub(crate) fn build(&self, draft: &mut Draft<'_>) {
        let target = draft.target(self.table);
        let full = sibling(self.table, self.name);
        let (at, cols) = (&target.sql, crate::sql::list(self.columns));
        let nulls = if self.nulls_not_distinct {
            " NULLS NOT DISTINCT"
        } else {
            ""
        };
        let costly = self
            .columns
            .iter()
            .any(|it| wide(target.column(it).and_then(|it| it.ty.as_ref())));
        let cost = if costly { Cost::TextIndex } else { Cost::Index };
        let conditions = if self.nullable && !self.nulls_not_distinct {
            vec![all_present(self.columns)]
        } else {
            Vec::new()
        };
        draft.deploy(
            Phase::Expand,
            &["create", self.name],
            format!(
                "Builds the index of {} while everybody reads and writes; runs outside any transaction.",
                self.key
            ),
        );
        draft.run(
            Work::new(
                format!("Build the index of {}", self.key),
                vec![format!(
                    "CREATE UNIQUE INDEX CONCURRENTLY {} ON {at} ({cols}){nulls}",
                    quote_identifier(self.name)
                )],
                vec![format!(
                    "DROP INDEX CONCURRENTLY IF EXISTS {}",
                    full.to_sql()
                )],
            )
            .alone(cost, target.rows)
            .precheck(exists(&full))
            .precheck(groups(at, &cols, &conditions))
            .verify(invalid_index(&full)),
        );
    }
}

/// A unique or primary key constraint over an index that is built first. `constraint` must have
/// a name.
pub(crate) fn key_using_index(
    draft: &mut Draft<'_>,
    table: &QualifiedName,
    name: &str,
    columns: &[String],
    primary: bool,
    nulls_not_distinct: bool,
) {
    let index = names::relation(&draft.catalog, name, "build");
    KeyIndex {
        table,
        name: &index,
        key: name,
        columns,
        nullable: true,
        nulls_not_distinct,
    }
    .build(draft);
    let (at, full) = (table.to_sql(), sibling(table, &index));
    let word = if primary { "PRIMARY KEY" } else { "UNIQUE" };
    draft.deploy(
        Phase::Migrate,
        &["add", name],
        format!("Makes the index the constraint {name}: no row is read."),
    );
    draft.run(
        Work::new(
            format!("Add {name} over the index"),
            vec![format!(
                "ALTER TABLE {at} ADD CONSTRAINT {} {word} USING INDEX {}",
                quote_identifier(name),
                quote_identifier(&index)
            )],
            vec![format!(
                "ALTER TABLE {at} DROP CONSTRAINT {}",
                quote_identifier(name)
            )],
        )
        .precheck(invalid_index(&full))
        .verify(unvalidated(table, name))
        .restores(Restores::SchemaAndData),
    );
}

/// Lets INSERTs leave out columns that go later, where they must hold a value and have no default.
pub(crate) fn let_go(draft: &mut Draft<'_>, table: &QualifiedName, columns: &[String]) {
    let target = draft.target(table);
    let at = &target.sql;
    let required: Vec<&String> = columns
        .iter()
        .filter(|it| {
            let known = target.column(it);
            target.not_null(it) && known.is_none_or(|it| it.default.is_none())
        })
        .collect();
    if required.is_empty() {
        return;
    }
    draft.deploy(
        Phase::Migrate,
        &["release", target.stem(), &columns.join("_")],
        format!(
            "Lets code insert into {table} that no longer knows {}.",
            columns.join(" and ")
        ),
    );
    for name in required {
        let column = quote_identifier(name);
        let ty = target.column(name).and_then(|it| it.ty.as_ref());
        let zero = ty.and_then(|it| crate::target::placeholder(it, &draft.catalog));
        // Rows of code that left it out need something in it, until somebody says what.
        let mut undo: Vec<String> = zero
            .map(|zero| format!("UPDATE {at} SET {column} = {zero} WHERE {column} IS NULL"))
            .into_iter()
            .collect();
        undo.push(format!(
            "ALTER TABLE {at} ALTER COLUMN {column} SET NOT NULL"
        ));
        draft.run(Work::new(
            format!("Let INSERTs leave out {table}.{name}"),
            vec![format!(
                "ALTER TABLE {at} ALTER COLUMN {column} DROP NOT NULL"
            )],
            undo,
        ));
    }
}

/// A column that another one is to fill: its name and type, without what else is said of it.
pub(crate) fn add_bare_column(draft: &mut Draft<'_>, table: &QualifiedName, column: &Column) {
    let mut bare = Column::new(column.name.clone(), column.ty.clone());
    bare.collation.clone_from(&column.collation);
    let sql = table.to_sql();
    draft.run(Work::new(
        format!("Add {table}.{}", column.name),
        vec![format!(
            "ALTER TABLE {sql} ADD COLUMN {}",
            model::render::column(&bare)
        )],
        vec![format!(
            "ALTER TABLE {sql} DROP COLUMN {}",
            column.name.to_sql()
        )],
    ));
}
