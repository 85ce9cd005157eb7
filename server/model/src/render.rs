//! Operations to SQL.

use crate::operation::{Column, Constraint, Operation};

/// The SQL statement that does the operation, without a `;`. `None` for what has no statement
/// (an unknown operation, the YAML form's removal of an enum value).
pub fn sql(operation: &Operation) -> Option<String> {
    let _ = operation;
    None
}

/// A column's definition as in `ADD COLUMN …`.
pub fn column(column: &Column) -> String {
    column.name.to_sql()
}

/// A constraint as in `ADD …`.
pub fn constraint(constraint: &Constraint) -> String {
    let _ = constraint;
    String::new()
}
