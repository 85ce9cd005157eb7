//! A range of application versions that holds none.

use crate::Fix;
use crate::format::{contradiction, inside, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use syntax::TextEdit;

pub(crate) const RULE: Rule = Rule {
    code: "application-versions",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("application_versions.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(section) = specification(ctx).and_then(|it| inside(&it.compatibility)) else {
        return;
    };
    let (Some(min), Some(max)) = (&section.min, &section.max) else {
        return;
    };
    let (Some(low), Some(high)) = (numbers(&min.value), numbers(&max.value)) else {
        return;
    };
    if low > high {
        contradiction(
            acc,
            min.range,
            format!(
                "No application is both {} or newer and {} or older",
                min.value, max.value
            ),
            "Put the older version into `min`",
            vec![there(max.range, "the newest version")],
            Some(Fix {
                title: "Exchange min and max".to_owned(),
                edits: vec![
                    TextEdit::replace(min.range, quote(&max.value)),
                    TextEdit::replace(max.range, quote(&min.value)),
                ],
                safe: false,
            }),
        );
    }
}

fn quote(text: &str) -> String {
    syntax::edit::quote_if_needed(text)
}

/// `v2.3.1-rc1` as 2, 3, 1; `None` for anything that is no version number.
pub(super) fn numbers(text: &str) -> Option<[u64; 3]> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let core = text.split(['-', '+']).next()?;
    let mut out = [0; 3];
    for (at, part) in core.split('.').enumerate() {
        *out.get_mut(at)? = part.parse().ok()?;
    }
    Some(out)
}
