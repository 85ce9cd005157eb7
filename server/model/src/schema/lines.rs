//! Sentences and list items about a table's indexes, keys, foreign keys, checks and size.
//!
//! `Index: (a, b)`, `tasks.user_id references users.id`, `UNIQUE (a, b)`, `~2M rows`. Must never
//! take a sentence that merely mentions columns for a statement.

use std::ops::Range;

use syntax::markdown::Inline;

use crate::catalog::Index;
use crate::moved::{Moved, Way};
use crate::name::Name;
use crate::operation::ConstraintKind;

use super::Form;
use super::cell::{self, Mode};
use super::diagram;
use super::gather::Found;
use super::heading::{self, Title};
use super::located::Located;
use super::merge::{self, Draft};
use super::section::Walk;
use super::type_text::{balanced, word_len};

/// Something said of a table outside its list of columns.
#[derive(Debug, Clone)]
pub(super) enum Statement {
    Index {
        name: Option<Name>,
        /// Empty where only the name is said.
        columns: Vec<Name>,
        unique: bool,
    },
    /// As SQL says it, of a table that another form describes.
    FullIndex(Box<Index>),
    Constraint(ConstraintKind),
    Rows(u64),
}

impl Moved for Statement {
    fn go(&mut self, way: Way<'_>) {
        match self {
            Statement::Index {
                name,
                columns,
                unique: _,
            } => {
                name.go(way);
                columns.go(way);
            }
            Statement::FullIndex(index) => index.go(way),
            Statement::Constraint(kind) => kind.go(way),
            Statement::Rows(_) => {}
        }
    }
}

impl Statement {
    /// The columns that the table must have.
    pub(super) fn columns(&self) -> &[Name] {
        match self {
            Statement::Index { columns, .. }
            | Statement::Constraint(
                ConstraintKind::PrimaryKey { columns, .. }
                | ConstraintKind::Unique { columns, .. }
                | ConstraintKind::ForeignKey { columns, .. },
            ) => columns,
            Statement::Constraint(
                ConstraintKind::Check { .. }
                | ConstraintKind::Exclusion { .. }
                | ConstraintKind::NotNull { .. }
                | ConstraintKind::Unknown(_),
            )
            | Statement::FullIndex(_)
            | Statement::Rows(_) => &[],
        }
    }
}

/// A paragraph that is one statement: `Index: user_id`, `Primary key: (a, b)`.
pub(super) fn paragraph(inline: &Inline, walk: &Walk, text: &str, found: &mut Found) {
    let located = Located::inline(inline, text);
    if let Some(draft) =
        sentence(&located).or_else(|| diagram::one_line(&located, 0..located.text.len()))
    {
        found.add(draft);
        return;
    }
    if inline.text.len() < 200 {
        let owner = walk.owner().map(|it| it.name);
        item(inline, owner, walk.about(&Title::Indexes), text, found);
    }
}

/// `Tasks table MUST include columns: id (int, PK), title (varchar), …` as a table; every part
/// must have a type.
pub(super) fn sentence(located: &Located<'_>) -> Option<Draft> {
    let text = located.text;
    let lower = text.to_ascii_lowercase();
    let label = ["columns:", "fields:"]
        .iter()
        .find_map(|it| lower.find(it).map(|at| at + it.len()))?;
    let head = &lower[..label];
    let kind = [" table ", " model ", " entity "]
        .iter()
        .find_map(|it| head.find(it))?;
    let start = text[..kind]
        .rfind([' ', '`', '"', '*', ':'])
        .map_or(0, |it| it + 1);
    let named = text[start..kind].trim_end_matches(['`', '"', '*']);
    let name = start..start + named.len();
    let len = word_len(&text[name.clone()]).filter(|it| *it == name.len())?;
    let mut draft = Draft::new(
        located.name(name.start..name.start + len),
        located.range(name),
        Form::Bullets,
    );
    let list = text[label..].trim_end_matches(['.', ' ']);
    let parts = cell::fragments(list);
    for part in &parts {
        let part = cell::trimmed(text, label + part.start..label + part.end);
        draft.column(diagram::plain_column(located, part)?);
    }
    (parts.len() > 1).then_some(draft)
}

