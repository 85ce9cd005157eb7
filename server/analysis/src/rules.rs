//! The list of rules, and nothing else.

mod add_required_column;
mod already_exists;
mod api_impact_contradicts;
mod application_version_malformed;
mod application_versions;
mod backfill_before_trigger;
mod backfill_missing;
mod backup_contradicts;
mod breaking_change_stale;
mod breaking_change_undeclared;
mod breaking_change_unmitigated;
mod bulk_change_unbatched;
mod cached_plan_breaks;
mod cascade_takes_more;
mod change_column_type_incompatible;
mod change_column_type_rewrite;
mod changelog_incomplete;
mod changes_in_do_block;
mod column_named_twice;
mod concurrent_in_transaction;
mod constraint_full_scan;
mod constraint_never_validated;
mod data_migration_contradicts;
mod data_migration_flag;
mod data_migration_undescribed;
mod data_migration_unknown_table;
mod declared_risk_too_low;
mod deprecation_contradicts;
mod discouraged_type;
mod downgrade_fails;
mod downgrade_incomplete;
mod downgrade_takes_more;
mod downgrade_type_not_in_format;
mod downtime_contradicts;
mod drop_column;
mod drop_constraint;
mod drop_default;
mod drop_enum_value;
mod drop_object;
mod drop_table;
mod duplicate_version;
mod endpoint_malformed;
mod enum_value_used_in_transaction;
mod environment_ahead;
mod environment_behind;
mod environment_contradicts_records;
mod environment_migrations_wrong;
mod environment_status_wrong;
mod foreign_key_locks_both;
mod if_not_exists_hides_invalid;
mod incompatible_version;
mod index_blocks_writes;
mod index_replaced_late;
mod irreversible_without_rollback;
mod maintenance_rewrite;
mod migration_failed;
mod missing_downgrade;
mod missing_foreign_key_index;
mod missing_lock_timeout;
mod misspelled_type;
mod name_style_mixed;
mod name_too_long;
mod needed_check_is_off;
mod no_release_between;
mod not_analysed;
mod not_idempotent;
mod not_null_before_backfill;
mod not_null_loses_its_proof;
mod parent_not_analysed;
mod partition_locks_parent;
mod rename_column;
mod rename_table;
mod revision_mismatch;
mod revision_not_analysed;
mod risk_flag_too_low;
mod rollback_contradicts;
mod rollback_failed;
mod rollback_untested;
mod rollout_out_of_order;
mod schema_change;
mod schema_drift;
mod sequence_stays_integer;
mod set_not_null_full_scan;
mod set_null_on_required;
mod several_heads;
mod several_tables_locked;
mod spec_path_unknown;
mod statement_fails;
mod step_dependency_unknown;
mod step_missing;
mod step_name_repeated;
mod step_out_of_order;
mod suppression_without_reason;
mod test_missing;
mod test_name_repeated;
mod timestamp_malformed;
mod timestamp_order;
mod transform_missing;
mod trigger_outlives_column;
mod truncate;
mod type_not_in_format;
mod unfinished_transaction;
mod unknown_column;
mod unknown_object;
mod unknown_parent;
mod unknown_rule;
mod unknown_table;
mod unused_suppression;
mod update_behind_unvalidated_check;
mod validate_in_same_transaction;
mod version_cycle;
mod version_mismatch;
mod version_without_quotes;
mod volatile_default_rewrite;

use crate::Rule;

/// Every rule, by code.
pub const ALL: &[Rule] = &[
    add_required_column::RULE,
    already_exists::RULE,
    api_impact_contradicts::RULE,
    application_version_malformed::RULE,
    application_versions::RULE,
    backfill_before_trigger::RULE,
    backfill_missing::RULE,
    backup_contradicts::RULE,
    breaking_change_stale::RULE,
    breaking_change_undeclared::RULE,
    breaking_change_unmitigated::RULE,
    bulk_change_unbatched::RULE,
    cached_plan_breaks::RULE,
    cascade_takes_more::RULE,
    change_column_type_incompatible::RULE,
    change_column_type_rewrite::RULE,
    changelog_incomplete::RULE,
    changes_in_do_block::RULE,
    column_named_twice::RULE,
    concurrent_in_transaction::RULE,
    constraint_full_scan::RULE,
    constraint_never_validated::RULE,
    data_migration_contradicts::RULE,
    data_migration_flag::RULE,
    data_migration_undescribed::RULE,
    data_migration_unknown_table::RULE,
    declared_risk_too_low::RULE,
    deprecation_contradicts::RULE,
    discouraged_type::RULE,
    downgrade_fails::RULE,
    downgrade_incomplete::RULE,
    downgrade_takes_more::RULE,
    downgrade_type_not_in_format::RULE,
    downtime_contradicts::RULE,
    drop_column::RULE,
    drop_constraint::RULE,
    drop_default::RULE,
    drop_enum_value::RULE,
    drop_object::RULE,
    drop_table::RULE,
    duplicate_version::RULE,
    endpoint_malformed::RULE,
    enum_value_used_in_transaction::RULE,
    environment_ahead::RULE,
    environment_behind::RULE,
    environment_contradicts_records::RULE,
    environment_migrations_wrong::RULE,
    environment_status_wrong::RULE,
    foreign_key_locks_both::RULE,
    if_not_exists_hides_invalid::RULE,
    incompatible_version::RULE,
    index_blocks_writes::RULE,
    index_replaced_late::RULE,
    irreversible_without_rollback::RULE,
    maintenance_rewrite::RULE,
    migration_failed::RULE,
    missing_downgrade::RULE,
    missing_foreign_key_index::RULE,
    missing_lock_timeout::RULE,
    misspelled_type::RULE,
    name_style_mixed::RULE,
    name_too_long::RULE,
    needed_check_is_off::RULE,
    no_release_between::RULE,
    not_analysed::RULE,
    not_idempotent::RULE,
    not_null_before_backfill::RULE,
    not_null_loses_its_proof::RULE,
    parent_not_analysed::RULE,
    partition_locks_parent::RULE,
    rename_column::RULE,
    rename_table::RULE,
    revision_mismatch::RULE,
    revision_not_analysed::RULE,
    risk_flag_too_low::RULE,
    rollback_contradicts::RULE,
    rollback_failed::RULE,
    rollback_untested::RULE,
    rollout_out_of_order::RULE,
    schema_change::RULE,
    schema_drift::RULE,
    sequence_stays_integer::RULE,
    set_not_null_full_scan::RULE,
    set_null_on_required::RULE,
    several_heads::RULE,
    several_tables_locked::RULE,
    spec_path_unknown::RULE,
    statement_fails::RULE,
    step_dependency_unknown::RULE,
    step_missing::RULE,
    step_name_repeated::RULE,
    step_out_of_order::RULE,
    suppression_without_reason::RULE,
    test_missing::RULE,
    test_name_repeated::RULE,
    timestamp_malformed::RULE,
    timestamp_order::RULE,
    transform_missing::RULE,
    trigger_outlives_column::RULE,
    truncate::RULE,
    type_not_in_format::RULE,
    unfinished_transaction::RULE,
    unknown_column::RULE,
    unknown_object::RULE,
    unknown_parent::RULE,
    unknown_rule::RULE,
    unknown_table::RULE,
    unused_suppression::RULE,
    update_behind_unvalidated_check::RULE,
    validate_in_same_transaction::RULE,
    version_cycle::RULE,
    version_mismatch::RULE,
    version_without_quotes::RULE,
    volatile_default_rewrite::RULE,
];
