//! How much two names are alike, from 0 to 1.

use super::vocabulary::{fold, words};

/// Names at least this alike may be one thing renamed, when nothing speaks against it.
pub(super) const LIKELY: f64 = 0.7;
/// Names at least this alike make a renaming possible.
pub(super) const POSSIBLE: f64 = 0.4;

/// Words that say nothing of what a name is about.
const GENERIC: &[&str] = &[
    "id", "at", "on", "by", "is", "has", "the", "a", "of", "no", "num", "uuid", "fk", "pk",
];

/// 1 for the same words in another spelling; high where one name holds the other or is misspelt.
pub(super) fn names(a: &str, b: &str) -> f64 {
    if fold(a) == fold(b) {
        return 1.0;
    }
    let (a_words, b_words) = (words(a), words(b));
    let holds = |long: &[String], short: &[String]| {
        let told = short.iter().any(|it| !GENERIC.contains(&it.as_str()));
        told && short
            .iter()
            .all(|it| long.iter().any(|other| stem(it, other)))
    };
    if holds(&a_words, &b_words) || holds(&b_words, &a_words) {
        return 0.85;
    }
    let spelling = spelling(&fold(a), &fold(b));
    if spelling >= 0.75 {
        return spelling;
    }
    let telling = |it: &&String| !GENERIC.contains(&it.as_str());
    let shared = a_words
        .iter()
        .filter(telling)
        .filter(|it| b_words.contains(it))
        .count();
    let all = a_words.iter().filter(telling).count() + b_words.iter().filter(telling).count();
    if all == 0 {
        return 0.0;
    }
    #[allow(clippy::cast_precision_loss, reason = "a name has few words")]
    let share = shared as f64 / (all - shared).max(1) as f64;
    0.6 * share
}

/// The same word, or one the beginning of the other (`desc`, `description`).
fn stem(a: &str, b: &str) -> bool {
    let begins = |long: &str, short: &str| short.chars().count() >= 3 && long.starts_with(short);
    a == b || begins(a, b) || begins(b, a)
}

/// 1 less the edit distance, as a share of the longer name.
#[allow(clippy::cast_precision_loss, reason = "a name is short")]
fn spelling(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longest = a.len().max(b.len());
    // Three letters are one typing error away from everything.
    if !(5..=63).contains(&longest) {
        return 0.0;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, left) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (to, right) in b.iter().enumerate() {
            let swapped = corner + usize::from(left != right);
            corner = row[to + 1];
            row[to + 1] = swapped.min(corner + 1).min(row[to] + 1);
        }
    }
    1.0 - row[b.len()] as f64 / longest as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_one_thing() {
        for (a, b) in [
            ("userId", "user_id"),
            ("phone", "phone_number"),
            ("name", "full_name"),
            ("desc", "description"),
            ("recieved_at", "received_at"),
            ("created", "created_at"),
        ] {
            assert!(names(a, b) >= LIKELY, "{a} {b}: {}", names(a, b));
        }
    }

    #[test]
    fn names_that_are_two() {
        for (a, b) in [
            ("id", "user_id"),
            ("name", "item_key"),
            ("condition_logic", "condition_params"),
            ("created_at", "updated_at"),
            ("invited_user_id", "invitee_email"),
            ("category", "target_type"),
        ] {
            assert!(names(a, b) < LIKELY, "{a} {b}: {}", names(a, b));
        }
    }
}
