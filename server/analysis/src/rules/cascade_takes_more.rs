//! CASCADE, and what goes with it.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::Other;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "cascade-takes-more",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("cascade_takes_more.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        if part.new_table || !cascades(part.operation) {
            continue;
        }
        let taken = part.facts.map_or(&[][..], |it| &it.cascades);
        let message = if taken.is_empty() {
            "CASCADE takes whatever depends on it, and no document shows what that is".to_owned()
        } else {
            let shown: Vec<&str> = taken.iter().take(3).map(String::as_str).collect();
            let more = match taken.len() {
                ..=3 => String::new(),
                many => format!(" and {} more", many - 3),
            };
            format!("CASCADE takes {}{more}", shown.join(", "))
        };
        acc.about(
            &part,
            message,
            "Drop what depends on it by name, and leave CASCADE out: then nothing unforeseen goes",
        );
    }
}

fn cascades(operation: &Operation) -> bool {
    if let Operation::DropTable(it) = operation {
        it.cascade
    } else if let Operation::DropColumn(it) = operation {
        it.cascade
    } else if let Operation::DropConstraint(it) = operation {
        it.cascade
    } else if let Operation::DropEnum(it) = operation {
        it.cascade
    } else {
        matches!(
            operation,
            Operation::Other(
                Other::DropView { cascade: true, .. }
                    | Other::DropFunction { cascade: true, .. }
                    | Other::DropDomain { cascade: true, .. }
                    | Other::DropSequence { cascade: true, .. }
                    | Other::DropSchema { cascade: true, .. }
                    | Other::DropExtension { cascade: true, .. }
            )
        )
    }
}
