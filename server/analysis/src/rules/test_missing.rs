//! A test that the operations call for and the specification does not have.

use crate::format::{because, contradiction, parts, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use model::{Level, Operation};

pub(crate) const RULE: Rule = Rule {
    code: "test-missing",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("test_missing.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(testing) = specification(ctx).and_then(|it| it.testing.as_ref()) else {
        return;
    };
    let risky = ctx
        .risks
        .iter()
        .position(|it| it.data_loss || it.level >= Some(Level::High));
    if let Some(at) = risky.filter(|_| testing.value.rollback_tests.is_empty()) {
        let why = &ctx.risks[at].why;
        contradiction(
            acc,
            testing.key,
            format!("No test goes back, and the migration {why}"),
            "Add a test to `rollback_tests`: upgrade, write rows, downgrade, look",
            vec![because(&ctx.migration.upgrade[at], why)],
            None,
        );
    }
    let index = parts(ctx).find(|(_, _, part, risk)| {
        let new = risk.is_some_and(|it| it.adjustments.iter().any(|it| it.name == "new-table"));
        matches!(
            part.operation,
            Operation::AddIndex(_) | Operation::DropIndex(_)
        ) && !new
    });
    if let Some((_, change, ..)) = index.filter(|_| testing.value.performance_tests.is_empty()) {
        contradiction(
            acc,
            testing.key,
            "No test measures a query, and an index changes".to_owned(),
            "Add the query that the index is for to `performance_tests`",
            vec![because(change, "the index")],
            None,
        );
    }
}
