//! The words that the readers of this module know, in the languages that people write specs in.
//!
//! Lists only, each separated by `|`; what a word means for a reading is decided where it is used.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

use super::cell::Said;
use super::column_table::Role;

/// A list of words.
pub(super) struct Words {
    list: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl Words {
    pub(super) const fn new(list: &'static str) -> Words {
        Words {
            list,
            set: OnceLock::new(),
        }
    }

    pub(super) fn has(&self, word: &str) -> bool {
        let set = self.set.get_or_init(|| self.list.split('|').collect());
        set.contains(word)
    }
}

/// A list of phrases of one or several words.
pub(super) struct Phrases {
    list: &'static str,
    split: OnceLock<Vec<Vec<&'static str>>>,
}

impl Phrases {
    const fn new(list: &'static str) -> Phrases {
        Phrases {
            list,
            split: OnceLock::new(),
        }
    }

    /// Does one of them stand among these words?
    pub(super) fn in_any(&self, words: &[&str]) -> bool {
        let split = self.split.get_or_init(|| {
            let phrases = self.list.split('|');
            phrases.map(|it| it.split([' ', '-']).collect()).collect()
        });
        split
            .iter()
            .any(|phrase| words.windows(phrase.len()).any(|it| it == phrase))
    }
}

/// What a header says of the columns under it.
pub(super) fn header(word: &str) -> Option<Role> {
    static ROLES: LazyLock<HashMap<&str, Role>> = LazyLock::new(|| {
        let mut roles = HashMap::new();
        for (role, list) in HEADERS {
            for word in list.split('|') {
                roles.entry(word).or_insert(*role);
            }
        }
        roles
    });
    ROLES.get(word).copied()
}

/// The headers of tables that list columns.
const HEADERS: &[(Role, &str)] = &[
    (
        Role::Table,
        "table|table name|entity|tabla|tabela|tabel|jadual|테이블|테이블명|表|テーブル",
    ),
    (
        Role::Name,
        "column|columns|column name|column(s)|field|fields|field name|attribute|name|\
         property|campo|columna|nombre|coluna|nome|kolom|nama kolom|nama|lajur|medan|\
         nama medan|컬럼|컬럼명|칼럼|필드|필드명|열|이름|속성|spalte|feld|colonne|champ|nom|字段|字段名|列|列名|カラム|\
         カラム名|столбец|поле|colonna|pole|kolumna",
    ),
    (
        Role::Type,
        "type|data type|datatype|sql type|db type|column type|field type|postgresql type|\
         postgres type|tipo|tipo de dato|tipo de dado|jenis|jenis data|tipe|tipe data|타입|\
         데이터 타입|데이터타입|자료형|유형|typ|datentyp|тип|тип данных|类型|数据类型|型|データ型|format|python type",
    ),
    (
        Role::Constraints,
        "constraints|constraint|restricciones|restricción|restrições|kekangan|kendala|\
         batasan|constraint(s)|제약|제약조건|제약 조건|modifiers|attributes|flags|options|extra|rules|\
         constraints/notes|constraints / notes|properties|einschränkungen|contraintes|约束|制約|\
         ограничения|column constraints|sql constraints",
    ),
    (
        Role::Nullable,
        "null|nullable|null?|nullable?|nulls|nulo|boleh null|nullability|allow null|널 허용|\
         null 허용|널|是否可空|null可",
    ),
    (
        Role::Required,
        "required|required?|not null|mandatory|requerido|obligatorio|obrigatório|wajib|필수|\
         필수여부|pflicht|pflichtfeld|obligatoire|必填|必須",
    ),
    (
        Role::Default,
        "default|default value|defaults|por defecto|valor por defecto|predeterminado|padrão|\
         lalai|nilai lalai|기본값|standard|standardwert|vorgabe|vorgabewert|défaut|\
         par défaut|valeur par défaut|valor padrão|valor predeterminado|默认值|默认|デフォルト|\
         デフォルト値|初期値|по умолчанию",
    ),
    (
        Role::PrimaryKey,
        "pk|primary key|pk?|primary|기본키|主键|主キー",
    ),
    (
        Role::Unique,
        "unique|unique?|único|unik|고유|uk|唯一|eindeutig|unico|一意",
    ),
    (Role::Key, "key|keys|clave|kunci|키|llave|schlüssel|pk/fk"),
    (
        Role::References,
        "references|fk|foreign key|reference|referencia|ref|참조|외래키|rujukan|links to|外键|\
         fremdschlüssel|verweis|clé étrangère|外部キー",
    ),
    (Role::OnDelete, "on delete|delete rule|cascade"),
    (Role::Indexed, "indexed|indexed?|인덱스 여부"),
    (Role::Index, "index|index name|인덱스|índice|indeks|索引"),
    (Role::Check, "check|check constraint"),
    (
        Role::Notes,
        "description|notes|note|purpose|comment|comments|descripción|descrição|keterangan|\
         penerangan|설명|비고|remarks|details|meaning|example|usage|reason|rationale|\
         beschreibung|bemerkung|bemerkungen|anmerkung|hinweis|hinweise|notas|observações|\
         observaciones|remarque|remarques|commentaire|说明|备注|注释|説明|備考|описание|примечание|description / notes|description & constraints|\
         explanation",
    ),
];

/// The phrases that say something about a column; words of a phrase may have hyphens between.
pub(super) const PHRASES: &[(Said, &str)] = &[
    (
        Said::PrimaryKey,
        "primary key|primary_key|composite pk|pk|primary|clave primaria|llave primaria|\
         chave primária|kunci utama|kunci primer|primärschlüssel|clé primaire|clave principal|\
         chiave primaria|первичный ключ|기본키|기본 키|主键|主キー|pri",
    ),
    (
        Said::Unique,
        "unique index|unique constraint|unique key|unique|uk|uq|uni|único|única|unico|unica|\
         eindeutig|unik|고유|유니크|唯一|一意",
    ),
    (
        Said::NotNull,
        "not nullable|not null|not_null|non nullable|non null|notnull|nn|not optional|\
         required|mandatory|no nulo|obligatorio|obligatoire|obrigatório|pflichtfeld|wajib|필수|\
         非空|必填|必須",
    ),
    (
        Said::Null,
        "not required|null allowed|allow null|nullable|null|optional|opcional|opsional|\
         pilihan|facultatif|선택|可空|可为空",
    ),
    (
        Said::Default,
        "server default|default value|default|defaults|por defecto|standardwert|par défaut|\
         기본값|默认值|默认|デフォルト",
    ),
    (
        Said::Nothing,
        "not indexed|auto increment|auto incrementing|auto incremented|autoincrement|\
         auto_increment|auto generated|autogenerated|auto|identity|generated|serial|\
         constraint|composite|and|with",
    ),
    (
        Said::Index,
        "indexed|index|idx|mul|indiziert|indexado|indizado|indexé",
    ),
    (
        Said::ForeignKey,
        "foreign key|foreign_key|clave foránea|llave foránea|chave estrangeira|kunci asing|\
         외래키|외래 키|fremdschlüssel|clé étrangère|chiave esterna|внешний ключ|外键|外部キー|fk",
    ),
    (Said::References, "references|reference|refers to|ref"),
    (Said::OnDelete, "on delete"),
    (
        Said::OnDeleteIs("CASCADE"),
        "cascade on delete|cascade delete|delete cascade|cascade",
    ),
    (Said::OnDeleteIs("SET NULL"), "set null on delete"),
    (Said::OnDeleteIs("RESTRICT"), "restrict on delete"),
    (Said::OnUpdate, "on update"),
    (Said::Check, "check"),
];

/// Words after `FK` that are no table.
pub(super) static NO_TABLE: Words = Words::new(
    "not|null|nullable|on|to|constraint|for|relationship|index|indexed|unique|primary|pk|\
     with|and|or|cascade|default|required|optional|the|from|in|of|if|when|is|set|link|\
     linking|links|reference|references|key|check|by|that|this|a|an",
);

/// Words that may follow a table's name in a reference.
pub(super) static AFTER_TABLE: Words =
    Words::new("table|on|for|with|and|or|deferrable|initially|match|not|via|where|update|delete");

/// Titles over columns, whatever else they say.
pub(super) static COLUMNS: Phrases = Phrases::new("fields|columns|field|column|columnas|campos");

pub(super) static INDEXES: Phrases = Phrases::new(
    "index|indexes|indices|indexing|índices|인덱스|indeks|indizes|索引|インデックス|индексы",
);

pub(super) static RELATIONSHIPS: Phrases = Phrases::new(
    "relationship|relationships|relations|relaciones|foreign keys|\
     foreign key|관계|hubungan|references|beziehungen|relacionamentos|关系",
);

pub(super) static CONSTRAINTS: Phrases = Phrases::new(
    "constraint|constraints|restricciones|제약조건|kekangan|einschränkungen|restrições|contraintes|约束",
);

pub(super) static MIGRATION: Phrases =
    Phrases::new("migration|migrations|upgrade|changelog|changes");

/// The way back of a migration.
pub(super) static DOWN: Phrases = Phrases::new("down|downgrade|rollback|revert");

/// Words that name a part or a kind and no table.
pub(super) static GENERIC: Words = Words::new(
    "a|additional|all|and|application|attribute|attributes|business|campos|class|classes|\
     code|collection|collections|column|columns|columnas|core|current|data|database|db|ddl|\
     definition|definitions|description|design|detail|details|diagram|domain|entities|\
     entity|er|erd|existing|field|fields|for|full|implementation|in|key|layout|list|main|\
     model|models|new|of|orm|overview|phase|physical|postgres|postgresql|primary|properties|\
     property|python|reference|schema|schemas|spec|specification|specifications|specs|sql|\
     sqlalchemy|sqlmodel|structure|structures|summary|tabel|tabelas|tabelle|tabellen|tabla|tablas|table|\
     tables|the|type|types|with|진|테이블|컬럼|스키마|필드|esquema|estructura|struktur|jadual|medan|\
     lajur|i|ii|iii|iv|v|neon|relational",
);

/// Words around a name that say that it is a table's.
pub(super) static KIND: Words = Words::new(
    "table|tables|model|entity|schema|tabla|tabel|tabelle|jadual|tabela|collection|테이블",
);

/// Titles under which nothing describes the state.
pub(super) static EXCLUDED: Phrases = Phrases::new(
    "future|out of scope|out-of-scope|non-goals|non goals|not in scope|roadmap|seed|seeds|\
     seeding|sample data|example data|test data|initial data|example rows|sample rows|\
     fixtures|mock data|request model|request models|response model|response models|\
     request schema|response schema|request body|api models|api model|pydantic|dto|dtos|\
     api schemas|api response|api request|validation rules|validation|sample queries|\
     example queries|json schema|example|examples|usage|alternatives considered|endpoints|\
     api endpoints|environment variables|configuration|glossary|retention",
);

/// Words that are types in some SQL dialect, in Python, or in the usual ORMs.
pub(super) static TYPES: Words = Words::new(
    "any|array|bigint|bigserial|biginteger|binary|bit|blob|bool|boolean|byte|bytea|bytes|\
     char|character|cidr|citext|clob|cuid|date|datetime|datetime2|dec|decimal|dict|double|\
     emailstr|enum|float|float4|float8|geography|geometry|guid|hstore|inet|int|int2|int4|\
     int8|int32|int64|integer|interval|json|jsonb|linestring|list|literal|long|longtext|\
     ltree|macaddr|mediumint|mediumtext|money|nchar|number|numeric|nvarchar|objectid|oid|\
     optional|point|polygon|real|serial|serial4|serial8|smallint|smallserial|str|string|\
     text|time|timestamp|timestamps|timestamptz|timestampz|timetz|tinyint|tinytext|tsquery|\
     tsvector|ulid|union|uuid|uuid4|varbinary|varbit|varchar|varchar2|vector|xml|int4range|\
     tstzrange|daterange",
);
