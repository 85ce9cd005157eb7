//! Values that are written out, held against the type they are for.
//!
//! Knows only what PostgreSQL's input functions are sure to refuse; anything else passes.

use super::judge::Judge;
use crate::operation::{Expression, Shape};
use crate::types::change::resolve;
use crate::types::{BaseType, ColumnType};

/// What reading a literal as a value of a type raises: the SQLSTATE and when. `None` when it
/// may well be read.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "types, not operations: of those not listed nothing is sure"
)]
fn refused(value: &str, ty: &ColumnType) -> Option<(&'static str, &'static str)> {
    if ty.array {
        let list = value.trim().starts_with(['{', '[']);
        return (!list).then_some(("22P02", "the default is no array"));
    }
    let text = value.trim();
    let number = |it: &str| it.parse::<f64>().is_ok();
    let bad = match ty.base {
        BaseType::SmallInt | BaseType::Integer | BaseType::BigInt => {
            // 0x1F and 1_000 are read since 16.
            let plain = text
                .chars()
                .all(|it| it.is_ascii_digit() || matches!(it, '+' | '-' | '.' | 'e' | 'E'));
            !plain && !text.starts_with("0x") && !text.contains('_')
        }
        BaseType::Numeric | BaseType::Real | BaseType::DoublePrecision => {
            !number(text) && !text.contains('_') && !text.starts_with("0x")
        }
        BaseType::Boolean => {
            let text = text.to_ascii_lowercase();
            let words = ["true", "false", "yes", "no"];
            let known = ["on", "off", "of", "1", "0"].contains(&text.as_str())
                || (!text.is_empty() && words.iter().any(|it| it.starts_with(&text)));
            !known
        }
        BaseType::Uuid => {
            text.chars().filter(char::is_ascii_hexdigit).count() != 32
                || text.contains(|it: char| !it.is_ascii_hexdigit() && !"-{}".contains(it))
        }
        BaseType::Json | BaseType::Jsonb => {
            let first = text.chars().next();
            !first.is_some_and(|it| it.is_ascii_digit() || "{[\"-tfn".contains(it))
        }
        BaseType::Varchar | BaseType::Char => {
            let bare = (ty.base == BaseType::Char).then_some(1);
            let limit = ty.modifiers.first().copied().or(bare);
            let kept = i64::try_from(value.trim_end().chars().count()).unwrap_or(i64::MAX);
            if limit.is_some_and(|it| kept > it) {
                return Some(("22001", "the default is longer than the column"));
            }
            false
        }
        _ => false,
    };
    bad.then_some(("22P02", "the default cannot be read as the column's type"))
}

/// A default that its column's type refuses. `stored`: existing rows get it, so that its length
/// counts at once; otherwise only an INSERT meets that.
pub(super) fn check_default(
    judge: &mut Judge<'_>,
    default: &Expression,
    ty: Option<&ColumnType>,
    stored: bool,
) {
    let Some(ty) = ty else {
        return;
    };
    // A number or a cast has a type of its own already.
    let quoted = default.text.trim_start().starts_with('\'') && !default.text.contains("::");
    let Shape::Literal(value) = &default.shape else {
        return;
    };
    let (ty, _) = resolve(ty, judge.catalog);
    let word = matches!(default.text.to_ascii_lowercase().as_str(), "true" | "false");
    if !quoted {
        let number = default.text.trim().parse::<f64>().is_ok();
        let dated = matches!(
            ty.base,
            BaseType::Date
                | BaseType::Timestamp
                | BaseType::TimestampTz
                | BaseType::Uuid
                | BaseType::Boolean
                | BaseType::Json
                | BaseType::Jsonb
        );
        let numeric = matches!(
            ty.base,
            BaseType::SmallInt | BaseType::Integer | BaseType::BigInt | BaseType::Numeric
        );
        if !ty.array && ((number && dated) || (word && numeric)) {
            judge.fail("42804", "the default is of another type", true);
        }
        return;
    }
    if let Some((sqlstate, when)) = refused(value, &ty)
        && (stored || sqlstate != "22001")
    {
        judge.fail(sqlstate, when, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::parse;
    use syntax::TextRange;

    #[track_caller]
    fn check(value: &str, ty: &str, expected: Option<&str>) {
        let ty = parse(ty, TextRange::default());
        assert_eq!(
            refused(value, &ty).map(|it| it.0),
            expected,
            "{value} {ty:?}"
        );
    }

    #[test]
    fn only_what_is_sure_to_be_refused_is_refused() {
        check("12", "integer", None);
        check(" -3 ", "bigint", None);
        check("many", "integer", Some("22P02"));
        check("1.5", "numeric(4,2)", None);
        check("NaN", "numeric", None);
        check("lots", "real", Some("22P02"));
        check("t", "boolean", None);
        check("perhaps", "boolean", Some("22P02"));
        check("abc", "varchar(2)", Some("22001"));
        check("ab ", "char(2)", None);
        check("ℝ💣", "varchar(2)", None);
        check("{}", "jsonb", None);
        check("x", "jsonb", Some("22P02"));
        check("{a,b}", "text[]", None);
        check("a", "text[]", Some("22P02"));
        check("00000000-0000-0000-0000-000000000000", "uuid", None);
        check("0000", "uuid", Some("22P02"));
        check("whatever", "timestamptz", None);
    }
}
