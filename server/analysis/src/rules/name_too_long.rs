//! A name that PostgreSQL cuts off.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::risk::Severity;
use model::{Name, Operation};

pub(crate) const RULE: Rule = Rule {
    code: "name-too-long",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("name_too_long.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        for name in created(part.operation) {
            let bytes = name.as_str().len();
            if bytes <= LIMIT {
                continue;
            }
            let mut end = LIMIT;
            while !name.as_str().is_char_boundary(end) {
                end -= 1;
            }
            acc.about(
                &part,
                format!(
                    "PostgreSQL cuts this name off after {LIMIT} bytes: `{}`",
                    &name.as_str()[..end]
                ),
                "Take a shorter name, so that the documents and the database agree on it",
            );
        }
    }
}

/// `NAMEDATALEN - 1` of every server that nobody has compiled otherwise.
const LIMIT: usize = 63;

/// The names that an operation gives.
fn created(operation: &Operation) -> Vec<&Name> {
    if let Operation::CreateTable(it) = operation {
        let constraints = it.constraints.iter().filter_map(|it| it.name.as_ref());
        let columns = it.columns.iter().map(|it| &it.name);
        let table = std::iter::once(&it.table.name);
        table.chain(columns).chain(constraints).collect()
    } else if let Operation::AddColumn(it) = operation {
        vec![&it.column.name]
    } else if let Operation::RenameTable(it) = operation {
        vec![&it.to]
    } else if let Operation::RenameColumn(it) = operation {
        vec![&it.to]
    } else if let Operation::AddIndex(it) = operation {
        it.name.iter().collect()
    } else if let Operation::AddConstraint(it) = operation {
        it.constraint.name.iter().collect()
    } else if let Operation::CreateEnum(it) = operation {
        vec![&it.name.name]
    } else {
        Vec::new()
    }
}
