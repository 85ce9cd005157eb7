//! A partition's bounds as conditions on its rows: what PostgreSQL compares a validated CHECK
//! with, instead of reading the table.
//!
//! One key column only, and a list of one value; `None` for every other bound.

use model::Name;
use model::operation::PartitionBound;
use model::render::bound_value;

use crate::target::Target;

/// What holds for every row inside of the bounds. `child` is the table that gets them.
pub(crate) fn inside(bound: &PartitionBound, key: &Name, child: &Target) -> Option<String> {
    let column = key.to_sql();
    let mut res = Vec::new();
    if !child.not_null(key.as_str()) {
        res.push(format!("{column} IS NOT NULL"));
    }
    match bound {
        PartitionBound::Range { from, to } => {
            let ([from], [to]) = (from.as_slice(), to.as_slice()) else {
                return None;
            };
            if !from.eq_ignore_ascii_case("minvalue") {
                res.push(format!("{column} >= {}", bound_value(from)));
            }
            if !to.eq_ignore_ascii_case("maxvalue") {
                res.push(format!("{column} < {}", bound_value(to)));
            }
        }
        PartitionBound::List(values) => {
            let [value] = values.as_slice() else {
                return None;
            };
            if value.eq_ignore_ascii_case("null") {
                return None;
            }
            res.push(format!("{column} = {}", bound_value(value)));
        }
        PartitionBound::Hash => return None,
    }
    (!res.is_empty()).then(|| res.join(" AND "))
}

/// What holds for every row of the default partition once the bounds are taken.
pub(crate) fn outside(bound: &PartitionBound, key: &Name) -> Option<String> {
    let column = key.to_sql();
    match bound {
        PartitionBound::Range { from, to } => {
            let ([from], [to]) = (from.as_slice(), to.as_slice()) else {
                return None;
            };
            let mut res = Vec::new();
            if !from.eq_ignore_ascii_case("minvalue") {
                res.push(format!("{column} < {}", bound_value(from)));
            }
            if !to.eq_ignore_ascii_case("maxvalue") {
                res.push(format!("{column} >= {}", bound_value(to)));
            }
            (!res.is_empty()).then(|| res.join(" OR "))
        }
        PartitionBound::List(values) => {
            let [value] = values.as_slice() else {
                return None;
            };
            let null = value.eq_ignore_ascii_case("null");
            (!null).then(|| format!("{column} <> {}", bound_value(value)))
        }
        PartitionBound::Hash => None,
    }
}
