//! A version that YAML loaders read as another number.

use crate::format::{contradiction, inside, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "version-without-quotes",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("version_without_quotes.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(specification) = specification(ctx) else {
        return;
    };
    let meta = inside(&specification.meta);
    let versions = [
        meta.and_then(|it| it.current_version.as_ref()),
        meta.and_then(|it| it.target_version.as_ref()),
        inside(&specification.migration).and_then(|it| it.version.as_ref()),
    ];
    for version in versions.into_iter().flatten() {
        let written = &ctx.document.text[version.range];
        let digits = !written.is_empty() && written.chars().all(|it| it.is_ascii_digit());
        let octal = digits && written.len() > 1 && written.starts_with('0');
        let decimal = written.ends_with('0')
            && written.split_once('.').is_some_and(|(a, b)| {
                let number = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_digit());
                number(a) && number(b)
            });
        if octal || decimal {
            contradiction(
                acc,
                version.range,
                format!("YAML loaders read {written} as a number, and lose a zero of it"),
                "Put the version into quotes",
                Vec::new(),
                Some(set(
                    version.range,
                    &format!("\"{written}\""),
                    format!("Write \"{written}\""),
                    true,
                )),
            );
        }
    }
}
