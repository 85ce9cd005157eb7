//! An operation as an entry of `operations:`, in the canonical `details` where they can say it,
//! as `sql` where they cannot.
//!
//! Never writes both: one of them could be changed and the other forgotten.

use model::operation::{
    AddIndex, Change, Column, ColumnAction, Constraint, ConstraintKind, CreateTable, EnumAction,
    Expression, IndexKey, NoChange, Operation, References,
};
use model::{Name, QualifiedName};

use super::yaml::{Yaml, map, text, texts};

/// A statement as entries: one for each operation if all of them can be said in `details`, else
/// one with the statement itself.
pub(super) fn entries(sql: &str, changes: &[Change]) -> Vec<Vec<(String, Yaml)>> {
    let said: Option<Vec<_>> = changes
        .iter()
        .flat_map(|it| &it.parts)
        .map(|it| entry(&it.operation))
        .collect();
    match said {
        // Where a value stands among the others has no word in `details`.
        Some(_) if is_placed(sql, changes) => whole(sql),
        Some(said) if !said.is_empty() => said,
        _ => whole(sql),
    }
}

fn whole(sql: &str) -> Vec<Vec<(String, Yaml)>> {
    vec![vec![
        ("type".to_owned(), text("execute_sql")),
        ("sql".to_owned(), text(sql)),
    ]]
}

/// `ALTER TYPE … ADD VALUE … BEFORE` or `AFTER`.
fn is_placed(sql: &str, changes: &[Change]) -> bool {
    let mut parts = changes.iter().flat_map(|it| &it.parts);
    let adds = parts.any(|it| {
        matches!(&it.operation, Operation::AlterEnum(it)
            if matches!(it.action, EnumAction::AddValue { .. }))
    });
    let word = |it: &str| it.eq_ignore_ascii_case("before") || it.eq_ignore_ascii_case("after");
    adds && sql.split_whitespace().any(word)
}

