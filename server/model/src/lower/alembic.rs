//! Alembic's `op.…` calls in Python fences as changes.
//!
//! A tolerant reader of calls, no Python parser: names, lists of names and literals are read,
//! everything else (variables, f-strings, bindings) is [`Operation::Unknown`]. Calls that are
//! commented out or elided (`op.create_table(...)`) are nothing.

use std::ops::Range;

use syntax::TextRange;
use syntax::markdown::Fence;
use syntax::text::size;

use crate::lower::expression::expression;
use crate::lower::python::{self, Call};
use crate::lower::sql;
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddColumn, AddConstraint, AddIndex, AlterColumn, Change, Column, ColumnAction, Constraint,
    ConstraintKind, CreateTable, DropColumn, DropConstraint, DropIndex, DropTable, IndexKey,
    Operation, Part, References, RenameColumn, RenameTable, Unknown,
};
use crate::schema::located::Located;

/// The two directions of a revision.
#[derive(Debug, Clone, Default)]
pub(crate) struct Revision {
    pub(crate) upgrade: Vec<Change>,
    pub(crate) downgrade: Vec<Change>,
}

impl Revision {
    pub(crate) fn is_empty(&self) -> bool {
        self.upgrade.is_empty() && self.downgrade.is_empty()
    }
}

/// Reads a fence. Calls before the first `def` and in `upgrade` lead forward.
pub(crate) fn read(fence: &Fence) -> Revision {
    let mut res = Revision::default();
    let text = fence.code.text.as_str();
    if !text.contains("op.") {
        return res;
    }
    let located = Located::fence(fence);
    let mut down = false;
    // `with op.batch_alter_table("t") as batch_op:`
    let mut batch: Option<Name> = None;
    let mut at = 0;
    while let Some(line) = python::next_line(text, at) {
        let code = text[line.clone()].trim_start();
        let start = line.end - code.len();
        at = python::after_line(text, line.end);
        if code.starts_with('#') {
            continue;
        }
        if let Some(rest) = code
            .strip_prefix("def ")
            .or(code.strip_prefix("async def "))
        {
            down = rest.starts_with("downgrade");
            batch = None;
            continue;
        }
        let code_at = start + code.find("op.").unwrap_or(code.len());
        let before = &text[start..code_at.min(line.end)];
        let in_batch = before.ends_with("batch_");
        let begins = before.is_empty() || in_batch || before == "with " || before == "await ";
        if code_at >= line.end || !begins {
            continue;
        }
        let Some(call) = python::call(text, code_at) else {
            continue;
        };
        at = python::after_line(text, call.range.end);
        let method = text[call.name.clone()]
            .rsplit('.')
            .next()
            .unwrap_or_default();
        if method == "batch_alter_table" {
            batch = call.string(text, 0).map(|it| located.name(it));
            continue;
        }
        let reader = Reader {
            located: &located,
            fence,
            call: &call,
            method,
            batch: batch.as_ref().filter(|_| in_batch),
        };
        let Some(parts) = reader.parts() else {
            continue;
        };
        let range = located.range(call.range.clone());
        let first = text[call.range.clone()].lines().next().unwrap_or_default();
        let focus = located.range(call.range.start..call.range.start + first.trim_end().len());
        let from_sql = method == "execute";
        let change = Change {
            range,
            focus,
            parts: parts
                .into_iter()
                .map(|(part, statement, operation)| Part {
                    range: part.unwrap_or(focus),
                    statement,
                    operation,
                })
                .collect(),
            from_sql,
            data_migration: None,
            sql: None,
        };
        if down {
            res.downgrade.push(change);
        } else {
            res.upgrade.push(change);
        }
    }
    res
}

type Parts = Option<Vec<(Option<TextRange>, u16, Operation)>>;

struct Reader<'a> {
    located: &'a Located<'a>,
    fence: &'a Fence,
    call: &'a Call,
    method: &'a str,
    batch: Option<&'a Name>,
}

