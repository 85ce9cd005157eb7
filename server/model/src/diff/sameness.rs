//! Whether two spellings of a column's type mean the same to their author.
//!
//! `String` and `varchar(255)` are one type told more or less exactly, `json` and `jsonb` are two.

use std::collections::BTreeSet;

use crate::catalog::EnumType;
use crate::types::{self, BaseType, ColumnType};

/// Words that no PostgreSQL type has: they name a kind of type.
const VAGUE: &[&str] = &[
    "string",
    "str",
    "number",
    "datetime",
    "date-time",
    "dict",
    "object",
    "list",
    "emailstr",
    "guid",
    "cuid",
    "ulid",
    "blob",
    "binary",
    "bytes",
    "any",
    "tinyint",
    "longtext",
    "nvarchar",
];

/// How two types are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparison<'a> {
    /// They are told in different forms, of which one may be less exact.
    pub(super) loose: bool,
    /// The type words that the old text uses anywhere, folded.
    pub(super) words: &'a BTreeSet<String>,
}

/// What changed between two types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeDifference {
    None,
    Type,
    /// Both list their words: those that came, and those that went.
    Words {
        added: Vec<String>,
        removed: Vec<String>,
    },
}

pub(super) fn difference(
    old: &ColumnType,
    new: &ColumnType,
    how: Comparison<'_>,
) -> TypeDifference {
    if spelled(&old.text) == spelled(&new.text) {
        return TypeDifference::None;
    }
    match (words_of(&old.text), words_of(&new.text)) {
        // `Enum(Status)` names a type, unless the other side lists that very word.
        (Some(one), Some(many)) if one.len() == 1 && !many.contains(&one[0]) => {
            return TypeDifference::None;
        }
        (Some(many), Some(one)) if one.len() == 1 && !many.contains(&one[0]) => {
            return TypeDifference::None;
        }
        (Some(old), Some(new)) => return of_words(&old, &new),
        (Some(_), None) | (None, Some(_)) => {
            let named = |it: &ColumnType| matches!(it.base, BaseType::Named(_));
            let textual = |it: &ColumnType| family(it) == Family::Text || named(it);
            // An enum told as `string` elsewhere, or by its name.
            let other = if words_of(&old.text).is_some() {
                new
            } else {
                old
            };
            if textual(other) && (how.loose || head(&other.text) == "enum") {
                return TypeDifference::None;
            }
            return TypeDifference::Type;
        }
        (None, None) => {}
    }
    let (a, b) = (plain(old), plain(new));
    if a == b || a.base == BaseType::Unknown || b.base == BaseType::Unknown {
        return TypeDifference::None;
    }
    if kind_is_told(old, new, &a, &b, how) {
        TypeDifference::None
    } else {
        TypeDifference::Type
    }
}

/// One of the two is less exact than the other, and they agree as far as it goes.
fn kind_is_told(
    old: &ColumnType,
    new: &ColumnType,
    a: &ColumnType,
    b: &ColumnType,
    how: Comparison<'_>,
) -> bool {
    if a.array != b.array || family(a) != family(b) {
        return false;
    }
    let (from, to) = (head(&old.text), head(&new.text));
    let vague = |it: &String| VAGUE.contains(&it.as_str());
    let unsaid = a.modifiers.is_empty() != b.modifiers.is_empty();
    if how.loose && (unsaid || vague(&from) || vague(&to)) && a.base == b.base {
        return true;
    }
    if from == to || !(vague(&from) || vague(&to)) {
        return false;
    }
    // To an author who uses both words they are two types.
    how.loose || !(how.words.contains(&to) && how.words.contains(&from))
}

/// The first word of a type, folded: what its author calls it.
pub(super) fn head(text: &str) -> String {
    let text = spelled(text);
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
    text[..end.unwrap_or(text.len())].to_owned()
}

/// Lower-cased, blanks collapsed, the marks of optional types and plurals taken off.
fn spelled(text: &str) -> String {
    let text = text.trim().trim_matches('`').trim_end_matches('?');
    let lower = text.to_lowercase();
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    if words.first() == Some(&"timestamps") {
        words[0] = "timestamp";
    }
    let mut text = words.join(" ").replace(", ", ",").replace(" (", "(");
    for (prefix, suffix) in [("optional[", "]"), ("mapped[", "]")] {
        if let Some(inner) = text
            .strip_prefix(prefix)
            .and_then(|it| it.strip_suffix(suffix))
        {
            text = inner.to_owned();
        }
    }
    for nothing in ["|none", " | none", "|null", " | null", " or null"] {
        if let Some(rest) = text.strip_suffix(nothing) {
            text = rest.to_owned();
        }
    }
    text
}

/// As PostgreSQL takes it, serial columns as the integers they are.
fn plain(ty: &ColumnType) -> ColumnType {
    let mut ty = types::parse(&spelled(&ty.text), ty.range);
    if ty.base == BaseType::SmallSerial {
        ty.base = BaseType::SmallInt;
    } else if ty.base == BaseType::Serial {
        ty.base = BaseType::Integer;
    } else if ty.base == BaseType::BigSerial {
        ty.base = BaseType::BigInt;
    }
    ty
}

