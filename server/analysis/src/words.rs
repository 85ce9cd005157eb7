//! Words that several rules say the same way.
//!
//! Says what `facts` and `risk` found; never decides anything.

use model::Facts;
use model::facts::{Lock, LockMode};

use crate::context::PartContext;

/// The strongest blocking lock on the part's table, else on any relation.
pub(crate) fn blocking<'a>(part: &PartContext<'a>) -> Option<&'a Lock> {
    let facts: &Facts = part.facts?;
    let table = part.operation.table().map(ToString::to_string);
    facts
        .locks
        .iter()
        .filter(|it| it.mode >= LockMode::Share)
        .max_by_key(|it| (Some(&it.relation) == table.as_ref(), it.mode))
}

/// ` under ACCESS EXCLUSIVE: reads and writes wait`, or nothing when no lock blocks.
pub(crate) fn under_lock(part: &PartContext<'_>) -> String {
    blocking(part).map_or_else(String::new, |lock| {
        format!(" under {}: {}", lock.mode.as_str(), waits(lock))
    })
}

/// `reads and writes wait`
pub(crate) fn waits(lock: &Lock) -> &'static str {
    if lock.blocks.select || lock.mode == LockMode::AccessExclusive {
        "reads and writes wait"
    } else {
        "writes wait"
    }
}

/// The table of a part, as its author writes it.
pub(crate) fn table(part: &PartContext<'_>) -> String {
    part.operation
        .table()
        .map_or_else(|| "the table".to_owned(), |it| format!("`{it}`"))
}

/// With an upper-case first letter.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `, and …` for a part that goes and has dependents.
pub(crate) fn dependents(part: &PartContext<'_>) -> String {
    part.risk
        .adjustments
        .iter()
        .find(|it| it.name == "dependents")
        .map_or_else(String::new, |it| format!("; {}", it.why))
}
