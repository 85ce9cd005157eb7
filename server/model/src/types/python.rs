//! SQLAlchemy's and SQLModel's spellings of types.
//!
//! Only what those libraries create on PostgreSQL; never guesses from a column's name.

use super::spelling::{Reader, Token};
use super::{BaseType, ColumnType};

/// Reads `sa.String(200)`, `Optional[int]`, `datetime | None` and their kind. `None` when the
/// tokens are no such type.
pub(super) fn read(tokens: &[Token]) -> Option<ColumnType> {
    let mut reader = Reader { rest: tokens };
    let ty = alternatives(&mut reader, 0)?;
    reader.rest.is_empty().then_some(ty)
}

/// Deeper nesting of `Optional[…]` is not a type that anyone writes.
const DEPTH: usize = 16;

/// `int | None`: the one that is not None.
fn alternatives(reader: &mut Reader<'_>, depth: usize) -> Option<ColumnType> {
    let mut found = None;
    loop {
        if !reader.word("none") {
            let ty = one(reader, depth)?;
            if found.is_some() {
                return None;
            }
            found = Some(ty);
        }
        if !reader.sign('|') {
            return found;
        }
    }
}

fn one(reader: &mut Reader<'_>, depth: usize) -> Option<ColumnType> {
    if depth > DEPTH {
        return None;
    }
    let name = name(reader)?;
    if reader.sign('[') {
        return subscript(&name, reader, depth + 1);
    }
    if name == "array" {
        if !reader.sign('(') {
            return None;
        }
        let mut ty = alternatives(reader, depth + 1)?;
        skip_to_close(reader, '(', ')')?;
        ty.array = true;
        return Some(ty);
    }
    let arguments = arguments(reader)?;
    if name == "enum" {
        return Some(enumeration(&arguments));
    }
    simple(&name, &arguments)
}

/// What types are imported from, under the usual names. A schema of the database is none of them.
const MODULES: [&str; 18] = [
    "sa",
    "sqlalchemy",
    "dialects",
    "postgresql",
    "postgres",
    "pg",
    "psql",
    "types",
    "sqltypes",
    "sql",
    "sqlmodel",
    "orm",
    "typing",
    "t",
    "datetime",
    "dt",
    "uuid",
    "decimal",
];

/// The last part of a dotted name, folded: `String` of `sa.String`.
fn name(reader: &mut Reader<'_>) -> Option<String> {
    loop {
        let (Token::Word(folded), rest) = reader.rest.split_first()? else {
            return None;
        };
        reader.rest = rest;
        if !reader.sign('.') {
            return Some(folded.clone());
        }
        if !MODULES.contains(&folded.as_str()) {
            return None;
        }
    }
}

/// What stands in the brackets of `Optional[…]`, `list[…]`, `Mapped[…]`.
fn subscript(name: &str, reader: &mut Reader<'_>, depth: usize) -> Option<ColumnType> {
    match name {
        "optional" | "mapped" => {
            let ty = alternatives(reader, depth)?;
            reader.sign(']').then_some(ty)
        }
        "union" => {
            let mut found = None;
            loop {
                if !reader.word("none") {
                    let ty = alternatives(reader, depth)?;
                    if found.replace(ty).is_some() {
                        return None;
                    }
                }
                if reader.sign(']') {
                    return found;
                }
                if !reader.sign(',') {
                    return None;
                }
            }
        }
        "list" | "set" | "sequence" => {
            let mut ty = alternatives(reader, depth)?;
            ty.array = true;
            reader.sign(']').then_some(ty)
        }
        "dict" | "mapping" => {
            skip_to_close(reader, '[', ']')?;
            Some(of(BaseType::Json, Vec::new()))
        }
        // SQLAlchemy stores a Literal's words in a VARCHAR.
        "literal" => {
            skip_to_close(reader, '[', ']')?;
            Some(of(BaseType::Varchar, Vec::new()))
        }
        _ => None,
    }
}

/// Moves behind the closing sign of the level that is open.
fn skip_to_close(reader: &mut Reader<'_>, open: char, close: char) -> Option<()> {
    let mut level = 1;
    while level > 0 {
        let (token, rest) = reader.rest.split_first()?;
        reader.rest = rest;
        if *token == Token::Sign(open) {
            level += 1;
        } else if *token == Token::Sign(close) {
            level -= 1;
        }
    }
    Some(())
}

/// One argument of a call: `timezone=True`, `50`, `'a'`.
struct Argument {
    key: Option<String>,
    value: Token,
}

/// The arguments of a call; none without parentheses. Values of several tokens keep their first.
fn arguments(reader: &mut Reader<'_>) -> Option<Vec<Argument>> {
    let mut arguments = Vec::new();
    if !reader.sign('(') {
        return Some(arguments);
    }
    loop {
        if reader.sign(')') {
            return Some(arguments);
        }
        let (first, rest) = reader.rest.split_first()?;
        reader.rest = rest;
        let mut argument = Argument {
            key: None,
            value: first.clone(),
        };
        if reader.sign('=') {
            let (value, rest) = reader.rest.split_first()?;
            reader.rest = rest;
            if let Token::Word(folded) = first {
                argument.key = Some(folded.clone());
            }
            argument.value = value.clone();
        }
        arguments.push(argument);
        while !reader.sign(',') {
            match reader.rest.split_first()? {
                (Token::Sign(')'), _) => break,
                (Token::Sign('('), rest) => {
                    reader.rest = rest;
                    skip_to_close(reader, '(', ')')?;
                }
                (_, rest) => reader.rest = rest,
            }
        }
    }
}

