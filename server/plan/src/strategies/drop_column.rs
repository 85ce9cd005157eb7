//! A column that goes, after the application has let go of it.

use model::Operation;
use model::operation::{Column, ConstraintKind};
use model::types::BaseType;

use crate::draft::{Draft, Work};
use crate::sql::{rename, sibling};
use crate::target::{Target, mentions, placeholder};
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "drop-column",
    since: "0.1.0",
    docs: include_str!("drop_column.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::DropColumn(it) = request.operation()? else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let name = it.column.as_str();
    let (at, col) = (&target.sql, it.column.to_sql());
    if !it.cascade
        && let Some((_, constraint)) = crate::carry::inbound(&draft.catalog, &target, name).first()
    {
        let why = format!(
            "The foreign key {} points to it. Drop that first, with a plan of its own.",
            constraint.name
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let column = target.column(name).cloned();
    let in_key = target.primary_key().iter().any(|it| it == name);
    let required = column.as_ref().is_some_and(|it| {
        it.is_not_null()
            && it.default.is_none()
            && it.identity.is_none()
            && it.generated.is_none()
            && !it.ty.as_ref().is_some_and(|it| it.is_serial())
    });
    // Rows need something in a column that was NOT NULL, until the backup is read back.
    let refill = column
        .as_ref()
        .filter(|_| required)
        .and_then(|it| refill(&draft, &target, it));
    let lost = required && refill.is_none();
    if required && !in_key {
        draft.deploy(
            Phase::Expand,
            &["release", target.stem(), name],
            format!(
                "Lets code insert into {} that no longer knows {name}.",
                it.table
            ),
        );
        let back = format!("ALTER TABLE {at} ALTER COLUMN {col} SET NOT NULL");
        let back = (!lost).then_some(back);
        let restores = if lost {
            Restores::Nothing
        } else {
            Restores::SchemaAndData
        };
        draft.run(
            Work::new(
                format!("Let INSERTs leave out {}.{name}", it.table),
                vec![format!("ALTER TABLE {at} ALTER COLUMN {col} DROP NOT NULL")],
                back.into_iter().collect(),
            )
            .restores(restores),
        );
    }
    let released = format!(
        "No release that runs reads or writes {}.{name}, by name or by SELECT *.",
        it.table
    );
    for constraint in target.constraints() {
        let foreign = matches!(&constraint.constraint.kind, ConstraintKind::ForeignKey { columns, .. }
            if columns.iter().any(|it| it.text == name));
        if !foreign {
            continue;
        }
        // It locks the referenced table too, so it does not share the column's transaction.
        let quoted = model::name::quote_identifier(&constraint.name);
        let mut back = constraint.constraint.clone();
        back.name = Some(model::Name::generated(constraint.name.clone()));
        back.not_valid = true;
        draft.deploy(
            Phase::Contract,
            &["drop", &constraint.name],
            format!(
                "Drops {}, which would lock two tables at once.",
                constraint.name
            ),
        );
        draft.after_release(released.clone());
        draft.breaks(
            "constraint_removal",
            &it.table,
            Some(name),
            "Nothing writes the column any more, so nothing is left to check.",
        );
        draft.run(Work::new(
            format!("Drop {}", constraint.name),
            vec![format!("ALTER TABLE {at} DROP CONSTRAINT {quoted}")],
            vec![
                format!("ALTER TABLE {at} ADD {}", model::render::constraint(&back)),
                format!("ALTER TABLE {at} VALIDATE CONSTRAINT {quoted}"),
            ],
        ));
    }
    for index in target
        .indexes()
        .iter()
        .filter(|it| it.constraint.is_none() && !target.partitioned() && mentions(it, name))
    {
        let undo = vec![super::drop_index::rebuild(&it.table, index)];
        super::drop_index::drop(
            &mut draft,
            &sibling(&it.table, &index.name),
            undo,
            Restores::SchemaAndData,
        );
        draft.after_release(released.clone());
    }
    draft.deploy(
        Phase::Contract,
        &["drop", target.stem(), name],
        format!(
            "Drops {}.{name}; what it held is in the backup only.",
            it.table
        ),
    );
    draft.after_release(released);
    draft.breaks(
        "dropping_column",
        &it.table,
        Some(name),
        "Released code no longer uses the column; it was let go of before this migration.",
    );
    let mut undo = Vec::new();
    if let Some(column) = column.as_ref().filter(|it| it.ty.is_some()) {
        undo.extend(again(&target, column, refill));
        for constraint in target.constraints() {
            let goes = match &constraint.constraint.kind {
                ConstraintKind::Check { expression } => {
                    expression.columns.iter().any(|it| it == name)
                }
                ConstraintKind::Unique { columns, .. }
                | ConstraintKind::PrimaryKey { columns, .. } => {
                    columns.iter().any(|it| it.text == name)
                }
                ConstraintKind::ForeignKey { .. }
                | ConstraintKind::Exclusion { .. }
                | ConstraintKind::NotNull { .. }
                | ConstraintKind::Unknown(_) => false,
            };
            if goes {
                let mut back = constraint.constraint.clone();
                back.name = Some(model::Name::generated(constraint.name.clone()));
                undo.push(format!(
                    "ALTER TABLE {at} ADD {}",
                    model::render::constraint(&back)
                ));
            }
        }
        let said = target.table.iter().flat_map(|it| &it.said);
        let names_it = |it: &&String| rename(it, name, "") != **it && target.stem() != name;
        undo.extend(said.filter(names_it).cloned());
    }
    let restores = if undo.is_empty() || lost {
        Restores::Nothing
    } else {
        Restores::Schema
    };
    let cascade = if it.cascade { " CASCADE" } else { "" };
    let exists = if it.if_exists { "IF EXISTS " } else { "" };
    draft.run(
        Work::new(
            format!("Drop {}.{name}", it.table),
            vec![format!(
                "ALTER TABLE {at} DROP COLUMN {exists}{col}{cascade}"
            )],
            undo,
        )
        .restores(restores),
    );
    let why = format!(
        "The application lets go of {}.{name} first; the database lets INSERTs leave it out, drops its indexes without stopping anybody, and the column last, after a backup.",
        it.table
    );
    Some(draft.finish(STRATEGY.name, why))
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

/// `None` where nothing can stand in.
fn refill(draft: &Draft<'_>, target: &Target, column: &Column) -> Option<Refill> {
    let ty = column.ty.as_ref()?;
    let name = column.name.as_str();
    let unique = target.unique_with(name);
    let checked = target.constraints().iter().any(|it| {
        matches!(&it.constraint.kind, ConstraintKind::Check { expression }
            if expression.columns.iter().any(|it| it == name))
    });
    if checked || column.check.is_some() {
        return None;
    }
    if target.foreign_key_with(name) {
        let reference = target.constraints().iter().find_map(|it| {
            let ConstraintKind::ForeignKey {
                columns,
                references,
            } = &it.constraint.kind
            else {
                return None;
            };
            let alone = columns.len() == 1 && columns[0].text == name;
            alone.then_some(references)
        });
        let references = reference.filter(|_| !unique)?;
        let parent = draft.target(&references.table);
        let key = match references.columns.first() {
            Some(key) => key.text.clone(),
            None => parent.primary_key().first()?.clone(),
        };
        let key = model::name::quote_identifier(&key);
        return Some(Refill::Parent(format!(
            "(SELECT min({key}) FROM {})",
            parent.sql
        )));
    }
    if !unique {
        return placeholder(ty, &draft.catalog).map(Refill::Default);
    }
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

/// The column as it was, without what is a constraint of the table.
fn again(target: &Target, column: &Column, refill: Option<Refill>) -> Vec<String> {
    let (at, col) = (&target.sql, column.name.to_sql());
    let mut bare = Column::new(column.name.clone(), column.ty.clone());
    bare.collation.clone_from(&column.collation);
    bare.default.clone_from(&column.default);
    bare.generated.clone_from(&column.generated);
    bare.identity = column.identity;
    let required = column.is_not_null() && column.identity.is_none();
    if required && refill.is_none() && column.default.is_some() {
        bare.nullable = Some(false);
    }
    let definition = model::render::column(&bare);
    let add = format!("ALTER TABLE {at} ADD COLUMN {definition}");
    match refill {
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
