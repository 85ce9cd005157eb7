//! Two versions of a spec, and what leads from the one to the other.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "what is printed, not what is judged"
)]

use expect_test::{Expect, expect};
use syntax::TextRange;

use super::*;
use crate::lower::sql_changes;
use crate::operation::{ColumnAction, ConstraintKind, EnumAction};

fn reading(text: &str) -> SchemaReading {
    crate::schema::read(&syntax::markdown::parse(text), text)
}

fn detail(operation: &Operation) -> String {
    let names = |it: &[Name]| {
        let it: Vec<&str> = it.iter().map(Name::as_str).collect();
        it.join(",")
    };
    let kind = |it: &ConstraintKind| match it {
        ConstraintKind::PrimaryKey { columns, .. } => format!("primary key({})", names(columns)),
        ConstraintKind::Unique { columns, .. } => format!("unique({})", names(columns)),
        ConstraintKind::ForeignKey {
            columns,
            references,
        } => format!("({}) -> {}", names(columns), references.table),
        other => format!("{other:?}"),
    };
    if let Operation::AlterColumn(it) = operation {
        return match &it.action {
            ColumnAction::Type { ty, .. } => format!("type {}", ty.text),
            ColumnAction::SetDefault(it) => format!("default {}", it.text),
            other => format!("{other:?}"),
        };
    }
    if let Operation::AddConstraint(it) = operation {
        return kind(&it.constraint.kind);
    }
    match operation {
        Operation::DropConstraint(it) => it.name.to_string(),
        Operation::DropIndex(it) => it.index.to_string(),
        Operation::RenameTable(it) => format!("to {}", it.to),
        Operation::RenameColumn(it) => format!("to {}", it.to),
        Operation::AddIndex(it) => {
            let keys: Vec<&str> = it.keys.iter().map(|it| it.text.as_str()).collect();
            keys.join(",")
        }
        Operation::AlterEnum(it) => match &it.action {
            EnumAction::AddValue { value, .. } => format!("+{value}"),
            EnumAction::RemoveValue { value } => format!("-{value}"),
            other => format!("{other:?}"),
        },
        _ => String::new(),
    }
}

fn told(diff: &Diff, old: &str, new: &str) -> String {
    let at = |text: &str, range: TextRange| {
        text.get(std::ops::Range::<usize>::from(range))
            .expect("in bounds")
            .to_owned()
    };
    let mut out = String::new();
    for it in &diff.changes {
        let table = it.table().map(ToString::to_string).unwrap_or_default();
        let column = it.column().map(|it| format!(".{it}")).unwrap_or_default();
        let was = it.was.map(|(_, it)| format!(" <{}>", at(old, it)));
        out += &format!(
            "{} {table}{column} {} [{}]{}\n",
            it.operation.word(),
            detail(&it.operation),
            at(new, it.at),
            was.unwrap_or_default(),
        );
    }
    for it in &diff.renames {
        let word = if it.likely { "likely" } else { "possibly" };
        out += &format!("{word} {} is {} ({:?})\n", it.from, it.to, it.choice);
    }
    if !diff.emptied.is_empty() {
        out += "emptied\n";
    }
    out
}

#[track_caller]
fn check(old: &str, new: &str, expected: Expect) {
    let (before, after) = (reading(old), reading(new));
    let found = diff(
        Side::spec(&before, old),
        Side::spec(&after, new),
        &Rename::by_likeness,
    );
    expected.assert_eq(&told(&found, old, new));
}

#[track_caller]
fn unchanged(old: &str, new: &str) {
    let (before, after) = (reading(old), reading(new));
    let sides = (Side::spec(&before, old), Side::spec(&after, new));
    let found = diff(sides.0, sides.1, &Rename::by_likeness);
    assert_eq!(told(&found, old, new), "");
}

const USERS: &str = "\
# Shop

## users

| Column | Type | Null | Default | Notes |
|---|---|---|---|---|
| id | UUID | no | | primary key |
| email | VARCHAR(100) | no | | unique |
| phone | VARCHAR(20) | yes | | |
| status | TEXT | no | 'open' | |

Indexes: none yet.

