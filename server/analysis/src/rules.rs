//! The list of rules, and nothing else.

mod add_required_column;
mod already_exists;
mod bulk_change_unbatched;
mod change_column_type_incompatible;
mod change_column_type_rewrite;
mod concurrent_in_transaction;
mod constraint_full_scan;
mod declared_risk_too_low;
mod drop_column;
mod drop_constraint;
mod drop_enum_value;
mod drop_table;
mod duplicate_version;
mod enum_value_used_in_transaction;
mod foreign_key_locks_both;
mod index_blocks_writes;
mod irreversible_without_rollback;
mod missing_downgrade;
mod missing_lock_timeout;
mod not_analysed;
mod rename_column;
mod rename_table;
mod schema_change;
mod set_not_null_full_scan;
mod several_heads;
mod suppression_without_reason;
mod truncate;
mod unknown_column;
mod unknown_object;
mod unknown_parent;
mod unknown_rule;
mod unknown_table;
mod unused_suppression;
mod validate_in_same_transaction;
mod version_cycle;
mod version_mismatch;
mod volatile_default_rewrite;

use crate::Rule;

/// Every rule, by code.
pub const ALL: &[Rule] = &[
    add_required_column::RULE,
    already_exists::RULE,
    bulk_change_unbatched::RULE,
    change_column_type_incompatible::RULE,
    change_column_type_rewrite::RULE,
    concurrent_in_transaction::RULE,
    constraint_full_scan::RULE,
    declared_risk_too_low::RULE,
    drop_column::RULE,
    drop_constraint::RULE,
    drop_enum_value::RULE,
    drop_table::RULE,
    duplicate_version::RULE,
    enum_value_used_in_transaction::RULE,
    foreign_key_locks_both::RULE,
    index_blocks_writes::RULE,
    irreversible_without_rollback::RULE,
    missing_downgrade::RULE,
    missing_lock_timeout::RULE,
    not_analysed::RULE,
    rename_column::RULE,
    rename_table::RULE,
    schema_change::RULE,
    set_not_null_full_scan::RULE,
    several_heads::RULE,
    suppression_without_reason::RULE,
    truncate::RULE,
    unknown_column::RULE,
    unknown_object::RULE,
    unknown_parent::RULE,
    unknown_rule::RULE,
    unknown_table::RULE,
    unused_suppression::RULE,
    validate_in_same_transaction::RULE,
    version_cycle::RULE,
    version_mismatch::RULE,
    volatile_default_rewrite::RULE,
];
