//! What was made of texts before, by the text.
//!
//! For pure functions that are asked again and again with the same texts: an edit changes one
//! statement of a script, the others are found here. Bounded: when the younger half is full, the
//! older half is forgotten, so what is asked for again and again stays.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Answers of one function.
pub struct Memo<V> {
    /// Bytes of text in each half.
    half: usize,
    /// Longer texts are rare, and not kept.
    longest: usize,
    seen: Mutex<Option<Halves<V>>>,
}

struct Halves<V> {
    young: HashMap<Box<str>, V>,
    old: HashMap<Box<str>, V>,
    young_bytes: usize,
}

impl<V: Clone> Memo<V> {
    /// `half`: bytes of text in each half; `longest`: bytes of the longest text that is kept.
    pub const fn new(half: usize, longest: usize) -> Memo<V> {
        Memo {
            half,
            longest,
            seen: Mutex::new(None),
        }
    }

    /// What `make` makes of a text: remembered, or made now.
    pub fn get(&self, text: &str, make: impl FnOnce(&str) -> V) -> V {
        if text.len() > self.longest {
            return make(text);
        }
        if let Some(known) = self.with(|it| it.get(text, self.half)) {
            return known;
        }
        // Outside the lock: two threads may make the same once each.
        let made = make(text);
        self.with(|it| it.put(text.into(), made.clone(), self.half));
        made
    }

    fn with<T>(&self, ask: impl FnOnce(&mut Halves<V>) -> T) -> T {
        // A panic elsewhere cannot leave half an entry.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        ask(seen.get_or_insert_with(|| Halves {
            young: HashMap::new(),
            old: HashMap::new(),
            young_bytes: 0,
        }))
    }
}

impl<V: Clone> Halves<V> {
    fn get(&mut self, text: &str, half: usize) -> Option<V> {
        if let Some(known) = self.young.get(text) {
            return Some(known.clone());
        }
        let (text, known) = self.old.remove_entry(text)?;
        self.put(text, known.clone(), half);
        Some(known)
    }

    fn put(&mut self, text: Box<str>, value: V, half: usize) {
        if self.young_bytes > half {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += text.len();
        self.young.insert(text, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_asked_once() {
        let memo = Memo::new(1024, 64);
        let asked = std::cell::Cell::new(0);
        let length = |text: &str| {
            memo.get(text, |text| {
                asked.set(asked.get() + 1);
                text.len()
            })
        };
        assert_eq!((length("é"), length("é"), length("a")), (2, 2, 1));
        assert_eq!(asked.get(), 2);
        let long = "x".repeat(65);
        assert_eq!((length(&long), length(&long)), (65, 65));
        assert_eq!(asked.get(), 4, "long ones are not kept");
    }

    #[test]
    fn memory_is_bounded_and_what_is_asked_for_stays() {
        let memo = Memo::new(1024, 64);
        let asked = std::cell::Cell::new(0);
        for at in 0..400 {
            memo.get(&format!("{at:060}"), |_| ());
            memo.get("again", |_| asked.set(asked.get() + 1));
        }
        assert_eq!(asked.get(), 1);
        memo.with(|it| {
            let bytes = |map: &HashMap<Box<str>, ()>| map.keys().map(|it| it.len()).sum::<usize>();
            assert!(bytes(&it.young) + bytes(&it.old) < 3 * 1024);
        });
    }
}
