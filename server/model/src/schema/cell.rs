//! The facts in a cell or behind a bullet: nullability, default, keys, references, check.
//!
//! Two ways of reading: of flags, where every known phrase counts (`UUID PK NOT NULL`), and of
//! prose, where a fragment counts only when it says nothing else (`Unique identifier` is no
//! constraint). Must never conclude anything from silence.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::type_text;
use super::words;

/// What was said, as ranges in the text that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) nullable: Option<bool>,
    pub(super) default: Option<Range<usize>>,
    pub(super) primary_key: bool,
    pub(super) unique: bool,
    pub(super) index: bool,
    pub(super) check: Option<Range<usize>>,
    pub(super) references: Option<Target>,
}

/// A foreign key's target, as far as it is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) schema: Option<Range<usize>>,
    pub(super) table: Option<Range<usize>>,
    pub(super) column: Option<Range<usize>>,
    /// Upper-cased: `SET NULL`.
    pub(super) on_delete: Option<String>,
}

/// How to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Every known phrase counts.
    Flags,
    /// A fragment between commas counts only as a whole.
    Prose,
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    PrimaryKey,
    Unique,
    NotNull,
    Null,
    Default,
    Index,
    ForeignKey,
    References,
    OnDelete,
    OnDeleteIs(&'static str),
    OnUpdate,
    Check,
    Nothing,
}

/// The words after the first, and what is said.
type Phrase = (Vec<&'static str>, Said);

/// The phrases by their first words.
static PHRASES: LazyLock<HashMap<&str, Vec<Phrase>>> = LazyLock::new(|| {
    let mut out: HashMap<&str, Vec<Phrase>> = HashMap::new();
    for (said, list) in words::PHRASES {
        for phrase in list.split('|') {
            let mut words = phrase.split(' ');
            let first = words.next().unwrap_or_default();
            out.entry(first).or_default().push((words.collect(), *said));
        }
    }
    out
});

const ACTIONS: &[&str] = &[
    "cascade",
    "set null",
    "set default",
    "restrict",
    "no action",
];

#[derive(Debug, Clone)]
struct Token {
    start: usize,
    end: usize,
    /// Lower-cased word, or one character.
    text: String,
    word: bool,
}

/// Reads `text[part]`.
pub(super) fn read(text: &str, part: Range<usize>, mode: Mode) -> Facts {
    let mut facts = Facts::default();
    let Some(slice) = text.get(part.clone()) else {
        return facts;
    };
    match mode {
        Mode::Flags => {
            scan(text, part, mode, &mut facts);
        }
        Mode::Prose => {
            for fragment in fragments(slice) {
                let range = part.start + fragment.start..part.start + fragment.end;
                let mut said = facts.clone();
                if scan(text, range.clone(), mode, &mut said) {
                    facts = said;
                } else if let Some(remark) = remark(text, range) {
                    // `Profile image (nullable)`
                    let mut said = facts.clone();
                    if scan(text, remark, mode, &mut said) {
                        facts = said;
                    }
                }
            }
        }
    }
    facts
}

/// What stands in brackets at the end of a fragment; up to `for`, which only says when.
fn remark(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let slice = text[part.clone()].trim_end().strip_suffix(')')?;
    let open = slice.rfind('(')?;
    let inside = &slice[open + 1..];
    let len = inside.find(" for ").unwrap_or(inside.len());
    Some(part.start + open + 1..part.start + open + 1 + len)
}

/// Is the whole text flags and nothing else? False for an empty one.
pub(super) fn only_flags(text: &str) -> bool {
    !text.trim().is_empty() && scan(text, 0..text.len(), Mode::Prose, &mut Facts::default())
}

/// Where the first flag begins in a text, at a word's beginning outside brackets and quotes.
pub(super) fn first_flag(text: &str) -> Option<usize> {
    let tokens = tokens(text, 0..text.len());
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth == 0 && token.word => {
                if let Some((_, said)) = phrase(&tokens[index..])
                    && said != Said::Nothing
                {
                    return Some(token.start);
                }
            }
            _ => {}
        }
    }
    None
}

