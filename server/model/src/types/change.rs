//! Which type changes keep the bytes, which casts PostgreSQL finds by itself, and what values can
//! refuse.
//!
//! Follows `pg_cast`, the length-coercion functions' planner support and
//! `ATColumnChangeRequiresRewrite`. What a type that nobody described does is `None`, never a
//! guess.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "types, not operations: those not listed are alike"
)]

use super::{BaseType, ColumnType};
use crate::catalog::{Catalog, Domain};

/// What a column's change from one type to another does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypeChange {
    /// The rows are written anew.
    pub rewrite: Option<bool>,
    /// A plain index on the column stays as it is.
    pub keeps_indexes: Option<bool>,
    /// PostgreSQL finds the cast without USING.
    pub automatic: Option<bool>,
    /// SQLSTATEs that a stored value can raise, and when.
    pub failures: Vec<(&'static str, &'static str)>,
    /// Going back cannot bring the old values back.
    pub lossy: Option<bool>,
}

/// What the change depends on besides the two types.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    pub catalog: &'a Catalog,
    /// The session's time zone is UTC, so that both timestamps have the same bytes.
    pub utc: bool,
}

/// When PostgreSQL applies a cast (`pg_cast.castcontext`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    /// Only where it is written.
    Explicit,
    /// Also where a value is stored: `INSERT`, `UPDATE`, `ALTER TYPE` without USING.
    Assignment,
    Implicit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The same bytes.
    Binary,
    /// Bytes are the same while the session's time zone is UTC.
    TimeZone,
    /// A function, or out to text and in again.
    Function,
}

type Cast = Option<(Way, When)>;

/// Classifies a change; `explicit` when USING casts the column to the new type by itself.
pub fn classify(
    from: &ColumnType,
    to: &ColumnType,
    explicit: bool,
    around: Surroundings<'_>,
) -> TypeChange {
    let (mut below, _) = resolve(from, around.catalog);
    // A column of a domain has no length of its own, so that a new one is always checked.
    if around.catalog.domain(from).is_some() {
        below.modifiers.clear();
    }
    let (base, domain) = resolve(to, around.catalog);
    let mut change = between(&below, &base, explicit, around);
    if let Some(domain) = domain {
        // CoerceToDomain is a no-op only where the domain has no constraints.
        if domain.not_null || !domain.checks.is_empty() {
            change.rewrite = Some(true);
            if domain.not_null {
                change.failures.push(("23502", "a row holds NULL"));
            }
            if !domain.checks.is_empty() {
                change
                    .failures
                    .push(("23514", "a value violates the domain's CHECK"));
            }
        }
    }
    change
}

/// Whether a value of a type can be stored in a column of another without a written cast.
pub fn assignable(from: &ColumnType, to: &ColumnType, catalog: &Catalog) -> Option<bool> {
    let around = Surroundings {
        catalog,
        utc: false,
    };
    classify(from, to, false, around).automatic
}

/// The type below domains, and the outermost domain with constraints.
pub fn resolve<'a>(ty: &ColumnType, catalog: &'a Catalog) -> (ColumnType, Option<&'a Domain>) {
    let mut ty = plain(ty);
    let mut constrained = None;
    // Domains over domains; a loop cannot be declared, but a catalog can be anything.
    for _ in 0..8 {
        let Some(domain) = catalog.domain(&ty) else {
            break;
        };
        if constrained.is_none() && (domain.not_null || !domain.checks.is_empty()) {
            constrained = Some(domain);
        }
        let Some(base) = &domain.base else {
            break;
        };
        let array = ty.array;
        ty = plain(base);
        ty.array |= array;
    }
    (ty, constrained)
}

/// Serial columns are integers.
fn plain(ty: &ColumnType) -> ColumnType {
    let mut ty = ty.clone();
    if ty.base == BaseType::SmallSerial {
        ty.base = BaseType::SmallInt;
    } else if ty.base == BaseType::Serial {
        ty.base = BaseType::Integer;
    } else if ty.base == BaseType::BigSerial {
        ty.base = BaseType::BigInt;
    }
    ty
}

