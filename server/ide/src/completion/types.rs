//! Types of columns, the usual ones first.

/// A type as it is written, and what it is for.
pub(super) const TYPES: &[(&str, &str)] = &[
    (
        "bigint",
        "A whole number of 8 bytes; for keys and counters.",
    ),
    ("integer", "A whole number of 4 bytes, up to 2147483647."),
    ("smallint", "A whole number of 2 bytes, up to 32767."),
    ("text", "Text of any length."),
    (
        "varchar(255)",
        "Text of limited length; making it longer later is cheap, making it shorter is not.",
    ),
    ("boolean", "True or false."),
    (
        "timestamptz",
        "A moment; stored in UTC, shown in the session's time zone.",
    ),
    (
        "timestamp",
        "A date and a time without a time zone: it does not say which moment it means.",
    ),
    ("date", "A day."),
    ("time", "A time of day."),
    ("interval", "A span of time."),
    (
        "numeric(10,2)",
        "A decimal number with exact digits; for money.",
    ),
    ("numeric", "A decimal number of any precision, exact."),
    (
        "double precision",
        "A floating-point number of 8 bytes, about 15 digits.",
    ),
    (
        "real",
        "A floating-point number of 4 bytes, about 6 digits.",
    ),
    ("uuid", "A universally unique identifier of 16 bytes."),
    ("jsonb", "A JSON value that can be searched and indexed."),
    (
        "json",
        "A JSON value as it was written; it has no equality.",
    ),
    ("bytea", "Bytes."),
    ("text[]", "A list of texts."),
    ("integer[]", "A list of whole numbers."),
    ("inet", "An IP address, with or without its network."),
    ("cidr", "An IP network."),
    ("tsvector", "A text prepared for full-text search."),
    ("daterange", "A span of days."),
    ("tstzrange", "A span between two moments."),
    (
        "bigserial",
        "A bigint with a sequence of its own; an identity column says the same in standard SQL.",
    ),
    (
        "serial",
        "An integer with a sequence of its own; too short for most keys.",
    ),
];

pub(super) fn meaning(name: &str) -> Option<&'static str> {
    TYPES.iter().find(|it| it.0 == name).map(|it| it.1)
}
