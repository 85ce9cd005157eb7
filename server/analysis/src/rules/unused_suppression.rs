//! A suppression that silences nothing.

use crate::suppress::Suppression;
use crate::{Check, Finding, Findings, Rule, RuleSeverity, Tag};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "unused-suppression",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("unused_suppression.md"),
    check: Check::Suppressions(check),
};

fn check(acc: &mut Findings<'_>, ctx: &[Suppression]) {
    for named in ctx.iter().flat_map(|it| &it.rules) {
        if named.used || !named.exists() {
            continue;
        }
        acc.report(Finding {
            help: Some("Take it out".to_owned()),
            tag: Some(Tag::Unnecessary),
            ..Finding::new(
                named.range,
                format!("`{}` finds nothing here to suppress", named.code),
            )
        });
    }
}
