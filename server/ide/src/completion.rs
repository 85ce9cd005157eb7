//! What may be written at the cursor: fields, words, names of the schema as it is at that place of
//! the chain, types, versions, rules, whole operations.
//!
//! Every answer brings its own edit, exact to the byte; nothing depends on what an editor takes
//! for a word.

mod cells;
mod fields;
mod names;
mod placed;
mod rules;
mod snippets;
mod sql;
mod types;
mod values;

use syntax::TextEdit;
use syntax::yaml::place::Slot;

use crate::yaml_at::yaml_at;
use crate::{Analysis, FilePosition, field, schema};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is shown, and what typed text is held against.
    pub label: String,
    pub kind: CompletionKind,
    /// A few words beside the label.
    pub detail: Option<String>,
    /// For [`crate::completion_documentation`]; `None` when there is no more to say.
    pub id: Option<String>,
    /// Replaces what was typed so far. With `$1`, `${1:…}`, `$0` in it when `snippet`; lines after
    /// the first are indented as seen from the beginning of the cursor's line.
    pub edit: TextEdit,
    pub snippet: bool,
    /// Items are shown in the order of these.
    pub sort: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    Field,
    Word,
    Table,
    Column,
    Type,
    Version,
    /// An index, a constraint, a step, a path.
    Name,
    Rule,
    Snippet,
}

pub(crate) fn completions(
    analysis: &Analysis,
    position: FilePosition,
    snippets: bool,
) -> Vec<Completion> {
    if let Some(found) = rules::completions(analysis, position) {
        return found;
    }
    if let Some(at) = yaml_at(analysis, position) {
        let ctx = Context {
            analysis,
            position,
            at: &at,
            snippets,
        };
        let text = at.place.slot == Slot::Text;
        let value = matches!(at.place.slot, Slot::Value { .. });
        if at.key() == Some("sql") && (text || value) && at.kind().is_some() {
            let text = analysis.file_text(position.file).unwrap_or_default();
            let before = &text[..usize::from(position.offset)];
            let start = before.rfind("sql:").map_or(0, |it| it + "sql:".len());
            let before = before[start..].trim_start_matches([' ', '"', '\'', '|', '>', '-', '+']);
            return sql::complete(analysis, position, before, &text).unwrap_or_default();
        }
        let mut out = Vec::new();
        fields::complete(&mut out, &ctx);
        values::complete(&mut out, &ctx);
        return out;
    }
    cells::completions(analysis, position)
        .or_else(|| sql::completions(analysis, position))
        .unwrap_or_default()
}

/// What the sources look at.
struct Context<'a> {
    analysis: &'a Analysis,
    position: FilePosition,
    at: &'a crate::yaml_at::YamlAt,
    snippets: bool,
}

/// The words behind an item's id, as Markdown.
pub(crate) fn documentation(id: &str) -> Option<String> {
    let (kind, rest) = id.split_once(' ')?;
    match kind {
        "rule" => Some(crate::explain(rest)?.markdown.to_owned()),
        "field" => {
            let mut parts = rest.split(' ');
            let path = parts.next()?;
            let operation = parts.next().filter(|it| !it.is_empty());
            let word = parts.next();
            let steps: Vec<_> = path.split('.').map(fields::step).collect();
            let field = schema::at(&steps, operation)?;
            let name = path.trim_end_matches(".-").rsplit('.').next()?;
            Some(match word {
                Some(word) => field.words.iter().find(|it| it.0 == word)?.1.clone(),
                None => field::card(name, field, None),
            })
        }
        "type" => types::meaning(rest).map(str::to_owned),
        _ => None,
    }
}