fn between(
    from: &ColumnType,
    to: &ColumnType,
    explicit: bool,
    around: Surroundings<'_>,
) -> TypeChange {
    if from.base == BaseType::Unknown || to.base == BaseType::Unknown {
        return TypeChange::default();
    }
    let same = from.base == to.base && from.array == to.array;
    let (cast, unknown) = if same {
        (Some((Way::Binary, When::Implicit)), false)
    } else {
        find_cast(from, to, around.catalog)
    };
    if unknown {
        // Two user types, of which at least one may have any cast.
        return TypeChange {
            keeps_indexes: Some(false),
            ..TypeChange::default()
        };
    }
    let Some((way, when)) = cast else {
        return TypeChange {
            rewrite: Some(true),
            keeps_indexes: Some(false),
            automatic: Some(false),
            failures: Vec::new(),
            lossy: None,
        };
    };
    let length = length_coercion(same.then_some(from), to);
    let by_way = match way {
        Way::Binary => false,
        Way::TimeZone => !around.utc,
        Way::Function => true,
    };
    let narrower = length && narrows(same.then_some(from), to);
    TypeChange {
        rewrite: Some(by_way || length),
        keeps_indexes: Some(!(by_way || length) && family(from) == family(to)),
        automatic: Some(explicit || when >= When::Assignment),
        failures: failures(from, to, narrower),
        lossy: Some(loses(from, to, narrower)),
    }
}

/// Types whose default btree operator class is one and the same.
fn family(ty: &ColumnType) -> (BaseType, bool) {
    let base = if ty.base == BaseType::Varchar {
        BaseType::Text
    } else if ty.base == BaseType::Cidr {
        BaseType::Inet
    } else {
        ty.base.clone()
    };
    (base, ty.array)
}

/// Whether PostgreSQL must call the length-coercion function; `from` `None`: another type, whose
/// modifier says nothing.
fn length_coercion(from: Option<&ColumnType>, to: &ColumnType) -> bool {
    if from.is_some_and(|it| modifiers(it) == modifiers(to)) {
        return false;
    }
    let new = modifiers(to);
    let old = from.map(modifiers);
    if new.is_empty() {
        return false;
    }
    if to.base == BaseType::Interval
        && new.len() > 1
        && !to.text.to_ascii_lowercase().contains("second")
    {
        // Fields (`year to month`) cut off what is finer than the last of them.
        return true;
    }
    if to.array {
        // An ArrayCoerceExpr stays one, whatever its element function becomes.
        return true;
    }
    // An interval with fields may say -1: no precision.
    let open = |it: i64| if it < 0 { 6 } else { it };
    let old_first = old.as_ref().and_then(|it| it.first().copied());
    let new_first = new.first().copied().unwrap_or_default();
    match &to.base {
        BaseType::Varchar | BaseType::VarBit => old_first.is_none_or(|it| it > new_first),
        BaseType::Numeric => {
            let Some(old) = old.filter(|it| !it.is_empty()) else {
                return true;
            };
            let scale = |it: &[i64]| it.get(1).copied().unwrap_or_default();
            scale(&old) != scale(&new) || old_first.is_none_or(|it| it > new_first)
        }
        BaseType::Time
        | BaseType::TimeTz
        | BaseType::Timestamp
        | BaseType::TimestampTz
        | BaseType::Interval => {
            let new_first = open(new_first);
            new_first < 6 && old_first.is_none_or(|it| open(it) > new_first)
        }
        BaseType::SmallInt
        | BaseType::Integer
        | BaseType::BigInt
        | BaseType::SmallSerial
        | BaseType::Serial
        | BaseType::BigSerial
        | BaseType::Real
        | BaseType::DoublePrecision
        | BaseType::Money
        | BaseType::Boolean
        | BaseType::Char
        | BaseType::Text
        | BaseType::Citext
        | BaseType::Bytea
        | BaseType::Uuid
        | BaseType::Json
        | BaseType::Jsonb
        | BaseType::Xml
        | BaseType::Date
        | BaseType::Inet
        | BaseType::Cidr
        | BaseType::MacAddr
        | BaseType::Bit
        | BaseType::TsVector
        | BaseType::TsQuery
        | BaseType::Oid
        | BaseType::Named(_)
        | BaseType::Unknown => true,
    }
}

/// The modifiers with those that are understood: `char` is `char(1)`.
fn modifiers(ty: &ColumnType) -> Vec<i64> {
    let single = matches!(ty.base, BaseType::Char | BaseType::Bit);
    if single && ty.modifiers.is_empty() && !ty.text.to_ascii_lowercase().contains("bpchar") {
        return vec![1];
    }
    ty.modifiers.clone()
}

