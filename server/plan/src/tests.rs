//! What all strategies have in common: their pages, and that a plan ends where the naive change
//! ends.

mod outcome;
mod pages;
mod recipes;
mod written;

use model::facts::Session;
use model::lower::sql_changes;
use model::risk::Surroundings;
use model::{Catalog, Context, Postgres};

use crate::{Plan, Request, gather, plan};

pub(crate) use outcome::shape;
pub(crate) use pages::examples;

/// The catalog after a script.
pub(crate) fn catalog(schema: &str) -> Catalog {
    let mut catalog = Catalog::default();
    for change in sql_changes(schema) {
        catalog.apply(&change);
    }
    catalog.seal();
    catalog.whole = true;
    let tables = std::sync::Arc::make_mut(&mut catalog.tables);
    for table in tables.values_mut() {
        std::sync::Arc::make_mut(table).has_rows = None;
    }
    catalog
}

/// The plan of a script, which is one change.
#[track_caller]
pub(crate) fn plan_of(schema: &str, change: &str, context: &Context) -> Plan {
    let before = catalog(schema);
    let changes = sql_changes(change);
    let change = gather(&changes).expect("a statement");
    plan(&Request {
        change: &change,
        before: &before,
        session: &Session::default(),
        surroundings: &Surroundings::default(),
        context,
    })
}

pub(crate) fn postgres(major: u8) -> Context {
    Context {
        postgres: Postgres(major),
        ..Context::default()
    }
}
