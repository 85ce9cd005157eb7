//! What a type change does to the values that are there: all kept, some lost, some refused.
//!
//! Judges types only; whether PostgreSQL rewrites the table is a question for
//! [`crate::facts`].

use crate::types::{BaseType, ColumnType};

/// What becomes of existing values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cast {
    /// Every value survives and converts back.
    Keeps,
    /// It succeeds, and some values lose something.
    Loses(&'static str),
    /// Some values are refused.
    MayFail(&'static str),
    /// The old or the new type is not known.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Integer,
    Numeric,
    Float,
    Money,
    Text,
    Date,
    Timestamp,
    Time,
    Json,
    Bits,
    Other,
}

/// The fate of values that go from one type to another.
pub(super) fn of(from: &ColumnType, to: &ColumnType) -> Cast {
    if from == to {
        return Cast::Keeps;
    }
    if from.base == BaseType::Unknown || to.base == BaseType::Unknown {
        return Cast::Unknown;
    }
    if unlimited_text(to) && !to.array {
        return Cast::Keeps;
    }
    if from.array != to.array {
        return Cast::MayFail("not every value converts to or from an array");
    }
    let not_every = Cast::MayFail("not every value converts");
    match (family(&from.base), family(&to.base)) {
        (Family::Integer, Family::Integer) if rank(&to.base) >= rank(&from.base) => Cast::Keeps,
        (Family::Integer, Family::Integer) => Cast::MayFail("larger values are refused"),
        (Family::Integer, Family::Numeric) => match to.modifiers.as_slice() {
            [] => Cast::Keeps,
            [precision, rest @ ..] => {
                let whole = precision - rest.first().copied().unwrap_or(0);
                keeps_if(whole >= digits(&from.base), "larger values are refused")
            }
        },
        (Family::Integer, Family::Float) => {
            let exact = rank(&from.base) < rank(&to.base);
            if exact {
                Cast::Keeps
            } else {
                Cast::Loses("large values are rounded")
            }
        }
        (Family::Integer, Family::Text) => {
            keeps_if(length(to) > digits(&from.base), "longer values are refused")
        }
        (Family::Numeric, Family::Numeric) => numeric(&from.modifiers, &to.modifiers),
        (Family::Numeric | Family::Float | Family::Money, Family::Integer) => {
            Cast::Loses("fractions are rounded away")
        }
        (Family::Float, Family::Float) if rank(&to.base) >= rank(&from.base) => Cast::Keeps,
        (Family::Numeric | Family::Float, Family::Float | Family::Numeric | Family::Money) => {
            Cast::Loses("values are rounded")
        }
        (Family::Money, Family::Numeric) if to.modifiers.is_empty() => Cast::Keeps,
        (Family::Text, Family::Text) => {
            keeps_if(length(to) >= length(from), "longer values are refused")
        }
        (Family::Date, Family::Timestamp) => Cast::Keeps,
        (Family::Timestamp, Family::Timestamp) | (Family::Time, Family::Time) => {
            let drops_zone = from.base == BaseType::TimeTz && to.base == BaseType::Time;
            if drops_zone {
                Cast::Loses("the time zone is lost")
            } else if precision(to) < precision(from) {
                Cast::Loses("fractions of seconds are rounded away")
            } else {
                Cast::Keeps
            }
        }
        (Family::Timestamp, Family::Date) => Cast::Loses("the time of day is lost"),
        (Family::Timestamp, Family::Time) => Cast::Loses("the date is lost"),
        // Key order, white space and duplicate keys are no part of what JSON means.
        (Family::Json, Family::Json) => Cast::Keeps,
        (Family::Bits, Family::Bits) => keeps_if(
            to.base == BaseType::VarBit && length(to) >= length(from),
            "other lengths are refused",
        ),
        (Family::Other, Family::Other) => other(from, to),
        _ => match (&from.base, &to.base) {
            (BaseType::Boolean, _) if family(&to.base) == Family::Integer => Cast::Keeps,
            (_, BaseType::Boolean) if family(&from.base) == Family::Integer => {
                Cast::Loses("every number but 0 becomes true")
            }
            _ => not_every,
        },
    }
}

fn other(from: &ColumnType, to: &ColumnType) -> Cast {
    match (&from.base, &to.base) {
        (BaseType::Cidr, BaseType::Inet) => Cast::Keeps,
        (BaseType::Inet, BaseType::Cidr) => Cast::Loses("host bits are lost"),
        (a, b) if a == b && to.modifiers.is_empty() => Cast::Keeps,
        (BaseType::Interval, BaseType::Interval) => Cast::Loses("fields are cut off"),
        (BaseType::Named(a), BaseType::Named(b)) if a == b => Cast::Unknown,
        _ => Cast::MayFail("not every value converts"),
    }
}

fn numeric(from: &[i64], to: &[i64]) -> Cast {
    let parts = |it: &[i64]| {
        it.first()
            .map(|precision| (*precision, it.get(1).copied().unwrap_or(0)))
    };
    match (parts(from), parts(to)) {
        (_, None) => Cast::Keeps,
        (None, Some(_)) => Cast::Loses("digits are rounded away, and larger values refused"),
        (Some((_, old)), Some((_, new))) if new < old => Cast::Loses("digits are rounded away"),
        (Some((old, old_scale)), Some((new, new_scale))) => keeps_if(
            new - new_scale >= old - old_scale,
            "larger values are refused",
        ),
    }
}

fn keeps_if(keeps: bool, otherwise: &'static str) -> Cast {
    if keeps {
        Cast::Keeps
    } else {
        Cast::MayFail(otherwise)
    }
}

fn family(base: &BaseType) -> Family {
    match base {
        BaseType::SmallInt
        | BaseType::Integer
        | BaseType::BigInt
        | BaseType::SmallSerial
        | BaseType::Serial
        | BaseType::BigSerial => Family::Integer,
        BaseType::Numeric => Family::Numeric,
        BaseType::Real | BaseType::DoublePrecision => Family::Float,
        BaseType::Money => Family::Money,
        BaseType::Char | BaseType::Varchar | BaseType::Text | BaseType::Citext => Family::Text,
        BaseType::Date => Family::Date,
        BaseType::Timestamp | BaseType::TimestampTz => Family::Timestamp,
        BaseType::Time | BaseType::TimeTz => Family::Time,
        BaseType::Json | BaseType::Jsonb => Family::Json,
        BaseType::Bit | BaseType::VarBit => Family::Bits,
        BaseType::Boolean
        | BaseType::Bytea
        | BaseType::Uuid
        | BaseType::Xml
        | BaseType::Interval
        | BaseType::Inet
        | BaseType::Cidr
        | BaseType::MacAddr
        | BaseType::TsVector
        | BaseType::TsQuery
        | BaseType::Oid
        | BaseType::Named(_)
        | BaseType::Unknown => Family::Other,
    }
}

/// Grows with the numbers that a type holds exactly; 0 for what is no number.
fn rank(base: &BaseType) -> u8 {
    [
        [
            BaseType::SmallInt,
            BaseType::SmallSerial,
            BaseType::SmallInt,
        ],
        [BaseType::Real, BaseType::Integer, BaseType::Serial],
        [
            BaseType::DoublePrecision,
            BaseType::BigInt,
            BaseType::BigSerial,
        ],
    ]
    .iter()
    .zip(1_u8..)
    .find(|(bases, _)| bases.contains(base))
    .map_or(0, |(_, rank)| rank)
}

/// Decimal digits of the largest value of an integer type.
fn digits(base: &BaseType) -> i64 {
    match rank(base) {
        1 => 5,
        2 => 10,
        _ => 19,
    }
}

fn unlimited_text(ty: &ColumnType) -> bool {
    family(&ty.base) == Family::Text && length(ty) == i64::MAX
}

/// Characters (or bits) that fit.
fn length(ty: &ColumnType) -> i64 {
    let unsaid = if matches!(ty.base, BaseType::Char | BaseType::Bit) {
        1
    } else {
        i64::MAX
    };
    ty.modifiers.first().copied().unwrap_or(unsaid)
}

fn precision(ty: &ColumnType) -> i64 {
    ty.modifiers.first().copied().unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: (BaseType, &[i64]), to: (BaseType, &[i64])) -> Cast {
        let ty = |(base, modifiers): (BaseType, &[i64])| ColumnType {
            base,
            modifiers: modifiers.to_vec(),
            ..ColumnType::default()
        };
        of(&ty(from), &ty(to))
    }

    #[test]
    fn widening_keeps_and_narrowing_does_not() {
        use BaseType::{BigInt, Date, Integer, Json, Jsonb, Numeric, Real, Text, Timestamp};
        use BaseType::{TimestampTz, Uuid, Varchar};
        assert_eq!(check((Integer, &[]), (BigInt, &[])), Cast::Keeps);
        assert_eq!(check((Varchar, &[50]), (Varchar, &[100])), Cast::Keeps);
        assert_eq!(check((Varchar, &[50]), (Text, &[])), Cast::Keeps);
        assert_eq!(check((Numeric, &[10, 2]), (Numeric, &[12, 2])), Cast::Keeps);
        assert_eq!(check((Integer, &[]), (Numeric, &[10])), Cast::Keeps);
        assert_eq!(check((Json, &[]), (Jsonb, &[])), Cast::Keeps);
        assert_eq!(check((Timestamp, &[]), (TimestampTz, &[])), Cast::Keeps);
        assert_eq!(check((Uuid, &[]), (Text, &[])), Cast::Keeps);
        for (from, to) in [
            ((BigInt, &[][..]), (Integer, &[][..])),
            ((Varchar, &[100]), (Varchar, &[50])),
            ((Text, &[]), (Integer, &[])),
            ((Text, &[]), (Uuid, &[])),
            ((Numeric, &[10, 2]), (Numeric, &[8, 2])),
            ((Text, &[]), (BaseType::Named("mood".to_owned()), &[])),
        ] {
            assert!(matches!(check(from, to), Cast::MayFail(_)));
        }
        for (from, to) in [
            ((Numeric, &[10, 2][..]), (Numeric, &[10, 1][..])),
            ((Numeric, &[]), (Integer, &[])),
            ((Timestamp, &[]), (Date, &[])),
            ((BigInt, &[]), (BaseType::DoublePrecision, &[])),
            ((Integer, &[]), (Real, &[])),
        ] {
            assert!(matches!(check(from, to), Cast::Loses(_)));
        }
        assert_eq!(
            check((BaseType::Unknown, &[]), (Integer, &[])),
            Cast::Unknown
        );
    }
}
