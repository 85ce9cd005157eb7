//! Where in the new text a change is shown.
//!
//! Never answers a range outside the text or inside a character.

use syntax::text::size;
use syntax::{TextRange, TextSize};

use crate::name::Name;

/// What stands at a range; empty for one that is not in the text.
pub(super) fn slice(text: &str, range: TextRange) -> &str {
    text.get(std::ops::Range::<usize>::from(range))
        .unwrap_or_default()
}

/// A range cut to its first line, line end excluded.
pub(super) fn first_line(text: &str, range: TextRange) -> TextRange {
    let piece = slice(text, range);
    let line = piece.lines().next().unwrap_or_default().trim_end();
    TextRange::at(range.start(), TextSize::of(line))
}

/// Where some columns of a constraint stand, in one line.
pub(super) fn of_columns(text: &str, columns: &[Name]) -> Option<TextRange> {
    let mut written = columns
        .iter()
        .map(|it| it.range)
        .filter(|it| !it.is_empty());
    let first = written.next()?;
    let cover = written.fold(first, TextRange::cover);
    Some(if slice(text, cover).contains('\n') {
        first
    } else {
        cover
    })
}

/// The part of `new_text[new]` that differs from `old_text[old]`: a cell of a table row, a word
/// or more of a line. The first line of `new` where nothing can be told.
pub(super) fn edited(old_text: &str, old: TextRange, new_text: &str, new: TextRange) -> TextRange {
    let (before, after) = (slice(old_text, old), slice(new_text, new));
    let whole = first_line(new_text, new);
    if before.is_empty() || after.is_empty() || before == after {
        return whole;
    }
    let head = common(before.chars(), after.chars());
    let shorter = before.len().min(after.len());
    let tail = common(before.chars().rev(), after.chars().rev()).min(shorter - head);
    let (mut start, mut end) = (head, (after.len() - tail).max(head));
    while !after.is_char_boundary(end) {
        end += 1;
    }
    // To the borders of the cell in a table's row, of the words elsewhere.
    let row = after.contains('|');
    let border = |c: char| {
        c == '\n'
            || if row {
                c == '|'
            } else {
                c.is_whitespace() || c == ','
            }
    };
    start = after[..start].rfind(border).map_or(0, |it| {
        it + after[it..].chars().next().map_or(1, char::len_utf8)
    });
    end += after[end..].find(border).unwrap_or(after.len() - end);
    let piece = &after[start..end];
    if piece.contains('\n') || piece.trim().is_empty() {
        return whole;
    }
    let lead = piece.len() - piece.trim_start().len();
    TextRange::at(new.start() + size(start + lead), TextSize::of(piece.trim()))
}

/// The first cell of a table's row that differs from the old row's, of those that none of `known`
/// stands in. `None` where the two are no rows of as many cells.
pub(super) fn edited_cell(
    old_text: &str,
    old: TextRange,
    new_text: &str,
    new: TextRange,
    known: &[TextRange],
) -> Option<TextRange> {
    let (before, after) = (slice(old_text, old), slice(new_text, new));
    if before.contains('\n') || after.contains('\n') || !after.contains('|') {
        return None;
    }
    let (from, to): (Vec<&str>, Vec<&str>) =
        (before.split('|').collect(), after.split('|').collect());
    if from.len() != to.len() {
        return None;
    }
    let mut at = new.start();
    for (was, is) in from.into_iter().zip(to) {
        let said = is.trim();
        let lead = is.len() - is.trim_start().len();
        let range = TextRange::at(at + size(lead), TextSize::of(said));
        at += size(is.len() + 1);
        let taken = known
            .iter()
            .any(|it| it.intersect(range).is_some_and(|it| !it.is_empty()));
        if was.trim() != said && !said.is_empty() && !taken {
            return Some(range);
        }
    }
    None
}

/// Bytes of the common beginning.
fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    let same = a.zip(b).take_while(|(a, b)| a == b);
    same.map(|(it, _)| it.len_utf8()).sum()
}

/// Where a word stands on its own in a text, from an offset on.
pub(super) fn word(text: &str, word: &str, from: usize) -> Option<TextRange> {
    if word.is_empty() {
        return None;
    }
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = from;
    while let Some(found) = text.get(at..).and_then(|it| it.find(word)) {
        let (start, end) = (at + found, at + found + word.len());
        let alone = !text[..start].ends_with(part) && !text[end..].starts_with(part);
        if alone {
            return Some(TextRange::new(size(start), size(end)));
        }
        at = end;
    }
    None
}

/// The document's first line that says something.
pub(super) fn title(text: &str) -> TextRange {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let said = line.trim();
        if !said.is_empty() && said != "---" {
            let lead = line.len() - line.trim_start().len();
            return TextRange::at(size(at + lead), TextSize::of(said));
        }
        at += line.len();
    }
    TextRange::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &str) {
        let whole = |it: &str| TextRange::up_to(TextSize::of(it));
        let range = edited(old, whole(old), new, whole(new));
        assert_eq!(slice(new, range), expected, "{new}");
    }

    #[test]
    fn the_edited_cell_or_words() {
        check("| a | int | no |", "| a | bigint | no |", "bigint");
        check("| a | int | no |", "| a | int | yes |", "yes");
        check("`a: UUID FK`", "`a: UUID? FK`", "UUID?");
        check("| é | text | 💣 |", "| é | text | 💣💣 |", "💣💣");
        check("a int", "a int NOT NULL", "int NOT NULL");
        check("same", "same", "same");
        check("| a | x |", "| a | |", "| a | |");
    }

    #[test]
    fn one_cell_of_several_edited() {
        let (old, new) = ("| a | int | no |", "| a | bigint | yes |");
        let whole = |it: &str| TextRange::up_to(TextSize::of(it));
        let cell = |known: &[TextRange]| {
            let range = edited_cell(old, whole(old), new, whole(new), known);
            range.map(|it| slice(new, it))
        };
        assert_eq!(cell(&[]), Some("bigint"));
        assert_eq!(cell(&[TextRange::new(6.into(), 12.into())]), Some("yes"));
    }

    #[test]
    fn words_stand_alone() {
        let text = "users_a, users";
        assert_eq!(
            slice(text, word(text, "users", 0).expect("it stands there")),
            "users"
        );
        assert_eq!(word(text, "user", 0), None);
    }
}