/// The entry of one operation, or `None` where `details` have no words for all of it.
pub(super) fn entry(operation: &Operation) -> Option<Vec<(String, Yaml)>> {
    let (word, details) = match operation {
        Operation::AddColumn(it) => {
            let plain = !it.only && !it.if_table_exists && it.constraints.is_empty();
            let mut details = vec![("column", column(&it.column)?)];
            if it.if_not_exists {
                details.push(("if_not_exists", Yaml::Bool(true)));
            }
            ("add_column", plain.then_some(details)?)
        }
        Operation::DropColumn(it) => {
            let details = vec![
                ("column", name(&it.column)),
                ("cascade", Yaml::Bool(it.cascade)),
            ];
            ("drop_column", (!it.if_exists).then_some(details)?)
        }
        Operation::RenameColumn(it) => (
            "alter_column",
            vec![("column", name(&it.column)), ("rename_to", name(&it.to))],
        ),
        Operation::AlterColumn(it) => {
            let mut details = vec![("column", name(&it.column))];
            match &it.action {
                ColumnAction::Type {
                    ty,
                    using,
                    collation,
                } => {
                    details.push(("type", text(&ty.text)));
                    if let Some(using) = using {
                        details.push(("using", expression(using)));
                    }
                    if let Some(collation) = collation {
                        details.push(("collation", text(collation)));
                    }
                }
                ColumnAction::SetDefault(default) => details.push(("default", expression(default))),
                ColumnAction::DropDefault => details.push(("default", Yaml::Null)),
                ColumnAction::SetNotNull => details.push(("nullable", Yaml::Bool(false))),
                ColumnAction::DropNotNull => details.push(("nullable", Yaml::Bool(true))),
                ColumnAction::AddIdentity { .. }
                | ColumnAction::AlterIdentity
                | ColumnAction::DropIdentity { .. }
                | ColumnAction::SetExpression(_)
                | ColumnAction::DropExpression { .. }
                | ColumnAction::SetStatistics
                | ColumnAction::SetStorage
                | ColumnAction::SetCompression
                | ColumnAction::SetOptions => return None,
            }
            ("alter_column", (!it.only).then_some(details)?)
        }
        Operation::AddIndex(it) => ("add_index", index(it)?),
        Operation::AddConstraint(it) => {
            let details = constraint(&it.constraint)?;
            ("add_constraint", (!it.only).then_some(details)?)
        }
        Operation::DropConstraint(it) => {
            let mut details = vec![
                ("name", name(&it.name)),
                ("cascade", Yaml::Bool(it.cascade)),
            ];
            if it.if_exists {
                details.push(("if_exists", Yaml::Bool(true)));
            }
            ("drop_constraint", details)
        }
        Operation::ValidateConstraint(it) => {
            ("validate_constraint", vec![("name", name(&it.name))])
        }
        Operation::BulkUpdate(it) => {
            let set = it
                .set
                .iter()
                .map(|(column, value)| (column.text.clone(), expression(value)));
            let mut details = vec![("set", Yaml::Map(set.collect()))];
            if let Some(filter) = &it.filter {
                details.push(("where", expression(filter)));
            }
            if let Some(size) = it.batch_size {
                details.push(("batch_size", Yaml::Number(size)));
            }
            if let Some(key) = &it.key {
                details.push(("key", name(key)));
            }
            // Our own batches read other tables in subqueries only; an UPDATE … FROM of somebody
            // else would lose its FROM.
            let within = it.set.iter().any(|(_, it)| it.subquery)
                || it.filter.as_ref().is_some_and(|it| it.subquery);
            let said = it.reads.is_empty() || (it.batch_size.is_some() && within);
            ("bulk_update", said.then_some(details)?)
        }
        Operation::BulkDelete(it) => {
            let mut details = Vec::new();
            if let Some(filter) = &it.filter {
                details.push(("where", expression(filter)));
            }
            if let Some(size) = it.batch_size {
                details.push(("batch_size", Yaml::Number(size)));
            }
            if let Some(key) = &it.key {
                details.push(("key", name(key)));
            }
            let said = it.reads.is_empty() || it.filter.as_ref().is_some_and(|it| it.subquery);
            ("bulk_delete", said.then_some(details)?)
        }
        Operation::AlterEnum(it) => match &it.action {
            EnumAction::AddValue {
                value,
                if_not_exists,
            } => {
                let details = vec![
                    ("name", text(it.name.to_string())),
                    ("add_value", name(value)),
                    ("if_not_exists", Yaml::Bool(*if_not_exists)),
                ];
                ("alter_enum", details)
            }
            EnumAction::RenameValue { .. }
            | EnumAction::RemoveValue { .. }
            | EnumAction::Rename { .. } => return None,
        },
        Operation::DropTable(it) => {
            let details = vec![("cascade", Yaml::Bool(it.cascade))];
            ("drop_table", (!it.if_exists).then_some(details)?)
        }
        Operation::CreateTable(it) => ("create_table", create_table(it)?),
        Operation::RenameTable(_)
        | Operation::DropIndex(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::BulkInsert(_)
        | Operation::Other(_)
        | Operation::NoChange(
            NoChange::Begin
            | NoChange::Commit
            | NoChange::Rollback
            | NoChange::Savepoint
            | NoChange::Set { .. }
            | NoChange::Select { .. }
            | NoChange::Session { .. },
        )
        | Operation::Unknown(_) => return dropped_index(operation),
    };
    let mut res = vec![("type".to_owned(), text(word))];
    if let Some(table) = operation.table() {
        res.push(("table".to_owned(), qualified(table)?));
    }
    let details = details
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    res.push(("details".to_owned(), Yaml::Map(details.collect())));
    Some(res)
}

fn create_table(it: &CreateTable) -> Option<Vec<(&'static str, Yaml)>> {
    let plain = !it.if_not_exists
        && !it.temporary
        && !it.unlogged
        && it.like.is_empty()
        && it.inherits.is_empty()
        && it.partition_of.is_none()
        && it.partition_by.is_none()
        && it.as_select.is_none();
    let columns: Option<Vec<Yaml>> = it.columns.iter().map(column).collect();
    let mut res = vec![("columns", Yaml::List(plain.then_some(columns?)?))];
    let listed = |all: Vec<Vec<(&str, Yaml)>>| {
        let entry = |it: Vec<(&str, Yaml)>| {
            Yaml::Map(
                it.into_iter()
                    .map(|(key, it)| (key.to_owned(), it))
                    .collect(),
            )
        };
        Yaml::List(all.into_iter().map(entry).collect())
    };
    if !it.constraints.is_empty() {
        let all: Option<Vec<_>> = it.constraints.iter().map(constraint).collect();
        res.push(("constraints", listed(all?)));
    }
    if !it.indexes.is_empty() {
        let all: Option<Vec<_>> = it.indexes.iter().map(index).collect();
        res.push(("indexes", listed(all?)));
    }
    Some(res)
}

/// `drop_index` names no table in SQL, so the entry has none either.
fn dropped_index(operation: &Operation) -> Option<Vec<(String, Yaml)>> {
    let Operation::DropIndex(it) = operation else {
        return None;
    };
    let details = vec![
        ("name".to_owned(), qualified(&it.index)?),
        ("concurrently".to_owned(), Yaml::Bool(it.concurrently)),
    ];
    (!it.if_exists && !it.cascade).then(|| {
        vec![
            ("type".to_owned(), text("drop_index")),
            ("details".to_owned(), Yaml::Map(details)),
        ]
    })
}

/// A name is taken as written; one with a dot in it would be taken for two.
fn qualified(it: &QualifiedName) -> Option<Yaml> {
    let dotted = it.name.text.contains(['.', '"'])
        || it
            .schema
            .as_ref()
            .is_some_and(|it| it.text.contains(['.', '"']));
    (!dotted).then(|| text(it.to_string()))
}

fn name(it: &Name) -> Yaml {
    text(&it.text)
}

fn names(all: &[Name]) -> Yaml {
    texts(all.iter().map(|it| it.text.clone()))
}

fn expression(it: &Expression) -> Yaml {
    text(&it.text)
}

fn column(it: &Column) -> Option<Yaml> {
    if it.generated.is_some() || it.index {
        return None;
    }
    let mut res = vec![
        ("name", name(&it.name)),
        ("type", text(&it.ty.as_ref()?.text)),
    ];
    if let Some(nullable) = it.nullable {
        res.push(("nullable", Yaml::Bool(nullable)));
    }
    if let Some(default) = &it.default {
        res.push(("default", expression(default)));
    }
    if let Some(always) = it.identity {
        let word = if always { "always" } else { "by_default" };
        res.push(("identity", text(word)));
    }
    if it.primary_key {
        res.push(("primary_key", Yaml::Bool(true)));
    }
    if it.unique {
        res.push(("unique", Yaml::Bool(true)));
    }
    if let Some(check) = &it.check {
        res.push(("check", expression(check)));
    }
    if let Some(references_) = &it.references {
        res.push(("references", references(references_)?));
    }
    if let Some(collation) = &it.collation {
        res.push(("collation", text(collation)));
    }
    Some(Yaml::Map(
        res.into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    ))
}

fn references(it: &References) -> Option<Yaml> {
    let mut res = vec![("table".to_owned(), qualified(&it.table)?)];
    match it.columns.as_slice() {
        [] => {}
        [one] => res.push(("column".to_owned(), name(one))),
        many => res.push(("columns".to_owned(), names(many))),
    }
    for (key, action) in [("on_delete", &it.on_delete), ("on_update", &it.on_update)] {
        if let Some(action) = action {
            res.push((key.to_owned(), text(action)));
        }
    }
    Some(Yaml::Map(res))
}

fn index(it: &AddIndex) -> Option<Vec<(&'static str, Yaml)>> {
    if it.only || it.attributes.is_some() {
        return None;
    }
    let mut res = Vec::new();
    if let Some(it) = &it.name {
        res.push(("name", name(it)));
    }
    res.push(("columns", texts(it.keys.iter().map(index_key))));
    res.push(("unique", Yaml::Bool(it.unique)));
    res.push(("concurrently", Yaml::Bool(it.concurrently)));
    if let Some(predicate) = &it.predicate {
        res.push(("where", expression(predicate)));
    }
    if let Some(method) = &it.method {
        res.push(("method", text(method)));
    }
    if !it.include.is_empty() {
        res.push(("include", names(&it.include)));
    }
    if it.if_not_exists {
        res.push(("if_not_exists", Yaml::Bool(true)));
    }
    Some(res)
}

/// A plain column under its name, everything else as SQL.
fn index_key(it: &IndexKey) -> String {
    match &it.column {
        Some(column)
            if it.text == column.to_sql() || it.text.eq_ignore_ascii_case(&column.text) =>
        {
            let plain = column
                .text
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '$');
            if plain {
                column.text.clone()
            } else {
                column.to_sql()
            }
        }
        _ => it.text.clone(),
    }
}

