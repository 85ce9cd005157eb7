//! Whether `details` and `sql` of one operation say the same.
//!
//! Both are told as claims: a subject (`add column users.phone`) and what is said of it (`type` is
//! `text`). A subject that one side lacks is a difference; an attribute that one side leaves
//! unsaid is none. Never compares spelling: types, expressions and defaults go by their meaning
//! as far as it is known.

use std::collections::BTreeMap;

use crate::name::{Name, QualifiedName};
use crate::operation::{
    Column, ColumnAction, Constraint, ConstraintKind, EnumAction, Expression, Operation,
    References, Shape,
};
use crate::types::ColumnType;

/// Between a new table's subject and its column's name.
const COLUMN: &str = ", column ";

/// What a side says: by subject, whether the other side must say it too, and the attributes.
#[derive(Default)]
struct Claims(BTreeMap<String, Claim>);

#[derive(Default)]
struct Claim {
    required: bool,
    attributes: BTreeMap<String, String>,
}

/// The first difference, as what `details` say and what `sql` says. `None` when they agree, when
/// one of them says nothing, or when a statement is not understood well enough to compare.
pub(super) fn difference(details: &[Operation], sql: &[Operation]) -> Option<(String, String)> {
    let opaque = |it: &Operation| matches!(it, Operation::Other(_) | Operation::Unknown(_));
    if details.iter().chain(sql).any(opaque) {
        return None;
    }
    let said = |operations: &[Operation]| {
        let mut claims = Claims::default();
        for operation in operations {
            claims.operation(operation);
        }
        claims
    };
    let (mut details, mut sql) = (said(details), said(sql));
    details.forget_columns_of(&sql);
    sql.forget_columns_of(&details);
    if details.0.is_empty() || sql.0.is_empty() {
        return None;
    }
    for (subject, claim) in &details.0 {
        match sql.0.get(subject) {
            None if claim.required => {
                return Some((subject.clone(), sql.summary(&details)));
            }
            None => {}
            Some(other) => {
                for (attribute, value) in &claim.attributes {
                    if let Some(said) = other.attributes.get(attribute)
                        && said != value
                    {
                        let one = |it: &str| format!("{subject}: {attribute} {it}");
                        return Some((one(value), one(said)));
                    }
                }
            }
        }
    }
    let extra = sql
        .0
        .iter()
        .find(|(subject, claim)| claim.required && !details.0.contains_key(*subject));
    extra.map(|(subject, _)| (details.summary(&sql), subject.clone()))
}

impl Claims {
    /// The required subjects, those that the other side lacks first.
    fn summary(&self, other: &Claims) -> String {
        let required = || self.0.iter().filter(|(_, claim)| claim.required);
        let lacking = required().find(|(subject, _)| !other.0.contains_key(*subject));
        let found = lacking.or_else(|| required().next());
        found.map_or_else(|| "nothing of it".to_owned(), |(it, _)| it.clone())
    }

    /// A new table whose columns the other side leaves unsaid.
    fn forget_columns_of(&mut self, other: &Claims) {
        self.0.retain(|subject, _| {
            let Some((table, _)) = subject.split_once(COLUMN) else {
                return true;
            };
            let columns = format!("{table}{COLUMN}");
            let says_some = other.0.keys().any(|it| it.starts_with(&columns));
            says_some || !other.0.contains_key(table)
        });
    }

    fn claim(&mut self, subject: String, required: bool) -> &mut Claim {
        let claim = self.0.entry(subject.to_lowercase()).or_default();
        claim.required |= required;
        claim
    }