/// A list item or sentence. `owner` is the table that the titles name, `indexes` tells that it
/// stands under `Indexes`. True when it was understood as a statement.
pub(super) fn item(
    inline: &Inline,
    owner: Option<Name>,
    indexes: bool,
    text: &str,
    found: &mut Found,
) -> bool {
    stated(&Located::inline(inline, text), owner, indexes, found)
}

/// As [`item`], of a text alone: a line of a fence.
pub(super) fn stated(
    located: &Located<'_>,
    owner: Option<Name>,
    indexes: bool,
    found: &mut Found,
) -> bool {
    let all = several(located)
        .or_else(|| Some(vec![statement(located, indexes)?]))
        .unwrap_or_default();
    let any = !all.is_empty();
    for (table, statement) in all {
        found.say(table.or(owner.clone()), statement);
    }
    any
}

/// `Indexes: (a), (a, b) unique`, `Indexes: a, b`: the plural lists one after the other. `None`
/// for one alone, and where a part is prose.
fn several(located: &Located<'_>) -> Option<Vec<(Option<Name>, Statement)>> {
    let text = located.text;
    let colon = text.find(':')?;
    let label = text[..colon].trim().trim_matches(['*', '`']).to_lowercase();
    let constraints = matches!(
        label.as_str(),
        "unique constraints" | "uniques" | "unique keys"
    );
    let indexes = matches!(label.as_str(), "indexes" | "indices" | "unique indexes");
    if !constraints && !indexes {
        return None;
    }
    let body =
        colon + 1 + text[colon + 1..].len() - text[colon + 1..].trim_start_matches('*').len();
    let parts = cell::fragments(&text[body..]);
    if parts.len() < 2 {
        return None;
    }
    parts
        .into_iter()
        .map(|part| {
            let part = cell::trimmed(text, body + part.start..body + part.end);
            let (table, columns) = column_list(located, part.clone())?;
            let unique = label.starts_with("unique") || cell::read(text, part, Mode::Flags).unique;
            let statement = if constraints {
                Statement::Constraint(ConstraintKind::Unique {
                    columns,
                    using_index: None,
                    nulls_not_distinct: false,
                })
            } else {
                Statement::Index {
                    name: None,
                    columns,
                    unique,
                }
            };
            Some((table, statement))
        })
        .collect()
}

/// Would [`item`] understand it?
pub(super) fn is_statement(inline: &Inline, indexes: bool, text: &str) -> bool {
    let located = Located::inline(inline, text);
    several(&located).is_some() || statement(&located, indexes).is_some()
}

fn statement(located: &Located<'_>, indexes: bool) -> Option<(Option<Name>, Statement)> {
    labelled(located)
        .or_else(|| foreign_key(located))
        .or_else(|| indexes.then(|| index_item(located)).flatten())
}

const PRIMARY: &[&str] = &[
    "primary key",
    "composite primary key",
    "pk",
    "primary keys",
    "composite pk",
    "composite key",
    "compound primary key",
    "primärschlüssel",
    "clave primaria",
    "clé primaire",
    "chave primária",
];
const UNIQUE: &[&str] = &[
    "unique constraint",
    "unique",
    "unique key",
    "composite unique",
    "unique together",
    "composite unique constraint",
    "unique constraints",
    "eindeutig",
    "único",
    "única",
];
const INDEX: &[&str] = &[
    "index",
    "indexes",
    "regular index",
    "composite index",
    "foreign key index",
    "btree index",
    "b-tree index",
    "indices",
    "single index",
    "partial index",
    "gin index",
    "compound index",
    "performance index",
    "secondary index",
    "indexed",
];
const UNIQUE_INDEX: &[&str] = &["unique index", "composite unique index", "unique indexes"];

