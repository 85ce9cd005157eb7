//! A list of migrations to apply that the chain contradicts.

use model::risk::Severity;

use crate::environments::{Current, compare};
use crate::sync::{self, entries};
use crate::{Check, DocumentContext, Finding, Findings, Fix, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "environment-migrations-wrong",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("environment_migrations_wrong.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    let chain = &ctx.workspace.chain;
    for (specification, entry) in entries(ctx.document) {
        let sync = &entry.value;
        let current = Current::of_entry(entry, specification);
        let Some(list) = sync::list(entry, specification) else {
            continue;
        };
        let Some((_, wanted)) = sync
            .target_version
            .as_ref()
            .and_then(|it| compare(chain, &current, &it.value))
        else {
            continue;
        };
        let named = |it: &str| sync::named(chain, it).and_then(|it| it.version.clone());
        let declared: Vec<Option<String>> = sync
            .migrations_to_apply
            .iter()
            .map(|it| named(&it.value))
            .collect();
        // Another rule says that a version is not there.
        if declared.iter().any(Option::is_none) {
            continue;
        }
        let declared: Vec<String> = declared.into_iter().flatten().collect();
        if declared == wanted {
            continue;
        }
        let quoted = |versions: &[String]| {
            let all: Vec<String> = versions.iter().map(|it| format!("`{it}`")).collect();
            all.join(", ")
        };
        let missing: Vec<String> = wanted
            .iter()
            .filter(|it| !declared.contains(it))
            .cloned()
            .collect();
        let extra: Vec<String> = declared
            .iter()
            .filter(|it| !wanted.contains(it))
            .cloned()
            .collect();
        let message = match (missing.as_slice(), extra.as_slice()) {
            ([], []) => format!(
                "The migrations to apply are out of order: {}",
                quoted(&wanted)
            ),
            ([], extra) => format!(
                "{} not to be applied: not between `{}` and the target",
                is_are(extra, &quoted(extra)),
                current.version().unwrap_or("the beginning")
            ),
            (missing, _) => format!("{} to be applied, too", is_are(missing, &quoted(missing))),
        };
        let range = if list.range.is_empty() {
            entry.range
        } else {
            list.range
        };
        acc.report(Finding {
            help: Some(match wanted.as_slice() {
                [] => "List nothing".to_owned(),
                wanted => format!("List {}", quoted(wanted)),
            }),
            fix: sync::set_list(ctx.text, entry, specification, &wanted).map(|edit| Fix {
                title: "List the migrations that are missing".to_owned(),
                edits: vec![edit],
                safe: false,
            }),
            ..Finding::new(range, message)
        });
    }
}

fn is_are(versions: &[String], quoted: &str) -> String {
    format!(
        "{quoted} {}",
        if versions.len() == 1 { "is" } else { "are" }
    )
}
