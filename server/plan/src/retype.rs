//! A column's type, by way of a second column.
//!
//! The one way of several strategies, each for types of its own: what the types do not say by
//! themselves, a strategy says in [`Said`].

use model::Operation;
use model::catalog::type_before;
use model::name::quote_identifier;
use model::operation::{AlterColumn, ColumnAction};
use model::types::{BaseType, ColumnType};

use crate::carry::{self, Copies, Move, tolerant};
use crate::draft::Draft;
use crate::target::{Target, stored};
use crate::{Outcome, Phase, Plan, Request, names};

/// The operation that gives a column another type, alone or as people write it around a default:
/// dropped before, set again behind it. With the default that is said to be there in the end:
/// `None` where nothing is said of it, inner `None` for no default.
pub(crate) fn retype<'a>(
    request: &Request<'a>,
) -> Option<(&'a AlterColumn, Option<Option<String>>)> {
    let mut found = None;
    let mut default = None;
    for operation in request.operations() {
        let Operation::AlterColumn(it) = operation else {
            return None;
        };
        if matches!(it.action, ColumnAction::Type { .. }) && found.is_none() {
            found = Some(it);
        } else if let ColumnAction::SetDefault(value) = &it.action {
            default = Some(Some(value.text.clone()));
        } else if matches!(it.action, ColumnAction::DropDefault) {
            default = Some(None);
        } else {
            return None;
        }
    }
    let found = found?;
    let same = |operation: &&Operation| {
        operation.table() == Some(&found.table) && operation.column() == Some(&found.column)
    };
    request
        .operations()
        .iter()
        .all(same)
        .then_some((found, default))
}

/// What a strategy for some types says that the types themselves do not.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) strategy: &'static str,
    /// The new value, in terms of the old column.
    pub(crate) value: Option<String>,
    /// The old value, with `{}` for the new column.
    pub(crate) back: Option<String>,
    /// Rows whose value the new type refuses.
    pub(crate) precheck: Option<String>,
    /// A further sentence.
    pub(crate) note: Option<String>,
}

