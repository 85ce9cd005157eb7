-- Several statements in one transaction, several actions in one ALTER.
-- default on orders in shop

-- case add_column_and_fill
ALTER TABLE orders ADD COLUMN currency char(3);
UPDATE orders SET currency = 'EUR';

-- case add_column_fill_require
ALTER TABLE orders ADD COLUMN currency char(3);
UPDATE orders SET currency = 'EUR';
ALTER TABLE orders ALTER COLUMN currency SET NOT NULL;

-- case add_column_and_index
ALTER TABLE orders ADD COLUMN currency char(3) DEFAULT 'EUR';
CREATE INDEX orders_currency_idx ON orders (currency);

-- case index_concurrently_after_alter
ALTER TABLE orders ADD COLUMN currency char(3) DEFAULT 'EUR';
CREATE INDEX CONCURRENTLY orders_currency_idx ON orders (currency);

-- case add_drop_same_alter
ALTER TABLE orders ADD COLUMN currency char(3), DROP COLUMN note;

-- case type_and_default
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint, ALTER COLUMN quantity SET DEFAULT 2;

-- case default_type_default
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT, ALTER COLUMN status TYPE text, ALTER COLUMN status SET DEFAULT 'open';

-- case statistics_and_comment
ALTER TABLE orders ALTER COLUMN status SET STATISTICS 500;
COMMENT ON COLUMN orders.status IS 'new, sent';

-- case validate_and_not_null
-- setup
ALTER TABLE orders ADD CONSTRAINT quantity_there CHECK (quantity IS NOT NULL) NOT VALID;
-- run
ALTER TABLE orders VALIDATE CONSTRAINT quantity_there;
ALTER TABLE orders ALTER COLUMN quantity SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT quantity_there;

-- case two_tables_from_the_other on customers
ALTER TABLE orders ADD COLUMN currency char(3);
ALTER TABLE customers ADD COLUMN currency char(3);

-- case new_table_and_foreign_key on customers
CREATE TABLE addresses (id integer PRIMARY KEY, customer_id integer);
ALTER TABLE addresses ADD FOREIGN KEY (customer_id) REFERENCES customers (id);

-- case new_table_everything_is_free
CREATE TABLE parcels (id integer);
ALTER TABLE parcels ADD COLUMN token uuid DEFAULT gen_random_uuid();
ALTER TABLE parcels ADD PRIMARY KEY (id);

-- case column_swap
-- setup
ALTER TABLE orders ADD COLUMN quantity_next bigint;
-- run
ALTER TABLE orders RENAME COLUMN quantity TO quantity_old;
ALTER TABLE orders RENAME COLUMN quantity_next TO quantity;

-- case trigger_for_sync
ALTER TABLE orders ADD COLUMN quantity_next bigint;
CREATE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.quantity_next := NEW.quantity; RETURN NEW; END $$;
CREATE TRIGGER follow BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION follow();

-- case do_block
DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN currency char(3)'; END $$;

-- case drop_and_recreate_view on customers
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
DROP VIEW directory;
ALTER TABLE customers ALTER COLUMN phone TYPE varchar(40);
CREATE VIEW directory AS SELECT id, phone FROM customers;

-- case foreign_key_replaced
ALTER TABLE orders ADD CONSTRAINT orders_customer_next FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;

-- case partition_swap on events in events
ALTER TABLE events DETACH PARTITION events_2025;
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
