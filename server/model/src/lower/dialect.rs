//! Words of other databases' SQL: SQL Server, `MySQL`, Oracle, `SQLite`.
//!
//! A spec in another dialect is read for its shape all the same; what it says of types, defaults
//! and locks is not PostgreSQL's, which must be said.

use std::ops::Range;

/// Words that only one other dialect has, outside of strings and comments.
const WORDS: &[(&str, &[&str])] = &[
    (
        "SQL Server",
        &[
            "NVARCHAR",
            "UNIQUEIDENTIFIER",
            "DATETIME2",
            "DATETIMEOFFSET",
            "GETDATE",
            "NEWID",
            "SYSUTCDATETIME",
            "NONCLUSTERED",
        ],
    ),
    (
        "MySQL",
        &[
            "AUTO_INCREMENT",
            "TINYINT",
            "MEDIUMINT",
            "MEDIUMTEXT",
            "LONGTEXT",
            "ENGINE",
            "UNSIGNED",
        ],
    ),
    ("Oracle", &["VARCHAR2", "NVARCHAR2"]),
    ("SQLite", &["AUTOINCREMENT", "PRAGMA"]),
];

/// The first word of a script that is another dialect's: the dialect, and where it stands.
pub(crate) fn of_script(text: &str) -> Option<(&'static str, Range<usize>)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let code = line.find("--").map_or(line, |it| &line[..it]);
        let mut quoted = false;
        let mut start = None;
        for (place, c) in code.char_indices().chain([(code.len(), ' ')]) {
            if c == '\'' {
                quoted = !quoted;
            }
            let inside = c.is_ascii_alphanumeric() || c == '_';
            match (inside, start) {
                (true, None) if !quoted => start = Some(place),
                (false, Some(from)) => {
                    if let Some(dialect) = of_word(&code[from..place]) {
                        return Some((dialect, at + from..at + place));
                    }
                    start = None;
                }
                _ => {}
            }
        }
        at += line.len();
    }
    None
}

/// The dialect that a type or word belongs to, PostgreSQL apart.
pub(crate) fn of_word(word: &str) -> Option<&'static str> {
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|it| it.eq_ignore_ascii_case(word)))
        .map(|it| it.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_outside_of_strings_and_comments_tell() {
        let script = "-- NVARCHAR\nCREATE TABLE t (a text DEFAULT 'é TINYINT', b NVARCHAR(50));";
        let (dialect, range) = of_script(script).unwrap();
        assert_eq!((dialect, &script[range]), ("SQL Server", "NVARCHAR"));
        assert_eq!(of_script("CREATE TABLE t (id uuid, engine_id int)"), None);
        assert_eq!(of_word("nvarchar2"), Some("Oracle"));
    }
}
