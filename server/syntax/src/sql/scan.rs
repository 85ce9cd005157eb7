//! squawk's tokens with their ranges, and the questions that both cutting and measuring ask.

use squawk_lexer::TokenKind;

use crate::text::size;
use crate::{TextRange, TextSize};

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) range: TextRange,
}

impl Token {
    /// Blanks and comments.
    pub(super) fn is_trivia(&self) -> bool {
        self.kind == TokenKind::Whitespace || self.is_comment()
    }

    pub(super) fn is_comment(&self) -> bool {
        matches!(
            self.kind,
            TokenKind::LineComment | TokenKind::BlockComment { .. }
        )
    }
}

/// The tokens of a text, one after the other, tiling it.
pub(super) struct Tokens<I> {
    inner: I,
    at: TextSize,
    end: TextSize,
}

impl Tokens<()> {
    pub(super) fn new(text: &str) -> Tokens<impl Iterator<Item = squawk_lexer::Token> + '_> {
        Tokens {
            inner: squawk_lexer::tokenize(text),
            at: 0.into(),
            end: size(text.len()),
        }
    }
}

impl<I: Iterator<Item = squawk_lexer::Token>> Iterator for Tokens<I> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if self.at >= self.end {
            return None;
        }
        let token = self.inner.next()?;
        if token.kind == TokenKind::Eof {
            return None;
        }
        let end = (self.at + TextSize::new(token.len)).min(self.end);
        let range = TextRange::new(self.at, end);
        self.at = end;
        Some(Token {
            kind: token.kind,
            range,
        })
    }
}
