//! Another name for a table or column, in every document that names it.
//!
//! Renames all or nothing: a place that cannot be edited, or a name that is taken, is a refusal
//! with the reason. Renaming back restores every byte.

use std::collections::BTreeMap;

use model::mention::{Named, Notation, Role};
use syntax::TextEdit;

use crate::occurrences::{Index, Occurrence, Symbol};
use crate::{Analysis, FileEdit, FileId, FilePosition, TextRange, WorkspaceEdit};

/// What would be renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameTarget {
    pub range: TextRange,
    /// The name as it stands there, without quotes.
    pub name: String,
}

/// The longest name in bytes: one less than PostgreSQL's `NAMEDATALEN`.
const LONGEST: usize = 63;

pub(crate) fn prepare(analysis: &Analysis, position: FilePosition) -> Result<RenameTarget, String> {
    let (here, name) = target(analysis, position)?;
    let inner = here.range.len() != syntax::text::size(name.len());
    // The quotes stay where they are.
    let range = if inner {
        TextRange::at(
            here.range.start() + syntax::text::size(1),
            syntax::text::size(name.len()),
        )
    } else {
        here.range
    };
    Ok(RenameTarget { range, name })
}

fn target(analysis: &Analysis, position: FilePosition) -> Result<(&Occurrence, String), String> {
    let here = analysis.occurrences().at(position.file, position.offset);
    let here = here.ok_or("There is no table or column here")?;
    match &here.symbol {
        Symbol::Table(_) | Symbol::Column { .. } => {}
        Symbol::Index(_) | Symbol::Constraint(_) | Symbol::Type(_) | Symbol::Version(_) => {
            return Err("Only tables and columns can be renamed".to_owned());
        }
    }
    let text = analysis.file_text(position.file).unwrap_or_default();
    if !here.exact {
        return Err(format!(
            "`{}` is written here with escapes or as another name; rename it where it is defined",
            &text[here.range]
        ));
    }
    let written = &text[here.range];
    let name = unquoted(written);
    // PostgreSQL folds what is not quoted.
    let folds = here.notation == Notation::Sql && name.len() == written.len();
    Ok((
        here,
        if folds {
            name.to_lowercase()
        } else {
            name.to_owned()
        },
    ))
}

fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

pub(crate) fn rename(
    analysis: &Analysis,
    position: FilePosition,
    name: &str,
) -> Result<WorkspaceEdit, String> {
    let (here, old) = target(analysis, position)?;
    is_usable(name)?;
    let mut edits: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
    if name != old {
        let index = analysis.occurrences();
        is_free(analysis, index, &here.symbol, &old, name)?;
        for (file, place) in index.places(&here.symbol) {
            let text = analysis.file_text(file).unwrap_or_default();
            let written = &text[place.range];
            let insert = (place.exact && place.role != Role::Alias)
                .then(|| respelled(written, place.notation, &old, name))
                .flatten();
            let Some(insert) = insert else {
                return Err(refusal(analysis, file, place, written, &old));
            };
            let edit = TextEdit::replace(place.range, insert);
            edits.entry(file).or_default().push(edit);
        }
    }
    Ok(WorkspaceEdit {
        edits: edits
            .into_iter()
            .map(|(file, edits)| FileEdit { file, edits })
            .collect(),
        creates: Vec::new(),
    })
}

fn refusal(
    analysis: &Analysis,
    file: FileId,
    place: &Occurrence,
    written: &str,
    old: &str,
) -> String {
    let path = analysis.path(file).unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or(&path);
    let line = analysis.line_index(file);
    let line = line.map_or(0, |it| it.line_of(place.range.start())) + 1;
    format!(
        "`{written}` in {name}, line {line}, names `{old}` in another spelling; make it `{old}` first"
    )
}

/// Letters, digits and underscores: what SQL, YAML and Markdown all spell as it is.
fn is_usable(name: &str) -> Result<(), String> {
    let mut chars = name.chars();
    let begins = chars
        .next()
        .is_some_and(|it| it.is_alphabetic() || it == '_');
    let goes_on = chars.all(|it| it.is_alphanumeric() || it == '_' || it == '$');
    if !begins || !goes_on {
        return Err(format!(
            "`{name}` cannot be a name in every document: use letters, digits and underscores"
        ));
    }
    if name.len() > LONGEST {
        return Err(format!(
            "`{name}` has {} bytes; PostgreSQL keeps {LONGEST}",
            name.len()
        ));
    }
    let yaml = ["yes", "no", "on", "off", "true", "false", "null", "y", "n"];
    if yaml.contains(&name.to_lowercase().as_str()) {
        return Err(format!("`{name}` is no word in YAML; choose another name"));
    }
    Ok(())
}

/// A name that stands anywhere already, be it in prose, would become one with the renamed.
fn is_free(
    analysis: &Analysis,
    index: &Index,
    symbol: &Symbol,
    old: &str,
    name: &str,
) -> Result<(), String> {
    let lower = name.to_lowercase();
    if lower == old.to_lowercase() {
        return Ok(());
    }
    let taken = |named: &Named| match (symbol, named) {
        (Symbol::Table(_), Named::Table(it)) => it.rsplit('.').next() == Some(lower.as_str()),
        (Symbol::Column { table, .. }, Named::Column { tables, column }) => {
            *column == lower && tables.iter().any(|it| index.first_name(it) == *table)
        }
        _ => false,
    };
    for file in analysis.files() {
        if let Some(mention) = analysis.mentions(file).iter().find(|it| taken(&it.named)) {
            let path = analysis.path(file).unwrap_or_default();
            let file_name = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
            let line = analysis.line_index(file);
            let line = line.map_or(0, |it| it.line_of(mention.range.start())) + 1;
            return Err(format!("`{name}` is in use: {file_name}, line {line}"));
        }
    }
    Ok(())
}

/// The new name in the spelling of a place. `None` where the old one stands in a case of its own.
fn respelled(written: &str, notation: Notation, old: &str, new: &str) -> Option<String> {
    let inner = unquoted(written);
    let quoted = inner.len() != written.len();
    // PostgreSQL takes letters of every script as they are, in lower case.
    let needs_quotes = |it: &str| {
        model::name::quote_identifier(it) != it && (it.is_ascii() || it.to_lowercase() != it)
    };
    let sql = notation == Notation::Sql;
    if sql && needs_quotes(new) {
        return Some(model::name::quote_identifier(new));
    }
    let capital = |it: &str| {
        let mut chars = it.chars();
        let first = chars.next().map(|it| it.to_uppercase().to_string());
        first.unwrap_or_default() + chars.as_str()
    };
    let insert = if inner == old {
        new.to_owned()
    } else if inner == old.to_lowercase() {
        new.to_lowercase()
    } else if inner == old.to_uppercase() {
        new.to_uppercase()
    } else if inner == capital(old) {
        capital(new)
    } else {
        return None;
    };
    // Quotes that only the old name needed go with it.
    let keeps = quoted && !(sql && needs_quotes(old));
    let quote = written.chars().next().filter(|_| keeps);
    Some(match quote {
        Some(quote) => format!("{quote}{insert}{quote}"),
        None => insert,
    })
}

#[cfg(test)]
mod tests;
