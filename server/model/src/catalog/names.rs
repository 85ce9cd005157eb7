//! The names that PostgreSQL gives to what its author left unnamed.
//!
//! Follows `makeObjectName` and `ChooseRelationName`; never looks at anything but names.

use super::Table;
use crate::operation::{Constraint, ConstraintKind, IndexKey, Shape};

/// One less than `NAMEDATALEN`, in bytes.
const LONGEST: usize = 63;

/// `first_second_label`, the longer of the two names cut until it fits.
pub(super) fn object_name(first: &str, second: &str, label: &str) -> String {
    let mut over = label.len() + 1 + usize::from(!second.is_empty());
    let (mut one, mut two) = (first.len(), second.len());
    over += one + two;
    while over > LONGEST && (one > 0 || two > 0) {
        if one > two {
            one -= 1;
        } else {
            two -= 1;
        }
        over -= 1;
    }
    let one = clip(first, one);
    let two = clip(second, two);
    if second.is_empty() {
        format!("{one}_{label}")
    } else {
        format!("{one}_{two}_{label}")
    }
}

/// At most `length` bytes, on a character boundary.
fn clip(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The first of `t_a_label`, `t_a_label1`, … that is free.
pub(super) fn choose(
    first: &str,
    second: &str,
    label: &str,
    taken: impl Fn(&str) -> bool,
) -> String {
    let plain = object_name(first, second, label);
    if !taken(&plain) {
        return plain;
    }
    (1..1000)
        .map(|it| object_name(first, second, &format!("{label}{it}")))
        .find(|it| !taken(it))
        .unwrap_or(plain)
}

/// The name of an unnamed index.
pub(super) fn index_name(table: &Table, keys: &[IndexKey]) -> String {
    let columns: Vec<&str> = keys
        .iter()
        .map(|it| it.column.as_ref().map_or("expr", |it| it.as_str()))
        .collect();
    choose(table.name.name.as_str(), &columns.join("_"), "idx", |it| {
        table.has_index_or_constraint(it)
    })
}

/// The name of an unnamed constraint.
pub(super) fn constraint_name(table: &Table, constraint: &Constraint) -> String {
    let joined = |names: &[crate::name::Name]| {
        let names: Vec<&str> = names.iter().map(|it| it.as_str()).collect();
        names.join("_")
    };
    let (second, label) = match &constraint.kind {
        ConstraintKind::PrimaryKey { .. } => (String::new(), "pkey"),
        ConstraintKind::Unique { columns, .. } => (joined(columns), "key"),
        ConstraintKind::ForeignKey { columns, .. } => (joined(columns), "fkey"),
        ConstraintKind::Check { expression } => {
            let mut columns: Vec<&String> = expression.columns.iter().collect();
            columns.sort_unstable();
            columns.dedup();
            match columns.as_slice() {
                [one] => ((*one).clone(), "check"),
                _ => (String::new(), "check"),
            }
        }
        ConstraintKind::Exclusion { elements, .. } => {
            let columns: Vec<&str> = elements
                .iter()
                .map(|it| {
                    if let Shape::Column { name, .. } = &it.shape {
                        name.as_str()
                    } else {
                        "expr"
                    }
                })
                .collect();
            (columns.join("_"), "excl")
        }
        ConstraintKind::NotNull { column } => (column.text.clone(), "not_null"),
        ConstraintKind::Unknown(_) => (String::new(), "constraint"),
    };
    choose(table.name.name.as_str(), &second, label, |it| {
        table.has_index_or_constraint(it)
    })
}

/// Replaces an identifier in an expression's text; text in single quotes is left alone.
pub(crate) fn rename_word(text: &str, from: &str, to: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    let mut quoted = false;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            quoted = !quoted;
        }
        let length = if word(first) {
            rest.find(|c| !word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, tail) = rest.split_at(length);
        if !quoted && piece.eq_ignore_ascii_case(from) {
            result.push_str(to);
        } else {
            result.push_str(piece);
        }
        rest = tail;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_where_postgresql_cuts_them() {
        let long = "a".repeat(60);
        assert_eq!(object_name("t", "a", "idx"), "t_a_idx");
        assert_eq!(object_name(&long, "", "pkey").len(), LONGEST);
        let both = object_name(&long, &"b".repeat(40), "key");
        assert_eq!(both.len(), LONGEST);
        assert!(both.ends_with("_key"));
        assert_eq!(object_name(&"é".repeat(40), "", "pkey").len(), 63);
    }

    #[test]
    fn only_whole_words_outside_strings_are_renamed() {
        assert_eq!(rename_word("a + ab > 'a'", "a", "b"), "b + ab > 'a'");
    }
}
