//! The way back: the operations that restore the schema that an operation found.
//!
//! Restores shapes, never data. Never invents a definition: where the catalog before does not
//! know what was there, there is no way back to be written.

#[cfg(test)]
mod tests;

use crate::catalog::{Catalog, Index, Knowledge, Table, TableConstraint, type_before};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddColumn, AddConstraint, AddIndex, AlterColumn, AlterEnum, ColumnAction, Constraint,
    ConstraintKind, CreateEnum, CreateTable, DropColumn, DropConstraint, DropEnum, DropIndex,
    DropTable, EnumAction, Expression, NoChange, Operation, Other, RenameColumn, RenameTable,
};
use crate::types::{BaseType, ColumnType};

/// The operations that undo `operation`, in the order to run them; `catalog` is the state before
/// it. Empty for an operation that changes nothing. `None` where nothing can restore the schema
/// (a removed enum value, data), or the catalog does not know what was there. A column that was
/// NOT NULL comes back NOT NULL, which rows written meanwhile refuse unless it has a default.
pub fn inverse(operation: &Operation, catalog: &Catalog) -> Option<Vec<Operation>> {
    if was_there(operation, catalog) {
        return Some(Vec::new());
    }
    match operation {
        Operation::CreateTable(it) => one(drop_table(&it.table)),
        Operation::DropTable(it) => create_table(it, catalog),
        Operation::RenameTable(it) => one(Operation::RenameTable(RenameTable {
            table: renamed(&it.table, &it.to),
            to: it.table.name.clone(),
            if_exists: false,
        })),
        Operation::AddColumn(it) => one(Operation::DropColumn(DropColumn {
            table: it.table.clone(),
            column: it.column.name.clone(),
            if_exists: false,
            cascade: false,
        })),
        Operation::DropColumn(it) => add_column(it, catalog),
        Operation::RenameColumn(it) => one(Operation::RenameColumn(RenameColumn {
            table: it.table.clone(),
            column: it.to.clone(),
            to: it.column.clone(),
        })),
        Operation::AlterColumn(it) => alter_column(it, catalog),
        Operation::AddIndex(it) => {
            let name = it.name.clone().or_else(|| index_name(it))?;
            one(Operation::DropIndex(DropIndex {
                index: QualifiedName::new(it.table.schema.clone(), name),
                table: Some(it.table.clone()),
                if_exists: false,
                concurrently: it.concurrently,
                cascade: false,
            }))
        }
        Operation::DropIndex(it) => add_index(it, catalog),
        Operation::AddConstraint(it) => {
            let constraint = &it.constraint;
            let name = constraint.name.clone();
            let name = name.or_else(|| constraint_name(&it.table, &constraint.kind))?;
            let mut res = vec![Operation::DropConstraint(DropConstraint {
                table: it.table.clone(),
                name,
                kind: kind_word(&constraint.kind),
                if_exists: false,
                cascade: false,
            })];
            res.extend(nullable_again(it, catalog));
            Some(res)
        }
        Operation::DropConstraint(it) => {
            let table = catalog.table(&it.table)?;
            let found = table.constraints.iter().find(|c| same(&c.name, &it.name))?;
            one(restore(&it.table, found))
        }
        // A constraint cannot be made unvalidated again, and need not be.
        Operation::ValidateConstraint(_) => Some(Vec::new()),
        Operation::CreateEnum(it) => one(Operation::DropEnum(DropEnum {
            name: it.name.clone(),
            if_exists: false,
            cascade: false,
        })),
        Operation::AlterEnum(it) => alter_enum(it),
        Operation::DropEnum(it) => {
            let found = catalog.objects.enums.get(&crate::catalog::key(&it.name))?;
            one(Operation::CreateEnum(CreateEnum {
                name: it.name.clone(),
                values: found.values.iter().map(Name::generated).collect(),
            }))
        }
        Operation::Other(it) => other(it, catalog),
        Operation::NoChange(
            NoChange::Begin
            | NoChange::Commit
            | NoChange::Rollback
            | NoChange::Savepoint
            | NoChange::Set { .. }
            | NoChange::Select { .. }
            | NoChange::Session { .. },
        ) => Some(Vec::new()),
        Operation::BulkInsert(_)
        | Operation::BulkUpdate(_)
        | Operation::BulkDelete(_)
        | Operation::Unknown(_) => None,
    }
}

