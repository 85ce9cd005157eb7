//! An Alembic version file: its operations are not read.

use model::MigrationSource;
use model::risk::Severity;

use crate::{Check, DocumentContext, Findings, Rule, RuleSeverity};

pub(crate) const RULE: Rule = Rule {
    code: "revision-not-analysed",
    severity: RuleSeverity::Fixed(Severity::Hint),
    since: "0.1.0",
    preview: false,
    docs: include_str!("revision_not_analysed.md"),
    check: Check::Document(check),
};

fn check(acc: &mut Findings<'_>, ctx: &DocumentContext<'_>) {
    for (at, migration) in ctx.document.migrations.iter().enumerate() {
        let MigrationSource::Revision(revision) = &migration.source else {
            continue;
        };
        // A specification of the same version says what it does.
        if ctx.workspace.chain.node(ctx.path, at).is_none() {
            continue;
        }
        acc.at(
            revision.upgrade.unwrap_or(revision.version.range),
            format!(
                "What revision `{}` does is not analysed: it counts for its place in the order only",
                revision.version.value
            ),
            "Describe it in a migration specification of the same version",
        );
    }
}
