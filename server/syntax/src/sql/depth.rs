//! How deep squawk would recurse on a text, measured before it is asked.
//!
//! An upper bound out of tokens alone. It may refuse what squawk could read; it must never let
//! through what overflows a 2 MB stack, in a debug build too.

use squawk_lexer::{LiteralKind, TokenKind};

use super::scan::Tokens;
use crate::limits;

// The weights are measured: with 2 MB and a debug build squawk-syntax 2.68 reads 400 nested
// parentheses, 800 prefix operators, 6 400 terms of `AND` (whose tree is freed recursively).
const NEST: usize = 16;
const OPERATOR: usize = 8;
const WORD: usize = 1;
/// Routines that create routines, in strings in strings.
const BODIES: usize = 8;

/// What was passed, and its limit.
type Excess = (&'static str, usize);

/// `Err` when the text must not be given to squawk.
pub(super) fn measure(text: &str) -> Result<(), Excess> {
    if text.len() > limits::SQL_STATEMENT_BYTES {
        return Err(("length of one SQL statement", limits::SQL_STATEMENT_BYTES));
    }
    // Fewer bytes than the cheapest excess: most statements end here.
    if text.len() < limits::SQL_DEPTH {
        return Ok(());
    }
    measure_tokens(text, 0)
}

/// One open level: of brackets, `CASE`, or a block in a body.
#[derive(Default)]
struct Level {
    /// Weight of the current operand: all that may nest by juxtaposition.
    operand: usize,
    /// Links of the left-deep chain (`AND`, `OR`, `UNION`) that hold the operands.
    chain: usize,
}

impl Level {
    fn weight(&self) -> usize {
        self.operand + self.chain + NEST
    }
}

/// `bodies` counts the strings around the text, each of which may hold a routine's body.
fn measure_tokens(text: &str, bodies: usize) -> Result<(), Excess> {
    if bodies > BODIES {
        return Err(("bodies inside of bodies", BODIES));
    }
    let body = bodies > 0;
    let mut levels: Vec<Level> = Vec::new();
    let mut here = Level::default();
    let mut outer = 0;
    // At the beginning of a PL/pgSQL statement; elsewhere `IF` belongs to `IF EXISTS`.
    let mut begins = true;
    let mut after_end = false;
    let mut routine = body;
    for token in Tokens::new(text) {
        let word = match token.kind {
            TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment { .. } => {
                continue;
            }
            TokenKind::Ident => Word::of(&text[token.range]),
            _ => Word::Other,
        };
        let began = std::mem::take(&mut begins);
        let ended = std::mem::take(&mut after_end);
        let mut open = false;
        let mut close = false;
        match token.kind {
            TokenKind::OpenParen | TokenKind::OpenBracket | TokenKind::OpenCurly => open = true,
            TokenKind::CloseParen | TokenKind::CloseBracket | TokenKind::CloseCurly => close = true,
            TokenKind::Comma => here.operand = 0,
            TokenKind::Semi => {
                here = Level::default();
                begins = true;
            }
            TokenKind::Dot => here.operand += WORD,
            TokenKind::Literal { kind } => {
                here.operand += WORD;
                if routine && may_be_body(kind) {
                    let content = &text[token.range];
                    if content.matches('\\').count() > limits::SQL_DEPTH {
                        // Escapes may hide parentheses from this scan.
                        return Err(("number of escapes in a body", limits::SQL_DEPTH));
                    }
                    measure_tokens(inside(content), bodies + 1)?;
                }
            }
            TokenKind::Ident => match word {
                Word::Routine => {
                    routine = true;
                    here.operand += WORD;
                }
                Word::Operator => here.operand += OPERATOR,
                Word::Link => {
                    here.operand = 0;
                    here.chain += 1;
                }
                Word::Separator => {
                    here.operand = 0;
                    begins = true;
                }
                Word::Case => open = !ended,
                Word::Begin => {
                    open = true;
                    begins = true;
                }
                Word::If => {
                    open = body && began && !ended;
                    here.operand += WORD;
                }
                Word::Loop => {
                    open = body && !ended;
                    begins = true;
                }
                Word::End => {
                    close = true;
                    after_end = true;
                }
                Word::Other => here.operand += WORD,
            },
            TokenKind::QuotedIdent { .. } | TokenKind::PositionalParam { .. } => {
                here.operand += WORD;
            }
            _ => here.operand += OPERATOR,
        }
        if open {
            outer += here.weight();
            levels.push(std::mem::take(&mut here));
            if levels.len() > limits::SQL_DEPTH {
                return Err(("nesting of one SQL statement", limits::SQL_DEPTH));
            }
        } else if close && let Some(level) = levels.pop() {
            outer -= level.weight();
            here = level;
            here.operand += OPERATOR;
        }
        if outer + here.weight() > limits::SQL_CHAIN * OPERATOR {
            return Err(("operators in one SQL expression", limits::SQL_CHAIN));
        }
    }
    Ok(())
}

/// Bit strings and the like hold no program.
fn may_be_body(kind: LiteralKind) -> bool {
    matches!(
        kind,
        LiteralKind::Str { .. }
            | LiteralKind::EscStr { .. }
            | LiteralKind::UnicodeEscStr { .. }
            | LiteralKind::NationalStr { .. }
            | LiteralKind::DollarQuotedString { .. }
    )
}

/// A string without its opening quote, so that it is read as a program. What is left of the
/// closing one opens an empty string at most.
fn inside(literal: &str) -> &str {
    if let Some(rest) = literal.strip_prefix('$') {
        return rest.split_once('$').map_or("", |(_, content)| {
            content.rsplit_once('$').map_or(content, |(it, _)| it)
        });
    }
    let content = literal.split_once('\'').map_or("", |(_, it)| it);
    content.strip_suffix('\'').unwrap_or(content)
}

#[derive(Clone, Copy)]
enum Word {
    Routine,
    Operator,
    Link,
    Separator,
    Case,
    Begin,
    If,
    Loop,
    End,
    Other,
}

impl Word {
    fn of(text: &str) -> Word {
        const WORDS: [(&str, Word); 31] = [
            ("and", Word::Link),
            ("or", Word::Link),
            ("union", Word::Link),
            ("intersect", Word::Link),
            ("except", Word::Link),
            ("not", Word::Operator),
            ("in", Word::Operator),
            ("like", Word::Operator),
            ("ilike", Word::Operator),
            ("similar", Word::Operator),
            ("between", Word::Operator),
            ("is", Word::Operator),
            ("overlaps", Word::Operator),
            ("operator", Word::Operator),
            ("join", Word::Operator),
            ("explain", Word::Operator),
            ("prepare", Word::Operator),
            ("analyze", Word::Operator),
            ("when", Word::Separator),
            ("then", Word::Separator),
            ("else", Word::Separator),
            ("case", Word::Case),
            ("begin", Word::Begin),
            ("if", Word::If),
            ("loop", Word::Loop),
            ("end", Word::End),
            ("function", Word::Routine),
            ("procedure", Word::Routine),
            ("do", Word::Routine),
            ("lateral", Word::Operator),
            ("any", Word::Operator),
        ];
        if text.len() > 9 {
            return Word::Other;
        }
        WORDS
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(text))
            .map_or(Word::Other, |(_, it)| *it)
    }
}
