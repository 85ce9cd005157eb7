//! The nearest of a list of words, for “did you mean”. Never suggests a word that shares little
//! with what was written.

/// The candidate with the smallest edit distance, when that is at most a third of the longer
/// word (at least one edit is always forgiven). Case and the difference of `-`, ` ` and `_` cost
/// nothing. The first of several equally near ones.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .map(|it| (distance(&word, &plain(it)), it))
        .filter(|(distance, it)| *distance <= (word.len().max(it.len()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// Characters beyond which nothing is compared: no word of the format comes near it.
const LONGEST: usize = 64;

fn plain(word: &str) -> Vec<char> {
    word.chars()
        .map(|it| match it {
            '-' | ' ' => '_',
            other => other.to_ascii_lowercase(),
        })
        .collect()
}

/// Levenshtein's distance in characters; two that are exchanged count once.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = above[j] + usize::from(x != y);
            let mut here = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                here = here.min(before[j - 1] + 1);
            }
            row.push(here);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let words = ["add_column", "drop_column", "add_index", "drop_index"];
        let found = [
            "add_colum",
            "Drop-Column",
            "addindex",
            "frobnicate",
            "",
            "x",
        ]
        .map(|it| nearest(it, words));
        assert_eq!(
            found,
            [
                Some("add_column"),
                Some("drop_column"),
                Some("add_index"),
                None,
                None,
                None
            ]
        );
    }

    #[test]
    fn a_distance_counts_edits_and_exchanged_neighbors_once() {
        let of = |a: &str, b: &str| distance(&plain(a), &plain(b));
        assert_eq!(
            (
                of("kitten", "sitting"),
                of("", "abc"),
                of("same", "same"),
                of("ab", "ba")
            ),
            (3, 3, 0, 1)
        );
    }
}
