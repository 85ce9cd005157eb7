//! What lowering could not take, in words.

use model::ModelError;
use model::document::ModelErrorKind;

use crate::diagnostics::plain;
use crate::{Diagnostic, RelatedInformation, Severity};

pub(crate) fn model_error(error: &ModelError) -> Diagnostic {
    let (code, severity) = match &error.kind {
        ModelErrorKind::WrongType { .. } => ("wrong-type", Severity::Error),
        ModelErrorKind::UnknownWord { .. } => ("unknown-word", Severity::Error),
        ModelErrorKind::UnknownOperation { .. } => ("unknown-operation", Severity::Error),
        ModelErrorKind::MissingField { .. } => ("missing-field", Severity::Error),
        ModelErrorKind::UnknownField { .. } => ("unknown-field", Severity::Warning),
        ModelErrorKind::Spelling { .. } => ("spelling", Severity::Hint),
        ModelErrorKind::DetailsAndSqlDiffer { .. } => ("details-and-sql-differ", Severity::Warning),
        ModelErrorKind::Contradiction { .. } => ("contradiction", Severity::Hint),
        ModelErrorKind::ForeignDialect { .. } => ("foreign-dialect", Severity::Information),
        ModelErrorKind::NotAnalysed(_) => ("not-analysed", Severity::Information),
        ModelErrorKind::NotASpecification(_) => ("not-a-specification", Severity::Error),
    };
    let mut diagnostic = plain(error.range, severity, code, message(&error.kind));
    diagnostic.help = help(&error.kind);
    if let ModelErrorKind::Contradiction { there, other, .. } = &error.kind {
        diagnostic.related.push(RelatedInformation {
            path: String::new(),
            range: *other,
            message: format!("Here it is {there}"),
        });
    }
    diagnostic
}

fn message(kind: &ModelErrorKind) -> String {
    match kind {
        ModelErrorKind::WrongType { field, expected } => format!("`{field}` wants {expected}"),
        ModelErrorKind::UnknownWord { field, word, .. } => {
            format!("`{word}` is no value of `{field}`")
        }
        ModelErrorKind::UnknownOperation { word, .. } => {
            format!("`{word}` is no operation that Forelock knows; the change is not analysed")
        }
        ModelErrorKind::MissingField { field, of } => format!("`{of}` needs `{field}`"),
        ModelErrorKind::UnknownField { field, .. } => {
            format!("The format has no field `{field}` here")
        }
        ModelErrorKind::Spelling { found, canonical } => {
            format!("`{found}` is read as `{canonical}`")
        }
        ModelErrorKind::DetailsAndSqlDiffer { details, sql } => {
            format!("`details` and `sql` say different things: {details}, but {sql}")
        }
        ModelErrorKind::Contradiction {
            column,
            here,
            there,
            ..
        } => format!("`{column}` is {here} here, but {there} elsewhere in this document"),
        ModelErrorKind::ForeignDialect { dialect, word } => {
            format!("`{word}` is {dialect}'s: this is read for its shape, not as PostgreSQL")
        }
        ModelErrorKind::NotAnalysed(why) => format!("Not analysed: {why}"),
        ModelErrorKind::NotASpecification(why) => {
            format!("No specification can be read here: {why}")
        }
    }
}

fn help(kind: &ModelErrorKind) -> Option<String> {
    match kind {
        ModelErrorKind::UnknownWord { expected, .. } => {
            Some(format!("expected one of {}", expected.join(", ")))
        }
        ModelErrorKind::UnknownOperation { nearest, .. } => {
            nearest.map(|it| format!("did you mean `{it}`?"))
        }
        ModelErrorKind::UnknownField { nearest, .. } => {
            nearest.as_ref().map(|it| format!("did you mean `{it}`?"))
        }
        ModelErrorKind::Spelling { canonical, .. } => Some(format!("write `{canonical}`")),
        ModelErrorKind::Contradiction { .. } => {
            Some("say the same in both places, or say it in one".to_owned())
        }
        ModelErrorKind::ForeignDialect { .. } => {
            Some("write PostgreSQL's own spelling to have changes judged".to_owned())
        }
        ModelErrorKind::WrongType { .. }
        | ModelErrorKind::MissingField { .. }
        | ModelErrorKind::DetailsAndSqlDiffer { .. }
        | ModelErrorKind::NotAnalysed(_)
        | ModelErrorKind::NotASpecification(_) => None,
    }
}
