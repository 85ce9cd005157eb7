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

/// Code that describes tables in a form that nobody here reads: the languages of its fences, what
/// it is, and the word that shows it.
const FORMS: &[(&str, &str, &str)] = &[
    ("ts|typescript|js|javascript", "Drizzle", "pgTable("),
    (
        "ts|typescript|js|javascript",
        "Sequelize",
        "sequelize.define(",
    ),
    ("ts|typescript|js|javascript", "Knex", ".createTable("),
    (
        "ts|typescript|js|javascript",
        "TypeORM query runner",
        "queryRunner.",
    ),
    ("py|python|python3", "Django", "models.Model)"),
    ("rb|ruby", "Rails", "create_table "),
    ("rb|ruby", "Rails", "add_column "),
    ("ex|elixir", "Ecto", "create table("),
    ("go|golang", "GORM", "gorm:\""),
    ("java|kotlin|kt", "JPA", "@Entity"),
    ("php", "Laravel", "Schema::create("),
    ("cs|csharp|c#", "Entity Framework", "DbSet<"),
];

/// The form of a fence that describes tables and is not read, and where it shows.
pub(super) fn unread_form(language: &str, text: &str) -> Option<(&'static str, Range<usize>)> {
    FORMS.iter().find_map(|(languages, form, word)| {
        let fits = languages.split('|').any(|it| it == language);
        let at = fits.then(|| text.find(word)).flatten()?;
        let len = word.trim_end_matches(['(', ' ', ')', '"', '.', '<']).len();
        Some((*form, at..at + len))
    })
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
