//! Several tables that nobody can read until the same commit.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::QualifiedName;
use model::facts::LockMode;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "several-tables-locked",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: true,
    docs: include_str!("several_tables_locked.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    let session = ctx.judged.session;
    if !session.in_transaction {
        return;
    }
    let table = |relation: &str| {
        ctx.judged
            .before
            .table(&QualifiedName::generated(relation))
            .is_some_and(|it| !it.new)
    };
    let exclusive = |it: &&model::facts::Lock| it.mode == LockMode::AccessExclusive;
    for part in ctx.parts() {
        let Some(target) = part.operation.table().filter(|_| !part.new_table) else {
            continue;
        };
        let target = target.to_string();
        let own = part.facts.map_or(&[][..], |it| &it.locks);
        let takes = own.iter().filter(exclusive).any(|it| it.relation == target);
        let mut held = session.held.iter().filter(exclusive);
        let again = session
            .held
            .iter()
            .filter(exclusive)
            .any(|it| it.relation == target);
        let other = held.find(|it| it.relation != target && table(&it.relation));
        let (true, false, Some(other)) = (takes, again, other) else {
            continue;
        };
        acc.about(
            &part,
            format!(
                "Waits for ACCESS EXCLUSIVE on `{target}` while `{}` is locked already: nobody reads either until both are done",
                other.relation
            ),
            "Change each table in a transaction of its own",
        );
        return;
    }
}