/// A primary key makes its columns NOT NULL, and leaves them so when it goes.
fn nullable_again(it: &AddConstraint, catalog: &Catalog) -> Vec<Operation> {
    let (ConstraintKind::PrimaryKey { columns, .. }, Some(table)) =
        (&it.constraint.kind, catalog.table(&it.table))
    else {
        return Vec::new();
    };
    let nullable = |it: &&Name| {
        let known = table.column(it.as_str()).is_some();
        known && table.knowledge != Knowledge::Mentioned && !table.not_null(it.as_str())
    };
    let drop = |column: &Name| {
        Operation::AlterColumn(AlterColumn {
            table: it.table.clone(),
            only: it.only,
            column: column.clone(),
            action: ColumnAction::DropNotNull,
            existing_type: None,
            existing_nullable: None,
        })
    };
    columns.iter().filter(nullable).map(drop).collect()
}

/// `IF NOT EXISTS`, and it did: nothing was created, so nothing may be dropped.
fn was_there(operation: &Operation, catalog: &Catalog) -> bool {
    if let Operation::CreateTable(it) = operation {
        return it.if_not_exists && catalog.table(&it.table).is_some();
    }
    if let Operation::AddColumn(it) = operation {
        let table = catalog.table(&it.table).filter(|_| it.if_not_exists);
        return table.is_some_and(|table| table.column(it.column.name.as_str()).is_some());
    }
    if let Operation::AddIndex(it) = operation
        && let Some(name) = &it.name
        && it.if_not_exists
    {
        let mut tables = catalog.tables.values();
        return tables.any(|table| table.indexes.iter().any(|it| same(&it.name, name)));
    }
    false
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "every arm of a match gives the same"
)]
fn one(operation: Operation) -> Option<Vec<Operation>> {
    Some(vec![operation])
}

fn same(name: &str, other: &Name) -> bool {
    name == other.text || name.eq_ignore_ascii_case(&other.text)
}

fn renamed(name: &QualifiedName, to: &Name) -> QualifiedName {
    QualifiedName::new(name.schema.clone(), to.clone())
}

fn drop_table(table: &QualifiedName) -> Operation {
    Operation::DropTable(DropTable {
        table: table.clone(),
        if_exists: false,
        cascade: false,
    })
}

/// A table can be made again when all of it is known. One that a spec describes is taken at the
/// spec's word, when every column has a type.
fn create_table(it: &DropTable, catalog: &Catalog) -> Option<Vec<Operation>> {
    let table = catalog.table(&it.table)?;
    let known = match table.knowledge {
        Knowledge::Mentioned => false,
        Knowledge::Described | Knowledge::Complete => {
            !table.columns.is_empty() && table.columns.iter().all(|it| it.ty.is_some())
        }
    };
    // Triggers, policies and partitions do not keep what would make them again.
    let lost = !table.triggers.is_empty()
        || !table.policies.is_empty()
        || !table.rules.is_empty()
        || table.partition_by.is_some()
        || !table.parents.is_empty();
    if !known || lost {
        return None;
    }
    let columns = table.columns.iter().map(bare).collect();
    let beside = table.constraints.iter();
    let mut constraints: Vec<Constraint> = beside.map(named).collect();
    constraints.extend(said_on_columns(table));
    let mut res = vec![Operation::CreateTable(CreateTable {
        table: it.table.clone(),
        if_not_exists: false,
        columns,
        constraints,
        indexes: Vec::new(),
        temporary: table.temporary,
        unlogged: table.unlogged,
        like: Vec::new(),
        like_indexes: false,
        inherits: Vec::new(),
        partition_of: None,
        default_partition: false,
        bound: None,
        partition_by: None,
        as_select: None,
    })];
    for index in own_indexes(table) {
        res.push(restore_index(&it.table, index)?);
    }
    if table.row_security {
        res.push(Operation::Other(Other::RowSecurity {
            table: it.table.clone(),
            enable: Some(true),
        }));
    }
    Some(res)
}

/// Indexes that no constraint owns.
fn own_indexes(table: &Table) -> impl Iterator<Item = &Index> {
    let constraint = |index: &Index| {
        let mut names = table.constraints.iter().map(|it| it.name.as_str());
        names.any(|it| it == index.name)
    };
    table
        .indexes
        .iter()
        .filter(move |it| it.constraint.is_none() && !constraint(it))
}

