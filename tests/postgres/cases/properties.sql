-- Storage, owners, comments, identity of replicas: settings of tables and columns.
-- default on customers in shop

-- case fillfactor
ALTER TABLE customers SET (fillfactor = 80);

-- case reset_fillfactor
ALTER TABLE customers RESET (fillfactor);

-- case autovacuum
ALTER TABLE customers SET (autovacuum_enabled = false, autovacuum_vacuum_threshold = 10);

-- case parallel_workers
ALTER TABLE customers SET (parallel_workers = 2);

-- case unknown_option
ALTER TABLE customers SET (speed = 9);

-- case statistics
ALTER TABLE customers ALTER COLUMN email SET STATISTICS 1000;

-- case column_option
ALTER TABLE customers ALTER COLUMN email SET (n_distinct = -1);

-- case storage
ALTER TABLE customers ALTER COLUMN profile SET STORAGE EXTERNAL;

-- case compression
ALTER TABLE customers ALTER COLUMN profile SET COMPRESSION pglz;

-- case unlogged on invoices
ALTER TABLE invoices SET UNLOGGED;

-- case unlogged_referenced
ALTER TABLE customers SET UNLOGGED;

-- case logged on invoices
-- setup
ALTER TABLE invoices SET UNLOGGED;
-- run
ALTER TABLE invoices SET LOGGED;

-- case tablespace_same
ALTER TABLE customers SET TABLESPACE pg_default;

-- case access_method_heap
ALTER TABLE customers SET ACCESS METHOD heap;

-- case owner
ALTER TABLE customers OWNER TO reporting;

-- case owner_missing
ALTER TABLE customers OWNER TO nobody_known;

-- case replica_identity_full
ALTER TABLE customers REPLICA IDENTITY FULL;

-- case replica_identity_nothing
ALTER TABLE customers REPLICA IDENTITY NOTHING;

-- case cluster_on on orders
ALTER TABLE orders CLUSTER ON orders_placed_idx;

-- case without_cluster
ALTER TABLE customers SET WITHOUT CLUSTER;

-- case inherit on drafts
-- setup
CREATE TABLE old_drafts (LIKE drafts);
-- run
ALTER TABLE old_drafts INHERIT drafts;

-- case comment_on_table
COMMENT ON TABLE customers IS 'who buys';

-- case comment_on_column
COMMENT ON COLUMN customers.email IS 'unique one day';

-- case comment_on_index on orders
COMMENT ON INDEX orders_status_idx IS 'for the list';

-- case create_statistics
CREATE STATISTICS customer_shape (dependencies) ON country, level FROM customers;

-- case drop_statistics
-- setup
CREATE STATISTICS customer_shape (dependencies) ON country, level FROM customers;
-- run
DROP STATISTICS customer_shape;

-- case grant
GRANT SELECT, INSERT ON customers TO reporting;

-- case grant_missing_role
GRANT SELECT ON customers TO nobody_known;

-- case revoke
REVOKE ALL ON customers FROM PUBLIC;

-- case publication
CREATE PUBLICATION feed FOR TABLE customers;

-- case publication_add on orders
-- setup
CREATE PUBLICATION feed FOR TABLE customers;
-- run
ALTER PUBLICATION feed ADD TABLE orders;

-- case disable_row_security_setting
ALTER TABLE customers DISABLE ROW LEVEL SECURITY;
