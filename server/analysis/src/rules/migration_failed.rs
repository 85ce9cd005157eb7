//! A run that failed and was not repeated with success.

use model::risk::Severity;
use model::specification::ExecutionRecord;

use crate::environments::is_repaired;
use crate::sync;
use crate::{Check, DocumentContext, Finding, Findings, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "migration-failed",
    severity: RuleSeverity::Fixed(Severity::Error),
    since: "0.1.0",
    preview: false,
    docs: include_str!("migration_failed.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    for record in &ctx.document.records {
        let Some(success) = record.success.as_ref().filter(|it| !it.value) else {
            continue;
        };
        if sync::rollback_failed(record) || is_repaired(&ctx.workspace.documents, record) {
            continue;
        }
        acc.report(Finding {
            help: Some(
                "See that its transaction was rolled back, mend it, run it again and record that"
                    .to_owned(),
            ),
            related: sync::of_record(ctx, record),
            ..Finding::new(success.range, message(record))
        });
    }
}

fn message(record: &ExecutionRecord) -> String {
    let environment = record.environment.as_ref().map(|it| sync::word(it.value));
    let place = environment.map_or_else(String::new, |it| format!(" in {it}"));
    let version = record.migration_version.as_ref().map(|it| &it.value);
    let what = version.map_or_else(|| "A migration".to_owned(), |it| format!("`{it}`"));
    match record.error.as_ref().and_then(|it| it.value.lines().next()) {
        Some(error) if !error.trim().is_empty() => {
            let error = error.trim().trim_end_matches('.');
            format!("{what} failed{place}: {error}")
        }
        _ => format!("{what} failed{place}, and nothing says why"),
    }
}
