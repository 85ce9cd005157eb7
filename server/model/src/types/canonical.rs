//! Types to text: the short common form of PostgreSQL's own names.

use super::spelling::FIELDS;
use super::{BaseType, ColumnType};
use crate::name::quote_identifier;

impl ColumnType {
    /// How we write the type: `varchar(50)`, `timestamptz`, `numeric(10,2)`, `integer[]`. A type
    /// that was not understood stays as it was written.
    pub fn canonical(&self) -> String {
        let modifiers = self
            .modifiers
            .iter()
            .map(i64::to_string)
            .collect::<Vec<_>>()
            .join(",");
        let modifiers = if modifiers.is_empty() {
            modifiers
        } else {
            format!("({modifiers})")
        };
        let array = if self.array { "[]" } else { "" };
        let name = match &self.base {
            BaseType::SmallInt => "smallint",
            BaseType::Integer => "integer",
            BaseType::BigInt => "bigint",
            BaseType::SmallSerial => "smallserial",
            BaseType::Serial => "serial",
            BaseType::BigSerial => "bigserial",
            BaseType::Numeric => "numeric",
            BaseType::Real => "real",
            BaseType::DoublePrecision => "double precision",
            BaseType::Money => "money",
            BaseType::Boolean => "boolean",
            // Without a length, only `bpchar` says it.
            BaseType::Char if self.modifiers.is_empty() => "bpchar",
            BaseType::Char => "char",
            BaseType::Varchar => "varchar",
            BaseType::Text => "text",
            BaseType::Citext => "citext",
            BaseType::Bytea => "bytea",
            BaseType::Uuid => "uuid",
            BaseType::Json => "json",
            BaseType::Jsonb => "jsonb",
            BaseType::Xml => "xml",
            BaseType::Date => "date",
            BaseType::Time => "time",
            BaseType::TimeTz => "timetz",
            BaseType::Timestamp => "timestamp",
            BaseType::TimestampTz => "timestamptz",
            BaseType::Interval => return format!("{}{array}", interval(&self.modifiers)),
            BaseType::Inet => "inet",
            BaseType::Cidr => "cidr",
            BaseType::MacAddr => "macaddr",
            BaseType::Bit => "bit",
            BaseType::VarBit => "varbit",
            BaseType::TsVector => "tsvector",
            BaseType::TsQuery => "tsquery",
            BaseType::Oid => "oid",
            BaseType::Named(name) => return format!("{}{modifiers}{array}", named(name)),
            BaseType::Unknown => return self.text.clone(),
        };
        format!("{name}{modifiers}{array}")
    }
}

fn named(name: &str) -> String {
    match name {
        // The one-byte type, which only quotes tell from char(1).
        "char" => "\"char\"".to_owned(),
        // An extension's modifiers, `geometry(point,4326)`, are part of the name.
        _ if name.ends_with(')') => name.to_owned(),
        _ => name
            .split('.')
            .map(quote_identifier)
            .collect::<Vec<_>>()
            .join("."),
    }
}

fn interval(modifiers: &[i64]) -> String {
    match modifiers {
        [precision, fields] => {
            let mut named = FIELDS
                .iter()
                .enumerate()
                .filter(|(at, _)| fields >> at & 1 == 1)
                .map(|(_, name)| *name);
            let first = named.next().unwrap_or_default();
            let fields = match named.next_back() {
                Some(last) => format!("{first} to {last}"),
                None => first.to_owned(),
            };
            match precision {
                -1 => format!("interval {fields}"),
                precision => format!("interval {fields}({precision})"),
            }
        }
        [precision] => format!("interval({precision})"),
        _ => "interval".to_owned(),
    }
}
