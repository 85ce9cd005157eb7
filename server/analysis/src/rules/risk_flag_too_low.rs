//! A risk flag that is declared false, and computed true.

use crate::format::{because, contradiction, inside, says, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::Risk;
use model::risk::Severity;
use model::specification::Spanned;

pub(crate) const RULE: Rule = Rule {
    code: "risk-flag-too-low",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("risk_flag_too_low.md"),
    check: Check::Migration(check),
};

/// Its name, its value, when it holds, and what that means.
type Flag<'a> = (
    &'a str,
    &'a Option<Spanned<bool>>,
    fn(&Risk) -> bool,
    &'a str,
);

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let section = specification(ctx).and_then(|it| inside(&it.migration));
    let Some(risk) = section.and_then(|it| inside(&it.risk)) else {
        return;
    };
    let flags: [Flag<'_>; 3] = [
        (
            "data_loss_risk",
            &risk.data_loss_risk,
            |it| it.data_loss,
            "values are lost",
        ),
        (
            "irreversible_changes",
            &risk.irreversible_changes,
            Risk::is_irreversible,
            "not everything comes back",
        ),
        (
            "potential_downtime",
            &risk.potential_downtime,
            Risk::stops_for_long,
            "statements wait for long",
        ),
    ];
    for (name, flag, holds, what) in flags {
        let Some(flag) = says(flag, false) else {
            continue;
        };
        let Some(at) = ctx.risks.iter().position(holds) else {
            continue;
        };
        let why = &ctx.risks[at].why;
        contradiction(
            acc,
            flag.range,
            format!("`{name}` is false, but {what}: the migration {why}"),
            "Declare what is true, or split the change into safer steps",
            vec![because(&ctx.migration.upgrade[at], why)],
            Some(set(flag.range, "true", format!("Set {name} to true"), true)),
        );
    }
}
