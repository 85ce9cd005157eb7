//! The short transaction in which a column's successor takes over, and the contract after it.
//!
//! Every statement has its opposite; the way back is the opposites in reverse.

use model::name::quote_identifier;
use model::operation::{Constraint, ConstraintKind, Shape};
use model::types::BaseType;
use model::{Name, QualifiedName};

use super::{Move, create_function};
use crate::draft::{Draft, Work};
use crate::pairs::Pairs;
use crate::sql::{literal, sibling};
use crate::{Phase, Restores, names};

/// A trigger function's body, from the old column's name and the new one's.
pub(crate) type Body<'a> = &'a dyn Fn(&str, &str) -> String;

/// What is left when the successor has taken over.
pub(crate) struct Left {
    /// The old column's name now.
    pub(crate) old: String,
    /// The successor's name now.
    pub(crate) new: String,
    /// Statements that bring the old column's dependents back, for the way back from the contract.
    remake: Vec<String>,
    /// What the trigger's function says now; `None` when the trigger is gone.
    body: Option<String>,
}

/// The successor takes over: names, keys, defaults, NOT NULL, in one short transaction.
/// `reverse` is the function's body from now on, in terms of the names after the swap.
pub(crate) fn swap(
    draft: &mut Draft<'_>,
    it: &Move,
    forward: &str,
    reverse: Option<Body<'_>>,
) -> Left {
    let at = it.target.sql.clone();
    let old = old_name(it);
    let new = if it.takes_name {
        it.from.clone()
    } else {
        it.to.clone()
    };
    let (old_sql, new_sql) = (quote_identifier(&old), quote_identifier(&new));
    let (from, to) = (quote_identifier(&it.from), quote_identifier(&it.to));
    let mut remake = Vec::new();

    let mut pairs = Pairs::default();
    let mut locked = vec![at.clone()];
    for (child, _, _) in &it.copies.inbound {
        let child = child.to_sql();
        if !locked.contains(&child) {
            locked.push(child);
        }
    }
    pairs.add_many(
        vec![format!(
            "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
            locked.join(", ")
        )],
        Vec::new(),
    );
    for (child, constraint, _) in &it.copies.inbound {
        let (child, name) = (child.to_sql(), quote_identifier(&constraint.name));
        let mut back = named(&constraint.constraint, &constraint.name);
        back.not_valid = true;
        pairs.add_many(
            vec![format!("ALTER TABLE {child} DROP CONSTRAINT {name}")],
            vec![
                format!(
                    "ALTER TABLE {child} ADD {}",
                    model::render::constraint(&back)
                ),
                format!("ALTER TABLE {child} VALIDATE CONSTRAINT {name}"),
            ],
        );
    }
    for (constraint, _) in &it.copies.keys {
        let name = quote_identifier(&constraint.name);
        let back = named(&constraint.constraint, &constraint.name);
        pairs.add(
            format!("ALTER TABLE {at} DROP CONSTRAINT {name}"),
            format!("ALTER TABLE {at} ADD {}", model::render::constraint(&back)),
        );
    }
    for (constraint, _) in &it.copies.constraints {
        let aside = names::constraint(
            &draft.catalog,
            it.target.table.as_ref(),
            &constraint.name,
            "old",
        );
        pairs.add(
            rename_constraint(&it.target.name, &constraint.name, &aside),
            rename_constraint(&it.target.name, &aside, &constraint.name),
        );
        let mut again = it.on_old(&constraint.constraint, &old);
        again.name = Some(Name::generated(aside));
        remake.push(format!(
            "ALTER TABLE {at} ADD {}",
            model::render::constraint(&again)
        ));
    }
    for (index, _) in &it.copies.indexes {
        let aside = names::relation(&draft.catalog, &index.name, "old");
        pairs.add(
            rename_index(&it.target.name, &index.name, &aside),
            rename_index(&it.target.name, &aside, &index.name),
        );
        remake.push(it.index_on_old(index, &aside, &old));
    }
    // An identity wants NOT NULL from its first moment to its last.
    let required = it.target.not_null(&it.from);
    let identity = it
        .target
        .column(&it.from)
        .is_some_and(|it| it.identity.is_some());
    // Before the names change: a NOT NULL constraint has one too, and the successor takes it over.
    if required && !identity {
        free_old(&mut pairs, it, &from, &to);
    }
    if it.takes_name {
        pairs.add(
            format!("ALTER TABLE {at} RENAME COLUMN {from} TO {old_sql}"),
            format!("ALTER TABLE {at} RENAME COLUMN {old_sql} TO {from}"),
        );
        pairs.add(
            format!("ALTER TABLE {at} RENAME COLUMN {to} TO {new_sql}"),
            format!("ALTER TABLE {at} RENAME COLUMN {new_sql} TO {to}"),
        );
    }
    if required {
        pairs.add(
            format!("ALTER TABLE {at} ALTER COLUMN {new_sql} SET NOT NULL"),
            format!("ALTER TABLE {at} ALTER COLUMN {new_sql} DROP NOT NULL"),
        );
    }
    // A default goes when the column may be NULL; an identity column may not, until it is none.
    // Where old code goes on under its own name, it keeps the default until that goes.
    if it.takes_name {
        defaults(&mut pairs, draft, it, &old, &new);
    }
    if required && identity {
        free_old(&mut pairs, it, &old_sql, &new_sql);
    }
    if let Some(proof) = &it.copies.proof {
        let proof = quote_identifier(proof);
        pairs.add(
            format!("ALTER TABLE {at} DROP CONSTRAINT {proof}"),
            format!(
                "ALTER TABLE {at} ADD CONSTRAINT {proof} CHECK ({new_sql} IS NOT NULL) NOT VALID"
            ),
        );
    }
    for (constraint, index) in &it.copies.keys {
        let name = quote_identifier(&constraint.name);
        let primary = matches!(
            constraint.constraint.kind,
            ConstraintKind::PrimaryKey { .. }
        );
        let word = if primary { "PRIMARY KEY" } else { "UNIQUE" };
        pairs.add(
            format!(
                "ALTER TABLE {at} ADD CONSTRAINT {name} {word} USING INDEX {}",
                quote_identifier(index)
            ),
            format!("ALTER TABLE {at} DROP CONSTRAINT {name}"),
        );
    }
    for (constraint, copy) in &it.copies.constraints {
        pairs.add(
            rename_constraint(&it.target.name, copy, &constraint.name),
            rename_constraint(&it.target.name, &constraint.name, copy),
        );
    }
    for (index, copy) in &it.copies.indexes {
        pairs.add(
            rename_index(&it.target.name, copy, &index.name),
            rename_index(&it.target.name, &index.name, copy),
        );
    }
    for (child, constraint, copy) in &it.copies.inbound {
        pairs.add(
            rename_constraint(child, copy, &constraint.name),
            format!(
                "ALTER TABLE {} DROP CONSTRAINT {}",
                child.to_sql(),
                quote_identifier(&constraint.name)
            ),
        );
    }
    let trigger = quote_identifier(&it.trigger);
    let body = reverse.map(|it| it(&old, &new));
    match &body {
        Some(body) if body == forward => {}
        Some(body) => pairs.add(
            create_function("CREATE OR REPLACE", &it.function(), body),
            create_function("CREATE OR REPLACE", &it.function(), forward),
        ),
        None => pairs.add(
            format!("DROP TRIGGER {trigger} ON {at}"),
            it.create_trigger(),
        ),
    }
    let title = if it.takes_name {
        format!("Let {} take the name {}", it.to, it.from)
    } else {
        format!("Let {} take over from {}", it.to, it.from)
    };
    let strays = format!("SELECT 1 FROM {at} WHERE {to} IS NULL AND {from} IS NOT NULL LIMIT 1");
    // Nothing hangs on the column: there is nothing to take over.
    if pairs.statements() > 1 {
        let unlike = it.unlike(&it.from, &it.to);
        draft.run(pairs.work(title).precheck(strays).precheck(unlike));
    }
    Left {
        old,
        new,
        remake,
        body,
    }
}

