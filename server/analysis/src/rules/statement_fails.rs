//! A statement that the state before it makes PostgreSQL refuse.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::catalog::Knowledge;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "statement-fails",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("statement_fails.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    let mut said: Vec<&str> = Vec::new();
    for part in ctx.parts() {
        // A spec may describe its table with the change already made.
        let table = part.operation.table().and_then(|it| part.before.table(it));
        if table.is_some_and(|it| it.knowledge == Knowledge::Described) {
            continue;
        }
        for failure in part.facts.map_or(&[][..], |it| &it.fails_with) {
            let known = said.contains(&failure.when.as_str());
            if !failure.certain || known || is_said_elsewhere(failure.sqlstate) {
                continue;
            }
            said.push(&failure.when);
            acc.about(
                &part,
                format!(
                    "PostgreSQL refuses it ({}): {}",
                    failure.sqlstate, failure.when
                ),
                "Change what stands in its way first, in a statement of its own",
            );
        }
    }
}

/// Names that are missing or taken, and statements in the wrong place in a transaction, have
/// rules of their own.
fn is_said_elsewhere(sqlstate: &str) -> bool {
    sqlstate.starts_with("25")
        || matches!(
            sqlstate,
            "55P04" | "3F000" | "42701" | "42703" | "42704" | "42710" | "42723" | "42883"
        )
        || sqlstate.starts_with("42P0")
}
