//! Diagnostics for people: the source line, the range, the level and the way out.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use ide::{Analysis, Diagnostic, FileId, LineIndex, Severity, TextRange, TextSize};

use crate::check::Counts;

/// Lines of source shown around a range that spans many.
const MOST_LINES: u32 = 6;

pub(crate) fn diagnostic(
    analysis: &Analysis,
    file: FileId,
    diagnostic: &Diagnostic,
    fixes: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let path = analysis.path(file).unwrap_or_default();
    let text = analysis.text(file).unwrap_or_default();
    block(&path, &text, diagnostic, fixes, out)
}

/// A diagnostic of a file that is not analysed, such as the configuration.
pub(crate) fn diagnostic_in(
    path: &str,
    text: &str,
    diagnostic: &Diagnostic,
    out: &mut dyn Write,
) -> io::Result<()> {
    block(path, text, diagnostic, &[], out)
}

fn block(
    path: &str,
    text: &str,
    diagnostic: &Diagnostic,
    fixes: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = LineIndex::new(text);
    let (first, shown) = excerpt(&lines, diagnostic.range);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let at =
        |offset: TextSize| usize::from(offset.clamp(shown.start(), shown.end()) - shown.start());
    let span = at(diagnostic.range.start())..at(diagnostic.range.end());
    let message = match diagnostic.level {
        Some(level) => format!("{}: {}", level.to_uppercase(), diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut group = level
        .primary_title(message)
        .id(diagnostic.code.clone())
        .element(
            Snippet::source(&text[shown])
                .path(path)
                .line_start(first as usize + 1)
                .annotation(AnnotationKind::Primary.span(span)),
        );
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.clone()));
    }
    for fix in fixes {
        group = group.element(Level::HELP.with_name("fix").message(fix.clone()));
    }
    writeln!(out, "{}\n", Renderer::styled().render(&[group]))
}

/// The lines to show: those of the range, the first few of a long one.
fn excerpt(lines: &LineIndex, range: TextRange) -> (u32, TextRange) {
    let first = lines.line_of(range.start());
    let last = lines.line_of(range.end()).min(first + MOST_LINES - 1);
    let shown = lines.line_range(first).cover(lines.line_range(last));
    (first, shown)
}

pub(crate) fn summary(files: usize, counts: &Counts, out: &mut dyn Write) -> io::Result<()> {
    let plural = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    writeln!(
        out,
        "{}: {}, {}, {}, {}",
        plural(files, "file", "files"),
        plural(counts.error, "error", "errors"),
        plural(counts.warning, "warning", "warnings"),
        plural(counts.information, "information", "informations"),
        plural(counts.hint, "hint", "hints"),
    )
}
