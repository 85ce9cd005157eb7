//! Every spelling of a type, and what it is taken for.

use expect_test::expect;

use super::*;

#[track_caller]
fn check(spellings: &[&str], expected: expect_test::Expect) {
    let mut out = String::new();
    for text in spellings {
        let ty = parse(text, TextRange::default());
        out.push_str(&format!("{text} → {}\n", shown(&ty)));
    }
    expected.assert_eq(&out);
}

fn shown(ty: &ColumnType) -> String {
    if ty.base == BaseType::Unknown {
        return "?".to_owned();
    }
    let named = matches!(ty.base, BaseType::Named(_));
    format!("{}{}", if named { "named " } else { "" }, ty.canonical())
}

#[test]
fn postgresql_spellings() {
    check(
        &[
            "int",
            "INT4",
            "integer",
            "int2",
            "smallint",
            "int8",
            "bigint",
            "serial",
            "BIGSERIAL",
            "serial2",
            "float",
            "float(24)",
            "float(25)",
            "float4",
            "double precision",
            "real",
            "decimal",
            "DECIMAL(10, 2)",
            "numeric(5)",
            "numeric(3, -2)",
            "bool",
            "BOOLEAN",
            "char",
            "char(5)",
            "character(3)",
            "bpchar",
            "\"char\"",
            "character varying(50)",
            "varchar",
            "VARCHAR(50)[]",
            "national character varying(7)",
            "nchar(2)",
            "text",
            "int array",
            "integer ARRAY[4]",
            "text[][]",
            "text[3]",
            "timestamp",
            "timestamp(3) with time zone",
            "timestamp without time zone",
            "timestamptz(0)",
            "time with time zone",
            "timetz",
            "interval",
            "interval(3)",
            "interval year to month",
            "interval second(2)",
            "bit",
            "bit(8)",
            "bit varying(8)",
            "varbit",
            "pg_catalog.int4",
            "pg_catalog.\"varchar\"(3)",
            "public.citext",
            "jsonb",
            "money",
            "tsvector",
            "macaddr8",
            "int4range",
            "point",
            "vector(1536)",
            "geometry(Point, 4326)",
            "my_enum",
            "\"MyEnum\"[]",
            "app.status",
            "\"App\".\"Sta\"\"tus\"",
            "\"integer\"",
            "\"int4\"",
            "setof int",
        ],
        expect![[r#"
            int → integer
            INT4 → integer
            integer → integer
            int2 → smallint
            smallint → smallint
            int8 → bigint
            bigint → bigint
            serial → serial
            BIGSERIAL → bigserial
            serial2 → smallserial
            float → double precision
            float(24) → real
            float(25) → double precision
            float4 → real
            double precision → double precision
            real → real
            decimal → numeric
            DECIMAL(10, 2) → numeric(10,2)
            numeric(5) → numeric(5,0)
            numeric(3, -2) → numeric(3,-2)
            bool → boolean
            BOOLEAN → boolean
            char → char(1)
            char(5) → char(5)
            character(3) → char(3)
            bpchar → bpchar
            "char" → named "char"
            character varying(50) → varchar(50)
            varchar → varchar
            VARCHAR(50)[] → varchar(50)[]
            national character varying(7) → varchar(7)
            nchar(2) → char(2)
            text → text
            int array → integer[]
            integer ARRAY[4] → integer[]
            text[][] → text[]
            text[3] → text[]
            timestamp → timestamp
            timestamp(3) with time zone → timestamptz(3)
            timestamp without time zone → timestamp
            timestamptz(0) → timestamptz(0)
            time with time zone → timetz
            timetz → timetz
            interval → interval
            interval(3) → interval(3)
            interval year to month → interval year to month
            interval second(2) → interval second(2)
            bit → bit(1)
            bit(8) → bit(8)
            bit varying(8) → varbit(8)
            varbit → varbit
            pg_catalog.int4 → integer
            pg_catalog."varchar"(3) → varchar(3)
            public.citext → citext
            jsonb → jsonb
            money → money
            tsvector → tsvector
            macaddr8 → named macaddr8
            int4range → named int4range
            point → named point
            vector(1536) → named vector(1536)
            geometry(Point, 4326) → named geometry(point,4326)
            my_enum → named my_enum
            "MyEnum"[] → named "MyEnum"[]
            app.status → named app.status
            "App"."Sta""tus" → named "App"."Sta""tus"
            "integer" → named integer
            "int4" → integer
            setof int → integer
        "#]],
    );
}

#[test]
fn python_spellings() {
    check(
        &[
            "String(200)",
            "sa.String(length=50)",
            "String",
            "sa.Integer()",
            "BigInteger",
            "SmallInteger",
            "Boolean",
            "Float",
            "Float(precision=10)",
            "Numeric(10, 2)",
            "sa.Numeric(precision=8, scale=3)",
            "sa.DateTime(timezone=True)",
            "DateTime",
            "sa.TIMESTAMP(timezone=True)",
            "datetime",
            "datetime.datetime",
            "date",
            "time",
            "timedelta",
            "postgresql.UUID(as_uuid=True)",
            "uuid.UUID",
            "UUID",
            "JSONB",
            "postgresql.JSONB(astext_type=sa.Text())",
            "JSON",
            "str",
            "int",
            "float",
            "bool",
            "bytes",
            "dict",
            "dict[str, Any]",
            "Decimal",
            "Optional[int]",
            "int | None",
            "Union[str, None]",
            "Mapped[Optional[datetime]]",
            "list[str]",
            "List[int]",
            "ARRAY(String(20))",
            "postgresql.ARRAY(sa.Text(), dimensions=1)",
            "Enum(TaskStatus)",
            "sa.Enum('a', 'b', name='task_status')",
            "AutoString(50)",
            "sqlmodel.sql.sqltypes.AutoString()",
            "LargeBinary",
            "Text",
            "TaskStatus",
            "Literal['a', 'b']",
            "int | str",
        ],
        expect![[r#"
            String(200) → varchar(200)
            sa.String(length=50) → varchar(50)
            String → varchar
            sa.Integer() → integer
            BigInteger → bigint
            SmallInteger → smallint
            Boolean → boolean
            Float → double precision
            Float(precision=10) → real
            Numeric(10, 2) → numeric(10,2)
            sa.Numeric(precision=8, scale=3) → numeric(8,3)
            sa.DateTime(timezone=True) → timestamptz
            DateTime → timestamp
            sa.TIMESTAMP(timezone=True) → timestamptz
            datetime → timestamp
            datetime.datetime → timestamp
            date → date
            time → time
            timedelta → interval
            postgresql.UUID(as_uuid=True) → uuid
            uuid.UUID → uuid
            UUID → uuid
            JSONB → jsonb
            postgresql.JSONB(astext_type=sa.Text()) → jsonb
            JSON → json
            str → varchar
            int → integer
            float → double precision
            bool → boolean
            bytes → bytea
            dict → json
            dict[str, Any] → json
            Decimal → numeric
            Optional[int] → integer
            int | None → integer
            Union[str, None] → varchar
            Mapped[Optional[datetime]] → timestamp
            list[str] → varchar[]
            List[int] → integer[]
            ARRAY(String(20)) → varchar(20)[]
            postgresql.ARRAY(sa.Text(), dimensions=1) → text[]
            Enum(TaskStatus) → named taskstatus
            sa.Enum('a', 'b', name='task_status') → named task_status
            AutoString(50) → varchar(50)
            sqlmodel.sql.sqltypes.AutoString() → varchar
            LargeBinary → bytea
            Text → text
            TaskStatus → named taskstatus
            Literal['a', 'b'] → varchar
            int | str → ?
        "#]],
    );
}

#[test]
fn what_is_no_type() {
    check(
        &[
            "",
            "   ",
            "-",
            "varchar(",
            "varchar(50",
            "numeric(10,",
            "int[",
            "200",
            "a b c",
            "varchar(50) not null",
            "Optional[",
            "'text'",
            "interval month to year",
            "💣 é(ℝ)",
            "float(99)",
            "\"open",
        ],
        expect![[r#"
             → ?
                → ?
            - → ?
            varchar( → ?
            varchar(50 → ?
            numeric(10, → ?
            int[ → ?
            200 → ?
            a b c → ?
            varchar(50) not null → ?
            Optional[ → ?
            'text' → ?
            interval month to year → ?
            💣 é(ℝ) → ?
            float(99) → double precision
            "open → named open
        "#]],
    );
}

#[test]
fn no_prefix_of_a_spelling_panics() {
    for text in [
        "pg_catalog.\"varchar\"(3)[]",
        "timestamp(3) with time zone",
        "Union[Optional[sa.String(length=50)], None]",
        "sa.Enum('a é ℝ 💣', name='x')",
        "interval day to second(3)",
    ] {
        for (at, _) in text.char_indices() {
            parse(&text[..at], TextRange::default());
        }
    }
}
