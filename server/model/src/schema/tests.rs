//! Documents in the styles of real specs, and what is read from them.

use expect_test::{Expect, expect};
use syntax::TextRange;

use crate::operation::{Column, ConstraintKind};

use super::{ReadTable, SchemaReading, read, to_catalog};

fn reading(text: &str) -> SchemaReading {
    let reading = read(&syntax::markdown::parse(text), text);
    for table in &reading.tables {
        in_bounds(table, text);
    }
    reading
}

/// Every range lies in the document, and a name's range holds the name.
fn in_bounds(table: &ReadTable, text: &str) {
    let at = |range: TextRange| {
        text.get(std::ops::Range::<usize>::from(range))
            .expect("in bounds")
    };
    at(table.named_at);
    at(table.table.defined_at);
    assert!(at(table.table.name.name.range).eq_ignore_ascii_case(table.table.name.name.as_str()));
    for column in &table.table.columns {
        let written = at(column.name.range).trim_matches('"');
        assert!(
            written.eq_ignore_ascii_case(&column.name.text),
            "{written:?} {:?}",
            column.name
        );
        assert!(at(column.range).contains(written));
        if let Some(ty) = &column.ty {
            assert_eq!(at(ty.range).trim_matches('`'), ty.text);
        }
        if let Some(default) = &column.default {
            assert_eq!(at(default.range), default.text);
        }
        if let Some(references) = &column.references {
            assert_eq!(at(references.table.name.range), references.table.name.text);
        }
    }
    for constraint in &table.table.constraints {
        at(constraint.constraint.range);
    }
}

fn column(it: &Column) -> String {
    let mut out = format!("  {}", it.name);
    out += &it
        .ty
        .as_ref()
        .map_or(String::new(), |it| format!(": {}", it.text));
    for (yes, word) in [
        (it.primary_key, " pk"),
        (it.unique, " unique"),
        (it.nullable == Some(true), " null"),
        (it.nullable == Some(false), " not-null"),
    ] {
        out += if yes { word } else { "" };
    }
    out += &it
        .default
        .as_ref()
        .map_or(String::new(), |it| format!(" default={}", it.text));
    out += &it
        .check
        .as_ref()
        .map_or(String::new(), |it| format!(" check={}", it.text));
    if let Some(it) = &it.references {
        let columns: Vec<&str> = it.columns.iter().map(|it| it.as_str()).collect();
        out += &format!(" → {}({})", it.table, columns.join(", "));
        out += &it
            .on_delete
            .as_ref()
            .map_or(String::new(), |it| format!(" {it}"));
    }
    out
}

fn table(read: &ReadTable) -> String {
    let it = &read.table;
    let mut out = format!("{} {:?}", it.name, read.form);
    if !read.aliases.is_empty() {
        out += &format!(" alias {}", read.aliases.join(", "));
    }
    out += &it.rows.map_or(String::new(), |it| format!(" {it} rows"));
    out.push('\n');
    for it in &it.columns {
        out += &column(it);
        out.push('\n');
    }
    for it in &it.constraints {
        let names = |columns: &[crate::Name]| {
            let names: Vec<&str> = columns.iter().map(|it| it.as_str()).collect();
            names.join(", ")
        };
        out += &match &it.constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => {
                format!("  PRIMARY KEY ({})\n", names(columns))
            }
            ConstraintKind::Unique { columns, .. } => format!("  UNIQUE ({})\n", names(columns)),
            ConstraintKind::Check { expression } => format!("  CHECK {}\n", expression.text),
            ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => format!("  {:?}\n", it.constraint.kind),
        };
    }
    for it in &it.indexes {
        let keys: Vec<&str> = it.keys.iter().map(|it| it.text.as_str()).collect();
        let unique = if it.unique { "UNIQUE " } else { "" };
        out += &format!("  {unique}INDEX {} ({})\n", it.name, keys.join(", "));
    }
    out
}

fn check(text: &str, expected: Expect) {
    let reading = reading(text);
    let out: String = reading.tables.iter().map(|it| table(it)).collect();
    expected.assert_eq(&out);
    // Whatever has been typed so far is read as well.
    for (end, _) in text.char_indices().step_by(3) {
        self::reading(&text[..end]);
    }
}

