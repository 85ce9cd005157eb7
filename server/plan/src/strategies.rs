//! The list of strategies, and nothing else.

mod add_check;
mod add_column_with_volatile_default;
mod add_constrained_column;
mod add_domain_check;
mod add_enum_value;
mod add_foreign_key;
mod add_generated_column;
mod add_numbered_column;
mod add_primary_key;
mod add_required_column;
mod add_unique;
mod attach_partition;
mod bulk_delete;
mod bulk_insert;
mod bulk_update;
mod change_column_type;
mod change_foreign_key_action;
mod change_primary_key;
mod change_time_zone;
mod change_to_enum;
mod create_index;
mod create_partitioned_index;
mod create_unique_index;
mod detach_partition;
mod drop_column;
mod drop_default;
mod drop_foreign_key;
mod drop_index;
mod drop_table;
mod drop_type;
mod drop_view;
mod enable_row_security;
mod exchange_table;
mod move_column;
mod move_index;
mod narrow_type;
mod rebuild_index;
mod refresh_materialized_view;
mod rename_column;
mod rename_column_view;
mod rename_enum_value;
mod rename_table;
mod replace_enum;
mod reshape_columns;
mod set_not_null;
mod set_schema;
mod split_table;
mod truncate_table;
mod validate_separately;
mod widen_integer_key;

use crate::Strategy;

/// Every strategy, in the order they are asked.
pub const ALL: &[Strategy] = &[
    add_generated_column::STRATEGY,
    add_numbered_column::STRATEGY,
    add_required_column::STRATEGY,
    add_column_with_volatile_default::STRATEGY,
    add_constrained_column::STRATEGY,
    set_not_null::STRATEGY,
    widen_integer_key::STRATEGY,
    change_time_zone::STRATEGY,
    change_to_enum::STRATEGY,
    narrow_type::STRATEGY,
    change_column_type::STRATEGY,
    drop_column::STRATEGY,
    rename_column::STRATEGY,
    rename_column_view::STRATEGY,
    drop_default::STRATEGY,
    create_partitioned_index::STRATEGY,
    create_unique_index::STRATEGY,
    create_index::STRATEGY,
    drop_index::STRATEGY,
    rebuild_index::STRATEGY,
    move_index::STRATEGY,
    add_check::STRATEGY,
    add_foreign_key::STRATEGY,
    add_unique::STRATEGY,
    add_primary_key::STRATEGY,
    validate_separately::STRATEGY,
    change_foreign_key_action::STRATEGY,
    change_primary_key::STRATEGY,
    reshape_columns::STRATEGY,
    move_column::STRATEGY,
    split_table::STRATEGY,
    exchange_table::STRATEGY,
    replace_enum::STRATEGY,
    drop_foreign_key::STRATEGY,
    add_domain_check::STRATEGY,
    attach_partition::STRATEGY,
    detach_partition::STRATEGY,
    rename_table::STRATEGY,
    set_schema::STRATEGY,
    drop_table::STRATEGY,
    drop_view::STRATEGY,
    drop_type::STRATEGY,
    truncate_table::STRATEGY,
    bulk_insert::STRATEGY,
    bulk_update::STRATEGY,
    bulk_delete::STRATEGY,
    refresh_materialized_view::STRATEGY,
    enable_row_security::STRATEGY,
    add_enum_value::STRATEGY,
    rename_enum_value::STRATEGY,
];

/// Strategies that reach the same change by different ways, each good where another is not. The
/// first one of a row that can is taken, unless the context prefers another.
pub const WAYS: &[&[&str]] = &[&["rename-column", "rename-column-view"]];

/// Every name that a preference may hold.
pub fn preferable() -> impl Iterator<Item = &'static str> {
    WAYS.iter().copied().flatten().copied()
}
