-- CHECK, foreign keys, UNIQUE, primary keys, EXCLUDE.
-- default on orders in shop

-- case check
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity >= 0);

-- case check_violated
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity < 100);

-- case check_unnamed
ALTER TABLE orders ADD CHECK (total >= 0);

-- case check_not_valid
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity < 100) NOT VALID;

-- case check_on_empty on drafts
ALTER TABLE drafts ADD CONSTRAINT title_there CHECK (title <> '');

-- case check_unknown_column
ALTER TABLE orders ADD CONSTRAINT fax_sane CHECK (fax <> '');

-- case check_with_subquery
ALTER TABLE orders ADD CONSTRAINT known CHECK (customer_id IN (SELECT id FROM customers));

-- case check_name_taken
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk CHECK (quantity >= 0);

-- case check_validate
-- setup
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity >= 0) NOT VALID;
-- run
ALTER TABLE orders VALIDATE CONSTRAINT quantity_sane;

-- case check_validate_again
-- setup
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity >= 0);
-- run
ALTER TABLE orders VALIDATE CONSTRAINT quantity_sane;

-- case check_validate_violated
-- setup
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity < 100) NOT VALID;
-- run
ALTER TABLE orders VALIDATE CONSTRAINT quantity_sane;

-- case validate_missing
ALTER TABLE orders VALIDATE CONSTRAINT nowhere;

-- case check_and_validate_at_once
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT quantity_sane;

-- case check_not_enforced
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity < 100) NOT ENFORCED;

-- case check_partitioned on events in events
ALTER TABLE events ADD CONSTRAINT amount_sane CHECK (amount >= 0);

-- case check_not_valid_partitioned on events in events
ALTER TABLE events ADD CONSTRAINT amount_sane CHECK (amount >= 0) NOT VALID;

-- case check_validate_partitioned on events in events
-- setup
ALTER TABLE events ADD CONSTRAINT amount_sane CHECK (amount >= 0) NOT VALID;
-- run
ALTER TABLE events VALIDATE CONSTRAINT amount_sane;

-- case check_drop
-- setup
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity >= 0);
-- run
ALTER TABLE orders DROP CONSTRAINT quantity_sane;

-- case drop_missing
ALTER TABLE orders DROP CONSTRAINT nowhere;

-- case drop_if_exists_missing
ALTER TABLE orders DROP CONSTRAINT IF EXISTS nowhere;

-- case foreign_key on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id);

-- case foreign_key_seen_from_parent
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id);

-- case foreign_key_set_null on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL;

-- case foreign_key_orphans on invoices
-- setup
INSERT INTO invoices (number, order_id) VALUES (5000, 777777);
-- run
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id);

-- case foreign_key_not_valid on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID;

-- case foreign_key_not_valid_seen_from_parent
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID;

-- case foreign_key_validate on invoices
-- setup
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID;
-- run
ALTER TABLE invoices VALIDATE CONSTRAINT invoices_order_fk;

-- case foreign_key_validate_seen_from_parent
-- setup
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID;
-- run
ALTER TABLE invoices VALIDATE CONSTRAINT invoices_order_fk;

-- case foreign_key_validate_orphans on invoices
-- setup
INSERT INTO invoices (number, order_id) VALUES (5000, 777777);
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID;
-- run
ALTER TABLE invoices VALIDATE CONSTRAINT invoices_order_fk;

-- case foreign_key_and_validate_at_once on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID;
ALTER TABLE invoices VALIDATE CONSTRAINT invoices_order_fk;

-- case foreign_key_without_unique on drafts
ALTER TABLE drafts ADD CONSTRAINT drafts_fk FOREIGN KEY (customer_id) REFERENCES invoices (number);

-- case foreign_key_wrong_type on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_fk FOREIGN KEY (code) REFERENCES orders (id);

-- case foreign_key_missing_table on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_fk FOREIGN KEY (order_id) REFERENCES suppliers (id);

-- case foreign_key_on_empty on drafts
ALTER TABLE drafts ADD CONSTRAINT drafts_fk FOREIGN KEY (customer_id) REFERENCES customers (id);

-- case foreign_key_drop
ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;

-- case foreign_key_drop_seen_from_parent on customers
ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;

-- case foreign_key_deferrable
ALTER TABLE orders ALTER CONSTRAINT orders_customer_fk DEFERRABLE INITIALLY DEFERRED;

-- case foreign_key_of_partitioned on events in events
ALTER TABLE events ADD CONSTRAINT events_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id);

