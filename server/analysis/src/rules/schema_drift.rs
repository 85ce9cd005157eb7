//! A spec that differs from what the chain builds.

use std::ops::ControlFlow;

use model::diff::Found;
use model::judge::{Direction, walk};
use model::risk::{Severity, Surroundings};
use model::{Migration, MigrationSource, Operation, render};
use syntax::TextRange;

use crate::{Check, DocumentContext, Finding, Findings, Related, Rule, RuleSeverity, drift};

pub(crate) const RULE: Rule = Rule {
    code: "schema-drift",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("schema_drift.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let found = drift::of_document(ctx.workspace, ctx.path, ctx.text, ctx.document);
    let Some(head) = ctx.workspace.chain.head().filter(|_| !found.is_empty()) else {
        return;
    };
    // The difference is judged as the migration that would answer it.
    let migration = Migration {
        source: MigrationSource::Fence { heading: None },
        range: TextRange::default(),
        upgrade: found.iter().map(Found::to_change).collect(),
        downgrade: Vec::new(),
        begins: Vec::new(),
        surroundings: Surroundings::default(),
    };
    walk(
        &migration,
        Direction::Upgrade,
        &head.after,
        ctx.context,
        &mut |judged| {
            let it = &found[judged.index];
            // The document is empty.
            if it.at.is_empty() {
                return ControlFlow::Continue(());
            }
            acc.report(Finding {
                // Low is no danger, and still a difference.
                severity: judged.risk.severity.max(Severity::Information),
                level: judged.risk.level,
                help: Some(
                    "Write the migration specification that is missing, or correct the spec"
                        .to_owned(),
                ),
                related: vec![Related {
                    path: Some(head.path.clone()),
                    range: head.version_range,
                    message: "the chain ends here".to_owned(),
                }],
                ..Finding::new(it.at, message(&it.operation))
            });
            ControlFlow::Continue(())
        },
    );
}

fn message(operation: &Operation) -> String {
    let table = operation
        .table()
        .map(ToString::to_string)
        .unwrap_or_default();
    let column = operation.column().map(|it| format!("{table}.{it}"));
    match operation {
        Operation::CreateTable(_) => format!("No migration creates `{table}`"),
        Operation::AddColumn(_) => {
            format!("No migration adds `{}`", column.unwrap_or(table))
        }
        Operation::DropColumn(_) => format!(
            "The migrations build `{}`, which is not described here",
            column.unwrap_or(table)
        ),
        _ => {
            let sql = render::sql(operation).unwrap_or_else(|| operation.word().replace('_', " "));
            let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("The migrations build something else; it would take `{sql}`")
        }
    }
}