/// A column without its constraints, which stand on the table.
fn bare(column: &crate::operation::Column) -> crate::operation::Column {
    crate::operation::Column {
        primary_key: false,
        unique: false,
        index: false,
        check: None,
        references: None,
        nullable: column.is_not_null().then_some(false),
        ..column.clone()
    }
}

/// Constraints that only a column tells of, where the table's list does not have them.
fn said_on_columns(table: &Table) -> Vec<Constraint> {
    let mut res = Vec::new();
    for column in &table.columns {
        for kind in on_column(column) {
            if !table
                .constraints
                .iter()
                .any(|it| covers(&it.constraint.kind, &kind))
            {
                res.push(unnamed(kind));
            }
        }
    }
    res
}

fn on_column(column: &crate::operation::Column) -> Vec<ConstraintKind> {
    let columns = vec![column.name.clone()];
    let mut res = Vec::new();
    if column.primary_key {
        res.push(ConstraintKind::PrimaryKey {
            columns: columns.clone(),
            using_index: None,
        });
    }
    if column.unique {
        res.push(ConstraintKind::Unique {
            columns: columns.clone(),
            using_index: None,
            nulls_not_distinct: false,
        });
    }
    if let Some(references) = &column.references
        && !references.table.name.text.is_empty()
    {
        res.push(ConstraintKind::ForeignKey {
            columns,
            references: references.clone(),
        });
    }
    if let Some(check) = &column.check {
        res.push(ConstraintKind::Check {
            expression: check.clone(),
        });
    }
    res
}

/// The same constraint, whatever its finer points.
fn covers(a: &ConstraintKind, b: &ConstraintKind) -> bool {
    match (a, b) {
        (ConstraintKind::PrimaryKey { .. }, ConstraintKind::PrimaryKey { .. }) => true,
        (ConstraintKind::Unique { columns: a, .. }, ConstraintKind::Unique { columns: b, .. })
        | (
            ConstraintKind::ForeignKey { columns: a, .. },
            ConstraintKind::ForeignKey { columns: b, .. },
        ) => a == b,
        (ConstraintKind::Check { expression: a }, ConstraintKind::Check { expression: b }) => {
            a == b
        }
        _ => false,
    }
}

fn unnamed(kind: ConstraintKind) -> Constraint {
    Constraint {
        name: None,
        kind,
        not_valid: false,
        not_enforced: false,
        deferrable: false,
        no_inherit: false,
        range: syntax::TextRange::default(),
    }
}

/// A constraint under the name it has in the database, where it has one.
fn named(it: &TableConstraint) -> Constraint {
    let name = (!it.name.is_empty()).then(|| Name::generated(it.name.as_str()));
    let mut res = it.constraint.clone();
    // An index that the constraint took over is gone with it.
    if let ConstraintKind::PrimaryKey {
        columns,
        using_index,
    }
    | ConstraintKind::Unique {
        columns,
        using_index,
        ..
    } = &mut res.kind
        && !columns.is_empty()
    {
        *using_index = None;
    }
    Constraint { name, ..res }
}

fn restore(table: &QualifiedName, found: &TableConstraint) -> Operation {
    Operation::AddConstraint(AddConstraint {
        table: table.clone(),
        only: false,
        constraint: named(found),
    })
}

/// The column with everything that went with it: its constraints, its indexes.
fn add_column(it: &DropColumn, catalog: &Catalog) -> Option<Vec<Operation>> {
    let table = catalog.table(&it.table)?;
    let column = table.column(it.column.as_str())?;
    column.ty.as_ref()?;
    let mut res = vec![Operation::AddColumn(AddColumn {
        table: it.table.clone(),
        if_table_exists: false,
        only: false,
        if_not_exists: false,
        column: bare(column),
        constraints: Vec::new(),
    })];
    let own = table.constraints.iter();
    res.extend(
        own.filter(|it| mentions(&it.constraint.kind, &column.name))
            .map(|found| restore(&it.table, found)),
    );
    for kind in on_column(column) {
        if !table
            .constraints
            .iter()
            .any(|it| covers(&it.constraint.kind, &kind))
        {
            res.push(Operation::AddConstraint(AddConstraint {
                table: it.table.clone(),
                only: false,
                constraint: unnamed(kind),
            }));
        }
    }
    for index in own_indexes(table) {
        let uses = |it: &crate::operation::IndexKey| it.columns.contains(&column.name.text);
        let mut predicate = index.predicate.iter();
        if index.keys.iter().any(uses)
            || index.include.contains(&column.name)
            || predicate.any(|it| it.columns.contains(&column.name.text))
        {
            res.push(restore_index(&it.table, index)?);
        }
    }
    Some(res)
}