/// The words of `Enum(a, b)`, `Literal["a", "b"]`; the one of `Enum(Status)`.
pub(super) fn words_of(text: &str) -> Option<Vec<String>> {
    let text = text.trim().trim_matches('`');
    if !matches!(head(text).as_str(), "enum" | "literal") {
        return None;
    }
    let open = text.find(['(', '[', '<', '{'])?;
    let rest = text.get(open + 1..)?;
    let close = rest.rfind([')', ']', '>', '}'])?;
    let inner = rest.get(..close)?;
    let words: Vec<String> = inner
        .split([',', '|', '/'])
        .map(|it| it.trim().trim_matches(['\'', '"', '`']).trim().to_owned())
        .filter(|it| !it.is_empty() && !it.contains('='))
        .collect();
    (!words.is_empty()).then_some(words)
}

fn of_words(old: &[String], new: &[String]) -> TypeDifference {
    let EnumWords { added, removed } = enum_words(old, new);
    if added.is_empty() && removed.is_empty() {
        TypeDifference::None
    } else {
        TypeDifference::Words { added, removed }
    }
}

/// What came to a list of words and what went from it.
#[derive(Debug, Default)]
pub(super) struct EnumWords {
    pub(super) added: Vec<String>,
    pub(super) removed: Vec<String>,
}

pub(super) fn enum_words(old: &[String], new: &[String]) -> EnumWords {
    let missing = |from: &[String], of: &[String]| {
        let lacks = of.iter().filter(|it| !from.contains(it));
        lacks.cloned().collect()
    };
    EnumWords {
        added: missing(old, new),
        removed: missing(new, old),
    }
}

pub(super) fn enum_types(old: &EnumType, new: &EnumType) -> EnumWords {
    enum_words(&old.values, &new.values)
}

/// Types that one vague word may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Family {
    Text,
    Integer,
    Number,
    Moment,
    Json,
    Bytes,
    Other(BaseType),
}

fn family(ty: &ColumnType) -> Family {
    match &ty.base {
        BaseType::Varchar | BaseType::Text | BaseType::Char | BaseType::Citext => Family::Text,
        BaseType::SmallInt
        | BaseType::Integer
        | BaseType::BigInt
        | BaseType::SmallSerial
        | BaseType::Serial
        | BaseType::BigSerial => Family::Integer,
        BaseType::Numeric | BaseType::Real | BaseType::DoublePrecision | BaseType::Money => {
            Family::Number
        }
        BaseType::Timestamp | BaseType::TimestampTz => Family::Moment,
        BaseType::Json | BaseType::Jsonb => Family::Json,
        BaseType::Bytea => Family::Bytes,
        BaseType::Named(name) => match name.as_str() {
            "string" | "str" | "longtext" | "nvarchar" | "mediumtext" | "cuid" | "ulid" => {
                Family::Text
            }
            "number" => Family::Number,
            "tinyint" => Family::Integer,
            "datetime" | "date-time" => Family::Moment,
            "dict" | "object" => Family::Json,
            _ => Family::Other(ty.base.clone()),
        },
        BaseType::Boolean
        | BaseType::Uuid
        | BaseType::Xml
        | BaseType::Date
        | BaseType::Time
        | BaseType::TimeTz
        | BaseType::Interval
        | BaseType::Inet
        | BaseType::Cidr
        | BaseType::MacAddr
        | BaseType::Bit
        | BaseType::VarBit
        | BaseType::TsVector
        | BaseType::TsQuery
        | BaseType::Oid
        | BaseType::Unknown => Family::Other(ty.base.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::TextRange;

    #[track_caller]
    fn check(old: &str, new: &str, loose: bool, expected: &str) {
        let words = ["string", "text"].map(str::to_owned).into();
        let ty = |it: &str| types::parse(it, TextRange::default());
        let how = Comparison {
            loose,
            words: &words,
        };
        let found = match difference(&ty(old), &ty(new), how) {
            TypeDifference::None => "same".to_owned(),
            TypeDifference::Type => "type".to_owned(),
            TypeDifference::Words { added, removed } => {
                format!("+{} -{}", added.join(","), removed.join(","))
            }
        };
        assert_eq!(found, expected, "{old} -> {new}");
    }

    #[test]
    fn one_type_in_many_spellings() {
        check("INT", "integer", false, "same");
        check("Timestamps", "TIMESTAMP", false, "same");
        check("Optional[str]", "str", false, "same");
        check("SERIAL", "INTEGER", false, "same");
        check("String", "VARCHAR(255)", false, "same");
        check("datetime", "TIMESTAMPTZ", false, "same");
        check("UUID?", "uuid", false, "same");
    }

    #[test]
    fn other_types_are_changes() {
        check("JSON", "JSONB", false, "type");
        check("INTEGER", "BIGINT", false, "type");
        check("varchar(50)", "varchar(100)", false, "type");
        check("varchar", "varchar(100)", false, "type");
        check("Timestamps", "Timestamps with time zone", false, "type");
        check("String", "JSON", true, "type");
        check("int", "UUID", true, "type");
        // The author uses both words, so they are two types.
        check("String", "Text", false, "type");
    }

    #[test]
    fn another_form_may_be_less_exact() {
        check("str", "VARCHAR(255)", true, "same");
        check("varchar(255)", "String", true, "same");
        check("TIMESTAMPTZ", "DateTime", true, "same");
        check("integer", "bigint", true, "type");
    }

    #[test]
    fn words_of_an_enum_come_and_go() {
        check("Enum(a, b)", "enum('a','b')", false, "same");
        check("Enum(a, b)", "Enum(a, b, c)", false, "+c -");
        check("Enum(a, b)", "Enum(b)", false, "+ -a");
        check("Enum(a, b)", "Enum(Status)", false, "same");
        check("Enum(a, b)", "Enum(b, c)", false, "+c -a");
    }
}
