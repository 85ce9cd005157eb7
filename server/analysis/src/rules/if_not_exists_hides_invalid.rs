//! A failed index build that the next run takes for an index.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "if-not-exists-hides-invalid",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("if_not_exists_hides_invalid.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::AddIndex(it) = part.operation else {
            continue;
        };
        let (true, true, Some(name)) = (it.concurrently, it.if_not_exists, &it.name) else {
            continue;
        };
        let earlier = ctx.migration.upgrade.iter().take(ctx.judged.index);
        let dropped = earlier.flat_map(|it| &it.parts).any(|it| {
            matches!(&it.operation, Operation::DropIndex(it) if it.index.name.text == name.text)
        });
        if dropped {
            continue;
        }
        acc.about(
            &part,
            format!("IF NOT EXISTS takes an invalid `{name}`, left by a build that failed, for the index"),
            format!("DROP INDEX CONCURRENTLY IF EXISTS {name} before it, so that a second run builds it anew"),
        );
    }
}
