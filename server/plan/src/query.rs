//! What a statement reads another table for: its text taken apart, where it is simple enough.
//!
//! Never guesses: a join of several tables, a GROUP BY or a set operation is `None`.

use model::QualifiedName;
use model::name::quote_identifier;
use model::operation::BulkUpdate;

use crate::sql::{calls, keyword, list, split};

/// `<items> FROM <table> [AS <alias>] [WHERE <condition>]`, or the same around an UPDATE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    /// What is selected, as written.
    pub(crate) items: Vec<String>,
    /// The name that the items and the condition use for the table, as SQL.
    pub(crate) alias: String,
    pub(crate) condition: Option<String>,
}

/// A SELECT over one table.
pub(crate) fn select(text: &str, table: &QualifiedName) -> Option<Query> {
    let text = text.trim().trim_end_matches(';').trim();
    let rest = text.get(keyword(text, "select").filter(|it| *it == 0)? + 6..)?;
    let more = [
        "group",
        "having",
        "limit",
        "offset",
        "union",
        "except",
        "intersect",
        "order",
        "for",
        "distinct",
        "window",
        "over",
    ];
    if calls(rest, MANY) || more.iter().any(|it| keyword(rest, it).is_some()) {
        return None;
    }
    let from = keyword(rest, "from")?;
    let (items, tail) = (rest.get(..from)?, rest.get(from + 4..)?);
    let (alias, condition) = relation(tail, table)?;
    Some(Query {
        items: split(items).into_iter().map(str::to_owned).collect(),
        alias,
        condition,
    })
}

/// Functions of many rows, or that make many of one: nothing that a single row gives.
const MANY: &[&str] = &[
    "array_agg",
    "avg",
    "bool_and",
    "bool_or",
    "count",
    "every",
    "generate_series",
    "json_agg",
    "json_array_elements",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_array_elements",
    "jsonb_object_agg",
    "max",
    "min",
    "regexp_matches",
    "regexp_split_to_table",
    "string_agg",
    "string_to_table",
    "sum",
    "unnest",
];

/// The query of an INSERT, or `None` where more follows it.
pub(crate) fn of_insert(insert: &str) -> Option<String> {
    let at = keyword(insert, "select")?;
    let text = insert.get(at..)?.trim().trim_end_matches(';').trim();
    let more = ["on", "returning"].iter().any(|it| {
        keyword(text, it).is_some_and(|at| {
            *it == "returning" || text[at..].to_ascii_lowercase().starts_with("on conflict")
        })
    });
    (!more && keyword(insert, "with").is_none_or(|it| it > at)).then(|| text.to_owned())
}

/// An INSERT whose `SELECT *` has the columns written out; any other as it is.
pub(crate) fn expanded(insert: &str, columns: &[String]) -> String {
    let Some(at) = keyword(insert, "select") else {
        return insert.to_owned();
    };
    let (head, tail) = insert.split_at(at + 6);
    match tail.trim_start().strip_prefix('*') {
        Some(rest) => format!("{head} {}{rest}", list(columns)),
        None => insert.to_owned(),
    }
}

/// What an UPDATE reads: the FROM of `UPDATE … SET … FROM table WHERE …`; no items.
fn update_from(text: &str, table: &QualifiedName) -> Option<Query> {
    let text = text.trim().trim_end_matches(';').trim();
    if keyword(text, "returning").is_some() {
        return None;
    }
    let from = keyword(text, "from")?;
    let (alias, condition) = relation(text.get(from + 4..)?, table)?;
    Some(Query {
        items: Vec::new(),
        alias,
        condition,
    })
}

/// The alias of an UPDATE's own table, where it has one.
fn has_alias(update: &str) -> bool {
    let head = keyword(update, "set").and_then(|it| update.get(..it));
    head.is_none_or(|it| it.split_whitespace().count() != 2)
}

/// Where each new value comes from, in terms of the query's alias.
pub(crate) struct Origin {
    pub(crate) query: Query,
    /// Columns of the UPDATE's own table, each with its value.
    pub(crate) values: Vec<(String, String)>,
}

