//! Reading again after an edit gives what reading afresh gives, value for value and place for
//! place.

use std::fmt::Write as _;

use syntax::Language;

use crate::lower::{lower, lower_again};

/// Every form of a spec, and everything that reaches over headings.
const SPEC: &str = "\
---
title: Shop
---
# Shop database

Intro with `code`, é and 💣.

## Tables

### `customers` (~2M rows)

#### Fields

| Column | Type | Constraints | Description |
|---|---|---|---|
| `id` | UUID | PRIMARY KEY | who |
| `email` | VARCHAR(255) | NOT NULL, UNIQUE | where é |
| `plan_id` | UUID | FK → plans.id | which |

#### Indexes

- `idx_customers_email` on email
- Index: (plan_id, email)

### Plan

**Fields**:

- id: UUID, primary key
- `name` (varchar(50), required) - what it is called
- `price`: numeric(10, 2), default: 0

A note on `plans`: about 50,000 rows.

## Orders

```sql
CREATE TABLE orders (
    id UUID PRIMARY KEY, -- own
    customer_id UUID NOT NULL REFERENCES customers(id),
    state VARCHAR(20) DEFAULT 'new' CHECK (state <> ''),
    CONSTRAINT orders_one UNIQUE (id, state)
);
CREATE INDEX idx_orders ON orders (customer_id) WHERE state = 'new';
```

1. In a list:

   ```sql
   ALTER TABLE orders ADD COLUMN paid_at timestamptz;
   CREATE TYPE mood AS ENUM ('a', 'b');
   ```

<!-- forelock: ignore[drop-column] why -->

> ## Quoted
> ```
> users (id UUID, name TEXT)
> ```

```mermaid
erDiagram
    customers ||--o{ orders : places
    orders {
        uuid id PK
        string state
    }
```

## Models

```python
class Invoice(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    order_id: uuid.UUID = Field(foreign_key=\"orders.id\")
```

## Migration 7

Add `vat_id` to `customers`. Remove the `price` column from `plans`.

```sql
ALTER TABLE customers ALTER COLUMN email TYPE text;
```

```python
def upgrade():
    op.add_column('orders', sa.Column('note', sa.Text(), nullable=True))
```

### Rollback

```sql
ALTER TABLE customers ALTER COLUMN email TYPE varchar(255);
```

## New Tables

### `refunds`

- `id`: UUID, primary key
- `order_id`: UUID (FK → orders.id)

```yaml
database_migration_specification:
  version: '002'
  operations:
    - type: add_column
      table: orders
      details: {name: due, type: date}
```

## Future

- `later`: text
";

/// What is typed, pasted or broken.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "    ",
    "#",
    "# ",
    "\n# Top\n",
    "\n## Section\n\n",
    "\n### `goods`\n\n- `id`: UUID, primary key\n- `sku`: text\n",
    "```",
    "\n```sql\n",
    "\n```\n",
    "\n~~~\n",
    "~~~",
    "|",
    "| a | b |\n",
    "\n|---|---|\n",
    "- ",
    "\n- item\n",
    "  - ",
    "> ",
    "1. ",
    "---\n",
    "\n---\n",
    "...\n",
    "<!--",
    "-->",
    "<!-- x -->",
    "<div>\n",
    "</div>\n",
    "<pre>",
    "<?",
    "[a]: /b\n",
    "\n\n[orders]: /o\n\n",
    "[orders]",
    "`",
    "**",
    "~~",
    "é",
    "ℝ",
    "💣",
    "\u{feff}",
    "UUID",
    "VARCHAR(10)",
    "NOT NULL",
    "ALTER TABLE orders DROP COLUMN state;",
    ";",
    "'",
    "$$",
    "\n## Rollback\n",
    "\n## Migration\n\nAdd `b` to `customers`.\n",
    "\n## Future\n",
    "\nFields:\n",
    "**Fields**:\n\n",
    "===\n",
    "\n-----\n",
    "\\",
    "&amp;",
    "~3M rows",
    "~~~~~~\n",
    "x",
    "(",
    ")",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        // Knuth's MMIX generator.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        // Where lines begin and end is where most happens.
        if self.below(2) == 0 {
            at = text[..floor(text, at)].rfind('\n').map_or(0, |it| it + 1);
        }
        floor(text, at)
    }

    fn edit(&mut self, text: &mut String) {
        let at = self.place(text);
        match self.below(6) {
            0 => {
                let end = floor(text, (at + self.below(4) + 1).min(text.len()));
                text.replace_range(at..end, "");
            }
            1 => {
                let end = floor(text, (at + self.below(150)).min(text.len()));
                text.replace_range(at..end, "");
            }
            2 => {
                let end = floor(text, (at + self.below(300)).min(text.len()));
                let taken = text[at..end].to_owned();
                let to = self.place(text);
                text.insert_str(to, &taken);
            }
            3 => {
                let end = floor(text, (at + self.below(30)).min(text.len()));
                text.replace_range(at..end, PIECES[self.below(PIECES.len())]);
            }
            _ => text.insert_str(at, PIECES[self.below(PIECES.len())]),
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn check(seed: u64, start: &str, edits: usize) {
    let mut random = Random(seed);
    let mut text = start.to_owned();
    let mut tables = 0;
    let (_, mut kept) = lower_again(&text, Language::Markdown, None);
    for number in 0..edits {
        let before = text.clone();
        random.edit(&mut text);
        // One that has fallen apart shows nothing more.
        if number % 15 == 14 {
            start.clone_into(&mut text);
        }
        let (document, next) = lower_again(&text, Language::Markdown, Some((&before, &kept)));
        kept = next;
        let anew = lower(&text, Language::Markdown);
        tables += document.schema.tables.len();
        let (again, anew) = (format!("{document:#?}"), format!("{anew:#?}"));
        if again != anew {
            let mut report = format!("seed {seed}, edit {number}\n");
            for (line, (a, b)) in again.lines().zip(anew.lines()).enumerate() {
                if a != b {
                    let _ = writeln!(report, "line {line}: again {a}\n       anew  {b}");
                    break;
                }
            }
            panic!("{report}--- before\n{before}\n--- after\n{text}");
        }
    }
    assert!(
        tables > 2 * edits,
        "most of the documents still describe tables"
    );
}

#[test]
fn after_any_edit_the_document_is_what_reading_afresh_gives() {
    // Many more with `cargo test --release -p model again`.
    let edits = if cfg!(debug_assertions) { 1200 } else { 60_000 };
    let seeds = 6;
    for seed in 0..seeds {
        let text = if seed % 2 == 0 {
            SPEC.to_owned()
        } else {
            SPEC.replace('\n', "\r\n")
        };
        check(seed, &text, edits / 6);
    }
}
