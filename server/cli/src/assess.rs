//! `forelock assess`: risk and facts of each change.

use std::io::Write;

use anyhow::Result;
use ide::assess::{Assessed, Facts};
use ide::{Analysis, FileId};
use serde_json::{Value, json};

use crate::input::Input;
use crate::{Done, Format, json};

pub(crate) struct Options {
    pub(crate) format: Format,
    pub(crate) postgres: u8,
    pub(crate) downgrade: bool,
}

pub(crate) fn run(input: &Input, options: &Options, out: &mut dyn Write) -> Result<Done> {
    let analysis = &input.analysis;
    match options.format {
        Format::Json => {
            let mut changes = Vec::new();
            for file in &input.files {
                let all = analysis.assess(*file, options.downgrade);
                changes.extend(all.iter().map(|it| one(analysis, *file, it)));
            }
            let report = json!({ "schema": 1, "postgres": options.postgres, "changes": changes });
            writeln!(out, "{report}")?;
        }
        Format::Text => {
            for file in &input.files {
                for change in analysis.assess(*file, options.downgrade) {
                    text(analysis, *file, &change, out)?;
                }
            }
        }
    }
    Ok(Done::Clean)
}

fn one(analysis: &Analysis, file: FileId, change: &Assessed) -> Value {
    let text = analysis.text(file).unwrap_or_default();
    let Some(lines) = analysis.line_index(file) else {
        return Value::Null;
    };
    let adjustments: Vec<Value> = change
        .adjustments
        .iter()
        .map(|it| json!({ "name": it.name, "by": it.by, "why": it.why }))
        .collect();
    let parts: Vec<Value> = change
        .parts
        .iter()
        .map(|it| {
            json!({
                "range": json::range(&text, &lines, it.range),
                "operation": it.operation,
                "table": it.table,
                "column": it.column,
                "level": it.level,
                "facts": lsp::json::facts(&it.facts),
            })
        })
        .collect();
    let mut value = json!({
        "path": analysis.path(file).as_deref(),
        "range": json::range(&text, &lines, change.range),
        "operation": change.operation,
        "table": change.table,
        "column": change.column,
        "level": change.level,
        "baseline": change.baseline,
        "severity": change.severity,
        "prepared": change.prepared,
        "adjustments": adjustments,
        "facts": lsp::json::facts(&change.facts),
        "reversible": change.reversible,
        "data_loss": change.data_loss,
        "breaks_running_code": change.breaks_running_code,
        "rules": change.rules,
    });
    if !parts.is_empty()
        && let Some(map) = value.as_object_mut()
    {
        map.insert("parts".to_owned(), Value::Array(parts));
    }
    value
}

fn text(analysis: &Analysis, file: FileId, change: &Assessed, out: &mut dyn Write) -> Result<()> {
    let path = analysis.path(file).unwrap_or_default();
    let source = analysis.text(file).unwrap_or_default();
    let Some(lines) = analysis.line_index(file) else {
        return Ok(());
    };
    let line = lines.line_of(change.range.start()) + 1;
    let first = source[change.range].lines().next().unwrap_or_default();
    let prepared = if change.prepared { ", prepared" } else { "" };
    writeln!(
        out,
        "{path}:{line}: {}{prepared}  {first}",
        change.level.to_uppercase()
    )?;
    if let Some(baseline) = change.baseline {
        writeln!(out, "    baseline {baseline}: {}", change.why)?;
    } else {
        writeln!(out, "    {}", change.why)?;
    }
    for adjustment in &change.adjustments {
        writeln!(
            out,
            "    {:+} {}: {}",
            adjustment.by, adjustment.name, adjustment.why
        )?;
    }
    facts_text(&change.facts, out)?;
    writeln!(
        out,
        "    reversible: {}; data loss: {}; breaks running code: {}",
        change.reversible.replace('_', " "),
        yes(Some(change.data_loss)),
        yes(Some(change.breaks_running_code))
    )?;
    Ok(())
}

fn facts_text(facts: &Facts, out: &mut dyn Write) -> Result<()> {
    for lock in &facts.locks {
        let waiting: Vec<&str> = [
            (lock.blocks.select, "SELECT"),
            (lock.blocks.insert, "INSERT"),
            (lock.blocks.update, "UPDATE"),
        ]
        .into_iter()
        .filter_map(|(waits, verb)| waits.then_some(verb))
        .collect();
        let waits = if waiting.is_empty() {
            "nothing".to_owned()
        } else {
            waiting.join(", ")
        };
        writeln!(out, "    {} on {}: {waits} waits", lock.mode, lock.relation)?;
    }
    writeln!(
        out,
        "    rewrite: {}; scan: {}; index build: {}; in a transaction: {}",
        yes(facts.rewrite),
        yes(facts.scan),
        yes(facts.index_build),
        yes(facts.transactional)
    )?;
    if !facts.fails_with.is_empty() {
        writeln!(out, "    can fail with: {}", facts.fails_with.join(", "))?;
    }
    Ok(())
}

fn yes(it: Option<bool>) -> &'static str {
    match it {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}
