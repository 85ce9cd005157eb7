//! Sentences, lists and tables of changes, Alembic's calls, and what is none of them.

use expect_test::{Expect, expect};
use syntax::Language;

use crate::lower::tests::describe;

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(text, Language::Markdown));
}

const STATE: &str = "\
# Shop

## orders
| Column | Type |
|---|---|
| id | uuid |
| buyer_id | uuid |
| note | text |

## buyers
| Column | Type |
|---|---|
| id | uuid |
| email | text |

";

/// What stands under a heading about changes, behind two described tables.
#[track_caller]
fn under(body: &str, expected: Expect) {
    check(&format!("{STATE}## Changes\n\n{body}\n"), expected);
}

#[test]
fn sentences_name_the_object_and_the_table() {
    under(
        "\
- Add `buyer_id` foreign key to `orders`
- Add column `total` NUMERIC(10, 2) NOT NULL to `orders` — for é reports 💣
- Drop column `phone` from `buyers`
- Rename `orders.note` to `remark`
- Rename table `baskets` to `orders`
- **Buyer_ID Type**: `int` → `UUID`
- Make `orders.note` nullable
- Added `email` (text, unique): how to reach them
- Create index `idx_orders_buyer` on `orders(buyer_id)`
- Add unique constraint on `email`
- Create `parcels` table
- Drop the `carts` table",
        expect![[r#"
            migration written Some("Changes")
            - Add `buyer_id` foreign key to `orders
              0 Add `buyer_id` foreign key to `orders => ALTER TABLE orders ADD COLUMN buyer_id uuid
            - Add column `total` NUMERIC(10, 2) NOT NULL to `orders` — for é reports 💣
              0 Add column `total` NUMERIC(10, 2) NOT NULL to `orders` — for é reports 💣 => ALTER TABLE orders ADD COLUMN total numeric(10,2) NOT NULL
            - Drop column `phone` from `buyers
              0 Drop column `phone` from `buyers => ALTER TABLE buyers DROP COLUMN phone
            - Rename `orders.note` to `remark
              0 Rename `orders.note` to `remark => ALTER TABLE orders RENAME COLUMN note TO remark
            - Rename table `baskets` to `orders
              0 Rename table `baskets` to `orders => ALTER TABLE baskets RENAME TO orders
            - Buyer_ID Type**: `int` → `UUID
              0 Buyer_ID Type**: `int` → `UUID => ALTER TABLE orders ALTER COLUMN buyer_id TYPE uuid from int
            - Make `orders.note` nullable
              0 Make `orders.note` nullable => ALTER TABLE orders ALTER COLUMN note DROP NOT NULL
            - Added `email` (text, unique): how to reach them
              0 Added `email` (text, unique): how to reach them => ALTER TABLE buyers ADD COLUMN email text UNIQUE
            - Create index `idx_orders_buyer` on `orders(buyer_id)
              0 Create index `idx_orders_buyer` on `orders(buyer_id) => CREATE INDEX idx_orders_buyer ON orders (buyer_id)
            - Add unique constraint on `email
              0 Add unique constraint on `email => ALTER TABLE buyers ADD UNIQUE (email)
            - Create `parcels` table
              0 Create `parcels` table => CreateTable(CreateTable { table: QualifiedName { schema: None, name: Name { text: "parcels", range: 628..635 } }, if_not_exists: false, columns: [], constraints: [], indexes: [], temporary: false, unlogged: false, like: [], like_indexes: false, inherits: [], partition_of: None, default_partition: false, bound: None, partition_by: None, as_select: Some([]) })
            - Drop the `carts` table
              0 Drop the `carts` table => DROP TABLE carts
        "#]],
    );
}

#[test]
fn a_clause_may_name_its_table_first() {
    under(
        "`orders`: widen `x`/`y` from required to nullable; add nullable `payload JSONB`. Existing rows stay.",
        expect![[r#"
            migration written Some("Changes")
            - widen `x`/`y` from required to nullable
              0 widen `x`/`y` from required to nullable => ALTER TABLE orders ALTER COLUMN x DROP NOT NULL
            - widen `x`/`y` from required to nullable
              0 widen `x`/`y` from required to nullable => ALTER TABLE orders ALTER COLUMN y DROP NOT NULL
            - add nullable `payload JSONB
              0 add nullable `payload JSONB => ALTER TABLE orders ADD COLUMN payload jsonb
        "#]],
    );
}

#[test]
fn lists_are_announced() {
    under(
        "Add the following tables:\n1. `parcels` - new table\n2. `routes` - new table\n\nAdd the following columns to `orders`:\n- `paid_at` TIMESTAMPTZ\n- `state` VARCHAR(20)",
        expect![[r#"
            migration written Some("Changes")
            - parcels
              0 parcels => CreateTable(CreateTable { table: QualifiedName { schema: None, name: Name { text: "parcels", range: 209..216 } }, if_not_exists: false, columns: [], constraints: [], indexes: [], temporary: false, unlogged: false, like: [], like_indexes: false, inherits: [], partition_of: None, default_partition: false, bound: None, partition_by: None, as_select: Some([]) })
            - routes
              0 routes => CreateTable(CreateTable { table: QualifiedName { schema: None, name: Name { text: "routes", range: 234..240 } }, if_not_exists: false, columns: [], constraints: [], indexes: [], temporary: false, unlogged: false, like: [], like_indexes: false, inherits: [], partition_of: None, default_partition: false, bound: None, partition_by: None, as_select: Some([]) })
            - paid_at` TIMESTAMPTZ
              0 paid_at` TIMESTAMPTZ => ALTER TABLE orders ADD COLUMN paid_at timestamptz
            - state` VARCHAR(20)
              0 state` VARCHAR(20) => ALTER TABLE orders ADD COLUMN state varchar(20)
        "#]],
    );
    check(
        "# Chat\n\n## New Tables\n\n1. **Table: Room**\n   - `id`: int (Primary Key)\n   - `title`: str\n",
        expect![[r#"
            migration written Some("New Tables")
            - **Table: Room**
              0 **Table: Room** => CREATE TABLE IF NOT EXISTS "Room" ( id integer NOT NULL PRIMARY KEY, title varchar)
        "#]],
    );
}

#[test]
fn a_section_tells_the_table_that_an_item_leaves_out() {
    under(
        "1. **Id Type**: `int` → `uuid`\n2. **Renamed**: `Basket` → `Order`",
        expect![[r#"
            migration written Some("Changes")
            - Id Type**: `int` → `uuid
              0 Id Type**: `int` → `uuid => ALTER TABLE orders ALTER COLUMN id TYPE uuid from int
            - Renamed**: `Basket` → `Order
              0 Renamed**: `Basket` → `Order => ALTER TABLE "Basket" RENAME TO "Order"
        "#]],
    );
}

#[test]
fn what_could_be_any_table_is_not_analysed() {
    under(
        "- Add a `created_at` column",
        expect![[r#"
        migration written Some("Changes")
        - Add a `created_at` column
          0 Add a `created_at` column => unknown "add_column" of None: which table it means is not said
    "#]],
    );
}

#[test]
fn tables_of_changes() {
    under(
        "\
| Operation | Table | Change |
|---|---|---|
| ALTER | `orders` | ADD `paid_at` TIMESTAMPTZ, ADD `route_id` UUID FK→routes |
| CREATE TABLE | `routes` | Where parcels go |
| CREATE INDEX | Multiple | 8 new indexes |",
        expect![[r#"
            migration written Some("Changes")
            - ADD `paid_at` TIMESTAMPTZ
              0 ADD `paid_at` TIMESTAMPTZ => ALTER TABLE orders ADD COLUMN paid_at timestamptz
            - ADD `route_id` UUID FK→routes
              0 ADD `route_id` UUID FK→routes => ALTER TABLE orders ADD COLUMN route_id uuid REFERENCES routes
            - | CREATE TABLE | `routes` | Where parcels go |
              0 | CREATE TABLE | `routes` | Where parcels go | => CreateTable(CreateTable { table: QualifiedName { schema: None, name: Name { text: "routes", range: 324..330 } }, if_not_exists: false, columns: [], constraints: [], indexes: [], temporary: false, unlogged: false, like: [], like_indexes: false, inherits: [], partition_of: None, default_partition: false, bound: None, partition_by: None, as_select: Some([]) })
        "#]],
    );
    under(
        "\
| Table | Changes |
|---|---|
| `orders` | Added state TEXT, note now nullable, removed old_note/legacy fields |",
        expect![[r#"
            migration written Some("Changes")
            - Added state TEXT
              0 Added state TEXT => ALTER TABLE orders ADD COLUMN state text
            - note now nullable
              0 note now nullable => ALTER TABLE orders ALTER COLUMN note DROP NOT NULL
            - removed old_note/legacy fields
              0 removed old_note/legacy fields => ALTER TABLE orders DROP COLUMN old_note
        "#]],
    );
    under(
        "\
| Table | Column | Before | After |
|---|---|---|---|
| orders | note | varchar(20) | text |
| buyers | email | null | not null |
| buyers | id | uuid | uuid |",
        expect![[r#"
            migration written Some("Changes")
            - | orders | note | varchar(20) | text |
              0 | orders | note | varchar(20) | text | => ALTER TABLE orders ALTER COLUMN note TYPE text from varchar(20)
            - | buyers | email | null | not null |
              0 | buyers | email | null | not null | => ALTER TABLE buyers ALTER COLUMN email SET NOT NULL
        "#]],
    );
}

#[test]
fn advice_and_commands_are_nothing() {
    under(
        "\
- Use Alembic for all schema changes
- Always add `NOT NULL` columns with a default
- Add indexes for performance
- Add `user_id` filter to all queries
- Create migration: `alembic revision --autogenerate -m \"x\"`
- Update `models.py`, then run `alembic upgrade head`
- Create `update_updated_at` function
- Test migrations on a copy first
- Never rename a column without a new migration

1. organizations
2. users

```bash
alembic upgrade head
```",
        expect![[""]],
    );
    check(
        &format!("{STATE}## Future Migrations\n\n- Add `tags` column to `orders`\n"),
        expect![[""]],
    );
    check(
        &format!("{STATE}## Rules\n\n- Add `tags` column to `orders`\n"),
        expect![[""]],
    );
}

#[test]
fn calls_of_alembic() {
    check(
        "\
# Revision

```python
def upgrade() -> None:
    # op.drop_table('no')
    op.create_table(
        'orders',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('buyer_id', sa.Integer(), sa.ForeignKey('app.buyers.id', ondelete='cascade'), nullable=False),
        sa.Column('state', sa.String(20), server_default=sa.text(\"'new'\")),
        sa.PrimaryKeyConstraint('id', name='pk'),
        sa.ForeignKeyConstraint(['buyer_id'], ['buyers.id']),
        sa.CheckConstraint('id > 0', name='c'),
    )
    op.add_column(\"orders\", sa.Column('note', sa.Text(), nullable=True))
    op.alter_column('orders', 'note', type_=sa.String(length=50), nullable=False,
                    existing_type=sa.Text())
    op.alter_column('orders', 'note', new_column_name='remark')
    op.create_index(op.f('ix'), 'orders', ['buyer_id', sa.text('id DESC')], unique=True, postgresql_concurrently=True)
    op.create_foreign_key('fk', 'orders', 'buyers', ['buyer_id'], ['id'], ondelete='SET NULL')
    op.create_unique_constraint(None, 'orders', ['note'])
    with op.batch_alter_table('buyers', schema=None) as batch_op:
        batch_op.drop_column('phone')
        batch_op.create_index('ix_b', ['email'])
    op.execute(\"\"\"
        UPDATE orders SET note = 'é💣';
        ALTER TABLE orders DROP COLUMN x
    \"\"\")
    op.execute(f\"DROP TABLE {name}\")
    op.bulk_insert(roles, [])
    op.create_table(...)

def downgrade() -> None:
    op.drop_constraint('fk', 'orders', type_='foreignkey')
    op.drop_index('ix', table_name='orders')
    op.drop_table('orders')
```
",
        expect![[r#"
            migration written Some("Revision")
            - op.create_table(
              0 op.create_table( => CREATE TABLE orders ( id uuid NOT NULL PRIMARY KEY, buyer_id integer NOT NULL REFERENCES app.buyers (id) ON DELETE CASCADE, state varchar(20) DEFAULT 'new', CONSTRAINT pk PRIMARY KEY (id), FOREIGN KEY (buyer_id) REFERENCES buyers (id), CONSTRAINT c CHECK (id > 0))
            - op.add_column("orders", sa.Column('note', sa.Text(), nullable=True))
              0 op.add_column("orders", sa.Column('note', sa.Text(), nullable=True)) => ALTER TABLE orders ADD COLUMN note text
            - op.alter_column('orders', 'note', type_=sa.String(length=50), nullable=False,
              0 sa.String(length=50) => ALTER TABLE orders ALTER COLUMN note TYPE varchar(50) from sa.Text()
              0 False => ALTER TABLE orders ALTER COLUMN note SET NOT NULL from sa.Text()
            - op.alter_column('orders', 'note', new_column_name='remark')
              0 remark => ALTER TABLE orders RENAME COLUMN note TO remark
            - op.create_index(op.f('ix'), 'orders', ['buyer_id', sa.text('id DESC')], unique=True, postgresql_concurrently=True)
              0 op.create_index(op.f('ix'), 'orders', ['buyer_id', sa.text('id DESC')], unique=True, postgresql_concurrently=True) => CREATE UNIQUE INDEX CONCURRENTLY ix ON orders (buyer_id, id DESC)
            - op.create_foreign_key('fk', 'orders', 'buyers', ['buyer_id'], ['id'], ondelete='SET NULL')
              0 op.create_foreign_key('fk', 'orders', 'buyers', ['buyer_id'], ['id'], ondelete='SET NULL') => ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (buyer_id) REFERENCES buyers (id) ON DELETE SET NULL
            - op.create_unique_constraint(None, 'orders', ['note'])
              0 op.create_unique_constraint(None, 'orders', ['note']) => ALTER TABLE orders ADD UNIQUE (note)
            - op.drop_column('phone')
              0 op.drop_column('phone') => ALTER TABLE buyers DROP COLUMN phone
            - op.create_index('ix_b', ['email'])
              0 op.create_index('ix_b', ['email']) => CREATE INDEX ix_b ON buyers (email)
            - op.execute(""" (sql)
              0 UPDATE orders SET note = 'é💣' => UPDATE orders SET note = 'é💣' batch None None
              1 DROP COLUMN x => ALTER TABLE orders DROP COLUMN x
            - op.execute(f"DROP TABLE {name}") (sql)
              0 op.execute(f"DROP TABLE {name}") => unknown "execute" of None: this call of `op.execute` is not read
            - op.bulk_insert(roles, [])
              0 op.bulk_insert(roles, []) => unknown "bulk_insert" of None: this call of `op.bulk_insert` is not read
            back
            - op.drop_constraint('fk', 'orders', type_='foreignkey')
              0 op.drop_constraint('fk', 'orders', type_='foreignkey') => ALTER TABLE orders DROP CONSTRAINT fk Some("foreignkey")
            - op.drop_index('ix', table_name='orders')
              0 op.drop_index('ix', table_name='orders') => DROP INDEX ix
            - op.drop_table('orders')
              0 op.drop_table('orders') => DROP TABLE orders
        "#]],
    );
}

#[test]
fn what_a_fence_does_is_not_said_twice() {
    check(
        &format!(
            "{STATE}## Migration\n\n1. Create `orders` table\n2. Create `parcels` table\n\n```python\nop.create_table('orders', sa.Column('id', sa.Integer()))\n```\n"
        ),
        expect![[r#"
            migration written Some("Migration")
            - Create `parcels` table
              0 Create `parcels` table => CreateTable(CreateTable { table: QualifiedName { schema: None, name: Name { text: "parcels", range: 217..224 } }, if_not_exists: false, columns: [], constraints: [], indexes: [], temporary: false, unlogged: false, like: [], like_indexes: false, inherits: [], partition_of: None, default_partition: false, bound: None, partition_by: None, as_select: Some([]) })
            migration written Some("Migration")
            - op.create_table('orders', sa.Column('id', sa.Integer()))
              0 op.create_table('orders', sa.Column('id', sa.Integer())) => CREATE TABLE orders ( id integer)
        "#]],
    );
}

#[test]
fn an_example_of_a_revision_counts_when_it_builds_what_is_described() {
    let body = "### Example Migration\n\n```python\nop.create_table('NAME', sa.Column('id', sa.Integer()))\n```\n";
    check(
        &format!("{STATE}{}", body.replace("NAME", "orders")),
        expect![[r#"
        migration written Some("Example Migration")
        - op.create_table('orders', sa.Column('id', sa.Integer()))
          0 op.create_table('orders', sa.Column('id', sa.Integer())) => CREATE TABLE orders ( id integer)
    "#]],
    );
    check(
        &format!("{STATE}{}", body.replace("NAME", "widgets")),
        expect![[""]],
    );
}

#[test]
fn a_list_of_operations_needs_no_specification_around_it() {
    check(
        "# Plan\n\n```yaml\noperations:\n  - type: add_column\n    table: orders\n    details: {column: {name: note, type: text}}\n  - {type: drop_table, table: carts}\n```\n\n```yaml\n- type: string\n  table: x\n```\n\n```yaml\nservices: [a]\n```\n",
        expect![[r#"
            migration written Some("Plan")
            - type: add_column
              0 {name: note, type: text} => ALTER TABLE orders ADD COLUMN note text
            - type: drop_table
              0 type: drop_table => DROP TABLE carts
        "#]],
    );
}

#[test]
fn what_is_concluded_is_marked() {
    let text = format!(
        "{STATE}## Changes\n\n1. **Id Type**: `int` → `uuid`\n2. Drop column `phone` from `buyers`\n3. Added `email` later\n"
    );
    let document = crate::lower::lower(&text, Language::Markdown);
    let said: Vec<String> = document
        .inferred
        .iter()
        .map(|it| format!("{}: {}", &text[it.range], it.what))
        .collect();
    expect![[r#"
        Id Type**: `int` → `uuid: it is about `buyers`, the only table that this section changes
        Added `email` later: it is about `buyers`, the only described table with such a column"#]]
    .assert_eq(&said.join("\n"));
}

#[test]
fn contradictions_and_foreign_dialects_are_told() {
    check(
        "# Shop\n\n## orders\n\n```sql\nCREATE TABLE orders (id uuid PRIMARY KEY, note varchar(20) NOT NULL, total int);\n```\n\n| Column | Type | Null |\n|---|---|---|\n| id | text | no |\n| note | VARCHAR(50) | yes |\n| total | BIGINT | yes |\n\n```python\nclass Order(SQLModel, table=True):\n    __tablename__ = 'orders'\n    id: str = Field(primary_key=True)\n    note: Optional[str]\n```\n",
        expect![[r#"
            ! Contradiction { column: "orders.id", here: "uuid", there: "text", other: 153..155 } @ id
            ! Contradiction { column: "orders.note", here: "varchar(20), NOT NULL", there: "VARCHAR(50), nullable", other: 172..176 } @ note
            ! Contradiction { column: "orders.id", here: "text", there: "uuid", other: 47..49 } @ id
            ! Contradiction { column: "orders.note", here: "VARCHAR(50), nullable", there: "varchar(20), NOT NULL", other: 68..72 } @ note
        "#]],
    );
    check(
        "# Shop\n\n```sql\nCREATE TABLE [dbo].[Orders] (\n  [Id] UNIQUEIDENTIFIER NOT NULL DEFAULT NEWID() PRIMARY KEY,\n  [Note] NVARCHAR(MAX) NULL,\n  Made DATETIME2 NOT NULL\n);\nGO\n```\n\n```sql\nCREATE TABLE `items` (\n  `id` INT UNSIGNED NOT NULL AUTO_INCREMENT,\n  `name` VARCHAR(50) NOT NULL COMMENT 'é',\n  PRIMARY KEY (`id`),\n  KEY `idx_name` (`name`)\n) ENGINE=InnoDB;\n```\n",
        expect![[r#"
            ! ForeignDialect { dialect: "SQL Server", word: "UNIQUEIDENTIFIER" } @ UNIQUEIDENTIFIER
            ! ForeignDialect { dialect: "MySQL", word: "UNSIGNED" } @ UNSIGNED
        "#]],
    );
}

#[test]
fn sentences_in_the_passive_and_rows_with_a_verb_are_changes() {
    under(
        "\
- `status` column added to `orders`
- `phone` was removed from `buyers`
- Make `buyers.email` unique
- Set `status` to NOT NULL
- `orders.note` was renamed to `remark`
- Create custom ENUM types

| Table | Change | Column | From | To |
|---|---|---|---|---|
| orders | alter | id | int | bigint |
| orders | add | bio | | text, nullable |
| orders | dropped | nick | varchar | |

| Column | Change |
|---|---|
| `size` | Added |",
        expect![[r#"
            migration written Some("Changes")
            - status` column added to `orders
              0 status` column added to `orders => AddColumn(AddColumn { table: QualifiedName { schema: None, name: Name { text: "orders", range: 207..213 } }, if_table_exists: false, only: false, if_not_exists: false, column: Column { name: Name { text: "status", range: 182..188 }, ty: None, collation: None, nullable: None, default: None, primary_key: false, key_name: None, unique: false, index: false, check: None, references: None, generated: None, identity: None, comment: None, range: 182..188 }, constraints: [] })
            - phone` was removed from `buyers
              0 phone` was removed from `buyers => ALTER TABLE buyers DROP COLUMN phone
            - Make `buyers.email` unique
              0 Make `buyers.email` unique => ALTER TABLE buyers ADD UNIQUE (email)
            - Set `status` to NOT NULL
              0 Set `status` to NOT NULL => ALTER TABLE orders ALTER COLUMN status SET NOT NULL
            - orders.note` was renamed to `remark
              0 orders.note` was renamed to `remark => ALTER TABLE orders RENAME COLUMN note TO remark
            - | orders | alter | id | int | bigint |
              0 | orders | alter | id | int | bigint | => ALTER TABLE orders ALTER COLUMN id TYPE bigint from int
            - | orders | add | bio | | text, nullable |
              0 | orders | add | bio | | text, nullable | => ALTER TABLE orders ADD COLUMN bio text
            - | orders | dropped | nick | varchar | |
              0 | orders | dropped | nick | varchar | | => ALTER TABLE orders DROP COLUMN nick
            - | `size` | Added |
              0 | `size` | Added | => unknown "add_column" of None: which table it means is not said
        "#]],
    );
}