impl Reader<'_> {
    fn text(&self) -> &str {
        self.located.text
    }

    /// `None` for a call that shows nothing.
    fn parts(&self) -> Parts {
        let elided = self.call.arguments.is_empty()
            || self
                .call
                .arguments
                .iter()
                .all(|it| self.text()[it.value.clone()].starts_with("..."));
        if elided {
            return None;
        }
        if self.method == "execute" {
            return Some(self.execute());
        }
        if self.method == "alter_column" {
            return Some(self.alter_column().unwrap_or_else(|| self.unknown()));
        }
        let operation = match self.method {
            "create_table" => self.create_table(),
            "drop_table" => self.string(0).map(|name| {
                Operation::DropTable(DropTable {
                    table: self.qualified(name),
                    if_exists: self.yes("if_exists"),
                    cascade: false,
                })
            }),
            "rename_table" => self.pair(0, 1).map(|(name, to)| {
                Operation::RenameTable(RenameTable {
                    table: self.qualified(name),
                    to,
                    if_exists: false,
                })
            }),
            "add_column" => self.add_column(),
            "drop_column" => self.table_and(0).map(|(table, column)| {
                Operation::DropColumn(DropColumn {
                    table,
                    column,
                    if_exists: self.yes("if_exists"),
                    cascade: false,
                })
            }),
            "create_index" => self.create_index(),
            "drop_index" => self.string(0).map(|name| {
                let table = self.named("table_name").or(self.string(1));
                Operation::DropIndex(DropIndex {
                    index: self.qualified(name),
                    table: table.or(self.batch.cloned()).map(|it| self.qualified(it)),
                    if_exists: self.yes("if_exists"),
                    concurrently: self.yes("postgresql_concurrently"),
                    cascade: false,
                })
            }),
            "create_foreign_key"
            | "create_unique_constraint"
            | "create_check_constraint"
            | "create_primary_key" => self.create_constraint(),
            "drop_constraint" => {
                let table = self.batch.cloned().or(self.string(1));
                let table = table.or(self.named("table_name"));
                self.string(0).zip(table).map(|(name, table)| {
                    Operation::DropConstraint(DropConstraint {
                        table: self.qualified(table),
                        name,
                        kind: self.named("type_").map(|it| it.text),
                        if_exists: self.yes("if_exists"),
                        cascade: false,
                    })
                })
            }
            _ => None,
        };
        match operation {
            Some(operation) => Some(vec![(None, 0, operation)]),
            None => Some(self.unknown()),
        }
    }

    fn unknown(&self) -> Vec<(Option<TextRange>, u16, Operation)> {
        let operation = Operation::Unknown(Unknown {
            word: self.method.to_owned(),
            reason: format!("this call of `op.{}` is not read", self.method),
            table: self.batch.cloned().map(|it| QualifiedName::new(None, it)),
        });
        vec![(None, 0, operation)]
    }

    fn string(&self, index: usize) -> Option<Name> {
        let range = self.call.string(self.text(), index)?;
        Some(self.located.name(range))
    }

    fn named(&self, key: &str) -> Option<Name> {
        let value = self.call.keyword(self.text(), key)?;
        Some(self.located.name(python::string(self.text(), value)?))
    }

    fn pair(&self, first: usize, second: usize) -> Option<(Name, Name)> {
        self.string(first).zip(self.string(second))
    }

    fn yes(&self, key: &str) -> bool {
        let value = self.call.keyword(self.text(), key);
        value.is_some_and(|it| self.text()[it] == *"True")
    }

    /// A table's name, in the schema that `schema=` names.
    fn qualified(&self, name: Name) -> QualifiedName {
        QualifiedName::new(self.named("schema"), name)
    }

    /// The table, and the name at `index` among what follows it; in a batch the table is the
    /// batch's.
    fn table_and(&self, index: usize) -> Option<(QualifiedName, Name)> {
        match self.batch {
            Some(table) => Some((self.qualified(table.clone()), self.string(index)?)),
            None => Some((self.qualified(self.string(0)?), self.string(index + 1)?)),
        }
    }

    fn create_table(&self) -> Option<Operation> {
        let text = self.text();
        let table = self.qualified(self.string(0)?);
        let mut columns = Vec::new();
        let mut constraints = Vec::new();
        for argument in self.call.positional().skip(1) {
            let Some(call) = python::call(text, argument.start) else {
                continue;
            };
            match python::last_word(&text[call.name.clone()]) {
                "Column" => columns.extend(column(self.located, &call)),
                word => constraints.extend(self.constraint_object(&call, word)),
            }
        }
        (!columns.is_empty()).then(|| {
            Operation::CreateTable(CreateTable {
                table,
                if_not_exists: self.yes("if_not_exists"),
                columns,
                constraints,
                indexes: Vec::new(),
                temporary: false,
                unlogged: false,
                like: Vec::new(),
                like_indexes: false,
                inherits: Vec::new(),
                partition_of: None,
                default_partition: false,
                bound: None,
                partition_by: None,
                as_select: None,
            })
        })
    }

    /// `sa.PrimaryKeyConstraint("a", "b", name="n")` and its kind.
    fn constraint_object(&self, call: &Call, word: &str) -> Option<Constraint> {
        let text = self.text();
        let names = || -> Vec<Name> {
            call.positional()
                .filter_map(|it| python::string(text, it.clone()))
                .map(|it| self.located.name(it))
                .collect()
        };
        let name = call
            .keyword(text, "name")
            .and_then(|it| python::string(text, it))
            .map(|it| self.located.name(it));
        let kind = match word {
            "PrimaryKeyConstraint" => ConstraintKind::PrimaryKey {
                columns: names(),
                using_index: None,
            },
            "UniqueConstraint" => ConstraintKind::Unique {
                columns: names(),
                using_index: None,
                nulls_not_distinct: false,
            },
            "ForeignKeyConstraint" => {
                let columns = self.names_at(call, 0)?;
                let target = call.positional().nth(1)?;
                let strings = python::strings(text, target.clone());
                let mut references = References {
                    table: QualifiedName::default(),
                    columns: Vec::new(),
                    on_delete: action(text, call),
                    on_update: None,
                };
                for it in strings {
                    let (table, column) = split_target(self.located, it)?;
                    references.table = table;
                    references.columns.extend(column);
                }
                ConstraintKind::ForeignKey {
                    columns,
                    references,
                }
            }
            "CheckConstraint" => {
                let range = python::string(text, call.positional().next()?.clone())?;
                ConstraintKind::Check {
                    expression: expression(&text[range.clone()], self.located.range(range)),
                }
            }
            _ => return None,
        };
        Some(constraint(
            name,
            kind,
            self.located.range(call.range.clone()),
        ))
    }

    fn names_at(&self, call: &Call, index: usize) -> Option<Vec<Name>> {
        let list = call.positional().nth(index)?;
        let names: Vec<Name> = python::strings(self.text(), list.clone())
            .into_iter()
            .map(|it| self.located.name(it))
            .collect();
        (!names.is_empty()).then_some(names)
    }

    fn add_column(&self) -> Option<Operation> {
        let index = usize::from(self.batch.is_none());
        let table = match self.batch {
            Some(table) => table.clone(),
            None => self.string(0)?,
        };
        let argument = self.call.positional().nth(index)?;
        let call = python::call(self.text(), argument.start)?;
        Some(Operation::AddColumn(AddColumn {
            table: self.qualified(table),
            if_table_exists: false,
            only: false,
            if_not_exists: self.yes("if_not_exists"),
            column: column(self.located, &call)?,
            constraints: Vec::new(),
        }))
    }

    fn create_index(&self) -> Option<Operation> {
        let text = self.text();
        let index = usize::from(self.batch.is_none());
        let name = self.string(0);
        let table = match self.batch {
            Some(table) => table.clone(),
            None => self.string(1)?,
        };
        let list = self
            .call
            .positional()
            .nth(1 + index)
            .cloned()
            .or_else(|| self.call.keyword(text, "columns"))?;
        let keys: Vec<IndexKey> = python::strings(text, list)
            .into_iter()
            .map(|it| self.index_key(it))
            .collect();
        let predicate = self.call.keyword(text, "postgresql_where");
        let predicate = predicate.and_then(|it| python::string(text, it));
        (!keys.is_empty()).then(|| {
            Operation::AddIndex(AddIndex {
                name,
                table: self.qualified(table),
                only: false,
                if_not_exists: self.yes("if_not_exists"),
                unique: self.yes("unique"),
                concurrently: self.yes("postgresql_concurrently"),
                keys,
                include: Vec::new(),
                method: self.named("postgresql_using").map(|it| it.text),
                predicate: predicate
                    .map(|it| expression(&text[it.clone()], self.located.range(it))),
                attributes: None,
                range: self.located.range(self.call.range.clone()),
            })
        })
    }

    fn index_key(&self, part: Range<usize>) -> IndexKey {
        let written = &self.text()[part.clone()];
        let plain = written.chars().all(|c| c.is_alphanumeric() || c == '_');
        let expression = expression(written, self.located.range(part.clone()));
        IndexKey {
            column: plain.then(|| self.located.name(part)),
            text: written.to_owned(),
            columns: if plain {
                vec![written.to_owned()]
            } else {
                expression.columns
            },
        }
    }

    fn create_constraint(&self) -> Option<Operation> {
        let text = self.text();
        let shift = usize::from(self.batch.is_none());
        let name = self.string(0);
        let table = match self.batch {
            Some(table) => table.clone(),
            None => self.string(1)?,
        };
        let kind = match self.method {
            "create_foreign_key" => {
                let target = self.string(1 + shift)?;
                let schema = self.named("referent_schema");
                ConstraintKind::ForeignKey {
                    columns: self.names_at(self.call, 2 + shift)?,
                    references: References {
                        table: QualifiedName::new(schema, target),
                        columns: self.names_at(self.call, 3 + shift).unwrap_or_default(),
                        on_delete: action(text, self.call),
                        on_update: None,
                    },
                }
            }
            "create_check_constraint" => {
                let range = self.call.positional().nth(1 + shift)?.clone();
                let range = python::string(text, range)?;
                ConstraintKind::Check {
                    expression: expression(&text[range.clone()], self.located.range(range)),
                }
            }
            "create_primary_key" => ConstraintKind::PrimaryKey {
                columns: self.names_at(self.call, 1 + shift)?,
                using_index: None,
            },
            _ => ConstraintKind::Unique {
                columns: self.names_at(self.call, 1 + shift)?,
                using_index: None,
                nulls_not_distinct: false,
            },
        };
        let mut constraint = constraint(name, kind, self.located.range(self.call.range.clone()));
        constraint.not_valid = self.yes("postgresql_not_valid");
        Some(Operation::AddConstraint(AddConstraint {
            table: self.qualified(table),
            only: false,
            constraint,
        }))
    }

    fn alter_column(&self) -> Option<Vec<(Option<TextRange>, u16, Operation)>> {
        let text = self.text();
        let (table, column) = self.table_and(0)?;
        let ty = |key: &str| {
            let value = self.call.keyword(text, key)?;
            Some(self.located.column_type(value))
        };
        let existing_type = ty("existing_type");
        let existing_nullable = self
            .call
            .keyword(text, "existing_nullable")
            .map(|it| text[it] == *"True");
        let mut actions: Vec<(Range<usize>, ColumnAction)> = Vec::new();
        if let (Some(at), Some(ty)) = (self.call.keyword(text, "type_"), ty("type_")) {
            let using = self.call.keyword(text, "postgresql_using");
            let using = using.and_then(|it| python::string(text, it));
            let using = using.map(|it| expression(&text[it.clone()], self.located.range(it)));
            actions.push((
                at,
                ColumnAction::Type {
                    ty,
                    using,
                    collation: None,
                },
            ));
        }
        if let Some(at) = self.call.keyword(text, "server_default") {
            let action = match &text[at.clone()] {
                "None" => ColumnAction::DropDefault,
                "False" => return None,
                _ => ColumnAction::SetDefault(default(self.located, at.clone())?),
            };
            actions.push((at, action));
        }
        if let Some(at) = self.call.keyword(text, "nullable") {
            let action = match &text[at.clone()] {
                "True" => ColumnAction::DropNotNull,
                "False" => ColumnAction::SetNotNull,
                _ => return None,
            };
            actions.push((at, action));
        }
        let mut parts: Vec<(Option<TextRange>, u16, Operation)> = actions
            .into_iter()
            .map(|(at, action)| {
                let operation = Operation::AlterColumn(AlterColumn {
                    table: table.clone(),
                    only: false,
                    column: column.clone(),
                    action,
                    existing_type: existing_type.clone(),
                    existing_nullable,
                });
                (Some(self.located.range(at)), 0, operation)
            })
            .collect();
        if let Some(to) = self.named("new_column_name") {
            let range = to.range;
            let statement = u16::from(!parts.is_empty());
            let operation = Operation::RenameColumn(RenameColumn { table, column, to });
            parts.push((Some(range), statement, operation));
        }
        (!parts.is_empty()).then_some(parts)
    }

    /// The statements of `op.execute("…")`, also around `sa.text("…")`.
    fn execute(&self) -> Vec<(Option<TextRange>, u16, Operation)> {
        let text = self.text();
        let argument = self.call.positional().next();
        let Some(sql) = argument.and_then(|it| python::string(text, it.clone())) else {
            return self.unknown();
        };
        let map = self
            .fence
            .code
            .map
            .part(TextRange::new(size(sql.start), size(sql.end)));
        let script = sql::changes(&text[sql], &map);
        script
            .changes
            .into_iter()
            .zip(0u16..)
            .flat_map(|(change, statement)| {
                let parts = change.parts.into_iter();
                parts.map(move |it| (Some(it.range), statement, it.operation))
            })
            .collect()
    }
}

