//! A field that has to be there and is not, where its value follows from what stands beside it.

use model::document::ModelErrorKind;
use model::{MigrationSource, Operation};
use syntax::Language;
use syntax::edit::{insert_entry, quote_if_needed};
use syntax::value::Node;

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::{TextEdit, nodes};

pub(super) const ACTION: Action = Action {
    name: "add-field",
    docs: include_str!("add_field.md"),
    offer,
    edit,
};

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for (at, error) in ctx.document.errors.iter().enumerate() {
        if error.range.intersect(ctx.range).is_none() {
            continue;
        }
        if let Some((title, _)) = missing(ctx, at) {
            let answers = vec!["missing-field".to_owned()];
            acc.add(title, ActionKind::QuickFix, &at.to_string(), answers);
        }
    }
    Some(())
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let (_, edit) = missing(ctx, argument.parse().ok()?)?;
    Some(ctx.edit(vec![edit]))
}

fn missing(ctx: &ActionContext<'_>, at: usize) -> Option<(String, TextEdit)> {
    let error = ctx.document.errors.get(at)?;
    let ModelErrorKind::MissingField { field, of } = &error.kind else {
        return None;
    };
    if ctx.document.language != Language::Yaml {
        return None;
    }
    // What is missing is reported at the first key of its mapping.
    nodes::with_key(&ctx.text, error.range, |map, _| {
        let value = value(ctx, map, of, field)?;
        let quoted = quote_if_needed(&value);
        let edit = insert_entry(&ctx.text, map, None, field, &quoted)?;
        Some((format!("Add `{field}: {quoted}`"), edit))
    })
}

/// What follows from the rest. `None` where only the author knows.
fn value(ctx: &ActionContext<'_>, map: &Node, of: &str, field: &str) -> Option<String> {
    let said = |key: &str| Some(map.get(key)?.text()?.trim().to_lowercase());
    let migration = ctx.document.migrations.iter().find(|it| {
        matches!(it.source, MigrationSource::Specification(_)) && it.range.contains_range(map.range)
    })?;
    let MigrationSource::Specification(specification) = &migration.source else {
        return None;
    };
    let back = specification.node.get("execution_plan");
    let back = back.and_then(|it| it.get("rollback_steps"));
    let back = back.is_some_and(|it| it.range.contains_range(map.range));
    let parts = || migration.upgrade.iter().flat_map(|it| &it.parts);
    match field {
        "operation" => Some(work(&said("step")?, back).to_owned()),
        "step" => Some(
            match said("operation")?.as_str() {
                "backup" => "Take a backup",
                "validate" => "Look whether everything is as expected",
                "verify" => "Look whether everything went well",
                "migrate_data" => "Move the rows",
                "downgrade" => "Run the downgrade",
                "restore_backup" => "Restore the backup",
                _ => "Run the upgrade",
            }
            .to_owned(),
        ),
        "test_name" => {
            let name = specification.name()?.value.to_lowercase();
            let letter = |it: char| if it.is_alphanumeric() { it } else { '_' };
            let name: String = name.chars().map(letter).collect();
            let whole = |it: &String| !ctx.text.contains(it.as_str());
            let mut names = (2..).map(|it| format!("test_{name}_{it}"));
            let first = Some(format!("test_{name}")).filter(whole);
            first.or_else(|| names.find(whole))
        }
        "type" if of == "breaking change" => {
            let word = match said("column") {
                Some(_) => "dropping_column",
                None => "dropping_table",
            };
            Some(word.to_owned())
        }
        "table" if of == "breaking change" => {
            let column = said("column");
            let own = |it: &&Operation| {
                let own = it.column().map(|it| it.text.to_lowercase());
                column.is_none() || own == column
            };
            let mut tables: Vec<String> = parts()
                .map(|it| &it.operation)
                .filter(own)
                .filter_map(|it| it.table().map(ToString::to_string))
                .collect();
            tables.dedup();
            (tables.len() == 1).then(|| tables.remove(0))
        }
        _ => None,
    }
}

/// The kind of a step, by its words.
fn work(step: &str, back: bool) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|it| step.contains(it));
    match back {
        true if has(&["restore", "backup"]) => "restore_backup",
        true if has(&["verif", "check", "look", "compare"]) => "verify",
        true => "downgrade",
        false if has(&["backup", "back up", "dump"]) => "backup",
        false if has(&["backfill", "copy", "fill", "move", "rows"]) => "migrate_data",
        false if has(&["verif", "after"]) => "verify",
        false if has(&["validat", "check", "before"]) => "validate",
        false => "upgrade",
    }
}
