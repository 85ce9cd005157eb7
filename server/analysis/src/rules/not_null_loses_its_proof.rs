//! SET NOT NULL, and the check that would have spared its scan goes first.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::{ColumnAction, ConstraintKind, Shape};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "not-null-loses-its-proof",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("not_null_loses_its_proof.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    let parts = &ctx.judged.change.parts;
    for part in ctx.parts() {
        let Operation::AlterColumn(it) = part.operation else {
            continue;
        };
        if part.new_table || it.action != ColumnAction::SetNotNull {
            continue;
        }
        let Some(table) = part.before.table(&it.table) else {
            continue;
        };
        let proves = |name: &str| {
            table.constraints.iter().any(|known| {
                known.name == name
                    && known.validated
                    && matches!(&known.constraint.kind, ConstraintKind::Check { expression }
                        if matches!(&expression.shape, Shape::IsNotNull(columns)
                            if columns.contains(&it.column.text)))
            })
        };
        let statement = parts.get(part.index).map(|it| it.statement);
        let dropped = parts.iter().filter(|it| Some(it.statement) == statement);
        let proof = dropped.into_iter().find_map(|other| {
            if let Operation::DropConstraint(drop) = &other.operation {
                proves(drop.name.as_str()).then_some(&drop.name)
            } else {
                None
            }
        });
        let Some(proof) = proof else { continue };
        acc.about(
            &part,
            format!(
                "`{proof}` proves that `{}` holds no NULL, and goes in the same statement: every row is read again",
                it.column
            ),
            "Drop the check in a statement of its own, after SET NOT NULL",
        );
    }
}
