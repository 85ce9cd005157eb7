//! From a change to its plan: asks the strategies in turn.

use model::facts::Session;
use model::operation::Change;
use model::risk::Surroundings;
use model::{Catalog, Context};

use crate::{Outcome, Plan};

/// What a strategy gets.
pub struct Request<'a> {
    pub change: &'a Change,
    /// The state before the change.
    pub before: &'a Catalog,
    pub session: &'a Session,
    pub surroundings: &'a Surroundings,
    pub context: &'a Context,
}

/// The plan of a change. Always answers: with steps, with "already safe", or with the reason why
/// there is no online way.
pub fn plan(request: &Request<'_>) -> Plan {
    Plan {
        outcome: Outcome::NoOnlineWay,
        why: String::new(),
        strategy: None,
        replaces: request.change.sql.clone().unwrap_or_default(),
        deploys: Vec::new(),
    }
}
