//! Two tests of one name.

use crate::format::{contradiction, inside, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use std::collections::BTreeMap;
use syntax::TextRange;

pub(crate) const RULE: Rule = Rule {
    code: "test-name-repeated",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("test_name_repeated.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(testing) = specification(ctx).and_then(|it| inside(&it.testing)) else {
        return;
    };
    let all = testing
        .unit_tests
        .iter()
        .chain(&testing.integration_tests)
        .chain(&testing.performance_tests)
        .chain(&testing.rollback_tests);
    let mut seen: BTreeMap<&str, TextRange> = BTreeMap::new();
    for name in all.filter_map(|it| it.value.test_name.as_ref()) {
        let text = name.value.trim();
        if let Some(first) = seen.get(text) {
            contradiction(
                acc,
                name.range,
                format!("Another test is called `{text}` already"),
                "Give every test of the specification a name of its own",
                vec![there(*first, "the other test")],
                None,
            );
        } else if !text.is_empty() {
            seen.insert(text, name.range);
        }
    }
}