/// The plan of the whole change. `None` for a request that gives no column another type.
pub(crate) fn second_column(request: &Request<'_>, said: &Said) -> Option<Plan> {
    let (it, default) = retype(request)?;
    let ColumnAction::Type { ty, .. } = &it.action else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let name = it.column.as_str();
    let Some(old_type) = type_before(target.table.as_ref(), it).cloned() else {
        let why = format!("Nothing says what type {}.{name} has now.", it.table);
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    };
    if let Some(why) = carry::obstacle(&draft.catalog, &target, name) {
        let why = format!(
            "{}.{name} cannot be replaced by another column: {why}.",
            it.table
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let mut this = successor(&draft, it, target, &old_type, default, said)?;
    let forward = forward(&this);
    this.add(&mut draft, &forward, said.precheck.as_deref());
    this.fill(&mut draft);
    this.copy(&mut draft);
    begin_swap(&mut draft, &this, ty);
    // The way back would refuse values that the new type tells apart and the old one does not.
    let unique = this.target.unique_with(name) && !both_integers(&old_type, ty);
    let assign = |old: &str, new: &str| backward(old, &this.assigned_back(new));
    let reverse: Option<carry::Body<'_>> = if unique { None } else { Some(&assign) };
    let left = carry::swap(&mut draft, &this, &forward, reverse);
    carry::contract(&mut draft, &this, &left);
    let mut why = format!(
        "A second column takes the new type, a trigger keeps it in step, batches fill it, and it takes over the name {name} in one short transaction."
    );
    if let Some(note) = &said.note {
        why.push(' ');
        why.push_str(note);
    }
    Some(draft.finish(said.strategy, why))
}

/// The second column, before anything hangs on it. `None` for an operation that says no type.
fn successor(
    draft: &Draft<'_>,
    it: &AlterColumn,
    target: Target,
    old_type: &ColumnType,
    default: Option<Option<String>>,
    said: &Said,
) -> Option<Move> {
    let ColumnAction::Type {
        ty,
        using,
        collation,
    } = &it.action
    else {
        return None;
    };
    let facts = draft.request.facts();
    let fails = |code: &str| {
        facts
            .fails_with
            .iter()
            .any(|it| it.sqlstate.starts_with(code))
    };
    let name = it.column.as_str();
    let from = quote_identifier(name);
    let value = match (&said.value, using) {
        (Some(value), _) => value.clone(),
        (None, Some(using)) => using.text.clone(),
        // PostgreSQL finds no cast by itself.
        (None, None) if fails("42804") => format!("{from}::{}", ty.text),
        (None, None) => from.clone(),
    };
    let stem = format!("{}_{name}", target.stem());
    Some(Move {
        from: name.to_owned(),
        to: names::column(target.table.as_ref(), name, "new"),
        old_type: stored(old_type),
        new_type: stored(ty),
        collation: collation.clone(),
        fallible: fails("22") || fails("23"),
        merges: !(value == from && widens(old_type, ty)),
        default,
        takes_name: true,
        function: names::function(&draft.catalog, &stem, "sync"),
        trigger: names::trigger(&stem, "sync"),
        copies: Copies::default(),
        value,
        back: said.back.clone(),
        target,
    })
}

/// Begins the deploy in which the second column takes over the name, and says what it breaks.
fn begin_swap(draft: &mut Draft<'_>, this: &Move, ty: &ColumnType) {
    let (table, name) = (&this.target.name, this.from.as_str());
    draft.deploy(
        Phase::Migrate,
        &["swap", this.target.stem(), name],
        format!(
            "{table}.{name} becomes {} from one moment to the next.",
            ty.text
        ),
    );
    draft.after_release(format!(
        "Every release that runs takes {} from {table}.{name}, and writes what that can hold.",
        ty.text
    ));
    draft.breaks(
        "incompatible_type",
        table,
        Some(name),
        format!("The name never goes missing: the new column takes it in the same transaction. Code that cannot take {} is released before.", ty.text),
    );
    draft.breaks(
        "dropping_column",
        table,
        Some(&this.to),
        "No code uses this name: it was there for the migration only.",
    );
    if let Some(sequence) = carry::identity_sequence(draft, this) {
        draft.breaks(
            "constraint_removal",
            table,
            Some(&carry::old_name(this)),
            "The new column is an identity from the same moment on.",
        );
        draft.breaks(
            "incompatible_type",
            &sequence,
            None,
            "The identity of the new column has a sequence of this name from the same moment on, which goes on where the other one stands.",
        );
    }
}

/// Every value stays what it is.
fn widens(from: &ColumnType, to: &ColumnType) -> bool {
    let text = |it: &ColumnType| matches!(it.base, BaseType::Varchar | BaseType::Text);
    both_integers(from, to) || text(from) && text(to) && !from.array && to.modifiers.is_empty()
}

pub(crate) fn both_integers(a: &ColumnType, b: &ColumnType) -> bool {
    let integer = |it: &ColumnType| {
        !it.array
            && matches!(
                it.base,
                BaseType::SmallInt
                    | BaseType::Integer
                    | BaseType::BigInt
                    | BaseType::SmallSerial
                    | BaseType::Serial
                    | BaseType::BigSerial
            )
    };
    integer(a) && integer(b)
}

/// Fills the new column from the old one. A value that does not convert is left out rather than
/// refused to code that knows nothing of the change; the checks before the swap find it.
fn forward(it: &Move) -> String {
    let (from, to) = (quote_identifier(&it.from), quote_identifier(&it.to));
    let value = if it.value == from {
        format!("NEW.{from}")
    } else {
        let table = it.target.name.name.to_sql();
        format!("(SELECT {} FROM (SELECT NEW.*) AS {table})", it.value)
    };
    let assign = format!("NEW.{to} := {value};");
    if it.fallible {
        tolerant(&assign, &to)
    } else {
        format!("  {assign}\n")
    }
}

/// Fills the old column from the new one after the swap, where its type can hold the value.
fn backward(old: &str, value: &str) -> String {
    let old = quote_identifier(old);
    tolerant(&format!("NEW.{old} := {value};"), &old)
}
