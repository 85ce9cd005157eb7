//! Schema changes that run inside DO.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::Other;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "changes-in-do-block",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("changes_in_do_block.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::Other(Other::Do {
            changes,
            conditional,
        }) = part.operation
        else {
            continue;
        };
        let alters = |it: &Operation| {
            !matches!(
                it,
                Operation::NoChange(_)
                    | Operation::BulkInsert(_)
                    | Operation::BulkUpdate(_)
                    | Operation::BulkDelete(_)
                    | Operation::Unknown(_)
            )
        };
        if !changes
            .iter()
            .flat_map(|it| &it.parts)
            .any(|it| alters(&it.operation))
        {
            continue;
        }
        let depends = if *conditional {
            ", and what it does depends on what it finds"
        } else {
            ""
        };
        acc.about(
            &part,
            format!("Changes the schema inside `DO`: nothing in it runs CONCURRENTLY or commits on its own{depends}"),
            "Write the statements out, each in a step of its own",
        );
    }
}