/// The parts between commas, semicolons and sentence ends, outside brackets and quotes.
pub(super) fn fragments(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|it| it.1);
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"') => quote = Some(c),
            // An apostrophe inside a word opens nothing.
            (None, '\'') if !text[..at].ends_with(char::is_alphanumeric) => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',' | ';' | '·' | '•') if depth == 0 => {
                out.push(start..at);
                start = at + c.len_utf8();
            }
            (None, '.') if depth == 0 && next.is_none_or(char::is_whitespace) => {
                out.push(start..at);
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    if quote.is_some() {
        // A lone quote is an apostrophe.
        return text
            .split(',')
            .scan(0, |at, it| {
                let range = *at..*at + it.len();
                *at += it.len() + 1;
                Some(range)
            })
            .collect();
    }
    out.push(start..text.len());
    out.retain(|it| !text[it.clone()].trim().is_empty());
    out
}

fn tokens(text: &str, part: Range<usize>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let Some(slice) = text.get(part.clone()) else {
        return out;
    };
    let mut open: Option<usize> = None;
    for (at, c) in slice.char_indices() {
        let at = part.start + at;
        if c.is_alphanumeric() || c == '_' {
            open.get_or_insert(at);
            continue;
        }
        if let Some(start) = open.take() {
            out.push(word(text, start, at));
        }
        if !c.is_whitespace() {
            out.push(Token {
                start: at,
                end: at + c.len_utf8(),
                text: c.to_string(),
                word: false,
            });
        }
    }
    if let Some(start) = open {
        out.push(word(text, start, part.end));
    }
    out
}

fn word(text: &str, start: usize, end: usize) -> Token {
    Token {
        start,
        end,
        text: text[start..end].to_lowercase(),
        word: true,
    }
}

/// The phrase that tokens begin with, and how many tokens it takes. Hyphens between its words
/// do not count.
fn phrase(tokens: &[Token]) -> Option<(usize, Said)> {
    let mut best: Option<(usize, Said)> = None;
    let first = tokens.first()?;
    for (words, said) in PHRASES.get(first.text.as_str())? {
        let mut at = 1;
        let fits = words.iter().all(|word| {
            if tokens.get(at).is_some_and(|it| it.text == "-") {
                at += 1;
            }
            let fits = tokens.get(at).is_some_and(|it| it.text == *word);
            at += 1;
            fits
        });
        if fits && best.is_none_or(|it| it.0 < at) {
            best = Some((at, *said));
        }
    }
    best
}

