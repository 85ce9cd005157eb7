//! The fixture language of the tests: files, cursor, rulers in one readable string.
//!
//! `//- <path>` begins a new file; `$0` is the cursor, a pair of them a selection; a line of
//! blanks, `^^^^` and text is a ruler: a range on the line above with its expected annotation,
//! removed before the text is used.

use text_size::{TextRange, TextSize};

/// What a fixture string says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    pub files: Vec<FixtureFile>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixtureFile {
    /// As written after `//-`; `main` when the fixture names no file.
    pub path: String,
    /// Without cursors and rulers.
    pub text: String,
    /// Where `$0` stood; a pair is a selection, one an empty range.
    pub cursor: Option<TextRange>,
    pub rulers: Vec<Ruler>,
}

/// `^^^^ text` under a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruler {
    /// In the file's text; columns count characters.
    pub range: TextRange,
    pub text: String,
}

impl Fixture {
    /// Reads a fixture.
    ///
    /// # Panics
    /// When it is malformed: more than two cursors in a file, or a ruler with no line above.
    #[track_caller]
    pub fn parse(fixture: &str) -> Fixture {
        let mut files: Vec<(String, String)> = Vec::new();
        for line in fixture.split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("//- ") {
                files.push((path.trim().to_owned(), String::new()));
            } else {
                if files.is_empty() {
                    files.push(("main".to_owned(), String::new()));
                }
                if let Some(last) = files.last_mut() {
                    last.1.push_str(line);
                }
            }
        }
        Fixture {
            files: files
                .into_iter()
                .map(|(path, raw)| file(path, &raw))
                .collect(),
        }
    }
}

#[track_caller]
fn file(path: String, raw: &str) -> FixtureFile {
    let mut text = String::new();
    let mut line_start = 0;
    let mut cursors: Vec<TextSize> = Vec::new();
    let mut rulers = Vec::new();
    for line in raw.split_inclusive('\n') {
        let body = line.trim_end_matches(['\r', '\n']);
        let marks = body.trim_start();
        if marks.starts_with('^') {
            let width = marks.chars().take_while(|it| *it == '^').count();
            let column = body.chars().take_while(|it| *it != '^').count();
            let above = text[line_start..].trim_end_matches(['\r', '\n']);
            let offset = |chars: usize| {
                let bytes: usize = above.chars().take(chars).map(char::len_utf8).sum();
                TextSize::try_from(line_start + bytes).expect("fixtures are small")
            };
            assert!(!text.is_empty(), "a ruler needs a line above it: {body:?}");
            rulers.push(Ruler {
                range: TextRange::new(offset(column), offset(column + width)),
                text: marks.trim_start_matches('^').trim().to_owned(),
            });
            continue;
        }
        line_start = text.len();
        let mut rest = line;
        while let Some(at) = rest.find("$0") {
            text.push_str(&rest[..at]);
            cursors.push(TextSize::of(text.as_str()));
            rest = &rest[at + 2..];
        }
        text.push_str(rest);
    }
    let cursor = match cursors.as_slice() {
        [] => None,
        [at] => Some(TextRange::empty(*at)),
        [start, end] => Some(TextRange::new(*start, *end)),
        more => panic!(
            "a file has one cursor or one selection, found {}",
            more.len()
        ),
    };
    FixtureFile {
        path,
        text,
        cursor,
        rulers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_cursors_and_rulers_are_taken_out() {
        let fixture =
            Fixture::parse("//- a.md\né 💣 x$0y\n    ^^ here\nend\n//- b.sql\n$0select$0\n");
        let [a, b] = fixture.files.as_slice() else {
            panic!("{fixture:?}")
        };
        assert_eq!(
            (a.path.as_str(), a.text.as_str()),
            ("a.md", "é 💣 xy\nend\n")
        );
        assert_eq!(a.cursor, Some(TextRange::empty(9.into())));
        assert_eq!(&a.text[a.rulers[0].range], "xy");
        assert_eq!(a.rulers[0].text, "here");
        assert_eq!(b.cursor.map(|it| &b.text[it]), Some("select"));
    }
}
