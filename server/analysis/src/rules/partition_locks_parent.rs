//! A partition that comes or goes while its parent is locked.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::Other;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "partition-locks-parent",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("partition_locks_parent.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        if part.new_table || part.risk.severity == Severity::Hint {
            continue;
        }
        let (message, help) = if let Operation::Other(Other::AttachPartition {
            table,
            partition,
            ..
        }) = part.operation
        {
            (
                format!(
                    "Attaches `{partition}` to `{table}`: every row is read to see whether it belongs there"
                ),
                "Add a validated CHECK that says the same as the bounds before, and drop it afterwards",
            )
        } else if let Operation::Other(Other::DetachPartition {
            table, partition, ..
        }) = part.operation
        {
            (
                format!(
                    "Detaches `{partition}` from `{table}`{}",
                    words::under_lock(&part)
                ),
                "DETACH PARTITION … CONCURRENTLY, outside a transaction",
            )
        } else {
            continue;
        };
        acc.risk(&part, message, help);
    }
}
