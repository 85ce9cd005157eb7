//! Statements that were parsed before, by their text.
//!
//! An edit changes one statement of a script; the others are found here. Parsing is a pure
//! function, so a hit is what parsing anew would give. Bounded: when the younger half is full,
//! the older half is forgotten, so what is asked for again and again stays.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::Statement;

/// Bytes of statement text in each half; a tree takes about twenty times its text.
const HALF: usize = 512 * 1024;

/// Longer statements are rare, and parsed anew.
const LONGEST: usize = 16 * 1024;

#[derive(Default)]
struct Halves {
    young: HashMap<Box<str>, Statement>,
    old: HashMap<Box<str>, Statement>,
    young_bytes: usize,
}

static SEEN: Mutex<Option<Halves>> = Mutex::new(None);

/// The statement of a text: remembered, or parsed by `parse`.
pub(super) fn statement(text: &str, parse: fn(&str) -> Statement) -> Statement {
    if text.len() > LONGEST {
        return parse(text);
    }
    if let Some(known) = with(|it| it.get(text)) {
        return known;
    }
    // Outside the lock: two threads may parse the same text once each.
    let parsed = parse(text);
    with(|it| it.put(text.into(), parsed.clone()));
    parsed
}

fn with<T>(ask: impl FnOnce(&mut Halves) -> T) -> T {
    // A panic elsewhere cannot leave half an entry.
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    ask(seen.get_or_insert_default())
}

impl Halves {
    fn get(&mut self, text: &str) -> Option<Statement> {
        if let Some(known) = self.young.get(text) {
            return Some(known.clone());
        }
        let (text, known) = self.old.remove_entry(text)?;
        self.put(text, known.clone());
        Some(known)
    }

    fn put(&mut self, text: Box<str>, statement: Statement) {
        if self.young_bytes > HALF {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += text.len();
        self.young.insert(text, statement);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse_anew, parse_statement};

    #[test]
    fn a_remembered_statement_is_the_one_that_parsing_gives() {
        for text in ["ALTER TABLE t ADD COLUMN a int", "ALTER TABLE", "SELECT 'é"] {
            let anew = parse_anew(text);
            for _ in 0..2 {
                let known = parse_statement(text);
                assert_eq!((known.range, &known.errors), (anew.range, &anew.errors));
                assert_eq!(known.parse, anew.parse);
            }
        }
    }

    #[test]
    fn memory_is_bounded() {
        let long = "x".repeat(8 * 1024);
        for at in 0..400 {
            parse_statement(&format!("SELECT {at}, '{long}'"));
        }
        super::with(|it| {
            let bytes = |map: &std::collections::HashMap<Box<str>, _>| -> usize {
                map.keys().map(|it| it.len()).sum()
            };
            assert!(bytes(&it.young) + bytes(&it.old) < 3 * super::HALF);
        });
    }
}
