//! Columns whose types list their words (`Enum(a, b)`), as PostgreSQL can have them.

use super::sameness::words_of;
use super::vocabulary::words;
use crate::name::{Name, QualifiedName};
use crate::operation::{Column, ColumnAction, CreateEnum, Operation};
use crate::types::{BaseType, ColumnType};

/// The operation with a type created for every column that lists its words, to be written down:
/// specs list words where PostgreSQL wants the name of a type. Nobody has named it, so that it is
/// named after its table and column.
pub fn with_enum_types(operation: &Operation) -> Vec<Operation> {
    let mut operation = operation.clone();
    let mut created = Vec::new();
    match &mut operation {
        Operation::AddColumn(it) => {
            created.extend(column(&it.table, &mut it.column));
        }
        Operation::CreateTable(it) => {
            let table = it.table.clone();
            let columns = it.columns.iter_mut();
            created.extend(columns.filter_map(|it| column(&table, it)));
        }
        Operation::AlterColumn(it) => {
            if let ColumnAction::Type { ty, .. } = &mut it.action {
                created.extend(named(&it.table, &it.column, ty));
            }
        }
        Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AddIndex(_)
        | Operation::DropIndex(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::CreateEnum(_)
        | Operation::AlterEnum(_)
        | Operation::DropEnum(_)
        | Operation::BulkInsert(_)
        | Operation::BulkUpdate(_)
        | Operation::BulkDelete(_)
        | Operation::Other(_)
        | Operation::NoChange(_)
        | Operation::Unknown(_) => {}
    }
    created.push(operation);
    created
}

fn column(table: &QualifiedName, column: &mut Column) -> Option<Operation> {
    let name = column.name.clone();
    named(table, &name, column.ty.as_mut()?)
}

fn named(table: &QualifiedName, column: &Name, ty: &mut ColumnType) -> Option<Operation> {
    let values = words_of(&ty.text).filter(|it| it.len() > 1)?;
    let name = [table.name.as_str(), column.as_str()]
        .iter()
        .flat_map(|it| words(it))
        .collect::<Vec<_>>()
        .join("_");
    ty.base = BaseType::Named(name.clone());
    ty.modifiers.clear();
    ty.text.clone_from(&name);
    Some(Operation::CreateEnum(CreateEnum {
        name: QualifiedName::new(
            table
                .schema
                .as_ref()
                .map(|it| Name::generated(it.text.clone())),
            Name::generated(name),
        ),
        values: values.into_iter().map(Name::generated).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::AddColumn;
    use syntax::TextRange;

    #[test]
    fn a_listed_type_is_created_first() {
        let ty = crate::types::parse("Enum(active, archived)", TextRange::default());
        let operation = Operation::AddColumn(AddColumn {
            table: QualifiedName::generated("Boards"),
            if_table_exists: false,
            only: false,
            if_not_exists: false,
            column: Column::new(Name::generated("state"), Some(ty)),
            constraints: Vec::new(),
        });
        let written: Vec<String> = with_enum_types(&operation)
            .iter()
            .filter_map(crate::render::sql)
            .collect();
        assert_eq!(
            written,
            [
                "CREATE TYPE boards_state AS ENUM ('active', 'archived')",
                "ALTER TABLE \"Boards\" ADD COLUMN state boards_state"
            ]
        );
    }
}