-- case foreign_key_not_valid_of_partitioned on events in events
ALTER TABLE events ADD CONSTRAINT events_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id) NOT VALID;

-- case foreign_key_of_a_partition on events_2024 in events
ALTER TABLE events_2024 ADD CONSTRAINT events_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id) NOT VALID;

-- case unique on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_number_key UNIQUE (number);

-- case unique_duplicates on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_code_key UNIQUE (code);

-- case unique_two_columns
ALTER TABLE orders ADD CONSTRAINT orders_pair UNIQUE (customer_id, id);

-- case unique_using_index on invoices
-- setup
CREATE UNIQUE INDEX invoices_number_idx ON invoices (number);
-- run
ALTER TABLE invoices ADD CONSTRAINT invoices_number_key UNIQUE USING INDEX invoices_number_idx;

-- case unique_using_plain_index
ALTER TABLE orders ADD CONSTRAINT orders_status_key UNIQUE USING INDEX orders_status_idx;

-- case unique_using_partial_index on invoices
-- setup
CREATE UNIQUE INDEX invoices_open ON invoices (number) WHERE NOT paid;
-- run
ALTER TABLE invoices ADD CONSTRAINT invoices_open_key UNIQUE USING INDEX invoices_open;

-- case unique_using_missing_index on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_number_key UNIQUE USING INDEX nowhere;

-- case unique_drop on invoices
-- setup
ALTER TABLE invoices ADD CONSTRAINT invoices_number_key UNIQUE (number);
-- run
ALTER TABLE invoices DROP CONSTRAINT invoices_number_key;

-- case unique_nulls_not_distinct on customers
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE NULLS NOT DISTINCT (email);

-- case unique_partitioned on events in events
ALTER TABLE events ADD CONSTRAINT events_key UNIQUE (id, day);

-- case unique_partitioned_without_key on events in events
ALTER TABLE events ADD CONSTRAINT events_key UNIQUE (id);

-- case primary_key on invoices
ALTER TABLE invoices ADD PRIMARY KEY (number);

-- case primary_key_nullable on invoices
-- setup
UPDATE invoices SET customer_id = number;
-- run
ALTER TABLE invoices ADD PRIMARY KEY (customer_id);

-- case primary_key_nulls on invoices
ALTER TABLE invoices ADD PRIMARY KEY (remark);

-- case primary_key_duplicates on invoices
ALTER TABLE invoices ADD PRIMARY KEY (customer_id);

-- case primary_key_second
ALTER TABLE orders ADD PRIMARY KEY (customer_id, id);

-- case primary_key_using_index on invoices
-- setup
CREATE UNIQUE INDEX invoices_number_idx ON invoices (number);
-- run
ALTER TABLE invoices ADD CONSTRAINT invoices_pkey PRIMARY KEY USING INDEX invoices_number_idx;

-- case primary_key_using_index_nullable on invoices
-- setup
UPDATE invoices SET customer_id = number;
CREATE UNIQUE INDEX invoices_customer_idx ON invoices (customer_id);
-- run
ALTER TABLE invoices ADD CONSTRAINT invoices_pkey PRIMARY KEY USING INDEX invoices_customer_idx;

-- case primary_key_drop
ALTER TABLE orders DROP CONSTRAINT orders_pkey;

-- case primary_key_drop_referenced on customers
ALTER TABLE customers DROP CONSTRAINT customers_pkey;

-- case primary_key_drop_referenced_cascade on customers
ALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE;

-- case primary_key_swap
-- setup
CREATE UNIQUE INDEX orders_pair ON orders (customer_id, id);
-- run
ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pair;

-- case exclude on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_apart EXCLUDE USING gist (int4range(number, number + 1) WITH &&);

-- case exclude_not_valid on invoices
ALTER TABLE invoices ADD CONSTRAINT invoices_apart EXCLUDE USING gist (int4range(number, number + 1) WITH &&) NOT VALID;

-- case two_checks_one_not_valid
ALTER TABLE orders ADD CONSTRAINT a CHECK (quantity >= 0) NOT VALID, ADD CONSTRAINT b CHECK (total >= 0);

-- case drop_and_add_check
-- setup
ALTER TABLE orders ADD CONSTRAINT quantity_sane CHECK (quantity >= 0);
-- run
ALTER TABLE orders DROP CONSTRAINT quantity_sane, ADD CONSTRAINT quantity_sane CHECK (quantity > -10) NOT VALID;