/// Drops the old column, and the trigger with it.
pub(crate) fn contract(draft: &mut Draft<'_>, it: &Move, left: &Left) {
    let at = &it.target.sql;
    let (old, new) = (quote_identifier(&left.old), quote_identifier(&left.new));
    let trigger = quote_identifier(&it.trigger);
    let function = it.function();
    let mut sql = Vec::new();
    let mut undo = vec![
        format!("ALTER TABLE {at} ADD COLUMN {old} {}", it.old_type.text),
        format!("UPDATE {at} SET {old} = {}", it.value_back(&new)),
    ];
    undo.extend(it.said(&left.old));
    undo.extend(left.remake.iter().cloned());
    let default = it
        .target
        .column(&it.from)
        .and_then(|it| it.default.as_ref());
    if let Some(default) = default.filter(|_| !it.takes_name) {
        sql.push(format!(
            "ALTER TABLE {at} ALTER COLUMN {new} SET DEFAULT {}",
            default.text
        ));
        undo.push(format!("ALTER TABLE {at} ALTER COLUMN {new} DROP DEFAULT"));
        undo.push(format!(
            "ALTER TABLE {at} ALTER COLUMN {old} SET DEFAULT {}",
            default.text
        ));
    }
    if left.body.is_some() {
        sql.push(format!("DROP TRIGGER {trigger} ON {at}"));
    }
    sql.push(format!("DROP FUNCTION {function}()"));
    sql.push(format!("ALTER TABLE {at} DROP COLUMN {old}"));
    let body = left.body.clone().unwrap_or_default();
    undo.push(create_function("CREATE", &function, &body));
    if left.body.is_some() {
        undo.push(it.create_trigger());
    }
    let restores = if it.fallible {
        Restores::Schema
    } else {
        Restores::SchemaAndData
    };
    draft.deploy(
        Phase::Contract,
        &["drop", it.target.stem(), &left.old],
        format!(
            "Drops {}.{}, whose values live on in {}.",
            it.target.name, left.old, left.new
        ),
    );
    draft.after_release(format!(
        "No release that runs, and none that may be rolled back to, uses {}.{}.",
        it.target.name, left.old
    ));
    draft.breaks(
        "dropping_column",
        &it.target.name,
        Some(&left.old),
        format!(
            "Nothing uses {} any more: its values live on in {}.",
            left.old, left.new
        ),
    );
    draft.run(
        Work::new(format!("Drop {}.{}", it.target.name, left.old), sql, undo).restores(restores),
    );
}

