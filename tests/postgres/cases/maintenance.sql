-- VACUUM, ANALYZE, CLUSTER and explicit locks.
-- default on orders in shop

-- case vacuum
VACUUM orders;

-- case vacuum_analyze
VACUUM (ANALYZE) orders;

-- case vacuum_full
VACUUM FULL orders;

-- case vacuum_full_freeze
VACUUM (FULL, FREEZE) orders;

-- case analyze
ANALYZE orders;

-- case analyze_column
ANALYZE orders (status);

-- case cluster
CLUSTER orders USING orders_placed_idx;

-- case cluster_without_index
CLUSTER orders;

-- case lock_access_exclusive
LOCK TABLE orders IN ACCESS EXCLUSIVE MODE;

-- case lock_default
LOCK TABLE orders;

-- case lock_share
LOCK TABLE orders IN SHARE MODE;

-- case lock_row_exclusive
LOCK TABLE orders IN ROW EXCLUSIVE MODE;

-- case lock_row_share
LOCK TABLE orders IN ROW SHARE MODE;

-- case checkpoint
CHECKPOINT;

-- case create_database
CREATE DATABASE warehouse;
