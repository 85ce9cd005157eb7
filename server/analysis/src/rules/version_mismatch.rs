//! Two versions for one specification.

use crate::{Check, DocumentContext, Finding, Findings, Related, Rule, RuleSeverity};
use model::MigrationSource;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "version-mismatch",
    severity: RuleSeverity::Fixed(Severity::Error),
    since: "0.1.0",
    preview: false,
    docs: include_str!("version_mismatch.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    for migration in &ctx.document.migrations {
        let MigrationSource::Specification(specification) = &migration.source else {
            continue;
        };
        let section = specification.migration.as_ref();
        let version = section.and_then(|it| it.value.version.as_ref());
        let meta = specification.meta.as_ref();
        let target = meta.and_then(|it| it.value.target_version.as_ref());
        let (Some(version), Some(target)) = (version, target) else {
            continue;
        };
        if version.value == target.value {
            continue;
        }
        acc.report(Finding {
            related: vec![Related {
                path: None,
                range: target.range,
                message: format!("`meta.target_version` is `{}`", target.value),
            }],
            help: Some("Make both the same; the chain goes by `migration.version`".to_owned()),
            ..Finding::new(
                version.range,
                format!(
                    "`migration.version` is `{}`, but `meta.target_version` is `{}`",
                    version.value, target.value
                ),
            )
        });
    }
}
