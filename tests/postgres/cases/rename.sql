-- New names.
-- default on customers in shop

-- case column
ALTER TABLE customers RENAME COLUMN phone TO telephone;

-- case column_without_keyword
ALTER TABLE customers RENAME legacy TO old_notes;

-- case column_missing
ALTER TABLE customers RENAME COLUMN fax TO telefax;

-- case column_onto_another
ALTER TABLE customers RENAME COLUMN phone TO email;

-- case column_of_view
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER TABLE customers RENAME COLUMN phone TO telephone;

-- case column_of_partitioned on events in events
ALTER TABLE events RENAME COLUMN amount TO cents;

-- case column_of_a_partition on events_2024 in events
ALTER TABLE events_2024 RENAME COLUMN amount TO cents;

-- case table
ALTER TABLE invoices RENAME TO bills;

-- case table_is_target on invoices
ALTER TABLE invoices RENAME TO bills;

-- case table_referenced
ALTER TABLE customers RENAME TO clients;

-- case table_missing
ALTER TABLE suppliers RENAME TO vendors;

-- case table_if_exists_missing
ALTER TABLE IF EXISTS suppliers RENAME TO vendors;

-- case table_onto_another on invoices
ALTER TABLE invoices RENAME TO drafts;

-- case table_with_view_in_its_place on invoices
ALTER TABLE invoices RENAME TO bills;
CREATE VIEW invoices AS SELECT * FROM bills;

-- case swap on invoices
-- setup
CREATE TABLE invoices_new (LIKE invoices INCLUDING ALL);
-- run
ALTER TABLE invoices RENAME TO invoices_old;
ALTER TABLE invoices_new RENAME TO invoices;

-- case constraint on orders
ALTER TABLE orders RENAME CONSTRAINT orders_customer_fk TO orders_customer_id_fkey;

-- case constraint_primary_key
ALTER TABLE customers RENAME CONSTRAINT customers_pkey TO pk_customers;

-- case index on orders
ALTER INDEX orders_status_idx RENAME TO orders_by_status;

-- case view on directory
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER VIEW directory RENAME TO phone_book;

-- case sequence on customer_numbers
-- setup
CREATE SEQUENCE customer_numbers;
-- run
ALTER SEQUENCE customer_numbers RENAME TO numbers;

-- case schema_of_table on archive.entries
-- setup
CREATE SCHEMA archive;
CREATE TABLE archive.entries (id integer PRIMARY KEY, body text);
-- run
ALTER SCHEMA archive RENAME TO attic;

-- case set_schema on invoices
-- setup
CREATE SCHEMA archive;
-- run
ALTER TABLE invoices SET SCHEMA archive;

-- case set_schema_missing on invoices
ALTER TABLE invoices SET SCHEMA archive;
