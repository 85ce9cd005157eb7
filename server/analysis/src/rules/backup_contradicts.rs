//! A backup that contradicts itself.

use crate::format::{contradiction, inside, says, specification, there};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "backup-contradicts",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("backup_contradicts.md"),
    check: Check::Migration(check),
};

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let section = specification(ctx).and_then(|it| inside(&it.data_migration));
    let Some(backup) = section.and_then(|it| inside(&it.backup)) else {
        return;
    };
    if let Some(days) = &backup.retention_days
        && days.value <= 0
        && says(&backup.created, false).is_none()
    {
        acc.at(
            days.range,
            format!(
                "A backup that is kept for {} days is gone when it is needed",
                days.value
            ),
            "Keep it until nobody will go back any more; 30 days is usual",
        );
    }
    if let (Some(none), Some(id)) = (says(&backup.created, false), &backup.backup_id)
        && !id.value.trim().is_empty()
    {
        contradiction(
            acc,
            none.range,
            format!(
                "No backup is created, but `backup_id` names one: `{}`",
                id.value
            ),
            "Say true, or take the id out",
            vec![there(id.range, "the backup")],
            None,
        );
    }
}
