//! Type names to types: PostgreSQL's spellings, then SQLAlchemy's and SQLModel's.
//!
//! Never looks at a catalog: a name that is not built in stays a name.

use syntax::TextRange;

use super::python;
use super::{BaseType, ColumnType};

/// Reads a type as anyone may spell it. What is no type at all has [`BaseType::Unknown`].
pub fn parse(text: &str, range: TextRange) -> ColumnType {
    let text = text.trim();
    let mut tokens = tokens(text);
    // `created_at, updated_at: Timestamps` is how specs put both in one line.
    if let Some(Token::Word(first)) = tokens.first_mut()
        && first == "timestamps"
    {
        first.pop();
    }
    let read = sql(&tokens).filter(|it| !matches!(it.base, BaseType::Named(_)));
    let read = read
        .or_else(|| python::read(&tokens))
        .or_else(|| sql(&tokens))
        .unwrap_or_default();
    ColumnType {
        text: text.to_owned(),
        range,
        ..normalized(read)
    }
}

/// One word, number or sign of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Folded.
    Word(String),
    /// Without its quotes.
    Quoted(String),
    /// `'text'`, as Python and enums write it.
    Str(String),
    Number(i64),
    Sign(char),
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word = |it: char| it.is_alphanumeric() || it == '_' || it == '$';
        let taken = if c.is_whitespace() {
            c.len_utf8()
        } else if c == '"' || c == '\'' {
            let (value, len) = quoted(rest, c);
            tokens.push(if c == '"' {
                Token::Quoted(value)
            } else {
                Token::Str(value)
            });
            len
        } else if c.is_ascii_digit() {
            let end = rest
                .find(|it: char| !it.is_ascii_digit())
                .unwrap_or(rest.len());
            tokens.push(rest[..end].parse().map_or(Token::Sign('?'), Token::Number));
            end
        } else if word(c) {
            let end = rest.find(|it: char| !word(it)).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_ascii_lowercase()));
            end
        } else {
            tokens.push(Token::Sign(c));
            c.len_utf8()
        };
        rest = &rest[taken..];
    }
    tokens
}

/// A quoted piece at the start of `text`: its value, doubled quotes undone, and its length.
fn quoted(text: &str, quote: char) -> (String, usize) {
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            value.push(c);
        } else if chars.next_if(|(_, next)| *next == quote).is_some() {
            value.push(quote);
        } else {
            return (value, at + c.len_utf8());
        }
    }
    (value, text.len())
}

/// A reader over tokens; each `take…` moves on only when it finds what it wants.
pub(super) struct Reader<'a> {
    pub(super) rest: &'a [Token],
}

impl Reader<'_> {
    pub(super) fn word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.rest.first(), Some(Token::Word(folded)) if folded == wanted);
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    /// All of the words, or none.
    pub(super) fn words(&mut self, wanted: &[&str]) -> bool {
        let before = self.rest;
        let found = wanted.iter().all(|it| self.word(it));
        if !found {
            self.rest = before;
        }
        found
    }

    pub(super) fn sign(&mut self, wanted: char) -> bool {
        let found = self.rest.first() == Some(&Token::Sign(wanted));
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    /// `(n, m)`; empty when there are no parentheses, `None` when they hold anything else.
    fn modifiers(&mut self) -> Option<Vec<i64>> {
        let mut modifiers = Vec::new();
        if !self.sign('(') {
            return Some(modifiers);
        }
        loop {
            let negative = self.sign('-');
            let Some((Token::Number(number), rest)) = self.rest.split_first() else {
                return None;
            };
            self.rest = rest;
            modifiers.push(if negative { -number } else { *number });
            if self.sign(')') {
                return Some(modifiers);
            }
            if !self.sign(',') {
                return None;
            }
        }
    }

    /// `(Point, 4326)`: an extension's modifiers, as text.
    fn word_modifiers(&mut self) -> Option<String> {
        let mut text = String::new();
        if !self.sign('(') {
            return None;
        }
        text.push('(');
        loop {
            let (token, rest) = self.rest.split_first()?;
            self.rest = rest;
            match token {
                Token::Word(folded) => text.push_str(folded),
                Token::Number(number) => text.push_str(&number.to_string()),
                Token::Quoted(_) | Token::Str(_) | Token::Sign(_) => return None,
            }
            if self.sign(')') {
                text.push(')');
                return Some(text);
            }
            if !self.sign(',') {
                return None;
            }
            text.push(',');
        }
    }
}

