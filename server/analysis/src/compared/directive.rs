//! `forelock: renamed users.phone to users.phone_number`: how a likeness is read.
//!
//! A comment of the spec, wherever it stands. `not-renamed` says the opposite. Tables are named
//! without a dot: `forelock: renamed orders to purchases`.

use model::Document;
use model::diff::{Choice, Rename, Renamed};
use syntax::TextRange;

/// One directive of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// The comment that it stands in.
    pub range: TextRange,
    pub choice: Choice,
    pub from: String,
    pub to: String,
}

const RENAMED: &str = "renamed";
const NOT_RENAMED: &str = "not-renamed";

/// Whether a directive's first word is one of these.
pub(crate) fn is_ours(word: &str) -> bool {
    word == RENAMED || word == NOT_RENAMED
}

/// Every directive of a document, in order.
pub fn directives(text: &str, document: &Document) -> Vec<Directive> {
    let mut out = Vec::new();
    for comment in &document.comments {
        let written = text.get(std::ops::Range::<usize>::from(comment.range));
        for line in written.unwrap_or_default().lines() {
            let Some((_, said)) = line.split_once("forelock:") else {
                continue;
            };
            let words: Vec<&str> = said.split_whitespace().collect();
            if let [word, from, "to", to, ..] = words.as_slice()
                && is_ours(word)
            {
                out.push(Directive {
                    range: comment.range,
                    choice: if *word == RENAMED {
                        Choice::Rename
                    } else {
                        Choice::DropAndAdd
                    },
                    from: unquoted(from),
                    to: unquoted(to),
                });
            }
        }
    }
    out
}

/// The directive that says a choice, as it is written in a comment.
pub fn written(rename: &Rename, choice: Choice) -> String {
    let word = match choice {
        Choice::Rename => RENAMED,
        Choice::DropAndAdd => NOT_RENAMED,
    };
    let (from, to) = names(rename);
    format!("forelock: {word} {from} to {to}")
}

/// How a likeness is to be read; `None` when nobody has said. The last one holds.
pub(super) fn choice(directives: &[Directive], rename: &Rename) -> Option<Choice> {
    let (from, to) = names(rename);
    let about =
        |it: &&Directive| it.from.eq_ignore_ascii_case(&from) && it.to.eq_ignore_ascii_case(&to);
    directives.iter().rev().find(about).map(|it| it.choice)
}

/// Both sides in one word each: blanks, which headings may have, are underscores.
fn names(rename: &Rename) -> (String, String) {
    let word = |it: &str| it.split_whitespace().collect::<Vec<_>>().join("_");
    let (from, to) = (word(rename.from.as_str()), word(rename.to.as_str()));
    match rename.kind {
        Renamed::Table => (from, to),
        Renamed::Column => {
            let table = word(rename.table.name.as_str());
            (format!("{table}.{from}"), format!("{table}.{to}"))
        }
    }
}

fn unquoted(word: &str) -> String {
    word.trim_matches(['`', '"', '\'']).to_owned()
}
