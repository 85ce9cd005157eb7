//! A rollback that production relies on, and nobody has tried.

use crate::format::{contradiction, inside, says, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Environment;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "rollback-untested",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("rollback_untested.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(specification) = specification(ctx) else {
        return;
    };
    let rollback = inside(&specification.validation).and_then(|it| inside(&it.rollback));
    let Some(untested) = rollback.and_then(|it| says(&it.tested, false)) else {
        return;
    };
    let version = specification.version().map(|it| it.value.as_str());
    let production = specification.environment_sync.iter().find(|it| {
        let here = it.value.environment.as_ref();
        let current = it.value.current_version.as_ref();
        here.is_some_and(|it| it.value == Environment::Production)
            && current.is_some_and(|it| Some(it.value.as_str()) == version)
    });
    if let Some(production) = production {
        contradiction(
            acc,
            untested.range,
            "Production has this migration, and its rollback was never tested".to_owned(),
            "Run the downgrade on staging before production needs it",
            vec![there(production.range, "production has this version")],
            None,
        );
    }
}
