//! How constant a function is: builtins by name, the user's from the catalog.
//!
//! Only what judgement asks: is it VOLATILE (a default of it is computed row by row), is it known
//! not to be IMMUTABLE (no index or generated column may use it), and does the server have it.

use crate::catalog::{Catalog, Function, Table};
use crate::context::Postgres;
use crate::operation::{Expression, Volatility};
use crate::types::BaseType;

/// Builtin and common extension functions that are VOLATILE (`pg_proc.provolatile = 'v'`).
const VOLATILE: &[&str] = &[
    "clock_timestamp",
    "currval",
    "dblink",
    "gen_random_bytes",
    "gen_random_uuid",
    "gen_salt",
    "gen_ulid",
    "lastval",
    "lo_create",
    "nextval",
    "pg_advisory_lock",
    "pg_advisory_xact_lock",
    "pg_current_wal_lsn",
    "pg_notify",
    "pg_sleep",
    "pg_try_advisory_lock",
    "query_to_xml",
    "random",
    "random_normal",
    "set_config",
    "setseed",
    "setval",
    "timeofday",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
];

/// Builtin functions that are STABLE whatever their arguments.
const STABLE: &[&str] = &[
    "array_to_json",
    "array_to_string",
    "concat",
    "concat_ws",
    "current_catalog",
    "current_database",
    "current_date",
    "current_role",
    "current_schema",
    "current_setting",
    "current_time",
    "current_timestamp",
    "current_user",
    "format",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "localtime",
    "localtimestamp",
    "now",
    "pg_get_expr",
    "row_to_json",
    "session_user",
    "statement_timestamp",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_regclass",
    "transaction_timestamp",
    "txid_current_snapshot",
    "user",
];

/// Builtin functions and the first server that has them.
const SINCE: &[(&str, u8)] = &[
    ("any_value", 16),
    ("array_reverse", 18),
    ("array_sample", 16),
    ("array_shuffle", 16),
    ("array_sort", 18),
    ("bit_count", 14),
    ("casefold", 18),
    ("crc32", 18),
    ("crc32c", 18),
    ("date_add", 16),
    ("date_bin", 14),
    ("date_subtract", 16),
    ("erf", 16),
    ("erfc", 16),
    ("gamma", 18),
    ("json_array", 16),
    ("json_object_agg_strict", 16),
    ("json_query", 17),
    ("json_scalar", 17),
    ("json_serialize", 17),
    ("json_value", 17),
    ("lgamma", 18),
    ("random_normal", 16),
    ("range_agg", 14),
    ("regexp_count", 15),
    ("regexp_instr", 15),
    ("regexp_like", 15),
    ("regexp_substr", 15),
    ("reverse_bytes", 18),
    ("string_to_table", 14),
    ("to_bin", 17),
    ("to_oct", 17),
    ("trim_array", 14),
    ("unicode_assigned", 17),
    ("unistr", 14),
    ("uuid_extract_timestamp", 17),
    ("uuid_extract_version", 17),
    ("uuidv4", 18),
    ("uuidv7", 18),
];

/// Whether a function is VOLATILE; `None` when nobody described it.
pub(super) fn is_volatile(name: &str, catalog: &Catalog) -> Option<bool> {
    if let Some(found) = user_function(name, catalog) {
        return Some(found == Volatility::Volatile);
    }
    if VOLATILE.binary_search(&name).is_ok() {
        return Some(true);
    }
    if STABLE.binary_search(&name).is_ok() || IMMUTABLE.binary_search(&name).is_ok() {
        return Some(false);
    }
    None
}

/// Builtin functions that defaults and generated columns commonly use and that are not VOLATILE.
const IMMUTABLE: &[&str] = &[
    "abs",
    "age",
    "array_length",
    "array_remove",
    "ceil",
    "ceiling",
    "coalesce",
    "convert_to",
    "date_bin",
    "date_part",
    "date_trunc",
    "decode",
    "digest",
    "encode",
    "extract",
    "floor",
    "greatest",
    "initcap",
    "jsonb_array_length",
    "jsonb_extract_path_text",
    "least",
    "left",
    "length",
    "lower",
    "lpad",
    "ltrim",
    "make_date",
    "make_interval",
    "make_timestamp",
    "md5",
    "mod",
    "nullif",
    "octet_length",
    "point",
    "position",
    "power",
    "regexp_replace",
    "repeat",
    "replace",
    "reverse",
    "right",
    "round",
    "row",
    "rpad",
    "rtrim",
    "setweight",
    "sha256",
    "split_part",
    "sqrt",
    "strpos",
    "substr",
    "substring",
    "timezone",
    "to_timestamp",
    "to_tsquery",
    "to_tsvector",
    "translate",
    "trim",
    "trunc",
    "upper",
];

