-- Indexes: building, dropping, rebuilding, on plain and partitioned tables.
-- default on orders in shop

-- case create
CREATE INDEX orders_customer_idx ON orders (customer_id);

-- case create_unnamed
CREATE INDEX ON orders (customer_id);

-- case create_expression on customers
CREATE INDEX customers_email_folded ON customers (lower(email));

-- case create_expression_volatile on customers
CREATE INDEX customers_luck ON customers ((points * random()));

-- case create_partial
CREATE INDEX orders_open_idx ON orders (customer_id) WHERE status = 'new';

-- case create_covering
CREATE INDEX orders_customer_idx ON orders (customer_id) INCLUDE (total);

-- case create_gin on customers
CREATE INDEX customers_profile_idx ON customers USING gin (profile jsonb_path_ops);

-- case create_gin_without_class
CREATE INDEX orders_note_idx ON orders USING gin (note);

-- case create_hash
CREATE INDEX orders_note_idx ON orders USING hash (note);

-- case create_brin
CREATE INDEX orders_placed_brin ON orders USING brin (placed);

-- case create_json_without_class
CREATE INDEX orders_payload_idx ON orders (payload);

-- case create_unique on customers
CREATE UNIQUE INDEX customers_email_idx ON customers (email);

-- case create_unique_duplicates
CREATE UNIQUE INDEX orders_status_key ON orders (status);

-- case create_name_taken
CREATE INDEX orders_status_idx ON orders (customer_id);

-- case create_if_not_exists_there
CREATE INDEX IF NOT EXISTS orders_status_idx ON orders (status);

-- case create_missing_column
CREATE INDEX orders_fax_idx ON orders (fax);

-- case create_missing_table
CREATE INDEX suppliers_idx ON suppliers (id);

-- case create_on_empty on drafts
CREATE INDEX drafts_customer_idx ON drafts (customer_id);

-- case create_seen_from_another_table on customers
CREATE INDEX orders_customer_idx ON orders (customer_id);

-- case create_concurrently
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);

-- case create_unique_concurrently on customers
CREATE UNIQUE INDEX CONCURRENTLY customers_email_idx ON customers (email);

-- case create_unique_concurrently_duplicates
CREATE UNIQUE INDEX CONCURRENTLY orders_status_key ON orders (status);

-- case create_concurrently_partial
CREATE INDEX CONCURRENTLY orders_open_idx ON orders (customer_id) WHERE status = 'new';

-- case create_on_view on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
CREATE INDEX directory_idx ON directory (phone);

-- case create_on_matview on summary
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id;
-- run
CREATE UNIQUE INDEX summary_idx ON summary (customer_id);

-- case drop
DROP INDEX orders_status_idx;

-- case drop_missing
DROP INDEX nowhere_idx;

-- case drop_if_exists_missing
DROP INDEX IF EXISTS nowhere_idx;

-- case drop_of_primary_key
DROP INDEX orders_pkey;

-- case drop_two
DROP INDEX orders_status_idx, orders_placed_idx;

-- case drop_concurrently
DROP INDEX CONCURRENTLY orders_status_idx;

-- case drop_concurrently_two
DROP INDEX CONCURRENTLY orders_status_idx, orders_placed_idx;

-- case drop_concurrently_of_primary_key
DROP INDEX CONCURRENTLY orders_pkey;

-- case reindex_index
REINDEX INDEX orders_status_idx;

-- case reindex_table
REINDEX TABLE orders;

-- case reindex_index_concurrently
REINDEX INDEX CONCURRENTLY orders_status_idx;

-- case reindex_table_concurrently
REINDEX TABLE CONCURRENTLY orders;

-- case reindex_schema on customers
-- setup
DROP TABLE orders, invoices, drafts;
-- run
REINDEX SCHEMA public;

-- case partitioned_create on events in events
CREATE INDEX events_account_idx ON events (account_id);

-- case partitioned_create_seen_from_partition on events_2024 in events
CREATE INDEX events_account_idx ON events (account_id);

-- case partitioned_create_only on events in events
CREATE INDEX events_account_idx ON ONLY events (account_id);

-- case partitioned_create_concurrently on events in events
CREATE INDEX CONCURRENTLY events_account_idx ON events (account_id);

-- case partition_create_concurrently on events_2024 in events
CREATE INDEX CONCURRENTLY events_2024_account_idx ON events_2024 (account_id);

-- case partitioned_unique_without_key on events in events
CREATE UNIQUE INDEX events_id_idx ON events (id);

-- case partitioned_attach on events in events
-- setup
CREATE INDEX events_account_idx ON ONLY events (account_id);
CREATE INDEX events_2024_account_idx ON events_2024 (account_id);
-- run
ALTER INDEX events_account_idx ATTACH PARTITION events_2024_account_idx;

-- case partitioned_drop on events in events
-- setup
CREATE INDEX events_account_idx ON events (account_id);
-- run
DROP INDEX events_account_idx;

-- case partitioned_drop_of_a_partition on events_2024 in events
-- setup
CREATE INDEX events_account_idx ON events (account_id);
-- run
DROP INDEX events_2024_account_id_idx;

-- case set_fillfactor
ALTER INDEX orders_status_idx SET (fillfactor = 80);

-- case set_tablespace_same
ALTER INDEX orders_status_idx SET TABLESPACE pg_default;
