//! Where two forms of one document say different things of one column.
//!
//! Only what cannot both be true: families of types, lengths, nullability that both state. A
//! weaker form that is coarser (`str` beside `VARCHAR(200)`) contradicts nothing.

use crate::operation::Column;
use crate::types::{BaseType, ColumnType};

use super::{Contradiction, Form};

/// Compares what the stronger form says of a column with what a weaker one does.
pub(super) fn between(
    table: &str,
    known: &Column,
    other: &Column,
    form: Form,
) -> Option<Contradiction> {
    let mut here = Vec::new();
    let mut there = Vec::new();
    if let (Some(a), Some(b)) = (&known.ty, &other.ty)
        && differ(a, b)
    {
        here.push(a.text.clone());
        there.push(b.text.clone());
    }
    // A primary key is NOT NULL whatever else is said.
    let key = known.primary_key || other.primary_key;
    if let (Some(a), Some(b)) = (known.nullable, other.nullable)
        && a != b
        && !key
    {
        let word = |nullable: bool| if nullable { "nullable" } else { "NOT NULL" };
        here.push(word(a).to_owned());
        there.push(word(b).to_owned());
    }
    (!here.is_empty()).then(|| Contradiction {
        column: format!("{table}.{}", known.name),
        here: here.join(", "),
        at: known.name.range,
        there: there.join(", "),
        other: other.name.range,
        form,
    })
}

#[derive(PartialEq, Eq)]
enum Family {
    Text,
    Whole,
    Number,
    Boolean,
    Moment,
    Day,
    Clock,
    Uuid,
    Json,
    Bytes,
}

fn family(ty: &ColumnType) -> Option<Family> {
    Some(match ty.base {
        BaseType::Char | BaseType::Varchar | BaseType::Text | BaseType::Citext => Family::Text,
        BaseType::SmallInt
        | BaseType::Integer
        | BaseType::BigInt
        | BaseType::SmallSerial
        | BaseType::Serial
        | BaseType::BigSerial => Family::Whole,
        BaseType::Numeric | BaseType::Real | BaseType::DoublePrecision | BaseType::Money => {
            Family::Number
        }
        BaseType::Boolean => Family::Boolean,
        BaseType::Timestamp | BaseType::TimestampTz => Family::Moment,
        BaseType::Date => Family::Day,
        BaseType::Time | BaseType::TimeTz => Family::Clock,
        BaseType::Uuid => Family::Uuid,
        BaseType::Json | BaseType::Jsonb => Family::Json,
        BaseType::Bytea => Family::Bytes,
        BaseType::Xml
        | BaseType::Interval
        | BaseType::Inet
        | BaseType::Cidr
        | BaseType::MacAddr
        | BaseType::Bit
        | BaseType::VarBit
        | BaseType::TsVector
        | BaseType::TsQuery
        | BaseType::Oid
        | BaseType::Named(_)
        | BaseType::Unknown => return None,
    })
}

fn differ(a: &ColumnType, b: &ColumnType) -> bool {
    let (Some(first), Some(second)) = (family(a), family(b)) else {
        return false;
    };
    if a.array != b.array {
        return true;
    }
    // Python and diagrams say `str` for every id; a text is no lie about a UUID there.
    let loose = |ty: &ColumnType, family: &Family| {
        *family == Family::Text && matches!(ty.text.as_str(), "str" | "string" | "String")
    };
    if first != second {
        return !loose(a, &first) && !loose(b, &second);
    }
    // Two lengths that are both written down.
    first == Family::Text
        && !a.modifiers.is_empty()
        && !b.modifiers.is_empty()
        && a.modifiers != b.modifiers
}