/// Reads phrases; false when there was anything else.
fn scan(text: &str, part: Range<usize>, mode: Mode, facts: &mut Facts) -> bool {
    let tokens = tokens(text, part.clone());
    let mut whole = true;
    let mut any = false;
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        if !token.word {
            // `UUID FK?`
            if token.text == "?" && any && text[..token.start].ends_with(char::is_alphanumeric) {
                facts.nullable.get_or_insert(true);
            }
            // `uuid → users.id`: an arrow to a column is a reference, to anything else it is not.
            if let Some(next) = arrow(&tokens, at)
                && (mode == Mode::Flags || at == 0)
                && let (target, after) = target(text, &tokens, next)
                && target.column.is_some()
            {
                facts.references.get_or_insert(target);
                any = true;
                at = after;
                continue;
            }
            // A quoted value or an operator is no flag, but does not spoil one either.
            at += 1;
            continue;
        }
        let Some((len, said)) = phrase(&tokens[at..]) else {
            whole = false;
            at += 1;
            continue;
        };
        // `is_default`, `default_value` are one token; `t.index` is a name.
        if at > 0 && tokens[at - 1].text == "." && tokens[at - 1].end == token.start {
            whole = false;
            at += len;
            continue;
        }
        any = true;
        let after = at + len;
        at = match said {
            Said::PrimaryKey => {
                facts.primary_key = true;
                // What the key is for says nothing against it.
                if mode == Mode::Prose
                    && whole
                    && tokens
                        .get(after)
                        .is_some_and(|it| matches!(it.text.as_str(), "for" | "of" | "identifier"))
                {
                    return true;
                }
                after
            }
            Said::Unique => {
                facts.unique = true;
                after
            }
            Said::Index => {
                facts.index = true;
                after
            }
            Said::NotNull | Said::Null => nullability(said, &tokens, after, facts),
            Said::Default => default(text, &tokens, after, &part, mode, facts, &mut whole),
            Said::ForeignKey | Said::References => {
                let (mut target, mut next) = target(text, &tokens, after);
                // `Reference to the owning user`, `FK → Better Auth users` name no table.
                if target.column.is_none()
                    && target.table.is_some()
                    && tokens.get(next).is_some_and(|it| {
                        it.word
                            && phrase(&tokens[next..]).is_none()
                            && !words::AFTER_TABLE.has(&it.text)
                    })
                {
                    target = Target::default();
                    next = after;
                    whole = false;
                }
                let known = facts.references.get_or_insert_with(Target::default);
                if target.table.is_some() {
                    known.schema = target.schema;
                    known.table = target.table;
                    known.column = target.column;
                }
                if mode == Mode::Prose && known.table.is_some() {
                    // The rest of the sentence tells what the reference is for.
                    on_delete_within(&tokens[next..], facts);
                    return whole;
                }
                next
            }
            Said::OnDelete => match action(&tokens, after) {
                Some((action, next)) => {
                    set_action(facts, action);
                    next
                }
                None => after,
            },
            Said::OnDeleteIs(action) => {
                if facts.references.is_some() {
                    set_action(facts, action);
                } else {
                    whole = false;
                }
                after
            }
            Said::OnUpdate => action(&tokens, after).map_or(after, |it| it.1),
            Said::Check => {
                let rest = tokens.get(after).map_or(part.end, |it| it.start);
                let end = fragments(&text[rest..part.end])
                    .first()
                    .map_or(part.end, |it| rest + it.end);
                let condition = trimmed(text, rest..end);
                if !condition.is_empty() {
                    facts.check.get_or_insert(condition);
                }
                tokens
                    .iter()
                    .position(|it| it.start >= end)
                    .unwrap_or(tokens.len())
            }
            Said::Nothing => after,
        };
    }
    whole && any
}

/// Where the text goes on after an arrow that begins here.
fn arrow(tokens: &[Token], at: usize) -> Option<usize> {
    let is = |at: usize, sign: &str| tokens.get(at).is_some_and(|it| it.text == sign);
    if is(at, "→") || is(at, "➜") || is(at, "⟶") {
        Some(at + 1)
    } else {
        (is(at, "-") && is(at + 1, ">") && tokens[at].end == tokens[at + 1].start).then_some(at + 2)
    }
}

/// `nullable: false` says the opposite of `nullable`.
fn nullability(said: Said, tokens: &[Token], after: usize, facts: &mut Facts) -> usize {
    let mut value = said == Said::Null;
    let mut next = after;
    if tokens
        .get(after)
        .is_some_and(|it| it.text == ":" || it.text == "=")
        && let Some(word) = tokens.get(after + 1)
    {
        match yes_no(&word.text) {
            Some(false) => {
                value = !value;
                next = after + 2;
            }
            Some(true) => next = after + 2,
            None => {}
        }
    }
    facts.nullable.get_or_insert(value);
    next
}

/// `yes`, `no`, a tick or a cross, in the languages of the headers.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    let text = text
        .trim()
        .trim_matches(['*', '`', '.'])
        .trim()
        .to_lowercase();
    match text.as_str() {
        "yes" | "y" | "true" | "✓" | "✔" | "✔️" | "✅" | "x" | "si" | "sí" | "ya" | "sim"
        | "예" | "o" | "是" | "ja" | "oui" => Some(true),
        "no" | "n" | "false" | "✗" | "✘" | "❌" | "✖" | "tidak" | "não" | "아니오" | "아니요"
        | "否" | "nein" | "non" | "-" | "—" => Some(false),
        _ => None,
    }
}

