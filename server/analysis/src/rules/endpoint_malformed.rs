//! An endpoint that is no path of an API.

use crate::format::{contradiction, inside, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "endpoint-malformed",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("endpoint_malformed.md"),
    check: Check::Migration(check),
};

const METHODS: [&str; 8] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "WS",
];

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(specification) = specification(ctx) else {
        return;
    };
    let affected = inside(&specification.compatibility);
    let affected = affected.iter().flat_map(|it| &it.endpoints_affected);
    let tests = inside(&specification.testing);
    let tests = tests.iter().flat_map(|it| &it.integration_tests);
    let called = tests.filter_map(|it| it.value.endpoint.as_ref());
    for endpoint in affected.chain(called) {
        let text = endpoint.value.trim();
        let mut words = text.split_whitespace();
        let (first, second) = (words.next().unwrap_or_default(), words.next());
        let is_path = |it: &str| it.starts_with('/') || it.contains("://");
        if text.is_empty() || is_path(first) {
            continue;
        }
        let method = METHODS.contains(&first);
        if second.is_some_and(is_path) {
            let near = model::lower::nearest(first, METHODS);
            let several = first.split(['/', ',', '|']).all(|it| METHODS.contains(&it));
            if method || several {
                continue;
            }
            let fix = near.map(|it| {
                set(
                    endpoint.range,
                    &text.replacen(first, it, 1),
                    format!("Write `{it}`"),
                    false,
                )
            });
            let message = format!("`{first}` is no method of HTTP");
            contradiction(acc, endpoint.range, message, HELP, Vec::new(), fix);
        } else if method {
            let message = format!("`{text}` names no path");
            contradiction(acc, endpoint.range, message, HELP, Vec::new(), None);
        }
    }
}

const HELP: &str = "Write endpoints as the specs of the API do: `GET /api/tasks`";