fn user_function(name: &str, catalog: &Catalog) -> Option<Volatility> {
    let functions = &catalog.objects.functions;
    if functions.is_empty() {
        return None;
    }
    functions
        .get(name)
        .or_else(|| {
            let mut found = functions
                .iter()
                .filter(|(it, _)| it.rsplit('.').next() == Some(name));
            found.next().map(|(_, it)| it)
        })
        .map(|it| inlined(it, catalog).unwrap_or(it.volatility))
}

/// A SQL function of one expression is inlined before anybody asks how volatile it is.
fn inlined(function: &Function, catalog: &Catalog) -> Option<Volatility> {
    let sql = function.language.as_deref()?.eq_ignore_ascii_case("sql");
    if !sql || function.volatility != Volatility::Volatile {
        return None;
    }
    let body = function.body.as_deref()?.trim().trim_end_matches(';');
    let lower = body.to_ascii_lowercase();
    let expression = lower.strip_prefix("select ")?;
    let simple = !expression.contains([';']) && !expression.contains(" from ");
    if !simple {
        return None;
    }
    let calls = called(expression);
    let constant = calls.iter().all(|(name, _)| {
        // Only builtins: a function of its own name would go on for ever.
        !catalog.objects.functions.contains_key(name)
            && VOLATILE.binary_search(&name.as_str()).is_err()
            && (STABLE.binary_search(&name.as_str()).is_ok()
                || IMMUTABLE.binary_search(&name.as_str()).is_ok())
    });
    constant.then_some(Volatility::Stable)
}

/// Whether an expression is computed for every row: `Some(true)` as soon as one function is
/// VOLATILE, `None` when one is not known.
pub(super) fn expression_is_volatile(expression: &Expression, catalog: &Catalog) -> Option<bool> {
    let mut result = Some(false);
    for function in &expression.functions {
        match is_volatile(function, catalog) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => result = None,
        }
    }
    result
}

/// A function of the expression that is neither built in, as far as these lists go, nor made by
/// anybody, where the catalog knows everything.
pub(super) fn unheard_of<'a>(expression: &'a Expression, catalog: &Catalog) -> Option<&'a str> {
    if !catalog.knows_tables() || !catalog.objects.extensions.is_empty() {
        return None;
    }
    let unknown = |name: &&String| {
        let name = name.as_str();
        user_function(name, catalog).is_none()
            && [VOLATILE, STABLE, IMMUTABLE]
                .iter()
                .all(|it| it.binary_search(&name).is_err())
            && SINCE.binary_search_by(|(it, _)| (*it).cmp(name)).is_err()
    };
    expression
        .functions
        .iter()
        .find(unknown)
        .map(String::as_str)
}

/// A function of the expression that the server is too old for, and the version that has it.
pub(super) fn too_new<'a>(
    expression: &'a Expression,
    catalog: &Catalog,
    postgres: Postgres,
) -> Option<(&'a str, u8)> {
    expression.functions.iter().find_map(|name| {
        let at = SINCE
            .binary_search_by(|(it, _)| (*it).cmp(name.as_str()))
            .ok()?;
        let (_, since) = SINCE.get(at)?;
        let own = user_function(name, catalog).is_some();
        (postgres.0 < *since && !own).then_some((name.as_str(), *since))
    })
}

