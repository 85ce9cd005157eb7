//! `details:` of an operation, canonical and in every other spelling that is read.
//!
//! A spelling that is not canonical is reported once for each operation. Never guesses a table
//! or a column: what is missing is reported, and nothing is built.

mod alter;
mod bulk;
mod column;
mod constraint;
mod index;
mod objects;

use syntax::TextRange;
use syntax::value::{Node, NodeKind};

use super::fragment;
use super::reader::{Field, Fields, Reader};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    CreateTable, DropColumn, DropIndex, DropTable, Operation, RenameColumn, RenameTable,
};

/// One action that an entry asks for.
pub(super) struct Built {
    pub(super) operation: Operation,
    /// The key that asks for it, in the host; `None` for the entry as a whole.
    pub(super) range: Option<TextRange>,
    pub(super) statement: u16,
}

impl Built {
    fn one(operation: Operation) -> Option<Vec<Built>> {
        Some(vec![Built {
            operation,
            range: None,
            statement: 0,
        }])
    }
}

/// The keys of `details` for a word, the canonical ones first. Completion and the reading of
/// fields that stand in the wrong place ask for them.
pub fn keys(word: &str) -> &'static [&'static str] {
    match word {
        "create_table" => &["columns", "constraints", "indexes"],
        "drop_table" => &["cascade"],
        "add_column" => column::KEYS,
        "drop_column" => &[
            "column",
            "cascade",
            "if_exists",
            "name",
            "column_name",
            "columns",
        ],
        "alter_column" => alter::KEYS,
        "add_index" => index::KEYS,
        "drop_index" => &["name", "concurrently", "cascade", "if_exists", "index_name"],
        "add_constraint" => constraint::KEYS,
        "drop_constraint" => &["name", "kind", "cascade", "constraint_name"],
        "validate_constraint" => &["name", "constraint_name"],
        "rename_table" => &["to", "if_exists", "new_name", "rename_to", "new_table_name"],
        "rename_column" => &["column", "to", "new_name", "rename_to", "new_column_name"],
        "bulk_insert" => &["columns", "rows", "source", "data", "values"],
        "bulk_update" => &[
            "set",
            "where",
            "batch_size",
            "key",
            "updates",
            "values",
            "condition",
        ],
        "bulk_delete" => &["where", "batch_size", "key", "condition"],
        "create_enum" => &["name", "values"],
        "alter_enum" => objects::ALTER_ENUM,
        "drop_enum" => &["name", "cascade"],
        _ => &[],
    }
}

/// The operations of a known word; `kind` is that of the constraint, where the word as written
/// names it. `None` when something indispensable is missing, which was
/// reported.
pub(super) fn build<'a>(
    reader: &mut Reader<'a>,
    word: &'static str,
    kind: Option<&'static str>,
    focus: TextRange,
    table: Option<QualifiedName>,
    fields: &mut Fields<'a>,
) -> Option<Vec<Built>> {
    let mut ctx = Ctx {
        reader,
        word,
        kind,
        focus,
        fields,
    };
    // PostgreSQL names no table to drop an index or to work on a type.
    match word {
        "drop_index" => return drop_index(&mut ctx, table),
        "create_enum" => return objects::create_enum(&mut ctx, table),
        "alter_enum" => return objects::alter_enum(&mut ctx, table),
        "drop_enum" => return objects::drop_enum(&mut ctx, table),
        _ => {}
    }
    let table = match table {
        Some(table) => table,
        None => ctx.table()?,
    };
    match word {
        "create_table" => create_table(&mut ctx, table),
        "drop_table" => Built::one(Operation::DropTable(DropTable {
            table,
            if_exists: ctx.flag("if_exists", &[]),
            cascade: ctx.flag("cascade", &[]),
        })),
        "rename_table" => {
            let to = ctx.name("to", &["new_name", "rename_to", "new_table_name"])?;
            let if_exists = ctx.flag("if_exists", &[]);
            Built::one(Operation::RenameTable(RenameTable {
                table,
                to,
                if_exists,
            }))
        }
        "add_column" => column::add(&mut ctx, &table),
        "drop_column" => drop_column(&mut ctx, &table),
        "rename_column" => {
            let column = ctx.name("column", &["from", "old_name", "column_name", "name"])?;
            let to = ctx.name("to", &["new_name", "rename_to", "new_column_name"])?;
            Built::one(Operation::RenameColumn(RenameColumn { table, column, to }))
        }
        "alter_column" => alter::alter(&mut ctx, &table),
        "add_index" => index::add(&mut ctx, table),
        "add_constraint" => constraint::add(&mut ctx, table),
        "drop_constraint" => constraint::drop(&mut ctx, table),
        "validate_constraint" => constraint::validate(&mut ctx, table),
        "bulk_insert" => bulk::insert(&mut ctx, table),
        "bulk_update" => bulk::update(&mut ctx, table),
        "bulk_delete" => bulk::delete(&mut ctx, table),
        _ => None,
    }
}

