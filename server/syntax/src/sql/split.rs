//! Cuts a script into statements, also a broken one.
//!
//! Cuts at `;`, and recovers where a missing `;`, an open parenthesis or an open quote would
//! swallow what follows: at a line that begins a statement, when the pieces read better than the
//! whole. Never cuts what squawk reads without a problem.

use squawk_lexer::{LiteralKind, TokenKind};

use super::SqlComment;
use super::scan::{Token, Tokens};
use super::{error_count, starter};
use crate::text::size;
use crate::{SyntaxError, SyntaxErrorKind, TextRange, TextSize};

/// The problem of a line that psql takes for itself.
pub(super) const META_COMMAND: &str = "psql meta-command, not analysed";

/// Places to try in one statement; more of them is prose.
const PLACES: usize = 64;

/// The statements of a script as ranges without blanks, comments and `;` around them, with the
/// problems of cutting. Ranges are sorted and disjoint. Never fails.
pub fn split(text: &str) -> Vec<(TextRange, Vec<SyntaxError>)> {
    split_with_comments(text).0
}

/// Every comment outside of strings, in order.
pub fn comments(text: &str) -> Vec<SqlComment> {
    split_with_comments(text).1
}

type Piece = (TextRange, Vec<SyntaxError>);

pub(super) fn split_with_comments(text: &str) -> (Vec<Piece>, Vec<SqlComment>) {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut found = Vec::new();
    let mut at = TextSize::new(0);
    let end = size(text.len());
    // Every byte may be looked at a few times; a text that asks for more is not worth it.
    let mut budget = text.len() * 16 + 1024 * 1024;
    while at < end {
        let (scan, cut) = next_statement(text, at, &mut budget);
        let stop = cut.map_or(scan.end, |it| it.at);
        for comment in &scan.comments {
            if comment.range.end() <= stop {
                found.push(comment_of(text, comment.range));
            }
        }
        if let Some(range) = scan.range_before(text, stop) {
            let mut errors = Vec::new();
            if scan.meta {
                errors.push(sql_error(range, META_COMMAND));
            } else if cut.is_some_and(|it| it.clean) {
                let last = scan.last_token_before(stop).unwrap_or(range);
                errors.push(sql_error(last, "expected `;` after this statement"));
            }
            pieces.push((range, errors));
        }
        if let Some(open) = scan.open_comment.filter(|it| it.end() <= stop) {
            // A statement that holds nothing but the problem.
            let range = TextRange::at(open.start(), 2.into());
            pieces.push((range, Vec::new()));
        }
        at = stop.max(at + TextSize::new(1));
    }
    (pieces, found)
}

/// The statement at `at`, and where to cut it before its end.
fn next_statement(text: &str, at: TextSize, budget: &mut usize) -> (Scan, Option<Cut>) {
    // A script without any `;` must not be read to its end once per statement: the two nearest
    // places mostly decide.
    for places in [2, PLACES] {
        let scan = Scan::new(text, at, places);
        *budget = budget.saturating_sub(usize::from(scan.end - at));
        let cut = recover(text, &scan, budget, places < PLACES && scan.partial);
        if cut.is_some() || !scan.partial {
            return (scan, cut);
        }
    }
    (Scan::new(text, at, usize::MAX), None)
}

fn sql_error(range: TextRange, message: &str) -> SyntaxError {
    SyntaxError {
        range,
        kind: SyntaxErrorKind::Sql(message.to_owned()),
    }
}

fn comment_of(text: &str, range: TextRange) -> SqlComment {
    let raw = &text[range];
    let inner = match raw.strip_prefix("--") {
        Some(it) => it,
        None => {
            let it = raw.strip_prefix("/*").unwrap_or(raw);
            it.strip_suffix("*/").unwrap_or(it)
        }
    };
    SqlComment {
        range,
        text: inner.trim().to_owned(),
    }
}

/// One statement as far as `;` says.
struct Scan {
    /// Without blanks and comments; the `;` is not among them.
    tokens: Vec<Token>,
    comments: Vec<Token>,
    /// A `/*` without `*/`.
    open_comment: Option<TextRange>,
    /// Lines inside that look like the beginning of a statement.
    places: Vec<TextSize>,
    /// Behind the `;`, or the end of the text.
    end: TextSize,
    meta: bool,
    /// It stopped at a place because there were enough.
    partial: bool,
}

