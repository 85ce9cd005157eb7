//! A suppression of a rule that is none.

use crate::suppress::Suppression;
use crate::{Check, Findings, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "unknown-rule",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("unknown_rule.md"),
    check: Check::Suppressions(check),
};

fn check(acc: &mut Findings<'_>, ctx: &[Suppression]) {
    for named in ctx.iter().flat_map(|it| &it.rules) {
        if named.exists() {
            continue;
        }
        let near = crate::rules::ALL
            .iter()
            .find(|it| it.code.contains(&named.code) || named.code.contains(it.code));
        let help = near.map_or_else(
            || "See `forelock explain` for the names".to_owned(),
            |it| format!("Did you mean `{}`?", it.code),
        );
        acc.at(
            named.range,
            format!("There is no rule `{}`", named.code),
            help,
        );
    }
}
