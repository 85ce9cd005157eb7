//! An operation whose type is an addition to the format.

use crate::format::{inside, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::lower::ADDED_WORDS;
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "type-not-in-format",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: true,
    docs: include_str!("type_not_in_format.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(section) = specification(ctx).and_then(|it| inside(&it.migration)) else {
        return;
    };
    let lists = [&section.upgrade, &section.downgrade];
    for entry in lists
        .iter()
        .filter_map(|it| inside(it))
        .flat_map(|it| &it.entries)
    {
        let Some(ty) = &entry.value.ty else { continue };
        if !ADDED_WORDS.contains(&ty.value.as_str()) {
            continue;
        }
        let instead = match ty.value.as_str() {
            "rename_column" => "`alter_column` with `rename_to`",
            "rename_table" => "`alter_column` with the statement in `sql`",
            "validate_constraint" => "`add_constraint` with the statement in `sql`",
            "bulk_delete" => "`bulk_update` with the statement in `sql`",
            "create_enum" | "alter_enum" | "drop_enum" => {
                "`alter_column` with the statement in `sql`"
            }
            _ => "the type that is nearest to what `sql` does",
        };
        acc.at(
            ty.range,
            format!("`{}` is not in the original format", ty.value),
            format!("Other readers of the format want {instead}"),
        );
    }
}
