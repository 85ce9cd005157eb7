//! BEGIN and COMMIT that do not belong to each other.

use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::operation::NoChange;
use model::risk::Severity;
use model::{MigrationSource, Operation};
use syntax::TextRange;

pub(crate) const RULE: Rule = Rule {
    code: "unfinished-transaction",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("unfinished_transaction.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let specification = matches!(ctx.migration.source, MigrationSource::Specification(_));
    let mut open: Option<TextRange> = None;
    let changes = ctx.migration.upgrade.iter();
    for (part, change) in changes.flat_map(|it| it.parts.iter().map(move |part| (part, it))) {
        let range = [part.range, change.focus]
            .into_iter()
            .find(|it| !it.is_empty())
            .unwrap_or(change.range);
        let Operation::NoChange(verb) = &part.operation else {
            continue;
        };
        if matches!(verb, NoChange::Begin) {
            if open.is_some() {
                acc.at(
                    range,
                    "A transaction is open already: this BEGIN does nothing".to_owned(),
                    "Commit the first one before, or take SAVEPOINT",
                );
            }
            open.get_or_insert(range);
        } else if matches!(verb, NoChange::Commit | NoChange::Rollback) {
            let runner = specification && ctx.document.context.transactional;
            if open.take().is_none() && !runner {
                acc.at(
                    range,
                    "No transaction is open here".to_owned(),
                    "Take it out, or write BEGIN where it should begin",
                );
            } else if runner {
                acc.at(
                    range,
                    "Ends the transaction that the specification runs in: what follows is not undone with it".to_owned(),
                    "Leave transactions to the runner, and split the specification where one should end",
                );
            }
        }
    }
    if let Some(range) = open {
        acc.at(
            range,
            "This transaction is never committed".to_owned(),
            "Add COMMIT at the end",
        );
    }
}