fn set_action(facts: &mut Facts, action: &str) {
    if let Some(target) = &mut facts.references {
        target.on_delete = Some(action.to_uppercase());
    }
}

fn action(tokens: &[Token], mut at: usize) -> Option<(&'static str, usize)> {
    while tokens
        .get(at)
        .is_some_and(|it| matches!(it.text.as_str(), ":" | "=" | "→" | "`"))
    {
        at += 1;
    }
    ACTIONS.iter().find_map(|action| {
        let len = action.split(' ').count();
        let fits = action
            .split(' ')
            .enumerate()
            .all(|(index, word)| tokens.get(at + index).is_some_and(|it| it.text == word));
        fits.then_some((*action, at + len))
    })
}

fn on_delete_within(tokens: &[Token], facts: &mut Facts) {
    for at in 0..tokens.len() {
        match phrase(&tokens[at..]) {
            Some((len, Said::OnDelete)) => {
                if let Some((action, _)) = action(tokens, at + len) {
                    set_action(facts, action);
                    return;
                }
            }
            Some((_, Said::OnDeleteIs(action))) => {
                set_action(facts, action);
                return;
            }
            _ => {}
        }
    }
}

/// The target after `FK`, `references`, `→`: `users.id`, `users(id)`, `s.users(id)`, `users`.
fn target(text: &str, tokens: &[Token], from: usize) -> (Target, usize) {
    let mut at = from;
    let mut parens = 0;
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            ":" | "→" | "➜" | "⟶" | "=" | ">" | "-" | "`" | "\"" | "to" | "the" | "references"
            | "reference" | "ref" => at += 1,
            "(" => {
                parens += 1;
                at += 1;
            }
            _ => break,
        }
    }
    let name = |index: usize| {
        tokens
            .get(index)
            .filter(|it| it.word && it.text.starts_with(|c: char| c.is_alphabetic() || c == '_'))
    };
    let Some(first) = name(at).filter(|it| !words::NO_TABLE.has(&it.text)) else {
        return (Target::default(), from.max(at.min(from + parens)));
    };
    // `FK to users`, `FK → users`, `references users`; not `fk something else entirely`.
    let mut names: Vec<Range<usize>> = std::iter::once(first.start..first.end).collect();
    let mut next = at + 1;
    loop {
        let mut dot = next;
        while tokens
            .get(dot)
            .is_some_and(|it| matches!(it.text.as_str(), "\"" | "`"))
        {
            dot += 1;
        }
        if tokens
            .get(dot)
            .is_none_or(|it| it.text != "." || text[..it.start].ends_with(' '))
        {
            break;
        }
        let mut after = dot + 1;
        while tokens
            .get(after)
            .is_some_and(|it| matches!(it.text.as_str(), "\"" | "`"))
        {
            after += 1;
        }
        // The dot that ends a sentence is followed by a blank.
        match name(after).filter(|it| {
            it.start <= tokens[dot].end + 1 && !text[tokens[dot].end..it.start].contains(' ')
        }) {
            Some(part) => {
                names.push(part.start..part.end);
                next = after + 1;
            }
            None => break,
        }
    }
    while tokens
        .get(next)
        .is_some_and(|it| matches!(it.text.as_str(), "\"" | "`"))
    {
        next += 1;
    }
    if tokens.get(next).is_some_and(|it| it.text == "table") {
        next += 1;
    }
    let mut column = None;
    if tokens.get(next).is_some_and(|it| it.text == "(")
        && let Some(inside) = name(next + 1)
        && tokens.get(next + 2).is_some_and(|it| it.text == ")")
    {
        column = Some(inside.start..inside.end);
        next += 3;
    }
    if column.is_none() && names.len() > 1 {
        column = names.pop();
    }
    let table = names.pop();
    let schema = names.pop();
    (
        Target {
            schema,
            table,
            column,
            on_delete: None,
        },
        next,
    )
}

