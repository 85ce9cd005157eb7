//! Names of database objects, as PostgreSQL compares them and as their author wrote them.

use std::fmt;

use syntax::TextRange;

/// One identifier and where it stands.
///
/// Equality and hashing look at the text only: a name is the same name wherever it is written.
#[derive(Debug, Clone, Default)]
pub struct Name {
    /// As PostgreSQL compares it: an unquoted SQL identifier folded to lower case, a quoted one
    /// without its quotes. Names from YAML and Markdown are taken as written.
    pub text: String,
    /// In the host document, quotes included; empty for names that stand nowhere (a generated
    /// constraint name).
    pub range: TextRange,
}

/// `schema.name` or `name`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QualifiedName {
    pub schema: Option<Name>,
    pub name: Name,
}

impl Name {
    pub fn new(text: impl Into<String>, range: TextRange) -> Name {
        Name {
            text: text.into(),
            range,
        }
    }

    /// A name that stands in no document.
    pub fn generated(text: impl Into<String>) -> Name {
        Name {
            text: text.into(),
            range: TextRange::default(),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As SQL: quoted where PostgreSQL needs it (upper case, odd characters, reserved words).
    pub fn to_sql(&self) -> String {
        quote_identifier(&self.text)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        self.text == other.text
    }
}
impl Eq for Name {}
impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Name {
    fn cmp(&self, other: &Name) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl QualifiedName {
    pub fn new(schema: Option<Name>, name: Name) -> QualifiedName {
        QualifiedName { schema, name }
    }

    /// An unqualified name that stands in no document.
    pub fn generated(text: impl Into<String>) -> QualifiedName {
        QualifiedName {
            schema: None,
            name: Name::generated(text),
        }
    }

    /// From the schema's first byte to the name's last.
    pub fn range(&self) -> TextRange {
        match &self.schema {
            Some(schema) if !schema.range.is_empty() => schema.range.cover(self.name.range),
            _ => self.name.range,
        }
    }

    /// As SQL, each part quoted where needed.
    pub fn to_sql(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", schema.to_sql(), self.name.to_sql()),
            None => self.name.to_sql(),
        }
    }
}

/// As the statement names it: with a schema only where it gives one, without quotes.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{}.{}", schema.text, self.name.text),
            None => f.write_str(&self.name.text),
        }
    }
}

/// Quotes an identifier where PostgreSQL needs it.
pub fn quote_identifier(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '$')
        && !RESERVED.contains(&text);
    if plain {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('"', "\"\""))
    }
}

/// PostgreSQL 18's reserved key words (manual, appendix C), which cannot be bare column or table
/// names.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_quoted_only_where_needed() {
        let quoted: Vec<String> = ["users", "User", "order", "a b", "a\"b", "_x1", "1x", "é"]
            .map(quote_identifier)
            .into();
        assert_eq!(
            quoted,
            [
                "users",
                "\"User\"",
                "\"order\"",
                "\"a b\"",
                "\"a\"\"b\"",
                "_x1",
                "\"1x\"",
                "\"é\""
            ]
        );
    }
}