/// `Index: …`, `UNIQUE (…)`, `INDEX name ON t(a)`, `PRIMARY KEY (a, b)`, `CHECK (…)`.
fn labelled(located: &Located<'_>) -> Option<(Option<Name>, Statement)> {
    let text = located.text;
    let end = text.find([':', '(']).unwrap_or(text.len());
    let label = text[..end]
        .trim()
        .trim_matches(['*', '`'])
        .trim()
        .to_lowercase();
    let is = |words: &[&str]| words.contains(&label.as_str());
    let body = end..text.len();
    if is(&["check", "check constraint"]) {
        let rest = text[body.clone()].trim_start_matches([':', ' ', '`']);
        let start = text.len() - rest.len();
        let len = if rest.starts_with('(') {
            balanced(rest)?
        } else {
            rest.find(" - ").unwrap_or(rest.len())
        };
        let range = cell::trimmed(text, start..start + len);
        let expression = located.expression(range);
        return (!expression.text.is_empty())
            .then(|| (None, Statement::Constraint(merge::check(expression))));
    }
    if (is(INDEX) || is(UNIQUE_INDEX))
        && text[body.clone()].starts_with(':')
        && let Some(named) = named_index(located, end + 1, is(UNIQUE_INDEX))
    {
        return Some(named);
    }
    if is(PRIMARY) || is(UNIQUE) || is(UNIQUE_INDEX) || is(INDEX) {
        let (table, names) = column_list(located, body)?;
        let statement = if is(PRIMARY) {
            Statement::Constraint(ConstraintKind::PrimaryKey {
                columns: names,
                using_index: None,
            })
        } else if is(UNIQUE) {
            Statement::Constraint(ConstraintKind::Unique {
                columns: names,
                using_index: None,
                nulls_not_distinct: false,
            })
        } else {
            Statement::Index {
                name: None,
                columns: names,
                unique: is(UNIQUE_INDEX),
            }
        };
        return Some((table, statement));
    }
    // `UNIQUE INDEX idx_users_email ON users(email)`, `INDEX idx ON t (a, b)`
    let words: Vec<&str> = label.split_whitespace().collect();
    // `INDEX idx_tags_name (name)`
    if let ["index", name] | ["unique", "index", name] = words.as_slice()
        && *name != "on"
        && text[body.clone()].starts_with('(')
    {
        let name = text[..end].trim_end().len();
        let begin = text[..name].rfind([' ', '`']).map_or(0, |it| it + 1);
        let (table, columns) = column_list(located, body)?;
        return Some((
            table,
            Statement::Index {
                name: Some(located.name(begin..name)),
                columns,
                unique: words.len() == 3,
            },
        ));
    }
    let on = words.iter().position(|it| *it == "on")?;
    let at_word = |number: usize| {
        let word = words.get(number)?;
        let found = text.to_ascii_lowercase().find(word)?;
        (text
            .get(found..found + word.len())?
            .eq_ignore_ascii_case(word))
        .then(|| located.name(found..found + word.len()))
    };
    // `unique on teams(owner_id, plan)`
    if on > 0 && words.len() == on + 2 && UNIQUE.contains(&words[..on].join(" ").as_str()) {
        let table = at_word(on + 1)?;
        let (_, columns) = column_list(located, body)?;
        return Some((
            Some(table),
            Statement::Constraint(ConstraintKind::Unique {
                columns,
                using_index: None,
                nulls_not_distinct: false,
            }),
        ));
    }
    let index = words.iter().position(|it| *it == "index")?;
    let fits = words
        .first()
        .is_some_and(|it| matches!(*it, "index" | "unique" | "create"));
    if on < index || !fits || words.len() > on + 4 {
        return None;
    }
    let table = at_word(on + 1)?;
    let name = if on == index + 2 {
        at_word(index + 1)
    } else {
        None
    };
    let (_, columns) = column_list(located, body)?;
    let unique = words.contains(&"unique");
    Some((
        Some(table),
        Statement::Index {
            name,
            columns,
            unique,
        },
    ))
}

