//! A declared risk below the computed one.

use crate::{Check, Finding, Findings, Fix, MigrationContext, Related, Rule, RuleSeverity};
use model::risk::Severity;
use model::{Level, MigrationSource};
use syntax::TextEdit;

pub(crate) const RULE: Rule = Rule {
    code: "declared-risk-too-low",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("declared_risk_too_low.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let MigrationSource::Specification(specification) = &ctx.migration.source else {
        return;
    };
    let section = specification.migration.as_ref();
    let risk = section.and_then(|it| it.value.risk.as_ref());
    let Some(declared) = risk.and_then(|it| it.value.level.as_ref()) else {
        return;
    };
    let known = |at: usize| Some((ctx.risks.get(at)?.level?, at));
    let worst: Option<(Level, usize)> = (0..ctx.risks.len())
        .filter_map(known)
        .max_by_key(|(level, at)| (*level, std::cmp::Reverse(*at)));
    let Some((level, at)) = worst.filter(|(level, _)| *level > declared.value) else {
        return;
    };
    let why = &ctx.risks[at].why;
    acc.report(Finding {
        level: Some(level),
        help: Some(format!(
            "Declare `{}`, or split the change into safer steps",
            level.as_str()
        )),
        related: vec![Related {
            path: None,
            range: ctx.migration.upgrade[at].focus,
            message: format!("{}: {why}", level.as_str()),
        }],
        fix: Some(Fix {
            title: format!("Raise the declared risk to {}", level.as_str()),
            edits: vec![TextEdit::replace(declared.range, level.as_str())],
            safe: true,
        }),
        ..Finding::new(
            declared.range,
            format!(
                "The risk is declared {}, and computed {}: the migration {why}",
                declared.value.as_str(),
                level.as_str()
            ),
        )
    });
}
