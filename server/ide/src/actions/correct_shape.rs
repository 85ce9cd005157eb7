//! What lowering could not take, put right: the nearest field, word or operation, a value in the
//! shape that is wanted.

use model::ModelError;
use model::document::ModelErrorKind;
use syntax::edit::quote_if_needed;

use super::{Action, ActionContext, ActionKind, Actions, WorkspaceEdit};
use crate::{TextEdit, TextRange, canonical, problems};

pub(super) const ACTION: Action = Action {
    name: "correct-shape",
    docs: include_str!("correct_shape.md"),
    offer,
    edit,
};

fn offer(acc: &mut Actions, ctx: &ActionContext<'_>) -> Option<()> {
    for error in &ctx.document.errors {
        if error.range.intersect(ctx.range).is_none() {
            continue;
        }
        if let Some((title, _)) = correction(ctx, error) {
            let code = problems::model_error(error).code;
            let argument = format!("{code}@{}", u32::from(error.range.start()));
            acc.add(title, ActionKind::QuickFix, &argument, vec![code]);
        }
    }
    Some(())
}

fn edit(ctx: &ActionContext<'_>, argument: &str) -> Option<WorkspaceEdit> {
    let (code, at) = argument.split_once('@')?;
    let wanted = |it: &&ModelError| {
        u32::from(it.range.start()).to_string() == at && problems::model_error(it).code == code
    };
    let error = ctx.document.errors.iter().find(wanted)?;
    let (_, edit) = correction(ctx, error)?;
    Some(ctx.edit(vec![edit]))
}

/// Corrections that only one thing can have been meant by: a value in another shape, never another
/// word.
pub(super) fn safe(ctx: &ActionContext<'_>) -> Vec<TextEdit> {
    let shapes = ctx.document.errors.iter();
    let shapes = shapes.filter(|it| matches!(it.kind, ModelErrorKind::WrongType { .. }));
    shapes
        .filter_map(|it| Some(correction(ctx, it)?.1))
        .collect()
}

/// The title and the edit. `None` where only the author knows.
fn correction(ctx: &ActionContext<'_>, error: &ModelError) -> Option<(String, TextEdit)> {
    let written = ctx.text.get(std::ops::Range::<usize>::from(error.range))?;
    let replace = |word: &str| {
        let range = bare(error.range, written);
        (format!("Write `{word}`"), TextEdit::replace(range, word))
    };
    match &error.kind {
        ModelErrorKind::UnknownField { nearest, .. } => Some(replace(nearest.as_ref()?)),
        ModelErrorKind::UnknownWord { word, expected, .. } => {
            let near = model::lower::nearest(word, expected.iter().copied());
            Some(replace(near.or_else(|| meant(word, expected))?))
        }
        ModelErrorKind::UnknownOperation { nearest, .. } => Some(replace((*nearest)?)),
        ModelErrorKind::WrongType { field, expected } => {
            let one_line = !written.is_empty() && !written.contains(['\n', '\r']);
            let block = written.starts_with(['{', '[', '|', '>', '-', '*']);
            let inner = bare(error.range, written);
            let plain = ctx.text[inner].trim();
            match *expected {
                "true or false" => {
                    let word = match plain.to_ascii_lowercase().as_str() {
                        "true" | "yes" | "on" | "1" | "y" => "true",
                        "false" | "no" | "off" | "0" | "n" => "false",
                        _ => return None,
                    };
                    Some((
                        format!("Write {word}"),
                        TextEdit::replace(error.range, word),
                    ))
                }
                "a whole number" => {
                    let number = canonical::number(plain, field)?;
                    let edit = TextEdit::replace(error.range, &number);
                    Some((format!("Write {number}"), edit))
                }
                "a list of strings" if one_line && !block => {
                    let list = format!("[{}]", quote_if_needed(plain));
                    Some((
                        "Write it as a list".to_owned(),
                        TextEdit::replace(error.range, list),
                    ))
                }
                _ => None,
            }
        }
        ModelErrorKind::MissingField { .. }
        | ModelErrorKind::Spelling { .. }
        | ModelErrorKind::DetailsAndSqlDiffer { .. }
        | ModelErrorKind::NotAnalysed(_)
        | ModelErrorKind::NotASpecification(_)
        | ModelErrorKind::Contradiction { .. }
        | ModelErrorKind::ForeignDialect { .. } => None,
    }
}

/// A range without the quotes of its text.
fn bare(range: TextRange, written: &str) -> TextRange {
    let quoted = written.len() > 1
        && ['"', '\'']
            .iter()
            .any(|it| written.starts_with(*it) && written.ends_with(*it));
    if quoted {
        let one = syntax::TextSize::new(1);
        TextRange::new(range.start() + one, range.end() - one)
    } else {
        range
    }
}

/// What people say instead of the format's words.
fn meant<'a>(word: &str, expected: &[&'a str]) -> Option<&'a str> {
    let meant = match word.to_ascii_lowercase().as_str() {
        "prod" | "live" => "production",
        "dev" | "local" | "test" => "development",
        "stage" | "stg" | "preprod" => "staging",
        "severe" | "blocker" => "critical",
        "moderate" | "med" => "medium",
        "minor" | "none" => "low",
        "major" => "high",
        "rollback" => "downgrade",
        "check" => "validate",
        "migrate" | "apply" => "upgrade",
        _ => return None,
    };
    expected.iter().copied().find(|it| *it == meant)
}