/// `idx_name on a`, `idx_name on t(a, b)`, after `Index:`.
fn named_index(
    located: &Located<'_>,
    from: usize,
    unique: bool,
) -> Option<(Option<Name>, Statement)> {
    let text = located.text;
    let start = from + text[from..].len() - text[from..].trim_start_matches([' ', '`', '*']).len();
    let name = start..start + word_len(&text[start..])?;
    let after = text[name.end..].trim_start_matches(['`', '*', ' ']);
    let list = after
        .strip_prefix("on ")
        .or_else(|| after.strip_prefix("ON "))?;
    let (table, columns) = column_list(located, text.len() - list.len()..text.len())?;
    let owner = list.find('(').filter(|it| *it > 0).and_then(|open| {
        let head = list[..open].trim_matches([' ', '`']);
        let at = text.len() - list.len() + list.find(head)?;
        (word_len(head)? == head.len()).then(|| located.name(at..at + head.len()))
    });
    Some((
        owner.or(table),
        Statement::Index {
            name: Some(located.name(name)),
            columns,
            unique,
        },
    ))
}

/// The columns in `: (a, b)`, `(a, b)`, `: a`, `: t.a`, `: a, b - why`. `None` when it is prose.
fn column_list(located: &Located<'_>, part: Range<usize>) -> Option<(Option<Name>, Vec<Name>)> {
    let text = located.text;
    let rest = text[part.clone()].trim_start_matches([':', ' ', '`', '*']);
    let start = part.end - rest.len();
    let list = if rest.starts_with('(') {
        start + 1..start + balanced(rest)? - 1
    } else if let Some(open) = rest.find('(').filter(|it| {
        let head = rest[..*it].trim_end_matches([' ', '`']);
        word_len(head).is_some_and(|len| len == head.len()) && looks_like_columns(&rest[*it..])
    }) {
        // `idx_name (a, b)` or `tasks(a, b)`
        start + open + 1..start + open + balanced(&rest[open..])? - 1
    } else {
        let stop = [" - ", " — ", " – ", " (", " for ", ". "]
            .iter()
            .filter_map(|it| rest.find(it))
            .min()
            .unwrap_or(rest.len());
        start..start + stop
    };
    let mut names = Vec::new();
    let mut table = None;
    let mut at = list.start;
    for piece in text[list.clone()].split_inclusive([',', '+', '&']) {
        let clean = piece.trim_end_matches([',', '+', '&']);
        let lead = clean.len() - clean.trim_start_matches([' ', '`', '"', '*']).len();
        let len = word_len(&clean[lead..])?;
        let after = clean[lead + len..]
            .trim_matches([' ', '`', '"', '*', '.', ';'])
            .to_lowercase();
        if !matches!(
            after.as_str(),
            "" | "asc" | "desc" | "desc nulls last" | "column"
        ) {
            return None;
        }
        let mut begin = at + lead;
        let finish = begin + len;
        if let Some(dot) = text[begin..finish].rfind('.') {
            table = Some(located.name(begin..begin + dot));
            begin += dot + 1;
        }
        names.push(located.name(begin..finish));
        at += piece.len();
    }
    (!names.is_empty()).then_some((table, names))
}

fn looks_like_columns(text: &str) -> bool {
    balanced(text).is_some_and(|len| {
        text[1..len - 1].split(',').all(|it| {
            let it = it.trim().trim_matches('`');
            word_len(it).is_some_and(|len| {
                let rest = it[len..].trim().to_lowercase();
                rest.is_empty() || rest == "desc" || rest == "asc"
            })
        })
    })
}