/// PostgreSQL's grammar of types. `None` when the tokens are not one.
fn sql(tokens: &[Token]) -> Option<ColumnType> {
    let mut reader = Reader { rest: tokens };
    reader.word("setof");
    let mut ty = simple(&mut reader)?;
    if reader.word("array") {
        ty.array = true;
    }
    while reader.sign('[') {
        if let Some((Token::Number(_), rest)) = reader.rest.split_first() {
            reader.rest = rest;
        }
        if !reader.sign(']') {
            return None;
        }
        ty.array = true;
    }
    reader.rest.is_empty().then_some(ty)
}

fn simple(reader: &mut Reader<'_>) -> Option<ColumnType> {
    let mut path = Vec::new();
    let mut was_quoted;
    loop {
        match reader.rest.split_first()? {
            (Token::Word(folded), rest) => {
                path.push(folded.clone());
                was_quoted = false;
                reader.rest = rest;
            }
            (Token::Quoted(value), rest) => {
                path.push(value.clone());
                was_quoted = true;
                reader.rest = rest;
            }
            _ => return None,
        }
        if !reader.sign('.') {
            break;
        }
    }
    let name = path.pop()?;
    let schema = path.pop();
    if schema.as_deref().is_none_or(|it| it == "pg_catalog") && !was_quoted {
        if let Some(ty) = built_in(&name, reader) {
            return ty;
        }
    } else if was_quoted && schema.is_none_or_catalog() && internal(&name) {
        // "int4" is the type's own name; "integer" would be somebody's type.
        if let Some(ty) = built_in(&name, reader) {
            return ty;
        }
    }
    let before = reader.rest;
    let (modifiers, words) = match reader.modifiers() {
        Some(modifiers) => (modifiers, String::new()),
        None => {
            reader.rest = before;
            (Vec::new(), reader.word_modifiers()?)
        }
    };
    // An extension's type may live anywhere.
    let base = if name == "citext" {
        BaseType::Citext
    } else {
        BaseType::Named(match schema {
            Some(schema) if schema != "pg_catalog" => format!("{schema}.{name}{words}"),
            _ => name + &words,
        })
    };
    Some(ColumnType {
        base,
        modifiers,
        ..ColumnType::default()
    })
}

trait Schema {
    fn is_none_or_catalog(&self) -> bool;
}

impl Schema for Option<String> {
    fn is_none_or_catalog(&self) -> bool {
        self.as_deref().is_none_or(|it| it == "pg_catalog")
    }
}

/// Names of `pg_type`, which mean the built-in type even in quotes.
fn internal(name: &str) -> bool {
    matches!(
        name,
        "int2"
            | "int4"
            | "int8"
            | "float4"
            | "float8"
            | "bool"
            | "bpchar"
            | "varchar"
            | "text"
            | "bytea"
            | "uuid"
            | "json"
            | "jsonb"
            | "xml"
            | "date"
            | "time"
            | "timetz"
            | "timestamp"
            | "timestamptz"
            | "interval"
            | "numeric"
            | "money"
            | "inet"
            | "cidr"
            | "macaddr"
            | "varbit"
            | "tsvector"
            | "tsquery"
            | "oid"
    )
}

/// The type of a built-in name, with what belongs to it. The outer `None`: no built-in name; the
/// inner one: something is wrong behind it.
fn built_in(name: &str, reader: &mut Reader<'_>) -> Option<Option<ColumnType>> {
    let ty = |base, modifiers| {
        Some(ColumnType {
            base,
            modifiers,
            ..ColumnType::default()
        })
    };
    if let Some(base) = plain(name) {
        return Some(reader.modifiers().and_then(|it| ty(base, it)));
    }
    let base = match name {
        "national" => {
            if !(reader.word("character") || reader.word("char")) {
                return None;
            }
            if reader.word("varying") {
                BaseType::Varchar
            } else {
                return Some(
                    reader
                        .modifiers()
                        .and_then(|it| ty(BaseType::Char, it))
                        .map(one),
                );
            }
        }
        "character" | "char" | "nchar" => {
            if reader.word("varying") {
                BaseType::Varchar
            } else {
                return Some(
                    reader
                        .modifiers()
                        .and_then(|it| ty(BaseType::Char, it))
                        .map(one),
                );
            }
        }
        "bit" => {
            if reader.word("varying") {
                BaseType::VarBit
            } else {
                return Some(
                    reader
                        .modifiers()
                        .and_then(|it| ty(BaseType::Bit, it))
                        .map(one),
                );
            }
        }
        "double" => {
            if !reader.word("precision") && !reader.rest.is_empty() {
                return None;
            }
            BaseType::DoublePrecision
        }
        "float" => return Some(reader.modifiers().and_then(|it| float(&it))),
        "time" | "timestamp" => return Some(time(name, reader)),
        "interval" => return Some(interval(reader)),
        _ => return None,
    };
    Some(reader.modifiers().and_then(|it| ty(base, it)))
}