/// The old column may be NULL from now on.
fn free_old(pairs: &mut Pairs, it: &Move, old: &str, new: &str) {
    let at = &it.target.sql;
    let back = it.value_back(new);
    pairs.add_many(
        vec![format!("ALTER TABLE {at} ALTER COLUMN {old} DROP NOT NULL")],
        vec![
            format!("UPDATE {at} SET {old} = {back} WHERE {old} IS NULL"),
            format!("ALTER TABLE {at} ALTER COLUMN {old} SET NOT NULL"),
        ],
    );
}

/// What the old column is called after the swap.
pub(crate) fn old_name(it: &Move) -> String {
    if it.takes_name {
        names::column(it.target.table.as_ref(), &it.from, "old")
    } else {
        it.from.clone()
    }
}

/// The sequence of the old column, when that is an identity.
pub(crate) fn identity_sequence(draft: &Draft<'_>, it: &Move) -> Option<QualifiedName> {
    it.target.column(&it.from)?.identity?;
    let name = owned_sequence(draft, it);
    let name = name.unwrap_or_else(|| usual_sequence(it));
    Some(sibling(&it.target.name, &name))
}

fn usual_sequence(it: &Move) -> String {
    format!("{}_{}_seq", it.target.stem(), it.from)
}

/// The sequence that goes with the old column, without its schema.
fn owned_sequence(draft: &Draft<'_>, it: &Move) -> Option<String> {
    let this = model::catalog::key(&it.target.name);
    let sequences = &draft.request.before.objects.sequences;
    let owned = sequences.iter().find(|(_, sequence)| {
        let owner = sequence.owned_by.as_ref();
        owner.is_some_and(|(table, column)| *table == this && *column == it.from)
    });
    owned.map(|(name, _)| name.rsplit('.').next().unwrap_or(name).to_owned())
}