fn of(base: BaseType, modifiers: Vec<i64>) -> ColumnType {
    ColumnType {
        base,
        modifiers,
        ..ColumnType::default()
    }
}

/// `Enum(Status)`, `Enum('a', 'b', name='status')`: by its name, which SQLAlchemy takes from the
/// class in lower case.
fn enumeration(arguments: &[Argument]) -> ColumnType {
    let named = arguments
        .iter()
        .find(|it| it.key.as_deref() == Some("name"))
        .and_then(|it| match &it.value {
            Token::Str(value) | Token::Quoted(value) => Some(value.clone()),
            Token::Word(_) | Token::Number(_) | Token::Sign(_) => None,
        });
    let mut bare = arguments
        .iter()
        .filter_map(|it| match (&it.key, &it.value) {
            (None, Token::Word(folded)) => Some(folded.clone()),
            _ => None,
        });
    // Several are the words themselves, without their quotes.
    let class = bare.next().filter(|_| bare.next().is_none());
    of(
        BaseType::Named(named.or(class).unwrap_or_else(|| "enum".to_owned())),
        Vec::new(),
    )
}

fn simple(name: &str, arguments: &[Argument]) -> Option<ColumnType> {
    let flag = |key: &str| {
        arguments.iter().any(|it| {
            it.key.as_deref() == Some(key)
                && matches!(&it.value, Token::Word(folded) if folded == "true")
        })
    };
    let number = |position: usize, key: &str| {
        let by_key = arguments.iter().find(|it| it.key.as_deref() == Some(key));
        let by_place = arguments.get(position).filter(|it| it.key.is_none());
        match by_key.or(by_place)?.value {
            Token::Number(number) => Some(number),
            Token::Word(_) | Token::Quoted(_) | Token::Str(_) | Token::Sign(_) => None,
        }
    };
    let length = || number(0, "length").into_iter().collect::<Vec<_>>();
    let precision = || number(usize::MAX, "precision").into_iter().collect();
    Some(match name {
        "smallinteger" => of(BaseType::SmallInt, Vec::new()),
        "integer" | "int" | "biginteger" | "bigint" | "smallint" => of(
            match name {
                "biginteger" | "bigint" => BaseType::BigInt,
                "smallint" => BaseType::SmallInt,
                _ => BaseType::Integer,
            },
            Vec::new(),
        ),
        "string" | "str" | "unicode" | "varchar" | "autostring" | "nvarchar" | "emailstr" => {
            of(BaseType::Varchar, length())
        }
        "char" | "nchar" => of(BaseType::Char, vec![number(0, "length").unwrap_or(1)]),
        // PostgreSQL's TEXT has no length, whatever was given.
        "text" | "unicodetext" | "clob" => of(BaseType::Text, Vec::new()),
        "boolean" | "bool" => of(BaseType::Boolean, Vec::new()),
        "float" => match number(0, "precision") {
            Some(1..=24) => of(BaseType::Real, Vec::new()),
            _ => of(BaseType::DoublePrecision, Vec::new()),
        },
        "double" | "double_precision" => of(BaseType::DoublePrecision, Vec::new()),
        "real" => of(BaseType::Real, Vec::new()),
        "numeric" | "decimal" => {
            let mut modifiers: Vec<i64> = number(0, "precision").into_iter().collect();
            if !modifiers.is_empty() {
                modifiers.extend(number(1, "scale"));
            }
            of(BaseType::Numeric, modifiers)
        }
        "datetime" | "timestamp" if flag("timezone") => of(BaseType::TimestampTz, precision()),
        "datetime" | "timestamp" => of(BaseType::Timestamp, precision()),
        "time" if flag("timezone") => of(BaseType::TimeTz, precision()),
        "time" => of(BaseType::Time, precision()),
        "date" => of(BaseType::Date, Vec::new()),
        "interval" | "timedelta" => of(BaseType::Interval, precision()),
        "uuid" | "uuid4" | "guid" => of(BaseType::Uuid, Vec::new()),
        "json" | "dict" => of(BaseType::Json, Vec::new()),
        "jsonb" => of(BaseType::Jsonb, Vec::new()),
        "bytes" | "largebinary" | "bytea" | "blob" | "binary" | "varbinary" | "pickletype" => {
            of(BaseType::Bytea, Vec::new())
        }
        "inet" => of(BaseType::Inet, Vec::new()),
        "cidr" => of(BaseType::Cidr, Vec::new()),
        "macaddr" => of(BaseType::MacAddr, Vec::new()),
        "money" => of(BaseType::Money, Vec::new()),
        "oid" => of(BaseType::Oid, Vec::new()),
        "tsvector" => of(BaseType::TsVector, Vec::new()),
        "tsquery" => of(BaseType::TsQuery, Vec::new()),
        "citext" => of(BaseType::Citext, Vec::new()),
        "xml" => of(BaseType::Xml, Vec::new()),
        "bit" if flag("varying") => of(BaseType::VarBit, length()),
        "bit" => of(BaseType::Bit, vec![number(0, "length").unwrap_or(1)]),
        _ => return None,
    })
}