/// The value after `DEFAULT`: to the end of the fragment, or to the next flag.
fn default(
    text: &str,
    tokens: &[Token],
    mut at: usize,
    part: &Range<usize>,
    mode: Mode,
    facts: &mut Facts,
    whole: &mut bool,
) -> usize {
    while tokens
        .get(at)
        .is_some_and(|it| matches!(it.text.as_str(), ":" | "=" | "to" | "is" | "→"))
    {
        at += 1;
    }
    let Some(first) = tokens.get(at) else {
        return at;
    };
    let start = first.start;
    let mut end = part.end;
    if let Some(fragment) = fragments(&text[start..part.end]).first() {
        end = start + fragment.end;
    }
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(at) {
        if token.start >= end {
            break;
        }
        match token.text.as_str() {
            "(" if depth == 0 && index > at && text[..token.start].ends_with(' ') => {
                // A remark in parentheses.
                end = token.start;
                break;
            }
            "(" => depth += 1,
            ")" if depth == 0 => {
                end = token.start;
                break;
            }
            // `[default: 0]`
            "]" if !text[start..token.start].contains('[') => {
                end = token.start;
                break;
            }
            ")" => depth -= 1,
            "—" | "–" | "-" if index > at && depth == 0 && text[..token.start].ends_with(' ') =>
            {
                end = token.start;
                break;
            }
            _ if depth == 0
                && index > at
                && token.word
                && phrase(&tokens[index..]).is_some_and(|it| {
                    !matches!(it.1, Said::Nothing | Said::Index | Said::Default)
                        || token.text == "and"
                        || token.text == "index"
                        || token.text == "indexed"
                }) =>
            {
                end = token.start;
                break;
            }
            _ => {}
        }
    }
    let value = trimmed(text, start..end);
    let words = text[value.clone()].split_whitespace().count();
    if mode == Mode::Prose && words > 1 && !text[value.clone()].starts_with(['\'', '"']) {
        *whole = false;
    } else if has_value(&text[value.clone()]) {
        facts.default.get_or_insert(value);
    }
    tokens
        .iter()
        .position(|it| it.start >= end)
        .unwrap_or(tokens.len())
        .max(at)
}

/// Is there a default in this cell, or only a sign for none?
pub(super) fn has_value(text: &str) -> bool {
    let text = text.trim().trim_matches('`').trim().to_lowercase();
    !matches!(
        text.as_str(),
        "" | "-" | "—" | "–" | "none" | "null" | "n/a" | "auto" | "no" | "없음" | "--"
    )
}

/// A range without blanks and code marks around it.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = text.get(range.clone()).unwrap_or_default();
    let left = slice.trim_start_matches([' ', '\t', '\n', '`']);
    let start = range.start + slice.len() - left.len();
    let right = left.trim_end_matches([' ', '\t', '\n', '`', '.', ';']);
    start..start + right.len()
}

/// A column's name at the beginning of a text: an identifier, perhaps quoted.
pub(super) fn identifier(text: &str) -> Option<Range<usize>> {
    let start = text.len()
        - text
            .trim_start_matches(['"', '`', '\'', '*', ' ', '['])
            .len();
    let len = type_text::word_len(&text[start..])?;
    let word = &text[start..start + len];
    (!word.contains('.')).then_some(start..start + len)
}

/// A text that is nothing but a target: `users.id`, `→ users(id)`.
pub(super) fn reference(text: &str, part: Range<usize>) -> Facts {
    let tokens = tokens(text, part);
    let (mut target, next) = target(text, &tokens, 0);
    let mut facts = Facts::default();
    if target.table.is_some() {
        target.on_delete = None;
        facts.references = Some(target);
        on_delete_within(&tokens[next..], &mut facts);
    }
    facts
}

/// The referential action in a text, upper-cased.
pub(super) fn action_of(text: &str) -> Option<String> {
    let tokens = tokens(text, 0..text.len());
    (0..tokens.len()).find_map(|at| action(&tokens, at).map(|it| it.0.to_uppercase()))
}