fn mentions(kind: &ConstraintKind, column: &Name) -> bool {
    match kind {
        ConstraintKind::PrimaryKey { columns, .. }
        | ConstraintKind::Unique { columns, .. }
        | ConstraintKind::ForeignKey { columns, .. } => columns.contains(column),
        ConstraintKind::Check { expression } => expression.columns.contains(&column.text),
        ConstraintKind::Exclusion { elements, .. } => {
            elements.iter().any(|it| it.columns.contains(&column.text))
        }
        // NOT NULL stands on the column itself.
        ConstraintKind::NotNull { .. } | ConstraintKind::Unknown(_) => false,
    }
}

fn alter_column(it: &AlterColumn, catalog: &Catalog) -> Option<Vec<Operation>> {
    let before = || catalog.table(&it.table)?.column(it.column.as_str());
    let complete = catalog
        .table(&it.table)
        .is_some_and(|it| it.knowledge == Knowledge::Complete);
    let action = match &it.action {
        ColumnAction::Type { ty: new, .. } => {
            let known = type_before(catalog.table(&it.table).map(|it| &**it), it);
            let old = known?.clone().of_values();
            // Of one enum there is no cast to another.
            let of_own = |it: &ColumnType| matches!(it.base, BaseType::Named(_));
            let cast = format!("{}::text::{}", it.column.to_sql(), old.text);
            let using = (of_own(&old) || of_own(new)).then(|| Expression {
                text: cast,
                columns: vec![it.column.text.clone()],
                ..Expression::default()
            });
            ColumnAction::Type {
                ty: old,
                using,
                collation: before().and_then(|it| it.collation.clone()),
            }
        }
        ColumnAction::SetDefault(_) | ColumnAction::DropDefault => {
            match before()?.default.clone() {
                Some(default) => ColumnAction::SetDefault(default),
                // A spec that names no default may have left it out.
                None if complete || matches!(it.action, ColumnAction::SetDefault(_)) => {
                    ColumnAction::DropDefault
                }
                None => return None,
            }
        }
        ColumnAction::SetNotNull => match before().map(crate::operation::Column::is_not_null) {
            Some(true) => return Some(Vec::new()),
            Some(false) | None => ColumnAction::DropNotNull,
        },
        ColumnAction::DropNotNull => ColumnAction::SetNotNull,
        ColumnAction::AddIdentity { .. } => ColumnAction::DropIdentity { if_exists: false },
        ColumnAction::DropIdentity { .. } => ColumnAction::AddIdentity {
            always: before()?.identity?,
        },
        ColumnAction::SetExpression(_) => {
            let generated = before()?.generated.clone()?;
            ColumnAction::SetExpression(generated.expression)
        }
        // A plain column cannot be made a generated one.
        ColumnAction::DropExpression { .. }
        | ColumnAction::AlterIdentity
        | ColumnAction::SetStatistics
        | ColumnAction::SetStorage
        | ColumnAction::SetCompression
        | ColumnAction::SetOptions => return None,
    };
    one(Operation::AlterColumn(AlterColumn {
        table: it.table.clone(),
        only: it.only,
        column: it.column.clone(),
        action,
        existing_type: None,
        existing_nullable: None,
    }))
}

fn add_index(it: &DropIndex, catalog: &Catalog) -> Option<Vec<Operation>> {
    let found = catalog.tables.values().find_map(|table| {
        let index = table
            .indexes
            .iter()
            .find(|i| same(&i.name, &it.index.name))?;
        Some((table, index))
    });
    let (table, index) = found?;
    let mut restored = restore_index(&table.name, index)?;
    if let Operation::AddIndex(index) = &mut restored {
        index.concurrently = it.concurrently;
    }
    one(restored)
}

