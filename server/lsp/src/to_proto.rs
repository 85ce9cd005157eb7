//! Our answers → the protocol's.
//!
//! With `from_proto` the only place that knows lines, columns and encodings.

pub(crate) mod outline;
pub(crate) mod tokens;

use std::collections::HashMap;
use std::str::FromStr as _;

use ide::{Encoding, LineIndex, Severity, TextRange};
use lsp_types as lsp;
use lsp_types::{CodeDescription, Location, NumberOrString, Position, Range, Uri};
use project::Problem;

use crate::capabilities::{Abilities, FIX_ALL};
use crate::state::Snapshot;
use crate::world::{Opened, View};

/// Where the pages of rules, strategies and actions can be read.
const PAGES: &str = "https://github.com/forelock/forelock/blob/main/";

const SOURCE: &str = "forelock";

/// The URI of a path: as the client spells it when it has opened it.
pub(crate) fn uri(path: &str, known: &HashMap<String, Opened>) -> Option<Uri> {
    match known.get(path) {
        Some(known) => Some(known.uri.clone()),
        None => Uri::from_file_path(path),
    }
}

pub(crate) fn range(text: &str, lines: &LineIndex, range: TextRange, encoding: Encoding) -> Range {
    let position = |offset| {
        let at = lines.line_col(text, offset, encoding);
        Position::new(at.line, at.col)
    };
    Range::new(position(range.start()), position(range.end()))
}

/// A range of the snapshot's own document.
pub(crate) fn range_in(snapshot: &Snapshot, it: TextRange) -> Range {
    let encoding = snapshot.abilities.encoding;
    range(&snapshot.text, snapshot.lines(), it, encoding)
}

/// A range of any document that the view holds.
pub(crate) fn location(view: &View, encoding: Encoding, it: ide::FileRange) -> Option<Location> {
    let (text, lines) = (
        view.analysis.text(it.file)?,
        view.analysis.line_index(it.file)?,
    );
    let path = view.analysis.path(it.file)?;
    let range = range(&text, &lines, it.range, encoding);
    Some(Location::new(uri(&path, &view.known)?, range))
}

/// Where the page of a code can be read. `None` for a code without one.
pub(crate) fn page_uri(code: &str) -> Option<Uri> {
    Uri::from_str(&format!("{PAGES}{}", ide::page_path(code)?)).ok()
}

/// Everything about a file.
pub(crate) fn diagnostics(snapshot: &Snapshot) -> Vec<lsp::Diagnostic> {
    let found = snapshot.view.analysis.diagnostics(snapshot.view.file);
    let mut indexes = HashMap::new();
    found
        .into_iter()
        .map(|it| diagnostic(snapshot, it, &mut indexes))
        .collect()
}

fn diagnostic(
    snapshot: &Snapshot,
    it: ide::Diagnostic,
    indexes: &mut HashMap<String, LineIndex>,
) -> lsp::Diagnostic {
    let related: Vec<_> = it
        .related
        .iter()
        .filter_map(|it| related(snapshot, it, indexes))
        .collect();
    let message = match &it.help {
        Some(help) => format!("{}\n{help}", it.message),
        None => it.message,
    };
    let href = it.has_page.then(|| page_uri(&it.code)).flatten();
    let told = snapshot.abilities.related_information && !related.is_empty();
    let encoding = snapshot.abilities.encoding;
    lsp::Diagnostic {
        range: range(&snapshot.text, snapshot.lines(), it.range, encoding),
        severity: Some(severity(it.severity)),
        code: Some(NumberOrString::String(it.code)),
        code_description: href.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message,
        related_information: told.then_some(related),
        tags: it
            .tag
            .filter(|_| snapshot.abilities.diagnostic_tags)
            .map(|it| {
                vec![match it {
                    ide::Tag::Deprecated => lsp::DiagnosticTag::DEPRECATED,
                    ide::Tag::Unnecessary => lsp::DiagnosticTag::UNNECESSARY,
                }]
            }),
        data: None,
    }
}

fn related(
    snapshot: &Snapshot,
    it: &ide::RelatedInformation,
    indexes: &mut HashMap<String, LineIndex>,
) -> Option<lsp::DiagnosticRelatedInformation> {
    let analysis = &snapshot.view.analysis;
    // Empty: the same file.
    let path = if it.path.is_empty() {
        &snapshot.view.path
    } else {
        &it.path
    };
    let text = analysis.text(analysis.file_id(path)?)?;
    let lines = indexes
        .entry(path.clone())
        .or_insert_with(|| LineIndex::new(&text));
    let range = range(&text, lines, it.range, snapshot.abilities.encoding);
    Some(lsp::DiagnosticRelatedInformation {
        location: Location::new(uri(path, &snapshot.view.known)?, range),
        message: it.message.clone(),
    })
}

/// Problems outside the documents, in a text that may have changed since.
pub(crate) fn problems(
    problems: &[Problem],
    text: &str,
    encoding: Encoding,
) -> Vec<lsp::Diagnostic> {
    let lines = LineIndex::new(text);
    problems
        .iter()
        .map(|it| lsp::Diagnostic {
            range: range(text, &lines, it.range, encoding),
            severity: Some(severity(it.severity)),
            source: Some(SOURCE.to_owned()),
            message: it.message.clone(),
            ..lsp::Diagnostic::default()
        })
        .collect()
}

fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::ERROR,
        Severity::Warning => lsp::DiagnosticSeverity::WARNING,
        Severity::Information => lsp::DiagnosticSeverity::INFORMATION,
        Severity::Hint => lsp::DiagnosticSeverity::HINT,
    }
}

pub(crate) fn hover(snapshot: &Snapshot, hover: ide::Hover) -> lsp::Hover {
    let abilities = &snapshot.abilities;
    let (kind, value) = if abilities.hover_markdown {
        (lsp::MarkupKind::Markdown, hover.markdown)
    } else {
        (lsp::MarkupKind::PlainText, plain(&hover.markdown))
    };
    let range = range(
        &snapshot.text,
        snapshot.lines(),
        hover.range,
        abilities.encoding,
    );
    lsp::Hover {
        contents: lsp::HoverContents::Markup(lsp::MarkupContent { kind, value }),
        range: Some(range),
    }
}

/// Markdown without its marks, for clients that show text as it is. Fenced code stays untouched.
pub(crate) fn plain(markdown: &str) -> String {
    let mut out = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            out.push(line.to_owned());
        } else {
            let line = line.trim_start_matches('#').trim_start_matches("> ");
            let line = if line.len() < 3 || line.trim_matches('-').is_empty() {
                line.trim_matches('-')
            } else {
                line
            };
            out.push(line.trim_start().replace("**", "").replace('`', ""));
        }
    }
    out.join("\n").trim().to_owned()
}

pub(crate) fn action_kind(kind: ide::ActionKind) -> lsp::CodeActionKind {
    match kind {
        ide::ActionKind::QuickFix => lsp::CodeActionKind::QUICKFIX,
        ide::ActionKind::Refactor => lsp::CodeActionKind::REFACTOR_REWRITE,
        ide::ActionKind::FixAll => FIX_ALL,
    }
}

/// An edit in the form that the client takes. `None` when it cannot take it: files to be created
/// for a client that does not create files.
pub(crate) fn workspace_edit(
    snapshot: &Snapshot,
    edit: &ide::WorkspaceEdit,
) -> Option<lsp::WorkspaceEdit> {
    let Abilities {
        document_changes,
        create_files,
        ..
    } = snapshot.abilities;
    if !edit.creates.is_empty() && !create_files {
        return None;
    }
    let mut edits = Vec::new();
    for file in &edit.edits {
        edits.push(file_edit(snapshot, file)?);
    }
    if !document_changes && edit.creates.is_empty() {
        let changes = edits.into_iter().map(|(uri, _, edits)| (uri, edits));
        return Some(lsp::WorkspaceEdit::new(changes.collect()));
    }
    let mut operations = Vec::new();
    for (path, content) in &edit.creates {
        let uri = uri(path, &snapshot.view.known)?;
        operations.push(lsp::DocumentChangeOperation::Op(lsp::ResourceOp::Create(
            lsp::CreateFile {
                uri: uri.clone(),
                options: None,
                annotation_id: None,
            },
        )));
        let start = Position::new(0, 0);
        let insert = lsp::TextEdit::new(Range::new(start, start), content.clone());
        operations.push(document_edit(uri, None, vec![insert]));
    }
    for (uri, version, edits) in edits {
        operations.push(document_edit(uri, version, edits));
    }
    Some(lsp::WorkspaceEdit {
        document_changes: Some(lsp::DocumentChanges::Operations(operations)),
        ..lsp::WorkspaceEdit::default()
    })
}

/// Two edits of the same form as one.
pub(crate) fn joined(one: lsp::WorkspaceEdit, other: lsp::WorkspaceEdit) -> lsp::WorkspaceEdit {
    let changes = [one.changes, other.changes].into_iter().flatten();
    let changes: HashMap<_, _> = changes.flatten().collect();
    let mut operations = Vec::new();
    for it in [one.document_changes, other.document_changes] {
        match it {
            Some(lsp::DocumentChanges::Operations(it)) => operations.extend(it),
            Some(lsp::DocumentChanges::Edits(it)) => {
                operations.extend(it.into_iter().map(lsp::DocumentChangeOperation::Edit));
            }
            None => {}
        }
    }
    lsp::WorkspaceEdit {
        changes: (!changes.is_empty()).then_some(changes),
        document_changes: (!operations.is_empty())
            .then_some(lsp::DocumentChanges::Operations(operations)),
        ..lsp::WorkspaceEdit::default()
    }
}

type FileEdit = (Uri, Option<i32>, Vec<lsp::TextEdit>);

fn file_edit(snapshot: &Snapshot, edit: &ide::FileEdit) -> Option<FileEdit> {
    let (analysis, known) = (&snapshot.view.analysis, &snapshot.view.known);
    let path = analysis.path(edit.file)?;
    let text = analysis.text(edit.file)?;
    let lines = LineIndex::new(&text);
    let edits = edit.edits.iter().map(|it| {
        let range = range(&text, &lines, it.range, snapshot.abilities.encoding);
        lsp::TextEdit::new(range, it.insert.clone())
    });
    let version = known.get(&*path).and_then(|it| it.version);
    Some((uri(&path, known)?, version, edits.collect()))
}

fn document_edit(
    uri: Uri,
    version: Option<i32>,
    edits: Vec<lsp::TextEdit>,
) -> lsp::DocumentChangeOperation {
    lsp::DocumentChangeOperation::Edit(lsp::TextDocumentEdit {
        text_document: lsp::OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(lsp::OneOf::Left).collect(),
    })
}

#[cfg(test)]
mod tests;
