//! An application version that is no version number.

use crate::format::{inside, said, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "application-version-malformed",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("application_version_malformed.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(section) = specification(ctx).and_then(|it| inside(&it.compatibility)) else {
        return;
    };
    let removed = section.deprecated_features.iter();
    let removed = removed.map(|it| ("version_removed", &it.value.version_removed));
    let limits = [("min", &section.min), ("max", &section.max)];
    for (name, version) in limits.into_iter().chain(removed) {
        let Some(at) = version.as_ref().filter(|_| said(version).is_some()) else {
            continue;
        };
        // A release that has no number yet is told in words.
        let told = name == "version_removed" && at.value.trim().contains(' ');
        if !told && !is_version(at.value.trim()) {
            acc.at(
                at.range,
                format!("`{name}` is no version number: `{}`", at.value),
                "Write it as 2.3.0, or null where there is no limit",
            );
        }
    }
}

/// Up to three numbers, `x` for any last one, a suffix.
fn is_version(text: &str) -> bool {
    let text = text.trim_start_matches(['>', '<', '=', '~', '^', ' ']);
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    let number = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_digit());
    let any = |it: &str| matches!(it, "x" | "X" | "*");
    parts.len() <= 4 && number(parts[0]) && parts.iter().all(|it| number(it) || any(it))
}
