-- Columns that go, and what goes or stays with them.
-- default on customers in shop

-- case plain
ALTER TABLE customers DROP COLUMN legacy;

-- case required
ALTER TABLE customers DROP COLUMN email;

-- case if_exists_missing
ALTER TABLE customers DROP COLUMN IF EXISTS fax;

-- case missing
ALTER TABLE customers DROP COLUMN fax;

-- case several
ALTER TABLE customers DROP COLUMN legacy, DROP COLUMN phone, DROP COLUMN level;

-- case indexed on orders
ALTER TABLE orders DROP COLUMN status;

-- case primary_key on invoices
-- setup
ALTER TABLE invoices ADD PRIMARY KEY (number);
-- run
ALTER TABLE invoices DROP COLUMN number;

-- case referenced
ALTER TABLE customers DROP COLUMN id;

-- case referenced_cascade
ALTER TABLE customers DROP COLUMN id CASCADE;

-- case referencing on orders
ALTER TABLE orders DROP COLUMN customer_id;

-- case referencing_seen_from_parent on customers
ALTER TABLE orders DROP COLUMN customer_id;

-- case read_by_view
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER TABLE customers DROP COLUMN phone;

-- case read_by_view_cascade
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER TABLE customers DROP COLUMN phone CASCADE;

-- case not_read_by_view
-- setup
CREATE VIEW directory AS SELECT id, phone FROM customers;
-- run
ALTER TABLE customers DROP COLUMN legacy;

-- case used_by_generated
-- setup
ALTER TABLE customers ADD COLUMN twice integer GENERATED ALWAYS AS (points * 2) STORED;
-- run
ALTER TABLE customers DROP COLUMN points;

-- case used_by_policy
-- setup
CREATE POLICY mine ON customers USING (full_name = current_user);
-- run
ALTER TABLE customers DROP COLUMN full_name;

-- case serial
-- setup
ALTER TABLE customers ADD COLUMN number serial;
-- run
ALTER TABLE customers DROP COLUMN number;

-- case in_check
-- setup
ALTER TABLE customers ADD CONSTRAINT points_sane CHECK (points >= 0);
-- run
ALTER TABLE customers DROP COLUMN points;

-- case in_statistics
-- setup
CREATE STATISTICS customer_shape ON country, level FROM customers;
-- run
ALTER TABLE customers DROP COLUMN level;

-- case partition_key on events in events
ALTER TABLE events DROP COLUMN day;

-- case partitioned on events in events
ALTER TABLE events DROP COLUMN amount;

-- case of_a_partition on events_2024 in events
ALTER TABLE events_2024 DROP COLUMN amount;

-- case only_parent on events in events
ALTER TABLE ONLY events DROP COLUMN amount;

-- case on_empty on drafts
ALTER TABLE drafts DROP COLUMN body;