/// What an UPDATE reads one other table for: by its FROM, or by subqueries that all ask for the
/// same row. `text` is the statement; `None` where it says anything more.
pub(crate) fn origin(update: &BulkUpdate, source: &QualifiedName, text: &str) -> Option<Origin> {
    if has_alias(text) {
        return None;
    }
    if let Some(query) = update_from(text, source) {
        query.condition.as_ref()?;
        let values = update.set.iter();
        let values = values.map(|(column, value)| (column.text.clone(), value.text.clone()));
        return Some(Origin {
            query,
            values: values.collect(),
        });
    }
    // The same written as a subquery for each column.
    let mut all: Option<Origin> = None;
    for (column, value) in &update.set {
        let inner = value.text.trim().strip_prefix('(')?.strip_suffix(')')?;
        let found = select(inner, source)?;
        found.condition.as_ref()?;
        let [item] = found.items.as_slice() else {
            return None;
        };
        let value = (column.text.clone(), item.clone());
        match &mut all {
            None => {
                all = Some(Origin {
                    values: vec![value],
                    query: found,
                });
            }
            Some(known)
                if known.query.alias == found.alias && known.query.condition == found.condition =>
            {
                known.values.push(value);
            }
            Some(_) => return None,
        }
    }
    all.filter(|_| update.filter.is_none())
}

/// `table [AS alias] [WHERE condition]`: the alias and the condition.
fn relation(text: &str, table: &QualifiedName) -> Option<(String, Option<String>)> {
    let (item, condition) = match keyword(text, "where") {
        Some(at) => (text.get(..at)?, Some(text.get(at + 5..)?.trim().to_owned())),
        None => (text, None),
    };
    if item.contains([',', '(']) {
        return None;
    }
    let words: Vec<&str> = item.split_whitespace().collect();
    let alias = match words.as_slice() {
        [_] => quote_identifier(&table.name.text),
        [_, alias] => (*alias).to_owned(),
        [_, word, alias] if word.eq_ignore_ascii_case("as") => (*alias).to_owned(),
        _ => return None,
    };
    let plain = |it: char| it.is_alphanumeric() || matches!(it, '_' | '"' | '$' | ' ');
    alias.chars().all(plain).then_some((alias, condition))
}

/// The column of an item that is a bare column of the table, without its alias.
pub(crate) fn bare_column(item: &str) -> Option<String> {
    let name = item.rsplit_once('.').map_or(item, |(_, it)| it).trim();
    let quoted = name.len() > 2 && name.starts_with('"') && name.ends_with('"');
    if quoted {
        let inner = &name[1..name.len() - 1];
        return (!inner.contains('"')).then(|| inner.to_owned());
    }
    let start = name.starts_with(|it: char| it.is_alphabetic() || it == '_');
    let rest = name.chars().all(|it| it.is_alphanumeric() || it == '_');
    let before = item.rsplit_once('.').map_or("", |(it, _)| it);
    let qualifier = before
        .chars()
        .all(|it| it.is_alphanumeric() || matches!(it, '_' | '"' | '.'));
    (start && rest && qualifier).then(|| name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, items: &[&str], alias: &str, condition: Option<&str>) {
        let found = select(text, &QualifiedName::generated("users")).expect("one table");
        assert_eq!(found.items, items);
        assert_eq!(found.alias, alias);
        assert_eq!(found.condition.as_deref(), condition);
    }

    #[test]
    fn a_query_over_one_table_is_taken_apart() {
        check(
            "SELECT id, f(a, b) FROM users;",
            &["id", "f(a, b)"],
            "users",
            None,
        );
        check(
            "select u.id from users AS u where u.id > (SELECT 1)",
            &["u.id"],
            "u",
            Some("u.id > (SELECT 1)"),
        );
    }

    #[test]
    fn anything_more_is_left_alone() {
        let users = QualifiedName::generated("users");
        for text in [
            "SELECT a FROM users, orders",
            "SELECT a FROM users JOIN orders USING (id)",
            "SELECT a FROM users GROUP BY a",
            "SELECT DISTINCT a FROM users",
            "SELECT max(a) FROM users",
            "SELECT a, unnest (b) FROM users",
            "SELECT row_number() OVER () FROM users",
            "SELECT a FROM (SELECT 1) AS users",
            "TABLE users",
        ] {
            assert_eq!(select(text, &users), None, "{text}");
        }
    }

    #[test]
    fn bare_columns_are_told_from_expressions() {
        assert_eq!(bare_column("u.Name").as_deref(), Some("name"));
        assert_eq!(bare_column("\"Na me\"").as_deref(), Some("Na me"));
        assert_eq!(bare_column("lower(a)"), None);
        assert_eq!(bare_column("a || b.c"), None);
    }
}
