//! A changelog entry that leaves out what breaks, or what to do.

use crate::format::{contradiction, inside, said, set, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "changelog-incomplete",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("changelog_incomplete.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(specification) = specification(ctx) else {
        return;
    };
    let (Some(documentation), Some(section)) = (
        &specification.documentation,
        inside(&specification.migration),
    ) else {
        return;
    };
    let entry = &documentation.value;
    if let (Some(version), Some(own)) = (&entry.version, specification.version())
        && version.value != own.value
        && ctx
            .document
            .workspace
            .chain
            .first_of(&version.value)
            .is_some()
    {
        let value = syntax::edit::quote_if_needed(&own.value);
        contradiction(
            acc,
            version.range,
            format!(
                "The changelog entry is about `{}`, another migration",
                version.value
            ),
            "Write this migration's version, or the release's",
            vec![there(own.range, "this migration")],
            Some(set(
                version.range,
                &value,
                format!("Write {}", own.value),
                false,
            )),
        );
    }
    if entry.changes.is_empty()
        && entry.breaking_changes.is_empty()
        && !ctx.migration.upgrade.is_empty()
    {
        acc.at(
            documentation.key,
            "The changelog entry says nothing of what changes".to_owned(),
            "Write a sentence for each change into `changes`",
        );
    }
    let told: String = entry
        .breaking_changes
        .iter()
        .chain(&entry.changes)
        .map(|it| it.value.to_lowercase() + "\n")
        .collect();
    let breaking = section.breaking_changes.iter().flat_map(|it| &it.value);
    let mut breaks = false;
    for change in breaking {
        let (table, column) = (said(&change.value.table), said(&change.value.column));
        let Some(object) = column.or(table) else {
            continue;
        };
        breaks = true;
        if !told.contains(&object.to_lowercase()) {
            contradiction(
                acc,
                documentation.key,
                format!("The changelog entry does not mention what breaks: `{object}`"),
                "Add a sentence about it to `breaking_changes`",
                vec![there(change.range, "the breaking change")],
                None,
            );
        }
    }
    let missing: Vec<&str> = [
        ("upgrade_instructions", &entry.upgrade_instructions),
        ("rollback_instructions", &entry.rollback_instructions),
    ]
    .into_iter()
    .filter(|(_, it)| breaks && said(it).is_none())
    .map(|(name, _)| name)
    .collect();
    if !missing.is_empty() {
        acc.at(
            documentation.key,
            format!(
                "Something breaks, and the changelog entry has no `{}`",
                missing.join("` and no `")
            ),
            "Say what to do before, and how to get back",
        );
    }
}
