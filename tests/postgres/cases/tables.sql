-- Whole tables: made, copied, emptied, dropped.
-- default on customers in shop

-- case create
CREATE TABLE suppliers (id integer PRIMARY KEY, name text NOT NULL UNIQUE);

-- case create_name_taken
CREATE TABLE invoices (id integer);

-- case create_if_not_exists_there
CREATE TABLE IF NOT EXISTS customers (id integer);

-- case create_referencing
CREATE TABLE addresses (id integer PRIMARY KEY, customer_id integer REFERENCES customers (id));

-- case create_referencing_missing
CREATE TABLE addresses (id integer PRIMARY KEY, supplier_id integer REFERENCES suppliers (id));

-- case create_like
CREATE TABLE customers_copy (LIKE customers INCLUDING DEFAULTS INCLUDING CONSTRAINTS);

-- case create_as
CREATE TABLE good_customers AS SELECT id, email FROM customers WHERE points > 1000;

-- case create_as_without_data
CREATE TABLE good_customers AS SELECT id, email FROM customers WITH NO DATA;

-- case create_inheriting
CREATE TABLE vip_customers (perks text) INHERITS (customers);

-- case create_temporary
CREATE TEMPORARY TABLE scratch AS SELECT id FROM customers;

-- case create_and_fill
CREATE TABLE emails (customer_id integer PRIMARY KEY, email text);
INSERT INTO emails SELECT id, email FROM customers;

-- case create_then_index
CREATE TABLE suppliers (id integer PRIMARY KEY, name text);
CREATE INDEX suppliers_name_idx ON suppliers (name);

-- case drop on invoices
DROP TABLE invoices;

-- case drop_empty on drafts
DROP TABLE drafts;

-- case drop_missing
DROP TABLE suppliers;

-- case drop_if_exists_missing
DROP TABLE IF EXISTS suppliers;

-- case drop_referenced
DROP TABLE customers;

-- case drop_referenced_cascade
DROP TABLE customers CASCADE;

-- case drop_referencing on orders
DROP TABLE orders;

-- case drop_referencing_seen_from_parent
DROP TABLE orders;

-- case drop_read_by_view on invoices
-- setup
CREATE VIEW unpaid AS SELECT number FROM invoices WHERE NOT paid;
-- run
DROP TABLE invoices;

-- case drop_read_by_view_cascade on invoices
-- setup
CREATE VIEW unpaid AS SELECT number FROM invoices WHERE NOT paid;
-- run
DROP TABLE invoices CASCADE;

-- case drop_two on invoices
DROP TABLE invoices, drafts;

-- case drop_view_as_table on unpaid
-- setup
CREATE VIEW unpaid AS SELECT number FROM invoices WHERE NOT paid;
-- run
DROP TABLE unpaid;

-- case truncate on invoices
TRUNCATE invoices;

-- case truncate_referenced
TRUNCATE TABLE customers;

-- case truncate_referenced_cascade
TRUNCATE TABLE customers CASCADE;

-- case truncate_cascade_seen_from_child on orders
TRUNCATE TABLE customers CASCADE;

-- case truncate_referencing on orders
TRUNCATE orders;

-- case truncate_restart on invoices
TRUNCATE invoices RESTART IDENTITY;

-- case drop_schema_empty
-- setup
CREATE SCHEMA archive;
-- run
DROP SCHEMA archive;

-- case drop_schema_full on archive.entries
-- setup
CREATE SCHEMA archive;
CREATE TABLE archive.entries (id integer PRIMARY KEY, body text);
-- run
DROP SCHEMA archive;

-- case drop_schema_cascade on archive.entries
-- setup
CREATE SCHEMA archive;
CREATE TABLE archive.entries (id integer PRIMARY KEY, body text);
-- run
DROP SCHEMA archive CASCADE;

-- case create_schema
CREATE SCHEMA archive;