fn constraint(name: Option<Name>, kind: ConstraintKind, range: TextRange) -> Constraint {
    Constraint {
        name,
        kind,
        not_valid: false,
        not_enforced: false,
        deferrable: false,
        no_inherit: false,
        range,
    }
}

/// `ondelete="CASCADE"`, upper-cased.
fn action(text: &str, call: &Call) -> Option<String> {
    let value = call.keyword(text, "ondelete")?;
    Some(text[python::string(text, value)?].to_uppercase())
}

/// `users.id`, `app.users.id`.
fn split_target(
    located: &Located<'_>,
    part: Range<usize>,
) -> Option<(QualifiedName, Option<Name>)> {
    let written = &located.text[part.clone()];
    let dot = written.rfind('.')?;
    let column = located.name(part.start + dot + 1..part.end);
    let table = &written[..dot];
    let (schema, from) = match table.rfind('.') {
        Some(at) => (Some(located.name(part.start..part.start + at)), at + 1),
        None => (None, 0),
    };
    let table = located.name(part.start + from..part.start + dot);
    Some((QualifiedName::new(schema, table), Some(column)))
}

/// `sa.Column("id", sa.Integer(), nullable=False, …)`; nullable unless it says otherwise.
fn column(located: &Located<'_>, call: &Call) -> Option<Column> {
    let text = located.text;
    if python::last_word(&text[call.name.clone()]) != "Column" {
        return None;
    }
    let name = located.name(call.string(text, 0)?);
    let mut column = Column::new(name, None);
    column.range = located.range(call.range.clone());
    for argument in call.positional().skip(1) {
        let inner = python::call(text, argument.start).filter(|it| it.range.end <= argument.end);
        match inner
            .as_ref()
            .map(|it| python::last_word(&text[it.name.clone()]))
        {
            Some("ForeignKey") => {
                let inner = inner.as_ref()?;
                if let Some(target) = inner.string(text, 0)
                    && let Some((table, to)) = split_target(located, target)
                {
                    column.references = Some(References {
                        table,
                        columns: to.into_iter().collect(),
                        on_delete: action(text, inner),
                        on_update: None,
                    });
                }
            }
            Some("Identity") => column.identity = Some(false),
            Some("Computed" | "CheckConstraint") => {}
            _ if column.ty.is_none() => {
                column.ty = Some(located.column_type(argument.clone()));
            }
            _ => {}
        }
    }
    let yes = |key: &str| {
        let value = call.keyword(text, key)?;
        Some(text[value] == *"True")
    };
    column.primary_key = yes("primary_key") == Some(true);
    column.unique = yes("unique") == Some(true);
    column.index = yes("index") == Some(true);
    column.nullable = Some(yes("nullable").unwrap_or(!column.primary_key));
    if let Some(value) = call.keyword(text, "server_default") {
        column.default = default(located, value);
    }
    Some(column)
}

/// What `server_default=` sends to the server: the SQL of `sa.text("…")`, a string as a literal.
fn default(located: &Located<'_>, value: Range<usize>) -> Option<crate::operation::Expression> {
    let text = located.text;
    let written = &text[value.clone()];
    if written == "None" || written.is_empty() {
        return None;
    }
    let range = located.range(value.clone());
    if written.starts_with(['"', '\'']) {
        let inner = &text[python::string(text, value)?];
        let literal = format!("'{}'", inner.replace('\'', "''"));
        return Some(expression(&literal, range));
    }
    let call = python::call(text, value.start);
    match call
        .as_ref()
        .map(|it| python::last_word(&text[it.name.clone()]))
    {
        Some("text") => {
            let inner = call.as_ref()?.string(text, 0)?;
            Some(expression(&text[inner.clone()], located.range(inner)))
        }
        Some("true" | "false") => Some(expression(
            python::last_word(&text[call.as_ref()?.name.clone()]),
            range,
        )),
        Some(function) if written.contains("func.") => {
            Some(expression(&format!("{function}()"), range))
        }
        _ => Some(expression(written, range)),
    }
}
