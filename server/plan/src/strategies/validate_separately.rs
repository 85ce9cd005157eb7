//! A constraint that is added NOT VALID and validated in one breath.

use model::Operation;
use model::operation::{AddConstraint, Change, Part};

use crate::draft::replaced;
use crate::{Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "validate-separately",
    since: "0.1.0",
    docs: include_str!("validate_separately.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let operations = request.operations();
    let [
        Operation::AddConstraint(add),
        Operation::ValidateConstraint(validate),
    ] = operations.as_slice()
    else {
        return None;
    };
    let same = add.constraint.name.as_ref() == Some(&validate.name) && add.table == validate.table;
    if !same || !add.constraint.not_valid {
        return None;
    }
    let mut meant: AddConstraint = (*add).clone();
    meant.constraint.not_valid = false;
    let part = request.change.parts.first()?;
    let change = Change {
        parts: vec![Part {
            statement: 0,
            operation: Operation::AddConstraint(meant),
            ..part.clone()
        }],
        sql: None,
        ..request.change.clone()
    };
    let inner = Request {
        change: &change,
        before: request.before,
        session: request.session,
        surroundings: request.surroundings,
        context: request.context,
    };
    let plan = [super::add_check::STRATEGY, super::add_foreign_key::STRATEGY]
        .iter()
        .find_map(|it| (it.expand)(&inner))?;
    Some(Plan {
        strategy: Some(STRATEGY.name),
        why: "A transaction keeps the lock of ADD CONSTRAINT until it ends, so that VALIDATE in the same one reads the rows while nobody can write; each gets a migration of its own.".to_owned(),
        replaces: replaced(request.change),
        ..plan
    })
}
