//! `textDocument/semanticTokens`: full, of a range, and what has changed since.
//!
//! The words are those that every editor colors: a table is a `class`, a column a `property`.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use lsp_types::{
    Range, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens,
    SemanticTokensDelta, SemanticTokensEdit, SemanticTokensFullDeltaResult, SemanticTokensLegend,
};

use crate::state::Snapshot;
use crate::{from_proto, to_proto};

/// The order is that of the numbers in [`to_proto::tokens`].
pub(crate) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![
            SemanticTokenType::CLASS,
            SemanticTokenType::PROPERTY,
            SemanticTokenType::TYPE,
            SemanticTokenType::VARIABLE,
            SemanticTokenType::NAMESPACE,
            SemanticTokenType::ENUM_MEMBER,
        ],
        token_modifiers: vec![
            SemanticTokenModifier::DEFINITION,
            SemanticTokenModifier::DEPRECATED,
        ],
    }
}

fn tokens(snapshot: &Snapshot, range: Option<ide::TextRange>) -> Vec<SemanticToken> {
    let analysis = &snapshot.view.analysis;
    let whole = ide::TextRange::up_to(ide::TextSize::of(&*snapshot.text));
    let found = analysis.semantic_tokens(ide::FileRange {
        file: snapshot.view.file,
        range: range.unwrap_or(whole),
    });
    to_proto::tokens::tokens(snapshot, &found)
}

/// The same tokens have the same name, whoever asks and whenever.
fn name(tokens: &[SemanticToken]) -> String {
    let mut hasher = DefaultHasher::new();
    for it in tokens {
        let numbers = (it.delta_line, it.delta_start, it.length);
        (numbers, it.token_type, it.token_modifiers_bitset).hash(&mut hasher);
    }
    format!("{:x}", hasher.finish())
}

pub(crate) fn full(snapshot: &Snapshot) -> Option<SemanticTokens> {
    let data = tokens(snapshot, None);
    let result_id = Some(name(&data));
    snapshot
        .state
        .tokens
        .insert(snapshot.view.path.clone(), data.clone());
    Some(SemanticTokens { result_id, data })
}

pub(crate) fn of_range(snapshot: &Snapshot, range: Range) -> Option<SemanticTokens> {
    let encoding = snapshot.abilities.encoding;
    let range = from_proto::range(&snapshot.text, snapshot.lines(), range, encoding);
    Some(SemanticTokens {
        result_id: None,
        data: tokens(snapshot, Some(range)),
    })
}

/// The difference to the tokens of a name; all of them when those are not known any more.
pub(crate) fn delta(snapshot: &Snapshot, previous: &str) -> Option<SemanticTokensFullDeltaResult> {
    let known = snapshot.state.tokens.get(&snapshot.view.path);
    let known = known
        .map(|it| it.value().clone())
        .filter(|it| name(it) == previous);
    let now = full(snapshot)?;
    let Some(before) = known else {
        return Some(SemanticTokensFullDeltaResult::Tokens(now));
    };
    let same = |pair: &(&SemanticToken, &SemanticToken)| pair.0 == pair.1;
    let first = before.iter().zip(&now.data).take_while(same).count();
    let (old, new) = (&before[first..], &now.data[first..]);
    let last = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(same)
        .count();
    let (old, new) = (&old[..old.len() - last], &new[..new.len() - last]);
    // Counted in numbers, five to a token.
    let numbers = |count: usize| u32::try_from(count * 5).unwrap_or(u32::MAX);
    let edit = SemanticTokensEdit {
        start: numbers(first),
        delete_count: numbers(old.len()),
        data: Some(new.to_vec()),
    };
    let changed = !old.is_empty() || !new.is_empty();
    Some(SemanticTokensFullDeltaResult::TokensDelta(
        SemanticTokensDelta {
            result_id: now.result_id,
            edits: changed.then_some(edit).into_iter().collect(),
        },
    ))
}
