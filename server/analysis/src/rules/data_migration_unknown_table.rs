//! A data migration from or to a table that does not exist.

use crate::format::{contradiction, inside, said, says, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;
use model::{Name, QualifiedName};

pub(crate) const RULE: Rule = Rule {
    code: "data-migration-unknown-table",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("data_migration_unknown_table.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(section) = specification(ctx).and_then(|it| inside(&it.data_migration)) else {
        return;
    };
    if !ctx.after.whole || says(&section.enabled, false).is_some() {
        return;
    }
    for (table, states) in [
        (&section.source_table, [ctx.before, ctx.after]),
        (&section.destination_table, [ctx.after, ctx.before]),
    ] {
        let Some(name) = table.as_ref().filter(|_| said(table).is_some()) else {
            continue;
        };
        // More than a name is prose.
        let plain = |it: char| it.is_alphanumeric() || matches!(it, '_' | '.' | '$');
        if !name.value.chars().all(plain) {
            continue;
        }
        let mut parts = name.value.rsplitn(2, '.');
        let mut wanted = QualifiedName::generated(parts.next().unwrap_or_default());
        wanted.schema = parts.next().map(Name::generated);
        if states.iter().any(|it| it.table(&wanted).is_some()) {
            continue;
        }
        let known: Vec<String> = states[0]
            .tables
            .values()
            .map(|it| it.name.to_string())
            .collect();
        let near = model::lower::nearest(&name.value, known.iter().map(String::as_str));
        let fix = near.map(|it| set(name.range, it, format!("Write `{it}`"), false));
        contradiction(
            acc,
            name.range,
            format!(
                "Nothing creates a table `{}` up to this version",
                name.value
            ),
            "Name a table as it is before or after this migration",
            Vec::new(),
            fix,
        );
    }
}