## orders

| Column | Type | Null | Notes |
|---|---|---|---|
| id | UUID | no | primary key |
| user_id | UUID | no | FK → users.id ON DELETE CASCADE |
| total | INTEGER | no | |
";

fn users(from: &str, to: &str) -> String {
    assert!(USERS.contains(from), "{from}");
    USERS.replacen(from, to, 1)
}

#[test]
fn an_edited_cell_is_the_change() {
    check(
        USERS,
        &users("| total | INTEGER | no |", "| total | BIGINT | yes |"),
        expect![[r#"
            alter_column orders.total type BIGINT [BIGINT] <INTEGER>
            alter_column orders.total DropNotNull [yes] <| total | INTEGER | no | |>
        "#]],
    );
    check(
        USERS,
        &users("'open'", "'new'"),
        expect![[r#"
        alter_column users.status default 'new' ['new'] <'open'>
    "#]],
    );
    check(
        USERS,
        &users("ON DELETE CASCADE", "ON DELETE SET NULL"),
        expect![[r#"
            drop_constraint orders orders_user_id_fkey [FK → users.id ON DELETE SET NULL] <users>
            add_constraint orders (user_id) -> users [FK → users.id ON DELETE SET NULL]
        "#]],
    );
}

#[test]
fn columns_come_and_go() {
    check(
        USERS,
        &users(
            "| total | INTEGER | no | |\n",
            "| total | INTEGER | no | |\n| note | TEXT | yes | 💣 |\n",
        ),
        expect![[r#"
            add_column orders.note  [| note | TEXT | yes | 💣 |]
        "#]],
    );
    check(
        USERS,
        &users("| phone | VARCHAR(20) | yes | | |\n", ""),
        expect![[r#"
            drop_column users.phone  [users] <| phone | VARCHAR(20) | yes | | |>
        "#]],
    );
}

#[test]
fn renamed_columns_by_likeness() {
    check(
        USERS,
        &users("| phone |", "| phone_number |"),
        expect![[r#"
        rename_column users.phone to phone_number [phone_number] <phone>
        likely phone is phone_number (Rename)
    "#]],
    );
    // The same type at the same place, and nothing else.
    check(
        USERS,
        &users("| phone |", "| nickname |"),
        expect![[r#"
        add_column users.nickname  [| nickname | VARCHAR(20) | yes | | |]
        drop_column users.phone  [nickname] <| phone | VARCHAR(20) | yes | | |>
        possibly phone is nickname (DropAndAdd)
    "#]],
    );
    // Another type.
    check(
        USERS,
        &users("| phone | VARCHAR(20) |", "| phone_number | BIGINT |"),
        expect![[r#"
            add_column users.phone_number  [| phone_number | BIGINT | yes | | |]
            drop_column users.phone  [phone_number] <| phone | VARCHAR(20) | yes | | |>
            possibly phone is phone_number (DropAndAdd)
        "#]],
    );
}

#[test]
fn a_likeness_is_read_as_chosen() {
    let new = users("| phone |", "| phone_number |");
    let (before, after) = (reading(USERS), reading(&new));
    let found = diff(
        Side::spec(&before, USERS),
        Side::spec(&after, &new),
        &|_| Choice::DropAndAdd,
    );
    expect![[r#"
        add_column users.phone_number  [| phone_number | VARCHAR(20) | yes | | |]
        drop_column users.phone  [phone_number] <| phone | VARCHAR(20) | yes | | |>
        likely phone is phone_number (DropAndAdd)
    "#]]
    .assert_eq(&told(&found, USERS, &new));
}

#[test]
fn tables_come_go_and_are_renamed() {
    let at = USERS.find("## orders").expect("it is there");
    check(
        USERS,
        &USERS[..at],
        expect![[r#"
        drop_table orders  [# Shop] <orders>
    "#]],
    );
    check(
        &USERS[..at],
        USERS,
        expect![[r#"
        create_table orders  [orders]
    "#]],
    );
    check(
        USERS,
        &users("## orders", "## purchases"),
        expect![[r#"
        rename_table orders to purchases [purchases] <orders>
        likely orders is purchases (Rename)
    "#]],
    );
    check(
        USERS,
        "# Shop\n\nMoved to another page.\n",
        expect![[r#"
        emptied
    "#]],
    );
}

#[test]
fn what_is_no_change() {
    unchanged(USERS, USERS);
    // Reordered columns and tables, rewording, spelling.
    unchanged(
        USERS,
        &users(
            "| email | VARCHAR(100) | no | | unique |\n| phone | VARCHAR(20) | yes | | |\n",
            "| phone | varchar( 20 ) | yes | - | the number |\n| email | character varying(100) | not null | | Unique |\n",
        ),
    );
    let at = USERS.find("## orders").expect("it is there");
    unchanged(
        USERS,
        &format!("# Shop\n\n{}\n{}", &USERS[at..], &USERS[8..at]),
    );
    // Silence: a cell that says nothing any more.
    unchanged(
        USERS,
        &users("| phone | VARCHAR(20) | yes |", "| phone | VARCHAR(20) | |"),
    );
    unchanged(
        USERS,
        &users("| phone | VARCHAR(20) | yes |", "| phone | | yes |"),
    );
}

#[test]
fn another_form_is_no_change() {
    unchanged(
        USERS,
        "# Shop

```sql
CREATE TABLE users (
  id uuid PRIMARY KEY,
  email varchar(100) NOT NULL UNIQUE,
  phone varchar(20),
  status text NOT NULL DEFAULT 'open'
);
CREATE TABLE orders (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  total integer NOT NULL
);
CREATE INDEX ON orders (user_id);
```
",
    );
    unchanged(
        USERS,
        "# Shop

```python
class User(SQLModel, table=True):
    __tablename__ = \"users\"
    id: UUID = Field(primary_key=True)
    email: str = Field(unique=True)
    phone: str | None = None
    status: str = \"open\"

class Order(SQLModel, table=True):
    __tablename__ = \"orders\"
    id: UUID = Field(primary_key=True)
    user_id: UUID = Field(foreign_key=\"users.id\")
    total: int
```
",
    );
}

const NOTES: &str = "\
# Notes

**Boards Table**
- `id: UUID`
- `name: String`
- `state: Enum(active, archived)`
- `created_at, updated_at: Timestamps`
- Unique constraint: `(name, state)`
- Index: `(state)`

**Items Table**
- `id: UUID`
- `board_id: UUID FK`
- `amount: Int?`
- `value: JSON`
";

fn notes(from: &str, to: &str) -> String {
    assert!(NOTES.contains(from), "{from}");
    NOTES.replacen(from, to, 1)
}

#[test]
fn bullets() {
    check(
        NOTES,
        &notes("value: JSON", "value: JSONB"),
        expect![[r#"
        alter_column Items.value type JSONB [JSONB] <JSON>
    "#]],
    );
    check(
        NOTES,
        &notes("Int?", "Int"),
        expect![[r#"
        alter_column Items.amount SetNotNull [Int`] <- `amount: Int?`>
    "#]],
    );
    check(
        NOTES,
        &notes("Enum(active, archived)", "Enum(active, archived, deleted)"),
        expect![[r#"
            alter_enum Boards.state +deleted [deleted] <Enum(active, archived)>
        "#]],
    );
    check(
        NOTES,
        &notes("- Index: `(state)`\n", ""),
        expect![[r#"
        drop_index Boards Boards_state_idx [state] <state>
    "#]],
    );
    check(
        NOTES,
        &notes(
            "- Unique constraint: `(name, state)`\n",
            "- Unique constraint: `name`\n",
        ),
        expect![[r#"
            drop_constraint Boards Boards_name_state_key [Boards] <name, state>
            add_constraint Boards unique(name) [name]
        "#]],
    );
    check(
        NOTES,
        &notes(
            "- `id: UUID`\n- `board_id: UUID FK`\n",
            "- `board_id: UUID FK`\n- `item_id: UUID FK`\n- Primary key: `(board_id, item_id)`\n",
        ),
        expect![[r#"
            add_column Items.item_id  [- `item_id: UUID FK`]
            drop_column Items.id  [Items] <- `id: UUID`>
            add_constraint Items primary key(board_id,item_id) [board_id, item_id]
        "#]],
    );
    unchanged(
        NOTES,
        &notes(
            "created_at, updated_at: Timestamps",
            "created_at, updated_at: Timestamp",
        ),
    );
}

#[track_caller]
fn check_sql(old: &str, new: &str, expected: Expect) {
    let state = |text: &str| {
        let mut catalog = Catalog::default();
        for change in sql_changes(text) {
            catalog.apply(&change);
        }
        built(&catalog)
    };
    let (before, after) = (state(old), state(new));
    let side = |reading, text| Side {
        text,
        ..Side::built(reading)
    };
    let found = diff(side(&before, old), side(&after, new), &Rename::by_likeness);
    expected.assert_eq(&told(&found, old, new));
}

#[test]
fn statements_say_everything() {
    check_sql(
        "CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE t (id bigint PRIMARY KEY, a int UNIQUE CHECK (a > 0), b text DEFAULT 'x' NOT NULL);
CREATE INDEX t_b ON t (b);
CREATE TABLE gone (id int);",
        "CREATE TYPE mood AS ENUM ('a', 'c');
CREATE TABLE t (id bigint PRIMARY KEY, a int, b text, c int REFERENCES s (id));
CREATE TABLE s (id int PRIMARY KEY, t_id bigint REFERENCES t);",
        expect![[r#"
            alter_enum  +c [c]
            alter_enum  -b [b]
            create_table s  [s]
            drop_constraint t t_a_key [int] <a>
            drop_constraint t t_a_check [t] <a > 0>
            drop_index t t_b [text] <b>
            add_column t.c  [c int REFERENCES s (id)]
            alter_column t.b DropDefault [text] <'x'>
            drop_table gone  [CREATE TYPE mood AS ENUM ('a', 'c');] <gone>
        "#]],
    );
}

#[test]
fn a_spec_against_what_a_chain_builds() {
    let mut catalog = Catalog::default();
    for change in sql_changes(
        "CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email varchar(255) NOT NULL UNIQUE, status text NOT NULL DEFAULT 'open');
         CREATE INDEX ON users (status);",
    ) {
        catalog.apply(&change);
    }
    let before = built(&catalog);
    let check = |text: &str, expected: Expect| {
        let after = reading(text);
        let found = diff(
            Side::built(&before),
            Side::spec(&after, text),
            &Rename::by_likeness,
        );
        let mut found = found;
        // The chain has no text to show.
        for it in &mut found.changes {
            it.was = None;
        }
        expected.assert_eq(&told(&found, "", text));
    };
    // What the spec does not say is silence.
    check(
        "## Users\n\n- `id`: UUID\n- `email`: string\n- `status`: text\n",
        expect![""],
    );
    check(
        "## Users\n\n- `id`: UUID\n- `email`: text, nullable\n- `phone`: text\n",
        expect![[r#"
            add_column users.phone  [- `phone`: text]
            alter_column users.email type text [text]
            alter_column users.email DropNotNull [- `email`: text, nullable]
            drop_column users.status  [phone]
            possibly status is phone (DropAndAdd)
        "#]],
    );
}

#[test]
fn a_table_that_went_into_another_document_has_moved() {
    let at = USERS.find("## orders").expect("it is there");
    let (first, second) = USERS.split_at(at);
    let (whole, first_read, second_read) = (reading(USERS), reading(first), reading(second));
    let nothing = SchemaReading::default();
    let found = diff_documents(
        &[Side::spec(&whole, USERS), Side::spec(&nothing, "")],
        &[
            Side::spec(&first_read, first),
            Side::spec(&second_read, second),
        ],
        &Rename::by_likeness,
    );
    assert_eq!(found, Diff::default());
    // Two documents describe it, one stops to.
    let found = diff_documents(
        &[Side::spec(&whole, USERS), Side::spec(&second_read, second)],
        &[
            Side::spec(&first_read, first),
            Side::spec(&second_read, second),
        ],
        &Rename::by_likeness,
    );
    assert_eq!(found, Diff::default());
}