impl Scan {
    /// Stops behind `most` places.
    fn new(text: &str, from: TextSize, most: usize) -> Scan {
        let mut scan = Scan {
            tokens: Vec::new(),
            comments: Vec::new(),
            open_comment: None,
            places: Vec::new(),
            end: size(text.len()),
            meta: false,
            partial: false,
        };
        let mut state = State::default();
        for token in Tokens::new(&text[usize::from(from)..]) {
            let token = Token {
                kind: token.kind,
                range: token.range + from,
            };
            if token.is_trivia() {
                if token.is_comment() {
                    if token.kind == (TokenKind::BlockComment { terminated: false }) {
                        scan.open_comment = Some(token.range);
                    }
                    scan.comments.push(token);
                }
                continue;
            }
            let source = &text[token.range];
            if token.kind == TokenKind::Unknown && source == "\\" {
                if scan.tokens.is_empty() {
                    scan.meta = true;
                    let rest = &text[usize::from(token.range.start())..];
                    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
                    let range =
                        TextRange::at(token.range.start(), size(rest[..line].trim_end().len()));
                    scan.tokens.push(Token { range, ..token });
                    scan.end = token.range.start() + size(line);
                } else {
                    scan.end = token.range.start();
                }
                return scan;
            }
            if token.kind == TokenKind::Semi && state.ends_here() {
                scan.end = token.range.end();
                if state.copies {
                    scan.end = behind_copy_data(text, scan.end);
                }
                return scan;
            }
            if most < usize::MAX {
                scan.note_places(text, &token, state.atomic > 0);
            }
            if scan.places.len() >= most {
                scan.partial = true;
                if token.kind == TokenKind::Ident {
                    scan.end = token.range.start();
                    return scan;
                }
                scan.tokens.push(token);
                scan.end = token.range.end();
                return scan;
            }
            state.take(&token, source);
            scan.tokens.push(token);
        }
        scan
    }

    fn note_places(&mut self, text: &str, token: &Token, atomic: bool) {
        let Some(first) = self.tokens.first() else {
            if may_swallow(text, token) {
                self.places_inside(text, token.range);
            }
            return;
        };
        if token.kind == TokenKind::Ident {
            let at = token.range.start();
            if !begins_line(text, at) {
                return;
            }
            let before = self.tokens.last().map_or("", |it| &text[it.range]);
            let context = starter::Context {
                first: &text[first.range],
                before,
                atomic,
            };
            if starter::begins_statement(&text[usize::from(at)..], context) {
                self.places.push(at);
            }
        } else if may_swallow(text, token) {
            self.places_inside(text, token.range);
        }
    }

    /// Beginnings of statements in a string that may be one by accident.
    fn places_inside(&mut self, text: &str, range: TextRange) {
        let source = &text[range];
        let mut ended = false;
        let mut offset = 0;
        for line in source.split_inclusive('\n') {
            let content = line.trim_start();
            if offset > 0 && starter::begins_statement_in_string(content, ended) {
                let indent = line.len() - content.len();
                self.places.push(range.start() + size(offset + indent));
                if self.places.len() >= PLACES {
                    return;
                }
            }
            if !content.trim_end().is_empty() {
                ended = content.trim_end().ends_with(';');
            }
            offset += line.len();
        }
    }

    /// What stands before `stop`, trimmed; `None` when there is no token.
    fn range_before(&self, text: &str, stop: TextSize) -> Option<TextRange> {
        let start = self.tokens.first()?.range.start();
        let last = self
            .tokens
            .iter()
            .rfind(|it| it.range.start() < stop)?
            .range;
        let end = if last.end() <= stop {
            last.end()
        } else {
            let inside = &text[usize::from(last.start())..usize::from(stop)];
            last.start() + size(inside.trim_end().len())
        };
        (start < end).then(|| TextRange::new(start, end))
    }

    fn last_token_before(&self, stop: TextSize) -> Option<TextRange> {
        self.tokens
            .iter()
            .rfind(|it| it.range.end() <= stop)
            .map(|it| it.range)
    }
}