/// Under an index heading: `tasks.user_id (why)`, `users.email - why`, `team (a, b) - why`,
/// `idx_name on t(a)`, `idx_name: a`, `a`.
fn index_item(located: &Located<'_>) -> Option<(Option<Name>, Statement)> {
    let text = located.text;
    let start = text.len() - text.trim_start_matches([' ', '`', '*']).len();
    if text[start..].starts_with('(') && looks_like_columns(&text[start..]) {
        // `(a, b) unique`
        let (table, columns) = column_list(located, start..text.len())?;
        let len = balanced(&text[start..])?;
        let said = cell::read(text, start + len..text.len(), Mode::Flags);
        let index = Statement::Index {
            name: None,
            columns,
            unique: said.unique,
        };
        return (!said.primary_key).then_some((table, index));
    }
    let len = word_len(&text[start..])?;
    let first = start..start + len;
    let word = &text[first.clone()];
    let after = text[first.end..].trim_start_matches(['`', '*']);
    let rest = after.trim_start();
    let lower = text.to_lowercase();
    if lower.contains("primary key") || lower.contains("primary_key") {
        return None;
    }
    let unique = lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|it| it == "unique");
    let said = |table, name, columns| {
        Some((
            table,
            Statement::Index {
                name,
                columns,
                unique,
            },
        ))
    };
    let index_name = ["idx_", "ix_", "index_", "uq_", "uk_", "pk_"]
        .iter()
        .any(|it| word.to_lowercase().starts_with(it))
        || ["_idx", "_index", "_key"]
            .iter()
            .any(|it| word.to_lowercase().ends_with(it));
    let offset = text.len() - rest.len();
    if index_name {
        let name = Some(located.name(first));
        let on = rest.trim_start_matches([':', '-', '—', '–', '→', ' ', '`', '(']);
        let on = on
            .strip_prefix("on ")
            .or_else(|| on.strip_prefix("ON "))
            .unwrap_or(on);
        let from = text.len() - on.len();
        let mut table = None;
        // `tasks(user_id)` names the table, `(user_id)` does not.
        let on_at = from + (on.len() - on.trim_start_matches('`').len());
        if let Some(len) = word_len(&text[on_at..])
            && text[on_at + len..]
                .trim_start_matches(['`', ' '])
                .starts_with('(')
            && looks_like_columns(text[on_at + len..].trim_start_matches(['`', ' ']))
        {
            table = Some(located.name(on_at..on_at + len));
            let open = text.len() - text[on_at + len..].trim_start_matches(['`', ' ']).len();
            let (_, columns) = column_list(located, open..text.len())?;
            return said(table, name, columns);
        }
        let from = if rest.starts_with('(') { offset } else { from };
        return match column_list(located, from..text.len()) {
            Some((other, columns)) => said(table.take().or(other), name, columns),
            None => said(None, name, Vec::new()),
        };
    }
    if rest.starts_with('(') && looks_like_columns(rest) {
        let (_, columns) = column_list(located, offset..text.len())?;
        // `email (unique)` is a column with a remark, `teams (a, b)` a table with columns.
        let inside = &rest[1..balanced(rest)? - 1];
        if !cell::only_flags(inside) {
            return said(Some(located.name(first)), None, columns);
        }
    }
    let ends = rest.is_empty()
        || rest.starts_with(['(', '-', '—', '–', ':', ','])
        || rest.starts_with("for ")
        || rest.to_lowercase().starts_with("index")
        || rest.to_lowercase().starts_with("unique");
    if !ends || cell::only_flags(word) {
        return None;
    }
    if rest.starts_with(',') {
        let (table, columns) = column_list(located, start..text.len())?;
        return said(table, None, columns);
    }
    match word.rsplit_once('.') {
        Some((table, column)) => {
            let table = first.start..first.start + table.len();
            let column = first.end - column.len()..first.end;
            said(Some(located.name(table)), None, vec![located.name(column)])
        }
        None => said(None, None, vec![located.name(first)]),
    }
}

/// `tasks.user_id references users.id ON DELETE CASCADE`, `FOREIGN KEY (a) REFERENCES t(b)`,
/// `user_id → users.id`.
fn foreign_key(located: &Located<'_>) -> Option<(Option<Name>, Statement)> {
    let text = located.text;
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    if let Some(at) = lower.find("foreign key")
        && text[..at].trim_matches(['*', '`', ' ']).is_empty()
    {
        from = at + "foreign key".len();
        if lower[from..].starts_with('s') {
            from += 1;
        }
    } else if let Some(rest) = lower.strip_prefix("fk") {
        from = 2;
        if !rest.starts_with([' ', ':', '(']) {
            from = 0;
        }
    }
    let lead = text[from..].len()
        - text[from..]
            .trim_start_matches([' ', ':', '(', '`', '*'])
            .len();
    let start = from + lead;
    let len = word_len(&text[start..])?;
    let source = start..start + len;
    let after = text[source.end..].trim_start_matches([' ', '`', ')', '*']);
    let at = text.len() - after.len();
    let lower = after.to_ascii_lowercase();
    let verb = [
        "references ",
        "→",
        "->",
        "=>",
        "refers to ",
        "is a foreign key to ",
        "foreign key to ",
        "links to ",
        "foreign key references ",
        "must reference ",
        "must exist in ",
        "is a foreign key referencing ",
    ]
    .iter()
    .find(|it| lower.starts_with(**it))?;
    // `User → Task` is a relation between entities.
    let arrow = !verb.starts_with(|c: char| c.is_alphabetic());
    let facts = cell::reference(text, at + verb.len()..text.len());
    let target = facts.references.filter(|it| it.table.is_some())?;
    if arrow && target.column.is_none() && from == 0 {
        return None;
    }
    let references = located.references(&target);
    let word = &text[source.clone()];
    let (table, column) = match word.rsplit_once('.') {
        Some((table, column)) => (
            Some(located.name(source.start..source.start + table.len())),
            located.name(source.end - column.len()..source.end),
        ),
        None => (None, located.name(source)),
    };
    Some((
        table,
        Statement::Constraint(merge::foreign_key(vec![column], references)),
    ))
}

