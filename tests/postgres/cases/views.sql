-- Views and materialized views.
-- default on directory in shop

-- case create on customers
CREATE VIEW directory AS SELECT id, phone FROM customers;

-- case create_name_taken on customers
CREATE VIEW invoices AS SELECT id FROM customers;

-- case create_missing_column on customers
CREATE VIEW directory AS SELECT id, fax FROM customers;

-- case replace_same
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
CREATE OR REPLACE VIEW directory AS SELECT id, phone FROM customers WHERE active;

-- case replace_longer
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
CREATE OR REPLACE VIEW directory AS SELECT id, phone, email FROM customers;

-- case replace_shorter
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
CREATE OR REPLACE VIEW directory AS SELECT id FROM customers;

-- case replace_renaming
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
CREATE OR REPLACE VIEW directory AS SELECT id, phone AS telephone FROM customers;

-- case replace_new on customers
CREATE OR REPLACE VIEW directory AS SELECT id, phone FROM customers;

-- case drop
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
DROP VIEW directory;

-- case drop_seen_from_table on customers
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
DROP VIEW directory;

-- case drop_missing on customers
DROP VIEW directory;

-- case drop_needed
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
CREATE VIEW short_directory AS SELECT phone FROM directory;
-- run
DROP VIEW directory;

-- case set_option
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER VIEW directory SET (security_barrier = true);

-- case matview_create on orders
CREATE MATERIALIZED VIEW summary AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;

-- case matview_create_without_data on orders
CREATE MATERIALIZED VIEW summary AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id WITH NO DATA;

-- case matview_refresh on summary
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
-- run
REFRESH MATERIALIZED VIEW summary;

-- case matview_refresh_seen_from_table on orders
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
-- run
REFRESH MATERIALIZED VIEW summary;

-- case matview_refresh_concurrently on summary
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
CREATE UNIQUE INDEX summary_idx ON summary (customer_id);
-- run
REFRESH MATERIALIZED VIEW CONCURRENTLY summary;

-- case matview_refresh_concurrently_without_index on summary
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
-- run
REFRESH MATERIALIZED VIEW CONCURRENTLY summary;

-- case matview_drop on summary
-- setup
CREATE MATERIALIZED VIEW summary AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
-- run
DROP MATERIALIZED VIEW summary;
