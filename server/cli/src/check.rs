//! `forelock check`: all diagnostics of files and folders.

use std::io::Write;

use anyhow::Result;
use ide::{Analysis, Diagnostic, FileId, Severity};
use serde_json::{Value, json};

use crate::input::Input;
use crate::{Done, Format, json, render};

/// What was asked.
pub(crate) struct Options {
    pub(crate) format: Format,
    pub(crate) fail_on: Severity,
}

pub(crate) fn run(input: &Input, options: &Options, out: &mut dyn Write) -> Result<Done> {
    let analysis = &input.analysis;
    let mut counts = Counts::default();
    let mut listed = Vec::new();
    for file in &input.files {
        let diagnostics = analysis.diagnostics(*file);
        let fixes = analysis.fixes(*file, &diagnostics);
        for (diagnostic, fixes) in diagnostics.iter().zip(&fixes) {
            counts.add(diagnostic.severity);
            match options.format {
                Format::Text => render::diagnostic(analysis, *file, diagnostic, fixes, out)?,
                Format::Json => listed.push(one(analysis, *file, diagnostic, fixes)),
            }
        }
    }
    for problem in &input.problems {
        counts.add(problem.diagnostic.severity);
        match options.format {
            Format::Text => {
                render::diagnostic_in(&problem.path, &problem.text, &problem.diagnostic, out)?;
            }
            Format::Json => listed.push(problem.to_json()),
        }
    }
    match options.format {
        Format::Text => render::summary(input.files.len(), &counts, out)?,
        Format::Json => {
            let report = json!({
                "schema": 1,
                "diagnostics": listed,
                "summary": {
                    "files": input.files.len(),
                    "error": counts.error,
                    "warning": counts.warning,
                    "information": counts.information,
                    "hint": counts.hint,
                },
            });
            writeln!(out, "{report}")?;
        }
    }
    Ok(if counts.at_least(options.fail_on) {
        Done::Findings
    } else {
        Done::Clean
    })
}

/// How many of each severity.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) error: usize,
    pub(crate) warning: usize,
    pub(crate) information: usize,
    pub(crate) hint: usize,
}

impl Counts {
    fn add(&mut self, severity: Severity) {
        *match severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Information => &mut self.information,
            Severity::Hint => &mut self.hint,
        } += 1;
    }

    fn at_least(&self, severity: Severity) -> bool {
        let counted = [
            (Severity::Error, self.error),
            (Severity::Warning, self.warning),
            (Severity::Information, self.information),
            (Severity::Hint, self.hint),
        ];
        counted
            .iter()
            .any(|(it, count)| *it >= severity && *count > 0)
    }
}

fn one(analysis: &Analysis, file: FileId, diagnostic: &Diagnostic, fixes: &[String]) -> Value {
    let path = analysis.path(file).unwrap_or_default();
    let text = analysis.text(file).unwrap_or_default();
    let Some(lines) = analysis.line_index(file) else {
        return Value::Null;
    };
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .map(|it| {
            let other = if it.path.is_empty() {
                &*path
            } else {
                it.path.as_str()
            };
            let place = analysis.file_id(other).and_then(|id| {
                Some(json::range(
                    &analysis.text(id)?,
                    &*analysis.line_index(id)?,
                    it.range,
                ))
            });
            json!({ "path": other, "range": place, "message": it.message })
        })
        .collect();
    json!({
        "path": &*path,
        "range": json::range(&text, &lines, diagnostic.range),
        "severity": diagnostic.severity.as_str(),
        "code": diagnostic.code,
        "level": diagnostic.level,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "related": related,
        "fixes": fixes,
    })
}
