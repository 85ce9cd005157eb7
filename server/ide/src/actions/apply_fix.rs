//! The small edit that a finding brings along, alone or with all safe ones of the file.

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit, correct_shape};
use crate::TextEdit;

pub(super) const ACTION: Action = Action {
    name: "apply-fix",
    docs: include_str!("apply_fix.md"),
    offer,
    edit,
};

const ALL_SAFE: &str = "all";

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for finding in &ctx.findings {
        if let Some(fix) = &finding.fix {
            let argument = format!("{}@{}", finding.code, u32::from(finding.range.start()));
            acc.add(
                fix.title.clone(),
                ActionKind::QuickFix,
                &argument,
                vec![finding.code.to_owned()],
            );
        }
    }
    let all = ctx.analysis.findings(ctx.file);
    let safe = all
        .iter()
        .filter(|it| it.fix.as_ref().is_some_and(|fix| fix.safe))
        .count();
    let safe = safe + correct_shape::safe(ctx).len();
    if safe > 0 {
        let title = format!("Apply {safe} safe fix{}", if safe == 1 { "" } else { "es" });
        acc.add(title, ActionKind::FixAll, ALL_SAFE, Vec::new());
    }
    Some(())
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    if argument == ALL_SAFE {
        let mut edits: Vec<TextEdit> = Vec::new();
        let fixes = ctx
            .findings
            .iter()
            .filter_map(|it| it.fix.as_ref())
            .filter(|it| it.safe);
        for fix in fixes {
            // Two fixes of one place cannot both be applied; the second stays for the next time.
            let free = |it: &TextEdit| {
                edits
                    .iter()
                    .all(|other| other.range.intersect(it.range).is_none())
            };
            if fix.edits.iter().all(free) {
                edits.extend(fix.edits.iter().cloned());
            }
        }
        for edit in correct_shape::safe(ctx) {
            if edits
                .iter()
                .all(|it| it.range.intersect(edit.range).is_none())
            {
                edits.push(edit);
            }
        }
        return Some(ctx.edit(edits));
    }
    let (code, at) = argument.split_once('@')?;
    let wanted = |it: &&analysis::Finding| {
        it.code == code && u32::from(it.range.start()).to_string() == at && it.fix.is_some()
    };
    let finding = ctx.findings.iter().find(wanted)?;
    Some(ctx.edit(finding.fix.as_ref()?.edits.clone()))
}