fn create_table(ctx: &mut Ctx<'_, '_>, table: QualifiedName) -> Option<Vec<Built>> {
    let columns = column::list(ctx);
    let constraints = constraint::list(ctx);
    let indexes = index::list(ctx, &table);
    Built::one(Operation::CreateTable(CreateTable {
        table,
        if_not_exists: ctx.flag("if_not_exists", &[]),
        columns,
        constraints,
        indexes,
        temporary: ctx.flag("temporary", &[]),
        unlogged: ctx.flag("unlogged", &[]),
        like: Vec::new(),
        like_indexes: false,
        inherits: Vec::new(),
        partition_of: None,
        default_partition: false,
        bound: None,
        partition_by: None,
        as_select: None,
    }))
}

fn drop_column(ctx: &mut Ctx<'_, '_>, table: &QualifiedName) -> Option<Vec<Built>> {
    let columns = match ctx.spelled("column", &["name", "column_name", "columns"]) {
        Some(field) => ctx.names(field),
        None => Vec::new(),
    };
    if columns.is_empty() {
        ctx.missing("column");
        return None;
    }
    let cascade = ctx.flag("cascade", &[]);
    let if_exists = ctx.flag("if_exists", &[]);
    let built = columns.into_iter().map(|column| Built {
        range: Some(column.range),
        operation: Operation::DropColumn(DropColumn {
            table: table.clone(),
            column,
            if_exists,
            cascade,
        }),
        statement: 0,
    });
    Some(built.collect())
}

fn drop_index(ctx: &mut Ctx<'_, '_>, table: Option<QualifiedName>) -> Option<Vec<Built>> {
    let field = ctx.required("name", &["index_name"])?;
    let index = qualified(ctx.reader, "name", field.value)?;
    Built::one(Operation::DropIndex(DropIndex {
        index,
        table,
        if_exists: ctx.flag("if_exists", &[]),
        concurrently: ctx.flag("concurrently", &["postgresql_concurrently"]),
        cascade: ctx.flag("cascade", &[]),
    }))
}

/// A mapping of details being read.
pub(super) struct Ctx<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    /// The operation's word, for messages.
    word: &'static str,
    /// The kind of constraint that the word as written names.
    kind: Option<&'static str>,
    /// Where a missing field is reported.
    focus: TextRange,
    pub(super) fields: &'r mut Fields<'a>,
}

