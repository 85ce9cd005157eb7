//! A declared status that the chain contradicts.

use model::risk::Severity;

use crate::environments::{Current, Status, compare};
use crate::sync::entries;
use crate::{Check, DocumentContext, Finding, Findings, Fix, Rule, RuleSeverity, TextEdit};

pub(crate) const RULE: Rule = Rule {
    code: "environment-status-wrong",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("environment_status_wrong.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    for (specification, entry) in entries(ctx.document) {
        let current = Current::of_entry(entry, specification);
        let sync = &entry.value;
        let (Some(declared), Some(target)) = (&sync.status, &sync.target_version) else {
            continue;
        };
        let Some((status, missing)) = compare(&ctx.workspace.chain, &current, &target.value) else {
            continue;
        };
        if status.agrees_with(&declared.value) {
            continue;
        }
        let here = current.version().unwrap_or("nothing");
        let why = match status {
            Status::Synced => format!("`{here}` is its target"),
            Status::Ahead => format!("`{here}` comes after its target `{}`", target.value),
            Status::Pending | Status::Behind => {
                format!("from `{here}` on, {} to be applied", listed(&missing))
            }
        };
        acc.report(Finding {
            help: Some(format!("Declare `{}`", status.as_str())),
            fix: Some(Fix {
                title: format!("Declare `{}`", status.as_str()),
                edits: vec![TextEdit::replace(declared.range, status.as_str())],
                safe: false,
            }),
            ..Finding::new(
                declared.range,
                format!("The status is not `{}`: {why}", declared.value),
            )
        });
    }
}

fn listed(versions: &[String]) -> String {
    match versions {
        [one] => format!("`{one}` is"),
        [first, .., last] => format!("`{first}` to `{last}` are"),
        [] => "nothing is".to_owned(),
    }
}
