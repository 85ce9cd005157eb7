//! A column that grows, and a sequence that does not.

use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::operation::{ColumnAction, Other, SequenceAction};
use model::risk::Severity;
use model::types::BaseType;
use model::{Operation, catalog};

pub(crate) const RULE: Rule = Rule {
    code: "sequence-stays-integer",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("sequence_stays_integer.md"),
    check: Check::Change(check),
};

/// Whether the migration gives the sequence a type of its own.
fn widened(ctx: &ChangeContext<'_>, sequence: &str) -> bool {
    let mut parts = ctx.migration.upgrade.iter().flat_map(|it| &it.parts);
    parts.any(|it| match &it.operation {
        Operation::Other(Other::AlterSequence {
            name,
            action: SequenceAction::Type(_),
        }) => name.name.as_str() == sequence,
        _ => false,
    })
}

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let Operation::AlterColumn(it) = part.operation else {
            continue;
        };
        let ColumnAction::Type { ty, .. } = &it.action else {
            continue;
        };
        if ty.base != BaseType::BigInt {
            continue;
        }
        let table = part.before.table(&it.table);
        let key = table.map_or_else(|| catalog::key(&it.table), |it| catalog::key(&it.name));
        let mut owned = part.before.objects.sequences.iter();
        let found = owned.find(|(name, sequence)| {
            let narrow = sequence
                .ty
                .as_ref()
                .is_some_and(|it| matches!(it.base, BaseType::Serial | BaseType::SmallSerial));
            let here = sequence.owned_by.as_ref();
            let bare = name.rsplit('.').next().unwrap_or(name);
            narrow
                && here.is_some_and(|(t, c)| *t == key && *c == it.column.text)
                && !widened(ctx, bare)
        });
        let Some((name, _)) = found else {
            continue;
        };
        acc.about(
            &part,
            format!("`{name}` stays an integer sequence: it ends at its old maximum all the same"),
            format!("ALTER SEQUENCE {name} AS bigint, in the same migration"),
        );
    }
}