#[test]
fn column_tables_are_read_with_headers_in_any_order() {
    check(
        "# Shop\n\n## Customers Table\n\n\
         | Type | Column | Description | Constraints |\n|--|--|--|--|\n\
         | BIGINT | `id` | Primary identifier | PK, AUTO_INCREMENT |\n\
         | varchar(80) | name | Unique display name | NOT NULL |\n\
         | text | note | | nullable, default 'a, b' |\n\
         | uuid | region_id | The region | FK → regions.id ON DELETE SET NULL, INDEX |\n",
        expect![[r#"
            Customers ColumnTable
              id: BIGINT pk not-null
              name: varchar(80) not-null
              note: text null default='a, b'
              region_id: uuid → regions(id) SET NULL
              INDEX  (region_id)
        "#]],
    );
}

#[test]
fn headers_and_flags_in_other_languages_are_understood() {
    check(
        "## 3. Tabla: `facturas` 🧾\n\n\
         | Campo | Tipo | Nulo | Por defecto | Clave |\n|--|--|--|--|--|\n\
         | id | integer | no | - | PK |\n| total | numeric(10, 2) | sí | 0 | |\n\n\
         ### 3.1 주문\n\n| 컬럼명 | 타입 | 제약조건 | 설명 |\n|--|--|--|--|\n\
         | id | uuid | 기본키 | 식별자 |\n| memo | text | 필수 | |\n",
        expect![[r#"
            facturas ColumnTable
              id: integer pk not-null
              total: numeric(10, 2) null default=0
            주문 ColumnTable
              id: uuid pk not-null
              memo: text not-null
        "#]],
    );
}

#[test]
fn a_table_without_flag_columns_takes_them_from_its_notes_only_when_they_say_nothing_else() {
    check(
        "### accounts\n| Field | Type | Notes |\n|--|--|--|\n\
         | id | int | Primary key, auto-increment |\n\
         | email | text | Unique, indexed |\n\
         | token | text | Unique token for the link |\n\
         | owner | int | Required, references people.id |\n\
         | state | text | Default: 'new' |\n",
        expect![[r#"
            accounts ColumnTable
              id: int pk not-null
              email: text unique
              token: text
              owner: int not-null → people(id)
              state: text default='new'
              INDEX  (email)
        "#]],
    );
}

#[test]
fn several_tables_in_one_and_index_tables() {
    check(
        "## Tables\n| Table | Column | Type |\n|--|--|--|\n| a | id | int |\n| | x | text? |\n| b | id | int |\n\n\
         ## Indexes\n| Index | Table | Columns | Type |\n|--|--|--|--|\n\
         | a_x | a | x, id | unique |\n",
        expect![[r#"
            a ColumnTable
              id: int not-null
              x: text null
              UNIQUE INDEX a_x (x, id)
            b ColumnTable
              id: int not-null
        "#]],
    );
}

#[test]
fn bullets_in_their_spellings() {
    check(
        "### orders (owned by the shop)\n\
         - id: int, primary key\n\
         - `customer_id` (UUID, FK → customers.id, not null) - who ordered\n\
         - **email** — varchar(255), unique, not null\n\
         - `state: Enum(open, closed) UNIQUE` - where it is\n\
         - paid: boolean (default false)\n\
         - note: what they said (text), optional\n\
         - `created_at, updated_at: Timestamp`\n\
         - Unique constraint: `(customer_id, email)`\n\
         - Index: `(state, paid)`\n",
        expect![[r#"
            orders Bullets
              id: int pk not-null
              customer_id: UUID not-null → customers(id)
              email: varchar(255) unique not-null
              state: Enum(open, closed) unique
              paid: boolean default=false
              note: text null
              created_at: Timestamp
              updated_at: Timestamp
              UNIQUE (customer_id, email)
              INDEX  (state, paid)
        "#]],
    );
}

#[test]
fn a_whole_table_in_one_line_and_titles_around_a_code_span() {
    check(
        "## Tables\n- `pens (id INT PK, ink TEXT)`\n- caps (colors and sizes)\n\n\
         ## Landing / RAW — `raw.prices`\n| Column | Type |\n|--|--|\n| day | date |\n| `open` / `close` | double |\n\n\
         ## Indexes of `pens`\n- ink (for search)\n",
        expect![[r#"
            pens Diagram
              id: INT pk not-null
              ink: TEXT
              INDEX  (ink)
            raw.prices ColumnTable
              day: date
              open: double
              close: double
        "#]],
    );
}

#[test]
fn a_question_mark_makes_the_others_not_null() {
    check(
        "**Pets Table** (Aggregate)\n- `id: UUID`\n- `name: String?`\n- `owner_id: UUID FK?`\n\n**Vets**\n- id: UUID\n- age: Int\n",
        expect![[r#"
            Pets Bullets
              id: UUID not-null
              name: String null
              owner_id: UUID null → ()
            Vets Bullets
              id: UUID not-null
              age: Int not-null
        "#]],
    );
}

#[test]
fn list_items_name_tables_with_columns_below() {
    check(
        "#### Core\n1. **`authors`**: who writes\n   * `id` (uuid, pk)\n   * `pen_name` (text, unique, for covers)\n\
         2. **Table: Book**\n   - `author_id` (fk -> authors, optional)\n   - `kind` (enum: 'a', 'b')\n",
        expect![[r#"
            authors Bullets
              id: uuid pk not-null
              pen_name: text unique
            Book Bullets
              author_id null → authors()
              kind: enum
        "#]],
    );
}

#[test]
fn a_column_s_own_list_describes_it() {
    check(
        "## Table Name: `rooms`\n**Fields**:\n- `id`\n  - Type: UUID\n  - Constraints: Primary Key\n- `seats`\n  - Type: integer\n  - Nullable: no\n  - Default: 4\n",
        expect![[r#"
            rooms Bullets
              id: UUID pk not-null
              seats: integer not-null default=4
        "#]],
    );
}

#[test]
fn bare_names_are_columns_only_under_fields() {
    check(
        "## tags\n\nFields\n\n- id\n- label\n\n## Goals\n\n- speed\n- safety\n",
        expect![[r#"
            tags Bullets
              id
              label
        "#]],
    );
}

#[test]
fn sql_fences_are_added_up() {
    check(
        "## Schema\n```sql\nCREATE TYPE mood AS ENUM ('ok');\nCREATE TABLE people (\n  id BIGSERIAL PRIMARY KEY,\n  name VARCHAR(50) DEFAULT 'x'::text,\n  boss BIGINT NOT NULL,\n  -- gone TEXT\n  UNIQUE (name, boss)\n);\n\
         ALTER TABLE people ADD CONSTRAINT boss_fk FOREIGN KEY (boss) REFERENCES people(id) ON DELETE CASCADE;\n\
         CREATE UNIQUE INDEX people_name ON people (name DESC);\nCREATE TABLE later (...);\n```\n",
        expect![[r#"
            people Sql
              id: BIGSERIAL pk not-null
              name: VARCHAR(50) null default='x'::text
              boss: BIGINT not-null → people(id) CASCADE
              UNIQUE (name, boss)
              UNIQUE INDEX people_name (name DESC)
        "#]],
    );
}

#[test]
fn migrations_build_tables_and_their_way_back_does_not_count() {
    check(
        "## Migration 1\n### Up Migration\n```sql\nCREATE TABLE t (a int);\n```\n### Down Migration\n```sql\nDROP TABLE t;\n```\n\
         ## Migration 2\n### Up\n```sql\nALTER TABLE t ADD COLUMN b text;\n```\n### Rollback\n```sql\nALTER TABLE t DROP COLUMN b;\n```\n",
        expect![[r#"
            t Sql
              a: int null
              b: text null
        "#]],
    );
}

#[test]
fn a_migration_does_not_change_a_table_that_is_described() {
    check(
        "## t\n```sql\nCREATE TABLE t (a bigint NOT NULL);\n```\n## Migration notes\n```sql\nALTER TABLE t ALTER COLUMN a TYPE text;\nALTER TABLE t ADD COLUMN old int;\n```\n",
        expect![[r#"
            t Sql
              a: bigint not-null
        "#]],
    );
}

#[test]
fn sqlmodel_classes_are_tables_and_request_models_are_not() {
    check(
        "```python\nclass Base(SQLModel):\n    created: datetime = Field(default_factory=now)\n\n\
         class Song(Base, table=True):\n    __tablename__ = \"songs\"\n    \"\"\"A song.\"\"\"\n    id: int | None = Field(default=None, primary_key=True)\n    title: str = Field(\n        max_length=9,\n        index=True,\n    )\n    album_id: UUID = Field(foreign_key=\"albums.id\", ondelete=\"CASCADE\")\n    rating: float = 0.5  # stars\n    album: \"Album\" = Relationship(back_populates=\"songs\")\n\n\
         class SongCreate(SQLModel):\n    title: str\n```\n",
        expect![[r#"
            songs SqlModel alias song
              created: datetime not-null
              id: int | None pk not-null
              title: str not-null
              album_id: UUID not-null → albums(id) CASCADE
              rating: float not-null default=0.5
              INDEX  (title)
        "#]],
    );
}

#[test]
fn diagrams() {
    check(
        "```mermaid\nerDiagram\n  USERS ||--o{ POSTS : writes\n  USERS {\n    uuid id PK \"the key\"\n    string mail UK\n  }\n```\n\
         ```\nposts (id UUID PRIMARY KEY, title TEXT, n INT DEFAULT 0)\n```\n\
         ```\n┌──────────┐   ┌──────────┐\n│  likes   │   │  broken  │\n├──────────┤   ├──────────┤\n│ id (PK)  │   │ very_lo_ │\n│ post_id  │   │   ng     │\n└──────────┘   └──────────┘\n```\n",
        expect![[r#"
            USERS Diagram
              id: uuid pk not-null
              mail: string unique
            posts Diagram
              id: UUID pk not-null
              title: TEXT
              n: INT default=0
            likes Ascii
              id pk not-null
              post_id
        "#]],
    );
}

#[test]
fn one_table_from_several_forms() {
    check(
        "## Task Table\n| Column | Type | Constraints |\n|--|--|--|\n| id | INTEGER | PK |\n| title | TEXT | NOT NULL |\n| extra | TEXT | nullable |\n\n\
         ```sql\nCREATE TABLE tasks (\n  id serial PRIMARY KEY,\n  title varchar(9)\n);\n```\n\
         ## Column Details\n| Column | Type | Default |\n|--|--|--|\n| id | int | - |\n| title | str | 'x' |\n\n\
         ## Relationships\n- `tasks.title` references `titles.id`\n\n## Indexes\n- tasks.extra (for search)\n- `idx_title` on `tasks(title, id)`\n\nThe `tasks` table has ~2M rows.\n",
        expect![[r#"
            tasks Sql alias Task 2000000 rows
              id: serial pk not-null
              title: varchar(9) null default='x' → titles(id)
              extra: TEXT null
              INDEX  (extra)
              INDEX idx_title (title, id)
        "#]],
    );
}

#[test]
fn what_is_no_state_is_not_read() {
    check(
        "## Future Tables\n### ideas\n| Column | Type |\n|--|--|\n| id | int |\n\n\
         ## Seed Data\n| id | name | type |\n|--|--|--|\n| 1 | Ann | text |\n\n\
         ## Validation Rules\n| Field | Type | Rule |\n|--|--|--|\n| email | string | valid |\n\n\
         ## API\n### POST /api/tasks\n- title: string (required)\n- note: string\n\n\
         ### TaskCreate\n- title: string\n- note: string\n\n\
         ## Settings\n| Variable | Type | Default |\n|--|--|--|\n| PORT | int | 80 |\n\n\
         ## Guidelines\nChoose types that fit:\n- **IDs**: UUID\n- **Dates**: DATE\n\n```json\n{\"id\": 1}\n```\n",
        expect![[""]],
    );
}

#[test]
fn row_counts_come_from_the_spec_s_own_words() {
    let rows = |text: &str| super::lines::rows(text);
    assert_eq!(rows("about ~2M rows today"), Some(2_000_000));
    assert_eq!(rows("rows: 2000000"), Some(2_000_000));
    assert_eq!(rows("1.5 million records"), Some(1_500_000));
    assert_eq!(rows("holds 50,000 rows"), Some(50_000));
    assert_eq!(rows("no rows at all"), None);
    assert_eq!(rows("deletes rows: never"), None);
}

#[test]
fn the_catalog_has_what_postgresql_would_make_of_it() {
    let text = "## owners\n- id: uuid (pk)\n- b_id: uuid (FK)\n- c_id: uuid (FK → c.id, indexed)\n- mail: text (unique)\n\n\
         ~3k rows in all.\n\n## pairs\n- a: int (pk)\n- b: int (pk)\n\n\
         ```sql\nCREATE TYPE mood AS ENUM ('ok', 'bad');\n```\n";
    let catalog = to_catalog(&reading(text));
    let mut out = String::new();
    for (name, table) in catalog.tables.iter() {
        out += &format!("{name} {:?} {:?}", table.knowledge, table.rows);
        for it in &table.constraints {
            out += &format!(" {}", it.name);
        }
        for it in &table.indexes {
            out += &format!(" {}", it.name);
        }
        out.push('\n');
    }
    out += &format!("{:?}", catalog.objects.enums);
    expect![[r#"
        owners Described Some(3000) owners_pkey owners_c_id_fkey owners_mail_key owners_pkey owners_mail_key owners_c_id_idx
        pairs Described None pairs_pkey pairs_pkey
        {"mood": EnumType { values: ["ok", "bad"], new: false }}"#]].assert_eq(&out);
}

#[test]
fn prisma_models() {
    check(
        r#"# Schema

```prisma
// model Old { id Int }
enum Role {
  ADMIN
  USER
}

model User {
  id        String   @id @default(uuid()) @db.Uuid
  email     String   @unique
  name      String?  // é ℝ
  role      Role     @default(USER)
  posts     Post[]
  createdAt DateTime @default(now()) @map("created_at")

  @@index([createdAt, role], map: "idx_users_created")
  @@map("users")
}

model Post {
  id       Int    @id @default(autoincrement())
  authorId String @map("author_id")
  author   User   @relation(fields: [authorId], references: [id], onDelete: SetNull)
  tags     String[]

  @@unique([authorId, id])
}
```
"#,
        expect![[r#"
            users Prisma alias User
              id: String pk not-null default=uuid()
              email: String unique not-null
              name: String null
              role: Role not-null default=USER
              created_at: DateTime not-null default=now()
              INDEX idx_users_created (created_at, role)
            Post Prisma
              id: Int pk not-null default=autoincrement()
              author_id: String not-null → User(id) SET NULL
              tags: String[] not-null
              UNIQUE (author_id, id)
        "#]],
    );
}

#[test]
fn typeorm_entities() {
    check(
        r#"# Schema

```typescript
import { Entity } from 'typeorm';

@Entity('users')
@Index('idx_users_name', ['name', 'email'], { unique: true })
@Unique(['name', 'team_id'])
export class User {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ unique: true, length: 50 })
  email: string;

  // the é of the 💣
  @Column({ type: 'varchar', length: 20, nullable: true, default: 'x' })
  name?: string;

  @Column('int', { default: () => 'now()' })
  age!: number;

  @Column({ name: 'is_on', default: true })
  @Index()
  isOn: boolean;

  @DeleteDateColumn()
  deleted_at?: Date;

  @ManyToOne(() => Team, (team) => team.users, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'team_id' })
  team: Team;

  @OneToMany(() => Post, (post) => post.user)
  posts: Post[];

  get label(): string { return this.name; }
}
```

```typescript
@Column({ type: 'uuid' })
only_a_part: string;
```

```ts
@Entity("half")
export class Half {
  // ... existing columns
  @Column()
  more: string;
}
```
"#,
        expect![[r#"
            users TypeOrm alias User
              id: uuid pk not-null
              email: string unique not-null
              name: varchar null default='x'
              age: int not-null default=now()
              is_on: boolean not-null default=true
              deleted_at: Date null
              team_id → Team() SET NULL
              UNIQUE (name, team_id)
              UNIQUE INDEX idx_users_name (name, email)
              INDEX  (is_on)
        "#]],
    );
}

#[test]
fn alembic_creates_are_state() {
    check(
        "# Schema\n\n```python\ndef upgrade():\n    op.create_table('users', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('email', sa.String(255), nullable=False), sa.UniqueConstraint('email'))\n    op.create_index('ix', 'users', ['email'])\n\ndef downgrade():\n    op.drop_table('users')\n```\n",
        expect![[r#"
            users Alembic
              id: sa.Integer() pk not-null
              email: sa.String(255) unique not-null
              INDEX ix (email)
        "#]],
    );
}

#[test]
fn a_sentence_may_list_every_column() {
    check(
        "# Requirements\n\n- **FR-1**: Tasks table MUST include columns: id (int, PK, auto-increment), title (varchar), done (boolean), user_id (int, FK)\n- **FR-2**: Notes table has columns: as many as needed, more\n",
        expect![[r#"
            Tasks Bullets
              id: int pk not-null
              title: varchar
              done: boolean
              user_id: int → ()
        "#]],
    );
}

#[test]
fn remarks_in_brackets_say_what_descriptions_do_not() {
    check(
        "# Auth\n\n#### `session`\n| Column | Type | Description |\n|---|---|---|\n| `id` | `VARCHAR` | Session ID (primary key) |\n| `ip` | `VARCHAR` | Client IP (nullable for bots) |\n| `note` | `TEXT` | Unique words (max 10) |\n\n## Indexes\n\n### Existing (Phase 2)\n- `idx_ip` ON `session(ip)` - for é\n\n## Types\n\n| Logical type | Expression |\n|---|---|\n| int64 | string |\n| decimal | string |\n| text | string |\n",
        expect![[r#"
            session ColumnTable
              id: VARCHAR pk not-null
              ip: VARCHAR null
              note: TEXT
              INDEX idx_ip (ip)
        "#]],
    );
}

#[test]
fn german_and_describe_style_tables_are_understood() {
    check(
        "### 2.1 Tabelle `auftraege`\n\n\
         | Spalte | Datentyp | Pflicht | Standardwert | Beschreibung |\n|--|--|--|--|--|\n\
         | id | BIGINT | ja | – | Primärschlüssel |\n\
         | kunde_id | BIGINT | ja | – | Fremdschlüssel → `kunden.id` |\n\
         | nummer | TEXT | nein | 'neu' | eindeutig |\n\n\
         **Indizes**\n- `idx_kunde` auf (`kunde_id`)\n\n\
         ## Entity: Post\n\n| # | Field | Type | Null? | Key | Extra |\n|--|--|--|--|--|--|\n\
         | 1 | post_id | int | NO | PRI | auto_increment |\n\
         | 2 | author_id | int | NO | MUL | |\n| 3 | slug | varchar(20) | NO | UNI | |\n",
        expect![[r#"
            auftraege ColumnTable
              id: BIGINT pk not-null
              kunde_id: BIGINT not-null → kunden(id)
              nummer: TEXT unique null default='neu'
              INDEX idx_kunde (kunde_id)
            Post ColumnTable
              post_id: int pk not-null
              author_id: int not-null
              slug: varchar(20) unique not-null
              INDEX  (author_id)
        "#]],
    );
}

#[test]
fn a_bold_name_may_have_sentences_below_it_and_arrows_refer() {
    check(
        "**teams** (one row per workspace)\n- `id`: uuid (PK)\n- `owner_id`: uuid → users.id (on delete cascade)\n\
         - `state`: text -> archived later\n\n\
         **team_members**\nComposite PK (team_id, user_id).\n- `team_id`: FK teams.id\n- `user_id`: FK users.id\n\n\
         Indexes:\n- unique on teams(owner_id, state)\n",
        expect![[r#"
            teams Bullets
              id: uuid pk not-null
              owner_id: uuid → users(id) CASCADE
              state: text
              UNIQUE (owner_id, state)
            team_members Bullets
              team_id pk not-null → teams(id)
              user_id pk not-null → users(id)
              PRIMARY KEY (team_id, user_id)
        "#]],
    );
}

#[test]
fn lists_of_indexes_and_flags_in_unheaded_columns_are_understood() {
    check(
        "## purchase\n- id : int4 [PK]\n- amount : numeric(10,2) [default: 0]\n- owner_id : int4 [FK -> owner.id]\n\n\
         **Indexes**: (owner_id), (owner_id, amount) unique\n\n\
         ## purchase_tag\n\n| column | type | |\n|:--|:--|:--|\n\
         | `purchase_id` | int4 | **PK**, FK → `purchase` |\n| `tag` | text | **PK** |\n\n\
         > Index: `purchase_tag_tag` on `tag`\n\nUnique constraints: (tag), (tag, purchase_id)\n",
        expect![[r#"
            purchase Bullets
              id: int4 pk not-null
              amount: numeric(10,2) default=0
              owner_id: int4 → owner(id)
              INDEX  (owner_id)
              UNIQUE INDEX  (owner_id, amount)
            purchase_tag ColumnTable
              purchase_id: int4 pk not-null → purchase()
              tag: text pk unique not-null
              UNIQUE (tag, purchase_id)
              PRIMARY KEY (purchase_id, tag)
              INDEX purchase_tag_tag (tag)
        "#]],
    );
}

#[test]
fn keys_and_indexes_among_and_after_columns_in_plain_fences_are_understood() {
    check(
        "```\ntask_tags (\n  task_id uuid FK -> tasks.id,\n  tag_id uuid not null,\n  PRIMARY KEY (task_id, tag_id)\n  INDEX (tag_id)\n)\n\n\
         tasks (id uuid PK, title text not null)\n  indexes: title, (id, title)\n\n\
         Table: notes\n------------\nid   bigint  primary key\nbody text\n```\n\n\
         tags (id UUID PK, name TEXT UNIQUE)\nINDEX idx_tags_name (name)\n\n\
         ```dbml\nTable teams {\n  id integer [pk, increment]\n  owner_id integer [ref: > users.id]\n  indexes {\n    (id, owner_id) [unique]\n  }\n}\n```\n",
        expect![[r#"
            task_tags Diagram
              task_id: uuid pk not-null → tasks(id)
              tag_id: uuid pk not-null
              PRIMARY KEY (task_id, tag_id)
              INDEX  (tag_id)
            tasks Diagram
              id: uuid pk not-null
              title: text not-null
              INDEX  (title)
              INDEX  (id, title)
            notes Diagram
              id: bigint pk not-null
              body: text
            tags Diagram
              id: UUID pk not-null
              name: TEXT unique
              INDEX idx_tags_name (name)
            teams Diagram
              id: integer pk not-null
              owner_id: integer → users(id)
              UNIQUE INDEX  (id, owner_id)
        "#]],
    );
}

#[test]
fn tables_of_sqlalchemy_core_and_annotated_types_are_read() {
    check(
        "```python\nclass Hero(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n    \
         secret: Annotated[str, Field(max_length=5)]\n    __table_args__ = (Index(\"hero_secret\", \"secret\", unique=True), CheckConstraint(\"id > 0\"))\n\n\
         tags = Table(\n    \"hero_tags\",\n    Base.metadata,\n    \
         Column(\"hero_id\", ForeignKey(\"hero.id\", ondelete=\"CASCADE\"), primary_key=True),\n    \
         Column(\"tag\", String(40), primary_key=True),\n)\n```\n",
        expect![[r#"
            hero SqlModel
              id: int | None pk not-null
              secret: str not-null
              CHECK id > 0
              UNIQUE INDEX hero_secret (secret)
            hero_tags SqlModel
              hero_id pk not-null → hero(id) CASCADE
              tag: String(40) pk not-null
              PRIMARY KEY (hero_id, tag)
        "#]],
    );
}

#[test]
fn names_may_have_letters_of_other_languages() {
    check(
        "## años\n\n| Column | Type | Notes |\n|---|---|---|\n\
         | id | UUID | Primary key |\n| é_bio | TEXT | Nullable |\n| straße | VARCHAR(80) | Unique |\n\n\
         ## orgs\n\n- `id`: uuid, primary key\n- `é_bio`: text\n- größe: integer, required\n",
        expect![[r#"
            años ColumnTable
              id: UUID pk not-null
              é_bio: TEXT null
              straße: VARCHAR(80) unique
            orgs Bullets
              id: uuid pk not-null
              é_bio: text
              größe: integer not-null
        "#]],
    );
}

#[test]
fn an_index_that_is_called_after_its_table_belongs_to_it() {
    check(
        "### users\n| Column | Type |\n|--|--|\n| id | int |\n\n### tasks\n| Column | Type |\n|--|--|\n\
         | id | int |\n| user_id | int |\n\n## Constraints\n\n### Indexes\n\
         - `idx_tasks_user_id` - For user-scoped queries\n- `idx_nothing_id` - of no table here\n",
        expect![[r#"
            users ColumnTable
              id: int
            tasks ColumnTable
              id: int
              user_id: int
              INDEX idx_tasks_user_id ()
        "#]],
    );
}
