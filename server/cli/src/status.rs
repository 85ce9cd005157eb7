//! `forelock status`: the chain, its heads, the environments, drift.

use std::io::Write;

use anyhow::Result;
use ide::{Analysis, FileId, TextRange};
use serde_json::{Map, Value, json};

use crate::input::Input;
use crate::{Done, Format};

pub(crate) fn run(input: &Input, format: Format, out: &mut dyn Write) -> Result<Done> {
    let status = input.analysis.status();
    match format {
        Format::Json => {
            let value = to_json(&input.analysis, &status);
            writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
        }
        Format::Text => text(&input.analysis, &status, out)?,
    }
    for problem in &input.problems {
        crate::render::diagnostic_in(
            &problem.path,
            &problem.text,
            &problem.diagnostic,
            &mut anstream::stderr(),
        )?;
    }
    let clean = status.problems.is_empty() && status.drift.is_empty();
    Ok(if clean { Done::Clean } else { Done::Findings })
}

fn to_json(analysis: &Analysis, status: &ide::Status) -> Value {
    let chain = status.chain.iter().map(|it| {
        let applied: Map<String, Value> = it
            .applied
            .iter()
            .map(|(environment, applied)| ((*environment).to_owned(), json!(applied)))
            .collect();
        json!({
            "version": it.version,
            "name": it.name,
            "path": it.path,
            "parent": it.parent,
            "applied": applied,
            "analysed": it.analysed,
        })
    });
    let environments = status.environments.iter().map(|it| {
        json!({
            "environment": it.environment,
            "current_version": it.current_version,
            "target_version": it.target_version,
            "status": it.status,
            "migrations_to_apply": it.migrations_to_apply,
        })
    });
    let drift = status.drift.iter().map(|it| {
        json!({
            "path": it.path,
            "range": range(analysis, it.file, it.range),
            "change": {
                "op": it.operation,
                "table": it.table,
                "column": it.column,
                "direction": "up",
            },
            "sql": it.sql,
        })
    });
    let problems = status.problems.iter().map(|it| problem(analysis, it));
    json!({
        "schema": 1,
        "chain": chain.collect::<Vec<_>>(),
        "heads": status.heads,
        "problems": problems.collect::<Vec<_>>(),
        "environments": environments.collect::<Vec<_>>(),
        "drift": drift.collect::<Vec<_>>(),
    })
}

fn range(analysis: &Analysis, file: FileId, range: TextRange) -> Value {
    let text = analysis.text(file).unwrap_or_default();
    match analysis.line_index(file) {
        Some(lines) => crate::json::range(&text, &lines, range),
        None => Value::Null,
    }
}

/// `path:line: message [code]`
fn problem(analysis: &Analysis, it: &ide::StatusProblem) -> String {
    let line = line(analysis, it.file, it.range);
    format!("{}:{line}: {} [{}]", it.path, it.message, it.code)
}

/// From 1.
fn line(analysis: &Analysis, file: FileId, range: TextRange) -> u32 {
    let lines = analysis.line_index(file);
    lines.map_or(1, |it| it.line_of(range.start()) + 1)
}

fn text(analysis: &Analysis, status: &ide::Status, out: &mut dyn Write) -> Result<()> {
    if status.chain.is_empty() && status.environments.is_empty() {
        writeln!(out, "No migration specifications, hence no chain.")?;
        return problems(analysis, status, out);
    }
    writeln!(out, "Chain")?;
    let width = |of: &dyn Fn(&ide::ChainEntry) -> usize| status.chain.iter().map(of).max();
    let versions = width(&|it| shown(&it.version).chars().count()).unwrap_or(0);
    let names = width(&|it| it.name.as_ref().map_or(0, |it| it.chars().count())).unwrap_or(0);
    for it in &status.chain {
        let name = it.name.as_deref().unwrap_or_default();
        write!(
            out,
            "  {:versions$}  {name:names$}  {}",
            shown(&it.version),
            it.path
        )?;
        let places = |wanted: bool| {
            let of = it.applied.iter().filter(move |it| it.1 == wanted);
            of.map(|it| it.0).collect::<Vec<_>>().join(", ")
        };
        let mut said = Vec::new();
        if !it.analysed {
            said.push("Alembic, operations not read".to_owned());
        }
        if !places(true).is_empty() {
            said.push(format!("applied in {}", places(true)));
        }
        if !places(false).is_empty() {
            said.push(format!("not applied in {}", places(false)));
        }
        if status
            .heads
            .iter()
            .any(|head| it.version.as_ref() == Some(head))
        {
            said.push("head".to_owned());
        }
        let said = said.join("; ");
        writeln!(out, "{}{said}", if said.is_empty() { "" } else { "  " })?;
    }
    if !status.environments.is_empty() {
        writeln!(out, "\nEnvironments")?;
    }
    for it in &status.environments {
        let current = match &it.current_version {
            Some(version) => format!("runs {version}"),
            None if it.nothing => "runs no migration".to_owned(),
            None => "runs an unknown version".to_owned(),
        };
        let target = it.target_version.as_ref();
        let target = target.map_or_else(String::new, |it| format!(", target {it}"));
        let status = it.status.map_or_else(String::new, |it| format!(": {it}"));
        let missing = it.migrations_to_apply.join(", ");
        let apply = if missing.is_empty() {
            ""
        } else {
            ", to apply "
        };
        writeln!(
            out,
            "  {:11}  {current}{target}{status}{apply}{missing}",
            it.environment
        )?;
    }
    if !status.drift.is_empty() {
        writeln!(out, "\nDrift")?;
    }
    for it in &status.drift {
        let line = line(analysis, it.file, it.range);
        let change = it
            .sql
            .clone()
            .unwrap_or_else(|| it.operation.replace('_', " "));
        let change = change.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "  {}:{line}: it would take {change}", it.path)?;
    }
    problems(analysis, status, out)
}

fn problems(analysis: &Analysis, status: &ide::Status, out: &mut dyn Write) -> Result<()> {
    if !status.problems.is_empty() {
        writeln!(out, "\nProblems")?;
    }
    for it in &status.problems {
        writeln!(out, "  {}", problem(analysis, it))?;
    }
    Ok(())
}

fn shown(version: &Option<String>) -> &str {
    version.as_deref().unwrap_or("?")
}
