//! A new column with everything that must not be done to it at once: values, NOT NULL, keys,
//! checks.
//!
//! The column comes bare, which is instant; the rest follows in steps of its own.

use model::name::quote_identifier;
use model::operation::{AddColumn, BulkUpdate, Column, Constraint, ConstraintKind, Shape};
use model::types::BaseType;
use model::{Operation, QualifiedName};

use crate::batch::Assignment;
use crate::draft::{Backfill, Draft, Work};
use crate::pieces;
use crate::sql::{literal, sibling};
use crate::target::{placeholder, stored};
use crate::trigger::{self, Carrier};
use crate::{Phase, Restores, names};

/// Where the values of existing rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// The default keeps existing rows out of it: PostgreSQL stores a constant once.
    Constant,
    /// The column's own default, computed row by row, or a sequence.
    Default,
    /// An expression over the row's other columns, kept by a trigger.
    Computed,
    /// Nobody said: the type's zero, until somebody says better; removed in the end.
    Placeholder,
}

/// Whether the column takes its values from a sequence.
pub(crate) fn numbered(column: &Column) -> bool {
    column.identity.is_some() || column.ty.as_ref().is_some_and(|it| it.is_serial())
}

/// Plans the column. Returns the value that fills existing rows, or `None` where the application
/// must fill them.
pub(crate) fn add(draft: &mut Draft<'_>, it: &AddColumn, fill: Fill) -> Option<String> {
    let target = draft.target(&it.table);
    let column = &it.column;
    let name = column.name.as_str();
    let (at, col) = (target.sql.clone(), column.name.to_sql());
    let required = column.is_not_null();
    let sequence = numbered(column).then(|| {
        let suffix = if column.identity.is_some() {
            "fill_seq"
        } else {
            "seq"
        };
        names::relation(&draft.catalog, &format!("{}_{name}", target.stem()), suffix)
    });
    let value = match (fill, &sequence) {
        (_, Some(sequence)) => {
            let sequence = sibling(&it.table, sequence).to_sql();
            Some(format!("nextval({})", literal(&sequence)))
        }
        (Fill::Computed, None) => column
            .generated
            .as_ref()
            .map(|it| format!("({})", bare_expression(&it.expression.text))),
        (Fill::Constant | Fill::Default, None) => column.default.as_ref().map(|it| it.text.clone()),
        (Fill::Placeholder, None) => {
            let named = |it: &Constraint| {
                matches!(
                    it.kind,
                    ConstraintKind::Unique { .. }
                        | ConstraintKind::ForeignKey { .. }
                        | ConstraintKind::Check { .. }
                )
            };
            let alike = column.unique
                || column.primary_key
                || column.references.is_some()
                || it.constraints.iter().any(named);
            let ty = column
                .ty
                .as_ref()
                .filter(|_| !alike && column.check.is_none());
            ty.and_then(|it| placeholder(it, &draft.catalog))
        }
    };

    draft.deploy(
        Phase::Expand,
        &["add", target.stem(), name],
        format!("Adds {}.{name}; no row is read or rewritten.", it.table),
    );
    let bare = bare(column, fill);
    draft.run(Work::new(
        format!("Add {}.{name}", it.table),
        vec![format!(
            "ALTER TABLE {at} ADD COLUMN {}",
            model::render::column(&bare)
        )],
        vec![format!("ALTER TABLE {at} DROP COLUMN {col}")],
    ));
    match &value {
        Some(value) if fill == Fill::Computed => compute(draft, it, value),
        Some(value) if fill != Fill::Constant || sequence.is_some() => {
            set_default(draft, it, sequence.as_deref(), value);
        }
        _ => {}
    }
    match &value {
        Some(value) if fill != Fill::Constant || sequence.is_some() => {
            let note = (fill == Fill::Placeholder).then(|| {
                format!("{value} is a placeholder: write what existing rows should hold instead.")
            });
            let empty = if fill == Fill::Computed {
                format!("{col} IS NULL AND {value} IS NOT NULL")
            } else {
                format!("{col} IS NULL")
            };
            draft.backfill(
                Phase::Migrate,
                &["fill", target.stem(), name],
                Backfill {
                    title: format!("Fill {}.{name} of existing rows", it.table),
                    note,
                    target: &target,
                    set: vec![Assignment::new(name, value, &empty)],
                    precheck: Vec::new(),
                    verify: Vec::new(),
                    undo: Vec::new(),
                    restores: Restores::SchemaAndData,
                },
            );
        }
        _ => {}
    }
    constraints(draft, it);
    if required {
        pieces::not_null(draft, &it.table, name);
    }
    for constraint in &it.constraints {
        if let (
            ConstraintKind::Unique {
                nulls_not_distinct, ..
            },
            Some(key),
        ) = (&constraint.kind, &constraint.name)
        {
            let columns = [name.to_owned()];
            let nulls = *nulls_not_distinct;
            pieces::key_using_index(draft, &it.table, key.as_str(), &columns, false, nulls);
        }
    }
    if column.primary_key || column.unique {
        let suffix = if column.primary_key { "pkey" } else { "key" };
        let stem = if column.primary_key {
            target.stem().to_owned()
        } else {
            format!("{}_{name}", target.stem())
        };
        let said = column.key_name.as_ref().filter(|_| column.primary_key);
        let key = said.map_or_else(
            || names::constraint(&draft.catalog, target.table.as_ref(), &stem, suffix),
            |it| it.text.clone(),
        );
        let columns = [name.to_owned()];
        pieces::key_using_index(draft, &it.table, &key, &columns, column.primary_key, false);
    }
    if let (Some(always), Some(sequence)) = (column.identity, &sequence) {
        make_identity(draft, &it.table, name, always, sequence);
    }
    if let (Fill::Placeholder, Some(value)) = (fill, &value) {
        draft.deploy(
            Phase::Contract,
            &["drop", target.stem(), name, "default"],
            format!("Takes the placeholder away from {}.{name}.", it.table),
        );
        draft.after_release(format!("Every INSERT into {} names {name}.", it.table));
        draft.breaks(
            "constraint_removal",
            &it.table,
            Some(name),
            "Released code names the column in every INSERT.",
        );
        draft.run(Work::new(
            format!("Drop the placeholder default of {}.{name}", it.table),
            vec![format!("ALTER TABLE {at} ALTER COLUMN {col} DROP DEFAULT")],
            vec![format!(
                "ALTER TABLE {at} ALTER COLUMN {col} SET DEFAULT {value}"
            )],
        ));
    }
    value
}