    fn operation(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTable(it) => {
                let subject = format!("create table {}", table(&it.table));
                for column in &it.columns {
                    let subject = format!("{subject}{COLUMN}{}", column.name);
                    self.column(subject, &it.table, column);
                }
                for constraint in &it.constraints {
                    self.constraint(&it.table, constraint, false);
                }
                for index in &it.indexes {
                    self.operation(&Operation::AddIndex(index.clone()));
                }
                self.claim(subject, true);
            }
            Operation::DropTable(it) => {
                let claim = self.claim(format!("drop table {}", table(&it.table)), true);
                claim.yes("cascade", it.cascade);
            }
            Operation::RenameTable(it) => {
                let claim = self.claim(format!("rename table {}", table(&it.table)), true);
                claim.say("to", it.to.text.to_lowercase());
            }
            Operation::AddColumn(it) => {
                let subject = format!("add column {}.{}", table(&it.table), it.column.name);
                self.column(subject, &it.table, &it.column);
                for constraint in &it.constraints {
                    self.constraint(&it.table, constraint, false);
                }
            }
            Operation::DropColumn(it) => {
                let subject = format!("drop column {}.{}", table(&it.table), it.column);
                self.claim(subject, true).yes("cascade", it.cascade);
            }
            Operation::RenameColumn(it) => {
                let subject = format!("rename column {}.{}", table(&it.table), it.column);
                self.claim(subject, true)
                    .say("to", it.to.text.to_lowercase());
            }
            Operation::AlterColumn(it) => {
                let column = format!("{}.{}", table(&it.table), it.column);
                self.column_action(&column, &it.action);
            }
            Operation::AddIndex(it) => {
                let keys = it.keys.iter().map(|it| plain(&it.text));
                let keys = keys.collect::<Vec<_>>().join(", ");
                let claim = self.claim(format!("add index on {} ({keys})", table(&it.table)), true);
                claim.say_name("name", it.name.as_ref());
                claim.say("unique", it.unique.to_string());
                claim.say("concurrently", it.concurrently.to_string());
                claim.say(
                    "method",
                    it.method
                        .clone()
                        .unwrap_or("btree".to_owned())
                        .to_lowercase(),
                );
                let filter = it.predicate.as_ref().map(expression);
                claim.say("where", filter.unwrap_or_default());
            }
            Operation::DropIndex(it) => {
                let claim = self.claim(format!("drop index {}", table(&it.index)), true);
                claim.say("concurrently", it.concurrently.to_string());
            }
            Operation::AddConstraint(it) => self.constraint(&it.table, &it.constraint, true),
            Operation::DropConstraint(it) => {
                let subject = format!("drop constraint {} of {}", it.name, table(&it.table));
                self.claim(subject, true).yes("cascade", it.cascade);
            }
            Operation::ValidateConstraint(it) => {
                let subject = format!("validate constraint {} of {}", it.name, table(&it.table));
                self.claim(subject, true);
            }
            Operation::CreateEnum(it) => {
                let claim = self.claim(format!("create enum {}", table(&it.name)), true);
                if !it.values.is_empty() {
                    claim.say("values", list(&it.values));
                }
            }
            Operation::AlterEnum(it) => {
                let what = match &it.action {
                    EnumAction::AddValue { value, .. } => format!("add {value}"),
                    EnumAction::RenameValue { from, to } => format!("rename {from} to {to}"),
                    EnumAction::RemoveValue { value } => format!("remove {value}"),
                    EnumAction::Rename { to } => format!("rename to {to}"),
                };
                self.claim(format!("alter enum {}: {what}", table(&it.name)), true);
            }
            Operation::DropEnum(it) => {
                self.claim(format!("drop enum {}", table(&it.name)), true);
            }
            Operation::BulkInsert(it) => {
                let claim = self.claim(format!("insert into {}", table(&it.table)), true);
                if let Some(rows) = it.rows {
                    claim.say("rows", rows.to_string());
                }
            }
            Operation::BulkUpdate(it) => {
                let claim = self.claim(format!("update {}", table(&it.table)), true);
                for (column, value) in &it.set {
                    claim.say(&format!("set {column}"), expression(value));
                }
                // A batched statement narrows the filter to the batch.
                if it.batch_size.is_none() {
                    claim.filter(it.filter.as_ref());
                }
            }
            Operation::BulkDelete(it) => {
                let claim = self.claim(format!("delete from {}", table(&it.table)), true);
                if it.batch_size.is_none() {
                    claim.filter(it.filter.as_ref());
                }
            }
            Operation::Other(_) | Operation::NoChange(_) | Operation::Unknown(_) => {}
        }
    }

    fn column(&mut self, subject: String, owner: &QualifiedName, column: &Column) {
        let of = table(owner);
        if column.index || column.unique {
            let claim = self.claim(format!("add index on {of} ({})", column.name), false);
            if column.unique {
                claim.say("unique", "true".to_owned());
            }
        }
        if column.unique {
            self.claim(format!("add unique of {of} ({})", column.name), false);
        }
        if column.primary_key {
            self.claim(format!("add primary key of {of} ({})", column.name), false);
        }
        if let Some(references) = &column.references {
            let subject = format!("add foreign key of {of} ({})", column.name);
            let claim = self.claim(subject, false);
            claim.references(references);
        }
        if let Some(check) = &column.check {
            let subject = format!("add check of {of} ({})", expression(check));
            self.claim(subject, false);
        }
        if column.nullable == Some(false) {
            let subject = format!("alter column {of}.{}: not null", column.name);
            self.claim(subject, false);
        }
        let claim = self.claim(subject, true);
        claim.say_type(column.ty.as_ref());
        if let Some(nullable) = column.nullable {
            claim.say("nullable", nullable.to_string());
        }
        if let Some(default) = &column.default {
            claim.say("default", expression(default));
        }
    }

    fn column_action(&mut self, column: &str, action: &ColumnAction) {
        let subject = |what: &str| format!("alter column {column}: {what}");
        match action {
            ColumnAction::Type { ty, using, .. } => {
                let claim = self.claim(subject("type"), true);
                claim.say_type(Some(ty));
                if let Some(using) = using {
                    claim.say("using", expression(using));
                }
            }
            ColumnAction::SetDefault(value) => {
                let claim = self.claim(subject("default"), true);
                claim.say("default", expression(value));
            }
            ColumnAction::DropDefault => {
                self.claim(subject("no default"), true);
            }
            ColumnAction::SetNotNull => {
                self.claim(subject("not null"), true);
            }
            ColumnAction::DropNotNull => {
                self.claim(subject("nullable"), true);
            }
            ColumnAction::AddIdentity { .. }
            | ColumnAction::AlterIdentity
            | ColumnAction::DropIdentity { .. } => {
                self.claim(subject("identity"), true);
            }
            ColumnAction::SetExpression(_) | ColumnAction::DropExpression { .. } => {
                self.claim(subject("expression"), true);
            }
            ColumnAction::SetStatistics
            | ColumnAction::SetStorage
            | ColumnAction::SetCompression
            | ColumnAction::SetOptions => {}
        }
    }

    fn constraint(&mut self, owner: &QualifiedName, constraint: &Constraint, required: bool) {
        let of = table(owner);
        let subject = match &constraint.kind {
            ConstraintKind::PrimaryKey {
                columns,
                using_index,
            } => format!(
                "add primary key of {of} ({})",
                columns_or(columns, using_index)
            ),
            ConstraintKind::Unique {
                columns,
                using_index,
                ..
            } => format!("add unique of {of} ({})", columns_or(columns, using_index)),
            ConstraintKind::ForeignKey { columns, .. } => {
                format!("add foreign key of {of} ({})", list(columns))
            }
            ConstraintKind::Check { expression: it } => {
                format!("add check of {of} ({})", expression(it))
            }
            ConstraintKind::Exclusion { .. } => format!("add exclusion of {of}"),
            ConstraintKind::NotNull { column } => format!("add not null of {of} ({column})"),
            ConstraintKind::Unknown(_) => return,
        };
        let claim = self.claim(subject, required);
        claim.say_name("name", constraint.name.as_ref());
        claim.say("not valid", constraint.not_valid.to_string());
        if let ConstraintKind::ForeignKey { references, .. } = &constraint.kind {
            claim.references(references);
        }
    }
}

