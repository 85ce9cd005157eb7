//! The list of strategies, and nothing else.

mod add_check;
mod add_column_with_volatile_default;
mod add_constrained_column;
mod add_enum_value;
mod add_foreign_key;
mod add_primary_key;
mod add_required_column;
mod add_unique;
mod bulk_update;
mod change_column_type;
mod create_index;
mod drop_column;
mod drop_default;
mod drop_index;
mod drop_table;
mod rename_column;
mod rename_table;
mod set_not_null;

use crate::Strategy;

/// Every strategy, in the order they are asked.
pub const ALL: &[Strategy] = &[
    add_required_column::STRATEGY,
    add_column_with_volatile_default::STRATEGY,
    add_constrained_column::STRATEGY,
    set_not_null::STRATEGY,
    change_column_type::STRATEGY,
    drop_column::STRATEGY,
    rename_column::STRATEGY,
    drop_default::STRATEGY,
    create_index::STRATEGY,
    drop_index::STRATEGY,
    add_check::STRATEGY,
    add_foreign_key::STRATEGY,
    add_unique::STRATEGY,
    add_primary_key::STRATEGY,
    rename_table::STRATEGY,
    drop_table::STRATEGY,
    bulk_update::STRATEGY,
    add_enum_value::STRATEGY,
];