/// Why an expression is certainly not IMMUTABLE, so that no index and no generated column can
/// hold it.
pub(super) fn not_immutable(
    text: &str,
    functions: &[String],
    table: Option<&Table>,
    catalog: &Catalog,
) -> Option<String> {
    let called = called(text);
    let all = functions.iter().map(String::as_str);
    for name in all.chain(called.iter().map(|it| it.0.as_str())) {
        if let Some(own) = user_function(name, catalog) {
            if own != Volatility::Immutable {
                return Some(format!("the function {name} is not IMMUTABLE"));
            }
        } else if VOLATILE.binary_search(&name).is_ok() || STABLE.binary_search(&name).is_ok() {
            return Some(format!("{name} is not IMMUTABLE"));
        }
    }
    for (name, arguments) in &called {
        // Without a configuration or a unit's own zone these read the session's settings.
        let (name, count) = (name.as_str(), arguments.len());
        let configuration = matches!(
            name,
            "to_tsvector" | "to_tsquery" | "plainto_tsquery" | "phraseto_tsquery"
        );
        if configuration && count == 1 {
            return Some(format!("{name} without a configuration is not IMMUTABLE"));
        }
        if name == "to_timestamp" && count == 2 {
            return Some("to_timestamp of text is not IMMUTABLE".to_owned());
        }
        if name == "age" && count == 1 {
            return Some("age of one argument is not IMMUTABLE".to_owned());
        }
        let of_zone = |it: &str| column_type(it, table) == Some(&BaseType::TimestampTz);
        if matches!(name, "date_trunc" | "date_part")
            && count == 2
            && arguments.get(1).is_some_and(|it| of_zone(it))
        {
            return Some(format!("{name} of a timestamptz is not IMMUTABLE"));
        }
    }
    cast_of_session(text, table)
}

/// A cast whose result depends on `TimeZone` or `DateStyle`.
fn cast_of_session(text: &str, table: Option<&Table>) -> Option<String> {
    let mut rest = text;
    while let Some(at) = rest.find("::") {
        let (before, after) = rest.split_at(at);
        let after = after.get(2..).unwrap_or_default().trim_start();
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
        let start = before
            .trim_end_matches([')', ' '])
            .rfind(|c| !word(c))
            .map_or(0, |it| {
                it + before
                    .get(it..)
                    .and_then(|it| it.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let column = before
            .trim_end_matches([')', ' '])
            .get(start..)
            .unwrap_or_default();
        let target: String = after
            .chars()
            .take_while(|&it| word(it))
            .collect::<String>()
            .to_ascii_lowercase();
        if let Some(from) = column_type(column, table) {
            let zoned = *from == BaseType::TimestampTz;
            let dated = matches!(
                from,
                BaseType::Timestamp | BaseType::Date | BaseType::TimestampTz
            );
            let text = matches!(from, BaseType::Text | BaseType::Varchar);
            let to_time = matches!(
                target.as_str(),
                "date" | "timestamp" | "timestamptz" | "time" | "timetz" | "interval"
            );
            let to_text = matches!(target.as_str(), "text" | "varchar" | "character");
            let bad = (zoned && to_time && target != "timestamptz")
                || (*from == BaseType::Timestamp && target == "timestamptz")
                || (*from == BaseType::Date && target == "timestamptz")
                || (dated && to_text)
                || (text && to_time);
            if bad {
                return Some(format!(
                    "the cast of {column} to {target} depends on the session"
                ));
            }
        }
        rest = after;
    }
    None
}

fn column_type<'a>(name: &str, table: Option<&'a Table>) -> Option<&'a BaseType> {
    let name = name.trim().trim_matches('"');
    table?.column(name)?.ty.as_ref().map(|it| &it.base)
}

/// Calls with their arguments' texts, as far as parentheses tell.
fn called(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('(') {
        let before = text.get(..at).unwrap_or_default().trim_end();
        let name: String = before
            .chars()
            .rev()
            .take_while(|it| it.is_alphanumeric() || *it == '_')
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        if !name.is_empty() {
            let arguments = arguments(text.get(at + 1..).unwrap_or_default());
            found.push((name.to_ascii_lowercase(), arguments));
        }
    }
    found
}

fn arguments(text: &str) -> Vec<String> {
    let (mut depth, mut quoted) = (0_u32, false);
    let mut found = vec![String::new()];
    for c in text.chars() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => break,
            ')' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_so_that_they_can_be_searched() {
        assert!(VOLATILE.is_sorted());
        assert!(STABLE.is_sorted());
        assert!(IMMUTABLE.is_sorted());
        assert!(SINCE.is_sorted_by_key(|it| it.0));
    }

    #[test]
    fn a_call_is_told_with_its_arguments() {
        let found = called("to_tsvector('a, b', coalesce(x, '')) || f()");
        assert_eq!(found.len(), 3);
        assert_eq!(found.first().map(|it| it.1.len()), Some(2));
    }
}
