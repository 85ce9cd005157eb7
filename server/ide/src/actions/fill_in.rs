//! Sections that a specification does not have yet, written from what its operations do.

use model::{MigrationSource, Specification};
use syntax::edit::insert_entry;
use syntax::value::Node;

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::{TextEdit, sections};

pub(super) const ACTION: Action = Action {
    name: "fill-in",
    docs: include_str!("fill_in.md"),
    offer,
    edit,
};

/// In the order that they are written.
const SECTIONS: [&str; 8] = [
    "breaking_changes",
    "validation",
    "data_migration",
    "backup",
    "execution_plan",
    "rollback_plan",
    "testing",
    "documentation",
];

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for (index, migration) in ctx.document.migrations.iter().enumerate() {
        let MigrationSource::Specification(it) = &migration.source else {
            continue;
        };
        let keys = [
            Some(it.key),
            it.meta.as_ref().map(|it| it.key),
            it.migration.as_ref().map(|it| it.key),
        ];
        let mut keys = keys.into_iter().flatten();
        if migration.upgrade.is_empty() || !keys.any(|it| it.intersect(ctx.range).is_some()) {
            continue;
        }
        let missing: Vec<&str> = SECTIONS.into_iter().filter(|key| !has(it, key)).collect();
        for key in &missing {
            let title = format!("Fill in {key}");
            acc.add(
                title,
                ActionKind::Refactor,
                &format!("{index}.{key}"),
                Vec::new(),
            );
        }
        if missing.len() > 1 {
            let title = format!("Fill in {} missing sections", missing.len());
            acc.add(
                title,
                ActionKind::Refactor,
                &format!("{index}.all"),
                Vec::new(),
            );
        }
    }
    Some(())
}

/// The mapping that a section belongs to. `None` while that is not there itself.
fn parent<'a>(specification: &'a Specification, key: &str) -> Option<&'a Node> {
    match key {
        "breaking_changes" => specification.node.get("migration"),
        "backup" => specification.node.get("data_migration"),
        _ => Some(&specification.node),
    }
}

/// It is there, or comes with the section around it.
fn has(specification: &Specification, key: &str) -> bool {
    parent(specification, key).is_none_or(|it| it.get(key).is_some())
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let (index, wanted) = argument.split_once('.')?;
    let index: usize = index.parse().ok()?;
    let MigrationSource::Specification(specification) = &ctx.document.migrations.get(index)?.source
    else {
        return None;
    };
    let told = sections::told(ctx.analysis, ctx.file, index)?;
    let mut edits: Vec<TextEdit> = Vec::new();
    for key in SECTIONS {
        if has(specification, key) || (wanted != key && wanted != "all") {
            continue;
        }
        let node = parent(specification, key)?;
        let next = insert_entry(
            &ctx.text,
            node,
            None,
            key,
            &told.section(key, specification),
        )?;
        // Sections that go to one place are one edit.
        match edits.iter_mut().find(|it| it.range == next.range) {
            Some(it) => it.insert.push_str(&next.insert),
            None => edits.push(next),
        }
    }
    (!edits.is_empty()).then(|| ctx.edit(edits))
}