fn constraint(it: &Constraint) -> Option<Vec<(&'static str, Yaml)>> {
    let (kind, mut more) = match &it.kind {
        ConstraintKind::PrimaryKey {
            columns,
            using_index,
        } => ("primary_key", key(columns, using_index.as_ref())),
        ConstraintKind::Unique {
            columns,
            using_index,
            nulls_not_distinct,
        } => {
            let mut more = key(columns, using_index.as_ref());
            if *nulls_not_distinct {
                more.push(("nulls_not_distinct", Yaml::Bool(true)));
            }
            ("unique", more)
        }
        ConstraintKind::ForeignKey {
            columns,
            references: to,
        } => (
            "foreign_key",
            vec![("columns", names(columns)), ("references", references(to)?)],
        ),
        ConstraintKind::Check { expression: check } => {
            ("check", vec![("expression", expression(check))])
        }
        ConstraintKind::NotNull { column } => {
            ("not_null", vec![("columns", texts([column.text.clone()]))])
        }
        ConstraintKind::Exclusion { .. } | ConstraintKind::Unknown(_) => return None,
    };
    let mut res = vec![("kind", text(kind))];
    if let Some(it) = &it.name {
        res.push(("name", name(it)));
    }
    res.append(&mut more);
    for (key, on) in [
        ("not_valid", it.not_valid),
        ("not_enforced", it.not_enforced),
        ("deferrable", it.deferrable),
        ("no_inherit", it.no_inherit),
    ] {
        if on {
            res.push((key, Yaml::Bool(true)));
        }
    }
    Some(res)
}

fn key(columns: &[Name], index: Option<&Name>) -> Vec<(&'static str, Yaml)> {
    match index {
        Some(index) => vec![("using_index", name(index))],
        None => vec![("columns", names(columns))],
    }
}

/// An entry that does nothing, for a way back where there is nothing to do.
pub(super) fn nothing() -> Yaml {
    map([("type", text("execute_sql")), ("sql", text("SELECT 1"))])
}