/// Whether values can be too long for the new modifier.
fn narrows(from: Option<&ColumnType>, to: &ColumnType) -> bool {
    let first = |it: &ColumnType| modifiers(it).first().copied();
    match (from.and_then(first), first(to)) {
        (Some(old), Some(new)) => {
            let scale = |it: &ColumnType| it.modifiers.get(1).copied().unwrap_or_default();
            let whole = |it: &ColumnType, first: i64| first - scale(it);
            new < old
                || from.is_some_and(|it| scale(it) > scale(to) || whole(it, old) > whole(to, new))
        }
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

fn is_string(base: &BaseType) -> bool {
    match base {
        BaseType::Text | BaseType::Varchar | BaseType::Char | BaseType::Citext => true,
        BaseType::Named(name) => name == "name",
        _ => false,
    }
}

/// Rank among the numbers; a cast upwards is implicit.
fn number(base: &BaseType) -> Option<u8> {
    let all = [
        BaseType::SmallInt,
        BaseType::Integer,
        BaseType::BigInt,
        BaseType::Numeric,
        BaseType::Real,
        BaseType::DoublePrecision,
    ];
    let at = all.iter().position(|it| it == base)?;
    u8::try_from(at).ok()
}

/// The cast, and whether there may be one that is not known.
fn find_cast(from: &ColumnType, to: &ColumnType, catalog: &Catalog) -> (Cast, bool) {
    use When::{Assignment, Explicit, Implicit};
    let function = |when: When| (Some((Way::Function, when)), false);
    if from.array && to.array {
        let element = |it: &ColumnType| ColumnType {
            array: false,
            ..it.clone()
        };
        let (cast, unknown) = find_cast(&element(from), &element(to), catalog);
        return (cast.map(|(_, when)| (Way::Function, when)), unknown);
    }
    if from.array || to.array {
        let string = |it: &ColumnType| !it.array && is_string(&it.base);
        return if string(to) {
            function(Assignment)
        } else if string(from) {
            function(Explicit)
        } else {
            (None, false)
        };
    }
    if let Some(known) = built_in(&from.base, &to.base) {
        return (Some(known), false);
    }
    if is_string(&to.base) {
        return function(Assignment);
    }
    if is_string(&from.base) {
        return function(Explicit);
    }
    if let (Some(one), Some(two)) = (number(&from.base), number(&to.base)) {
        return function(if one < two { Implicit } else { Assignment });
    }
    let described =
        |it: &ColumnType| !matches!(it.base, BaseType::Named(_)) || catalog.enum_type(it).is_some();
    (None, !(described(from) && described(to)))
}

/// `pg_cast`, but for numbers among themselves and for text.
fn built_in(from: &BaseType, to: &BaseType) -> Option<(Way, When)> {
    use BaseType as T;
    use When::{Assignment, Explicit, Implicit};
    let binary = |when| Some((Way::Binary, when));
    let function = |when| Some((Way::Function, when));
    match (from, to) {
        (T::Text, T::Varchar | T::Char)
        | (T::Varchar, T::Text | T::Char)
        | (T::Citext, T::Text | T::Varchar)
        | (T::Bit, T::VarBit)
        | (T::VarBit, T::Bit)
        | (T::Cidr, T::Inet)
        | (T::Integer, T::Oid) => binary(Implicit),
        (T::Text | T::Varchar, T::Citext)
        | (T::Citext, T::Char)
        | (T::Oid, T::Integer)
        | (T::Xml, T::Text | T::Varchar | T::Char) => binary(Assignment),
        (T::Char, T::Text | T::Varchar)
        | (T::SmallInt | T::BigInt, T::Oid)
        | (T::Date, T::Timestamp | T::TimestampTz)
        | (T::Time, T::Interval | T::TimeTz) => function(Implicit),
        (T::Timestamp, T::TimestampTz) => Some((Way::TimeZone, Implicit)),
        (T::TimestampTz, T::Timestamp) => Some((Way::TimeZone, Assignment)),
        (T::Char, T::Citext)
        | (T::Oid, T::BigInt)
        | (T::Inet, T::Cidr)
        | (T::Timestamp, T::Date | T::Time)
        | (T::TimestampTz, T::Date | T::Time | T::TimeTz)
        | (T::TimeTz | T::Interval, T::Time)
        | (T::Json, T::Jsonb)
        | (T::Jsonb, T::Json)
        | (T::Money, T::Numeric)
        | (T::Numeric | T::Integer | T::BigInt, T::Money) => function(Assignment),
        (T::Integer, T::Boolean | T::Bit)
        | (T::Boolean, T::Integer)
        | (T::BigInt, T::Bit)
        | (T::Bit, T::Integer | T::BigInt)
        | (
            T::Jsonb,
            T::Boolean
            | T::Numeric
            | T::SmallInt
            | T::Integer
            | T::BigInt
            | T::Real
            | T::DoublePrecision,
        ) => function(Explicit),
        _ => None,
    }
}

fn failures(
    from: &ColumnType,
    to: &ColumnType,
    narrower: bool,
) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    let string = is_string(&from.base) && !from.array;
    if to.array && string {
        return vec![("22P02", "a value is no array literal")];
    }
    match &to.base {
        BaseType::Varchar | BaseType::Char | BaseType::VarBit if narrower => {
            found.push(("22001", "a value is longer than the new length"));
        }
        BaseType::Bit if modifiers(from) != modifiers(to) => {
            found.push(("22026", "a value does not have the new length"));
        }
        BaseType::Numeric if narrower => {
            found.push(("22003", "a value does not fit the new precision"));
        }
        BaseType::SmallInt | BaseType::Integer | BaseType::BigInt | BaseType::Real
            if number(&from.base) > number(&to.base) || from.base == BaseType::Oid =>
        {
            found.push(("22003", "a value is out of the new type's range"));
        }
        BaseType::Jsonb if from.base == BaseType::Json => {
            found.push(("22P05", "a string holds \\u0000"));
        }
        _ => {}
    }
    if string && !is_string(&to.base) {
        match &to.base {
            BaseType::Date
            | BaseType::Time
            | BaseType::TimeTz
            | BaseType::Timestamp
            | BaseType::TimestampTz
            | BaseType::Interval => {
                found.push(("22007", "a value is no date or time"));
                found.push(("22008", "a date or time is out of range"));
            }
            BaseType::Xml => found.push(("2200N", "a value is no XML")),
            _ => {
                found.push(("22P02", "a value cannot be read as the new type"));
                if number(&to.base).is_some() {
                    found.push(("22003", "a value is out of the new type's range"));
                }
            }
        }
    }
    found
}

fn loses(from: &ColumnType, to: &ColumnType, narrower: bool) -> bool {
    let numbers = number(&from.base).zip(number(&to.base));
    let cut = matches!(
        to.base,
        BaseType::Time
            | BaseType::TimeTz
            | BaseType::Timestamp
            | BaseType::TimestampTz
            | BaseType::Interval
            | BaseType::Numeric
    );
    let text = is_string(&from.base) && !is_string(&to.base);
    let known = [
        (BaseType::Json, BaseType::Jsonb),
        (BaseType::Timestamp, BaseType::Date),
        (BaseType::TimestampTz, BaseType::Date),
        (BaseType::Timestamp, BaseType::Time),
        (BaseType::TimestampTz, BaseType::Time),
        (BaseType::TimeTz, BaseType::Time),
        (BaseType::Interval, BaseType::Time),
        (BaseType::Inet, BaseType::Cidr),
        (BaseType::Char, BaseType::Text),
        (BaseType::Char, BaseType::Varchar),
    ];
    (narrower && cut)
        || numbers.is_some_and(|(one, two)| one > two)
        || text
        || known
            .iter()
            .any(|(one, two)| *one == from.base && *two == to.base)
}

/// Whether a column of the type is rewritten by a change to it whatever it was before, because
/// only the very same type has its bytes.
pub fn always_rewrites(to: &ColumnType, catalog: &Catalog) -> bool {
    let (to, domain) = resolve(to, catalog);
    if domain.is_some() {
        return true;
    }
    if to.array {
        return false;
    }
    match to.base {
        BaseType::SmallInt
        | BaseType::Integer
        | BaseType::BigInt
        | BaseType::Real
        | BaseType::DoublePrecision
        | BaseType::Money
        | BaseType::Boolean
        | BaseType::Char
        | BaseType::Bytea
        | BaseType::Uuid
        | BaseType::Json
        | BaseType::Jsonb
        | BaseType::Date
        | BaseType::TsVector
        | BaseType::TsQuery
        | BaseType::MacAddr
        | BaseType::Cidr => true,
        BaseType::Named(_) => catalog.enum_type(&to).is_some(),
        _ => false,
    }
}
