//! One walk over a migration: the state before each change, its facts, its risk.
//!
//! Rules, hovers, plans and `assess` all take their judgement from here.

use std::ops::ControlFlow;

use crate::catalog::{Catalog, CatalogProblem};
use crate::context::Context;
use crate::document::Migration;
use crate::facts::{Facts, Session};
use crate::operation::Change;
use crate::risk::{Risk, Surroundings};

/// A change in its place.
#[derive(Debug)]
pub struct Judged<'a> {
    /// Zero-based among the migration's upgrade (or downgrade) changes.
    pub index: usize,
    pub change: &'a Change,
    /// The state before the change.
    pub before: &'a Catalog,
    /// What the script did before it.
    pub session: &'a Session,
    /// One per SQL statement of the change; empty when it is not understood.
    pub facts: &'a [Facts],
    pub risk: &'a Risk,
    /// Names that the state before does not have, or has already.
    pub problems: &'a [CatalogProblem],
    pub surroundings: &'a Surroundings,
    pub context: &'a Context,
}

/// Which list of a migration is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Upgrade,
    Downgrade,
}

/// Walks a migration's changes in order from `base`, the state before it, and returns the state
/// after (as far as the walk went). `visit` may stop the walk.
pub fn walk(
    migration: &Migration,
    direction: Direction,
    base: &Catalog,
    context: &Context,
    visit: &mut dyn FnMut(&Judged<'_>) -> ControlFlow<()>,
) -> Catalog {
    let changes = match direction {
        Direction::Upgrade => &migration.upgrade,
        Direction::Downgrade => &migration.downgrade,
    };
    let mut catalog = base.clone();
    let session = Session {
        in_transaction: false,
        lock_timeout: context.lock_timeout,
        ..Session::default()
    };
    for (index, change) in changes.iter().enumerate() {
        let facts = crate::facts::of_change(change, &catalog, &session, context.postgres);
        let risk = crate::risk::assess(change, &facts, &catalog, &migration.surroundings, context);
        // Problems are those of applying, but the visitor must see the state before: the state
        // after is a clone that shares its tables.
        let mut after = catalog.clone();
        let problems = after.apply(change);
        let judged = Judged {
            index,
            change,
            before: &catalog,
            session: &session,
            facts: &facts,
            risk: &risk,
            problems: &problems,
            surroundings: &migration.surroundings,
            context,
        };
        let flow = visit(&judged);
        catalog = after;
        if flow.is_break() {
            break;
        }
    }
    catalog
}
