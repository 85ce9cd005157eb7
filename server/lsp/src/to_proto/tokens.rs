//! Tokens → the protocol's numbers, each relative to the one before.

use lsp_types::SemanticToken;

use super::range_in;
use crate::state::Snapshot;

pub(crate) fn tokens(snapshot: &Snapshot, found: &[ide::Token]) -> Vec<SemanticToken> {
    let (mut line, mut start) = (0, 0);
    let mut tokens = Vec::with_capacity(found.len());
    for token in found {
        let range = range_in(snapshot, token.range);
        let (begin, end) = (range.start, range.end);
        let delta_line = begin.line - line;
        let delta_start = if delta_line == 0 {
            begin.character - start
        } else {
            begin.character
        };
        (line, start) = (begin.line, begin.character);
        tokens.push(SemanticToken {
            delta_line,
            delta_start,
            length: end.character.saturating_sub(begin.character),
            token_type: match token.kind {
                ide::TokenKind::Table => 0,
                ide::TokenKind::Column => 1,
                ide::TokenKind::Type => 2,
                ide::TokenKind::Index => 3,
                ide::TokenKind::Version => 4,
                ide::TokenKind::Level => 5,
            },
            token_modifiers_bitset: u32::from(token.defines) | (u32::from(token.removes) << 1),
        });
    }
    tokens
}
