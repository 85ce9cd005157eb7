//! Which lines begin a statement beyond doubt, by their first words.
//!
//! A list of words, no grammar: it proposes places, `split` decides by parsing.

/// What surrounds a line in its statement.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The statement's first token.
    pub(super) first: &'a str,
    /// The token before the line.
    pub(super) before: &'a str,
    /// Inside `BEGIN ATOMIC`, where statements follow each other.
    pub(super) atomic: bool,
}

const OBJECTS: [&str; 37] = [
    "aggregate",
    "cast",
    "collation",
    "conversion",
    "database",
    "domain",
    "event",
    "extension",
    "foreign",
    "function",
    "global",
    "group",
    "index",
    "language",
    "large",
    "local",
    "materialized",
    "operator",
    "owned",
    "policy",
    "procedure",
    "publication",
    "role",
    "routine",
    "rule",
    "schema",
    "sequence",
    "server",
    "statistics",
    "subscription",
    "system",
    "table",
    "tablespace",
    "trigger",
    "type",
    "user",
    "view",
];

/// `line` begins at the word and may run on to the end of the text.
pub(super) fn begins_statement(line: &str, context: Context<'_>) -> bool {
    let after = [
        "do", "also", "instead", "as", "before", "after", "or", "for", "of", "on",
    ];
    if after
        .iter()
        .any(|it| it.eq_ignore_ascii_case(context.before))
    {
        return false;
    }
    let prefixed = ["with", "explain", "prepare"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(context.first));
    definition(line) || (!context.atomic && !prefixed && manipulation(line))
}

/// The same for a line in a string: `ended` says that the line before ended with `;`, which makes
/// any statement likely.
pub(super) fn begins_statement_in_string(line: &str, ended: bool) -> bool {
    definition(line)
        || manipulation(line)
        || (ended
            && [
                "select", "with", "explain", "do", "call", "values", "analyze", "refresh", "copy",
                "lock", "set", "reset", "show", "insert", "update", "delete", "merge",
            ]
            .contains(&words(line).next().unwrap_or_default().as_str()))
}

/// Statements that change definitions; their words never begin a line of another statement,
/// except the elements of `CREATE SCHEMA`.
fn definition(line: &str) -> bool {
    let mut words = words(line);
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let second = second.as_str();
    match first.as_str() {
        "create" => {
            OBJECTS.contains(&second)
                || [
                    "or",
                    "temp",
                    "temporary",
                    "unlogged",
                    "unique",
                    "constraint",
                ]
                .contains(&second)
        }
        "alter" => OBJECTS.contains(&second) || second == "default",
        "drop" => OBJECTS.contains(&second),
        "comment" => second == "on",
        "grant" | "revoke" => !second.is_empty() && second != "option",
        "reindex" | "vacuum" => true,
        "commit" | "rollback" | "begin" => {
            ["", "transaction", "work"].contains(&second) && !line[first.len()..].starts_with('.')
        }
        _ => false,
    }
}

fn manipulation(line: &str) -> bool {
    let mut words = words(line);
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let third = words.next().unwrap_or_default();
    match first.as_str() {
        "insert" => second == "into",
        "delete" => second == "from",
        "update" => second != "set" && (third == "set" || second == "only"),
        "truncate" => !second.is_empty(),
        "set" => [
            "local",
            "session",
            "search_path",
            "lock_timeout",
            "statement_timeout",
        ]
        .contains(&second.as_str()),
        _ => false,
    }
}

/// The first few words, lower-cased; a word that is none (a `;`, a number) is empty.
fn words(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split_ascii_whitespace().take(3).map(|it| {
        let end = it
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '"')))
            .unwrap_or(it.len());
        it[..end].to_ascii_lowercase()
    })
}