/// Strings and quoted names that may hold statements by accident: unclosed ones, and those whose
/// closing quote opens the next string, since text stands right behind it. Closed dollar quotes
/// are bodies.
fn may_swallow(text: &str, token: &Token) -> bool {
    let terminated = match token.kind {
        TokenKind::Literal { kind } => match kind {
            LiteralKind::DollarQuotedString { terminated } => return !terminated,
            LiteralKind::Int { .. } | LiteralKind::Numeric { .. } => return false,
            LiteralKind::Str { terminated }
            | LiteralKind::NationalStr { terminated }
            | LiteralKind::ByteStr { terminated }
            | LiteralKind::BitStr { terminated }
            | LiteralKind::UnicodeEscStr { terminated }
            | LiteralKind::EscStr { terminated } => terminated,
        },
        TokenKind::QuotedIdent { terminated, .. } => terminated,
        _ => return false,
    };
    let behind = text[usize::from(token.range.end())..].chars().next();
    !terminated || behind.is_some_and(|it| it.is_alphanumeric() || "_%{[#$@/".contains(it))
}

fn begins_line(text: &str, at: TextSize) -> bool {
    let before = &text[..usize::from(at)];
    let line = before.trim_end_matches([' ', '\t']);
    line.is_empty() || line.ends_with(['\n', '\r'])
}

/// `COPY … FROM STDIN;` is followed by data up to a line of `\.`.
fn behind_copy_data(text: &str, from: TextSize) -> TextSize {
    let mut at = usize::from(from);
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == "\\." {
            return size(at);
        }
    }
    from
}

/// What decides whether a `;` ends the statement.
#[derive(Default)]
struct State {
    /// Words so far, while they may still say what the statement is.
    words: usize,
    create: bool,
    rule: bool,
    parens: usize,
    /// Open `BEGIN ATOMIC` and `CASE` in it.
    atomic: usize,
    begin: bool,
    copy: bool,
    from: bool,
    copies: bool,
}

impl State {
    fn take(&mut self, token: &Token, source: &str) {
        let began = std::mem::take(&mut self.begin);
        match token.kind {
            TokenKind::OpenParen => self.parens += 1,
            TokenKind::CloseParen => self.parens = self.parens.saturating_sub(1),
            TokenKind::Ident => {
                let is = |word: &str| source.eq_ignore_ascii_case(word);
                if self.words == 0 {
                    self.create = is("create");
                    self.copy = is("copy");
                } else if self.words <= 3 && self.create && is("rule") {
                    self.rule = true;
                }
                if self.copy && is("stdin") && self.from {
                    self.copies = true;
                }
                self.from = is("from");
                self.begin = is("begin");
                let opens = (began && is("atomic")) || (self.atomic > 0 && is("case"));
                if opens {
                    self.atomic += 1;
                } else if self.atomic > 0 && is("end") {
                    self.atomic -= 1;
                }
                self.words += 1;
            }
            _ => {}
        }
    }

    /// Only a rule's actions hold `;` in parentheses; anywhere else the parenthesis is open by
    /// mistake.
    fn ends_here(&self) -> bool {
        self.atomic == 0 && !(self.rule && self.parens > 0)
    }
}

#[derive(Clone, Copy)]
struct Cut {
    at: TextSize,
    /// The piece before has no problem but the missing `;`.
    clean: bool,
}

/// Where to cut a statement although no `;` is there.
/// A hasty answer looks at the first place only, and only at what is clear without the rest.
fn recover(text: &str, scan: &Scan, budget: &mut usize, hasty: bool) -> Option<Cut> {
    let start = scan.tokens.first()?.range.start();
    let end = scan.tokens.last()?.range.end();
    let mut count = |from: TextSize, to: TextSize| {
        let range = TextRange::new(from, to.max(from));
        if *budget < usize::from(range.len()) {
            return None;
        }
        *budget -= usize::from(range.len());
        Some(error_count(&text[range]))
    };
    let mut whole = None;
    for place in &scan.places {
        let next = Scan::new(text, *place, 1);
        let next_end = next
            .places
            .first()
            .copied()
            .or_else(|| next.tokens.last().map(|it| it.range.end()))
            .unwrap_or(next.end);
        let before = count(start, *place)?;
        let after = count(*place, next_end)?;
        if before == 0 && after == 0 {
            if count(start, next_end)? > 0 {
                return Some(Cut {
                    at: *place,
                    clean: true,
                });
            }
            if hasty {
                return None;
            }
            continue;
        }
        if hasty {
            return None;
        }
        let whole = match whole {
            Some(it) => it,
            None => *whole.insert(count(start, end)?),
        };
        if whole == 0 {
            return None;
        }
        if (after == 0 && before <= whole) || before + after < whole {
            return Some(Cut {
                at: *place,
                clean: before == 0,
            });
        }
    }
    None
}