/// The column without anything that would make PostgreSQL look at the rows.
fn bare(column: &Column, fill: Fill) -> Column {
    let mut res = Column::new(column.name.clone(), column.ty.clone());
    res.collation = column.collation.clone();
    if fill == Fill::Constant && !numbered(column) {
        res.default = column.default.clone();
        res.nullable = column.nullable;
    }
    res.ty = res.ty.as_ref().map(stored);
    res
}

/// New rows get their value from now on; a default of its own leaves the existing ones alone.
fn set_default(draft: &mut Draft<'_>, it: &AddColumn, sequence: Option<&str>, value: &str) {
    let (at, col) = (it.table.to_sql(), it.column.name.to_sql());
    let name = &it.column.name;
    let mut sql = Vec::new();
    let mut undo = vec![format!("ALTER TABLE {at} ALTER COLUMN {col} DROP DEFAULT")];
    if let Some(sequence) = sequence {
        let sequence = sibling(&it.table, sequence).to_sql();
        let ty = it.column.ty.as_ref().map(|it| stored(it).base);
        let ty = match ty {
            Some(BaseType::SmallInt) => "smallint",
            Some(BaseType::Integer) => "integer",
            // The catalog's silence means the widest.
            Some(_) | None => "bigint",
        };
        sql.push(format!("CREATE SEQUENCE {sequence} AS {ty}"));
        if it.column.identity.is_none() {
            sql.push(format!("ALTER SEQUENCE {sequence} OWNED BY {at}.{col}"));
        }
        undo.push(format!("DROP SEQUENCE {sequence}"));
    }
    sql.push(format!(
        "ALTER TABLE {at} ALTER COLUMN {col} SET DEFAULT {value}"
    ));
    draft.run(Work::new(
        format!("Let new rows of {} get their {name}", it.table),
        sql,
        undo,
    ));
}

/// An expression without the parentheses around it.
fn bare_expression(text: &str) -> &str {
    let text = text.trim();
    let Some(inner) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) else {
        return text;
    };
    let mut depth = 0i32;
    let one = inner.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    if one { inner } else { text }
}

/// New and changed rows get the value from a trigger.
fn compute(draft: &mut Draft<'_>, it: &AddColumn, value: &str) {
    let name = it.column.name.as_str();
    let col = it.column.name.to_sql();
    let stem = format!("{}_{name}", it.table.name.text);
    let table = it.table.name.to_sql();
    let body = format!("  NEW.{col} := (SELECT {value} FROM (SELECT NEW.*) AS {table});\n");
    let title = format!("Compute {}.{name} for rows that are written", it.table);
    let carrier = Carrier::new(draft, &it.table, &stem, "compute");
    let trigger = carrier.on(&it.table, "BEFORE INSERT OR UPDATE", title, &body);
    trigger::start(draft, &trigger);
}

/// Columns that are added, and the UPDATE that says what they hold.
pub(crate) struct Filled<'a> {
    /// All of the table that is updated, and none with anything that fills it by itself.
    pub(crate) adds: Vec<&'a AddColumn>,
    pub(crate) update: &'a BulkUpdate,
}