fn defaults(pairs: &mut Pairs, draft: &Draft<'_>, it: &Move, old: &str, new: &str) {
    let at = &it.target.sql;
    let (old_sql, new_sql) = (quote_identifier(old), quote_identifier(new));
    let Some(column) = it.target.column(&it.from) else {
        return;
    };
    let owned = owned_sequence(draft, it);
    let usual = usual_sequence(it);
    if let Some(always) = column.identity {
        let when = if always { "ALWAYS" } else { "BY DEFAULT" };
        let own =
            |name: &str| format!("pg_get_serial_sequence({}, {})", literal(at), literal(name));
        let sequence = owned.unwrap_or(usual);
        // The name that PostgreSQL gives to the old column's sequence when it is made again.
        let aside = format!("{}_{old}_seq", it.target.stem());
        let full = |name: &str| sibling(&it.target.name, name).to_sql();
        pairs.add(
            format!(
                "ALTER SEQUENCE {} RENAME TO {}",
                full(&sequence),
                quote_identifier(&aside)
            ),
            format!(
                "ALTER SEQUENCE {} RENAME TO {}",
                full(&aside),
                quote_identifier(&sequence)
            ),
        );
        pairs.add(
            format!("ALTER TABLE {at} ALTER COLUMN {new_sql} ADD GENERATED {when} AS IDENTITY"),
            format!("ALTER TABLE {at} ALTER COLUMN {new_sql} DROP IDENTITY"),
        );
        pairs.add(
            format!(
                "SELECT setval({}, last_value, is_called) FROM {}",
                own(new),
                full(&aside)
            ),
            format!(
                "SELECT setval({}, last_value, is_called) FROM {}",
                own(old),
                full(&sequence)
            ),
        );
        pairs.add(
            format!("ALTER TABLE {at} ALTER COLUMN {old_sql} DROP IDENTITY"),
            format!("ALTER TABLE {at} ALTER COLUMN {old_sql} ADD GENERATED {when} AS IDENTITY"),
        );
        return;
    }
    let serial = column.ty.as_ref().is_some_and(|it| it.is_serial());
    let sequence = owned.or_else(|| serial.then_some(usual));
    let default = match (&column.default, serial, &sequence) {
        (Some(default), _, _) => Some(default.text.clone()),
        (None, true, Some(sequence)) => {
            let bare = sequence.rsplit('.').next().unwrap_or(sequence);
            Some(format!(
                "nextval({})",
                literal(&sibling(&it.target.name, bare).to_sql())
            ))
        }
        _ => None,
    };
    if let (None, Some(Some(after))) = (&default, &it.default) {
        pairs.add(
            format!("ALTER TABLE {at} ALTER COLUMN {new_sql} SET DEFAULT {after}"),
            format!("ALTER TABLE {at} ALTER COLUMN {new_sql} DROP DEFAULT"),
        );
    }
    if let Some(default) = default {
        // A cast to the old type would not do for the new one; the bare literal takes its type.
        let literal = column.default.as_ref().and_then(|it| match &it.shape {
            Shape::Literal(text) if it.text.contains("::") => Some(literal(text)),
            Shape::Literal(_)
            | Shape::Null
            | Shape::IsNotNull(_)
            | Shape::Column { .. }
            | Shape::Other
            | Shape::Broken => None,
        });
        let taken = literal.filter(|_| it.old_type != it.new_type);
        let taken = match &it.default {
            Some(after) => after.as_ref(),
            None => Some(taken.as_ref().unwrap_or(&default)),
        };
        if let Some(taken) = taken {
            pairs.add(
                format!("ALTER TABLE {at} ALTER COLUMN {new_sql} SET DEFAULT {taken}"),
                format!("ALTER TABLE {at} ALTER COLUMN {new_sql} DROP DEFAULT"),
            );
        }
        pairs.add(
            format!("ALTER TABLE {at} ALTER COLUMN {old_sql} DROP DEFAULT"),
            format!("ALTER TABLE {at} ALTER COLUMN {old_sql} SET DEFAULT {default}"),
        );
    }
    if let Some(sequence) = sequence {
        let bare = sequence.rsplit('.').next().unwrap_or(&sequence);
        let sequence = sibling(&it.target.name, bare).to_sql();
        pairs.add(
            format!("ALTER SEQUENCE {sequence} OWNED BY {at}.{new_sql}"),
            format!("ALTER SEQUENCE {sequence} OWNED BY {at}.{old_sql}"),
        );
        if it.new_type.base == BaseType::BigInt && it.old_type.base != BaseType::BigInt {
            // Otherwise the numbers end where they always did.
            let small = it.old_type.base == BaseType::SmallInt;
            let before = if small { "smallint" } else { "integer" };
            pairs.add(
                format!("ALTER SEQUENCE {sequence} AS bigint"),
                format!("ALTER SEQUENCE {sequence} AS {before}"),
            );
        }
    }
}

/// Under this name, and as if it had never taken over an index.
fn named(constraint: &Constraint, name: &str) -> Constraint {
    let mut res = constraint.clone();
    res.name = Some(Name::generated(name));
    if let ConstraintKind::PrimaryKey { using_index, .. }
    | ConstraintKind::Unique { using_index, .. } = &mut res.kind
    {
        *using_index = None;
    }
    res
}

fn rename_constraint(table: &QualifiedName, from: &str, to: &str) -> String {
    format!(
        "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
        table.to_sql(),
        quote_identifier(from),
        quote_identifier(to)
    )
}

fn rename_index(table: &QualifiedName, from: &str, to: &str) -> String {
    format!(
        "ALTER INDEX {} RENAME TO {}",
        sibling(table, from).to_sql(),
        quote_identifier(to)
    )
}