/// `None` for an index of which only the name is known.
fn restore_index(table: &QualifiedName, index: &Index) -> Option<Operation> {
    if index.keys.is_empty() {
        return None;
    }
    Some(Operation::AddIndex(AddIndex {
        name: (!index.name.is_empty()).then(|| Name::generated(index.name.as_str())),
        table: table.clone(),
        only: false,
        if_not_exists: false,
        unique: index.unique,
        concurrently: false,
        keys: index.keys.clone(),
        include: index.include.clone(),
        method: index.method.clone(),
        attributes: index.attributes.clone(),
        predicate: index.predicate.clone(),
        range: syntax::TextRange::default(),
    }))
}

/// The name that PostgreSQL chooses for an index on plain columns, while it fits 63 bytes.
fn index_name(it: &AddIndex) -> Option<Name> {
    let columns: Option<Vec<&str>> = it
        .keys
        .iter()
        .map(|it| it.column.as_ref().map(Name::as_str))
        .collect();
    fitting(format!("{}_{}_idx", it.table.name, columns?.join("_")))
}

/// The name that PostgreSQL chooses for a constraint, while it fits 63 bytes.
pub(crate) fn constraint_name(table: &QualifiedName, kind: &ConstraintKind) -> Option<Name> {
    let table = &table.name;
    let list = |columns: &[Name]| {
        let columns: Vec<&str> = columns.iter().map(Name::as_str).collect();
        columns.join("_")
    };
    fitting(match kind {
        ConstraintKind::PrimaryKey {
            using_index: Some(index),
            ..
        }
        | ConstraintKind::Unique {
            using_index: Some(index),
            ..
        } => index.text.clone(),
        ConstraintKind::PrimaryKey { .. } => format!("{table}_pkey"),
        ConstraintKind::Unique { columns, .. } => format!("{table}_{}_key", list(columns)),
        ConstraintKind::ForeignKey { columns, .. } => format!("{table}_{}_fkey", list(columns)),
        ConstraintKind::Check { expression } => match expression.columns.as_slice() {
            [column] => format!("{table}_{column}_check"),
            _ => format!("{table}_check"),
        },
        ConstraintKind::NotNull { column } => format!("{table}_{column}_not_null"),
        ConstraintKind::Exclusion { .. } | ConstraintKind::Unknown(_) => return None,
    })
}

fn fitting(name: String) -> Option<Name> {
    (name.len() < 64).then(|| Name::generated(name))
}

fn kind_word(kind: &ConstraintKind) -> Option<String> {
    let word = match kind {
        ConstraintKind::PrimaryKey { .. } => "primary_key",
        ConstraintKind::Unique { .. } => "unique",
        ConstraintKind::ForeignKey { .. } => "foreign_key",
        ConstraintKind::Check { .. } => "check",
        ConstraintKind::Exclusion { .. } => "exclusion",
        ConstraintKind::NotNull { .. } => "not_null",
        ConstraintKind::Unknown(_) => return None,
    };
    Some(word.to_owned())
}

/// PostgreSQL takes no value out of an enum.
fn alter_enum(it: &AlterEnum) -> Option<Vec<Operation>> {
    let (name, action) = match &it.action {
        EnumAction::AddValue { .. } => return None,
        EnumAction::RenameValue { from, to } => (
            it.name.clone(),
            EnumAction::RenameValue {
                from: to.clone(),
                to: from.clone(),
            },
        ),
        EnumAction::RemoveValue { value } => (
            it.name.clone(),
            EnumAction::AddValue {
                value: value.clone(),
                if_not_exists: false,
            },
        ),
        EnumAction::Rename { to } => (
            renamed(&it.name, to),
            EnumAction::Rename {
                to: it.name.name.clone(),
            },
        ),
    };
    one(Operation::AlterEnum(AlterEnum { name, action }))
}

