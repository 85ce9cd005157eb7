//! A declared version that the execution records contradict.

use model::risk::Severity;

use crate::environments::{Current, EntryPlace, failed_run};
use crate::sync::{self, entries_at};
use crate::{Check, DocumentContext, Finding, Findings, Fix, Related, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "environment-contradicts-records",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("environment_contradicts_records.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let workspace = ctx.workspace;
    for (migration, at, specification, entry) in entries_at(ctx.document) {
        let place = EntryPlace {
            path: ctx.path.to_owned(),
            migration,
            entry: at,
        };
        // An older one told the state of its own time.
        let newest = workspace.environments.iter();
        let Some(state) = newest
            .into_iter()
            .find(|it| it.entry.as_ref() == Some(&place))
        else {
            continue;
        };
        let environment = sync::word(state.environment);
        let declared = Current::of_entry(entry, specification);
        let current = entry.value.current_version.as_ref();
        let range = current.map_or_else(|| sync::head(entry), |it| it.range);
        if let Some((path, record)) = declared
            .version()
            .and_then(|it| failed_run(&workspace.documents, state.environment, it))
        {
            acc.report(Finding {
                help: Some(
                    "Name the version that it runs, or record the run that went well".to_owned(),
                ),
                related: vec![Related {
                    path: (path != ctx.path).then(|| path.to_owned()),
                    range: record.success.as_ref().map_or(record.range, |it| it.range),
                    message: "this run failed".to_owned(),
                }],
                ..Finding::new(
                    range,
                    format!(
                        "The last run of `{}` in {environment} failed",
                        declared.version().unwrap_or_default()
                    ),
                )
            });
            continue;
        }
        let Some((path, record)) = state.record.as_ref().and_then(|it| {
            let document = crate::chain::document(&workspace.documents, &it.path)?;
            Some((it.path.as_str(), document.records.get(it.record)?))
        }) else {
            continue;
        };
        let Some(version) = state
            .current
            .version()
            .filter(|_| declared != state.current)
        else {
            continue;
        };
        let ran = record.migration_version.as_ref();
        acc.report(Finding {
            help: Some(format!("Write `{version}`, and what follows from it")),
            related: vec![Related {
                path: (path != ctx.path).then(|| path.to_owned()),
                range: ran.map_or(record.range, |it| it.range),
                message: format!("`{version}` has run there"),
            }],
            fix: sync::set_state(ctx.text, entry, specification, &workspace.chain, version).map(
                |edits| Fix {
                    title: format!("Say that {environment} runs `{version}`"),
                    edits,
                    safe: false,
                },
            ),
            ..Finding::new(
                range,
                format!("The records say that {environment} runs `{version}`"),
            )
        });
    }
}
