//! An entry of an `operations:` list to a change.
//!
//! `details` say what is meant; `sql` says it where there are none, and is compared where there
//! are both. Never drops an entry: what cannot be understood is an [`Operation::Unknown`].

use syntax::TextRange;
use syntax::value::Node;

use super::details::{self, Built};
use super::near::nearest;
use super::reader::{Field, Fields, Reader};
use super::{compare, fragment};
use crate::document::ModelErrorKind;
use crate::name::QualifiedName;
use crate::operation::{Change, Operation, Part, Unknown};
use crate::specification::{OperationEntry, Spanned};

/// The source's words for `type:`, in its order.
pub const SOURCE_WORDS: [&str; 11] = [
    "create_table",
    "drop_table",
    "add_column",
    "drop_column",
    "alter_column",
    "add_index",
    "drop_index",
    "add_constraint",
    "drop_constraint",
    "bulk_insert",
    "bulk_update",
];

/// The words that this format adds.
pub const ADDED_WORDS: [&str; 8] = [
    "rename_table",
    "rename_column",
    "validate_constraint",
    "create_enum",
    "alter_enum",
    "drop_enum",
    "bulk_delete",
    "execute_sql",
];

/// Every word for `type:` that is understood.
pub fn words() -> impl Iterator<Item = &'static str> {
    SOURCE_WORDS.into_iter().chain(ADDED_WORDS)
}

/// The known word for what was written, in its canonical spelling.
fn known(word: &str) -> Option<&'static str> {
    words().find(|it| *it == word)
}

/// Words that mean one of the format's, most of them Alembic's: the format's word, and the kind
/// of the constraint that they name.
const SPELLINGS: [(&str, &str, Option<&str>); 22] = [
    ("create_index", "add_index", None),
    ("remove_index", "drop_index", None),
    ("remove_column", "drop_column", None),
    ("delete_column", "drop_column", None),
    ("modify_column", "alter_column", None),
    ("change_column", "alter_column", None),
    ("add_table", "create_table", None),
    ("remove_table", "drop_table", None),
    ("create_constraint", "add_constraint", None),
    ("remove_constraint", "drop_constraint", None),
    ("drop_foreign_key", "drop_constraint", None),
    ("create_foreign_key", "add_constraint", Some("foreign_key")),
    ("add_foreign_key", "add_constraint", Some("foreign_key")),
    ("create_unique_constraint", "add_constraint", Some("unique")),
    ("add_unique_constraint", "add_constraint", Some("unique")),
    ("create_check_constraint", "add_constraint", Some("check")),
    ("add_check_constraint", "add_constraint", Some("check")),
    ("create_primary_key", "add_constraint", Some("primary_key")),
    ("add_primary_key", "add_constraint", Some("primary_key")),
    ("execute", "execute_sql", None),
    ("raw_sql", "execute_sql", None),
    ("run_sql", "execute_sql", None),
];

/// What another word means: the format's word, and the kind of constraint.
fn meant(word: &str) -> Option<(&'static str, Option<&'static str>)> {
    SPELLINGS
        .iter()
        .find(|it| it.0 == word)
        .map(|it| (it.1, it.2))
}

/// An entry's change, what it says besides, and every statement of its `sql:`, also where
/// `details` decide.
pub(super) struct LoweredOperation {
    pub(super) entry: OperationEntry,
    pub(super) change: Change,
    pub(super) statements: Vec<Operation>,
}

/// The keys of an entry, the details apart.
const KEYS: [&str; 7] = [
    "type",
    "table",
    "details",
    "sql",
    "data_migration",
    "transform",
    "data_rollback",
];

pub(super) fn operation<'a>(reader: &mut Reader<'a>, item: &'a Node) -> LoweredOperation {
    reader.spelled = false;
    let range = reader.host(item.range);
    let mut res = LoweredOperation {
        entry: OperationEntry::default(),
        change: Change {
            range,
            focus: range,
            parts: Vec::new(),
            from_sql: false,
            data_migration: None,
            sql: None,
        },
        statements: Vec::new(),
    };
    let Some(mut fields) = reader.fields("operation", item) else {
        res.change.parts = unknown(range, "", "it is not a mapping", None);
        return res;
    };
    let fields = &mut fields;
    let ty = fields.peek("type");
    let focus = ty.or_else(|| fields.entries.first().copied());
    let focus = focus.map_or(item.range, |it| it.range());
    res.change.focus = reader.host(focus);
    res.entry.ty = reader.text(fields, "type");
    let table = fields.peek("table");
    res.entry.table = reader.text(fields, "table");
    let details = fields.take("details");
    res.entry.details = details.map(|it| reader.host(it.value.range));
    let sql = fields.take("sql");
    res.entry.sql = reader.text(fields, "sql");
    res.entry.data_migration = reader.flag(fields, "data_migration");
    res.entry.transform = reader.text(fields, "transform");
    res.entry.data_rollback = reader.text(fields, "data_rollback");
    res.change.data_migration = res.entry.data_migration.as_ref().map(|it| it.value);

    let from_sql = sql.map(|it| fragment::script(reader, it.value));
    let from_sql = from_sql.unwrap_or_default();
    res.statements = from_sql.iter().map(|it| it.operation.clone()).collect();
    let text = res.entry.sql.as_ref().map(|it| it.value.trim().to_owned());
    res.change.sql = text.filter(|it| !it.is_empty());

    let table = table.and_then(|it| details::qualified(reader, "table", it.value));
    let asked = Asked {
        focus,
        ty: res.entry.ty.as_ref(),
        details,
        table,
    };
    let built = asked.build(reader, fields, &from_sql);
    reader.finish(fields);
    match built {
        Ok(Some(parts)) => {
            let operations = parts
                .iter()
                .map(|it| it.operation.clone())
                .collect::<Vec<_>>();
            if let Some(sql) = sql
                && let Some((details, said)) = compare::difference(&operations, &res.statements)
            {
                let range = sql.value.range;
                let kind = ModelErrorKind::DetailsAndSqlDiffer { details, sql: said };
                reader.error(range, kind);
            }
            res.change.parts = parts;
        }
        Ok(None) => {
            res.change.from_sql = true;
            res.change.parts = from_sql;
        }
        Err(unknown) => res.change.parts = unknown,
    }
    res
}