/// Out of the parent, and without the indexes, keys and references that it was given for it: all of
/// them outlive the detaching (measured on PostgreSQL 13 to 18, `attach-partition/keys_of_the_parent`).
fn detach(table: &QualifiedName, partition: &QualifiedName, catalog: &Catalog) -> Vec<Operation> {
    let mut res = vec![Operation::Other(Other::DetachPartition {
        table: table.clone(),
        partition: partition.clone(),
        concurrently: false,
        finalize: false,
    })];
    let mut after = catalog.clone();
    let attach = Other::AttachPartition {
        table: table.clone(),
        partition: partition.clone(),
        default: false,
        bound: None,
    };
    after.apply_operation(&Operation::Other(attach));
    let (Some(was), Some(is)) = (catalog.table(partition), after.table(partition)) else {
        return res;
    };
    for index in &is.indexes {
        if index.constraint.is_none() && was.index(&index.name).is_none() {
            res.push(Operation::DropIndex(DropIndex {
                index: QualifiedName::new(
                    partition.schema.clone(),
                    Name::generated(index.name.as_str()),
                ),
                table: Some(partition.clone()),
                if_exists: false,
                concurrently: false,
                cascade: false,
            }));
        }
    }
    for constraint in &is.constraints {
        if was.constraints.iter().all(|it| it.name != constraint.name) {
            res.push(Operation::DropConstraint(DropConstraint {
                table: partition.clone(),
                name: Name::generated(constraint.name.as_str()),
                kind: None,
                if_exists: false,
                cascade: false,
            }));
        }
    }
    res
}

/// Renamings and switches; everything else does not keep what it would take.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "no way back is the safe answer for a new statement"
)]
fn other(it: &Other, catalog: &Catalog) -> Option<Vec<Operation>> {
    one(Operation::Other(match it {
        Other::RenameIndex { index, to } => Other::RenameIndex {
            index: renamed(index, to),
            to: index.name.clone(),
        },
        Other::RenameConstraint { table, from, to } => Other::RenameConstraint {
            table: table.clone(),
            from: to.clone(),
            to: from.clone(),
        },
        Other::RenameView {
            view,
            materialized,
            to,
        } => Other::RenameView {
            view: renamed(view, to),
            materialized: *materialized,
            to: view.name.clone(),
        },
        Other::RenameSchema { name, to } => Other::RenameSchema {
            name: to.clone(),
            to: name.clone(),
        },
        Other::RenameTrigger { name, table, to } => Other::RenameTrigger {
            name: to.clone(),
            table: table.clone(),
            to: name.clone(),
        },
        Other::SetLogged { table, logged } => Other::SetLogged {
            table: table.clone(),
            logged: !logged,
        },
        Other::RowSecurity {
            table,
            enable: Some(enable),
        } => Other::RowSecurity {
            table: table.clone(),
            enable: Some(!enable),
        },
        Other::Inherit {
            table,
            parent,
            inherit,
        } => Other::Inherit {
            table: table.clone(),
            parent: parent.clone(),
            inherit: !inherit,
        },
        Other::AttachPartition {
            table, partition, ..
        } => return Some(detach(table, partition, catalog)),
        Other::CreateView {
            view,
            or_replace: false,
            ..
        } => Other::DropView {
            view: view.clone(),
            materialized: false,
            if_exists: false,
            cascade: false,
        },
        Other::CreateMaterializedView { view, .. } => Other::DropView {
            view: view.clone(),
            materialized: true,
            if_exists: false,
            cascade: false,
        },
        Other::CreateTrigger {
            name,
            table,
            or_replace: false,
            ..
        } => Other::DropTrigger {
            name: name.clone(),
            table: table.clone(),
            if_exists: false,
            cascade: false,
        },
        Other::CreatePolicy { name, table, .. } => Other::DropPolicy {
            name: name.clone(),
            table: table.clone(),
            if_exists: false,
        },
        Other::CreateFunction {
            name,
            or_replace: false,
            ..
        } => Other::DropFunction {
            name: name.clone(),
            if_exists: false,
            cascade: false,
        },
        Other::CreateDomain { name, .. } => Other::DropDomain {
            name: name.clone(),
            if_exists: false,
            cascade: false,
        },
        Other::CreateSequence {
            name,
            if_not_exists: false,
        } => Other::DropSequence {
            name: name.clone(),
            if_exists: false,
            cascade: false,
        },
        Other::CreateSchema {
            name,
            if_not_exists: false,
        } => Other::DropSchema {
            name: name.clone(),
            if_exists: false,
            cascade: false,
        },
        // Statements that change nothing but statistics and order.
        Other::Analyze { .. }
        | Other::Vacuum { .. }
        | Other::Reindex { .. }
        | Other::RefreshMaterializedView { .. }
        | Other::LockTable { .. } => return Some(Vec::new()),
        _ => return None,
    }))
}