/// Operations that begin by adding columns and filling them, all in one UPDATE that sets no
/// others; with the operations that follow. `None` for anything else.
pub(crate) fn filled<'a, 'o>(
    operations: &'o [&'a Operation],
) -> Option<(Filled<'a>, &'o [&'a Operation])> {
    let mut adds = Vec::new();
    for operation in operations {
        let Operation::AddColumn(it) = operation else {
            break;
        };
        adds.push(it);
    }
    let (update, rest) = operations[adds.len()..].split_first()?;
    let Operation::BulkUpdate(update) = update else {
        return None;
    };
    let bare = |it: &&AddColumn| {
        let column = &it.column;
        it.table == update.table
            && column.ty.is_some()
            && column.default.is_none()
            && column.generated.is_none()
            && !column.unique
            && !column.primary_key
            && !numbered(column)
    };
    let sets = update.set.iter().all(|(column, value)| {
        value.shape != Shape::Broken && adds.iter().any(|it| it.column.name == *column)
    });
    let whole = !adds.is_empty() && adds.iter().all(bare) && sets;
    whole.then_some((Filled { adds, update }, rest))
}

impl Filled<'_> {
    /// Adds the columns bare, in the current deploy.
    pub(crate) fn add(&self, draft: &mut Draft<'_>) {
        for it in &self.adds {
            pieces::add_bare_column(draft, &it.table, &it.column);
        }
    }

    /// What else is said of the columns, once they are filled.
    pub(crate) fn settle(&self, draft: &mut Draft<'_>) {
        for it in &self.adds {
            constraints(draft, it);
            if it.column.nullable == Some(false) {
                pieces::not_null(draft, &it.table, it.column.name.as_str());
            }
        }
    }
}

/// CHECKs and the foreign key that were written on the column.
pub(crate) fn constraints(draft: &mut Draft<'_>, it: &AddColumn) {
    let table = &it.table;
    let stem = format!("{}_{}", table.name.text, it.column.name.text);
    let mut all: Vec<Constraint> = Vec::new();
    if let Some(expression) = &it.column.check {
        all.push(unnamed(
            it,
            ConstraintKind::Check {
                expression: expression.clone(),
            },
        ));
    }
    if let Some(references) = &it.column.references {
        all.push(unnamed(
            it,
            ConstraintKind::ForeignKey {
                columns: vec![it.column.name.clone()],
                references: references.clone(),
            },
        ));
    }
    all.extend(it.constraints.iter().cloned());
    for mut constraint in all {
        let target = draft.target(table);
        let columns = [it.column.name.text.clone()];
        let (suffix, violations) = match &constraint.kind {
            ConstraintKind::Check { expression } => (
                "check",
                Some(pieces::check_violations(&target.sql, &expression.text)),
            ),
            ConstraintKind::ForeignKey { references, .. } => (
                "fkey",
                pieces::orphans(draft, &target.sql, &columns, references),
            ),
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => continue,
        };
        if constraint.name.is_none() {
            let name = names::constraint(&draft.catalog, target.table.as_ref(), &stem, suffix);
            constraint.name = Some(model::Name::generated(name));
        }
        pieces::validated_later(draft, table, &constraint, violations);
    }
}

fn unnamed(it: &AddColumn, kind: ConstraintKind) -> Constraint {
    Constraint {
        name: None,
        kind,
        not_valid: true,
        not_enforced: false,
        deferrable: false,
        no_inherit: false,
        range: it.column.range,
    }
}

/// Hands the numbering over from the filling sequence to an identity.
fn make_identity(
    draft: &mut Draft<'_>,
    table: &QualifiedName,
    name: &str,
    always: bool,
    sequence: &str,
) {
    let (at, col) = (table.to_sql(), quote_identifier(name));
    let filling = sibling(table, sequence);
    let sequence = filling.to_sql();
    let own = format!(
        "pg_get_serial_sequence({}, {})",
        literal(&at),
        literal(name)
    );
    let when = if always { "ALWAYS" } else { "BY DEFAULT" };
    draft.deploy(
        Phase::Contract,
        &["make", &table.name.text, name, "identity"],
        format!("Makes {table}.{name} an identity that goes on where the sequence stands."),
    );
    draft.after_release(format!(
        "No release that runs names the sequence {sequence}: new rows get their {name} by themselves."
    ));
    draft.breaks(
        "constraint_removal",
        table,
        Some(name),
        "The identity gives the numbers from the same moment on.",
    );
    draft.breaks(
        "dropping_table",
        &filling,
        None,
        "The identity's own sequence goes on where this one stands.",
    );
    draft.run(Work::new(
        format!("Make {table}.{name} an identity"),
        vec![
            format!("ALTER TABLE {at} ALTER COLUMN {col} DROP DEFAULT"),
            format!("ALTER TABLE {at} ALTER COLUMN {col} ADD GENERATED {when} AS IDENTITY"),
            format!("SELECT setval({own}, (SELECT last_value FROM {sequence}))"),
            format!("DROP SEQUENCE {sequence}"),
        ],
        vec![
            format!("CREATE SEQUENCE {sequence}"),
            format!("SELECT setval({}, nextval({own}))", literal(&sequence)),
            format!("ALTER TABLE {at} ALTER COLUMN {col} DROP IDENTITY"),
            format!(
                "ALTER TABLE {at} ALTER COLUMN {col} SET DEFAULT nextval({})",
                literal(&sequence)
            ),
        ],
    ));
}
