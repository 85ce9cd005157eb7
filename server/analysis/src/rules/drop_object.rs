//! A view, function, type or other object that goes.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::{ClusterWide, Other};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "drop-object",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("drop_object.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        if part.risk.severity == Severity::Hint || part.new_table {
            continue;
        }
        let Some(name) = dropped(part.operation) else {
            continue;
        };
        let more = words::dependents(&part);
        acc.risk(
            &part,
            format!("{}{name}{more}", words::sentence(&part.risk.why)),
            "Release code that no longer uses it, and drop it in a later migration",
        );
    }
}

/// The name behind the verb, with a blank and backquotes.
fn dropped(operation: &Operation) -> Option<String> {
    if let Operation::DropEnum(it) = operation {
        return Some(format!(" (`{}`)", it.name));
    }
    let Operation::Other(other) = operation else {
        return None;
    };
    if let Other::DropView { view: name, .. }
    | Other::DropFunction { name, .. }
    | Other::DropDomain { name, .. }
    | Other::DropSequence { name, .. } = other
    {
        Some(format!(" (`{name}`)"))
    } else if let Other::DropSchema { name, .. } | Other::DropExtension { name, .. } = other {
        Some(format!(" (`{name}`)"))
    } else if let Other::DropTrigger { name, table, .. }
    | Other::DropRule { name, table, .. }
    | Other::DropPolicy { name, table, .. } = other
    {
        Some(format!(" (`{name}` of `{table}`)"))
    } else {
        matches!(other, Other::ClusterWide(ClusterWide::DropDatabase)).then(String::new)
    }
}