/// `char` alone is `char(1)`, `bit` alone `bit(1)`.
fn one(mut ty: ColumnType) -> ColumnType {
    if ty.modifiers.is_empty() {
        ty.modifiers.push(1);
    }
    ty
}

/// Names that need nothing more than their modifiers.
fn plain(name: &str) -> Option<BaseType> {
    Some(match name {
        "smallint" | "int2" => BaseType::SmallInt,
        "integer" | "int" | "int4" => BaseType::Integer,
        "bigint" | "int8" => BaseType::BigInt,
        "smallserial" | "serial2" => BaseType::SmallSerial,
        "serial" | "serial4" => BaseType::Serial,
        "bigserial" | "serial8" => BaseType::BigSerial,
        "numeric" | "decimal" | "dec" => BaseType::Numeric,
        "real" | "float4" => BaseType::Real,
        "float8" => BaseType::DoublePrecision,
        "money" => BaseType::Money,
        "boolean" | "bool" => BaseType::Boolean,
        "bpchar" => BaseType::Char,
        "varchar" => BaseType::Varchar,
        "text" => BaseType::Text,
        "citext" => BaseType::Citext,
        "bytea" => BaseType::Bytea,
        "uuid" => BaseType::Uuid,
        "json" => BaseType::Json,
        "jsonb" => BaseType::Jsonb,
        "xml" => BaseType::Xml,
        "date" => BaseType::Date,
        "timetz" => BaseType::TimeTz,
        "timestamptz" => BaseType::TimestampTz,
        "inet" => BaseType::Inet,
        "cidr" => BaseType::Cidr,
        "macaddr" => BaseType::MacAddr,
        "varbit" => BaseType::VarBit,
        "tsvector" => BaseType::TsVector,
        "tsquery" => BaseType::TsQuery,
        "oid" => BaseType::Oid,
        _ => return None,
    })
}

/// `float(p)`: up to 24 bits are `real` (manual, section 8.1.3).
fn float(modifiers: &[i64]) -> Option<ColumnType> {
    let base = match modifiers {
        [] | [25..=53] => BaseType::DoublePrecision,
        [1..=24] => BaseType::Real,
        _ => return None,
    };
    Some(ColumnType {
        base,
        ..ColumnType::default()
    })
}

fn time(name: &str, reader: &mut Reader<'_>) -> Option<ColumnType> {
    let modifiers = reader.modifiers()?;
    let zoned = reader.words(&["with", "time", "zone"]);
    if !zoned {
        reader.words(&["without", "time", "zone"]);
    }
    let base = match (name, zoned) {
        ("time", false) => BaseType::Time,
        ("time", true) => BaseType::TimeTz,
        (_, false) => BaseType::Timestamp,
        (_, true) => BaseType::TimestampTz,
    };
    Some(ColumnType {
        base,
        modifiers,
        ..ColumnType::default()
    })
}

/// The fields of `interval … to …`, in the order of time.
pub(super) const FIELDS: [&str; 6] = ["year", "month", "day", "hour", "minute", "second"];

/// `interval day to second(3)`. With fields, the modifiers are the precision (-1 for none) and a
/// bit for each field of [`FIELDS`], so that intervals of other fields are other types.
fn interval(reader: &mut Reader<'_>) -> Option<ColumnType> {
    let mut ty = ColumnType {
        base: BaseType::Interval,
        modifiers: reader.modifiers()?,
        ..ColumnType::default()
    };
    let Some(first) = FIELDS.iter().position(|it| reader.word(it)) else {
        return Some(ty);
    };
    let mut last = first;
    if reader.word("to") {
        last = FIELDS.iter().position(|it| reader.word(it))?;
        if last <= first {
            return None;
        }
    }
    let precision = reader.modifiers()?.first().copied().unwrap_or(-1);
    let fields = (first..=last).map(|it| 1_i64 << it).sum();
    ty.modifiers = vec![precision, fields];
    Some(ty)
}

/// One form for what PostgreSQL takes for the same.
fn normalized(mut ty: ColumnType) -> ColumnType {
    // numeric(10) is numeric(10, 0).
    if ty.base == BaseType::Numeric && ty.modifiers.len() == 1 {
        ty.modifiers.push(0);
    }
    ty
}
