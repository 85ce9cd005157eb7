//! Syntax errors, model errors and findings, as one list for an editor.

use analysis::check::{Input, Setting};
use analysis::{DocumentContext, Finding};
use model::Document;
use model::document::DocumentKind;
use syntax::{Language, SyntaxError, SyntaxErrorKind};

use crate::config::RuleSetting;
use crate::{Analysis, FileId, TextRange, hidden, problems};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub range: TextRange,
    pub severity: Severity,
    pub code: String,
    /// `low` … `critical`, `unknown`; `None` for problems of the document.
    pub level: Option<&'static str>,
    /// What happens, without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    pub related: Vec<RelatedInformation>,
    pub tag: Option<Tag>,
    /// It has a page ([`crate::explain`]).
    pub has_page: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Hint,
    Information,
    Warning,
    Error,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedInformation {
    /// The path of the file it is in; empty for the same file.
    pub path: String,
    pub range: TextRange,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Deprecated,
    Unnecessary,
}

pub(crate) fn diagnostics(analysis: &Analysis, file: FileId) -> Vec<Diagnostic> {
    let Some(document) = analysis.document(file) else {
        return Vec::new();
    };
    let ours = document.kind != DocumentKind::Foreign;
    let mut all: Vec<Diagnostic> = Vec::new();
    if ours {
        let path = analysis.path(file).unwrap_or_default();
        all.extend(
            document
                .syntax_errors
                .iter()
                .map(|it| syntax_error(it, &document, &path)),
        );
        all.extend(document.errors.iter().map(problems::model_error));
        hidden::take_out_of_form(analysis, file, &mut all);
    }
    all.extend(not_compared(analysis, file));
    all.extend(analysis.findings(file).iter().map(finding));
    all.sort_by(|a, b| {
        (a.range.start(), a.range.end(), b.severity, &a.code).cmp(&(
            b.range.start(),
            b.range.end(),
            a.severity,
            &b.code,
        ))
    });
    all
}

/// A spec that described tables and describes none any more: moved, rewritten, or not understood.
fn not_compared(analysis: &Analysis, file: FileId) -> Option<Diagnostic> {
    let revision = analysis.emptied(file)?;
    let text = analysis.file_text(file)?;
    let line = text.lines().next().unwrap_or_default();
    let range = TextRange::up_to(syntax::TextSize::of(line));
    let message = format!(
        "Not compared: in {revision} this spec describes tables, and here it describes none; \
         nothing is said of what was dropped"
    );
    Some(plain(range, Severity::Information, "not-compared", message))
}

/// What the rules say of a file, less what the configuration hides.
pub(crate) fn find(analysis: &Analysis, file: FileId) -> Vec<Finding> {
    let mut findings = all_findings(analysis, file);
    hidden::take_out(analysis, file, &mut findings);
    findings
}

/// What the rules say of a file.
pub(crate) fn all_findings(analysis: &Analysis, file: FileId) -> Vec<Finding> {
    let (Some(path), Some(text), Some(document)) = (
        analysis.path(file),
        analysis.file_text(file),
        analysis.document(file),
    ) else {
        return Vec::new();
    };
    let config = analysis.config();
    let settings = |code: &str| match config.rules.get(code) {
        None => Setting::Default,
        Some(RuleSetting::Off) => Setting::Off,
        Some(RuleSetting::On) => Setting::On(None),
        Some(RuleSetting::Severity(severity)) => Setting::On(Some(to_model(*severity))),
    };
    analysis::check(&Input {
        document: DocumentContext {
            path: &path,
            text: &text,
            document: &document,
            workspace: analysis.workspace(),
            context: analysis.context(),
        },
        settings: &settings,
    })
}

fn syntax_error(error: &SyntaxError, document: &Document, path: &str) -> Diagnostic {
    // A fence in a spec may hold another dialect or half an example; a specification may not.
    let prose = document.language == Language::Markdown;
    let severity = match &error.kind {
        SyntaxErrorKind::Sql(_) if prose => Severity::Information,
        SyntaxErrorKind::Sql(_) | SyntaxErrorKind::Yaml(_) => Severity::Error,
        SyntaxErrorKind::DuplicateKey { .. } | SyntaxErrorKind::UnknownAlias(_) => Severity::Error,
        SyntaxErrorKind::TableWidth { .. } => Severity::Hint,
        SyntaxErrorKind::Limit { .. } => Severity::Information,
    };
    let related = match &error.kind {
        SyntaxErrorKind::DuplicateKey { first, .. } => vec![RelatedInformation {
            path: path.to_owned(),
            range: *first,
            message: "It stands here already".to_owned(),
        }],
        _ => Vec::new(),
    };
    Diagnostic {
        related,
        ..plain(error.range, severity, error.code(), error.message())
    }
}

fn finding(finding: &Finding) -> Diagnostic {
    Diagnostic {
        range: finding.range,
        severity: from_model(finding.severity),
        code: finding.code.to_owned(),
        level: finding.level.map(model::Level::as_str),
        message: finding.message.clone(),
        help: finding.help.clone(),
        related: finding
            .related
            .iter()
            .map(|it| RelatedInformation {
                path: it.path.clone().unwrap_or_default(),
                range: it.range,
                message: it.message.clone(),
            })
            .collect(),
        tag: finding.tag.map(|it| match it {
            analysis::Tag::Deprecated => Tag::Deprecated,
            analysis::Tag::Unnecessary => Tag::Unnecessary,
        }),
        has_page: true,
    }
}

pub(crate) fn plain(
    range: TextRange,
    severity: Severity,
    code: &str,
    message: String,
) -> Diagnostic {
    Diagnostic {
        range,
        severity,
        code: code.to_owned(),
        level: None,
        message,
        help: None,
        related: Vec::new(),
        tag: None,
        has_page: crate::docs::has_page(code),
    }
}

fn from_model(severity: model::risk::Severity) -> Severity {
    use model::risk::Severity as From;
    match severity {
        From::Hint => Severity::Hint,
        From::Information => Severity::Information,
        From::Warning => Severity::Warning,
        From::Error => Severity::Error,
    }
}

fn to_model(severity: Severity) -> model::risk::Severity {
    use model::risk::Severity as To;
    match severity {
        Severity::Hint => To::Hint,
        Severity::Information => To::Information,
        Severity::Warning => To::Warning,
        Severity::Error => To::Error,
    }
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Information => "information",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// `error`, `warning`, `information`, `hint`; `None` for anything else.
    pub fn from_word(word: &str) -> Option<Severity> {
        [
            Severity::Hint,
            Severity::Information,
            Severity::Warning,
            Severity::Error,
        ]
        .into_iter()
        .find(|it| it.as_str() == word)
    }
}