/// `~2M rows`, `about 50,000 records`, `rows: 2000000`.
pub(super) fn rows(text: &str) -> Option<u64> {
    let lower = text.to_lowercase();
    for word in ["rows", "records", "row count"] {
        let mut from = 0;
        while let Some(found) = lower[from..].find(word) {
            let at = from + found;
            from = at + word.len();
            let before = lower[..at].trim_end();
            let begin = before
                .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '_' | ' ')))
                .map_or(0, |it| {
                    it + before[it..].chars().next().map_or(1, char::len_utf8)
                });
            let mut tail: Vec<&str> = before[begin..].split_whitespace().rev().take(2).collect();
            tail.reverse();
            if let Some(count) = number(&tail) {
                return Some(count);
            }
            let after = lower[from..].trim_start();
            if let Some(value) = after.strip_prefix([':', '=', '~', '≈']) {
                let words: Vec<&str> = value
                    .trim_start_matches([' ', '~', '≈', '*'])
                    .split_whitespace()
                    .take(2)
                    .collect();
                let alone = words.first().and_then(|it| number(&[it]));
                if let Some(count) = number(&words).or(alone) {
                    return Some(count);
                }
            }
        }
    }
    None
}

/// `2M`, `2 million`, `50,000`, `1.5k`.
fn number(words: &[&str]) -> Option<u64> {
    let (digits, unit) = match words {
        [one] => {
            let end = one
                .find(|c: char| c.is_ascii_alphabetic())
                .unwrap_or(one.len());
            one.split_at(end)
        }
        [first, second] => {
            let unit = matches!(
                *second,
                "million" | "billion" | "thousand" | "m" | "k" | "b"
            );
            if unit {
                (*first, *second)
            } else {
                return number(&[second]);
            }
        }
        _ => return None,
    };
    let digits = digits.trim_matches(['.', ',', '_']).replace([',', '_'], "");
    let scale = match unit.trim_matches(['.', ',', '+']) {
        "" => 1.0,
        "k" | "thousand" => 1e3,
        "m" | "million" | "mio" => 1e6,
        "b" | "bn" | "billion" => 1e9,
        _ => return None,
    };
    let value: f64 = digits.parse().ok()?;
    let count = value * scale;
    // Anything larger is no table.
    ((0.0..1e15).contains(&count) && !digits.is_empty()).then_some(count.round() as u64)
}

/// The code span that begins a sentence: the table it is about.
pub(super) fn table_mentioned(inline: &Inline, text: &str) -> Option<Name> {
    let mut at = 0;
    let mut codes = inline.spans.iter().filter_map(|span| {
        let range = at..at + span.text.len();
        at = range.end;
        span.code.then_some(range)
    });
    let only = codes.next()?;
    if codes.next().is_some() {
        return None;
    }
    let name = heading::name_in(&inline.text, only.clone()).filter(|it| it.end == only.end)?;
    Some(Located::inline(inline, text).name(name))
}

/// Reads the flags of a text whose mode is known to be that of flags.
pub(super) fn flags(text: &str, part: Range<usize>) -> cell::Facts {
    cell::read(text, part, Mode::Flags)
}
