//! Upkeep that copies a whole relation while everybody waits.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::Other;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "maintenance-rewrite",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("maintenance_rewrite.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::Other(other) = part.operation else {
            continue;
        };
        if part.new_table || part.risk.severity == Severity::Hint {
            continue;
        }
        let help = match other {
            Other::Vacuum { full: true, .. } | Other::Cluster { .. } => {
                "Use pg_repack or pg_squeeze, or let VACUUM do with the space what it can"
            }
            Other::RefreshMaterializedView { .. } => {
                "Add a unique index, and REFRESH MATERIALIZED VIEW CONCURRENTLY"
            }
            Other::SetLogged { .. } => {
                "Copy the rows to a new table in batches, and swap the names"
            }
            Other::SetTablespace { .. } | Other::SetAccessMethod { .. } => {
                "Use pg_repack, which copies beside the running table"
            }
            _ => continue,
        };
        let locked = words::under_lock(&part);
        acc.risk(
            &part,
            format!("{}{locked}", words::sentence(&part.risk.why)),
            help,
        );
    }
}