impl<'a> Ctx<'_, 'a> {
    /// The same for a mapping inside of this one; its unknown fields are reported at the end.
    fn inside<T>(
        &mut self,
        name: &'static str,
        node: &'a Node,
        read: impl FnOnce(&mut Ctx<'_, 'a>) -> T,
    ) -> Option<T> {
        let mut fields = self.reader.fields(name, node)?;
        let focus = fields.range;
        let res = read(&mut Ctx {
            kind: self.kind,
            reader: self.reader,
            word: name,
            focus,
            fields: &mut fields,
        });
        self.reader.finish(&fields);
        Some(res)
    }

    fn missing(&mut self, field: &str) {
        self.reader.missing(self.focus, field, self.word);
    }

    /// `details.table`, in the place of the entry's.
    fn table(&mut self) -> Option<QualifiedName> {
        match self.spelled_as("table", "table", &["table_name"]) {
            Some(field) => {
                let key = field.key;
                self.reader
                    .spelling(key.range, &format!("details.{}", key.text), "table");
                qualified(self.reader, "table", field.value)
            }
            None => {
                self.missing("table");
                None
            }
        }
    }

    /// A field under its canonical key or else under another, which is then reported.
    fn spelled(&mut self, canonical: &'static str, others: &[&'static str]) -> Option<Field<'a>> {
        self.spelled_as(canonical, canonical, others)
    }

    /// The same, also when null is written.
    fn written(&mut self, canonical: &'static str, others: &[&'static str]) -> Option<Field<'a>> {
        if let Some(field) = self.fields.take_written(canonical) {
            return Some(field);
        }
        self.fields.allow(others);
        let field = others.iter().find_map(|it| self.fields.peek(it))?;
        self.reader
            .spelling(field.key.range, &field.key.text, canonical);
        Some(field)
    }

    fn spelled_as(
        &mut self,
        key: &'static str,
        canonical: &str,
        others: &[&'static str],
    ) -> Option<Field<'a>> {
        if let Some(field) = self.fields.take(key) {
            return Some(field);
        }
        self.fields.allow(others);
        let found = others.iter().find_map(|it| self.fields.peek(it));
        let field = found.filter(|it| !it.value.is_null())?;
        self.reader
            .spelling(field.key.range, &field.key.text, canonical);
        Some(field)
    }

    fn required(&mut self, canonical: &'static str, others: &[&'static str]) -> Option<Field<'a>> {
        let field = self.spelled(canonical, others);
        if field.is_none() {
            self.missing(canonical);
        }
        field
    }

    /// A name that must be there.
    fn name(&mut self, canonical: &'static str, others: &[&'static str]) -> Option<Name> {
        let field = self.required(canonical, others)?;
        let name = name(self.reader, canonical, field.value);
        if name.is_none() && field.value.scalar().is_some() {
            self.missing(canonical);
        }
        name
    }

    fn optional_name(&mut self, canonical: &'static str, others: &[&'static str]) -> Option<Name> {
        let field = self.spelled(canonical, others)?;
        name(self.reader, canonical, field.value)
    }

    fn flag(&mut self, canonical: &'static str, others: &[&'static str]) -> bool {
        self.optional_flag(canonical, others).unwrap_or(false)
    }

    fn optional_flag(&mut self, canonical: &'static str, others: &[&'static str]) -> Option<bool> {
        let field = self.spelled(canonical, others)?;
        self.reader.flag_of(canonical, field.value)
    }

    /// A count; negative numbers are of the wrong type.
    fn count(&mut self, key: &'static str) -> Option<u64> {
        let field = self.spelled(key, &[])?;
        let number = self.reader.number_of(key, field.value)?;
        let count = u64::try_from(number).ok();
        if count.is_none() {
            self.reader.wrong(field.value, key, "a whole number");
        }
        count
    }

    fn expression(
        &mut self,
        canonical: &'static str,
        others: &[&'static str],
    ) -> Option<crate::operation::Expression> {
        let field = self.spelled(canonical, others)?;
        fragment::expression(self.reader, canonical, field.value)
    }

    fn text(&mut self, canonical: &'static str, others: &[&'static str]) -> Option<String> {
        let field = self.spelled(canonical, others)?;
        let text = self.reader.text_of(canonical, field.value)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The names of a list, or of a scalar, which then may have commas.
    fn names(&mut self, field: Field<'a>) -> Vec<Name> {
        let key = field.key.text.as_str();
        match &field.value.kind {
            NodeKind::List(items) => {
                let mut res = Vec::new();
                for item in items {
                    let item = self.reader.resolve(item);
                    res.extend(name(self.reader, key, item));
                }
                res
            }
            NodeKind::Scalar(_) => name(self.reader, key, field.value)
                .map(|it| split(&it))
                .unwrap_or_default(),
            NodeKind::Missing | NodeKind::Map(_) | NodeKind::Alias(_) => {
                self.reader.wrong(field.value, key, "a list of names");
                Vec::new()
            }
        }
    }
}