impl Claim {
    fn say(&mut self, attribute: &str, value: String) {
        self.attributes.insert(attribute.to_lowercase(), value);
    }

    /// A flag that is only said when it is set.
    fn yes(&mut self, attribute: &str, value: bool) {
        if value {
            self.say(attribute, "yes".to_owned());
        }
    }

    fn say_name(&mut self, attribute: &str, name: Option<&Name>) {
        if let Some(name) = name {
            self.say(attribute, name.text.to_lowercase());
        }
    }

    fn say_type(&mut self, ty: Option<&ColumnType>) {
        if let Some(ty) = ty {
            let modifiers = if ty.modifiers.is_empty() {
                String::new()
            } else {
                format!("{:?}", ty.modifiers)
            };
            let array = if ty.array { "[]" } else { "" };
            let base = format!("{:?}", ty.base).to_lowercase();
            self.say("type", format!("{base}{modifiers}{array}"));
        }
    }

    fn references(&mut self, references: &References) {
        self.say("references", table(&references.table));
        if !references.columns.is_empty() {
            self.say("referenced columns", list(&references.columns));
        }
        if let Some(action) = &references.on_delete {
            self.say("on delete", action.to_lowercase());
        }
        if let Some(action) = &references.on_update {
            self.say("on update", action.to_lowercase());
        }
    }

    fn filter(&mut self, filter: Option<&Expression>) {
        if let Some(filter) = filter {
            self.say("where", expression(filter));
        }
    }
}

/// SQL folds what YAML keeps, and `public` is where everything is anyway.
fn table(name: &QualifiedName) -> String {
    let text = name.to_string().to_lowercase();
    text.strip_prefix("public.")
        .map_or(text.clone(), str::to_owned)
}

fn list(names: &[Name]) -> String {
    let names: Vec<String> = names.iter().map(|it| it.text.to_lowercase()).collect();
    names.join(", ")
}

fn columns_or(columns: &[Name], index: &Option<Name>) -> String {
    match index {
        Some(index) => format!("using index {index}"),
        None => list(columns),
    }
}

/// An expression's meaning as far as it is known: a literal by its value, everything else by its
/// words without blanks, case and outer parentheses.
fn expression(expression: &Expression) -> String {
    match &expression.shape {
        Shape::Literal(value) => format!("'{value}'"),
        Shape::Null => "null".to_owned(),
        Shape::IsNotNull(_) | Shape::Column { .. } | Shape::Other | Shape::Broken => {
            plain(&expression.text)
        }
    }
}

fn plain(text: &str) -> String {
    let mut text: String = text
        .chars()
        .filter(|it| !it.is_whitespace() && *it != '"')
        .collect::<String>()
        .to_lowercase();
    while let Some(inner) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        if inner.contains(['(', ')']) {
            break;
        }
        text = inner.to_owned();
    }
    text
}
