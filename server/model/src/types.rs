//! PostgreSQL's types and their spellings; which type changes keep the bytes.

mod canonical;
pub mod change;
mod python;
mod spelling;
#[cfg(test)]
mod tests;

use syntax::TextRange;

pub use spelling::parse;

/// A column's type as written, and as PostgreSQL understands it.
#[derive(Debug, Clone, Default)]
pub struct ColumnType {
    /// As the author spelled it, trimmed.
    pub text: String,
    pub range: TextRange,
    /// What it is; `Named` for anything not built in.
    pub base: BaseType,
    /// Type modifiers: the `10, 2` of `numeric(10, 2)`, the `50` of `varchar(50)`, the precision
    /// of a time type. An `interval` with fields (`year to month`) has two: its precision, -1 for
    /// none, and a bit for each field.
    pub modifiers: Vec<i64>,
    /// `[]`; the dimensions do not matter to PostgreSQL.
    pub array: bool,
}

/// Types are equal when PostgreSQL takes them for the same, however spelled.
impl PartialEq for ColumnType {
    fn eq(&self, other: &ColumnType) -> bool {
        self.base == other.base && self.modifiers == other.modifiers && self.array == other.array
    }
}

/// PostgreSQL's built-in types under one spelling each.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum BaseType {
    SmallInt,
    Integer,
    BigInt,
    SmallSerial,
    Serial,
    BigSerial,
    Numeric,
    Real,
    DoublePrecision,
    Money,
    Boolean,
    /// `char(n)`, blank-padded; `char` alone is `char(1)`.
    Char,
    /// `varchar`, with or without a length.
    Varchar,
    Text,
    Citext,
    Bytea,
    Uuid,
    Json,
    Jsonb,
    Xml,
    Date,
    Time,
    TimeTz,
    Timestamp,
    TimestampTz,
    Interval,
    Inet,
    Cidr,
    MacAddr,
    Bit,
    VarBit,
    TsVector,
    TsQuery,
    Oid,
    /// Everything else: enums, domains, composites, extension types, other built-ins; folded,
    /// with a schema only where one was written.
    Named(String),
    /// Nothing understandable was written.
    #[default]
    Unknown,
}

impl BaseType {
    /// Every value has the same length, so that it is stored PLAIN (`pg_type.typlen > 0`). `false`
    /// where nothing is known.
    pub fn has_fixed_length(&self) -> bool {
        matches!(
            self,
            BaseType::SmallInt
                | BaseType::Integer
                | BaseType::BigInt
                | BaseType::SmallSerial
                | BaseType::Serial
                | BaseType::BigSerial
                | BaseType::Real
                | BaseType::DoublePrecision
                | BaseType::Boolean
                | BaseType::Date
                | BaseType::Timestamp
                | BaseType::TimestampTz
                | BaseType::Uuid
        )
    }

    /// Of the types that a sequence fills.
    pub fn is_whole_number(&self) -> bool {
        matches!(
            self,
            BaseType::SmallInt | BaseType::Integer | BaseType::BigInt
        )
    }
}

impl ColumnType {
    /// smallserial, serial, bigserial: an integer with a sequence default and NOT NULL.
    pub fn is_serial(&self) -> bool {
        matches!(
            self.base,
            BaseType::SmallSerial | BaseType::Serial | BaseType::BigSerial
        )
    }

    /// The type of the column's values: the integer of a serial, of others the type itself. Only
    /// this can be asked for by ALTER COLUMN … TYPE.
    pub fn of_values(&self) -> ColumnType {
        if !self.is_serial() {
            return self.clone();
        }
        let (base, text) = if self.base == BaseType::SmallSerial {
            (BaseType::SmallInt, "smallint")
        } else if self.base == BaseType::BigSerial {
            (BaseType::BigInt, "bigint")
        } else {
            (BaseType::Integer, "integer")
        };
        ColumnType {
            base,
            text: text.to_owned(),
            ..self.clone()
        }
    }
}