/// `a, b` as two names, each at its own range where the text stands unbroken.
fn split(name: &Name) -> Vec<Name> {
    if !name.text.contains(',') || name.text.contains(['(', '"']) {
        return vec![name.clone()];
    }
    let unbroken = usize::from(name.range.len()) == name.text.len();
    let mut at = 0;
    let mut res = Vec::new();
    for piece in name.text.split(',') {
        let text = piece.trim();
        let start = at + (piece.len() - piece.trim_start().len());
        at += piece.len() + 1;
        if text.is_empty() {
            continue;
        }
        let range = if unbroken {
            sub_range(name.range, start, text.len())
        } else {
            name.range
        };
        res.push(Name::new(text, range));
    }
    res
}

/// `len` bytes from `start` on inside of a range, cut at its end.
fn sub_range(range: TextRange, start: usize, len: usize) -> TextRange {
    let at = |offset: usize| {
        let offset = syntax::TextSize::try_from(offset).unwrap_or(range.len());
        range.start() + offset.min(range.len())
    };
    TextRange::new(at(start), at(start + len))
}

/// A scalar as one name, as written: YAML's quotes are gone, SQL's quotes are taken off.
pub(super) fn name<'a>(reader: &mut Reader<'a>, field: &str, node: &'a Node) -> Option<Name> {
    let text = reader.text_of(field, node)?;
    let text = text.trim();
    let bare = text
        .strip_prefix('"')
        .and_then(|it| it.strip_suffix('"'))
        .map_or_else(|| text.to_owned(), |it| it.replace("\"\"", "\""));
    (!bare.is_empty()).then(|| Name::new(bare, reader.content(node)))
}

/// A scalar as `schema.name`, as written, with each part's own range.
pub(super) fn qualified<'a>(
    reader: &mut Reader<'a>,
    field: &str,
    node: &'a Node,
) -> Option<QualifiedName> {
    let text = reader.text_of(field, node)?;
    let range = reader.content(node);
    qualified_text(&text, range)
}

/// The same for a text that stands at a range.
fn qualified_text(text: &str, range: TextRange) -> Option<QualifiedName> {
    let unbroken = usize::from(range.len()) == text.len();
    let mut parts: Vec<Name> = Vec::new();
    let mut quoted = false;
    let mut start = 0;
    let ends = text
        .char_indices()
        .filter(|(_, it)| {
            quoted ^= *it == '"';
            *it == '.' && !quoted
        })
        .map(|(at, _)| at)
        .collect::<Vec<_>>();
    for end in ends.into_iter().chain([text.len()]) {
        let piece = &text[start..end];
        let trimmed = piece.trim();
        let at = start + (piece.len() - piece.trim_start().len());
        let bare = trimmed
            .strip_prefix('"')
            .and_then(|it| it.strip_suffix('"'))
            .map_or_else(|| trimmed.to_owned(), |it| it.replace("\"\"", "\""));
        if bare.is_empty() {
            return None;
        }
        let range = if unbroken {
            sub_range(range, at, trimmed.len())
        } else {
            range
        };
        parts.push(Name::new(bare, range));
        start = end + 1;
    }
    let name = parts.pop()?;
    Some(QualifiedName::new(parts.pop(), name))
}
