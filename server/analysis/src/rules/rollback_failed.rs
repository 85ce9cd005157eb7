//! A run whose rollback failed, too.

use model::risk::Severity;

use crate::environments::is_repaired;
use crate::sync;
use crate::{Check, DocumentContext, Finding, Findings, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "rollback-failed",
    severity: RuleSeverity::Fixed(Severity::Error),
    since: "0.1.0",
    preview: false,
    docs: include_str!("rollback_failed.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    for record in &ctx.document.records {
        if !sync::rollback_failed(record) || is_repaired(&ctx.workspace.documents, record) {
            continue;
        }
        let Some(error) = &record.error else {
            continue;
        };
        let environment = record.environment.as_ref().map(|it| sync::word(it.value));
        let place = environment.unwrap_or("an environment");
        let version = record.migration_version.as_ref().map(|it| &it.value);
        let version = version.map_or_else(|| "a migration".to_owned(), |it| format!("`{it}`"));
        acc.report(Finding {
            help: Some(
                "Tell everybody, find out how far it went, and restore from the backup if the schema is neither old nor new"
                    .to_owned(),
            ),
            related: sync::of_record(ctx, record),
            ..Finding::new(
                error.range,
                format!("The rollback of {version} in {place} failed: the schema there is unknown"),
            )
        });
    }
}
