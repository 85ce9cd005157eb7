//! A constraint on a domain, and so on every column of it.

use model::Operation;
use model::name::quote_identifier;
use model::operation::{DomainAction, Expression, Other};

use crate::draft::{Draft, Work};
use crate::sql::{literal, substitute};
use crate::{Outcome, Phase, Plan, Request, Strategy, names};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-domain-check",
    since: "0.1.0",
    docs: include_str!("add_domain_check.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::AlterDomain { name, action }) = request.operation()? else {
        return None;
    };
    let (given, expression): (Option<&model::Name>, &Expression) = match action {
        DomainAction::AddConstraint {
            name,
            expression: Some(expression),
            not_valid: false,
            ..
        } => (name.as_ref(), expression),
        DomainAction::AddConstraint {
            not_null: true,
            not_valid: false,
            ..
        }
        | DomainAction::SetNotNull => {
            let why = format!(
                "NOT NULL on a domain has no NOT VALID form: every table with a column of {name} is read while nobody can write to it. ADD CHECK (VALUE IS NOT NULL) NOT VALID asks for the same, and can be validated later."
            );
            return Some(request.outcome(Outcome::NoOnlineWay, why));
        }
        DomainAction::AddConstraint { .. }
        | DomainAction::ValidateConstraint { .. }
        | DomainAction::DropConstraint { .. }
        | DomainAction::DropNotNull
        | DomainAction::SetDefault(_)
        | DomainAction::DropDefault
        | DomainAction::Rename { .. }
        | DomainAction::Other => return None,
    };
    let mut draft = Draft::new(request);
    let domain = name.to_sql();
    let key = model::catalog::key(name);
    let taken = request.before.objects.domains.get(&key);
    let check = given.map_or_else(
        || {
            names::free(&name.name.text, "check", &|it| {
                taken.is_some_and(|known| known.checks.iter().any(|known| known.0 == it))
            })
        },
        |it| it.text.clone(),
    );
    let quoted = quote_identifier(&check);
    let users: Vec<_> = request
        .before
        .columns_of_type(name)
        .map(|(_, table, column)| (table.name.clone(), column.clone()))
        .collect();
    let mut violations = Vec::new();
    for (table, column) in &users {
        let here = substitute(&expression.text, "value", &column.to_sql());
        violations.push(crate::pieces::check_violations(&table.to_sql(), &here));
    }
    draft.deploy(
        Phase::Expand,
        &["add", &check],
        format!("Adds {check} to {name} for new values; no table is read."),
    );
    draft.after_release(format!(
        "Every release that writes a column of {name} keeps to {check}."
    ));
    let mut add = Work::new(
        format!("Add {check} for new values only"),
        vec![format!(
            "ALTER DOMAIN {domain} ADD CONSTRAINT {quoted} CHECK ({}) NOT VALID",
            expression.text
        )],
        vec![format!("ALTER DOMAIN {domain} DROP CONSTRAINT {quoted}")],
    );
    add.verify.push(format!(
        "SELECT {0} WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE contypid = to_regtype({1}) AND conname = {0})",
        literal(&check),
        literal(&domain)
    ));
    add.verify.extend(violations.clone());
    add.precheck = violations;
    draft.run(add);
    let why = format!(
        "{check} holds for new values at once, without reading a table, and the queries say whether old ones break it. VALIDATE CONSTRAINT would only tell PostgreSQL so, under a lock that keeps writers of every table with a column of {name} waiting while it is read: run it in a quiet hour, if ever."
    );
    Some(draft.finish(STRATEGY.name, why))
}
