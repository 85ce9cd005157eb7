//! Names that plans invent: deterministic, free in the catalog, at most 63 bytes.
//!
//! The same change in the same state always gets the same names, so that a plan can be made
//! twice and compared. Never renames what exists.

use model::catalog::{Catalog, Table};

/// PostgreSQL cuts longer identifiers silently (`NAMEDATALEN` − 1).
pub const LONGEST: usize = 63;

/// `stem_suffix`, the stem cut at a character boundary so that the whole fits; numbered while
/// `taken` says that somebody has the name.
pub fn free(stem: &str, suffix: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let first = fit(stem, &tail(suffix, None));
    if !taken(&first) {
        return first;
    }
    // Nobody has so many; a condition that no number meets must not keep a reader waiting.
    (1u32..=999)
        .map(|it| fit(stem, &tail(suffix, Some(it))))
        .find(|it| !taken(it))
        .unwrap_or(first)
}

/// A free name for an index, a table or a sequence: they share one namespace.
pub fn relation(catalog: &Catalog, stem: &str, suffix: &str) -> String {
    free(stem, suffix, &|it| has_relation(catalog, it))
}

/// A free name for a constraint. Unique and primary key constraints are indexes too, so both
/// namespaces are asked.
pub fn constraint(catalog: &Catalog, table: Option<&Table>, stem: &str, suffix: &str) -> String {
    free(stem, suffix, &|it| {
        has_relation(catalog, it)
            || table.is_some_and(|table| table.constraints.iter().any(|known| known.name == it))
    })
}

/// A free name for a type: every table has one of its name too.
pub fn data_type(catalog: &Catalog, stem: &str, suffix: &str) -> String {
    let objects = &catalog.objects;
    free(stem, suffix, &|it| {
        let mut known = objects.enums.keys().chain(objects.domains.keys());
        known.any(|known| last(known) == it) || catalog.tables.keys().any(|known| last(known) == it)
    })
}

/// A free name for a column of a table.
pub fn column(table: Option<&Table>, stem: &str, suffix: &str) -> String {
    free(stem, suffix, &|it| {
        table.is_some_and(|table| table.column(it).is_some())
    })
}

/// A free name for a function.
pub fn function(catalog: &Catalog, stem: &str, suffix: &str) -> String {
    free(stem, suffix, &|it| {
        catalog
            .objects
            .functions
            .keys()
            .any(|known| last(known) == it)
    })
}

/// A name for a trigger that fires after the table's own: triggers fire by name, and one of them
/// may still change the value.
pub fn trigger(stem: &str, suffix: &str) -> String {
    const LAST: &str = "zz_";
    let name = within(LONGEST - LAST.len(), stem, &tail(suffix, None));
    format!("{LAST}{name}")
}

/// A name in lower case for a migration: `add_users_phone_check`.
pub fn snake(words: &[&str]) -> String {
    let mut res = String::new();
    for c in words.join("_").chars() {
        if c.is_alphanumeric() {
            res.extend(c.to_lowercase());
        } else if !res.ends_with('_') {
            res.push('_');
        }
    }
    res.trim_matches('_').to_owned()
}

fn has_relation(catalog: &Catalog, name: &str) -> bool {
    let objects = &catalog.objects;
    let mut keys = catalog
        .tables
        .keys()
        .chain(objects.views.keys())
        .chain(objects.sequences.keys());
    keys.any(|it| last(it) == name)
        || catalog
            .tables
            .values()
            .any(|table| table.indexes.iter().any(|it| it.name == name))
}

/// The name in a catalog key, without its schema.
fn last(key: &str) -> &str {
    key.rsplit_once('.').map_or(key, |(_, name)| name)
}

fn tail(suffix: &str, number: Option<u32>) -> String {
    let suffix = if suffix.is_empty() {
        String::new()
    } else {
        format!("_{suffix}")
    };
    match number {
        Some(number) => format!("{suffix}_{number}"),
        None => suffix,
    }
}

fn fit(stem: &str, tail: &str) -> String {
    within(LONGEST, stem, tail)
}

/// The stem cut so that it fits into so many bytes with its tail.
fn within(longest: usize, stem: &str, tail: &str) -> String {
    let mut room = longest.saturating_sub(tail.len()).min(stem.len());
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    format!("{}{tail}", &stem[..room])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stem: &str, suffix: &str, taken: &[&str], expected: &str) {
        let name = free(stem, suffix, &|it| taken.contains(&it));
        assert!(name.len() <= LONGEST, "{} bytes: {name}", name.len());
        assert_eq!(name, expected);
    }

    #[test]
    fn a_short_name_is_kept() {
        check("users_phone", "check", &[], "users_phone_check");
    }

    #[test]
    fn a_taken_name_is_numbered() {
        check("t", "idx", &["t_idx", "t_idx_1"], "t_idx_2");
    }

    #[test]
    fn a_long_name_keeps_its_suffix() {
        let expected = format!("{}_not_null", "a".repeat(54));
        check(&"a".repeat(100), "not_null", &[], &expected);
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        let expected = format!("{}_idx", "é".repeat(29));
        check(&"é".repeat(60), "idx", &[], &expected);
    }

    #[test]
    fn a_condition_that_no_name_meets_is_given_up() {
        assert_eq!(free("t_a", "sync", &|_| true), "t_a_sync");
    }

    #[test]
    fn a_trigger_fires_last() {
        assert_eq!(trigger("t_a", "sync"), "zz_t_a_sync");
        assert_eq!(trigger(&"a".repeat(100), "sync").len(), LONGEST);
    }

    #[test]
    fn a_migration_name_is_lower_case_words() {
        assert_eq!(
            snake(&["add", "Order Items", "a\"b"]),
            "add_order_items_a_b"
        );
    }
}