/// What an entry asks for, read so far.
struct Asked<'a, 's> {
    focus: TextRange,
    ty: Option<&'s Spanned<String>>,
    details: Option<Field<'a>>,
    table: Option<QualifiedName>,
}

impl<'a> Asked<'a, '_> {
    /// The parts that `details` ask for; `Ok(None)` when the statements of `sql` are to be taken;
    /// `Err` with an unknown part when there is neither.
    fn build(
        self,
        reader: &mut Reader<'a>,
        fields: &mut Fields<'a>,
        from_sql: &[Part],
    ) -> Result<Option<Vec<Part>>, Vec<Part>> {
        let focus = reader.host(self.focus);
        let has_sql = !from_sql.is_empty();
        let table = self.table.clone();
        let fallback = |word: &str, reason: &str| {
            if has_sql {
                Ok(None)
            } else {
                Err(unknown(focus, word, reason, table))
            }
        };
        let Some(ty) = self.ty else {
            reader.missing(self.focus, "type", "operation");
            return fallback("", "its `type` is missing");
        };
        let spelled = known(&ty.value).map(|it| (it, None));
        let Some((word, kind)) = spelled.or_else(|| meant(&ty.value)) else {
            reader.errors.push(crate::document::ModelError {
                range: ty.range,
                kind: ModelErrorKind::UnknownOperation {
                    word: ty.value.clone(),
                    nearest: nearest(&ty.value, words()),
                },
            });
            return fallback(&ty.value, "its `type` is not known");
        };
        if word != ty.value {
            reader.spelled = true;
            reader.errors.push(crate::document::ModelError {
                range: ty.range,
                kind: ModelErrorKind::Spelling {
                    found: ty.value.clone(),
                    canonical: word.to_owned(),
                },
            });
        }
        if word == "execute_sql" {
            if !has_sql {
                reader.missing(self.focus, "sql", word);
            }
            if let Some(details) = self.details {
                let _ = reader.fields("details", details.value);
            }
            return fallback(word, "there is no SQL to execute");
        }
        let mut inner = match self.details {
            Some(it) => reader.fields("details", it.value),
            None => details_beside(fields, word),
        };
        let said = inner.as_ref().is_some_and(|it| !it.entries.is_empty());
        if self.details.is_none() && said {
            for field in inner.iter().flat_map(|it| &it.entries) {
                let key = &field.key.text;
                reader.spelling(field.key.range, key, &format!("details.{key}"));
            }
            fields
                .entries
                .retain(|it| KEYS.contains(&it.key.text.as_str()));
        }
        if has_sql && !said {
            disagreeing_words(reader, ty, word, from_sql);
            return Ok(None);
        }
        let mut none = Fields::none(self.focus);
        let inner = inner.as_mut().unwrap_or(&mut none);
        let built = details::build(reader, word, kind, self.focus, self.table, inner);
        // What was not asked for because something before it is missing is not unknown.
        inner.allow(details::keys(word));
        reader.finish(inner);
        match built {
            Some(built) => Ok(Some(parts(focus, built))),
            None => fallback(word, "something in it is missing"),
        }
    }
}

/// Fields of `details` that stand directly in the entry.
fn details_beside<'a>(fields: &Fields<'a>, word: &'static str) -> Option<Fields<'a>> {
    let keys = details::keys(word);
    let mut beside = Fields::none(fields.range);
    beside.entries = fields
        .entries
        .iter()
        .filter(|it| !KEYS.contains(&it.key.text.as_str()))
        .filter(|it| keys.contains(&it.key.text.as_str()))
        .copied()
        .collect();
    (!beside.entries.is_empty()).then_some(beside)
}

/// `type: add_index` above a `DROP TABLE`: the statements do something else altogether.
fn disagreeing_words(
    reader: &mut Reader<'_>,
    ty: &Spanned<String>,
    word: &'static str,
    from_sql: &[Part],
) {
    let mut said = Vec::new();
    for part in from_sql {
        // A DO block, a function, a statement nobody understood: it may do anything.
        if matches!(part.operation, Operation::Other(_) | Operation::Unknown(_)) {
            return;
        }
        if !matches!(part.operation, Operation::NoChange(_)) {
            said.push(part.operation.word());
        }
    }
    let same = |it: &&str| {
        *it == word || (word == "alter_column" && matches!(*it, "rename_column" | "add_constraint"))
    };
    if !said.is_empty() && !said.iter().any(same) {
        said.dedup();
        reader.errors.push(crate::document::ModelError {
            range: ty.range,
            kind: ModelErrorKind::DetailsAndSqlDiffer {
                details: word.to_owned(),
                sql: said.join(", "),
            },
        });
    }
}

fn parts(focus: TextRange, built: Vec<Built>) -> Vec<Part> {
    built
        .into_iter()
        .map(|it| Part {
            range: it.range.unwrap_or(focus),
            statement: it.statement,
            operation: it.operation,
        })
        .collect()
}

fn unknown(range: TextRange, word: &str, reason: &str, table: Option<QualifiedName>) -> Vec<Part> {
    vec![Part {
        range,
        statement: 0,
        operation: Operation::Unknown(Unknown {
            word: word.to_owned(),
            reason: reason.to_owned(),
            table,
        }),
    }]
}
